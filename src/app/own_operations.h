/* Key figures of one's own: SQL files that a workspace brings along.
 *
 *     WORKSPACE/kpi/<area>/<name>.sql      declares the operation <area>.<name>, as the files of the program do (query.h)
 *
 * They are read when a face asks for it (ri_operations_own) and are operations like all others from then on, beside those of the program, which none
 * of them may replace. Their query is one SELECT; it runs in a transaction that only reads. A file that cannot be used is left out and named. */
#ifndef RI_APP_OWN_OPERATIONS_H
#define RI_APP_OWN_OPERATIONS_H
#include "app/operation.h"

/* The table of operations is the program's and these, copied, until it is called again; names are none of the program's and differ. Tables of
 * before stay, because calls and answers that run point into them. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_operations_with(const struct ri_operation *own, size_t count,
                                           struct ri_error *err);
/* Is it of the program? */
bool ri_operation_is_builtin(const char *name);
#endif
