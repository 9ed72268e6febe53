/* Student's t law. Kernels: they allocate nothing, cannot fail, and answer NAN where there is no answer. */
#ifndef RI_MATH_STUDENT_H
#define RI_MATH_STUDENT_H
#include "base/error.h"

/* P(T <= t) with df > 0 degrees of freedom. Relative error about 1e-12, in both tails. */
double ri_student_cdf(double t, double df);
/* The t with cdf(t) = p: 0 gives -INFINITY, 1 INFINITY. A start by Hill (1970), then Newton's steps on the exact tail. */
double ri_student_quantile(double p, double df);
#endif
