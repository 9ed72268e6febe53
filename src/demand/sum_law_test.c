#include "base/test.h"

#include "math/distribution.h"
#include "math/stats.h"
#include "silence.h"
#include "sum_law.h"

enum { DRAWS = 200 };

TEST(sum_law_draws_are_its_quantiles)
{
    static const double means[] = {0.02, 0.7, 3.385, 40, 180}, factors[] = {1, 1.7, 6};
    double              draws[DRAWS];
    for (size_t m = 0; m < RI_COUNT(means); m++)
        for (size_t f = 0; f < RI_COUNT(factors); f++) {
            const double mean = means[m], variance = factors[f] * mean;
            const double r = variance > mean * 1.0001 ? mean * mean / (variance - mean) : INFINITY;
            ri_sum_law_draws(mean, variance, DRAWS, draws);
            for (size_t k = 0; k < DRAWS; k++)
                CHECK_NEAR(draws[k],
                           ri_negative_binomial_quantile(((double)k + 0.5) / DRAWS, mean, r),
                           1e-12);
        }
    ri_sum_law_draws(5000, 1e6, DRAWS, draws); /* wide: a gamma law */
    CHECK_NEAR(ri_mean(draws, DRAWS) / 5000, 1, 0.01);
    CHECK_NEAR(sqrt(ri_variance(draws, DRAWS)) / 1000, 1, 0.03);
    for (size_t k = 1; k < DRAWS; k++) CHECK(draws[k] >= draws[k - 1]);
    ri_sum_law_draws(0, 3, DRAWS, draws);
    CHECK(draws[0] == 0 && draws[DRAWS - 1] == 0);
}

/* Share of a binomial law at or below k, term by term. */
static double at_most(double k, double trials, double p)
{
    double sum = 0;
    for (double j = 0; j <= k; j++)
        sum += exp(lgamma(trials + 1) - lgamma(j + 1) - lgamma(trials - j + 1) + j * log(p) +
                   (trials - j) * log(1 - p));
    return sum;
}

TEST(sum_law_narrower_than_chance_is_binomial)
{
    static const struct {
        double mean, variance, trials;
    } rows[] = {{42, 2, 45}, {28, 0, 29}, {3.385, 1.9, 8}, {0.7, 0.3, 2}, {600, 40, 643}};
    double draws[DRAWS];
    for (size_t r = 0; r < RI_COUNT(rows); r++) {
        const double n = rows[r].trials, p = rows[r].mean / n;
        ri_sum_law_draws(rows[r].mean, rows[r].variance, DRAWS, draws);
        for (size_t k = 0; k < DRAWS; k++) {
            const double level = ((double)k + 0.5) / DRAWS;
            CHECK(at_most(draws[k], n, p) >= level - 1e-9);
            CHECK(draws[k] == 0 || at_most(draws[k] - 1, n, p) < level + 1e-9);
        }
        CHECK_NEAR(ri_mean(draws, DRAWS), rows[r].mean, 0.06);
        CHECK(ri_variance(draws, DRAWS) < rows[r].mean * (1 - p) * 1.02 + 0.02);
    }
}

/* The crowd's law is drawn towards 1; a thing that sells by rote keeps its own. */
TEST(sum_law_tells_the_steady_from_the_crowd)
{
    static const double own[] = {0.5, 0.1, 0.02}, least[] = {0.62, 0.1, 0.02},
                        most[] = {0.65, 0.14, 0.025};
    for (size_t i = 0; i < RI_COUNT(own); i++) {
        struct ri_sum_law law = {.squares = 50 * own[i], .count = 50};
        const double      phi = ri_sum_law_variance(&law, 26, 99, 10) / 20;
        CHECK(phi > least[i] && phi < most[i]);
        const double few =
            ri_sum_law_variance(&law, 3, 99, 10) / 20; /* three sums tell nothing of that kind */
        CHECK_NEAR(few, (3 * own[i] + 10) / 13, 1e-12);
    }
    struct ri_sum_law none = {.squares = 0, .count = 50};
    CHECK(ri_sum_law_variance(&none, 26, 99, 10) > 0);
}

TEST(sum_law_of_a_level_that_is_hardly_known)
{
    const struct ri_sum_law law = {0};
    CHECK_NEAR(ri_sum_law_variance(&law, 0, 20, 10), 20, 1e-12);
    CHECK_NEAR(ri_sum_law_variance(&law, 0, 4, 10), 15 + 100 / 4.0, 1e-12);
    CHECK_NEAR(ri_sum_law_variance(&law, 0, 0, 10), 15 + 100, 1e-12);
}

