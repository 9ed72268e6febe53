/* What persons expect instead of the forecast (`demand adjust`), applied to forecasts. */
#ifndef RI_APP_OVERRIDES_H
#define RI_APP_OVERRIDES_H
#include "app/panel_load.h"
#include "demand/demand.h"

struct ri_override {
    int64_t     id;
    const char *product, *store, *series_id; /* NULL: any */
    ri_day      first, last, known_on;
    double      factor, units; /* the one that is not said is NAN */
    const char *reason, *author;
};
struct ri_overrides { /* in the call's memory; the newest last */
    size_t              count;
    struct ri_override *at;
};
/* Those that hold and fit a series of the panel; none for a panel of a file. */
RI_MUST_CHECK ri_status ri_overrides_load(struct ri_call               *call,
                                          const struct ri_loaded_panel *loaded,
                                          struct ri_overrides *ret, struct ri_error *err);
/* The newest that covers a day of a series and was known on the day `known` (RI_DAY_NONE: whenever); NULL: none. */
const struct ri_override *ri_override_of(const struct ri_overrides    *overrides,
                                         const struct ri_loaded_panel *loaded, size_t series,
                                         ri_day day, ri_day known);
/* The mean of a period with overrides: each of its days has an equal share of it. *ret_units: some day has units of its own. */
double ri_override_mean(const struct ri_overrides *overrides, const struct ri_loaded_panel *loaded,
                        size_t series, int64_t period, ri_day known, double mean, bool *ret_units);
/* Puts overrides into all means and quantiles of a result (which lies in the call's memory); quantiles of counts stay counts
 * (ri_quantiles_follow), means need not. *ret_added [series][horizon] is what they added, NULL when none touches it. */
RI_MUST_CHECK ri_status ri_overrides_apply(struct ri_call               *call,
                                           const struct ri_overrides    *overrides,
                                           const struct ri_loaded_panel *loaded, ri_day known,
                                           const struct ri_demand_result *result,
                                           const double **ret_added, struct ri_error *err);

/* What a backtest says of overrides: the same series-days, without and with those that were known at each origin. */
struct ri_backtest_options;
struct ri_override_scores {
    size_t          values; /* 0: none was known in time */
    struct ri_score without, with;
};
RI_MUST_CHECK ri_status ri_override_score(struct ri_call                   *call,
                                          const struct ri_loaded_panel     *loaded,
                                          const struct ri_demand_options   *options,
                                          const struct ri_backtest_options *backtest,
                                          struct ri_override_scores *ret, struct ri_error *err);
#endif
