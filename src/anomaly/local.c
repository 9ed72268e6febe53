/* Against the seasons around: each period beside the same position in the seasons before and after, whose level may move. Made for
 * figures of shops: the usual of a Tuesday is the Tuesdays of that quarter, not of last year. Where busy days vary more than quiet ones, by as much as the
 * series itself shows, they are held against more (a variance function: Carroll & Ruppert 1988). */
#include "detectors.h"

#include "math/distribution.h"
#include "math/stats.h"

#include <math.h>
#include <stdlib.h>

enum {
    AROUND = 6,       /* seasons on each side that tell what is usual */
    APART = 26,       /* those that tell how far days are from it */
    APART_MOST = 2000 /* so many values are enough of them */
};
static const double least_spread =
    0.01; /* of the usual value: a series that hardly moves is not watched to the cent */

/* Median of the same position in the seasons around t, t itself left out. */
static double usual_at(const struct ri_watched *watched, size_t t, double *room)
{
    const size_t m = watched->season;
    size_t       known = 0;
    for (size_t k = 1; k <= AROUND; k++) {
        if (t >= k * m && !isnan(watched->y[t - k * m])) room[known++] = watched->y[t - k * m];
        if (t + k * m < watched->n && !isnan(watched->y[t + k * m]))
            room[known++] = watched->y[t + k * m];
    }
    return known >= 3 ? ri_median_of(room, known) : (double)NAN;
}

static size_t reach_of(size_t block)
{
    const size_t enough = APART_MOST / (2 * block);
    return enough < AROUND ? AROUND : enough < APART ? enough : APART;
}

/* Spread of the residuals of the seasons around a block of one season. */
static double spread_around(const double *rest, size_t n, size_t block, size_t from, double *room)
{
    const size_t reach = reach_of(block) * block;
    const size_t first = from > reach ? from - reach : 0;
    const size_t end = from + reach + block < n ? from + reach + block : n;
    size_t       known = 0;
    for (size_t s = first; s < end; s++)
        if (!isnan(rest[s])) room[known++] = fabs(rest[s]);
    return 1.4826 * ri_median_of(room, known);
}

/* ---- How the spread grows with the usual value --------------------------------------------------------------------- */

struct pair {
    double usual, away;
};

static int by_usual(const void *a, const void *b)
{
    const double x = ((const struct pair *)a)->usual, y = ((const struct pair *)b)->usual;
    return (x > y) - (x < y);
}

/* The power of the usual value with which residuals grow, 0 to 1: the slope over five groups of periods with like usual values, in logarithms of
 * medians, drawn towards 0 by how surely it is told (a median of m normal deviations errs by 1.17 / sqrt(m) of itself; the slope of a series is taken to
 * be 0 with a deviation of a half). 0 where it cannot be told: few periods, one level, values at or below 0. A sample of long series is enough. */
static ri_status power_of(const struct ri_judged *judged, const double *rest, size_t n,
                          struct ri_arena *scratch, double *ret, struct ri_error *err)
{
    enum { GROUPS = 5, FEWEST = 100, SAMPLE = 20000 };
    const double apart = 0.262; /* log 1.3 between the outer groups */
    const size_t step = n / SAMPLE + 1;
    struct pair *pairs;
    double      *room, x[GROUPS], y[GROUPS], mean_x = 0, mean_y = 0, across = 0, along = 0;
    size_t       count = 0;
    *ret = 0;
    RI_ARENA_NEW(pairs, scratch, n / step + 1, err);
    RI_ARENA_NEW(room, scratch, n / step + 1, err);
    for (size_t t = 0; t < n; t += step)
        if (!isnan(rest[t])) pairs[count++] = (struct pair){judged[t].expected, fabs(rest[t])};
    qsort(pairs, count, sizeof *pairs, by_usual);
    if (count < FEWEST || !(pairs[0].usual > 0)) return RI_OK;
    for (size_t g = 0; g < GROUPS; g++) {
        const size_t from = g * count / GROUPS, end = (g + 1) * count / GROUPS;
        for (size_t i = from; i < end; i++) room[i - from] = pairs[i].away;
        x[g] = log(pairs[(from + end) / 2].usual);
        y[g] = log(ri_median_of(room, end - from)); /* -INFINITY: half of them are exactly usual */
        mean_x += x[g] / GROUPS;
        mean_y += y[g] / GROUPS;
    }
    if (!isfinite(mean_y) || x[GROUPS - 1] - x[0] < apart) return RI_OK;
    for (size_t g = 0; g < GROUPS; g++) {
        across += (x[g] - mean_x) * (x[g] - mean_x);
        along += (x[g] - mean_x) * (y[g] - mean_y);
    }
    const double error = 1.17 * 1.17 * GROUPS / (double)count / across, prior = 0.5 * 0.5;
    *ret = fmin(fmax(along / across, 0), 1) * prior / (prior + error);
    return RI_OK;
}

