#include "advice.h"

#include "base/test.h"

static const double demand[] = {2, 1, 3, 2, 2}, received[] = {1, 0, 0, 0, 2},
                    none[] = {1, 0, 0, 0, 0};

static struct ri_advice plain(void)
{
    return (struct ri_advice){.demand = demand,
                              .received = none,
                              .lead_time = 2,
                              .review = 3,
                              .on_hand = 3,
                              .advised = 6,
                              .prices = {.margin = 2.5, .unit_cost = 4, .holding = 0.01}};
}

static struct ri_advice_worth worth_of(const struct ri_advice *advice)
{
    struct ri_advice_worth worth = {.fate = RI_ADVICE_FATES};
    struct ri_arena        mem;
    struct ri_error        err = {0};
    ri_arena_init(&mem, 1 << 20);
    if (ri_advice_value(advice, &mem, &worth, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    ri_arena_release(&mem);
    return worth;
}

TEST(advice_by_hand)
{
    /* 3 + 1 on the shelf: 2 and 1 sold, 1 of 3, nothing of 2 and 2: six lost. With six more before day 2: none lost, 4, 2, 0 left
     * after days 2 to 4 */
    struct ri_advice       advice = plain();
    struct ri_advice_worth worth = worth_of(&advice);
    CHECK_TEXT(ri_advice_fate_text(worth.fate), "ignored");
    CHECK_NEAR(worth.lost_nothing, 6, 1e-12);
    CHECK_NEAR(worth.lost_real, 6, 1e-12);
    CHECK_NEAR(worth.lost_advised, 0, 1e-12);
    CHECK_NEAR(worth.saved_units, 6, 1e-12);
    CHECK_NEAR(worth.saved_money, 6 * 2.5 - 0.01 * (4 + 2), 1e-12);
    advice.received = received; /* two came on the last day */
    advice.ordered = 2;
    worth = worth_of(&advice);
    CHECK_TEXT(ri_advice_fate_text(worth.fate), "less");
    CHECK_NEAR(worth.lost_real, 4, 1e-12);
    CHECK_NEAR(worth.saved_units, 4, 1e-12);
    advice.ordered = 7; /* within a fifth: followed, and valued against no order */
    worth = worth_of(&advice);
    CHECK_TEXT(ri_advice_fate_text(worth.fate), "followed");
    CHECK_NEAR(worth.saved_units, 6, 1e-12);
    advice.ordered = 9;
    CHECK_TEXT(ri_advice_fate_text(worth_of(&advice).fate), "more");
    advice.advised = 0;
    advice.ordered = 0;
    worth = worth_of(&advice);
    CHECK_TEXT(ri_advice_fate_text(worth.fate), "followed"); /* nothing was to be ordered */
    CHECK_NEAR(worth.saved_money, 0, 1e-12);
}

TEST(advice_statuses_and_arena_sweep)
{
    struct ri_advice       advice = plain(), bad = advice;
    struct ri_advice_worth worth = {.lost_real = 99};
    struct ri_arena        mem;
    struct ri_error        err = {0};
    ri_arena_init(&mem, 1 << 20);
    bad.review = 0;
    CHECK_STATUS(ri_advice_value(&bad, &mem, &worth, &err), RI_EUSAGE);
    bad = advice;
    bad.advised = NAN;
    CHECK_STATUS(ri_advice_value(&bad, &mem, &worth, &err), RI_EUSAGE);
    bad = advice;
    bad.demand = (const double[]){1, 2, -1, 1, 1};
    CHECK_STATUS(ri_advice_value(&bad, &mem, &worth, &err), RI_EDATA);
    CHECK_NEAR(worth.lost_real, 99, 0);
    ri_arena_release(&mem);
    bool done = false;
    for (size_t limit = 0; limit < 1 << 13 && !done; limit += 16) {
        ri_arena_init(&mem, limit);
        const ri_status status = ri_advice_value(&advice, &mem, &worth, &err);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        done = status == RI_OK;
        ri_arena_release(&mem);
    }
    CHECK(done);
}
