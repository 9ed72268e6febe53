/* Batches between processes, through nanoarrow. A batch goes out as it lies in memory when it can.
 *
 *     length of the schema (4 bytes, little-endian) | the schema as JSON | IPC messages, one a batch */
#include "arrow_rows.h"
#include "arrow_wire_schema.h"
#include "wire.h"

#include <errno.h>

static ri_status fail(int code, const struct ArrowError *why, struct ri_error *err)
{
    if (code == ENOMEM) return ri_fail(err, RI_ENOMEM, "no room for an Arrow batch");
    if (code == EOVERFLOW)
        return ri_fail(err, RI_ETOOLARGE, "more than 2 GiB of text in one Arrow batch");
    return ri_fail(err, RI_EDATA, "arrow: %s", why->message[0] ? why->message : strerror(code));
}

enum {
    LENGTH = 4,
    PREFIX = 8
}; /* of the schema; of a message: 0xFFFFFFFF and the length of its header */

/* ---- Writing -------------------------------------------------------------------------------------------- */

struct ri_wire_writer {
    struct ArrowIpcWriter writer;
    struct ArrowSchema    schema; /* of what goes out */
    struct ArrowArrayView in, out;
    struct ri_sink        sink;
    struct ri_error       sink_error; /* of the sink, which nanoarrow only hands on as a number */
    bool                  plain;      /* no string view anywhere */
};

static ArrowErrorCode sink_write(struct ArrowIpcOutputStream *stream, const void *bytes,
                                 int64_t size, int64_t *ret_written, struct ArrowError *error)
{
    struct ri_wire_writer *writer = stream->private_data;
    (void)error;
    const ri_status status =
        writer->sink.write(writer->sink.context, bytes, (size_t)size, &writer->sink_error);
    writer->sink_error.code = status;
    if (status != RI_OK) return EIO;
    *ret_written = size;
    return NANOARROW_OK;
}

static void sink_release(struct ArrowIpcOutputStream *stream)
{
    stream->release = NULL;
}

static bool plain(const struct ArrowSchema *schema)
{
    bool all = strcmp(schema->format, "vu") != 0;
    for (int64_t i = 0; all && i < schema->n_children; i++) all = plain(schema->children[i]);
    return all;
}

static ArrowErrorCode begin(struct ri_wire_writer *writer, const struct ArrowSchema *schema,
                            struct ArrowError *why)
{
    struct ArrowIpcOutputStream stream = {
        .write = sink_write, .release = sink_release, .private_data = writer};
    writer->plain = plain(schema);
    NANOARROW_RETURN_NOT_OK(ArrowSchemaDeepCopy(schema, &writer->schema));
    NANOARROW_RETURN_NOT_OK(arrow_plain_strings(&writer->schema));
    NANOARROW_RETURN_NOT_OK(ArrowArrayViewInitFromSchema(&writer->in, schema, why));
    NANOARROW_RETURN_NOT_OK(ArrowArrayViewInitFromSchema(&writer->out, &writer->schema, why));
    return ArrowIpcWriterInit(&writer->writer, &stream);
}

static ri_status write_schema(struct ri_wire_writer *writer, struct ri_error *err)
{
    struct ri_text text = {0};
    ri_text_add(&text, "????", LENGTH);
    ri_status status = wire_schema_write(&writer->schema, &text, err);
    for (size_t i = 0; status == RI_OK && i < LENGTH; i++)
        text.at[i] = (char)(unsigned char)((text.length - LENGTH) >> 8 * i);
    if (status == RI_OK)
        status = writer->sink.write(writer->sink.context, text.at, text.length, err);
    ri_text_release(&text);
    return status;
}

/* The writer's own error wins over what nanoarrow makes of it. */
static ri_status settle(const struct ri_wire_writer *writer, int code, const struct ArrowError *why,
                        struct ri_error *err)
{
    if (code == NANOARROW_OK) return RI_OK;
    if (writer->sink_error.code == RI_OK) return fail(code, why, err);
    if (err) *err = writer->sink_error;
    return writer->sink_error.code;
}

ri_status ri_wire_writer_new(const struct ArrowSchema *schema, struct ri_sink sink,
                             struct ri_wire_writer **ret, struct ri_error *err)
{
    struct ArrowError      why = {0};
    struct ri_wire_writer *writer = calloc(1, sizeof *writer);
    if (!writer) return ri_fail(err, RI_ENOMEM, "no room for an Arrow stream");
    writer->sink = sink;
    ri_status status = settle(writer, begin(writer, schema, &why), &why, err);
    if (status == RI_OK) status = write_schema(writer, err);
    if (status == RI_OK)
        *ret = writer;
    else
        ri_wire_writer_free(writer);
    return status;
}

