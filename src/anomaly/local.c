/* Against the seasons around: each period beside the same position in the seasons before and after, whose level may move. Made for
 * figures of shops: the usual of a Tuesday is the Tuesdays of that quarter, not of last year. */
#include "detectors.h"

#include "math/distribution.h"
#include "math/stats.h"

#include <math.h>

enum { AROUND = 6 }; /* seasons on each side */
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

/* Spread of the residuals of the seasons around a block of one season. */
static double spread_around(const double *rest, size_t n, size_t block, size_t from, double *room)
{
    const size_t first = from > AROUND * block ? from - AROUND * block : 0;
    const size_t end = from + (AROUND + 1) * block < n ? from + (AROUND + 1) * block : n;
    size_t       known = 0;
    for (size_t s = first; s < end; s++)
        if (!isnan(rest[s])) room[known++] = fabs(rest[s]);
    return 1.4826 * ri_median_of(room, known);
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
    double      *rest, *room, *scores;
    RI_ARENA_NEW(rest, scratch, n, err);
    RI_ARENA_NEW(room, scratch, (2 * AROUND + 1) * block, err);
    RI_ARENA_NEW(scores, scratch, n, err);
    for (size_t t = 0; t < n; t++) {
        ret[t].expected = usual_at(watched, t, room);
        rest[t] = watched->y[t] - ret[t].expected;
    }
    double around = (double)NAN;
    for (size_t t = 0; t < n; t++) {
        if (t % block == 0) around = spread_around(rest, n, block, t, room);
        const double spread = fmax(around, least_spread * fabs(ret[t].expected));
        ret[t].high = spread;
        if (!isnan(rest[t]) && spread > 0) ret[t].score = fabs(rest[t]) / spread;
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
