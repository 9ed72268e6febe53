/* The watch kept young: what stock is held against computed anew once a day while a server has the workspace. */
#ifndef RI_APP_ALERT_SCHEDULE_H
#define RI_APP_ALERT_SCHEDULE_H
#include "app/workspace.h"

/* Has the minute of the day passed in that zone since computed_us? minute 0 or less: never asked for. */
bool ri_alerts_refresh_due(const char *zone, int minute, int64_t computed_us, int64_t now_us);
/* `alerts refresh` where thresholds are kept and alerts.refresh_at has passed since they were computed. *ret_ran: it was tried. Stops
 * when the task is cancelled. */
RI_MUST_CHECK ri_status ri_alerts_refresh_when_due(struct ri_workspace *workspace,
                                                   struct ri_task *task, bool *ret_ran,
                                                   struct ri_error *err);
#endif
