/* alerts deliveries, alerts retry, alerts deliver: what was told, what failed, and sending without a server. */
#include "app/alert_ask.h"
#include "app/alert_delivery.h"
#include "app/attend.h"
#include "app/operation.h"

#include <time.h>

static const char *const message_states[] = {"waiting", "sending", "sent", "dead", NULL};

/* ---- alerts deliveries ------------------------------------------------------------------------------------------------ */

static const struct ri_param list_params[] = {
    {"state", RI_PARAM_ENUM, RI_PARAM_LIST, NULL, NULL, message_states,
     "only these; dead: given up"},
    {"recipient", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only to these recipients"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "50", NULL, "most rows; 0: all"},
};
static const struct ri_column list_columns[] = {
    {"message_id", RI_COLUMN_TEXT,
     "the same over all tries; the webhook-id, part of the Message-ID"},
    {"recipient", RI_COLUMN_TEXT, "name of the recipient"},
    {"channel", RI_COLUMN_TEXT, "email or webhook"},
    {"alerts", RI_COLUMN_INTEGER, "alerts it tells of"},
    {"subject", RI_COLUMN_TEXT, "subject of the e-mail, type of the event"},
    {"state", RI_COLUMN_TEXT, "waiting, sending, sent, or dead: given up"},
    {"attempts", RI_COLUMN_INTEGER, "tries so far"},
    {"next_at", RI_COLUMN_TIME, "next try"},
    {"last_error", RI_COLUMN_TEXT, "why the last try failed"},
    {"created_at", RI_COLUMN_TIME, "when it was made"},
    {"sent_at", RI_COLUMN_TIME, "when it was taken by the other side"},
};

struct listing {
    struct ri_table_builder *table;
    size_t                   dead;
};

static ri_status list_row(void *context, const struct ri_message *message,
                          RI_UNUSED struct ri_error *err)
{
    struct listing          *listing = context;
    struct ri_table_builder *table = listing->table;
    const bool               waits = strcmp(message->state, "waiting") == 0;
    ri_put_string(table, message->id);
    ri_put_string(table, message->recipient);
    ri_put_string(table, message->channel);
    ri_put_int(table, message->alerts);
    ri_put_string(table, message->subject);
    ri_put_string(table, message->state);
    ri_put_int(table, message->attempts);
    ri_put_instant_or_null(table, waits ? message->next_us : INT64_MIN);
    ri_put_string(table, message->last_error);
    ri_put_instant(table, message->created_us);
    ri_put_instant_or_null(table, message->sent_us);
    listing->dead += strcmp(message->state, "dead") == 0;
    return RI_OK;
}

static ri_status list_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts *alerts;
    struct listing    listing = {.dead = 0};
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_call_builder(call, &listing.table, err));
    ri_status status = ri_messages_each(
        alerts, ri_call_given(call, "state") ? ri_call_list(call, "state", NULL) : NULL,
        ri_call_given(call, "recipient") ? ri_call_list(call, "recipient", NULL) : NULL,
        ri_call_integer(call, "limit", 0), list_row, &listing, err);
    status = ri_call_answer(call, listing.table, status, err);
    if (listing.dead)
        ri_call_note(call, "given up: %zu; 'retailinsight alerts retry' has them tried again",
                     listing.dead);
    return status;
}

/* ---- alerts retry ------------------------------------------------------------------------------------------------------ */

static const struct ri_param retry_params[] = {
    {"message", RI_PARAM_TEXT, RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "message_id of one message; every dead one when not given"},
};
static const struct ri_column retry_columns[] = {
    {"messages", RI_COLUMN_INTEGER, "messages that are tried again now"},
};

static ri_status retry_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts        *alerts;
    struct ri_table_builder *table;
    int64_t                  count = 0;
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_messages_retry(alerts, ri_call_text(call, "message"),
                             ri_task_now_us(ri_call_task(call)), &count, err));
    ri_attendant_stir(ri_workspace_attendant(ri_call_workspace(call)));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_int(table, count);
    return ri_call_answer(call, table, RI_OK, err);
}

