/* inventory lost and inventory phantom: what empty shelves cost, and shelves that are empty though the system does not know. */
#include "app/operation.h"
#include "app/ordering.h"
#include "app/series_file.h"
#include "base/thread.h"
#include "inventory/demand_law.h"
#include "inventory/phantom.h"

#include <math.h>

enum { REACH_SEASONS = 4, ROWS_A_BATCH = 2048, COLUMNS_MOST = 24 };

static const struct ri_param lost_params[] = {
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "first day; the beginning of the data when not given"},
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "day after the last one; the end of the data when not given"},
    {"stock", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "file of the series columns with on_hand, unit_cost, unit_price: for money, with --input"},
    {"by", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "a column that names a series: a row each; else a row a series"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows; 0: all"},
};
static const struct ri_column lost_columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series, or that of --by"},
    {"stock_out_days", RI_COLUMN_INTEGER,
     "periods that ended with an empty shelf, over all series of the row"},
    {"sold_units", RI_COLUMN_NUMBER, "units sold in the span"},
    {"lost_units", RI_COLUMN_NUMBER,
     "units that would have sold besides: what the law of demand expects, given what was sold"},
    {"lost_share", RI_COLUMN_SHARE, "of what was wanted"},
    {"lost_sales", RI_COLUMN_MONEY, "estimate: those units at their price"},
    {"lost_margin", RI_COLUMN_MONEY, "estimate: at price less cost"},
};
static const struct ri_param phantom_params[] = {
    {"stock", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "stock file: the series columns, on_hand, unit_cost, unit_price"},
    {"prior", RI_PARAM_NUMBER, 0, NULL, "0.02", NULL,
     "share of stock records that are wrong at any time"},
    {"probability", RI_PARAM_NUMBER, 0, NULL, "0.5", NULL, "least probability shown"},
    {"memory", RI_PARAM_COUNT, 0, "periods", "91", NULL,
     "before the silence, from which the law of demand is taken"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows; 0: all"},
};
static const struct ri_column phantom_columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series"},
    {"on_hand", RI_COLUMN_NUMBER, "units that the system believes in"},
    {"last_sale", RI_COLUMN_DATE, "period of the last sale"},
    {"silent_days", RI_COLUMN_INTEGER, "open periods since then without a sale"},
    {"expected_units", RI_COLUMN_NUMBER, "that would have sold meanwhile"},
    {"chance", RI_COLUMN_NUMBER, "of so long a silence if the goods are there"},
    {"probability", RI_COLUMN_SHARE, "that they are not"},
    {"margin_at_risk", RI_COLUMN_MONEY, "estimate: margin of a week, times the probability"},
    {"stock_value", RI_COLUMN_MONEY, "of the units that the system believes in, at cost"},
    {"advice", RI_COLUMN_TEXT, "what to do"},
};

struct looking {
    struct ri_call        *call;
    struct ri_loaded_panel loaded;
    struct ri_stock       *stock;
    size_t                 season;
    struct ri_arena       *scratch; /* by worker */
    int64_t                from, to;
    struct lost           *lost;    /* by series */
    struct ri_silence     *silence; /* by series */
    double                 prior;
    size_t                 memory;
    size_t                *order;
    size_t                 count;
};
struct lost {
    size_t days;
    double sold, units, sales, margin; /* money NAN: no price */
};

/* ---- Begin -------------------------------------------------------------------------------------------------------------- */

static ri_status load(struct looking *l, bool need_stock, struct ri_error *err)
{
    RI_TRY(ri_panel_load(l->call, &l->loaded, err));
    const struct ri_panel *panel = &l->loaded.panel;
    const bool             given = ri_call_given(l->call, "stock");
    if (l->loaded.from_file && need_stock && !given)
        return ri_fail(err, RI_EUSAGE,
                       "--input needs --stock FILE: the series columns and on_hand");
    l->season = ri_frequency_season(panel->frequency);
    RI_ARENA_NEW(l->order, ri_call_mem(l->call), panel->series_count, err);
    if (l->loaded.from_file && !given) return RI_OK;
    return ri_stock_load(l->call, panel->key_names, panel->key_count,
                         panel->frequency == RI_DAILY ? (ri_day)panel->last : RI_DAY_NONE,
                         &l->stock, err);
}

