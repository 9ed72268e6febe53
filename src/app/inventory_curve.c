/* inventory curve: what service costs in stock, in total and by category, and where the stock of today stands. */
#include "app/operation.h"
#include "app/ordering.h"
#include "base/intern.h"
#include "inventory/newsvendor.h"
#include "inventory/stock_level.h"
#include "math/stats.h"

#include <math.h>

enum { LEVELS = 12, RATES = 9, POINTS = LEVELS + RATES + 1, TODAY = POINTS - 1 };
static const double levels[LEVELS] = {0.5,   0.6,  0.7,  0.8,  0.85, 0.9,
                                      0.925, 0.95, 0.97, 0.98, 0.99, 0.995};
static const double rates[RATES] = {12.8, 6.4, 3.2, 1.6, 0.8,
                                    0.4,  0.2, 0.1, 0.05}; /* of the cost, a year */

static const struct ri_column columns[] = {
    {"category", RI_COLUMN_TEXT, "category of the products; all for the total"},
    {"point", RI_COLUMN_TEXT,
     "level: one service level for all; money: each product by its margin against a rate for its "
     "stock; today: the stock as it is"},
    {"setting", RI_COLUMN_NUMBER,
     "the service level, or the rate that stock is asked to earn a year"},
    {"fill_rate", RI_COLUMN_SHARE, "expected part of demand met from the shelf"},
    {"cycle_service", RI_COLUMN_SHARE,
     "expected chance of no stock-out in a cycle, mean over the products"},
    {"capital", RI_COLUMN_MONEY, "average stock at cost"},
    {"lost_margin_a_year", RI_COLUMN_MONEY, "margin of what is short, a year"},
    {"stock_value", RI_COLUMN_MONEY, "point today: the stock on hand at cost"},
    {"products", RI_COLUMN_INTEGER, "product-stores behind it"},
};

struct point {
    double demand, filled, cycles, capital,
        lost; /* units a year, units a year, sum of chances, money, money a year */
};
struct curve {
    struct ri_ordering base;
    struct point (*points)[POINTS]; /* by case */
    struct point (*sums)[POINTS];   /* by category, the total first */
    double           *stock_value;  /* by category */
    size_t           *products;
    struct ri_intern *categories;
    size_t            costless, priceless;
};

/* ---- One product-store ------------------------------------------------------------------------------------------- */

static struct point worth_of(const struct ri_order_demand *demand,
                             const struct ri_position *position, double level, double cycles_a_year)
{
    const struct ri_stock_worth at =
        ri_stock_level_worth(demand->protection, demand->lead, demand->n, level);
    const double asked = ri_mean(demand->cycle, demand->n) * cycles_a_year;
    const double margin = fmax(position->unit_price - position->unit_cost, 0);
    return (struct point){.demand = asked,
                          .filled = asked * at.fill_rate,
                          .cycles = at.cycle_service,
                          .capital = at.average_stock * position->unit_cost,
                          .lost = asked * (1 - at.fill_rate) * margin};
}

static ri_status measure(void *context, size_t i, struct ri_arena *scratch, struct ri_error *err)
{
    struct curve               *curve = context;
    const struct ri_order_case *one = &curve->base.cases[i];
    const struct ri_position   *position = one->position;
    struct ri_order_input       input;
    struct ri_order_demand      demand;
    RI_TRY(ri_ordering_input(&curve->base, one, scratch, &input, err));
    RI_TRY(ri_inventory_demand(&input, scratch, &demand, err));
    const double  years = (double)one->review * ri_ordering_days(&curve->base) / 365.25;
    const double  margin = position->unit_price - position->unit_cost;
    struct point *points = curve->points[i];
    for (size_t k = 0; k < LEVELS; k++)
        points[k] =
            worth_of(&demand, position, ri_quantile_inverse(demand.protection, demand.n, levels[k]),
                     1 / years);
    for (size_t k = 0; k < RATES; k++) { /* no margin to win: nothing is kept */
        const double ratio = ri_critical_ratio(rates[k] * position->unit_cost * years, margin);
        const double level =
            isnan(ratio) ? 0 : ri_quantile_inverse(demand.protection, demand.n, ratio);
        points[LEVELS + k] = worth_of(&demand, position, level, 1 / years);
    }
    double there = fmax(position->on_hand, 0) - position->reserved;
    for (size_t k = 0; k < input.arrival_count; k++) there += input.arrivals[k];
    points[TODAY] = worth_of(&demand, position, there, 1 / years);
    return RI_OK;
}

/* ---- Sums -------------------------------------------------------------------------------------------------------- */

static void add(struct point *to, const struct point *from)
{
    to->demand += from->demand;
    to->filled += from->filled;
    to->cycles += from->cycles;
    if (!isnan(from->capital)) to->capital += from->capital;
    if (!isnan(from->lost)) to->lost += from->lost;
}

