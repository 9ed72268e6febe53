#include "test.h"

#include "thread.h"

#include <unistd.h>

enum { N = 2000 };
struct squares {
    uint64_t        result[N];
    atomic_uint     seen_workers;
    size_t          fail_from, fail_step; /* 0: never */
    size_t          slow;                 /* the failing item that takes its time */
    struct ri_task *task;
};

static ri_status square(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct squares *squares = context;
    atomic_fetch_or(&squares->seen_workers, 1u << worker);
    if (squares->fail_step && i >= squares->fail_from &&
        (i - squares->fail_from) % squares->fail_step == 0) {
        if (i == squares->fail_from) usleep(300); /* after some, before another */
        if (i == squares->slow) usleep(1500);
        return ri_fail(err, RI_EDATA, "item %zu", i);
    }
    squares->result[i] = (uint64_t)i * i + 1;
    if (squares->task && i == 50) ri_task_cancel(squares->task);
    return RI_OK;
}

TEST(thread_every_item_once)
{
    for (unsigned threads = 0; threads <= 8; threads++) {
        struct ri_task task = {.threads = threads};
        struct squares squares = {0};
        CHECK_STATUS(ri_parallel(&task, N, square, &squares, NULL), RI_OK);
        size_t wrong = 0;
        for (size_t i = 0; i < N; i++) wrong += squares.result[i] != (uint64_t)i * i + 1;
        CHECK_INT(wrong, 0);
        CHECK(squares.seen_workers < 1u << (threads ? threads : 1));
    }
    struct squares none = {0};
    CHECK_STATUS(ri_parallel(NULL, 0, square, &none, NULL), RI_OK);
    CHECK_STATUS(ri_parallel(NULL, 1, square, &none, NULL), RI_OK);
}

TEST(thread_smallest_failing_index_wins)
{
    for (unsigned threads = 1; threads <= 8; threads++) {
        for (int round = 0; round < 20; round++) {
            struct ri_task task = {.threads = threads};
            struct squares squares = {
                .fail_from = 137, .fail_step = 1, .slow = 138 + (size_t)round % 3};
            struct ri_error err = {0};
            CHECK_STATUS(ri_parallel(&task, N, square, &squares, &err), RI_EDATA);
            CHECK_TEXT(err.message, "item 137");
            CHECK(squares.result[136] && !squares.result[137 + 100]);
        }
    }
}

TEST(thread_stops_on_cancel)
{
    struct ri_task  task = {.threads = 4};
    struct squares  squares = {.task = &task};
    struct ri_error err = {0};
    CHECK_STATUS(ri_parallel(&task, N, square, &squares, &err), RI_ECANCELLED);
    CHECK(!squares.result[N - 1]);
    CHECK_STATUS(err.code, RI_ECANCELLED);
}
