/* Each standing held against the rules, what is found into the store of alerts, settled there as a set. */
#include "app/alert_check.h"

#include "app/alert_standing.h"
#include "app/alert_text.h"
#include "app/attend.h"
#include "base/json.h"

#include <math.h>

enum { TOLD_MOST = 20 };                        /* alerts that one event names */
static const size_t MEM_MOST = (size_t)1 << 30; /* for what a check of everything keeps meanwhile */

struct checking {
    struct ri_alerts    *alerts;
    struct ri_alert_rule rules[RI_ALERT_RULES];
    bool                 of_import; /* pairs are looked at one by one */
    struct ri_text       sentence;
};

/* ---- Findings ---------------------------------------------------------------------------------------------------- */

static ri_status find(struct checking *checking, const struct ri_standing_row *row,
                      ri_alert_rule_id rule, const struct ri_judged *judged, struct ri_error *err)
{
    const struct ri_standing     *s = &row->standing;
    const double                  cover = ri_standing_cover(s);
    const struct ri_alert_figures figures = {.value = judged->value,
                                             .threshold = judged->threshold,
                                             .on_hand = s->on_hand,
                                             .on_order = s->on_order,
                                             .cover_days = cover,
                                             .days_to_delivery = s->days_to_delivery,
                                             .reorder_point = s->reorder_point,
                                             .daily = s->daily,
                                             .daily_before = s->daily_before};
    ri_text_clear(&checking->sentence);
    ri_alert_sentence(rule, row->name ? row->name : row->product, &figures, &checking->sentence);
    RI_TRY(ri_text_check(&checking->sentence, err));
    const struct ri_finding finding = {.rule = rule,
                                       .store = row->store,
                                       .product = row->product,
                                       .category = row->category,
                                       .message = checking->sentence.at,
                                       .severity = checking->rules[rule].severity,
                                       .crossed = judged->crossed,
                                       .value = judged->value,
                                       .threshold = judged->threshold,
                                       .on_hand = s->on_hand,
                                       .on_order = s->on_order,
                                       .cover_days = cover,
                                       .stake_minor = row->stake_minor};
    return ri_alerts_find(checking->alerts, &finding, err);
}

static ri_status take_row(void *context, const struct ri_standing_row *row, struct ri_error *err)
{
    struct checking *checking = context;
    if (checking->of_import)
        RI_TRY(ri_alerts_look(checking->alerts, row->store, row->product, err));
    for (size_t rule = 0; rule < RI_ALERT_RULES && row->counted && !row->ended; rule++) {
        const double x = checking->rules[rule].on ? checking->rules[rule].threshold : (double)NAN;
        const struct ri_judged judged = ri_alert_judge((ri_alert_rule_id)rule, x, &row->standing);
        if (judged.held) RI_TRY(find(checking, row, (ri_alert_rule_id)rule, &judged, err));
    }
    return RI_OK;
}

static ri_status look(struct checking *checking, struct ri_warehouse *warehouse, int64_t import_id,
                      bool of_sales, struct ri_task *task, struct ri_error *err)
{
    struct ri_arena mem;
    ri_arena_init(&mem, MEM_MOST);
    checking->of_import = import_id != 0;
    const ri_status status =
        ri_standings(warehouse, import_id, of_sales, task, &mem, take_row, checking, err);
    ri_arena_release(&mem);
    return status;
}

/* ---- Telling ----------------------------------------------------------------------------------------------------- */

void ri_alert_json(const struct ri_alert *alert, struct ri_text *out)
{
    const char *const names[] = {"rule",    "severity", "state",  "store",
                                 "product", "category", "message"},
                      *values[] = {alert->rule,    ri_severity_name(alert->severity),
                                   alert->state,   alert->store,
                                   alert->product, alert->category,
                                   alert->message};
    struct ri_json json = {.out = out};
    ri_json_object(&json);
    ri_json_key(&json, "alert_id");
    ri_json_int(&json, alert->id);
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        ri_json_key(&json, names[i]);
        ri_json_text(&json, values[i]);
    }
    ri_json_end(&json);
}

static ri_status tell_row(void *context, const struct ri_alert *alert,
                          RI_UNUSED struct ri_error *err)
{
    struct ri_text *rows = context;
    if (rows->length) ri_text_putc(rows, ',');
    ri_alert_json(alert, rows);
    return RI_OK;
}

void ri_alerts_tell(struct ri_workspace *workspace, struct ri_alerts *alerts,
                    const struct ri_alert_checked *checked, struct ri_view rows)
{
    struct ri_alert_counts counts = {0};
    struct ri_text         text = {0};
    if (ri_alerts_count(alerts, &counts, NULL) != RI_OK) return; /* the next event says it */
    ri_text_printf(&text,
                   "{\"opened\":%lld,\"cleared\":%lld,\"open\":%lld,\"critical\":%lld,"
                   "\"warning\":%lld,\"attended\":%lld,\"alerts\":[",
                   (long long)checked->opened, (long long)checked->cleared, (long long)counts.open,
                   (long long)counts.critical, (long long)counts.warning,
                   (long long)counts.attended);
    ri_text_add(&text, rows.at, rows.length);
    ri_text_puts(&text, "]}");
    if (!text.failed) ri_attendant_tell(ri_workspace_attendant(workspace), "alert", text.at);
    ri_text_release(&text);
}

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

