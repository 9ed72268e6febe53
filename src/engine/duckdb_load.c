/* DuckDB: an Arrow stream into a temporary table. Source: duckdb.h 1.5.6, Arrow C data interface. */
#include <duckdb.h>

#include "duckdb_internal.h"

#include "table/arrow_size.h"

/* What waits in an appender is outside of the engine's memory limit. */
static const size_t flush_bytes = 8 << 20;

/* SQL's name of an Arrow type; a format that ends in ':' stands for all that begin so. */
static const struct {
    const char *format, *sql;
} types[] = {
    {"b", "BOOLEAN"},  {"c", "TINYINT"},      {"s", "SMALLINT"}, {"i", "INTEGER"}, {"l", "BIGINT"},
    {"C", "UTINYINT"}, {"S", "USMALLINT"},    {"I", "UINTEGER"}, {"L", "UBIGINT"}, {"f", "FLOAT"},
    {"g", "DOUBLE"},   {"u", "VARCHAR"},      {"U", "VARCHAR"},  {"z", "BLOB"},    {"Z", "BLOB"},
    {"tdD", "DATE"},   {"tsu:", "TIMESTAMP"}, {"d:", "DECIMAL"},
};

static ri_status add_type(struct ri_text *sql, const struct ArrowSchema *column,
                          struct ri_error *err)
{
    for (size_t i = 0; i < RI_COUNT(types); i++) {
        const char  *want = types[i].format;
        const size_t n = strlen(want);
        if (want[n - 1] == ':' ? strncmp(column->format, want, n) != 0
                               : strcmp(column->format, want) != 0)
            continue;
        ri_text_puts(sql, types[i].sql);
        if (column->format[0] == 'd') { /* d:precision,scale or d:precision,scale,bits */
            const char  *comma = strchr(column->format, ',');
            const char  *end = comma ? strchr(comma + 1, ',') : NULL;
            const size_t length =
                end ? (size_t)(end - column->format - 2) : strlen(column->format + 2);
            ri_text_printf(sql, "(%.*s)", (int)length, column->format + 2);
        }
        return RI_OK;
    }
    return ri_fail(err, RI_EDATA, "column %s has the Arrow type %s, which tables here do not hold",
                   column->name, column->format);
}

static ri_status create_table(void *connection, const char *name, const struct ArrowSchema *schema,
                              struct ri_error *err)
{
    struct ri_text sql = {0};
    ri_status      status = RI_OK;
    ri_text_printf(&sql, "CREATE OR REPLACE TEMP TABLE %s (", name);
    for (int64_t c = 0; status == RI_OK && c < schema->n_children; c++) {
        ri_text_puts(&sql, c ? ", \"" : "\"");
        for (const char *at = schema->children[c]->name; *at; at++) {
            if (*at == '"') ri_text_putc(&sql, '"');
            ri_text_putc(&sql, *at);
        }
        ri_text_puts(&sql, "\" ");
        status = add_type(&sql, schema->children[c], err);
    }
    ri_text_puts(&sql, ")");
    if (status == RI_OK) status = ri_text_check(&sql, err);
    if (status == RI_OK) status = duck_script(connection, sql.at, err);
    ri_text_release(&sql);
    return status;
}

static ri_status append_all(struct duck_connection *connection, duckdb_appender appender,
                            const struct ArrowSchema     *schema,
                            duckdb_arrow_converted_schema converted,
                            struct ArrowArrayStream *stream, struct ri_task *task,
                            struct ri_error *err)
{
    for (size_t waiting = 0;;) {
        struct ArrowArray batch;
        duckdb_data_chunk chunk = NULL;
        RI_TRY(ri_task_check(task, err));
        const int number = stream->get_next(stream, &batch);
        if (number != 0) return ri_stream_fail(stream, number, err);
        if (!batch.release) return RI_OK;
        waiting += ri_arrow_bytes(schema, &batch);
        const ri_status status = duck_check(
            duckdb_data_chunk_from_arrow(connection->handle, &batch, converted, &chunk), err);
        if (status != RI_OK) {
            if (batch.release) batch.release(&batch);
            return status;
        }
        bool failed = duckdb_append_data_chunk(appender, chunk) != DuckDBSuccess;
        duckdb_destroy_data_chunk(&chunk);
        if (!failed && waiting > flush_bytes) {
            failed = duckdb_appender_flush(appender) != DuckDBSuccess;
            waiting = 0;
        }
        if (failed) return duck_check(duckdb_appender_error_data(appender), err);
    }
}

static ri_status fill_table(struct duck_connection *connection, const char *name,
                            const struct ArrowSchema     *schema,
                            duckdb_arrow_converted_schema converted,
                            struct ArrowArrayStream *stream, struct ri_task *task,
                            struct ri_error *err)
{
    duckdb_appender appender = NULL;
    ri_status       status = RI_OK;
    if (duckdb_appender_create_ext(connection->handle, "temp", NULL, name, &appender) !=
        DuckDBSuccess)
        status = duck_check(duckdb_appender_error_data(appender), err);
    if (status == RI_OK)
        status = append_all(connection, appender, schema, converted, stream, task, err);
    if (status == RI_OK && duckdb_appender_close(appender) != DuckDBSuccess)
        status = duck_check(duckdb_appender_error_data(appender), err);
    (void)duckdb_appender_destroy(&appender);
    return status;
}

ri_status duck_load(void *state, const char *name, struct ArrowArrayStream *stream,
                    struct ri_task *task, struct ri_error *err)
{
    struct ArrowSchema            schema;
    duckdb_arrow_converted_schema converted = NULL;
    struct duck_connection       *connection = state;
    const int                     number = stream->get_schema(stream, &schema);
    if (number != 0) return ri_stream_fail(stream, number, err);
    ri_status status = create_table(state, name, &schema, err);
    if (status == RI_OK)
        status = duck_check(duckdb_schema_from_arrow(connection->handle, &schema, &converted), err);
    if (status == RI_OK)
        status = fill_table(connection, name, &schema, converted, stream, task, err);
    if (converted) duckdb_destroy_arrow_converted_schema(&converted);
    schema.release(&schema);
    return status;
}
