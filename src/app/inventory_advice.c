/* inventory keep and inventory advice: order lists kept, and what following or ignoring them was worth. */
#include "inventory/advice.h"

#include "app/filters.h"
#include "app/nested.h"
#include "app/operation.h"
#include "app/ordering.h"
#include "app/stock_record.h"
#include "app/workspace.h"
#include "inventory/demand_law.h"

#include <math.h>

enum { REACH_SEASONS = 4, ROWS_A_BATCH = 2048 };
#define FATE_WORD_(code, text) text,
static const char *const fates[] = {RI_ADVICE_FATE_MAP(FATE_WORD_) NULL};

static const struct ri_param keep_params[] = {
    {"service", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "as for 'inventory orders'"},
    {"holding-rate", RI_PARAM_NUMBER, 0, "a year", NULL, NULL, "as for 'inventory orders'"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"as-of", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "what 'today' is; the data's last business day when not given"},
};
static const struct ri_column keep_columns[] = {
    {"run_id", RI_COLUMN_INTEGER, "number of the list"},
    {"as_of", RI_COLUMN_DATE, "last day that it knew"},
};
static const struct ri_param advice_params[] = {
    {"run", RI_PARAM_COUNT, 0, NULL, NULL, NULL, "only this list; all of them when not given"},
    {"fate", RI_PARAM_ENUM, 0, NULL, NULL, fates,
     "only lines that were followed, ignored and so on"},
    {"holding-rate", RI_PARAM_NUMBER, 0, "a year", "0.25", NULL,
     "of a unit's cost, for a year on the shelf"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "50", NULL, "most rows; 0: all"},
};
static const struct ri_column advice_columns[] = {
    {"product", RI_COLUMN_PRODUCT, "product"},
    {"store", RI_COLUMN_STORE, "store"},
    {"run_id", RI_COLUMN_INTEGER, "number of the list"},
    {"as_of", RI_COLUMN_DATE, "last day that the list knew"},
    {"advised", RI_COLUMN_NUMBER, "units to order"},
    {"ordered", RI_COLUMN_NUMBER, "units really ordered before the next review"},
    {"fate", RI_COLUMN_TEXT, "followed: within a fifth; less, more, ignored"},
    {"lost_if_followed", RI_COLUMN_NUMBER,
     "units lost over lead time and review, had it been followed"},
    {"lost_really", RI_COLUMN_NUMBER, "units lost with what really came"},
    {"lost_without", RI_COLUMN_NUMBER, "units lost had nothing been ordered"},
    {"saved_units", RI_COLUMN_NUMBER,
     "by the advice: against what was done, or where it was followed against no order"},
    {"saved_money", RI_COLUMN_MONEY, "estimate: their margin less the holding of the goods"},
};

/* ---- inventory keep ---------------------------------------------------------------------------------------------------- */

struct keeping {
    struct ri_warehouse *warehouse;
    struct ri_task      *task;
    ri_day               as_of;
    int64_t              run;
};

static ri_status keep(void *context, struct ArrowArrayStream *stream, struct ri_error *err)
{
    struct keeping *k = context;
    return ri_warehouse_keep_advice(k->warehouse, stream, k->as_of, k->task, &k->run, err);
}

/* The call's own parameters, handed on. */
static ri_status hand_on(struct ri_call *call, struct ri_call *orders, struct ri_error *err)
{
    for (size_t p = 0; p < RI_COUNT(keep_params); p++) {
        const char *name = keep_params[p].name;
        size_t      count;
        if (!ri_call_given(call, name)) continue;
        if (!(keep_params[p].flags & RI_PARAM_LIST)) {
            RI_TRY(ri_call_set(orders, name, ri_call_text(call, name), err));
            continue;
        }
        const char *const *values = ri_call_list(call, name, &count);
        for (size_t i = 0; i < count; i++) RI_TRY(ri_call_set(orders, name, values[i], err));
    }
    return RI_OK;
}

