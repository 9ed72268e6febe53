/* Taking an import back: its rows go, what it replaced returns, the ledger row stays and says so. */
#include "kind_table.h"

struct found { /* the ledger row */
    bool    is;
    bool    undone;
    char    kind[16];
    int64_t later; /* an import that was compared with it; 0: none */
};

static ri_status take_found(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    struct found        *found = context;
    const struct ri_view kind = ri_row_text(row, 0);
    found->is = true;
    found->undone = ri_row_int64(row, 1) != 0;
    found->later = ri_row_int64(row, 2);
    snprintf(found->kind, sizeof found->kind, "%.*s", (int)kind.length, kind.at);
    return RI_OK;
}

static ri_status check(struct ri_connection *connection, struct ri_binds binds, int64_t import_id,
                       struct found *ret, struct ri_error *err)
{
    struct found found = {0};
    RI_TRY(ri_connection_rows(connection, warehouse_sql("undo_check"), binds, NULL, take_found,
                              &found, err));
    if (!found.is)
        return ri_fail(err, RI_ENOTFOUND, "there is no import %lld", (long long)import_id);
    if (found.undone)
        return ri_fail(err, RI_ECONFLICT, "import %lld is undone already", (long long)import_id);
    if (found.later)
        return ri_fail(err, RI_ECONFLICT,
                       "import %lld was built on import %lld: undo that one first",
                       (long long)found.later, (long long)import_id);
    *ret = found;
    return RI_OK;
}

static ri_status count(struct ri_connection *connection, const char *script, struct ri_binds binds,
                       uint64_t *ret, struct ri_error *err)
{
    int64_t rows = 0;
    RI_TRY(ri_connection_int64(connection, warehouse_sql(script), binds, &rows, err));
    *ret = (uint64_t)rows;
    return RI_OK;
}

static ri_status take_back(struct ri_connection *connection, const char *kind_name,
                           struct ri_binds binds, struct ri_task *task, struct ri_undone *ret,
                           struct ri_error *err)
{
    ri_record_kind           kind;
    char                     script[32];
    const struct kind_table *table = ri_record_parse(kind_name, &kind) ? kind_table_of(kind) : NULL;
    if (table) return kind_table_undo(table, connection, binds, ret, err);
    snprintf(script, sizeof script, "undo_removed_%s", kind_name);
    RI_TRY(count(connection, script, binds, &ret->removed, err));
    snprintf(script, sizeof script, "undo_restored_%s", kind_name);
    RI_TRY(count(connection, script, binds, &ret->restored, err));
    snprintf(script, sizeof script, "undo_%s", kind_name);
    const bool sales = strcmp(kind_name, "sales") == 0;
    if (sales) RI_TRY(warehouse_run(connection, "sale_touched", binds, task, err));
    RI_TRY(warehouse_run(connection, script, binds, task, err));
    return sales ? warehouse_run(connection, "sale_receipts", binds, task, err) : RI_OK;
}

static ri_status undo(struct ri_connection *connection, int64_t import_id, int64_t now_us,
                      struct ri_task *task, struct ri_undone *ret, struct ri_error *err)
{
    const struct ri_bind  each[] = {ri_bind_int64("import", import_id),
                                    ri_bind_timestamp("now", now_us)};
    const struct ri_binds binds = RI_BINDS(each);
    struct found          found;
    RI_TRY(check(connection, binds, import_id, &found, err));
    RI_TRY(take_back(connection, found.kind, binds, task, ret, err));
    RI_TRY(warehouse_run(connection, "undo_members", binds, task, err));
    RI_TRY(ri_connection_execute(
        connection,
        "UPDATE import SET state = 'undone', undone_at = $now WHERE import_id = $import", binds,
        NULL, NULL, err));
    return warehouse_touch(connection, now_us, err);
}

ri_status ri_warehouse_undo(struct ri_warehouse *warehouse, int64_t import_id, struct ri_task *task,
                            struct ri_undone *ret, struct ri_error *err)
{
    struct ri_connection *connection = warehouse->writer;
    struct ri_undone      undone = {0};
    RI_TRY(claim_take(&warehouse->claim, CLAIM_LONG, err));
    ri_status status = ri_connection_script(connection, "BEGIN TRANSACTION", err);
    if (status == RI_OK) {
        status = undo(connection, import_id, ri_task_now_us(task), task, &undone, err);
        if (status == RI_OK)
            status = ri_connection_script(connection, "COMMIT", err);
        else
            warehouse_rollback(connection);
    }
    warehouse_give_up(warehouse);
    if (status == RI_OK && ret) *ret = undone;
    return status;
}
