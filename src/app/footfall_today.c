/* footfall today: people in each store so far today, by the hour, against what is usual there, and how many of them buy. */
#include "anomaly/counter.h"
#include "app/counted_hours.h"
#include "app/filters.h"
#include "app/operation.h"
#include "math/distribution.h"
#include "math/stats.h"

#include <math.h>

enum { HOURS = RI_HOURS_OF_DAY, WEEK = 7, WEEKS_MOST = 26, AROUND_WEEKS = 8, DAY_ROW = -1 };

static const struct ri_param params[] = {
    {"receipts", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the receipts: conversion is told too"},
    {"out", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the people who went"},
    {"on", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "business day; the newest of each store when not given"},
    {"weeks", RI_PARAM_COUNT, 0, NULL, "8", NULL, "weeks before, from which usual is told"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.95", NULL,
     "share of usual days between low and high, above 0 and below 1"},
    {"by", RI_PARAM_ENUM, 0, NULL, "hour", (const char *const[]){"hour", "day", NULL},
     "a row for the day so far and one for each hour, or the day so far alone"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"region", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only stores of these regions"},
};
static const struct ri_column columns[] = {
    {"store", RI_COLUMN_STORE, "store"},
    {"day", RI_COLUMN_DATE, "business day"},
    {"hour", RI_COLUMN_INTEGER, "of the store's own clock; missing: the day so far"},
    {"measure", RI_COLUMN_TEXT, "visitors, or receipts that stand for them where nobody counts"},
    {"people", RI_COLUMN_NUMBER,
     "who came; missing: the hour is to come. Where the counter failed what is usual"},
    {"usual", RI_COLUMN_NUMBER,
     "median of the same hour and weekday of the weeks before; of the day so far their sum"},
    {"low", RI_COLUMN_NUMBER, "lowest that chance explains"},
    {"high", RI_COLUMN_NUMBER, "highest that chance explains"},
    {"state", RI_COLUMN_TEXT,
     "usual, fewer or more than chance explains; counter failed; to come; not known: no such day "
     "before"},
    {"receipts", RI_COLUMN_INTEGER, "receipts with a sale; missing: not known"},
    {"conversion", RI_COLUMN_SHARE, "receipts a visitor; where the counter failed missing"},
    {"usual_conversion", RI_COLUMN_SHARE, "the same over the weeks before"},
    {"buying", RI_COLUMN_TEXT,
     "usual, fewer or more buy than chance explains; above 1: counter fault or orders picked up"},
    {"days", RI_COLUMN_INTEGER, "days of the weeks before that usual was told from"},
};

struct looking {
    struct ri_call          *call;
    struct ri_table_builder *table;
    ri_day                   on; /* RI_DAY_NONE: the newest */
    size_t                   weeks, stores, receipts_alone;
    double                   confidence;
    bool                     hours;
};
/* An hour, or the day so far, beside the same of the weeks before. */
struct beside {
    double people, usual, receipts, usual_receipts, usual_people, spread;
    size_t days;
    bool   failed, to_come;
};

static const double *people_of(const struct ri_counted_store *store)
{
    return store->counted ? store->clean : store->receipts;
}

static double at_least_0(double x)
{
    return x > 0 ? x : 0;
}

/* The newest day with anything, and its last such hour. */
static bool newest_hour(const struct looking *l, const struct ri_counted_store *store, size_t *ret)
{
    for (size_t t = store->days * HOURS; t-- > 0;) {
        const bool here = store->came[t] > 0 || store->receipts[t] > 0;
        const bool asked = l->on == RI_DAY_NONE || store->first + (ri_day)(t / HOURS) == l->on;
        if (here && asked) return *ret = t, true;
    }
    return false;
}

/* Hours first .. last of day d, summed. */
static double sum_of(const double *x, size_t d, size_t first, size_t last)
{
    double sum = 0;
    for (size_t h = first; h <= last; h++) sum += at_least_0(x[d * HOURS + h]);
    return sum;
}

static struct beside look_beside(const struct looking *l, const struct ri_counted_store *store,
                                 size_t d, size_t first, size_t last)
{
    const double *people = people_of(store);
    double        room[WEEKS_MOST], off = 0, squares = 0;
    struct beside b = {.people = sum_of(people, d, first, last),
                       .receipts = sum_of(store->receipts, d, first, last)};
    for (size_t h = first; h <= last; h++) b.failed |= ri_counted_filled(store, d * HOURS + h);
    for (size_t w = 1; w <= l->weeks && w * WEEK <= d; w++) {
        const size_t before = d - w * WEEK;
        if (store->closed[before]) continue;
        room[b.days] = sum_of(people, before, first, last);
        b.usual_people += room[b.days++];
        b.usual_receipts += sum_of(store->receipts, before, first, last);
    }
    if (!b.days) return b;
    b.usual = ri_median_of(room, b.days); /* may reorder */
    for (size_t i = 0; i < b.days; i++) {
        off += (room[i] - b.usual) * (room[i] - b.usual) - b.usual;
        squares += b.usual * b.usual;
    }
    b.spread = squares > 0 ? fmax(off / squares, 0) : 0;
    return b;
}

static const char *against(double value, double low, double high)
{
    return value < low ? "fewer" : value > high ? "more" : "usual";
}

/* Receipts among so many visitors, by the normal law of a share that is itself told from so many. */
static const char *buying(const struct looking *l, const struct beside *b)
{
    if (!(b->people > 0) || !(b->usual_people > 0)) return NULL;
    const double share = (b->receipts + b->usual_receipts) / (b->people + b->usual_people);
    const double z = ri_normal_quantile((1 + l->confidence) / 2);
    const double error = sqrt(fmax(share * (1 - share), 0) * (1 / b->people + 1 / b->usual_people));
    if (b->receipts > b->people) return "above 1";
    const double apart = b->receipts / b->people - b->usual_receipts / b->usual_people;
    return against(apart, -z * error, z * error);
}

static void put_conversion(const struct looking *l, const struct ri_counted_store *store,
                           const struct beside *b)
{
    struct ri_table_builder *table = l->table;
    const bool               told = store->rang && store->counted;
    if (store->rang && !b->to_come)
        ri_put_int(table, (int64_t)b->receipts);
    else
        ri_put_null(table);
    const bool now = told && !b->to_come && !b->failed && b->people > 0;
    ri_put_number(table, now ? b->receipts / b->people : (double)NAN);
    ri_put_number(table,
                  told && b->usual_people > 0 ? b->usual_receipts / b->usual_people : (double)NAN);
    ri_put_string(table, now ? buying(l, b) : NULL);
    ri_put_int(table, (int64_t)b->days);
}

static void put_row(const struct looking *l, const struct ri_counted_store *store, size_t d,
                    int hour, const struct beside *b)
{
    struct ri_table_builder *table = l->table;
    const double             size = b->spread > 0 ? 1 / b->spread : (double)INFINITY;
    const double low = ri_negative_binomial_quantile((1 - l->confidence) / 2, b->usual, size),
                 high = ri_negative_binomial_quantile((1 + l->confidence) / 2, b->usual, size);
    const bool known = b->days > 0;
    ri_put_string(table, store->code);
    ri_put_day(table, store->first + (ri_day)d);
    if (hour == DAY_ROW)
        ri_put_null(table);
    else
        ri_put_int(table, hour);
    ri_put_string(table, store->counted ? "visitors" : "receipts");
    ri_put_number(table, b->to_come ? (double)NAN : b->people);
    ri_put_number(table, known ? b->usual : (double)NAN);
    ri_put_number(table, known ? low : (double)NAN);
    ri_put_number(table, known ? high : (double)NAN);
    ri_put_string(table, b->to_come  ? "to come"
                         : b->failed ? "counter failed"
                         : !known    ? "not known"
                                     : against(b->people, low, high));
    put_conversion(l, store, b);
}

static ri_status look_at(void *context, const struct ri_counted_store *store, struct ri_error *err)
{
    struct looking *l = context;
    size_t          newest;
    (void)err;
    if (!newest_hour(l, store, &newest)) return RI_OK;
    const size_t  d = newest / HOURS, now = newest % HOURS;
    struct beside b = look_beside(l, store, d, 0, now);
    l->stores++;
    l->receipts_alone += !store->counted;
    put_row(l, store, d, DAY_ROW, &b);
    for (size_t h = 0; l->hours && h < HOURS; h++) {
        b = look_beside(l, store, d, h, h);
        b.to_come = h > now;
        if (b.people > 0 || b.usual > 0) put_row(l, store, d, (int)h, &b);
    }
    return RI_OK;
}

static ri_status look(struct looking *l, struct ri_error *err)
{
    struct ri_call      *call = l->call;
    struct ri_warehouse *warehouse;
    ri_day               today = l->on, counted = RI_DAY_NONE;
    if (ri_call_given(call, "input")) return ri_counted_file_each(call, look_at, l, err);
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    if (today == RI_DAY_NONE) {
        RI_TRY(ri_newest_day(call, warehouse, ri_newest_business_day, &today, err));
        RI_TRY(ri_newest_day(call, warehouse, "SELECT max(business_date) FROM footfall", &counted,
                             err));
        if (today == RI_DAY_NONE || (counted != RI_DAY_NONE && counted > today)) today = counted;
        if (today == RI_DAY_NONE)
            return ri_fail(err, RI_EDATA, "the workspace has no visitors and no sales yet");
        l->on = today;
    }
    const ri_day before = (ri_day)((l->weeks > AROUND_WEEKS ? l->weeks : AROUND_WEEKS) * WEEK);
    return ri_counted_each(call, today - before, today + 1, look_at, l, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct looking l = {.call = call,
                        .on = ri_call_day(call, "on", RI_DAY_NONE),
                        .weeks = (size_t)ri_call_integer(call, "weeks", 8),
                        .confidence = ri_call_number(call, "confidence", 0.95),
                        .hours = strcmp(ri_call_text(call, "by"), "hour") == 0};
    if (!(l.confidence > 0 && l.confidence < 1))
        return ri_fail(err, RI_EUSAGE, "--confidence is %g, must be above 0 and below 1",
                       l.confidence);
    if (l.weeks < 1 || l.weeks > WEEKS_MOST)
        return ri_fail(err, RI_EUSAGE, "--weeks is %zu, must be 1 to %d", l.weeks, WEEKS_MOST);
    RI_TRY(ri_call_builder(call, &l.table, err));
    const ri_status status = look(&l, err);
    if (l.receipts_alone)
        ri_call_note(call, "nobody counts visitors in %zu of %zu stores: these are receipts",
                     l.receipts_alone, l.stores);
    return ri_call_answer(call, l.table, status, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "footfall.today",
              .summary = "People in each store today against what is usual at this hour, and how "
                         "many of them buy",
              .details =
                  "Usual is the median of the same hour on the same weekday of the weeks before; "
                  "low and high by a negative binomial law as wide as those days were apart. The "
                  "day so far ends with the newest hour in which anybody came or bought. Where a "
                  "counter failed nothing is said against it: its usual stands there. Stores "
                  "without a counter are told by receipts, labelled so.",
              .flags = RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight footfall today --store S01",
                          "retailinsight footfall today --by day --on 2026-10-14",
                          "retailinsight footfall today --input hours.csv --series shop --time at "
                          "--value people --receipts receipts")},
     .run = run,
     .uses = "counts",
     .instead = "input"},
};
const struct ri_operation_table ri_footfall_today_operations = RI_OPERATION_TABLE(operations);
