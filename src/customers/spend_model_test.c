/* Gamma-Gamma: the published CDNOW values, a simulated crowd, refusals. */
#include "spend_model.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>

TEST(spend_expected_by_hand)
{
    const struct ri_spend_params params = {.p = 6.25, .q = 3.74, .v = 15.44};
    CHECK_NEAR(ri_spend_expected(&params, 0, 0), 6.25 * 15.44 / 2.74, 1e-12);
    CHECK_NEAR(ri_spend_expected(&params, 2, 22.35), 6.25 * (15.44 + 2 * 22.35) / (6.25 * 2 + 2.74),
               1e-12);
    const struct ri_spend_params heavy = {.p = 6.25, .q = 0.9, .v = 15.44};
    CHECK(isinf(ri_spend_expected(&heavy, 0, 0)));
}

TEST(spend_fit_finds_what_made_the_customers)
{
    enum { CUSTOMERS = 8000 };
    static struct ri_spend_history histories[CUSTOMERS];
    const struct ri_spend_params   truth = {.p = 4.2, .q = 3.6, .v = 21.5};
    struct ri_spend_params         found;
    struct ri_random               random;
    struct ri_arena                mem;
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 3, 0);
    for (size_t i = 0; i < CUSTOMERS; i++) {
        const double scale = truth.v / ri_random_gamma(&random, truth.q);
        const double x = 1 + (double)ri_random_below(&random, 9);
        histories[i] =
            (struct ri_spend_history){x, ri_random_gamma(&random, truth.p * x) * scale / x, 1};
    }
    CHECK_STATUS(ri_spend_fit(histories, CUSTOMERS, &mem, &found, NULL), RI_OK);
    CHECK(fabs(found.p - truth.p) < 0.25 && fabs(found.q - truth.q) < 0.25);
    CHECK(fabs(ri_spend_expected(&found, 0, 0) - truth.p * truth.v / (truth.q - 1)) < 1);
    ri_arena_release(&mem);
}

/* The density as it is printed (Fader & Hardie 2013, equation 1), one customer after another. */
static double log_density(const struct ri_spend_params *at, const struct ri_spend_history *h)
{
    const double shape = at->p * h->x;
    int          sign;
    return lgamma_r(shape + at->q, &sign) - lgamma_r(shape, &sign) - lgamma_r(at->q, &sign) +
           at->q * log(at->v) + (shape - 1) * log(h->mean) + shape * log(h->x) -
           (shape + at->q) * log(at->v + h->x * h->mean);
}

/* Amounts from hundredths to millions, customers alone and for several: what is summed in groups and products is what they add up to. */
TEST(spend_log_likelihood_is_that_of_the_customers_one_by_one)
{
    enum { CUSTOMERS = 3000 };
    static struct ri_spend_history histories[CUSTOMERS];
    struct ri_spend_params         found;
    struct ri_random               random;
    struct ri_arena                mem;
    double                         sum = 0;
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 11, 0);
    for (size_t i = 0; i < CUSTOMERS; i++)
        histories[i] = (struct ri_spend_history){
            1 + (double)ri_random_below(&random, 5), exp(4 * ri_random_normal(&random) + 3),
            ri_random_below(&random, 4) ? 1 : 1 + (double)ri_random_below(&random, 3)};
    CHECK_STATUS(ri_spend_fit(histories, CUSTOMERS, &mem, &found, NULL), RI_OK);
    for (size_t i = 0; i < CUSTOMERS; i++)
        sum += histories[i].weight * log_density(&found, &histories[i]);
    CHECK_NEAR(found.log_likelihood / sum, 1, 1e-11);
    ri_arena_release(&mem);
}

