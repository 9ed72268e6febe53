/* Where SQL runs: databases, connections, statements with named parameters, results as Arrow streams.
 *
 * An engine is a driver and its state; the first driver is DuckDB. An engine may be used by many threads, a
 * connection by one at a time (only ri_connection_interrupt may come from another). Every result is pulled
 * batch by batch, so that its size does not matter. Errors of the driver become statuses:
 *     RI_ELOCKED     another process holds the file (the message names it where the driver does)
 *     RI_ENOSPACE    disk full          RI_ENOMEM   over the memory limit
 *     RI_ECANCELLED  interrupted        RI_EUSAGE   the SQL is wrong (syntax, unknown name, type)
 *     RI_EDATA       a value does not fit (conversion, overflow)
 *     RI_EFORBIDDEN  not allowed here   RI_EENGINE  anything else */
#ifndef RI_ENGINE_ENGINE_H
#define RI_ENGINE_ENGINE_H
#include "base/date.h"
#include "base/task.h"
#include "base/text.h"

struct ri_engine;
struct ri_connection;

struct ri_engine_options {
    const char *driver; /* NULL: duckdb */
    const char *path;   /* database file; NULL: in memory */
    const char
        *temp_directory; /* where large sorts spill; NULL: beside the file, or none in memory */
    const char
        *copies; /* folder in which copies are made, also when locked down; absolute; NULL: none */
    bool create; /* make the file when there is none; else RI_ENOTFOUND */
    bool read_only;        /* nothing can be written through this engine */
    uint64_t memory_limit; /* bytes; 0: 128 MiB */
    unsigned threads;      /* 0: all cores */
};
RI_MUST_CHECK ri_status ri_engine_open(const struct ri_engine_options *options,
                                       struct ri_engine **ret, struct ri_error *err);
void ri_engine_close(struct ri_engine *engine); /* after its connections and streams */
/* From here on no file but the opened ones can be read or written and no setting changed, by anyone. */
RI_MUST_CHECK ri_status ri_engine_lock_down(struct ri_engine *engine, struct ri_error *err);
/* The database as of one moment, as a new file `path` in the folder of copies, while others read and write. Nothing is left of one that
 * failed. RI_EUSAGE: the driver cannot. */
RI_MUST_CHECK ri_status ri_engine_copy(struct ri_engine *engine, const char *path,
                                       struct ri_task *task, struct ri_error *err);

RI_MUST_CHECK ri_status ri_connection_open(struct ri_engine *engine, struct ri_connection **ret,
                                           struct ri_error *err);
void                    ri_connection_close(struct ri_connection *connection);
void ri_connection_interrupt(struct ri_connection *connection); /* from any thread */
/* Share done of the running statement, 0..1; below 0 when unknown. From any thread. */
double ri_connection_progress(struct ri_connection *connection);

/* ---- Parameters ---------------------------------------------------------------------------------------- */

typedef enum ri_bind_type {
    RI_BIND_NULL,
    RI_BIND_INT64,
    RI_BIND_DOUBLE,
    RI_BIND_TEXT,
    RI_BIND_BOOL,
    RI_BIND_DATE,      /* ri_day in `integer` */
    RI_BIND_TIMESTAMP, /* microseconds since 1970-01-01 in `integer` */
    RI_BIND_BLOB,      /* bytes in `text` */
    RI_BIND_INT64_LIST,
    RI_BIND_TEXT_LIST
} ri_bind_type;
struct ri_bind { /* the value of $name; views, read during the call only */
    const char        *name;
    ri_bind_type       type;
    int64_t            integer;
    double             number;
    struct ri_view     text;
    const int64_t     *integers; /* `count` of them */
    const char *const *texts;
    size_t             count;
};
struct
    ri_binds { /* values that a statement does not name are passed over; a missing one is RI_EUSAGE */
    const struct ri_bind *at;
    size_t                count;
};
#define RI_BINDS(array) ((struct ri_binds){(array), RI_COUNT(array)})
struct ri_bind ri_bind_null(const char *name);
struct ri_bind ri_bind_int64(const char *name, int64_t value);
struct ri_bind ri_bind_double(const char *name, double value);
struct ri_bind ri_bind_text(const char *name, struct ri_view value);
struct ri_bind ri_bind_string(const char *name, const char *value); /* NULL binds a missing value */
struct ri_bind ri_bind_bool(const char *name, bool value);
struct ri_bind ri_bind_date(const char *name, ri_day value);
struct ri_bind ri_bind_timestamp(const char *name, int64_t us);
struct ri_bind ri_bind_blob(const char *name, struct ri_view value);
struct ri_bind ri_bind_int64_list(const char *name, const int64_t *values, size_t count);
struct ri_bind ri_bind_text_list(const char *name, const char *const *values, size_t count);

