/* Lot sizes when a larger order is cheaper by the unit: Snyder & Shen, section 3.4.
 *
 *     all units     the price of the reached break holds for the whole order
 *     incremental   the price of a break holds for the units above it alone
 *
 * Kernels. K fixed cost of an order, D demand a period, `rate` holding cost of a period as a share of the price; the cost
 * returned is per period and includes the goods. Breaks rise from 0, prices fall; anything else, or an amount <= 0: NAN. */
#ifndef RI_INVENTORY_DISCOUNT_H
#define RI_INVENTORY_DISCOUNT_H
#include "base/error.h"

struct ri_price_break {
    double from, price; /* units of an order from which it holds; of one unit */
};
double ri_discount_all_units(double fixed, double rate, double demand,
                             const struct ri_price_break *breaks, size_t n, double *ret_cost);
double ri_discount_incremental(double fixed, double rate, double demand,
                               const struct ri_price_break *breaks, size_t n, double *ret_cost);
#endif
