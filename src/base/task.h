/* What a long function carries: how to stop, how far it is, what time it is, which seed, how many threads.
 *
 * Models report and stop through a task and know neither terminal nor server. A zeroed task is valid: no
 * deadline, no listener, the system clock, seed 0, one thread. Thread-safe except for set-up. */
#ifndef RI_BASE_TASK_H
#define RI_BASE_TASK_H
#include "error.h"

#include <stdatomic.h>

typedef int64_t ri_clock_fn(void *context); /* microseconds since 1970-01-01 UTC */

struct ri_task {
    atomic_bool     cancelled;
    int64_t         deadline_us; /* monotonic; 0: none */
    ri_progress_fn *progress;    /* (optional) may be called from any thread */
    void           *progress_context;
    ri_clock_fn    *clock; /* (optional) the system's when NULL */
    void           *clock_context;
    uint64_t        seed;
    unsigned        threads; /* 0 counts as 1 */
};

/* RI_ECANCELLED or RI_ETIMEOUT when it is time to stop. task may be NULL. Cheap: call it often. */
RI_MUST_CHECK ri_status ri_task_check(const struct ri_task *task, struct ri_error *err);
void     ri_task_progress(struct ri_task *task, const char *stage, uint64_t done, uint64_t total,
                          const char *unit);
void     ri_task_cancel(struct ri_task *task);
int64_t  ri_task_now_us(const struct ri_task *task);
unsigned ri_task_threads(const struct ri_task *task);
int64_t  ri_monotonic_us(void);
#endif
