/* DuckDB: statements with named parameters, run task by task so that they can be stopped, and their rows as
 * an Arrow stream. Source: duckdb.h 1.5.6. */
#include <duckdb.h>

#include "duckdb_internal.h"

/* Marked for removal without a successor: the only way to a result that is not materialised first. */
duckdb_state duckdb_pending_prepared_streaming(duckdb_prepared_statement prepared_statement,
                                               duckdb_pending_result    *out_result);

static ri_status fail_result(duckdb_result *result, struct ri_error *err)
{
    return duck_fail(err, duckdb_result_error(result));
}

ri_status duck_script(void *state, const char *sql, struct ri_error *err)
{
    const struct duck_connection *connection = state;
    duckdb_result                 result;
    ri_status                     status = RI_OK;
    if (duckdb_query(connection->handle, sql, &result) != DuckDBSuccess)
        status = fail_result(&result, err);
    duckdb_destroy_result(&result);
    return status;
}

/* ---- Parameters --------------------------------------------------------------------------------------- */

static duckdb_value list_value(const struct ri_bind *bind)
{
    const bool          text = bind->type == RI_BIND_TEXT_LIST;
    duckdb_value       *items = calloc(bind->count + 1, sizeof *items);
    duckdb_logical_type type =
        duckdb_create_logical_type(text ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_BIGINT);
    duckdb_value value = NULL;
    for (size_t i = 0; items && i < bind->count; i++)
        items[i] =
            text ? duckdb_create_varchar(bind->texts[i]) : duckdb_create_int64(bind->integers[i]);
    if (items) value = duckdb_create_list_value(type, items, bind->count);
    for (size_t i = 0; items && i < bind->count; i++) duckdb_destroy_value(&items[i]);
    duckdb_destroy_logical_type(&type);
    free(items);
    return value;
}

static duckdb_value value_of(const struct ri_bind *bind)
{
    const char *bytes = bind->text.at ? bind->text.at : "";
    switch (bind->type) {
    case RI_BIND_NULL:
        return duckdb_create_null_value();
    case RI_BIND_INT64:
        return duckdb_create_int64(bind->integer);
    case RI_BIND_DOUBLE:
        return duckdb_create_double(bind->number);
    case RI_BIND_TEXT:
        return duckdb_create_varchar_length(bytes, bind->text.length);
    case RI_BIND_BOOL:
        return duckdb_create_bool(bind->integer != 0);
    case RI_BIND_DATE:
        return duckdb_create_date((duckdb_date){(int32_t)bind->integer});
    case RI_BIND_TIMESTAMP:
        return duckdb_create_timestamp((duckdb_timestamp){bind->integer});
    case RI_BIND_BLOB:
        return duckdb_create_blob((const uint8_t *)bytes, bind->text.length);
    case RI_BIND_INT64_LIST:
    case RI_BIND_TEXT_LIST:
        return list_value(bind);
    }
    return NULL;
}

static ri_status bind_one(duckdb_prepared_statement prepared, idx_t index, struct ri_binds binds,
                          struct ri_error *err)
{
    char      *name = (char *)(uintptr_t)duckdb_parameter_name(prepared, index);
    ri_status  status = RI_EUSAGE;
    const bool named = name != NULL;
    for (size_t i = 0; named && i < binds.count; i++) {
        if (strcmp(binds.at[i].name, name) != 0) continue;
        duckdb_value value = value_of(&binds.at[i]);
        status = RI_OK;
        if (!value)
            status = ri_fail(err, RI_ENOMEM, "no room for the value of $%s", name);
        else if (duckdb_bind_value(prepared, index, value) != DuckDBSuccess)
            status = ri_fail(err, RI_EDATA, "the value of $%s cannot be bound", name);
        if (value) duckdb_destroy_value(&value);
        break;
    }
    if (status == RI_EUSAGE)
        status = ri_fail(err, RI_EUSAGE, "the statement's $%s has no value", named ? name : "?");
    duckdb_free(name);
    return status;
}

static ri_status prepare(const struct duck_connection *connection, const char *sql,
                         struct ri_binds binds, duckdb_prepared_statement *ret,
                         struct ri_error *err)
{
    duckdb_prepared_statement prepared = NULL;
    ri_status                 status = RI_OK;
    if (duckdb_prepare(connection->handle, sql, &prepared) != DuckDBSuccess)
        status = duck_fail(err, duckdb_prepare_error(prepared));
    const idx_t count = status == RI_OK ? duckdb_nparams(prepared) : 0;
    for (idx_t i = 1; status == RI_OK && i <= count; i++)
        status = bind_one(prepared, i, binds, err);
    if (status == RI_OK)
        *ret = prepared;
    else
        duckdb_destroy_prepare(&prepared);
    return status;
}

