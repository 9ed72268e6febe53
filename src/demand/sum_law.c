/* Variance by shrinkage; draws by one walk along the law. */
#include "sum_law.h"

#include "math/distribution.h"

#include <math.h>

static const double SINGLE = 1.5, LEVEL = 20, CUT = 6, PRIOR = 10;
static const double WIDE = 60; /* standard deviation from which a count is as good as continuous */

static double usual(double forecast)
{
    return SINGLE * forecast + forecast * forecast / LEVEL;
}

void ri_sum_law_add(struct ri_sum_law *law, double actual, double forecast)
{
    const double miss = actual - forecast;
    law->squares += fmin(miss * miss / (usual(forecast) + 0.05), CUT);
    law->count += 1;
}

double ri_sum_law_variance(const struct ri_sum_law *law, double independent, double forecast)
{
    const double own = law->count > 0 ? law->squares / law->count : 1;
    return (own * independent + PRIOR) / (independent + PRIOR) * usual(forecast);
}

/* Gamma law by Wilson & Hilferty (1931), rounded. */
static void draw_wide(double mean, double variance, size_t n, double *ret)
{
    const double shape = mean * mean / variance, part = 1 / (9 * shape);
    for (size_t k = 0; k < n; k++) {
        const double z = ri_normal_quantile(((double)k + 0.5) / (double)n);
        const double root = fmax(1 - part + z * sqrt(part), 0);
        ret[k] = round(mean * root * root * root);
    }
}

void ri_sum_law_draws(double mean, double variance, size_t n, double *ret)
{
    const double deviation = sqrt(fmax(variance, mean));
    if (!(mean > 0)) {
        for (size_t k = 0; k < n; k++) ret[k] = 0;
        return;
    }
    if (deviation > WIDE) {
        draw_wide(mean, fmax(variance, mean), n, ret);
        return;
    }
    const double dispersion = variance > mean * 1.0001 ? mean * mean / (variance - mean) : INFINITY;
    const double ratio = isinf(dispersion) ? 0 : mean / (mean + dispersion);
    double       at = fmax(floor(mean - 9 * deviation), 0);
    double       term = ri_negative_binomial_pmf(at, mean, dispersion);
    double       below = ri_negative_binomial_cdf(at, mean, dispersion);
    for (size_t k = 0; k < n; k++) {
        const double level = ((double)k + 0.5) / (double)n;
        for (; below < level && at < mean + 60 * deviation; at++) {
            term *= isinf(dispersion) ? mean / (at + 1) : (at + dispersion) / (at + 1) * ratio;
            below += term;
        }
        ret[k] = at;
    }
}
