/* Every node forecast, reconciled, with quantiles from joint outcomes.
 *
 * An outcome of a period is, for every series at once, its reconciled mean plus its error at one past origin and a step
 * near the period's; below 0 it is cut, and the outcomes of a series are brought back to its mean. Summed along the
 * hierarchy they are outcomes of the nodes: dependence between series is the one that was there. */
#include "coherent.h"

#include <stdatomic.h>

#include "base/thread.h"
#include "math/stats.h"

#include <math.h>

enum { OUTCOMES_WANTED = 100 };

/* ---- Errors for the weights ----------------------------------------------------------------------------------- */

/* At most RI_ERROR_VECTORS_MOST occasions: all origins, and as many steps of each, spread over the horizon, as there is room for. */
static ri_status weight_errors(const struct ri_demand_result *base, struct ri_arena *mem,
                               double **ret, size_t *ret_count, struct ri_error *err)
{
    const size_t origins = base->origin_count, h = base->horizon;
    size_t       used = origins < RI_ERROR_VECTORS_MOST ? origins : RI_ERROR_VECTORS_MOST;
    size_t       steps = RI_ERROR_VECTORS_MOST / (used ? used : 1);
    double      *errors;
    if (steps > h) steps = h;
    const size_t count = used * steps;
    RI_ARENA_NEW(errors, mem, base->series_count * count, err);
    for (size_t i = 0; i < base->series_count; i++)
        for (size_t k = 0; k < count; k++)
            errors[i * count + k] =
                (double)base->series[i].errors[k / steps * h + k % steps * h / steps];
    *ret = errors;
    *ret_count = count;
    return RI_OK;
}

static bool is_closed(const struct ri_demand_options *options, size_t i, size_t j)
{
    return options->closed && j < options->closed_steps &&
           options->closed[i * options->closed_steps + j];
}

/* ---- Quantiles -------------------------------------------------------------------------------------------------- */

struct spread {
    const struct ri_hierarchy      *h;
    const struct ri_demand_result  *base;
    const double                   *mean; /* [node][horizon], reconciled */
    const struct ri_demand_options *options;
    const double                   *levels;
    size_t                          level_count, own; /* own: the first node that is a series */
    struct ri_arena                *scratch;          /* by worker */
    struct ri_task                 *task;
    atomic_size_t                   done;
    double                         *ret;
};

/* Steps around j whose errors serve it: [*from, *to]. */
static size_t outcomes_of(const struct spread *s, size_t j, size_t *from, size_t *to)
{
    const size_t origins = s->base->origin_count, h = s->base->horizon;
    const size_t want = origins ? OUTCOMES_WANTED / origins : 0, side = want > 1 ? want / 2 : 0;
    *from = j > side ? j - side : 0;
    *to = j + side < h ? j + side : h - 1;
    return origins * (*to - *from + 1);
}

static void series_outcomes(const struct spread *s, size_t i, size_t j, size_t from, size_t to,
                            double *ret)
{
    const struct ri_series_forecast *one = &s->base->series[s->own + i];
    const size_t                     h = s->base->horizon, width = to - from + 1;
    const double                     mean = s->mean[(s->own + i) * h + j];
    double                           sum = 0;
    const size_t                     count = s->base->origin_count * width;
    for (size_t k = 0; k < count; k++) {
        const double e = (double)one->errors[k / width * h + from + k % width];
        ret[k] = isnan(e) ? mean : mean + e;
        if (one->never_negative) ret[k] = fmax(0, ret[k]);
        sum += ret[k];
    }
    const double centre = sum / (double)count;
    if (is_closed(s->options, i, j)) {
        memset(ret, 0, count * sizeof *ret);
        return;
    }
    for (size_t k = 0; k < count; k++)
        ret[k] = !one->never_negative ? ret[k] + mean - centre
                 : centre > 0         ? ret[k] * mean / centre
                                      : ret[k];
}

