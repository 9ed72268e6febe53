/* Reads series into a panel, from a file or from the warehouse. */
#include "app/panel_load.h"

#include "app/filters.h"
#include "app/handover.h"
#include "app/operation.h"
#include "app/panel_mark.h"
#include "app/query.h"
#include "app/series_file.h"
#include "app/workspace.h"

#include <math.h>

#define FREQUENCY_WORD(code, text, season) text,
const char *const ri_frequency_words[] = {RI_FREQUENCY_MAP(FREQUENCY_WORD) NULL};
const char *const ri_gap_words[] = {"zero", "missing", NULL};
const char *const ri_data_words[] = {"auto", "sales", "demand", NULL};
const char *const ri_stockout_words[] = {"correct", "ignore", NULL};
const char *const ri_weekday_words[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday",    NULL};

struct loading {
    struct ri_call          *call;
    struct ri_panel_options  options;
    struct ri_panel_builder *builder;
    size_t                   rows, month_ends, month_starts;
    ri_day                   earliest, latest; /* of the rows */
    unsigned                 weekdays;         /* bits of those that rows fall on */
    bool                     lift;             /* days cut short by an empty shelf are marked */
    ri_day last;  /* add a zero there, so that quiet series reach today; RI_DAY_NONE: not wanted */
    ri_day today; /* what lies after it is not known yet; RI_DAY_NONE: everything is */
    const char *const *further; /* columns that name a series beside the usual ones */
    size_t             further_count;
    bool               stock;  /* the workspace holds stock levels */
    bool               people; /* of stores, not units of products */
};

static ri_status add(struct loading *loading, const struct ri_view *keys, int64_t us, double value,
                     bool censored, struct ri_error *err)
{
    if (loading->today != RI_DAY_NONE && us >= (loading->today + 1) * RI_US_PER_DAY) return RI_OK;
    if (!loading->builder) RI_TRY(ri_panel_builder_new(&loading->options, &loading->builder, err));
    if (!loading->rows++ && loading->last != RI_DAY_NONE)
        RI_TRY(ri_panel_builder_add(loading->builder, keys, loading->last * RI_US_PER_DAY, 0, false,
                                    err));
    const ri_day          date = (ri_day)ri_floor_div(us, RI_US_PER_DAY);
    const struct ri_civil day = ri_day_civil(date);
    loading->month_ends += day.day == ri_days_in_month(day.year, day.month);
    loading->month_starts += day.day == 1;
    loading->weekdays |= 1u << ri_day_weekday(date);
    if (date < loading->earliest) loading->earliest = date;
    if (date > loading->latest) loading->latest = date;
    return ri_panel_builder_add(loading->builder, keys, us, value, censored && loading->lift, err);
}

static ri_status set_frequency(struct loading *loading, struct ri_error *err)
{
    const char *text = ri_call_text(loading->call, "frequency");
    loading->options.detect_frequency = text == NULL;
    loading->options.gap = strcmp(ri_call_text(loading->call, "gaps"), "zero") == 0 ? 0.0 : NAN;
    loading->options.fill_tail = true;
    loading->options.hold =
        text && strcmp(text, "week") == 0 && ri_call_given(loading->call, "input");
    if (text && !ri_frequency_parse(ri_view_of(text), &loading->options.frequency))
        return ri_fail(err, RI_EUSAGE, "unknown frequency '%s'", text);
    return RI_OK;
}

/* ---- Weeks and months that are whole ------------------------------------------------------------------------------- */

static bool is_one_bit(unsigned bits)
{
    return bits && !(bits & (bits - 1));
}

/* As said; else, where all rows fall on one weekday, the weeks that they name; else Monday. */
static void choose_week(struct loading *loading)
{
    const char *said = ri_call_text(loading->call, "week-start");
    int         day = 0;
    if (said)
        while (strcmp(ri_weekday_words[day], said) != 0) day++;
    else if (loading->last == RI_DAY_NONE && is_one_bit(loading->weekdays))
        while (loading->weekdays != 1u << day) day++;
    ri_panel_builder_week_start(loading->builder, day);
}

/* Are the periods sums of finer rows, so that the first and the last one may be cut? */
static bool is_summed(const struct loading *loading, ri_frequency frequency)
{
    if (frequency == RI_WEEKLY) return !is_one_bit(loading->weekdays);
    return frequency == RI_MONTHLY && loading->month_ends < loading->rows &&
           loading->month_starts < loading->rows;
}

static ri_day first_day(const struct ri_panel *panel, int64_t period)
{
    return (ri_day)ri_floor_div(ri_period_start_us(panel->frequency, panel->week_start, period),
                                RI_US_PER_DAY);
}

static void forget_first(struct ri_panel *panel, int64_t period)
{
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].n && panel->series[i].start == period) panel->series[i].y[0] = NAN;
}

