/* The outbox and its messages as rows. */
#include "outbox.h"

#include "alerts_internal.h"

/* ---- What waits -------------------------------------------------------------------------------------------------- */

struct waiting_rows {
    ri_waiting_fn *each;
    void          *context;
};

static ri_status waiting_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct waiting_rows *rows = context;
    const struct ri_waiting    waiting = {control_cell(row, 0), sqlite3_column_int64(row, 1),
                                          (ri_severity)sqlite3_column_int(row, 2)};
    return rows->each(rows->context, &waiting, err);
}

ri_status ri_outbox_waiting(struct ri_alerts *alerts, ri_waiting_fn *each, void *context,
                            struct ri_error *err)
{
    struct waiting_rows rows = {each, context};
    return alerts_read(alerts, "outbox_waiting", (struct control_binds){0}, waiting_row, &rows,
                       err);
}

ri_status ri_outbox_alerts(struct ri_alerts *alerts, const char *recipient, ri_severity severity,
                           int64_t until_us, ri_alert_fn *each, void *context, struct ri_error *err)
{
    struct alert_rows         rows = {each, context};
    const struct control_bind binds[] = {control_text("recipient", recipient),
                                         control_int("severity", severity),
                                         control_int("until", until_us)};
    return alerts_read(alerts, "outbox_alerts", CONTROL_BINDS(binds), alert_row, &rows, err);
}

/* ---- Messages ---------------------------------------------------------------------------------------------------- */

ri_status ri_outbox_bundle(struct ri_alerts *alerts, const struct ri_message *message,
                           ri_severity severity, int64_t until_us, int64_t now_us,
                           struct ri_error *err)
{
    const struct control_bind binds[] = {
        control_text("message", message->id),   control_text("recipient", message->recipient),
        control_int("alerts", message->alerts), control_text("subject", message->subject),
        control_text("body", message->body),    control_int("severity", severity),
        control_int("until", until_us),         control_int("now", now_us)};
    return alerts_write(alerts, "outbox_bundle", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
}

struct claim {
    struct ri_arena  *mem;
    struct ri_message message;
};

static ri_status claim_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct claim *claim = context;
    const char  **texts[] = {&claim->message.id, &claim->message.recipient, &claim->message.subject,
                             &claim->message.body};
    for (int i = 0; i < (int)RI_COUNT(texts); i++) {
        *texts[i] =
            ri_arena_copy(claim->mem, control_cell(row, i), (size_t)sqlite3_column_bytes(row, i));
        if (!*texts[i]) return ri_fail(err, RI_ENOMEM, "no room for a message");
    }
    claim->message.attempts = sqlite3_column_int64(row, 4);
    claim->message.created_us = sqlite3_column_int64(row, 5);
    return RI_OK;
}

ri_status ri_messages_claim(struct ri_alerts *alerts, int64_t now_us, int64_t patience_us,
                            struct ri_arena *mem, struct ri_message *ret, struct ri_error *err)
{
    struct claim              claim = {.mem = mem};
    const struct control_bind binds[] = {control_int("now", now_us),
                                         control_int("patience", patience_us)};
    RI_TRY(
        alerts_write(alerts, "message_claim", CONTROL_BINDS(binds), claim_row, &claim, NULL, err));
    if (!claim.message.id) return ri_fail(err, RI_ENOTFOUND, "no message is due");
    *ret = claim.message;
    return RI_OK;
}

ri_status ri_messages_end(struct ri_alerts *alerts, const char *id, const char *state,
                          const char *why, int64_t next_us, int64_t now_us, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("message", id), control_text("state", state),
                                         control_text("error", why), control_int("next", next_us),
                                         control_int("now", now_us)};
    return alerts_write(alerts, "message_end", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
}

struct message_rows {
    ri_message_fn *each;
    void          *context;
};

static ri_status message_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct message_rows *rows = context;
    const struct ri_message    message = {.id = control_cell(row, 0),
                                          .recipient = control_cell(row, 1),
                                          .channel = control_cell(row, 2),
                                          .address = control_cell(row, 3),
                                          .alerts = sqlite3_column_int64(row, 4),
                                          .subject = control_cell(row, 5),
                                          .state = control_cell(row, 6),
                                          .attempts = sqlite3_column_int64(row, 7),
                                          .next_us = alert_integer(row, 8),
                                          .last_error = control_cell(row, 9),
                                          .created_us = sqlite3_column_int64(row, 10),
                                          .sent_us = alert_integer(row, 11)};
    return rows->each(rows->context, &message, err);
}

ri_status ri_messages_each(struct ri_alerts *alerts, const char *const *states,
                           const char *const *recipients, int64_t limit, ri_message_fn *each,
                           void *context, struct ri_error *err)
{
    struct message_rows       rows = {each, context};
    struct ri_text            keep[2] = {{0}};
    const struct control_bind binds[] = {control_list("states", states, &keep[0]),
                                         control_list("recipients", recipients, &keep[1]),
                                         control_int("limit", limit)};
    const ri_status           status =
        alerts_read(alerts, "message_list", CONTROL_BINDS(binds), message_row, &rows, err);
    for (size_t i = 0; i < RI_COUNT(keep); i++) ri_text_release(&keep[i]);
    return status;
}

ri_status ri_messages_retry(struct ri_alerts *alerts, const char *id, int64_t now_us,
                            int64_t *ret_count, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("message", id), control_int("now", now_us)};
    RI_TRY(alerts_write(alerts, "message_retry", CONTROL_BINDS(binds), NULL, NULL, ret_count, err));
    if (!*ret_count && id)
        return ri_fail(err, RI_ENOTFOUND, "no message '%.60s' waits or is dead", id);
    return RI_OK;
}
