/* An import: one transaction from begin to commit. The record kind's writer brings the rows; what is common is
 * here: quarantine, ledger, balance, chain. */
#include "import_internal.h"
#include "kind_table.h"

/* NULL: the kind is unknown. */
static const struct import_writer *writer_of(ri_record_kind kind)
{
    if (kind == RI_SALES) return &warehouse_sale_writer;
    if (kind == RI_DEMAND) return &warehouse_demand_writer;
    return kind_table_of(kind) ? &warehouse_table_writer : NULL;
}

ri_status import_run(struct ri_import *import, const char *name, struct ri_error *err)
{
    return warehouse_run(import->connection, name, IMPORT_BINDS(import), import->task, err);
}

ri_status import_count(struct ri_import *import, const char *sql, uint64_t *ret,
                       struct ri_error *err)
{
    int64_t count = 0;
    RI_TRY(ri_connection_int64(import->connection, sql, IMPORT_BINDS(import), &count, err));
    *ret = (uint64_t)count;
    return RI_OK;
}

ri_status import_pseudonym(struct ri_import *import, struct ri_view natural, struct ri_view *ret,
                           bool *ret_erased, struct ri_error *err)
{
    *ret_erased = false;
    if (import->options.pseudonym)
        return import->options.pseudonym(import->options.pseudonym_context, natural, ret,
                                         ret_erased, err);
    *ret = natural;
    return RI_OK;
}

/* ---- Begin -------------------------------------------------------------------------------------------- */

static ri_status copy_text(struct ri_arena *mem, const char *text, const char *fallback,
                           const char **ret, struct ri_error *err)
{
    const char *from = text ? text : fallback;
    *ret = ri_arena_copy(mem, from, strlen(from));
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for the options of an import");
}

static ri_status take_options(struct ri_import *import, const struct ri_import_options *options,
                              struct ri_error *err)
{
    const struct ri_warehouse *warehouse = import->warehouse;
    struct ri_import_options  *mine = &import->options;
    *mine = *options;
    RI_TRY(copy_text(&import->mem, options->file_name, "", &mine->file_name, err));
    RI_TRY(copy_text(&import->mem, options->source, "files", &mine->source, err));
    RI_TRY(
        copy_text(&import->mem, options->time_zone, warehouse->time_zone, &mine->time_zone, err));
    RI_TRY(copy_text(&import->mem, options->currency, warehouse->currency, &mine->currency, err));
    if (mine->day_cutoff < 0) mine->day_cutoff = warehouse->day_cutoff;
    if (mine->day_cutoff >= 24 * 60)
        return ri_fail(err, RI_EUSAGE,
                       "a business day begins 0 to 1439 minutes after midnight, not %d",
                       mine->day_cutoff);
    import->writer = writer_of(options->kind);
    return import->writer
               ? RI_OK
               : ri_fail(err, RI_EUSAGE, "record kind %d is unknown", (int)options->kind);
}

static ri_status start(struct ri_import *import, struct ri_error *err)
{
    RI_TRY(ri_connection_script(import->connection, "BEGIN TRANSACTION", err));
    import->open = true;
    RI_TRY(ri_connection_int64(import->connection,
                               "SELECT coalesce(max(import_id), 0) + 1 FROM import",
                               warehouse_no_binds, &import->ledger.import_id, err));
    import->binds[0] = ri_bind_int64("import", import->ledger.import_id);
    import->binds[1] = ri_bind_string("source", import->options.source);
    import->binds[2] = ri_bind_bool("dates_only", import->options.dates_only);
    RI_TRY(import_run(import, "import_begin", err));
    RI_TRY(ri_appender_open(import->connection, NULL, "quarantine", &import->quarantine, err));
    return import->writer->begin(import, err);
}

ri_status ri_import_begin(struct ri_warehouse *warehouse, const struct ri_import_options *options,
                          struct ri_task *task, struct ri_import **ret, struct ri_error *err)
{
    RI_TRY(claim_take(&warehouse->claim, CLAIM_LONG, err));
    struct ri_import *import = calloc(1, sizeof *import);
    if (!import) {
        warehouse_give_up(warehouse);
        return ri_fail(err, RI_ENOMEM, "no room for an import");
    }
    import->warehouse = warehouse;
    import->connection = warehouse->writer;
    import->task = task;
    import->started_us = ri_task_now_us(task);
    ri_arena_init(&import->mem, SIZE_MAX / 2);
    ri_status status = take_options(import, options, err);
    if (status == RI_OK) status = start(import, err);
    if (status == RI_OK)
        *ret = import;
    else
        ri_import_free(import);
    return status;
}

