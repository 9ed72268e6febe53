#include "metrics.h"

#include "base/test.h"

TEST(accuracy_by_hand)
{
    const double       y[] = {2.5, 0, NAN, 7.25, -1}, f[] = {3, 0.5, 99, 5, -2};
    struct ri_accuracy all = {0}, first = {0}, second = {0};
    for (size_t i = 0; i < 5; i++) {
        ri_accuracy_add(&all, y[i], f[i]);
        ri_accuracy_add(i < 2 ? &first : &second, y[i], f[i]);
    }
    CHECK_INT(all.n, 4);
    CHECK_NEAR(ri_accuracy_wape(&all), 4.25 / 10.75, 1e-15);
    CHECK_NEAR(ri_accuracy_bias(&all), -2.25 / 10.75, 1e-15);
    CHECK_NEAR(ri_accuracy_mae(&all), 4.25 / 4, 1e-15);
    CHECK_NEAR(ri_accuracy_mse(&all), (0.25 + 0.25 + 5.0625 + 1) / 4, 1e-15);
    ri_accuracy_merge(&first, &second);
    CHECK(memcmp(&first, &all, sizeof all) == 0);
}

TEST(accuracy_without_a_divisor_is_nan)
{
    struct ri_accuracy none = {0};
    CHECK(isnan(ri_accuracy_wape(&none)) && isnan(ri_accuracy_mae(&none)));
    ri_accuracy_add(&none, 0, 2.385);
    CHECK(isnan(ri_accuracy_wape(&none)) && isnan(ri_accuracy_bias(&none)));
    CHECK_NEAR(ri_accuracy_mae(&none), 2.385, 1e-15);
}

TEST(scales_skip_what_is_missing)
{
    const double y[] = {2, 5, NAN, 4, 8.5, 1.5};
    CHECK_NEAR(ri_scale_absolute(y, 6, 1), (3 + 4.5 + 7) / 3, 1e-15);
    CHECK_NEAR(ri_scale_squared(y, 6, 1), (9 + 20.25 + 49) / 3, 1e-15);
    CHECK_NEAR(ri_scale_absolute(y, 6, 3), (2 + 3.5) / 2, 1e-15);
    CHECK(isnan(ri_scale_absolute(y, 6, 6)) && isnan(ri_scale_squared(y, 1, 1)));
}

TEST(pinball_is_least_at_the_quantile)
{
    CHECK_NEAR(ri_pinball(7.5, 5, 0.9), 2.25, 1e-15);
    CHECK_NEAR(ri_pinball(5, 7.5, 0.9), 0.25, 1e-15);
    CHECK_NEAR(ri_pinball(5, 5, 0.9), 0, 0);
    double least = INFINITY, at = 0;
    for (double q = 0; q <= 10; q += 0.5) {
        double loss = 0;
        for (int y = 1; y <= 9; y++) loss += ri_pinball(y, q, 0.7);
        if (loss < least) least = loss, at = q;
    }
    CHECK_NEAR(at, 7, 0); /* 0.7 of nine values: the seventh */
}
