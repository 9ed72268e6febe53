/* Operations that are one SQL file: sql/kpi/<area>/<name>.sql, whose header comment declares the operation.
 *
 *     -- operation: sales.stores
 *     -- summary:   Net sales, units, transactions and customers by store
 *     -- details:   a paragraph; may go on in lines that begin with two more blanks
 *     -- roles:     analyst management staff            (or: all)
 *     -- scope:     stores          (all its rows are of $stores: also for those who may see some stores only)
 *     -- uses:      span filters limit=20               groups of parameters, see param_groups.c
 *     -- param:     id count required positional "number of the import"
 *     -- param:     grain enum(day,week,month) default month "length of a period"
 *     -- column:    store store "store code"
 *     -- column:    change share "against the year before" when compare     (left out when it is "none")
 *     -- note:      said with every result
 *     -- file:      top of customers               (with --input, of the group purchase_file, C answers: see query_header.c)
 *     -- needs:     import                             (its parameter `id` must name one: else RI_ENOTFOUND)
 *     -- example:   retailinsight sales stores --from 2022-01-01 --to 2023-01-01
 *
 * A line `-- part: line,` in the body stands for sql/part/line.sql: common table expressions that queries share.
 *
 * The SQL has bind parameters only. Each parameter binds under its name ('-' becomes '_'), NULL when not given;
 * `span` binds from, to, as_of; `filters` binds stores, products (ids; NULL: all). Columns come back under
 * their declared types; money columns are minor units in SQL and exact major units in the result, by the
 * exponent of the row's `currency`. A boolean column `complete` adds a note where it is false. */
#ifndef RI_APP_QUERY_H
#define RI_APP_QUERY_H
#include "app/operation.h"

/* The operation that one embedded file declares, in mem. RI_EDATA names file, line and mistake. */
RI_MUST_CHECK ri_status ri_query_operation(const char *path, const char *text, struct ri_arena *mem,
                                           struct ri_operation *ret, struct ri_error *err);

struct ri_span_used { /* the span a call really covers; empty data: from == to */
    ri_day from, to, as_of, data_from, data_to; /* data_*: first and last business day there are */
};
/* Reads period, from, to and as-of of the call against the data. RI_EUSAGE when from is not before to. */
struct ri_warehouse;
RI_MUST_CHECK ri_status ri_call_span(struct ri_call *call, struct ri_warehouse *warehouse,
                                     struct ri_span_used *ret, struct ri_error *err);
/* The text of an embedded file with its parts in place, in mem. RI_EDATA: there is no such part. */
RI_MUST_CHECK ri_status ri_query_text(const char *path, struct ri_arena *mem, const char **ret,
                                      struct ri_error *err);
/* Asks sql/app/...: a file as of a KPI without its header, with the call's parameters bound as there. For operations
 * whose sums come from SQL and whose answer is made in C. */
struct ri_row;
RI_MUST_CHECK ri_status ri_call_query(struct ri_call *call, const char *path,
                                      ri_status (*each)(void *context, const struct ri_row *row,
                                                        struct ri_error *err),
                                      void *context, struct ri_error *err);
/* Emits a stream's rows under the declared columns of the call's operation; takes the stream. */
struct ArrowArrayStream;
RI_MUST_CHECK ri_status ri_call_emit_declared(struct ri_call *call, struct ArrowArrayStream *stream,
                                              ri_day last_day, struct ri_error *err);
#endif
