/* Quantiles of sums by hand, moving together, incomplete; and the score of them. */
#include "sum_quantiles.h"

#include "base/random.h"
#include "base/test.h"
#include "weighted.h"

#include <math.h>

enum { PAIR = 2, FOUR = 4 };

static void two_series(struct ri_arena *mem, struct ri_panel *panel, struct ri_hierarchy *h)
{
    static const char *const names[] = {"shop"}, *const first[] = {"a"}, *const second[] = {"b"};
    static double y[PAIR][8] = {{0, 3, 1, 4, 2, 6, 5.5, 2.25}, {2, 2, 5, 3, 3, 1, 4, 2.5}};
    static struct ri_series series[PAIR];
    series[0] = (struct ri_series){.keys = first, .start = 100, .n = 8, .y = y[0]};
    series[1] = (struct ri_series){.keys = second, .start = 100, .n = 8, .y = y[1]};
    *panel = (struct ri_panel){.frequency = RI_DAILY,
                               .key_count = 1,
                               .key_names = names,
                               .time_name = "day",
                               .value_name = "units",
                               .series_count = PAIR,
                               .series = series,
                               .last = 107};
    CHECK_STATUS(ri_hierarchy_make(panel, "shop", mem, h, NULL), RI_OK);
    CHECK_INT(h->level_count, 2); /* all, series */
}

TEST(quantiles_of_sums_by_hand)
{
    static const float  said[PAIR * FOUR] = {2, 3, 4, NAN, 1, 2, 3, 2};
    static const float  came[PAIR * FOUR] = {3, 2, 6, 5, 1, 1, 2, 9};
    static const double mean[PAIR * 2] = {3, 5, 2, 2}, levels[] = {0.5};
    struct ri_arena     mem;
    struct ri_panel     panel;
    struct ri_hierarchy h;
    double              q[2];
    ri_arena_init(&mem, SIZE_MAX);
    two_series(&mem, &panel, &h);
    const struct ri_said_before before = {&h, FOUR, 2, said, came, mean};
    CHECK_STATUS(ri_sum_quantiles(&before, 0, levels, 1, &mem, q, NULL), RI_OK);
    /* said 3 5 7, came 4 3 8; the fourth occasion knows 2 of 6 units and is left out; size (5 + 7) / 2 = 6 */
    CHECK_NEAR(q[0], 5 + 1.0 * (5 + 6) / (7 + 6),
               1e-6); /* the middle one of 5 + 11/9, 5 - 2, 5 + 11/13 */
    CHECK_NEAR(q[1], 7 + 1.0 * (7 + 6) / (7 + 6), 1e-6);
    const struct ri_said_before nothing = {&h, 0, 2, said, came, mean};
    CHECK_STATUS(ri_sum_quantiles(&nothing, 0, levels, 1, &mem, q, NULL), RI_OK);
    CHECK(q[0] == 5 && q[1] == 7);
    struct ri_arena small;
    ri_arena_init(&small, 64);
    CHECK_STATUS(ri_sum_quantiles(&before, 0, levels, 1, &small, q, NULL), RI_ENOMEM);
    ri_arena_release(&small);
    ri_arena_release(&mem);
}

/* Two shops that always err together have a sum twice as wide as one; two that err against each other one without any spread. */
TEST(what_moves_together_does_so_in_the_sum)
{
    enum { MANY = 200 };
    static float        said[PAIR * MANY], came[PAIR * MANY];
    static const double mean[PAIR] = {50, 50}, levels[] = {0.1, 0.5, 0.9};
    struct ri_arena     mem;
    struct ri_panel     panel;
    struct ri_hierarchy h;
    struct ri_random    random;
    double              together[3], own[PAIR * 3], against[3];
    ri_arena_init(&mem, SIZE_MAX);
    two_series(&mem, &panel, &h);
    const struct ri_said_before before = {&h, MANY, 1, said, came, mean};
    for (int sign = 1; sign >= -1; sign -= 2) {
        ri_random_init(&random, 5, 0);
        for (size_t d = 0; d < MANY; d++) {
            const float e = (float)(10 * ri_random_uniform(&random) - 5);
            said[d] = said[MANY + d] = 50;
            came[d] = 50 + e;
            came[MANY + d] = 50 + (float)sign * e;
        }
        CHECK_STATUS(
            ri_sum_quantiles(&before, 0, levels, 3, &mem, sign > 0 ? together : against, NULL),
            RI_OK);
    }
    CHECK_STATUS(ri_sum_quantiles(&before, 1, levels, 3, &mem, own, NULL), RI_OK);
    CHECK(own[0] < own[1] && own[1] < own[2]);
    CHECK_NEAR(together[2] - together[0], 2 * (own[2] - own[0]), 1e-4);
    CHECK_NEAR(against[0], 100, 1e-6);
    CHECK_NEAR(against[2], 100, 1e-6);
    ri_arena_release(&mem);
}

TEST(the_score_of_quantiles_by_hand)
{
    static const float  said[PAIR] = {4, 4}, came[PAIR] = {4, 4};
    static const double mean[PAIR * 2] = {5, 3, 3, 3}, levels[] = {0.25, 0.75}, given[] = {3, 1};
    static const float  own[PAIR * 4] = {5, 6, 2, 3, 3, 5, 2, 4};
    struct ri_arena     mem;
    struct ri_panel     panel, nodes;
    struct ri_hierarchy h;
    double              spl[2];
    ri_arena_init(&mem, SIZE_MAX);
    two_series(&mem, &panel, &h);
    CHECK_STATUS(ri_hierarchy_panel(&h, &panel, &mem, &nodes, NULL), RI_OK);
    const struct ri_weighting   w = {.hierarchy = &h, .nodes = &nodes, .weights = given};
    const struct ri_said_before before = {&h, 1, 2, said, came, mean};
    CHECK_STATUS(ri_weighted_spl(&w, 105, &before, own, levels, 2, &mem, spl, NULL), RI_OK);
    /* a came 5.5, 2.25 after 0 3 1 4 2 6 (from the first sale: changes 2 3 2 4); b 4, 2.5 after 2 2 5 3 3 1 (0 3 2 0 2) */
    const double a = (0.25 * 0.5 + 0.25 * 0.5 + 0.25 * 0.25 + 0.25 * 0.75) / 4 / (11 / 4.0);
    const double b = (0.25 * 1 + 0.25 * 1 + 0.25 * 0.5 + 0.25 * 1.5) / 4 / (7 / 5.0);
    CHECK_NEAR(spl[1], (3 * a + b) / 4, 1e-6);
    /* the sum: one occasion without an error, so that every quantile is the mean 8, 6; 9.5, 4.75 came after 2 5 6 7 5 7 */
    const double all = (0.25 * 1.5 + 0.75 * 1.5 + 0.75 * 1.25 + 0.25 * 1.25) / 4 / (9 / 5.0);
    CHECK_NEAR(spl[0], all, 1e-6);
    /* nothing came to be known after the newest period: no loss */
    CHECK_STATUS(ri_weighted_spl(&w, 107, &before, own, levels, 2, &mem, spl, NULL), RI_OK);
    CHECK(spl[0] == 0 && spl[1] == 0);
    ri_arena_release(&mem);
}
