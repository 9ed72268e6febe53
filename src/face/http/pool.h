/* Workers that execute runs, a bounded queue before them, and one run for all who ask the same at the same time.
 *
 * So many run at a time; one that has run for a second does not count any more, so that slow ones do not keep quick ones waiting, up to
 * four times as many. Of those places and of the queue's, runs that are known to be long leave a quarter and half to the others. */
#ifndef RI_FACE_HTTP_POOL_H
#define RI_FACE_HTTP_POOL_H
#include "base/error.h"

struct http_pool;
struct http_run;
struct wire_answer;

RI_MUST_CHECK ri_status pool_new(unsigned workers, unsigned most_waiting, struct http_pool **ret,
                                 struct ri_error *err);
/* False: too many wait already; the run stays the caller's. */
bool pool_submit(struct http_pool *pool, struct http_run *run);
/* By the worker, once the run is over: those who waited for the same get the answer too. NULL: it cannot be shared; they
 * are run each for itself. */
void   pool_over(struct http_pool *pool, struct http_run *run, struct wire_answer *answer);
size_t pool_waiting(struct http_pool *pool);
size_t pool_running(struct http_pool *pool);
void   pool_cancel_all(struct http_pool *pool);
/* Nothing waits and nothing runs any more? Then pool_free may be called. */
bool pool_is_idle(struct http_pool *pool);
void pool_tick(struct http_pool
                   *pool); /* a few times a second: lets in who waits when some have become slow */
void pool_free(struct http_pool *pool);
#endif
