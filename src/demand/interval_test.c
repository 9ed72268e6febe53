#include "interval.h"

#include "base/random.h"
#include "base/test.h"

TEST(an_outcome_grows_with_the_level)
{
    const struct ri_cleaned c = {.never_negative = true, .mean_size = 2};
    CHECK_NEAR(ri_outcome(&c, 8, 3, 1.5, 1), 8 + 1.5 * 10 / 5, 1e-14);
    CHECK_NEAR(ri_outcome(&c, 8, 3, -3, 1), 2, 1e-14);
    CHECK_NEAR(ri_outcome(&c, 0.5, 6, -6, 1), 0, 1e-14);
    CHECK_NEAR(ri_outcome(&c, 80, 30, 15, 10), 80 + 15 * 100.0 / 50, 1e-14);
    const struct ri_cleaned signs = {.never_negative = false, .mean_size = 2};
    CHECK_NEAR(ri_outcome(&signs, 8, 3, -11, 1), -3, 1e-14);
    const struct ri_cleaned nothing = {.never_negative = true};
    CHECK_NEAR(ri_outcome(&nothing, 0, 0, 0, 1), 0, 0);
}

TEST(quantiles_by_hand_from_errors_of_the_same_step)
{
    /* 150 origins, one step: past forecasts 10, outcomes 10 - 75 .. 10 + 74, plus one half. No neighbours. */
    enum { N = 150 };
    double y[2 * N], past[N], pool[3 * N], mean[1] = {200}, q[3];
    for (size_t t = 0; t < 2 * N; t++) y[t] = t < N ? 100 : 100 + (double)(t - N) - 74.5;
    for (size_t i = 0; i < N; i++) past[i] = 100;
    const struct ri_cleaned c = {
        .history = {.y = y, .n = 2 * N, .season = 1}, .raw = y, .never_negative = false};
    const struct ri_origins origins = {.count = N, .first = N, .spacing = 1, .steps = 1};
    const double            levels[3] = {0.1, 0.5, 0.9};
    CHECK(ri_pool_room(&c, &origins) <= 3 * N);
    ri_interval_quantiles(&c, &origins, past, mean, levels, 3, pool, q);
    CHECK_NEAR(q[0], 200 - 74.5 + 14.1, 1e-9); /* rank 0.1 * 151 - 1 */
    CHECK_NEAR(q[1], 200, 1e-9);
    CHECK_NEAR(q[2], 200 + 74.5 - 14.1, 1e-9);
}

TEST(one_error_is_no_distribution)
{
    /* Two periods, one origin: error 4 - 3; deviations -0.5 and 0.5 of their mean join it. */
    const double y[2] = {3, 4}, past[1] = {3}, mean[1] = {3.5}, levels[3] = {0.1, 0.5, 0.9};
    const struct ri_origins origins = {.count = 1, .first = 1, .spacing = 1, .steps = 1};
    const struct ri_cleaned c = {
        .history = {.y = y, .n = 2, .season = 1}, .raw = y, .never_negative = false};
    double pool[3], q[3];
    CHECK_INT(ri_pool_room(&c, &origins), 3);
    ri_interval_quantiles(&c, &origins, past, mean, levels, 3, pool, q);
    CHECK_NEAR(q[0], 3, 1e-12);
    CHECK_NEAR(q[1], 4, 1e-12);
    CHECK_NEAR(q[2], 4.5, 1e-12);
}

/* A factor stretches, units move, nothing falls below nothing; of goods that are weighed the parts stay. */
TEST(quantiles_follow_a_changed_mean)
{
    double q[3] = {2.5, 4, 8.25};
    ri_quantiles_follow(q, 3, 4, 5.6, false, false);
    CHECK_NEAR(q[0], 3.5, 1e-14);
    CHECK_NEAR(q[1], 5.6, 1e-14);
    CHECK_NEAR(q[2], 11.55, 1e-14);
    ri_quantiles_follow(q, 3, 5.6, 1.25, true, false);
    CHECK_NEAR(q[0], 0, 0);
    CHECK_NEAR(q[1], 1.25, 1e-14);
    CHECK_NEAR(q[2], 7.2, 1e-14);
    double none[2] = {0, 1.5};
    ri_quantiles_follow(none, 2, 0, 2.25, false, false);
    CHECK_NEAR(none[0], 2.25, 0);
    CHECK_NEAR(none[1], 3.75, 0);
}

