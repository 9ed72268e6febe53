/* Days forecast, and spread over their hours. */
#include "app/footfall_ahead.h"

#include "anomaly/counter.h"
#include "app/config.h"
#include "app/demand_parts.h"
#include "app/filters.h"
#include "app/global_forecast.h"
#include "app/openings.h"
#include "app/operation.h"
#include "app/workspace.h"
#include "math/distribution.h"

#include <math.h>

enum { HOURS = RI_HOURS_OF_DAY, BEFORE_DAYS = 56 };
enum { STORE, DAY, HOUR, CAME, WENT, RECEIPTS };

/* ---- The course of a day ------------------------------------------------------------------------------------------- */

struct store_hours { /* [BEFORE_DAYS * HOURS] */
    double *came, *went, *receipts;
};
struct reading {
    const struct ri_people_ahead *ahead;
    struct store_hours           *stores; /* [series] */
    ri_day                        from;
};

static ri_status hour_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    const struct reading  *reading = context;
    const struct ri_panel *panel = &reading->ahead->loaded.panel;
    const size_t           t = (size_t)(((ri_day)ri_row_int64(row, DAY) - reading->from) * HOURS +
                              ri_row_int64(row, HOUR));
    for (size_t i = 0; i < panel->series_count; i++) {
        if (!ri_view_equal(ri_row_text(row, STORE), ri_view_of(panel->series[i].keys[0]))) continue;
        const struct store_hours *store = &reading->stores[i];
        if (!ri_row_missing(row, CAME)) store->came[t] = ri_row_double(row, CAME);
        if (!ri_row_missing(row, WENT)) store->went[t] = ri_row_double(row, WENT);
        store->receipts[t] = ri_row_double(row, RECEIPTS);
    }
    return RI_OK;
}

static bool is_closed_day(const double *people, const double *receipts)
{
    double sum = 0;
    for (size_t h = 0; h < HOURS; h++) sum += (people[h] > 0 ? people[h] : 0) + receipts[h];
    return !(sum > 0);
}

/* Sums become parts of the day; those of a weekday are drawn towards the course of all days by a hundred people's worth. */
static void draw_together(struct ri_hour_course *course, const double totals[7], double all)
{
    enum { WORTH = 100 };
    double whole[HOURS] = {0};
    for (size_t h = 0; h < HOURS; h++)
        for (size_t d = 0; d < 7; d++) whole[h] += course->share[d][h];
    for (size_t d = 0; d < 7; d++) {
        double sum = 0;
        for (size_t h = 0; h < HOURS && totals[d] > 0; h++) { /* hours in which it opens */
            if (course->share[d][h] > 0) course->share[d][h] += WORTH * whole[h] / all;
            sum += course->share[d][h];
        }
        for (size_t h = 0; h < HOURS && sum > 0; h++) course->share[d][h] /= sum;
    }
}

/* Parts of the days' people, what an hour varies by around its part, receipts a visitor. */
static void learn(const double *people, const double *receipts, ri_day from, bool visitors,
                  struct ri_hour_course *ret)
{
    double totals[7] = {0}, off = 0, squares = 0, all = 0, rang = 0;
    *ret = (struct ri_hour_course){.conversion = (double)NAN};
    for (size_t t = 0; t < BEFORE_DAYS * HOURS; t++) {
        const size_t weekday = (size_t)ri_day_weekday(from + (ri_day)(t / HOURS));
        const double y = people[t] > 0 ? people[t] : 0;
        ret->share[weekday][t % HOURS] += y;
        totals[weekday] += y;
        all += y;
        rang += receipts[t];
    }
    draw_together(ret, totals, all);
    for (size_t d = 0; d < BEFORE_DAYS; d++) {
        double total = 0;
        for (size_t h = 0; h < HOURS; h++)
            total += people[d * HOURS + h] > 0 ? people[d * HOURS + h] : 0;
        for (size_t h = 0; h < HOURS; h++) {
            const double y = people[d * HOURS + h] > 0 ? people[d * HOURS + h] : 0;
            const double mean = total * ret->share[ri_day_weekday(from + (ri_day)d)][h];
            off += (y - mean) * (y - mean) - mean;
            squares += mean * mean;
        }
    }
    ret->spread = squares > 0 ? fmax(off / squares, 0) : 0;
    if (visitors && all > 0) ret->conversion = fmin(rang / all, 1);
}

