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

/* ret[season]: what each position of the season adds. */
static ri_status periodic_season(const struct piece *piece, struct ri_arena *scratch, double *ret,
                                 struct ri_error *err)
{
    const size_t n = piece->n, m = piece->season;
    const double settled = 1e-3; /* far below what a finding turns on */
    double      *room, *trend;
    if (m < 2) {
        *ret = 0;
        return RI_OK;
    }
    RI_ARENA_NEW(room, scratch, ri_stl_periodic_room(n, m), err);
    RI_ARENA_NEW(trend, scratch, n, err);
    ri_stl_periodic(piece->y, n, m, settled, room, ret, trend);
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
    const size_t n = piece->n, m = piece->season;
    double      *season, *rest, *room, centre, spread;
    size_t      *place, *at, known = 0;
    RI_ARENA_NEW(season, scratch, m, err);
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    RI_TRY(periodic_season(piece, scratch, season, err));
    ri_arena_rewind(scratch, mark);
    RI_ARENA_NEW(rest, scratch, n, err);
    RI_ARENA_NEW(room, scratch, ri_esd_room(n), err);
    RI_ARENA_NEW(place, scratch, n, err);
    const double level = median_of_known(piece->y, n, room);
    for (size_t t = 0; t < n; t++) {
        if (isnan(piece->y[t])) continue;
        rest[known] = piece->y[t] - season[t % m] - level;
        place[known++] = t;
    }
    const struct ri_esd esd = {options->alpha, (size_t)(options->share * (double)known),
                               options->side};
    RI_ARENA_NEW(at, scratch, esd.most, err);
    const size_t found = ri_esd_run(&esd, rest, known, room, at);
    robust_centre(rest, known, room, &centre, &spread);
    const double limit = ri_esd_limit(&esd, known, found < esd.most ? found + 1 : found);
    for (size_t t = 0; t < n; t++) {
        const double usual = level + season[t % m] + centre;
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
