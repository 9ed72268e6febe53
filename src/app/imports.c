/* Imports as operations: import, import.template (as `import --template`), imports.undo, verify. Lists are SQL files. */
#include "app/files.h"
#include "app/import.h"
#include "app/operation.h"
#include "app/watch.h"
#include "app/workspace.h"
#include "base/zone.h"
#include "retailinsight_server.h"

#include <errno.h>
#include <unistd.h>

static const char *const rhythms[] = {"hourly", "daily", "weekly", "monthly", NULL};

/* ---- import ------------------------------------------------------------------------------------------------------ */

static const struct ri_param import_params[] = {
    {"file", RI_PARAM_FILE, RI_PARAM_LIST | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "CSV, TSV, Excel (gzip or zstd), JSON, NDJSON, Arrow or Parquet; - reads standard input"},
    {"as", RI_PARAM_ENUM, 0, NULL, NULL, ri_record_names, "what the file holds"},
    {"set", RI_PARAM_PAIR, RI_PARAM_LIST, NULL, NULL, NULL,
     "decide something: column or setting, e.g. quantity=Menge, date=dmy, price=line_total, "
     "repeats=drop"},
    {"mapping", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "mapping file (YAML) to use instead of the detected one"},
    {"dry-run", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "show what would be understood; change nothing"},
    {"save-mapping", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "write the mapping as a YAML file, to edit and give to --mapping"},
    {"template", RI_PARAM_ENUM, 0, NULL, NULL, ri_record_names,
     "print a sample file of this kind instead"},
    {"watch", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "take in what appears in this folder, until stopped; files go to its done/ or failed/"},
    {"once", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "with --watch: look once, as from cron"},
    {"pattern", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "with --watch: names of the files to take, e.g. 'till_*.csv' (default: all)"},
    {"settle", RI_PARAM_COUNT, 0, "seconds", "10", NULL,
     "with --watch: a file is whole when nobody has written to it for so long"},
    {"poll", RI_PARAM_COUNT, 0, "seconds", "5", NULL, "with --watch: time between two looks"},
    {"expect", RI_PARAM_ENUM, 0, NULL, NULL, rhythms,
     "with --watch: how often a file should come; 'imports expected' and 'doctor' tell when not"},
    {"strict", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "end with exit code 3 when a record was quarantined"},
    {"items", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "say of each record what became of it, instead of how many there were of each"},
    {"source", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "system the records come from; part of every key (default: the known layout, else 'files')"},
    {"currency", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "ISO 4217 code of amounts that name none"},
    {"time-zone", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "time zone of stores that have none, e.g. Europe/Istanbul"},
};

static const struct ri_column import_columns[] = {
    {"import_id", RI_COLUMN_INTEGER, "number of the import"},
    {"file", RI_COLUMN_TEXT, "name of the file"},
    {"kind", RI_COLUMN_TEXT, "what it holds"},
    {"offered", RI_COLUMN_INTEGER, "physical records in the file"},
    {"accepted", RI_COLUMN_INTEGER, "records taken in: inserted + replaced"},
    {"inserted", RI_COLUMN_INTEGER, "records that are new"},
    {"replaced", RI_COLUMN_INTEGER, "records that replace earlier ones"},
    {"duplicates", RI_COLUMN_INTEGER, "records already there"},
    {"quarantined", RI_COLUMN_INTEGER, "records that could not be read"},
    {"facts", RI_COLUMN_INTEGER, "rows written; a wide record makes many"},
};

/* A small input file as text, in the call's memory. */
static ri_status read_text(struct ri_call *call, const char *parameter, const char **ret_text,
                           const char **ret_name, struct ri_error *err)
{
    enum { MOST = 1 << 20 };
    int fd;
    *ret_text = *ret_name = NULL;
    if (!ri_call_file(call, parameter, 0, &fd, ret_name)) return RI_OK;
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", *ret_name,
                       strerror(errno));
    char *text = ri_arena_new(ri_call_mem(call), char, MOST + 1);
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for %s", *ret_name);
    size_t length = 0;
    for (ssize_t got = 1; got > 0 && length < MOST; length += got > 0 ? (size_t)got : 0) {
        got = read(fd, text + length, MOST - length);
        if (got < 0)
            return ri_fail(err, ri_status_of_errno(errno), "%s: %s", *ret_name, strerror(errno));
    }
    if (length == MOST) return ri_fail(err, RI_ETOOLARGE, "%s is larger than 1 MiB", *ret_name);
    *ret_text = text;
    return RI_OK;
}

