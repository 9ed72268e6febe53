/* Small optimisation without derivatives, bounded by a number of evaluations so that the result is the same on
 * every machine. Functions may return NAN or INFINITY: such a point is never the best. */
#ifndef RI_MATH_OPTIMISE_H
#define RI_MATH_OPTIMISE_H
#include "base/error.h"

typedef double ri_function(void *context, double x);
/* Least f on [low, high]: a grid of `grid` points (both ends included, at least 3), then golden sections between the
 * neighbours of its best point until the bracket is below `tolerance` or `budget` evaluations are spent. Sure to be
 * within tolerance where f falls and then rises on that bracket. Returns the least value, *ret_x its place. */
double ri_minimise(ri_function *f, void *context, double low, double high, size_t grid,
                   double tolerance, size_t budget, double *ret_x);

enum {
    RI_LANES = 8
}; /* points at once: what a pass over data costs little more for than for one */
typedef void ri_function_of_lanes(void *context, const double *x, double *ret);
/* The same from RI_LANES points at a time: spread over [low, high], both ends included, then again and again between the
 * neighbours of the best, until they lie closer than `tolerance`. At most `looks` calls. */
double ri_minimise_lanes(ri_function_of_lanes *f, void *context, double low, double high,
                         double tolerance, size_t looks, double *ret_x);

enum { RI_SIMPLEX_MOST = 8 }; /* dimensions */
typedef double ri_function_of_many(void *context, const double *x);
/* Nelder & Mead (1965) from x[n] with first steps step[n] (not 0), at most RI_SIMPLEX_MOST dimensions; stops when the
 * simplex's values differ by less than tolerance * (|best| + tolerance) or the budget is spent, and then begins once
 * more around the best, because a collapsed simplex looks like a minimum. x is overwritten by the best point, whose
 * value is returned. */
double ri_nelder_mead(ri_function_of_many *f, void *context, size_t n, double *x,
                      const double *step, double tolerance, size_t budget);
/* How sure a maximum of a likelihood is: f (its negative logarithm) is least at x[n], at most RI_SIMPLEX_MOST variables. covariance[n][n]
 * of those that are free[i], 0 of the others: the inverse of the second derivatives, from differences of `step`. False: f does not curve
 * upwards there. */
bool ri_curvature_covariance(ri_function_of_many *f, void *context, size_t n, const double *x,
                             const bool *free, double step, double *covariance);
#endif
