/* Asking: each query on a connection of its own, which its stream owns. */
#include "warehouse_internal.h"

struct owned { /* a stream and the connection it runs on */
    struct ArrowArrayStream inner;
    struct ri_connection   *connection;
};

static int owned_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct owned *owned = stream->private_data;
    return owned->inner.get_schema(&owned->inner, out);
}

static int owned_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct owned *owned = stream->private_data;
    return owned->inner.get_next(&owned->inner, out);
}

static const char *owned_error(struct ArrowArrayStream *stream)
{
    struct owned *owned = stream->private_data;
    return owned->inner.get_last_error(&owned->inner);
}

static void owned_release(struct ArrowArrayStream *stream)
{
    struct owned *owned = stream->private_data;
    owned->inner.release(&owned->inner);
    ri_connection_close(owned->connection);
    free(owned);
    stream->release = NULL;
}

/* Opens the connection; the caller starts a query into owned->inner and calls settle. */
static ri_status own(struct ri_warehouse *warehouse, struct owned **ret, struct ri_error *err)
{
    struct owned *owned = calloc(1, sizeof *owned);
    if (!owned) return ri_fail(err, RI_ENOMEM, "no room for a query");
    const ri_status status = ri_connection_open(warehouse->engine, &owned->connection, err);
    if (status == RI_OK)
        *ret = owned;
    else
        free(owned);
    return status;
}

static ri_status settle(struct owned *owned, ri_status status, struct ArrowArrayStream *ret)
{
    if (status == RI_OK) {
        *ret =
            (struct ArrowArrayStream){owned_schema, owned_next, owned_error, owned_release, owned};
    } else {
        ri_connection_close(owned->connection);
        free(owned);
    }
    return status;
}

ri_status ri_warehouse_query(struct ri_warehouse *warehouse, const char *sql, struct ri_binds binds,
                             struct ri_task *task, struct ArrowArrayStream *ret,
                             struct ri_error *err)
{
    struct owned *owned = NULL;
    RI_TRY(own(warehouse, &owned, err));
    return settle(
        owned, ri_connection_query(owned->connection, sql, binds, task, &owned->inner, err), ret);
}

ri_status ri_warehouse_read(struct ri_warehouse *warehouse, const char *sql, struct ri_binds binds,
                            struct ri_task *task, struct ArrowArrayStream *ret,
                            struct ri_error *err)
{
    struct owned *owned = NULL;
    RI_TRY(own(warehouse, &owned, err));
    ri_status status = ri_connection_script(owned->connection, "BEGIN TRANSACTION READ ONLY", err);
    if (status == RI_OK)
        status = ri_connection_query(owned->connection, sql, binds, task, &owned->inner, err);
    return settle(owned, status, ret);
}

ri_status ri_warehouse_rows(struct ri_warehouse *warehouse, const char *sql, struct ri_binds binds,
                            struct ri_task *task, ri_row_fn *each, void *context,
                            struct ri_error *err)
{
    struct ArrowArrayStream stream;
    RI_TRY(ri_warehouse_query(warehouse, sql, binds, task, &stream, err));
    return ri_stream_rows(&stream, each, context, err);
}

ri_status ri_warehouse_guarded_query(struct ri_warehouse *warehouse, const char *sql,
                                     uint64_t most_rows, struct ri_task *task,
                                     struct ArrowArrayStream *ret, struct ri_error *err)
{
    const struct ri_guard guard = {warehouse->public_views, most_rows};
    struct owned         *owned = NULL;
    RI_TRY(own(warehouse, &owned, err));
    ri_status status = ri_connection_script(owned->connection, "BEGIN TRANSACTION READ ONLY", err);
    if (status == RI_OK)
        status =
            ri_connection_guarded_query(owned->connection, sql, &guard, task, &owned->inner, err);
    return settle(owned, status, ret);
}
