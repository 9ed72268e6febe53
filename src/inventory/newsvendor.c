/* Every law differs in its quantile and in its loss E(D - S)+ alone; E(S - D)+ = S - E D + E(D - S)+. */
#include "newsvendor.h"

#include "math/distribution.h"
#include "math/lognormal.h"
#include "math/stats.h"

#include <math.h>

double ri_critical_ratio(double over, double under)
{
    return over > 0 && under > 0 ? under / (over + under) : NAN;
}

static double cost_of(double over, double under, double mean, double loss, double level)
{
    return isnan(ri_critical_ratio(over, under)) ? NAN
                                                 : over * (level - mean + loss) + under * loss;
}

double ri_newsvendor_normal(double over, double under, double mean, double sd)
{
    return mean + sd * ri_normal_quantile(ri_critical_ratio(over, under));
}

double ri_newsvendor_normal_cost(double over, double under, double mean, double sd, double level)
{
    const double loss = sd > 0 ? sd * ri_normal_loss((level - mean) / sd) : fmax(mean - level, 0);
    return cost_of(over, under, mean, loss, level);
}

double ri_newsvendor_poisson(double over, double under, double mean)
{
    return ri_poisson_quantile(ri_critical_ratio(over, under), mean);
}

double ri_newsvendor_poisson_cost(double over, double under, double mean, double level)
{
    return cost_of(over, under, mean, ri_poisson_loss(level, mean), level);
}

double ri_newsvendor_negative_binomial(double over, double under, double mean, double dispersion)
{
    return ri_negative_binomial_quantile(ri_critical_ratio(over, under), mean, dispersion);
}

double ri_newsvendor_negative_binomial_cost(double over, double under, double mean,
                                            double dispersion, double level)
{
    return cost_of(over, under, mean, ri_negative_binomial_loss(level, mean, dispersion), level);
}

double ri_newsvendor_lognormal(double over, double under, double log_mean, double log_sd)
{
    return ri_lognormal_quantile(ri_critical_ratio(over, under), log_mean, log_sd);
}

double ri_newsvendor_lognormal_cost(double over, double under, double log_mean, double log_sd,
                                    double level)
{
    return cost_of(over, under, ri_lognormal_mean(log_mean, log_sd),
                   ri_lognormal_loss(level, log_mean, log_sd), level);
}

double ri_newsvendor_empirical(double over, double under, const double *sorted, size_t n)
{
    const double ratio = ri_critical_ratio(over, under);
    return isnan(ratio) ? NAN : ri_quantile_inverse(sorted, n, ratio);
}

double ri_newsvendor_empirical_cost(double over, double under, const double *sorted, size_t n,
                                    double level)
{
    return cost_of(over, under, ri_mean(sorted, n), ri_empirical_loss(sorted, n, level), level);
}
