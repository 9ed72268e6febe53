#include "order_testing.h"

#include "base/random.h"
#include "math/stats.h"

enum { DRAWS = 4000, SPAN = 12 };

static double draws[DRAWS]; /* of SPAN independent periods, rising */

static void fill_draws(double mean, double dispersion)
{
    struct ri_random random;
    ri_random_init(&random, 71, 0);
    for (size_t i = 0; i < DRAWS; i++) {
        draws[i] = 0;
        for (size_t t = 0; t < SPAN; t++)
            draws[i] += (double)ri_random_negative_binomial(&random, mean, dispersion);
    }
    ri_sort(draws, DRAWS);
}

static struct ri_order_input plain(void)
{
    return (struct ri_order_input){.on_hand = 4,
                                   .lead_time = 2,
                                   .review = 3,
                                   .span = SPAN,
                                   .protection = draws,
                                   .draw_count = DRAWS,
                                   .pack = 1,
                                   .unit_cost = 2,
                                   .unit_price = 5,
                                   .service = 0.9,
                                   .shortage_cost = NAN,
                                   .holding_cost = NAN};
}

struct seen { /* means over many plays, the order fixed */
    double before, lost_before, out, after, lost, clean, waste;
};

static struct seen play(const struct ri_order_input *in, double mean, double dispersion, double q)
{
    enum { ROUNDS = 60000 };
    struct ri_random random;
    struct seen      sum = {0};
    ri_random_init(&random, 72, 0);
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t lead = in->lead_time;
        double u = ri_random_uniform(&random), demand[40], left = in->on_hand, owed = 0, lost = 0;
        for (lead = in->lead_chance ? 0 : lead; in->lead_chance && u > in->lead_chance[lead];
             lead++)
            u -= in->lead_chance[lead];
        for (size_t t = 0; t < 40; t++)
            demand[t] = (double)ri_random_negative_binomial(&random, mean, dispersion);
        for (size_t t = 0; t < lead; t++) {
            if (t < in->arrival_count) left += in->arrivals[t];
            const double sold = fmin(demand[t], fmax(left, 0));
            sum.before += demand[t];
            if (in->lost_sales) sum.lost_before += demand[t] - sold;
            left -= in->lost_sales ? sold : demand[t];
        }
        sum.out += lead && (in->lost_sales ? left <= 0 : left < 0);
        double old = left, fresh = q, living = 0;
        owed = fmax(-left, 0);
        if (!in->lost_sales) sum.lost_before += owed; /* what the goods find owed */
        for (size_t t = lead; t < lead + in->review; t++) {
            if (t < in->arrival_count) left += in->arrivals[t];
            lost += demand[t];
            sum.after += demand[t];
        }
        lost = fmax(lost - left - q, 0); /* goods that come later in the period serve it too */
        sum.lost += fmax(in->lost_sales ? lost : lost - fmax(owed - q, 0), 0);
        sum.clean += lost <= 0;
        for (size_t t = lead; t < lead + in->shelf_life; t++) living += demand[t];
        sum.waste += fmin(fresh, fmax(fresh + old - living, 0));
    }
    const double scale = 1.0 / ROUNDS;
    sum.before *= scale, sum.lost_before *= scale, sum.out *= scale, sum.after *= scale;
    sum.lost *= scale, sum.clean *= scale, sum.waste *= scale;
    return sum;
}

TEST(paths_of_a_demand_that_died_away) /* a level halved for years is a number of 310 digits behind the point */
{
    static const double nothing[SPAN] = {1e-311, 1e-312, 0, 1e-313};
    fill_draws(0.01, 0.05);
    struct ri_order_input even = plain(), faded = plain();
    faded.mean = nothing;
    const struct ri_order_line one = order(&even), two = order(&faded);
    CHECK_NEAR(two.order_up_to, one.order_up_to, 0);
    CHECK_NEAR(two.expected_demand, one.expected_demand, 0);
    CHECK_NEAR(two.safety_stock, one.safety_stock, 0);
    CHECK_NEAR(two.expected_fill_rate, one.expected_fill_rate, 0);
}