static bool starts_at_zero(const struct ArrowArray *array)
{
    bool all = array->offset == 0;
    for (int64_t i = 0; all && i < array->n_children; i++) all = starts_at_zero(array->children[i]);
    return all;
}

/* Can the batch go out as it lies in memory? The format knows no offsets and no rows beyond the last. */
static bool whole(const struct ri_wire_writer *writer, const struct ArrowArray *batch)
{
    bool all = writer->plain && starts_at_zero(batch) && batch->null_count == 0 &&
               batch->length <= RI_WRITE_BATCH_ROWS;
    for (int64_t i = 0; all && i < batch->n_children; i++)
        all = batch->children[i]->length == batch->length;
    return all;
}

static ArrowErrorCode copy_rows(struct ri_wire_writer *writer, int64_t first, int64_t end,
                                struct ArrowArray *rows, struct ArrowError *why)
{
    NANOARROW_RETURN_NOT_OK(arrow_rows_start(rows, &writer->schema, why));
    for (int64_t row = first; row < end; row++)
        NANOARROW_RETURN_NOT_OK(arrow_append_row(rows, &writer->in, row));
    NANOARROW_RETURN_NOT_OK(ArrowArrayFinishBuildingDefault(rows, why));
    return ArrowArrayViewSetArray(&writer->out, rows, why);
}

static ArrowErrorCode write_rows(struct ri_wire_writer *writer, int64_t first, int64_t end,
                                 struct ArrowError *why)
{
    struct ArrowArray rows = {0};
    int               code = copy_rows(writer, first, end, &rows, why);
    if (code == NANOARROW_OK)
        code = ArrowIpcWriterWriteArrayView(&writer->writer, &writer->out, why);
    if (rows.release) ArrowArrayRelease(&rows);
    return code;
}

static ArrowErrorCode write_batch(struct ri_wire_writer *writer, const struct ArrowArray *batch,
                                  struct ArrowError *why)
{
    NANOARROW_RETURN_NOT_OK(ArrowArrayViewSetArray(&writer->in, batch, why));
    if (whole(writer, batch))
        return ArrowIpcWriterWriteArrayView(&writer->writer, &writer->in, why);
    const int64_t end = batch->offset + batch->length;
    for (int64_t first = batch->offset; first < end; first += RI_WRITE_BATCH_ROWS)
        NANOARROW_RETURN_NOT_OK(
            write_rows(writer, first,
                       first + RI_WRITE_BATCH_ROWS < end ? first + RI_WRITE_BATCH_ROWS : end, why));
    return NANOARROW_OK;
}

ri_status ri_wire_write(struct ri_wire_writer *writer, const struct ArrowArray *batch,
                        struct ri_error *err)
{
    struct ArrowError why = {0};
    return settle(writer, write_batch(writer, batch, &why), &why, err);
}

void ri_wire_writer_free(struct ri_wire_writer *writer)
{
    if (!writer) return;
    if (writer->writer.private_data) ArrowIpcWriterReset(&writer->writer);
    if (writer->schema.release) ArrowSchemaRelease(&writer->schema);
    ArrowArrayViewReset(&writer->in);
    ArrowArrayViewReset(&writer->out);
    free(writer);
}

/* ---- Reading -------------------------------------------------------------------------------------------- */

struct ri_wire_reader {
    struct ArrowIpcDecoder decoder;
    bool                   has_decoder, has_schema;
    bool                   standard, over; /* a stream of Arrow's own; its mark of the end came */
    unsigned char         *bytes; /* unread: bytes[start .. start + length) */
    size_t                 start, length, room, most;
};

ri_status ri_wire_reader_new(size_t message_most, struct ri_wire_reader **ret, struct ri_error *err)
{
    struct ri_wire_reader *reader = calloc(1, sizeof *reader);
    if (!reader || ArrowIpcDecoderInit(&reader->decoder) != NANOARROW_OK) {
        free(reader);
        return ri_fail(err, RI_ENOMEM, "no room to read an Arrow stream");
    }
    reader->has_decoder = true;
    reader->most = message_most;
    *ret = reader;
    return RI_OK;
}

ri_status ri_wire_reader_of_stream(size_t message_most, struct ri_wire_reader **ret,
                                   struct ri_error *err)
{
    RI_TRY(ri_wire_reader_new(message_most, ret, err));
    (*ret)->standard = true;
    return RI_OK;
}

bool ri_wire_over(const struct ri_wire_reader *reader)
{
    return reader->over || (reader->has_schema && !reader->length);
}

void ri_wire_reader_free(struct ri_wire_reader *reader)
{
    if (!reader) return;
    if (reader->has_decoder) ArrowIpcDecoderReset(&reader->decoder);
    free(reader->bytes);
    free(reader);
}