/* Adds text as an SQL literal: for paths and names in statements that take no parameters. */
void ri_sql_quote(struct ri_text *sql, const char *text);

/* ---- Statements ---------------------------------------------------------------------------------------- */

/* Runs any number of statements without parameters; stops at the first that fails. */
RI_MUST_CHECK ri_status ri_connection_script(struct ri_connection *connection, const char *sql,
                                             struct ri_error *err);
/* Runs one statement to its end. *ret_changed (may be NULL): rows inserted, updated or deleted. task may be
 * NULL; its cancel flag and deadline stop the statement. */
RI_MUST_CHECK ri_status ri_connection_execute(struct ri_connection *connection, const char *sql,
                                              struct ri_binds binds, struct ri_task *task,
                                              uint64_t *ret_changed, struct ri_error *err);
/* Starts one statement and hands out its rows: constant memory however many there are. The connection does
 * nothing else until the stream is released. get_next answers an errno (ri_stream_fail reads it); binds are
 * copied. task (may be NULL) must outlive the stream. */
RI_MUST_CHECK ri_status ri_connection_query(struct ri_connection *connection, const char *sql,
                                            struct ri_binds binds, struct ri_task *task,
                                            struct ArrowArrayStream *ret, struct ri_error *err);
/* Checks one untrusted statement and starts it: it must be exactly one SELECT (WITH ... too) that reads only
 * the named views (lower case), through no function that reads files, settings or the catalog. More than
 * `most_rows` rows end with RI_ETOOLARGE. Call it on a connection of a read-only, locked-down engine.
 * RI_EUSAGE, RI_EFORBIDDEN. */
struct ri_guard {
    const char *const *views;     /* NULL-terminated */
    uint64_t           most_rows; /* 0: any number */
};
RI_MUST_CHECK ri_status ri_connection_guarded_query(struct ri_connection *connection,
                                                    const char *sql, const struct ri_guard *guard,
                                                    struct ri_task          *task,
                                                    struct ArrowArrayStream *ret,
                                                    struct ri_error         *err);
/* What a failed get_next means: its errno as a status, its last error as message. */
ri_status ri_stream_fail(struct ArrowArrayStream *stream, int number, struct ri_error *err);

/* ---- Small results ------------------------------------------------------------------------------------- */

struct ri_row; /* one row of a result, valid during the callback */
bool    ri_row_missing(const struct ri_row *row, size_t column);
int64_t ri_row_int64(
    const struct ri_row *row,
    size_t column); /* integers, bool, dates, instants, decimals unscaled; 0: missing */
double ri_row_double(const struct ri_row *row, size_t column); /* any number, decimals too */
struct ri_view    ri_row_text(const struct ri_row *row, size_t column); /* text and bytes */
typedef ri_status ri_row_fn(void *context, const struct ri_row *row, struct ri_error *err);
/* Calls `each` (may be NULL) for every row. RI_EDATA when a column has a type that rows do not show. */
RI_MUST_CHECK ri_status ri_connection_rows(struct ri_connection *connection, const char *sql,
                                           struct ri_binds binds, struct ri_task *task,
                                           ri_row_fn *each, void *context, struct ri_error *err);
/* As ri_connection_rows over a stream somebody else started; releases it. */
RI_MUST_CHECK ri_status ri_stream_rows(struct ArrowArrayStream *stream, ri_row_fn *each,
                                       void *context, struct ri_error *err);
