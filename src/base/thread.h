/* A parallel loop whose result does not depend on the number of threads. */
#ifndef RI_BASE_THREAD_H
#define RI_BASE_THREAD_H
#include "task.h"

/* Item i of a loop, run by worker (0 .. threads-1; index per-worker arenas with it). Items are handed out
 * one by one, so each must be independent of the others and write only its own results. */
typedef ri_status ri_item_fn(void *context, size_t i, unsigned worker, struct ri_error *err);

/* Runs items 0..n-1 on ri_task_threads(task) threads. Stops early on cancel or failure; when items fail,
 * the error of the smallest failed index is returned. */
RI_MUST_CHECK ri_status ri_parallel(const struct ri_task *task, size_t n, ri_item_fn *item,
                                    void *context, struct ri_error *err);
#endif
