/* The count model as a forecaster. */
#include "count.h"
#include "models.h"

#include <math.h>

enum { BUDGET = 60 };

static ri_status fit(const struct ri_history *history, struct ri_arena *scratch,
                     struct ri_fitted *fitted, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct ri_count_model      model;
    double                    *above;
    RI_ARENA_NEW(above, scratch, ri_count_room(history->y, history->n), err);
    (void)ri_count_fit(history->y, history->n, above, BUDGET, &model, NULL);
    ri_arena_rewind(scratch, mark);
    const struct ri_fitted_value values[] = {{"level0", model.level0},
                                             {"mean", model.mean},
                                             {"phi", model.phi},
                                             {"alpha", model.alpha},
                                             {"dispersion", model.dispersion}};
    memcpy(fitted->at, values, sizeof values);
    fitted->count = RI_COUNT(values);
    return RI_OK;
}

static struct ri_count_model model_of(const struct ri_fitted *fitted)
{
    return (struct ri_count_model){fitted->at[0].value, fitted->at[1].value, fitted->at[2].value,
                                   fitted->at[3].value, fitted->at[4].value};
}

static ri_status forecast(const struct ri_history *history, const struct ri_fitted *fitted,
                          size_t h, struct ri_arena *scratch, double *ret_mean,
                          struct ri_error *err)
{
    (void)scratch, (void)err;
    const struct ri_count_model model = model_of(fitted);
    const double                hold = model.phi + model.alpha;
    double                      mu = ri_count_run(&model, history->y, history->n);
    for (size_t j = 0; j < h; j++) {
        ret_mean[j] = mu;
        mu = (1 - hold) * model.mean + hold * mu;
    }
    return RI_OK;
}

static void quantiles(const struct ri_history *history, const struct ri_fitted *fitted, size_t h,
                      const double *levels, size_t level_count, double *ret)
{
    const struct ri_count_model model = model_of(fitted);
    const double                mu = ri_count_run(&model, history->y, history->n);
    for (size_t j = 0; j < h; j++)
        for (size_t l = 0; l < level_count; l++)
            ret[j * level_count + l] =
                ri_count_quantile(&model, ri_count_forecast(&model, mu, j + 1), levels[l]);
}

const struct ri_forecaster ri_count = {
    .name = "count",
    .summary = "negative binomial around a damped moving mean, for slow sellers",
    .flags = RI_FORECASTER_COUNTS,
    .min_obs = 6,
    .fit = fit,
    .forecast = forecast,
    .quantiles = quantiles};
