#include "base/test.h"

#include "distribution.h"
#include "lognormal.h"

TEST(lognormal_by_hand)
{
    CHECK_NEAR(ri_lognormal_mean(0.3, 0.8), exp(0.62), 1e-14);
    CHECK_NEAR(ri_lognormal_cdf(exp(0.3), 0.3, 0.8), 0.5, 1e-14);
    CHECK_NEAR(ri_lognormal_quantile(0.975, 0.3, 0.8), exp(0.3 + 0.8 * 1.9599639845400542), 1e-10);
    CHECK_INT(ri_lognormal_cdf(-1, 0, 1), 0);
    CHECK_NEAR(ri_lognormal_loss(-2.5, 0, 0.5), exp(0.125) + 2.5, 1e-14);
    CHECK(isnan(ri_lognormal_mean(0, 0)) && isnan(ri_lognormal_cdf(1, 0, -1)) &&
          isnan(ri_lognormal_quantile(0.5, 0, NAN)) && isnan(ri_lognormal_loss(1, 0, 0)));
    CHECK(isnan(ri_lognormal_quantile(1.5, 0, 1)));
}

TEST(lognormal_loss_is_the_integral_of_the_tail)
{
    static const double sds[] = {0.2, 0.7, 1.4};
    for (size_t i = 0; i < RI_COUNT(sds); i++) {
        for (double s = 0.1; s < 6; s += 0.53) {
            double sum =
                0; /* Simpson on the logarithm: E(X - s)+ = integral of P(X > x) dx from s */
            const double low = log(s), high = 1.1 + 12 * sds[i];
            const int    steps = 4000;
            for (int k = 0; k <= steps; k++) {
                const double u = low + (high - low) * k / steps, weight = k == 0 || k == steps ? 1
                                                                          : k % 2              ? 4
                                                                                               : 2;
                sum += weight * (1 - ri_lognormal_cdf(exp(u), 1.1, sds[i])) * exp(u);
            }
            CHECK_NEAR(ri_lognormal_loss(s, 1.1, sds[i]), sum * (high - low) / steps / 3, 1e-9);
        }
    }
}

TEST(normal_second_loss_is_the_integral_of_the_loss)
{
    for (double z = -4; z < 4; z += 0.317) {
        double    sum = 0;
        const int steps = 4000;
        for (int k = 0; k <= steps; k++) {
            const double weight = k == 0 || k == steps ? 1 : k % 2 ? 4 : 2;
            sum += weight * ri_normal_loss(z + (9 - z) * k / steps);
        }
        CHECK_NEAR(ri_normal_loss_second(z), sum * (9 - z) / steps / 3, 1e-10);
    }
    CHECK_NEAR(ri_normal_loss_second(0), 0.25, 1e-15);
}
