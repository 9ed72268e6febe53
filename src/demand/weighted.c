/* The score of M5. */
#include "weighted.h"

#include "math/metrics.h"

#include <math.h>

static double value_at(const struct ri_series *series, int64_t period)
{
    const int64_t t = period - series->start;
    return t >= 0 && (uint64_t)t < series->n ? series->y[t] : (double)NAN;
}

typedef double scale_fn(const double *y, size_t n, size_t lag);

/* The scale of a node at the origin; NAN: none. */
static double scale_of(const struct ri_series *node, int64_t origin, scale_fn *scale)
{
    const int64_t until = origin - node->start + 1;
    const size_t  n = until <= 0 ? 0 : (uint64_t)until < node->n ? (size_t)until : node->n;
    size_t        begin = 0;
    while (begin < n && !(node->y[begin] != 0 && !isnan(node->y[begin]))) begin++;
    return scale(node->y + begin, n - begin, 1);
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

/* Into ret[node]; returns the weights of all series together. bottom: room for [series]. */
static double node_weights(const struct ri_weighting *w, int64_t origin, size_t steps,
                           double *bottom, double *ret)
{
    const struct ri_hierarchy *h = w->hierarchy;
    double                     total = 0;
    if (w->weights)
        memcpy(bottom, w->weights, h->series * sizeof *bottom);
    else
        usual_weights(w, w->nodes->series + h->levels[h->level_count - 1].first, origin, steps,
                      bottom);
    ri_hierarchy_sum(h, bottom, ret);
    for (size_t i = 0; i < h->series; i++) total += bottom[i];
    return total;
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
    double     *bottom, *weights, total;
    struct sums sums;
    RI_ARENA_NEW(bottom, scratch, h->series, err);
    RI_ARENA_NEW(weights, scratch, h->series, err);
    RI_ARENA_NEW(sums.squares, scratch, h->node_count, err);
    RI_ARENA_NEW(sums.steps, scratch, h->node_count, err);
    RI_ARENA_NEW(sums.scratch, scratch, h->node_count, err);
    RI_ARENA_NEW(sums.weights, scratch, h->node_count, err);
    total = node_weights(weighting, origin, steps, weights, sums.weights);
    sum_errors(weighting, own, origin, steps, forecasts, bottom, &sums);
    for (size_t l = 0; l < h->level_count; l++) {
        const struct ri_level *level = &h->levels[l];
        ret_levels[l] = total > 0 ? 0 : (double)NAN;
        for (size_t i = level->first; i < level->first + level->count && total > 0; i++) {
            const double scale = scale_of(&weighting->nodes->series[i], origin, ri_scale_squared);
            if (scale > 0 && sums.steps[i] > 0)
                ret_levels[l] +=
                    sums.weights[i] / total * sqrt(sums.squares[i] / sums.steps[i] / scale);
        }
    }
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

/* ---- Quantiles --------------------------------------------------------------------------------------------------- */

/* Mean pinball loss of a node over its known steps and all levels, over its scale; 0 where there is none. q: [steps][level_count]. */
static double scaled_pinball(const struct ri_series *node, int64_t origin, size_t steps,
                             const double *q, const double *levels, size_t level_count)
{
    const double scale = scale_of(node, origin, ri_scale_absolute);
    double       sum = 0, known = 0;
    for (size_t j = 0; j < steps; j++) {
        const double y = value_at(node, origin + 1 + (int64_t)j);
        if (isnan(y) || isnan(q[j * level_count])) continue;
        for (size_t l = 0; l < level_count; l++)
            sum += ri_pinball(y, q[j * level_count + l], levels[l]);
        known += (double)level_count;
    }
    return scale > 0 && known > 0 ? sum / known / scale : 0;
}

ri_status ri_weighted_spl(const struct ri_weighting *weighting, int64_t origin,
                          const struct ri_said_before *before, const float *own,
                          const double *levels, size_t level_count, struct ri_arena *scratch,
                          double *ret_levels, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const struct ri_hierarchy *h = weighting->hierarchy;
    const size_t               each = before->steps * level_count;
    double                    *bottom, *weights, *q;
    RI_ARENA_NEW(bottom, scratch, h->series, err);
    RI_ARENA_NEW(weights, scratch, h->node_count, err);
    RI_ARENA_NEW(q, scratch, h->series * each, err); /* no level has more nodes than series */
    const double total = node_weights(weighting, origin, before->steps, bottom, weights);
    for (size_t l = 0; l < h->level_count; l++) {
        const struct ri_level *level = &h->levels[l];
        ret_levels[l] = total > 0 ? 0 : (double)NAN;
        if (l + 1 < h->level_count)
            RI_TRY(ri_sum_quantiles(before, l, levels, level_count, scratch, q, err));
        else
            for (size_t i = 0; i < h->series * each; i++) q[i] = (double)own[i];
        for (size_t i = 0; i < level->count && total > 0; i++)
            ret_levels[l] += weights[level->first + i] / total *
                             scaled_pinball(&weighting->nodes->series[level->first + i], origin,
                                            before->steps, q + i * each, levels, level_count);
    }
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}
