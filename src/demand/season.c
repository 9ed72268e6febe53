/* Seasonal profiles by means and by classical decomposition; the test for a season. */
#include "season.h"

#include "math/stats.h"

#include <math.h>

/* Turns means per position into a profile; positions without a mean become average. */
static void normalise(double *at, size_t season, bool additive)
{
    size_t       known;
    const double mean = ri_mean_known(at, season, &known);
    for (size_t j = 0; j < season; j++) {
        if (isnan(at[j]))
            at[j] = additive ? 0 : 1;
        else if (additive)
            at[j] -= mean;
        else
            at[j] /= mean;
    }
}

static void means_by_position(const double *y, size_t from, size_t n, size_t season, double *at)
{
    for (size_t j = 0; j < season; j++) {
        double sum = 0;
        size_t known = 0;
        for (size_t t = from + (j + season - from % season) % season; t < n; t += season) {
            if (isnan(y[t])) continue;
            sum += y[t];
            known++;
        }
        at[j] = known ? sum / (double)known : (double)NAN;
    }
}

void ri_profile_of_means(const struct ri_history *history, size_t seasons, double *at,
                         struct ri_profile *ret)
{
    const size_t m = history->season, n = history->n;
    const size_t most = n / m < seasons ? n / m : seasons;
    const size_t from = m == 1 || most == 0 ? n : n - most * m;
    bool         additive = false, sold = false;
    for (size_t t = from; t < n; t++) {
        if (history->y[t] < 0) additive = true;
        if (history->y[t] > 0) sold = true;
    }
    if (!sold) additive = true;
    means_by_position(history->y, from, n, m, at);
    normalise(at, m, additive);
    *ret = (struct ri_profile){.season = m, .additive = additive, .at = at};
}

/* Mean of one season around t; both ends count half when the season is even. */
static void centred_average(const double *y, size_t n, size_t season, double *trend)
{
    const size_t half = season / 2;
    const bool   even = season % 2 == 0;
    for (size_t t = 0; t < n; t++) trend[t] = (double)NAN;
    for (size_t t = half; t + half < n; t++) {
        double sum = even ? (y[t - half] + y[t + half]) / 2 : y[t - half] + y[t + half];
        for (size_t i = t - half + 1; i < t + half; i++) sum += y[i];
        trend[t] = sum / (double)season;
    }
}

void ri_profile_of_decomposition(const struct ri_history *history, double *trend, double *at,
                                 struct ri_profile *ret)
{
    const double *y = history->y;
    const size_t  n = history->n, m = history->season;
    bool          additive = false;
    for (size_t t = 0; t < n; t++)
        if (y[t] <= 0) additive = true;
    centred_average(y, n, m, trend);
    for (size_t t = 0; t < n; t++) trend[t] = additive ? y[t] - trend[t] : y[t] / trend[t];
    means_by_position(trend, 0, n, m, at);
    normalise(at, m, additive);
    *ret = (struct ri_profile){.season = m, .additive = additive, .at = at};
}

static double remove_at(const struct ri_profile *profile, size_t j, double value)
{
    const double at = profile->at[j];
    if (profile->additive) return value - at;
    return at > 1e-9 ? value / at : (double)NAN;
}

double ri_profile_remove(const struct ri_profile *profile, size_t t, double value)
{
    return remove_at(profile, t % profile->season, value);
}

/* Season by season: a remainder for each value would cost more than all the rest. */
void ri_profile_remove_all(const struct ri_profile *profile, const double *y, size_t n, double *ret)
{
    const size_t m = profile->season;
    for (size_t from = 0; from < n; from += m) {
        const size_t count = n - from < m ? n - from : m;
        for (size_t j = 0; j < count; j++) ret[from + j] = remove_at(profile, j, y[from + j]);
    }
}

double ri_profile_apply(const struct ri_profile *profile, size_t t, double level)
{
    const double at = profile->at[t % profile->season];
    return profile->additive ? level + at : level * at;
}

ri_status ri_without_season(const struct ri_history *history, size_t seasons,
                            struct ri_arena *scratch, double **ret_x,
                            struct ri_profile *ret_profile, struct ri_error *err)
{
    double *at, *x;
    RI_ARENA_NEW(at, scratch, history->season, err);
    RI_ARENA_NEW(x, scratch, history->n, err);
    ri_profile_of_means(history, seasons, at, ret_profile);
    ri_profile_remove_all(ret_profile, history->y, history->n, x);
    *ret_x = x;
    return RI_OK;
}

bool ri_season_shows(const double *y, size_t n, size_t season)
{
    if (season < 2 || n < 2 * season) return false;
    double squares = 0;
    for (size_t i = 1; i < season; i++) {
        const double r = ri_autocorrelation(y, n, i);
        squares += r * r;
    }
    const double at_season = ri_autocorrelation(y, n, season);
    return fabs(at_season) >
           1.645 * sqrt((1 + 2 * squares) / (double)n); /* false for a constant: NAN */
}
