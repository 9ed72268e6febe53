/* Tasks: cancel flag, deadline, progress, clock. */
#include "task.h"

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t ri_monotonic_us(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

ri_status ri_task_check(const struct ri_task *task, struct ri_error *err)
{
    if (!task) return RI_OK;
    if (atomic_load_explicit(&task->cancelled, memory_order_relaxed))
        return ri_fail(err, RI_ECANCELLED, "cancelled");
    if (task->deadline_us && ri_monotonic_us() > task->deadline_us)
        return ri_fail(err, RI_ETIMEOUT, "the time limit has passed");
    return RI_OK;
}

void ri_task_progress(struct ri_task *task, const char *stage, uint64_t done, uint64_t total,
                      const char *unit)
{
    if (!task || !task->progress) return;
    const struct ri_progress at = {stage, done, total, unit};
    task->progress(task->progress_context, &at);
}

void ri_task_cancel(struct ri_task *task)
{
    atomic_store(&task->cancelled, true);
}

int64_t ri_task_now_us(const struct ri_task *task)
{
    return task && task->clock ? task->clock(task->clock_context) : read_clock(CLOCK_REALTIME);
}

unsigned ri_task_threads(const struct ri_task *task)
{
    return task && task->threads ? task->threads : 1;
}