TEST(sum_law_variance_by_hand)
{
    struct ri_sum_law law = {0};
    CHECK_NEAR(ri_sum_law_variance(&law, 0, 99, 10), 20,
               1e-12);                          /* 15 + 5: nothing is known of the series */
    ri_sum_law_add(&law, 10 + sqrt(20.05), 10); /* just as wide as usual */
    CHECK_NEAR(ri_sum_law_variance(&law, 26, 99, 10), 20, 1e-9);
    ri_sum_law_add(&law, 1000, 10); /* counts as 6 */
    CHECK_NEAR(ri_sum_law_variance(&law, 26, 99, 10), (3.5 * 26 + 10) / 36 * 20, 1e-9);
}

TEST(silences_are_hidden)
{
    double y[400];
    for (size_t t = 0; t < 400; t++) y[t] = 1;
    for (size_t t = 100; t < 108; t++) y[t] = 0; /* 8 units: not beyond chance */
    for (size_t t = 200; t < 212; t++) y[t] = 0; /* 12 units: a silence */
    y[205] = NAN;                                /* closed in between */
    for (size_t t = 380; t < 400; t++) y[t] = 0; /* goes on */
    CHECK_INT(ri_silence_hide(y, 400, 56), 11 + 20);
    CHECK(y[100] == 0 && y[107] == 0 && isnan(y[200]) && isnan(y[211]) && y[212] == 1);
    CHECK(isnan(y[380]) && isnan(y[399]) && y[379] == 1);
    for (size_t t = 0; t < 400; t++) y[t] = t < 300; /* a hundred days: it has ended */
    CHECK_INT(ri_silence_hide(y, 400, 56), 0);
    CHECK(y[399] == 0);
    for (size_t t = 0; t < 400; t++) y[t] = t % 20 == 0; /* a slow seller's gaps are no silence */
    CHECK_INT(ri_silence_hide(y, 400, 56), 0);
}

/* Where a silence begins: more than 8 units by the level before it, and by a fortnight's worth of it where less is known. */
TEST(silences_by_hand)
{
    static const struct {
        size_t known, run, hidden;
    } rows[] = {{30, 4, 0},
                {30, 5, 5}, /* 2 a day: 8 units are none, 10 are one */
                {5, 8, 0},
                {5, 9, 9}}; /* 2 (1 - .95^5) = .452 a day, against 8 x .5 */
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        double       y[64];
        const size_t n = rows[i].known + rows[i].run + 1;
        for (size_t t = 0; t < n; t++) y[t] = t >= rows[i].known && t + 1 < n ? 0 : 2;
        CHECK_INT(ri_silence_hide(y, n, 56), rows[i].hidden);
    }
    /* two silences of six days, a day of two between them: the first did not lower the level */
    double y[64];
    for (size_t t = 0; t < 45; t++) y[t] = (t >= 30 && t < 36) || (t >= 37 && t < 42) ? 0 : 2;
    CHECK_INT(ri_silence_hide(y, 45, 56), 6 + 5);
    /* one that goes on for as long as it may, and a day longer */
    for (size_t most = 11; most < 13; most++) {
        for (size_t t = 0; t < 42; t++) y[t] = t < 30 ? 2 : 0;
        CHECK_INT(ri_silence_hide(y, 42, most), most == 12 ? 12 : 0);
    }
}

/* n errors of mean square `own`, each normal of variance phi: integrated over log phi, from e^-25 to e^12. */
static double believed(double own, double n, bool crowd)
{
    const double step = 0.002;
    double       sum = 0;
    for (double l = -25; l < 12; l += step) {
        const double phi = exp(l);
        /* the crowd: inverse gamma of shape 5 and scale 5, worth ten errors; the steady: evenly over log phi, 6.9 of it */
        const double prior = crowd ? 5 * log(5) - lgamma(5) - 5 * l - 5 / phi : -log(-log(1e-3));
        sum += exp(prior - n / 2 * l - n * own / (2 * phi)) * step;
    }
    return sum;
}

TEST(steady_sellers_are_told_by_the_odds)
{
    static const double own[] = {0.3, 0.2, 0.15, 0.1}, counts[] = {4, 9, 26};
    for (size_t i = 0; i < RI_COUNT(own); i++)
        for (size_t k = 0; k < RI_COUNT(counts); k++) {
            const double            n = counts[k];
            const struct ri_sum_law law = {.squares = 50 * own[i], .count = 50};
            const double            odds =
                0.01 / 0.99 * believed(own[i], n, false) / believed(own[i], n, true);
            const double steady = odds / (1 + odds), drawn = (own[i] * n + 10) / (n + 10);
            const double want = (1 - steady) * drawn + steady * own[i] * (n + 1) / n;
            CHECK_NEAR(ri_sum_law_variance(&law, n, 99, 10) / 20, want, 1e-4);
        }
}
