#include "base/test.h"

#include "base/random.h"
#include "order.h"
#include "simulate.h"

enum { MOST = 120, DRAWS = 40 };

static struct ri_play_result played(const struct ri_play *play, const char *policy,
                                    const struct ri_policy_settings *settings,
                                    struct ri_play_day              *days)
{
    struct ri_arena       mem;
    struct ri_play_result result = {0};
    struct ri_error       err = {0};
    ri_arena_init(&mem, 8 << 20);
    if (ri_play_policy(play, ri_policy_find(policy), settings, &mem, days, &result, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    ri_arena_release(&mem);
    return result;
}

/* Lead time 2, a review every 3 periods, up to 4 periods of a rate of 2.5: 10. */
TEST(simulate_by_hand_weeks_of_cover)
{
    const double                    demand[] = {3, 1, 4, 2, 6, 0, 5, 3, 1};
    const double                    rate[] = {2.5, 2.5, 3};
    const struct ri_play            play = {.demand = demand,
                                            .periods = 9,
                                            .lead_time = 2,
                                            .review = 3,
                                            .opening = 5,
                                            .arrivals = (const double[]){0, 2},
                                            .arrival_count = 2,
                                            .pack = 4};
    const struct ri_policy_settings settings = {.rate = rate, .cover = 4};
    struct ri_play_day              day[9];
    const struct ri_play_result     sum = played(&play, "weeks_of_cover", &settings, day);
    CHECK_INT(ri_play_reviews(&play), 3);
    /* t=0: position 5 + 2, wanted 3, a pack of 4 for t=2; t=3: 3 on hand, wanted 7, two packs for t=5; t=6: 8, wanted 12 - 8 = 4 */
    static const double opening[] = {5, 2, 3, 3, 1, 0, 8, 3, 0},
                        received[] = {0, 2, 4, 0, 0, 8, 0, 0, 4},
                        sold[] = {3, 1, 4, 2, 1, 0, 5, 3, 1},
                        ordered[] = {4, 0, 0, 8, 0, 0, 4, 0, 0};
    for (size_t t = 0; t < 9; t++) {
        CHECK_NEAR(day[t].opening, opening[t], 1e-12);
        CHECK_NEAR(day[t].received, received[t], 1e-12);
        CHECK_NEAR(day[t].sold, sold[t], 1e-12);
        CHECK_NEAR(day[t].ordered, ordered[t], 1e-12);
    }
    CHECK_NEAR(sum.wanted, 25, 1e-12);
    CHECK_NEAR(sum.sold, 20, 1e-12);
    CHECK_NEAR(sum.lost, 5, 1e-12);
    CHECK_INT(sum.out, 1);
    CHECK_INT(sum.orders, 3);
    CHECK_NEAR(sum.ordered, 16, 1e-12);
    CHECK_NEAR(sum.held, 2 + 3 + 3 + 1 + 0 + 8 + 3 + 0 + 3, 1e-12);
    CHECK_NEAR(sum.closing, 3, 1e-12);
}

TEST(simulate_by_hand_min_max)
{
    const double         demand[] = {2, 0, 3, NAN, 4, 1};
    const double         rate[] = {1.2, 1.2, 1.2, 1.2, 1.2, 1.2};
    const struct ri_play play = {.demand = demand,
                                 .periods = 6,
                                 .skipped = 2,
                                 .lead_time = 1,
                                 .review = 1,
                                 .opening = 6,
                                 .pack = 1,
                                 .minimum = 5};
    /* minimum ceil(1.2 x 2) = 3, maximum 3 + ceil(1.2 x 2) = 6 */
    const struct ri_policy_settings settings = {.rate = rate, .cover = 2, .beyond = 2};
    struct ri_play_day              day[6];
    const struct ri_play_result     sum = played(&play, "min_max", &settings, day);
    /* t=0: 6; t=1: 4; t=2: 4; t=3: 1, five ordered (minimum), there at t=4: 6, sells 4; t=5: 2 on hand, five more */
    static const double closing[] = {4, 4, 1, 1, 2, 1}, ordered[] = {0, 0, 0, 5, 0, 5};
    for (size_t t = 0; t < 6; t++) {
        CHECK_NEAR(day[t].closing, closing[t], 1e-12);
        CHECK_NEAR(day[t].ordered, ordered[t], 1e-12);
    }
    CHECK_INT(sum.periods, 4);
    CHECK_NEAR(sum.opening, 4, 1e-12);
    CHECK_NEAR(sum.wanted, 8,
               1e-12); /* the first two are not counted, the closed day wants nothing */
    CHECK_NEAR(sum.lost, 0, 1e-12);
    CHECK_INT(sum.orders, 2);
}

/* What is sold within 2 periods keeps; the oldest goes first. */
TEST(simulate_by_hand_shelf_life)
{
    const double                    demand[] = {1, 1, 2, 0, 1};
    const double                    rate[] = {0, 0, 0, 0, 0};
    const struct ri_play            play = {.demand = demand,
                                            .periods = 5,
                                            .review = 1,
                                            .shelf_life = 2,
                                            .opening = 4,
                                            .arrivals = (const double[]){0, 3, 0, 2},
                                            .arrival_count = 4,
                                            .pack = 1};
    const struct ri_policy_settings settings = {.rate = rate, .cover = 0};
    struct ri_play_day              day[5];
    const struct ri_play_result     sum = played(&play, "weeks_of_cover", &settings, day);
    /* 4 fresh: 1 sold, 1 sold, 2 thrown away; 3 of period 1: 2 sold in period 2, 1 thrown away; 2 of period 3: 1 sold in 4, 1 thrown */
    static const double wasted[] = {0, 2, 1, 0, 1}, closing[] = {3, 3, 0, 2, 0};
    for (size_t t = 0; t < 5; t++) {
        CHECK_NEAR(day[t].wasted, wasted[t], 1e-12);
        CHECK_NEAR(day[t].closing, closing[t], 1e-12);
    }
    CHECK_NEAR(sum.wasted, 4, 1e-12);
    CHECK_NEAR(sum.sold, 5, 1e-12);
}

/* The forecast policy orders what ri_inventory_order says; a costly order line waits. */
TEST(simulate_forecast_is_the_order_line)
{
    static const double draws[] = {0, 1, 2, 2, 3, 3, 4, 5, 6, 9},
                        lead[] = {0, 0, 1, 1, 1, 2, 2, 2, 3, 5};
    const double         demand[] = {2, 2};
    const struct ri_play play = {
        .demand = demand, .periods = 2, .lead_time = 1, .review = 2, .opening = 1, .pack = 1};
    struct ri_policy_settings   settings = {.draws = draws,
                                            .lead_draws = lead,
                                            .draw_count = 10,
                                            .service = NAN,
                                            .shortage_cost = 2.385,
                                            .holding_cost = 0.05};
    struct ri_play_day          day[2];
    const struct ri_order_input input = {.on_hand = 1,
                                         .lead_time = 1,
                                         .review = 2,
                                         .protection = draws,
                                         .lead = lead,
                                         .draw_count = 10,
                                         .pack = 1,
                                         .unit_cost = NAN,
                                         .unit_price = NAN,
                                         .service = NAN,
                                         .shortage_cost = 2.385,
                                         .holding_cost = 0.1,
                                         .lost_sales = true};
    struct ri_order_line        line;
    struct ri_arena             mem;
    struct ri_error             err = {0};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_inventory_order(&input, &mem, &line, &err), RI_OK);
    ri_arena_release(&mem);
    CHECK(line.order_quantity > 0);
    played(&play, "forecast", &settings, day);
    CHECK_NEAR(day[0].ordered, line.order_quantity, 1e-12);
    settings.order_cost = 0.01; /* an economic lot of sqrt(2 x 0.01 x 3.5 / 3 / 0.05) < 1 */
    played(&play, "forecast", &settings, day);
    CHECK_NEAR(day[0].ordered, line.order_quantity, 1e-12);
    settings.order_cost = 2.385 * (line.lost_without_order - line.expected_lost_units);
    played(&play, "forecast", &settings, day);
    CHECK_NEAR(day[0].ordered, 0, 1e-12);
}

TEST(simulate_record_by_hand)
{
    const double demand[] = {3, 5, 2, 1}, received[] = {0, 4, 0, 3}, sold[] = {3, 2, 4, 1},
                 ordered[] = {4, 0, 0, 0}, counted[] = {NAN, NAN, NAN, 5};
    const struct ri_play play = {
        .demand = demand, .periods = 4, .review = 7, .opening = 4, .pack = 1};
    const struct ri_play_history history = {received, sold, counted, ordered};
    struct ri_play_day           day[4];
    struct ri_play_result        sum;
    struct ri_error              err = {0};
    CHECK_STATUS(ri_play_record(&play, &history, day, &sum, &err), RI_OK);
    CHECK_NEAR(day[2].opening, 3, 1e-12);
    CHECK_NEAR(day[2].adjusted, 1, 1e-12); /* four sold of three: the record was out by one */
    CHECK_NEAR(day[3].closing, 5, 1e-12);  /* as counted, not 0 + 3 - 1 */
    CHECK_NEAR(day[3].adjusted, 3, 1e-12);
    CHECK_NEAR(sum.adjusted, 4, 1e-12);
    CHECK_NEAR(sum.lost, 3, 1e-12); /* 5 - 2; who bought four wanted four */
    CHECK_NEAR(sum.wanted, 13, 1e-12);
    CHECK_NEAR(sum.held, 1 + 3 + 0 + 5, 1e-12);
    CHECK_INT(sum.orders, 1);
    CHECK_NEAR(sum.opening + sum.received + sum.adjusted - sum.sold, sum.closing, 1e-12);
    CHECK_NEAR(ri_play_opening(&history, 4), 5 - 7 + 10, 1e-12);
    CHECK(isnan(ri_play_opening(&history, 3)));
    const struct ri_play_prices prices = {
        .margin = 1.25, .unit_cost = 2, .holding = 0.01, .order = NAN};
    const struct ri_play_money money = ri_play_cost(&sum, &prices);
    CHECK_NEAR(money.lost_margin, 3.75, 1e-12);
    CHECK_NEAR(money.holding, 0.09, 1e-12);
    CHECK_NEAR(money.total, 3.84, 1e-12);
    const double                 bad[] = {0, NAN, 0, 0};
    const struct ri_play_history received_bad = {bad, sold, NULL, NULL},
                                 sold_bad = {received, bad, NULL, NULL},
                                 ordered_bad = {received, sold, NULL, bad};
    CHECK_STATUS(ri_play_record(&play, &received_bad, NULL, &sum, &err), RI_EDATA);
    CHECK_STATUS(ri_play_record(&play, &sold_bad, NULL, &sum, &err), RI_EDATA);
    CHECK_STATUS(ri_play_record(&play, &ordered_bad, NULL, &sum, &err), RI_EDATA);
}

/* ---- properties over every policy ---------------------------------------------------------------------------------- */

struct world {
    double         demand[MOST], rate[MOST], draws[MOST * DRAWS], lead[MOST * DRAWS], way[3];
    struct ri_play play;
    struct ri_policy_settings settings;
};

static void sort(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && x[j] < x[j - 1]; j--) {
            const double other = x[j];
            x[j] = x[j - 1];
            x[j - 1] = other;
        }
}

