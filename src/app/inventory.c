/* inventory orders: the forecast's distribution and the stock of each series into order lines, worst money first. */
#include "inventory/order.h"

#include "app/operation.h"
#include "app/order_money.h"
#include "app/ordering.h"
#include "base/thread.h"
#include "retail/money.h"

#include <math.h>

enum { ROWS_A_BATCH = 2048 };

static const struct ri_param params[] = {
    {"budget", RI_PARAM_NUMBER, 0, "money", NULL, NULL,
     "most that all orders together may cost; the best money first"},
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
    {"need", RI_COLUMN_NUMBER,
     "units that would be ordered if there were no packs, minimums and limits"},
    {"packs", RI_COLUMN_NUMBER, "packs in the order"},
    {"capped_by", RI_COLUMN_TEXT,
     "what kept the order below its need: none, space (on the shelf) or life (on the shelf)"},
    {"expected_waste", RI_COLUMN_NUMBER,
     "units of the order that are past their shelf life before they are sold"},
    {"expected_waste_value", RI_COLUMN_MONEY, "the same at cost"},
    {"safety_from_demand", RI_COLUMN_NUMBER,
     "part of the safety stock that uncertain demand causes, units"},
    {"safety_from_lead_time", RI_COLUMN_NUMBER,
     "part of the safety stock that an uncertain lead time causes, units"},
    {"reserved", RI_COLUMN_NUMBER, "units of the stock that are promised to customers"},
    {"overdue", RI_COLUMN_NUMBER,
     "units that should have come and have not; not counted as supply"},
    {"supplier", RI_COLUMN_TEXT, "code of the supplier"},
    {"order_on", RI_COLUMN_DATE, "day on which the supplier takes the order"},
    {"expected_on", RI_COLUMN_DATE, "day on which the goods should come"},
    {"lead_time", RI_COLUMN_NUMBER,
     "from now to the shelf, the wait for the order day included; mean, periods"},
    {"lead_time_spread", RI_COLUMN_NUMBER, "standard deviation of the lead time, periods"},
    {"lead_time_from", RI_COLUMN_TEXT, "asked, learnt (from received orders), given or assumed"},
    {"supplier_minimum_missing", RI_COLUMN_MONEY,
     "what the supplier's order for this store lacks to its minimum"},
    {"unit_cost", RI_COLUMN_MONEY, "of one unit"},
};

struct ordering {
    struct ri_ordering      base;
    struct ri_order_line   *line;    /* by case */
    struct ri_order_change *changes; /* by case; NULL: money changes nothing */
    size_t                 *order;   /* cases in the order of the result */
    struct ri_arena        *arenas;  /* by worker: reasons and steps live there to the end */
    unsigned                workers;
    bool                    steps;
};

/* ---- Lines ------------------------------------------------------------------------------------------------------- */

static ri_status make_line(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct ordering              *ordering = context;
    const struct ri_order_case   *one = &ordering->base.cases[i];
    struct ri_arena              *mem = &ordering->arenas[worker];
    const struct ri_order_change *change = ordering->changes ? &ordering->changes[i] : NULL;
    struct ri_order_input         input;
    if (change && !change->remark) return RI_OK; /* it stands */
    ri_status status = ri_ordering_input(&ordering->base, one, mem, &input, err);
    if (status == RI_OK) {
        input.steps = ordering->steps && !change;
        if (change) input.quantity = &change->quantity;
        if (change) input.remark = change->remark;
        status = ri_inventory_order(&input, mem, &ordering->line[i], err);
    }
    if (status == RI_OK) return RI_OK;
    return ri_ordering_about(one, ordering->base.loaded.panel.key_count, err);
}

