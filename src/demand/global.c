/* The global forecaster: check, learn, look back, learn again with the newest horizon, answer. */
#include "global.h"

#include "base/thread.h"
#include "clean.h"
#include "global_band.h"
#include "global_train.h"
#include "math/metrics.h"
#include "one.h"
#include "plan.h"

#include <math.h>

struct run {
    const struct ri_panel      *panel;
    const struct ri_covariates *covariates;
    struct ri_task             *task;
    struct ri_demand_plan       plan;
    struct global_plan          global;
    struct global_frame         frame;
    double            *past, *mean; /* [series][horizon]: at the newest horizon, and the forecast */
    struct ri_cleaned *cleaned;     /* [series] without their histories */
    struct global_band band;
    struct ri_arena    work;
    struct ri_arena   *scratch; /* [threads] */
    struct ri_demand_result   *result;
    struct ri_series_forecast *series;
};

static void make_plan(struct run *run, const struct ri_global_options *options)
{
    const struct global_frame *frame = &run->frame;
    struct ri_learn_settings  *settings = &run->global.settings;
    ri_learn_defaults(&ri_learner_boost, settings);
    settings->objective = RI_OBJECTIVE_TWEEDIE;
    settings->trees = options->trees ? (int64_t)options->trees : 300;
    settings->leaves = options->leaves ? (int64_t)options->leaves : 31;
    settings->rate = options->rate > 0 ? options->rate : 0.05;
    settings->bins = 127;
    settings->min_leaf = 200;
    settings->column_share = 0.6;
    settings->row_share = 0.7;
    settings->seed = (int64_t)(options->seed & 0x7fffffff);
    run->global.rows = options->rows ? options->rows : 1600000;
    run->global.horizon = run->plan.horizon;
    run->global.seed = options->seed;
    /* Two years where there are years, but never so far back that nothing lies before. */
    const size_t wanted = frame->year ? 2 * frame->year + frame->season : 100 * frame->season;
    const size_t most = frame->n - 2 * frame->season;
    run->global.span = wanted < most ? wanted : most;
}

static ri_status prepare(struct run *run, const struct ri_demand_options *options,
                         const struct ri_global_options *global, struct ri_error *err)
{
    struct ri_demand_options checked = *options;
    checked.model = NULL;
    RI_TRY(ri_demand_plan_make(run->panel, &checked, &run->plan, err));
    const size_t season = run->plan.season, horizon = run->plan.horizon;
    RI_TRY(
        ri_covariates_reach(run->covariates, run->panel, run->panel->last + (int64_t)horizon, err));
    const size_t most = 3 * 52 * (season < 7 ? 7 : season) + 20 * season + horizon;
    RI_TRY(
        global_frame_make(run->panel, run->covariates, season, most, &run->work, &run->frame, err));
    if (run->frame.n < 4 * horizon + 8 * season)
        return ri_fail(err, RI_EDATA,
                       "%zu periods of history are too few for a learner over all series: it needs "
                       "%zu (four horizons and eight seasons)",
                       run->frame.n, 4 * horizon + 8 * season);
    make_plan(run, global);
    return RI_OK;
}

/* Trained up to period `known`, asked from there on. */
static ri_status forecast_from(struct run *run, size_t known, double *ret, struct ri_error *err)
{
    struct ri_learned *learned;
    RI_TRY(global_train(&run->frame, &run->global, known, run->task, &learned, err));
    const ri_status status =
        global_predict(&run->frame, learned, run->plan.horizon, known, run->task, ret, err);
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
    const size_t         n = run->panel->series_count, horizon = run->plan.horizon;
    const size_t         origin = run->frame.n - horizon;
    struct global_series series;
    struct global_pair  *pairs;
    size_t               count = 0;
    RI_TRY(global_series_new(&run->frame, &run->work, &series, err));
    RI_ARENA_NEW(pairs, &run->work, n * horizon, err);
    for (size_t i = 0; i < n; i++) {
        global_series_load(&run->frame, i, &series);
        if (series.first >= origin) continue;
        const double variation = variation_of(&series, origin, 16 * run->frame.season);
        for (size_t h = 0; h < horizon; h++) {
            const double f = run->past[i * horizon + h], y = series.y[origin + h];
            if (f > 0 && !isnan(y)) pairs[count++] = (struct global_pair){variation, f, fmax(0, y)};
        }
    }
    return global_band_make(pairs, count, run->plan.levels, run->plan.level_count, mem, &run->band,
                            err);
}

