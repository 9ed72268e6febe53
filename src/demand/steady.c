/* A level that forgets slowly, carried by the seasonal profile: what stock is planned on. Nothing is fitted, so a history of a
 * handful of sales cannot lead it astray. The first value of a history is a sale because what was before is not known; it counts
 * for a whole season.
 *
 * Of a level that drifts by a share s of itself a period, seen through counts of mean m and variance m, Kalman's steady gain is s sqrt(m): a
 * slow seller tells little a period and must be remembered longer. One unit a day is forgotten in about seven weeks, one a
 * month in two thirds of a year. */
#include "models.h"

#include "season.h"

#include <math.h>

enum { PROFILE_SEASONS = 52, LONG_SEASON = 31 };
static const double GAIN = 0.7, LEAST = 0.05, MOST = 3; /* times the usual weight */

/* The weight of a period, from the usual one and the mean of the whole history, into which a season of nothing is counted. */
static double weight_of(const struct ri_history *history)
{
    const double season = (double)history->season;
    double       sum = 0, known = season;
    if (history->season > LONG_SEASON) return 0.2;
    for (size_t t = 0; t < history->n; t++) {
        if (isnan(history->y[t])) continue;
        sum += fabs(history->y[t]);
        known++;
    }
    const double week = sum / known * season / 7;
    return 0.2 / season * fmin(fmax(GAIN * sqrt(week), LEAST), MOST); /* usual: five seasons */
}

static ri_status steady(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                        struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted;
    double           *x;
    struct ri_profile profile;
    RI_TRY(ri_without_season(history, PROFILE_SEASONS, scratch, &x, &profile, err));
    const double season = (double)history->season;
    const double weight = weight_of(history);
    double       level = 0, known = 0;
    for (size_t t = 0; t < history->n; t++) {
        if (isnan(x[t])) continue;
        const double days = known > 0 || history->season > LONG_SEASON ? 1 : season;
        level = (1 - weight) * level + weight * x[t];
        known = (1 - weight) * known + weight * days;
    }
    if (known > 0) level /= known;
    for (size_t j = 0; j < h; j++) ret_mean[j] = ri_profile_apply(&profile, history->n + j, level);
    return RI_OK;
}

const struct ri_forecaster ri_steady_level = {
    .name = "steady_level",
    .summary = "a level that forgets slowly, carried by the profile of up to 52 seasons",
    .flags =
        RI_FORECASTER_SEASONAL | RI_FORECASTER_LOWERS, /* the first value counts for a season */
    .min_obs = 1,
    .min_seasons = 2,
    .forecast = steady};
