/* The model `boost` of the operations on series: one learner over all of them, with covariates. */
#ifndef RI_APP_GLOBAL_FORECAST_H
#define RI_APP_GLOBAL_FORECAST_H
#include "app/panel_load.h"
#include "demand/demand.h"

bool ri_is_global(const char *model);
/* As ri_demand_forecast, by the call's --future files and what the workspace knows of the series. */
RI_MUST_CHECK ri_status ri_forecast_global(struct ri_call                 *call,
                                           const struct ri_loaded_panel   *loaded,
                                           const struct ri_demand_options *options,
                                           struct ri_demand_result *ret, struct ri_error *err);
#endif
