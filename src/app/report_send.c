/* Reports on their way to people. */
#include "app/report_send.h"

#include "app/alert_report.h"
#include "app/call.h"
#include "app/mail_settings.h"
#include "base/json.h"
#include "base/zone.h"

#include <unistd.h>

enum { TRIES = 3, LEASE_S = 1800, LOST_MOST = 16 };
static const int waits_s[TRIES] = {60, 600, 3600};

struct job { /* a schedule, copied */
    struct ri_workspace  *workspace;
    const struct ri_task *task;
    struct ri_arena      *mem;
    struct ri_alerts     *alerts;
    bool                  found;
    struct ri_schedule    schedule;
    const char          **recipients, **filters; /* NULL-terminated */
};

/* ---- The schedule ---------------------------------------------------------------------------------------------------------- */

static ri_status copy_list(const char *json, struct ri_arena *mem, const char ***ret,
                           struct ri_error *err)
{
    struct ri_json_document *document;
    RI_TRY(ri_json_read(json, strlen(json), &document, err));
    const struct ri_json_value *list = ri_json_root(document);
    const size_t                count = ri_json_count(list);
    ri_status                   status = RI_OK;
    *ret = ri_arena_new(mem, const char *, count + 1);
    for (size_t i = 0; *ret && i < count && status == RI_OK; i++) {
        const char *text = ri_json_string(ri_json_at(list, i, NULL));
        (*ret)[i] = ri_arena_copy(mem, text ? text : "", text ? strlen(text) : 0);
        if (!(*ret)[i]) status = ri_fail(err, RI_ENOMEM, "no room for a schedule");
    }
    if (!*ret) status = ri_fail(err, RI_ENOMEM, "no room for a schedule");
    ri_json_document_free(document);
    return status;
}

static ri_status take(void *context, const struct ri_schedule *schedule, struct ri_error *err)
{
    struct job *job = context;
    if (job->found) return RI_OK; /* the first */
    const char **texts[] = {&job->schedule.name, &job->schedule.report, &job->schedule.format,
                            &job->schedule.every, &job->schedule.time_zone};
    job->schedule = *schedule;
    for (size_t i = 0; i < RI_COUNT(texts); i++) {
        *texts[i] = ri_arena_copy(job->mem, *texts[i], strlen(*texts[i]));
        if (!*texts[i]) return ri_fail(err, RI_ENOMEM, "no room for a schedule");
    }
    job->found = true;
    RI_TRY(copy_list(schedule->recipients, job->mem, &job->recipients, err));
    return copy_list(schedule->filters, job->mem, &job->filters, err);
}

/* ---- The document ---------------------------------------------------------------------------------------------------------- */

static ri_status run_report(struct job *job, struct ri_call *call, struct ri_document *ret,
                            struct ri_error *err)
{
    struct ri_result *result;
    RI_TRY(ri_call_set(call, "format", job->schedule.format, err));
    for (const char **at = job->filters; at[0] && at[1]; at += 2)
        RI_TRY(ri_call_set(call, at[0], at[1], err));
    RI_TRY(ri_call_run(call, &result, err));
    if (ri_result_document(result, ret)) return RI_OK;
    RI_TRY(ri_result_status(result, err));
    return ri_fail(err, RI_EINTERNAL, "report %s made no document", job->schedule.report);
}

/* ---- Mail ------------------------------------------------------------------------------------------------------------------ */

static ri_status send_all(struct job *job, const struct ri_mail *mail, struct ri_report_sent *sent,
                          struct ri_error *err)
{
    struct ri_mail_settings settings;
    struct ri_error         first = {0};
    RI_TRY(ri_mail_settings_load(ri_workspace_config(job->workspace), &settings, err));
    for (const char **to = job->recipients; *to; to++) {
        struct ri_delivery delivery;
        struct ri_error    own = {0};
        struct ri_mail     one = *mail;
        char               id[80];
        snprintf(id, sizeof id, "report_%lld_%d_%zu", (long long)mail->now_us, (int)getpid(),
                 (size_t)(to - job->recipients));
        one.id = id;
        one.from = settings.from;
        one.to = *to;
        const ri_status status = ri_mail_send(&settings.server, &one, job->task, &delivery, &own);
        sent->sent_to += status == RI_OK;
        if (status != RI_OK && !first.code) {
            first = own;
            first.code = status;
        }
    }
    ri_mail_settings_release(&settings);
    if (!first.code) return RI_OK;
    return ri_fail(err, first.code, "%s", first.message);
}

static const char *title_of(struct job *job)
{
    const char *scope = job->filters[0] ? job->filters[1] : NULL;
    const char *title = ri_arena_printf(job->mem, "Report %s%s%s%s", job->schedule.report,
                                        scope ? " (" : "", scope ? scope : "", scope ? ")" : "");
    return title ? title : "Report";
}

static ri_status mail_document(struct job *job, const struct ri_document *document,
                               struct ri_report_sent *sent, struct ri_error *err)
{
    const char *text =
        ri_arena_printf(job->mem,
                        "%s is attached: %s\n\nIt comes by the schedule '%s'; 'retailinsight "
                        "report schedule remove %s' ends it.\n",
                        title_of(job), document->file_name, job->schedule.name, job->schedule.name);
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for a mail");
    sent->bytes = (int64_t)document->length;
    return send_all(job,
                    &(struct ri_mail){.subject = title_of(job),
                                      .text = text,
                                      .now_us = ri_task_now_us(job->task),
                                      .file_name = document->file_name,
                                      .content_type = document->content_type,
                                      .bytes = document->bytes,
                                      .length = document->length},
                    sent, err);
}

