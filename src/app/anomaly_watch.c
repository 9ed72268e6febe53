/* Reads sales by day, judges each part and finds the events. */
#include "app/anomaly_watch.h"

#include "app/operation.h"
#include "app/query.h"
#include "app/workspace.h"
#include "base/thread.h"
#include "retail/money.h"

#include <math.h>

enum { WEEK = 7, WINDOW_DAYS = 28, HISTORY_DAYS = 3 * 364, RECENT_DAYS = 28 };
enum { LEVEL, STORE, CATEGORY, SUPPLIER, PRODUCT, NAME, DAY, UNITS, NET };

#define LEVEL_NAME(code, text) text,
const char *const ri_watch_level_names[] = {RI_WATCH_MAP(LEVEL_NAME) NULL};

/* False alarms that may be expected of all parts of a level together over the window. */
static const double false_alarms[RI_WATCH_LEVELS] = {0.2, 0.5, 0.5, 0.5, 0.5, 0.2, 0.1};

/* ---- Reading ------------------------------------------------------------------------------------------------------- */

struct reading {
    struct ri_watch *watch;
    size_t           room;
    double           recent_net, recent_units; /* of the newest part */
};

static bool is_money(ri_watch_level level)
{
    return level <= RI_WATCH_STORE;
}

static ri_status text_at(struct ri_watch *watch, const struct ri_row *row, size_t column,
                         const char **ret, struct ri_error *err)
{
    *ret = NULL;
    if (ri_row_missing(row, column)) return RI_OK;
    const struct ri_view text = ri_row_text(row, column);
    *ret = ri_arena_copy(ri_call_mem(watch->call), text.at, text.length);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for names");
}

static bool is_named(const struct ri_row *row, size_t column, const char *name)
{
    if (ri_row_missing(row, column) || !name) return ri_row_missing(row, column) && !name;
    return ri_view_equal(ri_row_text(row, column), ri_view_of(name));
}

static bool is_same(const struct ri_watch_part *part, const struct ri_row *row)
{
    return part->level == (ri_watch_level)ri_row_int64(row, LEVEL) &&
           is_named(row, STORE, part->store) && is_named(row, CATEGORY, part->category) &&
           is_named(row, SUPPLIER, part->supplier) && is_named(row, PRODUCT, part->product);
}

/* The price of goods: what was paid in the four weeks before, else in the window itself. */
static void end_part(struct reading *reading)
{
    struct ri_watch *watch = reading->watch;
    if (!watch->part_count) return;
    struct ri_watch_part *part = &watch->parts[watch->part_count - 1];
    for (size_t d = 0; reading->recent_units <= 0 && d < watch->window; d++)
        if (part->units[d] > 0) {
            reading->recent_net = (double)part->net_minor[d];
            reading->recent_units = part->units[d];
        }
    if (!is_money(part->level) && reading->recent_units > 0)
        part->price = fmax(reading->recent_net / reading->recent_units, 0);
    reading->recent_net = reading->recent_units = 0;
}

static ri_status add_part(struct reading *reading, const struct ri_row *row, struct ri_error *err)
{
    struct ri_watch *watch = reading->watch;
    struct ri_arena *mem = ri_call_mem(watch->call);
    end_part(reading);
    RI_TRY(ri_arena_grow(mem, &watch->parts, &reading->room, watch->part_count,
                         sizeof *watch->parts, err));
    struct ri_watch_part *part = &watch->parts[watch->part_count];
    *part = (struct ri_watch_part){.level = (ri_watch_level)ri_row_int64(row, LEVEL), .price = 1};
    RI_TRY(text_at(watch, row, STORE, &part->store, err));
    RI_TRY(text_at(watch, row, CATEGORY, &part->category, err));
    RI_TRY(text_at(watch, row, SUPPLIER, &part->supplier, err));
    RI_TRY(text_at(watch, row, PRODUCT, &part->product, err));
    RI_TRY(text_at(watch, row, NAME, &part->name, err));
    part->first = (size_t)((ri_day)ri_row_int64(row, DAY) - watch->first);
    RI_ARENA_NEW(part->y, mem, watch->days, err);
    RI_ARENA_NEW(part->units, mem, watch->window, err);
    RI_ARENA_NEW(part->net_minor, mem, watch->window, err);
    RI_ARENA_NEW(part->finding, mem, watch->window, err);
    watch->part_count++;
    return RI_OK;
}

