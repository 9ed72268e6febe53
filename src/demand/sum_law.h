/* A law for the units of a whole span (lead time and review): counts around a forecast. Kernels.
 *
 *     S ~ negative binomial, mean F, variance phi (1.5 F + F^2 / 20); binomial where that is below F
 *
 * 1.5 F: goods are bought in twos and threes; F^2 / 20: the level itself is not known to better than about a fifth. phi says how much
 * wider or narrower this series is: mean squared standardised error of its past sums, each cut off at 6 so that a
 * few wild weeks do not rule, drawn towards 1 as if 10 more sums had shown just that. The tail of a single series rests on
 * two dozen sums that do not overlap: the law lends it what all series share. The four constants were chosen on M5 by
 * what orders cost on days 1,086 to 1,499 of an eighth of the items of three stores.
 *
 * One thing in a hundred is steady: it sells by rote (a standing order, a canteen) and is no member of that crowd. Of those phi is
 * anything from 1 / 1,000 to 1 alike; how likely a series is one of them is told by its own errors (Bayes, errors as if
 * normal), and by that much its phi is its own, not drawn towards 1. An error of phi = 1/2 over 26 sums leaves it with the crowd, one of 1/10 does not.
 *
 * A new thing's level is known by what it has sold: F^2 / 20 becomes F^2 / units where those are fewer than 20. */
#ifndef RI_DEMAND_SUM_LAW_H
#define RI_DEMAND_SUM_LAW_H
#include "base/error.h"

struct ri_sum_law {
    double squares, count; /* standardised squared errors, cut off, and how many */
};
/* A past sum and its forecast. */
void ri_sum_law_add(struct ri_sum_law *law, double actual, double forecast);
/* Variance around a forecast; independent: how many of the sums do not overlap; sold: units that the level rests on. */
double ri_sum_law_variance(const struct ri_sum_law *law, double independent, double sold,
                           double forecast);
/* n equally likely whole numbers, rising. mean <= 0: zeros; variance < mean: the binomial law next to it that is not narrower. */
void ri_sum_law_draws(double mean, double variance, size_t n, double *ret);
#endif
