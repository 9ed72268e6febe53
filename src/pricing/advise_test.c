/* Prices to advise: by hand, every refusal, the rules, and ladders against trying everything. */
#include "advise.h"

#include "base/random.h"
#include "base/test.h"

static const struct ri_price_ending nines = {10, 9};
static const struct ri_price_rules  rules = {.aim = RI_AIM_PROFIT,
                                             .confidence = 0.9,
                                             .max_change = 0.5,
                                             .min_margin = 0,
                                             .competitor_gap = (double)NAN,
                                             .ending_count = 0};

/* 20 % tax, cost 1.00 without: the best price at e = -3 is 1.5 times the cost, 1.80 with tax. */
static struct ri_price_case usual(void)
{
    return (struct ri_price_case){.price = 240,
                                  .cost = 100,
                                  .tax = 0.2,
                                  .units = 50,
                                  .elasticity = -3,
                                  .error = 0.4,
                                  .low = 150,
                                  .high = 280,
                                  .competitor = (double)NAN,
                                  .on_hand = 1000,
                                  .line = SIZE_MAX};
}

static struct ri_price_advice ask(const struct ri_price_case *one, const struct ri_price_rules *by)
{
    struct ri_price_advice advice;
    struct ri_arena        mem;
    ri_arena_init(&mem, 1 << 22);
    CHECK_STATUS(ri_price_advise(one, 1, by, &mem, &advice, NULL), RI_OK);
    ri_arena_release(&mem);
    return advice;
}

TEST(the_best_price_by_hand)
{
    const struct ri_price_case   one = usual();
    const struct ri_price_advice advice = ask(&one, &rules);
    const double                 units = 50 * pow(180. / 240, -3);
    CHECK_INT(advice.price, 180);
    CHECK_INT(advice.action, RI_PRICE_LOWER);
    CHECK_NEAR(advice.now.margin, 50 * 100, 1e-9);
    CHECK_NEAR(advice.then.units, units, 1e-9);
    CHECK_NEAR(advice.then.margin, units * 50, 1e-9);
    CHECK_NEAR(advice.then.gain, units * 50 - 5000, 1e-9);
    CHECK(advice.then.gain_low < advice.then.gain && advice.then.gain < advice.then.gain_high);
    CHECK(advice.then.units_low < units && units < advice.then.units_high);
}

TEST(rules_hold_the_price)
{
    struct ri_price_case  one = usual();
    struct ri_price_rules by = rules;
    by.ending = &nines, by.ending_count = 1;
    CHECK_INT(ask(&one, &by).price, 179);
    by.max_change = 0.1;
    CHECK_INT(ask(&one, &by).price, 219);
    CHECK_TEXT(ask(&one, &by).limit, "maximum change");
    by.max_change = 0.5, by.min_margin = 0.4;
    CHECK_INT(ask(&one, &by).price, 209); /* 1.00 / 0.6 * 1.2 = 2.00 */
    CHECK_TEXT(ask(&one, &by).limit, "minimum margin");
    by.min_margin = 0, one.low = 195;
    CHECK_INT(ask(&one, &by).price, 199);
    CHECK_TEXT(ask(&one, &by).limit, "end of the tried range");
    one.low = 150, one.price = 160, one.competitor = 165, by.competitor_gap = 0.05;
    CHECK_INT(ask(&one, &by).price, 169); /* at most 1.7325 */
    CHECK_TEXT(ask(&one, &by).limit, "competitor");
    one = usual(), by.cover_weeks = 30; /* stock for 20 weeks: not lowered */
    CHECK_INT(ask(&one, &by).action, RI_PRICE_KEEP);
    CHECK_TEXT(ask(&one, &by).limit, "stock is short: not lowered");
    by.cover_weeks = 0, by.least_gain = 5;
    CHECK_TEXT(ask(&one, &by).limit, "the gain is too small");
    by = rules, by.aim = RI_AIM_REVENUE, one.elasticity = -0.5, one.error = 0.1;
    CHECK_INT(ask(&one, &by).price, 280); /* inelastic: as dear as was tried */
}

