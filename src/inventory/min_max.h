/* (s,S), the trade's minimum and maximum: at each review, when the inventory position is at or below s, order up to S. Unmet
 * demand waits. Snyder & Shen, section 4.4; Zheng & Federgruen (1991); Ehrhardt & Mosier (1984). Kernels. */
#ifndef RI_INVENTORY_MIN_MAX_H
#define RI_INVENTORY_MIN_MAX_H
#include "base/error.h"

struct ri_min_max {
    double minimum, maximum, cost; /* s, S, a period */
};
/* Expected cost of a period that ends with the demand of lead time and period taken from position y, a whole number that may
 * be negative: convex or at least falling, then rising. The newsvendor's cost on lead time + 1 periods. */
typedef double ri_level_cost(void *context, double y);

/* Exact for demand in whole units: chance[n] of 0 .. n - 1 units in a period, adding up to 1, chance[0] < 1. `lowest` is where
 * cost is least. room[room_count] bounds S - s to half of it: false when it is too small, or a chance or K > 0 out of range. */
bool ri_min_max_best(double fixed, const double *chance, size_t n, ri_level_cost *cost,
                     void *context, double lowest, double *room, size_t room_count,
                     struct ri_min_max *ret);
/* Poisson demand: mean a period, lead >= 0 periods; room as above. */
bool ri_min_max_poisson(double fixed, double holding, double shortage, double mean, double lead,
                        double *chance, size_t n, double *room, size_t room_count,
                        struct ri_min_max *ret);
/* By formula, for any law with mean and standard deviation of a period; the cost stays NAN. NAN also when out of range. */
struct ri_min_max ri_min_max_power(double fixed, double holding, double shortage, double mean,
                                   double sd, double lead);
#endif