static double scale_of(double usual, double power)
{
    return power > 0 && usual > 0 ? pow(usual, power) : 1;
}

static bool is_outside(double score, double rest, double limit, ri_anomaly_side side)
{
    return score > limit && !(side == RI_ABOVE && rest < 0) && !(side == RI_BELOW && rest > 0);
}

/* As many false alarms as asked for in the whole series (Bonferroni). The tail beyond x robust deviations is 2^-(1.4826 x)^k: k is 1 of the
 * Laplace law and about 1.4 of the normal one; it is read off the series itself where that is long enough, between its median and
 * its 95 % quantile, which the anomalies do not reach. */
static double limit_of(const struct ri_judged *judged, const double *rest, size_t n, double alpha,
                       double *room)
{
    enum { ENOUGH = 200 };
    size_t known = 0;
    double k = 1;
    for (size_t t = 0; t < n; t++)
        if (!isnan(rest[t]) && judged[t].score > 0) room[known++] = judged[t].score;
    if (known >= ENOUGH) {
        const double middle = ri_select(room, known, known / 2),
                     far = ri_select(room, known, known * 19 / 20);
        k = fmin(fmax(log(log2(20)) / log(far / middle), 1), 1.4);
    }
    return pow(log2((double)n / alpha), 1 / k) / 1.4826;
}

static ri_status run(const struct ri_watched *watched, const struct ri_detect_options *options,
                     struct ri_arena *scratch, struct ri_judged *ret, struct ri_error *err)
{
    const size_t n = watched->n, block = watched->season < 4 ? 4 : watched->season;
    double      *rest, *room, *scores, power;
    RI_ARENA_NEW(rest, scratch, n, err);
    RI_ARENA_NEW(room, scratch, (2 * reach_of(block) + 1) * block, err);
    RI_ARENA_NEW(scores, scratch, n, err);
    for (size_t t = 0; t < n; t++) {
        ret[t].expected = usual_at(watched, t, room);
        rest[t] = watched->y[t] - ret[t].expected;
    }
    RI_TRY(power_of(ret, rest, n, scratch, &power, err));
    double around = (double)NAN;
    for (size_t t = 0; t < n; t++) rest[t] /= scale_of(ret[t].expected, power);
    for (size_t t = 0; t < n; t++) {
        if (t % block == 0) around = spread_around(rest, n, block, t, room);
        const double scale = scale_of(ret[t].expected, power);
        const double spread = fmax(around * scale, least_spread * fabs(ret[t].expected));
        ret[t].high = spread;
        if (!isnan(rest[t]) && spread > 0) ret[t].score = fabs(rest[t] * scale) / spread;
    }
    const double limit = limit_of(ret, rest, n, options->alpha, scores);
    for (size_t t = 0; t < n; t++) {
        const double spread = ret[t].high;
        ret[t].low = ret[t].expected - limit * spread;
        ret[t].high = ret[t].expected + limit * spread;
        if (!isnan(rest[t]) && spread > 0)
            ret[t].anomaly = is_outside(ret[t].score, rest[t], limit, options->side);
    }
    return RI_OK;
}

const struct ri_detector ri_local = {
    .name = "local",
    .summary = "beside the same position of the seasons around, whose level may move",
    .score = "robust standard deviations from the usual",
    .least = 8,
    .least_seasons = 4,
    .run = run};