static void make_world(struct world *w, struct ri_random *random)
{
    const double mean = 0.3 + 0.1 * (double)ri_random_below(random, 40);
    w->play = (struct ri_play){.demand = w->demand,
                               .periods = 30 + ri_random_below(random, MOST - 30),
                               .skipped = ri_random_below(random, 10),
                               .lead_time = ri_random_below(random, 6),
                               .review = 1 + ri_random_below(random, 8),
                               .first_review = ri_random_below(random, 3),
                               .shelf_life =
                                   ri_random_below(random, 2) * (1 + ri_random_below(random, 12)),
                               .opening = (double)ri_random_below(random, 12),
                               .arrivals = w->way,
                               .arrival_count = 3,
                               .pack = (double)(1 + ri_random_below(random, 4))};
    for (size_t i = 0; i < 3; i++) w->way[i] = (double)ri_random_below(random, 4);
    for (size_t t = 0; t < w->play.periods; t++) {
        w->demand[t] = (double)ri_random_poisson(random, mean);
        w->rate[t] = mean * (0.5 + 0.01 * (double)ri_random_below(random, 100));
    }
    const double span = (double)(w->play.lead_time + w->play.review);
    for (size_t r = 0; r < ri_play_reviews(&w->play); r++) {
        double *draws = w->draws + r * DRAWS, *lead = w->lead + r * DRAWS;
        for (size_t i = 0; i < DRAWS; i++) {
            draws[i] = (double)ri_random_poisson(random, mean * span);
            lead[i] = (double)ri_random_poisson(random, mean * (double)w->play.lead_time);
        }
        sort(draws, DRAWS);
        sort(lead, DRAWS);
    }
    w->settings = (struct ri_policy_settings){.rate = w->rate,
                                              .cover = span,
                                              .beyond = span,
                                              .draws = w->draws,
                                              .lead_draws = w->play.lead_time ? w->lead : NULL,
                                              .draw_count = DRAWS,
                                              .service = 0.9,
                                              .shortage_cost = 2,
                                              .holding_cost = 0.01};
}