static ri_status each_series(struct looking *l, ri_item_fn *item, struct ri_error *err)
{
    struct ri_task *task = ri_call_task(l->call);
    const unsigned  threads = ri_task_threads(task);
    RI_ARENA_NEW(l->scratch, ri_call_mem(l->call), threads, err);
    for (unsigned w = 0; w < threads; w++)
        ri_arena_init(&l->scratch[w], ri_call_mem(l->call)->limit);
    const ri_status status = ri_parallel(task, l->loaded.panel.series_count, item, l, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&l->scratch[w]);
    return status;
}

/* Sales; what was below zero (a correction) counts as nothing. */
static ri_status sales_of(const struct ri_series *series, struct ri_arena *scratch, double **ret,
                          struct ri_error *err)
{
    RI_ARENA_NEW(*ret, scratch, series->n, err);
    for (size_t t = 0; t < series->n; t++)
        (*ret)[t] = isnan(series->y[t]) ? series->y[t] : fmax(series->y[t], 0);
    return RI_OK;
}

static const struct ri_position *position_of(const struct looking *l, size_t i)
{
    return l->stock ? ri_stock_find(l->stock, l->loaded.panel.series[i].keys) : NULL;
}

/* ---- inventory lost ------------------------------------------------------------------------------------------------------ */

static ri_status lost_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct looking            *l = context;
    const struct ri_series    *series = &l->loaded.panel.series[i];
    struct ri_arena           *scratch = &l->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct ri_demand_law       law;
    double                    *y;
    struct lost               *lost = &l->lost[i];
    RI_TRY(sales_of(series, scratch, &y, err));
    RI_TRY(ri_demand_law_fit(y, series->censored, series->n, l->season, REACH_SEASONS * l->season,
                             scratch, &law, err));
    for (size_t t = 0; t < series->n; t++) {
        const int64_t period = series->start + (int64_t)t;
        if (period < l->from || period >= l->to || isnan(y[t])) continue;
        lost->sold += y[t];
        if (!series->censored || !series->censored[t]) continue;
        lost->days++;
        lost->units += fmax(law.wanted[t] - y[t], 0);
    }
    const struct ri_position *position = position_of(l, i);
    lost->sales = position ? lost->units * position->unit_price : (double)NAN;
    lost->margin =
        position ? lost->units * (position->unit_price - position->unit_cost) : (double)NAN;
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static ri_status read_span(struct looking *l, struct ri_error *err)
{
    const struct ri_panel *panel = &l->loaded.panel;
    const ri_day           from = ri_call_day(l->call, "from", RI_DAY_NONE);
    const ri_day           to = ri_call_day(l->call, "to", RI_DAY_NONE);
    l->from = from == RI_DAY_NONE
                  ? INT64_MIN
                  : ri_period_of(panel->frequency, panel->week_start, from * RI_US_PER_DAY);
    l->to = to == RI_DAY_NONE
                ? panel->last + 1
                : ri_period_of(panel->frequency, panel->week_start, to * RI_US_PER_DAY);
    if (l->from >= l->to) return ri_fail(err, RI_EUSAGE, "--from is not before --to");
    return RI_OK;
}

static double with(
    double sum,
    double more) /* a missing price makes no sum missing, but the sum says what is known */
{
    return isnan(more) ? sum : isnan(sum) ? more : sum + more;
}

/* Adds the series of each value of a key column into the first of them; `order` then holds those. */
static void merge(struct looking *l, size_t key)
{
    const struct ri_panel *panel = &l->loaded.panel;
    size_t                 groups = 0;
    for (size_t i = 0; i < panel->series_count; i++) {
        size_t g = 0;
        while (g < groups &&
               strcmp(panel->series[l->order[g]].keys[key], panel->series[i].keys[key]) != 0)
            g++;
        if (g == groups) {
            l->order[groups++] = i;
            continue;
        }
        struct lost *sum = &l->lost[l->order[g]], *one = &l->lost[i];
        sum->days += one->days;
        sum->sold += one->sold;
        sum->units += one->units;
        sum->sales = with(sum->sales, one->sales);
        sum->margin = with(sum->margin, one->margin);
    }
    l->count = groups;
}

