/* The result of a job, kept: its batches, parameters and notes, or its document. Counted; written in any format, any
 * number of times. */
#ifndef RI_FACE_HTTP_TABLE_H
#define RI_FACE_HTTP_TABLE_H
#include "face/rows.h"

struct http_table;
/* Takes what the result gives, waiting for its end. Ends early with RI_ETOOLARGE past most_bytes or most_rows (0: any).
 * *ret is set, also on failure of the operation, when rows came whole (a verdict). */
RI_MUST_CHECK ri_status table_collect(struct ri_result *result, const char *operation,
                                      size_t most_bytes, uint64_t most_rows,
                                      struct http_table **ret, struct ri_error *err);
struct http_table      *table_keep(struct http_table *table);
void                    table_free(struct http_table *table);
size_t                  table_bytes(const struct http_table *table);
RI_MUST_CHECK ri_status table_write(const struct http_table *table, const struct ri_writer *writer,
                                    struct ri_sink sink, struct ri_error *err);
/* The rows as a stream of views: the table is to outlive it and what comes out of it. */
void                    table_stream(const struct http_table *table, struct ArrowArrayStream *ret);
struct face_notes       table_notes(const struct http_table *table);
const struct ri_document *table_document(const struct http_table *table); /* NULL: rows */
#endif
