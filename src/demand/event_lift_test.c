/* Lifts of promotions and prices: known truth found again, and what they do to a plan. */
#include "event_lift.h"

#include "base/random.h"
#include "base/test.h"
#include "math/stats.h"
#include "stock_demand.h"

#include <math.h>

enum { SERIES = 30, N = 420, AHEAD = 14, PERIODS = N + AHEAD, FIRST = 20000 };

static struct {
    double           y[SERIES][N];
    float            promotion[SERIES][PERIODS], discount[SERIES][PERIODS], price[SERIES][PERIODS];
    size_t           group[SERIES], protection[SERIES];
    struct ri_series series[SERIES];
    struct ri_panel  panel;
    struct ri_known  known[3];
    struct ri_covariates covariates;
} shop;

static const double A = 0.35, C = -1.4,
                    E = -1.7; /* exp(.35) times, at 30 % off 1.65 times more; elasticity */

static bool is_promoted(size_t i, size_t t)
{
    return (t + 17 * i) % 61 < 7;
}

/* Every product is promoted a week in nine, at a fifth or 30 % off; one in three changes its price for good in between. */
static void make(bool promotions, bool prices)
{
    static const char *const keys[] = {"thing"};
    struct ri_random         random;
    ri_random_init(&random, 23, 1);
    memset(&shop, 0, sizeof shop);
    for (size_t i = 0; i < SERIES; i++) {
        const double level = 1 + (double)(i % 6) * 1.5;
        shop.group[i] = i;
        shop.protection[i] = AHEAD;
        for (size_t t = 0; t < PERIODS; t++) {
            const bool promoted = promotions && is_promoted(i, t);
            shop.promotion[i][t] = promoted;
            shop.discount[i][t] = promoted ? (i % 2 ? 20 : 30) : 0;
            shop.price[i][t] = prices && i % 3 == 0 && t > 150 ? 2.5F : 2;
            const double lift = exp(promoted ? A + C * log(1 - (i % 2 ? .2 : .3)) : 0) *
                                pow((double)shop.price[i][t] / 2, E);
            if (t < N) shop.y[i][t] = (double)ri_random_poisson(&random, level * lift);
        }
        shop.series[i] = (struct ri_series){.keys = keys, .start = FIRST, .n = N, .y = shop.y[i]};
    }
    static const char *const names[] = {"promotion", "discount", "price"};
    float *const             at[] = {shop.promotion[0], shop.discount[0], shop.price[0]};
    for (size_t k = 0; k < 3; k++)
        shop.known[k] = (struct ri_known){
            .name = names[k], .group_count = SERIES, .group = shop.group, .at = at[k]};
    shop.covariates = (struct ri_covariates){
        .known_count = 3, .known = shop.known, .first = FIRST, .periods = PERIODS};
    shop.panel = (struct ri_panel){.frequency = RI_DAILY,
                                   .key_count = 1,
                                   .key_names = keys,
                                   .series_count = SERIES,
                                   .series = shop.series,
                                   .last = FIRST + N - 1};
}

static struct ri_event_lifts learnt(int64_t until, struct ri_arena *mem)
{
    struct ri_event_lifts lifts = {0};
    CHECK_STATUS(ri_event_lifts_learn(&shop.panel, &shop.covariates, 7, until, mem, &lifts, NULL),
                 RI_OK);
    return lifts;
}

TEST(event_lifts_find_the_truth)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 64 << 20);
    make(true, true);
    const struct ri_event_lifts lifts = learnt(shop.panel.last, &mem);
    CHECK_INT(lifts.series, SERIES);
    const double twenty = lifts.promotion + lifts.discount * log(0.8),
                 thirty = lifts.promotion + lifts.discount * log(0.7);
    CHECK_NEAR(twenty, A + C * log(0.8), 0.06);
    CHECK_NEAR(thirty, A + C * log(0.7), 0.06);
    CHECK_NEAR(lifts.price, E, 0.3);
    for (size_t t = 200; t < PERIODS; t++) /* product 1: its price never changed */
        CHECK(is_promoted(1, t) ? fabs(log((double)lifts.at[1][t]) - twenty) < 0.25
                                : lifts.at[1][t] == 1);
    CHECK_NEAR(log((double)lifts.at[0][100]), lifts.price * log(2 / 2.5),
               1e-6); /* cheaper than today: it sold more */
    ri_arena_release(&mem);
}

