#include "app/order_money.h"

#include "inventory/spending.h"

#include <math.h>

static const double CARRYING_RATE =
    0.25; /* of the cost of stock a year, where nothing else is asked */

struct money {
    const struct ri_ordering   *ordering;
    const struct ri_order_line *lines;
    struct ri_order_change     *changes;
    size_t                     *order; /* cases by supplier and store */
    struct ri_spend_step       *steps; /* room for those of all lines */
    size_t                     *taken; /* by case */
    size_t                      topped, put_off, short_of, cut;
};

static const char *store_of(const struct ri_ordering *ordering, size_t i)
{
    const size_t at = ri_ordering_key(ordering, "store");
    return at == SIZE_MAX ? "" : ordering->cases[i].keys[at];
}

static int by_supplier(const void *a, const void *b, void *context)
{
    const struct ri_ordering *ordering = context;
    const size_t              i = *(const size_t *)a, j = *(const size_t *)b;
    const struct ri_supplier *x = ordering->cases[i].position->supplier,
                             *y = ordering->cases[j].position->supplier;
    const int supplier = strcmp(x ? x->name : "", y ? y->name : "");
    const int store = supplier ? supplier : strcmp(store_of(ordering, i), store_of(ordering, j));
    return store ? store : (i > j) - (i < j);
}

static double unit_cost(const struct money *money, size_t i)
{
    const double cost = money->ordering->cases[i].position->unit_cost;
    return isnan(cost) ? 0 : cost;
}

static double carrying_rate(const struct ri_ordering *ordering)
{
    return isnan(ordering->holding_rate) ? CARRYING_RATE : ordering->holding_rate;
}

/* What it costs to hold a unit until it is needed that is bought now beyond the order: so the soonest needed comes first. */
static double carrying(const struct money *money, size_t i, double units)
{
    const struct ri_order_line *line = &money->lines[i];
    const double periods = line->lead_mean + (double)money->ordering->cases[i].review;
    const double demand = line->expected_demand / periods;
    const double left = line->available + line->on_order + units - line->expected_demand;
    if (!(demand > 0)) return unit_cost(money, i);
    return fmax(left, 0) / demand * ri_ordering_days(money->ordering) / 365.25 *
           carrying_rate(money->ordering) * unit_cost(money, i);
}

/* The steps of a case from unit `above` on, at most to `upto`; how many are added. */
static size_t add_steps(const struct money *money, size_t i, double above, double upto,
                        struct ri_spend_step *to)
{
    const struct ri_order_line *line = &money->lines[i];
    double                      before = above;
    size_t                      count = 0;
    for (size_t k = 0; k < line->step_count; k++) {
        const double units = line->step_units[k];
        if (units <= above * (1 + 1e-9) || units > upto * (1 + 1e-9)) continue;
        const double held =
            units > line->order_quantity * (1 + 1e-9) ? carrying(money, i, units) : 0;
        to[count++] = (struct ri_spend_step){.line = i,
                                             .value = line->step_value[k] - held * (units - before),
                                             .cost = (units - before) * unit_cost(money, i)};
        before = units;
    }
    return count;
}

/* Units after taking `count` steps above `above`. */
static double units_after(const struct ri_order_line *line, double above, size_t count)
{
    double units = above;
    for (size_t k = 0; k < line->step_count && count; k++) {
        if (line->step_units[k] <= above * (1 + 1e-9)) continue;
        units = line->step_units[k];
        count--;
    }
    return units;
}

static ri_status remark(const struct money *money, size_t i, double quantity, const char *text,
                        struct ri_error *err)
{
    const char *own = money->ordering->cases[i].remark;
    money->changes[i].quantity = quantity;
    money->changes[i].remark =
        own ? ri_arena_printf(ri_call_mem(money->ordering->call), "%s; %s", own, text) : text;
    return money->changes[i].remark ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a remark");
}

/* ---- A supplier's minimum ---------------------------------------------------------------------------------------- */

static ri_status put_off(struct money *money, const size_t *cases, size_t n, double value,
                         double minimum, struct ri_error *err)
{
    const char *text = ri_arena_printf(
        ri_call_mem(money->ordering->call),
        "put off, as the supplier takes orders from %.2f on and this one comes to %.2f", minimum,
        value);
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for a remark");
    money->put_off++;
    for (size_t k = 0; k < n; k++)
        if (money->changes[cases[k]].quantity > 0) RI_TRY(remark(money, cases[k], 0, text, err));
    return RI_OK;
}

static ri_status top_up(struct money *money, const size_t *cases, size_t n, double value,
                        double minimum, struct ri_error *err)
{
    const char *text =
        ri_arena_printf(ri_call_mem(money->ordering->call),
                        "more than needed now, for the supplier's minimum order of %.2f", minimum);
    size_t count = 0;
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for a remark");
    for (size_t k = 0; k < n; k++) {
        money->taken[cases[k]] = 0;
        count += add_steps(money, cases[k], money->lines[cases[k]].order_quantity, INFINITY,
                           money->steps + count);
    }
    ri_spend_order(money->steps, count);
    const double added = ri_spend_up_to(money->steps, count, minimum - value, money->taken);
    for (size_t k = 0; k < n; k++) {
        const struct ri_order_line *line = &money->lines[cases[k]];
        if (value + added < minimum) money->changes[cases[k]].missing = minimum - value - added;
        if (!money->taken[cases[k]]) continue;
        RI_TRY(remark(money, cases[k],
                      units_after(line, line->order_quantity, money->taken[cases[k]]), text, err));
    }
    money->topped++;
    money->short_of += value + added < minimum;
    return RI_OK;
}

