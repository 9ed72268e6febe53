/* The part of a writer that is the same for all formats. */
#include "write.h"

#include "write_internal.h"

static const struct ri_writer *const writers[] = {&ri_write_table,  &ri_write_json,
                                                  &ri_write_ndjson, &ri_write_csv,
                                                  &ri_write_arrow,  &ri_write_xlsx};

const struct ri_writer *ri_writer_at(size_t i)
{
    return i < RI_COUNT(writers) ? writers[i] : NULL;
}

const struct ri_writer *ri_writer_find(const char *name)
{
    for (size_t i = 0; i < RI_COUNT(writers); i++) {
        if (strcmp(writers[i]->name, name) == 0) return writers[i];
    }
    return NULL;
}

ri_status write_flush(struct ri_write *write, struct ri_error *err)
{
    RI_TRY(ri_text_check(&write->out, err));
    if (!write->out.length) return RI_OK;
    const ri_status status =
        write->sink.write(write->sink.context, write->out.at, write->out.length, err);
    ri_text_clear(&write->out);
    return status;
}

ri_status write_some(struct ri_write *write, struct ri_error *err)
{
    if (write->out.length < WRITE_CHUNK && !write->out.failed) return RI_OK;
    return write_flush(write, err);
}

ri_status ri_write_open(const struct ri_writer *writer, const struct ri_write_options *options,
                        const struct ArrowSchema *schema, struct ri_sink sink,
                        struct ri_write **ret, struct ri_error *err)
{
    struct ri_write *write = calloc(1, sizeof *write);
    if (!write) return ri_fail(err, RI_ENOMEM, "no room for a writer");
    write->writer = writer;
    write->options = *options;
    write->schema = schema;
    write->sink = sink;
    ri_arena_init(&write->mem, SIZE_MAX);
    ri_status status = ri_table_view_init(&write->view, schema, &write->mem, err);
    if (status == RI_OK) {
        write->state = ri_arena_take(&write->mem, 1, writer->state_size);
        if (!write->state) status = ri_fail(err, RI_ENOMEM, "no room for a writer");
    }
    if (status == RI_OK && writer->begin) status = writer->begin(write, err);
    if (status == RI_OK) status = write_some(write, err);
    if (status == RI_OK)
        *ret = write;
    else
        ri_write_free(write);
    return status;
}

ri_status ri_write_batch(struct ri_write *write, const struct ArrowArray *batch,
                         struct ri_error *err)
{
    RI_TRY(ri_table_view_batch(&write->view, batch, err));
    write->batch = batch;
    RI_TRY(write->writer->batch(write, err));
    write->rows += write->view.rows;
    return write_flush(write, err); /* whoever reads a slow operation sees rows as they come */
}

ri_status ri_write_end(struct ri_write *write, const char *const *notes, size_t note_count,
                       struct ri_error *err)
{
    if (write->writer->end) RI_TRY(write->writer->end(write, notes, note_count, err));
    return write_flush(write, err);
}

void ri_write_free(struct ri_write *write)
{
    if (!write) return;
    if (write->state && write->writer->release) write->writer->release(write);
    ri_text_release(&write->out);
    ri_text_release(&write->cell);
    ri_arena_release(&write->mem);
    free(write);
}
