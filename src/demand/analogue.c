/* Borrowing from look-alikes. */
#include "analogue.h"

#include "math/distribution.h"
#include "sum_law.h"

#include <math.h>

enum {
    RECENT = 8, /* newest seasons, for levels and places of the season */
    MATURE = 6, /* seasons of a launch before sales are as they will be */
    OLD = 12    /* seasons after which a look-alike can tell of both */
};

static double at(const struct ri_series *series, int64_t period)
{
    const int64_t i = period - series->start;
    if (i < 0 || i >= (int64_t)series->n || !isfinite(series->y[i])) return NAN;
    if (series->censored && series->censored[i]) return NAN;
    return series->y[i];
}

/* Period of the first demand; INT64_MAX: none. */
static int64_t born(const struct ri_series *series)
{
    for (size_t t = 0; t < series->n; t++)
        if (isfinite(series->y[t]) && series->y[t] != 0) return series->start + (int64_t)t;
    return INT64_MAX;
}

static int64_t earliest(const struct ri_panel *panel)
{
    int64_t first = panel->last;
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].start < first) first = panel->series[i].start;
    return first;
}

bool ri_series_is_new(const struct ri_panel *panel, size_t series, size_t season)
{
    const int64_t first = born(&panel->series[series]);
    const int64_t span = (int64_t)(RI_NEW_SEASONS * season);
    return first != INT64_MAX && panel->last - first < span && first - earliest(panel) >= 2 * span;
}

struct moments { /* of the known values of a span */
    double n, mean, variance;
};

static struct moments of_span(const struct ri_series *series, int64_t from, int64_t to)
{
    double n = 0, sum = 0, squares = 0;
    for (int64_t p = from; p < to; p++) {
        const double y = at(series, p);
        if (isnan(y)) continue;
        n++;
        sum += y;
        squares += y * y;
    }
    const double mean = n > 0 ? sum / n : NAN;
    return (struct moments){n, mean, n > 1 ? fmax(0, squares / n - mean * mean) : 0};
}

struct borrowing {
    const struct ri_panel *panel;
    size_t                 season;
    const size_t          *alike;
    size_t                 count;
    double                *place;          /* [season] over their mean */
    double                 launch[MATURE]; /* by season after the launch */
    size_t                 old, launches;
    double                 mean, spread; /* of levels: mean and variance between them */
    double                 variation; /* (variance - mean) / mean^2 of a series around its level */
};

static double launch_at(const struct borrowing *b, int64_t age)
{
    const size_t season = (size_t)age / b->season;
    return season < MATURE ? b->launch[season] : 1;
}

static size_t place_of(const struct borrowing *b, int64_t period)
{
    return (size_t)(period - ri_floor_div(period, (int64_t)b->season) * (int64_t)b->season);
}

static bool is_old(const struct borrowing *b, const struct ri_series *series)
{
    const int64_t first = born(series);
    return first != INT64_MAX && b->panel->last - first >= (int64_t)(OLD * b->season);
}

static void learn_places(struct borrowing *b)
{
    const int64_t from = b->panel->last - (int64_t)(RECENT * b->season) + 1;
    double        all = 0;
    for (size_t s = 0; s < b->season; s++) b->place[s] = 0;
    for (size_t i = 0; i < b->count; i++)
        for (int64_t p = from; p <= b->panel->last; p++) {
            const double y = at(&b->panel->series[b->alike[i]], p);
            if (isnan(y)) continue;
            b->place[place_of(b, p)] += fmax(0, y);
            all += fmax(0, y);
        }
    for (size_t s = 0; s < b->season; s++)
        b->place[s] = all > 0 ? b->place[s] * (double)b->season / all : 1;
}

static void learn_levels(struct borrowing *b)
{
    const int64_t from = b->panel->last - (int64_t)(RECENT * b->season) + 1;
    double        sum = 0, squares = 0, noise = 0, over = 0, under = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct ri_series *series = &b->panel->series[b->alike[i]];
        if (!is_old(b, series)) continue;
        const struct moments m = of_span(series, from, b->panel->last + 1);
        if (m.n < (double)(2 * b->season)) continue;
        b->old++;
        sum += m.mean;
        squares += m.mean * m.mean;
        noise += fmax(m.variance, m.mean) / m.n;
        over += m.variance - m.mean;
        under += m.mean * m.mean;
    }
    if (!b->old) return;
    const double n = (double)b->old;
    b->mean = sum / n;
    b->spread = fmax(squares / n - b->mean * b->mean - noise / n, 0.05 * b->mean * b->mean);
    b->variation = under > 0 ? fmax(0, over / under) : 0;
}