static ri_status sum_up(struct curve *curve, struct ri_error *err)
{
    const size_t     n = curve->base.case_count;
    struct ri_arena *mem = ri_call_mem(curve->base.call);
    size_t           all;
    RI_ARENA_NEW(curve->sums, mem, n + 1, err);
    RI_ARENA_NEW(curve->stock_value, mem, n + 1, err);
    RI_ARENA_NEW(curve->products, mem, n + 1, err);
    RI_TRY(ri_intern_put(curve->categories, ri_view_of("all"), &all, NULL, err));
    for (size_t i = 0; i < n; i++) {
        const struct ri_position *position = curve->base.cases[i].position;
        const char               *category = position->category ? position->category : "(none)";
        size_t                    at;
        RI_TRY(ri_intern_put(curve->categories, ri_view_of(category), &at, NULL, err));
        if (isnan(position->unit_cost))
            curve->costless++;
        else if (isnan(position->unit_price))
            curve->priceless++;
        const size_t both[] = {all, at}, sums = at == all ? 1 : 2;
        for (size_t b = 0; b < sums; b++) {
            for (size_t k = 0; k < POINTS; k++) add(&curve->sums[both[b]][k], &curve->points[i][k]);
            const double value = fmax(position->on_hand, 0) * position->unit_cost;
            if (!isnan(value)) curve->stock_value[both[b]] += value;
            curve->products[both[b]]++;
        }
    }
    return RI_OK;
}

static void put_point(const struct curve *curve, struct ri_table_builder *table, size_t category,
                      size_t k)
{
    const struct point *point = &curve->sums[category][k];
    ri_put_text(table, ri_intern_at(curve->categories, category));
    ri_put_string(table, k == TODAY ? "today" : k < LEVELS ? "level" : "money");
    ri_put_number(table, k == TODAY ? NAN : k < LEVELS ? levels[k] : rates[k - LEVELS]);
    ri_put_number(table, point->demand > 0 ? point->filled / point->demand : 1);
    ri_put_number(table, point->cycles / (double)curve->products[category]);
    ri_put_estimate(table, point->capital);
    ri_put_estimate(table, point->lost);
    ri_put_estimate(table, k == TODAY ? curve->stock_value[category] : NAN);
    ri_put_int(table, (int64_t)curve->products[category]);
}

static int by_name(const void *a, const void *b, void *context)
{
    const struct ri_intern *names = context;
    const size_t            i = *(const size_t *)a, j = *(const size_t *)b;
    const struct ri_view    x = ri_intern_at(names, i), y = ri_intern_at(names, j);
    if (i == 0 || j == 0) return (i > j) - (i < j); /* the total first */
    const int order = memcmp(x.at, y.at, x.length < y.length ? x.length : y.length);
    return order ? order : (x.length > y.length) - (x.length < y.length);
}

/* What today's stock would give if it were spread by money. */
static void say_what_is_left(const struct curve *curve)
{
    const struct point *points = curve->sums[0], *today = &points[TODAY], *best = NULL;
    if (!(today->demand > 0)) return;
    for (size_t k = LEVELS; k < TODAY; k++)
        if (points[k].capital <= today->capital && (!best || points[k].filled > best->filled))
            best = &points[k];
    if (!best || best->filled <= today->filled) return;
    ri_call_note(curve->base.call,
                 "today's stock, on average %.0f, gives a fill rate of %.1f %%; kept by each "
                 "product's margin, %.0f would give %.1f %%",
                 today->capital, 100 * today->filled / today->demand, best->capital,
                 100 * best->filled / best->demand);
}

static ri_status emit(struct curve *curve, struct ri_error *err)
{
    struct ri_table_builder *table;
    struct ri_call          *call = curve->base.call;
    const size_t             n = ri_intern_count(curve->categories);
    size_t                  *order;
    RI_ARENA_NEW(order, ri_call_mem(call), n, err);
    for (size_t i = 0; i < n; i++) order[i] = i;
    qsort_r(order, n, sizeof *order, by_name, curve->categories);
    RI_TRY(ri_call_money_builder(call, RI_ORDER_MONEY_DIGITS, &table, err));
    for (size_t c = 0; c < n; c++)
        for (size_t k = 0; k < POINTS; k++) put_point(curve, table, order[c], k);
    if (curve->costless)
        ri_call_note(
            call,
            "product-stores whose cost is not known: %zu; their stock is left out of the capital",
            curve->costless);
    if (curve->priceless)
        ri_call_note(call,
                     "product-stores whose price is not known: %zu; their shortage is left out of "
                     "the lost margin",
                     curve->priceless);
    say_what_is_left(curve);
    const ri_status status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status make(struct curve *curve, struct ri_error *err)
{
    RI_ARENA_NEW(curve->points, ri_call_mem(curve->base.call), curve->base.case_count, err);
    RI_TRY(ri_ordering_each(&curve->base, measure, curve, err));
    RI_TRY(ri_intern_new(&curve->categories, err));
    ri_status status = sum_up(curve, err);
    if (status == RI_OK) status = emit(curve, err);
    ri_intern_free(curve->categories);
    return status;
}

static ri_status curve_run(struct ri_call *call, struct ri_error *err)
{
    struct curve curve = {.costless = 0};
    ri_status    status = ri_ordering_load(call, &curve.base, err);
    if (status == RI_OK) status = make(&curve, err);
    ri_ordering_release(&curve.base);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "inventory.curve",
          .summary =
              "Service against capital, in total and by category, and where today's stock stands",
          .details = "Each point brings every product-store to a level at each review and says "
                     "what that gives and takes on average: as one service "
                     "level for all, or product by product by its margin against what its stock "
                     "costs. Point today takes "
                     "the stock on hand and on order as that level.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_INVENTORY | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                   RI_ROLE_ADMIN,
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight inventory curve",
                      "retailinsight inventory curve --store S01 --category Dairy",
                      "retailinsight inventory curve --input sales.csv --series sku --time day "
                      "--value units "
                      "--stock stock.csv --lead-time 2 --review 7")},
     .run = curve_run,
     .uses = "panel ordering known"},
};
const struct ri_operation_table ri_inventory_curve_operations = RI_OPERATION_TABLE(operations);
