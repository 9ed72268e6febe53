/* Forecasts that add up. Every node is forecast on its own; reconciliation finds the series' forecasts b whose sums S b
 * lie closest to all of them:  min (f - S b)' W^-1 (f - S b)  with b >= 0 where demand cannot be negative.
 *
 *     bottom_up   W^-1 counts series only
 *     top_down    the total, spread by the shares that the series' own forecasts have of their sum
 *     ols         W = I
 *     structural  W = number of series in the node
 *     variance    W = variance of the node's past errors
 *     shrinkage   W = covariance of the past errors, shrunk towards its diagonal (Schaefer & Strimmer 2005)
 *
 * Wickramasuriya, Athanasopoulos & Hyndman (2019), and (2020) for b >= 0. Nothing is inverted: conjugate gradients with S
 * and S' as sums and spreads; the covariance stays the few error vectors it was made of. */
#ifndef RI_DEMAND_RECONCILE_H
#define RI_DEMAND_RECONCILE_H
#include "base/task.h"
#include "hierarchy.h"

#define RI_RECONCILE_MAP(X)        \
    X(RI_BOTTOM_UP, "bottom_up")   \
    X(RI_TOP_DOWN, "top_down")     \
    X(RI_OLS, "ols")               \
    X(RI_STRUCTURAL, "structural") \
    X(RI_VARIANCE, "variance")     \
    X(RI_SHRINKAGE, "shrinkage")
#define RI_RECONCILE_ENUM_(code, text) code,
typedef enum ri_reconcile_method {
    RI_RECONCILE_MAP(RI_RECONCILE_ENUM_) RI_RECONCILE_COUNT
} ri_reconcile_method;
#undef RI_RECONCILE_ENUM_
const char *ri_reconcile_text(ri_reconcile_method method);
bool        ri_reconcile_parse(const char *text, ri_reconcile_method *ret);

enum { RI_ERROR_VECTORS_MOST = 64 };
struct ri_reconciling {
    const struct ri_hierarchy *hierarchy;
    ri_reconcile_method        method;
    bool                       never_negative;
    size_t                     horizon;
    const double              *forecasts; /* [node][horizon] */
    /* Past errors of the nodes, for `variance` and `shrinkage`: [node][error_count], the same occasion in the same column;
     * NAN: not known. */
    const double *errors;
    size_t        error_count;
};
/* Coherent forecasts of all nodes into ret_nodes [node][horizon]. Parallel over the horizon (task.threads). Room of about
 * 16 numbers a node and thread is taken from an arena of its own. RI_EUSAGE: more than RI_ERROR_VECTORS_MOST error vectors, none though
 * the method needs them; RI_EDATA: a forecast that is not finite; RI_ENOMEM; RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_reconcile(const struct ri_reconciling *job, struct ri_task *task,
                                     size_t memory_limit, double *ret_nodes, struct ri_error *err);
#endif
