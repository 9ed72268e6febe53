/* Histories by hand. */
#include "history.h"
#include "survival.h"

#include "base/test.h"

TEST(histories_count_days_receipts_and_money)
{
    struct ri_purchase purchases[] = {
        {1, 110, 2395, 7}, {0, 100, 1250, 3}, {0, 100, 399, 3},  {0, 100, 1, 4},  {0, 95, 2385, 2},
        {0, 120, -500, 9}, {1, 104, -75, 5},  {0, 131, 775, 11}, {2, 90, -20, 1}, {0, 300, 99, 12},
    };
    struct ri_history_of_customer *got;
    struct ri_arena                mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_customer_histories(purchases, RI_COUNT(purchases), 4, 200, &mem, &got, NULL),
                 RI_OK);
    CHECK_INT(got[0].first, 95); /* day 300 lies after the end */
    CHECK_INT(got[0].last, 131);
    CHECK_INT(got[0].occasions, 3); /* two receipts of day 100 are one */
    CHECK_INT(got[0].receipts, 4);
    CHECK_INT(got[0].minor, 2385 + 1250 + 399 + 1 - 500 + 775);
    CHECK_INT(got[0].repeat_minor, 1250 + 399 + 1 - 500 + 775);
    CHECK_INT(got[1].first, 110); /* a return is no occasion, but money */
    CHECK_INT(got[1].minor, 2395 - 75);
    CHECK_INT(got[1].repeat_minor, 0);
    CHECK_INT(got[2].occasions, 0);
    CHECK(got[2].first == RI_DAY_NONE && got[3].last == RI_DAY_NONE);
    ri_arena_release(&mem);
}

TEST(lines_of_a_receipt_are_added_up)
{
    struct ri_arena          mem;
    struct ri_purchase       lines[] = {{1, 5, 100, 7}, {0, 9, 40, 3}, {1, 5, -30, 8},
                                        {1, 5, 11, 7},  {0, 8, 1, 3},  {1, 5, 2, 7}};
    const struct ri_purchase sums[] = {{0, 8, 1, 3}, {0, 9, 40, 3}, {1, 5, 113, 7}, {1, 5, -30, 8}};
    size_t                   count = RI_COUNT(lines);
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_purchases_merge(lines, &count, 2, &mem, NULL), RI_OK);
    CHECK_INT(count, RI_COUNT(sums));
    for (size_t i = 0; i < count; i++)
        CHECK(lines[i].customer == sums[i].customer && lines[i].day == sums[i].day &&
              lines[i].minor == sums[i].minor && lines[i].receipt == sums[i].receipt);
    struct ri_purchase much[] = {{0, 1, INT64_MAX, 1}, {0, 1, 1, 1}};
    count = RI_COUNT(much);
    CHECK_STATUS(ri_purchases_merge(much, &count, 1, &mem, NULL), RI_EDATA);
    ri_arena_release(&mem);
}

TEST(histories_refuse_money_beyond_64_bits)
{
    struct ri_purchase             purchases[] = {{0, 1, INT64_MAX, 1}, {0, 2, 3, 2}};
    struct ri_history_of_customer *got;
    struct ri_error                err = {0};
    struct ri_arena                mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_customer_histories(purchases, 2, 1, RI_DAY_NONE, &mem, &got, &err), RI_EDATA);
    CHECK_TEXT(err.message, "the money of customer 0 does not fit 64 bits");
    ri_arena_release(&mem);
    ri_arena_init(&mem, 8);
    CHECK_STATUS(ri_customer_histories(purchases, 2, 100, RI_DAY_NONE, &mem, &got, NULL),
                 RI_ENOMEM);
    ri_arena_release(&mem);
}

TEST(waits_between_occasions)
{
    struct ri_purchase             purchases[] = {{0, 3, 10, 1},  {0, 3, 10, 2},  {0, 9, -5, 3},
                                                  {0, 12, 10, 4}, {0, 40, 10, 5}, {1, 20, 10, 6},
                                                  {2, 7, -1, 7},  {3, 30, 10, 8}, {3, 99, 10, 9}};
    struct ri_history_of_customer *histories;
    struct ri_wait                 waits[4];
    struct ri_arena                mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(
        ri_customer_histories(purchases, RI_COUNT(purchases), 4, 50, &mem, &histories, NULL),
        RI_OK);
    CHECK_INT(ri_customer_waits(purchases, RI_COUNT(purchases), 2, 50, waits), 3);
    CHECK(waits[0].happened && waits[0].time == 9);
    CHECK(!waits[1].happened && waits[1].time == 30);
    CHECK(!waits[2].happened &&
          waits[2].time == 20); /* the purchase on day 99 has not happened yet */
    CHECK_INT(ri_customer_waits(purchases, RI_COUNT(purchases), 3, 50, waits), 1);
    CHECK(waits[0].happened && waits[0].time == 28);
    CHECK_INT(ri_customer_waits(purchases, RI_COUNT(purchases), 4, 50, waits), 1);
    CHECK(!waits[0].happened && waits[0].time == 10);
    ri_arena_release(&mem);
}
