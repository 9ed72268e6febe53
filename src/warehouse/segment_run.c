/* Groups of customers as they were: a stream loaded beside the tables, kept as a run. */
#include "warehouse_internal.h"

static const char drop[] = "DROP TABLE IF EXISTS temp.segment_score";

static ri_status keep(struct ri_connection *connection, const struct ri_segment_run *run,
                      int64_t now_us, struct ri_task *task, struct ri_segment_run *ret,
                      struct ri_error *err)
{
    struct ri_segment_run kept = *run;
    RI_TRY(ri_connection_int64(connection, "SELECT coalesce(max(run_id), 0) + 1 FROM segment_run",
                               warehouse_no_binds, &kept.run_id, err));
    const struct ri_bind number[] = {ri_bind_int64("run", kept.run_id)};
    RI_TRY(warehouse_run(connection, "segment_keep", RI_BINDS(number), task, err));
    RI_TRY(ri_connection_int64(connection,
                               "SELECT count(*) FROM customer_score WHERE run_id = $run",
                               RI_BINDS(number), &kept.customers, err));
    const struct ri_bind binds[] = {
        ri_bind_int64("run", kept.run_id), ri_bind_timestamp("now", now_us),
        ri_bind_date("until", kept.until), ri_bind_int64("clusters", kept.clusters),
        ri_bind_int64("customers", kept.customers)};
    RI_TRY(ri_connection_execute(
        connection, "INSERT INTO segment_run VALUES ($run, $now, $until, $clusters, $customers)",
        RI_BINDS(binds), NULL, NULL, err));
    *ret = kept;
    return RI_OK;
}

ri_status ri_warehouse_keep_segments(struct ri_warehouse         *warehouse,
                                     const struct ri_segment_run *run,
                                     struct ArrowArrayStream *scores, struct ri_task *task,
                                     struct ri_segment_run *ret, struct ri_error *err)
{
    struct ri_connection *connection = warehouse->writer;
    RI_TRY(claim_take(&warehouse->claim, CLAIM_BRIEF, err));
    ri_status status = ri_connection_script(connection, drop, err);
    if (status == RI_OK)
        status = ri_connection_load(connection, "segment_score", scores, task, err);
    if (status == RI_OK) status = ri_connection_script(connection, "BEGIN TRANSACTION", err);
    if (status == RI_OK) {
        status = keep(connection, run, ri_task_now_us(task), task, ret, err);
        if (status == RI_OK)
            status = ri_connection_script(connection, "COMMIT", err);
        else
            warehouse_rollback(connection);
    }
    (void)!ri_connection_script(connection, drop, NULL);
    warehouse_give_up(warehouse);
    return status;
}
