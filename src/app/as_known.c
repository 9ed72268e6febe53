/* Cuts a panel back to an earlier day and forecasts from there. */
#include "app/as_known.h"

#include "app/global_forecast.h"
#include "app/openings.h"

#include <math.h>

ri_status ri_panel_as_known(const struct ri_loaded_panel *loaded, int64_t last,
                            struct ri_arena *mem, struct ri_loaded_panel *ret, struct ri_error *err)
{
    struct ri_loaded_panel cut = *loaded;
    struct ri_series      *series;
    const size_t           count = loaded->panel.series_count;
    RI_ARENA_NEW(series, mem, count, err);
    for (size_t i = 0; i < count; i++) {
        series[i] = loaded->panel.series[i];
        const int64_t known = last - series[i].start + 1;
        if ((int64_t)series[i].n > known) series[i].n = known > 0 ? (size_t)known : 0;
    }
    cut.panel.series = series;
    cut.panel.last = last;
    cut.openings = NULL; /* what is known of future days now was perhaps not then */
    cut.handover = NULL;
    *ret = cut;
    return RI_OK;
}

ri_status ri_forecast_by_any(struct ri_call *call, const struct ri_loaded_panel *loaded,
                             const struct ri_demand_options *options, struct ri_demand_result *ret,
                             struct ri_error *err)
{
    struct ri_demand_options own = *options;
    own.covariates = NULL; /* those given are of another panel */
    own.learner = NULL;
    RI_TRY(ri_learner_prepare(call, loaded, &own, err));
    return ri_demand_forecast(&loaded->panel, &own, ri_call_task(call), ri_call_mem(call), ret,
                              err);
}

struct ri_scale ri_scale_until(const struct ri_panel *panel, size_t series, int64_t last,
                               size_t season)
{
    const struct ri_series *s = &panel->series[series];
    const int64_t           known = last - s->start + 1;
    const size_t            all = known < 0 ? 0 : (size_t)known < s->n ? (size_t)known : s->n;
    size_t                  begin = 0;
    while (begin < all && (isnan(s->y[begin]) || s->y[begin] == 0)) begin++;
    return (struct ri_scale){ri_scale_absolute(s->y + begin, all - begin, season),
                             ri_scale_squared(s->y + begin, all - begin, 1)};
}

ri_status ri_tally_new(struct ri_arena *mem, size_t level_count, struct ri_tally *ret,
                       struct ri_error *err)
{
    *ret = (struct ri_tally){.origin = INT64_MIN};
    RI_ARENA_NEW(ret->under, mem, level_count, err);
    return RI_OK;
}