static ri_status make_lines(struct ordering *ordering, struct ri_error *err)
{
    struct ri_call *call = ordering->base.call;
    const size_t    n = ordering->base.case_count;
    const double    budget = ri_call_number(call, "budget", NAN);
    bool            minimums = false;
    if (ri_call_given(call, "budget") && !(budget >= 0))
        return ri_fail(err, RI_EUSAGE, "--budget wants an amount of 0 or more; got %s",
                       ri_call_text(call, "budget"));
    for (size_t i = 0; i < n; i++) {
        const struct ri_supplier *supplier = ordering->base.cases[i].position->supplier;
        minimums = minimums || (supplier && supplier->minimum > 0);
    }
    ordering->steps = minimums || !isnan(budget);
    RI_TRY(ri_parallel(ri_call_task(call), n, make_line, ordering, err));
    if (!ordering->steps) return RI_OK;
    struct ri_order_change *changes;
    RI_ARENA_NEW(changes, ri_call_mem(call), n, err);
    RI_TRY(ri_order_money(&ordering->base, ordering->line, budget, changes, err));
    ordering->changes = changes;
    return ri_parallel(ri_call_task(call), n, make_line, ordering, err);
}

static double stake(const struct ri_order_line *line)
{
    return isnan(line->money_at_stake) ? -1 : line->money_at_stake;
}

/* Worst money first; then what would be short; then the order of the cases. */
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
        !ri_money_times(llround(unit_cost * 1e6), llround(quantity * 1e3), RI_ORDER_MONEY_DIGITS,
                        &minor))
        ri_put_null(table);
    else
        ri_put_decimal(table, minor, RI_ORDER_MONEY_DIGITS);
}

static void put_numbers(struct ri_table_builder *table, const double *values, size_t count)
{
    for (size_t c = 0; c < count; c++) ri_put_number(table, values[c]);
}

static void put_policy(const struct ordering *ordering, struct ri_table_builder *table, size_t i)
{
    const struct ri_order_line *line = &ordering->line[i];
    const struct ri_position   *position = ordering->base.cases[i].position;
    const double                stock[] = {line->order_quantity, position->on_hand, line->on_order,
                                           line->cover_periods * ri_ordering_days(&ordering->base)};
    put_numbers(table, stock, RI_COUNT(stock));
    ri_put_estimate(table, line->money_at_stake);
    put_value(table, line->order_quantity, position->unit_cost);
    const double policy[] = {line->order_up_to,
                             line->reorder_point,
                             line->expected_fill_rate,
                             line->cycle_service,
                             line->expected_lost_units,
                             line->expected_demand,
                             line->safety_stock,
                             line->level,
                             line->stock_out_before_delivery};
    put_numbers(table, policy, RI_COUNT(policy));
    ri_put_string(table, line->reason);
}

static void put_causes(const struct ordering *ordering, struct ri_table_builder *table, size_t i)
{
    static const char *const caps[] = {
        [RI_ORDER_FREE] = "none", [RI_ORDER_SPACE] = "space", [RI_ORDER_LIFE] = "life"};
    const struct ri_order_line *line = &ordering->line[i];
    const struct ri_position   *position = ordering->base.cases[i].position;
    ri_put_number(table, line->need);
    ri_put_number(table, line->packs);
    ri_put_string(table, caps[line->cap]);
    ri_put_number(table, line->expected_waste);
    put_value(table, line->expected_waste, position->unit_cost);
    const double causes[] = {line->safety_demand, line->safety_lead_time, position->reserved,
                             position->overdue};
    put_numbers(table, causes, RI_COUNT(causes));
}

static void put_supply(const struct ordering *ordering, struct ri_table_builder *table, size_t i)
{
    static const char *const    sources[] = {[RI_LEAD_ASKED] = "asked",
                                             [RI_LEAD_LEARNT] = "learnt",
                                             [RI_LEAD_GIVEN] = "given",
                                             [RI_LEAD_ASSUMED] = "assumed"};
    const struct ri_order_line *line = &ordering->line[i];
    const struct ri_order_case *one = &ordering->base.cases[i];
    const ri_day                today = ordering->base.day;
    const bool                  days = today != RI_DAY_NONE;
    ri_put_string(table, one->position->supplier ? one->position->supplier->name : NULL);
    ri_put_day(table, days ? today + (ri_day)one->wait : RI_DAY_NONE);
    ri_put_day(table, days ? today + (ri_day)lround(line->lead_mean) : RI_DAY_NONE);
    ri_put_number(table, line->lead_mean);
    ri_put_number(table, line->lead_sd);
    ri_put_string(table, sources[one->law.source]);
    ri_put_estimate(table, ordering->changes ? ordering->changes[i].missing : 0);
    ri_put_estimate(table, one->position->unit_cost);
}

