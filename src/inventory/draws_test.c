#include "draws.h"

#include "base/random.h"
#include "base/test.h"
#include "math/stats.h"

#include <math.h>

enum { MOST = 2000 };

enum kind { COUNTS, FAR_COUNTS, FRACTIONS, OFFSET_COUNTS, CROWDED, HUGE, BELOW_ZERO, KINDS };

static double value_of(enum kind kind, struct ri_random *random)
{
    const double u = ri_random_uniform(random);
    switch (kind) {
    case COUNTS:
        return floor(u * u * 40);
    case FAR_COUNTS:
        return floor(u * 1e7);
    case FRACTIONS:
        return u * u * 17;
    case OFFSET_COUNTS:
        return floor(u * 30) + 0.1;
    case CROWDED:
        return u < 0.01 ? 1e9 * u : u;
    case HUGE:
        return u * 1e300;
    default:
        return floor(u * 50) - 25;
    }
}

static int rises(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

TEST(draws_of_every_kind_are_sorted_and_summed_as_the_plain_way_does)
{
    static const size_t counts[] = {1, 2, 3, 5, 16, 200, 333, MOST};
    static double       x[MOST], plain[MOST];
    struct ri_random    random;
    ri_random_init(&random, 20261126, 0);
    for (int kind = 0; kind < KINDS; kind++) {
        for (size_t c = 0; c < RI_COUNT(counts); c++) {
            const size_t n = counts[c];
            for (size_t i = 0; i < n; i++) x[i] = plain[i] = value_of((enum kind)kind, &random);
            CHECK(draws_mean(x, n) == ri_mean(x, n));
            if (n > 1) CHECK(draws_variance(x, n) == ri_variance(x, n));
            qsort(plain, n, sizeof *plain, rises);
            draws_sort(x, n);
            CHECK(memcmp(x, plain, n * sizeof *x) == 0);
        }
    }
    CHECK(isnan(draws_mean(x, 0)));
    CHECK(isnan(draws_variance(x, 1)));
}

TEST(whole_numbers_are_told_from_others)
{
    CHECK(draws_whole((const double[]){0, 1, -7, 1e15, -0.0}, 5));
    CHECK(!draws_whole((const double[]){1, 2, 2.5}, 3));
    CHECK(!draws_whole((const double[]){0.999999999, 2}, 2));
    CHECK(draws_whole(NULL, 0));
    /* sums that do not fit are rounded as ri_mean rounds them */
    const double large[] = {0x1p53, 1, 1, 1, 1, -0x1p53};
    CHECK(draws_mean(large, 6) == ri_mean(large, 6));
}

TEST(what_is_no_demand_is_seen)
{
    CHECK(draws_sound((const double[]){0, 1, 1, 5.5}, 4, true));
    CHECK(draws_sound((const double[]){5, 1}, 2, false));
    CHECK(!draws_sound((const double[]){0, 5, 4.999}, 3, true));
    CHECK(!draws_sound((const double[]){0, -1e-9}, 2, false));
    CHECK(!draws_sound((const double[]){0, INFINITY}, 2, true));
    CHECK(!draws_sound((const double[]){0, NAN}, 2, false));
    CHECK(draws_sound((const double[]){0, 1.7976931348623157e308}, 2, true));
}
