/* DuckDB: opening, locking down, connections, errors. Source: duckdb.h 1.5.6.
 *
 * A database file is attached to an in-memory database instead of being opened itself: a WAL that holds some
 * ALTER TABLEs cannot be replayed when the file is the first database. Limits stand in the open configuration, since
 * a later SET comes too late for that replay. */
#include <duckdb.h>

#include "duckdb_internal.h"

#include <errno.h>
#include <unistd.h>

#define CATALOG "warehouse"

enum { DEFAULT_MEMORY_MB = 128 };

/* DuckDB's messages begin with their kind; its type numbers get lost on the way through pending results. */
static ri_status status_of(const char *message)
{
    static const struct {
        const char *kind;
        ri_status   status;
    } rows[] = {
        {"INTERRUPT Error", RI_ECANCELLED},  {"Out of Memory Error", RI_ENOMEM},
        {"Permission Error", RI_EFORBIDDEN}, {"Parser Error", RI_EUSAGE},
        {"Syntax Error", RI_EUSAGE},         {"Binder Error", RI_EUSAGE},
        {"Catalog Error", RI_EUSAGE},        {"Conversion Error", RI_EDATA},
        {"Out of Range Error", RI_EDATA},    {"Mismatch Type Error", RI_EDATA},
        {"Invalid type Error", RI_EDATA},    {"Divide by Zero Error", RI_EDATA},
        {"Constraint Error", RI_ECONFLICT},  {"TransactionContext Error", RI_ECONFLICT},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (strncmp(message, rows[i].kind, strlen(rows[i].kind)) == 0) return rows[i].status;
    }
    return RI_EENGINE;
}

ri_status duck_fail(struct ri_error *err, const char *message)
{
    if (!message) message = "no reason given";
    if (strstr(message, "Could not set lock on file")) {
        const char *pid = strstr(message, "(PID ");
        return ri_fail(err, RI_ELOCKED, "the warehouse is in use by another program%s%.*s",
                       pid ? " " : "", pid ? (int)strcspn(pid, ")") + 1 : 0, pid ? pid : "");
    }
    if (strstr(message, "No space left on device") || strstr(message, "Disk quota exceeded") ||
        strstr(message, "max_temp_directory_size"))
        return ri_fail(err, RI_ENOSPACE, "%s", message);
    if (strstr(message, "not a valid DuckDB database file"))
        return ri_fail(err, RI_EDATA, "%s", message);
    return ri_fail(err, status_of(message), "%s", message);
}

ri_status duck_check(duckdb_error_data data, struct ri_error *err)
{
    ri_status status = RI_OK;
    if (data && duckdb_error_data_has_error(data))
        status = duck_fail(err, duckdb_error_data_message(data));
    if (data) duckdb_destroy_error_data(&data);
    return status;
}

/* ---- Opening ------------------------------------------------------------------------------------------ */

static void set(duckdb_config config, const char *name, const char *value)
{
    (void)duckdb_set_config(config, name, value); /* a wrong name or value comes out at open */
}

static ri_status open_memory(const struct ri_engine_options *options, duckdb_database *ret,
                             struct ri_error *err)
{
    char          number[32];
    duckdb_config config;
    if (duckdb_create_config(&config) != DuckDBSuccess)
        return ri_fail(err, RI_ENOMEM, "no room for an engine");
    if (options->memory_limit)
        snprintf(number, sizeof number, "%lluB", (unsigned long long)options->memory_limit);
    else
        snprintf(number, sizeof number, "%dMiB", DEFAULT_MEMORY_MB);
    set(config, "memory_limit", number);
    if (options->threads) {
        snprintf(number, sizeof number, "%u", options->threads);
        set(config, "threads", number);
    }
    set(config, "temp_directory", options->temp_directory ? options->temp_directory : "");
    set(config, "allocator_background_threads", "true"); /* freed memory goes back within seconds */
    set(config, "autoinstall_known_extensions", "false");
    set(config, "autoload_known_extensions", "false");
    set(config, "allow_community_extensions", "false");
    char      *message = NULL;
    ri_status  status = RI_OK;
    const bool failed = duckdb_open_ext(":memory:", ret, config, &message) != DuckDBSuccess;
    if (failed) status = duck_fail(err, message);
    if (message) duckdb_free(message);
    duckdb_destroy_config(&config);
    return status;
}