void ri_import_free(struct ri_import *import)
{
    if (!import) return;
    if (import->writer && import->state) import->writer->release(import);
    ri_appender_abandon(import->quarantine);
    if (import->open) warehouse_rollback(import->connection);
    members_release(&import->stores);
    members_release(&import->products);
    members_release(&import->customers);
    members_release(&import->suppliers);
    ri_arena_release(&import->mem);
    warehouse_give_up(import->warehouse);
    free(import);
}

/* ---- Rows in ------------------------------------------------------------------------------------------ */

ri_status ri_import_append(struct ri_import *import, const struct ri_columns *columns,
                           struct ri_error *err)
{
    const size_t want = ri_record_of(import->options.kind)->field_count + 1;
    RI_TRY(ri_task_check(import->task, err));
    if (columns->rows == 0) return RI_OK;
    if (columns->column_count != want || columns->rows > RI_BATCH_ROWS)
        return ri_fail(err, RI_EINTERNAL,
                       "a batch of %zu columns and %zu rows, want %zu columns, at most %d rows",
                       columns->column_count, columns->rows, want, RI_BATCH_ROWS);
    return import->writer->append(import, columns, err);
}

ri_status ri_import_reject(struct ri_import *import, uint64_t record, uint64_t offset,
                           struct ri_view raw, const char *rule, const char *message,
                           struct ri_error *err)
{
    struct ri_appender *into = import->quarantine;
    const size_t        row = import->quarantine_row++;
    ((int64_t *)ri_appender_column(into, 0).data)[row] = import->ledger.import_id;
    ((int64_t *)ri_appender_column(into, 1).data)[row] = (int64_t)record;
    ((int64_t *)ri_appender_column(into, 2).data)[row] = (int64_t)offset;
    ri_appender_set_text(into, 3, row, ri_view_of(rule));
    ri_appender_set_text(into, 4, row, ri_view_of(message));
    ri_appender_set_text(into, 5, row, raw);
    import->ledger.quarantined++;
    if (import->quarantine_row < RI_APPEND_ROWS) return RI_OK;
    import->quarantine_row = 0;
    return ri_appender_flush(into, RI_APPEND_ROWS, err);
}

/* ---- Commit ------------------------------------------------------------------------------------------- */

static ri_status close_quarantine(struct ri_import *import, struct ri_error *err)
{
    RI_TRY(ri_appender_flush(import->quarantine, import->quarantine_row, err));
    return ri_appender_finish(&import->quarantine, err);
}

static ri_status save_members(struct ri_import *import, struct ri_error *err)
{
    const struct members *all[] = {&import->stores, &import->products, &import->customers,
                                   &import->suppliers};
    for (size_t i = 0; i < RI_COUNT(all); i++)
        RI_TRY(members_save(all[i], import->connection, import->ledger.import_id, err));
    import->ledger.new_stores = members_new(&import->stores);
    import->ledger.new_products = members_new(&import->products);
    import->ledger.new_customers = members_new(&import->customers);
    return RI_OK;
}

static ri_status balance(struct ri_ledger *ledger, struct ri_error *err)
{
    ledger->accepted = ledger->inserted + ledger->replaced;
    const uint64_t found = ledger->accepted + ledger->duplicates + ledger->quarantined;
    if (found == ledger->offered) return RI_OK;
    return ri_fail(err, RI_EINTERNAL,
                   "the ledger does not balance: offered %llu, but accepted %llu + duplicates %llu "
                   "+ quarantined %llu = %llu",
                   (unsigned long long)ledger->offered, (unsigned long long)ledger->accepted,
                   (unsigned long long)ledger->duplicates, (unsigned long long)ledger->quarantined,
                   (unsigned long long)found);
}

