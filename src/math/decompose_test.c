#include "math/decompose.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>

TEST(a_change_is_split_as_by_hand)
{
    /* 100 x 2 x 3 = 600 became 110 x 2.2 x 2.9 = 701.8; L = 101.8 / ln(701.8 / 600) = 649.5701... */
    const double before[] = {100, 2, 3}, after[] = {110, 2.2, 2.9};
    double       parts[3];
    CHECK(ri_split_change(before, after, 3, parts));
    const double mean = 101.8 / log(701.8 / 600);
    CHECK_NEAR(parts[0], mean * log(1.1), 1e-9);
    CHECK_NEAR(parts[1], mean * log(1.1), 1e-9);
    CHECK_NEAR(parts[2], mean * log(2.9 / 3), 1e-9);
    CHECK_NEAR(parts[0] + parts[1] + parts[2], 101.8, 1e-9);
    CHECK_NEAR(ri_log_mean(2, 1), 1 / log(2), 1e-12);
    CHECK_NEAR(ri_log_mean(5, 5), 5, 0);
}

TEST(a_factor_that_is_not_above_zero_cannot_be_split)
{
    const double good[] = {1.5, 2}, bad[][2] = {{0, 2}, {-1, 2}, {1, NAN}};
    double       parts[2];
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        CHECK(!ri_split_change(bad[i], good, 2, parts));
        CHECK(!ri_split_change(good, bad[i], 2, parts));
    }
}

TEST(parts_add_up_and_do_not_depend_on_order)
{
    struct ri_random random;
    ri_random_init(&random, 20261126, 1);
    for (int trial = 0; trial < 1000; trial++) {
        double before[4], after[4], parts[4], swapped_before[4], swapped_after[4], swapped[4];
        double product_before = 1, product_after = 1, sum = 0;
        for (size_t i = 0; i < 4; i++) {
            before[i] = exp(4 * ri_random_uniform(&random) - 2);
            after[i] = trial % 3 ? exp(4 * ri_random_uniform(&random) - 2) : before[i];
            swapped_before[3 - i] = before[i];
            swapped_after[3 - i] = after[i];
            product_before *= before[i];
            product_after *= after[i];
        }
        CHECK(ri_split_change(before, after, 4, parts));
        CHECK(ri_split_change(swapped_before, swapped_after, 4, swapped));
        for (size_t i = 0; i < 4; i++) {
            sum += parts[i];
            CHECK_NEAR(parts[i], swapped[3 - i], 1e-9 * (1 + fabs(parts[i])));
            if (after[i] == before[i]) CHECK_NEAR(parts[i], 0, 0);
        }
        CHECK_NEAR(sum, product_after - product_before, 1e-9 * (product_after + product_before));
    }
}

TEST(mix_is_told_from_prices)
{
    /* Prices stand still, dear goods sell more: all mix. */
    const struct ri_mix_group mixed[] = {{.5, .25, 10, 10}, {.5, .75, 20, 20}};
    /* Shares stand still, one price rises by 2: all price. */
    const struct ri_mix_group dearer[] = {{.5, .5, 10, 12}, {.5, .5, 20, 20}};
    /* A new group at 30 takes a tenth: no price of it changed. */
    const struct ri_mix_group fresh[] = {{1, .9, 10, 10}, {0, .1, NAN, 30}};
    double                    price, mix;
    ri_split_price(mixed, 2, &price, &mix);
    CHECK_NEAR(price, 0, 1e-12);
    CHECK_NEAR(mix, 2.5, 1e-12);
    ri_split_price(dearer, 2, &price, &mix);
    CHECK_NEAR(price, 1, 1e-12);
    CHECK_NEAR(mix, 0, 1e-12);
    ri_split_price(fresh, 2, &price, &mix);
    CHECK_NEAR(price, 0, 1e-12);
    CHECK_NEAR(mix, 2, 1e-12);
}

TEST(rounded_parts_add_up)
{
    static const struct {
        double  parts[3];
        int64_t total, want[3];
    } rows[] = {
        {{1.4, 2.4, 3.2}, 7, {2, 2, 3}},      {{-1.5, 2.25, 0.25}, 1, {-1, 2, 0}},
        {{0.5, 0.5, 0}, 1, {1, 0, 0}},        {{10, 20, 30}, 60, {10, 20, 30}},
        {{-0.3, -0.3, -0.4}, -1, {0, 0, -1}}, {{0, 0, 0}, 30, {10, 10, 10}},
        {{0, 0, 0}, -31, {-11, -10, -10}},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        int64_t got[3];
        ri_round_to_total(rows[i].parts, 3, rows[i].total, got);
        CHECK_INT(got[0] + got[1] + got[2], rows[i].total);
        for (size_t j = 0; j < 3; j++) CHECK_INT(got[j], rows[i].want[j]);
    }
}
