/* report schedule add|list|remove|run|history: reports that go out by themselves. */
#include "app/alert_ask.h"
#include "app/alert_report.h"
#include "app/attend.h"
#include "app/operation.h"
#include "app/report_send.h"
#include "base/json.h"
#include "base/zone.h"
#include "control/outbox.h"
#include "net/mail.h"

static const char *const reports[] = {"daily",     "weekly",    "kpi",        "store", "category",
                                      "inventory", "customers", "management", NULL};
static const char *const formats[] = {"pdf", "html", "xlsx", "png", "txt", NULL};
static const char *const everies[] = {"day", "week", "month", NULL};
static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday",    NULL};

static const struct ri_param add_params[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "short name of the schedule; one that is there is said anew"},
    {"report", RI_PARAM_ENUM, RI_PARAM_REQUIRED, NULL, NULL, reports, "which report"},
    {"to", RI_PARAM_TEXT, RI_PARAM_LIST | RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "e-mail addresses that get it"},
    {"every", RI_PARAM_ENUM, 0, NULL, "week", everies, "how often"},
    {"on", RI_PARAM_ENUM, 0, NULL, "monday", weekdays, "with --every week: the day"},
    {"day", RI_PARAM_COUNT, 0, NULL, "1", NULL, "with --every month: the day, 1 to 28"},
    {"at", RI_PARAM_TEXT, 0, NULL, "07:00", NULL, "time of the day"},
    {"time-zone", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "of that time, e.g. Europe/Dublin; store.time_zone when not given"},
    {"as", RI_PARAM_ENUM, 0, NULL, "pdf", formats, "kind of document"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"region", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only stores of these regions"},
    {"category", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "only products of these categories"},
    {"currency", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "only amounts in this currency"},
};
static const struct ri_param name_params[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "name of the schedule, see 'report schedule list'"},
};
static const struct ri_param history_params[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_POSITIONAL, NULL, NULL, NULL, "only this schedule"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "100", NULL, "most rows"},
};
static const struct ri_column list_columns[] = {
    {"schedule", RI_COLUMN_TEXT, "name of the schedule"},
    {"report", RI_COLUMN_TEXT, "which report"},
    {"as", RI_COLUMN_TEXT, "kind of document"},
    {"every", RI_COLUMN_TEXT, "when, in words"},
    {"time_zone", RI_COLUMN_TEXT, "of that time"},
    {"to", RI_COLUMN_TEXT, "addresses"},
    {"filters", RI_COLUMN_TEXT, "what it is limited to"},
    {"next_at", RI_COLUMN_TIME, "when it is due"},
    {"last_at", RI_COLUMN_TIME, "when it last ran"},
    {"last_state", RI_COLUMN_TEXT, "sent or failed"},
    {"last_message", RI_COLUMN_TEXT, "why it failed"},
};
static const struct ri_column run_columns[] = {
    {"schedule", RI_COLUMN_TEXT, "name of the schedule"},
    {"report", RI_COLUMN_TEXT, "which report"},
    {"state", RI_COLUMN_TEXT, "sent or failed"},
    {"sent_to", RI_COLUMN_INTEGER, "addresses that the mail server took it for"},
    {"bytes", RI_COLUMN_INTEGER, "size of the document"},
    {"message", RI_COLUMN_TEXT, "why it failed"},
};
static const struct ri_column history_columns[] = {
    {"run_id", RI_COLUMN_INTEGER, "number of the run"},
    {"schedule", RI_COLUMN_TEXT, "name of the schedule"},
    {"report", RI_COLUMN_TEXT, "which report"},
    {"started_at", RI_COLUMN_TIME, "when it began"},
    {"seconds", RI_COLUMN_NUMBER, "how long it took"},
    {"state", RI_COLUMN_TEXT, "sent or failed"},
    {"sent_to", RI_COLUMN_INTEGER, "addresses that the mail server took it for"},
    {"bytes", RI_COLUMN_INTEGER, "size of the document"},
    {"message", RI_COLUMN_TEXT, "why it failed"},
};