static void node_quantiles(const struct spread *s, size_t node, size_t j, double *outcomes,
                           size_t count)
{
    double    *ret = s->ret + (node * s->base->horizon + j) * s->level_count;
    const bool round_up = node >= s->own && s->base->series[node].whole;
    ri_sort(outcomes, count);
    for (size_t l = 0; l < s->level_count; l++) {
        const double q = count ? ri_quantile_weibull(outcomes, count, s->levels[l])
                               : s->mean[node * s->base->horizon + j];
        ret[l] = round_up ? round(q) : q;
    }
}

static ri_status one_period(void *context, size_t j, unsigned worker, struct ri_error *err)
{
    struct spread             *s = context;
    const struct ri_hierarchy *h = s->h;
    struct ri_arena           *scratch = &s->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    size_t                     from, to, most = 0;
    const size_t               count = outcomes_of(s, j, &from, &to);
    double                    *own = NULL, *sums = NULL;
    for (size_t l = 0; l < h->level_count; l++)
        most = h->levels[l].count > most ? h->levels[l].count : most;
    RI_ARENA_NEW(own, scratch, h->series * count, err);
    RI_ARENA_NEW(sums, scratch, most * count, err);
    for (size_t i = 0; i < h->series; i++) series_outcomes(s, i, j, from, to, own + i * count);
    for (size_t l = 0; l < h->level_count; l++) {
        const struct ri_level *level = &h->levels[l];
        RI_TRY(ri_task_check(s->task, err));
        memset(sums, 0, level->count * count * sizeof *sums);
        for (size_t i = 0; i < h->series; i++) {
            double *const sum = sums + level->node[i] * count;
            for (size_t k = 0; k < count; k++) sum[k] += own[i * count + k];
        }
        for (size_t k = 0; k < level->count; k++)
            node_quantiles(s, level->first + k, j, sums + k * count, count);
    }
    ri_arena_rewind(scratch, mark);
    ri_task_progress(s->task, "quantiles", atomic_fetch_add(&s->done, 1) + 1, s->base->horizon,
                     "periods");
    return RI_OK;
}

static ri_status quantiles(struct spread *s, struct ri_arena *work, size_t limit,
                           struct ri_error *err)
{
    const unsigned threads = ri_task_threads(s->task);
    RI_ARENA_NEW(s->scratch, work, threads, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&s->scratch[w], limit);
    const ri_status status = ri_parallel(s->task, s->base->horizon, one_period, s, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&s->scratch[w]);
    return status;
}

/* ---- Closed days, and what persons say --------------------------------------------------------------------------- */

/* Forecasts of nodes know nothing of a store that will be closed: of a sum the share of its open series is left. */
static ri_status close_days(const struct ri_hierarchy *h, const struct ri_demand_options *options,
                            size_t steps, struct ri_arena *work, double *forecasts,
                            struct ri_error *err)
{
    const size_t own = h->levels[h->level_count - 1].first;
    double      *series, *open, *all;
    RI_ARENA_NEW(series, work, h->series, err);
    RI_ARENA_NEW(open, work, h->node_count, err);
    RI_ARENA_NEW(all, work, h->node_count, err);
    for (size_t j = 0; j < steps && options->closed; j++) {
        for (size_t i = 0; i < h->series; i++) series[i] = forecasts[(own + i) * steps + j];
        ri_hierarchy_sum(h, series, all);
        for (size_t i = 0; i < h->series; i++)
            if (is_closed(options, i, j)) series[i] = 0;
        ri_hierarchy_sum(h, series, open);
        for (size_t node = 0; node < h->node_count; node++)
            if (open[node] != all[node]) forecasts[node * steps + j] *= open[node] / all[node];
    }
    return RI_OK;
}

