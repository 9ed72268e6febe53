/* What a process no longer needs. Source: malloc_trim(3), dl_iterate_phdr(3), madvise(2): of a private mapping that was not written,
 * MADV_DONTNEED drops the pages only. */
#include "memory.h"

#include "error.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

void ri_memory_trim(void)
{
    (void)malloc_trim(0);
}

/* Segments that cannot be written hold no relocated word, and so are as in their file. */
static int forget(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size, (void)context;
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
        const uintptr_t from = (info->dlpi_addr + segment->p_vaddr + page - 1) / page * page;
        const uintptr_t to = (info->dlpi_addr + segment->p_vaddr + segment->p_filesz) / page * page;
        if (from < to) (void)madvise((void *)from, to - from, MADV_DONTNEED);
    }
    return 0;
}

void ri_memory_forget_start(void)
{
    (void)dl_iterate_phdr(forget, NULL);
}
