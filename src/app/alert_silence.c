/* One query at a time of the clock; its rows settled as the findings of one rule. */
#include "app/alert_silence.h"

#include "app/alert_text.h"
#include "app/attend.h"
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

static ri_status tell_row(void *context, const struct ri_alert *alert,
                          RI_UNUSED struct ri_error *err)
{
    struct ri_text *rows = context;
    if (rows->length) ri_text_putc(rows, ',');
    ri_alert_json(alert, rows);
    return RI_OK;
}

ri_status ri_alerts_check_silence(struct ri_workspace *workspace, struct ri_task *task,
                                  struct ri_alert_checked *ret, struct ri_error *err)
{
    enum { TOLD_MOST = 20 };
    struct ri_alert_rule     rules[RI_ALERT_RULES];
    struct listening         l = {.alerts = NULL};
    struct ri_warehouse     *warehouse;
    struct ri_alerts_settled settled = {0};
    struct ri_text           rows = {0};
    struct ri_alerts_scope   scope = {.whole = true}; /* version 0: says nothing of the data */
    *ret = (struct ri_alert_checked){.on = true};
    if (!ri_workspace_exists(workspace)) return RI_OK;
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    RI_TRY(ri_workspace_alerts(workspace, true, &l.alerts, err));
    RI_TRY(ri_alerts_rules(l.alerts, rules, err));
    l.rule = rules[RI_NO_DATA];
    scope.rules[RI_NO_DATA] = true;
    RI_TRY(ri_alerts_begin(l.alerts, err));
    ri_status status = look(&l, warehouse, task, err);
    if (status == RI_OK)
        status = ri_alerts_settle(l.alerts, &scope, ri_task_now_us(task), TOLD_MOST, tell_row,
                                  &rows, &settled, err);
    else
        ri_alerts_abandon(l.alerts);
    ret->opened = settled.opened;
    ret->cleared = settled.cleared;
    if (status == RI_OK && (settled.opened || settled.cleared)) {
        ri_alerts_tell(workspace, l.alerts, ret, (struct ri_view){rows.at, rows.length});
        ri_attendant_stir(ri_workspace_attendant(workspace));
    }
    ri_text_release(&l.store);
    ri_text_release(&l.message);
    ri_text_release(&rows);
    return status;
}
