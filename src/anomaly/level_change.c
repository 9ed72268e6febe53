/* Where the level or the spread changes for good: segments with a mean and a variance each, found exactly by PELT (Killick, Fearnhead &
 * Eckley 2012) on the series without its season, single outliers cut. The penalty of a change is 4 log n (a mean, a variance, a place,
 * and room for dependence); a segment is no shorter than a season or 7 periods. Long series are searched on a grid of 4,000 places,
 * and each change then moved to where it fits best between its neighbours. */
#include "level_change.h"

#include "detectors.h"

#include "math/stats.h"

#include <math.h>

enum { PLACES = 4000 };

struct segments {
    const double *sum, *square; /* [n + 1] of the known values before t */
    const size_t *known;        /* [n + 1] */
    double        least_variance;
};

static double cost_of(const struct segments *segments, size_t from, size_t end)
{
    const double n = (double)(segments->known[end] - segments->known[from]);
    if (n < 1) return 0;
    const double mean = (segments->sum[end] - segments->sum[from]) / n;
    const double variance = (segments->square[end] - segments->square[from]) / n - mean * mean;
    return n * (log(fmax(variance, segments->least_variance)) + 1);
}

struct grid { /* where a change may stand: 0, step, 2 step ... and n */
    size_t step, count, n;
    double penalty;
};

static size_t place(const struct grid *grid, size_t g)
{
    return g + 1 < grid->count ? g * grid->step : grid->n;
}

/* Best cost of y before each place, and in ret_last the place of the last change before it. */
static ri_status find_changes(const struct segments *segments, const struct grid *grid,
                              size_t least, struct ri_arena *scratch, size_t *ret_last,
                              struct ri_error *err)
{
    const double penalty = grid->penalty;
    double      *best;
    size_t      *open, open_count = 1;
    RI_ARENA_NEW(best, scratch, grid->count, err);
    RI_ARENA_NEW(open, scratch, grid->count, err);
    best[0] = -penalty;
    open[0] = 0;
    for (size_t g = 1; g < grid->count; g++) {
        const size_t t = place(grid, g);
        best[g] = (double)INFINITY;
        ret_last[g] = 0;
        for (size_t i = 0; i < open_count; i++) {
            const size_t from = place(grid, open[i]);
            if (t - from < least && from > 0) continue;
            const double cost = best[open[i]] + cost_of(segments, from, t) + penalty;
            if (cost < best[g]) best[g] = cost, ret_last[g] = open[i];
        }
        size_t kept = 0;
        for (size_t i = 0; i < open_count; i++) {
            const size_t from = place(grid, open[i]);
            if (t - from < least || best[open[i]] + cost_of(segments, from, t) <= best[g])
                open[kept++] = open[i];
        }
        open[kept++] = g;
        open_count = kept;
    }
    return RI_OK;
}

/* The change between `before` and `after` moved to where both sides fit best, within a step of the grid. */
static size_t refine(const struct segments *segments, size_t before, size_t change, size_t after,
                     size_t step)
{
    size_t best = change;
    double least = (double)INFINITY;
    if (step == 1) return change;
    for (size_t t = change > before + step ? change - step : before + 1;
         t < after && t <= change + step; t++) {
        const double cost = cost_of(segments, before, t) + cost_of(segments, t, after);
        if (cost < least) least = cost, best = t;
    }
    return best;
}

struct prepared {
    double *x;      /* [n] without season, outliers cut */
    double *season; /* [season] */
    double  spread;
};

static ri_status prepare(const struct ri_watched *watched, struct ri_arena *scratch,
                         struct prepared *ret, struct ri_error *err)
{
    enum { WINDOW = 15 }; /* the median of these is what a single value may not stand far from */
    const size_t n = watched->n;
    double      *room, near[WINDOW];
    RI_ARENA_NEW(ret->x, scratch, n, err);
    RI_ARENA_NEW(ret->season, scratch, watched->season, err);
    RI_ARENA_NEW(room, scratch, 2 * n + 1, err);
    season_of_medians(watched, room, ret->season);
    double *rest = room + n, centre;
    for (size_t t = 0; t < n; t++) ret->x[t] = watched->y[t] - ret->season[t % watched->season];
    for (size_t t = 0; t < n; t++) {
        size_t known = 0;
        for (size_t s = t > WINDOW / 2 ? t - WINDOW / 2 : 0; s < n && s <= t + WINDOW / 2; s++)
            if (!isnan(ret->x[s])) near[known++] = ret->x[s];
        ri_sort(near, known);
        rest[t] = ri_median(near, known);
        room[t] = ret->x[t] - rest[t];
    }
    double *away;
    RI_ARENA_NEW(away, scratch, n, err);
    robust_centre(room, n, away, &centre, &ret->spread);
    const double most = 2.5 * ret->spread; /* single days far out are not a change */
    for (size_t t = 0; t < n; t++)
        if (!isnan(ret->x[t]) && ret->spread > 0)
            ret->x[t] = rest[t] + fmax(-most, fmin(most, ret->x[t] - rest[t]));
    return RI_OK;
}

