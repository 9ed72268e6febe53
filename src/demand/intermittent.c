/* Croston, SBA, TSB, ADIDA, IMAPA. */
#include "intermittent.h"

#include "base/clones.h"
#include "math/optimise.h"
#include "models.h"

#include <math.h>

#define USUAL_WEIGHT 0.1 /* of Croston's method and its heirs */

struct ri_demands ri_demands_smooth(const double *y, size_t n, double weight_size,
                                    double weight_interval, double weight_chance)
{
    struct ri_demands d = {0};
    double            since = 0, seen = 0, all = 0;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t])) continue;
        const double sold = y[t] != 0;
        seen++;
        since++;
        d.chance = seen > 1 ? d.chance + weight_chance * (sold - d.chance) : sold;
        if (y[t] == 0) continue;
        d.size = d.count ? d.size + weight_size * (y[t] - d.size) : y[t];
        d.interval = d.count ? d.interval + weight_interval * (since - d.interval) : since;
        all += since;
        since = 0;
        d.count++;
    }
    d.mean_interval = d.count ? all / (double)d.count : 0;
    return d;
}

double ri_demands_error(const double *y, size_t n, double weight_size, double weight_chance)
{
    double size = 0, chance = 0, squares = 0;
    size_t seen = 0, demands = 0;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t])) continue;
        const double sold = y[t] != 0, miss = y[t] - size * chance;
        if (seen) squares += miss * miss;
        chance = seen++ ? chance + weight_chance * (sold - chance) : sold;
        if (y[t] == 0) continue;
        size = demands++ ? size + weight_size * (y[t] - size) : y[t];
    }
    return seen > 1 ? squares / (double)(seen - 1) : 0;
}

struct smoothed {
    const double *x;
    size_t        n;
    double        least, level;
};

/* Squared one-step errors of plain smoothings that begin at the first value; the last level of the best so far stays. */
RI_CLONES static void smooth(void *context, const double *weights, double *ret)
{
    struct smoothed *s = context;
    double           level[RI_LANES], squares[RI_LANES] = {0};
    for (size_t k = 0; k < RI_LANES; k++) level[k] = s->x[0];
    for (size_t i = 1; i < s->n; i++)
        for (size_t k = 0; k < RI_LANES; k++) {
            const double miss = s->x[i] - level[k];
            squares[k] += miss * miss;
            level[k] += weights[k] * miss;
        }
    for (size_t k = 0; k < RI_LANES; k++) {
        if (squares[k] < s->least) s->least = squares[k], s->level = level[k];
        ret[k] = squares[k];
    }
}

double ri_bucket_level(const double *y, size_t n, size_t length, double *sums)
{
    enum { LOOKS = 8 };
    size_t known = 0, t = 0;
    double weight;
    for (size_t i = 0; i < n; i++) known += (size_t)!isnan(y[i]);
    const size_t count = known / length, left_out = known - count * length;
    for (size_t i = 0; i < left_out; t++) i += (size_t)!isnan(y[t]);
    for (size_t i = 0; i < count; i++) {
        sums[i] = 0;
        for (size_t k = 0; k < length; t++) {
            if (isnan(y[t])) continue;
            sums[i] += y[t];
            k++;
        }
    }
    struct smoothed s = {.x = sums, .n = count, .least = INFINITY, .level = sums[0]};
    (void)ri_minimise_lanes(smooth, &s, 0.1, 0.3, 1e-4, LOOKS, &weight);
    return s.level / (double)length;
}

static void fill(double value, size_t h, double *ret_mean)
{
    for (size_t j = 0; j < h; j++) ret_mean[j] = value;
}

static ri_status croston_of(double share, const struct ri_history *history, size_t h,
                            double *ret_mean)
{
    const struct ri_demands d =
        ri_demands_smooth(history->y, history->n, USUAL_WEIGHT, USUAL_WEIGHT, USUAL_WEIGHT);
    fill(d.count ? share * d.size / d.interval : 0, h, ret_mean);
    return RI_OK;
}

static ri_status croston(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                         struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted, (void)scratch, (void)err;
    return croston_of(1, history, h, ret_mean);
}

static ri_status sba(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                     struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted, (void)scratch, (void)err;
    return croston_of(1 - USUAL_WEIGHT / 2, history, h, ret_mean);
}

static ri_status tsb_fit(const struct ri_history *history, struct ri_arena *scratch,
                         struct ri_fitted *fitted, struct ri_error *err)
{
    static const double weights[] = {0.02, 0.05, 0.1, 0.2, 0.3};
    (void)scratch, (void)err;
    double best = INFINITY;
    for (size_t i = 0; i < RI_COUNT(weights); i++)
        for (size_t k = 0; k < RI_COUNT(weights); k++) {
            const double error = ri_demands_error(history->y, history->n, weights[i], weights[k]);
            if (!(error < best)) continue;
            best = error;
            fitted->at[0] = (struct ri_fitted_value){"size", weights[i]};
            fitted->at[1] = (struct ri_fitted_value){"chance", weights[k]};
        }
    fitted->count = 2;
    return RI_OK;
}

static ri_status tsb(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                     struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)scratch, (void)err;
    const struct ri_demands d = ri_demands_smooth(history->y, history->n, fitted->at[0].value,
                                                  USUAL_WEIGHT, fitted->at[1].value);
    fill(d.chance * d.size, h, ret_mean);
    return RI_OK;
}

/* Bucket lengths first .. mean interval, averaged. */
static ri_status buckets(bool from_one, const struct ri_history *history, size_t h,
                         struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    const struct ri_demands d = ri_demands_smooth(history->y, history->n, 0, 0, 0);
    const size_t            last = d.count ? (size_t)nearbyint(d.mean_interval) : 1;
    double                 *sums, sum = 0;
    RI_ARENA_NEW(sums, scratch, history->n, err);
    for (size_t length = from_one ? 1 : last; length <= last; length++)
        sum += ri_bucket_level(history->y, history->n, length, sums);
    fill(sum / (double)(from_one ? last : 1), h, ret_mean);
    return RI_OK;
}

static ri_status adida(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                       struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted;
    return buckets(false, history, h, scratch, ret_mean, err);
}

static ri_status imapa(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                       struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted;
    return buckets(true, history, h, scratch, ret_mean, err);
}

const struct ri_forecaster ri_croston = {.name = "croston",
                                         .summary = "smoothed size over smoothed interval",
                                         .flags = RI_FORECASTER_FLAT,
                                         .min_obs = 1,
                                         .forecast = croston};
const struct ri_forecaster ri_sba = {.name = "sba",
                                     .summary = "Croston's without its upward bias",
                                     .flags = RI_FORECASTER_FLAT | RI_FORECASTER_LOWERS,
                                     .min_obs = 1,
                                     .forecast = sba};
const struct ri_forecaster ri_tsb = {.name = "tsb",
                                     .summary = "smoothed size times smoothed chance of a demand",
                                     .flags = RI_FORECASTER_FLAT,
                                     .min_obs = 2,
                                     .fit = tsb_fit,
                                     .forecast = tsb};
const struct ri_forecaster ri_adida = {.name = "adida",
                                       .summary =
                                           "smoothing of sums over the mean interval of demands",
                                       .flags = RI_FORECASTER_FLAT,
                                       .min_obs = 2,
                                       .forecast = adida};
const struct ri_forecaster ri_imapa = {.name = "imapa",
                                       .summary = "the mean of smoothing at several sums",
                                       .flags = RI_FORECASTER_FLAT,
                                       .min_obs = 2,
                                       .forecast = imapa};
