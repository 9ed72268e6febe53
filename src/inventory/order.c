/* The order: need at the wanted level, rounded to packs, with what is to be expected of it. */
#include "order.h"

#include "math/distribution.h"
#include "math/stats.h"
#include "newsvendor.h"
#include "order_internal.h"

#include <math.h>

static const double ROUNDING =
    1e-9; /* of a pack: a need of whole packs but for rounding is whole */

static double left_over(const struct order_need *need, double q) /* E(q - need)+ */
{
    return q - ri_mean(need->sorted, need->n) + ri_empirical_loss(need->sorted, need->n, q);
}

static double cost_of(const struct ri_order_input *in, const struct order_need *need, double q)
{
    return in->holding_cost * left_over(need, q) +
           in->shortage_cost * ri_empirical_loss(need->sorted, need->n, q);
}

/* Cost is convex in the quantity, so the cheapest whole number of packs is beside the unrounded need, or 0 where the
 * minimum order leaves a gap. Service is kept by rounding up. */
static double rounded(const struct ri_order_input *in, const struct order_need *need, double wanted)
{
    if (wanted <= 0) return 0;
    const double least = ceil(in->minimum / in->pack - ROUNDING), packs = wanted / in->pack;
    const double up = fmax(ceil(packs - ROUNDING), least),
                 down = fmax(floor(packs + ROUNDING), least);
    if (!isnan(in->service)) return up * in->pack;
    const double choices[] = {0, down * in->pack, up * in->pack};
    double       best = 0, cheapest = INFINITY;
    for (size_t i = 0; i < RI_COUNT(choices); i++) {
        const double cost = cost_of(in, need, choices[i]);
        if (!(cost < cheapest)) continue;
        cheapest = cost;
        best = choices[i];
    }
    return best;
}

static double cover_of(const struct ri_order_input *in, double available, double expected)
{
    const size_t horizon = in->lead_time + in->review;
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

static double unit_stake(const struct ri_order_input *in) /* what a unit short costs */
{
    const double margin = in->unit_price - in->unit_cost; /* NAN: not known */
    return isnan(margin) ? in->shortage_cost : fmax(margin, 0);
}

static double arriving(const struct ri_order_input *in)
{
    double       sum = 0;
    const size_t last = in->lead_time + in->review;
    for (size_t i = 0; i < in->arrival_count && i < last; i++) sum += in->arrivals[i];
    return sum;
}

static struct ri_order_line plan(const struct ri_order_input *in, const struct order_need *need)
{
    struct ri_order_line line = {.stock_was_negative = in->on_hand < 0};
    line.level =
        isnan(in->service) ? ri_critical_ratio(in->holding_cost, in->shortage_cost) : in->service;
    const double wanted = ri_quantile_inverse(need->sorted, need->n, line.level);
    line.available = fmax(in->on_hand, 0) - in->reserved;
    line.on_order = arriving(in);
    line.need = fmax(wanted, 0);
    line.order_quantity = rounded(in, need, wanted);
    line.packs = round(line.order_quantity / in->pack);
    line.order_up_to = line.available + line.on_order + wanted;
    line.expected_demand = ri_mean(in->protection, in->draw_count);
    line.safety_stock = line.order_up_to - line.expected_demand;

    const double q = line.order_quantity;
    line.expected_lost_units = order_short(need, q);
    line.lost_without_order = order_short(need, 0);
    line.expected_fill_rate =
        need->mean_after > 0 ? fmax(1 - line.expected_lost_units / need->mean_after, 0) : 1;
    line.cycle_service = ri_empirical_cdf(need->sorted, need->n, q);
    line.expected_left = left_over(need, q);
    line.expected_cost = cost_of(in, need, q); /* NAN without costs */
    line.lost_before_delivery = need->lost_before;
    line.stock_out_before_delivery = need->out_before;
    line.cover_periods = cover_of(in, line.available, line.expected_demand);
    line.order_value = q * in->unit_cost;
    line.money_at_stake = unit_stake(in) * (line.lost_before_delivery + line.lost_without_order);
    return line;
}

/* Quantile of draws that rise unless they are paired. */
static ri_status quantile_of(const struct ri_order_input *in, const double *draws, double level,
                             struct ri_arena *scratch, double *ret, struct ri_error *err)
{
    const double *rising = draws;
    if (in->paired) {
        double *copy;
        RI_ARENA_NEW(copy, scratch, in->draw_count, err);
        memcpy(copy, draws, in->draw_count * sizeof *copy);
        ri_sort(copy, in->draw_count);
        rising = copy;
    }
    *ret = ri_quantile_inverse(rising, in->draw_count, level);
    return RI_OK;
}

ri_status ri_inventory_order(const struct ri_order_input *in, struct ri_arena *mem,
                             struct ri_order_line *ret, struct ri_error *err)
{
    RI_TRY(order_check(in, err));
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct order_need          need;
    double                     quantile = 0, reorder = 0;
    ri_status                  status;
    struct ri_order_line       line;
    RI_TRY_GOTO(status, fail, order_need_of(in, mem, &need, err));
    line = plan(in, &need);
    RI_TRY_GOTO(status, fail, quantile_of(in, in->protection, line.level, mem, &quantile, err));
    if (in->lead_time)
        RI_TRY_GOTO(status, fail, quantile_of(in, in->lead, line.level, mem, &reorder, err));
    line.reorder_point = reorder;
    ri_arena_rewind(mem, mark);
    line.reason = order_reason(in, &line, quantile, mem);
    if (!line.reason) return ri_fail(err, RI_ENOMEM, "order: no room for the reason");
    *ret = line;
    return RI_OK;
fail:
    ri_arena_rewind(mem, mark);
    return status;
}
