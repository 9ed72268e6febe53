/* Histories by hand. */
#include "history.h"

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
