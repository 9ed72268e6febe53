/* Naive, drift, mean and seasonal naive: Hyndman & Athanasopoulos, FPP3 section 5.2. Missing periods are skipped:
 * "last" is the last known value, drift counts the periods between the known ends. */
#include "models.h"

#include "math/stats.h"

#include <math.h>

static void fill(double *ret_mean, size_t h, double value)
{
    for (size_t j = 0; j < h; j++) ret_mean[j] = value;
}

/* Index of the newest known value; the caller knows that there is one. */
static size_t last_known(const struct ri_history *history)
{
    size_t t = history->n - 1;
    while (t > 0 && isnan(history->y[t])) t--;
    return t;
}

static ri_status naive(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                       struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted, (void)scratch, (void)err;
    fill(ret_mean, h, history->y[last_known(history)]);
    return RI_OK;
}

static ri_status drift(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                       struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted, (void)scratch, (void)err;
    const size_t last = last_known(history);
    size_t       first = 0;
    while (isnan(history->y[first])) first++;
    const double slope = (history->y[last] - history->y[first]) / (double)(last - first);
    for (size_t j = 0; j < h; j++)
        ret_mean[j] = history->y[last] + slope * (double)(history->n + j - last);
    return RI_OK;
}

static ri_status mean(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                      struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted, (void)scratch, (void)err;
    size_t known;
    fill(ret_mean, h, ri_mean_known(history->y, history->n, &known));
    return RI_OK;
}

/* The newest known value of the same position; a position that was never known takes the mean of all. */
static ri_status seasonal_naive(const struct ri_history *history, const struct ri_fitted *fitted,
                                size_t h, struct ri_arena *scratch, double *ret_mean,
                                struct ri_error *err)
{
    (void)fitted, (void)scratch, (void)err;
    const size_t m = history->season, n = history->n;
    for (size_t j = 0; j < h; j++) {
        if (j >= m) {
            ret_mean[j] = ret_mean[j - m];
            continue;
        }
        size_t back = m - j; /* n + j - m, then whole seasons earlier */
        while (back <= n && isnan(history->y[n - back])) back += m;
        size_t known;
        ret_mean[j] = back <= n ? history->y[n - back] : ri_mean_known(history->y, n, &known);
    }
    return RI_OK;
}

const struct ri_forecaster ri_naive = {.name = "naive",
                                       .summary = "the last known value",
                                       .flags = RI_FORECASTER_SHIFTS | RI_FORECASTER_FLAT,
                                       .min_obs = 1,
                                       .forecast = naive};
const struct ri_forecaster ri_drift = {.name = "drift",
                                       .summary =
                                           "the line through the first and the last known value",
                                       .flags = RI_FORECASTER_SHIFTS,
                                       .min_obs = 2,
                                       .forecast = drift};
const struct ri_forecaster ri_mean_forecaster = {.name = "mean",
                                                 .summary = "the mean of all known values",
                                                 .flags = RI_FORECASTER_SHIFTS | RI_FORECASTER_FLAT,
                                                 .min_obs = 1,
                                                 .forecast = mean};
const struct ri_forecaster ri_seasonal_naive = {.name = "seasonal_naive",
                                                .summary = "the value one season ago",
                                                .flags =
                                                    RI_FORECASTER_SHIFTS | RI_FORECASTER_SEASONAL,
                                                .min_obs = 1,
                                                .min_seasons = 1,
                                                .forecast = seasonal_naive};
