/* How often a customer buys, and whether there will be another time: "buy till you die" models, one driver each.
 *
 * A history is (x, last, span): x repeat occasions, the last of them at `last`, watched until `span`, all counted from the
 * first occasion, in one unit of time. While alive a customer buys at random with a rate of their own, gamma(r, alpha) over
 * customers; after a purchase they leave with a chance of their own, beta(a, b).
 *
 *     bgnbd   Fader, Hardie & Lee (2005): a customer may leave only after a repeat purchase
 *     mbgnbd  Batislam, Denizel & Filiztekin (2007): already after the first
 *
 * Expectations use 2F1 after Euler's transformation, which keeps every term small and has no singularity at a = 1. */
#ifndef RI_CUSTOMERS_PURCHASE_MODEL_H
#define RI_CUSTOMERS_PURCHASE_MODEL_H
#include "base/arena.h"

struct ri_purchase_history {
    double x, last, span; /* 0 <= last <= span; last is 0 where x is 0 */
    double weight;        /* customers with just this history */
};
enum { RI_PURCHASE_PARAMS = 4 };
struct ri_purchase_params {
    double r, alpha, a, b; /* all above 0; alpha in the unit of time */
    double log_likelihood; /* of all customers, at these */
    bool   at_limit
        [RI_PURCHASE_PARAMS]; /* r, alpha, a, b: as far out as they go, where they mean no more */
};
struct ri_purchase_model {
    const char *name, *summary;
    double first_coin; /* 1: a customer may leave right after the first purchase; 0: not then */
    /* Log-likelihood of one history is shape(x) + log(time part): what depends on x alone is worked out once a count. */
    double (*shape)(const struct ri_purchase_params *params, double x);
    double (*time)(const struct ri_purchase_params  *params,
                   const struct ri_purchase_history *history);
    double (*alive)(const struct ri_purchase_params  *params,
                    const struct ri_purchase_history *history);
    double (*expected)(const struct ri_purchase_params  *params,
                       const struct ri_purchase_history *history, double t);
};
extern const struct ri_purchase_model *const ri_purchase_models[];        /* ends with NULL */
const struct ri_purchase_model *ri_purchase_model_find(const char *name); /* NULL: there is none */

/* Maximum likelihood. Equal histories are merged first, so a million customers cost what their different histories do.
 * Where customers hardly differ, or nobody leaves, parameters have no bound: they stop where they mean no more, and at_limit says so
 * (a tiny: nobody leaves, the NBD; a and b large: all leave alike; r and alpha large: all buy alike). RI_EDATA: no history, a value that
 * is negative or not finite, or nobody ever came back; RI_ENOCONV: the likelihood is no number; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_purchase_fit(const struct ri_purchase_model   *model,
                                        const struct ri_purchase_history *histories, size_t count,
                                        struct ri_arena *scratch, struct ri_purchase_params *ret,
                                        struct ri_error *err);
/* Covariance of the logarithms of r, alpha, a, b at the maximum; 0 of those at a limit. False: it cannot be told. */
bool   ri_purchase_covariance(const struct ri_purchase_model   *model,
                              const struct ri_purchase_history *histories, size_t count,
                              const struct ri_purchase_params *params, struct ri_arena *scratch,
                              double ret[RI_PURCHASE_PARAMS * RI_PURCHASE_PARAMS]);
double ri_purchase_log_likelihood(const struct ri_purchase_model   *model,
                                  const struct ri_purchase_params  *params,
                                  const struct ri_purchase_history *histories, size_t count);

/* Expected repeat purchases of someone unknown, in the time t after the first. */
double ri_purchase_expected_new(const struct ri_purchase_model  *model,
                                const struct ri_purchase_params *params, double t);
#endif