TEST(order_random_lead_time_is_what_a_simulation_sees)
{
    static const double law[] = {0, 0.1, 0.4, 0.2, 0.1, 0, 0, 0.2}, arrivals[] = {0, 2, 0, 3};
    static const struct {
        double mean, dispersion, on_hand;
    } rows[] = {{2.3, 1.3, 9}, {0.3, 2, 1}, {6, 30, 14}};
    for (size_t r = 0; r < RI_COUNT(rows); r++) {
        fill_draws(rows[r].mean, rows[r].dispersion);
        for (int lost = 0; lost < 2; lost++) {
            struct ri_order_input input = plain();
            input.lead_chance = law;
            input.lead_count = RI_COUNT(law);
            input.on_hand = rows[r].on_hand;
            input.arrivals = arrivals;
            input.arrival_count = RI_COUNT(arrivals);
            input.lost_sales = lost;
            const struct ri_order_line line = order(&input);
            const struct seen          seen =
                play(&input, rows[r].mean, rows[r].dispersion, line.order_quantity);
            CHECK_NEAR(line.expected_demand, seen.before + seen.after, 0.03);
            CHECK_NEAR(line.lost_before_delivery, seen.lost_before, 0.08);
            CHECK_NEAR(line.stock_out_before_delivery, seen.out, 0.02);
            CHECK_NEAR(line.expected_lost_units, seen.lost, 0.04);
            CHECK_NEAR(line.cycle_service, seen.clean, 0.02);
            CHECK_NEAR(line.lead_mean, 0.1 + 0.8 + 0.6 + 0.4 + 1.4, 1e-12);
        }
    }
}

TEST(order_sure_lead_time_as_a_law_changes_nothing)
{
    const double law[] = {0, 0, 1};
    fill_draws(1.7, 2);
    for (int lost = 0; lost < 2; lost++) {
        struct ri_order_input input = plain();
        input.lost_sales = lost;
        const struct ri_order_line fixed = order(&input);
        input.lead_chance = law;
        input.lead_count = 3;
        input.lead_time = 99; /* not looked at */
        const struct ri_order_line as_law = order(&input);
        CHECK_NEAR(as_law.order_quantity, fixed.order_quantity, 0);
        CHECK_NEAR(as_law.expected_fill_rate, fixed.expected_fill_rate, 0);
        CHECK_NEAR(as_law.lead_sd, 0, 0);
        CHECK_NEAR(as_law.safety_lead_time, 0, 0);
    }
}

TEST(order_safety_stock_is_split_by_cause)
{
    const double  law[] = {0, 0.5, 0, 0, 0, 0.5};
    static double sure[DRAWS];
    for (size_t i = 0; i < RI_COUNT(sure); i++) sure[i] = 3 * SPAN;
    struct ri_order_input input = plain();
    input.protection = sure, input.draw_count = RI_COUNT(sure);
    input.lead_chance = law, input.lead_count = RI_COUNT(law);
    struct ri_order_line line = order(&input); /* 3 a period: 8 periods at worst, 6 on average */
    CHECK_NEAR(line.safety_stock, 24 - 18, 1e-9);
    CHECK_NEAR(line.safety_lead_time, 6, 2e-3); /* lead times are dealt to draws */
    CHECK_NEAR(line.safety_demand, 0, 0.012);
    fill_draws(3, 1.1);
    input.protection = draws, input.draw_count = DRAWS;
    line = order(&input); /* Var(L) mu^2 = 4 x 9 beside 6 periods of 3 + 9 / 1.1 */
    CHECK_NEAR(line.safety_lead_time / line.safety_stock, 36 / (36 + 6 * (3 + 9 / 1.1)), 0.03);
    CHECK_NEAR(line.safety_lead_time + line.safety_demand, line.safety_stock, 1e-9);
    input.lead_chance = NULL;
    line = order(&input);
    CHECK(line.safety_lead_time == 0 && line.safety_demand == line.safety_stock);
}

