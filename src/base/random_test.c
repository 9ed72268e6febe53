#include "test.h"

#include "random.h"

/* O'Neill's own seeding (pcg-c, pcg64_srandom_r), so that her published numbers can be compared. */
static struct ri_random seeded_as_published(uint64_t state, uint64_t sequence)
{
    const ri_uint128 multiplier =
        ((ri_uint128)UINT64_C(2549297995355413924) << 64) | UINT64_C(4865540595714422341);
    struct ri_random random = {0, (ri_uint128)sequence << 1 | 1};
    random.state = random.increment; /* 0 * multiplier + increment */
    random.state += state;
    random.state = random.state * multiplier + random.increment;
    return random;
}

TEST(random_published_values) /* pcg-c, sample/check-pcg64.out, round 1 */
{
    static const uint64_t want[] = {0x86b1da1d72062b68, 0x1304aa46c9853d39, 0xa3670e9e0dd50358,
                                    0xf9090e529a7dae00, 0xc85b9fd837996f2c, 0x606121f8e3919196};
    struct ri_random      random = seeded_as_published(42, 54);
    for (size_t i = 0; i < RI_COUNT(want); i++) CHECK(ri_random_u64(&random) == want[i]);
}

TEST(random_is_the_same_for_ever) /* sample data and models depend on it */
{
    struct ri_random random;
    ri_random_init(&random, 7, 3);
    CHECK(ri_random_u64(&random) == UINT64_C(0x1e61ba29bcb8dcb6));
    CHECK_INT(ri_random_below(&random, 1000000), 199094);
    CHECK(ri_random_normal(&random) == -0x1.2757ac9a5da4p-3);
    CHECK(ri_random_gamma(&random, 0.7) == 0x1.42b1fcdaf7c1dp-2);
    CHECK_INT(ri_random_poisson(&random, 3.7), 1);
    CHECK_INT(ri_random_poisson(&random, 370.5), 340);
    CHECK_INT(ri_random_negative_binomial(&random, 12.5, 0.8), 2);
}

TEST(random_streams_are_unrelated)
{
    struct ri_random a, b;
    int              equal_bits = 0;
    ri_random_init(&a, 1, 0);
    ri_random_init(&b, 1, 1);
    for (int i = 0; i < 10000; i++)
        equal_bits += 64 - __builtin_popcountll(ri_random_u64(&a) ^ ri_random_u64(&b));
    CHECK(abs(equal_bits - 320000) < 2000); /* 5 standard deviations */
}

struct moments {
    double mean, variance, low;
};
typedef double draw_fn(struct ri_random *random, double a, double b);

static struct moments measure(draw_fn *draw, double a, double b, int n)
{
    struct ri_random random;
    struct moments   m = {.low = INFINITY};
    double           squares = 0;
    ri_random_init(&random, 20261120, 5);
    for (int i = 1; i <= n; i++) {
        const double x = draw(&random, a, b), before = x - m.mean;
        m.mean += before / i;
        squares += before * (x - m.mean);
        m.low = fmin(m.low, x);
    }
    m.variance = squares / (n - 1);
    return m;
}

static double uniform(struct ri_random *random, double a RI_UNUSED, double b RI_UNUSED)
{
    return ri_random_uniform(random);
}

static double normal(struct ri_random *random, double a RI_UNUSED, double b RI_UNUSED)
{
    return ri_random_normal(random);
}

static double gamma_law(struct ri_random *random, double shape, double b RI_UNUSED)
{
    return ri_random_gamma(random, shape);
}

static double poisson(struct ri_random *random, double mean, double b RI_UNUSED)
{
    return (double)ri_random_poisson(random, mean);
}

static double negative_binomial(struct ri_random *random, double mean, double dispersion)
{
    return (double)ri_random_negative_binomial(random, mean, dispersion);
}