static void forget_last(struct ri_panel *panel)
{
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].start + (int64_t)panel->series[i].n > panel->last)
            panel->series[i].n = (size_t)(panel->last - panel->series[i].start);
    panel->last--;
}

/* A first or last period of which the data know only some days is no small one: it is not known. */
static void leave_out_parts(const struct loading *loading, struct ri_panel *panel)
{
    if (!is_summed(loading, panel->frequency)) return;
    const ri_day  latest = loading->last == RI_DAY_NONE ? loading->latest : loading->last;
    const char   *word = ri_frequency_text(panel->frequency);
    const int64_t first =
        ri_period_of(panel->frequency, panel->week_start, loading->earliest * RI_US_PER_DAY);
    struct ri_text from = {0}, to = {0};
    if (panel->frequency == RI_WEEKLY)
        ri_call_note(loading->call, "weeks begin on %s", ri_weekday_words[panel->week_start]);
    if (panel->last > first && first_day(panel, panel->last + 1) > latest + 1) {
        ri_text_day(&to, first_day(panel, panel->last));
        forget_last(panel);
        ri_call_note(loading->call, "the %s of %s is not over: it is forecast, not learnt from",
                     word, to.at ? to.at : "");
    }
    if (panel->last > first && first_day(panel, first) < loading->earliest) {
        ri_text_day(&from, first_day(panel, first));
        forget_first(panel, first);
        ri_call_note(loading->call, "the %s of %s is not whole: it is left out", word,
                     from.at ? from.at : "");
    }
    ri_text_release(&from);
    ri_text_release(&to);
}

static ri_status finish(struct loading *loading, const char *from, struct ri_loaded_panel *ret,
                        struct ri_error *err)
{
    if (!loading->builder)
        return ri_fail(err, RI_EDATA, "%s: there is no observation to work on", from);
    choose_week(loading);
    RI_TRY(ri_panel_builder_finish(loading->builder, ri_call_mem(loading->call), &ret->panel, err));
    ret->month_end = ret->panel.frequency == RI_MONTHLY && loading->month_ends == loading->rows;
    leave_out_parts(loading, &ret->panel);
    return RI_OK;
}

/* ---- From a file ---------------------------------------------------------------------------------------------- */

static ri_status add_observation(void *context, const struct ri_view *keys, int64_t us,
                                 double value, bool censored, struct ri_error *err)
{
    return add(context, keys, us, value, censored, err);
}

/* The columns of --series and the further ones, each once. */
static ri_status all_keys(struct loading *loading, struct ri_error *err)
{
    size_t             count;
    const char *const *given = ri_call_list(loading->call, "series", &count);
    const char       **names;
    RI_ARENA_NEW(names, ri_call_mem(loading->call), count + loading->further_count, err);
    for (size_t k = 0; k < count; k++) names[k] = given[k];
    for (size_t i = 0; i < loading->further_count; i++) {
        bool there = false;
        for (size_t k = 0; k < count; k++)
            there = there || strcmp(names[k], loading->further[i]) == 0;
        if (!there) names[count++] = loading->further[i];
    }
    if (count > RI_SERIES_KEYS_MOST)
        return ri_fail(err, RI_EUSAGE, "%zu columns name a series, at most %d", count,
                       RI_SERIES_KEYS_MOST);
    loading->options.key_names = names;
    loading->options.key_count = count;
    return RI_OK;
}

