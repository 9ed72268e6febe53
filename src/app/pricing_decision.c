/* pricing accept, ignore, withdraw, decisions: what people did with advised prices, and what came of it. */
#include "app/alert_ask.h"
#include "app/filters.h"
#include "app/nested.h"
#include "app/operation.h"
#include "app/query.h"
#include "control/price_decision.h"
#include "retail/money.h"

#include <math.h>

enum { WEEK = 7, SPAN_DAYS = 56 };
static const unsigned deciders =
    RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_MARKETING | RI_ROLE_ADMIN;

/* ---- pricing accept, pricing ignore ------------------------------------------------------------------------------------ */

static const struct ri_param decide_params[] = {
    {"product", RI_PARAM_PRODUCT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "whose price it is"},
    {"starts", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "first day of the new price; the day after the data's last when not given"},
    {"aim", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "as for 'pricing advise'"},
    {"max-change", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "as for 'pricing advise'"},
    {"cover", RI_PARAM_NUMBER, 0, "weeks", NULL, NULL, "as for 'pricing advise'"},
    {"promotions", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "as for 'pricing advise'"},
    {"as-of", RI_PARAM_DATE, 0, NULL, NULL, NULL, "as for 'pricing advise'"},
    {"note", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "why"},
    RI_AUTHOR_PARAM,
};
static const struct ri_column decision_columns[] = {
    {"decision", RI_COLUMN_INTEGER, "number, for 'pricing withdraw'"},
    {"product", RI_COLUMN_PRODUCT, "whose price"},
    {"state", RI_COLUMN_TEXT, "accepted, ignored, withdrawn"},
    {"starts_on", RI_COLUMN_DATE, "first day of the new price"},
    {"price", RI_COLUMN_MONEY, "before, as customers see it"},
    {"new_price", RI_COLUMN_MONEY, "advised"},
    {"paid", RI_COLUMN_NUMBER, "on average since then"},
    {"done", RI_COLUMN_TEXT,
     "what the shelf says: yes (paid within a hundredth of the new price), no, not yet"},
    {"expected_effect", RI_COLUMN_SHARE, "of the new price on units"},
    {"effect", RI_COLUMN_SHARE,
     "units a day since then against the eight weeks before, beside those of the category whose prices stayed"},
    {"beside", RI_COLUMN_INTEGER,
     "products of the category whose own prices stayed: what effect and gain are held against; 0: "
     "nothing"},
    {"expected_gain", RI_COLUMN_MONEY, "a week, as advised"},
    {"gain", RI_COLUMN_NUMBER,
     "margin a week since then, less that of before times the change of those beside it"},
    {"days", RI_COLUMN_INTEGER, "looked at since then, at most 56"},
    {"verdict", RI_COLUMN_TEXT,
     "as expected, more, fewer: units beside the interval of the advice and chance; of accepted "
     "prices that were paid"},
    {"author", RI_COLUMN_TEXT, "who decided"},
    {"note", RI_COLUMN_TEXT, "why"},
    {"set_at", RI_COLUMN_TIME, "when"},
};

struct deciding {
    struct ri_call          *call;
    struct ri_price_decision decision;
    const char              *problem; /* why there is nothing to decide */
    bool                     seen;
};

static const struct ri_column_view *column(const struct ri_table_view *table, const char *name)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (strcmp(table->columns[c].name, name) == 0) return &table->columns[c];
    return NULL;
}

static double number_in(const struct ri_table_view *table, size_t row, const char *name)
{
    const struct ri_column_view *at = column(table, name);
    return at && ri_cell_valid(at, row) ? ri_cell_number(at, row) : (double)NAN;
}

static int64_t money_in(const struct ri_table_view *table, size_t row, const char *name)
{
    const struct ri_column_view *at = column(table, name);
    return at && ri_cell_valid(at, row) ? (int64_t)ri_cell_decimal(at, row) : 0;
}

