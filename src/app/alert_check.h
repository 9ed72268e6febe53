/* Stock alerts checked against the data: after every import, cheaply, and as a whole when something was missed.
 *
 * Nothing is checked until `alerts refresh` has kept thresholds once; from then on every import of sales, stock or orders is
 * followed by a look at the products and stores it touched. How far the data were checked is kept with the alerts, so that
 * what a killed program, an undone import or a change of a rule left out is caught up. */
#ifndef RI_APP_ALERT_CHECK_H
#define RI_APP_ALERT_CHECK_H
#include "app/workspace.h"
#include "control/alerts.h"

struct ri_alert_checked {
    bool    on; /* thresholds are kept: alerts are looked for */
    int64_t opened, cleared;
};
/* The import that was just committed. */
RI_MUST_CHECK ri_status ri_alerts_check_import(struct ri_workspace *workspace, int64_t import_id,
                                               ri_record_kind kind, struct ri_task *task,
                                               struct ri_alert_checked *ret, struct ri_error *err);
/* Everything; with `only_missed` only when the data changed since they were checked. */
RI_MUST_CHECK ri_status ri_alerts_check_all(struct ri_workspace *workspace, bool only_missed,
                                            struct ri_task *task, struct ri_alert_checked *ret,
                                            struct ri_error *err);
/* Settles rules that are not of stock, as a whole: `fill` adds what it finds with ri_alerts_find. */
typedef ri_status       ri_alert_fill_fn(void *context, struct ri_alerts *alerts,
                                         const struct ri_alert_rule *rules, struct ri_error *err);
RI_MUST_CHECK ri_status ri_alerts_check_rules(struct ri_workspace    *workspace,
                                              const struct ri_task   *task,
                                              const ri_alert_rule_id *which, size_t count,
                                              ri_alert_fill_fn *fill, void *context,
                                              struct ri_alert_checked *ret, struct ri_error *err);
/* Tells who listens to the workspace how many alerts there are, with those given; the event is `alert`. */
void ri_alerts_tell(struct ri_workspace *workspace, struct ri_alerts *alerts,
                    const struct ri_alert_checked *checked, struct ri_view rows);
/* One alert as the event carries it, a JSON object. */
void ri_alert_json(const struct ri_alert *alert, struct ri_text *out);
#endif
