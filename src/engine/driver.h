/* What a driver of the room engine is: a row of verbs. engine.h says what each means; `state` is what its own
 * open or connect handed out. A new driver is listed in engine.c and goes through the same tests. */
#ifndef RI_ENGINE_DRIVER_H
#define RI_ENGINE_DRIVER_H
#include "engine.h"

struct ri_engine_driver {
    const char *name;
    ri_status (*open)(const struct ri_engine_options *options, void **ret_state,
                      struct ri_error *err);
    void (*close)(void *engine);
    ri_status (*lock_down)(void *engine, struct ri_error *err);
    /* (optional) copies are refused. */
    ri_status (*copy)(struct ri_connection *connection, const char *path, struct ri_task *task,
                      struct ri_error *err);

    ri_status (*connect)(void *engine, void **ret_state, struct ri_error *err);
    void (*disconnect)(void *connection);
    void (*interrupt)(void *connection);
    double (*progress)(void *connection); /* (optional) unknown */
    ri_status (*script)(void *connection, const char *sql, struct ri_error *err);
    ri_status (*execute)(void *connection, const char *sql, struct ri_binds binds,
                         struct ri_task *task, uint64_t *ret_changed, struct ri_error *err);
    ri_status (*query)(void *connection, const char *sql, struct ri_binds binds,
                       struct ri_task *task, struct ArrowArrayStream *ret, struct ri_error *err);
    /* (optional) guarded queries are refused. Checks only; the caller then queries. */
    ri_status (*guard)(struct ri_connection *connection, const char *sql,
                       const struct ri_guard *guard, struct ri_error *err);
    /* Makes the temporary table `name` from a stream (which it does not release). */
    ri_status (*load)(void *connection, const char *name, struct ArrowArrayStream *stream,
                      struct ri_task *task, struct ri_error *err);

    ri_status (*append_open)(void *connection, const char *schema, const char *table,
                             void **ret_state, size_t *ret_columns, struct ri_error *err);
    struct ri_append_column (*append_column)(void *appender, size_t column);
    void (*append_text)(void *appender, size_t column, size_t row, struct ri_view value);
    void (*append_fill_text)(void *appender, size_t column, const struct ri_view *value);
    void (*append_fill_int64)(void *appender, size_t column, int64_t value);
    ri_status (*append_flush)(void *appender, size_t rows, struct ri_error *err);
    ri_status (*append_close)(void *appender, bool keep, struct ri_error *err); /* frees */
};
extern const struct ri_engine_driver ri_duckdb;

/* The errno that get_next answers for a status; ri_stream_fail turns it back. */
int ri_stream_number(ri_status status);
#endif
