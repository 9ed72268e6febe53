/* Parquet and newline-delimited JSON files, through an engine in memory of their own. */
#include "engine.h"

#include <unistd.h>

struct scratch {
    struct ri_engine       *engine;
    struct ri_connection   *connection;
    struct ArrowArrayStream inner; /* of a file that is read */
};

static void scratch_close(struct scratch *scratch)
{
    ri_connection_close(scratch->connection);
    ri_engine_close(scratch->engine);
}

static ri_status scratch_open(const char *path, struct scratch *ret, struct ri_error *err)
{
    char           folder[4096];
    struct scratch scratch = {0};
    snprintf(folder, sizeof folder, "%s.spill", path);
    const struct ri_engine_options options = {.temp_directory = folder};
    RI_TRY(ri_engine_open(&options, &scratch.engine, err));
    const ri_status status = ri_connection_open(scratch.engine, &scratch.connection, err);
    if (status == RI_OK)
        *ret = scratch;
    else
        scratch_close(&scratch);
    return status;
}

static ri_status copy_out(struct ArrowArrayStream *stream, const char *path, const char *format,
                          struct ri_task *task, struct ri_error *err)
{
    struct scratch scratch;
    struct ri_text sql = {0};
    ri_status      status = scratch_open(path, &scratch, err);
    if (status == RI_OK) {
        status = ri_connection_load(scratch.connection, "rows", stream, task, err);
        ri_text_puts(&sql, "COPY rows TO ");
        ri_sql_quote(&sql, path);
        ri_text_printf(&sql, " (%s)", format);
        if (status == RI_OK) status = ri_text_check(&sql, err);
        if (status == RI_OK)
            status = ri_connection_execute(scratch.connection, sql.at, (struct ri_binds){0}, task,
                                           NULL, err);
        scratch_close(&scratch);
        if (status != RI_OK) (void)unlink(path);
    }
    ri_text_release(&sql);
    stream->release(stream);
    return status;
}

ri_status ri_parquet_write(struct ArrowArrayStream *stream, const char *path, struct ri_task *task,
                           struct ri_error *err)
{
    return copy_out(stream, path, "FORMAT parquet, COMPRESSION zstd", task, err);
}

ri_status ri_ndjson_write(struct ArrowArrayStream *stream, const char *path, struct ri_task *task,
                          struct ri_error *err)
{
    return copy_out(stream, path, "FORMAT json", task, err);
}

/* ---- Reading ------------------------------------------------------------------------------------------ */

static int file_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct scratch *scratch = stream->private_data;
    return scratch->inner.get_schema(&scratch->inner, out);
}

static int file_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct scratch *scratch = stream->private_data;
    return scratch->inner.get_next(&scratch->inner, out);
}

static const char *file_error(struct ArrowArrayStream *stream)
{
    struct scratch *scratch = stream->private_data;
    return scratch->inner.get_last_error(&scratch->inner);
}

static void file_release(struct ArrowArrayStream *stream)
{
    struct scratch *scratch = stream->private_data;
    scratch->inner.release(&scratch->inner);
    scratch_close(scratch);
    free(scratch);
    stream->release = NULL;
}

ri_status ri_parquet_read(const char *path, struct ri_task *task, struct ArrowArrayStream *ret,
                          struct ri_error *err)
{
    if (access(path, R_OK) != 0) return ri_fail(err, RI_ENOTFOUND, "%s: cannot be read", path);
    struct scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return ri_fail(err, RI_ENOMEM, "no room for a reader");
    struct ri_text sql = {0};
    ri_text_puts(&sql, "FROM read_parquet(");
    ri_sql_quote(&sql, path);
    ri_text_puts(&sql, ")");
    ri_status status = ri_text_check(&sql, err);
    if (status == RI_OK) status = scratch_open(path, scratch, err);
    if (status == RI_OK) {
        status = ri_connection_query(scratch->connection, sql.at, (struct ri_binds){0}, task,
                                     &scratch->inner, err);
        if (status != RI_OK) scratch_close(scratch);
    }
    ri_text_release(&sql);
    if (status == RI_OK)
        *ret = (struct ArrowArrayStream){file_schema, file_next, file_error, file_release, scratch};
    else
        free(scratch);
    return status;
}
