/* Reports that go out by themselves: schedules and the runs they had. Kept beside the alerts, whose store it is. */
#ifndef RI_CONTROL_SCHEDULES_H
#define RI_CONTROL_SCHEDULES_H
#include "alerts.h"

struct ri_schedule { /* texts live until the next one */
    const char *name, *report, *format, *every, *time_zone;
    const char *recipients,
        *filters;          /* JSON lists of texts; filters: parameter and value in turn */
    int         on_day;    /* week: 0 Monday .. 6; month: 1 .. 28; day: -1 */
    int         at_minute; /* of the day, local */
    int64_t     next_us, tries;
    const char *last_state, *last_message; /* of the last run; NULL: there was none */
    int64_t     last_us;
};
RI_MUST_CHECK ri_status ri_schedules_put(struct ri_alerts         *alerts,
                                         const struct ri_schedule *schedule, int64_t now_us,
                                         struct ri_error *err);
typedef ri_status       ri_schedule_fn(void *context, const struct ri_schedule *schedule,
                                       struct ri_error *err);
/* By name; name NULL: all; due_us 0: whenever, otherwise those due by then, the longest due first. */
RI_MUST_CHECK ri_status ri_schedules_each(struct ri_alerts *alerts, const char *name,
                                          int64_t due_us, ri_schedule_fn *each, void *context,
                                          struct ri_error *err);
/* The run that is due at schedule->next_us is the caller's, until until_us; of several processes that ask, one gets it. */
RI_MUST_CHECK ri_status ri_schedules_claim(struct ri_alerts         *alerts,
                                           const struct ri_schedule *schedule, int64_t until_us,
                                           bool *ret_mine, struct ri_error *err);
/* RI_ENOTFOUND. */
RI_MUST_CHECK ri_status ri_schedules_remove(struct ri_alerts *alerts, const char *name,
                                            struct ri_error *err);
struct ri_report_run {
    int64_t     run_id, started_us, ended_us, sent_to, bytes;
    const char *schedule, *report, *state, *message; /* message NULL: nothing to say */
};
/* Writes a run down; the schedule is due again at next_us, after `tries` failures. */
RI_MUST_CHECK ri_status ri_schedules_end(struct ri_alerts *alerts, const struct ri_report_run *run,
                                         int64_t next_us, int64_t tries, struct ri_error *err);
typedef ri_status       ri_report_run_fn(void *context, const struct ri_report_run *run,
                                         struct ri_error *err);
RI_MUST_CHECK ri_status ri_report_runs_each(struct ri_alerts *alerts, const char *schedule,
                                            int64_t limit, ri_report_run_fn *each, void *context,
                                            struct ri_error *err);

struct ri_schedule_failing { /* its last run failed; texts live until the next one */
    const char *name, *report, *message;
    int64_t     failures; /* in a row, since one was sent */
};
typedef ri_status ri_schedule_failing_fn(void                             *context,
                                         const struct ri_schedule_failing *schedule,
                                         struct ri_error                  *err);
/* Schedules that fail now, by name. Only within a check (ri_alerts_begin), under whose lock it reads. */
RI_MUST_CHECK ri_status ri_schedules_failing(struct ri_alerts *alerts, ri_schedule_failing_fn *each,
                                             void *context, struct ri_error *err);

/* The first time after after_us at which a schedule is due; local times as base/zone.h reads them. */
struct ri_zone;
int64_t ri_schedule_next(const struct ri_schedule *schedule, const struct ri_zone *zone,
                         int64_t after_us);
#endif