/* It could not be made: who waits for it is told. */
static ri_status mail_failure(struct job *job, const char *why, struct ri_error *err)
{
    struct ri_report_sent told = {0};
    const char           *text = ri_arena_printf(
                   job->mem,
                   "%s could not be made: %s\n\nThe schedule '%s' tries again at its next time.\n",
                   title_of(job), why, job->schedule.name),
               *subject = ri_arena_printf(job->mem, "%s failed", title_of(job));
    if (!text || !subject) return ri_fail(err, RI_ENOMEM, "no room for a mail");
    return send_all(
        job,
        &(struct ri_mail){.subject = subject, .text = text, .now_us = ri_task_now_us(job->task)},
        &told, err);
}

/* ---- The run --------------------------------------------------------------------------------------------------------------- */

static ri_status next_time(struct job *job, bool again, int64_t *ret_next, int64_t *ret_tries,
                           struct ri_error *err)
{
    struct ri_zone *zone;
    const int64_t   now = ri_task_now_us(job->task);
    *ret_tries = 0;
    if (again && job->schedule.tries < TRIES) {
        *ret_next = now + waits_s[job->schedule.tries] * RI_US_PER_SECOND;
        *ret_tries = job->schedule.tries + 1;
        return RI_OK;
    }
    RI_TRY(ri_zone_load(job->schedule.time_zone, &zone, err));
    *ret_next = ri_schedule_next(&job->schedule, zone, now);
    ri_zone_free(zone);
    return RI_OK;
}

static ri_status finish(struct job *job, int64_t started_us, bool again,
                        struct ri_report_sent *sent, struct ri_error *err)
{
    int64_t next, tries;
    RI_TRY(next_time(job, again, &next, &tries, err));
    const struct ri_report_run run = {.schedule = job->schedule.name,
                                      .report = job->schedule.report,
                                      .started_us = started_us,
                                      .ended_us = ri_task_now_us(job->task),
                                      .state = sent->state,
                                      .sent_to = sent->sent_to,
                                      .bytes = sent->bytes,
                                      .message = sent->message};
    RI_TRY(ri_schedules_end(job->alerts, &run, next, tries, err));
    (void)!ri_alerts_check_reports(job->workspace, job->task, NULL); /* looked at after the next */
    return RI_OK;
}

static ri_status run(struct job *job, struct ri_report_sent *ret, struct ri_error *err)
{
    struct ri_document document;
    struct ri_error    own = {0}, told = {0};
    struct ri_call    *call = NULL;
    const int64_t      started = ri_task_now_us(job->task);
    const char        *operation = ri_arena_printf(job->mem, "report.%s", job->schedule.report);
    if (!operation) return ri_fail(err, RI_ENOMEM, "no room for a report");
    *ret = (struct ri_report_sent){
        .schedule = job->schedule.name, .report = job->schedule.report, .state = "sent"};
    ri_status status = ri_call_new(job->workspace, operation, NULL, &call, &own);
    if (status == RI_OK) status = run_report(job, call, &document, &own);
    const bool made = status == RI_OK;
    if (made) status = mail_document(job, &document, ret, &own);
    ri_call_free(call);
    if (status != RI_OK) {
        ret->state = "failed";
        ret->message = ri_arena_copy(job->mem, own.message, strlen(own.message));
        if (!made && mail_failure(job, own.message, &told) != RI_OK)
            ret->message = ri_arena_printf(job->mem, "%s; nor could that be mailed: %s",
                                           own.message, told.message);
    }
    return finish(job, started, made && status != RI_OK && !ret->sent_to, ret, err);
}

/* name NULL: the first that is due and becomes this process's. *ret_lost: another process took it meanwhile. */
static ri_status run_first(struct ri_workspace *workspace, const char *name, int64_t due_us,
                           const struct ri_task *task, struct ri_arena *mem, bool *ret_lost,
                           struct ri_report_sent *ret, struct ri_error *err)
{
    struct job job = {.workspace = workspace, .task = task, .mem = mem};
    bool       mine = true;
    RI_TRY(ri_workspace_alerts(workspace, false, &job.alerts, err));
    RI_TRY(ri_schedules_each(job.alerts, name, due_us, take, &job, err));
    if (!job.found)
        return ri_fail(err, RI_ENOTFOUND,
                       name ? "there is no schedule '%.60s'" : "no report is due%.0s",
                       name ? name : "");
    if (!name)
        RI_TRY(ri_schedules_claim(job.alerts, &job.schedule, due_us + LEASE_S * RI_US_PER_SECOND,
                                  &mine, err));
    *ret_lost = !mine;
    return mine ? run(&job, ret, err) : RI_OK;
}

ri_status ri_report_send(struct ri_workspace *workspace, const char *schedule,
                         const struct ri_task *task, struct ri_arena *mem,
                         struct ri_report_sent *ret, struct ri_error *err)
{
    bool lost;
    return run_first(workspace, schedule, 0, task, mem, &lost, ret, err);
}

ri_status ri_report_send_due(struct ri_workspace *workspace, const struct ri_task *task,
                             struct ri_arena *mem, struct ri_report_sent *ret, struct ri_error *err)
{
    bool lost = true;
    for (size_t i = 0; lost && i < LOST_MOST; i++)
        RI_TRY(run_first(workspace, NULL, ri_task_now_us(task), task, mem, &lost, ret, err));
    return lost ? ri_fail(err, RI_ENOTFOUND, "other processes took what was due") : RI_OK;
}
