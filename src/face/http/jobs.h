/* Long work: accepted, queued, run one or two at a time, told about, cancelled; its result kept for a while.
 *
 *     queued -> running -> done | failed | cancelled
 *
 * Safe for many threads. Jobs live in memory: they end with the server. */
#ifndef RI_FACE_HTTP_JOBS_H
#define RI_FACE_HTTP_JOBS_H
#include "server.h"

struct http_jobs;
RI_MUST_CHECK ri_status jobs_new(struct http_server *server, struct http_jobs **ret,
                                 struct ri_error *err);
void                    jobs_free(struct http_jobs *jobs);
/* Accepts a call, takes it, and answers 202; or answers why not. */
void jobs_accept(struct http_server *server, struct wire_request *request, struct ri_call *call,
                 const struct ri_operation_info *info);
/* The same without a request: `serve --start`. */
RI_MUST_CHECK ri_status jobs_start(struct http_jobs *jobs, const char *operation,
                                   struct ri_error *err);
void                    jobs_tick(struct http_jobs *jobs); /* results that are too old go */
void jobs_forget(struct http_jobs *jobs); /* all results go; NULL: there are no jobs yet */
void jobs_close(
    struct http_jobs *jobs); /* accepts no more, and begins none that waits: they are cancelled */
void   jobs_cancel_all(struct http_jobs *jobs); /* and accepts no more */
bool   jobs_are_idle(struct http_jobs *jobs);
size_t jobs_running(struct http_jobs *jobs);
/* Events without ids for the jobs that are not over. */
void jobs_events(struct http_jobs *jobs, const struct ri_principal *who, struct ri_text *out);
#endif
