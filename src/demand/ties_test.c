#include "ties.h"

#include "base/random.h"
#include "base/test.h"
#include "math/distribution.h"

#include <math.h>

TEST(levels_asked_for_keep_their_places_in_the_grid)
{
    const double          asked[4] = {0.005, 0.13, 0.5, 0.97};
    struct ri_fine_levels fine;
    ri_fine_levels_make(asked, 4, &fine);
    CHECK_INT(fine.count, 52); /* .13 and .97 are of the grid */
    for (size_t a = 0; a < 4; a++) CHECK_NEAR(fine.levels[fine.at[a]], asked[a], 0);
    for (size_t l = 1; l < fine.count; l++) CHECK(fine.levels[l] > fine.levels[l - 1]);
    double many[RI_DEMAND_LEVELS_MOST];
    for (size_t l = 0; l < RI_DEMAND_LEVELS_MOST; l++) many[l] = ((double)l + 1) / 100;
    ri_fine_levels_make(many, RI_DEMAND_LEVELS_MOST, &fine);
    CHECK_INT(fine.count, RI_DEMAND_LEVELS_MOST);
    CHECK_INT(fine.at[98], 98);
}

TEST(a_tie_counts_by_hand)
{
    /* P(0) = .6, P(1) = .3, P(2) = .1: jumps at .6 and .9, which lie half way between levels of the grid */
    const double          asked[3] = {0.3, 0.75, 0.95};
    struct ri_fine_levels fine;
    double                law[RI_DEMAND_LEVELS_MOST], q[3], ties[3];
    ri_fine_levels_make(asked, 3, &fine);
    for (size_t l = 0; l < fine.count; l++)
        law[l] = fine.levels[l] <= 0.6 ? 0 : fine.levels[l] <= 0.9 ? 1 : 2;
    ri_fine_levels_read(&fine, law, q, ties);
    CHECK_NEAR(q[0], 0, 0);
    CHECK_NEAR(q[1], 1, 0);
    CHECK_NEAR(q[2], 2, 0);
    CHECK_NEAR(ties[0], 0.5, 1e-12);
    CHECK_NEAR(ties[1], 0.5, 1e-12);
    CHECK_NEAR(ties[2], 0.5, 0.03); /* the last step ends between .99 and 1 */
}

/* Draws of a negative binomial law against its own quantiles: every level is covered as it says, where ties counted half would lie far
 * off. */
TEST(an_honest_law_covers_what_it_says)
{
    enum { DRAWS = 200000 };
    const double          asked[5] = {0.1, 0.25, 0.5, 0.8, 0.95}, mean = 0.735, dispersion = 1.29;
    struct ri_fine_levels fine;
    double                law[RI_DEMAND_LEVELS_MOST], q[5], ties[5], under[5] = {0}, half[5] = {0};
    struct ri_random      random;
    ri_fine_levels_make(asked, 5, &fine);
    for (size_t l = 0; l < fine.count; l++)
        law[l] = ri_negative_binomial_quantile(fine.levels[l], mean, dispersion);
    ri_fine_levels_read(&fine, law, q, ties);
    ri_random_init(&random, 23, 0);
    for (size_t i = 0; i < DRAWS; i++) {
        const double y = (double)ri_random_negative_binomial(&random, mean, dispersion);
        for (size_t a = 0; a < 5; a++) {
            under[a] += (y < q[a] ? 1 : y == q[a] ? ties[a] : 0) / DRAWS;
            half[a] += (y < q[a] ? 1 : y == q[a] ? 0.5 : 0) / DRAWS;
        }
    }
    for (size_t a = 0; a < 5; a++) CHECK_NEAR(under[a], asked[a], 0.012);
    CHECK(fabs(half[0] - asked[0]) > 0.1);
}