TEST(neighbours_move_the_best_price)
{
    /* A substitute gains when this price rises: less reason to lower it. */
    const struct ri_price_neighbour rival = {
        .units = 80, .margin = 120, .net_price = 300, .cross = 1.2};
    struct ri_price_case one = usual();
    one.neighbour = &rival, one.neighbour_count = 1;
    const struct ri_price_advice advice = ask(&one, &rules);
    CHECK(advice.price > 180);
    const struct ri_price_outcome down = ri_price_outcome_at(&one, &rules, 180);
    CHECK_NEAR(down.neighbours, 80 * 120 * (pow(0.75, 1.2) - 1), 1e-9);
}

TEST(nothing_is_advised_without_knowledge)
{
    struct ri_price_case one = usual();
    one.problem = "its price never moved";
    CHECK_TEXT(ask(&one, &rules).reason, "its price never moved");
    one = usual(), one.error = 2;
    CHECK_TEXT(ask(&one, &rules).reason,
               "the interval of its elasticity includes 0: what a price does is not known");
    one = usual(), one.elasticity = -20;
    CHECK_TEXT(ask(&one, &rules).reason,
               "its elasticity is not plausible: too few changes of its price");
    one = usual(), one.on_hand = 0;
    CHECK_TEXT(ask(&one, &rules).reason, "it is out of stock");
    one = usual(), one.cost = NAN;
    CHECK_TEXT(ask(&one, &rules).reason, "its cost is not known");
    one = usual(), one.units = 0;
    CHECK_TEXT(ask(&one, &rules).reason, "nothing sold lately");
    one = usual(), one.elasticity = NAN;
    CHECK_TEXT(ask(&one, &rules).reason, "no elasticity is known");
    one = usual(), one.price = NAN;
    CHECK_TEXT(ask(&one, &rules).reason, "its price or units now are not known");
    one = usual(), one.cost = NAN;
    struct ri_price_rules by = rules;
    by.aim = RI_AIM_REVENUE;
    CHECK(ask(&one, &by).reason == NULL);
    CHECK_INT(ask(&one, &by).action, RI_PRICE_LOWER);
}

/* The best of all combinations that keep the ladder. */
static double best_by_trying(const struct ri_price_case *cases, const struct ri_price_rules *by)
{
    double best = -INFINITY;
    for (int a = 0; a <= 4; a++)
        for (int b = 0; b <= 4; b++)
            for (int c = 0; c <= 4; c++) {
                const double price[] = {cases[0].low + a, cases[1].low + b, cases[2].low + c};
                double       sum = 0;
                if (price[1] / 2 > price[0] || price[2] / 4 > price[1] / 2) continue;
                for (size_t i = 0; i < 3; i++)
                    sum += ri_price_outcome_at(&cases[i], by, price[i]).gain;
                best = fmax(best, sum);
            }
    return best;
}

TEST(ladders_are_the_best_of_all_that_keep_order)
{
    struct ri_random random;
    struct ri_arena  mem;
    size_t           bound = 0;
    ri_random_init(&random, 5, 0);
    ri_arena_init(&mem, 1 << 22);
    for (size_t round = 0; round < 60; round++) {
        struct ri_price_case   cases[3];
        struct ri_price_advice advice[3];
        for (size_t i = 0; i < 3; i++) {
            const double size = i == 0 ? 1 : i == 1 ? 2 : 4;
            cases[i] = usual();
            cases[i].line = 7, cases[i].size = size;
            cases[i].low = floor(size * 10) - 2, cases[i].high = cases[i].low + 4;
            cases[i].price = cases[i].low + (i == 0 ? 4 : i == 1 ? 2 : 0);
            cases[i].cost = 4 * size, cases[i].tax = 0, cases[i].error = 0.1;
            cases[i].elasticity = -1.2 - 2 * ri_random_uniform(&random);
        }
        CHECK_STATUS(ri_price_advise(cases, 3, &rules, &mem, advice, NULL), RI_OK);
        double sum = 0, alone = 0;
        for (size_t i = 0; i < 3; i++) {
            sum += advice[i].then.gain;
            alone += ask(&cases[i], &rules).then.gain;
        }
        CHECK((double)advice[1].price / 2 <= (double)advice[0].price + 1e-9);
        CHECK((double)advice[2].price / 4 <= (double)advice[1].price / 2 + 1e-9);
        CHECK_NEAR(sum, best_by_trying(cases, &rules), 1e-9);
        bound += sum < alone - 1e-9;
    }
    CHECK(bound > 3); /* the ladder did matter */
    ri_arena_release(&mem);
}

