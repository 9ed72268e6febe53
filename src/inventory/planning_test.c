/* Lead times, spending, classes, stock levels, transfers. */
#include "base/test.h"

#include "base/random.h"
#include "classes.h"
#include "lead_time.h"
#include "math/stats.h"
#include "min_max.h"
#include "newsvendor.h"
#include "policy.h"
#include "spending.h"
#include "stock_level.h"
#include "transfer.h"

/* ---- lead times -------------------------------------------------------------------------------------------------- */

TEST(lead_time_by_hand)
{
    const struct ri_lead_seen all[] = {{2, false}, {2, false}, {3, false}, {5, false}};
    double                    chance[16];
    CHECK_INT(ri_lead_time_learn(all, 4, NULL, 0, 0, chance, 16), 6);
    CHECK_NEAR(chance[2], 0.5, 1e-12);
    CHECK_NEAR(chance[3], 0.25, 1e-12);
    CHECK_NEAR(chance[5], 0.25, 1e-12);
    /* one that is open for 3 periods is still to come: of the two that waited longer than 3, one is known */
    const struct ri_lead_seen open[] = {{2, false}, {2, false}, {3, false}, {5, false}, {3, true}};
    CHECK_INT(ri_lead_time_learn(open, 5, NULL, 0, 0, chance, 16), 6);
    CHECK_NEAR(chance[2], 0.4, 1e-12);
    CHECK_NEAR(chance[3], 0.2, 1e-12);
    CHECK_NEAR(chance[5], 0.4, 1e-12);
    /* a prior of 4 orders that say 3 */
    const double prior[] = {0, 0, 0, 1};
    CHECK_INT(ri_lead_time_learn(all, 4, prior, 4, 4, chance, 16), 6);
    CHECK_NEAR(chance[3], 5.0 / 8, 1e-12);
    CHECK_INT(ri_lead_time_learn(NULL, 0, prior, 4, 4, chance, 16), 4);
    CHECK_NEAR(chance[3], 1, 1e-12);
    CHECK_INT(ri_lead_time_learn(NULL, 0, NULL, 0, 4, chance, 16), 0);
    CHECK_INT(ri_lead_time_learn(open + 4, 1, NULL, 0, 0, chance, 16),
              0); /* an open one alone says little */
    const struct ri_lead_seen forgotten[] = {{2, false}, {3, false}, {400, true}};
    CHECK_INT(ri_lead_time_learn(forgotten, 3, NULL, 0, 0, chance, 16), 4);
    CHECK_NEAR(chance[2], 0.5, 1e-12);
    const struct ri_lead_seen late[] = {{2, false}, {90, false}};
    CHECK_INT(ri_lead_time_learn(late, 2, NULL, 0, 0, chance, 16),
              16); /* no room: the last period */
    CHECK_NEAR(chance[15], 0.5, 1e-12);
}

TEST(lead_time_is_learnt_from_what_is_open_too)
{
    struct ri_random
        random; /* an order a period for 300 periods, lead times 1 .. 12; watched on day 300 */
    struct ri_lead_seen seen[300];
    double              chance[32], mean = 0, sum = 0, naive = 0;
    size_t              known = 0;
    ri_random_init(&random, 3, 0);
    for (size_t i = 0; i < 300; i++) {
        const size_t lead = 1 + (size_t)ri_random_below(&random, 12), age = (300 - i) / 12;
        seen[i] = (struct ri_lead_seen){lead <= age ? lead : age, lead > age};
        if (lead <= age) naive += (double)lead, known++;
    }
    const size_t count = ri_lead_time_learn(seen, 300, NULL, 0, 0, chance, 32);
    for (size_t l = 0; l < count; l++) sum += chance[l], mean += chance[l] * (double)l;
    CHECK_NEAR(sum, 1, 1e-12);
    CHECK_NEAR(mean, 6.5, 0.06);
    CHECK(naive / (double)known < 5.9); /* those received alone look quicker */
}

