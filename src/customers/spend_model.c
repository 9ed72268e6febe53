/* Gamma-Gamma: likelihood, fit, expected amount. */
#include "spend_model.h"

#include "math/optimise.h"

#include <math.h>

enum { PARAMETERS = RI_SPEND_PARAMS, BUDGET = 3000 };

#define LIMIT \
    12.0 /* of the logarithms (amounts in means): where customers hardly differ q and v rise for ever and mean no more */

struct fitting {
    const struct ri_spend_history *histories; /* rising in x, then in mean */
    size_t                         count;
    struct group {                  /* customers of the same x */
        double x, weight, log_mean; /* sums of weight, of weight log(mean) */
        size_t first, count;
    }     *groups;
    size_t group_count;
    double unit; /* amounts are in this many major units */
};

static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* All of it, so that sums are the same in whatever order customers come. */
static int by_x_mean_weight(const void *left, const void *right)
{
    const struct ri_spend_history *a = left, *b = right;
    if (a->x != b->x) return a->x < b->x ? -1 : 1;
    if (a->mean != b->mean) return a->mean < b->mean ? -1 : 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

/* Sum of weight log(1 + x mean / v) over customers of the same x. The logarithm is what all of this costs: where weights are 1 it is taken of
 * products, which have room for some dozens of factors near 1 and lose no digit that matters. */
static double sum_of_logs(const struct ri_spend_history *at, size_t count, double v)
{
    static const double most = 1e150, least = 1e-150; /* a factor more still fits a double */
    const double        scale = count ? at->x / v : 0;
    double              sum = 0, product = 1;
    for (size_t i = 0; i < count; i++) {
        const double total = 1 + scale * at[i].mean;
        if (at[i].weight != 1) {
            sum += at[i].weight * log(total);
            continue;
        }
        product *= total;
        if (product < most && product > least) continue;
        sum += log(product);
        product = 1;
    }
    return sum + log(product);
}

static struct ri_spend_params params_of(const double *logs)
{
    double                 at[PARAMETERS];
    struct ri_spend_params ret = {0};
    for (size_t i = 0; i < PARAMETERS; i++) {
        at[i] = exp(fmin(fmax(logs[i], -LIMIT), LIMIT));
        ret.at_limit[i] = fabs(logs[i]) > LIMIT - 0.01; /* a search stops a little before it */
    }
    ret.p = at[0], ret.q = at[1], ret.v = at[2];
    return ret;
}

/* Everything in x mean / v: what large q and v leave of the rest is lost to rounding otherwise. */
static double loss(void *context, const double *logs)
{
    const struct fitting        *fitting = context;
    const struct ri_spend_params at = params_of(logs);
    const double                 p = at.p, q = at.q, log_v = log(at.v), of_q = log_gamma(q);
    double                       sum = 0;
    for (size_t i = 0; i < fitting->group_count; i++) {
        const struct group *group = &fitting->groups[i];
        const double        x = group->x;
        const double        shape =
            log_gamma(p * x + q) - of_q - log_gamma(p * x) + p * x * (log(x) - log_v);
        sum += group->weight * shape + (p * x - 1) * group->log_mean -
               (p * x + q) * sum_of_logs(fitting->histories + group->first, group->count, at.v);
    }
    return -sum;
}

/* What does not change from trial to trial. */
static ri_status group_by_x(struct fitting *fitting, struct ri_arena *scratch, struct ri_error *err)
{
    RI_ARENA_NEW(fitting->groups, scratch, fitting->count, err);
    for (size_t i = 0; i < fitting->count; i++) {
        const struct ri_spend_history *h = &fitting->histories[i];
        struct group                  *group = fitting->groups + fitting->group_count;
        if (!i || h->x != h[-1].x) {
            *group = (struct group){.x = h->x, .first = i};
            fitting->group_count++;
        } else {
            group--;
        }
        group->count++;
        group->weight += h->weight;
        group->log_mean += h->weight * log(h->mean);
    }
    return RI_OK;
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
    }
    memcpy(copy, histories, count * sizeof *copy);
    qsort(copy, count, sizeof *copy, by_x_mean_weight);
    for (size_t i = 0; i < count; i++) {
        sum += copy[i].mean * copy[i].weight;
        weight += copy[i].weight;
    }
    fitting->unit = sum / weight;
    for (size_t i = 0; i < count; i++) copy[i].mean /= fitting->unit;
    fitting->histories = copy;
    fitting->count = count;
    return group_by_x(fitting, scratch, err);
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
        if (!isfinite(least))
            status = ri_fail(err, RI_ENOCONV, "the likelihood of this spending is no number");
        if (status == RI_OK) {
            *ret = params_of(logs);
            ret->v *= fitting.unit;
            ret->log_likelihood = -least - weight_of(&fitting) * log(fitting.unit);
        }
    }
    ri_arena_rewind(scratch, mark);
    return status;
}

bool ri_spend_covariance(const struct ri_spend_history *histories, size_t count,
                         const struct ri_spend_params *params, struct ri_arena *scratch,
                         double ret[PARAMETERS * PARAMETERS])
{
    struct fitting             fitting = {0};
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    bool                       told = false, free[PARAMETERS];
    if (prepare(histories, count, scratch, &fitting, NULL) == RI_OK) {
        const double logs[PARAMETERS] = {log(params->p), log(params->q),
                                         log(params->v / fitting.unit)};
        for (size_t i = 0; i < PARAMETERS; i++) free[i] = !params->at_limit[i];
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
