/* Sums of what was said and what came, node by node. */
#include "sum_quantiles.h"

#include "math/stats.h"

#include <math.h>

static const double LEAST_PART = 0.5; /* of a node that an occasion must know */

struct sums { /* of the nodes of a level */
    double *said, *came, *part; /* [node][occasions] */
    double *mean;               /* [node][steps] */
    double *size;               /* [node] mean of `mean` */
};

static ri_status sums_new(const struct ri_said_before *before, size_t nodes, struct ri_arena *mem,
                          struct sums *ret, struct ri_error *err)
{
    RI_ARENA_NEW(ret->said, mem, nodes * before->occasions, err);
    RI_ARENA_NEW(ret->came, mem, nodes * before->occasions, err);
    RI_ARENA_NEW(ret->part, mem, nodes * before->occasions, err);
    RI_ARENA_NEW(ret->mean, mem, nodes * before->steps, err);
    RI_ARENA_NEW(ret->size, mem, nodes, err);
    return RI_OK;
}

static void add_series(const struct ri_said_before *before, size_t i, size_t node,
                       struct sums *sums)
{
    const size_t  steps = before->steps, occasions = before->occasions;
    const double *mean = before->mean + i * steps;
    double        size = 0;
    for (size_t j = 0; j < steps; j++) {
        if (isnan(mean[j])) continue;
        sums->mean[node * steps + j] += mean[j];
        size += fabs(mean[j]) / (double)steps;
    }
    sums->size[node] += size;
    for (size_t d = 0; d < occasions; d++) {
        const float said = before->said[i * occasions + d], came = before->came[i * occasions + d];
        if (isnan(said) || isnan(came)) continue;
        sums->said[node * occasions + d] += (double)said;
        sums->came[node * occasions + d] += (double)came;
        sums->part[node * occasions + d] += size;
    }
}

static void quantiles_at(const struct ri_said_before *before, const struct sums *sums, size_t node,
                         double mean, const double *levels, size_t level_count, double *outcomes,
                         double *ret)
{
    const double size = sums->size[node];
    size_t       count = 0;
    bool         negative = mean < 0;
    for (size_t d = 0; d < before->occasions; d++) {
        const size_t at = node * before->occasions + d;
        const double said = sums->said[at], came = sums->came[at], part = sums->part[at];
        if (!(size > 0) || part < LEAST_PART * size || !(said + part > 0)) continue;
        outcomes[count++] = mean + (came - said) * (mean + size) / (said + part);
        negative = negative || came < 0;
    }
    for (size_t k = 0; k < count && !negative; k++) outcomes[k] = fmax(0, outcomes[k]);
    ri_sort(outcomes, count);
    for (size_t l = 0; l < level_count; l++)
        ret[l] = count ? ri_quantile_weibull(outcomes, count, levels[l]) : mean;
}

ri_status ri_sum_quantiles(const struct ri_said_before *before, size_t level, const double *levels,
                           size_t level_count, struct ri_arena *scratch, double *ret,
                           struct ri_error *err)
{
    const struct ri_arena_mark   mark = ri_arena_mark(scratch);
    const struct ri_level *const of = &before->hierarchy->levels[level];
    struct sums                  sums = {0};
    double                      *outcomes;
    RI_TRY(sums_new(before, of->count, scratch, &sums, err));
    RI_ARENA_NEW(outcomes, scratch, before->occasions, err);
    for (size_t i = 0; i < before->hierarchy->series; i++)
        add_series(before, i, of->node[i], &sums);
    for (size_t node = 0; node < of->count; node++)
        for (size_t j = 0; j < before->steps; j++)
            quantiles_at(before, &sums, node, sums.mean[node * before->steps + j], levels,
                         level_count, outcomes, ret + (node * before->steps + j) * level_count);
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}
