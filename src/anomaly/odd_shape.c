/* Seasons whose shape has no like: for each window of one season the distance to its nearest other window (the matrix profile), by levels
 * taken off, not scaled: a flat day is not like a full one. Distances of all pairs along the diagonals, O(n^2) for the newest 20,000
 * periods (STOMP: Zhu et al. 2016). The windows that stand far out by the robust ESD test are findings, the whole of each. */
#include "detectors.h"

#include "math/stats.h"

#include <math.h>

enum {
    NEWEST = 20000,
    STRICTER =
        100000 /* the tail of the least of many distances is longer than the normal law's (measured on quiet series) */
};

struct windows {
    const double *x; /* known values only; gaps stand on the line between neighbours */
    size_t        n, length;
    double       *mean, *energy; /* [n - length + 1]: mean, and sum of squares around it */
};

static void fill_gaps(const double *y, size_t n, double *ret)
{
    size_t last = n; /* the newest known period */
    for (size_t t = 0; t < n; t++) {
        ret[t] = y[t];
        if (isnan(y[t])) continue;
        const size_t from = last == n ? 0 : last + 1;
        for (size_t s = from; s < t; s++)
            ret[s] = last == n
                         ? y[t]
                         : y[last] + (y[t] - y[last]) * (double)(s - last) / (double)(t - last);
        last = t;
    }
    for (size_t s = last == n ? 0 : last + 1; s < n; s++) ret[s] = last == n ? 0 : y[last];
}

static void describe(struct windows *windows)
{
    const size_t m = windows->length, count = windows->n - m + 1;
    for (size_t i = 0; i < count; i++) {
        windows->mean[i] = ri_mean(windows->x + i, m);
        windows->energy[i] = 0;
        for (size_t t = i; t < i + m; t++)
            windows->energy[i] +=
                (windows->x[t] - windows->mean[i]) * (windows->x[t] - windows->mean[i]);
    }
}

/* Squared distance to the nearest window that does not overlap, for each. Along a diagonal the product of two windows changes by
 * what leaves and what enters. */
static void nearest_of(const struct windows *windows, double *ret)
{
    const size_t  m = windows->length, count = windows->n - m + 1;
    const double *x = windows->x;
    for (size_t i = 0; i < count; i++) ret[i] = (double)INFINITY;
    for (size_t apart = m; apart < count; apart++) {
        double product = 0;
        for (size_t t = 0; t < m; t++) product += x[t] * x[t + apart];
        for (size_t i = 0; i + apart < count; i++) {
            const size_t j = i + apart;
            if (i > 0) product += x[i + m - 1] * x[j + m - 1] - x[i - 1] * x[j - 1];
            const double along = product - (double)m * windows->mean[i] * windows->mean[j];
            const double distance = fmax(0, windows->energy[i] + windows->energy[j] - 2 * along);
            if (distance < ret[i]) ret[i] = distance;
            if (distance < ret[j]) ret[j] = distance;
        }
    }
}

static ri_status scan(const struct windows *windows, const struct ri_detect_options *options,
                      struct ri_arena *scratch, struct ri_judged *ret, struct ri_error *err)
{
    const size_t      count = windows->n - windows->length + 1;
    double           *nearest;
    double *room;
    size_t           *at;
    RI_ARENA_NEW(nearest, scratch, count, err);
    RI_ARENA_NEW(room, scratch, ri_esd_room(count), err);
    RI_ARENA_NEW(at, scratch, count, err);
    nearest_of(windows, nearest);
    /* Neighbours share most of their periods: one odd season makes about 2 m windows odd. */
    const size_t        most = (size_t)(options->share * (double)count) + 2 * windows->length;
    const struct ri_esd esd = {options->alpha / STRICTER, most, RI_ABOVE};
    /* Distances are skewed; their logarithms are nearly not. */
    for (size_t i = 0; i < count; i++) nearest[i] = log(fmax(nearest[i], 1e-300)) / 2;
    const size_t found = ri_esd_run(&esd, nearest, count, room, at);
    for (size_t i = 0; i < count; i++) nearest[i] = exp(nearest[i]);
    for (size_t i = 0; i < count; i++)
        for (size_t t = i; t < i + windows->length; t += windows->length) ret[t].score = nearest[i];
    /* The farthest window first; what overlaps one that was taken is its shadow. */
    for (size_t k = 0; k < found; k++) {
        bool shadow = false;
        for (size_t t = at[k]; t < at[k] + windows->length; t++) shadow = shadow || ret[t].anomaly;
        for (size_t t = at[k]; !shadow && t < at[k] + windows->length; t++) {
            ret[t].anomaly = true;
            ret[t].score = nearest[at[k]];
        }
    }
    return RI_OK;
}

static ri_status run(const struct ri_watched *watched, const struct ri_detect_options *options,
                     struct ri_arena *scratch, struct ri_judged *ret, struct ri_error *err)
{
    const size_t   n = watched->n < NEWEST ? watched->n : NEWEST, from = watched->n - n;
    struct windows windows = {.n = n, .length = watched->season > 3 ? watched->season : 4};
    double        *x, *season, *room;
    RI_ARENA_NEW(x, scratch, n, err);
    RI_ARENA_NEW(windows.mean, scratch, n, err);
    RI_ARENA_NEW(windows.energy, scratch, n, err);
    RI_ARENA_NEW(season, scratch, watched->season, err);
    RI_ARENA_NEW(room, scratch, 2 * watched->n + 1, err);
    fill_gaps(watched->y + from, n, x);
    windows.x = x;
    describe(&windows);
    RI_TRY(scan(&windows, options, scratch, ret + from, err));
    season_of_medians(watched, room, season);
    for (size_t t = from; t < watched->n; t++) { /* the usual shape at the level of the window */
        const size_t i = t - from < n - windows.length ? t - from : n - windows.length;
        ret[t].expected = windows.mean[i] + season[t % watched->season];
    }
    return RI_OK;
}

const struct ri_detector ri_odd_shape = {.name = "shape",
                                         .summary = "seasons whose course is like no other's",
                                         .score =
                                             "distance to the most similar other season, units",
                                         .least = 28,
                                         .least_seasons = 4,
                                         .run = run};
