/* New series borrow from their look-alikes (demand/analogue.h), found by what is known of products and stores. */
#ifndef RI_APP_NEWCOMERS_H
#define RI_APP_NEWCOMERS_H
#include "app/panel_load.h"
#include "demand/demand.h"

/* Gives series that are new, and have enough look-alikes, a forecast of model `analogue` in place of the result's; their reason says of whom. A
 * note counts them. Draws of sums, where the result has them, follow. */
RI_MUST_CHECK ri_status ri_newcomers(struct ri_call *call, const struct ri_loaded_panel *loaded,
                                     const struct ri_demand_options *options,
                                     struct ri_demand_result *result, struct ri_error *err);
/* The same of one series, with what was borrowed; *ret_found false: it is not new, or has no look-alikes. forecast has room for mean and
 * quantiles of options->horizon periods, whose season must be set. */
struct ri_analogue;
RI_MUST_CHECK ri_status ri_newcomer(struct ri_call *call, const struct ri_loaded_panel *loaded,
                                    const struct ri_demand_options *options, size_t series,
                                    struct ri_series_forecast *forecast, struct ri_analogue *ret,
                                    bool *ret_found, struct ri_error *err);
/* The forecasts of all series that are new and have look-alikes, nothing else and no note: ret[series], model NULL for the others. The season
 * of the options must be set. */
RI_MUST_CHECK ri_status ri_newcomers_alone(struct ri_call                 *call,
                                           const struct ri_loaded_panel   *loaded,
                                           const struct ri_demand_options *options,
                                           struct ri_series_forecast *ret, struct ri_error *err);

/* What a backtest with "auto" says of them: the series that were new at each origin and had look-alikes, by the models of their own short past
 * (without a learner) and by what they borrow. Attributes are those of today. */
struct ri_backtest_options;
struct ri_newcomer_scores {
    size_t          values; /* 0: there was none */
    struct ri_score own, borrowed;
};
RI_MUST_CHECK ri_status ri_newcomer_score(struct ri_call                   *call,
                                          const struct ri_loaded_panel     *loaded,
                                          const struct ri_demand_options   *options,
                                          const struct ri_backtest_options *backtest,
                                          struct ri_newcomer_scores *ret, struct ri_error *err);
#endif
