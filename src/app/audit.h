/* The audit of changes: every call of an operation that changes something is written before it runs, and how it ended after. */
#ifndef RI_APP_AUDIT_H
#define RI_APP_AUDIT_H
#include "app/operation.h"

/* Operations that change nothing, and workspaces that are not there yet: *ret_id 0, nothing is written. A change that cannot be
 * written does not run. */
RI_MUST_CHECK ri_status ri_audit_begins(struct ri_call *call, int64_t *ret_id,
                                        struct ri_error *err);
/* Notes on the call that the end could not be written; a call that made its workspace is written now. */
void ri_audit_ended(struct ri_call *call, int64_t id, ri_status status);
#endif
