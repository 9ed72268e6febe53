/* The score of M5. */
#include "weighted.h"

#include "math/metrics.h"

#include <math.h>

static double value_at(const struct ri_series *series, int64_t period)
{
    const int64_t t = period - series->start;
    return t >= 0 && (uint64_t)t < series->n ? series->y[t] : (double)NAN;
}

/* The scale of a node at the origin; NAN: none. */
static double scale_of(const struct ri_series *node, int64_t origin)
{
    const int64_t until = origin - node->start + 1;
    const size_t  n = until <= 0 ? 0 : (uint64_t)until < node->n ? (size_t)until : node->n;
    size_t        begin = 0;
    while (begin < n && !(node->y[begin] != 0 && !isnan(node->y[begin]))) begin++;
    return ri_scale_squared(node->y + begin, n - begin, 1);
}

static void usual_weights(const struct ri_weighting *w, const struct ri_series *own, int64_t origin,
                          size_t steps, double *ret)
{
    for (size_t i = 0; i < w->hierarchy->series; i++) {
        ret[i] = 0;
        for (size_t j = 0; j < steps; j++) {
            const double y = value_at(&own[i], origin - (int64_t)j);
            if (!isnan(y)) ret[i] += fabs(y);
        }
    }
}

struct sums { /* of the nodes */
    double *squares, *steps, *scratch, *weights;
};

/* Squared errors of the nodes over the steps, and how many steps count. */
static void sum_errors(const struct ri_weighting *w, const struct ri_series *own, int64_t origin,
                       size_t steps, const double *forecasts, double *bottom, struct sums *sums)
{
    const struct ri_hierarchy *h = w->hierarchy;
    for (size_t j = 0; j < steps; j++) {
        for (size_t i = 0; i < h->series; i++) {
            const double miss =
                value_at(&own[i], origin + 1 + (int64_t)j) - forecasts[i * steps + j];
            bottom[i] = isnan(miss) ? 0 : miss;
        }
        ri_hierarchy_sum(h, bottom, sums->scratch);
        for (size_t i = 0; i < h->node_count; i++)
            sums->squares[i] += sums->scratch[i] * sums->scratch[i];
        for (size_t i = 0; i < h->series; i++)
            bottom[i] =
                !isnan(value_at(&own[i], origin + 1 + (int64_t)j) - forecasts[i * steps + j]);
        ri_hierarchy_sum(h, bottom, sums->scratch);
        for (size_t i = 0; i < h->node_count; i++) sums->steps[i] += sums->scratch[i] > 0;
    }
}

ri_status ri_weighted_rmsse(const struct ri_weighting *weighting, int64_t origin, size_t steps,
                            const double *forecasts, struct ri_arena *scratch, double *ret_levels,
                            struct ri_error *err)
{
    const struct ri_arena_mark    mark = ri_arena_mark(scratch);
    const struct ri_hierarchy    *h = weighting->hierarchy;
    const struct ri_series *const own =
        weighting->nodes->series + h->levels[h->level_count - 1].first;
    double     *bottom, *weights, total = 0;
    struct sums sums;
    RI_ARENA_NEW(bottom, scratch, h->series, err);
    RI_ARENA_NEW(weights, scratch, h->series, err);
    RI_ARENA_NEW(sums.squares, scratch, h->node_count, err);
    RI_ARENA_NEW(sums.steps, scratch, h->node_count, err);
    RI_ARENA_NEW(sums.scratch, scratch, h->node_count, err);
    RI_ARENA_NEW(sums.weights, scratch, h->node_count, err);
    if (!weighting->weights) usual_weights(weighting, own, origin, steps, weights);
    ri_hierarchy_sum(h, weighting->weights ? weighting->weights : weights, sums.weights);
    sum_errors(weighting, own, origin, steps, forecasts, bottom, &sums);
    for (size_t i = 0; i < h->series; i++)
        total += weighting->weights ? weighting->weights[i] : weights[i];
    for (size_t l = 0; l < h->level_count; l++) {
        const struct ri_level *level = &h->levels[l];
        ret_levels[l] = total > 0 ? 0 : (double)NAN;
        for (size_t i = level->first; i < level->first + level->count && total > 0; i++) {
            const double scale = scale_of(&weighting->nodes->series[i], origin);
            if (scale > 0 && sums.steps[i] > 0)
                ret_levels[l] +=
                    sums.weights[i] / total * sqrt(sums.squares[i] / sums.steps[i] / scale);
        }
    }
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}
