/* Arenas: a list of blocks, bump allocation, mark and rewind. */
#include "arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <sys/mman.h>

enum {
    ALIGN = alignof(max_align_t),
    BLOCK_MIN = 4096,
    BLOCK_GROWN = 1 << 20,
    HUGE_PAGE = 1 << 21,
    HUGE_FROM = 1 << 22 /* bytes of a block from which large pages are worth their rounding */
};

struct ri_block {
    struct ri_block *older;
    size_t           size; /* bytes of room */
    alignas(max_align_t) unsigned char room[];
};

void ri_arena_init(struct ri_arena *arena, size_t limit)
{
    *arena = (struct ri_arena){.limit = limit};
}

static void drop_newest(struct ri_arena *arena)
{
    struct ri_block *block = arena->blocks;
    arena->blocks = block->older;
    arena->taken -= block->size;
    free(block);
}

void ri_arena_release(struct ri_arena *arena)
{
    while (arena->blocks) drop_newest(arena);
    arena->at = arena->end = NULL;
}

struct ri_arena_mark ri_arena_mark(const struct ri_arena *arena)
{
    return (struct ri_arena_mark){arena->blocks, arena->at};
}

void ri_arena_rewind(struct ri_arena *arena, struct ri_arena_mark mark)
{
    while (arena->blocks != mark.block) drop_newest(arena);
    arena->at = mark.at;
    arena->end = arena->blocks ? arena->blocks->room + arena->blocks->size : NULL;
}

/* Asks for large pages before any byte is touched: whoever reads such a block here and there would otherwise wait for page tables. A
 * system that has none says no, and all is as it was. */
static void prefer_huge_pages(void *at, size_t size)
{
    const uintptr_t first = ((uintptr_t)at + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE,
                    end = ((uintptr_t)at + size) / HUGE_PAGE * HUGE_PAGE;
    if (end > first) (void)!madvise((void *)first, end - first, MADV_HUGEPAGE);
}

/* Blocks double with use up to 1 MiB, so that small arenas stay small and large ones make few calls. */
static bool grow(struct ri_arena *arena, size_t size)
{
    size_t room = arena->taken < BLOCK_MIN ? BLOCK_MIN : arena->taken;
    if (room > BLOCK_GROWN) room = BLOCK_GROWN;
    if (room > arena->limit - arena->taken) room = arena->limit - arena->taken;
    if (room < size) room = size;
    if (arena->taken > arena->limit || room > arena->limit - arena->taken) return false;
    struct ri_block *block = malloc(sizeof *block + room);
    if (!block) return false;
    if (room >= HUGE_FROM) prefer_huge_pages(block, sizeof *block + room);
    block->older = arena->blocks;
    block->size = room;
    arena->blocks = block;
    arena->taken += room;
    arena->at = block->room;
    arena->end = block->room + room;
    return true;
}

void *ri_arena_take(struct ri_arena *arena, size_t n, size_t item_size)
{
    if (item_size && n > (SIZE_MAX / 2) / item_size) return NULL;
    const size_t size = (n * item_size + ALIGN) / ALIGN * ALIGN; /* never 0 */
    if ((!arena->blocks || (size_t)(arena->end - arena->at) < size) && !grow(arena, size))
        return NULL;
    void *room = memset(arena->at, 0, size);
    arena->at += size;
    return room;
}

ri_status ri_arena_grow(struct ri_arena *arena, void *slot, size_t *room, size_t count,
                        size_t item_size, struct ri_error *err)
{
    enum { FIRST = 64 };
    if (count < *room) return RI_OK;
    void        *old;
    const size_t more = *room ? *room * 2 : FIRST;
    void        *made = ri_arena_take(arena, more, item_size);
    if (!made) return ri_fail(err, RI_ENOMEM, "no room for %zu items", more);
    memcpy(&old, slot, sizeof old);
    if (count) memcpy(made, old, count * item_size);
    memcpy(slot, &made, sizeof made);
    *room = more;
    return RI_OK;
}

char *ri_arena_copy(struct ri_arena *arena, const char *text, size_t length)
{
    char *copy = ri_arena_new(arena, char, length + 1);
    return copy && length ? memcpy(copy, text, length) : copy;
}

char *ri_arena_printf(struct ri_arena *arena, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = length < 0 ? NULL : ri_arena_new(arena, char, (size_t)length + 1);
    if (text) vsnprintf(text, (size_t)length + 1, fmt, again);
    va_end(again);
    return text;
}
