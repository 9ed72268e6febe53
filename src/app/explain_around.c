/* Adds the parts around the model. */
#include "app/explain_around.h"

#include "app/demand_parts.h"
#include "app/handover.h"
#include "app/newcomers.h"
#include "app/openings.h"
#include "app/overrides.h"
#include "demand/analogue.h"
#include "demand/coherent.h"

enum { PARTS_AROUND = 4 };

static void add_part(struct ri_explained *explained, const char *name, double units)
{
    explained->parts[explained->count++] = (struct ri_part){name, units};
    explained->mean += units;
}

static void start_anew(struct ri_explained *explained, const char *model, const char *reason)
{
    explained->count = 0;
    explained->mean = 0;
    explained->model = model;
    explained->reason = reason;
}

static ri_day day_of(const struct ri_panel *panel, int64_t period)
{
    return (ri_day)ri_floor_div(ri_period_start_us(panel->frequency, panel->week_start, period),
                                RI_US_PER_DAY);
}

static ri_status more_room(struct ri_call *call, struct ri_explained *explained,
                           struct ri_error *err)
{
    struct ri_part *parts;
    RI_ARENA_NEW(parts, ri_call_mem(call), explained->count + PARTS_AROUND, err);
    if (explained->count) memcpy(parts, explained->parts, explained->count * sizeof *parts);
    explained->parts = parts;
    return RI_OK;
}

/* A new series: what its look-alikes and its own sales say of the level, then launch and season. */
static ri_status borrowed(struct ri_call *call, const struct ri_loaded_panel *loaded,
                          const struct ri_demand_options *options, size_t series, size_t step,
                          struct ri_explained *explained, struct ri_error *err)
{
    struct ri_demand_options  usual = *options;
    struct ri_series_forecast forecast = {0};
    struct ri_analogue        analogue;
    double                   *mean;
    bool                      found;
    usual.level_count = 0;
    if (!usual.season) usual.season = ri_frequency_season(loaded->panel.frequency);
    RI_ARENA_NEW(mean, ri_call_mem(call), usual.horizon, err);
    forecast.mean = forecast.quantiles = mean;
    RI_TRY(ri_newcomer(call, loaded, &usual, series, &forecast, &analogue, &found, err));
    if (!found) return RI_OK;
    start_anew(explained, forecast.model, forecast.reason);
    add_part(explained, "look-alikes", analogue.level * analogue.borrowed);
    add_part(explained, "own sales", analogue.level * (1 - analogue.borrowed));
    add_part(explained, "launch and season", mean[step - 1] - analogue.level);
    return RI_OK;
}

static ri_status handed(struct ri_call *call, const struct ri_loaded_panel *loaded, size_t series,
                        struct ri_explained *explained, struct ri_error *err)
{
    const struct ri_handover *handover = loaded->handover;
    const char               *reason = NULL;
    if (!handover || (!handover->to[series] && !handover->from[series])) return RI_OK;
    if (handover->to[series]) {
        reason =
            ri_arena_printf(ri_call_mem(call), "replaced by %s, which goes on with its history",
                            handover->to[series]);
        start_anew(explained, "zero", reason);
    } else {
        reason = ri_arena_printf(ri_call_mem(call), "with the history of %s, which it replaces; %s",
                                 handover->from[series], explained->reason);
        explained->reason = reason;
    }
    return reason ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for reasons");
}

/* The series of a panel with further key columns: the first ones are the same. */
static size_t same_series(const struct ri_panel *panel, const struct ri_series *series, size_t keys)
{
    for (size_t i = 0; i < panel->series_count; i++) {
        bool same = true;
        for (size_t k = 0; k < keys && same; k++)
            same = strcmp(panel->series[i].keys[k], series->keys[k]) == 0;
        if (same) return i;
    }
    return SIZE_MAX;
}

/* All nodes forecast and made to add up: how far that moves this series. */
static ri_status reconciled(struct ri_call *call, const struct ri_loaded_panel *loaded,
                            const struct ri_demand_options *options, size_t series, size_t step,
                            struct ri_explained *explained, struct ri_error *err)
{
    const char               *chains = ri_call_text(call, "hierarchy");
    ri_reconcile_method       method = RI_STRUCTURAL;
    struct ri_demand_options  own_options = *options;
    struct ri_loaded_panel    wide;
    struct ri_hierarchy       hierarchy;
    struct ri_coherent_result result;
    if (!chains) return RI_OK;
    (void)ri_reconcile_parse(ri_call_text(call, "reconcile"),
                             &method); /* checked when it was set */
    RI_TRY(ri_demand_load_hierarchy(call, chains, &wide, &hierarchy, err));
    const size_t own =
        same_series(&wide.panel, &loaded->panel.series[series], loaded->panel.key_count);
    if (own == SIZE_MAX) return ri_fail(err, RI_EINTERNAL, "a series is not among its sums");
    RI_TRY(ri_closed_ahead(wide.openings, (ri_day)wide.panel.last, options->horizon,
                           ri_call_mem(call), &own_options.closed, err));
    own_options.closed_steps = options->horizon;
    RI_TRY(ri_demand_coherent(&wide.panel, &hierarchy, method, &own_options, NULL,
                              ri_call_task(call), ri_call_mem(call), &result, err));
    const size_t node = hierarchy.levels[hierarchy.level_count - 1].first +
                        hierarchy.levels[hierarchy.level_count - 1].node[own];
    add_part(explained, "reconciliation",
             result.mean[node * result.base.horizon + step - 1] - explained->mean);
    return RI_OK;
}

static ri_status overridden(struct ri_call *call, const struct ri_loaded_panel *loaded,
                            size_t series, int64_t period, struct ri_explained *explained,
                            struct ri_error *err)
{
    struct ri_overrides       overrides;
    const struct ri_override *override;
    bool                      units;
    RI_TRY(ri_overrides_load(call, loaded, &overrides, err));
    const double adjusted =
        ri_override_mean(&overrides, loaded, series, period, RI_DAY_NONE, explained->mean, &units);
    override =
        ri_override_of(&overrides, loaded, series, day_of(&loaded->panel, period), RI_DAY_NONE);
    if (override)
        ri_call_note(call, "override %lld by %s: %s", (long long) override->id, override->author,
                     override->reason);
    if (adjusted != explained->mean) add_part(explained, "override", adjusted - explained->mean);
    return RI_OK;
}

ri_status ri_explain_around(struct ri_call *call, const struct ri_loaded_panel *loaded,
                            const struct ri_demand_options *options, size_t series, size_t step,
                            struct ri_explained *explained, struct ri_error *err)
{
    const int64_t period = loaded->panel.last + (int64_t)step;
    RI_TRY(more_room(call, explained, err));
    if (strcmp(options->model, "auto") == 0 && !ri_call_given(call, "hierarchy"))
        RI_TRY(borrowed(call, loaded, options, series, step, explained, err));
    RI_TRY(handed(call, loaded, series, explained, err));
    RI_TRY(reconciled(call, loaded, options, series, step, explained, err));
    if (loaded->openings && !ri_call_given(call, "hierarchy") &&
        ri_closed_on(loaded->openings, series, (ri_day)period))
        start_anew(explained, explained->model, "its store is closed on that day");
    return ri_call_given(call, "hierarchy")
               ? RI_OK
               : overridden(call, loaded, series, period, explained, err);
}