/* ---- Running ------------------------------------------------------------------------------------------ */

/* Works on the statement's tasks until it is done or its first rows are ready, looking at `task` between. While
 * other threads do the rest, calls come back at once: then it naps instead of spinning. */
static ri_status work(duckdb_pending_result pending, struct ri_task *task, struct ri_error *err)
{
    enum { QUICK_US = 5, QUICK_CALLS = 64 };
    static const struct timespec nap = {0, 50000};
    unsigned                     quick = 0; /* calls in a row that did nothing */
    for (;;) {
        RI_TRY(ri_task_check(task, err));
        const int64_t start = ri_monotonic_us();
        switch (duckdb_pending_execute_task(pending)) {
        case DUCKDB_PENDING_RESULT_READY:
            return RI_OK;
        case DUCKDB_PENDING_ERROR:
            return duck_fail(err, duckdb_pending_error(pending));
        case DUCKDB_PENDING_RESULT_NOT_READY:
        case DUCKDB_PENDING_NO_TASKS_AVAILABLE:
            break;
        }
        quick = ri_monotonic_us() - start < QUICK_US ? quick + 1 : 0;
        if (quick > QUICK_CALLS) nanosleep(&nap, NULL);
    }
}

static ri_status run(const struct duck_connection *connection, duckdb_prepared_statement prepared,
                     bool streaming, struct ri_task *task, duckdb_result *ret, struct ri_error *err)
{
    duckdb_pending_result pending = NULL;
    const duckdb_state    state = streaming ? duckdb_pending_prepared_streaming(prepared, &pending)
                                            : duckdb_pending_prepared(prepared, &pending);
    ri_status             status = RI_OK;
    if (state != DuckDBSuccess) status = duck_fail(err, duckdb_pending_error(pending));
    if (status == RI_OK) status = work(pending, task, err);
    if (status != RI_OK) {
        duckdb_interrupt(connection->handle);
    } else {
        duckdb_result result;
        if (duckdb_execute_pending(pending, &result) != DuckDBSuccess) {
            status = fail_result(&result, err);
            duckdb_destroy_result(&result);
        } else {
            *ret = result;
        }
    }
    duckdb_destroy_pending(&pending);
    return status;
}

ri_status duck_execute(void *state, const char *sql, struct ri_binds binds, struct ri_task *task,
                       uint64_t *ret_changed, struct ri_error *err)
{
    const struct duck_connection *connection = state;
    duckdb_prepared_statement     prepared;
    duckdb_result                 result;
    RI_TRY(prepare(connection, sql, binds, &prepared, err));
    const ri_status status = run(connection, prepared, false, task, &result, err);
    if (status == RI_OK) {
        if (ret_changed) *ret_changed = duckdb_rows_changed(&result);
        duckdb_destroy_result(&result);
    }
    duckdb_destroy_prepare(&prepared);
    return status;
}

/* ---- Arrow stream ------------------------------------------------------------------------------------- */

struct stream {
    const struct duck_connection *connection;
    duckdb_prepared_statement     prepared;
    duckdb_result                 result;
    duckdb_arrow_options          options;
    struct ri_task               *task;
    struct ri_error               error;
    bool                          ended;
};

static int give(struct stream *stream, ri_status status)
{
    stream->ended = stream->ended || status != RI_OK;
    return status == RI_OK ? 0 : ri_stream_number(status);
}

static int stream_schema(struct ArrowArrayStream *self, struct ArrowSchema *out)
{
    struct stream       *stream = self->private_data;
    const idx_t          count = duckdb_column_count(&stream->result);
    duckdb_logical_type *types = calloc(count + 1, sizeof *types);
    const char         **names = calloc(count + 1, sizeof *names);
    ri_status            status = RI_OK;
    if (!types || !names)
        status = ri_fail(&stream->error, RI_ENOMEM, "no room for %zu columns", (size_t)count);
    for (idx_t i = 0; status == RI_OK && i < count; i++) {
        types[i] = duckdb_column_logical_type(&stream->result, i);
        names[i] = duckdb_column_name(&stream->result, i);
    }
    if (status == RI_OK)
        status = duck_check(duckdb_to_arrow_schema(stream->options, types, names, count, out),
                            &stream->error);
    for (idx_t i = 0; types && i < count; i++) {
        if (types[i]) duckdb_destroy_logical_type(&types[i]);
    }
    free(types);
    free((void *)names);
    return status == RI_OK ? 0 : ri_stream_number(status);
}

