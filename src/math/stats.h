/* Statistics of arrays. Kernels: they allocate nothing, cannot fail, and answer NAN where there is no answer.
 * Values must be finite unless a function says that it skips NAN. */
#ifndef RI_MATH_STATS_H
#define RI_MATH_STATS_H
#include "base/error.h"

double ri_sum(const double *x, size_t n);  /* compensated (Neumaier 1974): order hardly matters */
double ri_mean(const double *x, size_t n); /* n = 0: NAN */
/* Sample variance (n - 1), two passes. n < 2: NAN. */
double ri_variance(const double *x, size_t n);
/* Mean of the values that are not NAN, and how many there are. */
double ri_mean_known(const double *x, size_t n, size_t *ret_known);

void ri_sort(double *x, size_t n); /* rising; -0 beside 0; NAN not allowed */
/* The same for many values: by their bits, eight at a time. room[n] is written to. No NAN. */
void ri_sort_many(double *x, size_t n, double *room);
/* Quantile p in [0, 1] of rising values; n = 0: NAN. Type 7 (R's default, numpy "linear") describes a sample;
 * type 6 (Weibull, rank p(n + 1)) leaves room beyond it and suits forecasting from few errors; type 1 (inverse
 * distribution function) is always one of the values. Hyndman & Fan (1996). */
double ri_quantile(const double *sorted, size_t n, double p);
double ri_quantile_weibull(const double *sorted, size_t n, double p);
double ri_quantile_inverse(const double *sorted, size_t n, double p);
double ri_median(const double *sorted, size_t n);
/* The value of rank k, 0 the lowest, of x[n] in any order: x is put so that it stands at x[k], no lower value after it, no higher
 * before it. Linear time (Hoare's selection, pivots by median of three). k < n. */
double ri_select(double *x, size_t n, size_t k);
/* Median of values in any order, which are put into another; n = 0: NAN. Linear time. */
double ri_median_of(double *x, size_t n);

/* Autocorrelation at a lag, 0 <= lag < n, around the overall mean with divisor n (as R's acf). A constant
 * series has none: NAN. */
double ri_autocorrelation(const double *x, size_t n, size_t lag);
#endif