static ri_status write_ledger(struct ri_import *import, const struct ri_offer *offer,
                              struct ri_error *err)
{
    const struct ri_ledger *ledger = &import->ledger;
    char                    sha256[2 * RI_SHA256_SIZE + 1];
    ri_hex(offer->sha256, RI_SHA256_SIZE, sha256);
    static const char *const modes[] = {"line", "receipt", "content"};
    const char          *mode = import->options.kind == RI_SALES ? modes[import->options.key_mode]
                                : import->options.kind == RI_DEMAND
                                    ? (import->options.wide ? "wide" : "long")
                                    : NULL;
    const struct ri_bind binds[] = {
        ri_bind_int64("import", ledger->import_id),
        ri_bind_string("kind", ri_record_of(import->options.kind)->name),
        ri_bind_string("source", import->options.source),
        ri_bind_string("file_name", import->options.file_name),
        ri_bind_string("key_mode", mode),
        ri_bind_string("sha256", sha256),
        ri_bind_int64("bytes", (int64_t)offer->bytes),
        ri_bind_int64("offered", (int64_t)ledger->offered),
        ri_bind_int64("accepted", (int64_t)ledger->accepted),
        ri_bind_int64("inserted", (int64_t)ledger->inserted),
        ri_bind_int64("replaced", (int64_t)ledger->replaced),
        ri_bind_int64("duplicates", (int64_t)ledger->duplicates),
        ri_bind_int64("quarantined", (int64_t)ledger->quarantined),
        ri_bind_int64("facts", (int64_t)ledger->facts),
        ri_bind_int64("superseded", (int64_t)ledger->superseded),
        ri_bind_timestamp("started", import->started_us),
        ri_bind_timestamp("finished", ri_task_now_us(import->task)),
    };
    RI_TRY(warehouse_run(import->connection, "import_insert", RI_BINDS(binds), import->task, err));
    return warehouse_seal(import->connection, ledger->import_id, import->options.kind, err);
}

static ri_status settle(struct ri_import *import, const struct ri_offer *offer,
                        struct ri_error *err)
{
    import->ledger.offered = offer->offered;
    RI_TRY(import->writer->settle(import, offer, err));
    import->ledger.duplicates += offer->dropped;
    RI_TRY(close_quarantine(import, err));
    RI_TRY(save_members(import, err));
    RI_TRY(balance(&import->ledger, err));
    RI_TRY(write_ledger(import, offer, err));
    RI_TRY(import_tell_items(import, err));
    RI_TRY(import_run(import, "import_end", err));
    return warehouse_touch(import->connection, ri_task_now_us(import->task), err);
}

ri_status ri_import_commit(struct ri_import *import, const struct ri_offer *offer,
                           struct ri_ledger *ret, struct ri_error *err)
{
    if (!import->open) return ri_fail(err, RI_EUSAGE, "the import was committed before");
    ri_status status = settle(import, offer, err);
    if (status == RI_OK) {
        import->open = false;
        status = ri_connection_script(import->connection, "COMMIT", err);
        warehouse_changed(import->warehouse);
        /* What failed may yet be durable. Coming again it adds nothing, so that saying so is enough. */
        if (status != RI_OK) (void)ri_error_prefix(err, "commit: ");
    }
    if (status == RI_OK) *ret = import->ledger;
    return status;
}

/* ---- Columns ------------------------------------------------------------------------------------------ */

#define PICKED(pick, j) ((pick) ? (pick)[j] : (j))

void import_put_numbers(struct ri_appender *appender, size_t column, const struct ri_cells *cells,
                        const uint16_t *pick, size_t count)
{
    const struct ri_append_column into = ri_appender_column(appender, column);
    int64_t                      *data = into.data;
    for (size_t j = 0; j < count; j++) {
        const size_t r = PICKED(pick, j);
        data[j] = cells->number[r];
        if (!cells->valid[r]) into.validity[j / 64] &= ~(UINT64_C(1) << j % 64);
    }
}

void import_put_int32(struct ri_appender *appender, size_t column, const struct ri_cells *cells,
                      const uint16_t *pick, size_t count)
{
    const struct ri_append_column into = ri_appender_column(appender, column);
    int32_t                      *data = into.data;
    for (size_t j = 0; j < count; j++) {
        const size_t r = PICKED(pick, j);
        data[j] = (int32_t)cells->number[r];
        if (!cells->valid[r]) into.validity[j / 64] &= ~(UINT64_C(1) << j % 64);
    }
}

void import_put_texts(struct ri_appender *appender, size_t column, const struct ri_cells *cells,
                      const uint16_t *pick, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        const size_t r = PICKED(pick, j);
        if (cells->valid[r])
            ri_appender_set_text(appender, column, j, cells->text[r]);
        else
            ri_appender_set_null(appender, column, j);
    }
}

void import_put_records(struct ri_appender *appender, size_t column,
                        const struct ri_columns *columns, const uint16_t *pick, size_t count)
{
    int64_t *data = ri_appender_column(appender, column).data;
    for (size_t j = 0; j < count; j++) data[j] = (int64_t)columns->record[PICKED(pick, j)];
}
