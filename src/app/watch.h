/* import --watch: takes in what appears in a folder. */
#ifndef RI_APP_WATCH_H
#define RI_APP_WATCH_H
#include "app/call.h"

/* Runs the call, an `import` with --watch: until it is cancelled, or one look with --once. Each whole file goes through an
 * import of its own (warehouse and socket are held no longer than that takes), a row of the ledger is emitted for it, and
 * it is moved to DIR/done, or to DIR/failed with the reason beside it when it cannot be used. Whatever else goes wrong
 * (no space, another change running) leaves it where it is for the next look.
 *
 * Nothing is lost and nothing counts twice: a file is moved only after its import was committed, and one that was
 * committed and not yet moved when the program ended is known by its SHA-256, kind and name. */
RI_MUST_CHECK ri_status ri_import_watch(struct ri_call *call, struct ri_error *err);
#endif
