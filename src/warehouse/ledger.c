/* Sealing a ledger row, and recounting all of them. Every row holds control totals of the rows its import wrote
 * and the SHA-256 of itself and of the row before: neither facts nor ledger change unseen. */
#include "kind_table.h"

#include "base/hash.h"

enum { CHAIN = 2 * RI_SHA256_SIZE + 1 };

static ri_status link_chain(struct ri_view before, struct ri_view text, char ret[CHAIN],
                            struct ri_error *err)
{
    struct ri_sha256 *digest;
    unsigned char     bytes[RI_SHA256_SIZE];
    RI_TRY(ri_sha256_new(&digest, err));
    ri_sha256_add(digest, before.at, before.length);
    ri_sha256_add(digest, "|", 1);
    ri_sha256_add(digest, text.at, text.length);
    ri_sha256_finish(digest, bytes);
    ri_sha256_free(digest);
    ri_hex(bytes, sizeof bytes, ret);
    return RI_OK;
}

/* Rows of import_id, facts, totals, records of one import ($import), or of every import when it is missing. */
static ri_status totals_rows(struct ri_connection *connection, ri_record_kind kind,
                             struct ri_binds binds, struct ri_task *task, ri_row_fn *each,
                             void *context, struct ri_error *err)
{
    const struct kind_table *table = kind_table_of(kind);
    struct ri_text           sql = {0};
    char                     name[64];
    snprintf(name, sizeof name, "totals_%s", ri_record_of(kind)->name);
    if (table)
        kind_table_totals(table, &sql);
    else
        ri_text_puts(&sql, warehouse_sql(name));
    ri_status status = ri_text_check(&sql, err);
    if (status == RI_OK)
        status = ri_connection_rows(connection, sql.at, binds, task, each, context, err);
    ri_text_release(&sql);
    return status;
}

/* ---- Sealing ------------------------------------------------------------------------------------------ */

struct totals {
    struct ri_arena *mem;
    const char      *text;
};

static ri_status keep_totals(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct totals       *totals = context;
    const struct ri_view text = ri_row_text(row, 2);
    totals->text = ri_arena_copy(totals->mem, text.at, text.length);
    return totals->text ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for control totals");
}

static ri_status seal(struct ri_connection *connection, int64_t import_id, ri_record_kind kind,
                      struct ri_arena *mem, struct ri_error *err)
{
    struct totals  totals = {mem, ""};
    const char    *before = "", *text = "";
    char           chain[CHAIN];
    struct ri_bind binds[3] = {ri_bind_int64("import", import_id)};
    RI_TRY(totals_rows(connection, kind, (struct ri_binds){binds, 1}, NULL, keep_totals, &totals,
                       err));
    binds[1] = ri_bind_string("totals", totals.text);
    RI_TRY(ri_connection_execute(connection,
                                 "UPDATE import SET totals = $totals WHERE import_id = $import",
                                 (struct ri_binds){binds, 2}, NULL, NULL, err));
    RI_TRY(ri_connection_text(
        connection, "SELECT max_by(chain, import_id) FROM import WHERE import_id < $import",
        (struct ri_binds){binds, 1}, mem, &before, err));
    RI_TRY(ri_connection_text(connection, warehouse_sql("ledger_text"), (struct ri_binds){binds, 1},
                              mem, &text, err));
    RI_TRY(link_chain(ri_view_of(before), ri_view_of(text), chain, err));
    binds[2] = ri_bind_string("chain", chain);
    return ri_connection_execute(connection,
                                 "UPDATE import SET chain = $chain WHERE import_id = $import",
                                 (struct ri_binds){binds, 3}, NULL, NULL, err);
}

static ri_status retotal(struct ri_connection *connection, int64_t erasure_id, int64_t import_id,
                         ri_record_kind kind, struct ri_arena *mem, struct ri_error *err)
{
    struct totals  totals = {mem, ""};
    struct ri_bind binds[3] = {ri_bind_int64("import", import_id),
                               ri_bind_int64("erasure", erasure_id)};
    RI_TRY(totals_rows(connection, kind, (struct ri_binds){binds, 1}, NULL, keep_totals, &totals,
                       err));
    binds[2] = ri_bind_string("totals", totals.text);
    return ri_connection_execute(connection,
                                 "INSERT INTO erasure_total VALUES ($erasure, $import, $totals)",
                                 (struct ri_binds){binds, 3}, NULL, NULL, err);
}

