#include "base/test.h"

#include "base/json.h"
#include "base/random.h"
#include "base_stock.h"
#include "discount.h"
#include "lot_plan.h"
#include "lot_size.h"
#include "math/distribution.h"
#include "math/lognormal.h"
#include "math/stats.h"
#include "min_max.h"
#include "newsvendor.h"
#include "reorder.h"

/* Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed.: values to 1e-6 relative. */
#define CHECK_BOOK(got, want) CHECK_NEAR((got) / (want), 1, 1e-6)

TEST(textbook_lot_sizes)
{
    CHECK_BOOK(ri_eoq(8, 0.225, 1300), 304.0467800264);
    CHECK_BOOK(ri_eoq_cost(8, 0.225, 1300, ri_eoq(8, 0.225, 1300)), 68.4105255059);
    CHECK_BOOK(ri_eoq_cost(8, 0.225, 1300, 250), 69.725);
    CHECK_BOOK(ri_eoq(2250, 275, 182500), 1728.1098450);
    CHECK_BOOK(ri_eoq_cost(2250, 275, 182500, ri_eoq(2250, 275, 182500)), 475230.2073734);
    double backlog = 0;
    CHECK_BOOK(ri_eoq_backorders(8, 0.225, 7.5, 1300, &backlog),
               308.5738); /* printed with seven digits */
    CHECK_BOOK(backlog, 308.5738 * 0.225 / 7.725);
    CHECK(isnan(ri_eoq(0, 1, 1)) && isnan(ri_eoq(1, 0, 1)) && isnan(ri_eoq(1, 1, -1)) &&
          isnan(ri_eoq(NAN, 1, 1)));
    CHECK(isnan(ri_eoq_cost(1, 1, 1, 0)) && isnan(ri_eoq_backorders(1, 1, 0, 1, &backlog)));
}

TEST(textbook_discounts)
{
    const struct ri_price_break breaks[] = {{0, 0.75}, {400, 0.72}, {800, 0.68}};
    double                      cost = 0;
    CHECK_BOOK(ri_discount_all_units(8, 0.3, 1300, breaks, 3, &cost), 800);
    CHECK_BOOK(cost, 978.60);
    CHECK_BOOK(ri_discount_incremental(8, 0.3, 1300, breaks, 3, &cost), 304.04678003);
    CHECK_BOOK(cost, 1043.41052551);
    /* one price: the plain lot size */
    CHECK_BOOK(ri_discount_incremental(8, 0.3, 1300, breaks, 1, &cost), ri_eoq(8, 0.225, 1300));
    CHECK_BOOK(cost, 0.75 * 1300 + 68.4105255059);
    const struct ri_price_break rising[] = {{0, 0.75}, {400, 0.77}}, late[] = {{1, 0.75}};
    CHECK(isnan(ri_discount_all_units(8, 0.3, 1300, rising, 2, &cost)) && isnan(cost));
    CHECK(isnan(ri_discount_incremental(8, 0.3, 1300, late, 1, &cost)) && isnan(cost));
    CHECK(isnan(ri_discount_all_units(0, 0.3, 1300, breaks, 3, &cost)));
}

static double discount_cost(double quantity, const struct ri_price_break *breaks, size_t n,
                            bool all)
{
    double goods = 0; /* of one order */
    for (size_t i = 0; i < n; i++) {
        const double end = i + 1 < n ? breaks[i + 1].from : INFINITY;
        if (all && quantity >= breaks[i].from) goods = quantity * breaks[i].price;
        if (!all && quantity > breaks[i].from)
            goods += (fmin(quantity, end) - breaks[i].from) * breaks[i].price;
    }
    return (8 + goods) * 1300 / quantity + 0.3 * goods / 2;
}

TEST(textbook_discounts_beat_every_other_quantity)
{
    struct ri_random random;
    ri_random_init(&random, 5, 0);
    for (int round = 0; round < 200; round++) {
        struct ri_price_break breaks[3] = {{0, 0.75}};
        for (size_t i = 1; i < 3; i++) {
            breaks[i].from = breaks[i - 1].from + 1 + 500 * ri_random_uniform(&random);
            breaks[i].price = breaks[i - 1].price * (0.9 + 0.0999 * ri_random_uniform(&random));
        }
        for (int all = 0; all < 2; all++) {
            double       cost = 0;
            const double best = all ? ri_discount_all_units(8, 0.3, 1300, breaks, 3, &cost)
                                    : ri_discount_incremental(8, 0.3, 1300, breaks, 3, &cost);
            CHECK_NEAR(discount_cost(best, breaks, 3, all), cost, 1e-12);
            for (double q = 7; q < 3000; q += 7.3)
                CHECK(discount_cost(q, breaks, 3, all) >= cost - 1e-9);
        }
    }
}

