/* The training table of the global learner, row by row: what `demand features` writes. */
#ifndef RI_DEMAND_GLOBAL_TABLE_H
#define RI_DEMAND_GLOBAL_TABLE_H
#include "global.h"

struct ri_global_table {
    size_t             feature_count;
    const char *const *names;
    const uint8_t     *categorical;
};
struct ri_global_row {
    size_t       series, step;
    int64_t      origin; /* last period that the row may know */
    int64_t      target; /* period of the value */
    double       value, base;
    const float *features; /* [feature_count] */
};
/* table first, then every row in the order of the series, newest target first. */
struct ri_global_visitor {
    ri_status (*table)(void *context, const struct ri_global_table *table, struct ri_error *err);
    ri_status (*row)(void *context, const struct ri_global_row *row, struct ri_error *err);
    void *context;
};
/* The rows that training samples. Errors as ri_global_learn, and the visitor's. */
RI_MUST_CHECK ri_status ri_global_table_visit(
    const struct ri_panel *panel, const struct ri_covariates *covariates,
    const struct ri_demand_options *options, const struct ri_global_options *global,
    struct ri_task *task, const struct ri_global_visitor *visitor, struct ri_error *err);
#endif
