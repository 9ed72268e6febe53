/* Elasticities free of the bias of prices that were set by people who expected demand: double machine learning.
 *
 * In the partially linear model  log q = elasticity log p + g(X) + error,  log p = m(X) + v,  both sides are cleaned of what the
 * controls X say, by learners that never saw the row they clean (cross-fitting), and residual is regressed on residual:
 *
 *     v = log p - E[log p | X],  u = log q - E[log q | X],  elasticity = sum v u / sum v^2
 *     error from the influence v (u - elasticity v), summed within clusters  (Chernozhukov et al. 2018; Robinson 1988)
 *
 * Effects are taken out before, within groups. Learners: ridge with squares and products of the controls, group by group; boosted
 * trees over all groups; trees on what ridge leaves. The one with the least held-out error is taken, group by group. */
#ifndef RI_PRICING_DEBIAS_H
#define RI_PRICING_DEBIAS_H
#include "base/task.h"
#include "elasticity.h"

#define RI_CLEANER_MAP(X)                                               \
    X(RI_CLEANER_AUTO, "auto") /* the best of both by held-out error */ \
    X(RI_CLEANER_RIDGE, "ridge")                                        \
    X(RI_CLEANER_BOOST, "boost")                                        \
    X(RI_CLEANER_NONE, "none") /* no such estimate */
#define RI_CLEANER_ENUM_(code, text) code,
typedef enum ri_cleaner { RI_CLEANER_MAP(RI_CLEANER_ENUM_) } ri_cleaner;
#undef RI_CLEANER_ENUM_

struct ri_debias_options {
    ri_cleaner cleaner;
    size_t     folds; /* 2 or more */
    uint64_t   seed;
    double     confidence;
};
struct ri_debiased { /* of one group */
    struct ri_slope own;
    double          explained; /* share of the price's movement that the controls say */
    const char     *problem;   /* NULL, or why there is none */
};
/* rows as for ri_elasticity_fit; `feature`[features][n]: what the controls are for the learners (NAN: missing at its mean).
 * Rows of zero sales are left out; groups with more than a twentieth of them get none. Boosting that the machine lacks is
 * done without. ret[groups]. RI_ENOMEM, RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_debias(const struct ri_price_rows *rows, const double *feature,
                                  size_t features, const struct ri_debias_options *options,
                                  struct ri_task *task, struct ri_arena *mem,
                                  struct ri_debiased *ret, struct ri_error *err);
#endif