TEST(quantiles_of_counts_are_counts_after_a_factor)
{
    double q[4] = {0, 3, 4, 8};
    ri_quantiles_follow(q, 4, 4.25, 4.25 * 1.4, false, true);
    const double want[4] = {0, 4, 6, 11}; /* 0, 4.2, 5.6, 11.2 */
    for (size_t l = 0; l < 4; l++) CHECK_NEAR(q[l], want[l], 0);
    double moved[4] = {0, 3, 4, 8}; /* to 7 units from 4.25: 2.75, 5.75, 6.75, 10.75 */
    ri_quantiles_follow(moved, 4, 4.25, 7, true, true);
    const double there[4] = {3, 6, 7, 11};
    for (size_t l = 0; l < 4; l++) CHECK_NEAR(moved[l], there[l], 0);
}

/* In order, whole, no interval without a count that the fractions around it held, and in the middle where they were. */
TEST(rounded_quantiles_lose_no_count_and_lean_to_no_side)
{
    enum { LEVELS = 5, TRIES = 4000 };
    struct ri_random random;
    double           off = 0;
    ri_random_init(&random, 7, 0);
    for (size_t t = 0; t < TRIES; t++) {
        double       parts[LEVELS], counts[LEVELS];
        const double before = 0.3 + 20 * ri_random_uniform(&random),
                     after = before * 3 * ri_random_uniform(&random);
        const bool units = ri_random_below(&random, 2);
        for (size_t l = 0; l < LEVELS; l++)
            parts[l] = counts[l] = (double)ri_random_below(&random, 6) + (l ? counts[l - 1] : 0);
        ri_quantiles_follow(parts, LEVELS, before, after, units, false);
        ri_quantiles_follow(counts, LEVELS, before, after, units, true);
        for (size_t l = 0; l < LEVELS; l++) {
            CHECK(counts[l] == floor(counts[l]) && counts[l] >= 0);
            CHECK(!l || counts[l] >= counts[l - 1]);
            CHECK(counts[l] <= ceil(parts[l]) && counts[l] >= floor(parts[l]));
            off += (counts[l] - parts[l]) / (LEVELS * TRIES);
        }
    }
    CHECK_NEAR(off, 0, 0.01);
}

TEST(counts_stay_counts)
{
    double y[60], past[20], pool[300], mean[1] = {0.3}, q[4], draws[50], outcomes[20];
    for (size_t t = 0; t < 60; t++) y[t] = t % 5 == 2 ? 2 : 0;
    for (size_t i = 0; i < 20; i++) past[i] = 0.4;
    const struct ri_cleaned c = {.history = {.y = y, .n = 60, .season = 1},
                                 .raw = y,
                                 .never_negative = true,
                                 .whole = true,
                                 .mean_size = 0.4};
    const struct ri_origins origins = {.count = 20, .first = 40, .spacing = 1, .steps = 1};
    const double            levels[4] = {0.05, 0.5, 0.75, 0.95};
    ri_interval_quantiles(&c, &origins, past, mean, levels, 4, pool, q);
    const double want[4] = {0, 0, 0, 2};
    for (size_t l = 0; l < 4; l++) CHECK_NEAR(q[l], want[l], 0);
    for (size_t i = 0; i < 20; i++) outcomes[i] = fmod((double)i * 7.3, 11);
    ri_interval_draws(&c, 5, outcomes, 20, 50, draws);
    for (size_t k = 0; k < 50; k++)
        CHECK(draws[k] == round(draws[k]) && (k == 0 || draws[k] >= draws[k - 1]));
    ri_interval_draws(&c, 5.2, outcomes, 0, 50, draws);
    CHECK(draws[0] == 5 && draws[49] == 5);
}

TEST(draws_are_equally_likely)
{
    double                  outcomes[9] = {9, 2, 7, 4, 5, 6, 3, 8, 1}, draws[5];
    const struct ri_cleaned c = {.never_negative = true};
    ri_interval_draws(&c, 0, outcomes, 9, 5, draws);
    for (size_t k = 0; k < 5; k++)
        CHECK_NEAR(draws[k], 2.0 * (double)k + 1, 1e-12); /* levels .1 .3 .5 .7 .9 */
}