/* ---- alerts deliver ---------------------------------------------------------------------------------------------------- */

static const struct ri_param deliver_params[] = {
    {"once", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "what is due now, as from cron; otherwise it goes on until it is stopped"},
};
static const struct ri_column deliver_columns[] = {
    {"opened", RI_COLUMN_INTEGER, "alerts opened by data that had not been checked"},
    {"bundled", RI_COLUMN_INTEGER, "messages made of what waited"},
    {"sent", RI_COLUMN_INTEGER, "messages sent"},
    {"failed", RI_COLUMN_INTEGER, "tries that failed; see 'alerts deliveries'"},
};

struct turn {
    int64_t opened, bundled, sent, failed;
};

/* Everything that is due now. */
static ri_status deliver_due(struct ri_call *call, struct turn *ret, struct ri_error *err)
{
    struct ri_workspace    *workspace = ri_call_workspace(call);
    struct ri_task         *task = ri_call_task(call);
    struct ri_alert_checked checked;
    size_t                  bundled = 0;
    bool                    good = false;
    ri_status               status;
    *ret = (struct turn){0};
    RI_TRY(ri_alerts_check_all(workspace, true, task, &checked, err));
    RI_TRY(ri_alerts_bundle(workspace, task, &bundled, err));
    ret->opened = checked.opened;
    ret->bundled = (int64_t)bundled;
    while ((status = ri_alerts_send_next(workspace, task, &good, err)) == RI_OK) {
        ret->sent += good;
        ret->failed += !good;
    }
    return status == RI_ENOTFOUND ? RI_OK : status; /* none is due any more */
}

static ri_status say_turn(struct ri_call *call, struct ri_table_builder *table,
                          const struct turn *turn, struct ri_error *err)
{
    const int64_t values[] = {turn->opened, turn->bundled, turn->sent, turn->failed};
    for (size_t i = 0; i < RI_COUNT(values); i++) ri_put_int(table, values[i]);
    if (turn->failed) ri_call_note(call, "'retailinsight alerts deliveries' says why tries failed");
    return ri_call_emit_builder(call, table, err);
}

static ri_status go_on(struct ri_call *call, struct ri_table_builder *table, struct ri_error *err)
{
    const bool            once = ri_call_flag(call, "once");
    const struct timespec second = {.tv_sec = 1};
    for (;;) {
        struct turn turn;
        RI_TRY(ri_task_check(ri_call_task(call), err));
        RI_TRY(deliver_due(call, &turn, err));
        if (once || turn.opened || turn.bundled || turn.sent || turn.failed)
            RI_TRY(say_turn(call, table, &turn, err));
        if (once) return RI_OK;
        nanosleep(&second, NULL);
    }
}

static ri_status deliver_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts        *alerts;
    struct ri_table_builder *table;
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_call_money_builder(call, 0, &table, err));
    const ri_status status = go_on(call, table, err);
    ri_table_builder_free(table);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "alerts.deliveries",
              .summary = "Messages to recipients: sent, waiting, given up, and why",
              .flags = RI_VOLATILE,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
              RI_PARAMS(list_params),
              RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight alerts deliveries --state dead")},
     .run = list_run},
    {.info = {.name = "alerts.retry",
              .summary = "Try messages again that were given up",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
              RI_PARAMS(retry_params),
              RI_COLUMNS(retry_columns),
              RI_EXAMPLES("retailinsight alerts retry")},
     .run = retry_run},
    {.info = {.name = "alerts.deliver",
              .summary = "Check what was not checked and send what is due, without a server",
              .details = "A server does this all the time. Messages that fail are tried again "
                         "after 5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours; then "
                         "they are given up until 'alerts retry'.",
              .flags = RI_CHANGES | RI_LONG,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(deliver_params),
              RI_COLUMNS(deliver_columns),
              RI_EXAMPLES("retailinsight alerts deliver --once")},
     .run = deliver_run},
};
const struct ri_operation_table ri_alert_delivery_operations = RI_OPERATION_TABLE(operations);