/* How the stream has ended: RI_OK after the last row. */
static ri_status end_of(struct stream *stream)
{
    const char *message = duckdb_result_error(&stream->result);
    return message && message[0] ? fail_result(&stream->result, &stream->error) : RI_OK;
}

/* When one thread fails DuckDB interrupts the others, and 1.5 may tell of that interruption instead of the failure (its pull request
 * 25902). */
static bool is_hidden(const struct stream *stream)
{
    static const char kind[] = "INTERRUPT Error";
    return stream->error.code == RI_ECANCELLED && !atomic_load(&stream->connection->stopped) &&
           strncmp(stream->error.message, kind, strlen(kind)) == 0;
}

/* A query that nobody stopped is run again to hear the reason; its rows up to there were given already. One that does not fail again has
 * none to tell. */
static ri_status hear_reason(struct stream *stream)
{
    enum { HEARINGS = 5 };
    for (unsigned hearing = 0; hearing < HEARINGS; hearing++) {
        duckdb_data_chunk chunk;
        duckdb_destroy_result(&stream->result);
        RI_TRY(run(stream->connection, stream->prepared, true, stream->task, &stream->result,
                   &stream->error));
        while ((chunk = duckdb_fetch_chunk(stream->result))) {
            duckdb_destroy_data_chunk(&chunk);
            RI_TRY(ri_task_check(stream->task, &stream->error));
        }
        const ri_status status = end_of(stream);
        if (status == RI_OK) break;
        if (!is_hidden(stream)) return status;
    }
    return ri_fail(&stream->error, RI_EENGINE, "a thread of DuckDB failed, and it hides why");
}

static int stream_next(struct ArrowArrayStream *self, struct ArrowArray *out)
{
    struct stream *stream = self->private_data;
    if (stream->ended) {
        out->release = NULL;
        return stream->error.code == RI_OK ? 0 : ri_stream_number(stream->error.code);
    }
    const ri_status go = ri_task_check(stream->task, &stream->error);
    if (go != RI_OK) return give(stream, go);
    duckdb_data_chunk chunk = duckdb_fetch_chunk(stream->result);
    if (!chunk) {
        out->release = NULL;
        stream->ended = true;
        ri_status status = end_of(stream);
        if (status != RI_OK && is_hidden(stream)) status = hear_reason(stream);
        return give(stream, status);
    }
    const ri_status status =
        duck_check(duckdb_data_chunk_to_arrow(stream->options, chunk, out), &stream->error);
    duckdb_destroy_data_chunk(&chunk);
    return give(stream, status);
}

static const char *stream_error(struct ArrowArrayStream *self)
{
    const struct stream *stream = self->private_data;
    return stream->error.code == RI_OK ? NULL : stream->error.message;
}

static void stream_release(struct ArrowArrayStream *self)
{
    struct stream *stream = self->private_data;
    duckdb_destroy_arrow_options(&stream->options);
    duckdb_destroy_result(&stream->result);
    duckdb_destroy_prepare(&stream->prepared);
    free(stream);
    self->release = NULL;
}

ri_status duck_query(void *state, const char *sql, struct ri_binds binds, struct ri_task *task,
                     struct ArrowArrayStream *ret, struct ri_error *err)
{
    struct duck_connection *connection = state;
    struct stream          *stream = calloc(1, sizeof *stream);
    if (!stream) return ri_fail(err, RI_ENOMEM, "no room for a query");
    stream->connection = connection;
    stream->task = task;
    atomic_store(&connection->stopped, false);
    ri_status status = prepare(connection, sql, binds, &stream->prepared, err);
    if (status == RI_OK) {
        status = run(connection, stream->prepared, true, task, &stream->result, err);
        if (status != RI_OK) duckdb_destroy_prepare(&stream->prepared);
    }
    if (status != RI_OK) {
        free(stream);
        return status;
    }
    stream->options = duckdb_result_get_arrow_options(&stream->result);
    *ret =
        (struct ArrowArrayStream){stream_schema, stream_next, stream_error, stream_release, stream};
    return RI_OK;
}
