/* Pairs of forecast and outcome, gathered over series and held-back origins. */
#include "global_spread.h"

#include "clean.h"
#include "global.h"

#include <math.h>

enum { VARIATION_SEASONS = 16 };

/* Standard deviation over mean of the newest seasons before an origin. */
static double variation_of(const struct global_series *series, size_t origin, size_t season)
{
    const size_t length = VARIATION_SEASONS * season;
    const size_t from = origin > length ? origin - length : 0;
    const double known = series->known[origin] - series->known[from];
    const double mean = (series->sum[origin] - series->sum[from]) / fmax(1, known);
    const double variance =
        (series->squares[origin] - series->squares[from]) / fmax(1, known) - mean * mean;
    return sqrt(fmax(0, variance)) / (fabs(mean) + 0.02);
}

/* The class of demand of all that was known before an origin, as `clean` tells it. */
static ri_demand_class class_of(const struct global_series *series, size_t origin)
{
    const double known = series->known[origin], demands = known - series->zeros[origin];
    return ri_classify(known, demands, series->sum[origin], series->squares[origin]);
}

/* Whether what came last year comes again is not known: all of it may, or nothing. */
static double turn_of(const struct global_frame *frame, size_t series, size_t origin, size_t step)
{
    const double ratio = global_year_ratio(frame, series, origin, step);
    return isnan(ratio) ? 0 : ratio;
}

struct gathering {
    const struct global_looked *looked;
    struct global_series        series;
    struct global_pair         *pairs;
    size_t                      count;
};

/* Pairs of every `length` periods that begin at the origin's first (length 1: of every period). A sum counts its known periods, where they
 * are at least half. */
static void gather_at(struct gathering *g, size_t origin, const float *past, size_t length)
{
    const size_t          horizon = g->looked->horizon, season = g->looked->frame->season;
    const double          variation = variation_of(&g->series, origin, season);
    const ri_demand_class demand_class = class_of(&g->series, origin);
    const size_t          windows = length == 1 ? horizon : 1;
    for (size_t h = 0; h < windows; h++) {
        double f = 0, y = 0, known = 0, turn = 0;
        for (size_t j = h; j < h + length; j++) {
            if (!(past[j] > 0) || isnan(g->series.y[origin + j])) continue;
            f += (double)past[j];
            y += g->series.y[origin + j];
            turn += turn_of(g->looked->frame, g->series.index, origin, j + 1);
            known++;
        }
        if (known > 0 && 2 * known >= (double)length)
            g->pairs[g->count++] =
                (struct global_pair){variation, f, fmax(0, y), demand_class, turn / known};
    }
}

static void gather(struct gathering *g, size_t length)
{
    const struct global_looked *looked = g->looked;
    const struct global_frame  *frame = looked->frame;
    g->count = 0;
    for (size_t i = 0; i < frame->panel->series_count; i++) {
        global_series_load(frame, i, &g->series);
        for (size_t k = 0; k < looked->past_count; k++) {
            const size_t origin = frame->n - (k + 1) * looked->horizon;
            if (g->series.first >= origin) continue;
            gather_at(g, origin,
                      looked->past + (k * frame->panel->series_count + i) * looked->horizon,
                      length);
        }
    }
}

static ri_status make_spans(struct gathering *g, const size_t *spans, size_t span_count,
                            struct ri_arena *mem, struct global_spread *spread,
                            struct ri_error *err)
{
    double *levels;
    RI_ARENA_NEW(levels, mem, spread->draw_count, err);
    for (size_t k = 0; k < spread->draw_count; k++)
        levels[k] = ((double)k + 0.5) / (double)spread->draw_count;
    const size_t kept = span_count < GLOBAL_SPANS_MOST ? span_count : GLOBAL_SPANS_MOST;
    for (size_t s = 0; s < kept; s++) {
        struct global_span *span = &spread->spans[spread->span_count++];
        span->periods = spans[kept > 1 ? s * (span_count - 1) / (kept - 1) : 0];
        gather(g, span->periods);
        RI_TRY(global_band_make(g->pairs, g->count, 1, levels, spread->draw_count, mem, &span->band,
                                err));
    }
    return RI_OK;
}

