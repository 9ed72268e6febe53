/* The global forecaster: check, learn, look back, learn again with the newest horizon, answer. */
#include "global.h"

#include "base/thread.h"
#include "clean.h"
#include "global_band.h"
#include "global_internal.h"
#include "math/metrics.h"
#include "one.h"

#include <math.h>

struct run {
    struct global_run  base;
    double            *past, *mean; /* [series][horizon]: at the newest horizon, and the forecast */
    struct global_band band;
    struct ri_arena   *scratch; /* [threads] */
    struct ri_series_forecast *series;
};

/* Trained up to period `known`, asked from there on. */
static ri_status forecast_from(struct run *run, size_t known, double *ret, struct ri_error *err)
{
    struct ri_learned *learned;
    RI_TRY(global_train(&run->base.frame, &run->base.global, known, run->base.task, &learned, err));
    const ri_status status = global_predict(&run->base.frame, learned, run->base.plan.horizon,
                                            known, run->base.task, ret, err);
    ri_learned_free(learned);
    return status;
}

static double variation_of(const struct global_series *series, size_t origin, size_t length)
{
    const size_t from = origin > length ? origin - length : 0;
    const double known = series->known[origin] - series->known[from];
    const double mean = (series->sum[origin] - series->sum[from]) / fmax(1, known);
    const double variance =
        (series->squares[origin] - series->squares[from]) / fmax(1, known) - mean * mean;
    return sqrt(fmax(0, variance)) / (fabs(mean) + 0.02);
}

/* ---- The band -------------------------------------------------------------------------------------------------------- */

static ri_status make_band(struct run *run, struct ri_arena *mem, struct ri_error *err)
{
    const size_t         n = run->base.panel->series_count, horizon = run->base.plan.horizon;
    const size_t         origin = run->base.frame.n - horizon;
    struct global_series series;
    struct global_pair  *pairs;
    size_t               count = 0;
    RI_TRY(global_series_new(&run->base.frame, &run->base.work, &series, err));
    RI_ARENA_NEW(pairs, &run->base.work, n * horizon, err);
    for (size_t i = 0; i < n; i++) {
        global_series_load(&run->base.frame, i, &series);
        if (series.first >= origin) continue;
        const double variation = variation_of(&series, origin, 16 * run->base.frame.season);
        for (size_t h = 0; h < horizon; h++) {
            const double f = run->past[i * horizon + h], y = series.y[origin + h];
            if (f > 0 && !isnan(y)) pairs[count++] = (struct global_pair){variation, f, fmax(0, y)};
        }
    }
    return global_band_make(pairs, count, run->base.plan.levels, run->base.plan.level_count, mem,
                            &run->band, err);
}

/* ---- Answers --------------------------------------------------------------------------------------------------------- */

static void measure(const struct run *run, const struct global_series *series,
                    struct ri_series_forecast *forecast)
{
    const size_t  horizon = run->base.plan.horizon, origin = run->base.frame.n - horizon;
    const double *f = run->past + series->index * horizon;
    double        errors = 0, naive = 0, seen = 0;
    forecast->error = forecast->naive_error = NAN;
    if (series->first >= origin) return;
    for (size_t h = 0; h < horizon; h++) {
        const size_t back =
            h / run->base.plan.season * run->base.plan.season + run->base.plan.season;
        const double y = series->y[origin + h];
        const double before = origin + h >= back ? series->y[origin + h - back] : NAN;
        if (isnan(y) || isnan(before)) continue;
        errors += (y - f[h]) * (y - f[h]);
        naive += (y - before) * (y - before);
        seen++;
    }
    const double scale = ri_scale_squared(series->y + series->first, origin - series->first, 1);
    if (!(seen > 0 && scale > 0)) return;
    forecast->error = sqrt(errors / seen / scale);
    forecast->naive_error = sqrt(naive / seen / scale);
}

static void answer_numbers(const struct run *run, const struct global_series *series, bool whole,
                           double *mean, double *quantiles)
{
    const size_t horizon = run->base.plan.horizon, levels = run->base.plan.level_count;
    const double variation = variation_of(series, run->base.frame.n, 16 * run->base.frame.season);
    for (size_t h = 0; h < horizon; h++) {
        const double f = run->mean[series->index * horizon + h];
        mean[h] = f > 0 ? f : 0;
        if (f > 0 && levels)
            global_band_quantiles(&run->band, variation, f, whole, quantiles + h * levels);
    }
}

