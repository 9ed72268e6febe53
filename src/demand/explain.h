/* Where a forecast comes from, in units: parts that add up to the mean.
 *
 * Models of one series: level (mean of the first forecast season), trend (how far the season of the date lies from it), season (the
 * date's place in its season), stock-out correction (what lifting censored periods adds).
 * The correction of the global learner is what it would expect of this series had its empty shelves been days of such demand.
 * The global learner works with factors: mean = level x season x product of exp(contribution). Each factor's share of the way from
 * level to mean is turned into units by the logarithmic mean L(a, b) = (a - b) / ln(a / b), with which shares add up exactly: LMDI, Ang
 * (2005). Contributions are the trees' own (TreeSHAP, Lundberg et al. 2020), summed by what a feature is about. */
#ifndef RI_DEMAND_EXPLAIN_H
#define RI_DEMAND_EXPLAIN_H
#include "global.h"

enum { RI_PARTS_MOST = 256 };
struct ri_explained { /* lives in the caller's arena */
    const char *model, *reason;
    double      mean;
    size_t      count;
    struct ri_part {
        const char *name; /* "level", "season", "promotion" ... */
        double      units;
    } *parts;
};
/* The forecast of panel->series[series], `step` periods ahead (1 .. options->horizon). Errors as ri_demand_forecast. */
RI_MUST_CHECK ri_status ri_demand_explain(const struct ri_panel          *panel,
                                          const struct ri_demand_options *options, size_t series,
                                          size_t step, struct ri_task *task, struct ri_arena *mem,
                                          struct ri_explained *ret, struct ri_error *err);
/* The same of the global learner, which is trained for it: its direct look at that step, before it is averaged with one that walks
 * (global_strategy.h) and drawn towards the total (global_total.h). Errors as ri_global_learn; RI_EDATA also when the series never sold. */
RI_MUST_CHECK ri_status ri_global_explain(const struct ri_panel          *panel,
                                          const struct ri_covariates     *covariates,
                                          const struct ri_demand_options *options,
                                          const struct ri_global_options *global, size_t series,
                                          size_t step, struct ri_task *task, struct ri_arena *mem,
                                          struct ri_explained *ret, struct ri_error *err);
#endif
