#include "count.h"
#include "models.h"

#include "base/random.h"
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

/* Minus twice the likelihood as count.h has it, half units and all. */
static double continued(const struct ri_count_model *m, const double *y, size_t n)
{
    const double r = m->dispersion;
    double       mu = m->level0, value = 0;
    for (size_t t = 0; t < n; t++) {
        const double came = isnan(y[t]) ? mu : fmax(0, y[t]);
        if (!isnan(y[t])) {
            value -= 2 * (came * log(r * mu / (r + mu)) - r * log1p(mu / r));
            for (double i = 0; i < came; i++) value -= 2 * fmin(1, came - i) * log1p(i / r);
        }
        mu = (1 - m->phi - m->alpha) * m->mean + m->phi * mu + m->alpha * came;
    }
    return value;
}

/* Series drawn from the law itself, quick levels and slow ones, even and clumped. */
static void simulate(size_t kind, double *y)
{
    static const struct ri_count_model laws[] = {{4, 2.5, 0.85, 0.12, 3.5},
                                                 {0.6, 1.1, 0.2, 0.6, 0.45},
                                                 {9, 5, 0.4, 0.15, 12},
                                                 {0.3, 0.4, 0.7, 0.05, 0.2}};
    const struct ri_count_model       *m = &laws[kind % RI_COUNT(laws)];
    struct ri_random                   random;
    double                             mu = m->level0;
    ri_random_init(&random, 41, kind);
    for (size_t t = 0; t < LENGTH; t++) {
        y[t] = (double)ri_random_negative_binomial(&random, mu, m->dispersion);
        mu = (1 - m->phi - m->alpha) * m->mean + m->phi * mu + m->alpha * y[t];
        if (kind % 3 == 1 && t % 17 == 5) y[t] = (double)NAN;
        if (kind % 5 == 2 && t % 4 == 1) y[t] += 0.5;
    }
}

/* One variable moved a little; false: that would leave the box. */
static bool nudge(const struct ri_count_model *m, size_t variable, int side,
                  struct ri_count_model *ret)
{
    const double by = 1 + 0.01 * side;
    *ret = *m;
    switch (variable) {
    case 0:
        ret->level0 *= by;
        break;
    case 1:
        ret->mean *= by;
        break;
    case 2:
        ret->dispersion *= by;
        break;
    case 3:
        ret->alpha += 0.01 * side;
        break;
    default: /* at the same share of what phi leaves */
        ret->phi += 0.01 * side;
        ret->alpha *= (1 - ret->phi) / (1 - m->phi);
    }
    return ret->phi >= 0 && ret->phi <= 0.999 && ret->alpha >= 0 &&
           ret->alpha <= 0.999 * (1 - ret->phi) && ret->dispersion < exp(9.2);
}

/* The value is the model's own, nothing near is better, and it takes few passes: 761 where every derivative is right. */
TEST(count_fits_are_at_the_bottom_in_few_passes)
{
    enum { SERIES = 24 };
    double values[SERIES], y[LENGTH], above[64];
    size_t passes = 0;
    for (size_t kind = 0; kind < SERIES; kind++) {
        struct ri_count_model m, near;
        simulate(kind, y);
        CHECK(ri_count_room(y, LENGTH) <= RI_COUNT(above));
        passes += ri_count_fit(y, LENGTH, above, 400, &m, &values[kind]);
        CHECK_NEAR(values[kind], continued(&m, y, LENGTH), 1e-9);
        for (size_t v = 0; v < 5; v++)
            for (int side = -1; side <= 1; side += 2)
                if (nudge(&m, v, side, &near))
                    CHECK(continued(&near, y, LENGTH) > values[kind] - 1e-5);
    }
    CHECK(passes < 800);
    /* two valleys: the lower one is reached from a quick level in two of them, from a slow one in the third */
    CHECK_NEAR(values[3], 111.186497, 1e-6);
    CHECK_NEAR(values[11], 125.865061, 1e-6);
    CHECK_NEAR(values[19], 111.236178, 1e-6);
}

/* How many values reach beyond 0, 1, 2 ... by hand, and the likelihood of the model that was found. */
TEST(half_units_of_several_days_are_counted_apart)
{
    static const double   y[] = {2.5, 0.75, 2.5, 3.25, 0, 2.75, 0.5, 1};
    double                above[8], value, want = 0;
    struct ri_count_model m;
    CHECK_INT(ri_count_room(y, RI_COUNT(y)), 5);
    (void)ri_count_fit(y, RI_COUNT(y), above, 100, &m, &value);
    static const double reach[] = {0.75 + 0.5 + 5, 4, 0.5 + 0.5 + 1 + 0.75, 0.25, 0};
    for (size_t i = 0; i < RI_COUNT(reach); i++) CHECK_NEAR(above[i], reach[i], 1e-15);
    for (size_t i = 0; i < RI_COUNT(reach); i++)
        want -= 2 * reach[i] * log(m.dispersion + (double)i);
    double mu = m.level0;
    for (size_t t = 0; t < RI_COUNT(y); t++) {
        want -= 2 * (y[t] * log(mu) - (y[t] + m.dispersion) * log(m.dispersion + mu) +
                     m.dispersion * log(m.dispersion));
        mu = (1 - m.phi - m.alpha) * m.mean + m.phi * mu + m.alpha * y[t];
    }
    CHECK_NEAR(value, want, 1e-9);
}

/* Every other day 3,000: the product of what the mean lifts is some 10^380, beyond what a number holds. */
TEST(a_count_of_thousands_stays_within_range)
{
    double                y[LENGTH], above[4096], value;
    struct ri_count_model m;
    for (size_t t = 0; t < LENGTH; t++) y[t] = t % 2 ? 3000 : 0;
    (void)ri_count_fit(y, LENGTH, above, 100, &m, &value);
    CHECK_NEAR(value, continued(&m, y, LENGTH), 1e-9);
    CHECK(m.dispersion > 0.05 && m.dispersion < 5);
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