TEST(lead_time_spread_has_its_moments)
{
    static const double means[] = {2.5, 7, 20}, sds[] = {0.9, 2, 6};
    for (size_t i = 0; i < 9; i++) {
        const double mean = means[i / 3], sd = sds[i % 3];
        double       chance[200], sum = 0, first = 0, second = 0;
        const size_t count = ri_lead_time_spread(mean, sd, chance, 200);
        for (size_t l = 0; l < count; l++) {
            CHECK(chance[l] >= 0);
            sum += chance[l], first += chance[l] * (double)l,
                second += chance[l] * (double)l * (double)l;
        }
        CHECK_NEAR(sum, 1, 1e-12);
        if (sd < mean) CHECK_NEAR(first, mean, 0.03);
        if (sd < mean) CHECK_NEAR(sqrt(second - first * first), sqrt(sd * sd + 1.0 / 12), 0.05);
    }
    double chance[8];
    CHECK(ri_lead_time_spread(2.2, 0, chance, 8) == 4 && chance[3] == 1);
    CHECK(ri_lead_time_spread(0, 0, chance, 8) == 1 && chance[0] == 1);
    CHECK(ri_lead_time_spread(99, 0, chance, 8) == 8 && chance[7] == 1);
    CHECK(!ri_lead_time_spread(-1, 0, chance, 8) && !ri_lead_time_spread(NAN, 1, chance, 8) &&
          !ri_lead_time_spread(1, INFINITY, chance, 8));
}

/* ---- spending ---------------------------------------------------------------------------------------------------- */

enum { LINES = 4, STEPS = 4 };

/* The best worth within a budget by trying every choice. */
static double best_of_all(double value[LINES][STEPS], double cost[LINES][STEPS], double budget)
{
    double best = 0;
    for (size_t choice = 0; choice < 625; choice++) {
        double spent = 0, worth = 0;
        size_t rest = choice;
        for (size_t l = 0; l < LINES; l++, rest /= STEPS + 1)
            for (size_t s = 0; s < rest % (STEPS + 1); s++)
                spent += cost[l][s], worth += value[l][s];
        if (spent <= budget) best = fmax(best, worth);
    }
    return best;
}

TEST(spending_is_the_best_but_for_one_step)
{
    struct ri_random random;
    ri_random_init(&random, 9, 0);
    for (int round = 0; round < 300; round++) {
        double               value[LINES][STEPS], cost[LINES][STEPS], dearest = 0, sum = 0;
        struct ri_spend_step steps[LINES * STEPS];
        size_t               taken[LINES] = {0};
        const bool           same = round % 2;
        for (size_t l = 0; l < LINES; l++) {
            double worth = 10 * ri_random_uniform(&random);
            for (size_t s = 0; s < STEPS; s++) {
                cost[l][s] = same ? 2.385 : 1 + 3 * ri_random_uniform(&random);
                value[l][s] = worth * cost[l][s];
                worth *= ri_random_uniform(&random);
                sum += cost[l][s];
                dearest = fmax(dearest, value[l][s]);
                steps[l * STEPS + s] =
                    (struct ri_spend_step){.line = l, .value = value[l][s], .cost = cost[l][s]};
            }
        }
        const double budget = sum * ri_random_uniform(&random);
        ri_spend_order(steps, LINES * STEPS);
        const double spent = ri_spend_within(steps, LINES * STEPS, budget, taken);
        double       got = 0, paid = 0;
        for (size_t l = 0; l < LINES; l++)
            for (size_t s = 0; s < taken[l]; s++) got += value[l][s], paid += cost[l][s];
        CHECK_NEAR(paid, spent, 1e-9);
        CHECK(spent <= budget + 1e-9);
        const double best = best_of_all(value, cost, budget);
        CHECK(got <= best + 1e-9 && got >= best - dearest - 1e-9);
        if (same) CHECK_NEAR(got, best, 1e-9); /* equal costs: nothing is lost at the end */
    }
}