ri_status ri_wire_feed(struct ri_wire_reader *reader, const void *bytes, size_t length,
                       struct ri_error *err)
{
    if (reader->start && reader->length)
        memmove(reader->bytes, reader->bytes + reader->start, reader->length);
    reader->start = 0;
    if (reader->length + length > reader->room) {
        const size_t   room = (reader->length + length) * 2;
        unsigned char *more = realloc(reader->bytes, room);
        if (!more)
            return ri_fail(err, RI_ENOMEM, "no room for an Arrow message of %zu bytes", room);
        reader->bytes = more;
        reader->room = room;
    }
    if (length) memcpy(reader->bytes + reader->length, bytes, length);
    reader->length += length;
    return RI_OK;
}

/* Forgets `used` bytes. What is left is moved, because messages are decoded where they are aligned. */
static void drop(struct ri_wire_reader *reader, size_t used)
{
    reader->start += used;
    reader->length -= used;
    if (!(reader->start % 8)) return;
    memmove(reader->bytes, reader->bytes + reader->start, reader->length);
    reader->start = 0;
}

static uint32_t little_endian(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* A verified flatbuffer may name a kind of header and lack it, which the decoder does not expect. `at`: the Message, field
 * 2 of which is the header. Source: flatbuffers' internals (offset to the table, its vtable, 16-bit fields in it). */
static bool has_header(const unsigned char *at)
{
    enum { VTABLE_HEAD = 4, HEADER_FIELD = 2 };
    const unsigned char *table = at + little_endian(at),
                        *vtable = table - (int32_t)little_endian(table);
    const size_t slot = VTABLE_HEAD + 2 * HEADER_FIELD, size = vtable[0] | vtable[1] << 8;
    return size >= slot + 2 && (vtable[slot] || vtable[slot + 1]);
}

/* Is all of the message at hand? Its header is verified once it is. */
static ri_status find_message(struct ri_wire_reader *reader, bool *ret_whole, struct ri_error *err)
{
    struct ArrowError why = {0};
    *ret_whole = false;
    if (reader->length < PREFIX) return RI_OK;
    const unsigned char *at = reader->bytes + reader->start;
    const size_t         header = little_endian(at + 4);
    reader->over = reader->standard && little_endian(at) == UINT32_MAX && !header;
    if (reader->over) return RI_OK;
    if (little_endian(at) != UINT32_MAX || !header || header % 8)
        return ri_fail(err, RI_EDATA, "arrow: no message where one should begin");
    if (header > reader->most)
        return ri_fail(err, RI_ETOOLARGE, "arrow: a header of %zu bytes", header);
    if (reader->length < PREFIX + header) return RI_OK;
    const struct ArrowBufferView view = {.data.as_uint8 = at,
                                         .size_bytes = (int64_t)reader->length};
    const int                    code = ArrowIpcDecoderVerifyHeader(&reader->decoder, view, &why);
    if (code != NANOARROW_OK) return fail(code, &why, err);
    const enum ArrowIpcMessageType want = reader->has_schema
                                              ? NANOARROW_IPC_MESSAGE_TYPE_RECORD_BATCH
                                              : NANOARROW_IPC_MESSAGE_TYPE_SCHEMA;
    if (reader->decoder.message_type != want || !has_header(at + PREFIX))
        return ri_fail(err, RI_EDATA, "arrow: a message that is no %s",
                       reader->has_schema ? "batch" : "schema");
    const int64_t body = reader->decoder.body_size_bytes;
    if (body < 0 || (uint64_t)body > reader->most)
        return ri_fail(err, RI_ETOOLARGE, "arrow: a message of %lld bytes, at most %zu are taken",
                       (long long)body, reader->most);
    *ret_whole = reader->length >= PREFIX + header + (size_t)body;
    return RI_OK;
}

/* Lengths whose buffers' sizes cannot be reckoned without overflow are refused before anyone reckons them. */
static bool lengths_fit(const struct ArrowArrayView *view, int64_t most)
{
    bool fit = view->length >= 0 && view->length <= most && view->null_count >= -1 &&
               view->null_count <= view->length;
    for (int64_t i = 0; fit && i < view->n_children; i++)
        fit = lengths_fit(view->children[i], INT32_MAX);
    return fit;
}

static ArrowErrorCode decode_batch(struct ri_wire_reader *reader, struct ArrowBufferView body,
                                   struct ri_wire_item *ret, struct ArrowError *why)
{
    struct ArrowArrayView *view;
    NANOARROW_RETURN_NOT_OK(ArrowIpcDecoderDecodeArrayView(&reader->decoder, body, -1, &view, why));
    if (!lengths_fit(view, reader->standard ? INT32_MAX : RI_WRITE_BATCH_ROWS)) return EINVAL;
    return ArrowIpcDecoderDecodeArray(&reader->decoder, body, -1, &ret->batch,
                                      NANOARROW_VALIDATION_LEVEL_FULL, why);
}

static ArrowErrorCode decode(struct ri_wire_reader *reader, struct ri_wire_item *ret,
                             size_t *ret_used, struct ArrowError *why)
{
    struct ArrowIpcDecoder      *decoder = &reader->decoder;
    const struct ArrowBufferView view = {.data.as_uint8 = reader->bytes + reader->start,
                                         .size_bytes = (int64_t)reader->length};
    NANOARROW_RETURN_NOT_OK(ArrowIpcDecoderDecodeHeader(decoder, view, why));
    const struct ArrowBufferView body = {.data.as_uint8 =
                                             view.data.as_uint8 + decoder->header_size_bytes,
                                         .size_bytes = decoder->body_size_bytes};
    *ret_used = (size_t)decoder->header_size_bytes + (size_t)decoder->body_size_bytes;
    if (decoder->codec != NANOARROW_IPC_COMPRESSION_TYPE_NONE) return ENOTSUP; /* not ours */
    return decode_batch(reader, body, ret, why);
}

/* The schema of a stream of Arrow's own: a message without a body. */
static ri_status take_schema_message(struct ri_wire_reader *reader, struct ri_wire_item *ret,
                                     struct ri_error *err)
{
    bool              is_whole;
    struct ArrowError why = {0};
    RI_TRY(find_message(reader, &is_whole, err));
    if (!is_whole) return RI_OK;
    struct ArrowIpcDecoder      *decoder = &reader->decoder;
    const struct ArrowBufferView view = {.data.as_uint8 = reader->bytes + reader->start,
                                         .size_bytes = (int64_t)reader->length};
    int                          code = ArrowIpcDecoderDecodeHeader(decoder, view, &why);
    if (code == NANOARROW_OK && decoder->endianness != ArrowIpcSystemEndianness() &&
        decoder->endianness != NANOARROW_IPC_ENDIANNESS_UNINITIALIZED)
        return ri_fail(err, RI_EDATA, "arrow: a stream of a machine with another order of bytes");
    if (code == NANOARROW_OK) code = ArrowIpcDecoderDecodeSchema(decoder, &ret->schema, &why);
    if (code == NANOARROW_OK) code = ArrowIpcDecoderSetSchema(decoder, &ret->schema, &why);
    if (code != NANOARROW_OK) {
        if (ret->schema.release) ArrowSchemaRelease(&ret->schema);
        *ret = (struct ri_wire_item){0};
        return fail(code, &why, err);
    }
    reader->has_schema = true;
    drop(reader, (size_t)decoder->header_size_bytes + (size_t)decoder->body_size_bytes);
    return RI_OK;
}

static ri_status take_schema(struct ri_wire_reader *reader, struct ri_wire_item *ret,
                             struct ri_error *err)
{
    struct ArrowError why = {0};
    if (reader->length < LENGTH) return RI_OK;
    const char  *at = (const char *)reader->bytes + reader->start;
    const size_t length = little_endian(reader->bytes + reader->start);
    if (length > reader->most)
        return ri_fail(err, RI_ETOOLARGE, "arrow: a schema of %zu bytes", length);
    if (reader->length < LENGTH + length) return RI_OK;
    RI_TRY(wire_schema_read((struct ri_view){at + LENGTH, length}, &ret->schema, err));
    int code = ArrowIpcDecoderSetSchema(&reader->decoder, &ret->schema, &why);
    if (code == NANOARROW_OK)
        code = ArrowIpcDecoderSetEndianness(&reader->decoder, ArrowIpcSystemEndianness());
    if (code != NANOARROW_OK) {
        ArrowSchemaRelease(&ret->schema);
        return fail(code, &why, err);
    }
    reader->has_schema = true;
    drop(reader, LENGTH + length);
    return RI_OK;
}

ri_status ri_wire_next(struct ri_wire_reader *reader, struct ri_wire_item *ret,
                       struct ri_error *err)
{
    bool              is_whole;
    size_t            used = 0;
    struct ArrowError why = {0};
    *ret = (struct ri_wire_item){0};
    if (!reader->has_schema)
        return (reader->standard ? take_schema_message : take_schema)(reader, ret, err);
    RI_TRY(find_message(reader, &is_whole, err));
    if (!is_whole) return RI_OK;
    const int code = decode(reader, ret, &used, &why);
    if (code != NANOARROW_OK) {
        *ret = (struct ri_wire_item){0};
        return fail(code, &why, err);
    }
    drop(reader, used);
    return RI_OK;
}