/* Days without a row are days on which nothing was sold. */
static ri_status day_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading  *reading = context;
    struct ri_watch *watch = reading->watch;
    if (!watch->part_count || !is_same(&watch->parts[watch->part_count - 1], row))
        RI_TRY(add_part(reading, row, err));
    struct ri_watch_part *part = &watch->parts[watch->part_count - 1];
    const ri_day          day = (ri_day)ri_row_int64(row, DAY);
    const double          units = ri_row_double(row, UNITS);
    const int64_t         net = ri_row_int64(row, NET);
    part->y[day - watch->first] = is_money(part->level) ? (double)net : units;
    if (day < watch->from && day >= watch->from - RECENT_DAYS) {
        reading->recent_net += (double)net;
        reading->recent_units += units;
    }
    if (day < watch->from) return RI_OK;
    part->units[day - watch->from] = units;
    part->net_minor[day - watch->from] = net;
    return RI_OK;
}

static ri_status store_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading  *reading = context;
    struct ri_watch *watch = reading->watch;
    RI_TRY(ri_arena_grow(ri_call_mem(watch->call), &watch->stores, &reading->room,
                         watch->store_count, sizeof *watch->stores, err));
    struct ri_watch_store *store = &watch->stores[watch->store_count++];
    store->closed_on = ri_row_missing(row, 1) ? RI_DAY_NONE : (ri_day)ri_row_int64(row, 1);
    RI_ARENA_NEW(store->visits, ri_call_mem(watch->call), RI_WATCH_BEFORE + watch->window, err);
    RI_TRY(text_at(watch, row, 2, &store->region, err));
    return text_at(watch, row, 0, &store->code, err);
}

/* Of two currencies the one with more receipts; amounts in several are never added. */
static ri_status currency_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading  *reading = context;
    struct ri_watch *watch = reading->watch;
    if (!watch->currency) {
        reading->room = 1; /* chosen here, not by the caller */
        return text_at(watch, row, 0, &watch->currency, err);
    }
    if (reading->room)
        ri_call_note(watch->call, "sales in %.*s are left out: --currency chooses",
                     (int)ri_row_text(row, 0).length, ri_row_text(row, 0).at);
    return RI_OK;
}

