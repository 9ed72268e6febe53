#include "order_testing.h"

#include "base/random.h"
#include "math/stats.h"

enum { DRAWS = 10000 };

static const double ten[] = {0, 1, 1, 2, 2, 3, 4, 5, 8, 12}; /* demand over the protection period */
static const double less[] = {0, 0, 0, 1, 1, 1, 2, 2, 4, 7}; /* over the lead time */

static struct ri_order_input plain(void)
{
    return (struct ri_order_input){.on_hand = 3,
                                   .lead_time = 1,
                                   .review = 1,
                                   .protection = ten,
                                   .lead = less,
                                   .draw_count = 10,
                                   .pack = 1,
                                   .unit_cost = 2,
                                   .unit_price = 5,
                                   .service = 0.9,
                                   .shortage_cost = NAN,
                                   .holding_cost = NAN};
}

TEST(order_by_hand_backorders)
{
    const double          arrivals[] = {1, 0, 50}; /* the 50 come after the protection period */
    struct ri_order_input input = plain();
    input.arrivals = arrivals;
    input.arrival_count = 3;
    const struct ri_order_line line = order(&input);
    /* the ninth of ten draws is 8; position 3 + 1 */
    CHECK_NEAR(line.order_up_to, 8, 1e-12);
    CHECK_NEAR(line.need, 4, 1e-12);
    CHECK_NEAR(line.order_quantity, 4, 1e-12);
    CHECK_NEAR(line.reorder_point, 4, 1e-12);
    CHECK_NEAR(line.on_order, 1, 1e-12);
    CHECK_NEAR(line.expected_demand, 3.8, 1e-12);
    CHECK_NEAR(line.safety_stock, 4.2, 1e-12);
    CHECK_NEAR(line.cycle_service, 0.9, 1e-12);
    CHECK_NEAR(line.expected_lost_units, 0.4, 1e-12); /* (12 - 8) / 10 */
    CHECK_NEAR(line.expected_fill_rate, 1 - 0.4 / 2,
               1e-12); /* of 3.8 - 1.8 asked for after the lead time */
    CHECK_NEAR(line.lost_without_order, (1 + 4 + 8) / 10.0 - 0.3,
               1e-12);                                 /* less what the lead time owed */
    CHECK_NEAR(line.lost_before_delivery, 0.3, 1e-12); /* 7 - 4 */
    CHECK_NEAR(line.stock_out_before_delivery, 0.1, 1e-12);
    CHECK_NEAR(line.expected_left, (8 + 7 + 7 + 6 + 6 + 5 + 4 + 3) / 10.0, 1e-12);
    CHECK_NEAR(line.cover_periods, 3 / 1.9, 1e-12);
    CHECK_NEAR(line.order_value, 8, 1e-12);
    CHECK_NEAR(line.money_at_stake, 3 * (0.3 + 1.0), 1e-12);
    CHECK(isnan(line.expected_cost));
    CHECK_TEXT(
        line.reason,
        "Order 4: 3 on hand and 1 on order, and demand of the next 2 periods stays within 8 in "
        "90 of 100 cases; it saves about 1.80.");
}

TEST(order_by_hand_lost_sales)
{
    struct ri_order_input input = plain();
    input.lost_sales = true;
    input.paired = true;
    input.on_hand = 2;
    const struct ri_order_line line = order(&input);
    /* after the lead time: {0,1,1,1,1,2,2,3,4,5}; left then: {2,2,2,1,1,1,0,0,0,0}; need: {-2,-1,-1,0,0,1,2,3,4,5} */
    CHECK_NEAR(line.need, 4, 1e-12);
    CHECK_NEAR(line.order_quantity, 4, 1e-12);
    CHECK_NEAR(line.order_up_to, 6,
               1e-12); /* not 8: what the empty shelf loses need not be ordered */
    CHECK_NEAR(line.expected_lost_units, 0.1, 1e-12);
    CHECK_NEAR(line.expected_fill_rate, 1 - 0.1 / 2, 1e-12);
    CHECK_NEAR(line.cycle_service, 0.9, 1e-12);
    CHECK_NEAR(line.lost_without_order, (1 + 2 + 3 + 4 + 5) / 10.0, 1e-12);
    CHECK_NEAR(line.lost_before_delivery, (2 + 5) / 10.0, 1e-12);
    CHECK_NEAR(line.stock_out_before_delivery, 0.4, 1e-12);
}

