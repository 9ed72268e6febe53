/* The list of jobs and the threads that run them. */
#include "jobs.h"

#include "base/json.h"
#include "base/task.h"
#include "events.h"
#include "jobs_internal.h"
#include "log.h"

#include <time.h>

/* ---- What is said of a job --------------------------------------------------------------------------------------------- */

static void put_time(struct ri_json *json, const char *key, int64_t us)
{
    const time_t seconds = (time_t)(us / 1000000);
    struct tm    utc;
    char         text[40];
    ri_json_key(json, key);
    if (!us) {
        ri_json_null(json);
        return;
    }
    gmtime_r(&seconds, &utc);
    const size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + length, sizeof text - length, ".%03dZ", (int)(us / 1000 % 1000));
    ri_json_text(json, text);
}

static void put_progress(struct ri_json *json, const struct http_job *job)
{
    ri_json_key(json, "progress");
    if (!job->stage[0]) {
        ri_json_null(json);
        return;
    }
    ri_json_object(json);
    ri_json_key(json, "stage");
    ri_json_text(json, job->stage);
    ri_json_key(json, "done");
    ri_json_int(json, (int64_t)job->done);
    ri_json_key(json, "total");
    ri_json_int(json, (int64_t)job->total);
    ri_json_key(json, "unit");
    ri_json_text(json, job->unit[0] ? job->unit : NULL);
    ri_json_end(json);
}

void job_json(const struct http_job *job, struct ri_json *json)
{
    static const char *const states[] = {"queued", "running", "done", "failed", "cancelled"};
    char                     text[64];
    snprintf(text, sizeof text, "%llu", (unsigned long long)job->id);
    ri_json_object(json);
    ri_json_key(json, "id");
    ri_json_text(json, text);
    ri_json_key(json, "operation");
    ri_json_text(json, job->info->name);
    ri_json_key(json, "state");
    ri_json_text(json, states[job->state]);
    put_progress(json, job);
    ri_json_key(json, "error");
    if (job->problem.at)
        ri_json_raw(json, job->problem.at, job->problem.length);
    else
        ri_json_null(json);
    put_time(json, "created_at", job->created_us);
    put_time(json, "started_at", job->started_us);
    put_time(json, "finished_at", job->finished_us);
    ri_json_key(json, "result");
    snprintf(text, sizeof text, "/api/v1/jobs/%llu/result", (unsigned long long)job->id);
    ri_json_text(json, job->table ? text : NULL);
    ri_json_end(json);
}

/* To all readers of events; the lock is held, so that they come in order. */
static void tell(struct http_jobs *jobs, struct http_job *job)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    job_json(job, &json);
    job->told_us = ri_monotonic_us();
    if (!text.failed)
        events_publish(
            jobs->server->events,
            &(struct event){.name = "job", .data = text.at, .pass = job->pass, .personal = true});
    ri_text_release(&text);
}

bool job_shows(const struct http_job *job, const struct ri_principal *who)
{
    return http_may_see(ri_pass_principal(job->pass), who);
}

void jobs_events(struct http_jobs *jobs, const struct ri_principal *who, struct ri_text *out)
{
    pthread_mutex_lock(&jobs->lock);
    for (const struct http_job *at = jobs->newest; at; at = at->older) {
        struct ri_json json = {.out = out};
        if (at->state > JOB_RUNNING || !job_shows(at, who)) continue;
        ri_text_puts(out, "event: job\ndata: ");
        job_json(at, &json);
        ri_text_puts(out, "\n\n");
    }
    pthread_mutex_unlock(&jobs->lock);
}

/* ---- The list ------------------------------------------------------------------------------------------------------------ */

struct http_job *job_find(struct http_jobs *jobs, const char *id, const struct ri_principal *who)
{
    int64_t number;
    if (!ri_parse_int((struct ri_view){id, strcspn(id, "/")}, &number)) return NULL;
    for (struct http_job *at = jobs->newest; at; at = at->older) {
        if (at->id == (uint64_t)number) return job_shows(at, who) ? at : NULL;
    }
    return NULL;
}

static void forget_result(struct http_jobs *jobs, struct http_job *job)
{
    if (!job->table) return;
    jobs->result_bytes -= table_bytes(job->table);
    table_free(job->table);
    job->table = NULL;
}

static void free_job(struct http_jobs *jobs, struct http_job *job)
{
    forget_result(jobs, job);
    ri_text_release(&job->problem);
    ri_pass_free(job->pass);
    free(job);
}