static ri_status count_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    *(bool *)context = ri_row_int64(row, 0) > 0;
    return RI_OK;
}

/* Thresholds are kept. */
static ri_status is_on(struct ri_warehouse *warehouse, struct ri_task *task, bool *ret,
                       struct ri_error *err)
{
    return ri_warehouse_rows(warehouse, "SELECT count(*) FROM stock_threshold",
                             (struct ri_binds){0}, task, count_row, ret, err);
}

/* What was found becomes alerts, and is told; what failed so far gives the check up. */
static ri_status settle(struct ri_workspace *workspace, struct ri_alerts *alerts,
                        const struct ri_alerts_scope *scope, ri_status status,
                        const struct ri_task *task, struct ri_alert_checked *ret,
                        struct ri_error *err)
{
    struct ri_alerts_settled settled = {0};
    struct ri_text           rows = {0};
    if (status == RI_OK)
        status = ri_alerts_settle(alerts, scope, ri_task_now_us(task), TOLD_MOST, tell_row, &rows,
                                  &settled, err);
    else
        ri_alerts_abandon(alerts);
    ret->opened = settled.opened;
    ret->cleared = settled.cleared;
    if (status == RI_OK && (settled.opened || settled.cleared)) {
        ri_alerts_tell(workspace, alerts, ret, (struct ri_view){rows.at, rows.length});
        ri_attendant_stir(ri_workspace_attendant(workspace));
    }
    ri_text_release(&rows);
    return status;
}

ri_status ri_alerts_check_rules(struct ri_workspace *workspace, const struct ri_task *task,
                                const ri_alert_rule_id *which, size_t count, ri_alert_fill_fn *fill,
                                void *context, struct ri_alert_checked *ret, struct ri_error *err)
{
    struct ri_alert_rule   rules[RI_ALERT_RULES];
    struct ri_alerts      *alerts;
    struct ri_alerts_scope scope = {.whole = true}; /* version 0: says nothing of the data */
    *ret = (struct ri_alert_checked){.on = true};
    RI_TRY(ri_workspace_alerts(workspace, true, &alerts, err));
    RI_TRY(ri_alerts_rules(alerts, rules, err));
    for (size_t i = 0; i < count; i++) scope.rules[which[i]] = true;
    RI_TRY(ri_alerts_begin(alerts, err));
    return settle(workspace, alerts, &scope, fill(context, alerts, rules, err), task, ret, err);
}

static ri_status check(struct ri_workspace *workspace, struct ri_alerts *alerts,
                       struct ri_warehouse *warehouse, int64_t import_id, bool of_sales,
                       struct ri_alerts_scope *scope, struct ri_task *task,
                       struct ri_alert_checked *ret, struct ri_error *err)
{
    struct checking checking = {.alerts = alerts};
    RI_TRY(ri_alerts_rules(alerts, checking.rules, err));
    for (size_t i = 0; i < RI_ALERT_RULES; i++) /* one that is off is over */
        scope->rules[i] = ri_alert_rule_is_of_product((ri_alert_rule_id)i);
    RI_TRY(ri_alerts_begin(alerts, err));
    const ri_status status = scope->whole || import_id
                                 ? look(&checking, warehouse, import_id, of_sales, task, err)
                                 : RI_OK;
    ri_text_release(&checking.sentence);
    return settle(workspace, alerts, scope, status, task, ret, err);
}

ri_status ri_alerts_check_import(struct ri_workspace *workspace, int64_t import_id,
                                 ri_record_kind kind, struct ri_task *task,
                                 struct ri_alert_checked *ret, struct ri_error *err)
{
    struct ri_alerts    *alerts;
    struct ri_warehouse *warehouse;
    uint64_t             version;
    const bool           matters = kind == RI_SALES || kind == RI_STOCK || kind == RI_ORDERS;
    *ret = (struct ri_alert_checked){0};
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    RI_TRY(is_on(warehouse, task, &ret->on, err));
    if (!ret->on) return RI_OK;
    RI_TRY(ri_workspace_alerts(workspace, true, &alerts, err));
    RI_TRY(ri_warehouse_data_version(warehouse, &version, err));
    struct ri_alerts_scope scope = {.version = (int64_t)version, .after = (int64_t)version - 1};
    return check(workspace, alerts, warehouse, matters ? import_id : 0, kind == RI_SALES, &scope,
                 task, ret, err);
}

ri_status ri_alerts_check_all(struct ri_workspace *workspace, bool only_missed,
                              struct ri_task *task, struct ri_alert_checked *ret,
                              struct ri_error *err)
{
    struct ri_alerts    *alerts;
    struct ri_warehouse *warehouse;
    uint64_t             version;
    int64_t              checked = 0;
    *ret = (struct ri_alert_checked){0};
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    RI_TRY(is_on(warehouse, task, &ret->on, err));
    if (!ret->on) return RI_OK;
    RI_TRY(ri_workspace_alerts(workspace, true, &alerts, err));
    RI_TRY(ri_warehouse_data_version(warehouse, &version, err));
    RI_TRY(ri_alerts_checked(alerts, &checked, err));
    if (only_missed && checked >= (int64_t)version) return RI_OK;
    struct ri_alerts_scope scope = {.whole = true, .version = (int64_t)version, .after = -1};
    return check(workspace, alerts, warehouse, 0, false, &scope, task, ret, err);
}
