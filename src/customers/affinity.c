/* Shrunk ratios and credible means. */
#include "affinity.h"

#include "math/distribution.h"
#include "math/optimise.h"

#include <math.h>

/* ---- Counts against expectation ----------------------------------------------------------------------------------- */

struct strength_search {
    const struct ri_count_of *counts;
    size_t                    count;
};

/* log Gamma(o + s) - log Gamma(s): a short product for the small counts that most people have. */
static double log_rising(double s, double o)
{
    enum { SHORT = 24 };
    int sign;
    if (o > SHORT || o != floor(o)) return lgamma_r(o + s, &sign) - lgamma_r(s, &sign);
    double product = 1; /* below 1e6 ^ 24: no overflow */
    for (int i = 0; i < (int)o; i++) product *= s + i;
    return log(product);
}

/* Minus the beta-binomial log-likelihood, but for what s does not change. */
static double loss(void *context, double log_s)
{
    const struct strength_search *search = context;
    const double                  s = exp(log_s);
    double                        sum = 0;
    for (size_t i = 0; i < search->count; i++) {
        const struct ri_count_of *at = &search->counts[i];
        if (!(at->share > 0 && at->share < 1)) continue; /* nothing to differ in */
        sum += log_rising(s * at->share, at->observed) +
               log_rising(s * (1 - at->share), at->trials - at->observed) -
               log_rising(s, at->trials);
    }
    return -sum;
}

double ri_affinity_strength(const struct ri_count_of *counts, size_t count)
{
    enum { GRID = 24, BUDGET = 60 };
    const double           most = log(RI_AFFINITY_STRENGTH_MOST);
    struct strength_search search = {counts, count};
    double                 at = most;
    if (!count) return RI_AFFINITY_STRENGTH_MOST;
    ri_minimise(loss, &search, log(1e-2), most, GRID, 1e-4, BUDGET, &at);
    return exp(at);
}

/* Quantile of beta(a, b) by halving. */
static double beta_quantile(double a, double b, double p)
{
    double low = 0, high = 1;
    for (int i = 0; i < 60 && high - low > 1e-10; i++) {
        const double middle = (low + high) / 2;
        if (ri_beta_inside(middle, a, b) < p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

double ri_affinity_ratio(const struct ri_count_of *count, double strength)
{
    return (count->observed + strength * count->share) /
           ((count->trials + strength) * count->share);
}

struct ri_affinity ri_affinity_of(const struct ri_count_of *count, double strength,
                                  double confidence)
{
    const double a = count->observed + strength * count->share,
                 b = count->trials - count->observed + strength * (1 - count->share);
    struct ri_affinity ret = {1, 1, 1};
    if (!(count->share < 1)) return ret; /* everybody always does */
    ret.ratio = ri_affinity_ratio(count, strength);
    ret.low = beta_quantile(a, b, (1 - confidence) / 2) / count->share;
    ret.high = beta_quantile(a, b, (1 + confidence) / 2) / count->share;
    return ret;
}

/* ---- Means of measurements ---------------------------------------------------------------------------------------- */

struct ri_credibility ri_credibility_fit(const struct ri_measured *measured, size_t count)
{
    double total = 0, sum = 0, squares = 0, freedom = 0, people = 0, spread = 0, weights = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(measured[i].count > 0)) continue;
        total += measured[i].count;
        sum += measured[i].count * measured[i].mean;
        squares += measured[i].squares;
        freedom += measured[i].count - 1;
        weights += measured[i].count * measured[i].count;
        people++;
    }
    struct ri_credibility ret = {.mean = total > 0 ? sum / total : 0,
                                 .within = freedom > 0 ? squares / freedom : 0};
    for (size_t i = 0; i < count; i++)
        spread += measured[i].count > 0 ? measured[i].count * (measured[i].mean - ret.mean) *
                                              (measured[i].mean - ret.mean)
                                        : 0;
    const double divisor = total > 0 ? total - weights / total : 0;
    if (divisor > 0) ret.between = fmax((spread - (people - 1) * ret.within) / divisor, 0);
    return ret;
}

double ri_credibility_mean(const struct ri_credibility *credibility, const struct ri_measured *of)
{
    const double weight = of->count * credibility->between;
    if (!(weight > 0)) return credibility->mean;
    const double z = weight / (weight + credibility->within);
    return z * of->mean + (1 - z) * credibility->mean;
}