static ri_status from_file(struct loading *loading, struct ri_loaded_panel *ret,
                           struct ri_error *err)
{
    struct ri_call *call = loading->call;
    int             fd;
    const char     *name;
    if (!ri_call_given(call, "time") || !ri_call_given(call, "value"))
        return ri_fail(err, RI_EUSAGE,
                       "--input needs --time COLUMN and --value COLUMN (and --series COLUMN,... "
                       "where there are several series)");
    RI_TRY(all_keys(loading, err));
    loading->options.time_name = ri_call_text(call, "time");
    loading->options.value_name = ri_call_text(call, "value");
    loading->today = ri_call_day(call, "as-of", RI_DAY_NONE);
    const struct ri_series_columns columns = {.keys = loading->options.key_names,
                                              .key_count = loading->options.key_count,
                                              .time = loading->options.time_name,
                                              .value = loading->options.value_name,
                                              .censored = ri_call_text(call, "censored")};
    loading->options.count_rows = true;
    ri_call_file(call, "input", 0, &fd, &name);
    RI_TRY(ri_series_file(call, fd, name, &columns, add_observation, loading, err));
    ret->from_file = true;
    return finish(loading, name, ret, err);
}

/* ---- From the warehouse --------------------------------------------------------------------------------------- */

struct source {      /* one way to read series out of the warehouse */
    const char *sql; /* keys, day, units, censored; binds from the loader */
    const char *keys[8];
    size_t      key_count;
    const char *time, *value;
    const char *newest; /* SQL of its last day */
};
static const struct source sales = {"sql/panel/sales.sql", {"product", "store"}, 2, "day", "units",
                                    ri_newest_business_day};
static const struct source sales_hierarchy = {
    "sql/panel/sales_hierarchy.sql",
    {"product", "store", "department", "category", "subcategory", "brand", "region", "city"},
    8,
    "day",
    "units",
    ri_newest_business_day};
static const struct source demand = {"sql/panel/demand.sql",
                                     {"series_id"},
                                     1,
                                     "day",
                                     "units",
                                     "SELECT max(day) FROM demand_history"};

static const struct source visitors = {"sql/panel/visitors.sql",
                                       {"store"},
                                       1,
                                       "day",
                                       "visitors",
                                       "SELECT max(business_date) FROM footfall"};
static const struct source receipts = {"sql/panel/receipts.sql", {"store"}, 1, "day", "receipts",
                                       ri_newest_business_day};

static void note_marks(struct ri_call *call, const struct ri_loaded_panel *loaded)
{
    const size_t n = loaded->panel.series_count;
    char         whose[48] = "the series";
    if (n != 1) snprintf(whose, sizeof whose, "%zu series together", n);
    if (loaded->stockouts)
        ri_call_note(call,
                     "the shelf ran empty in %zu %ss of %s: what would have sold then is estimated "
                     "(--stockouts ignore takes the sales as they are)",
                     loaded->stockouts, ri_frequency_text(loaded->panel.frequency), whose);
    if (loaded->closed)
        ri_call_note(call, "the store was closed on %zu days of %s: they are left out",
                     loaded->closed, whose);
}

/* What else the warehouse knows of sales. Hierarchies keep closed days as days of nothing: sums go over stores that are open. */
static ri_status mark(struct loading *loading, struct ri_warehouse *warehouse,
                      struct ri_loaded_panel *loaded, struct ri_error *err)
{
    struct ri_call      *call = loading->call;
    struct ri_filter_ids ids;
    loaded->as_of = loading->last;
    if (loading->lift && loading->stock && loaded->panel.frequency != RI_HOURLY) {
        RI_TRY(ri_call_filter(call, warehouse, &ids, err));
        RI_TRY(ri_panel_mark_stockouts(call, warehouse, &ids, loaded, err));
    }
    const bool summed = loading->further_count && ri_call_given(call, "hierarchy");
    RI_TRY(ri_panel_mark_closed(call, warehouse, loaded, !summed, err));
    if (!loading->further_count && !loading->people)
        RI_TRY(ri_panel_hand_on(call, warehouse, loaded, err));
    note_marks(call, loaded);
    return RI_OK;
}

