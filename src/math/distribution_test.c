#include "base/test.h"

#include "base/random.h"
#include "distribution.h"
#include "stats.h"

/* Reference values: mpmath 1.3 with 40 digits. */

static void near(double got, double want, int line) /* relative, so that small tails count */
{
    if (!(fabs(got - want) <= 1e-10 * fabs(want)))
        ri_test_fail(__FILE__, line, "%.17g, want %.17g", got, want);
}

TEST(distribution_normal)
{
    static const struct {
        double z, cdf, pdf, loss;
    } rows[] = {
        {-8.5, 9.4795348222033184e-18, 8.16623563166955e-17, 8.5},
        {-3.2, 0.00068713793791584846, 0.0023840882014648426, 3.2001852468001341},
        {-0.1, 0.46017216272297102, 0.39695254747701177, 0.45093533120471466},
        {0, 0.5, 0.39894228040143268, 0.39894228040143268},
        {1.234, 0.89139854787847572, 0.18631499182323058, 0.052300799905269619},
        {6.1, 0.99999999946965767, 3.3178842435472943e-9, 8.2796053148508138e-11},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        near(ri_normal_cdf(rows[i].z), rows[i].cdf, __LINE__);
        near(ri_normal_pdf(rows[i].z), rows[i].pdf, __LINE__);
        near(ri_normal_loss(rows[i].z), rows[i].loss, __LINE__);
    }
    CHECK_NEAR(ri_normal_loss(0.3), 0.266761242, 1e-8); /* printed in textbooks */
}

TEST(distribution_normal_quantile)
{
    static const struct {
        double p, z;
    } rows[] = {
        {1e-12, -7.0344838253011319},   {0.001, -3.0902323061678135},
        {0.3, -0.52440051270804078},    {0.5, 0.0},
        {0.8, 0.84162123357291421},     {0.975, 1.9599639845400542},
        {0.999999, 4.7534243088228989},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++)
        CHECK_NEAR(ri_normal_quantile(rows[i].p), rows[i].z, 1e-10);
    for (double p = 1e-300; p < 1; p = p < 0.01 ? p * 7.3 : p + 0.0097)
        near(ri_normal_cdf(ri_normal_quantile(p)), p, __LINE__);
    CHECK(ri_normal_quantile(0) == -INFINITY && ri_normal_quantile(1) == INFINITY);
    CHECK(isnan(ri_normal_quantile(-0.1)) && isnan(ri_normal_quantile(1.1)) &&
          isnan(ri_normal_quantile(NAN)));
}

TEST(distribution_poisson)
{
    static const struct {
        double k, mean, pmf, cdf, loss;
    } rows[] = {
        {0, 0.3, 0.74081822068171787, 0.74081822068171787, 0.3},
        {8, 6, 0.1032577335308443, 0.84723749398456131, 0.31402138915418843},
        {3, 14.7, 0.00021861092903763339, 0.00026970832593435716, 11.700057993243421},
        {105, 90, 0.011884339683349521, 0.94598814080492213, 0.2594126835752888},
        {1000, 1234.5, 5.6222756731467089e-13, 2.9090459867232157e-12, 234.5000000000119},
        {120000, 120345.25, 0.00070151471300050784, 0.1601666143488311, 374.37643991079043},
        {40, 5, 7.5107394386595138e-23, 1.0, 1.1787460568795174e-23},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        near(ri_poisson_pmf(rows[i].k, rows[i].mean), rows[i].pmf, __LINE__);
        near(ri_poisson_cdf(rows[i].k, rows[i].mean), rows[i].cdf, __LINE__);
        near(ri_poisson_loss(rows[i].k, rows[i].mean), rows[i].loss, __LINE__);
    }
    CHECK(ri_poisson_pmf(2.5, 3) == 0 && ri_poisson_pmf(-1, 3) == 0 &&
          ri_poisson_cdf(-0.5, 3) == 0);
    CHECK(ri_poisson_cdf(2.9, 3) == ri_poisson_cdf(2, 3));
    CHECK(ri_poisson_pmf(0, 0) == 1 && ri_poisson_cdf(0, 0) == 1 && ri_poisson_loss(0, 0) == 0);
    CHECK_NEAR(ri_poisson_loss(-2, 3), 5, 1e-14);
    CHECK_NEAR(ri_poisson_loss(2.5, 3), 0.5 * (ri_poisson_loss(2, 3) + ri_poisson_loss(3, 3)),
               1e-12);
}

TEST(distribution_negative_binomial)
{
    static const struct {
        double k, mean, dispersion, pmf, cdf, loss;
    } rows[] = {
        {0, 2.5, 0.6, 0.37331353308231011, 0.37331353308231011, 2.5},
        {7, 2.5, 0.6, 0.025103153248602308, 0.91303832624641666, 0.40360565431461473},
        {25, 12.3, 3.7, 0.010696699879453559, 0.94486060261779387, 0.32028155174487422},
        {3, 40, 1.5, 0.013460106279964555, 0.042236695836989456, 37.052455007627137},
        {400, 250, 12, 0.00075601799401158364, 0.96624001122341887, 1.4251561321122572},
        {60, 2, 0.25, 6.2894691507284219e-6, 0.99995430067968327, 0.00038096355228091171},
        {5, 3, 1000000, 0.10081876303537914, 0.91608175551281072, 0.13462131241320438},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        near(ri_negative_binomial_pmf(rows[i].k, rows[i].mean, rows[i].dispersion), rows[i].pmf,
             __LINE__);
        near(ri_negative_binomial_cdf(rows[i].k, rows[i].mean, rows[i].dispersion), rows[i].cdf,
             __LINE__);
        near(ri_negative_binomial_loss(rows[i].k, rows[i].mean, rows[i].dispersion), rows[i].loss,
             __LINE__);
    }
    near(ri_negative_binomial_cdf(4, 3, INFINITY), ri_poisson_cdf(4, 3), __LINE__);
    CHECK(ri_negative_binomial_pmf(1.5, 3, 2) == 0 && ri_negative_binomial_cdf(-1, 3, 2) == 0);
    CHECK(ri_negative_binomial_pmf(0, 0, 2) == 1 && ri_negative_binomial_loss(1, 0, 2) == 0);
}

