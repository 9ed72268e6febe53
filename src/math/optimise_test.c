#include "optimise.h"

#include "base/test.h"

struct counted {
    size_t calls;
    double place;
};
static double parabola(void *context, double x)
{
    struct counted *c = context;
    c->calls++;
    return (x - c->place) * (x - c->place) + 2.385;
}
static double two_valleys(void *context, double x)
{
    (void)context; /* minima near 0.15 (shallow) and 0.8 (deep) */
    return fmin(fabs(x - 0.15) + 0.5, 3 * fabs(x - 0.8137));
}
static double undefined_on_the_left(void *context, double x)
{
    (void)context;
    return x < 0.4 ? (double)NAN : (x - 0.4) * (x - 0.4);
}

TEST(minimise_finds_the_place_within_tolerance)
{
    for (double place = 0; place <= 1; place += 0.03127) {
        struct counted c = {.place = place};
        double         x = -1;
        CHECK_NEAR(ri_minimise(parabola, &c, 0, 1, 6, 1e-6, 60, &x), 2.385, 1e-9);
        CHECK_NEAR(x, place, 1e-6);
        CHECK(c.calls <= 60);
    }
}

static void parabolas(void *context, const double *x, double *ret)
{
    for (size_t i = 0; i < RI_LANES; i++) ret[i] = parabola(context, x[i]);
}
static void half_undefined(void *context, const double *x, double *ret)
{
    for (size_t i = 0; i < RI_LANES; i++) ret[i] = undefined_on_the_left(context, x[i]);
}

TEST(lanes_find_the_place_within_tolerance)
{
    double x = -1;
    for (double place = 0; place <= 1; place += 0.03127) {
        struct counted c = {.place = place};
        CHECK_NEAR(ri_minimise_lanes(parabolas, &c, 0, 1, 1e-6, 20, &x), 2.385, 1e-9);
        CHECK_NEAR(x, place, 1e-6);
        CHECK(c.calls <= 12 * RI_LANES);
        c.calls = 0;
        (void)ri_minimise_lanes(parabolas, &c, 0, 1, 1e-6, 3, &x);
        CHECK_INT(c.calls, 3 * RI_LANES);
    }
    CHECK_NEAR(ri_minimise_lanes(half_undefined, NULL, 0, 1, 1e-6, 20, &x), 0, 1e-9);
    CHECK_NEAR(x, 0.4, 2e-6);
}

TEST(minimise_keeps_to_its_budget_and_its_ends)
{
    for (size_t budget = 3; budget < 20; budget++) {
        struct counted c = {.place = 0.61};
        double         x;
        (void)ri_minimise(parabola, &c, 0, 1, 3, 0, budget, &x);
        CHECK(c.calls <= budget);
    }
    struct counted left = {.place = -3}, right = {.place = 5};
    double         x;
    (void)ri_minimise(parabola, &left, 0, 1, 5, 1e-9, 80, &x);
    CHECK_NEAR(x, 0, 1e-8);
    (void)ri_minimise(parabola, &right, 0, 1, 5, 1e-9, 80, &x);
    CHECK_NEAR(x, 1, 1e-8);
}

TEST(the_grid_finds_the_deeper_valley_and_nan_is_never_best)
{
    double x;
    CHECK_NEAR(ri_minimise(two_valleys, NULL, 0, 1, 11, 1e-7, 80, &x), 0, 1e-6);
    CHECK_NEAR(x, 0.8137, 1e-6);
    (void)ri_minimise(undefined_on_the_left, NULL, 0, 1, 7, 1e-6, 80, &x);
    CHECK_NEAR(x, 0.4, 1e-5);
}

static double rosenbrock(void *context, const double *x)
{
    ++*(size_t *)context;
    return 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0]);
}
static double bowl(void *context, const double *x)
{
    ++*(size_t *)context;
    double sum = 0;
    for (size_t d = 0; d < 5; d++)
        sum += (double)(d + 1) * (x[d] - 0.7 * (double)d) * (x[d] - 0.7 * (double)d);
    return sum;
}

TEST(nelder_mead_reaches_known_minima)
{
    size_t       calls = 0;
    double       x[2] = {-1.2, 1};
    const double step[2] = {0.5, 0.5};
    CHECK_NEAR(ri_nelder_mead(rosenbrock, &calls, 2, x, step, 1e-14, 1000), 0, 1e-9);
    CHECK_NEAR(x[0], 1, 1e-4);
    CHECK_NEAR(x[1], 1, 1e-4);
    double       z[5] = {3, -2, 4, 0.5, 1};
    const double steps[5] = {1, 1, 1, 1, 1};
    CHECK_NEAR(ri_nelder_mead(bowl, &calls, 5, z, steps, 1e-14, 4000), 0, 1e-9);
    for (size_t d = 0; d < 5; d++) CHECK_NEAR(z[d], 0.7 * (double)d, 1e-4);
}

TEST(nelder_mead_spends_little_more_than_its_budget)
{
    for (size_t budget = 3; budget < 200; budget += 13) {
        size_t       calls = 0;
        double       x[2] = {-1.2, 1};
        const double step[2] = {0.5, 0.5};
        (void)ri_nelder_mead(rosenbrock, &calls, 2, x, step, 0, budget);
        CHECK(calls <= budget + 4); /* the move under way is finished */
    }
}

/* (x - 1)^2 - (x - 1) y' + 2 y'^2 + z^2 with y' = y + 0.5: second derivatives 2, -1, 4, 2 */
static double slanted_bowl(void *context, const double *at)
{
    const double x = at[0] - 1, y = at[1] + 0.5, sign = *(const double *)context;
    return sign * (x * x - x * y + 2 * y * y + at[2] * at[2]);
}

TEST(covariance_is_the_inverse_of_the_curvature)
{
    const double x[] = {1, -0.5, 0};
    const bool   all[] = {true, true, true}, some[] = {true, false, true};
    double       covariance[9], sign = 1;
    CHECK(ri_curvature_covariance(slanted_bowl, &sign, 3, x, all, 1e-3, covariance));
    CHECK_NEAR(covariance[0], 4.0 / 7, 1e-6);
    CHECK_NEAR(covariance[1], 1.0 / 7, 1e-6);
    CHECK_NEAR(covariance[4], 2.0 / 7, 1e-6);
    CHECK_NEAR(covariance[8], 0.5, 1e-6);
    CHECK(ri_curvature_covariance(slanted_bowl, &sign, 3, x, some, 1e-3, covariance));
    CHECK_NEAR(covariance[0], 0.5, 1e-6);
    CHECK(covariance[1] == 0 && covariance[4] == 0);
    sign = -1;
    CHECK(!ri_curvature_covariance(slanted_bowl, &sign, 3, x, all, 1e-3, covariance));
}
