/* Not only what is expected of a customer but what will probably come: the predictive law of purchases and of spending, given the
 * history and the fitted parameters (taken for true: with thousands of customers their error is small beside chance).
 *
 * Of a customer who is still there the rate is gamma(r + x, alpha + span) and the chance of leaving beta(a, b + coins), coins the
 * times that they stayed. The number N of purchases within t mixes two ways of ending at n: bought n times and still there, or left
 * after the nth:
 *
 *     P(N = n) = NB(n) B(a, b' + n) / B(a, b') + P(NB >= n) B(a + 1, b' + n - 1) / B(a, b'),   NB: negative binomial in t
 *
 * Spending S of n purchases: S / (S + v') is beta(p n, q') with q' = q + p x, v' = v + x mean (Gamma-Gamma). */
#ifndef RI_CUSTOMERS_VALUE_INTERVAL_H
#define RI_CUSTOMERS_VALUE_INTERVAL_H
#include "purchase_model.h"
#include "spend_model.h"

enum { RI_CHANCES_MOST = 4096 };

/* P(N = 0), P(N = 1) ... until all but 1e-7 is told or `most` are; returns how many (at least 1). */
size_t ri_purchase_chances(const struct ri_purchase_model   *model,
                           const struct ri_purchase_params  *params,
                           const struct ri_purchase_history *history, double t, double *ret,
                           size_t most);
struct ri_value_range {
    double low, high;
};
/* Equal-tailed interval of the number of purchases: P(N < low) and P(N > high) are each at most (1 - confidence) / 2. */
struct ri_value_range ri_purchase_range(const double *chances, size_t count, double confidence);
/* The same of money spent, major units; x repeats of that mean so far (x = 0: none). Within 1e-4 of a
 * probability. */
struct ri_value_range ri_spend_range(const double *chances, size_t count,
                                     const struct ri_spend_params *params, double x, double mean,
                                     double confidence);
struct ri_value_moments {
    double purchases, purchases_variance; /* of the number of purchases */
    double spent,
        spent_variance; /* INFINITY: spending has no mean or no variance (q <= 1, q <= 2) */
};
/* Means and variances of the same laws, for sums over customers. params may be NULL: purchases alone. */
struct ri_value_moments ri_value_moments_of(const double *chances, size_t count,
                                            const struct ri_spend_params *params, double x,
                                            double mean);
#endif
