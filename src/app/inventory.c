/* inventory orders: the forecast's distribution and the stock of each series into order lines, worst money first. */
#include "inventory/order.h"

#include "app/operation.h"
#include "app/panel_load.h"
#include "app/stock.h"
#include "demand/demand.h"
#include "retail/money.h"

#include <math.h>

enum { ROWS_A_BATCH = 2048, COLUMNS_MOST = 48, MONEY_DIGITS = 2, SPAN_MOST = 400 };

static const struct ri_param params[] = {
    {"stock", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "stock file: the series columns, on_hand, on_order or arrives_in_1, arrives_in_2 ..."},
    {"lead-time", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "from order to shelf; the supplier's, else 7 days, when not given"},
    {"review", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "between orders; the supplier's, else 7 days, when not given"},
    {"service", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "wanted chance of no stock-out, 0 to 1; 0.95 without costs"},
    {"shortage-cost", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of one unit short; with --holding-cost instead of --service"},
    {"holding-cost", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "of one unit held for one period"},
    {"lost-sales", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "unmet demand is gone; otherwise it waits for the goods"},
    {"pack", RI_PARAM_NUMBER, 0, "units", NULL, NULL, "units in a pack where nothing else says; 1"},
    {"minimum", RI_PARAM_NUMBER, 0, "units", NULL, NULL,
     "fewest units of an order where nothing else says; 0"},
    {"season", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "periods of the season; the usual one when not given"},
    {"model", RI_PARAM_TEXT, 0, NULL, "auto", NULL, "auto (chosen per series) or one model"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows; 0: all"},
};
static const struct ri_column columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series"},
    {"order_quantity", RI_COLUMN_NUMBER, "units to order now: whole packs, at least the minimum"},
    {"on_hand", RI_COLUMN_NUMBER, "units in stock"},
    {"on_order", RI_COLUMN_NUMBER, "units that arrive within the protection period"},
    {"days_of_cover", RI_COLUMN_NUMBER, "days that the stock lasts at expected demand"},
    {"money_at_stake", RI_COLUMN_MONEY,
     "estimate: margin lost before delivery and without the order"},
    {"order_value", RI_COLUMN_MONEY, "of the order at cost"},
    {"order_up_to", RI_COLUMN_NUMBER, "units to have, with those on their way"},
    {"reorder_point", RI_COLUMN_NUMBER,
     "demand over the lead time that is not exceeded at the service level, units"},
    {"expected_fill_rate", RI_COLUMN_SHARE, "demand met from the shelf, the order placed"},
    {"cycle_service", RI_COLUMN_SHARE, "chance of no stock-out, the order placed"},
    {"expected_lost_units", RI_COLUMN_NUMBER, "units short in the cycle that the order serves"},
    {"expected_demand", RI_COLUMN_NUMBER, "over lead time and review, units"},
    {"safety_stock", RI_COLUMN_NUMBER, "order_up_to less expected demand, units"},
    {"service_level", RI_COLUMN_SHARE, "level used: as wanted, or the critical ratio of the costs"},
    {"stock_out_risk", RI_COLUMN_SHARE,
     "chance of running out before an order placed now can come"},
    {"reason", RI_COLUMN_TEXT, "why, in one sentence"},
};

struct ordering {
    struct ri_call        *call;
    struct ri_loaded_panel loaded;
    struct ri_stock       *stock;
    struct ri_demand_result
        demand; /* with draws over lead time and protection period, series by series */
    const struct ri_position **position;           /* by series; NULL: left out */
    size_t                    *lead_time, *review; /* by series, periods */
    struct ri_order_line      *line;               /* by series */
    size_t                    *order;              /* series in the order of the result */
    size_t                     order_count;
    double                     service, shortage, holding;
};

/* ---- What is asked --------------------------------------------------------------------------------------------- */

static ri_status read_target(struct ordering *ordering, struct ri_error *err)
{
    struct ri_call *call = ordering->call;
    const bool costs = ri_call_given(call, "shortage-cost") || ri_call_given(call, "holding-cost");
    if (costs && ri_call_given(call, "service"))
        return ri_fail(err, RI_EUSAGE,
                       "give --service, or --shortage-cost and --holding-cost, not both");
    if (costs && !(ri_call_given(call, "shortage-cost") && ri_call_given(call, "holding-cost")))
        return ri_fail(err, RI_EUSAGE, "--shortage-cost and --holding-cost go together");
    ordering->shortage = ri_call_number(call, "shortage-cost", NAN);
    ordering->holding = ri_call_number(call, "holding-cost", NAN);
    ordering->service = costs ? NAN : ri_call_number(call, "service", 0.95);
    if (!costs && !(ordering->service > 0 && ordering->service < 1))
        return ri_fail(err, RI_EUSAGE, "--service wants more than 0 and less than 1; got %s",
                       ri_call_text(call, "service"));
    if (costs && !(ordering->shortage > 0 && ordering->holding > 0))
        return ri_fail(err, RI_EUSAGE, "--shortage-cost and --holding-cost want more than 0");
    if (!costs && !ri_call_given(call, "service"))
        ri_call_note(call, "no target was given: ordering for a service level of 0.95");
    return RI_OK;
}

/* A span in periods: the option, else the series' own, else seven days. */
static ri_status read_span(struct ordering *ordering, const char *parameter, double own,
                           int64_t least, size_t *ret, struct ri_error *err)
{
    static const int   days[RI_FREQUENCY_COUNT] = {[RI_MINUTELY] = 10080,
                                                   [RI_HOURLY] = 168,
                                                   [RI_DAILY] = 7,
                                                   [RI_WEEKLY] = 1,
                                                   [RI_MONTHLY] = 1};
    const ri_frequency frequency = ordering->loaded.panel.frequency;
    double             span = ri_call_given(ordering->call, parameter)
                                  ? (double)ri_call_integer(ordering->call, parameter, 0)
                              : isnan(own) ? days[frequency]
                                           : own;
    span = ceil(span);
    if (span < (double)least && !ri_call_given(ordering->call, parameter)) span = (double)least;
    if (!(span >= (double)least && span <= SPAN_MOST))
        return ri_fail(err, RI_EUSAGE, "--%s wants %lld to %d periods; got %g", parameter,
                       (long long)least, SPAN_MOST, span);
    *ret = (size_t)span;
    return RI_OK;
}

static ri_status match_series(struct ordering *ordering, struct ri_error *err)
{
    static const struct ri_position empty = {.pack = NAN,
                                             .minimum = NAN,
                                             .unit_cost = NAN,
                                             .unit_price = NAN,
                                             .lead_time = NAN,
                                             .review = NAN};
    const struct ri_panel          *panel = &ordering->loaded.panel;
    const bool                      from_file = ordering->loaded.from_file;
    size_t                          without = 0, ended = 0;
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct ri_position *position = ri_stock_find(ordering->stock, panel->series[i].keys);
        without += position == NULL;
        ended += position && position->ended;
        if (!position && from_file) position = &empty;
        if (!position || position->ended) continue;
        ordering->position[i] = position;
        RI_TRY(
            read_span(ordering, "lead-time", position->lead_time, 0, &ordering->lead_time[i], err));
        RI_TRY(read_span(ordering, "review", position->review, 1, &ordering->review[i], err));
        ordering->order[ordering->order_count++] = i;
    }
    if (without)
        ri_call_note(
            ordering->call,
            from_file
                ? "series without a line in the stock file: %zu; their stock counts as 0"
                : "product-stores that were sold and have no stock level: %zu; they are left out",
            without);
    if (ended)
        ri_call_note(ordering->call, "product-stores that are ended and not ordered: %zu", ended);
    const size_t known = panel->series_count - without;
    if (ri_stock_count(ordering->stock) > known)
        ri_call_note(ordering->call,
                     "stock lines without sales behind them: %zu; nothing is ordered for them",
                     ri_stock_count(ordering->stock) - known);
    return RI_OK;
}

