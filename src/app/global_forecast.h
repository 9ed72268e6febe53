/* The learner over all series in the operations on series: what it may know beside them, and its settings. */
#ifndef RI_APP_GLOBAL_FORECAST_H
#define RI_APP_GLOBAL_FORECAST_H
#include "app/panel_load.h"
#include "demand/global.h"

bool                                  ri_is_global(const char *model);
extern const struct ri_global_options ri_learner_usual; /* where options->learner is not set */
/* Where a forecast of this panel trains the learner: loads what the call's --future files and the workspace know of the series, and sets
 * options->covariates and learner. Covariates reach `horizon` or the longest span of the options. Errors as ri_covariates_load. */
RI_MUST_CHECK ri_status ri_learner_prepare(struct ri_call               *call,
                                           const struct ri_loaded_panel *loaded,
                                           struct ri_demand_options *options, struct ri_error *err);
#endif
