/* Each rule on both sides of its line, of its margin and of what it wants besides; and silent where something is not known. */
#include "app/alert_judge.h"
#include "base/test.h"

#include <math.h>

/* Sells 2 a day, 40 there, 10 coming in 5 days; nothing is wrong. */
static struct ri_standing well(void)
{
    return (struct ri_standing){.on_hand = 40,
                                .available = 40,
                                .on_order = 10,
                                .position = 50,
                                .days_on_shelf = 200,
                                .days_to_delivery = 5,
                                .reorder_point = 20,
                                .order_up_to = 60,
                                .daily = 2,
                                .daily_before = 2,
                                .span_days = 12,
                                .phantom = 0.01,
                                .sells = true,
                                .ever_sold = true};
}

enum says { NOTHING, HELD, CROSSED }; /* HELD: within the margin, opens nothing and ends nothing */

static enum says says(ri_alert_rule_id rule, double x, struct ri_standing s)
{
    const struct ri_judged judged = ri_alert_judge(rule, x, &s);
    return !judged.held ? NOTHING : judged.crossed ? CROSSED : HELD;
}

TEST(a_stock_that_is_well_crosses_no_rule)
{
    static const double x[RI_ALERT_RULES] = {1, 0, 28, 0.95, 120, 0.5, 1};
    for (int rule = 0; rule < RI_ALERT_RULES; rule++)
        CHECK_INT(says((ri_alert_rule_id)rule, x[rule], well()), NOTHING);
}

TEST(a_rule_that_is_off_says_nothing)
{
    struct ri_standing s = well();
    s.position = s.available = s.on_hand = 0;
    for (int rule = 0; rule < RI_ALERT_RULES; rule++)
        CHECK_INT(says((ri_alert_rule_id)rule, (double)NAN, s), NOTHING);
}

TEST(below_the_reorder_point_counts_what_is_on_its_way)
{
    struct ri_standing s = well();
    s.position = 20;
    CHECK_INT(says(RI_BELOW_REORDER_POINT, 1, s), CROSSED); /* at it is below */
    s.position = 20.001;
    CHECK_INT(says(RI_BELOW_REORDER_POINT, 1, s), HELD);
    s.position = 22;
    CHECK_INT(says(RI_BELOW_REORDER_POINT, 1, s), HELD); /* a tenth more */
    s.position = 22.001;
    CHECK_INT(says(RI_BELOW_REORDER_POINT, 1, s), NOTHING);
    CHECK_INT(says(RI_BELOW_REORDER_POINT, 1.5, s), CROSSED); /* 30 */
    s.reorder_point = 3, s.position = 4;
    CHECK_INT(says(RI_BELOW_REORDER_POINT, 1, s), HELD); /* a unit at least */
    s.position = 4.001;
    CHECK_INT(says(RI_BELOW_REORDER_POINT, 1, s), NOTHING);
    s.reorder_point = 0, s.position = 0; /* what hardly sells has no reorder point */
    CHECK_INT(says(RI_BELOW_REORDER_POINT, 1, s), NOTHING);
    const struct ri_judged judged = ri_alert_judge(RI_BELOW_REORDER_POINT, 1.5, &s);
    CHECK_NEAR(judged.value, 0, 0);
    CHECK_NEAR(judged.threshold, 0, 0);
}

TEST(stock_runs_out_before_the_next_delivery)
{
    struct ri_standing s = well();
    s.available = 10; /* five days, and five days to wait */
    CHECK_INT(says(RI_RUNS_OUT, 0, s), HELD);
    s.available = 9.99;
    CHECK_INT(says(RI_RUNS_OUT, 0, s), CROSSED);
    s.available = 11.99;
    CHECK_INT(says(RI_RUNS_OUT, 0, s), HELD);
    s.available = 12;
    CHECK_INT(says(RI_RUNS_OUT, 0, s), NOTHING); /* a day more */
    CHECK_INT(says(RI_RUNS_OUT, 2, s), CROSSED); /* two days after it */
    s.available = -3, s.on_hand = 5;             /* all of it is promised */
    CHECK_INT(says(RI_RUNS_OUT, 0, s), CROSSED);
    CHECK_NEAR(ri_alert_judge(RI_RUNS_OUT, 0, &s).value, 0, 0);
    s.daily = 0.1, s.available = 0; /* half a unit is wanted until then */
    CHECK_INT(says(RI_RUNS_OUT, 0, s), CROSSED);
    s.daily = 0.099;
    CHECK_INT(says(RI_RUNS_OUT, 0, s), NOTHING);
}

