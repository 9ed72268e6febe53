/* From a wanted quantity to one that can be ordered: packs, minimum, shelf space, shelf life; and what each step of it is
 * worth. */
#include "order_internal.h"

#include "math/distribution.h"
#include "math/stats.h"

#include <math.h>

static const double ROUNDING =
    1e-9; /* of a pack: a need of whole packs but for rounding is whole */

double order_stake(const struct ri_order_input *in)
{
    const double margin = in->unit_price - in->unit_cost; /* NAN: not known */
    return isnan(margin) ? in->shortage_cost : fmax(margin, 0);
}

double order_cost(const struct ri_order_input *in, const struct order_need *need, double q)
{
    return in->holding_cost * order_left(need, q) +
           in->shortage_cost * ri_empirical_loss(need->sorted, need->n, q);
}

static double least_packs(const struct ri_order_input *in)
{
    return ceil(in->minimum / in->pack - ROUNDING);
}

/* Cost is convex in the quantity, so the cheapest whole number of packs is beside the unrounded need, or 0 where the
 * minimum order leaves a gap. Service is kept by rounding up, but for the last order of a product that ends. */
static double rounded(const struct ri_order_input *in, const struct order_need *need, double wanted)
{
    if (wanted <= 0) return 0;
    const double least = least_packs(in), packs = wanted / in->pack;
    const double up = fmax(ceil(packs - ROUNDING), least),
                 down = fmax(floor(packs + ROUNDING), least);
    if (!isnan(in->service) && in->ending)
        return down * in->pack > wanted + ROUNDING * in->pack ? 0 : down * in->pack;
    if (!isnan(in->service)) return up * in->pack;
    const double choices[] = {0, down * in->pack, up * in->pack};
    double       best = 0, cheapest = INFINITY;
    for (size_t i = 0; i < RI_COUNT(choices); i++) {
        const double cost = order_cost(in, need, choices[i]);
        if (!(cost < cheapest)) continue;
        cheapest = cost;
        best = choices[i];
    }
    return best;
}

/* The last unit of an order should sell within its life often enough to earn back those that do not: P(sold) price >= cost. */
static double most_by_life(const struct ri_order_input *in, const struct order_need *need)
{
    const double earned = 1 - in->unit_cost / in->unit_price;
    const double level = earned > 0 && earned < 1 ? earned : isnan(earned) ? 0.5 : 0;
    return fmax(ri_quantile_inverse(need->life, need->n, level), 0);
}

double order_most(const struct ri_order_input *in, const struct order_need *need)
{
    const double room =
        in->shelf_space > 0 ? fmax(in->shelf_space - fmax(need->left_at_arrival, 0), 0) : INFINITY;
    return need->life ? fmin(room, most_by_life(in, need)) : room;
}

static double fitting(const struct ri_order_input *in, double most) /* whole packs within `most` */
{
    const double packs = floor(most / in->pack + ROUNDING);
    return packs < least_packs(in) ? 0 : packs * in->pack;
}

double order_quantity(const struct ri_order_input *in, const struct order_need *need, double wanted,
                      double *ret_uncapped, ri_order_cap *ret_cap)
{
    double q = rounded(in, need, wanted);
    *ret_uncapped = q;
    *ret_cap = RI_ORDER_FREE;
    if (q > 0 && need->life && fitting(in, most_by_life(in, need)) < q) {
        double       less = fitting(in, most_by_life(in, need));
        const double one = fmax(least_packs(in), 1) * in->pack, stake = order_stake(in);
        const double saved = stake * (order_short(need, 0) - order_short(need, one));
        if (less == 0 && one <= q && saved > in->unit_cost * order_waste(need, one))
            less = one; /* a pack may outlive its life and still pay */
        if (less < q) *ret_cap = RI_ORDER_LIFE;
        q = less;
    }
    const double room = in->shelf_space - fmax(need->left_at_arrival, 0);
    if (q > 0 && in->shelf_space > 0 && q > fmax(room, 0) + ROUNDING * in->pack) {
        q = fitting(in, fmax(room, 0));
        *ret_cap = RI_ORDER_SPACE;
    }
    return q;
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

static double worth(const struct ri_order_input *in, const struct order_need *need, double q)
{
    const double stake = order_stake(in), unit = isnan(stake) ? 1 : stake;
    const double waste = isnan(in->unit_cost) || isnan(stake) ? 0 : in->unit_cost;
    return -unit * order_short(need, q) - waste * order_waste(need, q);
}

void order_steps(const struct ri_order_input *in, const struct order_need *need, double q,
                 struct order_step_room *ret)
{
    enum { WITHIN_MOST = RI_ORDER_STEPS_MOST - RI_ORDER_STEPS_BEYOND };
    const double first = fmax(least_packs(in), 1) * in->pack;
    const double more = fmax(q - first, 0) / in->pack; /* packs after the first step */
    const double stride = fmax(ceil(more / (WITHIN_MOST - 1) - ROUNDING), 1) * in->pack;
    const double most = fmax(order_most(in, need), q) + ROUNDING * in->pack;
    double       units = 0, before = worth(in, need, 0);
    ret->count = 0;
    for (size_t beyond = 0; q > 0 && beyond < RI_ORDER_STEPS_BEYOND; ret->count++) {
        const bool within = units < q - ROUNDING * in->pack;
        if (within)
            units = fmin(ret->count ? units + stride : first, q);
        else
            units = q + (double)(1u << beyond++) * in->pack; /* 1, 2, 4 .. packs more */
        if (units > most) return; /* no more fits, or would be sold in time */
        const double here = worth(in, need, units);
        ret->units[ret->count] = units;
        ret->value[ret->count] = here - before;
        before = here;
    }
}