/* ---- Demand over the spans -------------------------------------------------------------------------------------- */

static ri_status forecast_spans(struct ordering *ordering, struct ri_error *err)
{
    const size_t  n = ordering->loaded.panel.series_count;
    const int64_t season = ri_call_integer(ordering->call, "season", 0);
    size_t       *whole, longest = 1;
    RI_ARENA_NEW(whole, ri_call_mem(ordering->call), n, err);
    for (size_t i = 0; i < n; i++) {
        whole[i] = ordering->position[i] ? ordering->lead_time[i] + ordering->review[i] : 0;
        if (whole[i] > longest) longest = whole[i];
    }
    const struct ri_demand_options options = {.horizon = longest,
                                              .season = season > 0 ? (size_t)season : 0,
                                              .model = ri_call_text(ordering->call, "model"),
                                              .protection = whole,
                                              .lead = ordering->lead_time};
    return ri_demand_forecast(&ordering->loaded.panel, &options, ri_call_task(ordering->call),
                              ri_call_mem(ordering->call), &ordering->demand, err);
}

/* ---- Lines ------------------------------------------------------------------------------------------------------- */

static double first_known(double a, double b, double c)
{
    return !isnan(a) ? a : !isnan(b) ? b : c;
}

/* What is on its way without a day counts as arriving with an order placed now: at the end of the lead time. */
static ri_status arrivals_of(struct ordering *ordering, size_t i, struct ri_order_input *input,
                             struct ri_error *err)
{
    const struct ri_position *position = ordering->position[i];
    const size_t              due = ordering->lead_time[i] ? ordering->lead_time[i] - 1 : 0;
    const size_t count = position->arrival_count > due + 1 ? position->arrival_count : due + 1;
    double      *arrivals;
    RI_ARENA_NEW(arrivals, ri_call_mem(ordering->call), count, err);
    for (size_t k = 0; k < position->arrival_count; k++) arrivals[k] = position->arrivals[k];
    arrivals[due] += position->on_order;
    input->arrivals = arrivals;
    input->arrival_count = count;
    return RI_OK;
}

