/* Loess on evenly spaced values, STL, and MSTL around it. */
#include "stl.h"

#include "stats.h"

#include <math.h>

static size_t odd_up(double x)
{
    const size_t whole = (size_t)ceil(x);
    return whole + (whole % 2 == 0);
}

static size_t tenth(size_t width)
{
    return (width + 9) / 10;
}

struct ri_stl ri_stl_usual(size_t season, size_t seasonal, bool robust)
{
    struct ri_stl stl = {.season = season,
                         .seasonal = seasonal,
                         .trend = odd_up(1.5 * (double)season / (1 - 1.5 / (double)seasonal)),
                         .low = odd_up((double)season),
                         .inner = robust ? 1 : 2,
                         .outer = robust ? 15 : 0};
    stl.seasonal_jump = tenth(stl.seasonal);
    stl.trend_jump = tenth(stl.trend);
    stl.low_jump = tenth(stl.low);
    return stl;
}

/* ---- Loess ------------------------------------------------------------------------------------------------------ */

struct loess {
    size_t        width, jump;
    int           degree;
    const double *weight; /* [n], or NULL: all 1 */
    double       *w;      /* [n] room */
    double       *kernel; /* [width] tricube weights of a window around its middle, or NULL */
};

static double tricube(double distance, double reach)
{
    if (distance > 0.999 * reach) return 0;
    if (distance <= 0.001 * reach) return 1;
    const double share = distance / reach, rest = 1 - share * share * share;
    return rest * rest * rest;
}

/* Weights of values[from .. end) around x into w: most windows stand around their middle and share them. */
static void weigh_window(const struct loess *loess, size_t n, double x, size_t from, size_t end)
{
    const double *kernel = loess->kernel;
    double       *w = loess->w;
    double        reach = fmax(x - (double)from, (double)end - 1 - x);
    if (loess->width > n) reach += (double)((loess->width - n) / 2);
    if (kernel && 2 * (x - (double)from) == (double)(end - 1 - from))
        memcpy(w, kernel, (end - from) * sizeof *w);
    else
        for (size_t j = from; j < end; j++) w[j - from] = tricube(fabs((double)j - x), reach);
    for (size_t j = from; loess->weight && j < end; j++) w[j - from] *= loess->weight[j];
}

/* The value at place x (0 the first) from values[from .. end); NAN where nothing there has a weight. */
static double estimate(const struct loess *loess, const double *values, size_t n, double x,
                       size_t from, size_t end)
{
    double sum = 0, first = 0, second = 0, value = 0, slope = 0;
    weigh_window(loess, n, x, from, end);
    for (size_t j = from; j < end; j++) {
        const double w = loess->w[j - from], aside = (double)j - x, v = w > 0 ? values[j] : 0;
        sum += w;
        first += w * aside;
        second += w * aside * aside;
        value += w * v;
        slope += w * aside * v;
    }
    if (!(sum > 0)) return (double)NAN;
    const double centre = first / sum, spread = second / sum - centre * centre, mean = value / sum;
    if (loess->degree == 0 || !(spread > 0) || sqrt(spread) <= 0.001 * (double)(n - 1)) return mean;
    return mean - centre / spread * (slope / sum - centre * mean);
}

/* The window of the place i: `width` places around it, moved inside at both ends. */
static size_t window_from(size_t i, size_t n, size_t width)
{
    const size_t half = (width + 1) / 2;
    if (width >= n || i + 1 < half) return 0;
    const size_t from = i + 1 - half;
    return from + width > n ? n - width : from;
}

/* ret[n]: loess at every jump-th place and the last, lines between them; 0 where nothing has a weight. */
static void smooth(const struct loess *loess, const double *values, size_t n, double *ret)
{
    const size_t jump = n < 2 ? 1 : loess->jump < n - 1 ? loess->jump : n - 1;
    size_t       before = SIZE_MAX;
    if (loess->kernel) /* of odd widths below n; others never stand around their middle */
        for (size_t j = 0; j < loess->width && loess->width < n; j++)
            loess->kernel[j] =
                tricube(fabs((double)j - (double)(loess->width / 2)), (double)(loess->width / 2));
    for (size_t i = 0; i < n; i = i + jump < n || i + 1 == n ? i + jump : n - 1) {
        const size_t from = window_from(i, n, loess->width);
        const size_t end = loess->width < n ? from + loess->width : n;
        double       here = estimate(loess, values, n, (double)i, from, end);
        if (isnan(here)) here = values[i]; /* all too far out to count: itself, if it is known */
        if (isnan(here)) continue;
        ret[i] = here;
        if (before == SIZE_MAX)
            for (size_t j = 0; j < i; j++) ret[j] = here;
        for (size_t j = before + 1; before != SIZE_MAX && j < i; j++)
            ret[j] =
                ret[before] + (here - ret[before]) * (double)(j - before) / (double)(i - before);
        before = i;
    }
    for (size_t j = before + 1; before != SIZE_MAX && j < n; j++) ret[j] = ret[before];
    for (size_t j = 0; before == SIZE_MAX && j < n; j++) ret[j] = 0;
}

