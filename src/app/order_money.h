/* Money over many order lines: a supplier's smallest order, and a budget. */
#ifndef RI_APP_ORDER_MONEY_H
#define RI_APP_ORDER_MONEY_H
#include "app/ordering.h"

struct ri_order_change {  /* what money does to a line */
    double      quantity; /* the new one, units */
    const char *remark;   /* why; NULL: no change */
    double      missing;  /* money that the order still lacks to the supplier's minimum */
};
/* Lines with steps, by case. Orders of one supplier for one store that stay below its minimum are topped up with the best money
 * first, or put off where waiting costs less than carrying the top-up; then all orders are cut to `budget` (NAN: none). Says
 * notes. */
RI_MUST_CHECK ri_status ri_order_money(const struct ri_ordering   *ordering,
                                       const struct ri_order_line *lines, double budget,
                                       struct ri_order_change *ret, struct ri_error *err);
#endif
