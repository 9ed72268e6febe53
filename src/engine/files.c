/* Parquet and newline-delimited JSON files, through an engine in memory of their own. */
#include "engine.h"

#include "table/arrow_size.h"
#include "table/schema.h"

#include <unistd.h>

enum { WRITING_BYTES = 64 << 20, GROUP_BYTES = 8 << 20 };

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

static ri_status scratch_open(const char *path, bool writing, struct scratch *ret,
                              struct ri_error *err)
{
    char           folder[4096];
    struct scratch scratch = {0};
    snprintf(folder, sizeof folder, "%s.spill", path);
    /* Rows to be written wait on disk beyond the limit, for the row group that they go into: in the order in which they come, so that one
     * thread will do. */
    const struct ri_engine_options options = {
        .temp_directory = folder, .memory_limit = writing ? WRITING_BYTES : 0, .threads = writing};
    RI_TRY(ri_engine_open(&options, &scratch.engine, err));
    const ri_status status = ri_connection_open(scratch.engine, &scratch.connection, err);
    if (status == RI_OK)
        *ret = scratch;
    else
        scratch_close(&scratch);
    return status;
}

/* ---- Writing ------------------------------------------------------------------------------------------ */

struct weighed { /* a stream of which is known how much went through, and what it says of itself */
    struct ArrowArrayStream *inner;
    struct ArrowSchema       schema;
    size_t                   rows, bytes;
    struct ri_text           said; /* for COPY: KV_METADATA {...}, or empty */
};

static int weighed_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const struct weighed *weighed = stream->private_data;
    return weighed->inner->get_schema(weighed->inner, out);
}

static int weighed_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct weighed *weighed = stream->private_data;
    const int       number = weighed->inner->get_next(weighed->inner, out);
    if (number || !out->release) return number;
    weighed->rows += (size_t)out->length;
    weighed->bytes += ri_arrow_bytes(&weighed->schema, out);
    return 0;
}

static const char *weighed_error(struct ArrowArrayStream *stream)
{
    const struct weighed *weighed = stream->private_data;
    return weighed->inner->get_last_error(weighed->inner);
}

static void weighed_release(struct ArrowArrayStream *stream)
{
    stream->release = NULL; /* the inner one is the caller's */
}

static void quote_view(struct ri_text *sql, struct ri_view text)
{
    ri_text_putc(sql, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\'') ri_text_putc(sql, '\'');
        ri_text_putc(sql, text.at[i]);
    }
    ri_text_putc(sql, '\'');
}

static void write_said(struct weighed *weighed)
{
    struct ri_view key, value;
    for (size_t i = 0; ri_schema_pair(&weighed->schema, i, &key, &value); i++) {
        ri_text_puts(&weighed->said, i ? ", " : ", KV_METADATA {");
        quote_view(&weighed->said, key);
        ri_text_puts(&weighed->said, ": ");
        quote_view(&weighed->said, value);
    }
    if (weighed->said.length) ri_text_putc(&weighed->said, '}');
}

static ri_status load(struct scratch *scratch, struct ArrowArrayStream *stream,
                      struct weighed *weighed, struct ri_task *task, struct ri_error *err)
{
    struct ArrowArrayStream outer = {weighed_schema, weighed_next, weighed_error, weighed_release,
                                     weighed};
    *weighed = (struct weighed){.inner = stream};
    if (stream->get_schema(stream, &weighed->schema) != 0)
        return ri_fail(err, RI_ENOMEM, "no room for the columns of a file");
    write_said(weighed);
    const ri_status status = ri_connection_load(scratch->connection, "rows", &outer, task, err);
    weighed->schema.release(&weighed->schema);
    return status;
}

/* Rows of a group: it is in memory as a whole while it is written. */
static size_t group_of(const struct weighed *weighed)
{
    enum { STEP = 2048, MOST = 60 * STEP };
    const size_t each = weighed->rows ? weighed->bytes / weighed->rows + 1 : 1,
                 rows = GROUP_BYTES / each / STEP * STEP;
    return rows < STEP ? STEP : rows > MOST ? MOST : rows;
}

static ri_status copy_out(struct ArrowArrayStream *stream, const char *path, const char *format,
                          struct ri_task *task, struct ri_error *err)
{
    struct scratch scratch;
    struct weighed weighed = {0};
    struct ri_text sql = {0};
    ri_status      status = scratch_open(path, true, &scratch, err);
    if (status == RI_OK) {
        status = load(&scratch, stream, &weighed, task, err);
        ri_text_puts(&sql, "COPY rows TO ");
        ri_sql_quote(&sql, path);
        ri_text_printf(&sql, " (%s", format);
        if (strstr(format, "parquet")) {
            ri_text_printf(&sql, ", ROW_GROUP_SIZE %zu", group_of(&weighed));
            ri_text_add(&sql, weighed.said.at, weighed.said.length);
        }
        ri_text_puts(&sql, ")");
        if (status == RI_OK) status = ri_text_check(&weighed.said, err);
        if (status == RI_OK) status = ri_text_check(&sql, err);
        if (status == RI_OK)
            status = ri_connection_execute(scratch.connection, sql.at, (struct ri_binds){0}, task,
                                           NULL, err);
        scratch_close(&scratch);
        if (status != RI_OK) (void)unlink(path);
    }
    ri_text_release(&sql);
    ri_text_release(&weighed.said);
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
    if (status == RI_OK) status = scratch_open(path, false, scratch, err);
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

ri_status ri_parquet_said(const char *path, const char *key, struct ri_arena *mem, const char **ret,
                          struct ri_error *err)
{
    struct scratch scratch;
    struct ri_text sql = {0};
    ri_text_puts(&sql, "SELECT decode(value) FROM parquet_kv_metadata(");
    ri_sql_quote(&sql, path);
    ri_text_puts(&sql, ") WHERE decode(key) = $key");
    ri_status status = ri_text_check(&sql, err);
    if (status == RI_OK) status = scratch_open(path, false, &scratch, err);
    if (status == RI_OK) {
        const struct ri_bind binds[] = {ri_bind_string("key", key)};
        status = ri_connection_text(scratch.connection, sql.at, RI_BINDS(binds), mem, ret, err);
        scratch_close(&scratch);
    }
    ri_text_release(&sql);
    return status;
}
