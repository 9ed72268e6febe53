#include "test.h"

#include "arena.h"

#include <stdalign.h>

TEST(arena_gives_zeroed_aligned_room)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    for (size_t n = 0; n < 300; n++) {
        unsigned char *room = ri_arena_new(&mem, unsigned char, n);
        CHECK(room && (uintptr_t)room % alignof(max_align_t) == 0);
        for (size_t i = 0; i < n; i++) CHECK(room[i] == 0);
        memset(room, 0xAB, n);
    }
    CHECK(mem.taken <= mem.limit);
    ri_arena_release(&mem);
    CHECK_INT(mem.taken, 0);
    CHECK(ri_arena_new(&mem, int, 3)); /* usable again */
    ri_arena_release(&mem);
}

static ri_status build(struct ri_arena *mem, struct ri_error *err)
{
    double *small, *large;
    RI_ARENA_NEW(small, mem, 10, err);
    RI_ARENA_NEW(large, mem, 1000, err);
    small[9] = large[999] = 1;
    char *text = ri_arena_printf(mem, "%d of %s", 7, "9");
    if (!text) return ri_fail(err, RI_ENOMEM, "no room");
    CHECK_TEXT(text, "7 of 9");
    char *copy = ri_arena_copy(mem, "abcdef", 3);
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room");
    CHECK_TEXT(copy, "abc");
    return RI_OK;
}

TEST(arena_limit_sweep)
{
    size_t limit = 0;
    for (;; limit += 97) {
        struct ri_arena mem;
        struct ri_error err = {0};
        ri_arena_init(&mem, limit);
        const ri_status status = build(&mem, &err);
        CHECK(mem.taken <= limit);
        ri_arena_release(&mem);
        if (status == RI_OK) break;
        CHECK_STATUS(status, RI_ENOMEM);
        CHECK_STATUS(err.code, RI_ENOMEM);
    }
    CHECK(limit >= 8080 && limit < 20000);
}

TEST(arena_refuses_what_overflows)
{
    struct ri_arena mem;
    ri_arena_init(&mem, SIZE_MAX);
    CHECK(!ri_arena_take(&mem, SIZE_MAX / 2, 8));
    CHECK(!ri_arena_take(&mem, SIZE_MAX, 1));
    CHECK_INT(mem.taken, 0);
    ri_arena_release(&mem);
}

TEST(arena_rewind_gives_back)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    const struct ri_arena_mark empty = ri_arena_mark(&mem);
    char                      *kept = ri_arena_copy(&mem, "kept", 4);
    const struct ri_arena_mark mark = ri_arena_mark(&mem);
    const size_t               taken = mem.taken;
    void                      *first = ri_arena_take(&mem, 16, 1);
    for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 50; i++) CHECK(ri_arena_take(&mem, 4000, 1));
        ri_arena_rewind(&mem, mark);
        CHECK_INT(mem.taken, taken);
    }
    CHECK_TEXT(kept, "kept");
    CHECK(ri_arena_take(&mem, 16, 1) == first); /* the same room is handed out again, zeroed */
    ri_arena_rewind(&mem, empty);
    CHECK_INT(mem.taken, 0);
    CHECK(ri_arena_new(&mem, int, 1));
    ri_arena_release(&mem);
}
