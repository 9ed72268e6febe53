/* Taking a person out of the warehouse. */
#include "warehouse_internal.h"

#include "base/mention.h"

enum { NAMES_MOST = 16, IMPORTS_MOST = 100000 };

struct erasing {
    struct ri_warehouse     *warehouse;
    struct ri_connection    *connection;
    const struct ri_erasure *erasure;
    struct ri_task          *task;
    struct ri_erased_rows   *ret;
    struct ri_arena          mem;
    int64_t                  customer; /* number of the person; 0: unknown here */
    int64_t                  erasure_id;
    struct touched {
        int64_t        import_id;
        ri_record_kind kind;
    }             *touched;
    size_t         touched_count;
    struct ri_text hits; /* rejected records that name the person: int64 import, int64 record ... */
};

/* ---- Rejected records ---------------------------------------------------------------------------------------------- */

static ri_status look_at_reject(void *context, const struct ri_row *row,
                                RI_UNUSED struct ri_error *err)
{
    struct erasing *e = context;
    const int64_t   key[] = {ri_row_int64(row, 0), ri_row_int64(row, 1)};
    if (!ri_mentions(ri_row_text(row, 2), e->erasure->names) &&
        !ri_mentions(ri_row_text(row, 3), e->erasure->names))
        return RI_OK;
    ri_text_add(&e->hits, (const char *)key, sizeof key);
    e->ret->quarantined++;
    return RI_OK;
}

static ri_status empty_rejects(struct erasing *e, struct ri_error *err)
{
    RI_TRY(ri_connection_rows(e->connection,
                              "SELECT import_id, record_no, raw, message FROM quarantine",
                              warehouse_no_binds, e->task, look_at_reject, e, err));
    RI_TRY(ri_text_check(&e->hits, err));
    for (size_t at = 0; at < e->hits.length; at += 2 * sizeof(int64_t)) {
        int64_t key[2];
        memcpy(key, e->hits.at + at, sizeof key);
        const struct ri_bind binds[] = {ri_bind_int64("import", key[0]),
                                        ri_bind_int64("record", key[1])};
        RI_TRY(ri_connection_execute(e->connection,
                                     "UPDATE quarantine SET raw = NULL, message = 'the person was "
                                     "erased' WHERE import_id = $import AND record_no = $record",
                                     RI_BINDS(binds), e->task, NULL, err));
    }
    return RI_OK;
}

/* ---- What files said ------------------------------------------------------------------------------------------------ */

static ri_status take_touched(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct erasing      *e = context;
    const struct ri_view name = ri_row_text(row, 1);
    char                 kind[32];
    if (e->touched_count == IMPORTS_MOST)
        return ri_fail(err, RI_ETOOLARGE, "more than %d imports name the person", IMPORTS_MOST);
    snprintf(kind, sizeof kind, "%.*s", (int)name.length, name.at);
    struct touched *at = &e->touched[e->touched_count++];
    at->import_id = ri_row_int64(row, 0);
    if (ri_record_parse(kind, &at->kind)) return RI_OK;
    return ri_fail(err, RI_EDATA, "import %lld is of kind '%s', which nobody knows",
                   (long long)at->import_id, kind);
}

static ri_status empty_attributes(struct erasing *e, struct ri_binds binds, struct ri_error *err)
{
    static const char *const files[] = {"erase_attributes_sale_line",
                                        "erase_attributes_sale_line_superseded"};
    for (size_t i = 0; i < RI_COUNT(files); i++) {
        uint64_t changed = 0;
        RI_TRY(ri_connection_execute(e->connection, warehouse_sql(files[i]), binds, e->task,
                                     &changed, err));
        e->ret->attributes += changed;
    }
    return RI_OK;
}

static ri_status change_facts(struct erasing *e, struct ri_error *err)
{
    size_t names = 0;
    while (e->erasure->names[names] && names < NAMES_MOST) names++;
    const struct ri_bind  each[] = {ri_bind_int64("customer", e->customer),
                                    ri_bind_string("replacement", e->erasure->replacement),
                                    ri_bind_text_list("names", e->erasure->names, names)};
    const struct ri_binds binds = RI_BINDS(each);
    int64_t               lines = 0;
    RI_TRY(ri_connection_int64(e->connection,
                               "SELECT count(*) FROM sale_line WHERE customer_id = $customer",
                               binds, &lines, err));
    e->ret->lines = (uint64_t)lines;
    RI_ARENA_NEW(e->touched, &e->mem, IMPORTS_MOST, err);
    RI_TRY(ri_connection_rows(e->connection, warehouse_sql("erase_touched"), binds, e->task,
                              take_touched, e, err));
    RI_TRY(ri_connection_execute(e->connection,
                                 "UPDATE customer_version SET gender = NULL, birth_year = NULL, "
                                 "attributes = NULL WHERE customer_id = $customer",
                                 binds, e->task, &e->ret->described, err));
    RI_TRY(empty_attributes(e, binds, err));
    RI_TRY(ri_connection_execute(e->connection,
                                 "UPDATE customer_identity SET pseudonym = $replacement WHERE "
                                 "customer_id = $customer",
                                 binds, e->task, NULL, err));
    for (size_t i = 0; i < e->touched_count; i++)
        RI_TRY(warehouse_retotal(e->connection, e->erasure_id, e->touched[i].import_id,
                                 e->touched[i].kind, err));
    return RI_OK;
}