/* ---- list -------------------------------------------------------------------------------------------------------------------- */

static void put_when(struct ri_table_builder *table, const struct ri_schedule *schedule)
{
    char text[64];
    if (strcmp(schedule->every, "week") == 0)
        snprintf(text, sizeof text, "week, %s %02d:%02d", weekdays[schedule->on_day % 7],
                 schedule->at_minute / 60, schedule->at_minute % 60);
    else if (strcmp(schedule->every, "month") == 0)
        snprintf(text, sizeof text, "month, day %d %02d:%02d", schedule->on_day,
                 schedule->at_minute / 60, schedule->at_minute % 60);
    else
        snprintf(text, sizeof text, "day %02d:%02d", schedule->at_minute / 60,
                 schedule->at_minute % 60);
    ri_put_string(table, text);
}

/* A JSON list as typed: "a,b", or "store S01, region North" with two a piece. */
static ri_status put_list(struct ri_table_builder *table, const char *json, bool pairs,
                          struct ri_error *err)
{
    struct ri_json_document *document;
    struct ri_text           text = {0};
    RI_TRY(ri_json_read(json, strlen(json), &document, err));
    const struct ri_json_value *list = ri_json_root(document);
    for (size_t i = 0; i < ri_json_count(list); i++)
        ri_text_printf(&text, "%s%s",
                       i == 0           ? ""
                       : pairs && i % 2 ? " "
                                        : ", ",
                       ri_json_string(ri_json_at(list, i, NULL)));
    ri_put_string(table, text.at);
    ri_text_release(&text);
    ri_json_document_free(document);
    return RI_OK;
}

static ri_status list_row(void *context, const struct ri_schedule *schedule, struct ri_error *err)
{
    struct ri_table_builder *table = context;
    ri_put_string(table, schedule->name);
    ri_put_string(table, schedule->report);
    ri_put_string(table, schedule->format);
    put_when(table, schedule);
    ri_put_string(table, schedule->time_zone);
    RI_TRY(put_list(table, schedule->recipients, false, err));
    RI_TRY(put_list(table, schedule->filters, true, err));
    ri_put_instant(table, schedule->next_us);
    if (schedule->last_state)
        ri_put_instant(table, schedule->last_us);
    else
        ri_put_null(table);
    ri_put_string(table, schedule->last_state);
    ri_put_string(table, schedule->last_message);
    return RI_OK;
}

static ri_status alerts_of(struct ri_call *call, bool create, struct ri_alerts **ret,
                           struct ri_error *err)
{
    struct ri_warehouse *warehouse; /* a workspace that is not there is said in its own words */
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    return ri_workspace_alerts(ri_call_workspace(call), create, ret, err);
}

static ri_status list_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts        *alerts;
    struct ri_table_builder *table;
    RI_TRY(alerts_of(call, true, &alerts, err));
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table, ri_schedules_each(alerts, NULL, 0, list_row, table, err),
                          err);
}

/* ---- add, remove --------------------------------------------------------------------------------------------------------------- */

static ri_status check_recipients(struct ri_call *call, struct ri_error *err)
{
    const char *const *to = ri_call_list(call, "to", NULL);
    for (; to && *to; to++)
        if (!ri_mail_address_good(*to))
            return ri_fail(err, RI_EUSAGE, "--to wants e-mail addresses; got '%.80s'", *to);
    return RI_OK;
}

static void put_filters(struct ri_call *call, struct ri_json *json)
{
    static const char *const names[] = {"store", "region", "category", "currency"};
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        if (!ri_call_given(call, names[i])) continue;
        const char *const *values = ri_call_list(call, names[i], NULL);
        for (; values && *values; values++) {
            ri_json_text(json, names[i]);
            ri_json_text(json, *values);
        }
    }
}

