/* footfall counters: hours in which a counter of people is in doubt, and what stands there instead. */
#include "anomaly/counter.h"
#include "app/filters.h"
#include "app/operation.h"
#include "app/workspace.h"

#include <math.h>

enum { HOURS = 24, WINDOW_DAYS = 28, AROUND_DAYS = 56, SPAN_MOST = 1100 };
enum { STORE, DAY, HOUR, CAME, WENT, RECEIPTS };

static const struct ri_param params[] = {
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL, "first day; four weeks when not given"},
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL, "day after the last one"},
    {"as-of", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "what 'today' is; the last counted day when not given"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"region", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only stores of these regions"},
};
static const struct ri_column columns[] = {
    {"store", RI_COLUMN_STORE, "store"},
    {"day", RI_COLUMN_DATE, "business day"},
    {"fault", RI_COLUMN_TEXT,
     "dead: nobody counted though people usually come; stuck: the same number hour after hour; "
     "shifted: the day's course is hours off; imbalance: in and out differ by a quarter"},
    {"from_hour", RI_COLUMN_INTEGER, "first hour in doubt, of the store's own clock"},
    {"to_hour", RI_COLUMN_INTEGER, "last one"},
    {"hours", RI_COLUMN_INTEGER, "hours in doubt"},
    {"counted", RI_COLUMN_INTEGER, "people counted in them"},
    {"filled", RI_COLUMN_NUMBER,
     "people taken instead: the usual of those hours; an imbalance is not filled"},
    {"receipts", RI_COLUMN_INTEGER, "receipts in them: people were there"},
};

struct hours { /* of a store */
    char    code[256];
    double *came, *went, *receipts; /* [days * HOURS] */
};
struct looking {
    struct ri_call          *call;
    struct ri_table_builder *table;
    ri_day                   first, from, to; /* of the hours; the window */
    size_t                   days, stores, faults;
    struct hours             store; /* the one being read */
};

static void start(struct looking *l, struct ri_view code)
{
    snprintf(l->store.code, sizeof l->store.code, "%.*s", (int)code.length, code.at);
    for (size_t t = 0; t < l->days * HOURS; t++) {
        l->store.came[t] = l->store.went[t] = (double)NAN;
        l->store.receipts[t] = 0;
    }
}

static void put_day(struct looking *l, size_t d, const double *usual, const uint8_t *fault)
{
    for (uint8_t kind = RI_COUNTER_DEAD; kind < RI_COUNTER_FAULTS; kind++) {
        size_t hours = 0, from = 0, to = 0;
        double counted = 0, filled = 0, receipts = 0;
        for (size_t h = 0; h < HOURS; h++) {
            const size_t t = d * HOURS + h;
            if (fault[t] != kind) continue;
            if (!hours++) from = h;
            to = h;
            counted += l->store.came[t] > 0 ? l->store.came[t] : 0;
            filled += usual[t] > 0 ? usual[t] : 0;
            receipts += l->store.receipts[t];
        }
        if (!hours) continue;
        l->faults++;
        ri_put_string(l->table, l->store.code);
        ri_put_day(l->table, l->first + (ri_day)d);
        ri_put_string(l->table, ri_counter_fault_names[kind]);
        ri_put_int(l->table, (int64_t)from);
        ri_put_int(l->table, (int64_t)to);
        ri_put_int(l->table, (int64_t)hours);
        ri_put_int(l->table, (int64_t)counted);
        ri_put_number(l->table, kind == RI_COUNTER_IMBALANCE ? (double)NAN : filled);
        ri_put_int(l->table, (int64_t)receipts);
    }
}

