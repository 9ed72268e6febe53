/* import: a file through ingest into the warehouse, parsing and writing side by side.
 *
 *     parser thread:  token <- | ri_ingest_next | -> batch queue
 *     this thread:    batch queue -> | warehouse | -> token
 *
 * A batch of ingest is valid until the second next call, so two tokens go round. */
#include "app/import.h"

#include "app/alert_check.h"
#include "app/files.h"
#include "app/import_people.h"
#include "app/traps.h"
#include "app/workspace.h"
#include "base/queue.h"
#include "ingest/ingest.h"

#include <pthread.h>
#include <sys/stat.h>

enum { BATCHES_IN_FLIGHT = 2 };

struct import {
    struct ri_call         *call;
    struct ri_ingest       *ingest;
    struct ri_warehouse    *warehouse;
    struct ri_control      *control;
    struct ri_import_people people;
    struct ri_import       *into;
    struct ri_import_items *items; /* NULL: nobody asks */
    struct ri_queue        *tokens, *batches; /* char; const struct ri_ingest_batch * */
    const char             *name;
    ri_record_kind          kind;
    bool                    dates_only;
    struct ri_import_format format;
    ri_status               parse_status; /* of the parser thread, read after it was joined */
    struct ri_error         parse_error;
};

/* ---- The parser thread ---------------------------------------------------------------------------------------- */

static void *parse(void *argument)
{
    struct import *import = argument;
    char           token;
    while (ri_queue_pop(import->tokens, &token)) {
        const struct ri_ingest_batch *batch = NULL;
        import->parse_status = ri_ingest_next(import->ingest, &batch, &import->parse_error);
        if (import->parse_status != RI_OK || !batch || !ri_queue_push(import->batches, &batch))
            break;
    }
    ri_queue_close_writer(import->batches);
    return NULL;
}

/* ---- Into the warehouse --------------------------------------------------------------------------------------- */

/* Times without hours carry no cut-off: seen on the first rows, midnight all of them. */
static bool dates_only(const struct import *import, const struct ri_columns *columns)
{
    const struct ri_record *record = ri_record_of(import->kind);
    char                    name[64];
    if (!record->moment || !columns->rows) return false;
    const int length = snprintf(name, sizeof name, "%s_utc", record->moment);
    const struct ri_cells
        *at = &columns->cells[ri_record_field(record, ri_view_of(record->moment))],
        *utc = &columns->cells[ri_record_field(record, (struct ri_view){name, (size_t)length})];
    for (size_t row = 0; row < columns->rows; row++) {
        if (utc->valid[row] || (at->valid[row] && at->number[row] % RI_US_PER_DAY != 0))
            return false;
    }
    return true;
}

static ri_status begin(struct import *import, const struct ri_columns *first, struct ri_error *err)
{
    const struct ri_ingest_plan   *plan = ri_ingest_plan(import->ingest);
    const char                    *source = ri_call_text(import->call, "source");
    const struct ri_import_options options = {
        .kind = import->kind,
        .file_name = import->name,
        .source = source         ? source
                  : plan->layout ? plan->layout
                                 : "files",
        .key_mode = plan->key_mode,
        .drop_repeats = plan->drop_repeats,
        .dates_only = dates_only(import, first),
        .wide = plan->wide_days > 0,
        .time_zone = ri_call_text(import->call, "time-zone"),
        .day_cutoff = -1,
        .currency = plan->currency && strcmp(plan->currency, "XXX") != 0 ? plan->currency : NULL,
        .pseudonym = ri_import_pseudonym,
        .pseudonym_context = &import->people,
    };
    RI_TRY(ri_import_begin(import->warehouse, &options, ri_call_task(import->call), &import->into,
                           err));
    if (import->items) ri_import_items_begin(import->items, import->name, import->into);
    return RI_OK;
}

