/* The newest level under the profile of the season, carried on as last year went on: for sums, which follow their last year closely.
 *
 *     ratio     of the season on either side of the target over the four seasons before the origin, both a year back
 *     forecast  seasonal_level x ratio ^ share
 *     share     what held at earlier origins, a season apart: least squares of the logarithms, with a ridge towards a half as strong as a dozen
 *               months that lay 3 % apart
 *
 * The year is a whole number of seasons, so that weekdays stay weekdays. Without one and two months of history more, this is seasonal_level. */
#include "models.h"

#include "math/stats.h"

#include <math.h>

enum { BEFORE = 4 /* seasons */, SEASONS_A_YEAR_LEAST = 26 };
static const double BELIEVED = 0.5, WEIGHT = 0.01;
static const double RATIO_MOST = 0.7; /* of a logarithm: beyond it something else happened */

/* Periods of the year; 0: the history carries none, or does not reach back far enough. */
static size_t year_of(const struct ri_history *history)
{
    size_t longest = 0;
    for (size_t k = 0; k < RI_DEMAND_MORE_SEASONS; k++)
        longest = history->more[k] > longest ? history->more[k] : longest;
    const size_t year = longest / history->season * history->season;
    const bool   enough = history->season > 1 && year >= SEASONS_A_YEAR_LEAST * history->season &&
                        history->n >= year + 2 * BEFORE * history->season;
    return enough ? year : 0;
}

/* Logarithm of the mean of [from, to) over that of the seasons before `origin`; 0 where one is not known or not above 0. */
static double ratio(const struct ri_history *history, size_t origin, size_t from, size_t to)
{
    const size_t length = BEFORE * history->season;
    size_t       known_before, known_after;
    const double before = ri_mean_known(history->y + origin - length, length, &known_before);
    const double after = ri_mean_known(history->y + from, to - from, &known_after);
    if (!known_before || !known_after || !(before > 0) || !(after > 0)) return 0;
    return fmax(-RATIO_MOST, fmin(RATIO_MOST, log(after / before)));
}

static ri_status fit(const struct ri_history *history, struct ri_arena *scratch,
                     struct ri_fitted *fitted, struct ri_error *err)
{
    const size_t year = year_of(history), length = BEFORE * history->season;
    double       xy = WEIGHT * BELIEVED, xx = WEIGHT;
    (void)scratch, (void)err;
    for (size_t end = history->n; year && end >= year + 2 * length; end -= history->season) {
        const size_t origin = end - length, then = origin - year;
        const double x = ratio(history, then, then, then + length);
        xy += x * ratio(history, origin, origin, end);
        xx += x * x;
    }
    fitted->count = year ? 1 : 0;
    fitted->at[0] = (struct ri_fitted_value){"last_year", fmax(0, fmin(1, xy / xx))};
    return RI_OK;
}

static ri_status forecast(const struct ri_history *history, const struct ri_fitted *fitted,
                          size_t h, struct ri_arena *scratch, double *ret_mean,
                          struct ri_error *err)
{
    const size_t year = year_of(history), n = history->n, reach = history->season;
    RI_TRY(ri_seasonal_level.forecast(history, fitted, h, scratch, ret_mean, err));
    for (size_t j = 0; j < h && year && fitted->count; j++) {
        const size_t back = (j + reach + year) / year * year; /* years until all of it is known */
        if (n < back + BEFORE * history->season) continue;
        const size_t from = n + j - back - reach;
        const double said = ratio(history, n - back, from, from + 2 * reach + 1);
        ret_mean[j] *= exp(fitted->at[0].value * said);
    }
    return RI_OK;
}

const struct ri_forecaster ri_yearly_level = {
    .name = "yearly_level",
    .summary = "seasonal_level carried on as last year went on, as far as that held",
    .flags = RI_FORECASTER_SEASONAL,
    .min_obs = 4,
    .min_seasons = 2,
    .fit = fit,
    .forecast = forecast};
