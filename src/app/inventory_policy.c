/* inventory policy: which policy suits each product in each store, with its parameters and what it costs a year. */
#include "inventory/policy.h"

#include "app/operation.h"
#include "app/ordering.h"
#include "inventory/classes.h"
#include "math/stats.h"

#include <math.h>

enum { WEEKS = 52, ABC = 3, XYZ = 3, ROWS_A_BATCH = 2048 };

static const struct ri_param params[] = {
    {"order-cost", RI_PARAM_NUMBER, 0, "money", "0", NULL,
     "of placing and receiving one order line"},
    {"class-service", RI_PARAM_PAIR, RI_PARAM_LIST, NULL, NULL, NULL,
     "service level of a class, AX=0.99; of the others as they are (A 0.98 0.97 0.95, B 0.97 0.95 "
     "0.92, C 0.95 0.92 0.90 for X Y Z)"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows; 0: all"},
};
static const struct ri_column columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series"},
    {"class", RI_COLUMN_TEXT,
     "ABC by margin (80, 95 %), XYZ by variation of weekly demand (0.5, 1)"},
    {"service_level", RI_COLUMN_SHARE, "wanted, or the critical ratio of the costs"},
    {"policy", RI_COLUMN_TEXT, "(s,S), base stock, (r,Q); none: nothing is demanded"},
    {"minimum", RI_COLUMN_NUMBER, "s or r: order at or below this position, units"},
    {"maximum", RI_COLUMN_NUMBER, "S: order up to this position, units"},
    {"order_quantity", RI_COLUMN_NUMBER, "Q, or what an order brings on average, units"},
    {"review", RI_COLUMN_NUMBER, "periods between reviews"},
    {"lead_time", RI_COLUMN_NUMBER, "mean, periods"},
    {"fill_rate", RI_COLUMN_SHARE, "expected part of demand met from the shelf"},
    {"cycle_service", RI_COLUMN_SHARE, "expected chance of no stock-out in a cycle"},
    {"average_stock", RI_COLUMN_NUMBER, "units on the shelf"},
    {"average_stock_value", RI_COLUMN_MONEY, "the same at cost"},
    {"cost_a_year", RI_COLUMN_MONEY, "of orders, stock and shortage; without the goods"},
    {"demand_a_day", RI_COLUMN_NUMBER, "expected, units"},
    {"demand_variation", RI_COLUMN_NUMBER, "standard deviation of weekly demand by its mean"},
    {"margin_a_year", RI_COLUMN_MONEY, "of the units sold in the last 52 weeks"},
    {"reason", RI_COLUMN_TEXT, "why, in one sentence"},
};
static const double standard[ABC][XYZ] = {
    {0.98, 0.97, 0.95}, {0.97, 0.95, 0.92}, {0.95, 0.92, 0.90}};

struct planned {
    struct ri_policy policy;
    double           level, lead, demand, variation, margin, holding;
    char class[3];
};
struct planning {
    struct ri_ordering base;
    struct planned    *lines; /* by case */
    double             service[ABC][XYZ];
    double             order_cost;
    bool               by_class;
    size_t             costless;
};

static ri_status read_classes(struct planning *planning, struct ri_error *err)
{
    struct ri_call    *call = planning->base.call;
    size_t             count;
    const char *const *pairs = ri_call_list(call, "class-service", &count);
    memcpy(planning->service, standard, sizeof standard);
    planning->by_class = !ri_call_given(call, "service") && !ri_call_given(call, "shortage-cost") &&
                         !ri_call_given(call, "holding-rate");
    if (count && !planning->by_class)
        return ri_fail(err, RI_EUSAGE, "--class-service goes without --service and costs");
    for (size_t i = 0; i < count; i++) {
        double     level;
        const char a = pairs[i][0], x = a ? pairs[i][1] : '\0';
        if (a < 'A' || a > 'C' || x < 'X' || x > 'Z' || pairs[i][2] != '=' ||
            !ri_parse_double(ri_view_of(pairs[i] + 3), &level) || !(level > 0 && level < 1))
            return ri_fail(
                err, RI_EUSAGE,
                "--class-service wants a class and a level above 0 and below 1, AX=0.99; got %s",
                pairs[i]);
        planning->service[(size_t)(a - 'A')][(size_t)(x - 'X')] = level;
    }
    planning->order_cost = ri_call_number(call, "order-cost", 0);
    if (!(planning->order_cost >= 0))
        return ri_fail(err, RI_EUSAGE, "--order-cost wants 0 or more; got %s",
                       ri_call_text(call, "order-cost"));
    return RI_OK;
}

/* ---- Classes ----------------------------------------------------------------------------------------------------- */

