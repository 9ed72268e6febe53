/* WRMSSE: the RMSSE of sums of series, weighted within each level and averaged over the levels, as M5 was scored
 * (Makridakis, Spiliotis & Assimakopoulos 2022).
 *
 *     level   sum over its nodes of w_i sqrt(mean over steps of (Y - F)^2 / scale_i)
 *     scale   mean squared change from one period to the next, from the node's first value that is not 0 up to the origin
 *     w_i     share of the node in the weights of all series
 *
 * Steps of a series that are not known leave its part out of both sums; a node without a scale counts as without error. */
#ifndef RI_DEMAND_WEIGHTED_H
#define RI_DEMAND_WEIGHTED_H
#include "sum_quantiles.h"

struct ri_weighting {
    const struct ri_hierarchy *hierarchy;
    const struct ri_panel     *nodes; /* ri_hierarchy_panel of the panel */
    const double *weights; /* [series], 0 or more; NULL: units of the newest `steps` periods */
};
/* Forecasts [series][steps] made at `origin` (the last period they knew; NAN: none) into ret_levels[level]; all NAN when the weights
 * are all 0. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_weighted_rmsse(const struct ri_weighting *weighting, int64_t origin,
                                          size_t steps, const double *forecasts,
                                          struct ri_arena *scratch, double *ret_levels,
                                          struct ri_error *err);
/* WSPL, the same of quantiles: pinball loss over the mean absolute change from one period to the next, the mean over steps and quantiles;
 * nodes weighted within each level, as M5's uncertainty was scored. Sums by ri_sum_quantiles; the last level, the series themselves, by
 * own[series][steps][level_count] (NAN: none, the series counts as without error). */
RI_MUST_CHECK ri_status ri_weighted_spl(const struct ri_weighting *weighting, int64_t origin,
                                        const struct ri_said_before *before, const float *own,
                                        const double *levels, size_t level_count,
                                        struct ri_arena *scratch, double *ret_levels,
                                        struct ri_error *err);
#endif
