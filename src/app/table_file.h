/* Any table in a file, row by row under names and types: delimited text through ingest, Parquet through the engine. What
 * operations on arbitrary tables (train, predict) read. */
#ifndef RI_APP_TABLE_FILE_H
#define RI_APP_TABLE_FILE_H
#include "app/call.h"
#include "learn/coding.h"

struct ri_table_file;
/* fd stays open; name decides the format (".parquet" is opened by its name). */
RI_MUST_CHECK ri_status ri_table_file_open(struct ri_call *call, int fd, const char *name,
                                           struct ri_table_file **ret, struct ri_error *err);
/* Rows of a query instead of a file; takes the stream, also on failure. `name` is what messages call it. */
struct ArrowArrayStream;
RI_MUST_CHECK ri_status ri_table_file_stream(struct ri_call *call, const char *name,
                                             struct ArrowArrayStream *stream,
                                             struct ri_table_file **ret, struct ri_error *err);
size_t                  ri_table_file_count(const struct ri_table_file *file);
const char             *ri_table_file_name(const struct ri_table_file *file, size_t column);
/* RI_EUSAGE names the nearest. */
RI_MUST_CHECK ri_status ri_table_file_find(const struct ri_table_file *file, const char *name,
                                           size_t *ret, struct ri_error *err);
/* The type that the first records (Parquet: the schema) suggest. */
ri_coded ri_table_file_guess(const struct ri_table_file *file, size_t column);
/* All columns of the file in their order, as cells; text of a category lives until the next row. record is 1-based. */
typedef ri_status ri_table_row_fn(void *context, uint64_t record, const struct ri_cell *cells,
                                  struct ri_error *err);
/* Before the rows: numbers of this column keep nine digits after the point in delimited text, not six, and stay below 9e9. */
void ri_table_file_fine(struct ri_table_file *file, size_t column);
/* Once. types: one a column. A time of the day is cut off a date. RI_EDATA: a cell that does not fit its type, with its
 * record; traps become notes of the call. */
RI_MUST_CHECK ri_status ri_table_file_rows(struct ri_table_file *file, const ri_coded *types,
                                           ri_table_row_fn *each, void *context,
                                           struct ri_error *err);
void                    ri_table_file_close(struct ri_table_file *file);
/* How results show such cells: the type of their column, and one of them. */
ri_column_type ri_cell_column_type(ri_coded type);
void ri_put_cell(struct ri_table_builder *table, ri_coded type, const struct ri_cell *cell);
#endif