TEST(sizes_stand_at_the_end_of_names)
{
    double size;
    int    kind, other;
    size_t before;
    CHECK(ri_pack_of_name("Whole Milk 1.5 l", &size, &kind, &before));
    CHECK_NEAR(size, 1.5, 0);
    CHECK_INT(before, 11);
    CHECK(ri_pack_of_name("Whole Milk 500ml", &size, &other, &before));
    CHECK_NEAR(size, 0.5, 1e-12);
    CHECK_INT(kind, other);
    CHECK(ri_pack_of_name("Cheddar 1.2 kg", &size, &other, &before));
    CHECK(kind != other);
    CHECK(!ri_pack_of_name("Lamp E14", &size, &kind, &before));
    CHECK(!ri_pack_of_name("Plate single", &size, &kind, &before));
    CHECK(!ri_pack_of_name("7 l", &size, &kind, &before) || before == 0);
    CHECK(!ri_pack_of_name("", &size, &kind, &before));
}

TEST(advice_says_when_memory_runs_out)
{
    const struct ri_price_case one = usual();
    struct ri_price_advice     advice;
    struct ri_arena            mem;
    ri_arena_init(&mem, 64);
    CHECK_STATUS(ri_price_advise(&one, 1, &rules, &mem, &advice, NULL), RI_ENOMEM);
    ri_arena_release(&mem);
}

/* A store brand a tenth to a fifth below its leading brand, whose own price goes from 240 to 180. */
TEST(a_gap_to_another_price_is_kept_also_where_it_costs)
{
    struct ri_price_case   cases[2] = {usual(), usual()};
    struct ri_price_advice advice[2];
    struct ri_arena        mem;
    cases[1].price = 200, cases[1].low = 120, cases[1].high = 260;
    cases[1].reference = 1, cases[1].gap_low = -0.2, cases[1].gap_high = -0.1;
    ri_arena_init(&mem, 1 << 22);
    CHECK_STATUS(ri_price_advise(cases, 2, &rules, &mem, advice, NULL), RI_OK);
    CHECK_INT(advice[0].price, 180);
    CHECK_INT(advice[1].price, 162); /* nine tenths of the advised 180, not of the 240 of now */
    cases[1].gap_low = cases[1].gap_high = 0; /* parity */
    CHECK_STATUS(ri_price_advise(cases, 2, &rules, &mem, advice, NULL), RI_OK);
    CHECK_INT(advice[1].price, 180);
    cases[1].gap_low = 0.3, cases[1].gap_high = 0.35; /* against its own good */
    CHECK_STATUS(ri_price_advise(cases, 2, &rules, &mem, advice, NULL), RI_OK);
    CHECK_INT(advice[1].price, 234);
    CHECK(advice[1].then.gain < 0);
    CHECK_TEXT(advice[1].limit, "moved to what is allowed");
    cases[1].gap_low = 2, cases[1].gap_high = 3;
    CHECK_STATUS(ri_price_advise(cases, 2, &rules, &mem, advice, NULL), RI_OK);
    CHECK_INT(advice[1].action, RI_PRICE_KEEP);
    CHECK_TEXT(advice[1].limit, "what is allowed is out of reach");
    ri_arena_release(&mem);
}

TEST(least_and_most_that_are_allowed)
{
    struct ri_price_case one = usual();
    one.least = 199;
    CHECK_INT(ask(&one, &rules).price, 199);
    one.least = 0, one.most = 170;
    CHECK_INT(ask(&one, &rules).price, 170);
    one.most = 230; /* now is above: it must move, and 180 is best */
    CHECK_INT(ask(&one, &rules).price, 180);
}
