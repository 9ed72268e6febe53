/* Quantiles of ratios in strata and bins. */
#include "global_band.h"

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

/* Value of rank ceil(level (n + 1)), the largest where that is beyond it. */
static double conformal(const double *sorted, size_t n, double level)
{
    const double rank = ceil(level * (double)(n + 1));
    return sorted[rank<1 ? 0 : rank>(double) n ? n - 1 : (size_t)rank - 1];
}

ri_status global_band_make(struct global_pair *pairs, size_t count, const double *levels,
                           size_t level_count, struct ri_arena *mem, struct global_band *ret,
                           struct ri_error *err)
{
    if (!count) return ri_fail(err, RI_EDATA, "there is no past forecast to learn a band from");
    const size_t strata = clamp(count / (4 * PAIRS_A_BIN), STRATA_MOST);
    const size_t bins = clamp(count / strata / PAIRS_A_BIN, BINS_MOST);
    double      *cuts, *edges, *ratios, *pool;
    RI_ARENA_NEW(cuts, mem, strata, err);
    RI_ARENA_NEW(edges, mem, strata * bins, err);
    RI_ARENA_NEW(ratios, mem, strata * bins * level_count, err);
    RI_ARENA_NEW(pool, mem, count, err);
    qsort(pairs, count, sizeof *pairs, by_variation);
    for (size_t s = 0; s < strata; s++) {
        const size_t from = s * count / strata, to = (s + 1) * count / strata;
        if (s) cuts[s - 1] = pairs[from].variation;
        qsort(pairs + from, to - from, sizeof *pairs, by_forecast);
        for (size_t b = 0; b < bins; b++) {
            const size_t first = from + b * (to - from) / bins;
            const size_t last = from + (b + 1) * (to - from) / bins;
            if (b) edges[s * (bins - 1) + b - 1] = pairs[first].forecast;
            for (size_t i = first; i < last; i++)
                pool[i - first] = pairs[i].actual / pairs[i].forecast;
            ri_sort(pool, last - first);
            for (size_t l = 0; l < level_count; l++)
                ratios[(s * bins + b) * level_count + l] = conformal(pool, last - first, levels[l]);
        }
    }
    *ret = (struct global_band){.level_count = level_count,
                                .strata = strata,
                                .bins = bins,
                                .levels = levels,
                                .cuts = cuts,
                                .edges = edges,
                                .ratios = ratios};
    return RI_OK;
}

void global_band_quantiles(const struct global_band *band, double variation, double forecast,
                           bool whole, double *ret)
{
    size_t s = 0, b = 0;
    while (s + 1 < band->strata && variation >= band->cuts[s]) s++;
    const double *edges = band->edges + s * (band->bins - 1);
    while (b + 1 < band->bins && forecast >= edges[b]) b++;
    for (size_t l = 0; l < band->level_count; l++) {
        const double value = forecast * band->ratios[(s * band->bins + b) * band->level_count + l];
        ret[l] = whole ? floor(value + 0.5) : value;
    }
}
