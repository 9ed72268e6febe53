/* DuckDB: appending by data chunk. Source: duckdb.h 1.5.6. */
#include <duckdb.h>

#include "duckdb_internal.h"

_Static_assert(sizeof(duckdb_string_t) == 16, "short texts are written in place");

/* What waits outside the engine's memory limit is handed over a row group at a time. */
enum { FLUSH_ROWS = 60 * RI_APPEND_ROWS };

struct appender {
    duckdb_appender      handle;
    duckdb_data_chunk    chunk;
    duckdb_logical_type *types;
    size_t               columns, waiting; /* rows not yet in the table */
    struct slot {
        duckdb_vector vector;
        void         *data;
        uint64_t     *validity;
    } *slots;
};

/* The vectors' buffers, all rows present. They move when a chunk is reset. */
static void refresh(struct appender *appender)
{
    for (size_t c = 0; c < appender->columns; c++) {
        struct slot *slot = &appender->slots[c];
        slot->vector = duckdb_data_chunk_get_vector(appender->chunk, c);
        slot->data = duckdb_vector_get_data(slot->vector);
        duckdb_vector_ensure_validity_writable(slot->vector);
        slot->validity = duckdb_vector_get_validity(slot->vector);
        memset(slot->validity, 0xff, RI_APPEND_ROWS / 8);
    }
}

static ri_status fail(const struct appender *appender, struct ri_error *err)
{
    const ri_status status = duck_check(duckdb_appender_error_data(appender->handle), err);
    return status != RI_OK ? status : ri_fail(err, RI_EENGINE, "duckdb: the appender failed");
}

static void dispose(struct appender *appender)
{
    if (appender->chunk) duckdb_destroy_data_chunk(&appender->chunk);
    for (size_t c = 0; appender->types && c < appender->columns; c++)
        duckdb_destroy_logical_type(&appender->types[c]);
    if (appender->handle) (void)duckdb_appender_destroy(&appender->handle);
    free(appender->types);
    free(appender->slots);
    free(appender);
}

static ri_status make_chunk(struct appender *appender, struct ri_error *err)
{
    appender->columns = duckdb_appender_column_count(appender->handle);
    appender->types = calloc(appender->columns, sizeof *appender->types);
    appender->slots = calloc(appender->columns, sizeof *appender->slots);
    if (!appender->types || !appender->slots)
        return ri_fail(err, RI_ENOMEM, "no room for an appender");
    for (size_t c = 0; c < appender->columns; c++)
        appender->types[c] = duckdb_appender_column_type(appender->handle, c);
    appender->chunk = duckdb_create_data_chunk(appender->types, appender->columns);
    if (!appender->chunk) return ri_fail(err, RI_ENOMEM, "no room for a chunk");
    refresh(appender);
    return RI_OK;
}

ri_status duck_append_open(void *state, const char *schema, const char *table, void **ret_state,
                           size_t *ret_columns, struct ri_error *err)
{
    const struct duck_connection *connection = state;
    struct appender              *appender = calloc(1, sizeof *appender);
    if (!appender) return ri_fail(err, RI_ENOMEM, "no room for an appender");
    ri_status  status = RI_OK;
    const bool temporary = schema && strcmp(schema, "temp") == 0; /* is a catalog of its own */
    if (duckdb_appender_create_ext(connection->handle, temporary ? schema : NULL,
                                   temporary ? NULL : schema, table,
                                   &appender->handle) != DuckDBSuccess)
        status = fail(appender, err);
    if (status == RI_OK) status = make_chunk(appender, err);
    if (status == RI_OK) {
        *ret_state = appender;
        *ret_columns = appender->columns;
    } else {
        dispose(appender);
    }
    return status;
}

struct ri_append_column duck_append_column(void *state, size_t column)
{
    const struct appender *appender = state;
    return (struct ri_append_column){appender->slots[column].data,
                                     appender->slots[column].validity};
}

void duck_append_text(void *state, size_t column, size_t row, struct ri_view value)
{
    const struct appender *appender = state;
    const struct slot     *slot = &appender->slots[column];
    if (value.length <= sizeof((duckdb_string_t *)0)->value.inlined.inlined) {
        duckdb_string_t text = {0};
        text.value.inlined.length = (uint32_t)value.length;
        if (value.length) memcpy(text.value.inlined.inlined, value.at, value.length);
        ((duckdb_string_t *)slot->data)[row] = text;
    } else {
        duckdb_unsafe_vector_assign_string_element_len(slot->vector, row, value.at, value.length);
    }
}

static void fill(struct appender *appender, size_t column, duckdb_value value)
{
    duckdb_vector_reference_value(appender->slots[column].vector, value);
    duckdb_destroy_value(&value);
}

void duck_append_fill_text(void *state, size_t column, const struct ri_view *value)
{
    fill(state, column,
         value ? duckdb_create_varchar_length(value->at, value->length)
               : duckdb_create_null_value());
}

void duck_append_fill_int64(void *state, size_t column, int64_t value)
{
    fill(state, column, duckdb_create_int64(value));
}

ri_status duck_append_flush(void *state, size_t rows, struct ri_error *err)
{
    struct appender *appender = state;
    if (rows == 0) return RI_OK;
    duckdb_data_chunk_set_size(appender->chunk, rows);
    if (duckdb_append_data_chunk(appender->handle, appender->chunk) != DuckDBSuccess)
        return fail(appender, err);
    duckdb_data_chunk_reset(appender->chunk);
    refresh(appender);
    appender->waiting += rows;
    if (appender->waiting < FLUSH_ROWS) return RI_OK;
    appender->waiting = 0;
    return duckdb_appender_flush(appender->handle) == DuckDBSuccess ? RI_OK : fail(appender, err);
}

ri_status duck_append_close(void *state, bool keep, struct ri_error *err)
{
    struct appender *appender = state;
    ri_status        status = RI_OK;
    if (!keep) (void)duckdb_appender_clear(appender->handle);
    if (duckdb_appender_close(appender->handle) != DuckDBSuccess && keep)
        status = fail(appender, err);
    dispose(appender);
    return status;
}
