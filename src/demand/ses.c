/* Simple exponential smoothing, plain and under a seasonal profile. The weight alpha has the least squared one-step
 * error, the first level follows from it. Missing periods leave the level as it is. */
#include "models.h"

#include "season.h"
#include "smooth.h"

enum { PROFILE_SEASONS = 52 };

static void report(const struct ri_smooth *smooth, struct ri_fitted *ret)
{
    ret->count = 0;
    ret->at[ret->count++] = (struct ri_fitted_value){"alpha", smooth->alpha};
    ret->at[ret->count++] = (struct ri_fitted_value){"level0", smooth->level0};
}

static ri_status ses_fit(const struct ri_history *history, struct ri_arena *scratch,
                         struct ri_fitted *fitted, struct ri_error *err)
{
    (void)scratch, (void)err;
    struct ri_smooth smooth = {.trend = RI_TREND_NONE};
    ri_smooth_fit(history->y, history->n, 0, 0, false, &smooth);
    report(&smooth, fitted);
    return RI_OK;
}

static ri_status ses(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                     struct ri_arena *scratch, double *ret_mean, struct ri_error *err)
{
    (void)scratch, (void)err;
    struct ri_smooth smooth = {.trend = RI_TREND_NONE, .alpha = fitted->at[0].value};
    ri_smooth_run(history->y, history->n, 0, false, true, &smooth);
    ri_smooth_forecast(&smooth, h, ret_mean);
    return RI_OK;
}

static ri_status seasonal_fit(const struct ri_history *history, struct ri_arena *scratch,
                              struct ri_fitted *fitted, struct ri_error *err)
{
    double           *x;
    struct ri_profile profile;
    struct ri_smooth  smooth = {.trend = RI_TREND_NONE};
    RI_TRY(ri_without_season(history, PROFILE_SEASONS, scratch, &x, &profile, err));
    ri_smooth_fit(x, history->n, 0, 0, false, &smooth);
    report(&smooth, fitted);
    return RI_OK;
}

static ri_status seasonal(const struct ri_history *history, const struct ri_fitted *fitted,
                          size_t h, struct ri_arena *scratch, double *ret_mean,
                          struct ri_error *err)
{
    double           *x;
    struct ri_profile profile;
    struct ri_smooth  smooth = {.trend = RI_TREND_NONE, .alpha = fitted->at[0].value};
    RI_TRY(ri_without_season(history, PROFILE_SEASONS, scratch, &x, &profile, err));
    ri_smooth_run(x, history->n, 0, false, true, &smooth);
    ri_smooth_forecast(&smooth, h, ret_mean);
    for (size_t j = 0; j < h; j++)
        ret_mean[j] = ri_profile_apply(&profile, history->n + j, ret_mean[j]);
    return RI_OK;
}

const struct ri_forecaster ri_ses = {.name = "ses",
                                     .summary = "simple exponential smoothing, optimised",
                                     .flags = RI_FORECASTER_SHIFTS | RI_FORECASTER_FLAT,
                                     .min_obs = 3,
                                     .fit = ses_fit,
                                     .forecast = ses};
const struct ri_forecaster ri_seasonal_ses = {
    .name = "seasonal_ses",
    .summary = "exponential smoothing of the level under a profile of up to 52 seasons",
    .flags = RI_FORECASTER_SEASONAL,
    .min_obs = 4,
    .min_seasons = 2,
    .fit = seasonal_fit,
    .forecast = seasonal};
