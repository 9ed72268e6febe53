/* Variance by a mixture of two crowds; draws by one walk along the law. */
#include "sum_law.h"

#include "math/distribution.h"

#include <math.h>

static const double SINGLE = 1.5, LEVEL = 20, CUT = 6, PRIOR = 10;
static const double STEADY = 0.01, LEAST = 1e-3,
                    FEW = 4;   /* errors from which a series can be told to be steady */
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

/* Log of how likely n errors of mean square `own` are where phi follows an inverse gamma law of mean about 1, worth PRIOR errors. */
static double of_the_crowd(double own, double n)
{
    const double a = PRIOR / 2, b = (PRIOR + n) / 2;
    return a * log(a) - lgamma(a) + lgamma(b) - b * log((PRIOR + n * own) / 2);
}

/* The same where log phi is anything from log LEAST to 0 alike. */
static double of_the_steady(double own, double n)
{
    return lgamma(n / 2) - n / 2 * log(n * fmax(own, LEAST) / 2) - log(-log(LEAST));
}

static double phi_of(const struct ri_sum_law *law, double n)
{
    const double own = law->count > 0 ? law->squares / law->count : 1;
    const double drawn = (own * n + PRIOR) / (n + PRIOR);
    if (!(own < 1) || n < FEW) return drawn;
    const double odds = STEADY / (1 - STEADY) * exp(of_the_steady(own, n) - of_the_crowd(own, n));
    const double steady = isfinite(odds) ? odds / (1 + odds) : 1;
    return (1 - steady) * drawn + steady * fmax(own, LEAST) * (n + 1) / n;
}

double ri_sum_law_variance(const struct ri_sum_law *law, double independent, double sold,
                           double forecast)
{
    const double level = forecast * forecast * fmax(1 / fmax(sold, 1) - 1 / LEVEL, 0);
    return phi_of(law, independent) * usual(forecast) + level;
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

struct
    walk { /* along a law of counts: term(k + 1) = term(k) (a + b / (k + 1)), Panjer's recursion */
    double at, term, below, a, b, last;
};

/* Trials whose binomial law has the mean and a variance that is not smaller. */
static struct walk binomial(double mean, double variance, double from)
{
    const double trials = fmax(ceil(mean * mean / (mean - variance)), floor(mean) + 1);
    const double p = mean / trials;
    struct walk  walk = {.at = fmin(from, trials), .last = trials};
    walk.a = -p / (1 - p);
    walk.b = (trials + 1) * p / (1 - p);
    walk.term = exp(lgamma(trials + 1) - lgamma(walk.at + 1) - lgamma(trials - walk.at + 1) +
                    walk.at * log(p) + (trials - walk.at) * log1p(-p));
    walk.below = walk.term; /* what lies before `from` is nothing */
    return walk;
}

static struct walk negative_binomial(double mean, double variance, double from)
{
    const double dispersion = variance > mean * 1.0001 ? mean * mean / (variance - mean) : INFINITY;
    const double ratio = isinf(dispersion) ? 0 : mean / (mean + dispersion);
    return (struct walk){.at = from,
                         .term = ri_negative_binomial_pmf(from, mean, dispersion),
                         .below = ri_negative_binomial_cdf(from, mean, dispersion),
                         .a = ratio,
                         .b = isinf(dispersion) ? mean : (dispersion - 1) * ratio,
                         .last = INFINITY};
}

void ri_sum_law_draws(double mean, double variance, size_t n, double *ret)
{
    const double deviation = sqrt(fmax(variance, 0));
    if (!(mean > 0)) {
        for (size_t k = 0; k < n; k++) ret[k] = 0;
        return;
    }
    if (deviation > WIDE) {
        draw_wide(mean, variance, n, ret);
        return;
    }
    const double from = fmax(floor(mean - 9 * fmax(deviation, 1)), 0);
    const bool   narrow = variance < mean * 0.9999;
    struct walk  walk = narrow ? binomial(mean, variance, from)
                               : negative_binomial(mean, fmax(variance, mean), from);
    const double last = fmin(walk.last, mean + 60 * fmax(deviation, 1));
    for (size_t k = 0; k < n; k++) {
        const double level = ((double)k + 0.5) / (double)n;
        for (; walk.below < level && walk.at < last; walk.at++) {
            walk.term *= walk.a + walk.b / (walk.at + 1);
            walk.below += walk.term;
        }
        ret[k] = walk.at;
    }
}