static ri_status meet_minimum(struct money *money, const size_t *cases, size_t n,
                              struct ri_error *err)
{
    const struct ri_ordering *ordering = money->ordering;
    const struct ri_supplier *supplier = ordering->cases[cases[0]].position->supplier;
    double                    value = 0, saves = 0, days = 0;
    if (!supplier || !(supplier->minimum > 0)) return RI_OK;
    for (size_t k = 0; k < n; k++) {
        const struct ri_order_line *line = &money->lines[cases[k]];
        value += line->order_quantity * unit_cost(money, cases[k]);
        days = fmax(days, (double)ordering->cases[cases[k]].review * ri_ordering_days(ordering));
        for (size_t s = 0; s < line->step_count; s++)
            if (line->step_units[s] <= line->order_quantity * (1 + 1e-9))
                saves += fmax(line->step_value[s], 0);
    }
    if (value <= 0 || value >= supplier->minimum) return RI_OK;
    const double cost = (supplier->minimum - value) * carrying_rate(ordering) * days / 365.25;
    return saves > cost ? top_up(money, cases, n, value, supplier->minimum, err)
                        : put_off(money, cases, n, value, supplier->minimum, err);
}

static ri_status meet_minimums(struct money *money, struct ri_error *err)
{
    const struct ri_ordering *ordering = money->ordering;
    const size_t              n = ordering->case_count;
    for (size_t i = 0; i < n; i++) money->order[i] = i;
    qsort_r(money->order, n, sizeof *money->order, by_supplier, (void *)ordering);
    for (size_t from = 0, to; from < n; from = to) {
        const size_t first = money->order[from];
        for (to = from + 1; to < n; to++) {
            const size_t i = money->order[to];
            if (ordering->cases[i].position->supplier !=
                    ordering->cases[first].position->supplier ||
                strcmp(store_of(ordering, i), store_of(ordering, first)) != 0)
                break;
        }
        RI_TRY(meet_minimum(money, money->order + from, to - from, err));
    }
    return RI_OK;
}

/* ---- A budget ---------------------------------------------------------------------------------------------------- */

static ri_status keep_budget(struct money *money, double budget, struct ri_error *err)
{
    const struct ri_ordering *ordering = money->ordering;
    size_t                    count = 0, free_of_charge = 0;
    const char               *text = "less than needed, as the budget goes to where it saves more";
    for (size_t i = 0; i < ordering->case_count; i++) {
        money->taken[i] = 0;
        if (!(money->changes[i].quantity > 0)) continue;
        free_of_charge += !(unit_cost(money, i) > 0);
        count += add_steps(money, i, 0, money->changes[i].quantity, money->steps + count);
    }
    ri_spend_order(money->steps, count);
    const double spent = ri_spend_within(money->steps, count, budget, money->taken);
    for (size_t i = 0; i < ordering->case_count; i++) {
        if (!(money->changes[i].quantity > 0)) continue;
        const double units = units_after(&money->lines[i], 0, money->taken[i]);
        if (units >= money->changes[i].quantity * (1 - 1e-9)) continue;
        money->cut++;
        RI_TRY(remark(money, i, units, text, err));
    }
    ri_call_note(
        ordering->call,
        "of the budget of %.2f, %.2f are ordered for; lines that get less than they need: %zu",
        budget, spent, money->cut);
    if (free_of_charge)
        ri_call_note(ordering->call,
                     "lines whose cost is not known: %zu; they take nothing from the budget",
                     free_of_charge);
    return RI_OK;
}

ri_status ri_order_money(const struct ri_ordering *ordering, const struct ri_order_line *lines,
                         double budget, struct ri_order_change *ret, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(ordering->call);
    struct money     money = {.ordering = ordering, .lines = lines, .changes = ret};
    size_t           steps = 0;
    for (size_t i = 0; i < ordering->case_count; i++) {
        ret[i] = (struct ri_order_change){.quantity = lines[i].order_quantity};
        steps += lines[i].step_count;
    }
    RI_ARENA_NEW(money.order, mem, ordering->case_count, err);
    RI_ARENA_NEW(money.taken, mem, ordering->case_count, err);
    RI_ARENA_NEW(money.steps, mem, steps, err);
    RI_TRY(meet_minimums(&money, err));
    if (money.topped)
        ri_call_note(ordering->call, "orders raised to the supplier's minimum: %zu", money.topped);
    if (money.short_of)
        ri_call_note(ordering->call,
                     "of these, orders that stay below it, however the rest is filled: %zu (see "
                     "supplier_minimum_missing)",
                     money.short_of);
    if (money.put_off)
        ri_call_note(ordering->call,
                     "orders put off to the next order day, as the supplier's minimum is not "
                     "reached and waiting "
                     "costs less than stock: %zu",
                     money.put_off);
    return isnan(budget) ? RI_OK : keep_budget(&money, budget, err);
}