TEST(textbook_lot_plan)
{
    const double demand[] = {90, 120, 80, 70}, more[] = {730, 580, 445, 650, 880};
    double       room[6], order[5];
    CHECK_BOOK(ri_lot_plan(500, 2, demand, 4, room, order), 1380);
    CHECK(order[0] == 210 && order[1] == 0 && order[2] == 150 && order[3] == 0);
    CHECK_BOOK(ri_lot_plan(100, 0.1, more, 5, room, order), 423);
    CHECK(order[0] == 1310 && order[1] == 0 && order[2] == 1095 && order[3] == 0 &&
          order[4] == 880);
    const double gaps[] = {0, 0, 5, 0}, bad[] = {1, -1};
    CHECK_BOOK(ri_lot_plan(500, 2, gaps, 4, room, order), 500);
    CHECK(order[0] == 0 && order[1] == 0 && order[2] == 5 && order[3] == 0);
    CHECK(ri_lot_plan(500, 2, gaps, 0, room, order) == 0);
    CHECK(isnan(ri_lot_plan(0, 2, demand, 4, room, order)) &&
          isnan(ri_lot_plan(500, NAN, demand, 4, room, order)) &&
          isnan(ri_lot_plan(500, 2, bad, 2, room, order)));
}

TEST(textbook_lot_plan_against_all_plans)
{
    struct ri_random random;
    ri_random_init(&random, 6, 0);
    enum { N = 7 };
    for (int round = 0; round < 100; round++) {
        double demand[N], room[N + 1], order[N], least = INFINITY, seen = 0, stock = 0;
        for (size_t t = 0; t < N; t++) demand[t] = (double)ri_random_below(&random, 40);
        for (unsigned plan = 0; plan < 1u << N; plan++) { /* bit t: an order in period t */
            double cost = 0;
            size_t last = N;
            for (size_t t = 0; t < N; t++) {
                if (plan >> t & 1) last = t, cost += 50;
                if (demand[t] > 0 && last == N) cost = INFINITY;
                if (last < N) cost += 1.7 * (double)(t - last) * demand[t];
            }
            least = fmin(least, cost);
        }
        CHECK_NEAR(ri_lot_plan(50, 1.7, demand, N, room, order), least, 1e-12);
        for (size_t t = 0; t < N; t++) { /* and the plan costs what it says */
            seen += order[t] > 0 ? 50 : 0;
            stock += order[t] - demand[t];
            CHECK(stock >= 0);
            seen += 1.7 * stock;
        }
        CHECK_NEAR(seen, least, 1e-12);
    }
}

TEST(textbook_newsvendor_normal)
{
    CHECK_BOOK(ri_newsvendor_normal(0.18, 0.7, 50, 8), 56.603955927);
    CHECK_BOOK(ri_newsvendor_normal_cost(0.18, 0.7, 50, 8, 56.603955927), 1.997605193);
    CHECK_BOOK(ri_newsvendor_normal_cost(0.18, 0.7, 50, 8, 40), 7.356131553);
    CHECK_BOOK(ri_newsvendor_normal(43, 79, 900, 60), 922.7214038);
    CHECK_BOOK(ri_newsvendor_normal_cost(43, 79, 900, 60, 922.7214038), 2718.1967818);
    CHECK_BOOK(ri_newsvendor_normal(2, 18, 120, 10), 132.815515655);
    CHECK_BOOK(ri_newsvendor_normal_cost(2, 18, 120, 10, 132.815515655), 35.099666386);
    const double level =
        ri_newsvendor_normal(0.18, 0.7, 50 * 5, 8 * sqrt(5)); /* base stock, lead time 4 */
    CHECK_BOOK(level, 264.766894374);
    CHECK_BOOK(ri_newsvendor_normal_cost(0.18, 0.7, 50 * 5, 8 * sqrt(5), level), 4.466781004);
    CHECK_NEAR(ri_newsvendor_normal_cost(0.18, 0.7, 50, 0, 40), 7, 1e-12);
}

