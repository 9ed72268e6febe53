/* Quantiles of ratios in strata and bins. */
#include "global_band.h"

#include "base/random.h"
#include "math/stats.h"

#include <math.h>

enum { STRATA_MOST = 4, BINS_MOST = 24, PAIRS_A_BIN = 300 };

static int by_variation(const void *a, const void *b)
{
    const double x = ((const struct global_pair *)a)->variation;
    const double y = ((const struct global_pair *)b)->variation;
    return (x > y) - (x < y);
}

static int by_forecast(const void *a, const void *b)
{
    const double x = ((const struct global_pair *)a)->forecast;
    const double y = ((const struct global_pair *)b)->forecast;
    return (x > y) - (x < y);
}

static size_t clamp(size_t value, size_t most)
{
    return value < 1 ? 1 : value < most ? value : most;
}

/* Value of rank ceil(level (n + 1)), the largest where that is beyond it; a hair less, as levels are means of levels. */
static double conformal(const double *sorted, size_t n, double level)
{
    const double rank = ceil(level * (double)(n + 1) - 1e-9);
    return sorted[rank<1 ? 0 : rank>(double) n ? n - 1 : (size_t)rank - 1];
}

/* ---- Groups ---------------------------------------------------------------------------------------------------------- */

struct groups {
    size_t  strata, bins;
    size_t *from; /* [strata * bins + 1] first pair of each */
    double *cuts, *edges;
    double *usual;  /* [strata * bins] */
    double *sorted; /* [count] ratios of plain days, sorted within each group */
};

/* How much wider than on a plain day errors are. */
static double width_of(double usual, double turn)
{
    return turn != 0 ? sqrt(1 + turn * turn / (usual * usual)) : 1;
}

/* Ratio of what came to what was said, brought to a plain day. */
static double plain_ratio(const struct global_pair *pair, double usual)
{
    return pow(pair->actual / pair->forecast, 1 / width_of(usual, pair->turn));
}

/* Of a normal law's errors their standard deviation; a median, so that feasts do not make it. room: for the pairs. */
static double usual_of(const struct global_pair *pairs, size_t count, double *room)
{
    const double least = 0.02;
    for (size_t i = 0; i < count; i++) room[i] = fabs(pairs[i].actual / pairs[i].forecast - 1);
    return count ? fmax(least, 1.4826 * ri_median_of(room, count)) : least;
}

static ri_status make_groups(struct global_pair *pairs, size_t count, struct ri_arena *mem,
                             struct groups *g, struct ri_error *err)
{
    const size_t strata = clamp(count / (4 * PAIRS_A_BIN), STRATA_MOST);
    const size_t bins = clamp(count / strata / PAIRS_A_BIN, BINS_MOST);
    *g = (struct groups){.strata = strata, .bins = bins};
    RI_ARENA_NEW(g->cuts, mem, strata, err);
    RI_ARENA_NEW(g->edges, mem, strata * bins, err);
    RI_ARENA_NEW(g->from, mem, strata * bins + 1, err);
    RI_ARENA_NEW(g->usual, mem, strata * bins, err);
    RI_ARENA_NEW(g->sorted, mem, count, err);
    qsort(pairs, count, sizeof *pairs, by_variation);
    for (size_t s = 0; s < strata; s++) {
        const size_t from = s * count / strata, to = (s + 1) * count / strata;
        if (s) g->cuts[s - 1] = pairs[from].variation;
        qsort(pairs + from, to - from, sizeof *pairs, by_forecast);
        for (size_t b = 0; b < bins; b++) {
            const size_t first = from + b * (to - from) / bins;
            if (b) g->edges[s * (bins - 1) + b - 1] = pairs[first].forecast;
            g->from[s * bins + b] = first;
        }
    }
    g->from[strata * bins] = count;
    for (size_t k = 0; k < strata * bins; k++) {
        const size_t from = g->from[k], to = g->from[k + 1];
        g->usual[k] = usual_of(pairs + from, to - from, g->sorted + from);
        for (size_t i = from; i < to; i++) g->sorted[i] = plain_ratio(&pairs[i], g->usual[k]);
        ri_sort(g->sorted + from, to - from);
    }
    return RI_OK;
}

/* ---- Levels of a class ----------------------------------------------------------------------------------------------- */