static ri_status make_line(struct ordering *ordering, size_t i, struct ri_error *err)
{
    static const char *const  words[RI_FREQUENCY_COUNT] = {[RI_MINUTELY] = "minute",
                                                           [RI_HOURLY] = "hour",
                                                           [RI_DAILY] = "day",
                                                           [RI_WEEKLY] = "week",
                                                           [RI_MONTHLY] = "month"};
    const struct ri_position *position = ordering->position[i];
    struct ri_call           *call = ordering->call;
    struct ri_order_input     input = {
            .on_hand = position->on_hand,
            .reserved = position->reserved,
            .lead_time = ordering->lead_time[i],
            .review = ordering->review[i],
            .period = words[ordering->loaded.panel.frequency],
            .protection = ordering->demand.series[i].draws,
            .lead = ordering->demand.series[i].lead_draws,
            .draw_count = ordering->demand.draw_count,
            .mean = ordering->demand.series[i].mean,
            .pack = first_known(position->pack, ri_call_number(call, "pack", NAN), 1),
            .minimum = first_known(position->minimum, ri_call_number(call, "minimum", NAN), 0),
            .unit_cost = position->unit_cost,
            .unit_price = position->unit_price,
            .service = ordering->service,
            .shortage_cost = ordering->shortage,
            .holding_cost =
            ordering->holding * (double)ordering->review[i], /* of a unit left over for the cycle */
            .lost_sales = ri_call_flag(call, "lost-sales"),
    };
    RI_TRY(arrivals_of(ordering, i, &input, err));
    if (ri_inventory_order(&input, ri_call_mem(call), &ordering->line[i], err) == RI_OK)
        return RI_OK;
    struct ri_text name = {0};
    for (size_t k = 0; k < ordering->loaded.panel.key_count; k++)
        ri_text_printf(&name, "%s%s", k ? " " : "", ordering->loaded.panel.series[i].keys[k]);
    const ri_status status = ri_error_prefix(err, "%s", name.at ? name.at : "series");
    ri_text_release(&name);
    return status;
}

static double stake(const struct ri_order_line *line)
{
    return isnan(line->money_at_stake) ? -1 : line->money_at_stake;
}

