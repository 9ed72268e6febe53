/* How good a forecast was. Measures over many series are sums divided by sums, never means of ratios, but for
 * the scaled ones, which are made to be averaged. */
#ifndef RI_MATH_METRICS_H
#define RI_MATH_METRICS_H
#include "base/error.h"

struct ri_accuracy { /* zeroed is empty; add values, merge parts, read the measures */
    size_t n;
    double actual, forecast;              /* sums */
    double absolute_actual;               /* sum |y| */
    double absolute_error, squared_error; /* sum |y - f|, sum (y - f)^2 */
};
void ri_accuracy_add(struct ri_accuracy *accuracy, double y, double f); /* y NAN: not counted */
void ri_accuracy_merge(struct ri_accuracy *into, const struct ri_accuracy *from);
/* NAN when nothing was added, or the divisor is 0. */
double ri_accuracy_wape(const struct ri_accuracy *accuracy); /* sum |y - f| / sum |y| */
double ri_accuracy_bias(
    const struct ri_accuracy *accuracy); /* sum (f - y) / sum |y|; > 0: too high */
double ri_accuracy_mae(const struct ri_accuracy *accuracy);
double ri_accuracy_mse(const struct ri_accuracy *accuracy);

/* Scales of MASE and RMSSE: mean |y_t - y_{t-lag}| and mean (y_t - y_{t-lag})^2 over the pairs that are both known;
 * NAN without a pair. Hyndman & Koehler (2006); Makridakis et al. (2022) count from the first sale on. */
double ri_scale_absolute(const double *y, size_t n, size_t lag);
double ri_scale_squared(const double *y, size_t n, size_t lag);

/* Loss of a quantile forecast q at a level: level (y - q) from above, (1 - level)(q - y) from below. */
double ri_pinball(double y, double q, double level);
#endif
