/* What the files of the DuckDB driver share. Include duckdb.h first: only duckdb*.c may. */
#ifndef RI_ENGINE_DUCKDB_INTERNAL_H
#define RI_ENGINE_DUCKDB_INTERNAL_H
#include "driver.h"

#include <stdatomic.h>

#define DUCK_STORAGE "STORAGE_VERSION 'v1.5.0'"

struct duck_engine {
    duckdb_database database;
    bool            attached; /* a file, as catalog "warehouse": the default of every connection */
};
struct duck_connection {
    duckdb_connection handle;
    atomic_bool       stopped; /* by ri_connection_interrupt, since the last query began */
};

/* Raises DuckDB's own error as one of ours. */
ri_status duck_fail(struct ri_error *err, const char *message);
/* RI_OK without an error; destroys it. */
ri_status duck_check(duckdb_error_data data, struct ri_error *err);

ri_status duck_script(void *connection, const char *sql, struct ri_error *err);
ri_status duck_execute(void *connection, const char *sql, struct ri_binds binds,
                       struct ri_task *task, uint64_t *ret_changed, struct ri_error *err);
ri_status duck_query(void *connection, const char *sql, struct ri_binds binds, struct ri_task *task,
                     struct ArrowArrayStream *ret, struct ri_error *err);
ri_status duck_guard(struct ri_connection *connection, const char *sql,
                     const struct ri_guard *guard, struct ri_error *err);
ri_status duck_copy(struct ri_connection *connection, const char *path, struct ri_task *task,
                    struct ri_error *err);
ri_status duck_load(void *connection, const char *name, struct ArrowArrayStream *stream,
                    struct ri_task *task, struct ri_error *err);
ri_status duck_append_open(void *connection, const char *schema, const char *table,
                           void **ret_state, size_t *ret_columns, struct ri_error *err);
struct ri_append_column duck_append_column(void *appender, size_t column);
void      duck_append_text(void *appender, size_t column, size_t row, struct ri_view value);
void      duck_append_fill_text(void *appender, size_t column, const struct ri_view *value);
void      duck_append_fill_int64(void *appender, size_t column, int64_t value);
ri_status duck_append_flush(void *appender, size_t rows, struct ri_error *err);
ri_status duck_append_close(void *appender, bool keep, struct ri_error *err);
#endif