TEST(spending_joins_steps_that_lead_to_better_ones)
{
    /* line 0: a poor first step that opens a good second one: 12 for 3 together, before line 1's 3 for 1 */
    struct ri_spend_step steps[] = {{.line = 0, .value = 1, .cost = 1},
                                    {.line = 0, .value = 11, .cost = 2},
                                    {.line = 0, .value = 0.5, .cost = 1},
                                    {.line = 1, .value = 3, .cost = 1}};
    size_t               taken[2] = {0};
    ri_spend_order(steps, 4);
    CHECK_NEAR(ri_spend_within(steps, 4, 3, taken), 3, 0);
    CHECK(taken[0] == 2 && taken[1] == 0);
    size_t all[2] = {0};
    CHECK_NEAR(ri_spend_within(steps, 4, 4.5, all), 4, 0);
    CHECK(all[0] == 2 && all[1] == 1);
    size_t up[2] = {0};
    CHECK_NEAR(ri_spend_up_to(steps, 4, 3.5, up), 4, 0);
    CHECK(up[0] == 2 && up[1] == 1);
    size_t little[2] = {0}; /* 1 is enough: the dear step of the better line is not taken for it */
    CHECK_NEAR(ri_spend_up_to(steps, 4, 0.7, little), 1, 0);
    CHECK(little[0] == 0 && little[1] == 1);
    size_t beyond[2] = {0};
    CHECK_NEAR(ri_spend_up_to(steps, 4, 99, beyond), 5, 0);
    CHECK(beyond[0] == 3 && beyond[1] == 1);
    CHECK_NEAR(ri_spend_within(steps, 0, 4, taken), 0, 0);
}

/* ---- classes ----------------------------------------------------------------------------------------------------- */

TEST(classes_by_hand)
{
    const double values[] = {5, 70, NAN, 15, 10, -3};
    size_t       order[6];
    char         got[7] = {0};
    ri_abc_classes(values, 6, 0.8, 0.95, order, got);
    CHECK_TEXT(got, "CACABC"); /* 70, 15 cross 80; 10 reaches 95; 5 is beyond */
    CHECK(order[0] == 1 && order[1] == 3 && order[5] == 2);
    CHECK(ri_xyz_class(0.49, 0.5, 1) == 'X' && ri_xyz_class(0.5, 0.5, 1) == 'Y' &&
          ri_xyz_class(1, 0.5, 1) == 'Z' && ri_xyz_class(NAN, 0.5, 1) == 'Z');
}

/* ---- stock levels ------------------------------------------------------------------------------------------------ */

TEST(stock_level_by_hand)
{
    const double                both[] = {1, 2, 4, 9}, lead[] = {0, 1, 1, 4};
    const struct ri_stock_worth at = ri_stock_level_worth(both, lead, 4, 3);
    CHECK_NEAR(at.cycle_service, 0.5, 1e-12);
    CHECK_NEAR(at.short_units, (1 + 6 - 1) / 4.0, 1e-12);
    CHECK_NEAR(at.fill_rate, 1 - 1.5 / 2.5, 1e-12);
    CHECK_NEAR(at.average_stock, ((2 + 1) / 4.0 + (3 + 2 + 2) / 4.0) / 2, 1e-12);
    const double nothing[] = {0, 0};
    CHECK_INT(ri_stock_level_worth(nothing, NULL, 2, 0).fill_rate, 1);
    double fill = 0, stock = -1;
    for (double s = 0; s < 12; s += 0.5) { /* more stock, more service */
        const struct ri_stock_worth here = ri_stock_level_worth(both, lead, 4, s);
        CHECK(here.fill_rate >= fill - 1e-12 && here.average_stock > stock);
        fill = here.fill_rate, stock = here.average_stock;
    }
    CHECK_NEAR(fill, 1, 1e-12);
}

/* ---- transfers --------------------------------------------------------------------------------------------------- */

static const double margins[] = {3, 3, 5, 1}, needs[] = {4, 9, 6, 2};

