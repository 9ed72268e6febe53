#include "erlang.h"

#include "base/test.h"

#include <math.h>

/* C(n, a) = (a^n / n!) n / (n - a) / (sum_{k<n} a^k / k! + the same), by sums. */
static double by_sums(double a, size_t n)
{
    double term = 1, sum = 0;
    for (size_t k = 0; k < n; k++) {
        sum += term;
        term *= a / (double)(k + 1);
    }
    const double last = term * (double)n / ((double)n - a);
    return last / (sum + last);
}

/* 100 calls an hour of three minutes: a load of 5. Six servers answer 47 of 100 within twenty seconds, eight 88. */
TEST(erlang_by_hand)
{
    CHECK_NEAR(ri_erlang_wait(5, 6), 0.58752, 1e-5);
    CHECK_NEAR(ri_erlang_wait(5, 8), 0.16727, 1e-4);
    CHECK_INT(ri_erlang_servers(5, 180, 20, 0.47), 6);
    CHECK_INT(ri_erlang_servers(5, 180, 20, 0.8), 8);
    for (size_t n = 1; n < 60; n += 7)
        CHECK_NEAR(ri_erlang_wait(0.83 * (double)n, n), by_sums(0.83 * (double)n, n), 1e-12);
}

TEST(erlang_at_its_ends)
{
    CHECK_NEAR(ri_erlang_wait(0, 3), 0, 0);
    CHECK_NEAR(ri_erlang_wait(3.5, 3), 1, 0);
    CHECK_INT(ri_erlang_servers(0, 2, 3, 0.8), 0);
    CHECK_INT(ri_erlang_servers(0.2385, 2, 3, 0.8), 1);
    size_t before = 0;
    for (double load = 0.5; load < 200; load *= 1.3) { /* more load, never fewer */
        const size_t now = ri_erlang_servers(load, 2, 1, 0.9);
        CHECK(now >= before && (double)now > load);
        before = now;
    }
}
