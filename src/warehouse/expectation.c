/* Which files should keep coming: kept beside the ledger, outside of its chain. */
#include "warehouse_internal.h"

static ri_status put(struct ri_connection *connection, const struct ri_expectation *expectation,
                     int64_t now_us, struct ri_error *err)
{
    const struct ri_bind each[] = {
        ri_bind_string("kind", expectation->kind), ri_bind_string("source", expectation->source),
        ri_bind_string("file", expectation->file), ri_bind_int64("hours", expectation->every_hours),
        ri_bind_timestamp("now", now_us)};
    const struct ri_binds binds = RI_BINDS(each);
    RI_TRY(ri_connection_execute(connection,
                                 "DELETE FROM import_expectation WHERE kind = $kind AND source = "
                                 "$source AND file_pattern = $file",
                                 binds, NULL, NULL, err));
    if (expectation->every_hours <= 0) return RI_OK;
    return ri_connection_execute(
        connection, "INSERT INTO import_expectation VALUES ($kind, $source, $file, $hours, $now)",
        binds, NULL, NULL, err);
}

ri_status ri_warehouse_expect(struct ri_warehouse         *warehouse,
                              const struct ri_expectation *expectation, struct ri_task *task,
                              struct ri_error *err)
{
    struct ri_connection *connection = warehouse->writer;
    RI_TRY(claim_take(&warehouse->claim, CLAIM_BRIEF, err));
    ri_status status = ri_connection_script(connection, "BEGIN TRANSACTION", err);
    if (status == RI_OK) {
        status = put(connection, expectation, ri_task_now_us(task), err);
        if (status == RI_OK)
            status = ri_connection_script(connection, "COMMIT", err);
        else
            warehouse_rollback(connection);
    }
    warehouse_give_up(warehouse);
    return status;
}