static double worth(void *context, size_t store, double stock) /* concave */
{
    (void)context;
    return margins[store] * needs[store] * (1 - exp(-stock / needs[store]));
}

TEST(transfers_are_the_best_plan)
{
    struct ri_random random;
    ri_random_init(&random, 12, 0);
    for (int round = 0; round < 60; round++) {
        enum { N = 3 };
        struct ri_transfer_store       stores[N];
        struct ri_transfer             moves[N];
        const struct ri_transfer_terms terms = {.unit = 1, .unit_cost = 0.3 * (round % 3)};
        for (size_t i = 0; i < N; i++) {
            stores[i].stock = (double)ri_random_below(&random, 9);
            stores[i].spare = fmin(stores[i].stock, 6);
            stores[i].room = 5;
        }
        double best = 0, got = 0;
        for (int a = -6; a <= 6; a++)
            for (int b = -6; b <= 6; b++) {
                const double by[] = {a, b, -a - b};
                double       gain = 0, moved = 0;
                for (size_t i = 0; i < N; i++) {
                    if (-by[i] > stores[i].spare || by[i] > stores[i].room) gain = -INFINITY;
                    gain +=
                        worth(NULL, i, stores[i].stock + by[i]) - worth(NULL, i, stores[i].stock);
                    moved += fmax(by[i], 0);
                }
                best = fmax(best, gain - terms.unit_cost * moved);
            }
        const size_t count = ri_transfer_plan(stores, N, &terms, worth, NULL, moves);
        double       balance = 0;
        for (size_t i = 0; i < N; i++) balance += stores[i].moved;
        for (size_t k = 0; k < count; k++) {
            CHECK(moves[k].from != moves[k].to && moves[k].units >= 1 && moves[k].gain > 0);
            got += moves[k].gain;
        }
        CHECK(count <= N - 1 && balance == 0);
        CHECK_NEAR(got, best, 1e-9);
    }
}

TEST(transfers_pay_for_the_van)
{
    struct ri_transfer_store stores[] = {{.stock = 20, .spare = 20, .room = 9},
                                         {.stock = 0, .spare = 0, .room = 9},
                                         {.stock = 5, .spare = 5, .room = 9}};
    struct ri_transfer       moves[3];
    struct ri_transfer_terms terms = {.unit = 1, .unit_cost = 0.1};
    size_t                   count = ri_transfer_plan(stores, 3, &terms, worth, NULL, moves);
    CHECK_INT(count, 2);
    const double least = fmin(moves[0].gain, moves[1].gain),
                 most = fmax(moves[0].gain, moves[1].gain);
    terms.pair_cost = (least + most) / 2;
    count = ri_transfer_plan(stores, 3, &terms, worth, NULL, moves);
    CHECK_INT(count, 1);
    CHECK_NEAR(moves[0].gain, most - terms.pair_cost, 0.2 * most);
    terms.pair_cost = 1000;
    CHECK_INT(ri_transfer_plan(stores, 3, &terms, worth, NULL, moves), 0);
    CHECK(stores[0].moved == 0 && stores[1].moved == 0);
    terms = (struct ri_transfer_terms){.unit = 6};
    count = ri_transfer_plan(stores, 3, &terms, worth, NULL, moves);
    CHECK(count == 2 && moves[0].units == 6 && moves[1].units == 6); /* whole packs */
}

/* ---- policies ---------------------------------------------------------------------------------------------------- */

enum { FUTURES = 60000 };
static double two[FUTURES], one[FUTURES]; /* demand of lead time 1 and review 1; of one period */

static struct ri_policy_case policy_case(double mean)
{
    struct ri_random random;
    ri_random_init(&random, 61, 0);
    for (size_t i = 0; i < FUTURES; i++) {
        one[i] = (double)ri_random_poisson(&random, mean);
        two[i] = one[i] + (double)ri_random_poisson(&random, mean);
    }
    ri_sort(one, FUTURES);
    ri_sort(two, FUTURES);
    return (struct ri_policy_case){.protection = two,
                                   .lead = one,
                                   .cycle = one,
                                   .n = FUTURES,
                                   .review = 1,
                                   .holding = 1,
                                   .shortage = 9,
                                   .pack = 1};
}

