/* One learner over all series: trained on the panel's own past, asked for its future. The means are learnt by boosted trees with
 * a Tweedie objective on the features of global_frame.h, each step ahead directly; the quantiles come from the errors that the same
 * learner made on the newest horizon, which it had not seen (split conformal, by size of the forecast and by how much a series varies).
 *
 * The result has the form of ri_demand_forecast's. It does not depend on the number of threads or the order of the series. */
#ifndef RI_DEMAND_GLOBAL_H
#define RI_DEMAND_GLOBAL_H
#include "covariate.h"
#include "demand.h"

struct ri_global_options { /* zeroed: the defaults */
    size_t   rows;         /* most training rows; 0: 1,600,000 */
    size_t   trees;        /* 0: 300 */
    size_t   leaves;       /* 0: 31 */
    double   rate;         /* 0: 0.05 */
    uint64_t seed;
};
enum { RI_GLOBAL_SERIES_LEAST = 2 };

/* options: horizon, season and levels are used; draws are not made (NULL in the result). covariates may be NULL.
 * RI_EUSAGE: as ri_demand_forecast; RI_EDATA: a covariate does not reach the horizon, or too little history to learn from (at least
 * four horizons and eight seasons in one series); RI_EUPSTREAM: no learner's library; RI_ENOMEM, RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_global_forecast(const struct ri_panel          *panel,
                                           const struct ri_covariates     *covariates,
                                           const struct ri_demand_options *options,
                                           const struct ri_global_options *global,
                                           struct ri_task *task, struct ri_arena *mem,
                                           struct ri_demand_result *ret, struct ri_error *err);
#endif
