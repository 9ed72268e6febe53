/* One query over the data, its rows into the store of alerts, settled there as a set. */
#include "app/alert_check.h"

#include "app/alert_text.h"
#include "app/attend.h"
#include "app/query.h"
#include "base/json.h"

#include <math.h>

enum { TOLD_MOST = 20 }; /* alerts that one event names */
enum { RULE, STORE, PRODUCT, NAME, CATEGORY, CROSSED, FIGURES, STAKE = FIGURES + 9 };

struct checking {
    struct ri_alerts    *alerts;
    struct ri_alert_rule rules[RI_ALERT_RULES];
    struct ri_text       cells[4], sentence; /* store, product, name, category */
};

/* ---- Findings ---------------------------------------------------------------------------------------------------- */

static const char *cell(struct checking *checking, const struct ri_row *row, size_t column)
{
    struct ri_text *text = &checking->cells[column - STORE];
    if (ri_row_missing(row, column)) return NULL;
    const struct ri_view view = ri_row_text(row, column);
    ri_text_clear(text);
    ri_text_add(text, view.at, view.length);
    return text->failed ? NULL : text->at ? text->at : "";
}

static double number(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? NAN : ri_row_double(row, column);
}

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct checking *checking = context;
    const int64_t    rule = ri_row_int64(row, RULE);
    const char      *store = cell(checking, row, STORE), *product = cell(checking, row, PRODUCT),
               *name = cell(checking, row, NAME), *category = cell(checking, row, CATEGORY);
    if (!store || !product) return ri_fail(err, RI_ENOMEM, "no room for a finding");
    if (rule < 0) return ri_alerts_look(checking->alerts, store, product, err);
    const struct ri_alert_figures figures = {
        .value = number(row, FIGURES),
        .threshold = number(row, FIGURES + 1),
        .on_hand = number(row, FIGURES + 2),
        .on_order = number(row, FIGURES + 3),
        .cover_days = number(row, FIGURES + 4),
        .days_to_delivery = number(row, FIGURES + 5),
        .reorder_point = number(row, FIGURES + 6),
        .daily = number(row, FIGURES + 7),
        .daily_before = number(row, FIGURES + 8),
    };
    ri_text_clear(&checking->sentence);
    ri_alert_sentence((ri_alert_rule_id)rule, name ? name : product, &figures, &checking->sentence);
    RI_TRY(ri_text_check(&checking->sentence, err));
    const struct ri_finding finding = {
        .rule = (ri_alert_rule_id)rule,
        .store = store,
        .product = product,
        .category = category,
        .message = checking->sentence.at,
        .severity = checking->rules[rule].severity,
        .crossed = ri_row_int64(row, CROSSED) != 0,
        .value = figures.value,
        .threshold = figures.threshold,
        .on_hand = figures.on_hand,
        .on_order = figures.on_order,
        .cover_days = figures.cover_days,
        .stake_minor = ri_row_missing(row, STAKE) ? INT64_MIN : ri_row_int64(row, STAKE),
    };
    return ri_alerts_find(checking->alerts, &finding, err);
}

/* What the sales are held against: the earliest of the last counts, and today. */
struct frame {
    int64_t since_us; /* INT64_MIN: nothing to look at */
    ri_day  day;
};

static ri_status frame_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    struct frame *frame = context;
    if (ri_row_missing(row, 0)) return RI_OK;
    frame->since_us = ri_row_int64(row, 0);
    frame->day = (ri_day)ri_row_int64(row, 1);
    return RI_OK;
}

static ri_status ask(struct ri_warehouse *warehouse, const char *path, struct ri_binds binds,
                     struct ri_task *task, ri_row_fn *each, void *context, struct ri_error *err)
{
    struct ri_arena mem;
    const char     *sql;
    ri_arena_init(&mem, 1 << 20);
    ri_status status = ri_query_text(path, &mem, &sql, err);
    if (status == RI_OK)
        status = ri_warehouse_rows(warehouse, sql, binds, task, each, context, err);
    ri_arena_release(&mem);
    return status;
}

static ri_status look(struct checking *checking, struct ri_warehouse *warehouse, int64_t import_id,
                      bool of_sales, struct ri_task *task, struct ri_error *err)
{
    enum { IMPORT = RI_ALERT_RULES, OF_SALES, SINCE, DAY, BINDS };
    struct frame   frame = {.since_us = INT64_MIN};
    struct ri_bind binds[BINDS];
    for (size_t i = 0; i < RI_ALERT_RULES; i++)
        binds[i] = checking->rules[i].on
                       ? ri_bind_double(checking->rules[i].name, checking->rules[i].threshold)
                       : ri_bind_null(checking->rules[i].name);
    binds[IMPORT] = import_id ? ri_bind_int64("import", import_id) : ri_bind_null("import");
    RI_TRY(ask(warehouse, "sql/alerts/since.sql", (struct ri_binds){&binds[IMPORT], 1}, task,
               frame_row, &frame, err));
    if (frame.since_us == INT64_MIN) return RI_OK;
    binds[OF_SALES] = ri_bind_bool("of_sales", of_sales);
    binds[SINCE] = ri_bind_timestamp("since", frame.since_us);
    binds[DAY] = ri_bind_date("day", frame.day);
    return ask(warehouse, "sql/alerts/findings.sql", RI_BINDS(binds), task, take_row, checking,
               err);
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

static ri_status check(struct ri_workspace *workspace, struct ri_alerts *alerts,
                       struct ri_warehouse *warehouse, int64_t import_id, bool of_sales,
                       struct ri_alerts_scope *scope, struct ri_task *task,
                       struct ri_alert_checked *ret, struct ri_error *err)
{
    struct checking          checking = {.alerts = alerts};
    struct ri_alerts_settled settled = {0};
    struct ri_text           rows = {0};
    RI_TRY(ri_alerts_rules(alerts, checking.rules, err));
    for (size_t i = 0; i < RI_ALERT_RULES; i++)
        scope->rules[i] = i != RI_NO_DATA; /* one that is off is over; silence is the clock's */
    RI_TRY(ri_alerts_begin(alerts, err));
    ri_status status = scope->whole || import_id
                           ? look(&checking, warehouse, import_id, of_sales, task, err)
                           : RI_OK;
    if (status == RI_OK)
        status = ri_alerts_settle(alerts, scope, ri_task_now_us(task), TOLD_MOST, tell_row, &rows,
                                  &settled, err);
    else
        ri_alerts_abandon(alerts);
    for (size_t i = 0; i < RI_COUNT(checking.cells); i++) ri_text_release(&checking.cells[i]);
    ri_text_release(&checking.sentence);
    ret->opened = settled.opened;
    ret->cleared = settled.cleared;
    if (status == RI_OK && (settled.opened || settled.cleared)) {
        ri_alerts_tell(workspace, alerts, ret, (struct ri_view){rows.at, rows.length});
        ri_attendant_stir(ri_workspace_attendant(workspace));
    }
    ri_text_release(&rows);
    return status;
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
