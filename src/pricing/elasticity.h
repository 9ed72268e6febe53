/* How units answer to prices: log-log regressions by group, with effects, controls and other prices.
 *
 *     log q = a(effects) + elasticity log p + controls + cross elasticities times log of other prices      (log)
 *     E q   = exp of the same, by Poisson pseudo-likelihood: zero sales count                              (count)
 *     the same with variance mean + alpha mean^2, alpha by maximum likelihood                 (negative-binomial)
 *
 * Each group (a product, a brand) has a regression of its own; where some effects are shared (weeks of a category whose prices are
 * the same in all stores) the groups of a pool are fitted at once, with slopes and cells of their own, and controls in common.
 * The effect with most levels is eliminated, others are dummies (math/regress.h). */
#ifndef RI_PRICING_ELASTICITY_H
#define RI_PRICING_ELASTICITY_H
#include "math/regress.h"

#define RI_DEMAND_MODEL_MAP(X)                                     \
    X(RI_DEMAND_AUTO, "auto") /* count where a unit of 0 stands */ \
    X(RI_DEMAND_LOG, "log")   /* rows of 0 are left out */         \
    X(RI_DEMAND_COUNT, "count") /* Poisson */                      \
    X(RI_DEMAND_NEGATIVE_BINOMIAL, "negative-binomial")
#define RI_DEMAND_MODEL_ENUM_(code, text) code,
typedef enum ri_demand_model { RI_DEMAND_MODEL_MAP(RI_DEMAND_MODEL_ENUM_) } ri_demand_model;
#undef RI_DEMAND_MODEL_ENUM_

enum { RI_PRICE_EFFECTS_MOST = 8 };
struct ri_price_effect {
    const uint32_t *level; /* [n], below levels */
    size_t          levels;
};
struct ri_price_rows { /* arrays of n rows */
    size_t          n;
    const double   *price;    /* logarithms */
    const double   *quantity; /* units, 0 or more; logarithms where `logged` */
    bool            logged;
    const uint32_t *group; /* below groups */
    size_t          groups;
    size_t          control_count;
    const double   *control; /* [control_count][n] finite */
    size_t          other_count;
    const double
        *other; /* [other_count][n] logarithms of other prices; NAN: not known (at its mean) */
    const uint32_t *
        own; /* (optional) [groups] which of the others is the group's own price; UINT32_MAX: none */
    size_t                 effect_count; /* own effects; with `shared` at most one */
    struct ri_price_effect effect[RI_PRICE_EFFECTS_MOST];
    struct ri_price_effect shared;  /* (optional) over all groups; levels 0: none */
    const uint32_t        *cluster; /* (optional) [n] */
    size_t                 clusters;
};
struct ri_elasticity_options {
    ri_demand_model model;
    int             errors; /* RI_ERRORS_ ...; clusters need rows->cluster */
    double          confidence;
};
struct ri_slope {
    double value, error, low, high; /* NAN: not told */
};
struct ri_elasticity {                      /* of one group */
    size_t           observations;          /* rows that its model used */
    size_t           prices;                /* different ones */
    double           low_price, high_price; /* logarithms, of those tried */
    struct ri_slope  own;
    struct ri_slope *other;   /* [other_count] */
    struct ri_slope *control; /* [control_count]; of the pool where effects are shared */
    double           r2;      /* of its regression (log), else NAN */
    bool             counted; /* by a count model */
    double           alpha;   /* variance = mean + alpha mean^2: of the negative binomial, else by moments; NAN: no count model */
    const char      *problem; /* NULL, or why there is no elasticity: static text */
};
/* ret[groups] in mem. RI_ETOOLARGE: too many dummies; RI_ENOMEM; a count model that does not converge is a problem of its group. */
RI_MUST_CHECK ri_status ri_elasticity_fit(const struct ri_price_rows         *rows,
                                          const struct ri_elasticity_options *options,
                                          struct ri_arena *mem, struct ri_elasticity *ret,
                                          struct ri_error *err);
/* What is left of a column of rows (price, log quantity) once the effects are taken out of it, group by group or in the pool;
 * ret[n]; *ret_taken: degrees of freedom used. */
RI_MUST_CHECK ri_status ri_without_effects(const struct ri_price_rows *rows, const double *of,
                                           struct ri_arena *mem, double *ret, size_t *ret_taken,
                                           struct ri_error *err);
#endif