ri_status warehouse_retotal(struct ri_connection *connection, int64_t erasure_id, int64_t import_id,
                            ri_record_kind kind, struct ri_error *err)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    const ri_status status = retotal(connection, erasure_id, import_id, kind, &mem, err);
    ri_arena_release(&mem);
    return status;
}

ri_status warehouse_seal(struct ri_connection *connection, int64_t import_id, ri_record_kind kind,
                         struct ri_error *err)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    const ri_status status = seal(connection, import_id, kind, &mem, err);
    ri_arena_release(&mem);
    return status;
}

/* ---- Verifying ---------------------------------------------------------------------------------------- */

struct recount { /* of one import, from its rows */
    int64_t     records, facts, quarantined;
    const char *totals;
    bool        known; /* it has a ledger row */
};
struct verify {
    struct ri_arena mem;
    struct recount *counts; /* by import id */
    int64_t         most;   /* largest id */
    char            chain[CHAIN];
    int64_t         last;
    ri_check_fn    *each;
    void           *context;
    uint64_t        failed;
};

static ri_status report(struct verify *verify, int64_t import_id, const char *check,
                        const char *expected, const char *found, struct ri_error *err)
{
    const struct ri_check result = {import_id, check, expected, found,
                                    strcmp(expected, found) == 0};
    if (!result.ok) verify->failed++;
    return verify->each ? verify->each(verify->context, &result, err) : RI_OK;
}

static ri_status report_numbers(struct verify *verify, int64_t import_id, const char *check,
                                int64_t expected, int64_t found, struct ri_error *err)
{
    char texts[2][24];
    snprintf(texts[0], sizeof texts[0], "%lld", (long long)expected);
    snprintf(texts[1], sizeof texts[1], "%lld", (long long)found);
    return report(verify, import_id, check, texts[0], texts[1], err);
}

/* import_id, facts, totals, records */
static ri_status take_count(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct verify       *verify = context;
    const int64_t        id = ri_row_int64(row, 0);
    const struct ri_view text = ri_row_text(row, 2);
    if (id < 1 || id > verify->most) {
        verify->failed++;
        const struct ri_check stray = {id, "ledger", "an import", "rows of no import", false};
        return verify->each ? verify->each(verify->context, &stray, err) : RI_OK;
    }
    struct recount *count = &verify->counts[id];
    count->facts = ri_row_int64(row, 1);
    count->records = ri_row_int64(row, 3);
    count->totals = ri_arena_copy(&verify->mem, text.at, text.length);
    return count->totals ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for control totals");
}

static ri_status take_quarantine(void *context, const struct ri_row *row,
                                 RI_UNUSED struct ri_error *err)
{
    struct verify *verify = context;
    const int64_t  id = ri_row_int64(row, 0);
    if (id >= 1 && id <= verify->most) verify->counts[id].quarantined = ri_row_int64(row, 1);
    return RI_OK;
}

enum { /* of ledger_rows */
       L_ID,
       L_UNDONE,
       L_OFFERED,
       L_ACCEPTED,
       L_INSERTED,
       L_REPLACED,
       L_DUPLICATES,
       L_QUARANTINED,
       L_FACTS,
       L_TOTALS,
       L_CHAIN,
       L_TEXT,
       L_SINCE /* totals since somebody was erased; missing: nobody was */
};

static ri_status check_counts(struct verify *verify, const struct ri_row *row, struct ri_error *err)
{
    const int64_t         id = ri_row_int64(row, L_ID);
    const bool            undone = ri_row_int64(row, L_UNDONE) != 0;
    const struct recount *count = &verify->counts[id];
    const int64_t         accepted = ri_row_int64(row, L_ACCEPTED),
                  quarantined = ri_row_int64(row, L_QUARANTINED);
    RI_TRY(report_numbers(verify, id, "offered", ri_row_int64(row, L_OFFERED),
                          accepted + ri_row_int64(row, L_DUPLICATES) + quarantined, err));
    RI_TRY(report_numbers(verify, id, "changes", accepted,
                          ri_row_int64(row, L_INSERTED) + ri_row_int64(row, L_REPLACED), err));
    RI_TRY(report_numbers(verify, id, "accepted", undone ? 0 : accepted, count->records, err));
    RI_TRY(report_numbers(verify, id, "facts", undone ? 0 : ri_row_int64(row, L_FACTS),
                          count->facts, err));
    return report_numbers(verify, id, "quarantined", quarantined, count->quarantined, err);
}

