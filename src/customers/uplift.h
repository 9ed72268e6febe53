/* What a campaign brought: customers who were contacted beside a control group drawn at random.
 *
 *     effect      what contact changed on average, with an interval
 *     curve       what it would have changed had only the best k of all been contacted, best by a score
 *     areas       how much better that score ranks than chance (Qini, AUUC)
 *     detectable  what a test of this size can find: to be asked before the start
 *
 * All of it holds only where the control group was drawn at random. Outcomes are per customer in any unit; 0 and 1 for "did
 * it happen". Curves follow scikit-uplift: customers with equal scores enter together.
 * Sources: Radcliffe (2007); Gutierrez & Gerardy (2017); Newcombe (1998), method 10. */
#ifndef RI_CUSTOMERS_UPLIFT_H
#define RI_CUSTOMERS_UPLIFT_H
#include "base/arena.h"
#include "base/task.h"

struct ri_trial { /* arrays by customer */
    size_t               count;
    const unsigned char *treated; /* 1: contacted, 0: control */
    const double        *outcome;
    const double        *score; /* (curves) higher: contacted first */
};

/* ---- The effect ---------------------------------------------------------------------------------------- */

struct ri_uplift_effect {
    size_t treated, control;           /* customers */
    double mean_treated, mean_control; /* outcome */
    double effect;                     /* their difference */
    double error;                      /* its standard error, variances not taken for equal */
    double low, high; /* of the effect: by the normal law; Newcombe's where outcomes are 0 and 1 */
    double p_value;   /* of no effect, two-sided */
};
/* confidence: 0.95. RI_EDATA: fewer than 2 customers in a group, or an outcome that is not finite; RI_EUSAGE: confidence. */
RI_MUST_CHECK ri_status ri_uplift_effect(const struct ri_trial *trial, double confidence,
                                         struct ri_uplift_effect *ret, struct ri_error *err);

struct ri_uplift_design {
    double treated, control;       /* customers */
    double sd_treated, sd_control; /* deviation of the outcome */
    double confidence, power;      /* 0.95, 0.8 */
};
/* The smallest true effect that such a test calls significant with that power. NAN outside of sense. */
double ri_uplift_detectable(const struct ri_uplift_design *design);
/* The same for shares: `rate` is that of the control group, the deviations are those of the rates themselves. INFINITY: none up to a
 * rate of 1. */
double ri_uplift_detectable_rate(const struct ri_uplift_design *design, double rate);
/* The power to find a true effect. */
double ri_uplift_power(const struct ri_uplift_design *design, double effect);

/* ---- Curves -------------------------------------------------------------------------------------------- */

struct ri_uplift_point {               /* after the customers with the best `targeted` scores */
    double targeted, treated, control; /* customers (weights, in a bootstrap) */
    double uplift;                     /* (mean of treated - mean of control) x targeted */
    double qini;                       /* sum of treated - sum of control x treated / control */
};
/* Points at every distinct score, best first, after (0, 0). room: trial->count + 1. Returns how many. order: customers by
 * falling score (ri_uplift_order); weight NULL: each once. */
size_t ri_uplift_curve(const struct ri_trial *trial, const uint32_t *order,
                       const unsigned char *weight, struct ri_uplift_point *ret);
/* RI_EDATA: no score, or one that is not finite; fewer than 2 in a group; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_uplift_order(const struct ri_trial *trial, struct ri_arena *mem,
                                        uint32_t **ret, struct ri_error *err);

struct ri_uplift_areas {
    double qini_gain,
        uplift_gain; /* mean height above the random line over all depths, outcome per customer */
    double qini,
        auuc; /* the same as part of a perfect ranking's: outcomes 0 and 1 only, otherwise NAN */
};
void ri_uplift_areas(const struct ri_trial *trial, const uint32_t *order,
                     const unsigned char *weight, struct ri_uplift_areas *ret);

/* ---- Bootstrap ----------------------------------------------------------------------------------------- */

struct ri_uplift_range {
    double low, high;
};
struct ri_uplift_bootstrap { /* percentiles; of areas NAN where the trial has no score */
    struct ri_uplift_range effect, qini_gain, uplift_gain, qini, auuc;
    size_t                 replicates; /* that could be reckoned */
};
/* Customers drawn again with Poisson(1) weights (Chamandy et al. 2012), `replicates` times; the same seed gives the same answer. order
 * NULL: the effect alone. RI_EUSAGE, RI_ENOMEM, RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_uplift_bootstrap(const struct ri_trial *trial, const uint32_t *order,
                                            size_t replicates, double confidence, uint64_t seed,
                                            struct ri_task *task, struct ri_arena *scratch,
                                            struct ri_uplift_bootstrap *ret, struct ri_error *err);
#endif