TEST(simulate_stock_flows_balance)
{
    static struct world w;
    struct ri_random    random;
    struct ri_play_day  day[MOST];
    ri_random_init(&random, 77, 1);
    for (size_t trial = 0; trial < 60; trial++) {
        make_world(&w, &random);
        for (size_t i = 0; ri_policies[i]; i++) {
            const struct ri_play_result sum =
                played(&w.play, ri_policies[i]->name, &w.settings, day);
            double ordered = 0, received = 0, lost = 0;
            for (size_t t = 0; t < w.play.periods; t++) {
                CHECK_NEAR(day[t].opening + day[t].received - day[t].sold - day[t].wasted,
                           day[t].closing, 1e-9);
                CHECK(day[t].closing >= 0 && day[t].sold <= day[t].wanted && day[t].wasted >= 0);
                CHECK_NEAR(fmod(day[t].ordered + 1e-9, w.play.pack), 1e-9, 1e-8); /* whole packs */
                if (t) CHECK_NEAR(day[t].opening, day[t - 1].closing, 1e-12);
                if (t + w.play.lead_time < w.play.periods) ordered += day[t].ordered;
                received += day[t].received;
                if (t >= w.play.skipped) lost += day[t].wanted - day[t].sold;
            }
            CHECK_NEAR(received, ordered + w.way[0] + w.way[1] + w.way[2], 1e-9);
            CHECK_NEAR(sum.opening + sum.received - sum.sold - sum.wasted, sum.closing, 1e-9);
            CHECK_NEAR(sum.lost, lost, 1e-9);
            CHECK_INT(sum.periods, w.play.periods - w.play.skipped);
        }
    }
}