/* The oldest results go until what is kept fits, and the oldest jobs until there are not too many. */
static void make_room(struct http_jobs *jobs)
{
    enum { JOBS_KEPT = 200 };
    size_t            count = 0;
    struct http_job **at = &jobs->newest;
    size_t            bytes = 0;
    while (*at) {
        struct http_job *job = *at;
        bytes += job->table ? table_bytes(job->table) : 0;
        if (bytes > jobs->server->limits.result_bytes) forget_result(jobs, job);
        if (++count > JOBS_KEPT && job->state > JOB_RUNNING) {
            *at = job->older;
            free_job(jobs, job);
        } else {
            at = &job->older;
        }
    }
}

void jobs_tick(struct http_jobs *jobs)
{
    const int64_t oldest =
        ri_task_now_us(NULL) - (int64_t)jobs->server->limits.result_minutes * 60 * 1000000;
    pthread_mutex_lock(&jobs->lock);
    for (struct http_job *at = jobs->newest; at; at = at->older) {
        if (at->state > JOB_RUNNING && at->finished_us < oldest) forget_result(jobs, at);
    }
    pthread_mutex_unlock(&jobs->lock);
}

void jobs_forget(struct http_jobs *jobs)
{
    if (!jobs) return;
    pthread_mutex_lock(&jobs->lock);
    for (struct http_job *at = jobs->newest; at; at = at->older)
        if (at->state > JOB_RUNNING) forget_result(jobs, at);
    pthread_mutex_unlock(&jobs->lock);
}

/* ---- Running ---------------------------------------------------------------------------------------------------------------- */

static void on_progress(void *context, const struct ri_progress *progress)
{
    enum { PAUSE_US = 250000 };
    struct http_job  *job = context;
    struct http_jobs *jobs = job->jobs;
    pthread_mutex_lock(&jobs->lock);
    snprintf(job->stage, sizeof job->stage, "%s", progress->stage ? progress->stage : "");
    snprintf(job->unit, sizeof job->unit, "%s", progress->unit ? progress->unit : "");
    job->done = progress->done;
    job->total = progress->total;
    if (ri_monotonic_us() - job->told_us >= PAUSE_US) tell(jobs, job);
    pthread_mutex_unlock(&jobs->lock);
}

static struct http_job *next_job(struct http_jobs *jobs)
{
    struct http_job *oldest = NULL;
    for (struct http_job *at = jobs->newest; at; at = at->older) {
        if (at->state == JOB_QUEUED) oldest = at;
    }
    return oldest;
}

static void run_job(struct http_jobs *jobs, struct http_job *job)
{
    struct ri_error    error = {0};
    struct ri_result  *result;
    struct http_table *table = NULL;
    ri_status          status = ri_call_run(job->call, &result, &error);
    if (status == RI_OK)
        status = table_collect(result, job->info->name, jobs->server->limits.result_bytes / 2,
                               jobs->server->limits.rows, &table, &error);
    error.code = status;
    if (job->info->flags & RI_CHANGES) server_look(jobs->server);
    pthread_mutex_lock(&jobs->lock);
    struct ri_call *call = job->call;
    job->call = NULL;
    pthread_mutex_unlock(&jobs->lock);
    ri_call_free(call); /* progress is no more */
    struct ri_text problem = {0};
    if (status != RI_OK && status != RI_ECANCELLED)
        http_problem_text(jobs->server, job->id, &error, &problem);
    pthread_mutex_lock(&jobs->lock);
    job->state = status == RI_OK ? JOB_DONE : status == RI_ECANCELLED ? JOB_CANCELLED : JOB_FAILED;
    job->finished_us = ri_task_now_us(NULL);
    job->problem = problem;
    job->status = status;
    job->table = table;
    if (table) jobs->result_bytes += table_bytes(table);
    jobs->running--;
    tell(jobs, job);
    make_room(jobs);
    pthread_mutex_unlock(&jobs->lock);
}

