/* Does borrowing help? Series that were new at an origin, by their own short past and by what they borrow. */
#include "app/as_known.h"
#include "app/newcomers.h"

#include <math.h>

struct scoring {
    struct ri_call                 *call;
    const struct ri_loaded_panel   *loaded;
    const struct ri_demand_options *options;
    double                         *y;
    struct ri_series               *few;
    size_t                         *which, count; /* of the fold */
    struct ri_tally                 own, borrowed, naive;
};

static void tally(struct scoring *scoring, size_t k, int64_t origin,
                  const struct ri_series_forecast *forecast, struct ri_tally *ret)
{
    const struct ri_demand_options *options = scoring->options;
    const size_t                    series = scoring->which[k];
    const struct ri_said            said = {.mean = forecast->mean,
                                            .quantiles = forecast->quantiles,
                                            .levels = options->levels,
                                            .level_count = options->level_count};
    ri_came_after(&scoring->loaded->panel.series[series], origin, options->horizon, scoring->y);
    ri_tally_add(ret, scoring->y, options->horizon, &said,
                 ri_scale_until(&scoring->loaded->panel, series, origin, options->season));
    ret->origin = origin;
}

/* The same series by a model of one series. */
static ri_status by_model(struct scoring *scoring, const struct ri_loaded_panel *cut,
                          const char *model, struct ri_tally *ret, struct ri_error *err)
{
    struct ri_demand_options alone = *scoring->options;
    struct ri_panel          panel = cut->panel;
    struct ri_demand_result  result;
    alone.model = model;
    alone.series_only = true;
    alone.covariates = NULL;
    panel.series = scoring->few;
    panel.series_count = scoring->count;
    for (size_t k = 0; k < scoring->count; k++)
        scoring->few[k] = cut->panel.series[scoring->which[k]];
    RI_TRY(ri_demand_forecast(&panel, &alone, ri_call_task(scoring->call),
                              ri_call_mem(scoring->call), &result, err));
    for (size_t k = 0; k < scoring->count; k++)
        tally(scoring, k, cut->panel.last, &result.series[k], ret);
    return RI_OK;
}

static ri_status score_fold(struct scoring *scoring, int64_t origin, struct ri_error *err)
{
    struct ri_loaded_panel     cut;
    struct ri_series_forecast *forecasts;
    const size_t               n = scoring->loaded->panel.series_count;
    RI_TRY(ri_panel_as_known(scoring->loaded, origin, ri_call_mem(scoring->call), &cut, err));
    RI_ARENA_NEW(forecasts, ri_call_mem(scoring->call), n, err);
    RI_TRY(ri_newcomers_alone(scoring->call, &cut, scoring->options, forecasts, err));
    scoring->count = 0;
    for (size_t i = 0; i < n; i++)
        if (forecasts[i].model) scoring->which[scoring->count++] = i;
    if (!scoring->count) return RI_OK;
    for (size_t k = 0; k < scoring->count; k++)
        tally(scoring, k, origin, &forecasts[scoring->which[k]], &scoring->borrowed);
    RI_TRY(by_model(scoring, &cut, "seasonal_naive", &scoring->naive, err));
    return by_model(scoring, &cut, "auto", &scoring->own, err);
}

ri_status ri_newcomer_score(struct ri_call *call, const struct ri_loaded_panel *loaded,
                            const struct ri_demand_options   *options,
                            const struct ri_backtest_options *backtest,
                            struct ri_newcomer_scores *ret, struct ri_error *err)
{
    struct ri_demand_options usual = *options;
    struct scoring           scoring = {.call = call, .loaded = loaded, .options = &usual};
    struct ri_arena         *mem = ri_call_mem(call);
    struct ri_tally *const   tallies[] = {&scoring.own, &scoring.borrowed, &scoring.naive};
    const size_t             n = loaded->panel.series_count;
    double                  *under;
    *ret = (struct ri_newcomer_scores){0};
    if (strcmp(options->model, "auto") != 0) return RI_OK; /* others are asked to be themselves */
    if (!usual.season) usual.season = ri_frequency_season(loaded->panel.frequency);
    RI_ARENA_NEW(scoring.which, mem, n, err);
    RI_ARENA_NEW(scoring.few, mem, n, err);
    RI_ARENA_NEW(scoring.y, mem, options->horizon, err);
    RI_ARENA_NEW(under, mem, 2 * options->level_count, err);
    for (size_t i = 0; i < RI_COUNT(tallies); i++)
        RI_TRY(ri_tally_new(mem, options->level_count, tallies[i], err));
    for (size_t fold = 0; fold < backtest->folds; fold++)
        RI_TRY(score_fold(&scoring,
                          ri_backtest_origin(backtest, options->horizon, loaded->panel.last, fold),
                          err));
    ri_tally_read(&scoring.own, &scoring.naive, options->level_count, under, &ret->own);
    ri_tally_read(&scoring.borrowed, &scoring.naive, options->level_count,
                  under + options->level_count, &ret->borrowed);
    ret->values = ret->own.values;
    return RI_OK;
}