TEST(textbook_newsvendor_counts)
{
    CHECK_INT(ri_newsvendor_poisson(1, 4, 6), 8);
    CHECK_BOOK(ri_newsvendor_poisson_cost(1, 4, 6, 8), 3.570106946);
    CHECK_INT(ri_newsvendor_poisson(200, 270, 18), 19);
    CHECK_BOOK(ri_newsvendor_poisson_cost(200, 270, 18, 19), 786.0884409);
    CHECK_INT(ri_newsvendor_poisson(0.08, 1.25, 18 * 5), 105);
    CHECK_BOOK(ri_newsvendor_poisson_cost(0.08, 1.25, 18 * 5, 105), 1.545018869);
    CHECK_INT(ri_newsvendor_negative_binomial(1, 4, 6, INFINITY), 8);
    CHECK_BOOK(ri_newsvendor_negative_binomial_cost(1, 4, 6, 1e9, 8), 3.570106946);
    CHECK_BOOK(ri_newsvendor_lognormal(1, 0.1765, 6, 0.3), 295.6266448);
    CHECK_BOOK(ri_base_stock_normal(0.18, 0.7, 50, 8, 5), 264.766894374);
    CHECK_INT(ri_base_stock_poisson(0.08, 1.25, 18, 5), 105);
    CHECK_BOOK(ri_normal_loss(0.3), 0.266761242);
    CHECK(isnan(ri_base_stock_normal(1, 1, 1, 1, 0)) && isnan(ri_base_stock_poisson(1, 1, 1, -1)));
}

TEST(textbook_level_is_the_cheapest)
{
    static const double overs[] = {0.18, 1, 7.3}, unders[] = {0.7, 2.2, 95},
                        dispersions[] = {0.4, 2.6, INFINITY};
    for (size_t i = 0; i < 27; i++) {
        const double over = overs[i % 3], under = unders[i / 3 % 3], r = dispersions[i / 9];
        const double best = ri_newsvendor_negative_binomial(over, under, 4.7, r);
        const double cost = ri_newsvendor_negative_binomial_cost(over, under, 4.7, r, best);
        CHECK(cost <= ri_newsvendor_negative_binomial_cost(over, under, 4.7, r, best + 1) + 1e-12);
        CHECK(best == 0 ||
              cost <= ri_newsvendor_negative_binomial_cost(over, under, 4.7, r, best - 1) + 1e-12);
    }
}

TEST(textbook_empirical_agrees_with_its_law)
{
    enum { DRAWS = 100000 };
    static double    draws[DRAWS];
    struct ri_random random;
    ri_random_init(&random, 11, 2);
    for (size_t i = 0; i < DRAWS; i++) draws[i] = (double)ri_random_poisson(&random, 18);
    ri_sort(draws, DRAWS);
    CHECK_INT(ri_newsvendor_empirical(200, 270, draws, DRAWS), 19);
    CHECK_NEAR(ri_newsvendor_empirical_cost(200, 270, draws, DRAWS, 19), 786.0884409, 0.01);
    const double few[] = {1, 2, 4, 8};
    CHECK_INT(ri_newsvendor_empirical(1, 1, few, 4), 2); /* F(2) = 0.5 is enough */
    CHECK_INT(ri_newsvendor_empirical(1, 1.01, few, 4), 4);
    CHECK_NEAR(ri_newsvendor_empirical_cost(1, 3, few, 4, 3), (1 * (2 + 1) + 3 * (1 + 5)) / 4.0,
               1e-12);
    CHECK(isnan(ri_newsvendor_empirical(0, 1, few, 4)) &&
          isnan(ri_newsvendor_empirical_cost(1, -1, few, 4, 3)));
}

TEST(textbook_newsvendor_lognormal_level_is_the_cheapest)
{
    for (double sd = 0.1; sd < 1.5; sd += 0.23) {
        const double best = ri_newsvendor_lognormal(1.3, 4.4, 2.1, sd);
        const double cost = ri_newsvendor_lognormal_cost(1.3, 4.4, 2.1, sd, best);
        for (double factor = 0.5; factor < 2; factor += 0.093)
            CHECK(ri_newsvendor_lognormal_cost(1.3, 4.4, 2.1, sd, best * factor) >= cost - 1e-12);
    }
}