TEST(event_lifts_know_no_future_and_no_event)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 64 << 20);
    make(true, false);
    const int64_t               until = FIRST + 250;
    const struct ri_event_lifts before = learnt(until, &mem);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 251; t < N; t++) shop.y[i][t] = 1000 + (double)t;
    const struct ri_event_lifts after = learnt(until, &mem);
    CHECK(before.promotion == after.promotion && before.discount == after.discount);
    for (size_t i = 0; i < SERIES; i++)
        CHECK(memcmp(before.at[i], after.at[i], PERIODS * sizeof(float)) == 0);
    make(false, false);
    const struct ri_event_lifts none = learnt(shop.panel.last, &mem);
    CHECK_INT(none.series, 0);
    for (size_t i = 0; i < SERIES; i++) CHECK(none.at[i] == NULL);
    ri_arena_release(&mem);
}

static double planned(const struct ri_event_lifts *lifts, size_t i, struct ri_arena *mem)
{
    struct ri_demand_result  result = {0};
    struct ri_task           task = {.threads = 1};
    struct ri_demand_options options = {
        .horizon = AHEAD, .protection = shop.protection, .lifts = lifts};
    CHECK_STATUS(ri_stock_demand(&shop.panel, &options, &task, mem, &result, NULL), RI_OK);
    CHECK_NEAR(ri_mean(result.series[i].draws, result.draw_count),
               ri_sum(result.series[i].mean, AHEAD), 1.2);
    return ri_sum(result.series[i].mean, AHEAD);
}

/* A plan for a fortnight with a promotion in it, for one right after a promotion, and after a new price. */
TEST(stock_demand_plans_promotions_and_prices)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 256 << 20);
    make(true, true);
    const struct ri_event_lifts lifts = learnt(shop.panel.last, &mem);
    double                      with = 0, without = 0, truth = 0, plain = 0;
    for (size_t i = 0; i < SERIES; i++) {
        const double level = 1 + (double)(i % 6) * 1.5;
        double       days = 0;
        for (size_t t = N; t < PERIODS; t++) days += is_promoted(i, t);
        if (days < 5) continue;
        const double lift = exp(A + C * log(1 - (i % 2 ? .2 : .3)));
        const double base = level * pow((double)shop.price[i][N] / 2, E);
        truth += base * (AHEAD - days + days * lift);
        plain += base * AHEAD;
        with += planned(&lifts, i, &mem);
        without += planned(NULL, i, &mem);
    }
    CHECK(truth > 1.3 * plain);
    CHECK_NEAR(with / truth, 1, 0.06);
    CHECK(without / truth < 0.85);
    ri_arena_release(&mem);
}

TEST(event_lifts_arena_sweep)
{
    bool done = false;
    make(true, true);
    for (size_t limit = 0; limit < 1 << 22 && !done; limit += 1 << 15) {
        struct ri_arena       small;
        struct ri_event_lifts lifts = {.series = 99};
        ri_arena_init(&small, limit);
        const ri_status status = ri_event_lifts_learn(&shop.panel, &shop.covariates, 7,
                                                      shop.panel.last, &small, &lifts, NULL);
        CHECK(status == RI_OK || (status == RI_ENOMEM && lifts.series == 99));
        done = status == RI_OK;
        ri_arena_release(&small);
    }
    CHECK(done);
}

enum { DAYS = 80 };
static void two_things(double first, double second)
{
    make(false, false);
    for (size_t i = 0; i < 2; i++) {
        for (size_t t = 0; t < DAYS; t++) shop.y[i][t] = i ? second : first;
        shop.series[i].n = DAYS;
    }
    shop.panel.series_count = 2;
    shop.panel.last = FIRST + DAYS - 1;
}

