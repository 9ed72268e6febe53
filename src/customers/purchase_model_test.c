/* Published values of the CDNOW sample, and what must hold for any model of the table. */
#include "purchase_model.h"

#include "base/random.h"
#include "base/test.h"
#include "base/text.h"

static const struct ri_purchase_params published = {0.243, 4.414,  0.793, 2.426,
                                                    0,     {false}}; /* rounded, as printed */
static const struct ri_purchase_params precise = {0.242594, 4.413532, 0.792888,
                                                  2.425753, 0,        {false}};

/* 2F1 by its own series, term by term: the slow twin of the transformed one. Good for z well below 1. */
static double hypergeometric(double a, double b, double c, double z)
{
    double term = 1, sum = 1;
    for (int n = 0; n < 200000 && fabs(term) > 1e-17 * fabs(sum); n++) {
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
        sum += term;
    }
    return sum;
}

static double slow_expected(const struct ri_purchase_params *p, const struct ri_purchase_history *h,
                            double t, bool modified)
{
    const double b = modified ? p->b + 1 : p->b;
    const double c = p->a + b + h->x - 1, z = t / (p->alpha + h->span + t);
    const double alive =
        c / (p->a - 1) *
        (1 - pow(1 - z, p->r + h->x) * hypergeometric(p->r + h->x, b + h->x, c, z));
    const double gone =
        p->a / (b + h->x - 1) * pow((p->alpha + h->span) / (p->alpha + h->last), p->r + h->x);
    return alive / (1 + (h->x > 0 || modified ? gone : 0));
}

TEST(purchase_model_gives_the_published_expectations)
{
    static const double             weeks[] = {0.1429, 1, 3, 31.8571, 32, 78};
    static const double             want[] = {0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576};
    const struct ri_purchase_model *bgnbd = ri_purchase_model_find("bgnbd");
    for (size_t i = 0; i < RI_COUNT(weeks); i++)
        CHECK(fabs(ri_purchase_expected_new(bgnbd, &precise, weeks[i]) - want[i]) < 5e-4);
    const struct ri_purchase_history known = {2, 30.43, 38.86, 1};
    CHECK(fabs(bgnbd->expected(&published, &known, 39) - 1.226) < 5e-4);
}

TEST(purchase_model_agrees_with_the_plain_series)
{
    static const struct ri_purchase_params  params[] = {{0.243, 4.414, 0.793, 2.426, 0, {false}},
                                                        {1.7, 9.3, 2.31, 4.7, 0, {false}},
                                                        {0.525, 6.183, 0.891, 1.614, 0, {false}}};
    static const struct ri_purchase_history histories[] = {
        {0, 0, 38.86, 1}, {1, 3.25, 21.5, 1}, {7, 30.5, 31.25, 1}, {29, 35, 38, 1}};
    for (size_t p = 0; p < RI_COUNT(params); p++) {
        for (size_t h = 0; h < RI_COUNT(histories); h++) {
            for (size_t m = 0; ri_purchase_models[m]; m++) {
                const double got =
                    ri_purchase_models[m]->expected(&params[p], &histories[h], 17.25);
                CHECK_NEAR(got, slow_expected(&params[p], &histories[h], 17.25, m == 1), 1e-9);
            }
        }
    }
}

TEST(purchase_model_has_no_hole_at_a_of_one)
{
    const struct ri_purchase_history h = {3, 12.5, 20, 1};
    for (size_t m = 0; ri_purchase_models[m]; m++) {
        const struct ri_purchase_params below = {0.7, 5, 1 - 1e-7, 2.5, 0, {false}},
                                        at = {0.7, 5, 1, 2.5, 0, {false}},
                                        above = {0.7, 5, 1 + 1e-7, 2.5, 0, {false}};
        const double mean = (ri_purchase_models[m]->expected(&below, &h, 26) +
                             ri_purchase_models[m]->expected(&above, &h, 26)) /
                            2;
        CHECK_NEAR(ri_purchase_models[m]->expected(&at, &h, 26), mean, 1e-12);
    }
}

TEST(purchase_model_behaves_like_a_customer)
{
    for (size_t m = 0; ri_purchase_models[m]; m++) {
        const struct ri_purchase_model *model = ri_purchase_models[m];
        double                          before = 0, alive_before = 1;
        for (double t = 1; t < 300; t *= 1.7) { /* more time, more purchases; never without end */
            const struct ri_purchase_history h = {4, 25.5, 30, 1};
            const double                     now = model->expected(&precise, &h, t);
            CHECK(now > before && isfinite(now));
            before = now;
        }
        for (double silence = 0; silence < 200;
             silence += 7.5) { /* the longer the silence, the likelier gone */
            const struct ri_purchase_history h = {4, 25.5, 25.5 + silence, 1};
            const double                     alive = model->alive(&precise, &h);
            CHECK(alive > 0 && alive <= alive_before);
            alive_before = alive;
        }
        CHECK(alive_before < 0.05);
    }
    const struct ri_purchase_history once = {0, 0, 38, 1};
    CHECK(ri_purchase_models[0]->alive(&precise, &once) == 1);
    CHECK(ri_purchase_models[1]->alive(&precise, &once) < 1);
}

