/* Counts of slow sellers: negative binomial around a damped moving mean. Kernels.
 *
 *     y_t ~ NB(mean mu_t, dispersion r): variance mu + mu^2 / r
 *     mu_1 = level0,  mu_t = (1 - phi - alpha) mean + phi mu_{t-1} + alpha y_{t-1}
 *
 * Snyder, Ord & Beaumont (2012). A missing period is taken at its mean. Values below 0 count as 0; between whole numbers
 * the likelihood is continued, so that half units do no harm. */
#ifndef RI_DEMAND_COUNT_H
#define RI_DEMAND_COUNT_H
#include "base/error.h"

struct ri_count_model {
    double level0, mean, phi, alpha, dispersion;
};
/* Fits by maximum likelihood; *ret_criterion (optional): minus twice the log likelihood but for the factorials.
 * above[ri_count_room(y, n)] is room. At most `budget` passes; returns those spent. */
size_t ri_count_fit(const double *y, size_t n, double *above, size_t budget,
                    struct ri_count_model *model, double *ret_criterion);
size_t ri_count_room(const double *y, size_t n);
/* Mean of the first period after y[n]. */
double ri_count_run(const struct ri_count_model *model, const double *y, size_t n);
/* Mean of the j-th period ahead (from 1) and how much that mean itself varies, from the next mean mu. */
struct ri_count_ahead {
    double mean, variance;
};
struct ri_count_ahead ri_count_forecast(const struct ri_count_model *model, double mu, size_t j);
/* The smallest whole number with at least `level` of the law of that period below or at it: a negative binomial with the
 * period's mean and variance. */
double ri_count_quantile(const struct ri_count_model *model, struct ri_count_ahead ahead,
                         double level);
#endif
