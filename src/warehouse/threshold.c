/* What the last run of orders expects, kept for alerts: a stream loaded beside the tables, applied as a set. */
#include "warehouse_internal.h"

static const char no_phantom[] =
    "CREATE OR REPLACE TEMP TABLE phantom_advice (product VARCHAR, store VARCHAR, "
    "probability DOUBLE)";
static const char drop[] = "DROP TABLE IF EXISTS temp.order_advice; DROP TABLE IF EXISTS "
                           "temp.phantom_advice";

static ri_status apply(struct ri_connection *connection, int64_t now_us, struct ri_task *task,
                       int64_t *ret_rows, struct ri_error *err)
{
    const struct ri_bind binds[] = {ri_bind_timestamp("now", now_us)};
    RI_TRY(ri_connection_script(connection, "BEGIN TRANSACTION", err));
    ri_status status = warehouse_run(connection, "threshold_apply", RI_BINDS(binds), task, err);
    if (status == RI_OK)
        status = ri_connection_int64(connection, "SELECT count(*) FROM stock_threshold",
                                     warehouse_no_binds, ret_rows, err);
    if (status == RI_OK) status = ri_connection_script(connection, "COMMIT", err);
    if (status != RI_OK) warehouse_rollback(connection);
    return status;
}

ri_status ri_warehouse_keep_thresholds(struct ri_warehouse     *warehouse,
                                       struct ArrowArrayStream *advice,
                                       struct ArrowArrayStream *phantom, struct ri_task *task,
                                       int64_t *ret_rows, struct ri_error *err)
{
    struct ri_connection *connection = warehouse->writer;
    RI_TRY(claim_take(&warehouse->claim, CLAIM_BRIEF, err));
    ri_status status = ri_connection_script(connection, drop, err);
    if (status == RI_OK) status = ri_connection_load(connection, "order_advice", advice, task, err);
    if (status == RI_OK)
        status = phantom ? ri_connection_load(connection, "phantom_advice", phantom, task, err)
                         : ri_connection_script(connection, no_phantom, err);
    if (status == RI_OK) status = apply(connection, ri_task_now_us(task), task, ret_rows, err);
    (void)!ri_connection_script(connection, drop, NULL);
    warehouse_give_up(warehouse);
    return status;
}