static ri_status advice_row(void *context, const struct ri_table_view *table, size_t row,
                            struct ri_error *err)
{
    struct deciding             *d = context;
    struct ri_price_decision    *to = &d->decision;
    const struct ri_column_view *action = column(table, "action"),
                                *reason = column(table, "reason");
    const struct ri_view word = ri_cell_text(action, row);
    d->seen = true;
    if (ri_view_is(word, "keep")) d->problem = "its price is to be kept";
    if (ri_view_is(word, "none")) {
        const struct ri_view why = ri_cell_text(reason, row);
        d->problem = ri_arena_copy(ri_call_mem(d->call), why.at, why.length);
        if (!d->problem) return ri_fail(err, RI_ENOMEM, "no room for words");
    }
    to->digits = column(table, "price")->scale;
    to->price_minor = money_in(table, row, "price");
    to->new_minor = money_in(table, row, "new_price");
    to->gain_minor = money_in(table, row, "gain");
    to->units = number_in(table, row, "units");
    to->expected_units = number_in(table, row, "new_units");
    to->units_low = number_in(table, row, "units_low");
    to->units_high = number_in(table, row, "units_high");
    return RI_OK;
}

static ri_status ask_advice(struct deciding *d, struct ri_error *err)
{
    static const char *const handed[] = {"product", "aim",        "max-change",
                                         "cover",   "promotions", "as-of"};
    struct ri_nested         advise;
    RI_TRY(
        ri_nested_begin(d->call, ri_call_workspace(d->call), NULL, "pricing.advise", &advise, err));
    ri_status status = ri_call_set(advise.call, "all", "true", err);
    for (size_t i = 0; i < RI_COUNT(handed) && status == RI_OK; i++)
        if (ri_call_given(d->call, handed[i]))
            status = ri_call_set(advise.call, handed[i], ri_call_text(d->call, handed[i]), err);
    RI_TRY(ri_nested_rows(&advise, status, NULL, advice_row, d, err));
    if (!d->seen) d->problem = "it did not sell in whole weeks";
    return d->problem ? ri_fail(err, RI_ECONFLICT, "there is no advice for %s: %s",
                                d->decision.product, d->problem)
                      : RI_OK;
}

static ri_status decisions_answer(struct ri_call *call, int64_t only, struct ri_error *err);

static ri_status decide(struct ri_call *call, bool accepted, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_alerts    *alerts;
    struct deciding      d = {.call = call,
                              .decision = {.product = ri_call_text(call, "product"),
                                           .accepted = accepted,
                                           .author = ri_call_author(call),
                                           .note = ri_call_text(call, "note")}};
    int64_t              id;
    ri_day               newest;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_newest_day(call, warehouse, ri_newest_business_day, &newest, err));
    d.decision.starts_on = ri_call_day(call, "starts", ri_call_day(call, "as-of", newest) + 1);
    RI_TRY(ask_advice(&d, err));
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(
        ri_price_decision_put(alerts, &d.decision, ri_task_now_us(ri_call_task(call)), &id, err));
    return decisions_answer(call, id, err);
}

static ri_status accept_run(struct ri_call *call, struct ri_error *err)
{
    return decide(call, true, err);
}

static ri_status ignore_run(struct ri_call *call, struct ri_error *err)
{
    return decide(call, false, err);
}

/* ---- pricing decisions ------------------------------------------------------------------------------------------------- */

struct came { /* since a decision, and before */
    double  before, since, paid, margin_before, margin_since, others_before, others_since;
    int64_t others; /* products whose prices stayed */
};
struct listing {
    struct ri_call           *call;
    int64_t                   only; /* 0: all */
    struct ri_price_decision *at;
    struct came              *came;
    size_t                    count, room;
    ri_day                    to;
};

static ri_status keep_text(struct listing *l, const char **text, struct ri_error *err)
{
    if (!*text) return RI_OK;
    *text = ri_arena_copy(ri_call_mem(l->call), *text, strlen(*text));
    return *text ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a decision");
}