static ri_status choose_rows(struct looking *l, size_t *ret_key, struct ri_error *err)
{
    const struct ri_panel *panel = &l->loaded.panel;
    const char            *by = ri_call_text(l->call, "by");
    *ret_key = SIZE_MAX;
    for (size_t k = 0; by && k < panel->key_count; k++)
        if (strcmp(panel->key_names[k], by) == 0) *ret_key = k;
    if (by && *ret_key == SIZE_MAX) {
        const char *nearest = ri_nearest(by, panel->key_names);
        return ri_fail(err, RI_EUSAGE, "--by %s: no column of that name names a series%s%s%s", by,
                       nearest ? "; did you mean " : "", nearest ? nearest : "",
                       nearest ? "?" : "");
    }
    if (by) {
        merge(l, *ret_key);
        return RI_OK;
    }
    for (size_t i = 0; i < panel->series_count; i++)
        if (l->lost[i].days) l->order[l->count++] = i;
    return RI_OK;
}

/* Most money first, then most units, then the order of the series. */
static int worse(const void *a, const void *b, void *context)
{
    const struct looking *l = context;
    const size_t          i = *(const size_t *)a, j = *(const size_t *)b;
    const struct lost    *x = &l->lost[i], *y = &l->lost[j];
    const double mine = isnan(x->sales) ? -1 : x->sales, other = isnan(y->sales) ? -1 : y->sales;
    if (mine != other) return mine < other ? 1 : -1;
    if (x->units != y->units) return x->units < y->units ? 1 : -1;
    return i < j ? -1 : 1;
}

/* The key columns (or one of them), then those declared but for the first; returns how many. */
static size_t show(const struct looking *l, size_t key, const struct ri_column *columns,
                   size_t count, struct ri_table_column *room)
{
    const struct ri_panel *panel = &l->loaded.panel;
    size_t                 at = 0;
    for (size_t k = 0; k < panel->key_count; k++)
        if (key == SIZE_MAX || key == k)
            room[at++] = (struct ri_table_column){
                .name = panel->key_names[k], .type = RI_COLUMN_TEXT, .help = "key of the series"};
    for (size_t c = 1; c < count; c++)
        room[at++] = (struct ri_table_column){
            .name = columns[c].name,
            .type = columns[c].type,
            .scale = columns[c].type == RI_COLUMN_MONEY ? RI_ORDER_MONEY_DIGITS : 0,
            .help = columns[c].help};
    return at;
}

typedef void put_row_fn(const struct looking *l, struct ri_table_builder *table, size_t i);

static ri_status emit(struct looking *l, size_t key, const struct ri_column *columns, size_t count,
                      put_row_fn *put, struct ri_error *err)
{
    struct ri_table_column   shown[COLUMNS_MOST + RI_SERIES_KEYS_MOST];
    struct ri_table_builder *table;
    const struct ri_panel   *panel = &l->loaded.panel;
    const int64_t            limit = ri_call_integer(l->call, "limit", 0);
    const size_t             all = show(l, key, columns, count, shown);
    RI_TRY(ri_call_columns(l->call, shown, all, err));
    RI_TRY(ri_table_builder_new(shown, all, &table, err));
    ri_status status = RI_OK;
    for (size_t at = 0; status == RI_OK && at < l->count && (limit <= 0 || at < (size_t)limit);
         at++) {
        for (size_t k = 0; k < panel->key_count; k++)
            if (key == SIZE_MAX || key == k)
                ri_put_string(table, panel->series[l->order[at]].keys[k]);
        put(l, table, l->order[at]);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            status = ri_call_emit_builder(l->call, table, err);
    }
    if (status == RI_OK) status = ri_call_emit_builder(l->call, table, err);
    ri_table_builder_free(table);
    return status;
}

