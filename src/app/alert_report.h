/* Alerts on scheduled reports that fail: people who wait for a report are told by mail, and a mail server that is down tells nobody; who looks
 * after the program learns it here, by alert, webhook and the page of alerts. */
#ifndef RI_APP_ALERT_REPORT_H
#define RI_APP_ALERT_REPORT_H
#include "app/alert_check.h"

/* Settles the rule report_failed by how the schedules ran last: one alert a schedule, over when it is sent again or ended. After each run. */
RI_MUST_CHECK ri_status ri_alerts_check_reports(struct ri_workspace  *workspace,
                                                const struct ri_task *task, struct ri_error *err);
#endif
