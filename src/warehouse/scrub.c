/* Writing over what the file no longer needs: bytes of rows that were changed stand in free blocks until something else is
 * written there, and in the log until it is emptied. */
#include "warehouse_internal.h"

#include <time.h>

enum { TRIES = 100, TRY_NS = 50000000, BLOCK_ROWS = 262144 / 8, GROUP_ROWS = 122880 };

/* Refused while others read what the log still holds: waits a little. */
static ri_status checkpoint(struct ri_connection *connection, struct ri_task *task,
                            struct ri_error *err)
{
    const struct timespec pause = {.tv_nsec = TRY_NS};
    for (int i = 0; i < TRIES; i++) {
        RI_TRY(ri_task_check(task, err));
        if (ri_connection_script(connection, "CHECKPOINT", err) == RI_OK) return RI_OK;
        nanosleep(&pause, NULL);
    }
    return ri_fail(err, RI_ECONFLICT,
                   "the change stands, but readers keep its old bytes from being written over: run "
                   "it again when they are done");
}

/* Numbers without a pattern, as many as fill the free blocks: they are taken before the file grows. */
static ri_status fill(struct ri_connection *connection, int64_t blocks, struct ri_task *task,
                      struct ri_error *err)
{
    const int64_t        rows = (blocks + 1 + blocks / 16) * BLOCK_ROWS + GROUP_ROWS;
    const struct ri_bind binds[] = {ri_bind_int64("rows", rows)};
    RI_TRY(ri_connection_execute(connection,
                                 "CREATE TABLE scrub AS SELECT hash(i, $rows) AS noise FROM "
                                 "range($rows) AS t(i)",
                                 RI_BINDS(binds), task, NULL, err));
    const ri_status status = checkpoint(connection, task, err);
    const ri_status dropped = ri_connection_script(connection, "DROP TABLE scrub", err);
    return status == RI_OK ? dropped : status;
}

ri_status warehouse_scrub(struct ri_connection *connection, struct ri_task *task,
                          struct ri_error *err)
{
    int64_t blocks = 0;
    RI_TRY(checkpoint(connection, task, err));
    RI_TRY(ri_connection_int64(connection,
                               "SELECT coalesce(max(free_blocks), 0) FROM pragma_database_size() "
                               "WHERE database_name = current_database()",
                               warehouse_no_binds, &blocks, err));
    if (blocks > 0) RI_TRY(fill(connection, blocks, task, err));
    return checkpoint(connection, task, err);
}
