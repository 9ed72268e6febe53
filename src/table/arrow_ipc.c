/* Arrow IPC streams through nanoarrow. Batches of an engine's vector size are merged into batches of up to
 * RI_WRITE_BATCH_ROWS rows: readers pay for each batch. String views become plain strings, which every reader knows. */
#include "arrow_rows.h"
#include "write_internal.h"

struct arrow {
    struct ArrowIpcWriter writer;
    struct ArrowSchema    schema; /* of what goes out */
    struct ArrowArray     rows;   /* being filled, nanoarrow's own */
    struct ArrowArrayView in, out;
    struct ri_error sink_error; /* of our own sink, which nanoarrow only hands on as a number */
    bool            appending;
};

static ri_status fail(struct ri_write *write, int code, const struct ArrowError *why,
                      struct ri_error *err)
{
    const struct arrow *arrow = write->state;
    if (arrow->sink_error.code != RI_OK) {
        if (err) *err = arrow->sink_error;
        return arrow->sink_error.code;
    }
    if (code == ENOMEM) return ri_fail(err, RI_ENOMEM, "no room for an Arrow batch");
    if (code == EOVERFLOW)
        return ri_fail(err, RI_ETOOLARGE, "more than 2 GiB of text in one Arrow batch");
    return ri_fail(err, RI_EDATA, "arrow: %s", why->message[0] ? why->message : strerror(code));
}

/* ---- The sink as nanoarrow sees it ------------------------------------------------------------------- */

static ArrowErrorCode sink_write(struct ArrowIpcOutputStream *stream, const void *bytes,
                                 int64_t size, int64_t *ret_written, struct ArrowError *error)
{
    struct ri_write *write = stream->private_data;
    struct arrow    *arrow = write->state;
    (void)error;
    const ri_status status =
        write->sink.write(write->sink.context, bytes, (size_t)size, &arrow->sink_error);
    if (status != RI_OK) {
        arrow->sink_error.code = status;
        return EIO;
    }
    *ret_written = size;
    return NANOARROW_OK;
}

static void sink_release(struct ArrowIpcOutputStream *stream)
{
    stream->release = NULL;
}

/* ---- Rows -------------------------------------------------------------------------------------------- */

static ArrowErrorCode send_rows(struct arrow *arrow, struct ArrowError *why)
{
    if (!arrow->appending || !arrow->rows.length) return NANOARROW_OK;
    NANOARROW_RETURN_NOT_OK(ArrowArrayFinishBuildingDefault(&arrow->rows, why));
    NANOARROW_RETURN_NOT_OK(ArrowArrayViewSetArray(&arrow->out, &arrow->rows, why));
    NANOARROW_RETURN_NOT_OK(ArrowIpcWriterWriteArrayView(&arrow->writer, &arrow->out, why));
    ArrowArrayRelease(&arrow->rows);
    arrow->appending = false;
    return NANOARROW_OK;
}

static ArrowErrorCode append_rows(struct arrow *arrow, const struct ArrowArray *batch,
                                  struct ArrowError *why)
{
    NANOARROW_RETURN_NOT_OK(ArrowArrayViewSetArray(&arrow->in, batch, why));
    for (int64_t row = 0; row < batch->length; row++) {
        if (!arrow->appending) {
            NANOARROW_RETURN_NOT_OK(arrow_rows_start(&arrow->rows, &arrow->schema, why));
            arrow->appending = true;
        }
        NANOARROW_RETURN_NOT_OK(arrow_append_row(&arrow->rows, &arrow->in, batch->offset + row));
        if (arrow->rows.length == RI_WRITE_BATCH_ROWS)
            NANOARROW_RETURN_NOT_OK(send_rows(arrow, why));
    }
    return NANOARROW_OK;
}

/* ---- The driver -------------------------------------------------------------------------------------- */

static ArrowErrorCode open_stream(struct ri_write *write, struct ArrowError *why)
{
    struct arrow               *arrow = write->state;
    struct ArrowIpcOutputStream stream = {
        .write = sink_write, .release = sink_release, .private_data = write};
    NANOARROW_RETURN_NOT_OK(ArrowSchemaDeepCopy(write->schema, &arrow->schema));
    NANOARROW_RETURN_NOT_OK(arrow_plain_strings(&arrow->schema));
    NANOARROW_RETURN_NOT_OK(ArrowArrayViewInitFromSchema(&arrow->in, write->schema, why));
    NANOARROW_RETURN_NOT_OK(ArrowArrayViewInitFromSchema(&arrow->out, &arrow->schema, why));
    NANOARROW_RETURN_NOT_OK(ArrowIpcWriterInit(&arrow->writer, &stream));
    return ArrowIpcWriterWriteSchema(&arrow->writer, &arrow->schema, why);
}

static ri_status arrow_begin(struct ri_write *write, struct ri_error *err)
{
    struct ArrowError why = {0};
    const int         code = open_stream(write, &why);
    return code == NANOARROW_OK ? RI_OK : fail(write, code, &why, err);
}

static ri_status arrow_batch(struct ri_write *write, struct ri_error *err)
{
    struct ArrowError why = {0};
    const int         code = append_rows(write->state, write->batch, &why);
    return code == NANOARROW_OK ? RI_OK : fail(write, code, &why, err);
}

static ri_status arrow_end(struct ri_write *write, const char *const *notes, size_t note_count,
                           struct ri_error *err)
{
    struct arrow     *arrow = write->state;
    struct ArrowError why = {0};
    (void)notes;
    (void)note_count;
    int code = send_rows(arrow, &why);
    if (code == NANOARROW_OK)
        code = ArrowIpcWriterWriteArrayView(&arrow->writer, NULL, &why); /* end of stream */
    return code == NANOARROW_OK ? RI_OK : fail(write, code, &why, err);
}

static void arrow_release(struct ri_write *write)
{
    struct arrow *arrow = write->state;
    if (arrow->writer.private_data) ArrowIpcWriterReset(&arrow->writer);
    if (arrow->rows.release) ArrowArrayRelease(&arrow->rows);
    if (arrow->schema.release) ArrowSchemaRelease(&arrow->schema);
    ArrowArrayViewReset(&arrow->in);
    ArrowArrayViewReset(&arrow->out);
}

const struct ri_writer ri_write_arrow = {.name = "arrow",
                                         .binary = true,
                                         .extension = "arrow",
                                         .content_type = "application/vnd.apache.arrow.stream",
                                         .state_size = sizeof(struct arrow),
                                         .begin = arrow_begin,
                                         .batch = arrow_batch,
                                         .end = arrow_end,
                                         .release = arrow_release};
