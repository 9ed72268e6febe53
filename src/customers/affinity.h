/* What somebody does more than others, without being fooled by small counts.
 *
 * Of n occasions o were of a kind; of the average person a share m of them would be. A person's own share is q ~ beta(s m, s (1 -
 * m)) over people, o ~ binomial(n, q) (Skellam 1948). The best guess of q is (o + s m) / (n + s): near m for who was seen little,
 * near o / n for who was seen often. How much is little is learnt from all of them: s by maximum likelihood.
 *
 * Means of measurements: Buhlmann's credibility (1967), z = n / (n + k), k = variance within over variance between. */
#ifndef RI_CUSTOMERS_AFFINITY_H
#define RI_CUSTOMERS_AFFINITY_H
#include "base/arena.h"

struct ri_count_of {         /* one person */
    double observed, trials; /* whole numbers, 0 <= observed <= trials */
    double share;            /* m, what is expected of them; within 0 and 1 */
};
#define RI_AFFINITY_STRENGTH_MOST 1e6 /* people do not differ, as far as can be seen */
/* The strength s of the prior, by maximum likelihood; RI_AFFINITY_STRENGTH_MOST where people differ no more than chance makes
 * them, or where there are none. Allocates nothing. */
double ri_affinity_strength(const struct ri_count_of *counts, size_t count);
struct ri_affinity {
    double ratio;     /* the person's share over the expected one: 2 = twice as often */
    double low, high; /* equal-tailed interval */
};
/* confidence in (0, 1); share above 0. */
struct ri_affinity ri_affinity_of(const struct ri_count_of *count, double strength,
                                  double confidence);
/* The ratio alone: cheap. */
double ri_affinity_ratio(const struct ri_count_of *count, double strength);

struct ri_measured {             /* measurements of one person */
    double count, mean, squares; /* how many, their mean, sum of squared distances to it */
};
struct ri_credibility {
    double mean;    /* over all measurements */
    double within;  /* variance of measurements around their person's own mean */
    double between; /* variance of people's own means, 0 or more */
};
/* Buhlmann & Straub's estimators, weights = counts. Everything 0 or NAN-free also where there is one person or none. */
struct ri_credibility ri_credibility_fit(const struct ri_measured *measured, size_t count);
/* The person's mean drawn towards that of all. */
double ri_credibility_mean(const struct ri_credibility *credibility, const struct ri_measured *of);
#endif
