/* Quantiles of sums of series: what came beside what was said of all series at the same past occasions, so that series that move together
 * do so in the sums. For any model, since it only needs what the model said (split conformal, node by node).
 *
 *     occasion   a period of the past and the forecast that was made of it; Y and F: sums over the node's series that are known there
 *     outcome    m + (Y - F) (m + c) / (F + s c):  m the node's mean now, c its usual size, s the part of it that is known there
 *
 * as interval.h does for one series: errors grow with the level, and a quiet past cannot blow up. */
#ifndef RI_DEMAND_SUM_QUANTILES_H
#define RI_DEMAND_SUM_QUANTILES_H
#include "hierarchy.h"

struct ri_said_before { /* [series] each */
    const struct ri_hierarchy *hierarchy;
    size_t                     occasions, steps;
    const float               *said, *came; /* [series][occasions]; NAN: not said, not known */
    const double              *mean;        /* [series][steps] now; NAN: none, counts as 0 */
};
/* Of every node of a level, into ret[node][steps][level_count]; never falling along the levels, nor below 0 where nothing that came was.
 * A node without an occasion has its mean. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_sum_quantiles(const struct ri_said_before *before, size_t level,
                                         const double *levels, size_t level_count,
                                         struct ri_arena *scratch, double *ret,
                                         struct ri_error *err);
#endif