static ri_status emit_lines(struct ordering *ordering, struct ri_error *err)
{
    struct ri_table_column   shown[RI_ORDER_COLUMNS_MOST];
    struct ri_table_builder *table;
    struct ri_call          *call = ordering->base.call;
    const int64_t            limit = ri_call_integer(call, "limit", 0);
    const size_t count = ri_ordering_columns(&ordering->base, columns, RI_COUNT(columns), shown);
    RI_TRY(ri_call_columns(call, shown, count, err));
    RI_TRY(ri_table_builder_new(shown, count, &table, err));
    ri_status status = RI_OK;
    for (size_t at = 0;
         status == RI_OK && at < ordering->base.case_count && (limit <= 0 || at < (size_t)limit);
         at++) {
        const size_t i = ordering->order[at];
        for (size_t k = 0; k < ordering->base.loaded.panel.key_count; k++)
            ri_put_string(table, ordering->base.cases[i].keys[k]);
        put_policy(ordering, table, i);
        put_causes(ordering, table, i);
        put_supply(ordering, table, i);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            status = ri_call_emit_builder(call, table, err);
    }
    if (status == RI_OK) status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status make_orders(struct ordering *ordering, struct ri_error *err)
{
    struct ri_call  *call = ordering->base.call;
    struct ri_arena *mem = ri_call_mem(call);
    const size_t     n = ordering->base.case_count;
    RI_ARENA_NEW(ordering->line, mem, n, err);
    RI_ARENA_NEW(ordering->order, mem, n, err);
    ordering->workers = ri_task_threads(ri_call_task(call));
    RI_ARENA_NEW(ordering->arenas, mem, ordering->workers, err);
    for (unsigned w = 0; w < ordering->workers; w++)
        ri_arena_init(&ordering->arenas[w], mem->limit);
    ri_status status = make_lines(ordering, err);
    if (status == RI_OK) {
        for (size_t i = 0; i < n; i++) ordering->order[i] = i;
        qsort_r(ordering->order, n, sizeof *ordering->order, worse, ordering->line);
        status = emit_lines(ordering, err);
    }
    for (unsigned w = 0; w < ordering->workers; w++) ri_arena_release(&ordering->arenas[w]);
    return status;
}

static ri_status orders_run(struct ri_call *call, struct ri_error *err)
{
    struct ordering ordering = {.steps = false};
    ri_status       status = ri_ordering_load(call, &ordering.base, err);
    if (status == RI_OK && isnan(ordering.base.shortage) && isnan(ordering.base.holding_rate) &&
        !ri_call_given(call, "service"))
        ri_call_note(call, "no target was given: ordering for a service level of 0.95");
    if (status == RI_OK) status = make_orders(&ordering, err);
    ri_ordering_release(&ordering.base);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "inventory.orders",
              .summary = "What to order, how much and why, worst money first",
              .details = "Takes stock, what is on its way, the law of the lead time and the review "
                         "period, and the "
                         "distribution of demand over them as the forecast "
                         "sees it. The service level, or the ratio of shortage to holding cost, "
                         "says how much of that distribution to cover. "
                         "Quantities are rounded to packs and minimum, and kept within shelf space "
                         "and shelf life; orders of a "
                         "supplier for a store are brought to its minimum or put off; a budget "
                         "goes to the best money first. "
                         "Lead times are learnt from received purchase orders; overdue deliveries "
                         "are no supply. "
                         "A column shelf_space of stock or product files and a column cut_off "
                         "(14:00) of supplier files are used. "
                         "Each line gives its reason in one sentence.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_STAFF |
                       RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES(
                  "retailinsight inventory orders --service 0.97",
                  "retailinsight inventory orders --store S01 --shortage-cost 3 --holding-cost 0.1 "
                  "--limit 20",
                  "retailinsight inventory orders --holding-rate 0.25 --budget 5000 --at 14:30",
                  "retailinsight inventory orders --input sales.csv --series sku --time week "
                  "--value units --stock stock.csv --lead-time 2 --review 1 --service 0.95")},
     .run = orders_run,
     .uses = "panel ordering known"},
};
const struct ri_operation_table ri_inventory_operations = RI_OPERATION_TABLE(operations);
