/* The newsvendor: how much to stock for one period of random demand D, when a unit over costs `over` and a unit short
 * costs `under`. The level is the quantile of D at the critical ratio; the cost is over E(S - D)+ + under E(D - S)+.
 * Arrow, Harris & Marschak (1951); Snyder & Shen, chapter 4. Kernels; over, under > 0, otherwise NAN.
 *
 * Base stock levels under periodic review are the same on the demand of L + 1 periods (review every period). */
#ifndef RI_INVENTORY_NEWSVENDOR_H
#define RI_INVENTORY_NEWSVENDOR_H
#include "base/error.h"

double ri_critical_ratio(double over, double under);

double ri_newsvendor_normal(double over, double under, double mean, double sd);
double ri_newsvendor_normal_cost(double over, double under, double mean, double sd, double level);

double ri_newsvendor_poisson(double over, double under, double mean);
double ri_newsvendor_poisson_cost(double over, double under, double mean, double level);

/* dispersion as in math/distribution.h: variance = mean + mean^2 / dispersion. */
double ri_newsvendor_negative_binomial(double over, double under, double mean, double dispersion);
double ri_newsvendor_negative_binomial_cost(double over, double under, double mean,
                                            double dispersion, double level);

double ri_newsvendor_lognormal(double over, double under, double log_mean, double log_sd);
double ri_newsvendor_lognormal_cost(double over, double under, double log_mean, double log_sd,
                                    double level);

/* Equally likely draws, rising, n >= 1: smallest draw S with F(S) >= the critical ratio. */
double ri_newsvendor_empirical(double over, double under, const double *sorted, size_t n);
double ri_newsvendor_empirical_cost(double over, double under, const double *sorted, size_t n,
                                    double level);
#endif
