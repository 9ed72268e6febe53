/* The Theta method: exponential smoothing plus a share of the trend line. Standard: theta 2 (Assimakopoulos &
 * Nikolopoulos 2000); optimised: theta fitted, one line; dynamic: theta fitted, the line fitted anew in each
 * period (Fiorucci et al. 2016). A season that shows is removed first by classical decomposition.
 *
 * Missing periods take the newest known level under the seasonal profile, so that time and season run on. Unlike the
 * published dynamic model the line stays as it is beyond the history: a line fed with its own means learns nothing. */
#include "models.h"

#include "season.h"
#include "smooth.h"

#include <math.h>

enum {
    BURN_IN = 3,
    MIN_OBS = 6
}; /* one-step errors before a line is worth anything do not count */
#define LEAST_ALPHA 1e-4 /* as R's */

struct theta_kind {
    ri_trend trend;
    bool     fit_theta;
};
struct prepared {
    double           *x; /* filled, without season */
    struct ri_profile profile;
};

/* Copies y, giving each missing period the nearest known value before it (or after, at the start), moved from that
 * value's position of the season to its own. */
static void fill_gaps(const struct ri_history *history, const struct ri_profile *profile, double *x)
{
    double level = (double)NAN;
    for (size_t t = 0; t < history->n && isnan(level); t++)
        level = ri_profile_remove(profile, t, history->y[t]);
    if (isnan(level)) level = 0;
    for (size_t t = 0; t < history->n; t++) {
        const double here = ri_profile_remove(profile, t, history->y[t]);
        if (!isnan(here)) level = here;
        x[t] = isnan(history->y[t]) ? ri_profile_apply(profile, t, level) : history->y[t];
    }
}

/* *seasonal says whether there is a season to remove; it is found here unless it is given. */
static ri_status prepare(const struct ri_history *history, bool given, bool *seasonal,
                         struct ri_arena *scratch, struct prepared *ret, struct ri_error *err)
{
    enum { ALL = 1 << 20 };
    const size_t n = history->n, m = history->season;
    double      *at, *trend;
    RI_ARENA_NEW(at, scratch, m, err);
    RI_ARENA_NEW(trend, scratch, n, err);
    RI_ARENA_NEW(ret->x, scratch, n, err);
    ri_profile_of_means(history, ALL, at, &ret->profile);
    fill_gaps(history, &ret->profile, ret->x);
    if (!given) *seasonal = ri_season_shows(ret->x, n, m);
    if (!*seasonal || n < 2 * m) {
        for (size_t j = 0; j < m; j++) at[j] = 0;
        ret->profile = (struct ri_profile){.season = m, .additive = true, .at = at};
        return RI_OK;
    }
    const struct ri_history filled = {.y = ret->x, .n = n, .season = m};
    ri_profile_of_decomposition(&filled, trend, at, &ret->profile);
    for (size_t t = 0; t < n; t++) ret->x[t] = ri_profile_remove(&ret->profile, t, ret->x[t]);
    return RI_OK;
}

static ri_status fit(const struct theta_kind *kind, const struct ri_history *history,
                     struct ri_arena *scratch, struct ri_fitted *fitted, struct ri_error *err)
{
    struct prepared  prepared;
    struct ri_smooth smooth = {.trend = kind->trend, .u = 0.5};
    bool             seasonal = false;
    RI_TRY(prepare(history, false, &seasonal, scratch, &prepared, err));
    ri_smooth_fit(prepared.x, history->n, BURN_IN, LEAST_ALPHA, kind->fit_theta, &smooth);
    fitted->count = 0;
    fitted->at[fitted->count++] = (struct ri_fitted_value){"alpha", smooth.alpha};
    fitted->at[fitted->count++] = (struct ri_fitted_value){"theta", 1 / fmax(1 - smooth.u, 1e-10)};
    fitted->at[fitted->count++] = (struct ri_fitted_value){"level0", smooth.level0};
    fitted->at[fitted->count++] = (struct ri_fitted_value){"seasonal", seasonal};
    return RI_OK;
}

static ri_status forecast(const struct theta_kind *kind, const struct ri_history *history,
                          const struct ri_fitted *fitted, size_t h, struct ri_arena *scratch,
                          double *ret_mean, struct ri_error *err)
{
    struct prepared  prepared;
    struct ri_smooth smooth = {
        .trend = kind->trend, .alpha = fitted->at[0].value, .u = 1 - 1 / fitted->at[1].value};
    bool seasonal = fitted->at[3].value > 0;
    RI_TRY(prepare(history, true, &seasonal, scratch, &prepared, err));
    ri_smooth_run(prepared.x, history->n, BURN_IN, false, true, &smooth);
    ri_smooth_forecast(&smooth, h, ret_mean);
    for (size_t j = 0; j < h; j++)
        ret_mean[j] = ri_profile_apply(&prepared.profile, history->n + j, ret_mean[j]);
    return RI_OK;
}

#define THETA_KIND(kind, trend_kind, fit_it)                                                \
    static const struct theta_kind kind##_kind = {trend_kind, fit_it};                      \
    static ri_status kind##_fit(const struct ri_history *history, struct ri_arena *scratch, \
                                struct ri_fitted *fitted, struct ri_error *err)             \
    {                                                                                       \
        return fit(&kind##_kind, history, scratch, fitted, err);                            \
    }                                                                                       \
    static ri_status kind##_forecast(                                                       \
        const struct ri_history *history, const struct ri_fitted *fitted, size_t h,         \
        struct ri_arena *scratch, double *ret_mean, struct ri_error *err)                   \
    {                                                                                       \
        return forecast(&kind##_kind, history, fitted, h, scratch, ret_mean, err);          \
    }                                                                                       \
    const struct ri_forecaster ri_##kind
#define THETA_SHARED .flags = RI_FORECASTER_SEASONAL, .min_obs = MIN_OBS

THETA_KIND(theta, RI_TREND_FIXED,
           false) = {.name = "theta",
                     .summary = "standard Theta: smoothing and half the trend line",
                     .fit = theta_fit,
                     .forecast = theta_forecast,
                     THETA_SHARED};
THETA_KIND(optimised_theta, RI_TREND_FIXED,
           true) = {.name = "optimised_theta",
                    .summary = "Theta with the share of the trend line fitted",
                    .fit = optimised_theta_fit,
                    .forecast = optimised_theta_forecast,
                    THETA_SHARED};
THETA_KIND(dynamic_theta, RI_TREND_DYNAMIC,
           true) = {.name = "dynamic_theta",
                    .summary = "Theta whose trend line is fitted anew each period",
                    .fit = dynamic_theta_fit,
                    .forecast = dynamic_theta_forecast,
                    THETA_SHARED};
