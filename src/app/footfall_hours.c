/* Hours put into whole days: filled, summed, and how they spread. */
#include "app/footfall_hours.h"

#include "anomaly/counter.h"
#include "app/operation.h"

#include <math.h>

enum { HOURS = RI_HOURS_OF_DAY, WEEK = 7 };
static const double day_is_over = 0.99; /* part of its people that have come */

/* Hours of its first day before the first one of the series. */
static size_t lead_of(const struct ri_series *series)
{
    return (size_t)((series->start % HOURS + HOURS) % HOURS);
}

ri_status ri_file_hours_clean(struct ri_call *call, struct ri_panel *panel, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    size_t           filled = 0;
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct ri_arena_mark mark = ri_arena_mark(mem);
        const struct ri_series    *series = &panel->series[i];
        const size_t lead = lead_of(series), days = (lead + series->n + HOURS - 1) / HOURS;
        double      *came, *went, *usual;
        uint8_t     *fault;
        bool        *closed;
        RI_ARENA_NEW(came, mem, days * HOURS, err);
        RI_ARENA_NEW(went, mem, days * HOURS, err);
        RI_ARENA_NEW(usual, mem, days * HOURS, err);
        RI_ARENA_NEW(fault, mem, days * HOURS, err);
        RI_ARENA_NEW(closed, mem, days, err);
        for (size_t t = 0; t < days * HOURS; t++) came[t] = went[t] = (double)NAN;
        memcpy(came + lead, series->y, series->n * sizeof *came);
        for (size_t d = 0; d < days; d++) {
            closed[d] = true;
            for (size_t t = d * HOURS; t < (d + 1) * HOURS; t++) closed[d] &= !(came[t] > 0);
        }
        (void)ri_counter_check(came, went, closed, days, usual, fault);
        for (size_t t = 0; t < series->n; t++) {
            if (fault[lead + t] == RI_COUNTER_GOOD) continue;
            series->y[t] = usual[lead + t] > 0 ? usual[lead + t] : 0;
            filled++;
        }
        ri_arena_rewind(mem, mark);
    }
    if (filled) ri_call_note(call, "hours in which a counter failed, filled: %zu", filled);
    return RI_OK;
}

/* ---- Days ---------------------------------------------------------------------------------------------------------- */

bool ri_file_hours_fold_wanted(const struct ri_call *call)
{
    return !ri_call_given(call, "season") && !ri_call_given(call, "future") &&
           !ri_call_given(call, "past");
}

/* Part of the people of whole days that have come by the end of an hour, over all series. */
static double part_until(const struct ri_panel *panel, size_t hour)
{
    double by = 0, all = 0;
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct ri_series *series = &panel->series[i];
        const size_t            lead = lead_of(series);
        const size_t            whole = (lead + series->n) / HOURS * HOURS;
        for (size_t t = lead; t < whole; t++) {
            const double y = series->y[t - lead];
            if (!(y > 0)) continue;
            all += y;
            by += t % HOURS <= hour ? y : 0;
        }
    }
    return all > 0 ? by / all : 1;
}

/* hours[days * HOURS]: what is not known NAN. Closed days are not known. */
static void sum_days(const double *hours, size_t days, double *ret)
{
    for (size_t d = 0; d < days; d++) {
        double sum = 0;
        for (size_t h = 0; h < HOURS; h++)
            sum += hours[d * HOURS + h] > 0 ? hours[d * HOURS + h] : 0;
        ret[d] = sum > 0 ? sum : (double)NAN;
    }
}

static void close_weekdays(const double *days, size_t count, ri_day from,
                           struct ri_hour_course *course)
{
    size_t open[WEEK] = {0}, all[WEEK] = {0};
    for (size_t d = 0; d < count; d++) {
        const int weekday = ri_day_weekday(from + (ri_day)d);
        open[weekday] += isnan(days[d]) ? 0 : 1;
        all[weekday]++;
    }
    for (size_t w = 0; w < WEEK; w++)
        for (size_t h = 0; 2 * open[w] < all[w] && h < HOURS; h++) course->share[w][h] = 0;
}

static ri_status fold_series(struct ri_series *series, int64_t last_day, struct ri_arena *mem,
                             struct ri_hour_course *ret, struct ri_error *err)
{
    const ri_day first = (ri_day)ri_floor_div(series->start, HOURS);
    const size_t lead = lead_of(series), held = (lead + series->n + HOURS - 1) / HOURS;
    const size_t room = held > 0 ? held : 1;
    double      *hours, *days;
    RI_ARENA_NEW(hours, mem, room * HOURS, err);
    RI_ARENA_NEW(days, mem, room, err);
    for (size_t t = 0; t < room * HOURS; t++)
        hours[t] = t >= lead && t < lead + series->n ? series->y[t - lead] : (double)NAN;
    size_t n = room;
    while (n > 1 && first + (int64_t)n - 1 > last_day) n--;
    sum_days(hours, n, days);
    const size_t before = n > RI_COURSE_DAYS ? n - RI_COURSE_DAYS : 0;
    ri_hour_course_learn(hours + before * HOURS, NULL, n - before, first + (ri_day)before, false,
                         ret);
    close_weekdays(days + before, n - before, first + (ri_day)before, ret);
    *series = (struct ri_series){.keys = series->keys, .start = first, .n = n, .y = days};
    return RI_OK;
}

ri_status ri_file_hours_fold(struct ri_call *call, struct ri_panel *panel,
                             struct ri_hour_course *ret, struct ri_error *err)
{
    const int64_t today = ri_floor_div(panel->last, HOURS);
    const size_t  hour = (size_t)(panel->last - today * HOURS);
    const int64_t last = part_until(panel, hour) >= day_is_over ? today : today - 1;
    for (size_t i = 0; i < panel->series_count; i++)
        RI_TRY(fold_series(&panel->series[i], last, ri_call_mem(call), &ret[i], err));
    panel->frequency = RI_DAILY;
    panel->last = last;
    return RI_OK;
}