/* A number within 0 .. 1 that depends on the bits of x alone: it breaks ties the same in any order of the series. */
static double scatter(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (double)(ri_mix64(bits) >> 11) / 9007199254740992.0;
}

/* How many of sorted[n] lie below x, or up to it. */
static size_t count_below(const double *sorted, size_t n, double x, bool up_to)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (sorted[middle] < x || (up_to && sorted[middle] == x))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Place of the pair's outcome within its group, 0 .. 1; somewhere within its tie. */
static double place_of(const struct global_pair *pair, double usual, const double *sorted, size_t n)
{
    const double ratio = plain_ratio(pair, usual);
    const double below = (double)count_below(sorted, n, ratio, false);
    const double tie = (double)count_below(sorted, n, ratio, true) - below;
    return (below + 0.5 + scatter(pair->forecast) * fmax(0, tie - 1) + 0.5) / (double)(n + 1);
}

/* ret[class][level_count]: the level at which a class reads the groups. places: room for all pairs. */
static void read_levels(const struct global_pair *pairs, const struct groups *g, size_t together,
                        const double *levels, size_t level_count, double *places, double *ret)
{
    for (int c = 0; c < RI_DEMAND_CLASS_COUNT; c++) {
        size_t known = 0;
        for (size_t k = 0; k < g->strata * g->bins; k++)
            for (size_t i = g->from[k]; i < g->from[k + 1]; i++)
                if ((int)pairs[i].demand_class == c)
                    places[known++] = place_of(&pairs[i], g->usual[k], g->sorted + g->from[k],
                                               g->from[k + 1] - g->from[k]);
        ri_sort(places, known);
        const double shown = (double)known / (double)together;
        for (size_t l = 0; l < level_count; l++) {
            const double own = known ? conformal(places, known, levels[l]) : levels[l];
            ret[(size_t)c * level_count + l] =
                (shown * own + GLOBAL_BAND_BELIEVED * levels[l]) / (shown + GLOBAL_BAND_BELIEVED);
        }
    }
}

/* ---- The band -------------------------------------------------------------------------------------------------------- */

ri_status global_band_make(struct global_pair *pairs, size_t count, size_t together,
                           const double *levels, size_t level_count, struct ri_arena *mem,
                           struct global_band *ret, struct ri_error *err)
{
    struct groups g;
    double       *ratios, *places, *own;
    if (!count) return ri_fail(err, RI_EDATA, "there is no past forecast to learn a band from");
    RI_TRY(make_groups(pairs, count, mem, &g, err));
    const size_t groups = g.strata * g.bins;
    RI_ARENA_NEW(ratios, mem, RI_DEMAND_CLASS_COUNT * groups * level_count, err);
    RI_ARENA_NEW(own, mem, RI_DEMAND_CLASS_COUNT * level_count, err);
    RI_ARENA_NEW(places, mem, count, err);
    read_levels(pairs, &g, together, levels, level_count, places, own);
    for (size_t c = 0; c < RI_DEMAND_CLASS_COUNT; c++)
        for (size_t k = 0; k < groups; k++)
            for (size_t l = 0; l < level_count; l++)
                ratios[(c * groups + k) * level_count + l] = conformal(
                    g.sorted + g.from[k], g.from[k + 1] - g.from[k], own[c * level_count + l]);
    *ret = (struct global_band){.level_count = level_count,
                                .strata = g.strata,
                                .bins = g.bins,
                                .levels = levels,
                                .cuts = g.cuts,
                                .edges = g.edges,
                                .usual = g.usual,
                                .ratios = ratios};
    return RI_OK;
}

void global_band_quantiles(const struct global_band *band, ri_demand_class demand_class,
                           double variation, double turn, double forecast, bool whole, double *ret)
{
    size_t s = 0, b = 0;
    while (s + 1 < band->strata && variation >= band->cuts[s]) s++;
    const double *edges = band->edges + s * (band->bins - 1);
    while (b + 1 < band->bins && forecast >= edges[b]) b++;
    const size_t group = ((size_t)demand_class * band->strata + s) * band->bins + b;
    const double width = width_of(band->usual[s * band->bins + b], turn);
    for (size_t l = 0; l < band->level_count; l++) {
        const double value = forecast * pow(band->ratios[group * band->level_count + l], width);
        ret[l] = whole ? floor(value + 0.5) : value;
    }
}