/* Customers who really live as the model says: rates, chances and days drawn from it. */
static void simulate(struct ri_random *random, const struct ri_purchase_params *p, bool modified,
                     struct ri_purchase_history *h)
{
    const double rate = ri_random_gamma(random, p->r) / p->alpha;
    const double up = ri_random_gamma(random, p->a), down = ri_random_gamma(random, p->b);
    const double leaves = up / (up + down), span = 20 + 20 * ri_random_uniform(random);
    *h = (struct ri_purchase_history){0, 0, span, 1};
    if (modified && ri_random_uniform(random) < leaves) return;
    for (double t = 0;;) {
        t -= log(1 - ri_random_uniform(random)) / rate;
        if (t > span) return;
        h->x++;
        h->last = t;
        if (ri_random_uniform(random) < leaves) return;
    }
}

TEST(purchase_fit_finds_what_made_the_customers)
{
    enum { CUSTOMERS = 20000 };
    static struct ri_purchase_history histories[CUSTOMERS];
    const struct ri_purchase_params   truth = {0.9, 6.5, 0.8, 3.1, 0, {false}};
    struct ri_arena                   mem;
    ri_arena_init(&mem, 1 << 26);
    for (size_t m = 0; ri_purchase_models[m]; m++) {
        struct ri_random          random;
        struct ri_purchase_params found;
        ri_random_init(&random, 7, m);
        for (size_t i = 0; i < CUSTOMERS; i++) simulate(&random, &truth, m == 1, &histories[i]);
        CHECK_STATUS(
            ri_purchase_fit(ri_purchase_models[m], histories, CUSTOMERS, &mem, &found, NULL),
            RI_OK);
        CHECK(fabs(found.r - truth.r) < 0.08 && fabs(found.alpha - truth.alpha) < 0.7);
        CHECK(fabs(found.a / (found.a + found.b) - truth.a / (truth.a + truth.b)) < 0.02);
        CHECK(found.log_likelihood >=
              ri_purchase_log_likelihood(ri_purchase_models[m], &truth, histories, CUSTOMERS));
        CHECK_NEAR(found.log_likelihood,
                   ri_purchase_log_likelihood(ri_purchase_models[m], &found, histories, CUSTOMERS),
                   1e-9);
    }
    ri_arena_release(&mem);
}

TEST(purchase_fit_does_not_care_for_the_unit_of_time)
{
    struct ri_purchase_history weeks[600], days[600];
    struct ri_purchase_params  by_week, by_day;
    struct ri_random           random;
    struct ri_arena            mem;
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 11, 0);
    for (size_t i = 0; i < RI_COUNT(weeks); i++) {
        simulate(&random, &precise, false, &weeks[i]);
        days[i] = (struct ri_purchase_history){weeks[i].x, weeks[i].last * 7, weeks[i].span * 7, 1};
    }
    CHECK_STATUS(
        ri_purchase_fit(ri_purchase_models[0], weeks, RI_COUNT(weeks), &mem, &by_week, NULL),
        RI_OK);
    CHECK_STATUS(ri_purchase_fit(ri_purchase_models[0], days, RI_COUNT(days), &mem, &by_day, NULL),
                 RI_OK);
    CHECK_NEAR(by_day.alpha, by_week.alpha * 7, 1e-4);
    CHECK_NEAR(by_day.r, by_week.r, 1e-4);
    ri_arena_release(&mem);
}

/* Crowds that the models do not need all of their parameters for: they end at a limit, and every score is a number. */
TEST(purchase_fit_stops_where_parameters_mean_no_more)
{
    enum { CROWD = 1500 };
    static struct ri_purchase_history h[CROWD];
    struct ri_random                  random;
    struct ri_arena                   mem;
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 23, 0);
    for (size_t kind = 0; kind < 3;
         kind++) { /* nobody leaves; all leave alike; all buy alike and nobody leaves */
        double bought = 0, expected = 0;
        for (size_t i = 0; i < CROWD; i++) {
            const double rate = kind == 2 ? 0.1 : ri_random_gamma(&random, 1.5) / 15;
            h[i] = (struct ri_purchase_history){.span = 52, .weight = 1};
            for (double at = 0; (at += ri_random_gamma(&random, 1) / rate) < 52;) {
                h[i].x++;
                h[i].last = at;
                if (kind == 1 && ri_random_uniform(&random) < 0.2) break;
            }
            bought += h[i].x;
        }
        for (size_t m = 0; ri_purchase_models[m]; m++) {
            struct ri_purchase_params params;
            double                    covariance[16];
            CHECK_STATUS(ri_purchase_fit(ri_purchase_models[m], h, CROWD, &mem, &params, NULL),
                         RI_OK);
            expected = 0;
            for (size_t i = 0; i < CROWD; i++) {
                const double next = ri_purchase_models[m]->expected(&params, &h[i], 52),
                             alive = ri_purchase_models[m]->alive(&params, &h[i]);
                CHECK(isfinite(next) && next >= 0 && alive >= 0 && alive <= 1);
                expected += next;
            }
            if (kind != 1) CHECK(fabs(expected / bought - 1) < 0.1);
            if (kind == 1) CHECK(expected < 0.8 * bought);
            (void)ri_purchase_covariance(ri_purchase_models[m], h, CROWD, &params, &mem,
                                         covariance);
        }
    }
    ri_arena_release(&mem);
}

