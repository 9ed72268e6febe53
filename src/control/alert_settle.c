/* A check: findings collected in temporary tables, then settled as sets in one transaction. */
#include "alerts_internal.h"

static const char find_sql[] =
    "INSERT OR REPLACE INTO temp.found VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
    "?13)";
static const char look_sql[] = "INSERT OR IGNORE INTO temp.looked VALUES (?1, ?2)";

static ri_status prepared(struct ri_alerts *alerts, const char *sql, sqlite3_stmt **statement,
                          struct ri_error *err)
{
    if (*statement) return RI_OK;
    if (sqlite3_prepare_v3(alerts->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) ==
        SQLITE_OK)
        return RI_OK;
    return control_fail(alerts->db, err, "preparing a check");
}

static ri_status execute(struct ri_alerts *alerts, sqlite3_stmt *statement, struct ri_error *err)
{
    const int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? RI_OK : control_fail(alerts->db, err, "collecting findings");
}

ri_status ri_alerts_begin(struct ri_alerts *alerts, struct ri_error *err)
{
    pthread_mutex_lock(&alerts->lock);
    ri_status status = control_script(alerts->db, "BEGIN IMMEDIATE", err);
    if (status == RI_OK)
        status = control_run(alerts->db, "alert_temporary", (struct control_binds){0}, err);
    if (status == RI_OK) status = prepared(alerts, find_sql, &alerts->find, err);
    if (status == RI_OK) status = prepared(alerts, look_sql, &alerts->look, err);
    if (status != RI_OK) ri_alerts_abandon(alerts);
    return status;
}

void ri_alerts_abandon(struct ri_alerts *alerts)
{
    if (!sqlite3_get_autocommit(alerts->db)) sqlite3_exec(alerts->db, "ROLLBACK", NULL, NULL, NULL);
    pthread_mutex_unlock(&alerts->lock);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    if (text)
        sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, at);
}

ri_status ri_alerts_look(struct ri_alerts *alerts, const char *store, const char *product,
                         struct ri_error *err)
{
    bind_text(alerts->look, 1, store);
    bind_text(alerts->look, 2, product);
    return execute(alerts, alerts->look, err);
}

ri_status ri_alerts_find(struct ri_alerts *alerts, const struct ri_finding *finding,
                         struct ri_error *err)
{
    sqlite3_stmt *statement = alerts->find;
    const double  numbers[] = {finding->value, finding->threshold, finding->on_hand,
                               finding->on_order, finding->cover_days};
    bind_text(statement, 1, ri_alert_rule_names[finding->rule]);
    bind_text(statement, 2, finding->store);
    bind_text(statement, 3, finding->product);
    bind_text(statement, 4, finding->category);
    sqlite3_bind_int(statement, 5, (int)finding->severity);
    sqlite3_bind_int(statement, 6, finding->crossed);
    bind_text(statement, 7, finding->message);
    for (int i = 0; i < (int)RI_COUNT(numbers); i++)
        sqlite3_bind_double(statement, 8 + i, numbers[i]); /* NAN becomes missing */
    if (finding->stake_minor == INT64_MIN)
        sqlite3_bind_null(statement, 13);
    else
        sqlite3_bind_int64(statement, 13, finding->stake_minor);
    return execute(alerts, statement, err);
}

static ri_status count_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    struct ri_alerts_settled *settled = context;
    settled->opened = sqlite3_column_int64(row, 0);
    settled->cleared = sqlite3_column_int64(row, 1);
    return RI_OK;
}

static ri_status settle(struct ri_alerts *alerts, const struct ri_alerts_scope *scope,
                        int64_t now_us, struct ri_alerts_settled *ret, struct ri_error *err)
{
    const char    *names[RI_ALERT_RULES + 1] = {NULL};
    struct ri_text keep = {0};
    size_t         count = 0;
    for (size_t i = 0; i < RI_ALERT_RULES; i++) {
        if (scope->rules[i]) names[count++] = ri_alert_rule_names[i];
    }
    const struct control_bind binds[] = {
        control_int("whole", scope->whole), control_list("rules", names, &keep),
        control_int("now", now_us), control_int("version", scope->version),
        control_int("after", scope->after)};
    ri_status status = control_run(alerts->db, "alert_settle", CONTROL_BINDS(binds), err);
    if (status == RI_OK)
        status = control_each(alerts->db, "alert_settled", CONTROL_BINDS(binds), count_row, ret,
                              NULL, err);
    if (status == RI_OK) status = control_script(alerts->db, "COMMIT", err);
    ri_text_release(&keep);
    return status;
}

ri_status ri_alerts_settle(struct ri_alerts *alerts, const struct ri_alerts_scope *scope,
                           int64_t now_us, int64_t most, ri_alert_fn *each, void *context,
                           struct ri_alerts_settled *ret, struct ri_error *err)
{
    struct alert_rows         rows = {each, context};
    const struct control_bind binds[] = {control_int("limit", most)};
    struct ri_alerts_settled  settled = {0};
    const ri_status           status = settle(alerts, scope, now_us, &settled, err);
    if (status == RI_OK) *ret = settled;
    if (status == RI_OK && each && settled.opened) /* telling is no reason to fail: it is settled */
        (void)!control_each(alerts->db, "alert_opened", CONTROL_BINDS(binds), alert_row, &rows,
                            NULL, NULL);
    ri_alerts_abandon(alerts);
    return status;
}

static ri_status version_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return RI_OK;
}

ri_status ri_alerts_checked(struct ri_alerts *alerts, int64_t *ret_version, struct ri_error *err)
{
    return alerts_read(alerts, "alert_checked", (struct control_binds){0}, version_row, ret_version,
                       err);
}
