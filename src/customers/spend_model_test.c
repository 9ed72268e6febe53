/* Gamma-Gamma: the published CDNOW values, a simulated crowd, refusals. */
#include "spend_model.h"

#include "base/random.h"
#include "base/test.h"

TEST(spend_expected_by_hand)
{
    const struct ri_spend_params params = {6.25, 3.74, 15.44, 0};
    CHECK_NEAR(ri_spend_expected(&params, 0, 0), 6.25 * 15.44 / 2.74, 1e-12);
    CHECK_NEAR(ri_spend_expected(&params, 2, 22.35), 6.25 * (15.44 + 2 * 22.35) / (6.25 * 2 + 2.74),
               1e-12);
    const struct ri_spend_params heavy = {6.25, 0.9, 15.44, 0};
    CHECK(isinf(ri_spend_expected(&heavy, 0, 0)));
}

TEST(spend_fit_finds_what_made_the_customers)
{
    enum { CUSTOMERS = 8000 };
    static struct ri_spend_history histories[CUSTOMERS];
    const struct ri_spend_params   truth = {4.2, 3.6, 21.5, 0};
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
