/* One pass of a form over a history: the criterion with its gradient and Gauss-Newton curvature, each state carrying its
 * derivative by each variable along. Kernel, for ets_fit.c alone.
 *
 * x: the roots of alpha and gamma / (1 - alpha), because small weights matter most; beta / alpha, phi, level, slope, season
 * positions but the last. */
#ifndef RI_DEMAND_ETS_PASS_H
#define RI_DEMAND_ETS_PASS_H
#include "ets.h"

enum {
    RI_ETS_WIDTH = RI_ETS_VARIABLES_MOST + 3
}; /* of a row of derivatives, padded to blocks of 4 */

struct ri_ets_problem {
    struct ri_ets_form form;
    const double      *y;
    size_t             n, season, count;                             /* count: variables */
    size_t             alpha, share, part, phi, level, slope, first; /* their places in x */
    double            *rows;                                         /* [season][RI_ETS_WIDTH] */
};
/* The places in x of a problem whose form and season are given. */
void ri_ets_lay_out(struct ri_ets_problem *problem);
bool ri_ets_is_root(const struct ri_ets_problem *problem, size_t i);
void ri_ets_pack(const struct ri_ets_problem *problem, const struct ri_ets *ets, double *x);
void ri_ets_unpack(const struct ri_ets_problem *problem, const double *x, struct ri_ets *ret);
/* The criterion at x, NAN where the form is not allowed; context: a problem laid out. See ri_curved_function. */
double ri_ets_pass(void *context, const double *x, double *gradient, double *curvature);
#endif