/* The first column of the first row. RI_ENOTFOUND: no row; a missing value gives 0 or "". */
RI_MUST_CHECK ri_status ri_connection_int64(struct ri_connection *connection, const char *sql,
                                            struct ri_binds binds, int64_t *ret,
                                            struct ri_error *err);
RI_MUST_CHECK ri_status ri_connection_text(struct ri_connection *connection, const char *sql,
                                           struct ri_binds binds, struct ri_arena *mem,
                                           const char **ret, struct ri_error *err);

/* ---- Appending ----------------------------------------------------------------------------------------- */

/* Columns of a chunk of up to RI_APPEND_ROWS rows, filled in place and flushed: the fast way in. */
enum { RI_APPEND_ROWS = 2048 };
struct ri_appender;
struct ri_append_column {
    void *
        data; /* RI_APPEND_ROWS items of the column's type: int8/16/32/64, double, int32 days, int64
                         * microseconds, decimals as the integer of their width; not for text */
    uint64_t *validity; /* bit r of word r / 64: 1 = present. All ones after each flush */
};
/* Appends to a table of the open transaction, all columns in their order. schema NULL: the default one;
 * "temp": the connection's temporary tables. */
RI_MUST_CHECK ri_status ri_appender_open(struct ri_connection *connection, const char *schema,
                                         const char *table, struct ri_appender **ret,
                                         struct ri_error *err);
size_t                  ri_appender_columns(const struct ri_appender *appender);
/* The column's buffers for the current chunk; ask again after each flush. */
struct ri_append_column ri_appender_column(struct ri_appender *appender, size_t column);
void ri_appender_set_null(struct ri_appender *appender, size_t column, size_t row);
void ri_appender_set_text(struct ri_appender *appender, size_t column, size_t row,
                          struct ri_view value);
/* The same value in all rows of the current chunk, stored once: missing when `value` is NULL. */
void ri_appender_fill_text(struct ri_appender *appender, size_t column,
                           const struct ri_view *value);
void ri_appender_fill_int64(struct ri_appender *appender, size_t column,
                            int64_t value); /* BIGINT columns */
/* Hands the first `rows` rows over and starts an empty chunk. Text must be valid UTF-8. */
RI_MUST_CHECK ri_status ri_appender_flush(struct ri_appender *appender, size_t rows,
                                          struct ri_error *err);
/* Ends: what was flushed is in the table (of the transaction). Frees and sets *appender to NULL, also on failure. */
RI_MUST_CHECK ri_status ri_appender_finish(struct ri_appender **appender, struct ri_error *err);
void                    ri_appender_abandon(
                       struct ri_appender *appender); /* drops what is not yet in the table; NULL is fine */

/* Makes the temporary table `name` of this connection from a stream, which it does not release. */
RI_MUST_CHECK ri_status ri_connection_load(struct ri_connection *connection, const char *name,
                                           struct ArrowArrayStream *stream, struct ri_task *task,
                                           struct ri_error *err);

/* ---- Files --------------------------------------------------------------------------------------------- */

/* Writes a stream to a Parquet (zstd) file and reads one back. Both release or fill `stream`; the engine they
 * use lives as long as they do. The file is replaced when it exists. What the stream's schema says of the whole table
 * (ri_schema_say) becomes the file's key/value metadata. */
RI_MUST_CHECK ri_status ri_parquet_write(struct ArrowArrayStream *stream, const char *path,
                                         struct ri_task *task, struct ri_error *err);
RI_MUST_CHECK ri_status ri_parquet_read(const char *path, struct ri_task *task,
                                        struct ArrowArrayStream *ret, struct ri_error *err);
/* What the metadata of a Parquet file says under a key; its rows are not read. RI_ENOTFOUND: nothing; RI_EENGINE: it is no
 * Parquet file, or what it says is no text. */
RI_MUST_CHECK ri_status ri_parquet_said(const char *path, const char *key, struct ri_arena *mem,
                                        const char **ret, struct ri_error *err);
/* The same for newline-delimited JSON, writing only. */
RI_MUST_CHECK ri_status ri_ndjson_write(struct ArrowArrayStream *stream, const char *path,
                                        struct ri_task *task, struct ri_error *err);
#endif
