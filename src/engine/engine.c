/* The list of drivers, and the verbs of engine.h passed on to the driver at hand. */
#include "engine.h"

#include "driver.h"

#include <errno.h>

static const struct ri_engine_driver *const drivers[] = {&ri_duckdb};

struct ri_engine {
    const struct ri_engine_driver *driver;
    void                          *state;
};
struct ri_connection {
    const struct ri_engine_driver *driver;
    void                          *state;
};
struct ri_appender {
    const struct ri_engine_driver *driver;
    void                          *state;
    size_t                         columns;
};

static const struct ri_engine_driver *driver_of(const char *name)
{
    for (size_t i = 0; i < RI_COUNT(drivers); i++) {
        if (!name || strcmp(drivers[i]->name, name) == 0) return drivers[i];
    }
    return NULL;
}

ri_status ri_engine_open(const struct ri_engine_options *options, struct ri_engine **ret,
                         struct ri_error *err)
{
    const struct ri_engine_driver *driver = driver_of(options->driver);
    if (!driver)
        return ri_fail(err, RI_EUSAGE, "engine: no driver is called \"%s\"", options->driver);
    struct ri_engine *engine = calloc(1, sizeof *engine);
    if (!engine) return ri_fail(err, RI_ENOMEM, "no room for an engine");
    engine->driver = driver;
    const ri_status status = driver->open(options, &engine->state, err);
    if (status == RI_OK)
        *ret = engine;
    else
        free(engine);
    return status;
}

void ri_engine_close(struct ri_engine *engine)
{
    if (!engine) return;
    engine->driver->close(engine->state);
    free(engine);
}

ri_status ri_engine_lock_down(struct ri_engine *engine, struct ri_error *err)
{
    return engine->driver->lock_down(engine->state, err);
}

ri_status ri_engine_copy(struct ri_engine *engine, const char *path, struct ri_task *task,
                         struct ri_error *err)
{
    if (!engine->driver->copy)
        return ri_fail(err, RI_EUSAGE, "engine: %s makes no copies", engine->driver->name);
    struct ri_connection *connection = NULL;
    RI_TRY(ri_connection_open(engine, &connection, err));
    const ri_status status = engine->driver->copy(connection, path, task, err);
    ri_connection_close(connection);
    return status;
}

ri_status ri_connection_open(struct ri_engine *engine, struct ri_connection **ret,
                             struct ri_error *err)
{
    struct ri_connection *connection = calloc(1, sizeof *connection);
    if (!connection) return ri_fail(err, RI_ENOMEM, "no room for a connection");
    connection->driver = engine->driver;
    const ri_status status = engine->driver->connect(engine->state, &connection->state, err);
    if (status == RI_OK)
        *ret = connection;
    else
        free(connection);
    return status;
}

void ri_connection_close(struct ri_connection *connection)
{
    if (!connection) return;
    connection->driver->disconnect(connection->state);
    free(connection);
}

void ri_connection_interrupt(struct ri_connection *connection)
{
    connection->driver->interrupt(connection->state);
}

double ri_connection_progress(struct ri_connection *connection)
{
    return connection->driver->progress ? connection->driver->progress(connection->state) : -1;
}

ri_status ri_connection_script(struct ri_connection *connection, const char *sql,
                               struct ri_error *err)
{
    return connection->driver->script(connection->state, sql, err);
}

ri_status ri_connection_execute(struct ri_connection *connection, const char *sql,
                                struct ri_binds binds, struct ri_task *task, uint64_t *ret_changed,
                                struct ri_error *err)
{
    RI_TRY(ri_task_check(task, err));
    return connection->driver->execute(connection->state, sql, binds, task, ret_changed, err);
}

ri_status ri_connection_query(struct ri_connection *connection, const char *sql,
                              struct ri_binds binds, struct ri_task *task,
                              struct ArrowArrayStream *ret, struct ri_error *err)
{
    RI_TRY(ri_task_check(task, err));
    return connection->driver->query(connection->state, sql, binds, task, ret, err);
}

/* ---- Guarded queries: a stream that ends with an error after so many rows ----------------------------- */

struct limited {
    struct ArrowArrayStream inner;
    uint64_t                left, most;
    char                    message[96];
};

static int limited_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct limited *limited = stream->private_data;
    return limited->inner.get_schema(&limited->inner, out);
}

static int limited_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct limited   *limited = stream->private_data;
    struct ArrowArray array;
    const int         number = limited->inner.get_next(&limited->inner, &array);
    if (number != 0) return number;
    if (array.release && (uint64_t)array.length > limited->left) {
        array.release(&array);
        snprintf(limited->message, sizeof limited->message, "the result has more than %llu rows",
                 (unsigned long long)limited->most);
        return ri_stream_number(RI_ETOOLARGE);
    }
    if (array.release) limited->left -= (uint64_t)array.length;
    *out = array;
    return 0;
}

static const char *limited_error(struct ArrowArrayStream *stream)
{
    struct limited *limited = stream->private_data;
    return limited->message[0] ? limited->message : limited->inner.get_last_error(&limited->inner);
}

