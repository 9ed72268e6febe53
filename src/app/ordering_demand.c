/* Demand over lead times and reviews: forecasts, closed days, what persons expect instead. */
#include "app/ordering_internal.h"

#include "app/global_forecast.h"
#include "app/openings.h"
#include "app/overrides.h"
#include "demand/stock_demand.h"

#include <math.h>

bool ordering_is_sure(const struct ri_ordering *ordering, const struct ri_order_case *one)
{
    return one->keys == ordering->loaded.panel.series[one->series].keys &&
           one->law.chance[one->law.count - 1] >= 1 - 1e-12 &&
           ordering->spans[one->series] == one->law.count - 1 + one->review;
}

/* Periods whose sums are drawn beside the spans: the lead times that are sure. */
static ri_status sure_lead_times(const struct ri_ordering *ordering, size_t **ret,
                                 struct ri_error *err)
{
    RI_ARENA_NEW(*ret, ri_call_mem(ordering->call), ordering->loaded.panel.series_count, err);
    for (size_t i = 0; i < ordering->case_count; i++) {
        const struct ri_order_case *one = &ordering->cases[i];
        if (ordering_is_sure(ordering, one)) (*ret)[one->series] = one->law.count - 1;
    }
    return RI_OK;
}

static double sum_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += values[k];
    return sum;
}

/* Draws follow the mean: in proportion where something was expected, else by what was added; whole units stay whole. */
static void follow(const double *draws, size_t count, double before, double after, bool whole)
{
    double *at = (double *)draws; /* the result lies in the call's memory, and is ours */
    for (size_t k = 0; k < count; k++) {
        const double draw = before > 0 ? at[k] * after / before : at[k] + after;
        at[k] = whole ? round(draw) : draw;
    }
}

static ri_status apply_overrides(struct ri_ordering *ordering, const size_t *lead,
                                 struct ri_error *err)
{
    struct ri_overrides overrides;
    const double       *added;
    double             *before;
    const size_t        n = ordering->loaded.panel.series_count;
    RI_TRY(ri_overrides_load(ordering->call, &ordering->loaded, &overrides, err));
    if (!overrides.count) return RI_OK;
    RI_ARENA_NEW(before, ri_call_mem(ordering->call), 2 * n, err);
    for (size_t i = 0; i < n; i++) {
        before[2 * i] = sum_of(ordering->demand.series[i].mean, ordering->spans[i]);
        before[2 * i + 1] = sum_of(ordering->demand.series[i].mean, lead[i]);
    }
    RI_TRY(ri_overrides_apply(ordering->call, &overrides, &ordering->loaded, RI_DAY_NONE,
                              &ordering->demand, &added, err));
    if (!added) return RI_OK;
    for (size_t i = 0; i < n; i++) {
        const struct ri_series_forecast *series = &ordering->demand.series[i];
        const double                     after = sum_of(series->mean, ordering->spans[i]),
                     early = sum_of(series->mean, lead[i]);
        if (series->draws && after != before[2 * i])
            follow(series->draws, ordering->demand.draw_count, before[2 * i], after, series->whole);
        if (series->lead_draws && early != before[2 * i + 1])
            follow(series->lead_draws, ordering->demand.draw_count, before[2 * i + 1], early,
                   series->whole);
    }
    ri_call_note(ordering->call,
                 "persons changed the forecast behind these lines: 'demand adjusted' says why");
    return RI_OK;
}

/* As `inventory simulate` replays it, or by a model of demand forecast. */
static ri_status forecast_by(struct ri_ordering *ordering, struct ri_demand_options *options,
                             struct ri_error *err)
{
    struct ri_task  *task = ri_call_task(ordering->call);
    struct ri_arena *mem = ri_call_mem(ordering->call);
    if (strcmp(options->model, RI_STOCK_MODEL) == 0)
        return ri_stock_demand(&ordering->loaded.panel, options, task, mem, &ordering->demand, err);
    RI_TRY(ri_learner_prepare(ordering->call, &ordering->loaded, options, err));
    return ri_demand_forecast(&ordering->loaded.panel, options, task, mem, &ordering->demand, err);
}

ri_status ordering_forecast(struct ri_ordering *ordering, struct ri_error *err)
{
    const size_t  n = ordering->loaded.panel.series_count;
    const int64_t season = ri_call_integer(ordering->call, "season", 0);
    size_t       *lead, longest = 1;
    RI_TRY(sure_lead_times(ordering, &lead, err));
    for (size_t i = 0; i < n; i++)
        if (ordering->spans[i] > longest) longest = ordering->spans[i];
    struct ri_demand_options options = {.horizon = longest,
                                        .season = season > 0 ? (size_t)season : 0,
                                        .model = ri_call_text(ordering->call, "model"),
                                        .protection = ordering->spans,
                                        .lead = lead};
    if (ordering->loaded.openings) {
        RI_TRY(ri_closed_ahead(ordering->loaded.openings, ordering->day, longest,
                               ri_call_mem(ordering->call), &options.closed, err));
        options.closed_steps = longest;
    }
    RI_TRY(forecast_by(ordering, &options, err));
    if (ordering->demand.note) ri_call_note(ordering->call, "%s", ordering->demand.note);
    return apply_overrides(ordering, lead, err);
}