static ri_status read_when(struct ri_call *call, struct ri_schedule *ret, struct ri_error *err)
{
    const int64_t   day = ri_call_integer(call, "day", 1);
    struct ri_zone *zone;
    ret->on_day = -1;
    if (!ri_minute_parse(ri_call_text(call, "at"), &ret->at_minute))
        return ri_fail(err, RI_EUSAGE, "--at wants a time such as 07:00; got '%.40s'",
                       ri_call_text(call, "at"));
    if (day < 1 || day > 28)
        return ri_fail(err, RI_EUSAGE, "--day is 1 to 28, which every month has; got %lld",
                       (long long)day);
    for (int i = 0; strcmp(ret->every, "week") == 0 && weekdays[i]; i++)
        if (strcmp(weekdays[i], ri_call_text(call, "on")) == 0) ret->on_day = i;
    if (strcmp(ret->every, "month") == 0) ret->on_day = (int)day;
    ret->time_zone =
        ri_call_given(call, "time-zone")
            ? ri_call_text(call, "time-zone")
            : ri_config_text(ri_workspace_config(ri_call_workspace(call)), RI_CONFIG_ZONE);
    RI_TRY(ri_zone_load(ret->time_zone, &zone, err));
    ret->next_us = ri_schedule_next(ret, zone, ri_task_now_us(ri_call_task(call)));
    ri_zone_free(zone);
    return RI_OK;
}

static ri_status store_schedule(struct ri_call *call, struct ri_schedule *schedule,
                                struct ri_alerts *alerts, struct ri_error *err)
{
    struct ri_text     to = {0}, filters = {0};
    struct ri_json     list = {.out = &to}, pairs = {.out = &filters};
    const char *const *addresses = ri_call_list(call, "to", NULL);
    ri_json_array(&list);
    for (; addresses && *addresses; addresses++) ri_json_text(&list, *addresses);
    ri_json_end(&list);
    ri_json_array(&pairs);
    put_filters(call, &pairs);
    ri_json_end(&pairs);
    schedule->recipients = to.at;
    schedule->filters = filters.at;
    ri_status status = ri_text_check(&to, err);
    if (status == RI_OK) status = ri_text_check(&filters, err);
    if (status == RI_OK)
        status = ri_schedules_put(alerts, schedule, ri_task_now_us(ri_call_task(call)), err);
    ri_text_release(&to);
    ri_text_release(&filters);
    return status;
}

static ri_status add_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts        *alerts;
    struct ri_table_builder *table;
    struct ri_schedule       schedule = {.name = ri_call_text(call, "name"),
                                         .report = ri_call_text(call, "report"),
                                         .format = ri_call_text(call, "as"),
                                         .every = ri_call_text(call, "every")};
    if (strlen(schedule.name) > 60 || strpbrk(schedule.name, "\r\n,'\" ") || !*schedule.name)
        return ri_fail(err, RI_EUSAGE,
                       "a name has 1 to 60 characters, no comma, quote or blank; got '%.80s'",
                       schedule.name);
    RI_TRY(check_recipients(call, err));
    RI_TRY(read_when(call, &schedule, err));
    RI_TRY(alerts_of(call, true, &alerts, err));
    RI_TRY(store_schedule(call, &schedule, alerts, err));
    if (!*ri_config_text(ri_workspace_config(ri_call_workspace(call)), RI_CONFIG_SMTP_HOST))
        ri_call_note(call, "no mail server is set: smtp.host and smtp.from of the settings say "
                           "which ('retailinsight config show')");
    ri_call_note(call,
                 "it goes out while 'retailinsight serve' runs; 'retailinsight report schedule run "
                 "%s' sends it now",
                 schedule.name);
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table,
                          ri_schedules_each(alerts, schedule.name, 0, list_row, table, err), err);
}

