/* What the files of regress share: one weighted solution, again and again. */
#ifndef RI_MATH_REGRESS_INTERNAL_H
#define RI_MATH_REGRESS_INTERNAL_H
#include "regress.h"

struct system { /* what one weighted solution needs; arrays of k, cells or k x k */
    const struct ri_sparse_rows *rows;
    double                      *sum, *centre, *a, *raw, *scale, *right, *mean;
    size_t                      *touched, *first;
    size_t                       rank;
};
ri_status regress_make_system(const struct ri_sparse_rows *rows, struct ri_arena *mem,
                              struct system *ret, struct ri_error *err);
ri_status regress_make_fit(const struct ri_sparse_rows *rows, struct ri_arena *mem,
                           struct ri_fit *ret, struct ri_error *err);
/* Factors the cross products at these weights. */
void regress_prepare(struct system *s, const double *weight);
/* Adds to coefficient and effect what fits `left` best. */
void   regress_solve_for(struct system *s, const double *weight, const double *left,
                         double *coefficient, double *effect);
double regress_linear(const struct ri_sparse_rows *rows, size_t i, const double *coefficient,
                      const double *effect);
/* What the last solution leaves: counts, the inverse, holes for what was not told. */
void regress_finish(struct system *s, struct ri_fit *fit);
#endif