/* Without differences q and v have no bound, and chance decides how far a search walks. */
/* Customers come in the order of pseudonyms, which each workspace makes with a key of its own. */
TEST(spend_fit_is_the_same_in_whatever_order_customers_come)
{
    enum { CUSTOMERS = 700 };
    static struct ri_spend_history histories[CUSTOMERS], turned[CUSTOMERS];
    struct ri_spend_params         found, again;
    struct ri_random               random;
    struct ri_arena                mem;
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 5, 0);
    for (size_t i = 0; i < CUSTOMERS; i++) {
        const double x = 1 + (double)ri_random_below(&random, 5);
        histories[i] =
            (struct ri_spend_history){x, 0.01 * (double)(300 + ri_random_below(&random, 2700)), 1};
        turned[CUSTOMERS - 1 - i] = histories[i];
    }
    CHECK_STATUS(ri_spend_fit(histories, CUSTOMERS, &mem, &found, NULL), RI_OK);
    CHECK_STATUS(ri_spend_fit(turned, CUSTOMERS, &mem, &again, NULL), RI_OK);
    CHECK(found.p == again.p && found.q == again.q && found.v == again.v);
    ri_arena_release(&mem);
}

TEST(spend_fit_stops_where_customers_do_not_differ)
{
    enum { CUSTOMERS = 700, SEEDS = 8 };
    static struct ri_spend_history histories[CUSTOMERS];
    struct ri_arena                mem;
    size_t                         limits = 0;
    ri_arena_init(&mem, 1 << 20);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct ri_spend_params found;
        struct ri_random       random;
        double                 sum = 0, occasions = 0;
        ri_random_init(&random, seed, 0);
        for (size_t i = 0; i < CUSTOMERS; i++) {
            const double x = 1 + (double)ri_random_below(&random, 9);
            histories[i] =
                (struct ri_spend_history){x, ri_random_gamma(&random, 4 * x) * 33 / x, 1};
            sum += x * histories[i].mean;
            occasions += x;
        }
        CHECK_STATUS(ri_spend_fit(histories, CUSTOMERS, &mem, &found, NULL), RI_OK);
        CHECK_NEAR(ri_spend_expected(&found, 0, 0) / (sum / occasions), 1, 0.01);
        CHECK_NEAR(ri_spend_expected(&found, 9, 300) / (sum / occasions), 1, 0.35);
        limits += found.at_limit[1] || found.at_limit[2];
    }
    CHECK(limits >= 2);
    ri_arena_release(&mem);
}

TEST(spend_fit_refuses_what_cannot_be)
{
    struct ri_spend_params        params;
    struct ri_error               err = {0};
    struct ri_arena               mem;
    const struct ri_spend_history none = {1, 0, 1};
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_spend_fit(NULL, 0, &mem, &params, &err), RI_EDATA);
    CHECK_STATUS(ri_spend_fit(&none, 1, &mem, &params, &err), RI_EDATA);
    CHECK_TEXT(err.message, "history 0 cannot be: 1 repeats of 0 each");
    ri_arena_release(&mem);
}

TEST(spend_fit_gives_the_published_cdnow_values)
{
    static struct ri_spend_history histories[3000];
    const char                    *folder = ri_test_shared("cdnow");
    if (!folder) TEST_SKIP("needs ../shared/data/cdnow");
    char path[1024], line[256];
    snprintf(path, sizeof path, "%s/cdnow_customers_summary_with_transactions.csv", folder);
    FILE  *file = fopen(path, "r");
    size_t count = 0;
    CHECK(file != NULL);
    while (file && fgets(line, sizeof line, file)) {
        int    id;
        double x, last, span, mean;
        if (sscanf(line, "%d,%lf,%lf,%lf,%lf", &id, &x, &last, &span, &mean) == 5 && x > 0)
            histories[count++] = (struct ri_spend_history){x, mean, 1};
    }
    if (file) fclose(file);
    CHECK_INT(count, 946);
    struct ri_spend_params params;
    struct ri_arena        mem;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_spend_fit(histories, count, &mem, &params, NULL), RI_OK);
    CHECK(params.log_likelihood >= -4055.9235 && params.log_likelihood < -4055.92);
    CHECK(fabs(params.p - 6.2488) < 2e-3 && fabs(params.q - 3.7446) < 1e-3 &&
          fabs(params.v - 15.4477) < 1e-2);
    ri_arena_release(&mem);
}
