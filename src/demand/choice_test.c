#include "choice.h"

#include "base/test.h"

#include <math.h>

static struct ri_evidence evidence(ri_demand_class demand_class, double gain, double noise)
{
    struct ri_evidence one = {.demand_class = demand_class, .count = 2};
    one.of[1] = (struct ri_gain){gain, noise, 6};
    return one;
}

TEST(gains_by_hand)
{
    const double   first[] = {10, 12, 8, NAN, 10}, other[] = {6, 9, 7, 1, 8};
    struct ri_gain got = ri_gain_of(first, other, 5, 1, 0);
    /* means 10 and 7.5; what an occasion moves the logarithm by: 1 - 0.8, 1.2 - 1.2, 0.8 - 14/15, 1 - 16/15 */
    const double squares = 0.04 + 0 + 4.0 / 225 + 1.0 / 225;
    CHECK_NEAR(got.gain, log(10 / 7.5), 1e-5);
    CHECK_NEAR(got.noise, squares / 4 / 3, 1e-6);
    CHECK_NEAR(got.occasions, 4, 0);
    got = ri_gain_of(first, other, 5, 2, 0); /* overlapping pairs are worth two */
    CHECK_NEAR(got.noise, squares / 4, 1e-6);
    got = ri_gain_of(other, first, 5, 1, 0);
    CHECK_NEAR(got.gain, -log(10 / 7.5), 1e-5);
    CHECK(isinf(ri_gain_of(first, other, 1, 1, 0).noise)); /* one occasion shows no noise */
    const double none[] = {0, 0, 0, 0, 0};
    CHECK_NEAR(ri_gain_of(first, none, 5, 1, 0).gain, log(1e6), 1e-5); /* a perfect one */
    CHECK_NEAR(ri_gain_of(none, none, 5, 1, 0).gain, 0, 0);
    /* quiet occasions: a hundredth against a tenth of nearly nothing is no tenfold gain */
    const double quiet[] = {0.01, 0.01}, still[] = {0.001, 0.001};
    CHECK_NEAR(ri_gain_of(quiet, still, 2, 1, 0.25).gain, log(0.26 / 0.251), 1e-6);
}

TEST(a_class_that_agrees_pulls_its_doubtful_members)
{
    enum { COUNT = 60 };
    struct ri_evidence all[2 * COUNT];
    struct ri_prior    prior;
    for (size_t i = 0; i < COUNT;
         i++) { /* the second is better for the smooth, worse for the lumpy */
        const double wave = 0.1 * sin((double)i * 1.7);
        all[i] = evidence(RI_DEMAND_SMOOTH, 0.3 + wave, 0.005);
        all[COUNT + i] = evidence(RI_DEMAND_LUMPY, -0.3 + wave, 0.005);
    }
    ri_prior_make(all, 2 * COUNT, &prior);
    CHECK_NEAR(prior.of[0][RI_DEMAND_SMOOTH][1].mean, 0.3, 0.05);
    CHECK_NEAR(prior.of[0][RI_DEMAND_LUMPY][1].mean, -0.3, 0.05);
    struct ri_evidence doubtful = evidence(RI_DEMAND_SMOOTH, -0.05, 0.2);
    CHECK_INT(ri_choose(&prior, &doubtful),
              1); /* its own origins say no, not clearly: the class decides */
    doubtful.demand_class = RI_DEMAND_LUMPY;
    doubtful.of[1].gain = 0.05;
    CHECK_INT(ri_choose(&prior, &doubtful), 0);
    struct ri_evidence sure = evidence(RI_DEMAND_LUMPY, 0.9, 0.0001);
    for (size_t i = 0; i < COUNT; i++) all[COUNT + i].of[1].noise = 0.0001;
    ri_prior_make(all, 2 * COUNT, &prior);
    CHECK_INT(ri_choose(&prior, &sure), 1); /* its own origins are clear: it may differ */
}

TEST(expectations_by_hand)
{
    struct ri_prior    prior = {0};
    struct ri_evidence one = evidence(RI_DEMAND_ERRATIC, 0.5, 0.02);
    double             got[2], left[2];
    prior.of[0][RI_DEMAND_ERRATIC][1] = (struct ri_prior_of){0.1, 0.04, 0.07};
    ri_expect(&prior, &one, got, left); /* noise (6 x 0.02 + 4 x 0.07) / 10 = 0.04: halfway */
    CHECK_NEAR(got[0], 0, 0);
    CHECK_NEAR(got[1], 0.3, 1e-12);
    CHECK_NEAR(left[1], 0.02, 1e-12);
    CHECK_INT(ri_choose(&prior, &one), 1); /* the best of its class */
    prior.of[0][RI_DEMAND_ERRATIC][1].mean = -0.3;
    CHECK_INT(ri_choose(&prior, &one), 0); /* expected 0.1, but for 0.14 either way */
    one.of[1].gain = 0.7;
    CHECK_INT(ri_choose(&prior, &one), 1); /* expected 0.2 */
    prior.of[0][RI_DEMAND_ERRATIC][1].mean = 0.1;
    one.of[1].noise = INFINITY;
    ri_expect(&prior, &one, got, left);
    CHECK_NEAR(got[1], 0.1, 1e-12);
    one.of[1].noise = NAN;
    ri_expect(&prior, &one, got, left);
    CHECK(isnan(got[1]));
    CHECK_INT(ri_choose(&prior, &one), 0);
    one.of[0].noise = NAN;
    CHECK_INT(ri_choose(&prior, &one), 2); /* nobody can */
}

