/* Answers about jobs. */
#include "jobs_internal.h"
#include "run.h"

void jobs_accept(struct http_server *server, struct wire_request *request, struct ri_call *call,
                 const struct ri_operation_info *info)
{
    char            location[64];
    struct ri_text  text = {0};
    struct ri_error error = {0};
    uint64_t        id = 0;
    const ri_status status =
        job_add(server->jobs, call, http_state(request)->pass, info, &text, &id, &error);
    if (status == RI_OK) {
        snprintf(location, sizeof location, "/api/v1/jobs/%llu", (unsigned long long)id);
        http_count(server, jobs);
        ri_text_putc(&text, '\n');
        http_send_json(server, request, 202, &(struct wire_header){"Location", location}, &text);
    } else if (status == RI_ERATE) {
        http_busy(server, request, 429, 10, "too many jobs wait already: try again later");
    } else {
        http_refuse_error(server, request, &error, NULL);
    }
}

void jobs_list(struct http_server *server, struct wire_request *request)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    pthread_mutex_lock(&server->jobs->lock);
    ri_json_object(&json);
    ri_json_key(&json, "jobs");
    ri_json_array(&json);
    for (const struct http_job *at = server->jobs->newest; at; at = at->older) {
        if (job_shows(at, http_principal(request))) job_json(at, &json);
    }
    ri_json_end(&json);
    ri_json_end(&json);
    pthread_mutex_unlock(&server->jobs->lock);
    ri_text_putc(&text, '\n');
    http_send_json(server, request, 200, NULL, &text);
}

static void answer_one(struct http_server *server, struct wire_request *request, bool cancel)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    pthread_mutex_lock(&server->jobs->lock);
    struct http_job *job =
        job_find(server->jobs, http_state(request)->tail, http_principal(request));
    if (job && cancel) job_cancel(server->jobs, job);
    if (job) job_json(job, &json);
    pthread_mutex_unlock(&server->jobs->lock);
    if (job) {
        ri_text_putc(&text, '\n');
        http_send_json(server, request, 200, NULL, &text);
    } else {
        http_refuse(server, request, RI_ENOTFOUND, "there is no such job");
    }
}

void jobs_one(struct http_server *server, struct wire_request *request)
{
    answer_one(server, request, false);
}

void jobs_cancel(struct http_server *server, struct wire_request *request)
{
    answer_one(server, request, true);
}

static void send_result(struct http_server *server, struct wire_request *request,
                        struct http_table *table, uint64_t id)
{
    const struct ri_writer *writer;
    if (!negotiate_format(wire_header(request, "Accept"), &writer)) {
        table_free(table);
        http_refuse_code(server, request, 406, "not acceptable", negotiate_types(), NULL);
        return;
    }
    struct http_run *run = run_new(server, request, NULL, table);
    if (!run) {
        http_refuse(server, request, RI_ENOMEM, "no room for an answer");
        return;
    }
    run->writer = writer;
    run->gzip =
        writer != &ri_write_arrow && writer != &face_write_parquet && negotiate_gzip(wire_header(request, "Accept-Encoding"));
    snprintf(run->etag, sizeof run->etag, "\"job-%llu-%s%s\"", (unsigned long long)id, writer->name,
             run->gzip ? "-gz" : "");
    run_start(run);
}

void jobs_result(struct http_server *server, struct wire_request *request)
{
    struct http_table *table = NULL;
    struct ri_error    error = {0};
    pthread_mutex_lock(&server->jobs->lock);
    const struct http_job *job =
        job_find(server->jobs, http_state(request)->tail, http_principal(request));
    const uint64_t id = job ? job->id : 0;
    if (!job)
        error.code = ri_fail(&error, RI_ENOTFOUND, "there is no such job");
    else if (job->state <= JOB_RUNNING)
        error.code = ri_fail(&error, RI_ECONFLICT, "the job is not over yet");
    else if (job->table)
        table = table_keep(job->table);
    else
        error.code = ri_fail(&error, RI_ENOTFOUND,
                             job->state == JOB_DONE ? "the result is not kept any more"
                                                    : "the job gave no result");
    pthread_mutex_unlock(&server->jobs->lock);
    if (table)
        send_result(server, request, table, id);
    else
        http_refuse_error(server, request, &error, NULL);
}
