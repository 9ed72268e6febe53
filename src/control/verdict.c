/* Verdicts as rows. */
#include "verdict.h"

#include "alerts_internal.h"

static ri_status id_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return RI_OK;
}

ri_status ri_verdict_put(struct ri_alerts *alerts, const struct ri_verdict *verdict, int64_t now_us,
                         int64_t *ret_id, struct ri_error *err)
{
    const struct control_bind binds[] = {
        control_text("pattern", verdict->pattern),  control_text("event", verdict->event),
        control_text("store", verdict->store),      control_text("message", verdict->message),
        control_int("daily", verdict->daily_minor), control_text("author", verdict->author),
        control_text("note", verdict->note),        control_int("now", now_us)};
    return alerts_write(alerts, "verdict_put", CONTROL_BINDS(binds), id_row, ret_id, NULL, err);
}

struct giving {
    ri_verdict_fn *each;
    void          *context;
    int64_t        only; /* 0: all */
    bool           found, undone;
};

static ri_status verdict_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct giving          *giving = context;
    const struct ri_verdict verdict = {.id = sqlite3_column_int64(row, 0),
                                       .pattern = control_cell(row, 1),
                                       .event = control_cell(row, 2),
                                       .store = control_cell(row, 3),
                                       .message = control_cell(row, 4),
                                       .daily_minor = sqlite3_column_int64(row, 5),
                                       .author = control_cell(row, 6),
                                       .note = control_cell(row, 7),
                                       .set_us = sqlite3_column_int64(row, 8),
                                       .undone_us = alert_integer(row, 9)};
    if (giving->only && verdict.id != giving->only) return RI_OK;
    giving->found = true;
    giving->undone = verdict.undone_us != INT64_MIN;
    return giving->each ? giving->each(giving->context, &verdict, err) : RI_OK;
}

static ri_status give(struct ri_alerts *alerts, const char *const *scope, struct giving *giving,
                      struct ri_error *err)
{
    struct ri_text            keep = {0};
    const struct control_bind binds[] = {control_list("scope", scope, &keep)};
    const ri_status           status =
        alerts_read(alerts, "verdict_list", CONTROL_BINDS(binds), verdict_row, giving, err);
    ri_text_release(&keep);
    return status;
}

ri_status ri_verdict_each(struct ri_alerts *alerts, const char *const *scope, ri_verdict_fn *each,
                          void *context, struct ri_error *err)
{
    struct giving giving = {.each = each, .context = context};
    return give(alerts, scope, &giving, err);
}

ri_status ri_verdict_undo(struct ri_alerts *alerts, int64_t id, const char *const *scope,
                          const char *author, int64_t now_us, struct ri_error *err)
{
    struct giving             giving = {.only = id};
    const struct control_bind binds[] = {control_int("id", id), control_text("author", author),
                                         control_int("now", now_us)};
    if (id > 0) RI_TRY(give(alerts, scope, &giving, err));
    if (!giving.found)
        return ri_fail(err, RI_ENOTFOUND, "nobody has said anything of number %lld", (long long)id);
    if (giving.undone)
        return ri_fail(err, RI_ECONFLICT, "number %lld was taken back before", (long long)id);
    return alerts_write(alerts, "verdict_undo", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
}