/* Counters that failed are filled before anything is learnt from them. */
static ri_status learn_store(struct ri_people_ahead *ahead, size_t i,
                             const struct store_hours *store, ri_day from, size_t *filled,
                             struct ri_error *err)
{
    const bool visitors = strcmp(ri_people_measure(ahead), "visitors") == 0;
    double    *usual;
    uint8_t   *fault;
    bool       closed[BEFORE_DAYS];
    RI_ARENA_NEW(usual, ri_call_mem(ahead->call), BEFORE_DAYS * HOURS, err);
    RI_ARENA_NEW(fault, ri_call_mem(ahead->call), BEFORE_DAYS * HOURS, err);
    for (size_t d = 0; d < BEFORE_DAYS; d++)
        closed[d] = is_closed_day(store->came + d * HOURS, store->receipts + d * HOURS);
    if (visitors)
        (void)ri_counter_check(store->came, store->went, closed, BEFORE_DAYS, usual, fault);
    for (size_t t = 0; visitors && t < BEFORE_DAYS * HOURS; t++) {
        if (fault[t] == RI_COUNTER_GOOD || fault[t] == RI_COUNTER_IMBALANCE) continue;
        store->came[t] = usual[t];
        (*filled)++;
    }
    learn(visitors ? store->came : store->receipts, store->receipts, from, visitors,
          &ahead->course[i]);
    return RI_OK;
}

static ri_status learn_hours(struct ri_people_ahead *ahead, struct ri_error *err)
{
    struct ri_call        *call = ahead->call;
    const struct ri_panel *panel = &ahead->loaded.panel;
    struct reading       reading = {.ahead = ahead, .from = (ri_day)panel->last + 1 - BEFORE_DAYS};
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS + 3];
    const char          *sql;
    size_t               filled = 0;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    RI_ARENA_NEW(ahead->course, ri_call_mem(call), panel->series_count, err);
    RI_ARENA_NEW(reading.stores, ri_call_mem(call), panel->series_count, err);
    for (size_t i = 0; i < panel->series_count; i++) {
        struct store_hours *store = &reading.stores[i];
        RI_ARENA_NEW(store->came, ri_call_mem(call), BEFORE_DAYS * HOURS, err);
        RI_ARENA_NEW(store->went, ri_call_mem(call), BEFORE_DAYS * HOURS, err);
        RI_ARENA_NEW(store->receipts, ri_call_mem(call), BEFORE_DAYS * HOURS, err);
        for (size_t t = 0; t < BEFORE_DAYS * HOURS; t++)
            store->came[t] = store->went[t] = (double)NAN;
    }
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("from", reading.from);
    binds[RI_FILTER_BINDS + 1] = ri_bind_date("to", (ri_day)panel->last + 1);
    binds[RI_FILTER_BINDS + 2] = ri_bind_string(
        "time_zone", ri_config_text(ri_workspace_config(ri_call_workspace(call)), RI_CONFIG_ZONE));
    RI_TRY(ri_embedded_sql_find("sql/footfall/hours.sql", &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), hour_row,
                             &reading, err));
    for (size_t i = 0; i < panel->series_count; i++)
        RI_TRY(learn_store(ahead, i, &reading.stores[i], reading.from, &filled, err));
    if (filled)
        ri_call_note(call,
                     "%zu hours of counters that failed are filled: 'footfall counters' lists "
                     "them",
                     filled);
    return RI_OK;
}

/* ---- Ahead --------------------------------------------------------------------------------------------------------- */

ri_status ri_people_ahead(struct ri_call *call, bool hours, struct ri_people_ahead *ret,
                          struct ri_error *err)
{
    *ret = (struct ri_people_ahead){.call = call};
    RI_TRY(ri_panel_load_people(call, &ret->loaded, err));
    const struct ri_panel *panel = &ret->loaded.panel;
    ret->hourly = panel->frequency == RI_HOURLY;
    if (hours && ret->loaded.from_file && !ret->hourly)
        return ri_fail(err, RI_EUSAGE, "hours need a file of hours; this one is of %ss",
                       ri_frequency_text(panel->frequency));
    RI_TRY(ri_demand_read_options(call, panel, &ret->options, err));
    RI_TRY(ri_closed_ahead(ret->loaded.openings, (ri_day)panel->last, ret->options.horizon,
                           ri_call_mem(call), &ret->options.closed, err));
    ret->options.closed_steps = ret->options.horizon;
    RI_TRY(ri_learner_prepare(call, &ret->loaded, &ret->options, err));
    RI_TRY(ri_demand_forecast(panel, &ret->options, ri_call_task(call), ri_call_mem(call),
                              &ret->result, err));
    if (ret->result.note) ri_call_note(call, "%s", ret->result.note);
    return hours && !ret->hourly ? learn_hours(ret, err) : RI_OK;
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
