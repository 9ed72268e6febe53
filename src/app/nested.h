/* An operation within a call: its progress and its notes become the outer call's, being told to stop goes the other way.
 *
 *     struct ri_nested nested;
 *     RI_TRY(ri_nested_begin(call, workspace, NULL, "inventory.orders", &nested, err));
 *     ri_status status = ri_call_set(nested.call, "store", "S01", err);
 *     status = ri_nested_rows(&nested, status, "orders", each, context, err);       runs it and frees it */
#ifndef RI_APP_NESTED_H
#define RI_APP_NESTED_H
#include "app/call.h"
#include "table/reader.h"

struct ri_nested {
    struct ri_call  *outer, *call; /* outer NULL: there is none */
    struct ri_task  *task;         /* what tells it to stop */
    struct ri_arena *mem; /* of what is read of its rows; the outer call's unless set otherwise */
};
/* principal NULL: with the owner's rights. */
RI_MUST_CHECK ri_status ri_nested_begin(struct ri_call *outer, struct ri_workspace *workspace,
                                        const struct ri_principal *principal, const char *operation,
                                        struct ri_nested *ret, struct ri_error *err);
/* Without an outer call: at the clock of a task, which tells it to stop; its notes go nowhere. */
RI_MUST_CHECK ri_status ri_nested_alone(struct ri_workspace *workspace, struct ri_task *task,
                                        struct ri_arena *mem, const char *operation,
                                        struct ri_nested *ret, struct ri_error *err);
typedef ri_status ri_nested_row_fn(void *context, const struct ri_table_view *table, size_t row,
                                   struct ri_error *err);
/* Runs it, hands out its rows, passes its notes on behind "about: " (NULL: keeps them back), frees it. so_far: the status of
 * setting its parameters; a failure is returned and nothing runs. */
RI_MUST_CHECK ri_status ri_nested_rows(struct ri_nested *nested, ri_status so_far,
                                       const char *about, ri_nested_row_fn *each, void *context,
                                       struct ri_error *err);
/* The same with its rows as a stream, which is released after `take` has returned. */
struct ArrowArrayStream;
typedef ri_status       ri_nested_stream_fn(void *context, struct ArrowArrayStream *stream,
                                            struct ri_error *err);
RI_MUST_CHECK ri_status ri_nested_stream(struct ri_nested *nested, ri_status so_far,
                                         const char *about, ri_nested_stream_fn *take,
                                         void *context, struct ri_error *err);
#endif
