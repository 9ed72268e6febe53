/* How one learner makes forecasts of many steps.
 *
 *     direct      a row knows how many steps ahead it looks; every step is asked from the origin
 *     recursive   a row looks one step ahead; what was said takes the place of what is not yet known, step by step
 *     both        the mean of the two: their errors differ (the M5 winners averaged them)
 *     auto        both where there are many rows to learn from, else direct
 *
 * What a recursive forecast says is a mean, and no mean is ever 0: shares of zeros and variation count it as a Poisson law of that mean
 * would. */
#ifndef RI_DEMAND_GLOBAL_STRATEGY_H
#define RI_DEMAND_GLOBAL_STRATEGY_H
#include "global_train.h"

/* Learns from targets before the origin, then forecasts from there on into ret[series][horizon], as global_predict. */
RI_MUST_CHECK ri_status global_forecast_from(const struct global_frame *frame,
                                             const struct global_plan *plan, size_t origin,
                                             struct ri_task *task, float *ret,
                                             struct ri_error *err);
#endif
