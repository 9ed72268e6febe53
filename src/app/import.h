/* One file into the warehouse; used by `import` and by `demo`. */
#ifndef RI_APP_IMPORT_H
#define RI_APP_IMPORT_H
#include "app/call.h"
#include "app/import_format.h"
#include "ingest/ingest.h"
#include "warehouse/warehouse.h"

/* What became of each record, as rows: `--items` (import_items.c). Bounded: past RI_ITEMS_MOST records a file the rejected ones are kept first. */
enum { RI_ITEMS_MOST = 10000 };
struct ri_import_items;
RI_MUST_CHECK ri_status ri_import_items_new(struct ri_call *call, struct ri_import_items **ret,
                                            struct ri_error *err);
void                    ri_import_items_free(struct ri_import_items *items);
/* From now on of that import, of a file of that name. */
void ri_import_items_begin(struct ri_import_items *items, const char *file,
                           struct ri_import *import);
/* It was committed: its rows count now, and the ledger becomes a note. */
void ri_import_items_end(struct ri_import_items *items, const struct ri_ledger *ledger);
/* Emits them; so_far as ri_call_answer. Frees items. */
RI_MUST_CHECK ri_status ri_import_items_answer(struct ri_import_items *items, ri_status so_far,
                                               struct ri_error *err);

/* Sniffs, parses and writes; all or nothing. Traps that were seen become notes of the call, the mapping as used is
 * kept in the workspace. The call's operation must have parameters `source` and `time-zone`. fd stays open. items: NULL, or told of its
 * records. */
RI_MUST_CHECK ri_status ri_import_file(struct ri_call *call, int fd, const char *name,
                                       const struct ri_ingest_options *options, ri_record_kind kind,
                                       struct ri_import_items *items, struct ri_ledger *ret,
                                       struct ri_error *err);
/* ri_ingest_open whose messages always name the file, of whatever format it is; *ret_format is to be closed after the ingest. */
RI_MUST_CHECK ri_status ri_import_open(struct ri_call *call, int fd, const char *name,
                                       const struct ri_ingest_options *options, ri_record_kind kind,
                                       struct ri_import_format *ret_format, struct ri_ingest **ret,
                                       struct ri_error *err);
/* --dry-run: emits what each file of the call would be understood as; `also` is called with each opened ingest. */
typedef ri_status       ri_preview_fn(struct ri_call *call, const struct ri_ingest *ingest,
                                      struct ri_error *err);
RI_MUST_CHECK ri_status ri_import_preview(struct ri_call *call, ri_record_kind kind,
                                          const struct ri_ingest_options *options,
                                          ri_preview_fn *also, struct ri_error *err);
#endif
