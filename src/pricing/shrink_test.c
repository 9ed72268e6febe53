/* Drawing towards a family. */
#include "shrink.h"

#include "base/random.h"
#include "base/test.h"

TEST(two_equal_errors_by_hand)
{
    /* Three estimates with error 0.5: their variance 1.75 is 1.5 between and 0.25 within. */
    static const double value[] = {-3.25, -1.5, -0.625}, error[] = {0.5, 0.5, 0.5};
    double              drawn, left;
    double              mean = (-3.25 - 1.5 - 0.625) / 3, spread = 0;
    for (size_t i = 0; i < 3; i++) spread += (value[i] - mean) * (value[i] - mean) / 2;
    spread -= 0.25;
    const struct ri_family family = ri_family_of(value, error, 3);
    CHECK_NEAR(family.mean, mean, 1e-12);
    CHECK_NEAR(family.spread * family.spread, spread, 1e-9);
    ri_draw_towards(&family, -3.25, 0.5, &drawn, &left);
    const double w = spread / (spread + 0.25);
    CHECK_NEAR(drawn, w * -3.25 + (1 - w) * mean, 1e-9);
    CHECK_NEAR(left * left, w * 0.25 + (1 - w) * (1 - w) * (spread + 0.25) / 3, 1e-9);
    ri_draw_towards(&family, NAN, NAN, &drawn, &left);
    CHECK_NEAR(drawn, mean, 1e-12);
    CHECK(left > family.spread);
}

TEST(a_family_that_does_not_differ_is_one_value_and_a_small_one_draws_nobody)
{
    static const double    value[] = {-2.0625, -2, -1.9375}, error[] = {0.5, 0.25, 0.5};
    const struct ri_family family = ri_family_of(value, error, 3);
    double                 drawn, left;
    CHECK_NEAR(family.spread, 0, 1e-12);
    ri_draw_towards(&family, -2.0625, 0.5, &drawn, &left);
    CHECK_NEAR(drawn, family.mean, 1e-12);
    const struct ri_family two = ri_family_of(value, error, 2),
                           none = ri_family_of(value, error, 0);
    ri_draw_towards(&two, -2.0625, 0.5, &drawn, &left);
    CHECK_NEAR(drawn, -2.0625, 0);
    CHECK_NEAR(left, 0.5, 0);
    CHECK(isnan(none.mean));
}

TEST(drawn_estimates_are_nearer_to_the_truth)
{
    struct ri_random random;
    double           truth[400], value[400], error[400], raw = 0, drawn = 0;
    ri_random_init(&random, 7, 0);
    for (size_t i = 0; i < 400; i++) {
        truth[i] = -2.25 + 0.5 * ri_random_normal(&random);
        error[i] = 0.2 + ri_random_uniform(&random);
        value[i] = truth[i] + error[i] * ri_random_normal(&random);
    }
    const struct ri_family family = ri_family_of(value, error, 400);
    CHECK_NEAR(family.spread, 0.5, 0.12);
    CHECK_NEAR(family.mean, -2.25, 0.1);
    size_t inside = 0;
    for (size_t i = 0; i < 400; i++) {
        double at, left;
        ri_draw_towards(&family, value[i], error[i], &at, &left);
        raw += fabs(value[i] - truth[i]);
        drawn += fabs(at - truth[i]);
        inside += fabs(at - truth[i]) < 1.96 * left;
    }
    CHECK(drawn < 0.75 * raw);
    CHECK(inside > 360 && inside < 396); /* 95 of 100 */
}
