/* Each bracket has a lot size of its own; the cheapest one that lies in its bracket is best. */
#include "discount.h"

#include "lot_size.h"

#include <math.h>

static bool usable(double fixed, double rate, double demand, const struct ri_price_break *breaks,
                   size_t n)
{
    if (!(fixed > 0 && rate > 0 && demand > 0) || n == 0 || breaks[0].from != 0) return false;
    for (size_t i = 0; i < n; i++) {
        if (!(breaks[i].price > 0)) return false;
        if (i && !(breaks[i].from > breaks[i - 1].from && breaks[i].price < breaks[i - 1].price))
            return false;
    }
    return true;
}

static double end_of(const struct ri_price_break *breaks, size_t n, size_t i)
{
    return i + 1 < n ? breaks[i + 1].from : INFINITY;
}

double ri_discount_all_units(double fixed, double rate, double demand,
                             const struct ri_price_break *breaks, size_t n, double *ret_cost)
{
    double best = NAN;
    *ret_cost = NAN;
    if (!usable(fixed, rate, demand, breaks, n)) return NAN;
    for (size_t i = 0; i < n; i++) {
        const double holding = rate * breaks[i].price;
        const double quantity = fmax(ri_eoq(fixed, holding, demand), breaks[i].from);
        if (quantity >= end_of(breaks, n, i)) continue; /* such an order has a lower price */
        const double cost =
            breaks[i].price * demand + ri_eoq_cost(fixed, holding, demand, quantity);
        if (*ret_cost <= cost) continue;
        *ret_cost = cost;
        best = quantity;
    }
    return best;
}

/* The units below the break cost `surcharge` more than the bracket's price says: as good as a larger fixed cost. */
double ri_discount_incremental(double fixed, double rate, double demand,
                               const struct ri_price_break *breaks, size_t n, double *ret_cost)
{
    double best = NAN, surcharge = 0;
    *ret_cost = NAN;
    if (!usable(fixed, rate, demand, breaks, n)) return NAN;
    for (size_t i = 0; i < n; i++) {
        if (i) surcharge += (breaks[i - 1].price - breaks[i].price) * breaks[i].from;
        const double holding = rate * breaks[i].price;
        const double quantity = ri_eoq(fixed + surcharge, holding, demand);
        if (quantity < breaks[i].from || quantity >= end_of(breaks, n, i)) continue;
        const double cost = breaks[i].price * demand +
                            ri_eoq_cost(fixed + surcharge, holding, demand, quantity) +
                            rate * surcharge / 2;
        if (*ret_cost <= cost) continue;
        *ret_cost = cost;
        best = quantity;
    }
    return best;
}
