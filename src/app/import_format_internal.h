/* Records into CSV text: what the formats of import_format.h share. */
#ifndef RI_APP_IMPORT_FORMAT_INTERNAL_H
#define RI_APP_IMPORT_FORMAT_INTERNAL_H
#include "app/import_format.h"

#include "base/text.h"

struct format_csv { /* what is written goes out in blocks */
    struct ri_text  text;
    int             fd;
    size_t          columns, at; /* at: cells of the record so far */
    struct ri_task *task;
};
void format_cell(struct format_csv *csv, struct ri_view text);
void format_empty(struct format_csv *csv);
/* Ends the record. RI_ENOMEM, RI_EIO, RI_ENOSPACE, RI_ECANCELLED. */
RI_MUST_CHECK ri_status format_record(struct format_csv *csv, struct ri_error *err);
/* A record that cannot be read: its text, in a record of another width than any good one. */
RI_MUST_CHECK ri_status format_broken(struct format_csv *csv, struct ri_view text,
                                      struct ri_error *err);
RI_MUST_CHECK ri_status format_flush(struct format_csv *csv, struct ri_error *err);

/* From fd, which stands at the beginning; the record of names first. */
typedef ri_status format_fn(int fd, struct format_csv *csv, struct ri_error *err);
format_fn         format_json_array, format_json_lines, format_arrow_stream, format_arrow_file,
    format_parquet;
#endif