/* ---- (s,S) -------------------------------------------------------------------------------------------------- */

enum { ROOM = 400 };

static struct ri_min_max min_max(double fixed, double holding, double shortage, double mean)
{
    static double     chance[ROOM], room[ROOM];
    struct ri_min_max got = {NAN, NAN, NAN};
    CHECK(ri_min_max_poisson(fixed, holding, shortage, mean, 0, chance, ROOM, room, ROOM, &got));
    return got;
}

TEST(textbook_min_max)
{
    static const struct {
        double fixed, holding, shortage, mean, minimum, maximum, cost;
    } rows[] = {
        {5, 1, 4, 6, 4, 10, 8.034111561}, {150, 40, 125, 4, 2, 7, 223.5748296},
        {64, 1, 9, 10, 6, 40, 35.022},    {64, 1, 9, 15, 10, 49, 42.698},
        {64, 1, 9, 20, 14, 62, 49.173},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_min_max got =
            min_max(rows[i].fixed, rows[i].holding, rows[i].shortage, rows[i].mean);
        CHECK_INT(got.minimum, rows[i].minimum);
        CHECK_INT(got.maximum, rows[i].maximum);
        CHECK_NEAR(got.cost / rows[i].cost, 1, i < 2 ? 1e-6 : 2e-5); /* printed with five digits */
    }
    const struct ri_min_max power = ri_min_max_power(2.5, 0.18, 0.7, 50, 8, 0);
    CHECK_BOOK(power.minimum, 40.1946169565);
    CHECK_BOOK(power.maximum, 74.2901701098);
    CHECK(isnan(power.cost) && isnan(ri_min_max_power(0, 1, 1, 1, 1, 0).minimum));
    double            few[4], room[2];
    struct ri_min_max got;
    CHECK(!ri_min_max_poisson(64, 1, 9, 10, 0, few, 4, room, 2, &got)); /* demand does not fit */
    static double chance[ROOM];
    CHECK(!ri_min_max_poisson(64, 1, 9, 10, 0, chance, ROOM, room, 2, &got)); /* nor does S - s */
    CHECK(!ri_min_max_poisson(0, 1, 9, 10, 0, chance, ROOM, room, 2, &got) &&
          !ri_min_max_poisson(64, -1, 9, 10, 0, chance, ROOM, room, 2, &got));
}

/* ---- (r,Q) -------------------------------------------------------------------------------------------------- */

static const struct ri_reorder_case book = {
    .fixed = 8, .holding = 0.225, .shortage = 7.5, .demand = 1300};

static struct ri_reorder_case book_case(void)
{
    struct ri_reorder_case c = book;
    c.lead_mean = 1300 / 12.0;
    c.lead_sd = 150 * sqrt(1 / 12.0);
    return c;
}

TEST(textbook_reorder)
{
    const struct ri_reorder_case c = book_case();
    const struct ri_reorder      best = ri_reorder_best(&c), level = ri_reorder_expected_level(&c),
                            safety = ri_reorder_safety(&c), owed = ri_reorder_backorders(&c);
    CHECK_BOOK(best.point, 126.8670643);
    CHECK_BOOK(best.quantity, 328.4491414);
    CHECK_BOOK(ri_reorder_cost(&c, 126.8, 328.5), 78.0711625);
    CHECK_BOOK(level.point, 213.9704);
    CHECK_BOOK(level.quantity, 318.5902);
    CHECK_BOOK(level.cost, 95.4511);
    CHECK_BOOK(safety.point, 190.3369967);
    CHECK_BOOK(safety.quantity, 304.0467800);
    CHECK_BOOK(owed.point, 128.6378);
    CHECK_BOOK(owed.quantity, 308.5738);
    CHECK(best.cost <= owed.cost && owed.cost <= safety.cost);
    struct ri_reorder_case bad = c;
    bad.lead_sd = 0;
    CHECK(isnan(ri_reorder_best(&bad).cost) && isnan(ri_reorder_safety(&bad).point) &&
          isnan(ri_reorder_backorders(&bad).point) &&
          isnan(ri_reorder_expected_level(&bad).point) && isnan(ri_reorder_cost(&bad, 1, 1)) &&
          isnan(ri_reorder_point_for(&c, 0)));
    bad = c;
    bad.shortage = 0.01; /* so cheap that one would never order */
    CHECK(isnan(ri_reorder_expected_level(&bad).point));
}

