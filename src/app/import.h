/* One file into the warehouse; used by `import` and by `demo`. */
#ifndef RI_APP_IMPORT_H
#define RI_APP_IMPORT_H
#include "app/call.h"
#include "ingest/ingest.h"
#include "warehouse/warehouse.h"

/* Sniffs, parses and writes; all or nothing. Traps that were seen become notes of the call, the mapping as used is
 * kept in the workspace. The call's operation must have parameters `source` and `time-zone`. fd stays open. */
RI_MUST_CHECK ri_status ri_import_file(struct ri_call *call, int fd, const char *name,
                                       const struct ri_ingest_options *options, ri_record_kind kind,
                                       struct ri_ledger *ret, struct ri_error *err);
/* ri_ingest_open whose messages always name the file. */
RI_MUST_CHECK ri_status ri_import_open(struct ri_call *call, int fd, const char *name,
                                       const struct ri_ingest_options *options, ri_record_kind kind,
                                       struct ri_ingest **ret, struct ri_error *err);
/* --dry-run: emits what each file of the call would be understood as; `also` is called with each opened ingest. */
typedef ri_status       ri_preview_fn(struct ri_call *call, const struct ri_ingest *ingest,
                                      struct ri_error *err);
RI_MUST_CHECK ri_status ri_import_preview(struct ri_call *call, ri_record_kind kind,
                                          const struct ri_ingest_options *options,
                                          ri_preview_fn *also, struct ri_error *err);
#endif