TEST(policy_is_the_textbooks)
{
    static double         room[RI_POLICY_ROOM], chance[200], visits[400];
    struct ri_min_max     book;
    struct ri_policy_case c = policy_case(6);
    c.fixed = 20;
    struct ri_policy got = ri_policy_choose(&c, room);
    CHECK(ri_min_max_poisson(20, 1, 9, 6, 1, chance, 200, visits, 400, &book));
    CHECK_INT(got.kind, RI_POLICY_MIN_MAX);
    CHECK_NEAR(got.minimum, book.minimum, 0);
    CHECK_NEAR(got.maximum, book.maximum, 0);
    CHECK_NEAR(got.cost, book.cost, 0.01);
    c.fixed = 0;
    got = ri_policy_choose(&c, room);
    CHECK(got.kind == RI_POLICY_BASE_STOCK && got.maximum == ri_newsvendor_poisson(1, 9, 12));
    CHECK_NEAR(got.cost, ri_newsvendor_poisson_cost(1, 9, 12, got.maximum), 0.02);
    CHECK(got.fill_rate > 0.9 && got.cycle_service >= 0.9 && got.average_stock > 0);
    /* a period of two reviews: the same policy at half the cost a period */
    c.fixed = 20, c.review = 2, c.holding = 0.5, c.shortage = 4.5;
    const struct ri_policy longer = ri_policy_choose(&c, room);
    CHECK(longer.minimum == book.minimum && longer.maximum == book.maximum);
    CHECK_NEAR(longer.cost, book.cost / 2, 0.01);
    double none[3] = {0};
    c.cycle = c.protection = none, c.n = 3;
    CHECK_INT(ri_policy_choose(&c, room).kind, RI_POLICY_NONE);
}

TEST(policy_reorder_point_is_the_best_for_its_quantity)
{
    static double         room[RI_POLICY_ROOM];
    struct ri_policy_case c = policy_case(3);
    c.continuous = true;
    for (int k = 0; k < 3; k++) {
        c.fixed = 8.0 * k, c.pack = 1 + 2 * k;
        const struct ri_policy got = ri_policy_choose(&c, room);
        const double           q = got.quantity;
        CHECK(got.kind == RI_POLICY_REORDER && fmod(q, c.pack) == 0 &&
              got.maximum == got.minimum + q);
        double best = INFINITY, cost = 0;
        for (double r = -5; r < 20; r++) {
            double sum = c.fixed * ri_mean(one, FUTURES) / q;
            for (double y = r + 1; y <= r + q; y++)
                sum += ri_newsvendor_empirical_cost(1, 9, two, FUTURES, y) / q;
            if (sum < best) best = sum;
            if (r == got.minimum) cost = sum;
        }
        CHECK_NEAR(cost, best, 1e-9);
        CHECK_NEAR(got.cost, best, 1e-9);
    }
}

TEST(policy_by_formula_where_demand_is_not_counted)
{
    static double         room[RI_POLICY_ROOM];
    struct ri_policy_case c = policy_case(50);
    for (size_t i = 0; i < FUTURES; i++) one[i] *= 1.01, two[i] *= 1.01;
    c.fixed = 400;
    const struct ri_policy got = ri_policy_choose(&c, room);
    CHECK_INT(got.kind, RI_POLICY_MIN_MAX_POWER);
    const struct ri_min_max formula =
        ri_min_max_power(400, 1, 9, ri_mean(one, FUTURES), sqrt(ri_variance(one, FUTURES)),
                         ri_mean(two, FUTURES) / ri_mean(one, FUTURES) - 1);
    CHECK_NEAR(got.minimum, formula.minimum, 1e-9);
    CHECK(isfinite(got.cost) && got.cost > 0);
    CHECK_TEXT(ri_policy_text(RI_POLICY_MIN_MAX), "(s,S)");
}