TEST(textbook_reorder_poisson)
{
    struct ri_reorder got = ri_reorder_poisson(100, 20, 150, 1.5, 2);
    CHECK(got.point == 3 && got.quantity == 5);
    CHECK_BOOK(got.cost, 107.9235806);
    got = ri_reorder_poisson(4, 4, 28, 12, 0.5);
    CHECK(got.point == 6 && got.quantity == 7);
    CHECK_BOOK(got.cost, 28.2413128);
    CHECK_BOOK(ri_reorder_poisson_cost(4, 4, 28, 12, 0.5, 6, 7), 28.2413128);
    CHECK(isnan(ri_reorder_poisson(0, 4, 28, 12, 0.5).cost) &&
          isnan(ri_reorder_poisson_cost(4, 4, 28, 12, 0.5, 6, 0)));
}

TEST(textbook_reorder_best_is_a_minimum)
{
    const struct ri_reorder_case c = book_case();
    const struct ri_reorder      best = ri_reorder_best(&c);
    for (double r = -20; r < 300; r += 13.7)
        for (double q = 20; q < 900; q += 37.1)
            CHECK(ri_reorder_cost(&c, r, q) >= best.cost - 1e-9);
}

TEST(textbook_fill_rates)
{
    CHECK_NEAR(ri_fill_rate_backorders(3, 0.5, 50), 0.95, 1e-14);
    CHECK_NEAR(ri_fill_rate_lost(3, 57), 0.95, 1e-14);
    CHECK(isnan(ri_fill_rate_backorders(1, 0, 0)) && isnan(ri_fill_rate_lost(1, 0)));
}

/* ---- lost sales ------------------------------------------------------------------------------------------------ */

TEST(textbook_base_stock_lost_sales)
{
    /* Erlang's table: 10 lines, 4.46 erlang: 1 % blocked */
    CHECK_NEAR(ri_lost_share(10, 4.4612), 0.01, 1e-5);
    CHECK_NEAR(ri_lost_share(1, 3), 0.75, 1e-14);
    CHECK_INT(ri_lost_share(0, 3), 1);
    const double best = ri_base_stock_lost(1, 19, 0.7, 3);
    for (double s = 0; s < 20; s++)
        CHECK(ri_base_stock_lost_cost(1, 19, 0.7, 3, s) >=
              ri_base_stock_lost_cost(1, 19, 0.7, 3, best) - 1e-12);
    CHECK(best > 0 && isnan(ri_lost_share(1.5, 1)) && isnan(ri_lost_share(1, 0)) &&
          isnan(ri_base_stock_lost(0, 1, 1, 1)));
}

TEST(textbook_base_stock_lost_sales_is_what_a_simulation_sees)
{
    struct ri_random
        random; /* one unit sold, one ordered; lead times uniform on 0 .. 6: only their mean counts */
    ri_random_init(&random, 17, 0);
    enum { LEVEL = 3 };
    double due[LEVEL] = {0}, now = 0, asked = 0, lost = 0;
    for (size_t i = 0; i < 400000; i++) {
        now -= log(1 - ri_random_uniform(&random)) / 0.7;
        size_t free = LEVEL;
        for (size_t k = 0; k < LEVEL; k++) free = due[k] <= now ? k : free;
        asked++;
        if (free == LEVEL)
            lost++;
        else
            due[free] = now + 6 * ri_random_uniform(&random);
    }
    CHECK_NEAR(lost / asked, ri_lost_share(LEVEL, 0.7 * 3), 5e-3);
}

/* ---- beside another implementation ------------------------------------------------------------------------------- */

static size_t numbers(const struct ri_json_value *array, double *ret, size_t most)
{
    const size_t    n = ri_json_count(array);
    struct ri_arena mem;
    CHECK(n > 0 && n <= most);
    ri_arena_init(&mem, 1 << 16);
    for (size_t i = 0; i < n && i < most; i++) {
        const char *text = ri_json_scalar(ri_json_at(array, i, NULL), &mem);
        CHECK(text && ri_parse_double(ri_view_of(text), &ret[i]));
    }
    ri_arena_release(&mem);
    return n;
}

static void golden_min_max(const double *row)
{
    const struct ri_min_max got = min_max(row[0], 1, 9, row[1]);
    CHECK_INT(got.minimum, row[2]);
    CHECK_INT(got.maximum, row[3]);
    CHECK_BOOK(got.cost, row[4]);
}

