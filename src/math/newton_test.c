#include "newton.h"

#include "base/test.h"

/* Rosenbrock's valley as a sum of squares: 10 (y - x^2), 1 - x. */
static double valley(void *context, const double *x, double *g, double *h)
{
    const double r0 = 10 * (x[1] - x[0] * x[0]), r1 = 1 - x[0];
    (*(size_t *)context)++;
    g[0] = 2 * (r0 * -20 * x[0] - r1);
    g[1] = 20 * r0;
    h[0] = 2 * (400 * x[0] * x[0] + 1);
    h[2] = -400 * x[0];
    h[3] = 200;
    return r0 * r0 + r1 * r1;
}

static double run(double x0, double x1, const double *low, const double *high, size_t budget,
                  double *x, size_t *spent)
{
    size_t called = 0;
    x[0] = x0, x[1] = x1;
    const struct ri_newton_goal goal = {1e-12, budget, (double)INFINITY};
    const double value = ri_newton_in_box(valley, &called, 2, x, low, high, &goal, spent);
    CHECK_INT(called, *spent);
    return value;
}

TEST(the_bottom_of_a_bent_valley)
{
    const double low[2] = {-INFINITY, -INFINITY}, high[2] = {INFINITY, INFINITY};
    double       x[2];
    size_t       spent;
    CHECK(run(-1.2, 1, low, high, 200, x, &spent) < 1e-10);
    CHECK_NEAR(x[0], 1, 1e-5);
    CHECK_NEAR(x[1], 1, 1e-5);
    CHECK(spent < 60);
}

TEST(bounds_hold_and_are_reached)
{
    const double low[2] = {-2, 0.385}, high[2] = {0.5, 3}; /* least at x = 0.6204... but for 0.5 */
    double       x[2];
    size_t       spent;
    run(-0.2, 2.5, low, high, 200, x, &spent);
    CHECK_NEAR(x[0], 0.5, 1e-12);
    CHECK_NEAR(x[1], 0.385, 1e-12);
    run(900, -900, low, high, 200, x, &spent); /* a start outside is moved in */
    CHECK(x[0] <= 0.5 && x[1] >= 0.385);
}

/* A narrow bowl around (3, 3.1): a step cut off at x <= 1 would go uphill, one that goes on along it is there at once. */
static double bowl(void *context, const double *x, double *g, double *h)
{
    const double d = x[0] - x[1] + 0.1, s = x[0] + x[1] - 6.1;
    (*(size_t *)context)++;
    g[0] = 200 * d + 2 * s, g[1] = -200 * d + 2 * s;
    h[0] = 202, h[2] = -198, h[3] = 202;
    return 100 * d * d + s * s;
}

TEST(a_step_that_meets_a_bound_goes_on_along_it)
{
    const struct ri_newton_goal goal = {1e-9, 50, (double)INFINITY};
    const double                low[2] = {-INFINITY, -INFINITY}, high[2] = {1, INFINITY};
    double                      x[2] = {0.25, 0.385};
    size_t                      called = 0, spent;
    (void)ri_newton_in_box(bowl, &called, 2, x, low, high, &goal, &spent);
    CHECK_NEAR(x[0], 1, 1e-12);
    CHECK_NEAR(x[1], (100 * 1.1 + 5.1) / 101, 1e-6); /* 100 (1.1 - y) + (5.1 - y) = 0 */
    CHECK(spent <= 4);
}

/* (x - 2)^2 with a curvature of 9 instead of 2: each step alone would close two ninths of the way. */
static double misjudged(void *context, const double *x, double *g, double *h)
{
    const double d = x[0] - 2;
    (*(size_t *)context)++;
    g[0] = 2 * d;
    h[0] = 9;
    return d * d;
}

TEST(what_the_curvature_misjudges_is_learnt)
{
    const struct ri_newton_goal goal = {1e-12, 200, (double)INFINITY};
    const double                low[1] = {-9}, high[1] = {9};
    double                      x[1] = {4.75};
    size_t                      called = 0, spent;
    CHECK(ri_newton_in_box(misjudged, &called, 1, x, low, high, &goal, &spent) < 1e-9);
    CHECK(spent <= 8);
}

TEST(what_will_not_beat_the_goal_is_given_up)
{
    struct ri_newton_goal goal = {1e-9, 50, -40};
    const double          low[2] = {-9, -9}, high[2] = {9, 9};
    double                x[2] = {0.25, 0.385};
    size_t                called = 0, spent;
    (void)ri_newton_in_box(bowl, &called, 2, x, low, high, &goal, &spent);
    CHECK(spent > 1); /* far away the promise is large */
    const size_t all = spent;
    goal.beat = -1e6;
    x[0] = 0.25, x[1] = 0.385;
    const double value = ri_newton_in_box(bowl, &called, 2, x, low, high, &goal, &spent);
    CHECK(spent == 1 && spent < all && value > 1);
}

TEST(the_budget_is_kept)
{
    const double low[2] = {-9, -9}, high[2] = {9, 9};
    double       x[2], last = INFINITY;
    size_t       spent;
    for (size_t budget = 1; budget < 20; budget++) {
        const double value = run(-1.2, 1, low, high, budget, x, &spent);
        CHECK(spent <= budget && value <= last);
        last = value;
    }
}

static double nowhere(void *context, const double *x, double *g, double *h)
{
    (void)context, (void)g, (void)h;
    return x[0] > 0.5 ? (double)NAN : (double)INFINITY;
}

TEST(a_start_that_is_not_allowed_is_said)
{
    const double                low[1] = {-9}, high[1] = {9};
    double                      x[1] = {0.725};
    size_t                      spent;
    const struct ri_newton_goal goal = {1e-9, 50, (double)INFINITY};
    CHECK(isinf(ri_newton_in_box(nowhere, NULL, 1, x, low, high, &goal, &spent)));
    CHECK(x[0] == 0.725);
    CHECK_INT(spent, 1);
}

TEST(cholesky_by_hand)
{
    double a[9] = {4, 99, 99, 2, 5, 99, -2, 1, 6}, b[3] = {2, 13.5, 8.25};
    CHECK(ri_cholesky_solve(a, 3, b)); /* the upper triangle is not read */
    const double rows[3][3] = {{4, 2, -2}, {2, 5, 1}, {-2, 1, 6}}, right[3] = {2, 13.5, 8.25};
    for (size_t i = 0; i < 3; i++)
        CHECK_NEAR(rows[i][0] * b[0] + rows[i][1] * b[1] + rows[i][2] * b[2], right[i], 1e-12);
    double bad[4] = {1, 0, 2, 1}, c[2] = {1, 1};
    CHECK(!ri_cholesky_solve(bad, 2, c));
}