struct one_currency {
    struct ri_call *call;
    const char     *code; /* NULL: stores name none, or several */
};

static ri_status currency_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    struct one_currency *one = context;
    const struct ri_view code = ri_row_text(row, 1);
    if (ri_row_int64(row, 0) == 1)
        one->code = ri_arena_copy(ri_call_mem(one->call), code.at, code.length);
    return RI_OK;
}

/* Of amounts that name none: as asked, as configured, as all stores have it; NULL when nobody knows. */
static ri_status usual_currency(struct ri_call *call, const char **ret, struct ri_error *err)
{
    struct ri_workspace *workspace = ri_call_workspace(call);
    const char *configured = ri_config_text(ri_workspace_config(workspace), RI_CONFIG_CURRENCY);
    struct one_currency one = {.call = call};
    *ret = ri_call_text(call, "currency");
    if (*ret) return RI_OK;
    if (strcmp(configured, "XXX") != 0) *ret = configured;
    if (*ret || !ri_workspace_exists(workspace)) return RI_OK;
    struct ri_warehouse *warehouse;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_warehouse_rows(warehouse, "SELECT count(DISTINCT currency), min(currency) FROM store",
                             (struct ri_binds){0}, ri_call_task(call), currency_row, &one, err));
    *ret = one.code;
    return RI_OK;
}

/* Before anything is made: a misspelt zone leaves no workspace behind. */
static ri_status check_time_zone(const struct ri_call *call, struct ri_error *err)
{
    struct ri_zone *zone;
    const char     *name = ri_call_text(call, "time-zone");
    if (!name) return RI_OK;
    RI_TRY(ri_zone_load(name, &zone, err));
    ri_zone_free(zone);
    return RI_OK;
}

static ri_status ingest_options(struct ri_call *call, struct ri_ingest_options *ret,
                                struct ri_error *err)
{
    struct ri_ingest_options options = {.sets = ri_call_list(call, "set", NULL)};
    RI_TRY(usual_currency(call, &options.currency, err));
    RI_TRY(read_text(call, "mapping", &options.mapping, &options.mapping_name, err));
    *ret = options;
    return RI_OK;
}

static ri_status import_template(struct ri_call *call, struct ri_error *err)
{
    ri_record_kind kind;
    const char    *name = ri_call_text(call, "template"), *csv;
    if (!ri_record_parse(name, &kind))
        return ri_fail(err, RI_EUSAGE, "there is no kind '%s'", name);
    RI_TRY(ri_ingest_template(kind, ri_call_mem(call), &csv, err));
    const char *file = ri_arena_printf(ri_call_mem(call), "%s.csv", name);
    return ri_call_document(call, "text/csv; charset=utf-8", file, csv, strlen(csv), err);
}

static void emit_ledger(struct ri_table_builder *table, const char *name, const char *kind,
                        const struct ri_ledger *ledger)
{
    ri_put_int(table, ledger->import_id);
    ri_put_string(table, name);
    ri_put_string(table, kind);
    const uint64_t counts[] = {ledger->offered,  ledger->accepted,   ledger->inserted,
                               ledger->replaced, ledger->duplicates, ledger->quarantined,
                               ledger->facts};
    for (size_t i = 0; i < RI_COUNT(counts); i++) ri_put_int(table, (int64_t)counts[i]);
}

static ri_status save_mapping(struct ri_call *call, const struct ri_ingest *ingest,
                              struct ri_error *err)
{
    const char *path = ri_call_text(call, "save-mapping"), *yaml;
    if (!path) return RI_OK;
    RI_TRY(ri_ingest_mapping(ingest, ri_call_mem(call), &yaml, err));
    return ri_write_file(path, yaml, strlen(yaml), err);
}

