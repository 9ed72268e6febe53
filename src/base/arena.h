/* Memory that is freed together. Results live in the arena their caller passed.
 *
 *     blocks -> [ newest | used....free ] -> [ older | used ] -> ...
 *
 * `limit` is at once a budget, a quota and the out-of-memory injection of tests. Not thread-safe: one per
 * thread. Everything taken after a mark is given back by rewinding to it. */
#ifndef RI_BASE_ARENA_H
#define RI_BASE_ARENA_H
#include "error.h"

struct ri_block;
struct ri_arena {
    struct ri_block *blocks;       /* newest first */
    unsigned char   *at, *end;     /* free space in the newest block */
    size_t           taken, limit; /* bytes asked of malloc; their cap */
};
struct ri_arena_mark {
    struct ri_block *block;
    unsigned char   *at;
};

void ri_arena_init(struct ri_arena *arena, size_t limit);
void ri_arena_release(struct ri_arena *arena); /* frees all; the arena is empty and usable */
struct ri_arena_mark ri_arena_mark(const struct ri_arena *arena);
void                 ri_arena_rewind(struct ri_arena *arena, struct ri_arena_mark mark);

/* Zeroed room for n items, or NULL when the limit or malloc says no. n == 0 gives a valid pointer. */
#define ri_arena_new(arena, type, n) ((type *)ri_arena_take((arena), (n), sizeof(type)))
void *ri_arena_take(struct ri_arena *arena, size_t n, size_t item_size);
/* As ri_arena_new, into `pointer`, failing the calling function with RI_ENOMEM. */
#define RI_ARENA_NEW(pointer, arena, n, err)                                                    \
    do {                                                                                        \
        (pointer) = ri_arena_take((arena), (n), sizeof *(pointer));                             \
        if (!(pointer)) return ri_fail((err), RI_ENOMEM, "no room for %zu items", (size_t)(n)); \
    } while (0)
/* Makes room in *slot, a pointer to items, for one more than `count`: twice the room, in new memory, where it is full. *slot and *room begin as
 * NULL and 0. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_arena_grow(struct ri_arena *arena, void *slot, size_t *room,
                                      size_t count, size_t item_size, struct ri_error *err);
char                   *ri_arena_copy(struct ri_arena *arena, const char *text,
                                      size_t length); /* + NUL; NULL: no room */
char                   *ri_arena_printf(struct ri_arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
#endif