TEST(order_packs_and_minimum)
{
    static const struct {
        double      pack, minimum, on_hand, quantity;
        const char *says;
    } rows[] = {
        {1, 0, 3, 5, "Order 5: "},          {6, 0, 3, 6, "(1 pack of 6)"},
        {4, 0, 3, 8, "(2 packs of 4)"},     {1, 20, 3, 20, "minimum order of 20"},
        {6, 20, 3, 24, "(4 packs of 6)"},   {6, 20, 8, 0, "No order: 8 on hand"},
        {2.5, 0, 3, 5, "(2 packs of 2.5)"}, {1, 0, 100, 0, "No order"},
        {0.001, 0, 7.5, 0.5, "Order 0.5"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_order_input input = plain();
        input.pack = rows[i].pack;
        input.minimum = rows[i].minimum;
        input.on_hand = rows[i].on_hand;
        const struct ri_order_line line = order(&input);
        CHECK_NEAR(line.order_quantity, rows[i].quantity, 1e-12);
        if (!strstr(line.reason, rows[i].says))
            ri_test_fail(__FILE__, __LINE__, "row %zu: %s", i, line.reason);
    }
}

TEST(order_by_costs)
{
    struct ri_order_input input = plain();
    input.service = NAN;
    input.shortage_cost = 9;
    input.holding_cost = 1;
    struct ri_order_line line = order(&input);
    CHECK_NEAR(line.level, 0.9, 1e-12);
    CHECK_NEAR(line.order_quantity, 5, 1e-12);
    CHECK_NEAR(line.expected_cost, 1 * (8 + 7 + 7 + 6 + 6 + 5 + 4 + 3) / 10.0 + 9 * 0.4, 1e-12);
    input.pack =
        12; /* 12 cost 1 * 11.4 - ... against nothing at all: both are computed, the cheaper taken */
    line = order(&input);
    const double nothing = (3 + 2 + 2 + 1 + 1) / 10.0 + 9 * (1 + 2 + 5 + 9) / 10.0;
    const double pack = (15 + 14 + 14 + 13 + 13 + 12 + 11 + 10 + 7 + 3) / 10.0;
    CHECK(pack < nothing);
    CHECK_NEAR(line.order_quantity, 12, 1e-12);
    CHECK_NEAR(line.expected_cost, pack, 1e-12);
    input.shortage_cost = 2;
    line = order(&input);
    CHECK_NEAR(line.order_quantity, 0, 1e-12);
    CHECK(strstr(line.reason,
                 "No order: 1 more would be wanted, but the smallest order of 12 costs more"));
    input.pack = 3; /* wanted 8 - 3 = 5: 3 cost less than 6 */
    input.shortage_cost = 8;
    line = order(&input);
    CHECK_NEAR(line.order_quantity, 6, 1e-12);
    input.unit_cost = NAN;
    line = order(&input);
    CHECK(isnan(line.order_value));
    CHECK_NEAR(line.money_at_stake, 8 * (line.lost_before_delivery + line.lost_without_order),
               1e-12);
}

TEST(
    order_cheapest_of_all_packs) /* the two neighbours are enough: every other number of packs costs more */
{
    struct ri_random random;
    ri_random_init(&random, 5, 8);
    for (int round = 0; round < 300; round++) {
        double draws[50];
        for (size_t i = 0; i < 50; i++)
            draws[i] = (double)ri_random_negative_binomial(&random, 7.7, 0.9);
        ri_sort(draws, 50);
        struct ri_order_input input = plain();
        input.lead_time = 0;
        input.lead = NULL;
        input.protection = draws;
        input.draw_count = 50;
        input.service = NAN;
        input.shortage_cost = 0.5 + 10 * ri_random_uniform(&random);
        input.holding_cost = 0.1 + ri_random_uniform(&random);
        input.pack = (double)(1 + ri_random_below(&random, 15));
        input.minimum = (double)ri_random_below(&random, 25);
        const struct ri_order_line line = order(&input);
        for (double packs = 0; packs < 60; packs++) {
            const double q = packs * input.pack;
            double       cost = 0;
            if (q > 0 && q < input.minimum) continue;
            for (size_t i = 0; i < 50; i++) {
                const double end = input.on_hand + q - draws[i];
                cost += (end > 0 ? input.holding_cost * end : -input.shortage_cost * end) / 50;
            }
            if (cost < line.expected_cost - 1e-9)
                ri_test_fail(__FILE__, __LINE__, "round %d: %g packs are cheaper", round, packs);
        }
    }
}

TEST(order_stated_assumptions)
{
    struct ri_order_input input = plain();
    input.on_hand = -3;
    struct ri_order_line line = order(&input);
    CHECK(line.stock_was_negative);
    CHECK_NEAR(line.order_quantity, 8, 1e-12);
    CHECK(strstr(line.reason, "; the stock of -3 on the books was taken as 0;"));
    const double zeros[10] = {0};
    input = plain();
    input.protection = input.lead = zeros;
    input.period = "week";
    line = order(&input);
    CHECK_NEAR(line.order_quantity, 0, 0);
    CHECK_NEAR(line.expected_fill_rate, 1, 0);
    CHECK(isinf(line.cover_periods));
    CHECK_TEXT(line.reason, "No order: no demand is expected in the next 2 weeks.");
    input = plain();
    input.lead_time = 0; /* at once */
    input.lead = NULL;
    input.reserved = 2;
    input.on_hand = 2;
    line = order(&input);
    CHECK_NEAR(line.order_quantity, 8, 1e-12);
    CHECK_NEAR(line.reorder_point, 0, 0);
    CHECK_NEAR(line.lost_before_delivery, 0, 0);
    CHECK_NEAR(line.cover_periods, 0, 0);
    CHECK(strstr(line.reason,
                 "2 on hand less 2 reserved and 0 on order, and demand of the next period "));
}

TEST(order_cover_follows_the_forecast)
{
    const double          mean[] = {1, 4};
    struct ri_order_input input = plain();
    input.mean = mean;
    CHECK_NEAR(order(&input).cover_periods, 1.5, 1e-12);
    input.on_hand = 8.8; /* 5 in two periods, then 3.8 / 2 a period */
    CHECK_NEAR(order(&input).cover_periods, 4, 1e-12);
}

/* ---- statuses ---------------------------------------------------------------------------------------------------- */

TEST(order_refuses)
{
    static const double nan_draws[] = {0, NAN}, falling[] = {3, 2}, negative[] = {-1, 2},
                        two[] = {1, 2}, four[] = {3, 4};
    struct {
        struct ri_order_input input;
        ri_status             want;
        const char           *says;
    } rows[24];
    size_t n = 0;
#define ROW(change, status, text)                                            \
    do {                                                                     \
        struct ri_order_input in = plain();                                  \
        change;                                                              \
        rows[n].input = in, rows[n].want = status, rows[n].says = text, n++; \
    } while (0)
    ROW(in.pack = 0, RI_EUSAGE, "pack of 0");
    ROW(in.pack = NAN, RI_EUSAGE, "pack of nan");
    ROW(in.minimum = -5, RI_EUSAGE, "minimum order of -5");
    ROW(in.service = 1, RI_EUSAGE, "service level of 1");
    ROW(in.service = 0, RI_EUSAGE, "service level of 0");
    ROW(in.service = NAN, RI_EUSAGE, "neither");
    ROW(in.shortage_cost = 3, RI_EUSAGE, "one or the other");
    ROW(in.service = NAN; in.shortage_cost = 3, RI_EUSAGE, "holding cost of nan");
    ROW(in.service = NAN; in.holding_cost = 3;
        in.shortage_cost = -2, RI_EUSAGE, "shortage cost of -2");
    ROW(in.service = NAN; in.holding_cost = INFINITY;
        in.shortage_cost = 2, RI_EUSAGE, "holding cost of inf");
    ROW(in.review = 0, RI_EUSAGE, "review period of 0");
    ROW(in.draw_count = 0, RI_EUSAGE, "no draws");
    ROW(in.lead = NULL, RI_EUSAGE, "lead time of 1");
    ROW(in.on_hand = NAN, RI_EDATA, "stock on hand is nan");
    ROW(in.on_hand = -INFINITY, RI_EDATA, "stock on hand is -inf");
    ROW(in.reserved = -1, RI_EDATA, "reserved stock is -1");
    ROW(in.arrivals = negative; in.arrival_count = 2, RI_EDATA, "arrival 1 is -1");
    ROW(in.protection = nan_draws; in.draw_count = 2, RI_EDATA, "protection demand 2 is nan");
    ROW(in.protection = falling; in.draw_count = 2, RI_EDATA, "2 after 3");
    ROW(in.lead = falling; in.draw_count = 2, RI_EDATA, "lead-time demand 2 is 2 after 3");
    ROW(in.mean = negative, RI_EDATA, "expected demand of period 1 is -1");
    ROW(in.unit_cost = -2, RI_EDATA, "unit cost is -2");
    ROW(in.unit_price = INFINITY, RI_EDATA, "unit price is inf");
    ROW(in.paired = true; in.protection = two; in.lead = four;
        in.draw_count = 2, RI_EDATA, "draw 1 has 3");
#undef ROW
    CHECK_INT(n, RI_COUNT(rows));
    for (size_t i = 0; i < n; i++) {
        struct ri_arena      mem;
        struct ri_error      err = {0};
        struct ri_order_line line = {.packs = 4711};
        ri_arena_init(&mem, 1 << 16);
        if (ri_inventory_order(&rows[i].input, &mem, &line, &err) != rows[i].want ||
            !strstr(err.message, rows[i].says))
            ri_test_fail(__FILE__, __LINE__, "row %zu: %s %s", i, ri_status_name(err.code),
                         err.message);
        CHECK(line.packs == 4711 && mem.taken == 0);
        ri_arena_release(&mem);
    }
}

TEST(order_limit_sweep)
{
    for (int kind = 0; kind < 4; kind++) {
        struct ri_order_input input = plain();
        input.lost_sales = kind & 1;
        input.paired = kind & 2;
        size_t limit = 0;
        for (;; limit += 16) {
            struct ri_arena      mem;
            struct ri_order_line line = {.packs = 4711};
            ri_arena_init(&mem, limit);
            const ri_status status = ri_inventory_order(&input, &mem, &line, NULL);
            ri_arena_release(&mem);
            if (status == RI_OK) break;
            CHECK_STATUS(status, RI_ENOMEM);
            CHECK(line.packs == 4711);
        }
        CHECK(limit > 0 && limit < 2000);
    }
}

/* ---- properties ----------------------------------------------------------------------------------------------------- */

struct future { /* independent periods of negative binomial demand */
    double lead[DRAWS], protection[DRAWS];
};

static double period_sum(struct ri_random *random, size_t periods, double mean, double dispersion)
{
    double sum = 0;
    for (size_t i = 0; i < periods; i++)
        sum += (double)ri_random_negative_binomial(random, mean, dispersion);
    return sum;
}

static void draw_future(struct ri_random *random, size_t lead, size_t review, double mean,
                        struct future *ret)
{
    for (size_t i = 0; i < DRAWS; i++) {
        ret->lead[i] = period_sum(random, lead, mean, 1.3);
        ret->protection[i] = period_sum(random, lead + review, mean, 1.3);
    }
    ri_sort(ret->lead, DRAWS);
    ri_sort(ret->protection, DRAWS);
}

static struct ri_order_input of_future(const struct future *future, size_t lead, size_t review)
{
    struct ri_order_input input = plain();
    input.lead_time = lead;
    input.review = review;
    input.lead = future->lead;
    input.protection = future->protection;
    input.draw_count = DRAWS;
    return input;
}

TEST(order_more_stock_never_orders_more)
{
    struct ri_random random;
    struct future    future;
    ri_random_init(&random, 21, 0);
    for (int round = 0; round < 10; round++) {
        draw_future(&random, 2, 1, 0.3 + 0.9 * round, &future);
        struct ri_order_input input = of_future(&future, 2, 1);
        const double          arrivals[] = {2, 0, 3};
        input.lost_sales = round & 1;
        input.arrivals = arrivals;
        input.arrival_count = 3;
        input.pack = 1 + round % 5;
        if (round % 3 == 0) input.service = NAN, input.shortage_cost = 1, input.holding_cost = 0.2;
        double before = INFINITY, fill = 0;
        for (input.on_hand = 0; input.on_hand < 40; input.on_hand += 1) {
            const struct ri_order_line line = order(&input);
            CHECK(line.order_quantity <= before);
            CHECK(fmod(line.order_quantity, input.pack) == 0);
            CHECK(line.expected_fill_rate >= 0 && line.expected_fill_rate <= 1);
            CHECK(line.expected_lost_units <= line.lost_without_order + 1e-9);
            if (line.order_quantity == 0) {
                CHECK(line.expected_fill_rate >= fill - 1e-9);
                fill = line.expected_fill_rate;
            }
            before = line.order_quantity;
        }
    }
}

TEST(order_higher_service_never_orders_less)
{
    struct ri_random random;
    struct future    future;
    ri_random_init(&random, 22, 0);
    draw_future(&random, 3, 2, 2.385, &future);
    for (int lost = 0; lost < 2; lost++) {
        struct ri_order_input input = of_future(&future, 3, 2);
        double                before = 0, fill = 0;
        input.lost_sales = lost;
        for (input.service = 0.5; input.service < 0.9995; input.service += 0.0093) {
            const struct ri_order_line line = order(&input);
            CHECK(line.order_quantity >= before);
            CHECK(line.cycle_service >= input.service - 1.0 / DRAWS);
            CHECK(line.expected_fill_rate >= fill);
            before = line.order_quantity;
            fill = line.expected_fill_rate;
        }
        CHECK(before > 0);
    }
}

TEST(order_does_not_depend_on_the_unit) /* grams or kilograms */
{
    struct ri_random random;
    struct future    future, scaled;
    const double     factor = 1000, arrivals[] = {2, 1}, arrivals_scaled[] = {2000, 1000};
    ri_random_init(&random, 23, 0);
    draw_future(&random, 2, 2, 3.7, &future);
    for (size_t i = 0; i < DRAWS; i++) {
        scaled.lead[i] = future.lead[i] * factor;
        scaled.protection[i] = future.protection[i] * factor;
    }
    for (int lost = 0; lost < 2; lost++) {
        struct ri_order_input a = of_future(&future, 2, 2), b = of_future(&scaled, 2, 2);
        a.lost_sales = b.lost_sales = lost;
        a.arrivals = arrivals, b.arrivals = arrivals_scaled;
        a.arrival_count = b.arrival_count = 2;
        a.pack = 3, b.pack = 3 * factor;
        b.on_hand *= factor;
        b.unit_cost /= factor, b.unit_price /= factor;
        const struct ri_order_line x = order(&a);
        const double               quantity = x.order_quantity, fill = x.expected_fill_rate,
                     stake = x.money_at_stake;
        const struct ri_order_line y = order(&b);
        CHECK_NEAR(y.order_quantity, quantity * factor, 1e-12);
        CHECK_NEAR(y.expected_fill_rate, fill,
                   1e-3); /* lost sales spread whole units to the unit */
        CHECK_NEAR(y.money_at_stake, stake, 1e-3);
    }
}

/* ---- against simulation ------------------------------------------------------------------------------------------------ */

TEST(
    order_fill_rate_of_the_policy_backorders) /* order up to S every `review` periods, for a long time */
{
    static const struct {
        size_t lead, review;
        double mean, service;
    } rows[] = {{2, 1, 3, 0.9}, {0, 1, 5, 0.8}, {4, 7, 0.6, 0.95}, {1, 3, 12, 0.7}};
    for (size_t r = 0; r < RI_COUNT(rows); r++) {
        const size_t     lead = rows[r].lead, review = rows[r].review;
        struct ri_random random;
        ri_random_init(&random, 31, r);
        enum { MANY = 40000 };
        static double early[MANY], all[MANY];
        for (size_t i = 0; i < MANY; i++) {
            early[i] = period_sum(&random, lead, rows[r].mean, 1.3);
            all[i] = period_sum(&random, lead + review, rows[r].mean, 1.3);
        }
        ri_sort(early, MANY);
        ri_sort(all, MANY);
        struct ri_order_input input = plain();
        input.on_hand = 0;
        input.lead_time = lead, input.review = review;
        input.lead = early, input.protection = all, input.draw_count = MANY;
        input.service = rows[r].service;
        const struct ri_order_line line = order(&input);
        const double               level = line.order_up_to;
        double coming[16] = {0}, net = level, position = level, asked = 0, late = 0;
        size_t cycles = 0, clean = 0;
        for (size_t period = 0; period < 200000; period++) {
            if (period % review == 0) {
                coming[(period + lead) % 16] += level - position;
                position = level;
            }
            const double arrived = coming[period % 16];
            coming[period % 16] = 0;
            net += arrived;
            const double demand = (double)ri_random_negative_binomial(&random, rows[r].mean, 1.3);
            asked += demand;
            late += fmin(demand, fmax(demand - net, 0));
            net -= demand;
            position -= demand;
            if ((period + review - lead % review + 1) % review == 0) cycles++, clean += net >= 0;
        }
        CHECK_NEAR(line.expected_fill_rate, 1 - late / asked, 0.01);
        CHECK_NEAR(line.cycle_service, (double)clean / (double)cycles, 0.01);
    }
}

struct outcome {
    double lost_before, out_before, lost, asked, clean, left;
};

/* Plays one order forward period by period. */
static struct outcome play(struct ri_random *random, const struct ri_order_input *input,
                           double mean, double q, int rounds)
{
    struct outcome sum = {0};
    for (int round = 0; round < rounds; round++) {
        double left = input->on_hand;
        bool   out = false;
        for (size_t period = 1; period <= input->lead_time + input->review; period++) {
            if (period == input->lead_time + 1) {
                sum.out_before += left <= 0;
                left += q;
            }
            if (period <= input->arrival_count) left += input->arrivals[period - 1];
            const double demand = (double)ri_random_negative_binomial(random, mean, 1.3),
                         lost = fmax(demand - left, 0);
            left = fmax(left - demand, 0);
            if (period > input->lead_time)
                sum.lost += lost, sum.asked += demand, out = out || lost > 0;
            else
                sum.lost_before += lost;
        }
        sum.clean += !out;
        sum.left += left;
    }
    return sum;
}

TEST(order_fill_rate_of_the_policy_lost_sales)
{
    static const struct {
        size_t lead, review;
        double mean, on_hand, arrivals[3];
    } rows[] = {{2, 1, 4, 6, {3, 2, 0}},
                {2, 1, 0.4, 1, {0, 1, 0}},
                {1, 2, 9, 14, {0, 5, 0}},
                {3, 1, 2.5, 3, {4, 0, 2}},
                {0, 1, 6, 2, {0, 0, 0}}};
    enum { ROUNDS = 100000 };
    for (size_t r = 0; r < RI_COUNT(rows); r++) {
        struct ri_random random;
        struct future    future;
        ri_random_init(&random, 41, r);
        draw_future(&random, rows[r].lead, rows[r].review, rows[r].mean, &future);
        struct ri_order_input input = of_future(&future, rows[r].lead, rows[r].review);
        input.lost_sales = true;
        input.on_hand = rows[r].on_hand;
        input.arrivals = rows[r].arrivals;
        input.arrival_count = 3;
        input.service = NAN;
        input.shortage_cost = 1, input.holding_cost = 0.2;
        const struct ri_order_line line = order(&input);
        const struct outcome       seen =
            play(&random, &input, rows[r].mean, line.order_quantity, ROUNDS);
        const double asked = seen.asked / ROUNDS;
        CHECK_NEAR(line.expected_fill_rate, 1 - seen.lost / seen.asked, 0.035);
        CHECK_NEAR(line.cycle_service, seen.clean / ROUNDS, 0.04);
        CHECK(fabs(line.expected_lost_units - seen.lost / ROUNDS) < 0.035 * asked);
        CHECK(fabs(line.lost_before_delivery - seen.lost_before / ROUNDS) <
              0.08 * rows[r].mean * (double)(rows[r].lead + 1));
        CHECK(fabs(line.expected_left - seen.left / ROUNDS) < 0.1 * (asked + 1));
        if (rows[r].lead)
            CHECK_NEAR(line.stock_out_before_delivery, seen.out_before / ROUNDS, 0.08);
    }
}
