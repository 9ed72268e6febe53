/* Cohorts: customers by the period of their first purchase, and what they did in each period since.
 *
 *     cell (c, a): those who began in period c, a periods later          c + a < periods: a triangle
 *
 * A customer belongs to one cohort for ever. A return lowers the money of the period it was booked in and is no purchase. */
#ifndef RI_CUSTOMERS_COHORT_H
#define RI_CUSTOMERS_COHORT_H
#include "history.h"

enum { RI_COHORT_PERIODS_MOST = 1200 };

struct ri_cohort_cell {
    uint32_t customers; /* of the cohort who bought; at age 0 the size of the cohort */
    uint64_t receipts;  /* different receipts with a purchase; days where there are no receipts */
    int64_t  minor;     /* net amount, returns taken off */
};
struct ri_cohorts {
    size_t                 periods;
    struct ri_cohort_cell *cell; /* [periods][periods], by cohort and age */
};
/* purchases: rising by customer, day and receipt, as ri_customer_histories leaves them. begin[periods + 1] rises: first days of
 * the periods, then the day after the last; purchases outside do not count. Money before the first purchase counts in no cell.
 * RI_EDATA: money beyond 64 bits; RI_ETOOLARGE: more than RI_COHORT_PERIODS_MOST; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_cohorts_count(const struct ri_purchase *purchases, size_t count,
                                         const ri_day *begin, size_t periods, struct ri_arena *mem,
                                         struct ri_cohorts *ret, struct ri_error *err);
static inline struct ri_cohort_cell *ri_cohort_at(const struct ri_cohorts *cohorts, size_t cohort,
                                                  size_t age)
{
    return &cohorts->cell[cohort * cohorts->periods + age];
}
#endif
