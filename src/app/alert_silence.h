/* Alerts on what does not come: a store whose sales are not there by their usual hour, a file that is late. No import tells of that, only
 * the clock. */
#ifndef RI_APP_ALERT_SILENCE_H
#define RI_APP_ALERT_SILENCE_H
#include "app/alert_check.h"

/* Settles the rules no_data and late_file at the task's clock. Without a workspace nothing is looked for. */
RI_MUST_CHECK ri_status ri_alerts_check_silence(struct ri_workspace *workspace,
                                                struct ri_task *task, struct ri_alert_checked *ret,
                                                struct ri_error *err);
#endif
