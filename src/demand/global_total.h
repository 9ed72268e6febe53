/* The sum of all series is forecast on its own too, and what the learner says of them is drawn towards it.
 *
 * Errors of single series are many and cancel; what they have in common does not: a learner that has seen no month like the next one
 * errs on all of them to one side. One smooth forecast of the sum knows nothing of products, but errs otherwise, and the mean of two
 * forecasts that err differently is better than either (Bates & Granger 1969). In every period all series are multiplied by one factor:
 *
 *     factor = 1 - share + share x sum forecast / sum of the learner's forecasts
 *     a ratio of the sums beyond a fifth (of a logarithm) from the median of the season on either side counts as a fifth: that is a
 *     feast which one of the two forecasts does not know, and no level
 *     share  = miss_learner / (miss_learner + miss_sum), medians of squared errors at the held-back origins; at most two thirds
 *
 * The sum's forecast is yearly_level: few series follow last year as closely as the sum of all, and a learner that saw two years
 * saw two Februaries.
 *
 * so that a sum that cannot know what moves demand (promotions, closed days) is hardly listened to. */
#ifndef RI_DEMAND_GLOBAL_TOTAL_H
#define RI_DEMAND_GLOBAL_TOTAL_H
#include "global_frame.h"

struct global_said { /* forecasts of all series from one origin */
    size_t origin;   /* periods of the frame that were known */
    float *values;   /* [series][horizon] */
};
/* Draws the forecasts of past[past_count] and of `ahead` towards the sum; the share comes from the past alone (0: nothing changes)
 * and goes to *ret_share. RI_ENOMEM. */
RI_MUST_CHECK ri_status global_total_draw(const struct global_frame *frame,
                                          const struct global_said *past, size_t past_count,
                                          const struct global_said *ahead, size_t horizon,
                                          double *ret_share, struct ri_error *err);
#endif