static void limited_release(struct ArrowArrayStream *stream)
{
    struct limited *limited = stream->private_data;
    limited->inner.release(&limited->inner);
    free(limited);
    stream->release = NULL;
}

ri_status ri_connection_guarded_query(struct ri_connection *connection, const char *sql,
                                      const struct ri_guard *guard, struct ri_task *task,
                                      struct ArrowArrayStream *ret, struct ri_error *err)
{
    if (!connection->driver->guard)
        return ri_fail(err, RI_EFORBIDDEN, "engine %s runs no guarded queries",
                       connection->driver->name);
    RI_TRY(connection->driver->guard(connection, sql, guard, err));
    if (!guard->most_rows)
        return ri_connection_query(connection, sql, (struct ri_binds){0}, task, ret, err);
    struct limited *limited = calloc(1, sizeof *limited);
    if (!limited) return ri_fail(err, RI_ENOMEM, "no room for a query");
    limited->left = limited->most = guard->most_rows;
    const ri_status status =
        ri_connection_query(connection, sql, (struct ri_binds){0}, task, &limited->inner, err);
    if (status != RI_OK) {
        free(limited);
        return status;
    }
    *ret = (struct ArrowArrayStream){limited_schema, limited_next, limited_error, limited_release,
                                     limited};
    return RI_OK;
}

/* ---- Errors of streams -------------------------------------------------------------------------------- */

static const struct {
    ri_status status;
    int       number;
} numbers[] = {{RI_ECANCELLED, ECANCELED}, {RI_ETIMEOUT, ETIMEDOUT}, {RI_ENOSPACE, ENOSPC},
               {RI_ENOMEM, ENOMEM},        {RI_ETOOLARGE, E2BIG},    {RI_EDATA, ERANGE},
               {RI_EUSAGE, EINVAL},        {RI_EFORBIDDEN, EACCES},  {RI_EENGINE, EIO}};

int ri_stream_number(ri_status status)
{
    for (size_t i = 0; i < RI_COUNT(numbers); i++) {
        if (numbers[i].status == status) return numbers[i].number;
    }
    return EIO;
}

ri_status ri_stream_fail(struct ArrowArrayStream *stream, int number, struct ri_error *err)
{
    const char *message = stream->get_last_error(stream);
    for (size_t i = 0; i < RI_COUNT(numbers); i++) {
        if (numbers[i].number == number)
            return ri_fail(err, numbers[i].status, "%s", message ? message : "");
    }
    return ri_fail(err, ri_status_of_errno(number), "%s", message ? message : "");
}

/* ---- Appending ---------------------------------------------------------------------------------------- */

ri_status ri_appender_open(struct ri_connection *connection, const char *schema, const char *table,
                           struct ri_appender **ret, struct ri_error *err)
{
    struct ri_appender *appender = calloc(1, sizeof *appender);
    if (!appender) return ri_fail(err, RI_ENOMEM, "no room for an appender");
    appender->driver = connection->driver;
    const ri_status status = appender->driver->append_open(
        connection->state, schema, table, &appender->state, &appender->columns, err);
    if (status == RI_OK)
        *ret = appender;
    else
        free(appender);
    return status;
}

size_t ri_appender_columns(const struct ri_appender *appender)
{
    return appender->columns;
}

struct ri_append_column ri_appender_column(struct ri_appender *appender, size_t column)
{
    return appender->driver->append_column(appender->state, column);
}

void ri_appender_set_null(struct ri_appender *appender, size_t column, size_t row)
{
    ri_appender_column(appender, column).validity[row / 64] &= ~(UINT64_C(1) << row % 64);
}

void ri_appender_set_text(struct ri_appender *appender, size_t column, size_t row,
                          struct ri_view value)
{
    appender->driver->append_text(appender->state, column, row, value);
}

void ri_appender_fill_text(struct ri_appender *appender, size_t column, const struct ri_view *value)
{
    appender->driver->append_fill_text(appender->state, column, value);
}

void ri_appender_fill_int64(struct ri_appender *appender, size_t column, int64_t value)
{
    appender->driver->append_fill_int64(appender->state, column, value);
}

ri_status ri_appender_flush(struct ri_appender *appender, size_t rows, struct ri_error *err)
{
    return appender->driver->append_flush(appender->state, rows, err);
}

ri_status ri_appender_finish(struct ri_appender **appender, struct ri_error *err)
{
    struct ri_appender *last = *appender;
    const ri_status     status = last->driver->append_close(last->state, true, err);
    free(last);
    *appender = NULL;
    return status;
}

void ri_appender_abandon(struct ri_appender *appender)
{
    if (!appender) return;
    (void)appender->driver->append_close(appender->state, false, NULL);
    free(appender);
}

ri_status ri_connection_load(struct ri_connection *connection, const char *name,
                             struct ArrowArrayStream *stream, struct ri_task *task,
                             struct ri_error *err)
{
    return connection->driver->load(connection->state, name, stream, task, err);
}
