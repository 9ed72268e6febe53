/* footfall counters: hours in which a counter of people is in doubt, and what stands there instead. */
#include "anomaly/counter.h"
#include "app/counted_hours.h"
#include "app/filters.h"
#include "app/operation.h"

#include <math.h>

enum { HOURS = RI_HOURS_OF_DAY, WINDOW_DAYS = 28, AROUND_DAYS = 56, SPAN_MOST = 1100 };

static const struct ri_param params[] = {
    {"out", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the people who went: imbalances are found too"},
    {"receipts", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the receipts: they tell a dead counter from a closed store"},
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "first day; four weeks when not given (a file: all of it)"},
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
    {"receipts", RI_COLUMN_INTEGER, "receipts in them: people were there; missing: not known"},
};

struct looking {
    struct ri_call          *call;
    struct ri_table_builder *table;
    ri_day                   from, to; /* the window; a file: RI_DAY_NONE, no bound */
    size_t                   stores, faults, silent;
};
struct doubt { /* hours of one fault on one day */
    size_t hours, from, to;
    double counted, filled, receipts;
};

static struct doubt doubt_of(const struct ri_counted_store *store, size_t d, uint8_t kind)
{
    struct doubt sum = {0};
    for (size_t h = 0; h < HOURS; h++) {
        const size_t t = d * HOURS + h;
        if (store->fault[t] != kind) continue;
        if (!sum.hours++) sum.from = h;
        sum.to = h;
        sum.counted += store->came[t] > 0 ? store->came[t] : 0;
        sum.filled += store->usual[t] > 0 ? store->usual[t] : 0;
        sum.receipts += store->receipts[t];
    }
    return sum;
}

static void put_day(struct looking *l, const struct ri_counted_store *store, size_t d)
{
    for (uint8_t kind = RI_COUNTER_DEAD; kind < RI_COUNTER_FAULTS; kind++) {
        const struct doubt doubt = doubt_of(store, d, kind);
        if (!doubt.hours) continue;
        l->faults++;
        l->silent += !store->rang && kind == RI_COUNTER_DEAD;
        ri_put_string(l->table, store->code);
        ri_put_day(l->table, store->first + (ri_day)d);
        ri_put_string(l->table, ri_counter_fault_names[kind]);
        ri_put_int(l->table, (int64_t)doubt.from);
        ri_put_int(l->table, (int64_t)doubt.to);
        ri_put_int(l->table, (int64_t)doubt.hours);
        ri_put_int(l->table, (int64_t)doubt.counted);
        ri_put_number(l->table, kind == RI_COUNTER_IMBALANCE ? (double)NAN : doubt.filled);
        if (store->rang)
            ri_put_int(l->table, (int64_t)doubt.receipts);
        else
            ri_put_null(l->table);
    }
}

static ri_status look_at(void *context, const struct ri_counted_store *store, struct ri_error *err)
{
    struct looking *l = context;
    (void)err;
    if (!store->counted) return RI_OK;
    l->stores++;
    for (size_t d = 0; d < store->days; d++) {
        const ri_day day = store->first + (ri_day)d;
        if ((l->from == RI_DAY_NONE || day >= l->from) && (l->to == RI_DAY_NONE || day < l->to))
            put_day(l, store, d);
    }
    return RI_OK;
}

static ri_status read_span(struct looking *l, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    ri_day               today = ri_call_day(l->call, "as-of", RI_DAY_NONE);
    RI_TRY(ri_call_warehouse(l->call, &warehouse, err));
    if (today == RI_DAY_NONE)
        RI_TRY(ri_newest_day(l->call, warehouse, "SELECT max(business_date) FROM footfall", &today,
                             err));
    if (today == RI_DAY_NONE)
        return ri_fail(
            err, RI_EDATA,
            "nobody counts visitors: 'retailinsight import --as footfall' takes counts in");
    l->to = ri_call_day(l->call, "to", today + 1);
    l->from = ri_call_day(l->call, "from", l->to - WINDOW_DAYS);
    if (l->to - l->from > SPAN_MOST)
        return ri_fail(err, RI_EUSAGE, "a span of %lld days: at most %d",
                       (long long)(l->to - l->from), SPAN_MOST);
    return RI_OK;
}

static ri_status look(struct looking *l, bool from_file, struct ri_error *err)
{
    if (from_file) return ri_counted_file_each(l->call, look_at, l, err);
    return ri_counted_each(l->call, l->from - AROUND_DAYS, l->to + AROUND_DAYS, look_at, l, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    const bool     from_file = ri_call_given(call, "input");
    struct looking l = {.call = call,
                        .from = ri_call_day(call, "from", RI_DAY_NONE),
                        .to = ri_call_day(call, "to", RI_DAY_NONE)};
    if (!from_file) RI_TRY(read_span(&l, err));
    if (l.from != RI_DAY_NONE && l.to != RI_DAY_NONE && l.from >= l.to)
        return ri_fail(err, RI_EUSAGE, "--from is not before --to");
    RI_TRY(ri_call_builder(call, &l.table, err));
    const ri_status status = look(&l, from_file, err);
    ri_call_note(call, "%zu fault%s of counters in %zu stores", l.faults, l.faults == 1 ? "" : "s",
                 l.stores);
    if (l.silent)
        ri_call_note(call, "without --receipts nobody can tell a dead counter from a closed store");
    return ri_call_answer(call, l.table, status, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "footfall.counters",
              .summary = "Counters of people that failed, and what is taken instead",
              .details =
                  "Each hour is held against the same hour of the week in the eight weeks around. "
                  "Forecasts and staff plans use what is filled, never the failed count; "
                  "what was counted stays in the workspace.",
              .flags = RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight footfall counters",
                          "retailinsight footfall counters --store S01 --from 2026-10-01",
                          "retailinsight footfall counters --input hours.csv --series shop --time "
                          "at --value people --receipts receipts")},
     .run = run,
     .uses = "counts",
     .instead = "input"},
};
const struct ri_operation_table ri_footfall_counter_operations = RI_OPERATION_TABLE(operations);
