/* Stores that are silent by one query, files by their distances; settled together. */
#include "app/alert_silence.h"

#include "app/alert_text.h"
#include "app/arrivals.h"
#include "app/operation.h"

#include <math.h>

enum { STORE, LATE_HOURS, DAYS, STAKE };

struct listening {
    struct ri_workspace        *workspace;
    struct ri_task             *task;
    struct ri_alerts           *alerts;
    const struct ri_alert_rule *rules;
    struct ri_text              name, message;
};

/* Of a store, or of files (product is then their name). */
static ri_status find(struct listening *l, ri_alert_rule_id rule, bool is_store,
                      const struct ri_alert_figures *figures, int64_t stake_minor,
                      struct ri_error *err)
{
    ri_text_clear(&l->message);
    RI_TRY(ri_text_check(&l->name, err));
    ri_alert_sentence(rule, l->name.at, figures, &l->message);
    RI_TRY(ri_text_check(&l->message, err));
    const struct ri_finding finding = {.rule = rule,
                                       .store = is_store ? l->name.at : "",
                                       .product = is_store ? "" : l->name.at,
                                       .message = l->message.at,
                                       .severity = l->rules[rule].severity,
                                       .crossed = true,
                                       .value = figures->value,
                                       .threshold = l->rules[rule].threshold,
                                       .on_hand = (double)NAN,
                                       .on_order = (double)NAN,
                                       .cover_days = (double)NAN,
                                       .stake_minor = stake_minor};
    return ri_alerts_find(l->alerts, &finding, err);
}

static ri_status take_store(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct listening             *l = context;
    const struct ri_view          code = ri_row_text(row, STORE);
    const struct ri_alert_figures figures = {.value = ri_row_double(row, LATE_HOURS),
                                             .cover_days = (double)ri_row_int64(row, DAYS)};
    ri_text_clear(&l->name);
    ri_text_add(&l->name, code.at, code.length);
    return find(l, RI_NO_DATA, true, &figures, ri_row_int64(row, STAKE), err);
}

static ri_status take_file(void *context, const struct ri_arrival *arrival, struct ri_error *err)
{
    struct listening *l = context;
    const double      late =
        (double)(ri_task_now_us(l->task) - arrival->due_us) / RI_US_PER_SECOND / 3600;
    const struct ri_alert_figures figures = {.value = late, .cover_days = arrival->every_hours};
    if (strcmp(arrival->state, "late") != 0 || !(late > l->rules[RI_LATE_FILE].threshold))
        return RI_OK;
    ri_text_clear(&l->name);
    ri_text_puts(&l->name, arrival->kind);
    if (arrival->source && strcmp(arrival->source, arrival->kind) != 0)
        ri_text_printf(&l->name, " of %s", arrival->source);
    if (arrival->file) ri_text_printf(&l->name, " (%s)", arrival->file);
    return find(l, RI_LATE_FILE, false, &figures, INT64_MIN, err);
}

static ri_status fill(void *context, struct ri_alerts *alerts, const struct ri_alert_rule *rules,
                      struct ri_error *err)
{
    struct listening    *l = context;
    struct ri_warehouse *warehouse;
    const char          *sql;
    const struct ri_bind binds[] = {ri_bind_timestamp("now", ri_task_now_us(l->task)),
                                    ri_bind_double("no_data", rules[RI_NO_DATA].threshold)};
    l->alerts = alerts;
    l->rules = rules;
    RI_TRY(ri_workspace_warehouse(l->workspace, false, &warehouse, err));
    RI_TRY(ri_embedded_sql_find("sql/alerts/no_data.sql", &sql, err));
    if (rules[RI_NO_DATA].on)
        RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), l->task, take_store, l, err));
    return rules[RI_LATE_FILE].on ? ri_arrivals_each(warehouse, l->task, take_file, l, err) : RI_OK;
}

ri_status ri_alerts_check_silence(struct ri_workspace *workspace, struct ri_task *task,
                                  struct ri_alert_checked *ret, struct ri_error *err)
{
    static const ri_alert_rule_id which[] = {RI_NO_DATA, RI_LATE_FILE};
    struct listening              l = {.workspace = workspace, .task = task};
    *ret = (struct ri_alert_checked){.on = true};
    if (!ri_workspace_exists(workspace)) return RI_OK;
    const ri_status status =
        ri_alerts_check_rules(workspace, task, which, RI_COUNT(which), fill, &l, ret, err);
    ri_text_release(&l.name);
    ri_text_release(&l.message);
    return status;
}
