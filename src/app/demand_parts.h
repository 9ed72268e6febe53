/* What the operations of the area demand share. */
#ifndef RI_APP_DEMAND_PARTS_H
#define RI_APP_DEMAND_PARTS_H
#include "app/call.h"
#include "demand/demand.h"

/* Parameters of group `model` as options for this panel. RI_EUSAGE. */
RI_MUST_CHECK ri_status ri_demand_read_options(struct ri_call *call, const struct ri_panel *panel,
                                               struct ri_demand_options *ret, struct ri_error *err);
/* --memory: what the forecast takes at most is told before it starts (progress "memory at most"; with --memory also a note); above the bound the
 * learner takes fewer rows or is left out, which a note says. RI_ENOMEM: it is too large nevertheless. */
RI_MUST_CHECK ri_status ri_demand_bound(struct ri_call *call, const struct ri_panel *panel,
                                        struct ri_demand_options *options, struct ri_error *err);
/* The same of a hierarchy: too large is refused, nothing is left out. */
struct ri_hierarchy;
RI_MUST_CHECK ri_status ri_demand_bound_sums(struct ri_call *call, const struct ri_panel *panel,
                                             const struct ri_hierarchy      *hierarchy,
                                             const struct ri_demand_options *options,
                                             struct ri_error                *err);
/* --horizon, or the usual one of the panel's frequency. RI_EUSAGE. */
RI_MUST_CHECK ri_status ri_demand_read_horizon(struct ri_call *call, const struct ri_panel *panel,
                                               size_t *ret, struct ri_error *err);
/* --season: the season, and the further ones, of *ret. RI_EUSAGE. */
RI_MUST_CHECK ri_status ri_demand_read_seasons(struct ri_call *call, struct ri_demand_options *ret,
                                               struct ri_error *err);
/* clang-format off */ /* what backtests and comparisons measure, as ri_demand_put_measures puts it */
#define RI_MEASURE_COLUMNS \
    {"series", RI_COLUMN_INTEGER, "series scored, counted in each fold"}, \
    {"values", RI_COLUMN_INTEGER, "periods scored"}, \
    {"actual", RI_COLUMN_NUMBER, "units that came"}, \
    {"forecast", RI_COLUMN_NUMBER, "units expected"}, \
    {"wape", RI_COLUMN_SHARE, "sum of absolute errors over units"}, \
    {"bias", RI_COLUMN_SHARE, "sum of errors over units; above 0: forecast too high"}, \
    {"mae", RI_COLUMN_NUMBER, "mean absolute error, units"}, \
    {"rmse", RI_COLUMN_NUMBER, "root mean squared error, units"}, \
    {"mase", RI_COLUMN_NUMBER, "mean absolute error over that of the seasonal naive in the history"}, \
    {"rmsse", RI_COLUMN_NUMBER, "root mean squared error over that of the naive in the history"}, \
    {"fva", RI_COLUMN_SHARE, "value added: WAPE of the seasonal naive minus this one's"}, \
    {"pinball", RI_COLUMN_NUMBER, "mean pinball loss over the quantiles, units"}, \
    {"coverage", RI_COLUMN_SHARE, "values between the outermost quantiles"}
/* clang-format on */
void ri_demand_put_measures(struct ri_table_builder *table, const struct ri_score *score);
/* The panel with the key columns that the chains of --hierarchy need, and its levels. */
struct ri_loaded_panel;
RI_MUST_CHECK ri_status ri_demand_load_hierarchy(struct ri_call *call, const char *chains,
                                                 struct ri_loaded_panel *ret,
                                                 struct ri_hierarchy    *ret_hierarchy,
                                                 struct ri_error        *err);
/* demand forecast with --hierarchy: all nodes, adding up. */
RI_MUST_CHECK ri_status  ri_demand_hierarchy_run(struct ri_call *call, struct ri_error *err);
extern const char *const ri_reconcile_words[]; /* values of --reconcile */
#endif
