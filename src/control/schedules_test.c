#include "base/test.h"
#include "base/zone.h"
#include "schedules.h"

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return ((int64_t)ri_day_of(year, month, day) * 86400 + hour * 3600 + minute * 60) *
           RI_US_PER_SECOND;
}

struct first_due {
    struct ri_schedule schedule;
    size_t             count;
};

static ri_status take_due(void *context, const struct ri_schedule *schedule, struct ri_error *err)
{
    struct first_due *due = context;
    (void)err;
    if (!due->count++) {
        due->schedule.name = "monday"; /* what is handed out lives until the next one */
        due->schedule.next_us = schedule->next_us;
    }
    return RI_OK;
}

TEST(a_run_that_is_due_is_one_process_s)
{
    struct ri_alerts        *one;
    struct first_due         due = {0}, again = {0};
    bool                     mine = false;
    const struct ri_schedule schedule = {.name = "monday",
                                         .report = "weekly",
                                         .format = "pdf",
                                         .every = "week",
                                         .time_zone = "UTC",
                                         .recipients = "[]",
                                         .filters = "[]",
                                         .next_us = 1000};
    CHECK_STATUS(ri_alerts_open(NULL, true, &one, NULL), RI_OK);
    CHECK_STATUS(ri_schedules_put(one, &schedule, 5, NULL), RI_OK);
    CHECK_STATUS(ri_schedules_each(one, NULL, 2000, take_due, &due, NULL), RI_OK);
    CHECK_INT(due.count, 1);
    CHECK_STATUS(ri_schedules_claim(one, &due.schedule, 9000, &mine, NULL), RI_OK);
    CHECK(mine);
    CHECK_STATUS(ri_schedules_claim(one, &due.schedule, 9000, &mine, NULL), RI_OK);
    CHECK(!mine); /* both saw it, the second came too late */
    CHECK_STATUS(ri_schedules_each(one, NULL, 8999, take_due, &again, NULL), RI_OK);
    CHECK_INT(again.count, 0);
    CHECK_STATUS(ri_schedules_each(one, NULL, 9000, take_due, &again, NULL), RI_OK);
    CHECK_INT(again.count, 1); /* whoever had it never ended */
    ri_alerts_close(one);
}

static ri_status write_failing(void *context, const struct ri_schedule_failing *schedule,
                               RI_UNUSED struct ri_error *err)
{
    ri_text_printf(context, "%s %s %lld %s;", schedule->name, schedule->report,
                   (long long)schedule->failures, schedule->message ? schedule->message : "-");
    return RI_OK;
}

static void end(struct ri_alerts *alerts, const char *name, const char *state, const char *message)
{
    const struct ri_report_run run = {
        .schedule = name, .report = "weekly", .started_us = 1, .ended_us = 2, .state = state, .message = message};
    CHECK_STATUS(ri_schedules_end(alerts, &run, 5000, 0, NULL), RI_OK);
}

static void failing_are(struct ri_alerts *alerts, const char *want)
{
    struct ri_text text = {0};
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    CHECK_STATUS(ri_schedules_failing(alerts, write_failing, &text, NULL), RI_OK);
    ri_alerts_abandon(alerts);
    CHECK_TEXT(text.at ? text.at : "", want);
    ri_text_release(&text);
}

TEST(failures_count_since_one_was_sent)
{
    struct ri_alerts  *alerts;
    struct ri_schedule schedule = {.report = "weekly", .format = "pdf", .every = "week", .time_zone = "UTC",
                                   .recipients = "[]", .filters = "[]", .next_us = 1000};
    CHECK_STATUS(ri_alerts_open(NULL, true, &alerts, NULL), RI_OK);
    for (int i = 0; i < 3; i++) {
        schedule.name = i == 0 ? "monday" : i == 1 ? "flash" : "never";
        CHECK_STATUS(ri_schedules_put(alerts, &schedule, 5, NULL), RI_OK);
    }
    failing_are(alerts, "");
    end(alerts, "monday", "failed", "no server");
    end(alerts, "monday", "sent", NULL);
    end(alerts, "flash", "failed", "the first");
    end(alerts, "flash", "failed", NULL);
    end(alerts, "flash", "failed", "the last");
    failing_are(alerts, "flash weekly 3 the last;");
    end(alerts, "monday", "failed", "again");
    failing_are(alerts, "flash weekly 3 the last;monday weekly 1 again;");
    CHECK_STATUS(ri_schedules_remove(alerts, "flash", NULL), RI_OK);
    failing_are(alerts, "monday weekly 1 again;");
    end(alerts, "never", "failed", "its own");
    end(alerts, "monday", "sent", NULL);
    failing_are(alerts, "never weekly 1 its own;"); /* another one that is sent does not help it */
    ri_alerts_close(alerts);
}

TEST(a_schedule_is_due_at_its_local_time)
{
    static const struct {
        const char *every;
        int         on_day;
    } ways[] = {{"day", -1}, {"week", 0}, {"month", 28}};
    const struct {
        size_t  way;
        int64_t after, want;
    } rows[] = {
        {0, at(2026, 1, 15, 5, 0), at(2026, 1, 15, 6, 30)},  /* 7:30 in Berlin, winter */
        {0, at(2026, 1, 15, 6, 30), at(2026, 1, 16, 6, 30)}, /* not twice */
        {0, at(2026, 3, 28, 12, 0), at(2026, 3, 29, 5, 30)}, /* clocks went forward */
        {0, at(2026, 10, 24, 12, 0), at(2026, 10, 25, 6, 30)},
        {1, at(2026, 11, 25, 8, 0), at(2026, 11, 30, 6, 30)}, /* Wednesday: next Monday */
        {1, at(2026, 11, 30, 6, 29), at(2026, 11, 30, 6, 30)},
        {2, at(2026, 1, 28, 7, 0), at(2026, 2, 28, 6, 30)},
    };
    struct ri_zone *zone;
    CHECK_STATUS(ri_zone_load("Europe/Berlin", &zone, NULL), RI_OK);
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_schedule schedule = {
            .every = ways[rows[i].way].every, .on_day = ways[rows[i].way].on_day, .at_minute = 450};
        CHECK_INT(ri_schedule_next(&schedule, zone, rows[i].after), rows[i].want);
    }
    ri_zone_free(zone);
}
