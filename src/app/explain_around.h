/* Parts of a forecast that come from around the model: products replaced, look-alikes, closed days, sums that must add up, persons. */
#ifndef RI_APP_EXPLAIN_AROUND_H
#define RI_APP_EXPLAIN_AROUND_H
#include "app/panel_load.h"
#include "demand/explain.h"

/* Changes what was explained of panel->series[series], `step` periods ahead, to what `demand forecast` answers: parts still add up to the mean.
 * With --hierarchy its forecast among all that must add up. options as for the explanation; season set. */
RI_MUST_CHECK ri_status ri_explain_around(struct ri_call                 *call,
                                          const struct ri_loaded_panel   *loaded,
                                          const struct ri_demand_options *options, size_t series,
                                          size_t step, struct ri_explained *explained,
                                          struct ri_error *err);
#endif