/* ---- STL -------------------------------------------------------------------------------------------------------- */

struct room {
    double *weight, *rest, *cycles, *passed, *low;    /* [n], [n], and three of [n + 2 season] */
    double *values, *weights, *smoothed, *w, *kernel; /* loess of one position; [n + 2 season] */
    bool    weighted;
};

/* Each position of the season along the years, one period more at both ends: ret[n + 2 season]. */
static void smooth_cycles(const struct ri_stl *stl, size_t n, struct room *room, double *ret)
{
    const size_t m = stl->season;
    for (size_t j = 0; j < m; j++) {
        const size_t count = (n - 1 - j) / m + 1;
        struct loess loess = {.width = stl->seasonal,
                              .jump = stl->seasonal_jump,
                              .degree = stl->seasonal_degree,
                              .weight = room->weighted ? room->weights : NULL,
                              .w = room->w};
        for (size_t k = 0; k < count; k++) room->values[k] = room->rest[k * m + j];
        for (size_t k = 0; k < count && room->weighted; k++)
            room->weights[k] = room->weight[k * m + j];
        smooth(&loess, room->values, count, room->smoothed);
        const size_t width = stl->seasonal < count ? stl->seasonal : count;
        double       before = estimate(&loess, room->values, count, -1, 0, width);
        double after = estimate(&loess, room->values, count, (double)count, count - width, count);
        if (isnan(before)) before = room->smoothed[0];
        if (isnan(after)) after = room->smoothed[count - 1];
        ret[j] = before;
        for (size_t k = 0; k < count; k++) ret[(k + 1) * m + j] = room->smoothed[k];
        ret[(count + 1) * m + j] = after;
    }
}

/* ret[n - width + 1]: means of `width` values. */
static void moving_means(const double *x, size_t n, size_t width, double *ret)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
        if (i + 1 < width) continue;
        ret[i + 1 - width] = sum / (double)width;
        sum -= x[i + 1 - width];
    }
}

static void inner_pass(const struct ri_stl *stl, const double *y, size_t n, struct room *room,
                       double *season, double *trend)
{
    const size_t       m = stl->season;
    const struct loess low = {.width = stl->low,
                              .jump = stl->low_jump,
                              .degree = 1,
                              .w = room->w,
                              .kernel = room->kernel};
    const struct loess slow = {.width = stl->trend,
                               .jump = stl->trend_jump,
                               .degree = 1,
                               .weight = room->weighted ? room->weight : NULL,
                               .w = room->w,
                               .kernel = room->kernel};
    for (size_t t = 0; t < n; t++) room->rest[t] = y[t] - trend[t];
    smooth_cycles(stl, n, room, room->cycles);
    moving_means(room->cycles, n + 2 * m, m, room->passed);
    moving_means(room->passed, n + m + 1, m, room->low);
    moving_means(room->low, n + 2, 3, room->passed);
    smooth(&low, room->passed, n, room->low);
    for (size_t t = 0; t < n; t++) season[t] = room->cycles[m + t] - room->low[t];
    for (size_t t = 0; t < n; t++) room->rest[t] = y[t] - season[t];
    smooth(&slow, room->rest, n, trend);
}

/* Weights from the known remainders' sizes: 1 near, 0 beyond six medians, and where the period is missing. rest[n]: NAN where it is missing; room[n].
 * Returns how far the farthest moved. */
static double weigh(const double *rest, size_t n, double *room, double *weight)
{
    size_t known = 0;
    double moved = 0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(rest[t])) room[known++] = fabs(rest[t]);
    const double far = 6 * ri_median_of(room, known);
    for (size_t t = 0; t < n; t++) {
        const double r = fabs(rest[t]), share = r / far;
        const double now = isnan(r)           ? 0
                           : r <= 0.001 * far ? 1
                           : r <= 0.999 * far ? (1 - share * share) * (1 - share * share)
                                              : 0;
        moved = fmax(moved, fabs(now - weight[t]));
        weight[t] = now;
    }
    return moved;
}

size_t ri_stl_room(size_t n, size_t season)
{
    return 2 * n + 8 * (n + 2 * season);
}

