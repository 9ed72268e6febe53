/* Intervals by drawing the customers again. */
#include "uplift.h"

#include "base/random.h"
#include "math/stats.h"

#include <math.h>

enum { FIGURES = 5, REPLICATES_MOST = 100000, WEIGHT_MOST = 12 };

/* P(weight <= k) of a Poisson law of mean 1, in 2^-32. */
static void weight_law(uint32_t ret[WEIGHT_MOST])
{
    double p = exp(-1), sum = 0;
    for (int k = 0; k < WEIGHT_MOST; k++) {
        sum += p;
        ret[k] = (uint32_t)fmin(4294967295.0, sum * 4294967296.0);
        p /= k + 1;
    }
}

static unsigned char weight_of(const uint32_t law[WEIGHT_MOST], uint32_t draw)
{
    unsigned char k = 0;
    while (k < WEIGHT_MOST && draw > law[k]) k++;
    return k;
}

static void draw_weights(struct ri_random *random, const uint32_t law[WEIGHT_MOST], size_t count,
                         unsigned char *weight)
{
    for (size_t i = 0; i < count; i += 2) {
        const uint64_t bits = ri_random_u64(random);
        weight[i] = weight_of(law, (uint32_t)bits);
        if (i + 1 < count) weight[i + 1] = weight_of(law, (uint32_t)(bits >> 32));
    }
}

/* The difference of means under weights; NAN where a group drew nobody. */
static double effect_of(const struct ri_trial *trial, const unsigned char *weight)
{
    double n[2] = {0}, y[2] = {0};
    for (size_t i = 0; i < trial->count; i++) {
        const size_t g = trial->treated[i] != 0;
        n[g] += weight[i];
        y[g] += weight[i] * trial->outcome[i];
    }
    return n[0] > 0 && n[1] > 0 ? y[1] / n[1] - y[0] / n[0] : NAN;
}

static struct ri_uplift_range range_of(double *values, size_t count, double confidence)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i])) values[known++] = values[i];
    if (known < 2) return (struct ri_uplift_range){NAN, NAN};
    ri_sort(values, known);
    return (struct ri_uplift_range){ri_quantile(values, known, (1 - confidence) / 2),
                                    ri_quantile(values, known, (1 + confidence) / 2)};
}

ri_status ri_uplift_bootstrap(const struct ri_trial *trial, const uint32_t *order,
                              size_t replicates, double confidence, uint64_t seed,
                              struct ri_task *task, struct ri_arena *scratch,
                              struct ri_uplift_bootstrap *ret, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    uint32_t                   law[WEIGHT_MOST];
    unsigned char             *weight;
    double                    *values[FIGURES];
    struct ri_random           random;
    if (replicates < 2 || replicates > REPLICATES_MOST)
        return ri_fail(err, RI_EUSAGE, "a bootstrap of %zu draws is not between 2 and %d",
                       replicates, REPLICATES_MOST);
    RI_ARENA_NEW(weight, scratch, trial->count + 1, err);
    for (size_t f = 0; f < FIGURES; f++) RI_ARENA_NEW(values[f], scratch, replicates, err);
    weight_law(law);
    for (size_t r = 0; r < replicates; r++) {
        struct ri_uplift_areas areas = {NAN, NAN, NAN, NAN};
        RI_TRY(ri_task_check(task, err));
        ri_random_init(&random, seed,
                       r); /* a stream a replicate: their number changes none of them */
        draw_weights(&random, law, trial->count, weight);
        values[0][r] = effect_of(trial, weight);
        if (order && isfinite(values[0][r])) ri_uplift_areas(trial, order, weight, &areas);
        const double found[] = {areas.qini_gain, areas.uplift_gain, areas.qini, areas.auuc};
        for (size_t f = 1; f < FIGURES; f++) values[f][r] = found[f - 1];
    }
    struct ri_uplift_range *const ranges[FIGURES] = {&ret->effect, &ret->qini_gain,
                                                     &ret->uplift_gain, &ret->qini, &ret->auuc};
    ret->replicates = replicates;
    for (size_t f = 0; f < FIGURES; f++) *ranges[f] = range_of(values[f], replicates, confidence);
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}