static ri_status remove_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts        *alerts;
    struct ri_table_builder *table;
    const char              *name = ri_call_text(call, "name");
    RI_TRY(alerts_of(call, true, &alerts, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_status status = ri_schedules_each(alerts, name, 0, list_row, table, err);
    if (status == RI_OK) status = ri_schedules_remove(alerts, name, err);
    if (status == RI_OK)
        status = ri_alerts_check_reports(ri_call_workspace(call), ri_call_task(call), err);
    return ri_call_answer(call, table, status, err);
}

/* ---- run, history -------------------------------------------------------------------------------------------------------------- */

static ri_status send_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts        *alerts;
    struct ri_table_builder *table;
    struct ri_report_sent    sent;
    RI_TRY(alerts_of(call, true, &alerts, err));
    RI_TRY(ri_report_send(ri_call_workspace(call), ri_call_text(call, "name"), ri_call_task(call),
                          ri_call_mem(call), &sent, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, sent.schedule);
    ri_put_string(table, sent.report);
    ri_put_string(table, sent.state);
    ri_put_int(table, sent.sent_to);
    ri_put_int(table, sent.bytes);
    ri_put_string(table, sent.message);
    if (strcmp(sent.state, "failed") == 0)
        ri_call_verdict(call, RI_EUPSTREAM, "report %s: %s", sent.report,
                        sent.message ? sent.message : "failed");
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status history_row(void *context, const struct ri_report_run *run,
                             RI_UNUSED struct ri_error *err)
{
    struct ri_table_builder *table = context;
    ri_put_int(table, run->run_id);
    ri_put_string(table, run->schedule);
    ri_put_string(table, run->report);
    ri_put_instant(table, run->started_us);
    ri_put_number(table, (double)(run->ended_us - run->started_us) / 1e6);
    ri_put_string(table, run->state);
    ri_put_int(table, run->sent_to);
    ri_put_int(table, run->bytes);
    ri_put_string(table, run->message);
    return RI_OK;
}

static ri_status history_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts        *alerts;
    struct ri_table_builder *table;
    RI_TRY(alerts_of(call, true, &alerts, err));
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table,
                          ri_report_runs_each(alerts, ri_call_text(call, "name"),
                                              ri_call_integer(call, "limit", 100), history_row,
                                              table, err),
                          err);
}

/* ---- The table ----------------------------------------------------------------------------------------------------------------- */

/* clang-format off */ /* one row an operation */
#define WHO (RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN)
static const struct ri_operation operations[] = {
    {.info = {.name = "report.schedule.add", .summary = "Have a report mailed by itself, every day, week or month",
              .details = "A server that runs ('serve') makes the report at its time and mails it. When it cannot be made, the same people are told "
                         "why; when the mail server does not take it, it is tried again after 1, 10 and 60 minutes. What fails is an alert "
                         "too (rule report_failed) and a problem in 'doctor'.",
              .flags = RI_CHANGES | RI_VOLATILE, .roles = WHO, RI_PARAMS(add_params), RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight report schedule add monday --report weekly --to boss@example.com",
                          "retailinsight report schedule add flash --report daily --every day --at 06:30 --as html --store S01 --to s01@example.com")},
     .run = add_run},
    {.info = {.name = "report.schedule.history", .summary = "Runs of scheduled reports, the latest first",
              .flags = RI_VOLATILE, .roles = WHO, RI_PARAMS(history_params), RI_COLUMNS(history_columns),
              RI_EXAMPLES("retailinsight report schedule history", "retailinsight report schedule history monday --limit 10")},
     .run = history_run},
    {.info = {.name = "report.schedule.list", .summary = "Reports that go out by themselves: when, to whom, how the last run ended",
              .flags = RI_VOLATILE, .roles = WHO, RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight report schedule list")},
     .run = list_run},
    {.info = {.name = "report.schedule.remove", .summary = "End a schedule; its history stays",
              .flags = RI_CHANGES | RI_VOLATILE, .roles = WHO, RI_PARAMS(name_params), RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight report schedule remove monday")},
     .run = remove_run},
    {.info = {.name = "report.schedule.run", .summary = "Make and mail a scheduled report now",
              .flags = RI_CHANGES | RI_LONG | RI_VOLATILE, .roles = WHO, RI_PARAMS(name_params), RI_COLUMNS(run_columns),
              RI_EXAMPLES("retailinsight report schedule run monday")},
     .run = send_run},
};
/* clang-format on */
const struct ri_operation_table ri_report_schedule_operations = RI_OPERATION_TABLE(operations);
