/* (r,Q): when the inventory position falls to r, order Q. Continuous review, normal demand over the lead time, unmet
 * demand waits: Snyder & Shen, chapter 5; Hadley & Whitin (1963); Zheng (1992).
 *
 *     cost(r, Q) = (K lambda + integral of g over r .. r + Q) / Q,  g(y) = h E(y - D)+ + p E(D - y)+
 *
 * Kernels. K > 0 an order, h > 0 a unit and period, p > 0 a unit short and period (approximation by expected inventory
 * level: a unit short), demand > 0 a period; lead_mean, lead_sd > 0 of demand over the lead time. What is out of range
 * gives NAN. */
#ifndef RI_INVENTORY_REORDER_H
#define RI_INVENTORY_REORDER_H
#include "base/error.h"

struct ri_reorder_case {
    double fixed, holding, shortage, demand, lead_mean, lead_sd;
};
struct ri_reorder {
    double point, quantity, cost; /* r, Q, a period */
};
double            ri_reorder_cost(const struct ri_reorder_case *c, double point, double quantity);
struct ri_reorder ri_reorder_best(const struct ri_reorder_case *c);
/* The best point for a given quantity: g(r) = g(r + Q). */
double ri_reorder_point_for(const struct ri_reorder_case *c, double quantity);
/* Expected inventory level: shortage is paid a unit, whatever it waits; its own cost function, not comparable with the
 * others. */
struct ri_reorder ri_reorder_expected_level(const struct ri_reorder_case *c);
/* EOQ, and the newsvendor's quantile of lead-time demand as the point. */
struct ri_reorder ri_reorder_safety(const struct ri_reorder_case *c);
/* EOQ with backorders, and the best point for it. */
struct ri_reorder ri_reorder_backorders(const struct ri_reorder_case *c);

/* Poisson demand, whole units; `lead` periods of lead time. Sums over r + 1 .. r + Q instead of the integral; exact: Federgruen
 * & Zheng (1992). */
struct ri_reorder ri_reorder_poisson(double fixed, double holding, double shortage, double demand,
                                     double lead);
double ri_reorder_poisson_cost(double fixed, double holding, double shortage, double demand,
                               double lead, double point, double quantity);

/* Share of demand met from the shelf, from the expected shortage n(x) = E(lead-time demand - x)+ at r and r + Q; with lost
 * sales (at most one order outstanding) n(r) alone counts. */
double ri_fill_rate_backorders(double short_at_point, double short_at_top, double quantity);
double ri_fill_rate_lost(double short_at_point, double quantity);
#endif
