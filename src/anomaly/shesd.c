/* Seasonal hybrid ESD (Hochenbaum, Vallis & Kejariwal 2017): what remains of a series after its season by a robust STL decomposition
 * with a periodic window and its median, tested by the robust generalised ESD. Where the level moves over the years, pieces of the
 * series have a season and a median of their own; the last piece ends with the series. */
#include "detectors.h"

#include "math/stats.h"
#include "math/stl.h"

#include <math.h>

struct piece {
    const double     *y;
    size_t            n, season;
    struct ri_judged *ret;
};

/* A window wider than the series makes the season of each position nearly its weighted mean; the mean makes it exactly that. */
static ri_status periodic_season(const struct piece *piece, struct ri_arena *scratch, double *ret,
                                 struct ri_error *err)
{
    const size_t  n = piece->n, m = piece->season;
    double       *room, *trend;
    struct ri_stl stl = ri_stl_usual(m, 10 * n + 1, true);
    if (m < 2) {
        memset(ret, 0, n * sizeof *ret);
        return RI_OK;
    }
    RI_ARENA_NEW(room, scratch, ri_stl_room(n, m), err);
    RI_ARENA_NEW(trend, scratch, n, err);
    stl.seasonal_degree = 0;
    stl.settled = 1e-3; /* far below what a finding turns on */
    ri_stl_run(&stl, piece->y, n, room, ret, trend);
    for (size_t p = 0; p < m; p++) {
        double sum = 0;
        size_t count = 0;
        for (size_t t = p; t < n; t += m) sum += ret[t], count++;
        for (size_t t = p; t < n; t += m) ret[t] = sum / (double)count;
    }
    return RI_OK;
}

static double median_of_known(const double *y, size_t n, double *room)
{
    size_t known = 0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(y[t])) room[known++] = y[t];
    return ri_median_of(room, known);
}

static ri_status judge(const struct piece *piece, const struct ri_detect_options *options,
                       struct ri_arena *scratch, struct ri_error *err)
{
    const size_t      n = piece->n;
    double           *season, *rest, centre, spread;
    size_t           *place, *at, known = 0;
    struct ri_ranked *room;
    RI_ARENA_NEW(season, scratch, n, err);
    RI_ARENA_NEW(rest, scratch, 2 * n, err);
    RI_ARENA_NEW(place, scratch, n, err);
    RI_ARENA_NEW(at, scratch, n, err);
    RI_ARENA_NEW(room, scratch, n, err);
    RI_TRY(periodic_season(piece, scratch, season, err));
    const double level = median_of_known(piece->y, n, rest);
    for (size_t t = 0; t < n; t++) {
        if (isnan(piece->y[t])) continue;
        rest[known] = piece->y[t] - season[t] - level;
        place[known++] = t;
    }
    const struct ri_esd esd = {options->alpha, (size_t)(options->share * (double)known),
                               options->side};
    const size_t        found = ri_esd_run(&esd, rest, known, room, at);
    robust_centre(rest, known, rest + known, &centre, &spread);
    const double limit = ri_esd_limit(&esd, known, found < esd.most ? found + 1 : found);
    for (size_t t = 0; t < n; t++) {
        const double usual = level + season[t] + centre;
        piece->ret[t] = (struct ri_judged){
            .expected = usual, .low = usual - limit * spread, .high = usual + limit * spread};
        if (!isnan(piece->y[t]) && spread > 0)
            piece->ret[t].score = fabs(piece->y[t] - usual) / spread;
    }
    for (size_t i = 0; i < found; i++) piece->ret[place[at[i]]].anomaly = true;
    return RI_OK;
}

static ri_status run(const struct ri_watched *watched, const struct ri_detect_options *options,
                     struct ri_arena *scratch, struct ri_judged *ret, struct ri_error *err)
{
    const size_t n = watched->n;
    size_t       length = options->piece ? options->piece : n;
    if (length < 2 * watched->season + 1)
        length = 2 * watched->season + 1; /* what a season needs to show */
    if (length > n) length = n;
    for (size_t end = length;; end = end + length < n ? end + length : n) {
        const struct ri_arena_mark mark = ri_arena_mark(scratch);
        const size_t               from = end - length;
        const struct piece         piece = {watched->y + from, length, watched->season, ret + from};
        RI_TRY(judge(&piece, options, scratch, err));
        ri_arena_rewind(scratch, mark);
        if (end == n) return RI_OK;
    }
}

const struct ri_detector ri_shesd = {
    .name = "shesd",
    .summary = "seasonal hybrid ESD: what stands far from season and median",
    .score = "robust standard deviations from the usual",
    .least = 16,
    .least_seasons = 3,
    .run = run};
