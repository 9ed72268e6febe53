/* Lists of orders kept, to be valued afterwards: a stream loaded beside the tables, applied as a set. */
#include "warehouse_internal.h"

static ri_status apply(struct ri_connection *connection, ri_day as_of, int64_t now_us,
                       struct ri_task *task, int64_t *ret_run, struct ri_error *err)
{
    const struct ri_bind binds[] = {ri_bind_timestamp("now", now_us), ri_bind_date("as_of", as_of)};
    RI_TRY(ri_connection_script(connection, "BEGIN TRANSACTION", err));
    ri_status status = warehouse_run(connection, "advice_apply", RI_BINDS(binds), task, err);
    if (status == RI_OK)
        status = ri_connection_int64(connection, "SELECT max(run_id) FROM order_advice_run",
                                     warehouse_no_binds, ret_run, err);
    if (status == RI_OK) status = warehouse_touch(connection, now_us, err);
    if (status == RI_OK) status = ri_connection_script(connection, "COMMIT", err);
    if (status != RI_OK) warehouse_rollback(connection);
    return status;
}

ri_status ri_warehouse_keep_advice(struct ri_warehouse *warehouse, struct ArrowArrayStream *orders,
                                   int32_t as_of, struct ri_task *task, int64_t *ret_run,
                                   struct ri_error *err)
{
    struct ri_connection *connection = warehouse->writer;
    RI_TRY(claim_take(&warehouse->claim, CLAIM_BRIEF, err));
    ri_status status =
        ri_connection_script(connection, "DROP TABLE IF EXISTS temp.kept_order", err);
    if (status == RI_OK) status = ri_connection_load(connection, "kept_order", orders, task, err);
    if (status == RI_OK)
        status = apply(connection, as_of, ri_task_now_us(task), task, ret_run, err);
    (void)!ri_connection_script(connection, "DROP TABLE IF EXISTS temp.kept_order", NULL);
    warehouse_give_up(warehouse);
    return status;
}
