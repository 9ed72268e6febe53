/* shop expected: what a shop's day was forecast to bring before it began, spread over its hours.
 *
 * The days before are one series of net sales, forecast one day ahead by the models of demand, chosen by their past errors; 28 days are needed.
 * An hour's part of it is the one that it had in the weeks before (shop today). */
#include "app/day_ahead.h"
#include "app/report_draft.h"

#include <math.h>

enum { LEAST_DAYS = 28, MOST_DAYS = 3 * 366 };

static const struct ri_param params[] = {
    {"on", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "business day; the newest one with a sale when not given"},
};
static const struct ri_column columns[] = {
    {"day", RI_COLUMN_DATE, "business day"},
    {"hour", RI_COLUMN_TEXT, "hour that begins, the store's own clock; missing: the whole day"},
    {"state", RI_COLUMN_TEXT, "over, running or to_come; of the day: running or over"},
    {"currency", RI_COLUMN_TEXT, "currency of the amounts"},
    {"expected", RI_COLUMN_NUMBER, "net sales forecast, major currency units"},
    {"low", RI_COLUMN_NUMBER, "with 80 % the day is not under this; of hours missing"},
    {"high", RI_COLUMN_NUMBER, "nor over this"},
    {"model", RI_COLUMN_TEXT, "what made the forecast"},
    {"days", RI_COLUMN_INTEGER, "days before that it was made from"},
};

struct expecting {
    struct ri_draft          *draft;
    ri_day                    on;
    struct ri_gathered        hours; /* shop today: one currency */
    struct ri_day_ahead       ahead;
    size_t                    days; /* that it was made from */
    struct ri_table_builder  *table;
};

/* The day's hours, and by them the day and the currency. RI_ENOTFOUND: nothing was sold on it, or before. */
static ri_status ask_hours(struct expecting *e, struct ri_error *err)
{
    const char *on = e->on == RI_DAY_NONE ? NULL : ri_draft_iso(e->draft, e->on);
    RI_TRY(ri_draft_ask(e->draft, "shop.today", RI_ASK("on", on), &e->hours, err));
    bool sold = false;
    for (size_t i = 0; i < e->hours.rows; i++)
        sold |= strcmp(ri_gathered_text(&e->hours, i, "state"), "to_come") != 0;
    if (!sold)
        return ri_fail(err, RI_ENOTFOUND, "nothing was sold %s%s: there is no day to look at",
                       on ? "on " : "here", on ? on : "");
    e->on = ri_gathered_day(&e->hours, 0, "day");
    if (!e->draft->currency) e->draft->currency = ri_gathered_text(&e->hours, 0, "currency");
    return RI_OK;
}

/* The first day of `rows` with a sale in the currency: the shop may be younger than the data. */
static ri_day first_sale(const struct expecting *e, const struct ri_gathered *rows)
{
    for (size_t i = 0; i < rows->rows; i++)
        if (strcmp(ri_gathered_text(rows, i, "currency"), e->draft->currency) == 0 &&
            ri_gathered_number(rows, i, "transactions") > 0)
            return ri_gathered_day(rows, i, "first_day");
    return e->on;
}

/* Net sales by day from *first up to the day before; a day without a sale sold nothing. */
static ri_status read_days(struct expecting *e, ri_day *first, double **ret, struct ri_error *err)
{
    struct ri_draft   *draft = e->draft;
    struct ri_gathered rows;
    RI_TRY(ri_draft_ask(draft, "sales.trend",
                        RI_ASK("by", "day", "from", ri_draft_iso(draft, e->on - MOST_DAYS),
                               "to", ri_draft_iso(draft, e->on)),
                        &rows, err));
    *first = first_sale(e, &rows);
    if (e->on - *first < LEAST_DAYS)
        return ri_fail(err, RI_EDATA, "%d days before %s are known: a forecast needs %d",
                       e->on > *first ? (int)(e->on - *first) : 0, ri_draft_iso(draft, e->on),
                       LEAST_DAYS);
    e->days = (size_t)(e->on - *first);
    RI_ARENA_NEW(*ret, draft->mem, e->days, err);
    for (size_t i = 0; i < rows.rows; i++) {
        const ri_day day = ri_gathered_day(&rows, i, "first_day");
        const double value = ri_gathered_number(&rows, i, "net_sales");
        if (day >= *first && day < e->on && isfinite(value) &&
            strcmp(ri_gathered_text(&rows, i, "currency"), draft->currency) == 0)
            (*ret)[day - *first] += value;
    }
    return RI_OK;
}

