/* Reads hours of counters and receipts out of the workspace, and checks the counters. */
#include "app/counted_hours.h"

#include "anomaly/counter.h"
#include "app/filters.h"
#include "app/operation.h"
#include "app/series_file.h"
#include "app/workspace.h"
#include "base/intern.h"

#include <math.h>
#include <unistd.h>

enum { HOURS = RI_HOURS_OF_DAY };
enum { STORE, DAY, HOUR, CAME, WENT, RECEIPTS };

struct reading {
    struct ri_call *call;
    ri_counted_fn  *each;
    void           *context;
    ri_day          first;
    size_t          days;
    char            code[256];
    double         *came, *went, *receipts, *usual, *clean;
    uint8_t        *fault;
    bool           *closed;
};

bool ri_counted_filled(const struct ri_counted_store *store, size_t hour)
{
    const uint8_t fault = store->fault[hour];
    return fault != RI_COUNTER_GOOD && fault != RI_COUNTER_IMBALANCE;
}

static ri_status make_room(struct reading *r, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(r->call);
    double         **arrays[] = {&r->came, &r->went, &r->receipts, &r->usual, &r->clean};
    if (r->days > RI_COUNTED_DAYS_MOST)
        return ri_fail(err, RI_EDATA, "a span of %zu days of hours: at most %d", r->days,
                       RI_COUNTED_DAYS_MOST);
    for (size_t i = 0; i < RI_COUNT(arrays); i++)
        RI_ARENA_NEW(*arrays[i], mem, r->days * HOURS, err);
    RI_ARENA_NEW(r->fault, mem, r->days * HOURS, err);
    RI_ARENA_NEW(r->closed, mem, r->days, err);
    return RI_OK;
}

static void start(struct reading *r, struct ri_view code)
{
    snprintf(r->code, sizeof r->code, "%.*s", (int)code.length, code.at);
    for (size_t t = 0; t < r->days * HOURS; t++) {
        r->came[t] = r->went[t] = (double)NAN;
        r->receipts[t] = 0;
    }
}

/* Nobody and no receipt; without receipts, nothing written down at all. */
static bool is_closed(const struct reading *r, size_t d, bool rang)
{
    for (size_t t = d * HOURS; t < (d + 1) * HOURS; t++)
        if (rang ? r->came[t] > 0 || r->receipts[t] > 0 : !isnan(r->came[t])) return false;
    return true;
}

static ri_status hand_over(struct reading *r, bool rang, struct ri_error *err)
{
    struct ri_counted_store store = {.code = r->code,
                                     .first = r->first,
                                     .days = r->days,
                                     .came = r->came,
                                     .went = r->went,
                                     .receipts = r->receipts,
                                     .usual = r->usual,
                                     .fault = r->fault,
                                     .clean = r->clean,
                                     .closed = r->closed,
                                     .rang = rang};
    for (size_t d = 0; d < r->days; d++) r->closed[d] = is_closed(r, d, rang);
    for (size_t t = 0; t < r->days * HOURS; t++) store.counted |= !isnan(r->came[t]);
    memset(r->fault, RI_COUNTER_GOOD, r->days * HOURS);
    if (store.counted)
        (void)ri_counter_check(r->came, r->went, r->closed, r->days, r->usual, r->fault);
    for (size_t t = 0; t < r->days * HOURS; t++)
        r->clean[t] = !ri_counted_filled(&store, t) ? r->came[t]
                      : r->usual[t] > 0             ? r->usual[t]
                                                    : 0;
    return r->each(r->context, &store, err);
}

/* ---- The workspace ------------------------------------------------------------------------------------------------------ */

static ri_status hour_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading      *r = context;
    const struct ri_view code = ri_row_text(row, STORE);
    if (!ri_view_equal(code, ri_view_of(r->code))) {
        if (r->code[0]) RI_TRY(hand_over(r, true, err));
        start(r, code);
    }
    const size_t t =
        (size_t)(((ri_day)ri_row_int64(row, DAY) - r->first) * HOURS + ri_row_int64(row, HOUR));
    if (!ri_row_missing(row, CAME)) r->came[t] = ri_row_double(row, CAME);
    if (!ri_row_missing(row, WENT)) r->went[t] = ri_row_double(row, WENT);
    r->receipts[t] = ri_row_double(row, RECEIPTS);
    return RI_OK;
}

ri_status ri_counted_each(struct ri_call *call, ri_day first, ri_day to, ri_counted_fn *each,
                          void *context, struct ri_error *err)
{
    struct reading       r = {.call = call,
                              .each = each,
                              .context = context,
                              .first = first,
                              .days = to > first ? (size_t)(to - first) : 0};
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS + 3];
    const char          *sql;
    RI_TRY(make_room(&r, err));
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("from", first);
    binds[RI_FILTER_BINDS + 1] = ri_bind_date("to", to);
    binds[RI_FILTER_BINDS + 2] = ri_bind_string(
        "time_zone", ri_config_text(ri_workspace_config(ri_call_workspace(call)), RI_CONFIG_ZONE));
    RI_TRY(ri_embedded_sql_find("sql/footfall/hours.sql", &sql, err));
    RI_TRY(
        ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), hour_row, &r, err));
    return r.code[0] ? hand_over(&r, true, err) : RI_OK;
}