TEST(windows_of_sums_end_within_the_history)
{
    for (size_t n = 0; n < 900; n += 7)
        for (size_t periods = 1; periods < 200; periods += 13) {
            const struct ri_origins o = ri_origins_of_sums(n, 7, periods);
            CHECK(o.count <= 121);
            if (o.count)
                CHECK(o.first >= n / 2 && o.first + (o.count - 1) * o.spacing + periods <= n);
        }
}

/* The newest 52 seasons of the newer half, evenly, 120 at most; a window ends with the history. */
TEST(windows_of_sums_by_hand)
{
    static const struct {
        size_t n, season, periods, count, first, spacing;
    } rows[] = {
        {100, 7, 10, 41, 50, 1},     /* origins 50 to 90: all of them */
        {1000, 7, 20, 92, 616, 4},   /* 980 less 364; 364 / 120 is more than three */
        {1000, 7, 150, 117, 500, 3}, /* 850 less 364 is before the half */
        {2000, 7, 28, 92, 1608, 4},  {240, 1, 1, 53, 187, 1}, /* 52 seasons of one period */
        {10, 7, 5, 1, 5, 1},         {10, 7, 6, 0, 10, 1},    {5, 7, 5, 0, 5, 1},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_origins o = ri_origins_of_sums(rows[i].n, rows[i].season, rows[i].periods);
        CHECK_INT(o.count, rows[i].count);
        CHECK_INT(o.first, rows[i].first);
        CHECK_INT(o.spacing, rows[i].spacing);
        CHECK_INT(o.steps, rows[i].periods);
    }
}

/* 25 errors of whole units: the rank of .95 is that of a sample one larger, the greatest of them. */
TEST(counts_keep_their_tails)
{
    enum { N = 25 };
    double y[2 * N], past[N], pool[3 * N], mean[1] = {10}, q[2];
    for (size_t t = 0; t < 2 * N; t++) y[t] = t < N ? 10 : (double)(t - N + 1);
    for (size_t i = 0; i < N; i++) past[i] = 10;
    const struct ri_cleaned c = {
        .history = {.y = y, .n = 2 * N, .season = 1}, .raw = y, .whole = true};
    const struct ri_origins origins = {.count = N, .first = N, .spacing = 1, .steps = 1};
    const double            far[2] = {0.5, 0.95};
    ri_interval_quantiles(&c, &origins, past, mean, far, 2, pool, q);
    CHECK_NEAR(q[0], 13, 0);
    CHECK_NEAR(q[1], 25, 0);
}

/* 50 origins want two errors of each: one neighbour on either side. An error of step j is j. */
TEST(only_neighbours_lend_their_errors)
{
    enum { ORIGINS = 50, STEPS = 10, N = 2 * ORIGINS + STEPS };
    static double past[ORIGINS * STEPS], pool[4 * ORIGINS * STEPS], y[N], mean[STEPS], q[2 * STEPS];
    const double  both[2] = {0.02, 0.98};
    for (size_t t = 0; t < N; t++) y[t] = 40;
    for (size_t j = 0; j < STEPS; j++) mean[j] = 40;
    for (size_t i = 0; i < ORIGINS * STEPS; i++) past[i] = 40 - (double)(i % STEPS);
    const struct ri_cleaned c = {.history = {.y = y, .n = N, .season = 1}, .raw = y};
    const struct ri_origins origins = {
        .count = ORIGINS, .first = ORIGINS, .spacing = 1, .steps = STEPS};
    CHECK(ri_pool_room(&c, &origins) <= RI_COUNT(pool));
    ri_interval_quantiles(&c, &origins, past, mean, both, 2, pool, q);
    CHECK_NEAR(q[2 * 5], 44, 1e-9);
    CHECK_NEAR(q[2 * 5 + 1], 46, 1e-9);
    CHECK_NEAR(q[2 * 9], 48, 1e-9);
    CHECK_NEAR(q[2 * 9 + 1], 49, 1e-9);
    CHECK_NEAR(q[1], 41, 1e-9);
}
