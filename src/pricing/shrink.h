/* Estimates drawn towards what their family says, by precision: empirical Bayes (Montgomery 1997 for elasticities of a category).
 *
 *     estimate_i ~ N(true_i, error_i^2), true_i ~ N(mean, spread^2)
 *     drawn_i = w_i estimate_i + (1 - w_i) mean, w_i = spread^2 / (spread^2 + error_i^2)
 *
 * The spread is that of Paule & Mandel (1982): the one for which the estimates lie as far apart as they should. */
#ifndef RI_PRICING_SHRINK_H
#define RI_PRICING_SHRINK_H
#include "base/error.h"

struct ri_family {
    size_t count;      /* estimates with an error */
    double mean;       /* NAN: none */
    double mean_error; /* of the mean */
    double spread;     /* deviation of true values around it, 0 or more */
};
/* Those without a finite value and an error above 0 are passed over. Allocates nothing. */
struct ri_family ri_family_of(const double *value, const double *error, size_t n);
/* Of one without an estimate (NAN): the mean, with all of the spread as its error. A family of fewer than 3 draws nobody: the
 * estimate comes back as it is. */
void ri_draw_towards(const struct ri_family *family, double value, double error, double *ret_value,
                     double *ret_error);
#endif