/* Worst money first; then what would be short; then the order of the series. */
static int worse(const void *a, const void *b, void *context)
{
    const struct ri_order_line *lines = context, *x = &lines[*(const size_t *)a],
                               *y = &lines[*(const size_t *)b];
    if (stake(x) != stake(y)) return stake(x) < stake(y) ? 1 : -1;
    if (x->lost_without_order != y->lost_without_order)
        return x->lost_without_order < y->lost_without_order ? 1 : -1;
    return *(const size_t *)a < *(const size_t *)b ? -1 : 1;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

static void put_value(struct ri_table_builder *table, double quantity, double unit_cost)
{
    int64_t minor;
    if (isnan(unit_cost) || !(quantity < 1e12) ||
        !ri_money_times(llround(unit_cost * 1e6), llround(quantity * 1e3), MONEY_DIGITS, &minor))
        ri_put_null(table);
    else
        ri_put_decimal(table, minor, MONEY_DIGITS);
}

static void put_estimate(struct ri_table_builder *table, double money)
{
    if (isnan(money) || !(money < 1e15))
        ri_put_null(table);
    else
        ri_put_decimal(table, llround(money * 100), MONEY_DIGITS);
}

static void put_line(struct ordering *ordering, struct ri_table_builder *table, size_t i)
{
    static const double         days[RI_FREQUENCY_COUNT] = {[RI_MINUTELY] = 1.0 / 1440,
                                                            [RI_HOURLY] = 1.0 / 24,
                                                            [RI_DAILY] = 1,
                                                            [RI_WEEKLY] = 7,
                                                            [RI_MONTHLY] = 365.25 / 12};
    const struct ri_order_line *line = &ordering->line[i];
    for (size_t k = 0; k < ordering->loaded.panel.key_count; k++)
        ri_put_string(table, ordering->loaded.panel.series[i].keys[k]);
    const double stock[] = {line->order_quantity, ordering->position[i]->on_hand, line->on_order,
                            line->cover_periods * days[ordering->loaded.panel.frequency]};
    for (size_t c = 0; c < RI_COUNT(stock); c++) ri_put_number(table, stock[c]);
    put_estimate(table, line->money_at_stake);
    put_value(table, line->order_quantity, ordering->position[i]->unit_cost);
    const double policy[] = {line->order_up_to,
                             line->reorder_point,
                             line->expected_fill_rate,
                             line->cycle_service,
                             line->expected_lost_units,
                             line->expected_demand,
                             line->safety_stock,
                             line->level,
                             line->stock_out_before_delivery};
    for (size_t c = 0; c < RI_COUNT(policy); c++) ri_put_number(table, policy[c]);
    ri_put_string(table, line->reason);
}

static ri_status emit_lines(struct ordering *ordering, struct ri_error *err)
{
    struct ri_table_column   shown[COLUMNS_MOST];
    struct ri_table_builder *table;
    size_t                   count = 0;
    const size_t             keys = ordering->loaded.panel.key_count;
    const int64_t            limit = ri_call_integer(ordering->call, "limit", 0);
    for (; count < keys; count++)
        shown[count] = (struct ri_table_column){.name = ordering->loaded.panel.key_names[count],
                                                .type = RI_COLUMN_TEXT,
                                                .help = "key of the series"};
    for (size_t c = 1; c < RI_COUNT(columns); c++)
        shown[count++] =
            (struct ri_table_column){.name = columns[c].name,
                                     .type = columns[c].type,
                                     .scale = columns[c].type == RI_COLUMN_MONEY ? MONEY_DIGITS : 0,
                                     .help = columns[c].help};
    RI_TRY(ri_call_columns(ordering->call, shown, count, err));
    RI_TRY(ri_table_builder_new(shown, count, &table, err));
    ri_status status = RI_OK;
    for (size_t at = 0;
         status == RI_OK && at < ordering->order_count && (limit <= 0 || at < (size_t)limit);
         at++) {
        put_line(ordering, table, ordering->order[at]);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            status = ri_call_emit_builder(ordering->call, table, err);
    }
    if (status == RI_OK) status = ri_call_emit_builder(ordering->call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status make_orders(struct ordering *ordering, struct ri_error *err)
{
    const struct ri_panel *panel = &ordering->loaded.panel;
    struct ri_arena       *mem = ri_call_mem(ordering->call);
    RI_ARENA_NEW(ordering->position, mem, panel->series_count, err);
    RI_ARENA_NEW(ordering->lead_time, mem, panel->series_count, err);
    RI_ARENA_NEW(ordering->review, mem, panel->series_count, err);
    RI_ARENA_NEW(ordering->line, mem, panel->series_count, err);
    RI_ARENA_NEW(ordering->order, mem, panel->series_count, err);
    RI_TRY(match_series(ordering, err));
    RI_TRY(forecast_spans(ordering, err));
    for (size_t at = 0; at < ordering->order_count; at++) {
        RI_TRY(ri_task_check(ri_call_task(ordering->call), err));
        RI_TRY(make_line(ordering, ordering->order[at], err));
    }
    qsort_r(ordering->order, ordering->order_count, sizeof *ordering->order, worse, ordering->line);
    return emit_lines(ordering, err);
}

static ri_status orders_run(struct ri_call *call, struct ri_error *err)
{
    struct ordering ordering = {.call = call};
    RI_TRY(read_target(&ordering, err));
    RI_TRY(ri_panel_load(call, &ordering.loaded, err));
    const struct ri_panel *panel = &ordering.loaded.panel;
    if (ordering.loaded.from_file && !ri_call_given(call, "stock"))
        return ri_fail(
            err, RI_EUSAGE,
            "--input needs --stock FILE: the series columns, on_hand and what is on its way");
    RI_TRY(ri_stock_load(call, panel->key_names, panel->key_count, &ordering.stock, err));
    const ri_status status = make_orders(&ordering, err);
    ri_stock_free(ordering.stock);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "inventory.orders",
              .summary = "What to order, how much and why, worst money first",
              .details = "Takes stock, what is on its way, lead time and review period, and the "
                         "distribution of demand over them as the forecast "
                         "sees it. The service level, or the ratio of shortage to holding cost, "
                         "says how much of that distribution to cover. "
                         "Quantities are rounded to packs and minimum. Each line gives its reason "
                         "in one sentence.",
              .flags = RI_LONG | RI_STANDALONE,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_STAFF |
                       RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES(
                  "retailinsight inventory orders --service 0.97",
                  "retailinsight inventory orders --store S01 --shortage-cost 3 --holding-cost 0.1 "
                  "--limit 20",
                  "retailinsight inventory orders --input sales.csv --series sku --time week "
                  "--value units --stock stock.csv --lead-time 2 --review 1 --service 0.95")},
     .run = orders_run,
     .uses = "panel"},
};
const struct ri_operation_table ri_inventory_operations = RI_OPERATION_TABLE(operations);
