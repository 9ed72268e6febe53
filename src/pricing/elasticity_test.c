/* Elasticities: by hand, of a made shop, and of the two public orange juice tables. */
#include "elasticity.h"

#include "base/random.h"
#include "base/test.h"

static const struct ri_elasticity_options plain = {RI_DEMAND_AUTO, RI_ERRORS_CLASSICAL, 0.95};

/* q = 8 p^-2 in one group, 3 p^-0.5 in another, whose price moves too. */
TEST(two_exact_demand_curves_by_hand)
{
    static const double   price[] = {1.25, 2, 2.5, 1.25, 2, 3.2};
    static const uint32_t group[] = {0, 0, 0, 1, 1, 1};
    double                log_price[6], q[6];
    struct ri_elasticity  found[2];
    struct ri_arena       mem;
    for (size_t i = 0; i < 6; i++) {
        log_price[i] = log(price[i]);
        q[i] = group[i] ? 3 * pow(price[i], -0.5) : 8 * pow(price[i], -2);
    }
    const struct ri_price_rows rows = {
        .n = 6, .price = log_price, .quantity = q, .group = group, .groups = 2};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_elasticity_fit(&rows, &plain, &mem, found, NULL), RI_OK);
    CHECK_NEAR(found[0].own.value, -2, 1e-10);
    CHECK_NEAR(found[1].own.value, -0.5, 1e-10);
    CHECK_NEAR(found[0].r2, 1, 1e-10);
    CHECK_INT(found[0].prices, 3);
    CHECK_NEAR(found[1].high_price, log(3.2), 0);
    ri_arena_release(&mem);
}

struct wrong { /* a group and why it has no elasticity */
    const char *problem;
    size_t      n;
    double      price[4], q[4];
};
static const struct wrong wrongs[] = {
    {"its price never moved", 4, {1.5, 1.5, 1.5, 1.5}, {2, 3, 4, 5}},
    {"nothing was sold", 3, {1.5, 2, 2.5}, {0, 0, 0}},
    {"too few observations for what is to be told apart", 2, {1.5, 2}, {3, 2}},
};

TEST(groups_that_tell_nothing_say_why)
{
    for (size_t w = 0; w < RI_COUNT(wrongs); w++) {
        double               log_price[4];
        const uint32_t       group[4] = {0};
        struct ri_elasticity found;
        struct ri_arena      mem;
        for (size_t i = 0; i < wrongs[w].n; i++) log_price[i] = log(wrongs[w].price[i]);
        const struct ri_price_rows rows = {.n = wrongs[w].n,
                                           .price = log_price,
                                           .quantity = wrongs[w].q,
                                           .group = group,
                                           .groups = 1};
        ri_arena_init(&mem, 1 << 20);
        CHECK_STATUS(ri_elasticity_fit(&rows, &plain, &mem, &found, NULL), RI_OK);
        CHECK_TEXT(found.problem, wrongs[w].problem);
        CHECK(isnan(found.own.value) && isnan(found.own.error));
        ri_arena_release(&mem);
    }
}

enum { PRODUCTS = 6, SHOPS = 4, WEEKS = 60, ROWS = PRODUCTS * SHOPS * WEEKS };
struct shop {
    double   price[ROWS], q[ROWS], truth[PRODUCTS];
    uint32_t group[ROWS], store[ROWS], week[ROWS];
};

/* Prices are the same in all shops; the season of the week is shared by the products; few units, many zeros. */
static void make_shop(struct shop *shop, double level)
{
    struct ri_random random;
    double           season[WEEKS];
    ri_random_init(&random, 11, 0);
    for (size_t w = 0; w < WEEKS; w++) season[w] = 0.6 * ri_random_normal(&random);
    size_t i = 0;
    for (size_t p = 0; p < PRODUCTS; p++) {
        double price[WEEKS];
        shop->truth[p] = -1 - 0.4 * (double)p;
        for (size_t w = 0; w < WEEKS; w++)
            price[w] =
                log(2.5) -
                (ri_random_uniform(&random) < 0.4 ? 0.1 + 0.3 * ri_random_uniform(&random) : 0) -
                0.1 * season[w];
        for (size_t s = 0; s < SHOPS; s++)
            for (size_t w = 0; w < WEEKS; w++, i++) {
                shop->group[i] = (uint32_t)p;
                shop->store[i] = (uint32_t)s;
                shop->week[i] = (uint32_t)w;
                shop->price[i] = price[w];
                shop->q[i] =
                    (double)ri_random_poisson(&random, exp(level + 0.3 * (double)s + season[w] +
                                                           shop->truth[p] * (price[w] - log(2.5))));
            }
    }
}

static struct ri_price_rows rows_of(const struct shop *shop)
{
    return (struct ri_price_rows){.n = ROWS,
                                  .price = shop->price,
                                  .quantity = shop->q,
                                  .group = shop->group,
                                  .groups = PRODUCTS,
                                  .effect_count = 1,
                                  .effect = {{shop->store, SHOPS}},
                                  .shared = {shop->week, WEEKS},
                                  .cluster = shop->week,
                                  .clusters = WEEKS};
}

TEST(weeks_shared_over_products_and_zero_sales)
{
    static struct shop   shop;
    struct ri_elasticity found[PRODUCTS];
    struct ri_arena      mem;
    make_shop(&shop, 0.2);
    const struct ri_elasticity_options options = {RI_DEMAND_AUTO, RI_ERRORS_CLUSTER, 0.95};
    struct ri_price_rows               rows = rows_of(&shop);
    ri_arena_init(&mem, 1 << 26);
    CHECK_STATUS(ri_elasticity_fit(&rows, &options, &mem, found, NULL), RI_OK);
    for (size_t p = 0; p < PRODUCTS; p++) {
        CHECK(found[p].counted && !found[p].problem);
        CHECK(fabs(found[p].own.value - shop.truth[p]) < 4 * found[p].own.error);
        CHECK(found[p].own.error < 0.6 && found[p].own.error > 0.05);
    }
    rows.shared.levels = 0; /* a week effect of each product's own leaves no price to learn from */
    rows.effect_count = 2;
    rows.effect[1] = (struct ri_price_effect){shop.week, WEEKS};
    CHECK_STATUS(ri_elasticity_fit(&rows, &options, &mem, found, NULL), RI_OK);
    for (size_t p = 0; p < PRODUCTS; p++)
        CHECK_TEXT(found[p].problem, "its price moves only together with the effects or controls");
    ri_arena_release(&mem);
}

TEST(memory_that_runs_out_is_said)
{
    static struct shop   shop;
    struct ri_elasticity found[PRODUCTS];
    make_shop(&shop, 1);
    const struct ri_price_rows rows = rows_of(&shop);
    size_t                     refused = 0;
    for (size_t limit = 1 << 12; limit < 1 << 22; limit *= 2) {
        struct ri_arena mem;
        ri_arena_init(&mem, limit);
        const ri_status status = ri_elasticity_fit(&rows, &plain, &mem, found, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        refused += status == RI_ENOMEM;
        ri_arena_release(&mem);
    }
    CHECK(refused > 2);
}
