/* What became of each record of an import, and how long the text of rejected ones is kept. */
#ifndef RI_WAREHOUSE_OUTCOME_H
#define RI_WAREHOUSE_OUTCOME_H
#include "warehouse.h"

/* What became of a record that was not there already: "inserted", "replaced", "rejected", and the same as HTTP says it. */
struct ri_import_item {
    uint64_t       record; /* from 1 */
    const char    *outcome;
    unsigned       status;
    struct ri_view rule, message; /* of a rejected one; they live during the call */
};
typedef ri_status ri_import_item_fn(void *context, const struct ri_import_item *item,
                                    struct ri_error *err);
/* Within ri_import_commit `each` is told of at most `most` records, in their order; the rejected ones are chosen first, then the replaced. */
void ri_import_watch_items(struct ri_import *import, uint64_t most, ri_import_item_fn *each,
                           void *context);

/* The raw text of records that were rejected by imports which ended before before_us: counted, and with `remove` forgotten. That they were
 * rejected, and why, stays. RI_ECONFLICT as an import. */
RI_MUST_CHECK ri_status ri_warehouse_forget_rejects(struct ri_warehouse *warehouse,
                                                    int64_t before_us, bool remove,
                                                    struct ri_task *task, int64_t *ret_count,
                                                    int64_t *ret_bytes, struct ri_error *err);
#endif
