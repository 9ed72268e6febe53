/* Jobs from inside: jobs.c keeps and runs them, jobs_answer.c answers about them. */
#ifndef RI_FACE_HTTP_JOBS_INTERNAL_H
#define RI_FACE_HTTP_JOBS_INTERNAL_H
#include "jobs.h"
#include "table.h"

#include "base/json.h"

#include <pthread.h>

enum { JOB_THREADS = 16 };
typedef enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED } job_state;

struct http_job {
    struct http_jobs               *jobs;
    struct http_job                *older;
    uint64_t                        id;
    const struct ri_operation_info *info;
    struct ri_call                 *call;     /* NULL once it is over */
    struct ri_pass                 *pass;     /* whose it is; NULL: the owner's */
    bool                            standing; /* runs as long as the server: `serve --start` */
    job_state                       state;
    char                            stage[64], unit[32];
    uint64_t                        done, total;
    int64_t                         created_us, started_us, finished_us, told_us;
    ri_status                       status;
    struct ri_text                  problem; /* a JSON document; empty: none */
    struct http_table              *table;   /* its result, while it is kept */
};
struct http_jobs {
    struct http_server *server;
    pthread_mutex_t     lock; /* guards all below and every job */
    pthread_cond_t      some;
    pthread_t           threads[JOB_THREADS];
    unsigned            thread_count;
    struct http_job    *newest;
    uint64_t            last_id;
    size_t              queued, running, result_bytes;
    bool                ending;
};

/* With the lock held. */
struct http_job *job_find(struct http_jobs *jobs, const char *id, const struct ri_principal *who);
/* Those who began it see a job, and who administers. */
bool job_shows(const struct http_job *job, const struct ri_principal *who);
void job_json(const struct http_job *job, struct ri_json *json);
void job_cancel(struct http_jobs *jobs, struct http_job *job);
/* Without it: takes the call, also on failure; *ret_json: the job as it was accepted. RI_ERATE: too many wait. */
RI_MUST_CHECK ri_status job_add(struct http_jobs *jobs, struct ri_call *call, struct ri_pass *pass,
                                const struct ri_operation_info *info, struct ri_text *ret_json,
                                uint64_t *ret_id, struct ri_error *err);
#endif