static ri_status take_reject(struct import *import, const struct ri_reject *reject,
                             struct ri_error *err)
{
    bool erased;
    RI_TRY(ri_import_names_erased(&import->people, reject->raw, &erased, err));
    if (erased) return ri_import_reject_erased(import->into, reject->record, reject->offset, err);
    return ri_import_reject(import->into, reject->record, reject->offset, reject->raw, reject->rule,
                            reject->message, err);
}

static ri_status take(struct import *import, const struct ri_ingest_batch *batch,
                      struct ri_error *err)
{
    struct ri_columns columns = batch->columns;
    if (!import->into) RI_TRY(begin(import, &columns, err));
    if (import->kind == RI_CUSTOMERS)
        RI_TRY(ri_import_contacts(&import->people, import->into, &columns, err));
    if (columns.rows) RI_TRY(ri_import_append(import->into, &columns, err));
    for (size_t i = 0; i < batch->reject_count; i++)
        RI_TRY(take_reject(import, &batch->rejects[i], err));
    return RI_OK;
}

static ri_status take_all(struct import *import, struct ri_error *err)
{
    const struct ri_ingest_batch *batch;
    const char                    token = 0;
    ri_status                     status = RI_OK;
    while (status == RI_OK && ri_queue_pop(import->batches, &batch)) {
        status = take(import, batch, err);
        ri_queue_push(import->tokens, &token);
    }
    return status;
}

/* Runs both sides to the end, or to the first failure of either. */
static ri_status pump(struct import *import, struct ri_error *err)
{
    const char token = 0;
    pthread_t  parser;
    RI_TRY(ri_queue_new(BATCHES_IN_FLIGHT + 1, sizeof token, &import->tokens, err));
    RI_TRY(ri_queue_new(BATCHES_IN_FLIGHT, sizeof(const struct ri_ingest_batch *), &import->batches,
                        err));
    for (int i = 0; i < BATCHES_IN_FLIGHT; i++) ri_queue_push(import->tokens, &token);
    if (pthread_create(&parser, NULL, parse, import) != 0)
        return ri_fail(err, RI_ENOMEM, "no thread to read %s", import->name);
    const ri_status status = take_all(import, err);
    ri_queue_close_reader(import->batches);
    ri_queue_close_reader(import->tokens);
    ri_queue_close_writer(import->tokens);
    pthread_join(parser, NULL);
    if (status != RI_OK || import->parse_status == RI_OK) return status;
    if (err) *err = import->parse_error;
    return import->parse_status;
}

/* ---- One file -------------------------------------------------------------------------------------------------- */

/* The mapping as used, beside the warehouse: mappings/import-7.yaml, to look at, edit and give back. */
static ri_status keep_mapping(struct import *import, int64_t import_id, struct ri_error *err)
{
    const char *yaml, *directory = ri_workspace_directory(ri_call_workspace(import->call));
    char        path[4096];
    RI_TRY(ri_ingest_mapping(import->ingest, ri_call_mem(import->call), &yaml, err));
    snprintf(path, sizeof path, "%s/mappings", directory);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/mappings/import-%lld.yaml", directory, (long long)import_id);
    return ri_write_file(path, yaml, strlen(yaml), err);
}

static ri_status settle(struct import *import, struct ri_ledger *ret, struct ri_error *err)
{
    static const struct ri_columns no_rows = {0};
    RI_TRY(pump(import, err));
    if (!import->into) RI_TRY(begin(import, &no_rows, err));
    const struct ri_ingest_summary *summary = ri_ingest_summary(import->ingest);
    struct ri_offer                 offer = {.offered = summary->offered,
                                             .dropped = summary->dropped,
                                             .bytes = summary->bytes_read,
                                             .occurrences_unknown = summary->occurrences_unknown};
    memcpy(offer.sha256, summary->sha256, sizeof offer.sha256);
    if (import->format.name) { /* of the file, not of the text it became */
        offer.bytes = import->format.bytes;
        memcpy(offer.sha256, import->format.sha256, sizeof offer.sha256);
    }
    RI_TRY(ri_task_check(ri_call_task(import->call), err));
    ri_task_progress(ri_call_task(import->call), "writing", 0, 0, "rows");
    RI_TRY(ri_import_people_flush(&import->people, import->name, err));
    RI_TRY(ri_import_commit(import->into, &offer, ret, err));
    ri_say_traps(import->call, summary->notes, summary->note_count);
    return RI_OK;
}

