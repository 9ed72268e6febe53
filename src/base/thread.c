/* The parallel loop: an atomic counter hands out items, the smallest failing index wins. */
#include "thread.h"

#include <pthread.h>

struct loop {
    const struct ri_task *task;
    size_t                n;
    ri_item_fn           *item;
    void                 *context;
    atomic_size_t         next;
    atomic_size_t         failed_at; /* smallest failing index so far, n when none */
    pthread_mutex_t       lock;      /* guards error */
    struct ri_error       error;
};
struct worker {
    struct loop *loop;
    unsigned     index;
    pthread_t    thread;
};

static void record(struct loop *loop, size_t i, const struct ri_error *error)
{
    pthread_mutex_lock(&loop->lock);
    if (i < atomic_load(&loop->failed_at)) {
        atomic_store(&loop->failed_at, i);
        loop->error = *error;
    }
    pthread_mutex_unlock(&loop->lock);
}

static void *work(void *argument)
{
    struct worker *self = argument;
    struct loop   *loop = self->loop;
    for (;;) {
        const size_t i = atomic_fetch_add(&loop->next, 1);
        if (i >= loop->n || i > atomic_load(&loop->failed_at)) return NULL;
        struct ri_error error = {0};
        ri_status       status = ri_task_check(loop->task, &error);
        if (status == RI_OK) status = loop->item(loop->context, i, self->index, &error);
        if (status == RI_OK) continue;
        error.code = status;
        record(loop, i, &error);
    }
}

ri_status ri_parallel(const struct ri_task *task, size_t n, ri_item_fn *item, void *context,
                      struct ri_error *err)
{
    enum { MOST = 256 };
    struct loop   loop = {.task = task, .n = n, .item = item, .context = context};
    struct worker workers[MOST];
    size_t        count = ri_task_threads(task);
    if (count > n) count = n;
    if (count > MOST) count = MOST;
    atomic_init(&loop.next, 0);
    atomic_init(&loop.failed_at, n);
    pthread_mutex_init(&loop.lock, NULL);
    size_t started = 0;
    for (unsigned i = 1; i < count; i++) {
        workers[started] = (struct worker){.loop = &loop, .index = i};
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0) break;
        started++; /* fewer threads than asked: the rest do the work */
    }
    struct worker self = {.loop = &loop, .index = 0};
    if (n) work(&self);
    for (size_t i = 0; i < started; i++) pthread_join(workers[i].thread, NULL);
    pthread_mutex_destroy(&loop.lock);
    if (atomic_load(&loop.failed_at) == n) return RI_OK;
    if (err) *err = loop.error;
    return loop.error.code;
}
