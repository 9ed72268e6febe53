/* The lognormal law: the exponential of N(log_mean, log_sd^2), log_sd > 0. Kernels as in distribution.h; `loss` is
 * E(X - s)+. What has no answer is NAN. */
#ifndef RI_MATH_LOGNORMAL_H
#define RI_MATH_LOGNORMAL_H
#include "base/error.h"

double ri_lognormal_mean(double log_mean, double log_sd);
double ri_lognormal_cdf(double x, double log_mean, double log_sd);
double ri_lognormal_quantile(double p, double log_mean, double log_sd);
double ri_lognormal_loss(double s, double log_mean, double log_sd);
#endif
