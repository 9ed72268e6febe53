/* Schedules as rows. */
#include "schedules.h"

#include "alerts_internal.h"
#include "base/zone.h"

ri_status ri_schedules_put(struct ri_alerts *alerts, const struct ri_schedule *schedule,
                           int64_t now_us, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("name", schedule->name),
                                         control_text("report", schedule->report),
                                         control_text("format", schedule->format),
                                         control_text("every", schedule->every),
                                         schedule->on_day < 0 ? control_null("on")
                                                              : control_int("on", schedule->on_day),
                                         control_int("at", schedule->at_minute),
                                         control_text("zone", schedule->time_zone),
                                         control_text("recipients", schedule->recipients),
                                         control_text("filters", schedule->filters),
                                         control_int("next", schedule->next_us),
                                         control_int("now", now_us)};
    return alerts_write(alerts, "schedule_put", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
}

struct schedule_rows {
    ri_schedule_fn *each;
    void           *context;
};

static ri_status schedule_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct schedule_rows *rows = context;
    const struct ri_schedule    schedule = {
           .name = control_cell(row, 0),
           .report = control_cell(row, 1),
           .format = control_cell(row, 2),
           .every = control_cell(row, 3),
           .on_day = sqlite3_column_type(row, 4) == SQLITE_NULL ? -1 : sqlite3_column_int(row, 4),
           .at_minute = sqlite3_column_int(row, 5),
           .time_zone = control_cell(row, 6),
           .recipients = control_cell(row, 7),
           .filters = control_cell(row, 8),
           .next_us = sqlite3_column_int64(row, 9),
           .tries = sqlite3_column_int64(row, 10),
           .last_state = control_cell(row, 11),
           .last_us = alert_integer(row, 12),
           .last_message = control_cell(row, 13)};
    return rows->each(rows->context, &schedule, err);
}

ri_status ri_schedules_each(struct ri_alerts *alerts, const char *name, int64_t due_us,
                            ri_schedule_fn *each, void *context, struct ri_error *err)
{
    struct schedule_rows      rows = {each, context};
    const struct control_bind binds[] = {control_text("name", name),
                                         due_us ? control_int("due", due_us) : control_null("due")};
    return alerts_read(alerts, "schedule_list", CONTROL_BINDS(binds), schedule_row, &rows, err);
}

ri_status ri_schedules_claim(struct ri_alerts *alerts, const struct ri_schedule *schedule,
                             int64_t until_us, bool *ret_mine, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("name", schedule->name),
                                         control_int("next", schedule->next_us),
                                         control_int("until", until_us)};
    int64_t                   claimed = 0;
    RI_TRY(
        alerts_write(alerts, "schedule_claim", CONTROL_BINDS(binds), NULL, NULL, &claimed, err));
    *ret_mine = claimed > 0;
    return RI_OK;
}

ri_status ri_schedules_remove(struct ri_alerts *alerts, const char *name, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("name", name)};
    int64_t                   removed = 0;
    RI_TRY(
        alerts_write(alerts, "schedule_remove", CONTROL_BINDS(binds), NULL, NULL, &removed, err));
    return removed ? RI_OK : ri_fail(err, RI_ENOTFOUND, "there is no schedule '%.60s'", name);
}

ri_status ri_schedules_end(struct ri_alerts *alerts, const struct ri_report_run *run,
                           int64_t next_us, int64_t tries, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("name", run->schedule),
                                         control_text("report", run->report),
                                         control_int("started", run->started_us),
                                         control_int("now", run->ended_us),
                                         control_text("state", run->state),
                                         control_int("sent", run->sent_to),
                                         control_int("bytes", run->bytes),
                                         control_text("message", run->message),
                                         control_int("next", next_us),
                                         control_int("tries", tries)};
    return alerts_write(alerts, "schedule_end", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
}

struct run_rows {
    ri_report_run_fn *each;
    void             *context;
};

static ri_status run_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct run_rows     *rows = context;
    const struct ri_report_run run = {.run_id = sqlite3_column_int64(row, 0),
                                      .schedule = control_cell(row, 1),
                                      .report = control_cell(row, 2),
                                      .started_us = sqlite3_column_int64(row, 3),
                                      .ended_us = sqlite3_column_int64(row, 4),
                                      .state = control_cell(row, 5),
                                      .sent_to = sqlite3_column_int64(row, 6),
                                      .bytes = sqlite3_column_int64(row, 7),
                                      .message = control_cell(row, 8)};
    return rows->each(rows->context, &run, err);
}

ri_status ri_report_runs_each(struct ri_alerts *alerts, const char *schedule, int64_t limit,
                              ri_report_run_fn *each, void *context, struct ri_error *err)
{
    struct run_rows           rows = {each, context};
    const struct control_bind binds[] = {control_text("name", schedule),
                                         control_int("limit", limit)};
    return alerts_read(alerts, "schedule_history", CONTROL_BINDS(binds), run_row, &rows, err);
}

struct failing_rows {
    ri_schedule_failing_fn *each;
    void                   *context;
};

static ri_status failing_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct failing_rows       *rows = context;
    const struct ri_schedule_failing schedule = {.name = control_cell(row, 0),
                                                 .report = control_cell(row, 1),
                                                 .failures = sqlite3_column_int64(row, 2),
                                                 .message = control_cell(row, 3)};
    return rows->each(rows->context, &schedule, err);
}

ri_status ri_schedules_failing(struct ri_alerts *alerts, ri_schedule_failing_fn *each,
                               void *context, struct ri_error *err)
{
    struct failing_rows rows = {each, context};
    return control_each(alerts->db, "schedule_failing", (struct control_binds){0}, failing_row,
                        &rows, NULL, err);
}

/* ---- When ---------------------------------------------------------------------------------------------------------------- */

static bool falls_on(const struct ri_schedule *schedule, ri_day day)
{
    if (strcmp(schedule->every, "week") == 0) return ri_day_weekday(day) == schedule->on_day;
    if (strcmp(schedule->every, "month") == 0) return ri_day_civil(day).day == schedule->on_day;
    return true;
}

int64_t ri_schedule_next(const struct ri_schedule *schedule, const struct ri_zone *zone,
                         int64_t after_us)
{
    enum { MOST_DAYS = 40 };
    const int64_t local = after_us + ri_zone_offset(zone, after_us) * RI_US_PER_SECOND;
    const ri_day  today = (ri_day)ri_floor_div(local, RI_US_PER_DAY);
    int64_t       due = after_us + RI_US_PER_DAY;
    for (ri_day day = today; day < today + MOST_DAYS; day++) {
        if (!falls_on(schedule, day)) continue;
        due = ri_zone_to_utc(zone, (int64_t)day * RI_US_PER_DAY +
                                       (int64_t)schedule->at_minute * 60 * RI_US_PER_SECOND);
        if (due > after_us) break;
    }
    return due;
}