/* Crowds drawn from known parameters: the logarithm of r lies within two of its errors in most of them. */
TEST(purchase_covariance_says_how_far_off_a_fit_is)
{
    enum { CROWD = 1500, TIMES = 20 };
    static struct ri_purchase_history h[CROWD];
    struct ri_random                  random;
    struct ri_arena                   mem;
    size_t                            near = 0;
    const struct ri_purchase_params   known = {.r = 0.9, .alpha = 9, .a = 0.8, .b = 2.4};
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 29, 0);
    for (size_t time = 0; time < TIMES; time++) {
        struct ri_purchase_params params;
        double                    covariance[16];
        for (size_t i = 0; i < CROWD; i++) simulate(&random, &known, false, &h[i]);
        CHECK_STATUS(ri_purchase_fit(ri_purchase_models[0], h, CROWD, &mem, &params, NULL), RI_OK);
        CHECK(ri_purchase_covariance(ri_purchase_models[0], h, CROWD, &params, &mem, covariance));
        near += fabs(log(params.r / known.r)) < 2 * sqrt(covariance[0]);
    }
    printf("within two errors: %zu of %d\n", near, TIMES);
    CHECK(near >= 16);
    ri_arena_release(&mem);
}

TEST(purchase_fit_refuses_what_cannot_be)
{
    struct ri_purchase_params  params;
    struct ri_error            err = {0};
    struct ri_arena            mem;
    struct ri_purchase_history h[] = {{2, 3.5, 10, 1}, {1, 12, 10, 1}};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_purchase_fit(ri_purchase_models[0], h, 2, &mem, &params, &err), RI_EDATA);
    CHECK_TEXT(err.message, "history 1 cannot be: 1 repeats, the last at 12 of 10");
    h[1] = (struct ri_purchase_history){0.5, 3, 10, 1};
    CHECK_STATUS(ri_purchase_fit(ri_purchase_models[0], h, 2, &mem, &params, NULL), RI_EDATA);
    h[0] = h[1] = (struct ri_purchase_history){0, 0, 10, 1};
    CHECK_STATUS(ri_purchase_fit(ri_purchase_models[0], h, 2, &mem, &params, &err), RI_EDATA);
    CHECK(strstr(err.message, "nobody of 2 customers came back"));
    CHECK(!ri_purchase_model_find("pareto"));
    struct ri_arena small;
    ri_arena_init(&small, 16);
    CHECK_STATUS(ri_purchase_fit(ri_purchase_models[0], h, 2, &small, &params, NULL), RI_ENOMEM);
    ri_arena_release(&small);
    ri_arena_release(&mem);
}

/* ---- The published sample ------------------------------------------------------------------------------ */

static size_t read_sample(const char *path, struct ri_purchase_history *histories, size_t most)
{
    FILE  *file = fopen(path, "r");
    size_t count = 0;
    char   line[256];
    if (!file) return 0;
    while (count < most && fgets(line, sizeof line, file)) {
        struct ri_purchase_history *h = &histories[count];
        int                         id;
        if (sscanf(line, "%d,%lf,%lf,%lf", &id, &h->x, &h->last, &h->span) != 4) continue;
        h->weight = 1;
        count++;
    }
    fclose(file);
    return count;
}

TEST(purchase_fit_gives_the_published_cdnow_values)
{
    static struct ri_purchase_history histories[3000];
    const char                       *folder = ri_test_shared("cdnow");
    if (!folder) TEST_SKIP("needs ../shared/data/cdnow");
    char path[1024];
    snprintf(path, sizeof path, "%s/cdnow_customers_summary.csv", folder);
    const size_t count = read_sample(path, histories, RI_COUNT(histories));
    CHECK_INT(count, 2357);
    struct ri_purchase_params params;
    struct ri_arena           mem;
    ri_arena_init(&mem, 1 << 22);
    CHECK_STATUS(
        ri_purchase_fit(ri_purchase_model_find("bgnbd"), histories, count, &mem, &params, NULL),
        RI_OK);
    CHECK_NEAR(params.log_likelihood, -9582.4256, 1e-8);
    CHECK(fabs(params.r - 0.24259) < 2e-5 && fabs(params.alpha - 4.41353) < 2e-4);
    CHECK(fabs(params.a - 0.79289) < 2e-4 && fabs(params.b - 2.42575) < 1e-3);
    CHECK_STATUS(
        ri_purchase_fit(ri_purchase_model_find("mbgnbd"), histories, count, &mem, &params, NULL),
        RI_OK);
    CHECK(fabs(params.r - 0.525) < 1e-3 && fabs(params.alpha - 6.183) < 5e-3);
    CHECK(fabs(params.a - 0.891) < 2e-3 && fabs(params.b - 1.614) < 5e-3);
    ri_arena_release(&mem);
}