/* ---- Answers --------------------------------------------------------------------------------------------------------- */

static void measure(const struct run *run, const struct global_series *series,
                    struct ri_series_forecast *forecast)
{
    const size_t  horizon = run->plan.horizon, origin = run->frame.n - horizon;
    const double *f = run->past + series->index * horizon;
    double        errors = 0, naive = 0, seen = 0;
    forecast->error = forecast->naive_error = NAN;
    if (series->first >= origin) return;
    for (size_t h = 0; h < horizon; h++) {
        const size_t back = h / run->plan.season * run->plan.season + run->plan.season;
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
    const size_t horizon = run->plan.horizon, levels = run->plan.level_count;
    const double variation = variation_of(series, run->frame.n, 16 * run->frame.season);
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
    RI_TRY(ri_clean(&run->panel->series[i], run->panel->last, run->plan.history, run->plan.season,
                    scratch, &cleaned, err));
    RI_TRY(global_series_new(&run->frame, scratch, &series, err));
    global_series_load(&run->frame, i, &series);
    measure(run, &series, forecast);
    forecast->demand_class = cleaned.demand_class;
    forecast->known = cleaned.known;
    forecast->missing = cleaned.missing;
    forecast->censored = cleaned.censored;
    const bool sold = series.first < run->frame.n;
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
    const size_t n = run->panel->series_count, horizon = run->plan.horizon,
                 levels = run->plan.level_count;
    double *means, *quantiles, *copy;
    RI_ARENA_NEW(run->series, mem, n, err);
    RI_ARENA_NEW(means, mem, n * horizon, err);
    RI_ARENA_NEW(quantiles, mem, n * horizon * levels, err);
    RI_ARENA_NEW(copy, mem, levels, err);
    const char *params = ri_arena_printf(
        mem, "trees %lld, leaves %lld, rate %g", (long long)run->global.settings.trees,
        (long long)run->global.settings.leaves, run->global.settings.rate);
    if (!params) return ri_fail(err, RI_ENOMEM, "no room for the result");
    if (levels) memcpy(copy, run->plan.levels, levels * sizeof *copy);
    for (size_t i = 0; i < n; i++)
        run->series[i] = (struct ri_series_forecast){.mean = means + i * horizon,
                                                     .quantiles = quantiles + i * horizon * levels,
                                                     .params = params};
    *ret = (struct ri_demand_result){.first = run->panel->last + 1,
                                     .horizon = horizon,
                                     .season = run->plan.season,
                                     .level_count = levels,
                                     .series_count = n,
                                     .levels = copy,
                                     .series = run->series};
    return RI_OK;
}

static ri_status learn_and_answer(struct run *run, struct ri_arena *mem,
                                  struct ri_demand_result *ret, struct ri_error *err)
{
    const size_t   n = run->panel->series_count, cells = n * run->plan.horizon;
    const unsigned threads = ri_task_threads(run->task);
    RI_ARENA_NEW(run->past, &run->work, cells, err);
    RI_ARENA_NEW(run->mean, &run->work, cells, err);
    RI_ARENA_NEW(run->scratch, &run->work, threads, err);
    RI_TRY(lay_out(run, mem, ret, err));
    RI_TRY(forecast_from(run, run->frame.n - run->plan.horizon, run->past, err));
    if (run->plan.level_count) RI_TRY(make_band(run, &run->work, err));
    RI_TRY(forecast_from(run, run->frame.n, run->mean, err));
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&run->scratch[w], SIZE_MAX);
    const ri_status status = ri_parallel(run->task, n, answer_series, run, err);
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
    static const struct ri_covariates none = {0};
    struct run run = {.panel = panel, .covariates = covariates ? covariates : &none, .task = task};
    struct ri_demand_result    result;
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    ri_arena_init(&run.work, SIZE_MAX);
    ri_status status = prepare(&run, options, global, err);
    if (status == RI_OK) status = learn_and_answer(&run, mem, &result, err);
    ri_arena_release(&run.work);
    if (status == RI_OK)
        *ret = result;
    else
        ri_arena_rewind(mem, mark);
    return status;
}
