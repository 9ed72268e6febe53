/* The gate from inside. */
#ifndef RI_CONTROL_GATE_INTERNAL_H
#define RI_CONTROL_GATE_INTERNAL_H
#include "database.h"
#include "gate.h"

#include <pthread.h>

struct ri_gate {
    sqlite3        *db;
    pthread_mutex_t lock; /* over each statement or transaction */
};
/* control_each under the lock. */
RI_MUST_CHECK ri_status gate_read(struct ri_gate *gate, const char *name,
                                  struct control_binds binds, control_row_fn *each, void *context,
                                  struct ri_error *err);
/* control_change under the lock. */
RI_MUST_CHECK ri_status gate_write(struct ri_gate *gate, const char *name,
                                   struct control_binds binds, int64_t *ret_changed,
                                   struct ri_error *err);
#endif