static ri_status keep_run(struct ri_call *call, struct ri_error *err)
{
    struct keeping           k = {.task = ri_call_task(call)};
    struct ri_nested         orders;
    struct ri_table_builder *table;
    RI_TRY(ri_call_warehouse(call, &k.warehouse, err));
    k.as_of = ri_call_day(call, "as-of", RI_DAY_NONE);
    if (k.as_of == RI_DAY_NONE)
        RI_TRY(ri_newest_day(call, k.warehouse, ri_newest_business_day, &k.as_of, err));
    RI_TRY(ri_nested_begin(call, ri_call_workspace(call), NULL, "inventory.orders", &orders, err));
    const ri_status status = hand_on(call, orders.call, err);
    RI_TRY(ri_nested_stream(&orders, status, "orders", keep, &k, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_int(table, k.run);
    ri_put_day(table, k.as_of);
    return ri_call_answer(call, table, RI_OK, err);
}

/* ---- inventory advice -------------------------------------------------------------------------------------------------- */

struct line {
    size_t                 series;
    int64_t                run;
    ri_day                 as_of;
    double                 advised, ordered;
    struct ri_advice_worth worth;
};
struct looking {
    struct ri_call          *call;
    struct ri_loaded_panel   loaded;
    struct ri_stock_records *records;
    struct ri_arena          scratch;
    struct line             *line;
    size_t                   count, room;
    double                   rate;
    size_t open, unknown; /* lines whose days are not over; without sales behind them */
};

/* What was wanted on days first .. first + n - 1. */
static ri_status wanted(struct looking *l, size_t series, int64_t first, size_t n, double *ret,
                        struct ri_error *err)
{
    const struct ri_series *s = &l->loaded.panel.series[series];
    const size_t            season = ri_frequency_season(RI_DAILY);
    struct ri_demand_law    law;
    double                 *y;
    RI_ARENA_NEW(y, &l->scratch, s->n, err);
    for (size_t t = 0; t < s->n; t++) y[t] = isnan(s->y[t]) ? s->y[t] : fmax(s->y[t], 0);
    RI_TRY(ri_demand_law_fit(y, s->censored, s->n, season, REACH_SEASONS * season, &l->scratch,
                             &law, err));
    for (size_t t = 0; t < n; t++) {
        const int64_t at = first + (int64_t)t - s->start;
        const bool    there = at >= 0 && at < (int64_t)s->n && !isnan(law.wanted[at]);
        ret[t] = there ? law.wanted[at] : 0;
    }
    return RI_OK;
}

static ri_status value(struct looking *l, struct line *line, const struct ri_row *row,
                       struct ri_error *err)
{
    const size_t  lead = (size_t)ri_row_int64(row, 7), review = (size_t)ri_row_int64(row, 8);
    const double  cost = ri_row_missing(row, 9) ? (double)NAN : ri_row_double(row, 9);
    const double  price = ri_row_missing(row, 10) ? (double)NAN : ri_row_double(row, 10);
    const int64_t first = line->as_of + 1;
    double       *demand, *received;
    RI_ARENA_NEW(demand, &l->scratch, lead + review, err);
    RI_ARENA_NEW(received, &l->scratch, lead + review, err);
    RI_TRY(wanted(l, line->series, first, lead + review, demand, err));
    ri_stock_record_of(l->records, line->series, first, lead + review, received, NULL, NULL);
    const struct ri_advice advice = {
        .demand = demand,
        .received = received,
        .lead_time = lead,
        .review = review,
        .on_hand = ri_row_double(row, 6),
        .advised = line->advised,
        .ordered = fmax(line->ordered, 0),
        .prices = {.margin = price - cost, .unit_cost = cost, .holding = cost * l->rate / 365.25}};
    return ri_advice_value(&advice, &l->scratch, &line->worth, err);
}

static ri_status take_line(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct looking *l = context;
    struct line     line = {.run = ri_row_int64(row, 2),
                            .as_of = (ri_day)ri_row_int64(row, 3),
                            .advised = ri_row_double(row, 4),
                            .ordered = ri_row_double(row, 5)};
    if (!ri_stock_series(&l->loaded.panel, ri_row_text(row, 0), ri_row_text(row, 1),
                         &line.series)) {
        l->unknown++;
        return RI_OK;
    }
    if (line.as_of + ri_row_int64(row, 7) + ri_row_int64(row, 8) > l->loaded.panel.last) {
        l->open++;
        return RI_OK;
    }
    const struct ri_arena_mark mark = ri_arena_mark(&l->scratch);
    const ri_status            status = value(l, &line, row, err);
    ri_arena_rewind(&l->scratch, mark);
    if (status != RI_OK) return status;
    const char *fate = ri_call_text(l->call, "fate");
    if (fate && strcmp(fate, ri_advice_fate_text(line.worth.fate)) != 0) return RI_OK;
    if (l->count == l->room) {
        const size_t room = l->room ? 2 * l->room : 1024;
        struct line *more = realloc(l->line, room * sizeof *more);
        if (!more) return ri_fail(err, RI_ENOMEM, "no room for %zu lines of advice", room);
        l->line = more;
        l->room = room;
    }
    l->line[l->count++] = line;
    return RI_OK;
}

/* What mattered most first, either way. */
static int weightier(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    const double       mine = fabs(x->worth.saved_money), other = fabs(y->worth.saved_money);
    if (mine != other) return mine < other ? 1 : -1;
    if (x->run != y->run) return x->run < y->run ? 1 : -1;
    return x->series < y->series ? -1 : x->series > y->series;
}

static void put_line(const struct looking *l, struct ri_table_builder *table,
                     const struct line *line)
{
    const char *const *keys = l->loaded.panel.series[line->series].keys;
    ri_put_string(table, keys[0]);
    ri_put_string(table, keys[1]);
    ri_put_int(table, line->run);
    ri_put_day(table, line->as_of);
    ri_put_number(table, line->advised);
    ri_put_number(table, line->ordered);
    ri_put_string(table, ri_advice_fate_text(line->worth.fate));
    ri_put_number(table, line->worth.lost_advised);
    ri_put_number(table, line->worth.lost_real);
    ri_put_number(table, line->worth.lost_nothing);
    ri_put_number(table, line->worth.saved_units);
    ri_put_estimate(table, line->worth.saved_money);
}

static void say_sums(const struct looking *l)
{
    for (int fate = 0; fate < RI_ADVICE_FATES; fate++) {
        size_t  lines = 0;
        double  units = 0;
        int64_t cents = 0; /* each line rounded, then added */
        for (size_t i = 0; i < l->count; i++) {
            const struct ri_advice_worth *worth = &l->line[i].worth;
            if ((int)worth->fate != fate) continue;
            lines++;
            units += worth->saved_units;
            cents += llround(worth->saved_money * 100);
        }
        if (lines)
            ri_call_note(l->call,
                         "%s: %zu lines; the advice saves %.0f units and %lld.%02lld against %s",
                         ri_advice_fate_text((ri_advice_fate)fate), lines, units,
                         (long long)(cents / 100), (long long)llabs(cents % 100),
                         fate == RI_ADVICE_FOLLOWED ? "no order" : "what was done");
    }
    if (l->open) ri_call_note(l->call, "lines whose days are not over yet: %zu", l->open);
    if (l->unknown) ri_call_note(l->call, "lines without sales behind them: %zu", l->unknown);
}

static ri_status read_advice(struct looking *l, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const char          *sql;
    l->rate = ri_call_number(l->call, "holding-rate", 0.25);
    if (!(l->rate >= 0 && l->rate < 100))
        return ri_fail(err, RI_EUSAGE, "--holding-rate wants a share of the cost a year; got %s",
                       ri_call_text(l->call, "holding-rate"));
    RI_TRY(ri_call_warehouse(l->call, &warehouse, err));
    RI_TRY(ri_panel_load(l->call, &l->loaded, err));
    RI_TRY(ri_stock_records_load(l->call, &l->loaded.panel, (ri_day)l->loaded.panel.last - 3660,
                                 &l->records, err));
    RI_TRY(ri_embedded_sql_find("sql/inventory/advice.sql", &sql, err));
    const struct ri_bind binds[] = {ri_call_given(l->call, "run")
                                        ? ri_bind_int64("run", ri_call_integer(l->call, "run", 0))
                                        : ri_bind_null("run")};
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(l->call), take_line, l,
                             err);
}

static ri_status show(struct looking *l, struct ri_error *err)
{
    struct ri_table_builder *table;
    const int64_t            limit = ri_call_integer(l->call, "limit", 50);
    RI_TRY(read_advice(l, err));
    if (!l->count && !l->open)
        ri_call_note(l->call,
                     "no list of orders was kept: 'retailinsight inventory keep' keeps one");
    if (l->count) qsort(l->line, l->count, sizeof *l->line, weightier);
    say_sums(l);
    RI_TRY(ri_call_money_builder(l->call, RI_ORDER_MONEY_DIGITS, &table, err));
    ri_status status = RI_OK;
    for (size_t i = 0; status == RI_OK && i < l->count && (limit <= 0 || i < (size_t)limit); i++) {
        put_line(l, table, &l->line[i]);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            status = ri_call_emit_builder(l->call, table, err);
    }
    if (status == RI_OK) status = ri_call_emit_builder(l->call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status advice_run(struct ri_call *call, struct ri_error *err)
{
    struct looking l = {.call = call};
    ri_arena_init(&l.scratch, ri_call_mem(call)->limit);
    const ri_status status = show(&l, err);
    ri_arena_release(&l.scratch);
    ri_stock_records_free(l.records);
    free(l.line);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "inventory.keep",
              .summary = "Keep the order list of today, to see afterwards what it was worth",
              .details =
                  "Runs 'inventory orders' and keeps its lines with the day they knew. Purchase "
                  "orders that are imported later show what was followed; 'inventory advice' "
                  "values it.",
              .flags = RI_CHANGES | RI_LONG | RI_SCOPED,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
              RI_PARAMS(keep_params),
              RI_COLUMNS(keep_columns),
              RI_EXAMPLES("retailinsight inventory keep --holding-rate 0.25")},
     .run = keep_run},
    {.info = {.name = "inventory.advice",
              .summary = "What following or ignoring the kept order lists was worth",
              .details =
                  "Each line of a kept list is played again over its lead time and review, now "
                  "that it is known what was wanted and what came: with the advice, with what "
                  "was really done, and with no order. What mattered most first.",
              .flags = RI_LONG | RI_SCOPED,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                       RI_ROLE_ADMIN,
              RI_PARAMS(advice_params),
              RI_COLUMNS(advice_columns),
              RI_EXAMPLES("retailinsight inventory advice --limit 20",
                          "retailinsight inventory advice --fate ignored")},
     .run = advice_run,
     .uses = "panel"},
};
const struct ri_operation_table ri_inventory_advice_operations = RI_OPERATION_TABLE(operations);
