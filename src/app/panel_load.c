/* Reads series into a panel, from a file or from the warehouse. */
#include "app/panel_load.h"

#include "app/operation.h"
#include "app/series_file.h"
#include "app/workspace.h"

#include <math.h>

#define FREQUENCY_WORD(code, text, season) text,
const char *const ri_frequency_words[] = {RI_FREQUENCY_MAP(FREQUENCY_WORD) NULL};
const char *const ri_gap_words[] = {"zero", "missing", NULL};
const char *const ri_data_words[] = {"auto", "sales", "demand", NULL};

struct loading {
    struct ri_call          *call;
    struct ri_panel_options  options;
    struct ri_panel_builder *builder;
    size_t                   rows, month_ends;
    ri_day last;  /* add a zero there, so that quiet series reach today; RI_DAY_NONE: not wanted */
    ri_day today; /* what lies after it is not known yet; RI_DAY_NONE: everything is */
    const char *const *further; /* columns that name a series beside the usual ones */
    size_t             further_count;
};

static ri_status start_builder(struct loading *loading, int64_t first_us, struct ri_error *err)
{
    /* Weeks begin on the weekday that the file's own weeks are named by. */
    loading->options.week_start = ri_day_weekday((ri_day)ri_floor_div(first_us, RI_US_PER_DAY));
    return ri_panel_builder_new(&loading->options, &loading->builder, err);
}

static ri_status add(struct loading *loading, const struct ri_view *keys, int64_t us, double value,
                     bool censored, struct ri_error *err)
{
    if (loading->today != RI_DAY_NONE && us >= (loading->today + 1) * RI_US_PER_DAY) return RI_OK;
    if (!loading->builder) RI_TRY(start_builder(loading, us, err));
    if (!loading->rows++ && loading->last != RI_DAY_NONE)
        RI_TRY(ri_panel_builder_add(loading->builder, keys, loading->last * RI_US_PER_DAY, 0, false,
                                    err));
    const struct ri_civil day = ri_day_civil((ri_day)ri_floor_div(us, RI_US_PER_DAY));
    loading->month_ends += day.day == ri_days_in_month(day.year, day.month);
    return ri_panel_builder_add(loading->builder, keys, us, value, censored, err);
}

static ri_status set_frequency(struct loading *loading, struct ri_error *err)
{
    const char *text = ri_call_text(loading->call, "frequency");
    loading->options.detect_frequency = text == NULL;
    loading->options.gap = strcmp(ri_call_text(loading->call, "gaps"), "zero") == 0 ? 0.0 : NAN;
    loading->options.fill_tail = true;
    if (text && !ri_frequency_parse(ri_view_of(text), &loading->options.frequency))
        return ri_fail(err, RI_EUSAGE, "unknown frequency '%s'", text);
    return RI_OK;
}

static ri_status finish(struct loading *loading, const char *from, struct ri_loaded_panel *ret,
                        struct ri_error *err)
{
    if (!loading->builder)
        return ri_fail(err, RI_EDATA, "%s: there is no observation to work on", from);
    RI_TRY(ri_panel_builder_finish(loading->builder, ri_call_mem(loading->call), &ret->panel, err));
    ret->month_end = ret->panel.frequency == RI_MONTHLY && loading->month_ends == loading->rows;
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
};
static const struct source sales = {"sql/panel/sales.sql", {"product", "store"}, 2, "day", "units"};
static const struct source sales_hierarchy = {
    "sql/panel/sales_hierarchy.sql",
    {"product", "store", "department", "category", "subcategory", "brand", "region", "city"},
    8,
    "day",
    "units"};
static const struct source demand = {"sql/panel/demand.sql", {"series_id"}, 1, "day", "units"};

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
    some[0] = ri_row_int64(row, 0) != 0;
    some[1] = ri_row_int64(row, 1) != 0;
    return RI_OK;
}

static ri_status choose_source(struct ri_call *call, struct ri_warehouse *warehouse,
                               const struct source **ret, struct ri_error *err)
{
    bool        some[2] = {false, false}; /* sales, demand */
    const char *data = ri_call_text(call, "data");
    RI_TRY(ri_warehouse_rows(
        warehouse, "SELECT EXISTS (SELECT 1 FROM sale_line), EXISTS (SELECT 1 FROM demand_history)",
        (struct ri_binds){0}, ri_call_task(call), probe_row, some, err));
    const bool use_demand =
        strcmp(data, "demand") == 0 || (strcmp(data, "auto") == 0 && !some[0] && some[1]);
    *ret = use_demand ? &demand : &sales;
    if (some[0] && some[1] && strcmp(data, "auto") == 0)
        ri_call_note(call, "working on sales by product and store; --data demand takes the "
                           "imported demand history");
    return RI_OK;
}

