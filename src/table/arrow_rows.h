/* Rows copied cell by cell into an array of nanoarrow's own: for batches that cannot go out as they lie in memory. */
#ifndef RI_TABLE_ARROW_ROWS_H
#define RI_TABLE_ARROW_ROWS_H
#include <nanoarrow/nanoarrow_ipc.h>

/* String views become plain strings, which every reader knows; at every depth. */
ArrowErrorCode arrow_plain_strings(struct ArrowSchema *schema);
/* An empty array of the (plain) schema, ready to be appended to. */
ArrowErrorCode arrow_rows_start(struct ArrowArray *rows, const struct ArrowSchema *schema,
                                struct ArrowError *why);
/* One more row; `row` counts from the start of the arrays that `from` looks at. */
ArrowErrorCode arrow_append_row(struct ArrowArray *rows, const struct ArrowArrayView *from,
                                int64_t row);
#endif