static ri_status forecast(struct expecting *e, struct ri_error *err)
{
    ri_day  first;
    double *values;
    RI_TRY(read_days(e, &first, &values, err));
    RI_TRY(ri_day_ahead(e->draft->call, first, values, e->days, &e->ahead, err));
    e->ahead.mean = fmax(e->ahead.mean, 0);
    e->ahead.low = fmax(e->ahead.low, 0);
    e->ahead.high = fmax(e->ahead.high, 0);
    return RI_OK;
}

static void put_row(struct expecting *e, const char *hour, const char *state, double expected,
                    bool whole)
{
    ri_put_day(e->table, e->on);
    ri_put_string(e->table, hour);
    ri_put_string(e->table, state);
    ri_put_string(e->table, e->draft->currency);
    ri_put_number(e->table, round(expected * 100) / 100);
    ri_put_number(e->table, whole ? round(e->ahead.low * 100) / 100 : (double)NAN);
    ri_put_number(e->table, whole ? round(e->ahead.high * 100) / 100 : (double)NAN);
    ri_put_string(e->table, e->ahead.model);
    ri_put_int(e->table, (int64_t)e->days);
}

/* Hours by their parts; where none is known the day stands alone. */
static void put_hours(struct expecting *e)
{
    for (size_t i = 0; i < e->hours.rows; i++) {
        const double part = ri_gathered_number(&e->hours, i, "part");
        if (strcmp(ri_gathered_text(&e->hours, i, "currency"), e->draft->currency) != 0 ||
            !isfinite(part))
            continue;
        put_row(e, ri_gathered_text(&e->hours, i, "hour"), ri_gathered_text(&e->hours, i, "state"),
                e->ahead.mean * fmax(part, 0), false);
    }
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    const struct ri_principal *caller = ri_call_principal(call);
    struct expecting           e = {.on = ri_call_day(call, "on", RI_DAY_NONE)};
    RI_ARENA_NEW(e.draft, ri_call_mem(call), 1, err);
    *e.draft = (struct ri_draft){
        .call = call, .mem = ri_call_mem(call), .compare = "none", .as_of = RI_DAY_NONE};
    if (caller)
        e.draft->who = (struct ri_principal){caller->name, RI_ROLE_ALL, caller->stores};
    if (ri_call_given(call, "currency")) e.draft->currency = ri_call_text(call, "currency");
    RI_TRY(ask_hours(&e, err));
    RI_TRY(forecast(&e, err));
    RI_TRY(ri_call_builder(call, &e.table, err));
    const char *last = ri_gathered_text(&e.hours, e.hours.rows - 1, "state");
    put_row(&e, NULL, strcmp(last, "to_come") == 0 ? "running" : last, e.ahead.mean, true);
    put_hours(&e);
    return ri_call_answer(call, e.table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "shop.expected",
              .summary = "What a shop's day was forecast to bring, and each of its hours",
              .details =
                  "The net sales of the days before, as one series, are forecast one day ahead by "
                  "the models of demand, chosen by their past errors; 28 days are needed. An hour "
                  "has the part that it had in the same weekdays of the weeks before ('shop today'). "
                  "Nothing of the day itself is known to the forecast.",
              .flags = RI_SCOPED,
              .roles = RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_STAFF | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight shop expected --store S01",
                          "retailinsight shop expected --store S01 --on 2026-11-20")},
     .uses = "filters",
     .run = run},
};
const struct ri_operation_table ri_shop_expected_operations = RI_OPERATION_TABLE(operations);
