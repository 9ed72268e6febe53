#include "count.h"

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
