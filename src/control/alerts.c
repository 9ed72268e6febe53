/* Rules and alerts as rows. */
#include "alerts_internal.h"

#include <math.h>

const char *const ri_severity_names[] = {"info", "warning", "critical", NULL};
const char *const ri_alert_states[] = {"open", "acknowledged", "snoozed", "resolved", NULL};
#define NAME(code, name, ...) name,
const char *const ri_alert_rule_names[] = {RI_ALERT_RULE_MAP(NAME) NULL};
#undef NAME

bool ri_alert_rule_is_of_product(ri_alert_rule_id rule)
{
    return rule < RI_NO_DATA; /* those come first */
}

const char *ri_severity_name(ri_severity severity)
{
    return severity >= RI_INFO && severity <= RI_CRITICAL ? ri_severity_names[severity - 1] : "?";
}

bool ri_severity_parse(const char *name, ri_severity *ret)
{
    for (int i = 0; name && ri_severity_names[i]; i++) {
        if (strcmp(ri_severity_names[i], name) != 0) continue;
        *ret = (ri_severity)(i + 1);
        return true;
    }
    return false;
}

/* ---- Opening ----------------------------------------------------------------------------------------------------- */

ri_status ri_alerts_open(const char *directory, bool create, struct ri_alerts **ret,
                         struct ri_error *err)
{
    struct ri_alerts *alerts = calloc(1, sizeof *alerts);
    if (!alerts) return ri_fail(err, RI_ENOMEM, "no room for alerts");
    pthread_mutex_init(&alerts->lock, NULL);
    ri_status status = control_connect(directory, create, &alerts->db, err);
    if (status == RI_OK)
        status = control_run(alerts->db, "alert_temporary", (struct control_binds){0}, err);
    if (status == RI_OK)
        *ret = alerts;
    else
        ri_alerts_close(alerts);
    return status;
}

void ri_alerts_close(struct ri_alerts *alerts)
{
    if (!alerts) return;
    sqlite3_finalize(alerts->look);
    sqlite3_finalize(alerts->find);
    sqlite3_close(alerts->db);
    pthread_mutex_destroy(&alerts->lock);
    free(alerts);
}

ri_status alerts_read(struct ri_alerts *alerts, const char *name, struct control_binds binds,
                      control_row_fn *each, void *context, struct ri_error *err)
{
    pthread_mutex_lock(&alerts->lock);
    const ri_status status = control_each(alerts->db, name, binds, each, context, NULL, err);
    pthread_mutex_unlock(&alerts->lock);
    return status;
}

ri_status alerts_write(struct ri_alerts *alerts, const char *name, struct control_binds binds,
                       control_row_fn *each, void *context, int64_t *ret_changed,
                       struct ri_error *err)
{
    pthread_mutex_lock(&alerts->lock);
    const ri_status status =
        control_change(alerts->db, name, binds, each, context, ret_changed, err);
    pthread_mutex_unlock(&alerts->lock);
    return status;
}

double alert_number(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN
                                                           : sqlite3_column_double(row, column);
}

int64_t alert_integer(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? INT64_MIN
                                                           : sqlite3_column_int64(row, column);
}

/* ---- Rules ------------------------------------------------------------------------------------------------------- */

static const struct ri_alert_rule built_in[RI_ALERT_RULES] = {
#define ROW(code, rule, level, at, low, high, of, meaning) \
    [code] = {.name = (rule),                              \
              .unit = (of),                                \
              .help = (meaning),                           \
              .severity = (level),                         \
              .on = true,                                  \
              .threshold = (at),                           \
              .least = (low),                              \
              .most = (high)},
    RI_ALERT_RULE_MAP(ROW)
#undef ROW
};

