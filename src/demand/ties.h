/* How a count that equals a quantile is counted.
 *
 * A quantile q of whole numbers for level p is the least one with P(y <= q) >= p, so that of what equals it only a part lies below
 * the level: t = (p - P(y < q)) / P(y = q). Counted so, an honest law covers p exactly, whatever its jumps (the mean of the
 * randomised probability integral transform: Czado, Gneiting & Held 2009). The law is read off its quantiles at a fine grid of levels.
 * Kernels. */
#ifndef RI_DEMAND_TIES_H
#define RI_DEMAND_TIES_H
#include "demand.h"

struct ri_fine_levels { /* the levels asked for among those of a grid */
    size_t count, asked_count;
    double levels[RI_DEMAND_LEVELS_MOST];
    size_t at[RI_DEMAND_LEVELS_MOST]; /* of those asked for, their places */
};
/* As many levels of the grid as fit beside those asked for, rising. */
void ri_fine_levels_make(const double *asked, size_t count, struct ri_fine_levels *ret);
/* From quantiles[count] at the fine levels those asked for, and the part of a tie with each that lies below its level. */
void ri_fine_levels_read(const struct ri_fine_levels *fine, const double *quantiles,
                         double *ret_quantiles, double *ret_ties);
#endif