TEST(order_waste_is_what_a_simulation_sees)
{
    static const struct {
        double mean, on_hand;
        size_t life;
    } rows[] = {{2, 3, 2}, {0.4, 0, 5}, {1.3, 9, 9}, {0.2, 0, 20}};
    for (size_t r = 0; r < RI_COUNT(rows); r++) {
        fill_draws(rows[r].mean, 2);
        struct ri_order_input input = plain();
        input.on_hand = rows[r].on_hand;
        input.lost_sales = true;
        input.shelf_life = rows[r].life;
        input.unit_cost = NAN;
        input.minimum = input.pack = 4;
        input.service = 0.97;
        input.shortage_cost = NAN;
        input.unit_cost = 0.01; /* waste is cheap: the order stands */
        const struct ri_order_line line = order(&input);
        const struct seen          seen = play(&input, rows[r].mean, 2, line.order_quantity);
        CHECK(line.order_quantity > 0);
        CHECK_NEAR(line.expected_waste, seen.waste,
                   r == 3 ? 0.25 : 0.05); /* demand past the draws: its mean */
    }
}

TEST(order_caps)
{
    fill_draws(2, 3);
    struct ri_order_input      input = plain();
    const struct ri_order_line wide = order(&input);
    CHECK(wide.cap == RI_ORDER_FREE && wide.uncapped == wide.order_quantity &&
          wide.expected_waste == 0);
    input.shelf_space = 9; /* about 2.4 of the 4 on hand are left when the goods come */
    struct ri_order_line line = order(&input);
    CHECK(line.cap == RI_ORDER_SPACE && line.uncapped == wide.order_quantity);
    CHECK(line.order_quantity < wide.order_quantity && line.order_quantity >= 5 &&
          line.order_quantity <= 9);
    CHECK(strstr(line.reason, "the shelf holds 9") != NULL);
    input.pack = 12;
    line = order(&input);
    CHECK(line.order_quantity == 0 && line.cap == RI_ORDER_SPACE);
    CHECK(strstr(line.reason, "No order: ") && strstr(line.reason, "the smallest order is 12"));
    input.pack = 3, input.minimum = 12; /* two packs would fit, but so few are not delivered */
    line = order(&input);
    CHECK(line.order_quantity == 0 && line.uncapped >= 12 && line.cap == RI_ORDER_SPACE);
    input = plain();
    input.shelf_life = 1;
    line = order(
        &input); /* a margin of 3 on 5: the last unit must sell with a chance of 0.4 at least */
    CHECK(line.cap == RI_ORDER_LIFE && line.order_quantity < line.uncapped &&
          line.order_quantity > 0);
    CHECK(strstr(line.reason, "more would not be sold in the 1 periods it keeps") != NULL);
    const double dear = line.order_quantity;
    input.unit_cost = 5; /* nothing to earn */
    line = order(&input);
    CHECK(line.order_quantity == 0 &&
          strstr(line.reason, "more would spoil than it saves") != NULL);
    input.unit_cost = 0.1; /* a margin that pays for much waste */
    CHECK(order(&input).order_quantity > line.order_quantity);
    CHECK(order(&input).order_quantity > dear);
}

TEST(order_of_a_given_quantity)
{
    fill_draws(2, 3);
    const double          none = 0, ten = 10;
    struct ri_order_input input = plain();
    input.quantity = &ten;
    input.remark = "as the budget says";
    struct ri_order_line line = order(&input);
    CHECK(line.order_quantity == 10 && line.packs == 10 && line.uncapped != 10);
    CHECK(strstr(line.reason, "Order 10: ") && strstr(line.reason, "; as the budget says") != NULL);
    const double lost = line.expected_lost_units;
    input.quantity = &none;
    line = order(&input);
    CHECK(line.order_quantity == 0 && line.expected_lost_units > lost);
    CHECK(line.expected_lost_units == line.lost_without_order);
    CHECK(strstr(line.reason, "No order now: ") &&
          strstr(line.reason, "; as the budget says.") != NULL);
}

TEST(order_of_a_product_that_ends)
{
    fill_draws(2, 3);
    struct ri_order_input input = plain();
    const double          full = order(&input).order_quantity;
    input.ending = true; /* margin 3 of 5 */
    struct ri_order_line line = order(&input);
    CHECK_NEAR(line.level, 0.6, 1e-12);
    CHECK(line.order_quantity < full && strstr(line.reason, "the product ends") != NULL);
    input.pack = 60;
    line = order(&input);
    CHECK(line.order_quantity == 0 && strstr(line.reason, "No order: ") != NULL);
    input.unit_price = NAN;
    CHECK_NEAR(order(&input).level, 0.5, 1e-12);
}