static ri_status answer_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct run                *run = context;
    struct ri_arena           *scratch = &run->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct ri_series_forecast *forecast = &run->series[i];
    struct ri_cleaned          cleaned;
    struct global_series       series;
    RI_TRY(ri_clean(&run->base.panel->series[i], run->base.panel->last, run->base.plan.history,
                    run->base.plan.season, scratch, &cleaned, err));
    RI_TRY(global_series_new(&run->base.frame, scratch, &series, err));
    global_series_load(&run->base.frame, i, &series);
    measure(run, &series, forecast);
    forecast->demand_class = cleaned.demand_class;
    forecast->known = cleaned.known;
    forecast->missing = cleaned.missing;
    forecast->censored = cleaned.censored;
    forecast->estimated = cleaned.estimated;
    const bool sold = series.first < run->base.frame.n;
    forecast->model = sold ? "boost" : "zero";
    forecast->rung = sold ? RI_RUNG_MODEL : RI_RUNG_ZERO;
    forecast->reason = !sold ? "no demand was ever seen"
                       : cleaned.never_negative
                           ? "one learner over all series, as asked"
                           : "one learner over all series; values below 0 counted as 0";
    answer_numbers(run, &series, cleaned.whole, (double *)(uintptr_t)forecast->mean,
                   (double *)(uintptr_t)forecast->quantiles);
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static ri_status lay_out(struct run *run, struct ri_arena *mem, struct ri_demand_result *ret,
                         struct ri_error *err)
{
    const size_t n = run->base.panel->series_count, horizon = run->base.plan.horizon,
                 levels = run->base.plan.level_count;
    double *means, *quantiles, *copy;
    RI_ARENA_NEW(run->series, mem, n, err);
    RI_ARENA_NEW(means, mem, n * horizon, err);
    RI_ARENA_NEW(quantiles, mem, n * horizon * levels, err);
    RI_ARENA_NEW(copy, mem, levels, err);
    const char *params = ri_arena_printf(
        mem, "trees %lld, leaves %lld, rate %g", (long long)run->base.global.settings.trees,
        (long long)run->base.global.settings.leaves, run->base.global.settings.rate);
    if (!params) return ri_fail(err, RI_ENOMEM, "no room for the result");
    if (levels) memcpy(copy, run->base.plan.levels, levels * sizeof *copy);
    for (size_t i = 0; i < n; i++)
        run->series[i] = (struct ri_series_forecast){.mean = means + i * horizon,
                                                     .quantiles = quantiles + i * horizon * levels,
                                                     .params = params};
    *ret = (struct ri_demand_result){.first = run->base.panel->last + 1,
                                     .horizon = horizon,
                                     .season = run->base.plan.season,
                                     .level_count = levels,
                                     .series_count = n,
                                     .levels = copy,
                                     .series = run->series};
    return RI_OK;
}

static ri_status learn_and_answer(struct run *run, struct ri_arena *mem,
                                  struct ri_demand_result *ret, struct ri_error *err)
{
    const size_t   n = run->base.panel->series_count, cells = n * run->base.plan.horizon;
    const unsigned threads = ri_task_threads(run->base.task);
    RI_ARENA_NEW(run->past, &run->base.work, cells, err);
    RI_ARENA_NEW(run->mean, &run->base.work, cells, err);
    RI_ARENA_NEW(run->scratch, &run->base.work, threads, err);
    RI_TRY(lay_out(run, mem, ret, err));
    /* What the band needs are typical errors: a quarter of the rows makes them at a quarter of the cost. */
    const size_t rows = run->base.global.rows;
    run->base.global.rows = rows / 4 > 200000 ? rows / 4 : rows;
    RI_TRY(forecast_from(run, run->base.frame.n - run->base.plan.horizon, run->past, err));
    run->base.global.rows = rows;
    if (run->base.plan.level_count) RI_TRY(make_band(run, &run->base.work, err));
    RI_TRY(forecast_from(run, run->base.frame.n, run->mean, err));
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&run->scratch[w], SIZE_MAX);
    const ri_status status = ri_parallel(run->base.task, n, answer_series, run, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&run->scratch[w]);
    for (size_t i = 0; i < n && status == RI_OK; i++) ret->rungs[run->series[i].rung]++;
    return status;
}

ri_status ri_global_forecast(const struct ri_panel *panel, const struct ri_covariates *covariates,
                             const struct ri_demand_options *options,
                             const struct ri_global_options *global, struct ri_task *task,
                             struct ri_arena *mem, struct ri_demand_result *ret,
                             struct ri_error *err)
{
    struct run                 run = {0};
    struct ri_demand_result    result;
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    ri_status status = global_run_init(&run.base, panel, covariates, options, global, task, err);
    if (status == RI_OK) status = learn_and_answer(&run, mem, &result, err);
    global_run_release(&run.base);
    if (status == RI_OK)
        *ret = result;
    else
        ri_arena_rewind(mem, mark);
    return status;
}
