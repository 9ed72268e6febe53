/* Demand over lead times and reviews: forecasts, closed days, what persons expect instead. */
#include "app/ordering_internal.h"

#include "app/covariates.h"
#include "app/global_forecast.h"
#include "app/newcomers.h"
#include "app/openings.h"
#include "app/overrides.h"
#include "demand/event_lift.h"
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

/* What promotions and prices that are known ahead do to demand; a note where they do anything. */
static ri_status know_events(struct ri_ordering *ordering, struct ri_demand_options *options,
                             struct ri_error *err)
{
    const struct ri_panel *panel = &ordering->loaded.panel;
    struct ri_arena       *mem = ri_call_mem(ordering->call);
    struct ri_covariates   known;
    struct ri_event_lifts *lifts;
    const size_t season = options->season ? options->season : ri_frequency_season(panel->frequency);
    size_t       ahead = 0;
    RI_ARENA_NEW(lifts, mem, 1, err);
    RI_TRY(ri_events_load(ordering->call, &ordering->loaded, options->horizon, true, &known, err));
    RI_TRY(ri_event_lifts_learn(panel, &known, season, panel->last, mem, lifts, err));
    options->lifts = lifts;
    for (size_t i = 0; i < panel->series_count; i++) {
        bool changes = false;
        for (size_t j = 1; lifts->at[i] && j <= ordering->spans[i]; j++)
            changes = changes || lifts->at[i][(size_t)(panel->last - lifts->first) + j] != 1;
        ahead += changes;
    }
    if (ahead)
        ri_call_note(ordering->call,
                     "series whose demand planned promotions or prices change: %zu (promotions "
                     "sell %.2g times a plain day, and the more the deeper; elasticity %.2g)",
                     ahead, exp(lifts->promotion), lifts->price);
    return RI_OK;
}

/* As `inventory simulate` replays it, or by a model of demand forecast; what is new borrows from its look-alikes. */
static ri_status forecast_by(struct ri_ordering *ordering, struct ri_demand_options *options,
                             struct ri_error *err)
{
    struct ri_task               *task = ri_call_task(ordering->call);
    struct ri_arena              *mem = ri_call_mem(ordering->call);
    const struct ri_loaded_panel *loaded = &ordering->loaded;
    const bool                    plan = strcmp(options->model, RI_STOCK_MODEL) == 0;
    if (plan) {
        RI_TRY(know_events(ordering, options, err));
        RI_TRY(ri_stock_demand(&loaded->panel, options, task, mem, &ordering->demand, err));
    } else {
        RI_TRY(ri_learner_prepare(ordering->call, loaded, options, err));
        RI_TRY(ri_demand_forecast(&loaded->panel, options, task, mem, &ordering->demand, err));
    }
    if (!plan && strcmp(options->model, "auto") != 0) return RI_OK;
    return ri_newcomers(ordering->call, loaded, options, &ordering->demand, err);
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
