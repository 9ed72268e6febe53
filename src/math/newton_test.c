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
    const double value = ri_newton_in_box(valley, &called, 2, x, low, high, 1e-12, budget, spent);
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
    run(-1.9, 2.5, low, high, 200, x, &spent);
    CHECK_NEAR(x[0], 0.5, 1e-12);
    CHECK_NEAR(x[1], 0.385, 1e-12);
    run(900, -900, low, high, 200, x, &spent); /* a start outside is moved in */
    CHECK(x[0] <= 0.5 && x[1] >= 0.385);
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
    const double low[1] = {-9}, high[1] = {9};
    double       x[1] = {0.725};
    size_t       spent;
    CHECK(isinf(ri_newton_in_box(nowhere, NULL, 1, x, low, high, 1e-9, 50, &spent)));
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
