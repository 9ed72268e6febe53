/* What a customer spends on an occasion: Gamma-Gamma (Fader & Hardie 2013; Colombo & Jiang 1999).
 *
 * A customer's amounts scatter around a mean of their own, gamma(p, nu); nu varies over customers, gamma(q, v). Repeat
 * customers only. The model assumes that spending does not depend on how often somebody buys: say the correlation. */
#ifndef RI_CUSTOMERS_SPEND_MODEL_H
#define RI_CUSTOMERS_SPEND_MODEL_H
#include "base/arena.h"

struct ri_spend_history {
    double x;    /* repeat occasions, 1 or more */
    double mean; /* amount of one of them, major units, above 0 */
    double weight;
};
enum { RI_SPEND_PARAMS = 3 };
struct ri_spend_params {
    double p, q, v; /* v in major units */
    double log_likelihood;
    bool   at_limit[RI_SPEND_PARAMS]; /* p, q, v: the data set no bound to it */
};
/* Maximum likelihood. Where customers do not differ in what they spend, q and v have no bound: they stop where they mean no more, and
 * at_limit says so. RI_EDATA: nobody, or a value out of range; RI_ENOCONV: the likelihood is no number. */
RI_MUST_CHECK ri_status ri_spend_fit(const struct ri_spend_history *histories, size_t count,
                                     struct ri_arena *scratch, struct ri_spend_params *ret,
                                     struct ri_error *err);
/* Covariance of the logarithms of p, q, v at the maximum. False: it cannot be told. */
bool ri_spend_covariance(const struct ri_spend_history *histories, size_t count,
                         const struct ri_spend_params *params, struct ri_arena *scratch,
                         double ret[RI_SPEND_PARAMS * RI_SPEND_PARAMS]);
/* Expected amount of a future occasion of a customer with x repeats of that mean; x = 0: of anybody. INFINITY where the
 * model has no mean (q <= 1). */
double ri_spend_expected(const struct ri_spend_params *params, double x, double mean);
#endif
