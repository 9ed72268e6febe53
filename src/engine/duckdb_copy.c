/* A copy of the attached database while it is in use: its schema and then table by table, in one transaction. COPY FROM DATABASE as a
 * whole would change a setting on the way, which the lock-down refuses; the database has no sequences and no foreign keys, whose order
 * would matter. */
#include <duckdb.h>

#include "duckdb_internal.h"

#include <unistd.h>

static const struct ri_binds no_binds = {0};

static ri_status take_table(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ri_text      *list = context; /* statements, each ended by a NUL */
    const struct ri_view sql = ri_row_text(row, 0);
    ri_text_add(list, sql.at, sql.length);
    ri_text_add(list, "", 1);
    return ri_text_check(list, err);
}

static ri_status copy_tables(struct ri_connection *connection, struct ri_text *list,
                             struct ri_task *task, struct ri_error *err)
{
    RI_TRY(
        ri_connection_script(connection, "COPY FROM DATABASE warehouse TO copied (SCHEMA)", err));
    RI_TRY(ri_connection_rows(
        connection,
        "SELECT format('INSERT INTO copied.\"{0}\".\"{1}\" SELECT * FROM "
        "warehouse.\"{0}\".\"{1}\"', schema_name, table_name) "
        "FROM duckdb_tables() WHERE database_name = 'warehouse' AND NOT temporary "
        "ORDER BY schema_name, table_name",
        no_binds, task, take_table, list, err));
    for (size_t at = 0; at < list->length; at += strlen(list->at + at) + 1)
        RI_TRY(ri_connection_execute(connection, list->at + at, no_binds, task, NULL, err));
    return ri_connection_script(connection, "COMMIT", err);
}

static ri_status fill(struct ri_connection *connection, struct ri_task *task, struct ri_error *err)
{
    struct ri_text list = {0};
    RI_TRY(ri_connection_script(connection, "BEGIN TRANSACTION", err));
    const ri_status status = copy_tables(connection, &list, task, err);
    if (status != RI_OK) (void)!ri_connection_script(connection, "ROLLBACK", NULL);
    ri_text_release(&list);
    return status;
}

static ri_status copy_into(struct ri_connection *connection, const char *path, struct ri_task *task,
                           struct ri_error *err)
{
    struct ri_text sql = {0};
    ri_text_puts(&sql, "ATTACH ");
    ri_sql_quote(&sql, path);
    ri_text_puts(&sql, " AS copied (" DUCK_STORAGE ")");
    ri_status status = ri_text_check(&sql, err);
    if (status == RI_OK) status = ri_connection_script(connection, sql.at, err);
    ri_text_release(&sql);
    if (status != RI_OK) return status;
    status = fill(connection, task, err);
    const ri_status closed =
        ri_connection_script(connection, "DETACH copied", status == RI_OK ? err : NULL);
    return status == RI_OK ? closed : status;
}

ri_status duck_copy(struct ri_connection *connection, const char *path, struct ri_task *task,
                    struct ri_error *err)
{
    char            log[4200];
    const ri_status status = copy_into(connection, path, task, err);
    if (status == RI_OK) return RI_OK;
    snprintf(log, sizeof log, "%s.wal", path);
    unlink(path);
    unlink(log);
    return status;
}