static ri_status attach(struct duck_engine *engine, const struct ri_engine_options *options,
                        struct ri_error *err)
{
    if (access(options->path, F_OK) != 0 && !(errno == ENOENT && options->create))
        return ri_fail(err, ri_status_of_errno(errno), "%s: %s", options->path, strerror(errno));
    struct ri_text sql = {0};
    ri_text_puts(&sql, "ATTACH ");
    ri_sql_quote(&sql, options->path);
    ri_text_printf(&sql, " AS " CATALOG " (" DUCK_STORAGE "%s)",
                   options->read_only ? ", READ_ONLY" : "");
    if (options->copies) {
        ri_text_puts(&sql, "; SET allowed_directories = [");
        ri_sql_quote(&sql, options->copies);
        ri_text_puts(&sql, "]");
    }
    ri_status              status = ri_text_check(&sql, err);
    struct duck_connection connection = {0};
    if (status == RI_OK && duckdb_connect(engine->database, &connection.handle) != DuckDBSuccess)
        status = ri_fail(err, RI_EENGINE, "duckdb: no connection");
    if (status == RI_OK) status = duck_script(&connection, sql.at, err);
    if (connection.handle) duckdb_disconnect(&connection.handle);
    ri_text_release(&sql);
    engine->attached = status == RI_OK;
    if (status == RI_OK || status == RI_ELOCKED || status == RI_ENOSPACE) return status;
    return ri_error_prefix(err, "%s: ", options->path);
}

static void duck_close(void *state)
{
    struct duck_engine *engine = state;
    duckdb_close(&engine->database);
    free(engine);
}

static ri_status duck_open(const struct ri_engine_options *options, void **ret_state,
                           struct ri_error *err)
{
    struct duck_engine *engine = calloc(1, sizeof *engine);
    if (!engine) return ri_fail(err, RI_ENOMEM, "no room for an engine");
    ri_status status = open_memory(options, &engine->database, err);
    if (status == RI_OK && options->path) status = attach(engine, options, err);
    if (status == RI_OK)
        *ret_state = engine;
    else
        duck_close(engine);
    return status;
}

/* ---- Connections -------------------------------------------------------------------------------------- */

static ri_status duck_connect(void *state, void **ret_state, struct ri_error *err)
{
    struct duck_engine     *engine = state;
    struct duck_connection *connection = calloc(1, sizeof *connection);
    if (!connection) return ri_fail(err, RI_ENOMEM, "no room for a connection");
    if (duckdb_connect(engine->database, &connection->handle) != DuckDBSuccess) {
        free(connection);
        return ri_fail(err, RI_EENGINE, "duckdb: no connection");
    }
    const ri_status status =
        engine->attached ? duck_script(connection, "USE " CATALOG, err) : RI_OK;
    if (status == RI_OK) {
        *ret_state = connection;
    } else {
        duckdb_disconnect(&connection->handle);
        free(connection);
    }
    return status;
}

static void duck_disconnect(void *state)
{
    struct duck_connection *connection = state;
    duckdb_disconnect(&connection->handle);
    free(connection);
}

static void duck_interrupt(void *state)
{
    struct duck_connection *connection = state;
    atomic_store(&connection->stopped, true);
    duckdb_interrupt(connection->handle);
}

static double duck_progress(void *state)
{
    const struct duck_connection *connection = state;
    return duckdb_query_progress(connection->handle).percentage / 100;
}

static ri_status duck_lock_down(void *state, struct ri_error *err)
{
    void *connection = NULL;
    RI_TRY(duck_connect(state, &connection, err));
    const ri_status status = duck_script(
        connection, "SET enable_external_access = false; SET lock_configuration = true", err);
    duck_disconnect(connection);
    return status;
}

const struct ri_engine_driver ri_duckdb = {
    .name = "duckdb",
    .open = duck_open,
    .close = duck_close,
    .lock_down = duck_lock_down,
    .copy = duck_copy,
    .connect = duck_connect,
    .disconnect = duck_disconnect,
    .interrupt = duck_interrupt,
    .progress = duck_progress,
    .script = duck_script,
    .execute = duck_execute,
    .query = duck_query,
    .guard = duck_guard,
    .load = duck_load,
    .append_open = duck_append_open,
    .append_column = duck_append_column,
    .append_text = duck_append_text,
    .append_fill_text = duck_append_fill_text,
    .append_fill_int64 = duck_append_fill_int64,
    .append_flush = duck_append_flush,
    .append_close = duck_append_close,
};
