/* When to order how much of a known, uneven demand: Wagner & Whitin (1958); Snyder & Shen, section 3.7.
 *
 * Kernel. demand[n] >= 0 by period; an order of period t is there for its demand; K > 0 an order, h > 0 a unit carried into
 * the next period. order[n] gets the quantities, cost[n + 1] is room (cost[t]: least cost of periods t ..). Returns
 * cost[0]; NAN when an amount is out of range or not finite. Takes of the order of n^2 steps. */
#ifndef RI_INVENTORY_LOT_PLAN_H
#define RI_INVENTORY_LOT_PLAN_H
#include "base/error.h"

double ri_lot_plan(double fixed, double holding, const double *demand, size_t n, double *cost,
                   double *ret_order);
#endif
