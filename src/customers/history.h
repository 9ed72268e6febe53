/* What a customer did, brought down to the few figures that models of customers need.
 *
 *     purchases (in any order) -> one history a customer: occasions, first and last day, money
 *
 * An occasion is a day with at least one purchase: several receipts of one day are one occasion (CDNOW has 2,068 such
 * days), because the models speak of visits. A return (value below 0) lowers the money and is no occasion. Amounts are
 * whole minor units and are summed as such. */
#ifndef RI_CUSTOMERS_HISTORY_H
#define RI_CUSTOMERS_HISTORY_H
#include "base/arena.h"
#include "base/date.h"

struct ri_purchase {
    uint32_t customer; /* 0 .. customer_count - 1 */
    int32_t  day;      /* ri_day */
    int64_t  minor;    /* net amount, minor units; below 0: a return */
    uint64_t receipt;  /* tells receipts of one day apart; 0 where there are none */
};
struct ri_history_of_customer {
    ri_day first,
        last; /* first and last occasion; RI_DAY_NONE: only returns, or nothing up to `until` */
    uint32_t occasions; /* days with a purchase */
    uint32_t
        receipts;  /* different receipts with a purchase; occasions where there are no receipts */
    int64_t minor; /* all money, returns taken off */
    int64_t repeat_minor; /* money of the days after the first occasion, returns taken off */
};
/* Sorts the purchases by customer, day and receipt, and adds up those in which the three are equal; *count is how many are left.
 * RI_EDATA: money beyond 64 bits; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_purchases_merge(struct ri_purchase *purchases, size_t *count,
                                           size_t customer_count, struct ri_arena *mem,
                                           struct ri_error *err);
/* Sorts the purchases by customer, day and receipt, and reduces them; those after `until` do not count (RI_DAY_NONE: all do).
 * *ret has customer_count histories in mem. RI_EDATA: money beyond 64 bits; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_customer_histories(struct ri_purchase *purchases, size_t count,
                                              size_t customer_count, ri_day until,
                                              struct ri_arena                *mem,
                                              struct ri_history_of_customer **ret,
                                              struct ri_error                *err);
/* How long customers waited from their (nth - 1)-th to their nth occasion, nth >= 2, days; those without an nth have waited until
 * `until`. purchases: sorted as above. waits: room for customer_count. Returns how many waits there are: customers with nth - 1
 * occasions. */
struct ri_wait;
size_t ri_customer_waits(const struct ri_purchase *purchases, size_t count, uint32_t nth,
                         ri_day until, struct ri_wait *waits);
#endif
