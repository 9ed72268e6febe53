/* Where stock stands now in the products and stores that an import touched: the last count, what was sold and came since, what is on
 * its way, and what it is held against. Two small queries instead of a large one: they are asked after every import, and planning
 * is most of their cost. */
#ifndef RI_APP_ALERT_STANDING_H
#define RI_APP_ALERT_STANDING_H
#include "app/alert_judge.h"
#include "warehouse/warehouse.h"

struct ri_standing_row {                           /* texts live until the next one */
    const char *store, *product, *name, *category; /* name and category: NULL where not known */
    bool        counted; /* somebody counted there; else `standing` says nothing */
    struct ri_standing standing;
    int64_t            stake_minor; /* estimate of the margin at stake; INT64_MIN: not known */
    bool               ended;       /* the product is given up: no alert is wanted */
};
typedef ri_status ri_standing_fn(void *context, const struct ri_standing_row *row,
                                 struct ri_error *err);
/* import_id 0: everything with a stock level. of_sales: the import brought sales, so that its products were sold and nothing is
 * looked up for it. What it keeps meanwhile lives in mem. */
RI_MUST_CHECK ri_status ri_standings(struct ri_warehouse *warehouse, int64_t import_id,
                                     bool of_sales, struct ri_task *task, struct ri_arena *mem,
                                     ri_standing_fn *each, void *context, struct ri_error *err);
#endif