void ri_stl_run(const struct ri_stl *stl, const double *y, size_t n, double *room,
                double *ret_season, double *ret_trend)
{
    const size_t whole = n + 2 * stl->season;
    const double settled = stl->settled > 0 ? stl->settled : 1e-7;
    struct room  r = {.weight = room, .rest = room + n};
    double     **parts[] = {&r.cycles,  &r.passed,   &r.low, &r.values,
                            &r.weights, &r.smoothed, &r.w,   &r.kernel};
    for (size_t i = 0; i < RI_COUNT(parts); i++) *parts[i] = room + 2 * n + i * whole;
    for (size_t t = 0; t < n; t++) {
        r.weight[t] = !isnan(y[t]);
        r.weighted = r.weighted || isnan(y[t]);
        ret_trend[t] = 0;
    }
    for (size_t outer = 0; outer <= stl->outer; outer++) {
        for (size_t inner = 0; inner < stl->inner; inner++)
            inner_pass(stl, y, n, &r, ret_season, ret_trend);
        /* Weights that stay leave everything where it is. */
        if (outer == stl->outer) return;
        for (size_t t = 0; t < n; t++) r.rest[t] = y[t] - ret_season[t] - ret_trend[t];
        if (weigh(r.rest, n, r.values, r.weight) < settled) return;
        r.weighted = true;
    }
}

/* ---- A season for all years --------------------------------------------------------------------------------------- */

/* Weighted means by position, less their mean: what passes means over a season and loess is that mean. sum[2 m]. A position that is all outliers keeps
 * what it had. */
static void mean_cycle(const double *y, const double *trend, const double *weight, size_t n,
                       size_t m, double *sum, double *cycle)
{
    double *const of = sum + m, mean = 0;
    for (size_t p = 0; p < m; p++) sum[p] = of[p] = 0;
    for (size_t t = 0, p = 0; t < n; t++, p = p + 1 < m ? p + 1 : 0) {
        if (!(weight[t] > 0)) continue;
        sum[p] += weight[t] * (y[t] - trend[t]);
        of[p] += weight[t];
    }
    for (size_t p = 0; p < m; p++) {
        if (of[p] > 0) cycle[p] = sum[p] / of[p];
        mean += cycle[p] / (double)m;
    }
    for (size_t p = 0; p < m; p++) cycle[p] -= mean;
}

size_t ri_stl_periodic_room(size_t n, size_t season)
{
    return 3 * n + 2 * season;
}

void ri_stl_periodic(const double *y, size_t n, size_t season, double settled, double *room,
                     double *ret_cycle, double *ret_trend)
{
    const struct ri_stl stl = ri_stl_usual(season, 10 * n + 1, true);
    double *const       weight = room, *const rest = room + n, *const w = room + 2 * n,
                 *const sum = room + 3 * n;
    struct loess slow = {.width = stl.trend, .jump = stl.trend_jump, .degree = 1, .w = w};
    for (size_t t = 0; t < n; t++) {
        weight[t] = !isnan(y[t]);
        if (isnan(y[t])) slow.weight = weight;
        ret_trend[t] = 0;
    }
    for (size_t p = 0; p < season; p++) ret_cycle[p] = 0;
    if (2 * stl.trend <= n) slow.kernel = w + stl.trend; /* else every window is of its own kind */
    for (size_t outer = 0; outer <= stl.outer; outer++) {
        mean_cycle(y, ret_trend, weight, n, season, sum, ret_cycle);
        for (size_t t = 0, p = 0; t < n; t++, p = p + 1 < season ? p + 1 : 0)
            rest[t] = y[t] - ret_cycle[p];
        smooth(&slow, rest, n, ret_trend);
        if (outer == stl.outer) return;
        for (size_t t = 0; t < n; t++) rest[t] -= ret_trend[t];
        if (weigh(rest, n, w, weight) < settled) return;
        slow.weight = weight;
    }
}

/* ---- Several seasons -------------------------------------------------------------------------------------------- */

size_t ri_mstl_room(size_t n, const size_t *seasons, size_t count)
{
    size_t longest = 1;
    for (size_t k = 0; k < count; k++)
        if (2 * seasons[k] < n && seasons[k] > longest) longest = seasons[k];
    return n + ri_stl_room(n, longest);
}

void ri_mstl_run(const double *y, size_t n, const size_t *seasons, size_t count, size_t passes,
                 double *room, double *ret_seasons, double *ret_rest)
{
    enum { LEAST_WIDTH = 11, WIDER = 4 };
    double *const trend = room;
    memcpy(ret_rest, y, n * sizeof *y);
    memset(ret_seasons, 0, count * n * sizeof *ret_seasons);
    for (size_t pass = 0; pass < (count > 1 ? passes : 1); pass++)
        for (size_t k = 0; k < count; k++) {
            double *const own = ret_seasons + k * n;
            if (seasons[k] < 2 || 2 * seasons[k] >= n) continue;
            const struct ri_stl stl = ri_stl_usual(seasons[k], LEAST_WIDTH + WIDER * k, false);
            for (size_t t = 0; t < n; t++) ret_rest[t] += own[t];
            ri_stl_run(&stl, ret_rest, n, room + n, own, trend);
            for (size_t t = 0; t < n; t++) ret_rest[t] -= own[t];
        }
}