static void put_lost(const struct looking *l, struct ri_table_builder *table, size_t i)
{
    const struct lost *lost = &l->lost[i];
    const double       wanted = lost->sold + lost->units;
    ri_put_int(table, (int64_t)lost->days);
    ri_put_number(table, lost->sold);
    ri_put_number(table, lost->units);
    ri_put_number(table, wanted > 0 ? lost->units / wanted : (double)NAN);
    ri_put_estimate(table, lost->sales);
    ri_put_estimate(table, lost->margin);
}

static ri_status find_lost(struct looking *l, struct ri_error *err)
{
    size_t key, days = 0;
    RI_TRY(load(l, false, err));
    RI_TRY(read_span(l, err));
    RI_ARENA_NEW(l->lost, ri_call_mem(l->call), l->loaded.panel.series_count, err);
    RI_TRY(each_series(l, lost_series, err));
    for (size_t i = 0; i < l->loaded.panel.series_count; i++) days += l->lost[i].days;
    RI_TRY(choose_rows(l, &key, err));
    qsort_r(l->order, l->count, sizeof *l->order, worse, l);
    if (!days)
        ri_call_note(l->call,
                     "no day is known to have ended with an empty shelf: counts and purchase "
                     "orders in the workspace, or --censored with --input, tell of them");
    return emit(l, key, lost_columns, RI_COUNT(lost_columns), put_lost, err);
}

static ri_status lost_run(struct ri_call *call, struct ri_error *err)
{
    struct looking  l = {.call = call};
    const ri_status status = find_lost(&l, err);
    ri_stock_free(l.stock);
    return status;
}

/* ---- inventory phantom --------------------------------------------------------------------------------------------------- */

static ri_status silence_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct looking            *l = context;
    const struct ri_series    *series = &l->loaded.panel.series[i];
    struct ri_arena           *scratch = &l->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    double                    *y;
    RI_TRY(sales_of(series, scratch, &y, err));
    RI_TRY(ri_silence_of(y, series->censored, series->n, l->season, l->memory, l->prior, scratch,
                         &l->silence[i], err));
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static double at_risk(const struct looking *l, size_t i)
{
    static const double periods_a_week[RI_FREQUENCY_COUNT] = {
        [RI_HOURLY] = 168, [RI_DAILY] = 7, [RI_WEEKLY] = 1, [RI_MONTHLY] = 12 / 52.18};
    const struct ri_position *position = position_of(l, i);
    const double              margin = position->unit_price - position->unit_cost;
    return l->silence[i].probability * l->silence[i].a_day *
           periods_a_week[l->loaded.panel.frequency] * fmax(margin, isnan(margin) ? margin : 0);
}

static int riskier(const void *a, const void *b, void *context)
{
    const struct looking *l = context;
    const size_t          i = *(const size_t *)a, j = *(const size_t *)b;
    const double          x = at_risk(l, i), y = at_risk(l, j);
    const double          mine = isnan(x) ? -1 : x, other = isnan(y) ? -1 : y;
    if (mine != other) return mine < other ? 1 : -1;
    if (l->silence[i].probability != l->silence[j].probability)
        return l->silence[i].probability < l->silence[j].probability ? 1 : -1;
    return i < j ? -1 : 1;
}

static void put_phantom(const struct looking *l, struct ri_table_builder *table, size_t i)
{
    const struct ri_silence  *silence = &l->silence[i];
    const struct ri_position *position = position_of(l, i);
    const struct ri_series   *series = &l->loaded.panel.series[i];
    ri_put_number(table, position->on_hand);
    ri_panel_put_time(table, &l->loaded, series->start + (int64_t)silence->last_sale);
    ri_put_int(table, (int64_t)silence->days);
    ri_put_number(table, silence->expected);
    ri_put_number(table, silence->chance);
    ri_put_number(table, silence->probability);
    ri_put_estimate(table, at_risk(l, i));
    ri_put_estimate(table, position->on_hand * position->unit_cost);
    ri_put_string(table, silence->probability > 0.9
                             ? "look for it now: shelf, back room; then correct the count"
                             : "count it at the next round");
}

