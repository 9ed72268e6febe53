/* inventory alerts and what people do with them: acknowledge, snooze, resolve, look back. */
#include "app/alert_ask.h"
#include "app/filters.h"
#include "app/operation.h"

enum { MONEY_DIGITS = 2 };
static const unsigned readers = RI_ROLE_INVENTORY | RI_ROLE_STAFF | RI_ROLE_MANAGEMENT |
                                RI_ROLE_ANALYST | RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
                      doers =
                          RI_ROLE_INVENTORY | RI_ROLE_STAFF | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN;

/* ---- inventory alerts --------------------------------------------------------------------------------------------- */

static const struct ri_param list_params[] = {
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"category", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only these categories"},
    {"product", RI_PARAM_PRODUCT, RI_PARAM_LIST, NULL, NULL, NULL, "only these products"},
    {"rule", RI_PARAM_ENUM, RI_PARAM_LIST, NULL, NULL, ri_alert_rule_names, "only these rules"},
    {"severity", RI_PARAM_ENUM, 0, NULL, "info", ri_severity_names, "at least this severity"},
    {"state", RI_PARAM_ENUM, RI_PARAM_LIST, NULL, NULL, ri_alert_states,
     "only these states; all but resolved when not given"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "200", NULL, "most rows; 0: all"},
};
static const struct ri_column list_columns[] = {
    {"alert_id", RI_COLUMN_INTEGER, "number of the alert"},
    {"severity", RI_COLUMN_TEXT, "critical, warning or info"},
    {"state", RI_COLUMN_TEXT, "open, acknowledged, snoozed or resolved"},
    {"rule", RI_COLUMN_TEXT, "rule that was crossed, see 'alerts rules'"},
    {"store", RI_COLUMN_STORE, "store"},
    {"product", RI_COLUMN_PRODUCT, "product"},
    {"category", RI_COLUMN_TEXT, "category of the product"},
    {"message", RI_COLUMN_TEXT, "what is the matter, in one sentence"},
    {"on_hand", RI_COLUMN_NUMBER, "units in stock: last count less what was sold since"},
    {"on_order", RI_COLUMN_NUMBER, "units on their way"},
    {"days_of_cover", RI_COLUMN_NUMBER, "days that the stock lasts at expected demand"},
    {"money_at_stake", RI_COLUMN_MONEY, "estimate: margin lost without an order; not shown to who may see some stores only, as it is worked out at the price of all"},
    {"opened_at", RI_COLUMN_TIME, "when the rule was crossed"},
    {"changed_at", RI_COLUMN_TIME, "when the state last changed"},
    {"snoozed_until", RI_COLUMN_TIME, "when a snooze ends"},
    {"author", RI_COLUMN_TEXT, "who last did something with it"},
    {"note", RI_COLUMN_TEXT, "what that person wrote"},
};

struct listing {
    struct ri_table_builder *table;
    size_t                   count;
    bool                     of_some; /* the caller sees some stores only */
};

static ri_status list_row(void *context, const struct ri_alert *alert,
                          RI_UNUSED struct ri_error *err)
{
    struct listing          *listing = context;
    struct ri_table_builder *table = listing->table;
    const char              *texts[] = {ri_severity_name(alert->severity),
                                        alert->state,
                                        alert->rule,
                                        *alert->store ? alert->store : NULL,
                                        *alert->store ? alert->product : NULL, /* of none */
                                        alert->category,
                                        alert->message};
    const double             numbers[] = {alert->on_hand, alert->on_order, alert->cover_days};
    listing->count++;
    ri_put_int(table, alert->id);
    for (size_t i = 0; i < RI_COUNT(texts); i++) ri_put_string(table, texts[i]);
    for (size_t i = 0; i < RI_COUNT(numbers); i++) ri_put_number(table, numbers[i]);
    if (alert->stake_minor == INT64_MIN || listing->of_some) /* it was worked out at the chain's price */
        ri_put_null(table);
    else
        ri_put_decimal(table, alert->stake_minor, MONEY_DIGITS);
    ri_put_instant(table, alert->opened_us);
    ri_put_instant(table, alert->changed_us);
    ri_put_instant_or_null(table, alert->snoozed_until_us);
    ri_put_string(table, alert->author);
    ri_put_string(table, alert->note);
    return RI_OK;
}

static ri_status age_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context = ri_row_missing(row, 0) ? INT64_MIN : ri_row_int64(row, 0);
    return RI_OK;
}

/* What the list rests on: thresholds, and how old they are. */
static ri_status say_age(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    int64_t              computed_us = INT64_MIN;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_warehouse_rows(warehouse, "SELECT epoch_us(max(computed_at)) FROM stock_threshold",
                             (struct ri_binds){0}, ri_call_task(call), age_row, &computed_us, err));
    if (computed_us == INT64_MIN) {
        ri_call_note(call, "nothing is looked for yet: 'retailinsight alerts refresh' computes the "
                           "thresholds, from then on every import is checked");
        return RI_OK;
    }
    const int64_t days = (ri_task_now_us(ri_call_task(call)) - computed_us) / RI_US_PER_DAY;
    if (days >= 2)
        ri_call_note(call,
                     "the thresholds are %lld days old: 'retailinsight alerts refresh' computes "
                     "them anew",
                     (long long)days);
    return RI_OK;
}

