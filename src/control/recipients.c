/* Recipients as rows. */
#include "alerts_internal.h"
#include "outbox.h"

const char *const ri_recipient_channels[] = {"email", "webhook", NULL};
const char *const ri_recipient_digests[] = {"none", "hourly", "daily", NULL};

struct recipient_rows {
    ri_recipient_fn *each;
    void            *context;
    bool             any;
};

static int minute(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? -1 : sqlite3_column_int(row, column);
}

static ri_status recipient_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct recipient_rows    *rows = context;
    const bool                has_secret = sqlite3_column_bytes(row, 11) == RI_WEBHOOK_SECRET_SIZE;
    const struct ri_recipient recipient = {
        .name = control_cell(row, 0),
        .channel = control_cell(row, 1),
        .address = control_cell(row, 2),
        .severity = (ri_severity)sqlite3_column_int(row, 3),
        .time_zone = control_cell(row, 4),
        .quiet_from = minute(row, 5),
        .quiet_to = minute(row, 6),
        .urgent = sqlite3_column_int(row, 7) != 0,
        .digest = control_cell(row, 8),
        .digest_at = sqlite3_column_int(row, 9),
        .allow_private = sqlite3_column_int(row, 10) != 0,
        .secret = has_secret ? sqlite3_column_blob(row, 11) : NULL,
        .on = sqlite3_column_int(row, 12) != 0,
        .why_off = control_cell(row, 13),
        .stores = control_cell(row, 15),
        .categories = control_cell(row, 16),
    };
    rows->any = true;
    return rows->each ? rows->each(rows->context, &recipient, err) : RI_OK;
}

static ri_status missing(const char *name, struct ri_error *err)
{
    return ri_fail(err, RI_ENOTFOUND, "there is no recipient '%.60s'", name);
}

ri_status ri_recipients_each(struct ri_alerts *alerts, const char *name, ri_recipient_fn *each,
                             void *context, struct ri_error *err)
{
    struct recipient_rows     rows = {each, context, false};
    const struct control_bind binds[] = {control_text("name", name)};
    RI_TRY(alerts_read(alerts, "recipient_list", CONTROL_BINDS(binds), recipient_row, &rows, err));
    return rows.any || !name ? RI_OK : missing(name, err);
}

ri_status ri_recipients_put(struct ri_alerts *alerts, const struct ri_recipient *recipient,
                            const char *const *stores, const char *const *categories,
                            int64_t now_us, struct ri_error *err)
{
    static const char *const  none[] = {NULL};
    struct ri_text            keep[2] = {{0}};
    const struct control_bind binds[] = {
        control_text("name", recipient->name),
        control_text("channel", recipient->channel),
        control_text("address", recipient->address),
        control_int("severity", recipient->severity),
        control_text("zone", recipient->time_zone),
        recipient->quiet_from < 0 ? control_null("quiet_from")
                                  : control_int("quiet_from", recipient->quiet_from),
        recipient->quiet_to < 0 ? control_null("quiet_to")
                                : control_int("quiet_to", recipient->quiet_to),
        control_int("urgent", recipient->urgent),
        control_text("digest", recipient->digest),
        control_int("digest_at", recipient->digest_at),
        control_int("allow_private", recipient->allow_private),
        control_blob("secret", recipient->secret, RI_WEBHOOK_SECRET_SIZE),
        control_int("is_on", recipient->on),
        control_text("why_off", recipient->why_off),
        control_int("now", now_us),
        control_list("stores", stores ? stores : none, &keep[0]),
        control_list("categories", categories ? categories : none, &keep[1])};
    const ri_status status =
        alerts_write(alerts, "recipient_put", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
    for (size_t i = 0; i < RI_COUNT(keep); i++) ri_text_release(&keep[i]);
    return status;
}

ri_status ri_recipients_remove(struct ri_alerts *alerts, const char *name, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("name", name)};
    int64_t                   changed = 0;
    RI_TRY(
        alerts_write(alerts, "recipient_remove", CONTROL_BINDS(binds), NULL, NULL, &changed, err));
    return changed ? RI_OK : missing(name, err);
}

ri_status ri_recipients_off(struct ri_alerts *alerts, const char *name, const char *why,
                            struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("name", name), control_text("why", why)};
    return alerts_write(alerts, "recipient_off", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
}
