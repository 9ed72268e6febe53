/* The audit: who did what to the data of people, and when. It names a customer by pseudonym only, and erasing somebody takes
 * that out too. */
#ifndef RI_CONTROL_AUDIT_H
#define RI_CONTROL_AUDIT_H
#include "control.h"

struct ri_audit_row {
    int64_t     audit_id, at;                       /* seconds since 1970 UTC */
    const char *who, *action, *pseudonym, *details; /* pseudonym NULL: about nobody, or erased */
};
/* Adds a row as part of the caller's own transaction or alone. pseudonym may be NULL. */
RI_MUST_CHECK ri_status ri_audit_add(struct ri_control *control, const struct ri_audit_row *row,
                                     struct ri_error *err);
/* Rows, newest first, at most `limit` (0: all); pseudonym NULL: of everybody. */
typedef ri_status ri_audit_fn(void *context, const struct ri_audit_row *row, struct ri_error *err);
RI_MUST_CHECK ri_status ri_audit_each(struct ri_control *control, const char *pseudonym,
                                      int64_t limit, ri_audit_fn *each, void *context,
                                      struct ri_error *err);
#endif
