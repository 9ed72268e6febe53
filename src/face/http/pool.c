/* Threads, a list that waits, a list that runs. */
#include "pool.h"

#include "run.h"

#include "base/task.h"

#include <pthread.h>

enum { WORKERS_MOST = 64, TIMES_SLOW = 4, SLOW_US = 1000000 };

struct http_pool {
    pthread_mutex_t  lock;
    pthread_cond_t   some;
    pthread_t        threads[WORKERS_MOST];
    unsigned         thread_count, at_a_time, most;
    unsigned         long_most; /* long ones that run at a time */
    size_t           waiting_count, running_count;
    struct http_run *first, *last; /* waiting, by next */
    struct http_run *running;      /* by next */
    bool             ending;
};

static unsigned count_long(const struct http_run *list)
{
    unsigned count = 0;
    for (; list; list = list->next) count += list->is_long;
    return count;
}

/* Which of those that wait may begin? The first, but a long one only while there is a place for long ones. NULL: none. */
static struct http_run **next_in(struct http_pool *pool)
{
    unsigned          quick = 0;
    const int64_t     now = ri_monotonic_us();
    struct http_run **at = &pool->first;
    for (const struct http_run *running = pool->running; running; running = running->next)
        quick += now - running->began_us < SLOW_US;
    if (quick >= pool->at_a_time) return NULL;
    if (count_long(pool->running) >= pool->long_most)
        while (*at && (*at)->is_long) at = &(*at)->next;
    return *at ? at : NULL;
}

static struct http_run *take(struct http_pool *pool, struct http_run **at)
{
    struct http_run *run = *at;
    *at = run->next;
    if (pool->last == run) { /* then the one before is the last */
        pool->last = pool->first;
        while (pool->last && pool->last->next) pool->last = pool->last->next;
    }
    pool->waiting_count--;
    run->next = pool->running;
    pool->running = run;
    pool->running_count++;
    run->began_us = ri_monotonic_us();
    return run;
}

static void *work(void *argument)
{
    struct http_pool *pool = argument;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        struct http_run **at;
        while (!(at = next_in(pool)) && !(pool->ending && !pool->first))
            pthread_cond_wait(&pool->some, &pool->lock);
        if (!at) break;
        struct http_run *run = take(pool, at);
        pthread_mutex_unlock(&pool->lock);
        run_execute(run);
        run_free(run);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

ri_status pool_new(unsigned workers, unsigned most_waiting, struct http_pool **ret,
                   struct ri_error *err)
{
    struct http_pool *pool = calloc(1, sizeof *pool);
    if (!pool) return ri_fail(err, RI_ENOMEM, "no room for workers");
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->some, NULL);
    pool->most = most_waiting;
    if (workers < 1) workers = 1;
    if (workers > WORKERS_MOST) workers = WORKERS_MOST;
    pool->at_a_time = workers;
    const unsigned threads =
        workers * TIMES_SLOW > WORKERS_MOST ? (unsigned)WORKERS_MOST : workers * TIMES_SLOW;
    pool->long_most = threads - (threads + TIMES_SLOW - 1) / TIMES_SLOW;
    for (; pool->thread_count < threads; pool->thread_count++) {
        if (pthread_create(&pool->threads[pool->thread_count], NULL, work, pool) == 0) continue;
        pool_free(pool);
        return ri_fail(err, RI_ENOMEM, "no thread for a worker");
    }
    *ret = pool;
    return RI_OK;
}

static void append(struct http_pool *pool, struct http_run *run)
{
    run->next = NULL;
    *(pool->last ? &pool->last->next : &pool->first) = run;
    pool->last = run;
    pool->waiting_count++;
    pthread_cond_signal(&pool->some);
}

/* A run of the list that will answer the same and can be shared. */
static struct http_run *same(struct http_run *list, const struct http_run *run)
{
    for (; list; list = list->next) {
        if (list->shareable && !atomic_load(&list->cancelled) &&
            ri_view_equal((struct ri_view){list->key.at, list->key.length},
                          (struct ri_view){run->key.at, run->key.length}))
            return list;
    }
    return NULL;
}

bool pool_submit(struct http_pool *pool, struct http_run *run)
{
    struct http_run *leader = NULL;
    pthread_mutex_lock(&pool->lock);
    if (run->shareable) {
        leader = same(pool->running, run);
        if (!leader) leader = same(pool->first, run);
    }
    const bool room = pool->waiting_count < pool->most &&
                      (!run->is_long || count_long(pool->first) < (pool->most + 1) / 2);
    const bool accepted = !pool->ending && (leader || room);
    if (leader && accepted) {
        run->next = leader->followers;
        leader->followers = run;
    } else if (accepted) {
        append(pool, run);
    }
    pthread_mutex_unlock(&pool->lock);
    return accepted;
}

static void remove_running(struct http_pool *pool, struct http_run *run)
{
    struct http_run **at = &pool->running;
    while (*at != run) at = &(*at)->next;
    *at = run->next;
    pool->running_count--;
    pthread_cond_signal(&pool->some); /* there may be a place for one that waits */
}

void pool_over(struct http_pool *pool, struct http_run *run, struct wire_answer *answer)
{
    pthread_mutex_lock(&pool->lock);
    remove_running(pool, run);
    struct http_run *followers = run->followers;
    run->followers = NULL;
    for (struct http_run *next; followers && !answer; followers = next) {
        next = followers->next;
        followers->shareable = false;
        append(pool, followers);
    }
    pthread_mutex_unlock(&pool->lock);
    for (struct http_run *next; followers; followers = next) {
        next = followers->next;
        http_count(followers->server, shared);
        wire_send(followers->request, wire_answer_keep(answer));
        run_free(followers);
    }
}

size_t pool_waiting(struct http_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    const size_t count = pool->waiting_count;
    pthread_mutex_unlock(&pool->lock);
    return count;
}

size_t pool_running(struct http_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    const size_t count = pool->running_count;
    pthread_mutex_unlock(&pool->lock);
    return count;
}

void pool_tick(struct http_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    if (pool->first) pthread_cond_broadcast(&pool->some);
    pthread_mutex_unlock(&pool->lock);
}

void pool_cancel_all(struct http_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    for (struct http_run *at = pool->running; at; at = at->next) run_cancel(at);
    for (struct http_run *at = pool->first; at; at = at->next) run_cancel(at);
    pthread_mutex_unlock(&pool->lock);
}

bool pool_is_idle(struct http_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    const bool idle = !pool->first && !pool->running;
    pthread_mutex_unlock(&pool->lock);
    return idle;
}

void pool_free(struct http_pool *pool)
{
    if (!pool) return;
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_cond_broadcast(&pool->some);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->thread_count; i++) pthread_join(pool->threads[i], NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->some);
    free(pool);
}
