#include "base/test.h"

#include "base/random.h"
#include "lot_size.h"
#include "math/distribution.h"
#include "math/stats.h"
#include "newsvendor.h"

/* Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed.: values to 1e-6 relative. */
#define CHECK_BOOK(got, want) CHECK_NEAR((got) / (want), 1, 1e-6)

TEST(textbook_lot_sizes)
{
    CHECK_BOOK(ri_eoq(8, 0.225, 1300), 304.0467800264);
    CHECK_BOOK(ri_eoq_cost(8, 0.225, 1300, ri_eoq(8, 0.225, 1300)), 68.4105255059);
    CHECK_BOOK(ri_eoq_cost(8, 0.225, 1300, 250), 69.725);
    CHECK_BOOK(ri_eoq(2250, 275, 182500), 1728.1098450);
    CHECK_BOOK(ri_eoq_cost(2250, 275, 182500, ri_eoq(2250, 275, 182500)), 475230.2073734);
    double backlog = 0;
    CHECK_BOOK(ri_eoq_backorders(8, 0.225, 7.5, 1300, &backlog),
               308.5738); /* printed with seven digits */
    CHECK_BOOK(backlog, 308.5738 * 0.225 / 7.725);
    CHECK(isnan(ri_eoq(0, 1, 1)) && isnan(ri_eoq(1, 0, 1)) && isnan(ri_eoq(1, 1, -1)) &&
          isnan(ri_eoq(NAN, 1, 1)));
    CHECK(isnan(ri_eoq_cost(1, 1, 1, 0)) && isnan(ri_eoq_backorders(1, 1, 0, 1, &backlog)));
}

TEST(textbook_newsvendor_normal)
{
    CHECK_BOOK(ri_newsvendor_normal(0.18, 0.7, 50, 8), 56.603955927);
    CHECK_BOOK(ri_newsvendor_normal_cost(0.18, 0.7, 50, 8, 56.603955927), 1.997605193);
    CHECK_BOOK(ri_newsvendor_normal_cost(0.18, 0.7, 50, 8, 40), 7.356131553);
    CHECK_BOOK(ri_newsvendor_normal(43, 79, 900, 60), 922.7214038);
    CHECK_BOOK(ri_newsvendor_normal_cost(43, 79, 900, 60, 922.7214038), 2718.1967818);
    CHECK_BOOK(ri_newsvendor_normal(2, 18, 120, 10), 132.815515655);
    CHECK_BOOK(ri_newsvendor_normal_cost(2, 18, 120, 10, 132.815515655), 35.099666386);
    const double level =
        ri_newsvendor_normal(0.18, 0.7, 50 * 5, 8 * sqrt(5)); /* base stock, lead time 4 */
    CHECK_BOOK(level, 264.766894374);
    CHECK_BOOK(ri_newsvendor_normal_cost(0.18, 0.7, 50 * 5, 8 * sqrt(5), level), 4.466781004);
    CHECK_NEAR(ri_newsvendor_normal_cost(0.18, 0.7, 50, 0, 40), 7, 1e-12);
}

TEST(textbook_newsvendor_counts)
{
    CHECK_INT(ri_newsvendor_poisson(1, 4, 6), 8);
    CHECK_BOOK(ri_newsvendor_poisson_cost(1, 4, 6, 8), 3.570106946);
    CHECK_INT(ri_newsvendor_poisson(200, 270, 18), 19);
    CHECK_BOOK(ri_newsvendor_poisson_cost(200, 270, 18, 19), 786.0884409);
    CHECK_INT(ri_newsvendor_poisson(0.08, 1.25, 18 * 5), 105);
    CHECK_BOOK(ri_newsvendor_poisson_cost(0.08, 1.25, 18 * 5, 105), 1.545018869);
    CHECK_INT(ri_newsvendor_negative_binomial(1, 4, 6, INFINITY), 8);
    CHECK_BOOK(ri_newsvendor_negative_binomial_cost(1, 4, 6, 1e9, 8), 3.570106946);
    CHECK_BOOK(ri_newsvendor_lognormal(1, 0.1765, 6, 0.3), 295.6266448);
}

TEST(textbook_level_is_the_cheapest)
{
    static const double overs[] = {0.18, 1, 7.3}, unders[] = {0.7, 2.2, 95},
                        dispersions[] = {0.4, 2.6, INFINITY};
    for (size_t i = 0; i < 27; i++) {
        const double over = overs[i % 3], under = unders[i / 3 % 3], r = dispersions[i / 9];
        const double best = ri_newsvendor_negative_binomial(over, under, 4.7, r);
        const double cost = ri_newsvendor_negative_binomial_cost(over, under, 4.7, r, best);
        CHECK(cost <= ri_newsvendor_negative_binomial_cost(over, under, 4.7, r, best + 1) + 1e-12);
        CHECK(best == 0 ||
              cost <= ri_newsvendor_negative_binomial_cost(over, under, 4.7, r, best - 1) + 1e-12);
    }
}

TEST(textbook_empirical_agrees_with_its_law)
{
    enum { DRAWS = 100000 };
    static double    draws[DRAWS];
    struct ri_random random;
    ri_random_init(&random, 11, 2);
    for (size_t i = 0; i < DRAWS; i++) draws[i] = (double)ri_random_poisson(&random, 18);
    ri_sort(draws, DRAWS);
    CHECK_INT(ri_newsvendor_empirical(200, 270, draws, DRAWS), 19);
    CHECK_NEAR(ri_newsvendor_empirical_cost(200, 270, draws, DRAWS, 19), 786.0884409, 0.01);
    const double few[] = {1, 2, 4, 8};
    CHECK_INT(ri_newsvendor_empirical(1, 1, few, 4), 2); /* F(2) = 0.5 is enough */
    CHECK_INT(ri_newsvendor_empirical(1, 1.01, few, 4), 4);
    CHECK_NEAR(ri_newsvendor_empirical_cost(1, 3, few, 4, 3), (1 * (2 + 1) + 3 * (1 + 5)) / 4.0,
               1e-12);
    CHECK(isnan(ri_newsvendor_empirical(0, 1, few, 4)) &&
          isnan(ri_newsvendor_empirical_cost(1, -1, few, 4, 3)));
}
