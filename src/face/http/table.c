/* Batches held in a list; their size is what they take as an Arrow stream. */
#include "table.h"

#include <errno.h>
#include <stdatomic.h>

struct kept_batch {
    struct kept_batch *next;
    struct ArrowArray  batch;
};
struct http_table {
    atomic_uint             holders;
    struct ri_arena         mem;
    size_t                  bytes;
    bool                    has_schema, is_document;
    struct ArrowSchema      schema;
    struct kept_batch      *first, *last;
    struct ri_write_options options;
    struct face_notes       notes;
    struct ri_document      document;
};

struct http_table *table_keep(struct http_table *table)
{
    atomic_fetch_add(&table->holders, 1);
    return table;
}

void table_free(struct http_table *table)
{
    if (!table || atomic_fetch_sub(&table->holders, 1) != 1) return;
    for (struct kept_batch *at = table->first; at; at = at->next) at->batch.release(&at->batch);
    if (table->has_schema) table->schema.release(&table->schema);
    ri_arena_release(&table->mem);
    free(table);
}

size_t table_bytes(const struct http_table *table)
{
    return table->bytes;
}

struct face_notes table_notes(const struct http_table *table)
{
    return table->notes;
}

const struct ri_document *table_document(const struct http_table *table)
{
    return table->is_document ? &table->document : NULL;
}

static ri_status count_bytes(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    (void)bytes, (void)err;
    *(size_t *)context += length;
    return RI_OK;
}

static const char *copy(struct http_table *table, const char *text)
{
    return text ? ri_arena_copy(&table->mem, text, strlen(text)) : NULL;
}

/* Parameters and notes are views into the result, which will not last. */
static ri_status copy_texts(struct http_table *table, const struct ri_result *result,
                            struct ri_error *err)
{
    const char **names, **values;
    RI_TRY(face_used_parameters(result, &table->mem, &table->options, err));
    RI_TRY(face_gather_notes(result, &table->mem, &table->notes, err));
    RI_ARENA_NEW(names, &table->mem, table->options.param_count, err);
    RI_ARENA_NEW(values, &table->mem, table->options.param_count, err);
    for (size_t i = 0; i < table->options.param_count; i++) {
        names[i] = copy(table, table->options.names[i]);
        values[i] = copy(table, table->options.values[i]);
    }
    table->options.names = names;
    table->options.values = values;
    for (size_t i = 0; i < table->notes.count; i++)
        table->notes.at[i] = copy(table, table->notes.at[i]);
    return RI_OK;
}

static ri_status keep_batch(struct http_table *table, struct ArrowArray *batch,
                            struct ri_error *err)
{
    struct kept_batch *kept = ri_arena_new(&table->mem, struct kept_batch, 1);
    if (!kept) {
        batch->release(batch);
        return ri_fail(err, RI_ENOMEM, "no room for a result");
    }
    kept->batch = *batch;
    *(table->last ? &table->last->next : &table->first) = kept;
    table->last = kept;
    return RI_OK;
}

static ri_status keep_batches(struct http_table *table, const struct ri_result *result,
                              struct ArrowArrayStream *stream, size_t most_bytes,
                              uint64_t most_rows, struct ri_error *err)
{
    struct ri_write *write;
    uint64_t         rows = 0;
    RI_TRY(ri_write_open(&ri_write_arrow, &table->options, &table->schema,
                         (struct ri_sink){count_bytes, &table->bytes}, &write, err));
    ri_status status = RI_OK;
    while (status == RI_OK) {
        struct ArrowArray batch;
        const int         number = stream->get_next(stream, &batch);
        if (number) status = face_stream_failure(result, stream, number, err);
        if (status != RI_OK || !batch.release) break;
        rows += (uint64_t)batch.length;
        status = keep_batch(table, &batch, err);
        if (status == RI_OK) status = ri_write_batch(write, &table->last->batch, err);
        if (status == RI_OK && (table->bytes > most_bytes || (most_rows && rows > most_rows)))
            status = ri_fail(err, RI_ETOOLARGE, "the result is larger than the server keeps");
    }
    ri_write_free(write);
    return status;
}

