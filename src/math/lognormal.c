/* By the normal law of the logarithm. */
#include "lognormal.h"

#include "distribution.h"

#include <math.h>

double ri_lognormal_mean(double log_mean, double log_sd)
{
    return log_sd > 0 ? exp(log_mean + log_sd * log_sd / 2) : NAN;
}

double ri_lognormal_cdf(double x, double log_mean, double log_sd)
{
    if (!(log_sd > 0)) return NAN;
    return x > 0 ? ri_normal_cdf((log(x) - log_mean) / log_sd) : 0;
}

double ri_lognormal_quantile(double p, double log_mean, double log_sd)
{
    return log_sd > 0 ? exp(log_mean + log_sd * ri_normal_quantile(p)) : NAN;
}

/* E[X; X > s] is the mean times the chance that a law shifted by log_sd^2 lies above s. */
double ri_lognormal_loss(double s, double log_mean, double log_sd)
{
    const double mean = ri_lognormal_mean(log_mean, log_sd);
    if (isnan(mean) || s <= 0) return mean - s;
    const double z = (log(s) - log_mean) / log_sd;
    return mean * ri_normal_cdf(log_sd - z) - s * ri_normal_cdf(-z);
}