/* One promotion each, without a discount: of the first, 25 units where (12 + 5 x 10 + 0) / 7 would have been sold, of the second 4 of 4. */
TEST(a_promotion_by_hand)
{
    static uint8_t  cut[DAYS];
    struct ri_arena mem;
    ri_arena_init(&mem, 64 << 20);
    two_things(10, 4);
    shop.promotion[0][30] = shop.promotion[1][30] = 1;
    shop.y[0][30] = 25;
    shop.y[0][23] = 12;
    shop.y[0][51] = (double)NAN;
    shop.y[0][58] = -3;        /* more came back than was sold: nothing */
    shop.y[0][65] = 900;       /* five weeks away: too far */
    shop.promotion[0][48] = 1; /* and one of an empty shelf, which shows nothing */
    shop.y[0][48] = 0;
    memset(cut, 0, sizeof cut);
    cut[48] = 1;
    shop.series[0].censored = cut;
    const struct ri_event_lifts lifts = learnt(shop.panel.last, &mem);
    const double                plain = 62 / 7.0;
    double                      low = 0, high = 2; /* 29 - (plain + 4) e^a - a = 0, by halving */
    for (int i = 0; i < 60; i++) {
        const double a = (low + high) / 2;
        if (29 - (plain + 4) * exp(a) - a > 0)
            low = a;
        else
            high = a;
    }
    CHECK_NEAR(lifts.promotion, low, 1e-9);
    CHECK_NEAR(lifts.discount, 0, 1e-12);
    const double all = exp(low); /* and each its own, worth twenty units of that of all */
    CHECK_NEAR((double)lifts.at[0][30], all * (25 + 20) / (plain * all + 20), 1e-5);
    CHECK_NEAR((double)lifts.at[1][30], all * (4 + 20) / (4 * all + 20), 1e-5);
    CHECK(lifts.at[0][29] == 1 && lifts.at[0][31] == 1);
    CHECK_NEAR(lifts.price, 0, 0);
    ri_arena_release(&mem);
}

/* 8 a day at 2, 5 a day at 2.5: 28 days on either side of the change. */
TEST(a_price_by_hand)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 64 << 20);
    two_things(8, 3);
    for (size_t t = 0; t < PERIODS; t++) {
        shop.price[0][t] = t < 40 ? 2 : 2.5F;
        shop.price[1][t] = t < 30   ? 2
                           : t < 43 ? 9
                           : t < 60 ? 2
                                    : 2.008F; /* thirteen days, and less than half a hundredth */
        if (t >= 40 && t < DAYS) shop.y[0][t] = 5;
    }
    struct ri_event_lifts lifts = learnt(shop.panel.last, &mem);
    const double          x = log(1.25), weight = 1 / (1 / (28 * 8.0) + 1 / (28 * 5.0));
    CHECK_NEAR(lifts.price, weight * x * log(5 / 8.0) / (weight * x * x + 1), 1e-6);
    CHECK_NEAR((double)lifts.at[0][10], pow(2 / 2.5, lifts.price), 1e-5);
    CHECK(lifts.at[0][DAYS] == 1);
    CHECK_NEAR((double)lifts.at[1][35], pow(9 / 2.008, lifts.price), 1e-5);
    for (size_t t = 40; t < DAYS; t++) shop.y[0][t] = 1; /* no steeper than -4 */
    CHECK_NEAR(learnt(shop.panel.last, &mem).price, -4, 0);
    CHECK_NEAR((double)learnt(shop.panel.last, &mem).at[1][35], 0.05, 1e-6);
    for (size_t t = 40; t < DAYS; t++)
        shop.y[0][t] = 30; /* what sells more as it gets dearer does not do so for that */
    CHECK_NEAR(learnt(shop.panel.last, &mem).price, 0, 0);
    ri_arena_release(&mem);
}

/* At 97 % off it counts as 90; a column of words is no promotion. */
TEST(a_discount_by_hand)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 64 << 20);
    two_things(10, 4);
    shop.promotion[0][30] = shop.promotion[0][40] = 1;
    shop.discount[0][30] = 97;
    shop.y[0][30] = 40, shop.y[0][40] = 12;
    const struct ri_event_lifts lifts = learnt(shop.panel.last, &mem);
    /* at the bottom both slopes are nothing */
    const double x = log(0.1), one = 10 * exp(lifts.promotion + lifts.discount * x),
                 other = 10 * exp(lifts.promotion);
    CHECK_NEAR(40 - one + 12 - other - lifts.promotion, 0, 1e-6);
    CHECK_NEAR((40 - one) * x - lifts.discount, 0, 1e-6);
    shop.known[0].categorical = true;
    CHECK_INT(learnt(shop.panel.last, &mem).series, 0);
    ri_arena_release(&mem);
}
