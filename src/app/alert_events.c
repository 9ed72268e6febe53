/* The events first, as anybody would ask for them; then the alerts, which lock what events read. */
#include "app/alert_events.h"

#include "app/gather.h"
#include "app/operation.h"

#include <math.h>

enum { NEWS_DAYS = 3 };
static const double held_part = 0.9; /* of the threshold */
static const size_t MEM_MOST = (size_t)1 << 28;

struct finding_events {
    struct ri_arena    mem;
    struct ri_gathered rows;
    ri_day             newest;
};

static ri_status take_row(void *context, const struct ri_table_view *table, size_t row,
                          struct ri_error *err)
{
    struct finding_events *f = context;
    return ri_gather_row(&f->rows, &f->mem, table, row, err);
}

static bool is_of_sales(const char *kind)
{
    static const char *const kinds[] = {"sales", "closed", "level change", "spread change"};
    for (size_t i = 0; i < RI_COUNT(kinds); i++)
        if (strcmp(kinds[i], kind) == 0) return true;
    return false;
}

static ri_status find(const struct finding_events *f, struct ri_alerts *alerts,
                      const struct ri_alert_rule *rules, size_t row, struct ri_error *err)
{
    const ri_alert_rule_id id =
        is_of_sales(ri_gathered_text(&f->rows, row, "kind")) ? RI_UNUSUAL_SALES : RI_DATA_FAULT;
    const struct ri_alert_rule *rule = &rules[id];
    const double                money = fabs(ri_gathered_number(&f->rows, row, "at_stake"));
    const ri_day                until = ri_gathered_day(&f->rows, row, "until");
    const char                 *category = ri_gathered_text(&f->rows, row, "category");
    if (!rule->on || !(money >= held_part * rule->threshold)) return RI_OK;
    const struct ri_finding finding = {.rule = id,
                                       .store = ri_gathered_text(&f->rows, row, "store"),
                                       .product = ri_gathered_text(&f->rows, row, "event"),
                                       .category = category[0] ? category : NULL,
                                       .message = ri_gathered_text(&f->rows, row, "text"),
                                       .severity = rule->severity,
                                       .crossed = money >= rule->threshold &&
                                                  until > f->newest - NEWS_DAYS,
                                       .value = money,
                                       .threshold = rule->threshold,
                                       .on_hand = (double)NAN,
                                       .on_order = (double)NAN,
                                       .cover_days = (double)NAN,
                                       .stake_minor = llround(money * 100)};
    return ri_alerts_find(alerts, &finding, err);
}

static ri_status fill(void *context, struct ri_alerts *alerts, const struct ri_alert_rule *rules,
                      struct ri_error *err)
{
    const struct finding_events *f = context;
    for (size_t row = 0; row < f->rows.rows; row++) RI_TRY(find(f, alerts, rules, row, err));
    return RI_OK;
}

static ri_status newest_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    *(ri_day *)context = ri_row_missing(row, 0) ? RI_DAY_NONE : (ri_day)ri_row_int64(row, 0);
    return RI_OK;
}

static ri_status look(struct finding_events *f, struct ri_workspace *workspace,
                      struct ri_task *task, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_nested     events;
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    RI_TRY(ri_warehouse_rows(warehouse,
                             "SELECT max(business_date) FROM sale_line WHERE kind <> 'void'",
                             (struct ri_binds){0}, task, newest_row, &f->newest, err));
    if (f->newest == RI_DAY_NONE) return RI_OK;
    RI_TRY(ri_nested_alone(workspace, task, &f->mem, "anomaly.events", &events, err));
    const ri_status status = ri_call_set(events.call, "limit", "0", err);
    return ri_nested_rows(&events, status, NULL, take_row, f, err);
}

ri_status ri_alerts_check_events(struct ri_workspace *workspace, struct ri_task *task,
                                 struct ri_alert_checked *ret, struct ri_error *err)
{
    static const ri_alert_rule_id which[] = {RI_DATA_FAULT, RI_UNUSUAL_SALES};
    struct finding_events         f = {.newest = RI_DAY_NONE};
    *ret = (struct ri_alert_checked){.on = true};
    if (!ri_workspace_exists(workspace)) return RI_OK;
    ri_arena_init(&f.mem, MEM_MOST);
    ri_status status = look(&f, workspace, task, err);
    if (status == RI_OK)
        status = ri_alerts_check_rules(workspace, task, which, RI_COUNT(which), fill, &f, ret, err);
    ri_arena_release(&f.mem);
    return status;
}