static const char *const *or_null(const char *const *list)
{
    return list[0] ? list : NULL;
}

static ri_status last_day_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    if (!ri_row_missing(row, 0)) *(ri_day *)context = (ri_day)ri_row_int64(row, 0);
    return RI_OK;
}

static ri_status run_source(struct loading *loading, struct ri_warehouse *warehouse,
                            const struct source *source, struct ri_error *err)
{
    struct ri_call            *call = loading->call;
    const struct ri_principal *principal = ri_call_principal(call);
    const struct ri_filter     filter = {.stores = or_null(ri_call_list(call, "store", NULL)),
                                         .regions = or_null(ri_call_list(call, "region", NULL)),
                                         .categories = or_null(ri_call_list(call, "category", NULL)),
                                         .products = or_null(ri_call_list(call, "product", NULL)),
                                         .scope = principal ? principal->stores : NULL};
    struct ri_filter_ids       ids;
    RI_TRY(ri_warehouse_filter(warehouse, &filter, ri_call_mem(call), &ids, err));
    const char *last = source != &demand ? "SELECT max(business_date) FROM sale_line"
                                         : "SELECT max(day) FROM demand_history";
    loading->last = ri_call_day(call, "as-of", RI_DAY_NONE);
    if (loading->last == RI_DAY_NONE)
        RI_TRY(ri_warehouse_rows(warehouse, last, (struct ri_binds){0}, ri_call_task(call),
                                 last_day_row, &loading->last, err));
    const char *sql;
    RI_TRY(ri_embedded_sql_find(source->sql, &sql, err));
    const struct ri_bind binds[] = {ri_bind_ids("stores", &ids.stores),
                                    ri_bind_ids("products", &ids.products),
                                    ri_bind_date("as_of", loading->last)};
    struct row_context   context = {loading, source->key_count};
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), add_row, &context,
                             err);
}

static ri_status from_warehouse(struct loading *loading, struct ri_loaded_panel *ret,
                                struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const struct source *source;
    if (ri_call_given(loading->call, "time") || ri_call_given(loading->call, "value"))
        return ri_fail(err, RI_EUSAGE, "--time and --value go with --input FILE");
    RI_TRY(ri_call_warehouse(loading->call, &warehouse, err));
    RI_TRY(choose_source(loading->call, warehouse, &source, err));
    if (loading->further_count && source == &sales) source = &sales_hierarchy;
    loading->options.key_names = source->keys;
    loading->options.key_count = source->key_count;
    loading->options.time_name = source->time;
    loading->options.value_name = source->value;
    if (loading->options.detect_frequency) loading->options.frequency = RI_DAILY;
    loading->options.detect_frequency = false;
    RI_TRY(run_source(loading, warehouse, source, err));
    return finish(loading, "the workspace", ret, err);
}

ri_status ri_panel_load(struct ri_call *call, struct ri_loaded_panel *ret, struct ri_error *err)
{
    return ri_panel_load_with(call, NULL, 0, ret, err);
}

ri_status ri_panel_load_with(struct ri_call *call, const char *const *columns, size_t count,
                             struct ri_loaded_panel *ret, struct ri_error *err)
{
    struct loading         loading = {.call = call,
                                      .last = RI_DAY_NONE,
                                      .today = RI_DAY_NONE,
                                      .further = columns,
                                      .further_count = count};
    struct ri_loaded_panel loaded = {0};
    RI_TRY(set_frequency(&loading, err));
    const ri_status status = ri_call_given(call, "input") ? from_file(&loading, &loaded, err)
                                                          : from_warehouse(&loading, &loaded, err);
    ri_panel_builder_free(loading.builder);
    if (status == RI_OK) *ret = loaded;
    return status;
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
    const int minute = (int)((us - day * RI_US_PER_DAY) / (60 * RI_US_PER_SECOND));
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:00", civil.year, civil.month, civil.day,
             minute / 60, minute % 60);
    ri_put_string(table, text);
}
