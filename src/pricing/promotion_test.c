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
    bool           empty[ROWS];
    double         beside[ROWS], halo[ROWS];
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

enum { PLAIN = 0, CENSORED = 1, BESIDE = 2 };

static void measure_with(struct shop *s, int with, size_t n, struct ri_deal_effects *effects,
                         struct ri_deal_result *results)
{
    const struct ri_price_rows rows = {.n = n,
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
                                       .confidence = 0.9,
                                       .censored = with & CENSORED ? s->empty : NULL,
                                       .beside = with & BESIDE ? s->beside : NULL,
                                       .halo = with & BESIDE ? s->halo : NULL};
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

static void measure(struct shop *s, struct ri_deal_effects *effects, struct ri_deal_result *results)
{
    measure_with(s, PLAIN, ROWS, effects, results);
}

/* Mean error of the lifts, signed. */
static double bias_of(const struct shop *s, const struct ri_deal_result *results)
{
    double off = 0;
    for (size_t e = 0; e < EVENTS; e++) off += (results[e].lift - s->true_lift[e]) / EVENTS;
    return off;
}

/* Shelves hold 75 at most; rows of an empty shelf marked. *ret_lost: units wanted in vain. */
static void empty_shelves(struct shop *s, double *ret_lost)
{
    *ret_lost = 0;
    for (size_t i = 0; i < ROWS; i++) {
        s->empty[i] = s->q[i] >= 75;
        if (s->q[i] > 75) *ret_lost += s->q[i] - 75;
        s->q[i] = fmin(s->q[i], 75);
    }
}

TEST(empty_shelves_hide_no_lift)
{
    static struct shop     s;
    struct ri_deal_effects effects;
    struct ri_deal_result  as_sold[EVENTS], censored[EVENTS], left_out[EVENTS];
    double                 lost, told = 0, inside = 0;
    make(&s, 0, 0);
    empty_shelves(&s, &lost);
    measure_with(&s, CENSORED, ROWS, &effects, censored);
    CHECK_NEAR(effects.dispersion, 1, 0.1);
    measure_with(&s, PLAIN, ROWS, &effects, as_sold);
    CHECK_NEAR(bias_of(&s, censored), 0, 0.07);
    CHECK(bias_of(&s, as_sold) < -0.2);
    for (size_t e = 0; e < EVENTS; e++) {
        const double truth = censored[e].baseline * s.true_lift[e];
        inside += censored[e].uplift_low < truth && truth < censored[e].uplift_high;
        CHECK_NEAR(as_sold[e].lost, 0, 1e-9);
        told += censored[e].lost;
    }
    CHECK(inside > 0.75 * EVENTS);
    CHECK_NEAR(told / lost, 1, 0.25);
    size_t n = 0; /* without those rows: the best weeks of the promotions are gone */
    for (size_t i = 0; i < ROWS; i++) {
        if (s.empty[i]) continue;
        s.q[n] = s.q[i], s.group[n] = s.group[i], s.store[n] = s.store[i], s.week[n++] = s.week[i];
    }
    measure_with(&s, PLAIN, n, &effects, left_out);
    double without = 0, counted = 0;
    for (size_t e = 0; e < EVENTS; e++)
        if (!left_out[e].problem) without += left_out[e].lift - s.true_lift[e], counted++;
    CHECK(without / counted < -0.1);
}

TEST(what_complements_bring_and_what_is_put_by)
{
    static struct shop     s;
    struct ri_deal_effects effects;
    struct ri_deal_result  results[EVENTS];
    struct ri_random       random;
    make(&s, 0, 0);
    ri_random_init(&random, 5, 1);
    double truth = 0, told = 0;
    for (size_t i = 0; i < ROWS; i++) { /* every ninth week a complement is promoted */
        s.beside[i] = (s.week[i] + s.group[i]) % 9 == 0 ? 0.4 : 0;
        const double more = s.q[i] * (exp(0.5 * s.beside[i]) - 1);
        truth += more;
        s.q[i] += (double)ri_random_poisson(&random, more);
    }
    measure_with(&s, BESIDE, ROWS, &effects, results);
    CHECK_NEAR(effects.halo.value, 0.5, 0.1);
    for (size_t i = 0; i < ROWS; i++) told += s.halo[i];
    CHECK_NEAR(told / truth, 1, 0.2);
    make(&s, 0, 0);
    memset(s.beside, 0, sizeof s.beside);
    for (size_t i = 0; i < ROWS; i++) s.beside[i] = (s.week[i] + s.group[i]) % 9 == 0 ? 0.4 : 0;
    measure_with(&s, BESIDE, ROWS, &effects, results);
    for (size_t i = 0; i < ROWS; i++) CHECK_NEAR(s.halo[i], 0, 1e-12);
    for (size_t e = 0; e < EVENTS; e++) { /* weeks 3 and 4 after each sell a fifth less */
        const int32_t week = s.offers[e].first / 7;
        for (size_t i = 0; i < ROWS; i++)
            if (s.group[i] == s.offers[e].group && (int32_t)s.week[i] >= week + 3 &&
                (int32_t)s.week[i] <= week + 4)
                s.q[i] = floor(0.8 * s.q[i]);
    }
    measure(&s, &effects, results);
    CHECK_NEAR(effects.stocked.value, log(0.79), 0.06);
    for (size_t e = 0; e < EVENTS; e++)
        if (s.offers[e].first / 7 + 4 < WEEKS)
            CHECK_NEAR(results[e].stocked / results[e].baseline, 0.42, 0.2);
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
        CHECK_NEAR(results[e].taken / results[e].baseline, 0.6, 0.35); /* three rivals, 18 % each */
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
