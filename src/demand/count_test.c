#include "count.h"
#include "models.h"

#include "base/test.h"
#include "math/distribution.h"
#include "math/optimise.h"

enum { LENGTH = 120 };

static void sample(double *y)
{
    for (size_t t = 0; t < LENGTH; t++)
        y[t] =
            floor(fmax(0, 1.6 + 1.2 * sin((double)t * 0.09) + 2.2 * sin((double)(t * t) * 0.71)));
    y[40] = (double)NAN;
}

/* Word for word, with the mass function of math/distribution. */
static double published(const struct ri_count_model *m, const double *y)
{
    double mu = m->level0, value = 0;
    for (size_t t = 0; t < LENGTH; t++) {
        const double came = isnan(y[t]) ? mu : y[t];
        if (!isnan(y[t]))
            value -=
                2 * (log(ri_negative_binomial_pmf(y[t], mu, m->dispersion)) + lgamma(y[t] + 1));
        mu = (1 - m->phi - m->alpha) * m->mean + m->phi * mu + m->alpha * came;
    }
    return value;
}
static double twin(void *context, const double *x)
{
    const struct ri_count_model m = {exp(x[0]), exp(x[1]), x[2], x[3], exp(x[4])};
    if (m.phi < 0 || m.alpha < 0 || m.phi > 0.999 || m.phi + m.alpha > 0.999 || x[4] > 9.2 ||
        x[4] < -7)
        return (double)INFINITY;
    return published(&m, context);
}

TEST(count_fit_is_no_worse_than_a_simplex)
{
    double                y[LENGTH], above[64], value;
    struct ri_count_model m;
    sample(y);
    CHECK(ri_count_room(y, LENGTH) <= 64);
    CHECK(ri_count_fit(y, LENGTH, above, 200, &m, &value) <= 200);
    CHECK_NEAR(value, published(&m, y), 1e-9);
    double       x[5] = {log(1.7), log(1.7), 0.7, 0.1, 1.5};
    const double steps[5] = {0.2, 0.2, 0.1, 0.1, 0.5};
    const double slow = ri_nelder_mead(twin, y, 5, x, steps, 1e-11, 5000);
    CHECK(value <= slow + 1e-4);
}

/* The law ahead against every path: y of one period shifts the mean of the next. */
TEST(the_law_ahead_is_that_of_all_paths)
{
    const struct ri_count_model m = {0, 1.7, 0.55, 0.25, 2.385};
    const double                mu = 2.25;
    double                      mean = 0, square = 0;
    for (int a = 0; a < 150; a++)
        for (int b = 0; b < 150; b++) {
            const double two = 0.2 * 1.7 + 0.55 * mu + 0.25 * a;
            const double three = 0.2 * 1.7 + 0.55 * two + 0.25 * b;
            const double chance =
                ri_negative_binomial_pmf(a, mu, 2.385) * ri_negative_binomial_pmf(b, two, 2.385);
            mean += chance * three;
            square += chance * three * three;
        }
    const struct ri_count_ahead at = ri_count_forecast(&m, mu, 3);
    CHECK_NEAR(at.mean, mean, 1e-9);
    CHECK_NEAR(at.variance, square - mean * mean, 1e-8);
    CHECK_NEAR(ri_count_forecast(&m, mu, 1).variance, 0, 1e-15);
}

TEST(count_quantiles_are_whole_and_rise)
{
    const struct ri_count_model m = {0, 0.3, 0.5, 0.2, 0.7};
    double                      last = 0;
    for (double level = 0.005; level < 1; level += 0.005) {
        const double q = ri_count_quantile(&m, ri_count_forecast(&m, 0.41, 5), level);
        CHECK(q == floor(q) && q >= last);
        last = q;
    }
    CHECK(last >= 3);
    /* one period ahead it is the plain law */
    CHECK_NEAR(ri_count_quantile(&m, ri_count_forecast(&m, 0.41, 1), 0.9),
               ri_negative_binomial_quantile(0.9, 0.41, 0.7), 0);
}

/* Mean 3, its own variance 2, dispersion 4: 2 + 11 / 4 beyond chance. */
TEST(count_quantiles_know_that_the_mean_is_not_known)
{
    const struct ri_count_model m = {3, 3, 0.5, 0.2, 4};
    const struct ri_count_ahead ahead = {.mean = 3, .variance = 2};
    static const double         far[] = {0.5, 0.9, 0.99, 0.999};
    for (size_t l = 0; l < RI_COUNT(far); l++)
        CHECK_NEAR(ri_count_quantile(&m, ahead, far[l]),
                   ri_negative_binomial_quantile(far[l], 3, 9 / 4.75), 0);
    CHECK(ri_negative_binomial_quantile(0.999, 3, 9 / 4.75) >
          ri_negative_binomial_quantile(0.999, 3, 9 / 2.75));
}

TEST(half_units_negative_and_huge_values_do_no_harm)
{
    double                y[LENGTH], above[5000], value;
    struct ri_count_model m;
    for (size_t t = 0; t < LENGTH; t++) y[t] = t % 3 == 0 ? 2.5 : t % 7 == 0 ? -1 : 0;
    y[17] = 1e9;
    CHECK(ri_count_room(y, LENGTH) <= 5000);
    (void)ri_count_fit(y, LENGTH, above, 60, &m, &value);
    CHECK(isfinite(ri_count_run(&m, y, LENGTH)) && m.dispersion > 0);
    for (size_t t = 0; t < LENGTH; t++) y[t] = 0;
    (void)ri_count_fit(y, LENGTH, above, 60, &m, &value);
    CHECK(ri_count_run(&m, y, LENGTH) < 1e-3);
}

TEST(a_gap_tells_a_count_nothing)
{
    const struct ri_count_model m = {3.2, 2.1, 0.6, 0.25, 4};
    const double                gap[3] = {5, NAN, 2};
    const double                first = 0.15 * 2.1 + 0.6 * 3.2 + 0.25 * 5;
    const double                second = 0.15 * 2.1 + 0.85 * first;
    CHECK_NEAR(ri_count_run(&m, gap, 3), 0.15 * 2.1 + 0.6 * second + 0.25 * 2, 1e-14);
}

TEST(count_model_says_its_law)
{
    enum { H = 5 };
    static const double levels[] = {0.1, 0.5, 0.9};
    double              y[LENGTH], mean[H], quantiles[H * 3];
    struct ri_fitted    fitted;
    struct ri_arena     mem;
    sample(y);
    const struct ri_history history = {.y = y, .n = LENGTH, .season = 7};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_forecaster_run(&ri_count, &history, H, &mem, mean, &fitted, NULL), RI_OK);
    ri_count.quantiles(&history, &fitted, H, levels, 3, quantiles);
    const struct ri_count_model m = {fitted.at[0].value, fitted.at[1].value, fitted.at[2].value,
                                     fitted.at[3].value, fitted.at[4].value};
    const double                mu = ri_count_run(&m, y, LENGTH);
    for (size_t j = 0; j < H; j++) {
        const struct ri_count_ahead ahead = ri_count_forecast(&m, mu, j + 1);
        CHECK_NEAR(mean[j], ahead.mean, 1e-12);
        for (size_t l = 0; l < 3; l++)
            CHECK(quantiles[3 * j + l] == ri_count_quantile(&m, ahead, levels[l]));
    }
    CHECK(fabs(mean[0] - mean[H - 1]) > 1e-3); /* a level that moves back to its mean */
    ri_arena_release(&mem);
}
