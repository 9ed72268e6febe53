/* Quantiles and draws from past errors. */
#include "interval.h"

#include "math/stats.h"

#include <math.h>

enum { POOL_WANTED = 100, POOL_FEW = 20, SUM_ORIGINS_MOST = 120, SUM_SEASONS = 52 };

double ri_outcome(const struct ri_cleaned *cleaned, double forecast, double past_forecast,
                  double past_error, double periods)
{
    if (!cleaned->never_negative) return forecast + past_error;
    const double c = cleaned->mean_size * periods;
    const double scale = past_forecast + c > 0 ? (forecast + c) / (past_forecast + c) : 1;
    return fmax(0, forecast + past_error * scale);
}

static double quantile(const struct ri_cleaned *cleaned, const double *sorted, size_t n,
                       double level)
{
    if (!cleaned->whole) return ri_quantile_weibull(sorted, n, level);
    /* The rank of a sample that is one larger: with few errors the tails lie farther out. */
    const double rank = level * ((double)n + 1) / (double)n;
    return ri_quantile_inverse(sorted, n, fmin(1, rank));
}

static double finish(const struct ri_cleaned *cleaned, double outcome)
{
    return cleaned->whole ? round(outcome) : outcome;
}

void ri_quantiles_follow(double *quantiles, size_t level_count, double before, double after,
                         bool by_units, bool whole)
{
    for (size_t l = 0; l < level_count; l++) {
        const double moved = by_units || before <= 0 ? fmax(0, quantiles[l] + after - before)
                                                     : quantiles[l] * after / before;
        quantiles[l] = whole ? round(moved) : moved;
    }
}

/* How many neighbouring steps on each side share their errors. */
static size_t reach(const struct ri_origins *origins)
{
    const size_t want = POOL_WANTED / origins->count;
    const size_t side = want > 1 ? want / 2 : 0;
    return side < origins->steps ? side : origins->steps - 1;
}

static size_t pool_errors(const struct ri_cleaned *cleaned, const struct ri_origins *origins,
                          const double *past, size_t step, double mean, double *pool)
{
    const size_t side = reach(origins), n = cleaned->history.n;
    const size_t from = step > side ? step - side : 0;
    const size_t to = step + side < origins->steps ? step + side : origins->steps - 1;
    size_t       count = 0;
    for (size_t i = 0; i < origins->count; i++) {
        const size_t origin = origins->first + i * origins->spacing;
        for (size_t j = from; j <= to && origin + j < n; j++) {
            const double y = cleaned->raw[origin + j], f = past[i * origins->steps + j];
            if (isnan(y)) continue;
            pool[count++] = finish(cleaned, ri_outcome(cleaned, mean, f, y - f, 1));
        }
    }
    return count;
}

/* Deviations of the `most` newest periods from the mean of the history. */
static size_t pool_deviations(const struct ri_cleaned *cleaned, double mean, size_t most,
                              double *pool)
{
    size_t       known, count = 0;
    const double centre = ri_mean_known(cleaned->raw, cleaned->history.n, &known);
    const size_t newest = cleaned->history.n > most ? cleaned->history.n - most : 0;
    for (size_t t = newest; t < cleaned->history.n; t++)
        if (!isnan(cleaned->raw[t]))
            pool[count++] =
                finish(cleaned, ri_outcome(cleaned, mean, centre, cleaned->raw[t] - centre, 1));
    return count;
}

size_t ri_pool_room(const struct ri_cleaned *cleaned, const struct ri_origins *origins)
{
    const size_t pooled = origins->count ? origins->count * (2 * reach(origins) + 1) : 0;
    return pooled + cleaned->history.n;
}

void ri_interval_quantiles(const struct ri_cleaned *cleaned, const struct ri_origins *origins,
                           const double *past, const double *mean, const double *levels,
                           size_t level_count, double *pool, double *ret_quantiles)
{
    for (size_t j = 0; j < origins->steps; j++) {
        size_t count = past ? pool_errors(cleaned, origins, past, j, mean[j], pool) : 0;
        if (count == 0)
            count = pool_deviations(cleaned, mean[j], SIZE_MAX, pool);
        else if (count < POOL_FEW)
            count += pool_deviations(cleaned, mean[j], POOL_FEW, pool + count);
        if (count == 0) pool[count++] = mean[j];
        ri_sort(pool, count);
        for (size_t l = 0; l < level_count; l++)
            ret_quantiles[j * level_count + l] = quantile(cleaned, pool, count, levels[l]);
    }
}

struct ri_origins ri_origins_of_sums(size_t n, size_t season, size_t periods)
{
    const size_t last = n > periods ? n - periods : 0; /* the newest origin whose window is over */
    size_t       first = n / 2;
    if (last > SUM_SEASONS * season && last - SUM_SEASONS * season > first)
        first = last - SUM_SEASONS * season;
    if (last < first || last == 0)
        return (struct ri_origins){.first = n, .spacing = 1, .steps = periods};
    const size_t spacing = (last - first) / SUM_ORIGINS_MOST + 1;
    return (struct ri_origins){.count = (last - first) / spacing + 1,
                               .first = first,
                               .spacing = spacing,
                               .steps = periods};
}

void ri_interval_draws(const struct ri_cleaned *cleaned, double total, double *outcomes,
                       size_t count, size_t draw_count, double *ret_draws)
{
    ri_sort(outcomes, count);
    for (size_t k = 0; k < draw_count; k++) {
        const double level = ((double)k + 0.5) / (double)draw_count;
        const double draw = count ? ri_quantile_weibull(outcomes, count, level) : total;
        ret_draws[k] = finish(cleaned, draw);
    }
}
