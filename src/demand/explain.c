/* Parts of a forecast made by a model of one series. */
#include "explain.h"

#include <math.h>

/* A panel of that series alone: models of one series need no other. */
static struct ri_panel alone(const struct ri_panel *panel, const struct ri_series *series)
{
    struct ri_panel one = *panel;
    one.series_count = 1;
    one.series = (struct ri_series *)(uintptr_t)series;
    return one;
}

static double mean_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += values[i];
    return n ? sum / (double)n : NAN;
}

/* Forecast with censored periods taken at their face, at the step. */
static ri_status uncorrected(const struct ri_panel *panel, const struct ri_demand_options *options,
                             size_t series, size_t step, struct ri_task *task, struct ri_arena *mem,
                             double *ret, struct ri_error *err)
{
    struct ri_series        plain = panel->series[series];
    struct ri_demand_result result;
    plain.censored = NULL;
    const struct ri_panel one = alone(panel, &plain);
    RI_TRY(ri_demand_forecast(&one, options, task, mem, &result, err));
    *ret = result.series[0].mean[step - 1];
    return RI_OK;
}

static bool any_censored(const struct ri_series *series)
{
    for (size_t t = 0; series->censored && t < series->n; t++)
        if (series->censored[t]) return true;
    return false;
}

ri_status ri_demand_explain(const struct ri_panel *panel, const struct ri_demand_options *options,
                            size_t series, size_t step, struct ri_task *task, struct ri_arena *mem,
                            struct ri_explained *ret, struct ri_error *err)
{
    const struct ri_panel    one = alone(panel, &panel->series[series]);
    struct ri_demand_options wide = *options;
    struct ri_demand_result  result;
    struct ri_explained      explained = {0};
    wide.level_count = 0;
    RI_TRY(ri_demand_forecast(&one, &wide, task, mem, &result, err));
    /* The horizon is filled up to whole seasons, so that every season has its mean. */
    const size_t season = result.season, seasons = (options->horizon + season - 1) / season;
    if (seasons * season > options->horizon && seasons * season <= RI_DEMAND_HORIZON_MOST) {
        wide.horizon = seasons * season;
        RI_TRY(ri_demand_forecast(&one, &wide, task, mem, &result, err));
    }
    const double *mean = result.series[0].mean;
    const size_t  from = (step - 1) / season * season;
    const size_t  length = from + season <= wide.horizon ? season : wide.horizon - from;
    double        plain = mean[step - 1];
    if (any_censored(&panel->series[series]))
        RI_TRY(uncorrected(panel, &wide, series, step, task, mem, &plain, err));
    const double level = mean_of(mean, season < wide.horizon ? season : wide.horizon);
    const double here = mean_of(mean + from, length), correction = mean[step - 1] - plain;
    RI_ARENA_NEW(explained.parts, mem, 4, err);
    explained.parts[explained.count++] = (struct ri_part){"level", level - correction};
    explained.parts[explained.count++] = (struct ri_part){"trend", here - level};
    explained.parts[explained.count++] = (struct ri_part){"season", mean[step - 1] - here};
    explained.parts[explained.count++] = (struct ri_part){"stock-out correction", correction};
    explained.mean = mean[step - 1];
    explained.model = result.series[0].model;
    explained.reason = result.series[0].reason;
    *ret = explained;
    return RI_OK;
}
