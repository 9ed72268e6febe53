/* Shrunk ratios and credible means: by hand, and where the truth is known. */
#include "affinity.h"

#include "base/random.h"
#include "base/test.h"
#include "math/distribution.h"

TEST(affinity_by_hand)
{
    const struct ri_count_of count = {7, 10, 0.25};
    const struct ri_affinity found = ri_affinity_of(&count, 4, 0.9);
    CHECK_NEAR(found.ratio, 8.0 / 14 / 0.25, 1e-12);
    /* the interval holds nine tenths of beta(8, 6) */
    CHECK_NEAR(ri_beta_inside(found.low * 0.25, 8, 6), 0.05, 1e-6);
    CHECK_NEAR(ri_beta_inside(found.high * 0.25, 8, 6), 0.95, 1e-6);
    CHECK_NEAR(ri_affinity_of(&(struct ri_count_of){3, 3, 1}, 4, 0.9).high, 1, 1e-12);
}

enum { PEOPLE = 20000 };
static struct ri_count_of counts[PEOPLE];
static double             own[PEOPLE];

static double draw_people(struct ri_random *random, double strength)
{
    double raw = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        const double share = 0.05 + 0.4 * ri_random_uniform(random);
        const double a = ri_random_gamma(random, strength * share),
                     b = ri_random_gamma(random, strength * (1 - share));
        own[i] = a / (a + b) / share;
        counts[i] = (struct ri_count_of){0, 1 + (double)ri_random_below(random, 30), share};
        for (double n = 0; n < counts[i].trials; n++)
            counts[i].observed += ri_random_uniform(random) < own[i] * share;
        const double plain = counts[i].observed / counts[i].trials / share;
        raw += (plain - own[i]) * (plain - own[i]);
    }
    return raw;
}

TEST(affinity_strength_is_found_where_it_is_known)
{
    struct ri_random random;
    ri_random_init(&random, 23, 0);
    for (double truth = 1.5; truth < 100; truth *= 4) {
        const double raw = draw_people(&random, truth);
        const double found = ri_affinity_strength(counts, PEOPLE);
        double       off = 0, inside = 0;
        CHECK(fabs(log(found / truth)) < 0.1);
        for (size_t i = 0; i < PEOPLE; i++) {
            const struct ri_affinity at = ri_affinity_of(&counts[i], found, 0.8);
            off += (at.ratio - own[i]) * (at.ratio - own[i]);
            inside += (at.low <= own[i] && own[i] <= at.high) / (double)PEOPLE;
        }
        CHECK(off < 0.8 * raw); /* shrunk shares lie nearer to the truth than raw ones */
        CHECK(fabs(inside - 0.8) < 0.02);
    }
}

TEST(affinity_of_people_who_do_not_differ)
{
    struct ri_random random;
    ri_random_init(&random, 29, 0);
    draw_people(&random, 1e7);
    const double strength = ri_affinity_strength(counts, PEOPLE);
    CHECK(strength > 300);
    CHECK(fabs(ri_affinity_ratio(&(struct ri_count_of){9, 20, 0.25}, strength) - 1) < 0.1);
    CHECK_NEAR(ri_affinity_strength(NULL, 0), RI_AFFINITY_STRENGTH_MOST, 1e-12);
}

TEST(credibility_by_hand)
{
    /* two people, 2 and 3 measurements: {1, 3} and {6, 7, 8} */
    const struct ri_measured    measured[] = {{2, 2, 2}, {3, 7, 2}};
    const struct ri_credibility found = ri_credibility_fit(measured, 2);
    CHECK_NEAR(found.mean, 5, 1e-12);
    CHECK_NEAR(found.within, 4.0 / 3, 1e-12);
    /* (2 * 9 + 3 * 4 - 4/3) / (5 - 13/5) */
    CHECK_NEAR(found.between, (30 - 4.0 / 3) / 2.4, 1e-12);
    const double z = 2 * found.between / (2 * found.between + found.within);
    CHECK_NEAR(ri_credibility_mean(&found, &measured[0]), z * 2 + (1 - z) * 5, 1e-12);
    CHECK_NEAR(ri_credibility_mean(&found, &(struct ri_measured){0, 0, 0}), 5, 1e-12);
    const struct ri_credibility none = ri_credibility_fit(NULL, 0);
    CHECK_NEAR(ri_credibility_mean(&none, &measured[0]), 0, 1e-12);
}
