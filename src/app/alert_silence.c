/* One query at a time of the clock; its rows settled as the findings of one rule. */
#include "app/alert_silence.h"

#include "app/alert_text.h"
#include "app/operation.h"

#include <math.h>

enum { STORE, LATE_HOURS, DAYS, STAKE };

struct listening {
    struct ri_alerts    *alerts;
    struct ri_alert_rule rule;
    struct ri_text       store, message;
};

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct listening             *l = context;
    const struct ri_view          code = ri_row_text(row, STORE);
    const struct ri_alert_figures figures = {.value = ri_row_double(row, LATE_HOURS),
                                             .cover_days = (double)ri_row_int64(row, DAYS)};
    ri_text_clear(&l->store);
    ri_text_clear(&l->message);
    ri_text_add(&l->store, code.at, code.length);
    RI_TRY(ri_text_check(&l->store, err));
    ri_alert_sentence(RI_NO_DATA, l->store.at, &figures, &l->message);
    RI_TRY(ri_text_check(&l->message, err));
    const struct ri_finding finding = {.rule = RI_NO_DATA,
                                       .store = l->store.at,
                                       .product = "",
                                       .message = l->message.at,
                                       .severity = l->rule.severity,
                                       .crossed = true,
                                       .value = figures.value,
                                       .threshold = l->rule.threshold,
                                       .on_hand = (double)NAN,
                                       .on_order = (double)NAN,
                                       .cover_days = (double)NAN,
                                       .stake_minor = ri_row_int64(row, STAKE)};
    return ri_alerts_find(l->alerts, &finding, err);
}

static ri_status look(struct listening *l, struct ri_warehouse *warehouse, struct ri_task *task,
                      struct ri_error *err)
{
    const char          *sql;
    const struct ri_bind binds[] = {ri_bind_timestamp("now", ri_task_now_us(task)),
                                    l->rule.on ? ri_bind_double("no_data", l->rule.threshold)
                                               : ri_bind_null("no_data")};
    RI_TRY(ri_embedded_sql_find("sql/alerts/no_data.sql", &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), task, take_row, l, err);
}

ri_status ri_alerts_check_silence(struct ri_workspace *workspace, struct ri_task *task,
                                  struct ri_alert_checked *ret, struct ri_error *err)
{
    struct ri_alert_rule rules[RI_ALERT_RULES];
    struct listening     l = {.alerts = NULL};
    struct ri_warehouse *warehouse;
    *ret = (struct ri_alert_checked){.on = true};
    if (!ri_workspace_exists(workspace)) return RI_OK;
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    RI_TRY(ri_workspace_alerts(workspace, true, &l.alerts, err));
    RI_TRY(ri_alerts_rules(l.alerts, rules, err));
    l.rule = rules[RI_NO_DATA];
    RI_TRY(ri_alerts_begin(l.alerts, err));
    const ri_status status = ri_alerts_settle_rule(workspace, l.alerts, RI_NO_DATA,
                                                   look(&l, warehouse, task, err), task, ret, err);
    ri_text_release(&l.store);
    ri_text_release(&l.message);
    return status;
}
