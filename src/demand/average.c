/* Averages: of the newest window, of the newest values of the same position, and of a window carried by a long
 * seasonal profile. Missing periods are skipped; a window that knows nothing reaches further back.
 *
 * seasonal_level is the workhorse: a year says how the week goes, four weeks say how much. Its window is whole
 * seasons, so that paydays and weekends weigh the same in each. */
#include "models.h"

#include "math/stats.h"
#include "season.h"

#include <math.h>

enum {
    NEWEST_SEASONS = 4,   /* seasons that tell the level */
    PROFILE_SEASONS = 52, /* seasons that tell the profile */
    SHORT_SEASON = 7,     /* longer ones: a single season tells the level */
    NO_SEASON_WINDOW = 28
};

static size_t level_window(const struct ri_history *history)
{
    const size_t m = history->season;
    if (m == 1) return NO_SEASON_WINDOW;
    return m <= SHORT_SEASON ? NEWEST_SEASONS * m : m;
}

static ri_status average(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                         struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)fitted, (void)scratch, (void)err;
    const size_t window = level_window(history);
    size_t       known = 0;
    double       level = 0;
    for (size_t length = window; known == 0; length += window) {
        const size_t from = length < history->n ? history->n - length : 0;
        level = ri_mean_known(history->y + from, history->n - from, &known);
    }
    for (size_t j = 0; j < h; j++) ret_mean[j] = level;
    return RI_OK;
}

static ri_status seasonal_average(const struct ri_history *history, const struct ri_fitted *fitted,
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
        double sum = 0;
        size_t known = 0, all;
        for (size_t back = m - j; back <= n && known < NEWEST_SEASONS; back += m) {
            if (isnan(history->y[n - back])) continue;
            sum += history->y[n - back];
            known++;
        }
        ret_mean[j] = known ? sum / (double)known : ri_mean_known(history->y, n, &all);
    }
    return RI_OK;
}

/* Level of the window under a profile: units sold by units that the profile expects of a level of 1. */
static double level_under(const struct ri_profile *profile, const struct ri_history *history,
                          size_t window)
{
    for (size_t length = window;; length += window) {
        const size_t from = length < history->n ? history->n - length : 0;
        double       sold = 0, expected = 0;
        for (size_t t = from; t < history->n; t++) {
            if (isnan(history->y[t])) continue;
            sold +=
                profile->additive ? ri_profile_remove(profile, t, history->y[t]) : history->y[t];
            expected += profile->additive ? 1 : profile->at[t % profile->season];
        }
        if (expected > 0) return sold / expected;
        if (from == 0) return 0; /* known only where the profile sells nothing */
    }
}

static ri_status seasonal_level(const struct ri_history *history, const struct ri_fitted *fitted,
                                size_t h, struct ri_arena *scratch, double *ret_mean,
                                struct ri_error *err)
{
    (void)fitted;
    double           *at;
    struct ri_profile profile;
    RI_ARENA_NEW(at, scratch, history->season, err);
    ri_profile_of_means(history, PROFILE_SEASONS, at, &profile);
    const double level = level_under(&profile, history, level_window(history));
    for (size_t j = 0; j < h; j++) ret_mean[j] = ri_profile_apply(&profile, history->n + j, level);
    return RI_OK;
}

const struct ri_forecaster ri_average = {
    .name = "average",
    .summary = "the mean of the newest four seasons (one, if longer than 7; 28 without)",
    .flags = RI_FORECASTER_SHIFTS | RI_FORECASTER_FLAT,
    .min_obs = 1,
    .forecast = average};
const struct ri_forecaster ri_seasonal_average = {
    .name = "seasonal_average",
    .summary = "the mean of the last four of the same position",
    .flags = RI_FORECASTER_SHIFTS | RI_FORECASTER_SEASONAL,
    .min_obs = 1,
    .min_seasons = 1,
    .forecast = seasonal_average};
const struct ri_forecaster ri_seasonal_level = {
    .name = "seasonal_level",
    .summary = "the newest level carried by the profile of up to 52 seasons",
    .flags = RI_FORECASTER_SEASONAL,
    .min_obs = 4,
    .min_seasons = 2,
    .forecast = seasonal_level};
