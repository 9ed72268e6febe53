/* Promotions of a made shop whose effects are known. */
#include "promotion.h"

#include "base/random.h"
#include "base/test.h"

enum {
    PRODUCTS = 8,
    SHOPS = 4,
    WEEKS = 80,
    ROWS = PRODUCTS * SHOPS * WEEKS,
    EVENTS = PRODUCTS * 5
};
struct shop {
    double         q[ROWS], price[ROWS], margin[PRODUCTS], true_lift[EVENTS];
    uint32_t       group[ROWS], store[ROWS], week[ROWS], kin[PRODUCTS];
    struct ri_deal offers[EVENTS];
};

/* Whole-week promotions of true_lift; the week after sells a quarter less; rivals of the kin lose. Two kins of four products. */
static void make(struct shop *s, double after, double rivals)
{
    struct ri_random random;
    static double    mean[PRODUCTS][WEEKS];
    ri_random_init(&random, 17, 0);
    for (size_t p = 0; p < PRODUCTS; p++) {
        s->kin[p] = (uint32_t)(p / 4);
        s->margin[p] = 100 + 10 * (double)p;
        for (size_t w = 0; w < WEEKS; w++) mean[p][w] = 0;
    }
    for (size_t e = 0; e < EVENTS; e++) {
        const size_t p = e / 5, week = 5 + 15 * (e % 5) + p;
        s->true_lift[e] = 0.3 + 0.8 * ri_random_uniform(&random);
        s->offers[e] = (struct ri_deal){(uint32_t)e, (uint32_t)p, UINT32_MAX, (int32_t)week * 7,
                                        (int32_t)week * 7 + 6};
        mean[p][week] += log1p(s->true_lift[e]);
        mean[p][week + 1] += after;
        for (size_t q = 0; q < PRODUCTS; q++)
            if (q != p && s->kin[q] == p / 4) mean[q][week] += rivals / 4;
    }
    for (size_t p = 0, i = 0; p < PRODUCTS; p++)
        for (size_t h = 0; h < SHOPS; h++)
            for (size_t w = 0; w < WEEKS; w++, i++) {
                s->group[i] = (uint32_t)p, s->store[i] = (uint32_t)h, s->week[i] = (uint32_t)w;
                s->q[i] = (double)ri_random_poisson(
                    &random, 30 * exp(0.2 * (double)h + 0.3 * sin((double)w / 8) + mean[p][w]));
            }
}

static void measure(const struct shop *s, struct ri_deal_effects *effects,
                    struct ri_deal_result *results)
{
    const struct ri_price_rows rows = {.n = ROWS,
                                       .price = s->price,
                                       .quantity = s->q,
                                       .group = s->group,
                                       .groups = PRODUCTS,
                                       .effect_count = 1,
                                       .effect = {{s->store, SHOPS}},
                                       .shared = {s->week, WEEKS}};
    const struct ri_deal_pool  pool = {.rows = &rows,
                                       .kin = s->kin,
                                       .kins = 2,
                                       .offers = s->offers,
                                       .offer_count = EVENTS,
                                       .events = EVENTS,
                                       .margin = s->margin,
                                       .confidence = 0.9};
    struct ri_arena            mem;
    ri_arena_init(&mem, 1 << 26);
    CHECK_STATUS(ri_deals_measure(&pool, &mem, effects, results, NULL), RI_OK);
    ri_arena_release(&mem);
    ri_arena_init(&mem, 1 << 14);
    CHECK_STATUS(ri_deals_measure(&pool, &mem, effects, results, NULL), RI_ENOMEM);
    ri_arena_release(&mem);
    ri_arena_init(&mem, 1 << 26);
    CHECK_STATUS(ri_deals_measure(&pool, &mem, effects, results, NULL), RI_OK);
    ri_arena_release(&mem);
}

TEST(uplift_pull_forward_and_what_rivals_lose)
{
    static struct shop     s;
    struct ri_deal_effects effects;
    struct ri_deal_result  results[EVENTS];
    make(&s, log(0.75), -0.8);
    measure(&s, &effects, results);
    CHECK_NEAR(effects.after.value, log(0.75), 0.05);
    CHECK(effects.later.low < 0 && effects.later.high > 0);
    CHECK_NEAR(effects.rivals.value, -0.8, 0.2);
    double off = 0, inside = 0;
    for (size_t e = 0; e < EVENTS; e++) {
        off += fabs(results[e].lift - s.true_lift[e]) / EVENTS;
        const double truth = results[e].baseline * s.true_lift[e];
        inside += results[e].uplift_low < truth && truth < results[e].uplift_high;
        CHECK(results[e].pulled > 0 && results[e].taken > 0);
        CHECK_NEAR(results[e].pulled / results[e].baseline, 0.25, 0.12);
        CHECK(results[e].taken_margin > 100 * results[e].taken);
    }
    CHECK(off < 0.09);
    CHECK(inside > 0.75 * EVENTS);
}

TEST(nothing_is_taken_where_nothing_was)
{
    static struct shop     s;
    struct ri_deal_effects effects;
    struct ri_deal_result  results[EVENTS];
    make(&s, 0, 0);
    measure(&s, &effects, results);
    double pulled = 0, taken = 0;
    for (size_t e = 0; e < EVENTS; e++) pulled += results[e].pulled, taken += results[e].taken;
    CHECK_NEAR(pulled, 0, 1e-9);
    CHECK_NEAR(taken, 0, 1e-9);
    CHECK_NEAR(effects.dispersion, 1, 0.1);
}