/* A store, product or category that is not there, or that the caller may not see, is said, not an empty list. */
static ri_status check_named(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    return ri_call_filter(call, warehouse, &ids, err);
}

static ri_status list_run(struct ri_call *call, struct ri_error *err)
{
    static const char *const unsettled[] = {"open", "acknowledged", "snoozed", NULL};
    struct ri_alerts        *alerts;
    struct listing           listing = {.count = 0};
    struct ri_alert_filter   filter = {
          .scope = ri_call_scope(call),
          .stores = ri_call_given(call, "store") ? ri_call_list(call, "store", NULL) : NULL,
          .categories = ri_call_given(call, "category") ? ri_call_list(call, "category", NULL) : NULL,
          .products = ri_call_given(call, "product") ? ri_call_list(call, "product", NULL) : NULL,
          .rules = ri_call_given(call, "rule") ? ri_call_list(call, "rule", NULL) : NULL,
          .states = ri_call_given(call, "state") ? ri_call_list(call, "state", NULL) : unsettled,
          .limit = ri_call_integer(call, "limit", 0)};
    listing.of_some = filter.scope;
    (void)!ri_severity_parse(ri_call_text(call, "severity"), &filter.severity);
    RI_TRY(check_named(call, err));
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_call_money_builder(call, MONEY_DIGITS, &listing.table, err));
    ri_status status = ri_alerts_each(alerts, &filter, list_row, &listing, err);
    if (status == RI_OK) status = ri_call_emit_builder(call, listing.table, err);
    if (status == RI_OK) status = say_age(call, err);
    if (status == RI_OK && filter.limit && listing.count == (size_t)filter.limit)
        ri_call_note(call, "the first %zu, worst first; --limit 0 shows all", listing.count);
    ri_table_builder_free(listing.table);
    return status;
}

/* ---- acknowledge, snooze, resolve --------------------------------------------------------------------------------- */

#define ID_PARAM                                              \
    {"id",                                                    \
     RI_PARAM_COUNT,                                          \
     RI_PARAM_LIST | RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, \
     NULL,                                                    \
     NULL,                                                    \
     NULL,                                                    \
     "numbers of alerts, see 'inventory alerts'"}
#define NOTE_PARAM \
    {"note", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "why, or what was done; kept with the alert"}
static const struct ri_param change_params[] = {ID_PARAM, RI_AUTHOR_PARAM, NOTE_PARAM};
static const struct ri_param snooze_params[] = {
    ID_PARAM,
    {"for", RI_PARAM_DURATION, 0, NULL, "1d", NULL, "how long, e.g. 4h, 3d or 2w"},
    RI_AUTHOR_PARAM,
    NOTE_PARAM,
};
static const struct ri_column change_columns[] = {
    {"alert_id", RI_COLUMN_INTEGER, "number of the alert"},
    {"state", RI_COLUMN_TEXT, "state it has now"},
    {"changed", RI_COLUMN_BOOL, "false: it had that state already"},
    {"snoozed_until", RI_COLUMN_TIME, "when a snooze ends"},
};

static ri_status change_all(struct ri_call *call, struct ri_alerts *alerts,
                            const struct ri_alert_change *change, struct ri_table_builder *table,
                            size_t *ret_changed, struct ri_error *err)
{
    const int64_t      now_us = ri_task_now_us(ri_call_task(call));
    const char *const *ids = ri_call_list(call, "id", NULL);
    for (size_t i = 0; ids && ids[i]; i++) {
        int64_t id = 0;
        bool    changed = false;
        if (!ri_parse_int(ri_view_of(ids[i]), &id)) id = 0; /* then it is not found */
        RI_TRY(ri_alerts_change(alerts, id, ri_call_scope(call), change, now_us, &changed, err));
        ri_put_int(table, id);
        ri_put_string(table, change->state);
        ri_put_bool(table, changed);
        ri_put_instant_or_null(table, change->until_us);
        *ret_changed += changed;
    }
    return RI_OK;
}

/* Those before one that cannot be changed stay changed, and are shown. */
static ri_status change_run(struct ri_call *call, const char *state, int64_t until_us,
                            struct ri_error *err)
{
    struct ri_alerts            *alerts;
    struct ri_table_builder     *table;
    size_t                       changed = 0;
    const struct ri_alert_change change = {.state = state,
                                           .author = ri_call_author(call),
                                           .note = ri_call_text(call, "note"),
                                           .until_us = until_us};
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_status status = change_all(call, alerts, &change, table, &changed, err);
    if (changed)
        ri_alerts_tell(ri_call_workspace(call), alerts, &(struct ri_alert_checked){.on = true},
                       (struct ri_view){"", 0});
    if (status != RI_OK && ri_table_builder_rows(table)) {
        ri_call_verdict(call, status, "%s", err ? err->message : "");
        status = RI_OK;
    }
    return ri_call_answer(call, table, status, err);
}