/* Reconciled means once more: nothing where closed, and what persons say; sums follow. *ret_added: what the latter added, or NULL. */
static ri_status settle(const struct ri_hierarchy *h, const struct ri_demand_options *options,
                        const struct ri_coherent_change *change, size_t steps,
                        struct ri_arena *work, struct ri_arena *mem, double *mean,
                        const double **ret_added, struct ri_error *err)
{
    const size_t own = h->levels[h->level_count - 1].first;
    double      *series, *more, *sums, *added;
    bool         any = false;
    RI_ARENA_NEW(series, work, h->series, err);
    RI_ARENA_NEW(more, work, h->series, err);
    RI_ARENA_NEW(sums, work, h->node_count, err);
    RI_ARENA_NEW(added, mem, h->node_count * steps, err);
    for (size_t j = 0; j < steps; j++) {
        bool moved = false;
        for (size_t i = 0; i < h->series; i++) {
            const double was = mean[(own + i) * steps + j];
            const double there = is_closed(options, i, j) ? 0 : was;
            series[i] = change ? change->mean(change->context, i, j, there) : there;
            more[i] = series[i] - there;
            any = any || more[i] != 0;
            moved = moved || series[i] != was;
        }
        if (!moved) continue;
        ri_hierarchy_sum(h, more, sums);
        for (size_t node = 0; node < h->node_count; node++) added[node * steps + j] = sums[node];
        ri_hierarchy_sum(h, series, sums);
        for (size_t node = 0; node < h->node_count; node++) mean[node * steps + j] = sums[node];
    }
    *ret_added = any ? added : NULL;
    return RI_OK;
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static ri_status run(const struct ri_panel *panel, const struct ri_hierarchy *hierarchy,
                     ri_reconcile_method method, const struct ri_demand_options *options,
                     const struct ri_coherent_change *change, struct ri_task *task,
                     struct ri_arena *work, struct ri_arena *mem, struct ri_coherent_result *ret,
                     struct ri_error *err)
{
    struct ri_demand_options own = *options;
    struct ri_panel          nodes;
    struct ri_reconciling job = {.hierarchy = hierarchy, .method = method, .never_negative = true};
    double               *forecasts, *errors = NULL, *mean, *spread;
    own.errors = true;
    own.level_count = own.protection_all = 0;
    own.protection = own.lead = NULL;
    own.closed = NULL;      /* it is by series; see close_days */
    own.series_only = true; /* nodes of several levels are no series to learn from together */
    RI_TRY(ri_hierarchy_panel(hierarchy, panel, work, &nodes, err));
    RI_TRY(ri_demand_forecast(&nodes, &own, task, mem, &ret->base, err));
    const size_t h = ret->base.horizon, n = hierarchy->node_count;
    RI_ARENA_NEW(forecasts, work, n * h, err);
    RI_ARENA_NEW(mean, mem, n * h, err);
    RI_ARENA_NEW(spread, mem, n * h * options->level_count, err);
    for (size_t i = 0; i < n; i++) {
        memcpy(forecasts + i * h, ret->base.series[i].mean, h * sizeof *forecasts);
        job.never_negative = job.never_negative && ret->base.series[i].never_negative;
    }
    RI_TRY(close_days(hierarchy, options, h, work, forecasts, err));
    RI_TRY(weight_errors(&ret->base, work, &errors, &job.error_count, err));
    job.forecasts = forecasts;
    job.errors = errors;
    job.horizon = h;
    RI_TRY(ri_reconcile(&job, task, mem->limit, mean, err));
    RI_TRY(settle(hierarchy, options, change, h, work, mem, mean, &ret->added, err));
    ret->mean = mean;
    ret->quantiles = spread;
    ret->level_count = options->level_count;
    struct spread s = {.h = hierarchy,
                       .base = &ret->base,
                       .mean = mean,
                       .levels = options->levels,
                       .level_count = options->level_count,
                       .own = hierarchy->levels[hierarchy->level_count - 1].first,
                       .options = options,
                       .task = task,
                       .ret = spread};
    return options->level_count ? quantiles(&s, work, mem->limit, err) : RI_OK;
}

ri_status ri_demand_coherent(const struct ri_panel *panel, const struct ri_hierarchy *hierarchy,
                             ri_reconcile_method method, const struct ri_demand_options *options,
                             const struct ri_coherent_change *change, struct ri_task *task,
                             struct ri_arena *mem, struct ri_coherent_result *ret,
                             struct ri_error *err)
{
    struct ri_coherent_result  result = {0};
    struct ri_arena            work;
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    ri_arena_init(&work, mem->limit);
    const ri_status status =
        run(panel, hierarchy, method, options, change, task, &work, mem, &result, err);
    ri_arena_release(&work);
    if (status != RI_OK) {
        ri_arena_rewind(mem, mark);
        return status;
    }
    *ret = result;
    return RI_OK;
}