static ri_status sums_of(const struct prepared *prepared, size_t n, struct ri_arena *scratch,
                         struct segments *ret, struct ri_error *err)
{
    double *sum, *square, centre = 0;
    size_t *known;
    RI_ARENA_NEW(sum, scratch, n + 1, err);
    RI_ARENA_NEW(square, scratch, n + 1, err);
    RI_ARENA_NEW(known, scratch, n + 1, err);
    for (size_t t = 0; t < n; t++) /* sums of squares around the first level lose no digits */
        if (!isnan(prepared->x[t])) {
            centre = prepared->x[t];
            break;
        }
    for (size_t t = 0; t < n; t++) {
        const bool   is_known = !isnan(prepared->x[t]);
        const double x = is_known ? prepared->x[t] - centre : 0;
        sum[t + 1] = sum[t] + x;
        square[t + 1] = square[t] + x * x;
        known[t + 1] = known[t] + is_known;
    }
    const double least =
        prepared->spread > 0 ? 0.0025 * prepared->spread * prepared->spread : 1e-12;
    *ret = (struct segments){sum, square, known, least};
    return RI_OK;
}

struct segment {
    double mean, deviation;
};

static struct segment describe(const double *x, size_t from, size_t end, double least_variance)
{
    size_t       known;
    const double mean = ri_mean_known(x + from, end - from, &known);
    double       squares = 0;
    for (size_t t = from; t < end; t++)
        if (!isnan(x[t])) squares += (x[t] - mean) * (x[t] - mean);
    return (struct segment){mean, sqrt(fmax(known ? squares / (double)known : 0, least_variance))};
}

/* What is usual in a segment. */
static void fill(const struct ri_watched *watched, const struct prepared *prepared,
                 const struct segment *here, size_t from, size_t end, struct ri_judged *ret)
{
    for (size_t t = from; t < end; t++) {
        ret[t].expected = here->mean + prepared->season[t % watched->season];
        ret[t].low = ret[t].expected - 3 * here->deviation;
        ret[t].high = ret[t].expected + 3 * here->deviation;
    }
}

static struct ri_change change_of(const double *y, size_t from, const struct segment *before,
                                  const struct segment *here)
{
    const double wider = fabs(log(here->deviation / before->deviation));
    const double moved = fabs(here->mean - before->mean) / fmin(here->deviation, before->deviation);
    while (isnan(y[from])) from++; /* the change is seen on the first day that is known */
    return (struct ri_change){.at = from,
                              .mean = here->mean,
                              .mean_before = before->mean,
                              .deviation = here->deviation,
                              .deviation_before = before->deviation,
                              .spread = wider > moved};
}

/* The first period of a change stands beside what it is a change from. */
static void report(const struct ri_watched *watched, const struct prepared *prepared,
                   const struct ri_change *change, struct ri_judged *ret)
{
    struct ri_judged *to = &ret[change->at];
    to->expected = change->mean_before + prepared->season[change->at % watched->season];
    to->low = to->expected - 3 * change->deviation_before;
    to->high = to->expected + 3 * change->deviation_before;
    to->score = fmax(fabs(change->mean - change->mean_before) /
                         fmin(change->deviation, change->deviation_before),
                     fabs(log(change->deviation / change->deviation_before)));
    to->spread = change->spread;
    to->anomaly = true;
}

/* Ends of the segments into ret_cuts, the newest first; how many. */
static size_t cuts_of(const struct segments *segments, const struct grid *grid, const size_t *last,
                      size_t *ret_cuts)
{
    size_t count = 0;
    for (size_t g = grid->count - 1; g > 0; g = last[g]) ret_cuts[count++] = place(grid, g);
    for (size_t i = 1; i < count; i++)
        ret_cuts[i] = refine(segments, i + 1 < count ? ret_cuts[i + 1] : 0, ret_cuts[i],
                             ret_cuts[i - 1], grid->step);
    return count;
}