/* Units and variation of the newest 52 weeks; whole weeks alone. */
static double measure(const struct ri_ordering *ordering, const struct ri_series *series,
                      double *ret_variation)
{
    const double days = ri_ordering_days(ordering);
    const size_t week = days >= 7 ? 1 : (size_t)(7 / days + 0.5), most = days > 7 ? 12 : WEEKS;
    double       sums[WEEKS], units = 0;
    size_t       count = 0;
    for (; count < most && (count + 1) * week <= series->n; count++) {
        sums[count] = 0;
        for (size_t k = 0; k < week; k++) {
            const double y = series->y[series->n - 1 - count * week - k];
            sums[count] += isnan(y) ? 0 : y;
        }
        units += sums[count];
    }
    const double mean = count ? units / (double)count : 0;
    *ret_variation = count > 1 && mean > 0 ? sqrt(ri_variance(sums, count)) / mean : NAN;
    return units;
}

static ri_status classify(struct planning *planning, struct ri_error *err)
{
    const struct ri_ordering *base = &planning->base;
    struct ri_arena          *mem = ri_call_mem(base->call);
    double                   *margins;
    size_t                   *order, unknown = 0;
    char                     *abc;
    RI_ARENA_NEW(margins, mem, base->case_count, err);
    RI_ARENA_NEW(order, mem, base->case_count, err);
    RI_ARENA_NEW(abc, mem, base->case_count, err);
    for (size_t i = 0; i < base->case_count; i++) {
        const struct ri_position *position = base->cases[i].position;
        struct planned           *line = &planning->lines[i];
        const double              units =
            measure(base, &base->loaded.panel.series[base->cases[i].series], &line->variation);
        line->margin = units * fmax(position->unit_price - position->unit_cost, 0);
        const double price =
            isnan(position->unit_price) ? position->unit_cost : position->unit_price;
        margins[i] = !isnan(line->margin) ? line->margin : units * (isnan(price) ? 1 : price);
        if (isnan(line->margin)) unknown++;
    }
    ri_abc_classes(margins, base->case_count, 0.8, 0.95, order, abc);
    for (size_t i = 0; i < base->case_count; i++) {
        planning->lines[i].class[0] = abc[i];
        planning->lines[i].class[1] = ri_xyz_class(planning->lines[i].variation, 0.5, 1);
    }
    if (unknown)
        ri_call_note(
            base->call,
            "lines without price or cost: %zu; classed by what is known, their costs are left out",
            unknown);
    return RI_OK;
}

/* ---- Policies ---------------------------------------------------------------------------------------------------- */

