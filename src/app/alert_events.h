/* Alerts on what 'anomaly events' finds: unusual sales, and faults of the data that look like sales. An event opens one alert, while it is news (its newest day is
 * among the last three of the data), and keeps it until it is no longer listed: dismissed, explained, or past. */
#ifndef RI_APP_ALERT_EVENTS_H
#define RI_APP_ALERT_EVENTS_H
#include "app/alert_check.h"

/* Settles the rules unusual_sales and data_fault. Without sales nothing is found. */
RI_MUST_CHECK ri_status ri_alerts_check_events(struct ri_workspace *workspace, struct ri_task *task,
                                               struct ri_alert_checked *ret, struct ri_error *err);
#endif