static ri_status take(void *context, const struct ri_price_decision *decision, struct ri_error *err)
{
    struct listing *l = context;
    if (l->only && decision->id != l->only) return RI_OK;
    RI_TRY(ri_arena_grow(ri_call_mem(l->call), &l->at, &l->room, l->count, sizeof *l->at, err));
    struct ri_price_decision *to = &l->at[l->count++];
    *to = *decision;
    RI_TRY(keep_text(l, &to->product, err));
    RI_TRY(keep_text(l, &to->author, err));
    return keep_text(l, &to->note, err);
}

static ri_status came_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    struct listing *l = context;
    double          value[7];
    for (size_t i = 0; i < RI_COUNT(value); i++)
        value[i] = ri_row_missing(row, i + 1) ? (double)NAN : ri_row_double(row, i + 1);
    l->came[ri_row_int64(row, 0) - 1] =
        (struct came){value[0], value[1], value[2], value[3],
                      value[4], value[5], value[6], ri_row_int64(row, 8)};
    return RI_OK;
}

static ri_status look(struct listing *l, struct ri_error *err)
{
    struct ri_arena     *mem = ri_call_mem(l->call);
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids = {.stores.all = true, .products.all = true};
    struct ri_bind       binds[RI_FILTER_BINDS + 3];
    const char         **skus, *sql;
    int64_t             *days;
    RI_ARENA_NEW(l->came, mem, l->count, err);
    RI_ARENA_NEW(skus, mem, l->count, err);
    RI_ARENA_NEW(days, mem, l->count, err);
    for (size_t i = 0; i < l->count; i++) {
        skus[i] = l->at[i].product;
        days[i] = l->at[i].starts_on;
        l->came[i] = (struct came){.paid = (double)NAN};
    }
    RI_TRY(ri_call_warehouse(l->call, &warehouse, err));
    RI_TRY(ri_newest_day(l->call, warehouse, ri_newest_business_day, &l->to, err));
    l->to++;
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_text_list("skus", skus, l->count);
    binds[RI_FILTER_BINDS + 1] = ri_bind_int64_list("days", days, l->count);
    binds[RI_FILTER_BINDS + 2] = ri_bind_date("to", l->to);
    RI_TRY(ri_query_text("sql/pricing/decided.sql", mem, &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(l->call), came_row, l,
                             err);
}

static const char *done_of(const struct ri_price_decision *d, const struct came *came)
{
    const double paid = came->paid * pow(10, d->digits), slack = 0.01 * (double)d->new_minor;
    if (isnan(paid)) return "not yet";
    return fabs(paid - (double)d->new_minor) <= slack ? "yes" : "no";
}

/* Units beside the interval of the advice, two deviations of a count wider. A price that was never paid is not judged. */
static const char *verdict_of(const struct ri_price_decision *d, const struct came *came,
                              double weeks, double rest)
{
    const double expected = weeks * rest;
    const double slack = 2 * sqrt(fmax(came->since, 1) + came->before * weeks * WEEK / SPAN_DAYS);
    if (!d->accepted || strcmp(done_of(d, came), "yes") != 0) return NULL;
    if (!(weeks >= 1) || !isfinite(rest)) return NULL;
    if (came->since > d->units_high * expected + slack) return "more";
    return came->since < d->units_low * expected - slack ? "fewer" : "as expected";
}

static void put_decision(const struct listing *l, struct ri_table_builder *table, size_t i)
{
    const struct ri_price_decision *d = &l->at[i];
    const struct came              *came = &l->came[i];
    const ri_day                    since = l->to - d->starts_on;
    const double days = fmin(fmax((double)since, 0), SPAN_DAYS), weeks = days / WEEK;
    const double part = days / SPAN_DAYS; /* of the time before */
    const double rest =
        came->others_before > 0 && days > 0 ? came->others_since / (came->others_before * part) : 1;
    const double effect = came->before > 0 && days > 0 && rest > 0
                              ? came->since / (came->before * part) / rest - 1
                              : (double)NAN;
    ri_put_int(table, d->id);
    ri_put_string(table, d->product);
    ri_put_string(table, d->undone_us != INT64_MIN ? "withdrawn"
                         : d->accepted             ? "accepted"
                                                   : "ignored");
    ri_put_day(table, d->starts_on);
    ri_put_decimal(table, d->price_minor, d->digits);
    ri_put_decimal(table, d->new_minor, d->digits);
    ri_put_number(table, came->paid);
    ri_put_string(table, done_of(d, came));
    ri_put_number(table, d->units > 0 ? d->expected_units / d->units - 1 : (double)NAN);
    ri_put_number(table, effect);
    ri_put_int(table, came->others);
    ri_put_decimal(table, d->gain_minor, d->digits);
    ri_put_number(table, weeks > 0
                             ? (came->margin_since - came->margin_before * part * rest) / weeks
                             : (double)NAN);
    ri_put_int(table, (int64_t)days);
    ri_put_string(table, verdict_of(d, came, weeks, rest));
    ri_put_string(table, d->author);
    ri_put_string(table, d->note);
    ri_put_instant_or_null(table, d->set_us);
}

static ri_status decisions_answer(struct ri_call *call, int64_t only, struct ri_error *err)
{
    struct listing           l = {.call = call, .only = only};
    struct ri_alerts        *alerts;
    struct ri_table_builder *table;
    int                      digits = 0;
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_price_decision_each(alerts, take, &l, err));
    if (l.count) RI_TRY(look(&l, err));
    for (size_t i = 0; i < l.count; i++)
        if (l.at[i].digits > digits) digits = l.at[i].digits;
    RI_TRY(ri_call_money_builder(call, l.count ? digits : 2, &table, err));
    for (size_t i = 0; i < l.count; i++) put_decision(&l, table, i);
    const ri_status status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status decisions_run(struct ri_call *call, struct ri_error *err)
{
    return decisions_answer(call, 0, err);
}

/* ---- pricing withdraw -------------------------------------------------------------------------------------------------- */

static const struct ri_param withdraw_params[] = {
    {"decision", RI_PARAM_COUNT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "number, as 'pricing decisions' gives it"},
};

static ri_status withdraw_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts *alerts;
    const int64_t     id = ri_call_integer(call, "decision", 0);
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_price_decision_undo(alerts, id, ri_task_now_us(ri_call_task(call)), err));
    return decisions_answer(call, id, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "pricing.accept",
              .summary = "Accept an advised price: what was expected is kept beside it",
              .details = "The advice is made anew for the product. 'pricing decisions' tells later "
                         "whether the price was paid and what it did.",
              .flags = RI_CHANGES | RI_LONG,
              .roles = deciders,
              RI_PARAMS(decide_params),
              RI_COLUMNS(decision_columns),
              RI_EXAMPLES("retailinsight pricing accept P00022 --note 'spring list'")},
     .run = accept_run},
    {.info = {.name = "pricing.ignore",
              .summary = "Turn an advised price down: what was expected of it is kept",
              .flags = RI_CHANGES | RI_LONG,
              .roles = deciders,
              RI_PARAMS(decide_params),
              RI_COLUMNS(decision_columns),
              RI_EXAMPLES("retailinsight pricing ignore P00022 --note 'brand price'")},
     .run = ignore_run},
    {.info = {.name = "pricing.withdraw",
              .summary = "Take a decision on a price back",
              .flags = RI_CHANGES,
              .roles = deciders,
              RI_PARAMS(withdraw_params),
              RI_COLUMNS(decision_columns),
              RI_EXAMPLES("retailinsight pricing withdraw 3")},
     .run = withdraw_run},
    {.info = {.name = "pricing.decisions",
              .summary = "Prices that were accepted or turned down, and what came of them",
              .details = "Units and margin since the first day of the new price against the eight "
                         "weeks before, beside those products of the category in the same days whose own "
                         "prices stayed within a fiftieth.",
              .flags = RI_VOLATILE,
              .roles = deciders | RI_ROLE_SCIENCE,
              RI_COLUMNS(decision_columns),
              RI_EXAMPLES("retailinsight pricing decisions")},
     .run = decisions_run},
};
const struct ri_operation_table ri_pricing_decision_operations = RI_OPERATION_TABLE(operations);