/* Means of the first seasons over the mean of those after, together of all whose launch was seen. */
static void learn_launch(struct borrowing *b)
{
    const int64_t seen = earliest(b->panel) + (int64_t)(4 * b->season);
    double        sums[MATURE] = {0}, mature = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct ri_series *series = &b->panel->series[b->alike[i]];
        const int64_t           first = born(series);
        if (first < seen || !is_old(b, series)) continue;
        const int64_t        ripe = first + (int64_t)(MATURE * b->season);
        const struct moments later = of_span(series, ripe, ripe + (int64_t)(MATURE * b->season));
        if (!(later.mean > 0)) continue;
        b->launches++;
        mature += later.mean;
        for (size_t s = 0; s < MATURE; s++) {
            const int64_t        from = first + (int64_t)(s * b->season);
            const struct moments m = of_span(series, from + !s, from + (int64_t)b->season);
            sums[s] += isnan(m.mean) ? later.mean : m.mean;
        }
    }
    for (size_t s = 0; s < MATURE; s++)
        b->launch[s] = b->launches >= RI_ALIKE_LEAST ? fmax(0.05, sums[s] / mature) : 1;
}

/* Own sales against what they would be at level 1. */
static void own_sales(const struct borrowing *b, const struct ri_series *series, int64_t first,
                      double *ret_units, double *ret_exposure)
{
    *ret_units = *ret_exposure = 0;
    for (int64_t p = first + 1; p <= b->panel->last; p++) {
        const double y = at(series, p);
        if (isnan(y)) continue;
        *ret_units += fmax(0, y);
        *ret_exposure += launch_at(b, p - first) * b->place[place_of(b, p)];
    }
}

static bool whole(const struct ri_series *series)
{
    for (size_t t = 0; t < series->n; t++)
        if (isfinite(series->y[t]) && series->y[t] != floor(series->y[t])) return false;
    return true;
}

static void put_quantiles(const struct ri_demand_options *options, double mean, double dispersion,
                          bool counts, double *quantiles)
{
    const double unit = counts ? 1 : 1000; /* of goods that are weighed: thousandths */
    for (size_t l = 0; l < options->level_count; l++)
        quantiles[l] =
            mean > 0
                ? ri_negative_binomial_quantile(options->levels[l], mean * unit, dispersion) / unit
                : 0;
}

ri_status ri_analogue_forecast(const struct ri_panel          *panel,
                               const struct ri_demand_options *options, size_t series,
                               const size_t *alike, size_t count, struct ri_arena *scratch,
                               double *mean, double *quantiles, struct ri_analogue *ret,
                               struct ri_error *err)
{
    const struct ri_series *own = &panel->series[series];
    struct borrowing        b = {
               .panel = panel, .season = options->season, .alike = alike, .count = count};
    const int64_t first = born(own);
    double        units, exposure;
    RI_ARENA_NEW(b.place, scratch, b.season, err);
    learn_places(&b);
    learn_levels(&b);
    learn_launch(&b);
    if (b.old < RI_ALIKE_LEAST || !(b.mean > 0) || first == INT64_MAX)
        return ri_fail(err, RI_EDATA, "%zu look-alikes are too few to borrow from", b.old);
    own_sales(&b, own, first, &units, &exposure);
    const double shape = b.mean * b.mean / b.spread, rate = b.mean / b.spread;
    const double level = (shape + units) / (rate + exposure);
    const double dispersion = 1 / (1 / (shape + units) + b.variation);
    const bool   counts = whole(own);
    for (size_t h = 0; h < options->horizon; h++) {
        const int64_t period = panel->last + 1 + (int64_t)h;
        const bool    closed = options->closed && h < options->closed_steps &&
                            options->closed[series * options->closed_steps + h];
        mean[h] =
            closed ? 0 : level * launch_at(&b, period - first) * b.place[place_of(&b, period)];
        put_quantiles(options, mean[h], dispersion, counts, quantiles + h * options->level_count);
    }
    *ret = (struct ri_analogue){.age = (size_t)(panel->last - first + 1),
                                .alike = b.old,
                                .launches = b.launches,
                                .borrowed = rate / (rate + exposure),
                                .level = level,
                                .behind = shape + units,
                                .variation = b.variation};
    return RI_OK;
}

void ri_analogue_draws(const struct ri_analogue *analogue, const double *mean, size_t span,
                       bool whole, size_t n, double *ret)
{
    const double unit = whole ? 1 : 1000; /* of goods that are weighed: thousandths */
    double       sum = 0, squares = 0;
    for (size_t j = 0; j < span; j++) {
        sum += mean[j];
        squares += mean[j] * mean[j];
    }
    const double own = sum * sum / analogue->behind + analogue->variation * squares;
    ri_sum_law_draws(sum * unit, (sum + own * unit) * unit, n, ret);
    for (size_t k = 0; k < n; k++) ret[k] /= unit;
}