static ri_status collect_rows(struct http_table *table, struct ri_result *result, size_t most_bytes,
                              uint64_t most_rows, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    RI_TRY(ri_result_stream(result, &stream, err));
    const int number = stream.get_schema(&stream, &table->schema);
    ri_status status = number ? face_stream_failure(result, &stream, number, err) : RI_OK;
    table->has_schema = status == RI_OK;
    if (status == RI_OK) status = keep_batches(table, result, &stream, most_bytes, most_rows, err);
    stream.release(&stream);
    return status;
}

static ri_status collect_document(struct http_table *table, const struct ri_document *document,
                                  size_t most_bytes, struct ri_error *err)
{
    if (document->length > most_bytes)
        return ri_fail(err, RI_ETOOLARGE, "the result is larger than the server keeps");
    char *bytes = ri_arena_copy(&table->mem, (const char *)document->bytes, document->length);
    if (!bytes) return ri_fail(err, RI_ENOMEM, "no room for a result");
    table->is_document = true;
    table->bytes = document->length;
    table->document =
        (struct ri_document){copy(table, document->content_type), copy(table, document->file_name),
                             (const unsigned char *)bytes, document->length};
    return RI_OK;
}

ri_status table_collect(struct ri_result *result, const char *operation, size_t most_bytes,
                        uint64_t most_rows, struct http_table **ret, struct ri_error *err)
{
    struct http_table *table = calloc(1, sizeof *table);
    struct ri_document document;
    if (!table) return ri_fail(err, RI_ENOMEM, "no room for a result");
    atomic_init(&table->holders, 1);
    ri_arena_init(&table->mem, SIZE_MAX / 2);
    table->options.operation = operation; /* of the table of operations: it stays */
    ri_status status = ri_result_document(result, &document)
                           ? collect_document(table, &document, most_bytes, err)
                           : collect_rows(table, result, most_bytes, most_rows, err);
    if (status == RI_OK) status = copy_texts(table, result, err);
    if (status != RI_OK) {
        table_free(table);
        return status;
    }
    *ret = table;
    return ri_result_status(result, err);
}

ri_status table_write(const struct http_table *table, const struct ri_writer *writer,
                      struct ri_sink sink, struct ri_error *err)
{
    struct ri_write *write;
    RI_TRY(ri_write_open(writer, &table->options, &table->schema, sink, &write, err));
    ri_status status = RI_OK;
    for (const struct kept_batch *at = table->first; at && status == RI_OK; at = at->next)
        status = ri_write_batch(write, &at->batch, err);
    if (status == RI_OK) status = ri_write_end(write, table->notes.at, table->notes.count, err);
    ri_write_free(write);
    return status;
}

/* ---- As a stream --------------------------------------------------------------------------------------------------- */

struct views { /* what a stream of a table is at */
    const struct http_table *table;
    const struct kept_batch *next;
};

static void let_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void let_array(struct ArrowArray *array)
{
    array->release = NULL;
}

static int views_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const struct views *views = stream->private_data;
    *out = views->table->schema;
    out->release = let_schema;
    return 0;
}

static int views_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct views *views = stream->private_data;
    *out = (struct ArrowArray){0};
    if (!views->next) return 0;
    *out = views->next->batch;
    out->release = let_array;
    views->next = views->next->next;
    return 0;
}

static const char *views_error(struct ArrowArrayStream *stream)
{
    return stream->private_data ? NULL : "no room for a stream";
}

static int views_none(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    (void)stream, (void)out;
    return ENOMEM;
}

static void views_release(struct ArrowArrayStream *stream)
{
    free(stream->private_data);
    stream->release = NULL;
}

void table_stream(const struct http_table *table, struct ArrowArrayStream *ret)
{
    struct views *views = malloc(sizeof *views);
    if (views) *views = (struct views){table, table->first};
    *ret = (struct ArrowArrayStream){views ? views_schema : views_none, views_next, views_error,
                                     views_release, views};
}
