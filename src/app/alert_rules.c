/* alerts rules, alerts rule, alerts refresh: what is looked for, and what stock is held against. */
#include "app/alert_ask.h"
#include "app/alert_events.h"
#include "app/alert_silence.h"
#include "app/nested.h"
#include "app/operation.h"

#include <math.h>

/* ---- alerts rules, alerts rule -------------------------------------------------------------------------------------- */

static const struct ri_column rule_columns[] = {
    {"rule", RI_COLUMN_TEXT, "name of the rule"},
    {"on", RI_COLUMN_BOOL, "it is checked"},
    {"severity", RI_COLUMN_TEXT, "of the alerts it opens"},
    {"threshold", RI_COLUMN_NUMBER, "what is held against, in the unit beside it"},
    {"unit", RI_COLUMN_TEXT, "of the threshold"},
    {"set", RI_COLUMN_BOOL, "a person has set it; otherwise it is as the program has it"},
    {"meaning", RI_COLUMN_TEXT, "when it is crossed"},
};

static ri_status list_rules(struct ri_call *call, struct ri_alerts *alerts, const char *only,
                            struct ri_error *err)
{
    struct ri_alert_rule     rules[RI_ALERT_RULES];
    struct ri_table_builder *table;
    RI_TRY(ri_alerts_rules(alerts, rules, err));
    RI_TRY(ri_call_builder(call, &table, err));
    for (size_t i = 0; i < RI_ALERT_RULES; i++) {
        if (only && strcmp(only, rules[i].name) != 0) continue;
        ri_put_string(table, rules[i].name);
        ri_put_bool(table, rules[i].on);
        ri_put_string(table, ri_severity_name(rules[i].severity));
        ri_put_number(table, rules[i].threshold);
        ri_put_string(table, rules[i].unit);
        ri_put_bool(table, rules[i].changed);
        ri_put_string(table, rules[i].help);
    }
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status rules_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts *alerts;
    RI_TRY(ri_call_alerts(call, &alerts, err));
    return list_rules(call, alerts, NULL, err);
}

static const struct ri_param rule_params[] = {
    {"rule", RI_PARAM_ENUM, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL,
     ri_alert_rule_names, "name of the rule"},
    {"threshold", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "in the unit that 'alerts rules' says"},
    {"severity", RI_PARAM_ENUM, 0, NULL, NULL, ri_severity_names, "of the alerts it opens"},
    {"on", RI_PARAM_ENUM, 0, NULL, NULL, (const char *const[]){"yes", "no", NULL},
     "is it checked?"},
    RI_AUTHOR_PARAM,
};

static void add(struct ri_alert_checked *to, const struct ri_alert_checked *more)
{
    to->opened += more->opened;
    to->cleared += more->cleared;
}

/* Adds what is to be said of sales that do not come and, with `events`, of those that are unusual. */
static ri_status listen(struct ri_call *call, bool events, struct ri_alert_checked *checked,
                        struct ri_error *err)
{
    struct ri_workspace    *workspace = ri_call_workspace(call);
    struct ri_alert_checked more;
    RI_TRY(ri_alerts_check_silence(workspace, ri_call_task(call), &more, err));
    add(checked, &more);
    if (!events) return RI_OK;
    RI_TRY(ri_alerts_check_events(workspace, ri_call_task(call), &more, err));
    add(checked, &more);
    return RI_OK;
}

/* What holds for the data as they are: alerts that the rule no longer carries are over at once. */
static ri_status rule_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts       *alerts;
    struct ri_alert_rule    rules[RI_ALERT_RULES], *rule = NULL;
    struct ri_alert_checked checked;
    const char             *name = ri_call_text(call, "rule"), *on = ri_call_text(call, "on");
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_alerts_rules(alerts, rules, err));
    for (size_t i = 0; i < RI_ALERT_RULES; i++) {
        if (strcmp(rules[i].name, name) == 0) rule = &rules[i];
    }
    if (!rule) return ri_fail(err, RI_EUSAGE, "there is no rule '%.60s'", name);
    rule->threshold = ri_call_number(call, "threshold", rule->threshold);
    if (on) rule->on = strcmp(on, "yes") == 0;
    (void)!ri_severity_parse(ri_call_text(call, "severity"), &rule->severity);
    RI_TRY(ri_alerts_set_rule(alerts, rule, ri_call_author(call),
                              ri_task_now_us(ri_call_task(call)), err));
    RI_TRY(ri_alerts_check_all(ri_call_workspace(call), false, ri_call_task(call), &checked, err));
    const size_t at = (size_t)(rule - rules);
    RI_TRY(listen(call, at == RI_DATA_FAULT || at == RI_UNUSUAL_SALES, &checked, err));
    if (checked.opened || checked.cleared)
        ri_call_note(call, "alerts opened: %lld, over: %lld", (long long)checked.opened,
                     (long long)checked.cleared);
    return list_rules(call, alerts, name, err);
}

/* ---- alerts refresh ------------------------------------------------------------------------------------------------- */