static ri_status rule_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    struct ri_alert_rule *rules = context;
    const char           *name = control_cell(row, 0);
    for (size_t i = 0; i < RI_ALERT_RULES; i++) {
        if (strcmp(rules[i].name, name) != 0) continue;
        rules[i].on = sqlite3_column_int(row, 1) != 0;
        rules[i].severity = (ri_severity)sqlite3_column_int(row, 2);
        rules[i].threshold = sqlite3_column_double(row, 3);
        rules[i].changed = true;
    }
    return RI_OK;
}

ri_status ri_alerts_rules(struct ri_alerts *alerts, struct ri_alert_rule ret[RI_ALERT_RULES],
                          struct ri_error *err)
{
    memcpy(ret, built_in, sizeof built_in);
    return alerts_read(alerts, "alert_rules", (struct control_binds){0}, rule_row, ret, err);
}

ri_status ri_alerts_set_rule(struct ri_alerts *alerts, const struct ri_alert_rule *rule,
                             const char *author, int64_t now_us, struct ri_error *err)
{
    size_t i = 0;
    while (i < RI_ALERT_RULES && strcmp(built_in[i].name, rule->name) != 0) i++;
    if (i == RI_ALERT_RULES) return ri_fail(err, RI_EUSAGE, "there is no rule '%.60s'", rule->name);
    if (!(rule->threshold >= built_in[i].least && rule->threshold <= built_in[i].most))
        return ri_fail(err, RI_EUSAGE, "the threshold of %s is %g to %g (%s); got %g", rule->name,
                       built_in[i].least, built_in[i].most, built_in[i].unit, rule->threshold);
    const struct control_bind binds[] = {control_text("rule", rule->name),
                                         control_int("on", rule->on),
                                         control_int("severity", rule->severity),
                                         control_real("threshold", rule->threshold),
                                         control_text("author", author ? author : ""),
                                         control_int("now", now_us)};
    return alerts_write(alerts, "alert_rule_set", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
}

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

ri_status alert_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct alert_rows *rows = context;
    const struct ri_alert    alert = {
           .id = sqlite3_column_int64(row, 0),
           .rule = control_cell(row, 1),
           .store = control_cell(row, 2),
           .product = control_cell(row, 3),
           .category = control_cell(row, 4),
           .severity = (ri_severity)sqlite3_column_int(row, 5),
           .state = control_cell(row, 6),
           .message = control_cell(row, 7),
           .value = alert_number(row, 8),
           .threshold = alert_number(row, 9),
           .on_hand = alert_number(row, 10),
           .on_order = alert_number(row, 11),
           .cover_days = alert_number(row, 12),
           .stake_minor = alert_integer(row, 13),
           .opened_us = alert_integer(row, 14),
           .changed_us = alert_integer(row, 15),
           .snoozed_until_us = alert_integer(row, 16),
           .cleared_us = alert_integer(row, 17),
           .author = control_cell(row, 18),
           .note = control_cell(row, 19),
    };
    return rows->each ? rows->each(rows->context, &alert, err) : RI_OK;
}

ri_status ri_alerts_each(struct ri_alerts *alerts, const struct ri_alert_filter *filter,
                         ri_alert_fn *each, void *context, struct ri_error *err)
{
    struct ri_text            keep[6] = {{0}};
    struct alert_rows         rows = {each, context};
    const struct control_bind binds[] = {
        filter->id ? control_int("id", filter->id) : control_null("id"),
        control_null("ids"),
        control_list("scope", filter->scope, &keep[0]),
        control_list("stores", filter->stores, &keep[1]),
        control_list("products", filter->products, &keep[2]),
        control_list("categories", filter->categories, &keep[3]),
        control_list("rules", filter->rules, &keep[4]),
        control_list("states", filter->states, &keep[5]),
        filter->severity ? control_int("severity", filter->severity) : control_null("severity"),
        control_int("limit", filter->limit)};
    const ri_status status =
        alerts_read(alerts, "alert_list", CONTROL_BINDS(binds), alert_row, &rows, err);
    for (size_t i = 0; i < RI_COUNT(keep); i++) ri_text_release(&keep[i]);
    return status;
}

