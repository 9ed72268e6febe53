/* Generalised extreme Studentised deviate test on median and median absolute deviation: how many of the farthest values are too far
 * to be chance (Rosner 1983; robust as in Hochenbaum, Vallis & Kejariwal 2017). Kernels.
 *
 *     R_i       farthest of what remains from its median, in 1.4826 MAD; it is taken out, and so on for i = 1 .. most
 *     lambda_i  t (n - i) / sqrt((n - i - 1 + t^2)(n - i + 1)), t the 1 - alpha / (n - i + 1) quantile (alpha / 2 for both sides) of
 *               Student's law with n - i - 1 degrees of freedom
 *     outliers  the first m, m the last i with R_i > lambda_i
 *
 * Values taken out are always the lowest or highest of those left, so one sorting serves all steps: n log n + most log n. */
#ifndef RI_ANOMALY_ESD_H
#define RI_ANOMALY_ESD_H
#include "base/error.h"

typedef enum ri_anomaly_side { RI_BOTH_SIDES, RI_ABOVE, RI_BELOW } ri_anomaly_side;

struct ri_esd {
    double          alpha; /* chance of a false outlier, 0 .. 1 */
    size_t          most;  /* outliers sought, less than n / 2 */
    ri_anomaly_side side;
};
/* Values must be finite; room[ri_esd_room(n)] is written to. ret_at[most] receives the places of the outliers, the farthest first; returns how many.
 * No spread (MAD 0) ends the search. */
size_t ri_esd_run(const struct ri_esd *esd, const double *x, size_t n, double *room,
                  size_t *ret_at);
size_t ri_esd_room(size_t n);
/* lambda_i for n values. */
double ri_esd_limit(const struct ri_esd *esd, size_t n, size_t i);
#endif
