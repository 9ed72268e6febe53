/* Did persons know better? The series-days that overrides covered, as the model alone had them and as they were changed. */
#include "app/as_known.h"
#include "app/overrides.h"

#include <math.h>

struct scoring {
    struct ri_call                 *call;
    const struct ri_loaded_panel   *loaded;
    const struct ri_demand_options *options;
    struct ri_overrides             overrides;
    size_t                         *touched, touched_count; /* series of the fold */
    double                         *y;                      /* [horizon] */
    struct ri_tally                 without, with, naive;
};

static ri_day day_of(const struct scoring *scoring, int64_t period)
{
    const struct ri_panel *panel = &scoring->loaded->panel;
    return (ri_day)ri_floor_div(ri_period_start_us(panel->frequency, panel->week_start, period),
                                RI_US_PER_DAY);
}

/* Is any day of the period covered by an override that was known at the origin? */
static bool covered(const struct scoring *scoring, size_t series, int64_t period, ri_day known)
{
    const ri_day to = day_of(scoring, period + 1);
    for (ri_day day = day_of(scoring, period); day < to; day++)
        if (ri_override_of(&scoring->overrides, scoring->loaded, series, day, known)) return true;
    return false;
}

static void find_touched(struct scoring *scoring, int64_t origin, ri_day known)
{
    scoring->touched_count = 0;
    for (size_t i = 0; i < scoring->loaded->panel.series_count; i++) {
        bool any = false;
        for (size_t h = 1; h <= scoring->options->horizon && !any; h++)
            any = covered(scoring, i, origin + (int64_t)h, known);
        if (any && scoring->loaded->panel.series[i].start <= origin)
            scoring->touched[scoring->touched_count++] = i;
    }
}

static void tally_series(struct scoring *scoring, struct ri_tally *tally,
                         const struct ri_demand_result *result, size_t i, int64_t origin,
                         ri_day known)
{
    const size_t            series = scoring->touched[i];
    const struct ri_series *full = &scoring->loaded->panel.series[series];
    ri_came_after(full, origin, result->horizon, scoring->y);
    for (size_t h = 0; h < result->horizon; h++)
        if (!covered(scoring, series, origin + 1 + (int64_t)h, known)) scoring->y[h] = NAN;
    const struct ri_said said = {.mean = result->series[series].mean,
                                 .quantiles = result->series[series].quantiles,
                                 .levels = result->levels,
                                 .level_count = result->level_count};
    ri_tally_add(tally, scoring->y, result->horizon, &said,
                 ri_scale_until(&scoring->loaded->panel, series, origin, result->season));
    tally->origin = origin;
}

static ri_status score_fold(struct scoring *scoring, int64_t origin, struct ri_error *err)
{
    const ri_day           known = day_of(scoring, origin + 1) - 1; /* the last day of the origin */
    struct ri_loaded_panel cut;
    struct ri_demand_result  result;
    const double            *added;
    struct ri_demand_options plain = *scoring->options;
    find_touched(scoring, origin, known);
    if (!scoring->touched_count) return RI_OK;
    RI_TRY(ri_panel_as_known(scoring->loaded, origin, ri_call_mem(scoring->call), &cut, err));
    plain.model = "seasonal_naive";
    plain.covariates = NULL;
    plain.learner = NULL;
    RI_TRY(ri_demand_forecast(&cut.panel, &plain, ri_call_task(scoring->call),
                              ri_call_mem(scoring->call), &result, err));
    for (size_t i = 0; i < scoring->touched_count; i++)
        tally_series(scoring, &scoring->naive, &result, i, origin, known);
    RI_TRY(ri_forecast_by_any(scoring->call, &cut, scoring->options, &result, err));
    for (size_t i = 0; i < scoring->touched_count; i++)
        tally_series(scoring, &scoring->without, &result, i, origin, known);
    RI_TRY(
        ri_overrides_apply(scoring->call, &scoring->overrides, &cut, known, &result, &added, err));
    for (size_t i = 0; i < scoring->touched_count; i++)
        tally_series(scoring, &scoring->with, &result, i, origin, known);
    return RI_OK;
}

ri_status ri_override_score(struct ri_call *call, const struct ri_loaded_panel *loaded,
                            const struct ri_demand_options   *options,
                            const struct ri_backtest_options *backtest,
                            struct ri_override_scores *ret, struct ri_error *err)
{
    struct scoring         scoring = {.call = call, .loaded = loaded, .options = options};
    struct ri_arena       *mem = ri_call_mem(call);
    struct ri_tally *const tallies[] = {&scoring.without, &scoring.with, &scoring.naive};
    double                *under;
    *ret = (struct ri_override_scores){0};
    RI_TRY(ri_overrides_load(call, loaded, &scoring.overrides, err));
    if (!scoring.overrides.count) return RI_OK;
    RI_ARENA_NEW(scoring.touched, mem, loaded->panel.series_count, err);
    RI_ARENA_NEW(scoring.y, mem, options->horizon, err);
    RI_ARENA_NEW(under, mem, 2 * options->level_count, err);
    for (size_t i = 0; i < RI_COUNT(tallies); i++)
        RI_TRY(ri_tally_new(mem, options->level_count, tallies[i], err));
    for (size_t fold = 0; fold < backtest->folds; fold++)
        RI_TRY(score_fold(&scoring,
                          ri_backtest_origin(backtest, options->horizon, loaded->panel.last, fold),
                          err));
    ri_tally_read(&scoring.without, &scoring.naive, options->level_count, under, &ret->without);
    ri_tally_read(&scoring.with, &scoring.naive, options->level_count, under + options->level_count,
                  &ret->with);
    ret->values = ret->without.values;
    return RI_OK;
}