/* A day without a person and without a receipt was closed. */
static ri_status check(struct looking *l, struct ri_error *err)
{
    struct ri_arena           *mem = ri_call_mem(l->call);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    double                    *usual;
    uint8_t                   *fault;
    bool                      *closed, any = false;
    if (!l->store.code[0]) return RI_OK;
    RI_ARENA_NEW(usual, mem, l->days * HOURS, err);
    RI_ARENA_NEW(fault, mem, l->days * HOURS, err);
    RI_ARENA_NEW(closed, mem, l->days, err);
    for (size_t d = 0; d < l->days; d++) {
        double sum = 0;
        for (size_t t = d * HOURS; t < (d + 1) * HOURS; t++) {
            any = any || !isnan(l->store.came[t]);
            sum += (l->store.came[t] > 0 ? l->store.came[t] : 0) + l->store.receipts[t];
        }
        closed[d] = !(sum > 0);
    }
    if (any) {
        l->stores++;
        (void)ri_counter_check(l->store.came, l->store.went, closed, l->days, usual, fault);
        for (size_t d = (size_t)(l->from - l->first); d < (size_t)(l->to - l->first); d++)
            put_day(l, d, usual, fault);
    }
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

static ri_status hour_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct looking      *l = context;
    const struct ri_view code = ri_row_text(row, STORE);
    if (!ri_view_equal(code, ri_view_of(l->store.code))) {
        RI_TRY(check(l, err));
        start(l, code);
    }
    const size_t t =
        (size_t)(((ri_day)ri_row_int64(row, DAY) - l->first) * HOURS + ri_row_int64(row, HOUR));
    if (!ri_row_missing(row, CAME)) l->store.came[t] = ri_row_double(row, CAME);
    if (!ri_row_missing(row, WENT)) l->store.went[t] = ri_row_double(row, WENT);
    l->store.receipts[t] = ri_row_double(row, RECEIPTS);
    return RI_OK;
}

static ri_status read_span(struct looking *l, struct ri_warehouse *warehouse, struct ri_error *err)
{
    ri_day today = ri_call_day(l->call, "as-of", RI_DAY_NONE);
    if (today == RI_DAY_NONE)
        RI_TRY(ri_newest_day(l->call, warehouse, "SELECT max(business_date) FROM footfall", &today,
                             err));
    if (today == RI_DAY_NONE)
        return ri_fail(
            err, RI_EDATA,
            "nobody counts visitors: 'retailinsight import --as footfall' takes counts in");
    l->to = ri_call_day(l->call, "to", today + 1);
    l->from = ri_call_day(l->call, "from", l->to - WINDOW_DAYS);
    if (l->from >= l->to) return ri_fail(err, RI_EUSAGE, "--from is not before --to");
    if (l->to - l->from > SPAN_MOST)
        return ri_fail(err, RI_EUSAGE, "a span of %lld days: at most %d",
                       (long long)(l->to - l->from), SPAN_MOST);
    l->first = l->from - AROUND_DAYS;
    l->days = (size_t)(l->to - l->first) + AROUND_DAYS;
    return RI_OK;
}

static ri_status look(struct looking *l, struct ri_warehouse *warehouse, struct ri_error *err)
{
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS + 3];
    const char          *sql;
    RI_ARENA_NEW(l->store.came, ri_call_mem(l->call), l->days * HOURS, err);
    RI_ARENA_NEW(l->store.went, ri_call_mem(l->call), l->days * HOURS, err);
    RI_ARENA_NEW(l->store.receipts, ri_call_mem(l->call), l->days * HOURS, err);
    RI_TRY(ri_call_filter(l->call, warehouse, &ids, err));
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("from", l->first);
    binds[RI_FILTER_BINDS + 1] = ri_bind_date("to", l->first + (ri_day)l->days);
    binds[RI_FILTER_BINDS + 2] =
        ri_bind_string("time_zone", ri_config_text(ri_workspace_config(ri_call_workspace(l->call)),
                                                   RI_CONFIG_ZONE));
    RI_TRY(ri_embedded_sql_find("sql/footfall/hours.sql", &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(l->call), hour_row, l,
                             err));
    return check(l, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct looking       l = {.call = call};
    struct ri_warehouse *warehouse;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(read_span(&l, warehouse, err));
    RI_TRY(ri_call_builder(call, &l.table, err));
    const ri_status status = look(&l, warehouse, err);
    ri_call_note(call, "%zu fault%s of counters in %zu stores", l.faults, l.faults == 1 ? "" : "s",
                 l.stores);
    return ri_call_answer(call, l.table, status, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "footfall.counters",
              .summary = "Counters of people that failed, and what is taken instead",
              .details =
                  "Each hour is held against the same hour of the week in the eight weeks around. "
                  "Forecasts by hour and staff plans use what is filled, never the failed count; "
                  "what was counted stays in the workspace.",
              .flags = RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight footfall counters",
                          "retailinsight footfall counters --store S01 --from 2026-10-01")},
     .run = run},
};
const struct ri_operation_table ri_footfall_counter_operations = RI_OPERATION_TABLE(operations);