static ri_status acknowledge_run(struct ri_call *call, struct ri_error *err)
{
    return change_run(call, "acknowledged", INT64_MIN, err);
}

static ri_status resolve_run(struct ri_call *call, struct ri_error *err)
{
    return change_run(call, "resolved", INT64_MIN, err);
}

static ri_status snooze_run(struct ri_call *call, struct ri_error *err)
{
    enum { MOST_DAYS = 366 };
    const int64_t minutes = ri_call_integer(call, "for", 0);
    if (minutes < 1 || minutes > MOST_DAYS * INT64_C(1440))
        return ri_fail(err, RI_EUSAGE, "--for wants 1 minute to %d days; got %s", MOST_DAYS,
                       ri_call_text(call, "for"));
    return change_run(call, "snoozed",
                      ri_task_now_us(ri_call_task(call)) + minutes * 60 * RI_US_PER_SECOND, err);
}

/* ---- alerts history ------------------------------------------------------------------------------------------------ */

static const struct ri_param history_params[] = {
    {"id", RI_PARAM_COUNT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "number of the alert"},
};
static const struct ri_column history_columns[] = {
    {"at", RI_COLUMN_TIME, "when"},
    {"event", RI_COLUMN_TEXT, "opened, acknowledged, snoozed, woken, resolved or cleared"},
    {"author", RI_COLUMN_TEXT, "who; missing: the program"},
    {"note", RI_COLUMN_TEXT, "what that person wrote"},
};

static ri_status history_row(void *context, const struct ri_alert_event *event,
                             RI_UNUSED struct ri_error *err)
{
    struct ri_table_builder *table = context;
    ri_put_instant(table, event->at_us);
    ri_put_string(table, event->event);
    ri_put_string(table, event->author);
    ri_put_string(table, event->note);
    return RI_OK;
}

static ri_status count_alert(void *context, RI_UNUSED const struct ri_alert *alert,
                             RI_UNUSED struct ri_error *err)
{
    ++*(size_t *)context;
    return RI_OK;
}

static ri_status history_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts            *alerts;
    struct ri_table_builder     *table;
    size_t                       seen = 0;
    const int64_t                id = ri_call_integer(call, "id", 0);
    const struct ri_alert_filter filter = {.id = id, .scope = ri_call_scope(call)};
    RI_TRY(ri_call_alerts(call, &alerts, err));
    if (id) RI_TRY(ri_alerts_each(alerts, &filter, count_alert, &seen, err));
    if (!seen) return ri_fail(err, RI_ENOTFOUND, "there is no alert %lld", (long long)id);
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table, ri_alerts_history(alerts, id, history_row, table, err), err);
}

/* ---- The table ----------------------------------------------------------------------------------------------------- */

static const struct ri_operation operations[] = {
    {.info = {.name = "inventory.alerts",
              .summary = "Stock alerts that want somebody's attention, worst first",
              .details =
                  "A rule that a product in a store crosses opens one alert, however often data "
                  "arrive; a second one comes only after the condition was over. 'alerts "
                  "refresh' computes what stock is held against and starts the watch: from then "
                  "on every import is checked right after it.",
              .flags = RI_VOLATILE | RI_SCOPED,
              .roles = readers,
              RI_PARAMS(list_params),
              RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight inventory alerts --severity warning",
                          "retailinsight inventory alerts --store S01 --rule runs_out")},
     .run = list_run},
    {.info = {.name = "alerts.acknowledge",
              .summary = "Say that somebody looks after alerts",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = doers,
              RI_PARAMS(change_params),
              RI_COLUMNS(change_columns),
              RI_EXAMPLES("retailinsight alerts acknowledge 12 13 --note \"ordered by phone\"")},
     .run = acknowledge_run},
    {.info = {.name = "alerts.snooze",
              .summary = "Put alerts off; they open and are told again when the time is over",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = doers,
              RI_PARAMS(snooze_params),
              RI_COLUMNS(change_columns),
              RI_EXAMPLES("retailinsight alerts snooze 12 --for 3d")},
     .run = snooze_run},
    {.info = {.name = "alerts.resolve",
              .summary = "Close alerts; they come again only after their condition was over",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = doers,
              RI_PARAMS(change_params),
              RI_COLUMNS(change_columns),
              RI_EXAMPLES("retailinsight alerts resolve 12 --note \"counted: it is there\"")},
     .run = resolve_run},
    {.info = {.name = "alerts.history",
              .summary = "What happened to an alert, and who did it",
              .flags = RI_VOLATILE | RI_SCOPED,
              .roles = readers,
              RI_PARAMS(history_params),
              RI_COLUMNS(history_columns),
              RI_EXAMPLES("retailinsight alerts history 12")},
     .run = history_run},
};
const struct ri_operation_table ri_alert_operations = RI_OPERATION_TABLE(operations);
