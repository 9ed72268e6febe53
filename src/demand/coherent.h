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
};
/* `options` as for ri_demand_forecast; protection, lead and draws are not looked at. Progress "forecast" in nodes, "reconcile"
 * and "quantiles" in periods. Memory: beside the forecast of all nodes with their errors, a copy of the summed history. Statuses of
 * ri_demand_forecast and ri_reconcile. */
RI_MUST_CHECK ri_status ri_demand_coherent(const struct ri_panel          *panel,
                                           const struct ri_hierarchy      *hierarchy,
                                           ri_reconcile_method             method,
                                           const struct ri_demand_options *options,
                                           struct ri_task *task, struct ri_arena *mem,
                                           struct ri_coherent_result *ret, struct ri_error *err);
#endif