static ri_status import_files(struct ri_call *call, ri_record_kind kind,
                              const struct ri_ingest_options *options,
                              struct ri_table_builder *table, struct ri_import_items *items,
                              uint64_t *ret_quarantined, struct ri_error *err)
{
    int         fd;
    const char *name;
    for (size_t i = 0; ri_call_file(call, "file", i, &fd, &name); i++) {
        struct ri_ledger ledger;
        if (fd < 0)
            return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                           strerror(errno));
        RI_TRY(ri_import_file(call, fd, name, options, kind, items, &ledger, err));
        *ret_quarantined += ledger.quarantined;
        emit_ledger(table, name, ri_record_of(kind)->name, &ledger);
        if (ledger.quarantined)
            ri_call_note(call,
                         "%s: records quarantined: %llu; 'retailinsight imports rejects %lld' "
                         "shows them with the reason",
                         name, (unsigned long long)ledger.quarantined, (long long)ledger.import_id);
        if (ledger.offered == 0) ri_call_note(call, "%s: has a header and no records", name);
    }
    return RI_OK;
}

static ri_status watch_run(struct ri_call *call, struct ri_error *err)
{
    static const char *const others[] = {"file", "dry-run", "save-mapping", "strict", "items"};
    for (size_t i = 0; i < RI_COUNT(others); i++) {
        if (ri_call_given(call, others[i]))
            return ri_fail(err, RI_EUSAGE, "--watch and %s%s do not go together", i ? "--" : "a ",
                           i ? others[i] : "FILE");
    }
    return ri_import_watch(call, err);
}

static ri_status import_run(struct ri_call *call, struct ri_error *err)
{
    ri_record_kind           kind;
    struct ri_ingest_options options;
    uint64_t                 quarantined = 0;
    if (ri_call_given(call, "template")) return import_template(call, err);
    if (!ri_call_given(call, "file") && !ri_call_given(call, "watch"))
        return ri_fail(err, RI_EUSAGE, "import needs a FILE (or --watch DIR, or --template KIND)");
    if (!ri_call_given(call, "as"))
        return ri_fail(err, RI_EUSAGE, "import needs --as: %s", ri_record_list());
    if (!ri_record_parse(ri_call_text(call, "as"), &kind))
        return ri_fail(err, RI_EUSAGE, "unknown kind");
    RI_TRY(check_time_zone(call, err));
    if (ri_call_given(call, "watch")) return watch_run(call, err);
    RI_TRY(ingest_options(call, &options, err));
    if (ri_call_flag(call, "dry-run") || ri_call_given(call, "save-mapping"))
        return ri_import_preview(call, kind, &options, save_mapping, err);
    struct ri_table_builder *table;
    struct ri_import_items  *items = NULL;
    if (ri_call_flag(call, "items")) RI_TRY(ri_import_items_new(call, &items, err));
    const ri_status made = ri_call_builder(call, &table, err);
    if (made != RI_OK) {
        ri_import_items_free(items);
        return made;
    }
    ri_status status = import_files(call, kind, &options, table, items, &quarantined, err);
    if (status != RI_OK && status != RI_ECANCELLED && ri_table_builder_rows(table)) {
        ri_call_verdict(call, status, "%s",
                        err ? err->message : ""); /* the files before it are in */
        status = RI_OK;
    } else if (status == RI_OK && quarantined && ri_call_flag(call, "strict")) {
        ri_call_verdict(call, RI_EDATA, "records quarantined: %llu",
                        (unsigned long long)quarantined);
    }
    if (!items) return ri_call_answer(call, table, status, err);
    ri_table_builder_free(table);
    return ri_import_items_answer(items, status, err);
}

/* ---- imports undo ------------------------------------------------------------------------------------------------ */

static const struct ri_param undo_params[] = {
    {"id", RI_PARAM_COUNT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "number of the import, see 'imports list'"},
};
static const struct ri_column undo_columns[] = {
    {"import_id", RI_COLUMN_INTEGER, "number of the import"},
    {"removed", RI_COLUMN_INTEGER, "rows of it that were taken out"},
    {"restored", RI_COLUMN_INTEGER, "rows it had replaced and that are back"},
};

