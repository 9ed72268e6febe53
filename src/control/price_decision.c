/* Decisions as rows. */
#include "price_decision.h"

#include "alerts_internal.h"

static ri_status id_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return RI_OK;
}

ri_status ri_price_decision_put(struct ri_alerts *alerts, const struct ri_price_decision *decision,
                                int64_t now_us, int64_t *ret_id, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("product", decision->product),
                                         control_int("accepted", decision->accepted),
                                         control_int("starts", decision->starts_on),
                                         control_int("digits", decision->digits),
                                         control_int("price", decision->price_minor),
                                         control_int("new", decision->new_minor),
                                         control_real("units", decision->units),
                                         control_real("expected", decision->expected_units),
                                         control_real("low", decision->units_low),
                                         control_real("high", decision->units_high),
                                         control_int("gain", decision->gain_minor),
                                         control_text("author", decision->author),
                                         control_text("note", decision->note),
                                         control_int("now", now_us)};
    return alerts_write(alerts, "price_decision_put", CONTROL_BINDS(binds), id_row, ret_id, NULL,
                        err);
}

struct giving {
    ri_price_decision_fn *each;
    void                 *context;
    int64_t               only; /* 0: all */
    bool                  found, undone;
};

static ri_status decision_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct giving                 *giving = context;
    const struct ri_price_decision decision = {.id = sqlite3_column_int64(row, 0),
                                               .product = control_cell(row, 1),
                                               .accepted = sqlite3_column_int64(row, 2) != 0,
                                               .starts_on = (ri_day)sqlite3_column_int64(row, 3),
                                               .digits = (int)sqlite3_column_int64(row, 4),
                                               .price_minor = sqlite3_column_int64(row, 5),
                                               .new_minor = sqlite3_column_int64(row, 6),
                                               .units = sqlite3_column_double(row, 7),
                                               .expected_units = sqlite3_column_double(row, 8),
                                               .units_low = sqlite3_column_double(row, 9),
                                               .units_high = sqlite3_column_double(row, 10),
                                               .gain_minor = sqlite3_column_int64(row, 11),
                                               .author = control_cell(row, 12),
                                               .note = control_cell(row, 13),
                                               .set_us = sqlite3_column_int64(row, 14),
                                               .undone_us = alert_integer(row, 15)};
    if (giving->only && decision.id != giving->only) return RI_OK;
    giving->found = true;
    giving->undone = decision.undone_us != INT64_MIN;
    return giving->each ? giving->each(giving->context, &decision, err) : RI_OK;
}

static ri_status give(struct ri_alerts *alerts, struct giving *giving, struct ri_error *err)
{
    return alerts_read(alerts, "price_decision_list", (struct control_binds){0}, decision_row,
                       giving, err);
}

ri_status ri_price_decision_each(struct ri_alerts *alerts, ri_price_decision_fn *each,
                                 void *context, struct ri_error *err)
{
    struct giving giving = {.each = each, .context = context};
    return give(alerts, &giving, err);
}

ri_status ri_price_decision_undo(struct ri_alerts *alerts, int64_t id, int64_t now_us,
                                 struct ri_error *err)
{
    struct giving             giving = {.only = id};
    const struct control_bind binds[] = {control_int("id", id), control_int("now", now_us)};
    if (id > 0) RI_TRY(give(alerts, &giving, err));
    if (!giving.found)
        return ri_fail(err, RI_ENOTFOUND, "there is no decision %lld", (long long)id);
    if (giving.undone)
        return ri_fail(err, RI_ECONFLICT, "decision %lld was taken back before", (long long)id);
    return alerts_write(alerts, "price_decision_undo", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
}
