/* Pulls batches and hands them to a writer. */
#include "rows.h"

ri_status face_used_parameters(const struct ri_result *result, struct ri_arena *mem,
                               struct ri_write_options *options, struct ri_error *err)
{
    const size_t count = ri_result_param_count(result);
    const char **names, **values;
    RI_ARENA_NEW(names, mem, count, err);
    RI_ARENA_NEW(values, mem, count, err);
    for (size_t i = 0; i < count; i++) {
        const size_t at = options->param_count;
        if (ri_result_param_at(result, i, &names[at], &values[at]) && values[at])
            options->param_count++; /* one that was not given and has no default is not used */
    }
    options->names = names;
    options->values = values;
    return RI_OK;
}

ri_status face_gather_notes(const struct ri_result *result, struct ri_arena *mem,
                            struct face_notes *ret, struct ri_error *err)
{
    const size_t count = ri_result_note_count(result);
    RI_ARENA_NEW(ret->at, mem, count, err);
    for (ret->count = 0; ret->count < count; ret->count++)
        ret->at[ret->count] = ri_result_note_at(result, ret->count);
    return RI_OK;
}

ri_status face_stream_failure(const struct ri_result *result, struct ArrowArrayStream *stream,
                              int number, struct ri_error *err)
{
    const ri_status status = ri_result_status(result, err);
    if (status != RI_OK) return status;
    const char *why = stream->get_last_error(stream);
    return ri_fail(err, ri_status_of_errno(number), "%s", why ? why : strerror(number));
}

struct writing { /* what is written of a result, and where to */
    struct ri_result        *result;
    const struct ri_writer  *writer;
    struct ri_write_options *options;
    struct ri_sink           sink;
    uint64_t                 most_rows;
    struct face_page        *page; /* NULL: all */
    struct ri_table_view     view; /* with a page */
    struct ri_arena         *mem;
};

static ri_status write_batch(struct writing *writing, struct ri_write *write,
                             const struct ArrowArray *batch, struct ri_error *err)
{
    struct ArrowArray part = *batch; /* seen, not owned */
    size_t            first, count;
    if (!writing->page) return ri_write_batch(write, batch, err);
    RI_TRY(ri_table_view_batch(&writing->view, batch, err));
    RI_TRY(face_page_rows(writing->page, &writing->view, &first, &count, err));
    part.offset += (int64_t)first;
    part.length = (int64_t)count;
    return count ? ri_write_batch(write, &part, err) : RI_OK;
}

static ri_status pull(struct writing *writing, struct ArrowArrayStream *stream,
                      struct ri_write *write, struct ri_error *err)
{
    uint64_t       rows = 0;
    const uint64_t most_rows = writing->most_rows;
    for (;;) {
        struct ArrowArray batch;
        const int         number = stream->get_next(stream, &batch);
        if (number) return face_stream_failure(writing->result, stream, number, err);
        if (!batch.release) return RI_OK;
        rows += (uint64_t)batch.length;
        const ri_status status =
            most_rows && rows > most_rows
                ? ri_fail(err, RI_ETOOLARGE, "more than %llu rows: ask for less at a time",
                          (unsigned long long)most_rows)
                : write_batch(writing, write, &batch, err);
        batch.release(&batch);
        RI_TRY(status);
    }
}

/* The operation was asked for all rows; who asked said how many a page has. */
static void show_limit(struct writing *writing)
{
    const char **values = (const char **)(uintptr_t)writing->options->values;
    for (size_t i = 0; writing->page && i < writing->options->param_count; i++) {
        if (strcmp(writing->options->names[i], "limit") == 0) values[i] = writing->page->limit_text;
    }
}

static ri_status write_stream(struct writing *writing, struct ArrowArrayStream *stream,
                              const struct ArrowSchema *schema, struct face_notes *ret,
                              struct ri_error *err)
{
    struct ri_write *write;
    RI_TRY(face_used_parameters(writing->result, writing->mem, writing->options, err));
    show_limit(writing);
    if (writing->page) {
        writing->options->next = writing->page->next;
        RI_TRY(ri_table_view_init(&writing->view, schema, writing->mem, err));
    }
    RI_TRY(ri_write_open(writing->writer, writing->options, schema, writing->sink, &write, err));
    ri_status status = pull(writing, stream, write, err);
    if (status == RI_OK && writing->page) status = face_page_end(writing->page, err);
    if (status == RI_OK) status = face_gather_notes(writing->result, writing->mem, ret, err);
    if (status == RI_OK) status = ri_write_end(write, ret->at, ret->count, err);
    ri_write_free(write);
    return status;
}

ri_status face_write_rows(struct ri_result *result, const struct ri_writer *writer,
                          struct ri_write_options *options, struct ri_sink sink, uint64_t most_rows,
                          struct face_page *page, struct ri_arena *mem, struct face_notes *ret,
                          struct ri_error *err)
{
    struct writing          writing = {.result = result,
                                       .writer = writer,
                                       .options = options,
                                       .sink = sink,
                                       .most_rows = most_rows,
                                       .page = page,
                                       .mem = mem};
    struct ArrowArrayStream stream;
    struct ArrowSchema      schema;
    RI_TRY(ri_result_stream(result, &stream, err));
    const int number = stream.get_schema(&stream, &schema);
    ri_status status = number ? face_stream_failure(result, &stream, number, err) : RI_OK;
    if (status == RI_OK) {
        status = write_stream(&writing, &stream, &schema, ret, err);
        schema.release(&schema);
    }
    stream.release(&stream);
    return status;
}