struct row_context {
    struct loading *loading;
    size_t          key_count;
};

static ri_status add_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    const struct row_context *at = context;
    struct ri_view            keys[RI_SERIES_KEYS_MOST];
    for (size_t k = 0; k < at->key_count; k++) keys[k] = ri_row_text(row, k);
    const int64_t us = ri_row_int64(row, at->key_count) * RI_US_PER_DAY;
    const double  value =
        ri_row_missing(row, at->key_count + 1) ? NAN : ri_row_double(row, at->key_count + 1);
    return add(at->loading, keys, us, value, ri_row_int64(row, at->key_count + 2) != 0, err);
}

static ri_status probe_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    bool *some = context;
    for (size_t i = 0; i < 3; i++) some[i] = ri_row_int64(row, i) != 0;
    return RI_OK;
}

/* People who came: counted, or the receipts that stand for them. */
static ri_status choose_people(struct loading *loading, struct ri_warehouse *warehouse,
                               const struct source **ret, struct ri_error *err)
{
    bool        some[3] = {false, false, false};
    const char *data = ri_call_text(loading->call, "measure");
    RI_TRY(ri_warehouse_rows(warehouse, "SELECT EXISTS (SELECT 1 FROM footfall), FALSE, FALSE",
                             (struct ri_binds){0}, ri_call_task(loading->call), probe_row, some,
                             err));
    const bool counted = strcmp(data, "visitors") == 0 || (strcmp(data, "auto") == 0 && some[0]);
    *ret = counted ? &visitors : &receipts;
    loading->options.gap = NAN; /* a day without a count is not a day without people */
    if (!counted && strcmp(data, "auto") == 0)
        ri_call_note(loading->call, "nobody counts visitors: these are receipts");
    return RI_OK;
}

static ri_status choose_source(struct loading *loading, struct ri_warehouse *warehouse,
                               const struct source **ret, struct ri_error *err)
{
    struct ri_call *call = loading->call;
    bool            some[3] = {false, false, false}; /* sales, demand, stock */
    const char     *data = ri_call_text(call, "data");
    RI_TRY(ri_warehouse_rows(
        warehouse,
        "SELECT EXISTS (SELECT 1 FROM sale_line), EXISTS (SELECT 1 FROM demand_history), "
        "EXISTS (SELECT 1 FROM stock_level)",
        (struct ri_binds){0}, ri_call_task(call), probe_row, some, err));
    const bool use_demand =
        strcmp(data, "demand") == 0 || (strcmp(data, "auto") == 0 && !some[0] && some[1]);
    *ret = use_demand ? &demand : &sales;
    loading->stock = some[2];
    if (some[0] && some[1] && strcmp(data, "auto") == 0)
        ri_call_note(call, "working on sales by product and store; --data demand takes the "
                           "imported demand history");
    return RI_OK;
}

static ri_status run_source(struct loading *loading, struct ri_warehouse *warehouse,
                            const struct source *source, struct ri_error *err)
{
    struct ri_call      *call = loading->call;
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS + 1];
    const char          *sql;
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    loading->last = ri_call_day(call, "as-of", RI_DAY_NONE);
    if (loading->last == RI_DAY_NONE)
        RI_TRY(ri_newest_day(call, warehouse, source->newest, &loading->last, err));
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("as_of", loading->last);
    RI_TRY(ri_query_text(source->sql, ri_call_mem(call), &sql, err));
    struct row_context context = {loading, source->key_count};
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), add_row, &context,
                             err);
}

/* A day cut into hours or minutes would be 1,439 of nothing beside one of everything. */
static ri_status check_days(const struct loading *loading, struct ri_error *err)
{
    if (loading->options.detect_frequency || !ri_frequency_has_clock(loading->options.frequency))
        return RI_OK;
    return ri_fail(err, RI_EUSAGE,
                   "--frequency %s goes with --input FILE: the workspace keeps its series by the day, so "
                   "that day, week and month can be asked for",
                   ri_frequency_text(loading->options.frequency));
}