static ri_status ask(struct ri_watch *watch, const char *path, ri_row_fn *each, void *context,
                     struct ri_error *err)
{
    struct ri_bind binds[RI_FILTER_BINDS + 6];
    const char    *sql;
    ri_filter_binds(&watch->ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("first", watch->first);
    binds[RI_FILTER_BINDS + 1] = ri_bind_date("from", watch->from);
    binds[RI_FILTER_BINDS + 2] = ri_bind_date("to", watch->to);
    binds[RI_FILTER_BINDS + 3] = ri_bind_string("currency", watch->currency);
    binds[RI_FILTER_BINDS + 4] = ri_bind_date("as_of", watch->to - 1);
    binds[RI_FILTER_BINDS + 5] = ri_bind_string(
        "time_zone",
        ri_config_text(ri_workspace_config(ri_call_workspace(watch->call)), RI_CONFIG_ZONE));
    RI_TRY(ri_query_text(path, ri_call_mem(watch->call), &sql, err));
    return ri_warehouse_rows(watch->warehouse, sql, RI_BINDS(binds), ri_call_task(watch->call),
                             each, context, err);
}

static ri_status read_span(struct ri_watch *watch, struct ri_error *err)
{
    struct ri_call *call = watch->call;
    ri_day          today = ri_call_day(call, "as-of", RI_DAY_NONE);
    if (today == RI_DAY_NONE)
        RI_TRY(ri_newest_day(call, watch->warehouse, ri_newest_business_day, &today, err));
    if (today == RI_DAY_NONE) return ri_fail(err, RI_EDATA, "the workspace has no sales yet");
    watch->to = ri_call_day(call, "to", today + 1);
    watch->from = ri_call_day(call, "from", watch->to - WINDOW_DAYS);
    if (watch->from >= watch->to) return ri_fail(err, RI_EUSAGE, "--from is not before --to");
    if (watch->to - watch->from > HISTORY_DAYS)
        return ri_fail(err, RI_EUSAGE, "a span of %lld days: at most %d",
                       (long long)(watch->to - watch->from), HISTORY_DAYS);
    watch->first = watch->from - HISTORY_DAYS;
    watch->days = (size_t)(watch->to - watch->first);
    watch->window = (size_t)(watch->to - watch->from);
    return RI_OK;
}

/* ---- Judging ------------------------------------------------------------------------------------------------------- */

static void forget(struct ri_watch_part *part, const struct ri_watch *watch, ri_day day)
{
    if (day >= watch->first && day < watch->to) part->y[day - watch->first] = (double)NAN;
}

/* Days after a store has closed for good, and holidays on which it is said to be closed and sold nothing. */
static void forget_closed(struct ri_watch *watch)
{
    for (size_t i = 0; i < watch->part_count; i++) {
        struct ri_watch_part        *part = &watch->parts[i];
        const struct ri_watch_store *store = NULL;
        for (size_t s = 0; part->store && s < watch->store_count; s++)
            if (strcmp(watch->stores[s].code, part->store) == 0) store = &watch->stores[s];
        for (ri_day day = store && store->closed_on != RI_DAY_NONE ? store->closed_on + 1
                                                                   : watch->to;
             day < watch->to; day++)
            forget(part, watch, day);
        for (size_t h = 0; h < watch->holiday_count; h++) {
            const struct ri_watch_holiday *holiday = &watch->holidays[h];
            const bool                     here = !holiday->region || (store && store->region &&
                                                   strcmp(store->region, holiday->region) == 0);
            if (holiday->closed && here && holiday->day >= watch->first &&
                holiday->day < watch->to && part->y[holiday->day - watch->first] == 0)
                forget(part, watch, holiday->day);
        }
    }
}

struct judging {
    struct ri_watch   *watch;
    struct ri_arena   *scratch;                /* by worker */
    struct ri_judged **findings;               /* by worker [days] */
    size_t             parts[RI_WATCH_LEVELS]; /* of each level */
};

static ri_status judge(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct judging         *judging = context;
    const struct ri_watch  *watch = judging->watch;
    struct ri_watch_part   *part = &watch->parts[i];
    const struct ri_watched watched = {part->y + part->first, watch->days - part->first, WEEK};
    const double each = false_alarms[part->level] / (double)judging->parts[part->level];
    const double alpha = each * (double)watched.n / (double)watch->window;
    const struct ri_detect_options options = {.alpha = fmin(alpha, 0.5)};
    const struct ri_detector      *detector = ri_detector_for(&watched);
    struct ri_judged              *all = judging->findings[worker];
    const size_t                   from = watch->days - watch->window;
    for (size_t d = 0; d < watch->window; d++)
        part->finding[d] =
            (struct ri_judged){.expected = (double)NAN, .low = (double)NAN, .high = (double)NAN};
    RI_TRY(ri_change_newest(&watched, watch->window, -2 * log(each), &judging->scratch[worker],
                            &part->change, err));
    if (!detector || ri_detector_refuses(detector, &watched)) return RI_OK;
    RI_TRY(ri_detect(detector, &watched, &options, &judging->scratch[worker], all, err));
    for (size_t d = from < part->first ? part->first - from : 0; d < watch->window; d++)
        part->finding[d] = all[from + d - part->first];
    return RI_OK;
}

static ri_status judge_all(struct ri_watch *watch, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(watch->call);
    struct ri_task  *task = ri_call_task(watch->call);
    const unsigned   threads = ri_task_threads(task);
    struct judging   judging = {.watch = watch};
    for (size_t i = 0; i < watch->part_count; i++) judging.parts[watch->parts[i].level]++;
    RI_ARENA_NEW(judging.scratch, mem, threads, err);
    RI_ARENA_NEW(judging.findings, mem, threads, err);
    for (unsigned w = 0; w < threads; w++) RI_ARENA_NEW(judging.findings[w], mem, watch->days, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&judging.scratch[w], mem->limit);
    const ri_status status = ri_parallel(task, watch->part_count, judge, &judging, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&judging.scratch[w]);
    return status;
}

/* ---- The lattice --------------------------------------------------------------------------------------------------- */

static bool same_name(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static size_t find_part(const struct ri_watch *watch, ri_watch_level level,
                        const struct ri_watch_part *of)
{
    for (size_t i = 0; i < watch->part_count && watch->parts[i].level <= level; i++) {
        const struct ri_watch_part *part = &watch->parts[i];
        if (part->level == level &&
            (level == RI_WATCH_CHAIN ||
             (level == RI_WATCH_STORE && same_name(part->store, of->store)) ||
             (level == RI_WATCH_CATEGORY && same_name(part->category, of->category)) ||
             (level == RI_WATCH_SUPPLIER && same_name(part->supplier, of->supplier)) ||
             (level == RI_WATCH_CELL && same_name(part->store, of->store) &&
              same_name(part->category, of->category)) ||
             (level == RI_WATCH_PRODUCT && same_name(part->product, of->product))))
            return i;
    }
    return SIZE_MAX;
}

static const struct above {
    ri_watch_level parent[RI_EVENT_PARENTS];
    size_t         count;
} aboves[RI_WATCH_LEVELS] = {[RI_WATCH_STORE] = {{RI_WATCH_CHAIN}, 1},
                             [RI_WATCH_CATEGORY] = {{RI_WATCH_CHAIN}, 1},
                             [RI_WATCH_SUPPLIER] = {{RI_WATCH_CHAIN}, 1},
                             [RI_WATCH_CELL] = {{RI_WATCH_STORE, RI_WATCH_CATEGORY}, 2},
                             [RI_WATCH_PRODUCT] = {{RI_WATCH_CATEGORY, RI_WATCH_SUPPLIER}, 2},
                             [RI_WATCH_ITEM] = {{RI_WATCH_CELL, RI_WATCH_PRODUCT}, 2}};

static ri_status find_events(struct ri_watch *watch, struct ri_error *err)
{
    struct ri_arena      *mem = ri_call_mem(watch->call);
    struct ri_event_node *nodes;
    struct ri_change     *changes;
    RI_ARENA_NEW(nodes, mem, watch->part_count, err);
    RI_ARENA_NEW(changes, mem, watch->part_count, err);
    for (size_t i = 0; i < watch->part_count; i++) {
        const struct ri_watch_part *part = &watch->parts[i];
        const struct above         *above = &aboves[part->level];
        nodes[i] = (struct ri_event_node){.level = part->level,
                                          .parent = {SIZE_MAX, SIZE_MAX},
                                          .place = part->level == RI_WATCH_STORE,
                                          .across = part->level == RI_WATCH_CATEGORY ||
                                                    part->level == RI_WATCH_SUPPLIER ||
                                                    part->level == RI_WATCH_PRODUCT,
                                          .price = part->price,
                                          .y = part->y + (watch->days - watch->window),
                                          .finding = part->finding};
        for (size_t p = 0; p < above->count; p++)
            nodes[i].parent[p] = find_part(watch, above->parent[p], part);
        changes[i] = part->change;
    }
    RI_ARENA_NEW(watch->events, mem,
                 ri_event_most(nodes, watch->part_count, watch->window) + watch->part_count, err);
    RI_TRY(ri_event_find(nodes, watch->part_count, watch->window, mem, watch->events,
                         &watch->event_count, err));
    return ri_change_events(nodes, changes, watch->part_count, watch->window, mem, watch->events,
                            &watch->event_count, err);
}

/* ---- Around events ------------------------------------------------------------------------------------------------- */

static ri_status holiday_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading  *reading = context;
    struct ri_watch *watch = reading->watch;
    const ri_day     day = (ri_day)ri_row_int64(row, 1);
    if (day < watch->first || day > watch->to) return RI_OK;
    RI_TRY(ri_arena_grow(ri_call_mem(watch->call), &watch->holidays, &reading->room,
                         watch->holiday_count, sizeof *watch->holidays, err));
    struct ri_watch_holiday *holiday = &watch->holidays[watch->holiday_count++];
    holiday->day = day;
    holiday->closed = is_named(row, 3, "closed");
    RI_TRY(text_at(watch, row, 0, &holiday->region, err));
    return text_at(watch, row, 2, &holiday->name, err);
}

ri_status ri_watch_load(struct ri_call *call, struct ri_watch *ret, struct ri_error *err)
{
    struct reading stores = {.watch = ret}, currencies = stores, holidays = stores, days = stores;
    *ret = (struct ri_watch){
        .call = call,
        .currency = ri_call_has(call, "currency") ? ri_call_text(call, "currency") : NULL};
    RI_TRY(ri_call_warehouse(call, &ret->warehouse, err));
    RI_TRY(ri_call_filter(call, ret->warehouse, &ret->ids, err));
    RI_TRY(read_span(ret, err));
    RI_TRY(ask(ret, "sql/anomaly/currencies.sql", currency_row, &currencies, err));
    RI_TRY(ask(ret, "sql/anomaly/stores.sql", store_row, &stores, err));
    RI_TRY(ask(ret, "sql/panel/holidays.sql", holiday_row, &holidays, err));
    RI_TRY(ask(ret, "sql/anomaly/days.sql", day_row, &days, err));
    end_part(&days);
    if (!ret->part_count)
        return ri_fail(err, RI_EDATA, "nothing was sold in the chosen stores and products%s%s",
                       ret->currency ? " in " : "", ret->currency ? ret->currency : "");
    const struct ri_currency *currency = ri_currency_find(ri_view_of(ret->currency));
    ret->digits = currency ? currency->digits : 2;
    forget_closed(ret);
    RI_TRY(judge_all(ret, err));
    return find_events(ret, err);
}

static ri_status fault_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading  *reading = context;
    struct ri_watch *watch = reading->watch;
    RI_TRY(ri_arena_grow(ri_call_mem(watch->call), &watch->faults, &reading->room,
                         watch->fault_count, sizeof *watch->faults, err));
    struct ri_watch_fault *fault = &watch->faults[watch->fault_count++];
    fault->day = (ri_day)ri_row_int64(row, 3);
    fault->money_minor = ri_row_int64(row, 4);
    fault->event = SIZE_MAX;
    RI_TRY(text_at(watch, row, 0, &fault->kind, err));
    RI_TRY(text_at(watch, row, 1, &fault->store, err));
    RI_TRY(text_at(watch, row, 2, &fault->product, err));
    return text_at(watch, row, 5, &fault->detail, err);
}

