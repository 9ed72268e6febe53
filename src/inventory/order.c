/* The order: need at the wanted level, rounded to packs, with what is to be expected of it. */
#include "order.h"

#include "math/distribution.h"
#include "math/stats.h"
#include "draws.h"
#include "newsvendor.h"
#include "order_internal.h"

#include <math.h>

static double cover_of(const struct ri_order_input *in, double available, double expected)
{
    const size_t horizon = order_span(in);
    const double even = expected / (double)horizon;
    double       left = available;
    if (left <= 0) return 0;
    for (size_t period = 0; in->mean && period < horizon; period++) {
        if (in->mean[period] >= left) return (double)period + left / in->mean[period];
        left -= in->mean[period];
    }
    if (!(even > 0)) return INFINITY;
    return left / even + (in->mean ? (double)horizon : 0);
}

static double arriving(const struct ri_order_input *in)
{
    double       sum = 0;
    const size_t last = order_lead_most(in) + in->review;
    for (size_t i = 0; i < in->arrival_count && i < last; i++) sum += in->arrivals[i];
    return sum;
}

static void lead_law(const struct ri_order_input *in, struct ri_order_line *line)
{
    double square = 0;
    line->lead_mean = in->lead_chance ? 0 : (double)in->lead_time;
    for (size_t l = 0; in->lead_chance && l < in->lead_count; l++) {
        line->lead_mean += in->lead_chance[l] * (double)l;
        square += in->lead_chance[l] * (double)l * (double)l;
    }
    if (in->lead_chance) line->lead_sd = sqrt(fmax(square - line->lead_mean * line->lead_mean, 0));
}

/* The last order of a product is a newsvendor's: a unit short costs the margin, a unit left the cost. */
static double level_of(const struct ri_order_input *in)
{
    const double level =
        isnan(in->service) ? ri_critical_ratio(in->holding_cost, in->shortage_cost) : in->service;
    if (!in->ending) return level;
    const double ratio = ri_critical_ratio(in->unit_cost, in->unit_price - in->unit_cost);
    return fmin(level, isnan(ratio) ? 0.5 : ratio);
}

static struct ri_order_line plan(const struct ri_order_input *in, const struct order_need *need)
{
    struct ri_order_line line = {.stock_was_negative = in->on_hand < 0, .level = level_of(in)};
    const double         wanted = ri_quantile_inverse(need->sorted, need->n, line.level);
    line.available = fmax(in->on_hand, 0) - in->reserved;
    line.on_order = arriving(in);
    line.need = fmax(wanted, 0);
    line.order_quantity = order_quantity(in, need, wanted, &line.uncapped, &line.cap);
    if (in->quantity) line.order_quantity = *in->quantity;
    line.packs = round(line.order_quantity / in->pack);
    line.order_up_to = line.available + line.on_order + wanted;
    line.expected_demand = draws_mean(need->total, need->n);
    line.safety_stock = line.order_up_to - line.expected_demand;
    line.safety_lead_time = line.safety_stock * need->lead_share;
    line.safety_demand = line.safety_stock - line.safety_lead_time;
    line.reorder_point = need->before ? ri_quantile_inverse(need->before, need->n, line.level) : 0;
    lead_law(in, &line);

    const double q = line.order_quantity;
    line.expected_lost_units = order_short(need, q);
    line.lost_without_order = order_short(need, 0);
    line.expected_fill_rate =
        need->mean_after > 0 ? fmax(1 - line.expected_lost_units / need->mean_after, 0) : 1;
    line.cycle_service = ri_empirical_cdf(need->sorted, need->n, q);
    line.expected_left = order_left(need, q);
    line.expected_waste = order_waste(need, q);
    line.expected_cost = order_cost(in, need, q); /* NAN without costs */
    line.lost_before_delivery = need->lost_before;
    line.stock_out_before_delivery = need->out_before;
    line.cover_periods = cover_of(in, line.available, draws_mean(in->protection, in->draw_count));
    line.order_value = q * in->unit_cost;
    line.money_at_stake = order_stake(in) * (line.lost_before_delivery + line.lost_without_order);
    return line;
}

/* Steps and reason outlive the draws: they move into mem once the room of these is given back. */
static ri_status finish(const struct ri_order_input *in, const struct order_step_room *steps,
                        double quantile, struct ri_arena *mem, struct ri_order_line *line,
                        struct ri_error *err)
{
    line->reason = order_reason(in, line, quantile, mem);
    if (!line->reason) return ri_fail(err, RI_ENOMEM, "order: no room for the reason");
    if (!steps->count) return RI_OK;
    double *room;
    RI_ARENA_NEW(room, mem, 2 * steps->count, err);
    memcpy(room, steps->units, steps->count * sizeof *room);
    memcpy(room + steps->count, steps->value, steps->count * sizeof *room);
    line->step_count = steps->count;
    line->step_units = room;
    line->step_value = room + steps->count;
    return RI_OK;
}

ri_status ri_inventory_order(const struct ri_order_input *in, struct ri_arena *mem,
                             struct ri_order_line *ret, struct ri_error *err)
{
    RI_TRY(order_check(in, err));
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct order_step_room     steps = {.count = 0};
    struct order_need          need;
    struct ri_order_line       line = {0};
    double                     quantile = 0;
    ri_status                  status = order_need_of(in, mem, &need, err);
    if (status == RI_OK) {
        line = plan(in, &need);
        quantile = ri_quantile_inverse(need.total, need.n, line.level);
        if (in->steps) order_steps(in, &need, line.order_quantity, &steps);
    }
    ri_arena_rewind(mem, mark);
    RI_TRY(status);
    RI_TRY(finish(in, &steps, quantile, mem, &line, err));
    *ret = line;
    return RI_OK;
}