TEST(distribution_masses_add_up)
{
    static const double means[] = {0.07, 2.385, 31.7, 412.5},
                        dispersions[] = {0.3, 4.1, 90, INFINITY};
    for (size_t m = 0; m < RI_COUNT(means); m++) {
        for (size_t d = 0; d < RI_COUNT(dispersions); d++) {
            const double mean = means[m], r = dispersions[d];
            double       sum = 0, loss = mean;
            for (double k = 0; k < 300; k++) {
                if (fabs(ri_negative_binomial_loss(k, mean, r) - loss) > 1e-10 * fmax(1, mean))
                    ri_test_fail(__FILE__, __LINE__, "loss at %g, %g, %g", k, mean, r);
                sum += ri_negative_binomial_pmf(k, mean, r);
                if (fabs(ri_negative_binomial_cdf(k, mean, r) - sum) > 1e-11)
                    ri_test_fail(__FILE__, __LINE__, "cdf at %g, %g, %g", k, mean, r);
                loss -= 1 - sum; /* E(D - k - 1)+ = E(D - k)+ - P(D > k) */
            }
        }
    }
}

TEST(distribution_quantiles_are_the_smallest)
{
    static const double means[] = {0.02, 1, 7.7, 950.4}, dispersions[] = {0.4, 6, INFINITY},
                        ps[] = {0, 0.1, 0.5, 0.9, 0.999};
    for (size_t m = 0; m < RI_COUNT(means); m++) {
        for (size_t d = 0; d < RI_COUNT(dispersions); d++) {
            for (size_t i = 0; i < RI_COUNT(ps); i++) {
                const double k = ri_negative_binomial_quantile(ps[i], means[m], dispersions[d]);
                CHECK(ri_negative_binomial_cdf(k, means[m], dispersions[d]) >= ps[i]);
                CHECK(k == 0 || ri_negative_binomial_cdf(k - 1, means[m], dispersions[d]) < ps[i]);
            }
        }
    }
    for (double k = 0; k < 30; k++)
        CHECK_NEAR(ri_poisson_quantile(ri_poisson_cdf(k, 9.3), 9.3), k, 0); /* exactly met */
    CHECK(ri_poisson_quantile(0.99, 0) == 0);
    CHECK(isnan(ri_poisson_quantile(1, 3)) && isnan(ri_poisson_quantile(-0.1, 3)) &&
          isnan(ri_poisson_quantile(0.5, NAN)));
    CHECK_NEAR(ri_poisson_quantile(0.5, 1e9), 1e9, 1e-9);
}

TEST(distribution_incomplete_functions)
{
    near(ri_gamma_upper(0.5, 2), erfc(sqrt(2)), __LINE__);
    near(ri_gamma_upper(1, 3.3), exp(-3.3), __LINE__);
    near(ri_beta_inside(0.3, 1, 1), 0.3, __LINE__);
    near(ri_beta_inside(0.3, 2, 1), 0.09, __LINE__);
    near(ri_beta_inside(0.25, 0.5, 0.5), 1.0 / 3, __LINE__); /* arcsine law */
    CHECK(ri_gamma_upper(2, 0) == 1 && ri_beta_inside(0, 2, 3) == 0 &&
          ri_beta_inside(1, 2, 3) == 1);
    CHECK(isnan(ri_gamma_upper(0, 1)) && isnan(ri_gamma_upper(1, -1)) &&
          isnan(ri_beta_inside(1.1, 1, 1)));
    CHECK(isnan(ri_beta_inside(0.5, 0, 1)));
}

TEST(distribution_empirical)
{
    const double x[] = {0, 0, 1, 3, 3, 8.5};
    CHECK_NEAR(ri_empirical_cdf(x, 6, 0), 2.0 / 6, 1e-15);
    CHECK_NEAR(ri_empirical_cdf(x, 6, -0.1), 0, 0);
    CHECK_NEAR(ri_empirical_cdf(x, 6, 3), 5.0 / 6, 1e-15);
    CHECK_NEAR(ri_empirical_cdf(x, 6, 100), 1, 0);
    CHECK_NEAR(ri_empirical_loss(x, 6, 0), 15.5 / 6, 1e-15);
    CHECK_NEAR(ri_empirical_loss(x, 6, 2), 8.5 / 6, 1e-15);
    CHECK_NEAR(ri_empirical_loss(x, 6, 8.5), 0, 0);
    enum { DRAWS = 20000 };
    static double    draws[DRAWS];
    struct ri_random random;
    ri_random_init(&random, 3, 1);
    for (size_t i = 0; i < DRAWS; i++)
        draws[i] = (double)ri_random_negative_binomial(&random, 12.3, 3.7);
    ri_sort(draws, DRAWS);
    CHECK_NEAR(ri_empirical_cdf(draws, DRAWS, 15), ri_negative_binomial_cdf(15, 12.3, 3.7), 0.01);
    CHECK_NEAR(ri_empirical_loss(draws, DRAWS, 15), ri_negative_binomial_loss(15, 12.3, 3.7), 0.05);
}