/* ---- A file --------------------------------------------------------------------------------------------------------------- */

enum { MEASURES = 3 };
static const char *const measure_params[MEASURES] = {"value", "out", "receipts"};

struct observed {
    uint32_t store, measure;
    int64_t  hour; /* since 1970, of the store's own clock */
    double   value;
};
struct gathering {
    struct ri_call   *call;
    struct ri_intern *stores;
    struct observed  *at;
    size_t            count, room;
    uint32_t          measure; /* being read */
};

static ri_status observe(void *context, const struct ri_view *keys, int64_t us, double value,
                         bool censored, struct ri_error *err)
{
    struct gathering *g = context;
    size_t            store;
    (void)censored;
    if (isnan(value)) return RI_OK;
    if (value < 0)
        return ri_fail(err, RI_EDATA, "--%s holds %g: a count is 0 or more",
                       measure_params[g->measure], value);
    const bool named = ri_call_given(g->call, "series");
    RI_TRY(ri_intern_put(g->stores, named ? keys[0] : RI_VIEW("all"), &store, NULL, err));
    RI_TRY(ri_arena_grow(ri_call_mem(g->call), &g->at, &g->room, g->count, sizeof *g->at, err));
    g->at[g->count++] = (struct observed){
        (uint32_t)store, g->measure, ri_floor_div(us, 3600 * (int64_t)RI_US_PER_SECOND), value};
    return RI_OK;
}

/* The file is read once for each of its columns of numbers. */
static ri_status gather_file(struct gathering *g, struct ri_error *err)
{
    struct ri_call          *call = g->call;
    int                      fd;
    const char              *name;
    struct ri_series_columns columns = {.time = ri_call_text(call, "time")};
    columns.keys = ri_call_list(call, "series", &columns.key_count);
    if (columns.key_count > 1)
        return ri_fail(err, RI_EUSAGE, "--series names %zu columns: one, that of the store",
                       columns.key_count);
    ri_call_file(call, "input", 0, &fd, &name);
    for (g->measure = 0; g->measure < MEASURES; g->measure++) {
        columns.value = ri_call_text(call, measure_params[g->measure]);
        if (!columns.value && g->measure) continue;
        if (!columns.time || !columns.value)
            return ri_fail(err, RI_EUSAGE,
                           "--input needs --time COLUMN and --value COLUMN (and --series COLUMN "
                           "where there are several stores)");
        if (g->measure && lseek(fd, 0, SEEK_SET) < 0)
            return ri_fail(err, RI_EUSAGE,
                           "--%s needs a file that can be read again, not standard input",
                           measure_params[g->measure]);
        RI_TRY(ri_series_file(call, fd, name, &columns, observe, g, err));
    }
    return g->count ? RI_OK : ri_fail(err, RI_EDATA, "%s: nobody is counted in it", name);
}

static int by_store(const void *left, const void *right, void *context)
{
    const struct ri_intern *stores = context;
    const struct observed  *a = left, *b = right;
    if (a->store == b->store) return 0;
    const struct ri_view x = ri_intern_at(stores, a->store), y = ri_intern_at(stores, b->store);
    const size_t         both = x.length < y.length ? x.length : y.length;
    const int            order = memcmp(x.at, y.at, both);
    return order ? order : (x.length > y.length) - (x.length < y.length);
}

static void put_observed(struct reading *r, const struct observed *one)
{
    double *const arrays[MEASURES] = {r->came, r->went, r->receipts};
    double       *to = &arrays[one->measure][one->hour - (int64_t)r->first * HOURS];
    *to = isnan(*to) ? one->value : *to + one->value;
}

static ri_status spread_file(struct gathering *g, struct reading *r, struct ri_error *err)
{
    const bool rang = ri_call_given(g->call, "receipts");
    int64_t    first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < g->count; i++) {
        if (g->at[i].hour < first) first = g->at[i].hour;
        if (g->at[i].hour > last) last = g->at[i].hour;
    }
    r->first = (ri_day)ri_floor_div(first, HOURS);
    r->days = (size_t)(ri_floor_div(last, HOURS) - r->first) + 1;
    RI_TRY(make_room(r, err));
    qsort_r(g->at, g->count, sizeof *g->at, by_store, g->stores);
    for (size_t from = 0, to; from < g->count; from = to) {
        start(r, ri_intern_at(g->stores, g->at[from].store));
        for (to = from; to < g->count && g->at[to].store == g->at[from].store; to++)
            put_observed(r, &g->at[to]);
        RI_TRY(hand_over(r, rang, err));
        RI_TRY(ri_task_check(ri_call_task(g->call), err));
    }
    return RI_OK;
}

ri_status ri_counted_file_each(struct ri_call *call, ri_counted_fn *each, void *context,
                               struct ri_error *err)
{
    struct gathering g = {.call = call};
    struct reading   r = {.call = call, .each = each, .context = context};
    RI_TRY(ri_call_file_alone(call, err));
    RI_TRY(ri_intern_new(&g.stores, err));
    ri_status status = gather_file(&g, err);
    if (status == RI_OK) status = spread_file(&g, &r, err);
    ri_intern_free(g.stores);
    return status;
}
