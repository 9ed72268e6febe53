/* A trial by hand; what intervals hold and what power promises, played out. */
#include "trial.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>
#include <stdlib.h>

/* Four stores, four days: test stores go from 8 to 12 and 20 to 26, the others from 10 to 11 and 40 to 42. By hand: d = log 1.5 = .405465,
 * log 1.3 = .262364; log 1.1 = .095310, log 1.05 = .048790. */
static const double by_hand[] = {7,  9,  11, 13, 10, 10, 12, 10, /* test, other */
                                 18, 22, 25, 27, 40, 40, 41, 43};
static const bool   tested[] = {true, false, true, false};

TEST(a_difference_in_differences_by_hand)
{
    const struct ri_price_trial_panel panel = {4, 4, by_hand};
    struct ri_price_trial_effect      r;
    CHECK_STATUS(ri_price_trial_measure(&panel, tested, 2, 0.95, &r, NULL), RI_OK);
    CHECK_NEAR(r.effect, 0.333914683 - 0.072050169, 1e-8);
    /* s_T^2 = .010238957, s_C^2 = .001082063; error^2 = (s_T^2 + s_C^2) / 2 */
    CHECK_NEAR(r.error, 0.075236, 1e-5);
    CHECK_NEAR(r.df, 1.2091, 1e-3);
    CHECK(r.low < -0.3 && r.high > 0.8);
    CHECK_NEAR(r.test_before, 14, 1e-12);
    CHECK_NEAR(r.control_during, 26.5, 1e-12);
    CHECK(r.test == 2 && r.control == 2 && r.left_out == 0);
}

TEST(a_trial_needs_two_of_each_that_sold)
{
    double values[16];
    memcpy(values, by_hand, sizeof values);
    values[0] = values[1] = 0; /* the first store sold nothing before */
    const struct ri_price_trial_panel panel = {4, 4, values};
    struct ri_price_trial_effect      r;
    struct ri_error                   err;
    CHECK_STATUS(ri_price_trial_measure(&panel, tested, 2, 0.95, &r, &err), RI_EDATA);
    CHECK(strstr(err.message, "1 test and 2 other stores") != NULL);
}

TEST(one_of_each_block_of_like_stores)
{
    enum { STORES = 12 };
    double          values[STORES];
    bool            test[STORES];
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 16);
    for (size_t s = 0; s < STORES; s++) values[s] = (double)((s * 5) % STORES) + 1.5;
    const struct ri_price_trial_panel panel = {STORES, 1, values};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        size_t of_block[4] = {0};
        CHECK_STATUS(ri_price_trial_assign(&panel, 4, seed, &mem, test, NULL), RI_OK);
        for (size_t s = 0; s < STORES; s++)
            of_block[(size_t)(STORES + 0.5 - values[s]) / 3] += test[s]; /* rank by size */
        for (size_t b = 0; b < 4; b++) CHECK(of_block[b] == 1);
    }
    CHECK_STATUS(ri_price_trial_assign(&panel, 0, 1, &mem, test, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_price_trial_assign(&panel, STORES, 1, &mem, test, NULL), RI_EUSAGE);
    ri_arena_release(&mem);
}

/* ---- Played out ------------------------------------------------------------------------------------------------------ */

enum { SHOPS = 20, BEFORE = 56, DURING = 28, PAST = 364 };

/* Days of shops of unlike size with a mood of their own that lasts for weeks; all share the season. */
static void play(struct ri_random *random, size_t days, const bool *is_test, double effect,
                 double *value)
{
    for (size_t s = 0; s < SHOPS; s++) {
        double mood = 0.1 * ri_random_normal(random);
        for (size_t t = 0; t < days; t++) {
            mood = 0.95 * mood + 0.03 * ri_random_normal(random);
            const double lift = is_test && is_test[s] && t >= BEFORE ? effect : 0;
            value[s * days + t] = (double)ri_random_poisson(
                random, (5 + 2 * (double)s) *
                            exp(mood + 0.3 * sin(2 * 3.14159265 * (double)t / 182) + lift));
        }
    }
}

TEST(intervals_hold_and_power_is_what_was_promised)
{
    static double    past[SHOPS * PAST], value[SHOPS * (BEFORE + DURING)];
    struct ri_random random;
    struct ri_arena  mem;
    bool             test[SHOPS];
    enum { TIMES = 400 };
    size_t held = 0, seen = 0, false_alarms = 0;
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 7, 1);
    const struct ri_price_trial_panel history = {SHOPS, PAST, past},
                                      trial = {SHOPS, BEFORE + DURING, value};
    struct ri_price_trial_design design = {
        .test = SHOPS / 2, .control = SHOPS / 2, .confidence = 0.95, .power = 0.8};
    play(&random, PAST, NULL, 0, past);
    CHECK_STATUS(ri_price_trial_assign(&history, SHOPS / 2, 3, &mem, test, NULL), RI_OK);
    CHECK_STATUS(ri_price_trial_noise(&history, BEFORE, DURING, &design.noise, NULL), RI_OK);
    const double effect = ri_price_trial_detectable(&design);
    CHECK_NEAR(ri_price_trial_power(&design, effect), 0.8, 1e-6);
    CHECK_NEAR(ri_price_trial_power(&design, -effect), 0.8, 1e-6);
    for (size_t i = 0; i < TIMES; i++) {
        struct ri_price_trial_effect r;
        play(&random, BEFORE + DURING, test, effect, value);
        CHECK_STATUS(ri_price_trial_measure(&trial, test, BEFORE, 0.95, &r, NULL), RI_OK);
        held += r.low < effect && effect < r.high;
        seen += r.low > 0;
        play(&random, BEFORE + DURING, test, 0, value);
        CHECK_STATUS(ri_price_trial_measure(&trial, test, BEFORE, 0.95, &r, NULL), RI_OK);
        false_alarms += r.chance < 0.05;
    }
    CHECK(held >= TIMES * 92 / 100 && held <= TIMES * 98 / 100);
    CHECK(seen >= TIMES * 68 / 100 && seen <= TIMES * 92 / 100);
    CHECK(false_alarms >= TIMES * 2 / 100 && false_alarms <= TIMES * 8 / 100);
    ri_arena_release(&mem);
}

TEST(a_short_past_and_little_memory_are_said)
{
    const struct ri_price_trial_panel panel = {4, 4, by_hand};
    struct ri_error                   err;
    struct ri_arena                   mem;
    double                            noise;
    bool                              test[4];
    CHECK_STATUS(ri_price_trial_noise(&panel, 3, 2, &noise, &err), RI_EDATA);
    CHECK(strstr(err.message, "4 days of the past") != NULL);
    CHECK_STATUS(ri_price_trial_noise(&panel, 2, 2, &noise, NULL), RI_OK);
    CHECK(noise > 0.1 && noise < 0.2);
    ri_arena_init(&mem, 1);
    CHECK_STATUS(ri_price_trial_assign(&panel, 2, 1, &mem, test, NULL), RI_ENOMEM);
    ri_arena_release(&mem);
}
