/* What is kept only for a while: lines of the log, the text of rejected records, leftovers.
 *
 *     keep.log_days          files of logs/ that nobody has written to for so long
 *     keep.quarantine_days   the raw text of records that an import rejected so long ago; that they were, and why, stays in the ledger
 *     keep.spool_days        copies made before an upgrade or for a backup that never ended, and half-written files, of that age
 *
 * 0 days keeps for ever. The server does it each hour; `tidy` at once. */
#ifndef RI_APP_TIDY_H
#define RI_APP_TIDY_H
#include "app/workspace.h"

/* All kinds; once an hour, otherwise nothing. */
RI_MUST_CHECK ri_status ri_workspace_tidy(struct ri_workspace *workspace, struct ri_error *err);

struct ri_tidied {
    int64_t count, bytes;
};
struct ri_tidy_kind {
    const char   *what, *setting; /* "logs", "keep.log_days" */
    ri_config_key days;
    /* What is older than before_us; remove: and away with it. warehouse: NULL when there is none. */
    ri_status (*run)(struct ri_workspace *workspace, struct ri_warehouse *warehouse,
                     int64_t before_us, bool remove, struct ri_task *task, struct ri_tidied *ret,
                     struct ri_error *err);
};
/* What is older than its setting keeps; nothing where that is for ever. */
RI_MUST_CHECK ri_status ri_tidy(struct ri_workspace *workspace, const struct ri_tidy_kind *kind,
                                bool remove, struct ri_task *task, struct ri_tidied *ret,
                                struct ri_error *err);
extern const struct ri_tidy_kind ri_tidy_kinds[]; /* ends with a NULL name */
#endif
