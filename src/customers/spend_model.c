/* Gamma-Gamma: likelihood, fit, expected amount. */
#include "spend_model.h"

#include "math/optimise.h"

#include <math.h>

enum { PARAMETERS = RI_SPEND_PARAMS, BUDGET = 3000 };

struct fitting {
    const struct ri_spend_history *histories; /* rising in x */
    size_t                         count;
    double                         unit; /* amounts are in this many major units */
};

static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

static int by_x(const void *left, const void *right)
{
    const double a = ((const struct ri_spend_history *)left)->x,
                 b = ((const struct ri_spend_history *)right)->x;
    return (a > b) - (a < b);
}

static double loss(void *context, const double *logs)
{
    const struct fitting *fitting = context;
    const double          p = exp(logs[0]), q = exp(logs[1]), v = exp(logs[2]);
    const double          always = q * log(v) - log_gamma(q);
    double                sum = 0, shape = 0, shape_of = NAN;
    for (size_t i = 0; i < fitting->count; i++) {
        const struct ri_spend_history *h = &fitting->histories[i];
        if (h->x != shape_of) {
            shape_of = h->x;
            shape = log_gamma(p * h->x + q) - log_gamma(p * h->x) + p * h->x * log(h->x) + always;
        }
        sum += h->weight *
               (shape + (p * h->x - 1) * log(h->mean) - (p * h->x + q) * log(h->x * h->mean + v));
    }
    return -sum;
}

static ri_status prepare(const struct ri_spend_history *histories, size_t count,
                         struct ri_arena *scratch, struct fitting *fitting, struct ri_error *err)
{
    struct ri_spend_history *copy;
    double                   sum = 0, weight = 0;
    if (!count)
        return ri_fail(err, RI_EDATA, "nobody bought a second time: there is no spending to learn");
    RI_ARENA_NEW(copy, scratch, count, err);
    for (size_t i = 0; i < count; i++) {
        const struct ri_spend_history *h = &histories[i];
        if (!(h->x >= 1 && h->mean > 0 && h->weight > 0 && isfinite(h->x * h->mean * h->weight)))
            return ri_fail(err, RI_EDATA, "history %zu cannot be: %g repeats of %g each", i, h->x,
                           h->mean);
        sum += h->mean * h->weight;
        weight += h->weight;
    }
    fitting->unit = sum / weight;
    memcpy(copy, histories, count * sizeof *copy);
    for (size_t i = 0; i < count; i++) copy[i].mean /= fitting->unit;
    qsort(copy, count, sizeof *copy, by_x);
    fitting->histories = copy;
    fitting->count = count;
    return RI_OK;
}

static double weight_of(const struct fitting *fitting)
{
    double weight = 0;
    for (size_t i = 0; i < fitting->count; i++) weight += fitting->histories[i].weight;
    return weight;
}

ri_status ri_spend_fit(const struct ri_spend_history *histories, size_t count,
                       struct ri_arena *scratch, struct ri_spend_params *ret, struct ri_error *err)
{
    static const double        steps[PARAMETERS] = {0.5, 0.5, 0.5};
    struct fitting             fitting = {0};
    double                     logs[PARAMETERS] = {0.5, 0.5, 0};
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    ri_status                  status = prepare(histories, count, scratch, &fitting, err);
    if (status == RI_OK) {
        const double least = ri_nelder_mead(loss, &fitting, PARAMETERS, logs, steps, 1e-13, BUDGET);
        for (size_t i = 0; i < PARAMETERS && status == RI_OK; i++) {
            if (!(fabs(logs[i]) < 25))
                status = ri_fail(err, RI_ENOCONV,
                                 "the likelihood of spending rises without end: these customers do "
                                 "not differ in what they spend");
        }
        if (status == RI_OK)
            *ret = (struct ri_spend_params){exp(logs[0]), exp(logs[1]), exp(logs[2]) * fitting.unit,
                                            -least - weight_of(&fitting) * log(fitting.unit)};
    }
    ri_arena_rewind(scratch, mark);
    return status;
}

bool ri_spend_covariance(const struct ri_spend_history *histories, size_t count,
                         const struct ri_spend_params *params, struct ri_arena *scratch,
                         double ret[PARAMETERS * PARAMETERS])
{
    static const bool          free[PARAMETERS] = {true, true, true};
    struct fitting             fitting = {0};
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    bool                       told = false;
    if (prepare(histories, count, scratch, &fitting, NULL) == RI_OK) {
        const double logs[PARAMETERS] = {log(params->p), log(params->q),
                                         log(params->v / fitting.unit)};
        told = ri_curvature_covariance(loss, &fitting, PARAMETERS, logs, free, 1e-3, ret);
    }
    ri_arena_rewind(scratch, mark);
    return told;
}

double ri_spend_expected(const struct ri_spend_params *params, double x, double mean)
{
    const double divisor = params->p * x + params->q - 1;
    return divisor > 0 ? params->p * (params->v + x * mean) / divisor : INFINITY;
}
