/* What changed a product: the change of x1 x2 ... xn split into one part a factor, and amounts rounded so that they
 * still add up. Kernels: they allocate nothing. */
#ifndef RI_MATH_DECOMPOSE_H
#define RI_MATH_DECOMPOSE_H
#include "base/error.h"

/* Logarithmic mean (a - b) / (ln a - ln b), a where they are equal; a, b > 0. */
double ri_log_mean(double a, double b);
/* Logarithmic mean Divisia index (Ang 2004, LMDI-I, additive): part i is L(after, before) ln(after_i / before_i),
 * where L is the logarithmic mean of the products; the parts add up to the change of the product and do not depend
 * on the order of the factors. False: a factor is not above 0. */
bool ri_split_change(const double *before, const double *after, size_t n, double *ret_parts);
/* Splits the change of an average price into pure price changes and mix (Bennet 1920): price is
 * sum (s0 + s1)/2 (p1 - p0), mix is sum (p0 + p1)/2 (s1 - s0), over groups with share s of the units and price p.
 * A group that sold in one of the spans only has no price change: it is mix. Shares may be any numbers that sum to 1. */
struct ri_mix_group {
    double share_before, share_after;
    double price_before, price_after; /* NAN where it sold nothing */
};
void ri_split_price(const struct ri_mix_group *groups, size_t n, double *ret_price,
                    double *ret_mix);
/* Whole numbers nearest to the parts that add up to `total`: largest remainder, the earlier where remainders are equal.
 * Parts and total may have any sign; what they differ by beyond rounding is dealt out evenly. */
void ri_round_to_total(const double *parts, size_t n, int64_t total, int64_t *ret);
#endif
