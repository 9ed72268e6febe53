/* The seeded sample chain: a simulated retailer whose files the demo imports and the tests measure.
 *
 * Eight shops in Ireland trade for two years up to `last_day`. Customers want things (true demand), shelves run empty
 * because a buyer orders by minimum and maximum, tills record what was sold. The same options give the same bytes on
 * every machine and with any number of threads.
 *
 *     sales.csv products.csv stores.csv customers.csv suppliers.csv stock.csv footfall.csv prices.csv promotions.csv
 *     orders.csv holidays.csv plan.csv    as `import --as` reads them; orders are the buyer's, holidays reach a year ahead
 *     true_demand.csv    store, product, day, demand, sold: what nobody knows in real life; days without demand are
 *                        left out
 *
 * Money: prices include tax. gross = quantity x unit_price before discount, tax inside gross - discount,
 * net = gross - discount - tax, all in cents and exact. A return is a receipt of its own with quantity and amounts below
 * zero at the price that was paid; `origin` names its receipt. A void line was rung up and cancelled: it sold nothing. */
#ifndef RI_SAMPLE_SAMPLE_H
#define RI_SAMPLE_SAMPLE_H
#include "base/date.h"
#include "base/task.h"

typedef enum ri_sample_scale {
    RI_SAMPLE_TINY,  /* 2 shops, 80 products: about 25,000 sale lines */
    RI_SAMPLE_NORMAL /* 8 shops, 1,200 products: about 1 million */
} ri_sample_scale;

struct ri_sample_options {
    const char *directory; /* made when missing (its parent must exist); files in it are replaced */
    uint64_t    seed;
    ri_day      last_day; /* the last trading day, of the years 1980 to 9000 */
    ri_sample_scale scale;
};
struct ri_sample_summary {
    size_t   stores, products, customers, suppliers, days;
    ri_day   first_day, last_day;
    uint64_t receipts, sale_lines, return_lines, void_lines; /* receipts: with returns */
    uint64_t demand_units, sold_units, returned_units;       /* sold: before returns */
    uint64_t stock_out_days; /* series-days whose demand was not met */
    int64_t  net_minor;      /* sales less returns, tax excluded, cents */
};
/* Progress "sample" in days. RI_EUSAGE: last_day out of range, no directory; RI_EIO, RI_ENOSPACE, RI_EFORBIDDEN,
 * RI_ENOTFOUND of the folder; RI_ENOMEM, RI_ECANCELLED, RI_ETIMEOUT: files already begun are left incomplete. */
RI_MUST_CHECK ri_status ri_sample_write(const struct ri_sample_options *options,
                                        struct ri_task *task, struct ri_sample_summary *ret,
                                        struct ri_error *err);
/* The sales of the day after last_day, as sales.csv has them, by the same tills: the chain trades its two years in memory and
 * then one day more, with the demand of the same weekday a week before. directory is not used. The text is the caller's. */
struct ri_text;
RI_MUST_CHECK ri_status ri_sample_next_day(const struct ri_sample_options *options,
                                           struct ri_task *task, struct ri_text *ret,
                                           struct ri_error *err);
#endif
