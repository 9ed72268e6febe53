#include "stats.h"

#include "base/random.h"
#include "base/test.h"

static const double sample[] = {2.385, -1.25, 7.9, 4.1, 0.035, 4.1, 11.62};

TEST(moments_by_hand)
{
    CHECK_NEAR(ri_sum(sample, 7), 28.89, 1e-14);
    CHECK_NEAR(ri_mean(sample, 7), 4.127142857142857, 1e-14);
    CHECK_NEAR(ri_variance(sample, 7), 19.84553214285714,
               1e-13); /* statistics.variance of Python 3.11 */
    CHECK(isnan(ri_mean(sample, 0)));
    CHECK(isnan(ri_variance(sample, 1)));
    size_t       known;
    const double holes[] = {NAN, 2.385, NAN, 4.1};
    CHECK_NEAR(ri_mean_known(holes, 4, &known), 3.2425, 1e-14);
    CHECK_INT(known, 2);
    CHECK(isnan(ri_mean_known(holes, 1, &known)));
    CHECK_INT(known, 0);
}

TEST(compensated_sum_keeps_what_a_plain_one_loses)
{
    const double x[] = {1e16, 2.385, -1e16, 1.0};
    CHECK_NEAR(ri_sum(x, 4), 3.385, 1e-15);
}

TEST(variance_of_a_far_away_sample)
{
    double x[7];
    for (size_t i = 0; i < 7; i++) x[i] = sample[i] + 1e9;
    CHECK_NEAR(ri_variance(x, 7), ri_variance(sample, 7), 1e-6);
}

TEST(sort_agrees_with_the_slow_twin)
{
    for (size_t n = 0; n < 400; n += 1 + n / 20) {
        double x[400], y[400], many[400], room[400];
        for (size_t i = 0; i < n; i++)
            x[i] = y[i] = many[i] = fmod((double)(i * 7919 + n * 31), 53.7) - 20;
        ri_sort(x, n);
        ri_sort_many(many, n, room);
        for (size_t i = 0; i < n; i++) CHECK(many[i] == x[i]);
        for (size_t i = 0; i < n; i++) { /* selection sort */
            size_t least = i;
            for (size_t j = i; j < n; j++)
                if (y[j] < y[least]) least = j;
            const double value = y[least];
            y[least] = y[i];
            y[i] = value;
            CHECK(x[i] == y[i]);
        }
    }
}

/* Signs, sizes far apart, infinities, equal values, and digits that all have. */
TEST(many_are_sorted_by_their_bits)
{
    double x[] = {2.385, -INFINITY, 1e300, -0.0, 0.0, -1e-300, 7.9, 2.385, INFINITY, -4.1, -7.25},
           room[11];
    const double want[] = {-INFINITY, -7.25, -4.1, -1e-300, 0,       0,
                           2.385,     2.385, 7.9,  1e300,   INFINITY};
    ri_sort_many(x, 11, room);
    for (size_t i = 0; i < 11; i++) CHECK(x[i] == want[i]);
    double few[] = {2.75, 2.5}, all[] = {2.385, 2.385, 2.385};
    ri_sort_many(few, 2, room);
    ri_sort_many(all, 3, room);
    CHECK(few[0] == 2.5 && few[1] == 2.75 && all[0] == 2.385 && all[2] == 2.385);
}

TEST(quantiles_of_three_types)
{
    double x[7];
    memcpy(x, sample, sizeof x);
    ri_sort(x, 7); /* -1.25 0.035 2.385 4.1 4.1 7.9 11.62 */
    static const struct {
        double p, seven, six, one;
    } rows[] = {/* by hand from the ranks 6p, 8p - 1 and ceil(7p) - 1 */
                {0, -1.25, -1.25, -1.25}, {0.1, -0.479, -1.25, -1.25}, {0.25, 1.21, 0.035, 0.035},
                {0.5, 4.1, 4.1, 4.1},     {0.8, 7.14, 9.388, 7.9},     {0.9, 9.388, 11.62, 11.62},
                {1, 11.62, 11.62, 11.62}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        CHECK_NEAR(ri_quantile(x, 7, rows[i].p), rows[i].seven, 1e-12);
        CHECK_NEAR(ri_quantile_weibull(x, 7, rows[i].p), rows[i].six, 1e-12);
        CHECK_NEAR(ri_quantile_inverse(x, 7, rows[i].p), rows[i].one, 1e-12);
    }
    double hundred[100];
    for (size_t i = 0; i < 100; i++) hundred[i] = (double)i + 1;
    for (size_t i = 1; i <= 100; i++)
        CHECK_NEAR(ri_quantile_inverse(hundred, 100, (double)i / 100), (double)i, 0);
    CHECK_NEAR(ri_median(x, 6), 3.2425, 1e-14);
    CHECK(isnan(ri_quantile(x, 0, 0.5)));
}

TEST(autocorrelation_by_hand)
{
    const double x[] = {1.5, 3.25, 2.5, 4.75}; /* mean 3: -1.5 .25 -.5 1.75; squares 5.625 */
    CHECK_NEAR(ri_autocorrelation(x, 4, 0), 1, 1e-15);
    CHECK_NEAR(ri_autocorrelation(x, 4, 1), (-0.375 - 0.125 - 0.875) / 5.625, 1e-14);
    CHECK_NEAR(ri_autocorrelation(x, 4, 2), (0.75 + 0.4375) / 5.625, 1e-14);
    CHECK(isnan(ri_autocorrelation(x, 4, 4)));
    const double flat[] = {2.385, 2.385, 2.385};
    CHECK(isnan(ri_autocorrelation(flat, 3, 1)));
}

TEST(selection_agrees_with_sorting)
{
    struct ri_random random;
    ri_random_init(&random, 77, 0);
    for (int round = 0; round < 400; round++) {
        double       x[61], sorted[61];
        const size_t n = 1 + (size_t)ri_random_below(&random, 61);
        for (size_t i = 0; i < n; i++) /* many ties in every other round */
            sorted[i] = x[i] =
                round % 2 ? (double)ri_random_below(&random, 5) : ri_random_normal(&random);
        ri_sort(sorted, n);
        const size_t k = (size_t)ri_random_below(&random, n);
        CHECK_NEAR(ri_select(x, n, k), sorted[k], 0);
        for (size_t i = 0; i < n; i++) CHECK(i < k ? x[i] <= x[k] : x[i] >= x[k]);
        CHECK_NEAR(ri_median_of(x, n), ri_median(sorted, n), 1e-15);
    }
    CHECK(isnan(ri_median_of(NULL, 0)));
}