static ri_status open_text(struct ri_call *call, int fd, const char *name,
                           const struct ri_ingest_options *options, ri_record_kind kind,
                           struct ri_import_format *ret_format, struct ri_ingest **ret,
                           struct ri_error *err)
{
    struct ri_ingest_options *mine = ri_arena_new(ri_call_mem(call), struct ri_ingest_options, 1);
    if (!mine) return ri_fail(err, RI_ENOMEM, "no room for options");
    *mine = *options;
    RI_TRY(ri_import_format_open(call, fd, name, ret_format, err));
    if (ret_format->name) {
        mine->sets = ri_import_format_sets(call, options->sets);
        if (!mine->sets) return ri_fail(err, RI_ENOMEM, "no room for options");
        fd = ret_format->fd;
    }
    return ri_ingest_open(fd, name, kind, mine, ri_call_task(call), ret, err);
}

ri_status ri_import_open(struct ri_call *call, int fd, const char *name,
                         const struct ri_ingest_options *options, ri_record_kind kind,
                         struct ri_import_format *ret_format, struct ri_ingest **ret,
                         struct ri_error *err)
{
    ret_format->fd = -1;
    const ri_status status = open_text(call, fd, name, options, kind, ret_format, ret, err);
    if (status != RI_OK) ri_import_format_close(ret_format);
    if (status != RI_OK && err && strncmp(err->message, name, strlen(name)) != 0)
        ri_error_prefix(err, "%s", name);
    return status;
}

/* The import stands whatever becomes of this; what is left out here is caught up by the next whole check. */
static void check_alerts(struct import *import, int64_t import_id)
{
    struct ri_alert_checked checked = {0};
    struct ri_error         why = {0};
    if (ri_alerts_check_import(ri_call_workspace(import->call), import_id, import->kind,
                               ri_call_task(import->call), &checked, &why) != RI_OK)
        ri_call_note(import->call, "stock alerts could not be checked: %s", why.message);
    else if (checked.opened)
        ri_call_note(import->call,
                     "stock alerts opened: %lld; 'retailinsight inventory alerts' lists them",
                     (long long)checked.opened);
}

ri_status ri_import_file(struct ri_call *call, int fd, const char *name,
                         const struct ri_ingest_options *options, ri_record_kind kind,
                         struct ri_import_items *items, struct ri_ledger *ret,
                         struct ri_error *err)
{
    struct import import = {.call = call, .name = name, .kind = kind, .items = items};
    RI_TRY(ri_import_open(call, fd, name, options, kind, &import.format, &import.ingest, err));
    struct ri_ledger ledger = {0};
    ri_status        status = ri_call_warehouse(call, &import.warehouse, err);
    if (status == RI_OK)
        status = ri_workspace_control(ri_call_workspace(call), true, &import.control, err);
    import.people = (struct ri_import_people){.call = call, .control = import.control};
    if (status == RI_OK) status = settle(&import, &ledger, err);
    if (status != RI_OK && import.control) ri_identity_forget(import.control);
    if (status == RI_OK) status = keep_mapping(&import, ledger.import_id, err);
    ri_import_free(import.into);
    ri_queue_free(import.tokens);
    ri_queue_free(import.batches);
    ri_ingest_close(import.ingest);
    ri_import_format_close(&import.format);
    if (status == RI_OK && items) ri_import_items_end(items, &ledger);
    if (status == RI_OK) check_alerts(&import, ledger.import_id);
    if (status == RI_OK) *ret = ledger;
    return status;
}
