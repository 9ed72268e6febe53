/* Files that should keep coming, as a person has said or as the ledger shows: which are late. */
#ifndef RI_APP_ARRIVALS_H
#define RI_APP_ARRIVALS_H
#include "app/call.h"
#include "warehouse/warehouse.h"

struct ri_arrival { /* a series of files; texts live until the next */
    const char *kind;
    const char *source, *file; /* NULL: any; file has each number as # */
    const char *how;           /* said, learnt */
    double      every_hours;
    int64_t     last_us, due_us; /* last_us INT64_MIN: none yet */
    const char *state;           /* on time, late, ended */
};
typedef ri_status ri_arrival_fn(void *context, const struct ri_arrival *arrival,
                                struct ri_error *err);
/* By the task's clock. Late ones first. */
RI_MUST_CHECK ri_status ri_arrivals_each(struct ri_warehouse *warehouse, struct ri_task *task,
                                         ri_arrival_fn *each, void *context, struct ri_error *err);
#endif