struct history {
    ri_alert_event_fn *each;
    void              *context;
    bool               any;
};

static ri_status history_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct history             *history = context;
    const struct ri_alert_event event = {sqlite3_column_int64(row, 1), control_cell(row, 2),
                                         control_cell(row, 3), control_cell(row, 4)};
    history->any = true;
    return history->each(history->context, &event, err);
}

ri_status ri_alerts_history(struct ri_alerts *alerts, int64_t id, ri_alert_event_fn *each,
                            void *context, struct ri_error *err)
{
    struct history            history = {each, context, false};
    const struct control_bind binds[] = {control_int("id", id)};
    RI_TRY(alerts_read(alerts, "alert_history", CONTROL_BINDS(binds), history_row, &history, err));
    return history.any ? RI_OK
                       : ri_fail(err, RI_ENOTFOUND, "there is no alert %lld", (long long)id);
}

static ri_status counts_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    *(struct ri_alert_counts *)context =
        (struct ri_alert_counts){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
                                 sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3)};
    return RI_OK;
}

ri_status ri_alerts_count(struct ri_alerts *alerts, struct ri_alert_counts *ret,
                          struct ri_error *err)
{
    return alerts_read(alerts, "alert_counts", (struct control_binds){0}, counts_row, ret, err);
}

/* ---- What people do ----------------------------------------------------------------------------------------------- */

struct present { /* state of the alert that is to be changed */
    bool    known, cleared;
    char    state[16], store[256];
    int64_t until_us;
};

static ri_status present_row(void *context, const struct ri_alert *alert,
                             RI_UNUSED struct ri_error *err)
{
    struct present *present = context;
    present->known = true;
    present->cleared = alert->cleared_us != INT64_MIN;
    present->until_us = alert->snoozed_until_us;
    snprintf(present->state, sizeof present->state, "%s", alert->state);
    return RI_OK;
}

ri_status ri_alerts_change(struct ri_alerts *alerts, int64_t id, const char *const *scope,
                           const struct ri_alert_change *change, int64_t now_us, bool *ret_changed,
                           struct ri_error *err)
{
    struct present               present = {.until_us = INT64_MIN};
    const struct ri_alert_filter filter = {.id = id, .scope = scope};
    const bool                   snooze = strcmp(change->state, "snoozed") == 0;
    const struct control_bind    binds[] = {control_int("id", id),
                                            control_text("state", change->state),
                                            control_int("now", now_us),
                                         snooze ? control_int("until", change->until_us)
                                                   : control_null("until"),
                                            control_text("author", change->author),
                                            control_text("note", change->note)};
    *ret_changed = false;
    if (id <= 0) return ri_fail(err, RI_ENOTFOUND, "there is no alert %lld", (long long)id);
    RI_TRY(ri_alerts_each(alerts, &filter, present_row, &present, err));
    if (!present.known) return ri_fail(err, RI_ENOTFOUND, "there is no alert %lld", (long long)id);
    const bool same = strcmp(present.state, change->state) == 0;
    if (same && (!snooze || present.until_us == change->until_us)) return RI_OK;
    if (strcmp(present.state, "resolved") == 0)
        return ri_fail(err, RI_ECONFLICT, "alert %lld is resolved%s", (long long)id,
                       present.cleared ? ": its condition is over" : "");
    RI_TRY(alerts_write(alerts, "alert_set", CONTROL_BINDS(binds), NULL, NULL, NULL, err));
    *ret_changed = true;
    return RI_OK;
}

ri_status ri_alerts_wake(struct ri_alerts *alerts, int64_t now_us, int64_t *ret_woken,
                         struct ri_error *err)
{
    const struct control_bind binds[] = {control_int("now", now_us)};
    return alerts_write(alerts, "alert_wake", CONTROL_BINDS(binds), NULL, NULL, ret_woken, err);
}