TEST(random_moments)
{
    static const struct {
        draw_fn *draw;
        double   a, b, mean, variance,
            spread; /* spread: bound of the relative miss of the variance */
    } rows[] = {
        {uniform, 0, 0, 0.5, 1.0 / 12, 0.02},
        {normal, 0, 0, 0, 1, 0.03},
        {gamma_law, 0.3, 0, 0.3, 0.3, 0.1},
        {gamma_law, 4.5, 0, 4.5, 4.5, 0.05},
        {poisson, 0.08, 0, 0.08, 0.08, 0.05},
        {poisson, 3.7, 0, 3.7, 3.7, 0.03},
        {poisson, 9.99, 0, 9.99, 9.99, 0.03},
        {poisson, 10.0, 0, 10.0, 10.0, 0.03},
        {poisson, 47.3, 0, 47.3, 47.3, 0.03},
        {poisson, 12345.6, 0, 12345.6, 12345.6, 0.03},
        {poisson, 1e9, 0, 1e9, 1e9, 0.03},
        {negative_binomial, 2.5, 0.6, 2.5, 2.5 + 2.5 * 2.5 / 0.6, 0.1},
        {negative_binomial, 30, 5, 30, 30 + 180, 0.05},
    };
    enum { DRAWS = 60000 };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct moments m = measure(rows[i].draw, rows[i].a, rows[i].b, DRAWS);
        if (fabs(m.mean - rows[i].mean) > 4.5 * sqrt(rows[i].variance / DRAWS))
            ri_test_fail(__FILE__, __LINE__, "row %zu: mean %g, want %g", i, m.mean, rows[i].mean);
        if (fabs(m.variance / rows[i].variance - 1) > rows[i].spread)
            ri_test_fail(__FILE__, __LINE__, "row %zu: variance %g, want %g", i, m.variance,
                         rows[i].variance);
        if (rows[i].draw != normal) CHECK(m.low >= 0);
    }
}

TEST(random_poisson_follows_its_law) /* chi-square over the cells of both methods */
{
    static const double means[] = {2.3, 14.6};
    enum { CELLS = 40, DRAWS = 100000 };
    for (size_t m = 0; m < RI_COUNT(means); m++) {
        double           seen[CELLS] = {0}, p = exp(-means[m]), chi = 0;
        int              cells = 0;
        struct ri_random random;
        ri_random_init(&random, 99, m);
        for (int i = 0; i < DRAWS; i++) seen[ri_random_poisson(&random, means[m]) % CELLS]++;
        for (int k = 0; k < CELLS; k++, p *= means[m] / k) {
            if (p * DRAWS < 20) continue;
            chi += pow(seen[k] - p * DRAWS, 2) / (p * DRAWS);
            cells++;
        }
        CHECK(chi < cells + 5 * sqrt(2.0 * cells));
    }
}

TEST(random_edges)
{
    struct ri_random random;
    ri_random_init(&random, 0, 0);
    CHECK_INT(ri_random_poisson(&random, 0), 0);
    CHECK_INT(ri_random_poisson(&random, -1), 0);
    CHECK_INT(ri_random_poisson(&random, NAN), 0);
    CHECK_INT(ri_random_negative_binomial(&random, 0, 2), 0);
    CHECK_INT(ri_random_below(&random, 1), 0);
    size_t counts[6] = {0};
    for (int i = 0; i < 60000; i++) counts[ri_random_below(&random, 6)]++;
    for (int i = 0; i < 6; i++) CHECK(counts[i] > 9500 && counts[i] < 10500);
    const uint64_t huge = UINT64_C(3)
                          << 62; /* a plain product would give every third number twice as often */
    int thirds = 0;
    for (int i = 0; i < 30000; i++) thirds += ri_random_below(&random, huge) % 3 == 0;
    CHECK(thirds > 9600 && thirds < 10400);
}

TEST(random_shuffle_keeps_the_items)
{
    struct ri_random random;
    size_t           items[50], first_place[50] = {0};
    ri_random_init(&random, 4, 4);
    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < 50; i++) items[i] = i;
        ri_random_shuffle(&random, items, 50);
        uint64_t seen = 0;
        for (size_t i = 0; i < 50; i++) seen |= UINT64_C(1) << items[i];
        CHECK(seen == (UINT64_C(1) << 50) - 1);
        first_place[items[0]]++;
    }
    for (size_t i = 0; i < 50; i++) CHECK(first_place[i] > 300 && first_place[i] < 500);
    ri_random_shuffle(&random, items, 0);
}
