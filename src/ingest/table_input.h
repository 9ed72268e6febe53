/* Any delimited file as a table of chosen, typed columns: what `--input FILE` of a model reads.
 * The same layers as ingest (compression, encoding, delimiter, quotes), the same rules for dates and numbers.
 *
 *     RI_TRY(ri_table_input_open(fd, "june.csv", NULL, task, &input, err));
 *     const struct ri_input_column want[] = {{"date", RI_INPUT_TIME}, {"sales", RI_INPUT_NUMBER}};
 *     RI_TRY_GOTO(status, out, ri_table_input_choose(input, want, 2, err));
 *     for (;;) { RI_TRY_GOTO(status, out, ri_table_input_next(input, &columns, err)); if (!columns) break; ... }
 */
#ifndef RI_INGEST_TABLE_INPUT_H
#define RI_INGEST_TABLE_INPUT_H
#include "ingest.h"

typedef enum ri_input_type {
    RI_INPUT_TEXT,   /* cells.text, trimmed; empty: missing */
    RI_INPUT_NUMBER, /* cells.number: millionths; empty: missing */
    RI_INPUT_FINE, /* cells.number: billionths, up to 9e9: prices of an ounce whose logarithms count */
    RI_INPUT_TIME, /* cells.number: microseconds since 1970-01-01; UTC where the text has an offset, else wall clock */
    RI_INPUT_FLAG /* cells.number: 0 or 1; yes/no, true/false, 1/0 */
} ri_input_type;
#define RI_INPUT_SCALE      INT64_C(1000000)
#define RI_INPUT_FINE_SCALE INT64_C(1000000000)

struct ri_input_column {
    const char   *name; /* of the header, or "#2" */
    ri_input_type type;
};
struct ri_table_input;
/* options: only sets (settings, no fields), spool_directory and record_most are used; may be NULL. Errors as
 * ri_ingest_open. fd is not closed. */
RI_MUST_CHECK ri_status ri_table_input_open(int fd, const char *name,
                                            const struct ri_ingest_options *options,
                                            struct ri_task *task, struct ri_table_input **ret,
                                            struct ri_error *err);
/* Names of the columns (column_1 ... without a header). */
size_t      ri_table_input_count(const struct ri_table_input *input);
const char *ri_table_input_name(const struct ri_table_input *input, size_t column);
/* What the first records of a column look like: the narrowest type that reads them all; TEXT when all are empty. */
ri_input_type ri_table_input_guess(const struct ri_table_input *input, size_t column);
/* Once, before the first batch. RI_EUSAGE: no such column (names the nearest and lists them); RI_EDATA: a time whose
 * order nothing settles, a number whose decimal mark nothing settles. */
RI_MUST_CHECK ri_status ri_table_input_choose(struct ri_table_input        *input,
                                              const struct ri_input_column *columns, size_t count,
                                              struct ri_error *err);
/* The next batch of the chosen columns in their order, or NULL at the end; valid until the second next call.
 * A record that cannot be read stops with RI_EDATA naming its line, column and value: a model must not run on half of
 * the data. */
RI_MUST_CHECK ri_status ri_table_input_next(struct ri_table_input    *input,
                                            const struct ri_columns **ret, struct ri_error *err);
/* What was decided (date order, decimal mark, delimiter, encoding). */
const struct ri_ingest_note *ri_table_input_notes(const struct ri_table_input *input,
                                                  size_t                      *ret_count);
void                         ri_table_input_close(struct ri_table_input *input);
#endif
