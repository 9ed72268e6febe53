/* What `demand backtest` tells beside its usual scores: by columns, weighted over sums, and which series fell back. */
#ifndef RI_APP_DEMAND_SCORES_H
#define RI_APP_DEMAND_SCORES_H
#include "app/panel_load.h"
#include "demand/demand.h"
#include "demand/hierarchy.h"

struct ri_scoring {
    struct ri_hierarchy          hierarchy;
    struct ri_backtest_grouping *groupings; /* of --by */
    const char *const           *by;
    size_t                       by_count;
    const char                ***groups; /* [by][group] its word */
};
/* The panel with the columns that --by and --hierarchy name, and what they and --weights and --report add to *backtest. Lives in the
 * call's memory; *ret must outlive the backtest. RI_EUSAGE, RI_EDATA: a name or a weight. */
RI_MUST_CHECK ri_status ri_scoring_load(struct ri_call *call, struct ri_loaded_panel *ret_loaded,
                                        struct ri_scoring          *ret,
                                        struct ri_backtest_options *backtest, struct ri_error *err);
/* Two cells: what a score goes over (all, fold, step, class, a column of --by), and which one. */
void ri_scoring_put_scope(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                          const struct ri_scoring *scoring, const struct ri_score *score);
/* --calibration: a row for every quantile and interval of the first model's scores, but for those by step. */
RI_MUST_CHECK ri_status ri_scoring_calibration(struct ri_call                         *call,
                                               const struct ri_loaded_panel           *loaded,
                                               const struct ri_scoring                *scoring,
                                               const struct ri_demand_backtest_result *result,
                                               struct ri_error                        *err);
/* Rows of the weighted scores under the columns of `demand backtest`. */
void ri_scoring_put_levels(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                           const struct ri_scoring                *scoring,
                           const struct ri_demand_backtest_result *result);
/* --report: a row for every series and fold that fell back. */
RI_MUST_CHECK ri_status ri_scoring_report(struct ri_call                         *call,
                                          const struct ri_loaded_panel           *loaded,
                                          const struct ri_demand_backtest_result *result,
                                          struct ri_error                        *err);
/* "2024-03-25": the last period that a fold knew. text: room of 16. */
const char *ri_scoring_origin(const struct ri_loaded_panel *loaded, int64_t origin, char *text);
#endif