static ri_status from_warehouse(struct loading *loading, struct ri_loaded_panel *ret,
                                struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const struct source *source;
    if (ri_call_given(loading->call, "time") || ri_call_given(loading->call, "value"))
        return ri_fail(err, RI_EUSAGE, "--time and --value go with --input FILE");
    RI_TRY(check_days(loading, err));
    RI_TRY(ri_call_warehouse(loading->call, &warehouse, err));
    RI_TRY(loading->people ? choose_people(loading, warehouse, &source, err)
                           : choose_source(loading, warehouse, &source, err));
    if (loading->further_count && source == &sales) source = &sales_hierarchy;
    loading->options.key_names = source->keys;
    loading->options.key_count = source->key_count;
    loading->options.time_name = source->time;
    loading->options.value_name = source->value;
    if (loading->options.detect_frequency) loading->options.frequency = RI_DAILY;
    loading->options.detect_frequency = false;
    RI_TRY(run_source(loading, warehouse, source, err));
    RI_TRY(finish(loading, "the workspace", ret, err));
    return source == &demand ? RI_OK : mark(loading, warehouse, ret, err);
}

static ri_status load(struct ri_call *call, const char *const *columns, size_t count, bool people,
                      struct ri_loaded_panel *ret, struct ri_error *err)
{
    struct loading         loading = {.call = call,
                                      .last = RI_DAY_NONE,
                                      .today = RI_DAY_NONE,
                                      .earliest = INT32_MAX,
                                      .latest = INT32_MIN,
                                      .lift = strcmp(ri_call_text(call, "stockouts"), "ignore") != 0,
                                      .further = columns,
                                      .further_count = count,
                                      .people = people};
    struct ri_loaded_panel loaded = {0};
    RI_TRY(set_frequency(&loading, err));
    const ri_status status = ri_call_given(call, "input") ? from_file(&loading, &loaded, err)
                                                          : from_warehouse(&loading, &loaded, err);
    ri_panel_builder_free(loading.builder);
    if (status == RI_OK) *ret = loaded;
    return status;
}

ri_status ri_panel_load(struct ri_call *call, struct ri_loaded_panel *ret, struct ri_error *err)
{
    return load(call, NULL, 0, false, ret, err);
}

ri_status ri_panel_load_with(struct ri_call *call, const char *const *columns, size_t count,
                             struct ri_loaded_panel *ret, struct ri_error *err)
{
    return load(call, columns, count, false, ret, err);
}

ri_status ri_panel_load_people(struct ri_call *call, struct ri_loaded_panel *ret,
                               struct ri_error *err)
{
    return load(call, NULL, 0, true, ret, err);
}

/* ---- Periods in results ---------------------------------------------------------------------------------------- */

ri_column_type ri_panel_time_type(const struct ri_loaded_panel *loaded)
{
    return ri_frequency_has_clock(loaded->panel.frequency) ? RI_COLUMN_TEXT : RI_COLUMN_DATE;
}

void ri_panel_put_time(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                       int64_t period)
{
    const struct ri_panel *panel = &loaded->panel;
    const int64_t          us = ri_period_start_us(panel->frequency, panel->week_start,
                                                   period + (loaded->month_end ? 1 : 0));
    const ri_day           day = (ri_day)ri_floor_div(us, RI_US_PER_DAY);
    if (!ri_frequency_has_clock(panel->frequency)) {
        ri_put_day(table, loaded->month_end ? day - 1 : day);
        return;
    }
    char                  text[32];
    const struct ri_civil civil = ri_day_civil(day);
    const int             minute = (int)((us - day * RI_US_PER_DAY) / (60 * RI_US_PER_SECOND));
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:00", civil.year, civil.month, civil.day,
             minute / 60, minute % 60);
    ri_put_string(table, text);
}
