/* Laws of demand: normal, Poisson, negative binomial, and the gamma and beta functions behind them. Kernels:
 * they allocate nothing, cannot fail, and answer NAN where there is no answer. Relative error about 1e-12.
 *
 * `loss` is the expected shortage E(D - s)+ of demand D against a stock s, in units of demand. A negative binomial is
 * given by its mean and dispersion r > 0: variance = mean + mean^2 / r; r = INFINITY is Poisson. Means up to 1e9. */
#ifndef RI_MATH_DISTRIBUTION_H
#define RI_MATH_DISTRIBUTION_H
#include "base/error.h"

double ri_normal_pdf(double z);
double ri_normal_cdf(double z);
double ri_normal_quantile(double p);    /* 0: -INFINITY, 1: INFINITY, outside: NAN */
double ri_normal_loss(double z);        /* of the standard normal law */
double ri_normal_loss_second(double z); /* the integral of that loss from z on: E((Z - z)+^2) / 2 */

double ri_poisson_pmf(double k, double mean); /* 0 unless k is a whole number >= 0 */
double ri_poisson_cdf(double k, double mean);
double ri_poisson_quantile(double p, double mean); /* smallest k with cdf(k) >= p; 0 <= p < 1 */
double ri_poisson_loss(double s, double mean);

double ri_negative_binomial_pmf(double k, double mean, double dispersion);
double ri_negative_binomial_cdf(double k, double mean, double dispersion);
double ri_negative_binomial_quantile(double p, double mean, double dispersion);
double ri_negative_binomial_loss(double s, double mean, double dispersion);

double ri_gamma_upper(double a, double x); /* regularised incomplete gamma Q(a, x); a > 0, x >= 0 */
double ri_beta_inside(double x, double a,
                      double b); /* regularised incomplete beta I_x(a, b); a, b > 0 */

/* The same of draws that are equally likely; `sorted` rises, n >= 1. The quantile is ri_quantile_inverse. */
double ri_empirical_cdf(const double *sorted, size_t n, double s);
double ri_empirical_loss(const double *sorted, size_t n, double s);
#endif