/* ---- The change ----------------------------------------------------------------------------------------------------- */

struct ddl {
    struct ri_arena *mem;
    const char      *text;
};

static ri_status take_ddl(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ddl          *ddl = context;
    const struct ri_view text = ri_row_text(row, 0);
    ddl->text = ri_arena_copy(ddl->mem, text.at, text.length);
    return ddl->text ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for the text of a table");
}

/* The table once more from its own rows. One that is changed in place keeps old bytes: in blocks that its columns share, and the first
 * eight of a text in its statistics. */
static ri_status rewrite(struct erasing *e, const char *table, struct ri_error *err)
{
    struct ddl           ddl = {.mem = &e->mem};
    struct ri_text       sql = {0};
    const struct ri_bind binds[] = {ri_bind_string("table", table)};
    RI_TRY(ri_connection_rows(e->connection,
                              "SELECT sql FROM duckdb_tables() WHERE table_name = $table AND "
                              "database_name = current_database()",
                              RI_BINDS(binds), NULL, take_ddl, &ddl, err));
    const char *columns = ddl.text ? strchr(ddl.text, '(') : NULL;
    if (!columns) return ri_fail(err, RI_EINTERNAL, "there is no table %s", table);
    ri_text_printf(&sql,
                   "CREATE TABLE rewritten%s INSERT INTO rewritten SELECT * FROM %s; DROP "
                   "TABLE %s; ALTER TABLE rewritten RENAME TO %s",
                   columns, table, table, table);
    ri_status status = ri_text_check(&sql, err);
    if (status == RI_OK) status = ri_connection_script(e->connection, sql.at, err);
    ri_text_release(&sql);
    return status;
}

static ri_status change(struct erasing *e, struct ri_error *err)
{
    static const char *const named[] = {"quarantine", "customer_version", "customer_identity"},
                             *const lines[] = {"sale_line", "sale_line_superseded"};
    const int64_t                   now_us = ri_task_now_us(e->task);
    const struct ri_bind            who[] = {ri_bind_string("pseudonym", e->erasure->pseudonym)};
    RI_TRY(ri_connection_int64(
        e->connection,
        "SELECT coalesce(max(customer_id), 0) FROM customer_identity WHERE pseudonym = $pseudonym",
        RI_BINDS(who), &e->customer, err));
    RI_TRY(ri_connection_int64(e->connection,
                               "SELECT coalesce(max(erasure_id), 0) + 1 FROM erasure",
                               warehouse_no_binds, &e->erasure_id, err));
    const struct ri_bind binds[] = {ri_bind_int64("erasure", e->erasure_id),
                                    ri_bind_timestamp("now", now_us)};
    RI_TRY(ri_connection_execute(e->connection, "INSERT INTO erasure VALUES ($erasure, $now)",
                                 RI_BINDS(binds), NULL, NULL, err));
    RI_TRY(empty_rejects(e, err));
    if (e->customer) RI_TRY(change_facts(e, err));
    for (size_t i = 0; i < RI_COUNT(named); i++) RI_TRY(rewrite(e, named[i], err));
    for (size_t i = 0; i < RI_COUNT(lines) && e->ret->attributes; i++)
        RI_TRY(rewrite(e, lines[i], err));
    return warehouse_touch(e->connection, now_us, err);
}

static ri_status change_and_scrub(struct erasing *e, struct ri_error *err)
{
    RI_TRY(ri_connection_script(e->connection, "BEGIN TRANSACTION", err));
    ri_status status = change(e, err);
    if (status == RI_OK)
        status = ri_connection_script(e->connection, "COMMIT", err);
    else
        warehouse_rollback(e->connection);
    return status == RI_OK ? warehouse_scrub(e->connection, e->task, err) : status;
}

ri_status ri_warehouse_erase(struct ri_warehouse *warehouse, const struct ri_erasure *erasure,
                             struct ri_task *task, struct ri_erased_rows *ret, struct ri_error *err)
{
    struct ri_erased_rows rows = {0};
    struct erasing        e = {.warehouse = warehouse,
                               .connection = warehouse->writer,
                               .erasure = erasure,
                               .task = task,
                               .ret = &rows};
    RI_TRY(claim_take(&warehouse->claim, CLAIM_LONG, err));
    ri_arena_init(&e.mem, SIZE_MAX / 2);
    const ri_status status = change_and_scrub(&e, err);
    ri_text_release(&e.hits);
    ri_arena_release(&e.mem);
    warehouse_give_up(warehouse);
    if (status == RI_OK) *ret = rows;
    return status;
}