static ri_status check_import(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct verify       *verify = context;
    const int64_t        id = ri_row_int64(row, L_ID);
    const struct ri_view totals =
                             ri_row_text(row, ri_row_missing(row, L_SINCE) ? L_TOTALS : L_SINCE),
                         chain = ri_row_text(row, L_CHAIN);
    struct ri_arena           *mem = &verify->mem;
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    verify->counts[id].known = true;
    RI_TRY(check_counts(verify, row, err));
    const bool  undone = ri_row_int64(row, L_UNDONE) != 0;
    const char *expected = undone ? "" : ri_arena_copy(mem, totals.at, totals.length);
    const char *written = ri_arena_copy(mem, chain.at, chain.length),
               *found = verify->counts[id].totals;
    if (!expected || !written) return ri_fail(err, RI_ENOMEM, "no room for control totals");
    RI_TRY(report(verify, id, "totals", expected, found ? found : "", err));
    if (id != verify->last + 1)
        RI_TRY(report_numbers(verify, id, "sequence", verify->last + 1, id, err));
    char linked[CHAIN];
    RI_TRY(link_chain(ri_view_of(verify->chain), ri_row_text(row, L_TEXT), linked, err));
    RI_TRY(report(verify, id, "chain", linked, written, err));
    snprintf(verify->chain, sizeof verify->chain, "%s", written);
    verify->last = id;
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

/* Every import, undo, override, removal of one and erasure raised the data version by one: a ledger that lost its end is too short
 * for it. */
static ri_status check_commits(struct verify *verify, struct ri_connection *connection,
                               struct ri_error *err)
{
    int64_t version, commits;
    RI_TRY(ri_connection_int64(connection, "SELECT version - 1 FROM data_version",
                               warehouse_no_binds, &version, err));
    RI_TRY(ri_connection_int64(
        connection,
        "SELECT (SELECT count(*) + count(CASE WHEN state = 'undone' THEN 1 END) FROM import) "
        "+ (SELECT count(*) + count(removed_at) FROM forecast_override) "
        "+ (SELECT count(*) FROM erasure)",
        warehouse_no_binds, &commits, err));
    return report_numbers(verify, verify->last, "commits", version, commits, err);
}

/* Figures are answered from receipts, which are worked out from lines: said where they differ. */
static ri_status check_receipts(struct verify *verify, struct ri_connection *connection,
                                struct ri_error *err)
{
    int64_t differ = 0;
    RI_TRY(ri_connection_int64(connection, warehouse_sql("sale_receipts_differ"),
                               warehouse_no_binds, &differ, err));
    return differ ? report_numbers(verify, verify->last, "receipts", 0, differ, err) : RI_OK;
}

static ri_status recount_all(struct verify *verify, struct ri_connection *connection,
                             struct ri_task *task, struct ri_error *err)
{
    const struct ri_bind every[] = {ri_bind_null("import")};
    RI_TRY(ri_connection_int64(connection, "SELECT coalesce(max(import_id), 0) FROM import",
                               warehouse_no_binds, &verify->most, err));
    RI_ARENA_NEW(verify->counts, &verify->mem, (size_t)verify->most + 1, err);
    for (int kind = 0; kind < RI_RECORD_KINDS; kind++) {
        ri_task_progress(task, "recounting", (uint64_t)kind, RI_RECORD_KINDS, "kinds");
        RI_TRY(totals_rows(connection, (ri_record_kind)kind, RI_BINDS(every), task, take_count,
                           verify, err));
    }
    RI_TRY(ri_connection_rows(connection,
                              "SELECT import_id, count(*) FROM quarantine GROUP BY import_id",
                              warehouse_no_binds, task, take_quarantine, verify, err));
    RI_TRY(ri_connection_rows(connection, warehouse_sql("ledger_rows"), warehouse_no_binds, task,
                              check_import, verify, err));
    RI_TRY(check_receipts(verify, connection, err));
    return check_commits(verify, connection, err);
}

ri_status ri_warehouse_verify(struct ri_warehouse *warehouse, struct ri_task *task,
                              ri_check_fn *each, void *context, uint64_t *ret_failed,
                              struct ri_error *err)
{
    struct verify         verify = {.each = each, .context = context};
    struct ri_connection *connection;
    RI_TRY(ri_connection_open(warehouse->engine, &connection, err));
    ri_arena_init(&verify.mem, SIZE_MAX / 2);
    ri_status status = ri_connection_script(connection, "BEGIN TRANSACTION READ ONLY",
                                            err); /* one state for all counts */
    if (status == RI_OK) status = recount_all(&verify, connection, task, err);
    ri_connection_close(connection);
    ri_arena_release(&verify.mem);
    if (status == RI_OK) *ret_failed = verify.failed;
    return status;
}
