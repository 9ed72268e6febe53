/* Schedules that fail, settled as the findings of one rule. */
#include "app/alert_report.h"

#include "app/alert_text.h"
#include "control/schedules.h"

#include <math.h>

struct failing {
    struct ri_alerts           *alerts;
    const struct ri_alert_rule *rule;
    struct ri_text              name, message;
};

/* "report weekly (monday): not sent; runs that failed in a row: 2. The last: ..." The schedule stands where a product would. */
static ri_status take(void *context, const struct ri_schedule_failing *schedule,
                      struct ri_error *err)
{
    struct failing               *f = context;
    const struct ri_alert_figures figures = {.value = (double)schedule->failures};
    if (!f->rule->on) return RI_OK;
    ri_text_clear(&f->name);
    ri_text_clear(&f->message);
    ri_text_printf(&f->name, "report %s (%s)", schedule->report, schedule->name);
    RI_TRY(ri_text_check(&f->name, err));
    ri_alert_sentence(RI_REPORT_FAILED, f->name.at, &figures, &f->message);
    if (schedule->message) ri_text_printf(&f->message, " The last: %s.", schedule->message);
    RI_TRY(ri_text_check(&f->message, err));
    const struct ri_finding finding = {.rule = RI_REPORT_FAILED,
                                       .store = "",
                                       .product = schedule->name,
                                       .message = f->message.at,
                                       .severity = f->rule->severity,
                                       .crossed = figures.value >= f->rule->threshold,
                                       .value = figures.value,
                                       .threshold = f->rule->threshold,
                                       .on_hand = (double)NAN,
                                       .on_order = (double)NAN,
                                       .cover_days = (double)NAN,
                                       .stake_minor = INT64_MIN};
    return ri_alerts_find(f->alerts, &finding, err);
}

static ri_status fill(void *context, struct ri_alerts *alerts, const struct ri_alert_rule *rules,
                      struct ri_error *err)
{
    struct failing *f = context;
    f->alerts = alerts;
    f->rule = &rules[RI_REPORT_FAILED];
    return ri_schedules_failing(alerts, take, f, err);
}

ri_status ri_alerts_check_reports(struct ri_workspace *workspace, const struct ri_task *task,
                                  struct ri_error *err)
{
    static const ri_alert_rule_id which[] = {RI_REPORT_FAILED};
    struct ri_alert_checked       checked;
    struct failing                f = {.alerts = NULL};
    const ri_status               status =
        ri_alerts_check_rules(workspace, task, which, RI_COUNT(which), fill, &f, &checked, err);
    ri_text_release(&f.name);
    ri_text_release(&f.message);
    return status;
}
