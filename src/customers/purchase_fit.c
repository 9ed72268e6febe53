/* Maximum likelihood of a purchase model: equal histories merged, a simplex over the logarithms of the parameters. */
#include "purchase_model.h"

#include "math/optimise.h"

#include <math.h>

enum { PARAMETERS = 4, BUDGET = 3000 };

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
    return (struct ri_purchase_params){exp(logs[0]), exp(logs[1]), exp(logs[2]), exp(logs[3]), 0};
}

static double loss(void *context, const double *logs)
{
    const struct fitting           *fitting = context;
    const struct ri_purchase_params params = params_of(logs);
    return -ri_purchase_log_likelihood(fitting->model, &params, fitting->histories, fitting->count);
}

/* A parameter that ran to the end of the world means that the data do not need it. */
static ri_status inside(const double *logs, struct ri_error *err)
{
    static const char *const names[PARAMETERS] = {"r", "alpha", "a", "b"};
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (!(fabs(logs[i]) < 25))
            return ri_fail(err, RI_ENOCONV,
                           "the likelihood rises without end in %s: these customers do not differ "
                           "as the model says",
                           names[i]);
    }
    return RI_OK;
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
        status = inside(logs, err);
        struct ri_purchase_params params = params_of(logs);
        params.log_likelihood = -least;
        if (status == RI_OK) *ret = in_units_of_caller(params, &fitting);
    }
    ri_arena_rewind(scratch, mark);
    return status;
}
