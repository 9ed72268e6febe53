/* How long the text of rejected records is kept. */
#include "outcome.h"
#include "warehouse_internal.h"

#define OLD \
    "raw IS NOT NULL AND import_id IN (SELECT import_id FROM import WHERE finished_at < $before)"

static ri_status measured(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    int64_t *to = context;
    to[0] = ri_row_int64(row, 0);
    to[1] = ri_row_int64(row, 1);
    return RI_OK;
}

/* No figure changes, so the data version stays: it counts what the ledger has. */
static ri_status empty_old(struct ri_warehouse *warehouse, struct ri_binds binds,
                           struct ri_task *task, struct ri_error *err)
{
    struct ri_connection *connection = warehouse->writer;
    RI_TRY(ri_connection_script(connection, "BEGIN TRANSACTION", err));
    ri_status status = ri_connection_execute(
        connection, "UPDATE quarantine SET raw = NULL WHERE " OLD, binds, task, NULL, err);
    if (status == RI_OK) return ri_connection_script(connection, "COMMIT", err);
    warehouse_rollback(connection);
    return status;
}

ri_status ri_warehouse_forget_rejects(struct ri_warehouse *warehouse, int64_t before_us,
                                      bool remove, struct ri_task *task, int64_t *ret_count,
                                      int64_t *ret_bytes, struct ri_error *err)
{
    const struct ri_bind  bind[] = {ri_bind_timestamp("before", before_us)};
    const struct ri_binds binds = RI_BINDS(bind);
    int64_t               found[2] = {0};
    RI_TRY(claim_take(&warehouse->claim, CLAIM_BRIEF, err));
    ri_status status = ri_connection_rows(
        warehouse->writer,
        "SELECT count(*), coalesce(sum(octet_length(raw)), 0)::BIGINT FROM quarantine WHERE " OLD,
        binds, task, measured, found, err);
    if (status == RI_OK && remove && found[0]) status = empty_old(warehouse, binds, task, err);
    warehouse_give_up(warehouse);
    *ret_count = found[0];
    *ret_bytes = found[1];
    return status;
}