static ri_status undo_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse     *warehouse;
    struct ri_undone         undone;
    struct ri_table_builder *table;
    const int64_t            id = ri_call_integer(call, "id", 0);
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_warehouse_undo(warehouse, id, ri_call_task(call), &undone, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_int(table, id);
    ri_put_int(table, (int64_t)undone.removed);
    ri_put_int(table, (int64_t)undone.restored);
    return ri_call_answer(call, table, RI_OK, err);
}

/* ---- verify ------------------------------------------------------------------------------------------------------- */

static const struct ri_column verify_columns[] = {
    {"import_id", RI_COLUMN_INTEGER, "number of the import"},
    {"check", RI_COLUMN_TEXT, "what was recounted"},
    {"expected", RI_COLUMN_TEXT, "what the ledger says"},
    {"found", RI_COLUMN_TEXT, "what is there"},
    {"ok", RI_COLUMN_BOOL, "they agree"},
};

/* Long totals and fingerprints are shown whole only where they disagree. */
static void put_finding(struct ri_table_builder *table, const char *text, bool whole)
{
    enum { SHORT = 16 };
    const size_t length = strlen(text);
    if (whole || length <= SHORT + 3) {
        ri_put_string(table, text);
        return;
    }
    char cut[SHORT + 4];
    snprintf(cut, sizeof cut, "%.*s...", SHORT, text);
    ri_put_string(table, cut);
}

static ri_status verify_row(void *context, const struct ri_check *check, struct ri_error *err)
{
    (void)err;
    struct ri_table_builder *table = context;
    ri_put_int(table, check->import_id);
    ri_put_string(table, check->check);
    put_finding(table, check->expected, !check->ok);
    put_finding(table, check->found, !check->ok);
    ri_put_bool(table, check->ok);
    return RI_OK;
}

static ri_status verify_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse     *warehouse;
    struct ri_table_builder *table;
    uint64_t                 failed = 0;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_status status =
        ri_warehouse_verify(warehouse, ri_call_task(call), verify_row, table, &failed, err);
    status = ri_call_answer(call, table, status, err);
    if (failed)
        ri_call_verdict(call, RI_EDATA, "checks that do not hold: %llu",
                        (unsigned long long)failed);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "import",
              .summary =
                  "Load a file: sales, stock, products, prices, footfall, orders, plans and more",
              .details =
                  "Understands CSV and TSV in most dialects and encodings, Excel workbooks, JSON "
                  "(an array of records, or one a line), Arrow and Parquet; finds out which "
                  "column is what, and says so. A file "
                  "comes in whole or not at all. Records that cannot be read go to "
                  "quarantine with the reason; nothing is lost: "
                  "offered = accepted + duplicates + quarantined. The same file twice adds "
                  "nothing; a corrected receipt "
                  "replaces the old one, as does a corrected count, price, order line or plan.",
              .flags = RI_CHANGES | RI_LONG | RI_CREATES | RI_ITEMS,
              .roles = RI_ROLE_ANALYST | RI_ROLE_ADMIN | RI_ROLE_INVENTORY | RI_ROLE_SCIENCE,
              RI_PARAMS(import_params),
              RI_COLUMNS(import_columns),
              RI_EXAMPLES("retailinsight import sales.csv --as sales",
                          "retailinsight import sales.csv --as sales --dry-run",
                          "retailinsight import sales.ndjson --as sales --items",
                          "retailinsight import till.tsv.gz --as sales --set date=dmy --set "
                          "store==S01 --currency EUR",
                          "retailinsight import --watch /srv/till --as sales --expect daily",
                          "retailinsight import --template sales")},
     .run = import_run,
     .instead = "watch"},
    {.info = {.name = "imports.undo",
              .summary = "Take an import back and restore what it had replaced",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(undo_params),
              RI_COLUMNS(undo_columns),
              RI_EXAMPLES("retailinsight imports undo 3")},
     .run = undo_run},
    {.info = {.name = "verify",
              .summary =
                  "Recount every import against its ledger; exit code 3 when something is wrong",
              .flags = RI_LONG,
              .roles = RI_ROLE_ALL,
              RI_COLUMNS(verify_columns),
              RI_EXAMPLES("retailinsight verify")},
     .run = verify_run},
};
const struct ri_operation_table ri_imports_operations = RI_OPERATION_TABLE(operations);
