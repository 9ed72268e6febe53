#include "student.h"

#include "base/test.h"

/* Tables of the t law (and R's qt). */
TEST(student_quantiles_of_the_tables)
{
    CHECK_NEAR(ri_student_quantile(0.975, 1), 12.7062047361747, 1e-12);
    CHECK_NEAR(ri_student_quantile(0.975, 2), 4.30265272974946, 1e-12);
    CHECK_NEAR(ri_student_quantile(0.95, 4), 2.13184678632665, 1e-12);
    CHECK_NEAR(ri_student_quantile(0.975, 10), 2.22813885198627, 1e-12);
    CHECK_NEAR(ri_student_quantile(0.995, 30), 2.74999565356721, 1e-12);
    CHECK_NEAR(ri_student_quantile(0.025, 10), -2.22813885198627, 1e-12);
}

TEST(student_quantile_turns_the_cdf_around)
{
    static const double dfs[] = {0.7, 1, 1.6, 2.2, 3, 7.5, 29, 400, 14397, 1e6};
    static const double ps[] = {1e-9, 1e-6, 0.001, 0.03, 0.27, 0.5, 0.81, 0.9999};
    for (size_t i = 0; i < RI_COUNT(dfs); i++)
        for (size_t j = 0; j < RI_COUNT(ps); j++) {
            const double t = ri_student_quantile(ps[j], dfs[i]);
            CHECK(fabs(ri_student_cdf(t, dfs[i]) / ps[j] - 1) < 1e-9);
        }
}

TEST(student_has_no_answer_outside)
{
    CHECK(isnan(ri_student_quantile(1.2, 3)) && isnan(ri_student_quantile(0.4, 0)));
    CHECK(isnan(ri_student_cdf((double)NAN, 3)) && isnan(ri_student_cdf(1, -1)));
    CHECK(isinf(ri_student_quantile(1, 5)) && ri_student_quantile(0, 5) < 0);
    CHECK_NEAR(ri_student_cdf((double)INFINITY, 5), 1, 0);
}
