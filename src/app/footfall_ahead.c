/* Days forecast, and spread over their hours. */
#include "app/footfall_ahead.h"

#include "app/counted_hours.h"
#include "app/demand_parts.h"
#include "app/filters.h"
#include "app/footfall_hours.h"
#include "app/global_forecast.h"
#include "app/openings.h"
#include "app/operation.h"
#include "math/distribution.h"

#include <math.h>

enum { HOURS = RI_HOURS_OF_DAY, BEFORE_DAYS = RI_COURSE_DAYS };

/* ---- What was counted ---------------------------------------------------------------------------------------------- */

struct cleaning {
    struct ri_people_ahead *ahead;
    bool                    visitors, correct, hours;
    size_t                  filled; /* hours */
};

static size_t series_of(const struct ri_panel *panel, const char *code)
{
    size_t i = 0;
    while (i < panel->series_count && strcmp(panel->series[i].keys[0], code) != 0) i++;
    return i;
}

/* A day of the panel is what its hours make, those that failed filled. A day that is not known stays so, but where its counter was dead. */
static void clean_days(struct cleaning *c, const struct ri_counted_store *store,
                       struct ri_series *series)
{
    for (size_t d = 0; d < store->days; d++) {
        const int64_t at = store->first + (int64_t)d - series->start;
        double        more = 0;
        size_t        filled = 0;
        if (at < 0 || at >= (int64_t)series->n || store->closed[d]) continue;
        for (size_t t = d * HOURS; t < (d + 1) * HOURS; t++) {
            if (!ri_counted_filled(store, t)) continue;
            more += store->clean[t] - (store->came[t] > 0 ? store->came[t] : 0);
            filled++;
        }
        if (!filled) continue;
        series->y[at] = fmax((isnan(series->y[at]) ? 0 : series->y[at]) + more, 0);
        c->filled += filled;
    }
}

static ri_status counted_store(void *context, const struct ri_counted_store *store,
                               struct ri_error *err)
{
    struct cleaning *c = context;
    struct ri_panel *panel = &c->ahead->loaded.panel;
    const size_t     i = series_of(panel, store->code);
    (void)err;
    if (i == panel->series_count) return RI_OK;
    if (c->visitors && c->correct && store->counted) clean_days(c, store, &panel->series[i]);
    if (!c->hours || store->days < BEFORE_DAYS) return RI_OK;
    const size_t  before = store->days - BEFORE_DAYS;
    const double *people = !c->visitors ? store->receipts : c->correct ? store->clean : store->came;
    ri_hour_course_learn(people + before * HOURS, store->receipts + before * HOURS, BEFORE_DAYS,
                         store->first + (ri_day)before, c->visitors, &c->ahead->course[i]);
    return RI_OK;
}

static ri_day first_day_of(const struct ri_panel *panel)
{
    int64_t first = panel->last;
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].n && panel->series[i].start < first) first = panel->series[i].start;
    return (ri_day)first;
}

/* Counters that failed are filled before anything is learnt from them: days, and how they go by the hour. */
static ri_status learn_counts(struct ri_people_ahead *ahead, bool correct, bool hours,
                              struct ri_error *err)
{
    const struct ri_panel *panel = &ahead->loaded.panel;
    const ri_day           until = (ri_day)panel->last + 1;
    struct cleaning        c = {.ahead = ahead,
                                .visitors = strcmp(ri_people_measure(ahead), "visitors") == 0,
                                .correct = correct,
                                .hours = hours};
    ri_day                 first = until - BEFORE_DAYS;
    if (panel->frequency != RI_DAILY || !(hours || (c.visitors && correct))) return RI_OK;
    if (c.visitors && correct && first_day_of(panel) < first) first = first_day_of(panel);
    if (until - first > RI_COUNTED_DAYS_MOST) first = until - RI_COUNTED_DAYS_MOST;
    if (hours) RI_ARENA_NEW(ahead->course, ri_call_mem(ahead->call), panel->series_count, err);
    RI_TRY(ri_counted_each(ahead->call, first, until, counted_store, &c, err));
    if (c.filled)
        ri_call_note(ahead->call,
                     "%zu hours of counters that failed are filled: 'footfall counters' lists "
                     "them",
                     c.filled);
    return RI_OK;
}

/* ---- Ahead --------------------------------------------------------------------------------------------------------- */

/* Hours of a file become days and their course; what is wanted stays hours. */
static ri_status fold(struct ri_people_ahead *ahead, struct ri_error *err)
{
    struct ri_panel *panel = &ahead->loaded.panel;
    size_t           horizon;
    RI_TRY(ri_demand_read_horizon(ahead->call, panel, &horizon, err));
    ahead->first_hour = panel->last + 1;
    ahead->last_hour = panel->last + (int64_t)horizon;
    RI_ARENA_NEW(ahead->course, ri_call_mem(ahead->call), panel->series_count, err);
    return ri_file_hours_fold(ahead->call, panel, ahead->course, err);
}

static size_t days_ahead(const struct ri_people_ahead *ahead)
{
    return (size_t)(ri_floor_div(ahead->last_hour, HOURS) - ahead->loaded.panel.last);
}