TEST(order_steps_add_up)
{
    fill_draws(2.5, 2);
    static const double packs[] = {1, 4, 0.05};
    for (size_t p = 0; p < RI_COUNT(packs); p++) {
        struct ri_order_input input = plain();
        input.steps = true;
        input.on_hand = 0;
        input.pack = packs[p];
        input.minimum = p == 1 ? 7 : 0;
        const struct ri_order_line line = order(&input);
        double                     worth = 0;
        size_t                     at = 0;
        CHECK(line.step_count > RI_ORDER_STEPS_BEYOND && line.step_count <= RI_ORDER_STEPS_MOST);
        CHECK_NEAR(line.step_units[0], p == 1 ? 8 : packs[p], 1e-12);
        for (size_t k = 0; k < line.step_count; k++) {
            CHECK(k == 0 || line.step_units[k] > line.step_units[k - 1]);
            CHECK(line.step_value[k] >= -1e-12);
            if (line.step_units[k] <= line.order_quantity + 1e-9)
                worth += line.step_value[k], at = k;
        }
        CHECK_NEAR(line.step_units[at], line.order_quantity, 1e-9);
        CHECK_INT(line.step_count, at + 1 + RI_ORDER_STEPS_BEYOND);
        CHECK_NEAR(worth, 3 * (line.lost_without_order - line.expected_lost_units), 1e-9);
    }
    struct ri_order_input input = plain();
    input.steps = true;
    input.shelf_space = 9;
    const struct ri_order_line narrow = order(&input);
    CHECK(narrow.cap == RI_ORDER_SPACE && narrow.order_quantity > 0);
    CHECK_NEAR(narrow.step_units[narrow.step_count - 1], narrow.order_quantity,
               1e-9); /* nothing beyond */
    input.shelf_space = 0;
    input.on_hand = 500;
    CHECK_INT(order(&input).step_count, 0);
}

TEST(order_law_statuses)
{
    static const double low[] = {0.5, 0.4}, negative[] = {-0.5, 1.5}, good[] = {0.5, 0.5};
    static const struct {
        const double *law;
        size_t        count, span;
        double        space;
        ri_status     status;
        const char   *says;
    } rows[] = {
        {low, 2, SPAN, 0, RI_EDATA, "add up to 0.9"},
        {negative, 2, SPAN, 0, RI_EDATA, "a lead time of 0 is -0.5"},
        {good, 0, SPAN, 0, RI_EUSAGE, "no periods"},
        {good, 2, 3, 0, RI_EUSAGE, "draws cover 3 periods, lead time and review need 4"},
        {good, 2, SPAN, -1, RI_EDATA, "shelf space is -1"},
        {good, 2, SPAN, NAN, RI_EDATA, "shelf space is nan"},
        {good, 2, 4, 0, RI_OK, ""},
    };
    fill_draws(1, 1);
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_order_input input = plain();
        input.lead_chance = rows[i].law, input.lead_count = rows[i].count;
        input.span = rows[i].span, input.shelf_space = rows[i].space;
        struct ri_arena      mem;
        struct ri_order_line line;
        struct ri_error      err = {0};
        ri_arena_init(&mem, 8 << 20);
        CHECK_STATUS(ri_inventory_order(&input, &mem, &line, &err), rows[i].status);
        if (!strstr(err.message, rows[i].says))
            ri_test_fail(__FILE__, __LINE__, "row %zu: %s", i, err.message);
        ri_arena_release(&mem);
    }
}

TEST(order_law_limit_sweep)
{
    static const double law[] = {0.5, 0.5};
    fill_draws(1, 1);
    struct ri_order_input input = plain();
    input.lead_chance = law, input.lead_count = 2, input.shelf_life = 3, input.steps = true;
    input.draw_count = 40;
    size_t limit = 0, refused = 0;
    for (;; limit += 64) {
        struct ri_arena      mem;
        struct ri_order_line line = {.packs = 4711};
        ri_arena_init(&mem, limit);
        const ri_status status = ri_inventory_order(&input, &mem, &line, NULL);
        ri_arena_release(&mem);
        if (status == RI_OK) break;
        CHECK_STATUS(status, RI_ENOMEM);
        CHECK(line.packs == 4711);
        refused++;
    }
    CHECK(refused > 3 && limit < 100000);
}