static void *work(void *argument)
{
    struct http_jobs *jobs = argument;
    pthread_mutex_lock(&jobs->lock);
    for (;;) {
        struct http_job *job;
        while (!(job = next_job(jobs)) && !jobs->ending)
            pthread_cond_wait(&jobs->some, &jobs->lock);
        if (!job) break;
        job->state = JOB_RUNNING;
        job->started_us = ri_task_now_us(NULL);
        jobs->queued--;
        jobs->running++;
        tell(jobs, job);
        pthread_mutex_unlock(&jobs->lock);
        run_job(jobs, job);
        pthread_mutex_lock(&jobs->lock);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

/* ---- Accepting ---------------------------------------------------------------------------------------------------------------- */

/* Takes the call, also on failure. RI_ERATE: too many wait. */
ri_status job_add(struct http_jobs *jobs, struct ri_call *call, struct ri_pass *pass,
                  const struct ri_operation_info *info, struct ri_text *ret_json, uint64_t *ret_id,
                  struct ri_error *err)
{
    struct http_job *job = calloc(1, sizeof *job);
    ri_status        status = job ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a job");
    pthread_mutex_lock(&jobs->lock);
    if (status == RI_OK && (jobs->ending || jobs->queued >= jobs->server->limits.job_queue))
        status = ri_fail(err, RI_ERATE, "too many jobs wait already");
    if (status == RI_OK) {
        struct ri_json json = {.out = ret_json};
        *job = (struct http_job){.jobs = jobs,
                                 .id = ++jobs->last_id,
                                 .info = info,
                                 .call = call,
                                 .pass = ri_pass_keep(pass),
                                 .created_us = ri_task_now_us(NULL),
                                 .older = jobs->newest};
        ri_call_watch(call, on_progress, job);
        jobs->newest = job;
        jobs->queued++;
        *ret_id = job->id;
        job_json(job, &json);
        tell(jobs, job);
        pthread_cond_signal(&jobs->some);
    }
    pthread_mutex_unlock(&jobs->lock);
    if (status != RI_OK) {
        free(job);
        ri_call_free(call);
    }
    return status;
}

static void stand(struct http_jobs *jobs, uint64_t id)
{
    pthread_mutex_lock(&jobs->lock);
    for (struct http_job *at = jobs->newest; at; at = at->older)
        if (at->id == id) at->standing = true;
    pthread_mutex_unlock(&jobs->lock);
}

ri_status jobs_start(struct http_jobs *jobs, const char *operation, struct ri_error *err)
{
    char            name[128];
    struct ri_call *call;
    struct ri_text  text = {0};
    uint64_t        id;
    snprintf(name, sizeof name, "%s", operation);
    for (char *at = name; *at; at++) {
        if (*at == ' ') *at = '.';
    }
    RI_TRY(ri_call_new(jobs->server->workspace, name, NULL, &call, err));
    ri_status status = ri_call_check(call, err);
    if (status != RI_OK) {
        ri_call_free(call);
        return status;
    }
    status = job_add(jobs, call, NULL, ri_operation_find(name), &text, &id, err);
    if (status == RI_OK) stand(jobs, id);
    ri_text_release(&text);
    return status;
}

void job_cancel(struct http_jobs *jobs, struct http_job *job)
{
    if (job->call) ri_call_cancel(job->call);
    if (job->state != JOB_QUEUED) return;
    ri_call_free(job->call);
    job->call = NULL;
    job->state = JOB_CANCELLED;
    job->finished_us = ri_task_now_us(NULL);
    jobs->queued--;
    tell(jobs, job);
}

static void end_those(struct http_jobs *jobs, job_state most)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->ending = true;
    for (struct http_job *at = jobs->newest; at; at = at->older) {
        if (at->state <= most || (at->standing && at->state == JOB_RUNNING)) job_cancel(jobs, at);
    }
    pthread_cond_broadcast(&jobs->some);
    pthread_mutex_unlock(&jobs->lock);
}

void jobs_close(struct http_jobs *jobs)
{
    end_those(jobs, JOB_QUEUED);
}

void jobs_cancel_all(struct http_jobs *jobs)
{
    end_those(jobs, JOB_RUNNING);
}

size_t jobs_running(struct http_jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    const size_t count = jobs->running;
    pthread_mutex_unlock(&jobs->lock);
    return count;
}

bool jobs_are_idle(struct http_jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    const bool idle = !jobs->running && !jobs->queued;
    pthread_mutex_unlock(&jobs->lock);
    return idle;
}

/* ---- Beginning and end ------------------------------------------------------------------------------------------------------------ */

ri_status jobs_new(struct http_server *server, struct http_jobs **ret, struct ri_error *err)
{
    struct http_jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs) return ri_fail(err, RI_ENOMEM, "no room for jobs");
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->some, NULL);
    jobs->server = server;
    jobs->last_id = (uint64_t)(ri_task_now_us(NULL) / 1000); /* not those of the server before */
    unsigned wanted = server->limits.jobs;
    if (wanted < 1) wanted = 1;
    if (wanted > JOB_THREADS) wanted = JOB_THREADS;
    for (; jobs->thread_count < wanted; jobs->thread_count++) {
        if (pthread_create(&jobs->threads[jobs->thread_count], NULL, work, jobs) == 0) continue;
        jobs_free(jobs);
        return ri_fail(err, RI_ENOMEM, "no thread for jobs");
    }
    *ret = jobs;
    return RI_OK;
}

void jobs_free(struct http_jobs *jobs)
{
    if (!jobs) return;
    jobs_cancel_all(jobs);
    for (unsigned i = 0; i < jobs->thread_count; i++) pthread_join(jobs->threads[i], NULL);
    for (struct http_job *at = jobs->newest, *older; at; at = older) {
        older = at->older;
        free_job(jobs, at);
    }
    pthread_mutex_destroy(&jobs->lock);
    pthread_cond_destroy(&jobs->some);
    free(jobs);
}
