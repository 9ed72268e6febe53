/* Maximum likelihood of a purchase model: equal histories merged, a simplex over the logarithms of the parameters. */
#include "purchase_model.h"

#include "math/optimise.h"

#include <math.h>

enum { PARAMETERS = RI_PURCHASE_PARAMS, BUDGET = 3000 };

/* Of the logarithms of r, alpha (in tenths of the longest span), a, b. Beyond them nothing changes that could be seen; a large one makes
 * the series of the expectation too large for doubles before that. */
static const double limit_low[PARAMETERS] = {-12, -12, -12, -12},
                    limit_high[PARAMETERS] = {8, 12, 5.5, 12};

struct fitting {
    const struct ri_purchase_model   *model;
    const struct ri_purchase_history *histories; /* merged, rising in x */
    size_t                            count;
    double unit; /* histories are in this many of the caller's unit of time */
};

static int by_x_last_span(const void *left, const void *right)
{
    const struct ri_purchase_history *a = left, *b = right;
    if (a->x != b->x) return a->x < b->x ? -1 : 1;
    if (a->last != b->last) return a->last < b->last ? -1 : 1;
    return (a->span > b->span) - (a->span < b->span);
}

static ri_status check(const struct ri_purchase_history *h, size_t i, struct ri_error *err)
{
    const bool good = isfinite(h->x) && isfinite(h->span) && h->x >= 0 && h->x == floor(h->x) &&
                      h->last >= 0 && h->last <= h->span && h->weight > 0 && isfinite(h->weight);
    if (good) return RI_OK;
    return ri_fail(err, RI_EDATA, "history %zu cannot be: %g repeats, the last at %g of %g", i,
                   h->x, h->last, h->span);
}

/* Copies, sorts, adds the weights of equals. Times are brought near 1, so that alpha starts near the middle. */
static ri_status merge(const struct ri_purchase_history *histories, size_t count,
                       struct ri_arena *scratch, struct fitting *fitting, struct ri_error *err)
{
    struct ri_purchase_history *merged;
    double                      repeats = 0, longest = 0;
    size_t                      n = 0;
    RI_ARENA_NEW(merged, scratch, count, err);
    for (size_t i = 0; i < count; i++) {
        RI_TRY(check(&histories[i], i, err));
        repeats += histories[i].x * histories[i].weight;
        longest = fmax(longest, histories[i].span);
    }
    if (!(repeats > 0 && longest > 0))
        return ri_fail(err, RI_EDATA,
                       "nobody of %zu customers came back: there is no rhythm to learn", count);
    memcpy(merged, histories, count * sizeof *merged);
    qsort(merged, count, sizeof *merged, by_x_last_span);
    for (size_t i = 0; i < count; i++) {
        if (n && by_x_last_span(&merged[n - 1], &merged[i]) == 0)
            merged[n - 1].weight += merged[i].weight;
        else
            merged[n++] = merged[i];
    }
    fitting->unit = longest / 10;
    for (size_t i = 0; i < n; i++) {
        merged[i].last /= fitting->unit;
        merged[i].span /= fitting->unit;
    }
    fitting->histories = merged;
    fitting->count = n;
    return RI_OK;
}

double ri_purchase_log_likelihood(const struct ri_purchase_model   *model,
                                  const struct ri_purchase_params  *params,
                                  const struct ri_purchase_history *histories, size_t count)
{
    double sum = 0, shape = 0, shape_of = NAN;
    for (size_t i = 0; i < count; i++) {
        if (histories[i].x != shape_of) { /* sorted by x when it matters: one shape a count */
            shape_of = histories[i].x;
            shape = model->shape(params, shape_of);
        }
        sum += histories[i].weight * (shape + model->time(params, &histories[i]));
    }
    return sum;
}

static struct ri_purchase_params params_of(const double *logs)
{
    double                    at[PARAMETERS];
    struct ri_purchase_params ret = {0};
    for (size_t i = 0; i < PARAMETERS; i++) {
        at[i] = exp(fmin(fmax(logs[i], limit_low[i]), limit_high[i]));
        ret.at_limit[i] = logs[i] <= limit_low[i] || logs[i] >= limit_high[i];
    }
    ret.r = at[0], ret.alpha = at[1], ret.a = at[2], ret.b = at[3];
    return ret;
}

static double loss(void *context, const double *logs)
{
    const struct fitting           *fitting = context;
    const struct ri_purchase_params params = params_of(logs);
    return -ri_purchase_log_likelihood(fitting->model, &params, fitting->histories, fitting->count);
}

/* In the caller's unit of time: every density of a purchase time scales with 1 / unit. */
static struct ri_purchase_params in_units_of_caller(struct ri_purchase_params params,
                                                    const struct fitting     *fitting)
{
    double repeats = 0;
    for (size_t i = 0; i < fitting->count; i++)
        repeats += fitting->histories[i].x * fitting->histories[i].weight;
    params.alpha *= fitting->unit;
    params.log_likelihood -= repeats * log(fitting->unit);
    return params;
}

ri_status ri_purchase_fit(const struct ri_purchase_model   *model,
                          const struct ri_purchase_history *histories, size_t count,
                          struct ri_arena *scratch, struct ri_purchase_params *ret,
                          struct ri_error *err)
{
    static const double        steps[PARAMETERS] = {0.5, 0.5, 0.5, 0.5};
    struct fitting             fitting = {.model = model};
    double                     logs[PARAMETERS] = {0, 0, 0, 0};
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    ri_status                  status = merge(histories, count, scratch, &fitting, err);
    if (status == RI_OK) {
        const double least = ri_nelder_mead(loss, &fitting, PARAMETERS, logs, steps, 1e-13, BUDGET);
        struct ri_purchase_params params = params_of(logs);
        params.log_likelihood = -least;
        if (!isfinite(least))
            status = ri_fail(err, RI_ENOCONV, "the likelihood of these purchases is no number");
        if (status == RI_OK) *ret = in_units_of_caller(params, &fitting);
    }
    ri_arena_rewind(scratch, mark);
    return status;
}

bool ri_purchase_covariance(const struct ri_purchase_model   *model,
                            const struct ri_purchase_history *histories, size_t count,
                            const struct ri_purchase_params *params, struct ri_arena *scratch,
                            double ret[PARAMETERS * PARAMETERS])
{
    struct fitting             fitting = {.model = model};
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    bool                       told = false, free[PARAMETERS];
    if (merge(histories, count, scratch, &fitting, NULL) == RI_OK) {
        const double logs[PARAMETERS] = {log(params->r), log(params->alpha / fitting.unit),
                                         log(params->a), log(params->b)};
        for (size_t i = 0; i < PARAMETERS; i++) free[i] = !params->at_limit[i];
        told = ri_curvature_covariance(loss, &fitting, PARAMETERS, logs, free, 1e-3, ret);
    }
    ri_arena_rewind(scratch, mark);
    return told;
}
