/* A file without columns: every line a list of its own length, as baskets are often kept ("milk,bread" then "beer").
 * The same layers as table_input.h (compression, encoding, quotes); blank lines are passed over. */
#ifndef RI_INGEST_RAGGED_INPUT_H
#define RI_INGEST_RAGGED_INPUT_H
#include "base/task.h"
#include "base/text.h"

struct ri_ragged_input;
/* The delimiter is the most frequent of comma, semicolon, tab and pipe in the first megabyte. fd is not closed. RI_EDATA: empty,
 * no text, broken compression; RI_EIO. */
RI_MUST_CHECK ri_status ri_ragged_input_open(int fd, const char *name, struct ri_task *task,
                                             struct ri_ragged_input **ret, struct ri_error *err);
/* Fields of the next line, trimmed, as UTF-8; *ret NULL at the end; valid until the next call. RI_EDATA names the line. */
RI_MUST_CHECK ri_status ri_ragged_input_next(struct ri_ragged_input *input,
                                             const struct ri_view **ret, size_t *ret_count,
                                             struct ri_error *err);
void                    ri_ragged_input_close(struct ri_ragged_input *input);
#endif
