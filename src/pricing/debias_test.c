/* A shop of 50 products whose prices follow expected demand: what plain regression says and what double machine learning says. */
#include "debias.h"

#include "base/random.h"
#include "base/test.h"
#include "shrink.h"

#include <stdlib.h>

enum { PRODUCTS = 50, WEEKS = 156, ROWS = PRODUCTS * WEEKS, FEATURES = 4 };
struct market {
    double   price[ROWS], q[ROWS], feature[FEATURES * ROWS], truth[PRODUCTS];
    uint32_t group[ROWS];
};

/* Promotions come in weeks that are expected to be good, and the list price follows the season. Expected demand is a bent function
 * of season, weather, trend and holidays, of another size for each product. */
static void make_market(struct market *m, uint64_t seed)
{
    struct ri_random random;
    double           season[WEEKS], weather[WEEKS], holiday[WEEKS];
    ri_random_init(&random, seed, 1);
    for (size_t w = 0; w < WEEKS; w++) {
        season[w] = sin(2 * 3.14159265 * (double)w / 52);
        weather[w] = ri_random_normal(&random);
        holiday[w] = ri_random_uniform(&random) < 0.12;
    }
    for (size_t p = 0, i = 0; p < PRODUCTS; p++) {
        const double a = 0.4 + 0.6 * ri_random_uniform(&random),
                     b = ri_random_uniform(&random) - 0.2, level = 4 + ri_random_normal(&random);
        m->truth[p] = -0.8 - 2.7 * ri_random_uniform(&random);
        for (size_t w = 0; w < WEEKS; w++, i++) {
            const double good =
                0.6 * (a * season[w] + b * weather[w] + 0.3 * weather[w] * weather[w] * b +
                       0.8 * holiday[w] + 0.002 * (double)w);
            const bool offer = ri_random_uniform(&random) < 1 / (1 + exp(1.2 - 2 * good));
            m->group[i] = (uint32_t)p;
            m->price[i] =
                log(3.5) - (offer ? 0.22 : 0) - 0.03 * good + 0.06 * ri_random_normal(&random);
            m->q[i] = exp(level + good + m->truth[p] * (m->price[i] - log(3.5)) +
                          0.15 * ri_random_normal(&random));
            m->feature[0 * ROWS + i] = season[w];
            m->feature[1 * ROWS + i] = weather[w];
            m->feature[2 * ROWS + i] = holiday[w];
            m->feature[3 * ROWS + i] = (double)w;
        }
    }
}

struct result {
    double naive, linear, debiased, drawn, covered;
};

static ri_status judge(const struct market *m, ri_cleaner cleaner, struct ri_arena *mem,
                       struct result *ret, struct ri_error *err)
{
    struct ri_elasticity               naive[PRODUCTS], linear[PRODUCTS];
    struct ri_debiased                 clean[PRODUCTS];
    double                             value[PRODUCTS], error[PRODUCTS];
    const struct ri_elasticity_options options = {RI_DEMAND_LOG, RI_ERRORS_ROBUST, 0.95};
    const struct ri_debias_options     cleaning = {cleaner, 5, 42, 0.95};
    struct ri_price_rows               rows = {
                      .n = ROWS, .price = m->price, .quantity = m->q, .group = m->group, .groups = PRODUCTS};
    RI_TRY(ri_elasticity_fit(&rows, &options, mem, naive, err));
    rows.control = m->feature;
    rows.control_count = FEATURES;
    RI_TRY(ri_elasticity_fit(&rows, &options, mem, linear, err));
    RI_TRY(ri_debias(&rows, m->feature, FEATURES, &cleaning, NULL, mem, clean, err));
    *ret = (struct result){0};
    for (size_t p = 0; p < PRODUCTS; p++)
        value[p] = clean[p].own.value, error[p] = clean[p].own.error;
    const struct ri_family family = ri_family_of(value, error, PRODUCTS);
    for (size_t p = 0; p < PRODUCTS; p++) {
        double drawn, left;
        ri_draw_towards(&family, value[p], error[p], &drawn, &left);
        ret->naive += fabs(naive[p].own.value - m->truth[p]) / PRODUCTS;
        ret->linear += fabs(linear[p].own.value - m->truth[p]) / PRODUCTS;
        ret->debiased += fabs(value[p] - m->truth[p]) / PRODUCTS;
        ret->drawn += fabs(drawn - m->truth[p]) / PRODUCTS;
        ret->covered +=
            (clean[p].own.low < m->truth[p] && m->truth[p] < clean[p].own.high) / (double)PRODUCTS;
    }
    return RI_OK;
}

TEST(fifty_products_with_confounded_prices)
{
    struct market *m = malloc(sizeof *m);
    const char    *more =
        getenv("RI_PRICING_SEEDS"); /* more of them, and what they give, for the bench */
    for (uint64_t seed = 1; seed <= (more ? strtoull(more, NULL, 10) : 2); seed++) {
        struct ri_arena mem;
        struct result   r;
        ri_arena_init(&mem, 1 << 28);
        make_market(m, seed);
        CHECK_STATUS(judge(m, RI_CLEANER_AUTO, &mem, &r, NULL), RI_OK);
        if (more)
            printf("seed %llu: plain %.3f, linear controls %.3f, debiased %.3f, drawn %.3f, "
                   "covered %.2f\n",
                   (unsigned long long)seed, r.naive, r.linear, r.debiased, r.drawn, r.covered);
        CHECK(r.naive > 1.2);
        CHECK(r.debiased < 0.15);
        CHECK(r.drawn < 0.15);
        CHECK(r.covered > 0.80);
        ri_arena_release(&mem);
    }
    free(m);
}

TEST(ridge_alone_and_trees_alone_are_better_than_nothing)
{
    struct market *m = malloc(sizeof *m);
    make_market(m, 3);
    for (int cleaner = RI_CLEANER_RIDGE; cleaner <= RI_CLEANER_BOOST; cleaner++) {
        struct ri_arena mem;
        struct result   r;
        ri_arena_init(&mem, 1 << 28);
        CHECK_STATUS(judge(m, (ri_cleaner)cleaner, &mem, &r, NULL), RI_OK);
        CHECK(r.debiased < 0.4 * r.naive);
        ri_arena_release(&mem);
    }
    free(m);
}

TEST(no_debiased_estimate_without_rows_or_with_zeros)
{
    enum { N = 40 };
    double             price[N], q[N], feature[N];
    uint32_t           group[N];
    struct ri_debiased found[2];
    struct ri_arena    mem;
    for (size_t i = 0; i < N; i++) {
        price[i] = 0.125 * (double)(i % 5);
        q[i] = i % 3 ? 2.5 : 0;
        feature[i] = (double)i;
        group[i] = i < 30 ? 0 : 1;
        if (group[i]) q[i] = 1.5;
    }
    const struct ri_price_rows rows = {
        .n = N, .price = price, .quantity = q, .group = group, .groups = 2};
    const struct ri_debias_options options = {RI_CLEANER_AUTO, 5, 1, 0.95};
    ri_arena_init(&mem, 1 << 22);
    CHECK_STATUS(ri_debias(&rows, feature, 1, &options, NULL, &mem, found, NULL), RI_OK);
    CHECK_TEXT(found[0].problem, "too many zero sales");
    CHECK_TEXT(found[1].problem, "too few observations");
    ri_arena_release(&mem);
}
