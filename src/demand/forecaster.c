/* The table of forecasters, and running one of them. */
#include "forecaster.h"

#include "base/text.h"
#include "models.h"

#include <math.h>

const struct ri_forecaster *const ri_forecasters[] = {&ri_naive,
                                                      &ri_drift,
                                                      &ri_mean_forecaster,
                                                      &ri_seasonal_naive,
                                                      &ri_average,
                                                      &ri_seasonal_average,
                                                      &ri_seasonal_level,
                                                      &ri_steady_level,
                                                      &ri_yearly_level,
                                                      &ri_ses,
                                                      &ri_seasonal_ses,
                                                      &ri_theta,
                                                      &ri_optimised_theta,
                                                      &ri_dynamic_theta,
                                                      &ri_holt,
                                                      &ri_damped_holt,
                                                      &ri_holt_winters,
                                                      &ri_damped_holt_winters,
                                                      &ri_ets_model,
                                                      &ri_arima_model,
                                                      &ri_mstl_model,
                                                      &ri_croston,
                                                      &ri_sba,
                                                      &ri_tsb,
                                                      &ri_adida,
                                                      &ri_imapa,
                                                      &ri_count,
                                                      NULL};

const struct ri_forecaster *ri_forecaster_find(const char *name)
{
    for (size_t i = 0; ri_forecasters[i]; i++)
        if (strcmp(ri_forecasters[i]->name, name) == 0) return ri_forecasters[i];
    return NULL;
}

ri_status ri_forecaster_unknown(const char *name, const char *const *beside, struct ri_error *err)
{
    const char    *names[64];
    size_t         count = 0;
    struct ri_text list = {.most = 600};
    for (; *beside && count + 1 < RI_COUNT(names); beside++) names[count++] = *beside;
    for (size_t i = 0; ri_forecasters[i] && count + 1 < RI_COUNT(names); i++)
        names[count++] = ri_forecasters[i]->name;
    names[count] = NULL;
    const char *nearest = ri_nearest(name, names);
    for (size_t i = 0; i < count; i++) ri_text_printf(&list, "%s%s", i ? ", " : "", names[i]);
    const ri_status status = ri_fail(err, RI_EUSAGE, "no forecasting model \"%s\"; %s%s%s", name,
                                     nearest ? "did you mean \"" : "there are: ",
                                     nearest   ? nearest
                                     : list.at ? list.at
                                               : "",
                                     nearest ? "\"?" : "");
    ri_text_release(&list);
    return status;
}

bool ri_forecaster_accepts(const struct ri_forecaster *forecaster, const struct ri_history *history)
{
    size_t known = 0;
    if (history->n / history->season < forecaster->min_seasons) return false;
    for (size_t t = history->n; t-- > 0 && known < forecaster->min_obs;)
        if (!isnan(history->y[t])) known++;
    return known >= forecaster->min_obs;
}

static ri_status run(const struct ri_forecaster *forecaster, const struct ri_history *history,
                     size_t h, struct ri_arena *scratch, double *ret_mean,
                     struct ri_fitted *ret_fitted, struct ri_error *err)
{
    struct ri_fitted fitted = {0};
    double          *mean;
    RI_ARENA_NEW(mean, scratch, h, err);
    if (forecaster->fit) RI_TRY(forecaster->fit(history, scratch, &fitted, err));
    RI_TRY(forecaster->forecast(history, &fitted, h, scratch, mean, err));
    for (size_t j = 0; j < h; j++)
        if (!isfinite(mean[j]))
            return ri_fail(err, RI_EDATA, "%s: period %zu ahead is not finite", forecaster->name,
                           j + 1);
    memcpy(ret_mean, mean, h * sizeof *mean);
    *ret_fitted = fitted;
    return RI_OK;
}

ri_status ri_forecaster_run(const struct ri_forecaster *forecaster,
                            const struct ri_history *history, size_t h, struct ri_arena *scratch,
                            double *ret_mean, struct ri_fitted *ret_fitted, struct ri_error *err)
{
    for (size_t t = 0; t < history->n; t++)
        if (isinf(history->y[t]))
            return ri_fail(err, RI_EDATA, "period %zu of the history is infinite", t);
    if (!ri_forecaster_accepts(forecaster, history))
        return ri_fail(
            err, RI_EDATA,
            "%s needs %zu known values and %zu seasons of %zu; the history has %zu periods",
            forecaster->name, forecaster->min_obs, forecaster->min_seasons, history->season,
            history->n);
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const ri_status status = run(forecaster, history, h, scratch, ret_mean, ret_fitted, err);
    ri_arena_rewind(scratch, mark);
    return status;
}