static const struct ri_param refresh_params[] = {
    {"service", RI_PARAM_NUMBER, 0, NULL, "0.95", NULL,
     "wanted chance of no stock-out, as for 'inventory orders'"},
};
static const struct ri_column refresh_columns[] = {
    {"thresholds", RI_COLUMN_INTEGER, "products in stores that stock is now held against"},
    {"opened", RI_COLUMN_INTEGER, "alerts opened by it"},
    {"cleared", RI_COLUMN_INTEGER, "alerts whose condition is over"},
    {"open", RI_COLUMN_INTEGER, "alerts open now"},
    {"critical", RI_COLUMN_INTEGER, "critical ones among them"},
};

struct keeping {
    struct ri_call          *call;
    struct ri_warehouse     *warehouse;
    struct ArrowArrayStream *advice; /* while the orders are at hand */
    int64_t                  rows;
    bool                     kept;
};

static ri_status keep(struct keeping *keeping, struct ArrowArrayStream *phantom,
                      struct ri_error *err)
{
    keeping->kept = true;
    return ri_warehouse_keep_thresholds(keeping->warehouse, keeping->advice, phantom,
                                        ri_call_task(keeping->call), &keeping->rows, err);
}

static ri_status take_phantom(void *context, struct ArrowArrayStream *stream, struct ri_error *err)
{
    return keep(context, stream, err);
}

/* Stock that is probably not there goes beside the order lines; without it the other rules hold all the same. */
static ri_status take_orders(void *context, struct ArrowArrayStream *stream, struct ri_error *err)
{
    struct keeping  *keeping = context;
    struct ri_nested phantom;
    struct ri_error  why = {0};
    keeping->advice = stream;
    RI_TRY(ri_nested_begin(keeping->call, ri_call_workspace(keeping->call), NULL,
                           "inventory.phantom", &phantom, err));
    ri_status status = ri_call_set(phantom.call, "probability", "0.4", &why);
    status = ri_nested_stream(&phantom, status, NULL, take_phantom, keeping, &why);
    RI_TRY(ri_task_check(ri_call_task(keeping->call), err));
    if (status != RI_OK && keeping->kept) {
        if (err) *err = why;
        return status;
    }
    if (status == RI_OK) return RI_OK;
    ri_call_note(keeping->call, "phantom stock is not looked for: %s", why.message);
    return keep(keeping, NULL, err);
}

static ri_status put_refreshed(struct ri_call *call, const struct keeping *keeping,
                               const struct ri_alert_checked *checked, struct ri_error *err)
{
    struct ri_alerts        *alerts;
    struct ri_alert_counts   counts = {0};
    struct ri_table_builder *table;
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_alerts_count(alerts, &counts, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_int(table, keeping->rows);
    ri_put_int(table, checked->opened);
    ri_put_int(table, checked->cleared);
    ri_put_int(table, counts.open);
    ri_put_int(table, counts.critical);
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status refresh_run(struct ri_call *call, struct ri_error *err)
{
    struct keeping          keeping = {.call = call};
    struct ri_alert_checked checked;
    struct ri_nested        orders;
    struct ri_workspace    *workspace = ri_call_workspace(call);
    RI_TRY(ri_call_warehouse(call, &keeping.warehouse, err));
    RI_TRY(ri_nested_begin(call, workspace, NULL, "inventory.orders", &orders, err));
    const ri_status status =
        ri_call_set(orders.call, "service", ri_call_text(call, "service"), err);
    RI_TRY(ri_nested_stream(&orders, status, "orders", take_orders, &keeping, err));
    RI_TRY(ri_alerts_check_all(workspace, false, ri_call_task(call), &checked, err));
    RI_TRY(listen(call, true, &checked, err));
    return put_refreshed(call, &keeping, &checked, err);
}

/* ---- The table ------------------------------------------------------------------------------------------------------ */

static const struct ri_operation operations[] = {
    {.info = {.name = "alerts.rules",
              .summary = "What stock and sales are watched for: rules, thresholds, severities",
              .flags = RI_VOLATILE,
              .roles = RI_ROLE_ALL,
              RI_COLUMNS(rule_columns),
              RI_EXAMPLES("retailinsight alerts rules")},
     .run = rules_run},
    {.info = {.name = "alerts.rule",
              .summary = "Set a rule: its threshold, its severity, whether it is checked",
              .details = "The data are checked against it at once: alerts that it no longer "
                         "carries are over.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
              RI_PARAMS(rule_params),
              RI_COLUMNS(rule_columns),
              RI_EXAMPLES("retailinsight alerts rule overstock --threshold 90",
                          "retailinsight alerts rule never_sold --on no")},
     .run = rule_run},
    {.info = {.name = "alerts.refresh",
              .summary = "Compute what stock is held against, and check everything",
              .details =
                  "Runs 'inventory orders' and 'inventory phantom' for all products and stores and "
                  "keeps reorder point, "
                  "order-up-to level and expected demand, so that a sale that comes in is checked "
                  "at once, without a forecast. What 'anomaly events' finds in the last three days "
                  "of the data is told too, by the rules unusual_sales and data_fault; a server "
                  "looks for it every hour. A server does it each day at "
                  "alerts.refresh_at (23h); elsewhere run it every night, from cron for instance.",
              .flags = RI_CHANGES | RI_LONG,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
              RI_PARAMS(refresh_params),
              RI_COLUMNS(refresh_columns),
              RI_EXAMPLES("retailinsight alerts refresh")},
     .run = refresh_run},
};
const struct ri_operation_table ri_alert_rule_operations = RI_OPERATION_TABLE(operations);