static void golden_reorder(const double *row)
{
    const struct ri_reorder_case c = {.fixed = row[0],
                                      .holding = row[1],
                                      .shortage = row[2],
                                      .demand = row[3],
                                      .lead_mean = row[3] * row[5],
                                      .lead_sd = row[4] * sqrt(row[5])};
    CHECK_BOOK(ri_reorder_cost(&c, row[6], row[7]), row[8]);
    CHECK_BOOK(ri_reorder_point_for(&c, row[7]), row[9]);
}

static void golden_reorder_poisson(const double *row)
{
    const struct ri_reorder got = ri_reorder_poisson(row[0], row[1], row[2], row[3], row[4]);
    CHECK_INT(got.point, row[5]);
    CHECK_INT(got.quantity, row[6]);
    CHECK_BOOK(got.cost, row[7]);
}

static void golden_lognormal(const double *row)
{
    CHECK_BOOK(ri_lognormal_loss(row[0], row[1], row[2]), row[3]);
}

static void golden_negative_binomial(const double *row)
{
    CHECK_BOOK(ri_negative_binomial_loss(row[0], row[1], row[2]), row[3]);
}

static void golden_second(const double *row)
{
    CHECK_BOOK(ri_normal_loss_second(row[0]), row[1]);
}

static double from_table(void *context, double y) /* expected cost of a period by its own demand */
{
    const double *c = context; /* shortage, then chance[] to the end -1 */
    double        sum = 0;
    for (size_t d = 0; c[d + 1] >= 0; d++) {
        const double left = y - (double)d;
        sum += c[d + 1] * (left > 0 ? left : -c[0] * left);
    }
    return sum;
}

static void golden_counts(const struct ri_json_value *one)
{
    double            c[200], want[3], room[200];
    struct ri_min_max got = {NAN, NAN, NAN};
    const size_t      n = numbers(ri_json_member(one, "chance"), c + 1, 198);
    double            fixed = 0;
    struct ri_arena   mem;
    ri_arena_init(&mem, 4096);
    CHECK(ri_parse_double(ri_view_of(ri_json_scalar(ri_json_member(one, "fixed"), &mem)), &fixed));
    CHECK(
        ri_parse_double(ri_view_of(ri_json_scalar(ri_json_member(one, "shortage"), &mem)), &c[0]));
    ri_arena_release(&mem);
    c[n + 1] = -1;
    double lowest = 0;
    while (from_table(c, lowest + 1) < from_table(c, lowest)) lowest++;
    CHECK(ri_min_max_best(fixed, c + 1, n, from_table, c, lowest, room, 200, &got));
    numbers(ri_json_member(one, "found"), want, 3);
    CHECK_INT(got.minimum, want[0]);
    CHECK_INT(got.maximum, want[1]);
    CHECK_BOOK(got.cost, want[2]);
}

TEST(textbook_golden)
{
    static const struct {
        const char *name;
        void (*check)(const double *row);
    } tables[] = {{"min_max_poisson", golden_min_max},
                  {"reorder", golden_reorder},
                  {"reorder_poisson", golden_reorder_poisson},
                  {"lognormal_loss", golden_lognormal},
                  {"negative_binomial_loss", golden_negative_binomial},
                  {"normal_second_loss", golden_second}};
    struct ri_json_document *document = NULL;
    size_t                   length = 0;
    const char              *text = ri_test_data("inventory_golden.json", &length);
    CHECK(text != NULL);
    if (!text) return;
    CHECK_STATUS(ri_json_read(text, length, &document, NULL), RI_OK);
    for (size_t t = 0; t < RI_COUNT(tables); t++) {
        const struct ri_json_value *rows = ri_json_member(ri_json_root(document), tables[t].name);
        CHECK(ri_json_count(rows) >= 3);
        for (size_t i = 0; i < ri_json_count(rows); i++) {
            double row[10];
            numbers(ri_json_at(rows, i, NULL), row, RI_COUNT(row));
            tables[t].check(row);
        }
    }
    const struct ri_json_value *counts = ri_json_member(ri_json_root(document), "min_max");
    CHECK_INT(ri_json_count(counts), 6);
    for (size_t i = 0; i < ri_json_count(counts); i++) golden_counts(ri_json_at(counts, i, NULL));
    ri_json_document_free(document);
}
