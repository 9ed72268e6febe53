/* What is known beside the series: attributes and dated values, from the workspace and from `--future` and `--past` files.
 *
 * The workspace gives prices, promotions (1 while one lasts, and its percent off), holidays by region and the days on which stores are open; a file
 * adds to them, and its numbers win over those of the same name. `--past` files hold what nobody knows ahead (weather that came, people counted):
 * a date after the history is an error there, and features read them up to their origin only.
 *
 * A `--future` file is joined to the series by every column that it shares with them: a key column or an attribute. With the time column
 * (named as the panel's, else the only date) its other columns are values by period; without one they are attributes. Prices that are listed
 * by the week hold through the week. A column called `open` says when a shop is closed. */
#ifndef RI_APP_COVARIATES_H
#define RI_APP_COVARIATES_H
#include "app/panel_load.h"
#include "demand/covariate.h"

/* Up to `horizon` periods after the panel. RI_EUSAGE: a file shares nothing with the series and has no time; RI_EDATA: a file holds the very
 * column that is to be forecast after the last known period. Notes say what was found. Lives in the call's memory. */
RI_MUST_CHECK ri_status ri_covariates_load(struct ri_call               *call,
                                           const struct ri_loaded_panel *loaded, size_t horizon,
                                           struct ri_covariates *ret, struct ri_error *err);
/* The same of the workspace, and of the call's files where it takes any; says nothing. For what promotions and prices do (demand/event_lift.h). */
RI_MUST_CHECK ri_status ri_events_load(struct ri_call *call, const struct ri_loaded_panel *loaded,
                                       size_t horizon, bool with_files, struct ri_covariates *ret,
                                       struct ri_error *err);
/* The attributes alone: keys, what the workspace knows of products and stores, and files without a time. Says nothing. */
RI_MUST_CHECK ri_status ri_attributes_load(struct ri_call               *call,
                                           const struct ri_loaded_panel *loaded,
                                           struct ri_covariates *ret, struct ri_error *err);
#endif
