/* The effect of contact, and what a test of a size can find. */
#include "uplift.h"

#include "math/distribution.h"

#include <math.h>

struct group { /* running mean and squares (Welford 1962) */
    size_t n;
    double mean, squares;
    bool   binary; /* outcomes so far are 0 or 1 */
};

static void take(struct group *group, double y)
{
    const double away = y - group->mean;
    group->n++;
    group->mean += away / (double)group->n;
    group->squares += away * (y - group->mean);
    group->binary = group->binary && (y == 0 || y == 1);
}

/* Wilson's interval of a share. */
static void wilson(double share, double n, double z, double *ret_low, double *ret_high)
{
    const double scale = 1 + z * z / n, centre = (share + z * z / (2 * n)) / scale,
                 half = z / scale * sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    *ret_low = fmax(0, centre - half);
    *ret_high = fmin(1, centre + half);
}

static void interval_of_shares(const struct group at[2], double z, struct ri_uplift_effect *ret)
{
    double low[2], high[2];
    for (int g = 0; g < 2; g++) wilson(at[g].mean, (double)at[g].n, z, &low[g], &high[g]);
    ret->low = ret->effect - hypot(at[1].mean - low[1], high[0] - at[0].mean);
    ret->high = ret->effect + hypot(high[1] - at[1].mean, at[0].mean - low[0]);
}

ri_status ri_uplift_effect(const struct ri_trial *trial, double confidence,
                           struct ri_uplift_effect *ret, struct ri_error *err)
{
    struct group at[2] = {{.binary = true}, {.binary = true}};
    if (!(confidence > 0 && confidence < 1))
        return ri_fail(err, RI_EUSAGE, "a confidence of %g is not between 0 and 1", confidence);
    for (size_t i = 0; i < trial->count; i++) {
        if (!isfinite(trial->outcome[i]))
            return ri_fail(err, RI_EDATA, "the outcome of customer %zu is not a number", i + 1);
        take(&at[trial->treated[i] != 0], trial->outcome[i]);
    }
    if (at[0].n < 2 || at[1].n < 2)
        return ri_fail(err, RI_EDATA,
                       "%zu customers were contacted and %zu are in the control group: a "
                       "comparison needs 2 of each",
                       at[1].n, at[0].n);
    double variance = 0;
    for (int g = 0; g < 2; g++) variance += at[g].squares / (double)(at[g].n - 1) / (double)at[g].n;
    const double z = ri_normal_quantile((1 + confidence) / 2);
    *ret = (struct ri_uplift_effect){.treated = at[1].n,
                                     .control = at[0].n,
                                     .mean_treated = at[1].mean,
                                     .mean_control = at[0].mean,
                                     .effect = at[1].mean - at[0].mean,
                                     .error = sqrt(variance)};
    ret->low = ret->effect - z * ret->error;
    ret->high = ret->effect + z * ret->error;
    ret->p_value = ret->error > 0     ? 2 * ri_normal_cdf(-fabs(ret->effect) / ret->error)
                   : ret->effect == 0 ? 1
                                      : 0;
    if (at[0].binary && at[1].binary) interval_of_shares(at, z, ret);
    return RI_OK;
}

/* ---- Before the start -------------------------------------------------------------------------------------------- */

static bool sensible(const struct ri_uplift_design *d)
{
    return d->treated > 0 && d->control > 0 && d->sd_treated >= 0 && d->sd_control >= 0 &&
           d->confidence > 0 && d->confidence < 1 && d->power > 0 && d->power < 1;
}

static double error_of(const struct ri_uplift_design *d)
{
    return sqrt(d->sd_treated * d->sd_treated / d->treated +
                d->sd_control * d->sd_control / d->control);
}

double ri_uplift_detectable(const struct ri_uplift_design *d)
{
    if (!sensible(d)) return NAN;
    const double z = ri_normal_quantile((1 + d->confidence) / 2) + ri_normal_quantile(d->power);
    return fmax(0, z) * error_of(d);
}

double ri_uplift_power(const struct ri_uplift_design *d, double effect)
{
    if (!sensible(d)) return NAN;
    const double z = ri_normal_quantile((1 + d->confidence) / 2), error = error_of(d);
    if (!(error > 0)) return effect == 0 ? 1 - d->confidence : 1;
    return ri_normal_cdf(effect / error - z) + ri_normal_cdf(-effect / error - z);
}

/* The deviation of the contacted depends on the effect itself: halving, as the power rises with the effect. */
double ri_uplift_detectable_rate(const struct ri_uplift_design *design, double rate)
{
    struct ri_uplift_design d = *design;
    double                  low = 0, high = 1 - rate;
    if (!(rate >= 0 && rate < 1)) return NAN;
    d.sd_control = sqrt(rate * (1 - rate));
    d.sd_treated = 0;
    if (!sensible(&d)) return NAN;
    if (ri_uplift_detectable(&d) > high) return INFINITY;
    for (int i = 0; i < 60; i++) {
        const double effect = (low + high) / 2, p = rate + effect;
        d.sd_treated = sqrt(p * (1 - p));
        if (ri_uplift_detectable(&d) > effect)
            low = effect;
        else
            high = effect;
    }
    return high;
}
