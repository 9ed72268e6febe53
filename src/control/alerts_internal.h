/* The store of alerts from inside. */
#ifndef RI_CONTROL_ALERTS_INTERNAL_H
#define RI_CONTROL_ALERTS_INTERNAL_H
#include "alerts.h"
#include "database.h"

#include <pthread.h>

struct ri_alerts {
    sqlite3        *db;
    pthread_mutex_t lock; /* held over a whole check */
    sqlite3_stmt   *look, *find;
};
enum { ALERT_COLUMNS = 20 }; /* of every list of alerts, in the order of alert_list.sql */
struct alert_rows {
    ri_alert_fn *each;
    void        *context;
};
/* Reads a row of such a list; context: struct alert_rows. */
RI_MUST_CHECK ri_status alert_row(void *context, sqlite3_stmt *row, struct ri_error *err);
double                  alert_number(sqlite3_stmt *row, int column);  /* NAN: missing */
int64_t                 alert_integer(sqlite3_stmt *row, int column); /* INT64_MIN: missing */
/* control_each, control_change under the lock. */
RI_MUST_CHECK ri_status alerts_read(struct ri_alerts *alerts, const char *name,
                                    struct control_binds binds, control_row_fn *each, void *context,
                                    struct ri_error *err);
RI_MUST_CHECK ri_status alerts_write(struct ri_alerts *alerts, const char *name,
                                     struct control_binds binds, control_row_fn *each,
                                     void *context, int64_t *ret_changed, struct ri_error *err);
#endif
