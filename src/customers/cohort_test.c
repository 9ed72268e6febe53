/* Cohorts: a triangle counted by hand, what adds up, refusals. */
#include "cohort.h"

#include "base/random.h"
#include "base/test.h"

static const ri_day months[] = {0, 31, 59, 90}; /* January to March 1970 */

TEST(cohorts_by_hand)
{
    struct ri_purchase purchases[] = {
        {0, 3, 1050, 7},   {0, 3, 235, 8},   {0, 40, 700, 9},
        {0, 40, 1, 9},                                       /* two receipts, then one */
        {0, 41, -235, 10},                                   /* a return of February */
        {1, 30, 2385, 11}, {1, 75, 400, 12},                 /* skips February */
        {2, 31, -99, 13},                                    /* only brought back: nobody's */
        {3, 58, 500, 14},  {3, 59, 17, 0},   {3, 60, 18, 0}, /* two days without receipts */
        {4, 90, 500, 15},                                    /* after the last period */
    };
    struct ri_cohorts cohorts;
    struct ri_arena   mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_cohorts_count(purchases, RI_COUNT(purchases), months, 3, &mem, &cohorts, NULL),
                 RI_OK);
    static const struct {
        size_t  cohort, age;
        int64_t customers, receipts, minor;
    } want[] = {
        {0, 0, 2, 3, 1050 + 235 + 2385},
        {0, 1, 1, 1, 700 + 1 - 235},
        {0, 2, 1, 1, 400},
        {1, 0, 1, 1, 500},
        {1, 1, 1, 2, 35},
        {2, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < RI_COUNT(want); i++) {
        const struct ri_cohort_cell *cell = ri_cohort_at(&cohorts, want[i].cohort, want[i].age);
        CHECK_INT(cell->customers, want[i].customers);
        CHECK_INT(cell->receipts, want[i].receipts);
        CHECK_INT(cell->minor, want[i].minor);
    }
    ri_arena_release(&mem);
}

/* Customers at age 0 add up to all customers, money to all money, and nobody is retained beyond the cohort's size. */
TEST(cohorts_add_up)
{
    enum { PURCHASES = 5000, CUSTOMERS = 400, PERIODS = 13 };
    static struct ri_purchase      purchases[PURCHASES];
    struct ri_history_of_customer *histories;
    ri_day                         begin[PERIODS + 1];
    struct ri_cohorts              cohorts;
    struct ri_random               random;
    struct ri_arena                mem;
    int64_t                        minor = 0, in_cells = 0, known = 0, members = 0;
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 17, 0);
    for (size_t p = 0; p <= PERIODS; p++) begin[p] = (ri_day)(p * 30);
    for (size_t i = 0; i < PURCHASES; i++) {
        purchases[i] = (struct ri_purchase){(uint32_t)ri_random_below(&random, CUSTOMERS),
                                            (int32_t)ri_random_below(&random, PERIODS * 30),
                                            (int64_t)ri_random_below(&random, 9999),
                                            ri_random_below(&random, 999)};
        minor += purchases[i].minor;
    }
    CHECK_STATUS(
        ri_customer_histories(purchases, PURCHASES, CUSTOMERS, RI_DAY_NONE, &mem, &histories, NULL),
        RI_OK);
    CHECK_STATUS(ri_cohorts_count(purchases, PURCHASES, begin, PERIODS, &mem, &cohorts, NULL),
                 RI_OK);
    for (size_t i = 0; i < CUSTOMERS; i++) known += histories[i].occasions > 0;
    for (size_t c = 0; c < PERIODS; c++) {
        members += ri_cohort_at(&cohorts, c, 0)->customers;
        for (size_t a = 0; a < PERIODS; a++) {
            const struct ri_cohort_cell *cell = ri_cohort_at(&cohorts, c, a);
            in_cells += cell->minor;
            CHECK(cell->customers <= ri_cohort_at(&cohorts, c, 0)->customers);
            CHECK(cell->receipts >= cell->customers);
            CHECK(c + a < PERIODS || cell->receipts == 0);
        }
    }
    CHECK_INT(members, known);
    CHECK_INT(in_cells, minor);
    ri_arena_release(&mem);
}

TEST(cohorts_refuse_what_cannot_be)
{
    struct ri_purchase purchases[] = {{0, 3, INT64_MAX, 7}, {0, 3, 1, 8}};
    struct ri_cohorts  cohorts;
    struct ri_error    err = {0};
    struct ri_arena    mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_cohorts_count(purchases, 2, months, 3, &mem, &cohorts, &err), RI_EDATA);
    CHECK_STATUS(ri_cohorts_count(purchases, 2, months, 0, &mem, &cohorts, &err), RI_ETOOLARGE);
    CHECK_STATUS(ri_cohorts_count(purchases, 2, months, 1201, &mem, &cohorts, &err), RI_ETOOLARGE);
    ri_arena_release(&mem);
    ri_arena_init(&mem, 64);
    CHECK_STATUS(ri_cohorts_count(purchases, 1, months, 3, &mem, &cohorts, &err), RI_ENOMEM);
    ri_arena_release(&mem);
}