/* What may come or not in the periods ahead, by groups. */
static ri_status look_ahead(const struct global_looked *looked, struct ri_arena *mem,
                            struct global_spread *spread, struct ri_error *err)
{
    const struct global_frame *frame = looked->frame;
    const size_t               n = frame->panel->series_count, horizon = looked->horizon;
    size_t                    *group;
    float                     *turn;
    RI_ARENA_NEW(group, mem, n, err);
    RI_ARENA_NEW(turn, mem, frame->group.count * horizon, err);
    for (size_t i = 0; i < n; i++) group[i] = frame->group.of[i];
    for (size_t i = 0; i < n; i++)
        for (size_t h = 0; h < horizon; h++)
            turn[group[i] * horizon + h] = (float)turn_of(frame, i, frame->n, h + 1);
    spread->group = group;
    spread->turn = turn;
    spread->horizon = horizon;
    return RI_OK;
}

ri_status global_spread_make(const struct global_looked *looked, const double *levels,
                             size_t level_count, const size_t *spans, size_t span_count,
                             size_t draws, struct ri_arena *work, struct ri_arena *mem,
                             struct global_spread **ret, struct ri_error *err)
{
    const struct global_frame *frame = looked->frame;
    const size_t               n = frame->panel->series_count;
    struct gathering           g = {.looked = looked};
    struct global_spread      *spread;
    float                     *variation;
    uint8_t                   *classes;
    RI_ARENA_NEW(spread, mem, 1, err);
    RI_ARENA_NEW(classes, mem, n, err);
    RI_ARENA_NEW(variation, mem, n, err);
    RI_TRY(global_series_new(frame, work, &g.series, err));
    RI_ARENA_NEW(g.pairs, work, n * looked->past_count * looked->horizon, err);
    for (size_t i = 0; i < n; i++) {
        global_series_load(frame, i, &g.series);
        variation[i] = (float)variation_of(&g.series, frame->n, frame->season);
        classes[i] = (uint8_t)class_of(&g.series, frame->n);
    }
    spread->variation = variation;
    spread->classes = classes;
    spread->draw_count = draws;
    RI_TRY(look_ahead(looked, mem, spread, err));
    if (level_count) {
        gather(&g, 1);
        RI_TRY(global_band_make(g.pairs, g.count, looked->horizon, levels, level_count, mem,
                                &spread->band, err));
    }
    RI_TRY(make_spans(&g, spans, span_count, mem, spread, err));
    *ret = spread;
    return RI_OK;
}

/* ---- Answers --------------------------------------------------------------------------------------------------------- */

void ri_learnt_quantiles(const struct ri_learnt *learnt, size_t series, size_t steps,
                         const double *mean, bool whole, double *ret)
{
    const struct global_spread *spread = learnt->spread;
    const size_t                levels = spread->band.level_count;
    const float                *turn = spread->turn + spread->group[series] * spread->horizon;
    for (size_t h = 0; h < steps; h++)
        if (mean[h] > 0)
            global_band_quantiles(&spread->band, (ri_demand_class)spread->classes[series],
                                  (double)spread->variation[series], (double)turn[h], mean[h],
                                  whole, ret + h * levels);
        else
            memset(ret + h * levels, 0, levels * sizeof *ret);
}

void ri_learnt_draws(const struct ri_learnt *learnt, size_t series, size_t periods, double total,
                     bool whole, double *ret)
{
    const struct global_spread *spread = learnt->spread;
    const struct global_span   *nearest = &spread->spans[0];
    for (size_t s = 1; s < spread->span_count; s++) {
        const struct global_span *span = &spread->spans[s];
        const double              here = fabs((double)span->periods - (double)periods);
        if (here < fabs((double)nearest->periods - (double)periods)) nearest = span;
    }
    const size_t known = periods < spread->horizon ? periods : spread->horizon;
    double       turn = 0;
    for (size_t h = 0; h < known; h++)
        turn += (double)spread->turn[spread->group[series] * spread->horizon + h] / (double)known;
    if (total > 0)
        global_band_quantiles(&nearest->band, (ri_demand_class)spread->classes[series],
                              (double)spread->variation[series], turn, total, whole, ret);
    else
        memset(ret, 0, spread->draw_count * sizeof *ret);
}
