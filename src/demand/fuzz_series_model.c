/* Fuzz target: files of learners over series. The learner's library is not asked; what guards it is. */
#include "global_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ri_arena       mem;
    struct ri_global_kept kept;
    ri_arena_init(&mem, 1 << 24);
    if (ri_global_file_read((struct ri_view){(const char *)data, size}, true, &mem, &kept, NULL) ==
        RI_OK)
        ri_global_kept_release(&kept);
    ri_arena_release(&mem);
    return 0;
}