struct search {
    struct prepared prepared;
    struct segments segments;
    struct segment *segment; /* [count], the earliest first, and where each ends */
    size_t         *end, count;
};

static ri_status search(const struct ri_watched *watched, double stricter, struct ri_arena *scratch,
                        struct search *ret, struct ri_error *err)
{
    const size_t      n = watched->n, least = watched->season > 7 ? watched->season : 7;
    const size_t      step = n / PLACES + 1;
    const struct grid grid = {step, (n - 1) / step + 2, n, 4 * log((double)n) + stricter};
    size_t           *last, *cuts;
    RI_TRY(prepare(watched, scratch, &ret->prepared, err));
    RI_TRY(sums_of(&ret->prepared, n, scratch, &ret->segments, err));
    RI_ARENA_NEW(last, scratch, grid.count, err);
    RI_ARENA_NEW(cuts, scratch, grid.count, err);
    RI_TRY(find_changes(&ret->segments, &grid, least, scratch, last, err));
    ret->count = cuts_of(&ret->segments, &grid, last, cuts);
    RI_ARENA_NEW(ret->segment, scratch, ret->count, err);
    RI_ARENA_NEW(ret->end, scratch, ret->count, err);
    for (size_t i = 0; i < ret->count; i++) {
        const size_t from = i ? ret->end[i - 1] : 0;
        ret->end[i] = cuts[ret->count - 1 - i];
        ret->segment[i] =
            describe(ret->prepared.x, from, ret->end[i], ret->segments.least_variance);
    }
    return RI_OK;
}

static ri_status run(const struct ri_watched *watched, const struct ri_detect_options *options,
                     struct ri_arena *scratch, struct ri_judged *ret, struct ri_error *err)
{
    struct search s = {.count = 0};
    (void)options;
    RI_TRY(search(watched, 0, scratch, &s, err));
    for (size_t i = 0; i < s.count; i++) {
        const size_t from = i ? s.end[i - 1] : 0;
        fill(watched, &s.prepared, &s.segment[i], from, s.end[i], ret);
        if (!i) continue;
        const struct ri_change change =
            change_of(watched->y, from, &s.segment[i - 1], &s.segment[i]);
        report(watched, &s.prepared, &change, ret);
    }
    return RI_OK;
}

size_t ri_change_most(const struct ri_watched *watched)
{
    return watched->n / 7;
}

/* The change as it is told: medians and robust deviations of what was there, since cutting outliers blurs the days around a change. */
static ri_status tell(const struct ri_watched *watched, const struct search *s, size_t i,
                      struct ri_arena *scratch, struct ri_change *ret, struct ri_error *err)
{
    const size_t from = i > 1 ? s->end[i - 2] : 0, at = s->end[i - 1], end = s->end[i];
    double      *rest, *room, spread, spread_before;
    RI_ARENA_NEW(rest, scratch, end - from, err);
    RI_ARENA_NEW(room, scratch, end - from, err);
    for (size_t t = from; t < end; t++)
        rest[t - from] = watched->y[t] - s->prepared.season[t % watched->season];
    *ret = change_of(watched->y, at, &s->segment[i - 1], &s->segment[i]);
    (void)robust_centre(rest, at - from, room, &ret->mean_before, &spread_before);
    (void)robust_centre(rest + (at - from), end - at, room, &ret->mean, &spread);
    if (spread_before > 0) ret->deviation_before = spread_before;
    if (spread > 0) ret->deviation = spread;
    return RI_OK;
}

ri_status ri_change_search(const struct ri_watched *watched, double stricter,
                           struct ri_arena *scratch, struct ri_change *ret, size_t *ret_count,
                           struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct search              s = {.count = 0};
    const char                *why = ri_detector_refuses(&ri_level_change, watched);
    *ret_count = 0;
    if (why) return ri_fail(err, RI_EDATA, "no change can be looked for: %s", why);
    ri_status status = search(watched, stricter, scratch, &s, err);
    for (size_t i = 1; status == RI_OK && i < s.count; i++)
        status = tell(watched, &s, i, scratch, &ret[(*ret_count)++], err);
    ri_arena_rewind(scratch, mark);
    return status;
}

const struct ri_detector ri_level_change = {
    .name = "level",
    .summary = "where the level or the spread changes for good",
    .score = "change in standard deviations of the calmer side",
    .least = 21,
    .least_seasons = 2,
    .run = run};