TEST(the_learner_keeps_the_seat_unless_another_is_clearly_better)
{
    struct ri_prior    prior = {0};
    struct ri_evidence one = evidence(RI_DEMAND_ERRATIC, 0, 0.02);
    prior.of[0][RI_DEMAND_ERRATIC][1] = (struct ri_prior_of){-0.1, 0.01, 0.02};
    CHECK_INT(ri_choose(&prior, &one),
              0); /* expected -0.07, give or take 0.08: the first is the best of the class */
    one.learner = true;
    CHECK_INT(ri_choose(&prior, &one), 1); /* as the learner it stays */
    one.of[1].gain = -0.9;
    CHECK_INT(ri_choose(&prior, &one), 0); /* expected -0.37 */
}

TEST(without_other_series_a_small_gain_earns_no_seat)
{
    struct ri_prior prior;
    ri_prior_make(NULL, 0, &prior);
    struct ri_evidence one = evidence(RI_DEMAND_SMOOTH, 0.1, 0.02);
    CHECK_INT(ri_choose(&prior, &one), 0);
    one = evidence(RI_DEMAND_SMOOTH, 0.6, 0.001);
    CHECK_INT(ri_choose(&prior, &one), 1);
    CHECK_NEAR(prior.of[0][RI_DEMAND_LUMPY][0].mean, 0, 0);
}

/* Half of the class is too young for the first: its gains are over the second, and speak of those like it alone. */
TEST(who_is_too_young_for_the_first_is_compared_with_the_next)
{
    enum { COUNT = 40 };
    struct ri_evidence all[2 * COUNT] = {0};
    struct ri_prior    prior;
    for (size_t i = 0; i < 2 * COUNT; i++) {
        const bool young = i >= COUNT;
        all[i] =
            (struct ri_evidence){.demand_class = RI_DEMAND_SMOOTH, .count = 3, .reference = young};
        all[i].of[0] = (struct ri_gain){0, young ? (double)NAN : 0, 0};
        all[i].of[2] = (struct ri_gain){young ? 0.4 : -0.4, 0.005, 6};
        all[i].of[1] = young ? (struct ri_gain){0, 0, 0} : (struct ri_gain){-0.1, 0.005, 6};
    }
    ri_prior_make(all, 2 * COUNT, &prior);
    CHECK_NEAR(prior.of[0][RI_DEMAND_SMOOTH][2].mean, -0.4, 0.05);
    CHECK_NEAR(prior.of[1][RI_DEMAND_SMOOTH][2].mean, 0.4, 0.05);
    CHECK_NEAR(prior.of[1][RI_DEMAND_SMOOTH][1].mean, 0, 0);
    CHECK_INT(ri_choose(&prior, &all[0]), 0);
    CHECK_INT(ri_choose(&prior, &all[COUNT]), 2);
    all[COUNT].of[2].noise = NAN;
    CHECK_INT(ri_choose(&prior, &all[COUNT]), 1);
}

/* Gains .5, 2 (counts as 1.5) and -.1 of three series of the class; those of another class, of another reference, without noise, and of
 * who has no such candidate say nothing. */
TEST(the_prior_of_a_class_by_hand)
{
    struct ri_evidence all[7];
    struct ri_prior    prior;
    const double       gains[] = {0.5, 1.5, -0.1}, noises[] = {0.04, 0.02, 0.06},
                 occasions[] = {6, 10, 2};
    for (size_t i = 0; i < 7; i++) all[i] = evidence(RI_DEMAND_ERRATIC, 0.9, 0.01);
    for (size_t i = 0; i < 3; i++)
        all[i].of[1] = (struct ri_gain){i == 1 ? 2 : gains[i], noises[i], occasions[i]};
    all[3].demand_class = RI_DEMAND_LUMPY;
    all[4].reference = 1;
    all[5].of[1].noise = INFINITY;
    all[6].count = 1;
    ri_prior_make(all, 7, &prior);
    const struct ri_prior_of got = prior.of[0][RI_DEMAND_ERRATIC][1];
    /* squares 2.51 about a sum of 1.9, noise .12 in all; eight series of gain -.02, spread .0025 and noise .02 are believed beforehand */
    const double beyond = (2.51 - 1.9 * 1.9 / 3) / 2 - 0.04;
    const double spread = (3 * beyond + 8 * 0.0025) / 11, noise = (0.12 + 8 * 0.02) / 11;
    double       weights = 8 / (spread + 0.02), weighted = -0.02 * weights;
    for (size_t i = 0; i < 3; i++) {
        const double steadied = (occasions[i] * noises[i] + 4 * noise) / (occasions[i] + 4);
        weights += 1 / (spread + steadied);
        weighted += gains[i] / (spread + steadied);
    }
    CHECK_NEAR(got.spread, spread, 1e-12);
    CHECK_NEAR(got.noise, noise, 1e-12);
    CHECK_NEAR(got.mean, weighted / weights, 1e-12);
    /* of one series nothing is known of how gains differ */
    ri_prior_make(all, 1, &prior);
    CHECK_NEAR(prior.of[0][RI_DEMAND_ERRATIC][1].spread, 0.0025, 1e-15);
    CHECK_NEAR(prior.of[0][RI_DEMAND_ERRATIC][1].noise, (0.04 + 8 * 0.02) / 9, 1e-12);
    CHECK_NEAR(prior.of[0][RI_DEMAND_SMOOTH][1].mean, -0.02, 1e-12);
}
