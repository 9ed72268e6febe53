/* What an order-up-to level is worth, review after review: service, stock and shortage when the position is brought to S
 * each time. Unmet demand waits. Snyder & Shen, section 4.3; Silver, Pyke & Thomas (2017), chapter 6. Kernels. */
#ifndef RI_INVENTORY_STOCK_LEVEL_H
#define RI_INVENTORY_STOCK_LEVEL_H
#include "base/error.h"

struct ri_stock_worth {
    double
        fill_rate; /* of the demand of a review period, met from the shelf; 1 when there is none */
    double cycle_service; /* chance of no stock-out in a cycle */
    double short_units;   /* a cycle */
    double average_stock; /* units on the shelf, mean of the cycle's two ends */
};
/* protection[n], lead[n]: demand over lead time + review and over the lead time, rising, equally likely, n >= 1; lead NULL: the lead
 * time is 0. */
struct ri_stock_worth ri_stock_level_worth(const double *protection, const double *lead, size_t n,
                                           double level);
#endif
