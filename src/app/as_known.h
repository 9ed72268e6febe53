/* Forecasts as they would have been made on an earlier day, and how they are scored. */
#ifndef RI_APP_AS_KNOWN_H
#define RI_APP_AS_KNOWN_H
#include "app/panel_load.h"
#include "demand/score.h"

/* The panel as it was after period `last`: all series, those that began later without a value. Values are shared with the whole one. */
RI_MUST_CHECK ri_status ri_panel_as_known(const struct ri_loaded_panel *loaded, int64_t last,
                                          struct ri_arena *mem, struct ri_loaded_panel *ret,
                                          struct ri_error *err);
/* The forecast of the model asked for, by this panel's own covariates. */
RI_MUST_CHECK ri_status ri_forecast_by_any(struct ri_call                 *call,
                                           const struct ri_loaded_panel   *loaded,
                                           const struct ri_demand_options *options,
                                           struct ri_demand_result *ret, struct ri_error *err);
/* Scales of MASE and RMSSE of what a series was up to `last`. */
struct ri_scale ri_scale_until(const struct ri_panel *panel, size_t series, int64_t last,
                               size_t season);
/* An empty tally. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_tally_new(struct ri_arena *mem, size_t level_count, struct ri_tally *ret,
                                     struct ri_error *err);
#endif
