/* Writers: batches in, bytes out, one driver a format. Rows stream through in constant memory; only `table`
 * keeps the first RI_WRITE_MEASURED rows to measure its columns.
 *
 *     table    for people: aligned, thousands separated, cut to the width, control characters escaped
 *     json     one document: operation, parameters, columns, rows, notes
 *     ndjson   one object a row
 *     csv      RFC 4180 (LF lines); a text cell that a spreadsheet would run (= + - @ tab CR first) gets a ' before it
 *     arrow    Arrow IPC stream
 *     xlsx     Excel workbook: typed cells, frozen header, notes on a sheet of their own; whole at the end
 *
 * Money and decimals are exact everywhere, dates ISO 8601; a missing value is null, an empty field or "-". */
#ifndef RI_TABLE_WRITE_H
#define RI_TABLE_WRITE_H
#include "reader.h"

enum { RI_WRITE_MEASURED = 1000, RI_WRITE_BATCH_ROWS = 65536 };

struct ri_sink { /* where bytes go; a failure ends the writing and is handed on */
    ri_status (*write)(void *context, const void *bytes, size_t length, struct ri_error *err);
    void *context;
};
struct ri_write_options {                     /* zeroed is valid; texts must outlive the writer */
    const char        *operation;             /* json */
    const char *const *names, *const *values; /* json: parameters as used */
    size_t param_count;
    const char *
        next; /* json: the cursor of the next page, read at the end; empty: none follows; NULL: there are no pages */
    size_t width; /* table: columns of the terminal; 0: as wide as it takes */
    bool   color; /* table: escape sequences for header and rule */
};
struct ri_write;
struct ri_writer {
    const char *name;      /* --format */
    const char *extension; /* of files, without the dot */
    const char *content_type;
    bool        notes;      /* the document itself carries the notes */
    bool        binary;     /* not for a terminal */
    size_t      state_size; /* (optional) bytes of what write->state is, zeroed */
    ri_status (*begin)(struct ri_write *write, struct ri_error *err); /* (optional) */
    ri_status (*batch)(struct ri_write *write,
                       struct ri_error *err); /* write->view is at the batch */
    /* (optional) */
    ri_status (*end)(struct ri_write *write, const char *const *notes, size_t note_count,
                     struct ri_error *err);
    void (*release)(struct ri_write *write); /* (optional) what state owns; also half-built */
};
extern const struct ri_writer ri_write_table, ri_write_json, ri_write_ndjson, ri_write_csv,
    ri_write_arrow, ri_write_xlsx;
const struct ri_writer *ri_writer_at(size_t i); /* in the order above; NULL past the end */
const struct ri_writer *ri_writer_find(const char *name); /* NULL when unknown */

/* Writes what comes before the rows. The schema must outlive the writer. */
RI_MUST_CHECK ri_status ri_write_open(const struct ri_writer        *writer,
                                      const struct ri_write_options *options,
                                      const struct ArrowSchema *schema, struct ri_sink sink,
                                      struct ri_write **ret, struct ri_error *err);
/* Reads the batch, does not take it. */
RI_MUST_CHECK ri_status ri_write_batch(struct ri_write *write, const struct ArrowArray *batch,
                                       struct ri_error *err);
/* Writes what comes after the rows; notes may be NULL when there are none. */
RI_MUST_CHECK ri_status ri_write_end(struct ri_write *write, const char *const *notes,
                                     size_t note_count, struct ri_error *err);
void                    ri_write_free(struct ri_write *write);
#endif