static ri_status read_phantom(struct looking *l, double *ret_least, struct ri_error *err)
{
    l->prior = ri_call_number(l->call, "prior", 0.02);
    l->memory = (size_t)ri_call_integer(l->call, "memory", 91);
    *ret_least = ri_call_number(l->call, "probability", 0.5);
    if (!(l->prior > 0 && l->prior < 1))
        return ri_fail(err, RI_EUSAGE, "--prior wants more than 0 and less than 1; got %s",
                       ri_call_text(l->call, "prior"));
    if (!(*ret_least >= 0 && *ret_least <= 1))
        return ri_fail(err, RI_EUSAGE, "--probability wants 0 to 1; got %s",
                       ri_call_text(l->call, "probability"));
    if (!l->memory) return ri_fail(err, RI_EUSAGE, "--memory wants 1 period or more; got 0");
    return RI_OK;
}

static ri_status find_phantoms(struct looking *l, struct ri_error *err)
{
    double least;
    size_t ended = 0;
    RI_TRY(read_phantom(l, &least, err));
    RI_TRY(load(l, true, err));
    RI_ARENA_NEW(l->silence, ri_call_mem(l->call), l->loaded.panel.series_count, err);
    RI_TRY(each_series(l, silence_series, err));
    for (size_t i = 0; i < l->loaded.panel.series_count; i++) {
        const struct ri_position *position = position_of(l, i);
        const bool suspect = position && position->on_hand > 0 && l->silence[i].days &&
                             l->silence[i].probability >= least;
        if (suspect && position->status == RI_PRODUCT_ENDED)
            ended++;
        else if (suspect)
            l->order[l->count++] = i;
    }
    if (ended) ri_call_note(l->call, "silent, but no longer sold: %zu; see inventory dead", ended);
    ri_call_note(
        l->call,
        "probability: by Bayes from the chance of the silence, with %g of all records wrong "
        "at any time",
        l->prior);
    qsort_r(l->order, l->count, sizeof *l->order, riskier, l);
    return emit(l, SIZE_MAX, phantom_columns, RI_COUNT(phantom_columns), put_phantom, err);
}

static ri_status phantom_run(struct ri_call *call, struct ri_error *err)
{
    struct looking  l = {.call = call};
    const ri_status status = find_phantoms(&l, err);
    ri_stock_free(l.stock);
    return status;
}

#define LOSS_ROLES                                                                                \
    (RI_ROLE_INVENTORY | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_STAFF | RI_ROLE_SCIENCE | \
     RI_ROLE_ADMIN)
static const struct ri_operation operations[] = {
    {.info = {.name = "inventory.lost",
              .summary = "What empty shelves cost: lost sales by product and store",
              .details =
                  "A day that ended with an empty shelf sold less than was wanted. The law of "
                  "demand of each product in each store (level of the days around, weekday, "
                  "negative binomial) is fitted with such days as lower bounds; what it expects "
                  "beyond what was sold is lost.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = LOSS_ROLES,
              RI_PARAMS(lost_params),
              RI_COLUMNS(lost_columns),
              RI_EXAMPLES("retailinsight inventory lost --from 2026-01-01 --limit 20",
                          "retailinsight inventory lost --by store",
                          "retailinsight inventory lost --input sales.csv --series sku --time day "
                          "--value units --censored sold_out --stock prices.csv")},
     .run = lost_run,
     .uses = "panel"},
    {.info = {.name = "inventory.phantom",
              .summary = "Stock that the system believes in and nobody can buy",
              .details =
                  "A seller that falls silent with stock on the books: the chance of that "
                  "silence under its law of demand (weekday, negative binomial, of the time "
                  "before it), and the probability that the goods are not on the shelf. Most "
                  "money first.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = LOSS_ROLES,
              RI_PARAMS(phantom_params),
              RI_COLUMNS(phantom_columns),
              RI_EXAMPLES("retailinsight inventory phantom --limit 20",
                          "retailinsight inventory phantom --store S01 --probability 0.9")},
     .run = phantom_run,
     .uses = "panel"},
};
const struct ri_operation_table ri_inventory_losses_operations = RI_OPERATION_TABLE(operations);
