/* What a backtest counts: sums that are merged in a fixed order and turned into measures at the end. */
#ifndef RI_DEMAND_SCORE_H
#define RI_DEMAND_SCORE_H
#include "clean.h"
#include "math/metrics.h"

struct ri_tally { /* zeroed but for `under` is empty */
    struct ri_accuracy accuracy;
    size_t             series; /* series-folds */
    double             pinball;
    double             mase, rmsse; /* sums over the series-folds that have a scale */
    size_t             mase_count, rmsse_count;
    size_t             inside;
    int64_t            origin; /* the latest */
    double *under; /* [level_count], caller's: values below each quantile, of ties a part */
};
struct ri_scale { /* of one series before an origin; NAN: none */
    double absolute, squared;
};
struct ri_said {                    /* what a forecast said of some periods */
    const double *mean, *quantiles; /* [steps], [steps][level_count] */
    const double *levels;
    size_t        level_count;
    const double *
        ties; /* [steps][level_count] the part of a tie that counts as below (ties.h); NULL: half */
};
/* What came in `steps` periods after `last`: NAN where not known or cut short by an empty shelf. */
void ri_came_after(const struct ri_series *series, int64_t last, size_t steps, double *ret_y);
/* Values y[steps] (NAN: not scored) against what was said of them. */
void ri_tally_add(struct ri_tally *tally, const double *y, size_t steps, const struct ri_said *said,
                  struct ri_scale scale);
void ri_tally_merge(struct ri_tally *into, const struct ri_tally *from, size_t level_count);
/* Measures of a tally; naive: the same of seasonal naive (for fva). under[level_count] is room for the shares. */
void ri_tally_read(const struct ri_tally *tally, const struct ri_tally *naive, size_t level_count,
                   double *under, struct ri_score *ret);
#endif
