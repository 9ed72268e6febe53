/* Several forecasts of the same periods made into one: their median, or their mean weighted by what each has earned.
 * Kernels on arrays; they allocate nothing.
 *
 *     median     of each period on its own: no single forecast can spoil it
 *     weighted   weights in proportion to 1 / mean squared error (Bates & Granger 1969), pulled towards equal ones as if
 *                RI_COMBINE_PRIOR further occasions had shown no difference */
#ifndef RI_DEMAND_COMBINE_H
#define RI_DEMAND_COMBINE_H
#include "base/error.h"

#define RI_COMBINATION_MAP(X) \
    X(RI_MEDIAN, "median")    \
    X(RI_WEIGHTED, "weighted")
#define RI_COMBINATION_ENUM_(code, text) code,
typedef enum ri_combination {
    RI_COMBINATION_MAP(RI_COMBINATION_ENUM_) RI_COMBINATION_COUNT
} ri_combination;
#undef RI_COMBINATION_ENUM_
const char *ri_combination_text(ri_combination combination);
/* RI_COMBINATION_COUNT: there is none of that name. */
ri_combination ri_combination_find(const char *name);

enum { RI_COMBINE_MOST = 16, RI_COMBINE_PRIOR = 4 };

/* forecasts[count] of `steps` periods each into ret[steps]; count is 1 .. RI_COMBINE_MOST. weights[count] sum to 1 and are
 * read by RI_WEIGHTED alone. */
void ri_combine(ri_combination combination, const double *const *forecasts, const double *weights,
                size_t count, size_t steps, double *ret);
/* Weights from losses[count][occasions] (mean squared errors; NAN: not known), the first `known` occasions of each; none
 * known: equal. */
void ri_combine_weights(const double *const *losses, size_t count, size_t known, double *ret);
#endif