ri_status ri_people_ahead(struct ri_call *call, bool hours, struct ri_people_ahead *ret,
                          struct ri_error *err)
{
    *ret = (struct ri_people_ahead){.call = call};
    RI_TRY(ri_panel_load_people(call, &ret->loaded, err));
    struct ri_panel *panel = &ret->loaded.panel;
    ret->hourly = panel->frequency == RI_HOURLY;
    ret->first_hour = INT64_MIN;
    ret->last_hour = INT64_MAX;
    if (ret->loaded.from_file) RI_TRY(ri_call_file_alone(call, err));
    if (hours && ret->loaded.from_file && !ret->hourly)
        return ri_fail(err, RI_EUSAGE, "hours need a file of hours; this one is of %ss",
                       ri_frequency_text(panel->frequency));
    const bool correct = strcmp(ri_call_text(call, "counters"), "correct") == 0;
    if (!ret->loaded.from_file)
        RI_TRY(learn_counts(ret, correct, hours, err));
    else if (ret->hourly && correct)
        RI_TRY(ri_file_hours_clean(call, panel, err));
    if (ret->hourly && ri_file_hours_fold_wanted(call)) RI_TRY(fold(ret, err));
    RI_TRY(ri_demand_read_options(call, panel, &ret->options, err));
    if (ret->last_hour != INT64_MAX) ret->options.horizon = days_ahead(ret);
    RI_TRY(ri_closed_ahead(ret->loaded.openings, (ri_day)panel->last, ret->options.horizon,
                           ri_call_mem(call), &ret->options.closed, err));
    ret->options.closed_steps = ret->options.horizon;
    RI_TRY(ri_learner_prepare(call, &ret->loaded, &ret->options, err));
    RI_TRY(ri_demand_forecast(panel, &ret->options, ri_call_task(call), ri_call_mem(call),
                              &ret->result, err));
    if (ret->result.note) ri_call_note(call, "%s", ret->result.note);
    return RI_OK;
}

const char *ri_people_measure(const struct ri_people_ahead *ahead)
{
    return ahead->loaded.panel.value_name;
}

/* Variance of the day over its square, by the outermost quantiles. */
static double day_spread(const struct ri_people_ahead *ahead, const double *quantiles, double mean)
{
    const size_t n = ahead->result.level_count;
    if (n < 2 || !(mean > 0)) return 0;
    const double wide = ri_normal_quantile(ahead->result.levels[n - 1]) -
                        ri_normal_quantile(ahead->result.levels[0]);
    const double sd = (quantiles[n - 1] - quantiles[0]) / wide / mean;
    return sd * sd;
}

static ri_status each_hour(const struct ri_people_ahead *ahead, struct ri_people_expected *expected,
                           const double *day_quantiles, ri_people_fn *each, void *context,
                           struct ri_error *err)
{
    const struct ri_hour_course *course = &ahead->course[expected->series];
    const double                *share = course->share[ri_day_weekday(expected->day)];
    const double                 total = expected->mean;
    const double                 spread = course->spread + day_spread(ahead, day_quantiles, total);
    double                       quantiles[RI_DEMAND_LEVELS_MOST];
    for (int h = 0; h < HOURS; h++) {
        const int64_t at = (int64_t)expected->day * HOURS + h;
        if (at < ahead->first_hour || at > ahead->last_hour) continue;
        expected->hour = h;
        expected->mean = total * share[h];
        if (!(expected->mean >= 0.05)) continue;
        for (size_t q = 0; q < ahead->result.level_count; q++)
            quantiles[q] =
                ri_negative_binomial_quantile(ahead->result.levels[q], expected->mean,
                                              spread > 0 ? 1 / spread : (double)INFINITY);
        expected->quantiles = quantiles;
        RI_TRY(each(context, expected, err));
    }
    return RI_OK;
}

ri_status ri_people_each(const struct ri_people_ahead *ahead, ri_people_fn *each, void *context,
                         struct ri_error *err)
{
    const struct ri_demand_result *result = &ahead->result;
    for (size_t i = 0; i < result->series_count; i++)
        for (size_t h = 0; h < result->horizon; h++) {
            const int64_t period = result->first + (int64_t)h;
            const double *quantiles = result->series[i].quantiles + h * result->level_count;
            const int64_t us = ri_period_start_us(ahead->loaded.panel.frequency,
                                                  ahead->loaded.panel.week_start, period);
            const ri_day  day = (ri_day)ri_floor_div(us, RI_US_PER_DAY);
            struct ri_people_expected expected = {
                .series = i,
                .day = day,
                .hour = ahead->hourly
                            ? (int)((us - day * RI_US_PER_DAY) / (3600 * RI_US_PER_SECOND))
                            : -1,
                .mean = result->series[i].mean[h],
                .quantiles = quantiles,
                .model = result->series[i].model};
            if (ahead->course)
                RI_TRY(each_hour(ahead, &expected, quantiles, each, context, err));
            else if (!ahead->hourly || expected.mean >= 0.05)
                RI_TRY(each(context, &expected, err));
        }
    return RI_OK;
}
