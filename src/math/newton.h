/* Least values of smooth functions of many variables inside a box, by damped Newton steps: the function gives its exact
 * gradient and a curvature that is never negative (Gauss-Newton's, or the information matrix). For likelihoods of time
 * series this takes about ten evaluations where a simplex takes hundreds. Levenberg (1944), Marquardt (1963). */
#ifndef RI_MATH_NEWTON_H
#define RI_MATH_NEWTON_H
#include "base/error.h"

enum { RI_NEWTON_MOST = 32 }; /* variables */
/* The value at x[n]; fills gradient[n] and the lower triangle of curvature[n][n] (row i, columns 0 .. i). NAN or INFINITY:
 * x is not allowed; what the other two hold is then not looked at. */
typedef double ri_curved_function(void *context, const double *x, double *gradient,
                                  double *curvature);
struct ri_newton_goal {
    double tolerance; /* ends when a step gains less, or promises less than a tenth of it */
    size_t budget;    /* evaluations */
    double
        beat; /* ends when many times the promised gain would not come below it; INFINITY: never gives up */
};
/* From x[n], which is moved into the box first; stays within low[n] .. high[n] (infinite ones are no bound). Steps that meet a
 * bound go on along it. What the curvature leaves out is learnt from how the gradient changes (Dennis, Gay & Welsch 1981).
 * Ends also when no step gains. x is overwritten by the best point, whose
 * value is returned; INFINITY when even the first is not allowed. *ret_spent: evaluations. */
double ri_newton_in_box(ri_curved_function *f, void *context, size_t n, double *x,
                        const double *low, const double *high, const struct ri_newton_goal *goal,
                        size_t *ret_spent);

/* Solves A s = b for a symmetric positive definite A by Cholesky; only the lower triangle of A[n][n] is read, and is
 * overwritten by its factor; b by the solution. False: A is not positive definite, and b is spoilt. */
bool ri_cholesky_solve(double *a, size_t n, double *b);
#endif
