/* Counts beyond Poisson beside statsmodels and scipy (tools/goldens/count_golden.py), and what is above a limit by hand. */
#include "math/distribution.h"
#include "regress.h"

#include "base/golden.h"
#include "base/random.h"

enum { MOST = 256, WIDTH = 2, SHOPS = 6, LIMIT = 14 };

static void check_case(const struct ri_json_value *one)
{
    static double        price[MOST], offer[MOST], shop[MOST], y[MOST], value[MOST * WIDTH];
    static uint32_t      column[MOST * WIDTH], cell[MOST];
    static bool          cut[MOST];
    static const size_t  both[] = {0, 1};
    struct ri_fit_errors errors = {.kind = RI_ERRORS_CLASSICAL};
    double               slope[2], alpha = 0, error[2], covariance[4], df;
    char                 censored[8];
    struct ri_arena      mem;
    struct ri_fit        fit;
    const size_t         n = golden_numbers(ri_json_member(one, "price"), price, MOST);
    golden_numbers(ri_json_member(one, "offer"), offer, MOST);
    golden_numbers(ri_json_member(one, "shop"), shop, MOST);
    golden_numbers(ri_json_member(one, "y"), y, MOST);
    golden_numbers(ri_json_member(one, "slope"), slope, 2);
    golden_text(one, "censored", censored, sizeof censored);
    golden_numbers(ri_json_member(one, "alpha"), &alpha, 1);
    const bool is_censored = strcmp(censored, "true") == 0;
    for (size_t i = 0; i < n; i++) {
        column[2 * i] = 0, column[2 * i + 1] = 1;
        value[2 * i] = price[i], value[2 * i + 1] = offer[i];
        cell[i] = (uint32_t)shop[i];
        cut[i] = is_censored && y[i] >= LIMIT;
    }
    const struct ri_sparse_rows rows = {n, WIDTH, 2, column, value, cell, SHOPS};
    const struct ri_count_law   law = {.alpha = is_censored ? alpha : 0,
                                       .learn = !is_censored,
                                       .censored = is_censored ? cut : NULL};
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS(ri_fit_counts(&rows, y, &law, &mem, &fit, NULL), RI_OK);
    CHECK_NEAR(fit.coefficient[0], slope[0], 1e-5);
    CHECK_NEAR(fit.coefficient[1], slope[1], 1e-5);
    CHECK_NEAR(fit.alpha, alpha, 1e-5);
    if (golden_numbers(ri_json_member(one, "classical"), error, 2) == 2) {
        CHECK_STATUS(ri_fit_covariance(&rows, &fit, &errors, both, 2, &mem, covariance, &df, NULL),
                     RI_OK);
        CHECK_NEAR(sqrt(covariance[0]), error[0], 1e-5);
        CHECK_NEAR(sqrt(covariance[3]), error[1], 1e-5);
    }
    if (golden_numbers(ri_json_member(one, "observed"), error, 2) ==
        2) { /* what is above a limit by the normal law */
        CHECK_STATUS(ri_fit_covariance(&rows, &fit, &errors, both, 2, &mem, covariance, &df, NULL),
                     RI_OK);
        CHECK_NEAR(sqrt(covariance[0]) / error[0], 1, 0.05);
        CHECK_NEAR(sqrt(covariance[3]) / error[1], 1, 0.05);
    }
    ri_arena_release(&mem);
}

TEST(counts_beyond_poisson_are_those_of_statsmodels_and_scipy)
{
    struct ri_json_document    *document;
    const struct ri_json_value *cases =
        golden_cases("count_golden.json", "RI_COUNT_GOLDEN", &document);
    CHECK_INT(ri_json_count(cases), 3);
    for (size_t i = 0; i < ri_json_count(cases); i++) check_case(ri_json_at(cases, i, NULL));
    ri_json_document_free(document);
}

/* Of Poisson(2): E[Y | Y >= 2] = (2 - P(1)) / (1 - P(0) - P(1)). */
TEST(what_was_wanted_above_an_empty_shelf_by_hand)
{
    const double p0 = exp(-2), p1 = 2 * exp(-2);
    double       left;
    CHECK_NEAR(ri_count_above(2, 2, 0, &left), (2 - p1) / (1 - p0 - p1), 1e-9);
    CHECK(left > 0.2 && left < 0.6);
    CHECK_NEAR(ri_count_above(0, 7.5, 0.2, &left), 7.5, 1e-9);
    CHECK_NEAR(left, 1, 1e-12);
    CHECK(ri_count_above(3, 60, 0.05, &left) < 60.5);
    CHECK(left > 0.9); /* as good as nothing is told */
    CHECK_NEAR(ri_count_above(200, 2, 0, &left), 200, 1);
}

TEST(poisson_counts_have_no_alpha_and_the_limit_of_memory_is_kept)
{
    static uint32_t  column[400], cell[400];
    static double    value[400], y[400];
    struct ri_random random;
    struct ri_arena  mem;
    struct ri_fit    fit;
    ri_random_init(&random, 3, 0);
    for (size_t i = 0; i < 400; i++) {
        value[i] = ri_random_uniform(&random) - 0.5;
        y[i] = (double)ri_random_poisson(&random, exp(1.7 - 0.8 * value[i]));
    }
    const struct ri_sparse_rows rows = {400, 1, 1, column, value, cell, 1};
    const struct ri_count_law   law = {.learn = true};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_fit_counts(&rows, y, &law, &mem, &fit, NULL), RI_OK);
    CHECK(fit.alpha < 0.03);
    CHECK_NEAR(fit.coefficient[0], -0.8, 0.15);
    ri_arena_release(&mem);
    ri_arena_init(&mem, 4096);
    CHECK_STATUS(ri_fit_counts(&rows, y, &law, &mem, &fit, NULL), RI_ENOMEM);
    ri_arena_release(&mem);
}