/* More service needs more stock and loses less; more cover too. On sums over many worlds where goods keep. */
TEST(simulate_more_service_is_more_stock)
{
    static struct world w;
    static const double levels[] = {0.5, 0.7, 0.85, 0.95, 0.98};
    double              held[2][5] = {{0}}, lost[2][5] = {{0}};
    struct ri_random    random;
    ri_random_init(&random, 78, 1);
    for (size_t trial = 0; trial < 40; trial++) {
        make_world(&w, &random);
        w.play.shelf_life = 0;
        for (size_t l = 0; l < RI_COUNT(levels); l++) {
            w.settings.service = levels[l];
            w.settings.cover = 4 + 3 * (double)l;
            static const char *const names[] = {"forecast", "weeks_of_cover"};
            for (size_t p = 0; p < 2; p++) {
                const struct ri_play_result sum = played(&w.play, names[p], &w.settings, NULL);
                held[p][l] += sum.held;
                lost[p][l] += sum.lost;
            }
        }
    }
    for (size_t p = 0; p < 2; p++)
        for (size_t l = 1; l < RI_COUNT(levels); l++) {
            CHECK(held[p][l] > held[p][l - 1]);
            CHECK(lost[p][l] < lost[p][l - 1]);
        }
}

TEST(simulate_statuses)
{
    static const double demand[] = {1, 2, 3}, negative[] = {1, -2, 3}, endless[] = {1, INFINITY, 3};
    const struct ri_play good = {.demand = demand, .periods = 3, .review = 1, .pack = 1};
    struct ri_play       bad[9];
    const ri_status      want[] = {RI_EUSAGE, RI_EUSAGE, RI_EUSAGE, RI_EUSAGE, RI_EUSAGE,
                                   RI_EDATA,  RI_EDATA,  RI_EDATA,  RI_EDATA};
    for (size_t i = 0; i < RI_COUNT(bad); i++) bad[i] = good;
    bad[0].periods = 0;
    bad[1].review = 0;
    bad[2].pack = 0;
    bad[3].minimum = -1;
    bad[4].skipped = 3;
    bad[5].opening = -0.5;
    bad[6].demand = negative;
    bad[7].demand = endless;
    bad[8].arrivals = (const double[]){NAN};
    bad[8].arrival_count = 1;
    const struct ri_policy_settings settings = {.rate = demand, .cover = 1};
    struct ri_play_result           result = {.periods = 99};
    struct ri_arena                 mem;
    struct ri_error                 err = {0};
    ri_arena_init(&mem, 1 << 20);
    for (size_t i = 0; i < RI_COUNT(bad); i++)
        CHECK_STATUS(ri_play_policy(&bad[i], ri_policy_find("weeks_of_cover"), &settings, &mem,
                                    NULL, &result, &err),
                     want[i]);
    CHECK_INT(result.periods, 99); /* untouched */
    CHECK(!ri_policy_find("astrology"));
    ri_arena_release(&mem);
}

TEST(simulate_arena_sweep)
{
    static struct world w;
    struct ri_random    random;
    ri_random_init(&random, 79, 1);
    make_world(&w, &random);
    w.play.shelf_life = 5;
    const struct ri_play_result whole = played(&w.play, "forecast", &w.settings, NULL);
    bool                        done = false;
    for (size_t limit = 0; limit < 1 << 17 && !done; limit += 64) {
        struct ri_arena       mem;
        struct ri_play_result result;
        struct ri_error       err = {0};
        ri_arena_init(&mem, limit);
        const ri_status status =
            ri_play_policy(&w.play, ri_policies[0], &w.settings, &mem, NULL, &result, &err);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        if (status == RI_OK) {
            CHECK_NEAR(result.held, whole.held, 1e-12);
            done = true;
        }
        ri_arena_release(&mem);
    }
    CHECK(done);
}