static ri_status plan_case(void *context, size_t i, struct ri_arena *scratch, struct ri_error *err)
{
    struct planning            *planning = context;
    const struct ri_order_case *one = &planning->base.cases[i];
    struct planned             *line = &planning->lines[i];
    struct ri_order_input       input;
    struct ri_order_demand      demand;
    double                      holding, shortage, *room;
    RI_TRY(ri_ordering_input(&planning->base, one, scratch, &input, err));
    RI_TRY(ri_inventory_demand(&input, scratch, &demand, err));
    RI_ARENA_NEW(room, scratch, RI_POLICY_ROOM, err);
    const double service =
        planning->by_class
            ? planning->service[(size_t)(line->class[0] - 'A')][(size_t)(line->class[1] - 'X')]
            : planning->base.service;
    ri_ordering_costs(&planning->base, one, service, &holding, &shortage);
    line->holding = holding;
    if (isnan(holding)) holding = 1, shortage = service / (1 - service); /* the ratio is enough */
    const struct ri_policy_case c = {.protection = demand.protection,
                                     .lead = demand.lead,
                                     .cycle = demand.cycle,
                                     .n = demand.n,
                                     .review = (double)one->review,
                                     .continuous = one->review == 1,
                                     .fixed = isnan(line->holding) ? 0 : planning->order_cost,
                                     .holding = holding,
                                     .shortage = shortage,
                                     .pack = input.pack};
    line->level = planning->by_class ? service : shortage / (shortage + holding);
    line->demand =
        ri_mean(demand.cycle, demand.n) / (double)one->review / ri_ordering_days(&planning->base);
    for (size_t l = 0; l < one->law.count; l++) line->lead += one->law.chance[l] * (double)l;
    line->policy = ri_policy_choose(&c, room);
    return RI_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

static const char *reason_of(const struct planning *planning, size_t i, struct ri_arena *mem)
{
    const struct planned       *line = &planning->lines[i];
    const struct ri_order_case *one = &planning->base.cases[i];
    const double                s = line->policy.minimum, big = line->policy.maximum;
    const double                pack = isnan(one->position->pack) ? 1 : one->position->pack;
    if (line->policy.kind == RI_POLICY_NONE) return "Nothing is demanded, so nothing is kept.";
    if (line->policy.kind == RI_POLICY_BASE_STOCK)
        return ri_arena_printf(mem,
                               "Order up to %.6g at each review: an order costs nothing of its "
                               "own, so none is skipped.",
                               big);
    if (line->policy.kind != RI_POLICY_REORDER)
        return ri_arena_printf(mem,
                               "At a review with %.6g or less, order up to %.6g: an order costs "
                               "%.2f, so small ones do not pay.",
                               floor(s), ceil(big), planning->order_cost);
    if (s < 0)
        return ri_arena_printf(mem, "Keep none: order %.6g (packs of %.6g) when a customer waits.",
                               line->policy.quantity, pack);
    return ri_arena_printf(
        mem,
        "When %.6g or less are left, order %.6g (packs of %.6g): an order may go out at any time.",
        floor(s), line->policy.quantity, pack);
}

static void put_line(const struct planning *planning, struct ri_table_builder *table, size_t i)
{
    const struct planned       *line = &planning->lines[i];
    const struct ri_order_case *one = &planning->base.cases[i];
    const double                periods = 365.25 / ri_ordering_days(&planning->base);
    const struct ri_policy     *policy = &line->policy;
    for (size_t k = 0; k < planning->base.loaded.panel.key_count; k++)
        ri_put_string(table, one->keys[k]);
    ri_put_string(table, line->class);
    ri_put_number(table, line->level);
    ri_put_string(table, ri_policy_text(policy->kind));
    const double numbers[] = {policy->minimum,       policy->maximum,      policy->quantity,
                              (double)one->review,   line->lead,           policy->fill_rate,
                              policy->cycle_service, policy->average_stock};
    for (size_t c = 0; c < RI_COUNT(numbers); c++) ri_put_number(table, numbers[c]);
    ri_put_estimate(table, policy->average_stock * one->position->unit_cost);
    ri_put_estimate(table, isnan(line->holding) ? NAN : policy->cost * periods);
    ri_put_number(table, line->demand);
    ri_put_number(table, line->variation);
    ri_put_estimate(table, line->margin);
    ri_put_string(table, reason_of(planning, i, ri_call_mem(planning->base.call)));
}

static int by_class(const void *a, const void *b, void *context)
{
    const struct planned *lines = context, *x = &lines[*(const size_t *)a],
                         *y = &lines[*(const size_t *)b];
    const int class = strcmp(x->class, y->class);
    const double m = isnan(x->margin) ? -1 : x->margin, n = isnan(y->margin) ? -1 : y->margin;
    if (class) return class;
    if (m != n) return m < n ? 1 : -1;
    return *(const size_t *)a < *(const size_t *)b ? -1 : 1;
}

static ri_status emit(const struct planning *planning, struct ri_error *err)
{
    struct ri_call          *call = planning->base.call;
    struct ri_table_column   shown[RI_ORDER_COLUMNS_MOST];
    struct ri_table_builder *table;
    size_t                  *order;
    const size_t             n = planning->base.case_count;
    const int64_t            limit = ri_call_integer(call, "limit", 0);
    const size_t count = ri_ordering_columns(&planning->base, columns, RI_COUNT(columns), shown);
    RI_ARENA_NEW(order, ri_call_mem(call), n, err);
    for (size_t i = 0; i < n; i++) order[i] = i;
    qsort_r(order, n, sizeof *order, by_class, planning->lines);
    RI_TRY(ri_call_columns(call, shown, count, err));
    RI_TRY(ri_table_builder_new(shown, count, &table, err));
    ri_status status = RI_OK;
    for (size_t at = 0; status == RI_OK && at < n && (limit <= 0 || at < (size_t)limit); at++) {
        put_line(planning, table, order[at]);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            status = ri_call_emit_builder(call, table, err);
    }
    if (status == RI_OK) status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status make(struct planning *planning, struct ri_error *err)
{
    struct ri_call *call = planning->base.call;
    RI_ARENA_NEW(planning->lines, ri_call_mem(call), planning->base.case_count, err);
    RI_TRY(read_classes(planning, err));
    RI_TRY(classify(planning, err));
    RI_TRY(ri_ordering_each(&planning->base, plan_case, planning, err));
    if (planning->by_class)
        ri_call_note(call, "service levels are those of the classes; --class-service, --service or "
                           "costs change them");
    return emit(planning, err);
}

static ri_status policy_run(struct ri_call *call, struct ri_error *err)
{
    struct planning planning = {.by_class = true};
    ri_status       status = ri_ordering_load(call, &planning.base, err);
    if (status == RI_OK) status = make(&planning, err);
    ri_ordering_release(&planning.base);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "inventory.policy",
              .summary = "Which replenishment policy suits each product: its parameters, service "
                         "and cost a year",
              .details = "Classes by margin (ABC) and steadiness (XYZ) say the service level, "
                         "unless --service or costs do. "
                         "Reviewed on the supplier's order days: base stock, or (s,S) where an "
                         "order has a cost of its own; any day: "
                         "(r,Q) in whole packs. Exact for whole units on the distribution that the "
                         "forecast sees, the lead "
                         "time being as random as it was. Holding costs a quarter of the unit's "
                         "cost a year unless --holding-rate or --holding-cost says otherwise.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                       RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES(
                  "retailinsight inventory policy --class-service AX=0.99 --class-service CZ=0.85",
                  "retailinsight inventory policy --holding-rate 0.2 --order-cost 2.5 --store S01",
                  "retailinsight inventory policy --input sales.csv --series sku --time week "
                  "--value units "
                  "--stock stock.csv --lead-time 2 --review 1 --service 0.95")},
     .run = policy_run,
     .uses = "panel ordering known"},
};
const struct ri_operation_table ri_inventory_policy_operations = RI_OPERATION_TABLE(operations);
