/* Forecasts of a whole hierarchy that add up: every node forecast on its own, then reconciled; quantiles from outcomes of the
 * series taken at the same past occasions, so that they move together as they did, and add up too. */
#ifndef RI_DEMAND_COHERENT_H
#define RI_DEMAND_COHERENT_H
#include "demand.h"
#include "reconcile.h"

struct ri_coherent_result {
    struct ri_demand_result
                  base; /* of all nodes, each on its own, in the hierarchy's order; no quantiles */
    const double *mean; /* [node][horizon] */
    const double *quantiles; /* [node][horizon][level_count], never falling along the levels */
    size_t        level_count;
    const double
        *added; /* [node][horizon] what the change below added to the mean; NULL: nothing */
};
/* What persons say of a mean of a series once all add up; sums follow, and quantiles move in proportion. */
struct ri_coherent_change {
    double (*mean)(void *context, size_t series, size_t step, double mean); /* step: from 0 */
    void *context;
};
/* `options` as for ri_demand_forecast; protection, lead and draws are not looked at. Where a series is closed (options.closed, by
 * panel->series) nothing is expected of it, and of its sums the share that its open series have. change: (optional). Progress "forecast" in nodes, "reconcile"
 * and "quantiles" in periods. Memory: beside the forecast of all nodes with their errors, a copy of the summed history. Statuses of
 * ri_demand_forecast and ri_reconcile. */
RI_MUST_CHECK ri_status ri_demand_coherent(const struct ri_panel           *panel,
                                           const struct ri_hierarchy       *hierarchy,
                                           ri_reconcile_method              method,
                                           const struct ri_demand_options  *options,
                                           const struct ri_coherent_change *change,
                                           struct ri_task *task, struct ri_arena *mem,
                                           struct ri_coherent_result *ret, struct ri_error *err);
#endif