TEST(never_sold_wants_stock_days_and_no_sale)
{
    struct ri_standing s = well();
    s.ever_sold = false, s.days_on_shelf = 28;
    CHECK_INT(says(RI_NEVER_SOLD, 28, s), CROSSED);
    s.days_on_shelf = 27;
    CHECK_INT(says(RI_NEVER_SOLD, 28, s), NOTHING);
    s.days_on_shelf = 300, s.on_hand = 0;
    CHECK_INT(says(RI_NEVER_SOLD, 28, s), NOTHING);
    s.on_hand = 1;
    CHECK_INT(says(RI_NEVER_SOLD, 28, s), CROSSED);
    s.ever_sold = true;
    CHECK_INT(says(RI_NEVER_SOLD, 28, s), NOTHING);
}

TEST(phantom_stock_is_over_when_some_is_sold)
{
    struct ri_standing s = well();
    s.phantom = 0.95, s.sells = false;
    CHECK_INT(says(RI_PHANTOM, 0.95, s), CROSSED);
    s.phantom = 0.86;
    CHECK_INT(says(RI_PHANTOM, 0.95, s), HELD);
    s.phantom = 0.84;
    CHECK_INT(says(RI_PHANTOM, 0.95, s), NOTHING);
    s.phantom = 0.99, s.sells = true;
    CHECK_INT(says(RI_PHANTOM, 0.95, s), NOTHING);
    s.sells = false, s.on_hand = 0;
    CHECK_INT(says(RI_PHANTOM, 0.95, s), NOTHING);
}

TEST(overstock_lasts_long_and_is_more_than_would_be_ordered)
{
    struct ri_standing s = well();
    s.available = 240.1;
    CHECK_INT(says(RI_OVERSTOCK, 120, s), CROSSED);
    s.available = 240;
    CHECK_INT(says(RI_OVERSTOCK, 120, s), HELD);
    s.available = 216;
    CHECK_INT(says(RI_OVERSTOCK, 120, s), NOTHING);
    s.available = 300, s.order_up_to = 300; /* the supplier's pack is as large */
    CHECK_INT(says(RI_OVERSTOCK, 120, s), NOTHING);
    s.order_up_to = 299;
    CHECK_INT(says(RI_OVERSTOCK, 120, s), CROSSED);
}

TEST(a_forecast_jumps_up_or_down_by_share_and_by_units)
{
    struct ri_standing s = well();
    s.daily = 3.02;
    CHECK_INT(says(RI_FORECAST_JUMP, 0.5, s), CROSSED);
    s.daily = 3;
    CHECK_INT(says(RI_FORECAST_JUMP, 0.5, s), HELD);
    s.daily = 2.8;
    CHECK_INT(says(RI_FORECAST_JUMP, 0.5, s), NOTHING);
    s.daily = 0.98;
    CHECK_INT(says(RI_FORECAST_JUMP, 0.5, s), CROSSED); /* down */
    s.daily = 0.1, s.daily_before = 0.3;                /* 2.4 units over 12 days */
    CHECK_INT(says(RI_FORECAST_JUMP, 0.5, s), NOTHING);
    s.span_days = 15.1;
    CHECK_INT(says(RI_FORECAST_JUMP, 0.5, s), CROSSED);
    s.daily_before = 0; /* new: nothing to be compared with */
    CHECK_INT(says(RI_FORECAST_JUMP, 0.5, s), NOTHING);
}

TEST(what_is_not_known_opens_nothing)
{
    struct ri_standing s = {.on_hand = 3,
                            .available = 3,
                            .position = 3,
                            .days_to_delivery = 1,
                            .days_on_shelf = (double)NAN,
                            .reorder_point = (double)NAN,
                            .order_up_to = (double)NAN,
                            .daily = (double)NAN,
                            .daily_before = (double)NAN,
                            .span_days = (double)NAN,
                            .phantom = (double)NAN};
    for (int rule = 0; rule < RI_ALERT_RULES; rule++)
        CHECK_INT(says((ri_alert_rule_id)rule, 0.5, s), NOTHING);
    s.days_on_shelf = 40; /* the only rule that asks for no run of orders */
    CHECK_INT(says(RI_NEVER_SOLD, 28, s), CROSSED);
    s.daily = 0; /* lasts for ever, so to say: no cover */
    CHECK(isnan(ri_standing_cover(&s)));
    CHECK_INT(says(RI_OVERSTOCK, 120, s), NOTHING);
}
