/* The season that the means of a panel follow, judged half by half. */
#include "season_length.h"

#include <math.h>

enum { PERIODS_MOST = 4096, SEASONS_LEAST = 8 };
static const double CLEAR = 0.3, CLEARER = 0.1;

struct means {
    size_t  n;
    double *y;       /* [n] mean of the series that are known, NAN where none is */
    double *running; /* [n + 1] sums of the known ones before */
    double *known;   /* [n + 1] how many those are */
};

static ri_status new_means(const struct ri_panel *panel, struct ri_arena *scratch,
                           struct means *means, struct ri_error *err)
{
    int64_t first = panel->last + 1;
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].n && panel->series[i].start < first) first = panel->series[i].start;
    const int64_t all = panel->last + 1 - first;
    means->n = all < PERIODS_MOST ? (size_t)all : PERIODS_MOST;
    RI_ARENA_NEW(means->y, scratch, means->n + 1, err);
    RI_ARENA_NEW(means->running, scratch, means->n + 1, err);
    RI_ARENA_NEW(means->known, scratch, means->n + 1, err);
    return RI_OK;
}

struct line { /* level at the middle of what is known, and how it changes a period */
    double middle, level, slope;
};

/* By least squares over the known values from `from` on. */
static struct line line_of(const struct ri_series *series, size_t from)
{
    double      known = 0, along = 0, across = 0;
    struct line line = {0};
    for (size_t t = from; t < series->n; t++) {
        if (!isfinite(series->y[t])) continue;
        const double moved = (double)t - line.middle, rest = series->y[t] - line.level;
        known++;
        line.middle += moved / known;
        line.level += rest / known;
        along += moved * ((double)t - line.middle);
        across += moved * (series->y[t] - line.level);
    }
    line.slope = along > 0 ? across / along : 0;
    return line;
}

/* Each series above a line of its own, so that those that begin late, grow or are closed apart move no level. */
static void add_series(const struct ri_panel *panel, const struct ri_series *series,
                       const struct means *means, double *counts)
{
    const int64_t     ago = panel->last + 1 - (int64_t)means->n - series->start;
    const size_t      from = ago > 0 ? (size_t)ago : 0;
    const struct line line = line_of(series, from);
    for (size_t t = from; t < series->n; t++) {
        const int64_t at = (int64_t)t - ago;
        if (!isfinite(series->y[t]) || at >= (int64_t)means->n) continue;
        means->y[at] += series->y[t] - line.level - line.slope * ((double)t - line.middle);
        counts[at]++;
    }
}

static void take_means(struct means *means, const double *counts)
{
    for (size_t t = 0; t < means->n; t++) {
        const bool is_known = counts[t] > 0;
        means->y[t] = is_known ? means->y[t] / counts[t] : (double)NAN;
        means->running[t + 1] = means->running[t] + (is_known ? means->y[t] : 0);
        means->known[t + 1] = means->known[t] + is_known;
    }
}

/* What stands above the moving average of one season around t; NAN where a part of it is not there. */
static double above_average(const struct means *means, size_t t, size_t season)
{
    const size_t half = season / 2;
    if (t < half || t + half >= means->n) return NAN;
    const double known = means->known[t + half + 1] - means->known[t - half];
    return means->y[t] - (means->running[t + half + 1] - means->running[t - half]) / known;
}

/* Part of the newer half's squares that the older half foretells, below 0 where it misleads. */
static double explained_by(const struct means *means, size_t season)
{
    double       sums[RI_SEASON_LENGTH_MOST] = {0}, counts[RI_SEASON_LENGTH_MOST] = {0};
    double       errors = 0, squares = 0;
    const size_t newer = means->n / 2;
    for (size_t t = 0; t < newer; t++) {
        const double above = above_average(means, t, season);
        if (isnan(above)) continue;
        sums[t % season] += above;
        counts[t % season]++;
    }
    for (size_t t = newer; t < means->n; t++) {
        const double above = above_average(means, t, season), count = counts[t % season];
        if (isnan(above)) continue;
        const double missed = above - (count > 0 ? sums[t % season] / count : 0);
        errors += missed * missed;
        squares += above * above;
    }
    return squares > 0 && isfinite(squares) ? 1 - errors / squares : 0;
}

ri_status ri_season_length_find(const struct ri_panel *panel, size_t usual,
                                struct ri_arena *scratch, struct ri_season_length *ret,
                                struct ri_error *err)
{
    struct means            means = {0};
    struct ri_season_length found = {0};
    double                 *counts;
    RI_TRY(new_means(panel, scratch, &means, err));
    RI_ARENA_NEW(counts, scratch, means.n + 1, err);
    for (size_t i = 0; i < panel->series_count; i++)
        add_series(panel, &panel->series[i], &means, counts);
    take_means(&means, counts);
    if (usual <= RI_SEASON_LENGTH_MOST) found.usual = explained_by(&means, usual);
    for (size_t m = 2; m <= RI_SEASON_LENGTH_MOST && m * SEASONS_LEAST <= means.n; m++) {
        if (m % usual == 0) continue;
        const double explains = explained_by(&means, m);
        if (explains >= CLEAR && explains >= found.usual + CLEARER && explains > found.explains) {
            found.periods = m;
            found.explains = explains;
        }
    }
    *ret = found;
    return RI_OK;
}
