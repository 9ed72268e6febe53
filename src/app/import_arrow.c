/* Rows of Arrow streams and Parquet files into CSV text. */
#include "app/import_format_internal.h"

#include "engine/engine.h"
#include "table/reader.h"
#include "table/wire.h"

#include <errno.h>
#include <unistd.h>

enum { MESSAGE_MOST = 256 << 20, BLOCK = 1 << 16, FILE_MARK = 8 };

static ri_status put_names(struct format_csv *csv, const struct ri_table_view *view,
                           struct ri_error *err)
{
    csv->columns = view->column_count;
    if (!csv->columns) return ri_fail(err, RI_EDATA, "there is no column in it");
    for (size_t i = 0; i < csv->columns; i++)
        format_cell(csv, ri_view_of(view->columns[i].name ? view->columns[i].name : ""));
    return format_record(csv, err);
}

static void put_cell(struct format_csv *csv, const struct ri_column_view *column, size_t row,
                     struct ri_text *scratch)
{
    if (!ri_cell_valid(column, row)) {
        format_empty(csv);
        return;
    }
    if (column->kind == RI_CELL_TEXT) {
        format_cell(csv, ri_cell_text(column, row));
        return;
    }
    ri_text_clear(scratch);
    ri_cell_print(column, row, scratch);
    format_cell(csv, (struct ri_view){scratch->at, scratch->length});
}

static ri_status put_rows(struct format_csv *csv, struct ri_table_view *view,
                          const struct ArrowArray *batch, struct ri_error *err)
{
    struct ri_text scratch = {0};
    ri_status      status = ri_table_view_batch(view, batch, err);
    for (size_t row = 0; status == RI_OK && row < view->rows; row++) {
        for (size_t i = 0; i < view->column_count; i++)
            put_cell(csv, &view->columns[i], row, &scratch);
        status = format_record(csv, err);
    }
    if (status == RI_OK) status = ri_text_check(&scratch, err);
    ri_text_release(&scratch);
    return status;
}

/* ---- Arrow ------------------------------------------------------------------------------------------------------- */

struct reading {
    int                    fd;
    struct format_csv     *csv;
    struct ri_wire_reader *reader;
    struct ArrowSchema     schema;
    struct ri_table_view   view;
    struct ri_arena        mem;
};

static ri_status feed(struct reading *reading, bool *ret_end, struct ri_error *err)
{
    char          bytes[BLOCK];
    const ssize_t n = read(reading->fd, bytes, sizeof bytes);
    if (n < 0 && errno == EINTR) return RI_OK;
    if (n < 0) return ri_fail(err, ri_status_of_errno(errno), "%s", strerror(errno));
    *ret_end = n == 0;
    return ri_wire_feed(reading->reader, bytes, (size_t)n, err);
}

/* What the reader has: the names, or rows. *ret_some: there was one. */
static ri_status take(struct reading *reading, bool *ret_some, struct ri_error *err)
{
    struct ri_wire_item item;
    RI_TRY(ri_wire_next(reading->reader, &item, err));
    *ret_some = item.schema.release || item.batch.release;
    if (item.schema.release) {
        reading->schema = item.schema;
        RI_TRY(ri_table_view_init(&reading->view, &reading->schema, &reading->mem, err));
        return put_names(reading->csv, &reading->view, err);
    }
    if (!item.batch.release) return RI_OK;
    const ri_status status = put_rows(reading->csv, &reading->view, &item.batch, err);
    item.batch.release(&item.batch);
    return status;
}

static ri_status read_stream(struct reading *reading, struct ri_error *err)
{
    for (bool end = false, some;;) {
        RI_TRY(take(reading, &some, err));
        if (some) continue;
        if (ri_wire_over(reading->reader)) return RI_OK;
        if (end) return ri_fail(err, RI_EDATA, "arrow: the stream ends within a message");
        RI_TRY(feed(reading, &end, err));
    }
}

ri_status format_arrow_stream(int fd, struct format_csv *csv, struct ri_error *err)
{
    struct reading reading = {.fd = fd, .csv = csv};
    RI_TRY(ri_wire_reader_of_stream(MESSAGE_MOST, &reading.reader, err));
    ri_arena_init(&reading.mem, 16 << 20);
    const ri_status status = read_stream(&reading, err);
    if (reading.schema.release) reading.schema.release(&reading.schema);
    ri_arena_release(&reading.mem);
    ri_wire_reader_free(reading.reader);
    return status;
}

ri_status format_arrow_file(int fd, struct format_csv *csv, struct ri_error *err)
{
    if (lseek(fd, FILE_MARK, SEEK_CUR) < 0)
        return ri_fail(err, RI_EIO, "cannot be read again: %s", strerror(errno));
    return format_arrow_stream(fd, csv, err);
}

/* ---- Parquet ------------------------------------------------------------------------------------------------------ */

static ri_status put_batches(struct format_csv *csv, struct ri_table_view *view,
                             struct ArrowArrayStream *stream, struct ri_error *err)
{
    for (;;) {
        struct ArrowArray batch;
        const int         number = stream->get_next(stream, &batch);
        if (number) return ri_stream_fail(stream, number, err);
        if (!batch.release) return RI_OK;
        const ri_status status = put_rows(csv, view, &batch, err);
        batch.release(&batch);
        RI_TRY(status);
    }
}

static ri_status put_stream(struct format_csv *csv, struct ArrowArrayStream *stream,
                            struct ri_error *err)
{
    struct ArrowSchema   schema;
    struct ri_table_view view = {0};
    struct ri_arena      mem;
    const int            number = stream->get_schema(stream, &schema);
    if (number) return ri_stream_fail(stream, number, err);
    ri_arena_init(&mem, 16 << 20);
    ri_status status = ri_table_view_init(&view, &schema, &mem, err);
    if (status == RI_OK) status = put_names(csv, &view, err);
    if (status == RI_OK) status = put_batches(csv, &view, stream, err);
    ri_arena_release(&mem);
    schema.release(&schema);
    return status;
}

/* The engine opens files by name; a descriptor has one. */
ri_status format_parquet(int fd, struct format_csv *csv, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    char                    path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (ri_parquet_read(path, csv->task, &stream, err) != RI_OK)
        return ri_fail(err, RI_EDATA,
                       "parquet: it is no whole Parquet file, or of a kind that cannot be read");
    const ri_status status = put_stream(csv, &stream, err);
    stream.release(&stream);
    return status;
}
