#include "test.h"

#include "task.h"

static int64_t fixed_clock(void *context)
{
    return *(int64_t *)context;
}

static void keep(void *context, const struct ri_progress *progress)
{
    *(struct ri_progress *)context = *progress;
}

TEST(task_zeroed_is_valid)
{
    struct ri_task task = {0};
    CHECK_STATUS(ri_task_check(&task, NULL), RI_OK);
    CHECK_STATUS(ri_task_check(NULL, NULL), RI_OK);
    CHECK_INT(ri_task_threads(&task), 1);
    CHECK_INT(ri_task_threads(NULL), 1);
    ri_task_progress(&task, "reading", 1, 2, "rows");
    ri_task_progress(NULL, "reading", 1, 2, "rows");
    CHECK(ri_task_now_us(NULL) > INT64_C(1700000000000000));
}

TEST(task_stops)
{
    struct ri_task task = {.deadline_us = ri_monotonic_us() + 60000000};
    CHECK_STATUS(ri_task_check(&task, NULL), RI_OK);
    task.deadline_us = ri_monotonic_us() - 1;
    CHECK_STATUS(ri_task_check(&task, NULL), RI_ETIMEOUT);
    ri_task_cancel(&task);
    CHECK_STATUS(ri_task_check(&task, NULL), RI_ECANCELLED);
}

TEST(task_clock_and_progress_are_injected)
{
    int64_t            now = 1763597640000000;
    struct ri_progress seen = {0};
    struct ri_task     task = {
            .clock = fixed_clock, .clock_context = &now, .progress = keep, .progress_context = &seen};
    CHECK_INT(ri_task_now_us(&task), now);
    ri_task_progress(&task, "forecasting", 17, 30490, "series");
    CHECK_TEXT(seen.stage, "forecasting");
    CHECK_INT(seen.done, 17);
    CHECK_INT(seen.total, 30490);
    CHECK_TEXT(seen.unit, "series");
    CHECK(ri_monotonic_us() <= ri_monotonic_us());
}