static ri_status visit_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    struct reading  *reading = context;
    struct ri_watch *watch = reading->watch;
    for (size_t s = 0; s < watch->store_count; s++)
        if (is_named(row, 0, watch->stores[s].code))
            watch->stores[s].visits[(ri_day)ri_row_int64(row, 1) - watch->from + RI_WATCH_BEFORE] =
                (struct ri_watch_visit){ri_row_int64(row, 2),
                                        ri_row_missing(row, 3) ? -1 : ri_row_int64(row, 3)};
    return RI_OK;
}

struct spans {
    struct reading         reading;
    struct ri_watch_span **at;
    size_t                *count;
    size_t product, category, store, from, to; /* columns; SIZE_MAX: there is none */
};

static bool is_chosen(const struct ri_watch *watch, const char *store)
{
    size_t s = 0;
    while (s < watch->store_count && strcmp(watch->stores[s].code, store) != 0) s++;
    return s < watch->store_count;
}

static ri_status span_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct spans    *spans = context;
    struct ri_watch *watch = spans->reading.watch;
    const ri_day     from = ri_row_missing(row, spans->from) ? watch->first
                                                             : (ri_day)ri_row_int64(row, spans->from),
                 to = ri_row_missing(row, spans->to) ? watch->to
                                                     : (ri_day)ri_row_int64(row, spans->to);
    if (to < watch->from - WEEK || from >= watch->to) return RI_OK;
    RI_TRY(ri_arena_grow(ri_call_mem(watch->call), spans->at, &spans->reading.room, *spans->count,
                         sizeof **spans->at, err));
    struct ri_watch_span *span = &(*spans->at)[(*spans->count)++];
    *span = (struct ri_watch_span){.from = from, .to = to};
    RI_TRY(text_at(watch, row, spans->product, &span->product, err));
    if (spans->category != SIZE_MAX)
        RI_TRY(text_at(watch, row, spans->category, &span->category, err));
    RI_TRY(text_at(watch, row, spans->store, &span->store, err));
    if (span->store && !is_chosen(watch, span->store)) (*spans->count)--;
    return RI_OK;
}

ri_status ri_watch_evidence(struct ri_watch *watch, struct ri_error *err)
{
    struct reading faults = {.watch = watch}, visits = faults;
    struct spans
        promotions = {{.watch = watch}, &watch->promotions, &watch->promotion_count, 0, 1, 2, 3, 4},
        stockouts = {
            {.watch = watch}, &watch->stockouts, &watch->stockout_count, 0, SIZE_MAX, 1, 2, 3};
    for (size_t s = 0; s < watch->store_count; s++)
        for (size_t d = 0; d < RI_WATCH_BEFORE + watch->window; d++)
            watch->stores[s].visits[d].visitors = -1;
    RI_TRY(ask(watch, "sql/anomaly/faults.sql", fault_row, &faults, err));
    RI_TRY(ask(watch, "sql/anomaly/quarantined.sql", fault_row, &faults, err));
    RI_TRY(ask(watch, "sql/anomaly/visits.sql", visit_row, &visits, err));
    RI_TRY(ask(watch, "sql/panel/promotions.sql", span_row, &promotions, err));
    return ask(watch, "sql/panel/stockouts.sql", span_row, &stockouts, err);
}
