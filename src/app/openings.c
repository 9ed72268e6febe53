/* Reads when stores traded, and learns when they will. */
#include "app/openings.h"

#include "app/operation.h"
#include "warehouse/warehouse.h"

enum {
    OFTEN = 8,           /* lines a day: one without any is no accident (chance below 0.0004) */
    WEEKS_LOOKED_AT = 8, /* newest, to learn the closed weekdays from */
    WEEKS_SILENT = 7     /* of these */
};

struct store {
    const char *code, *region;
    ri_day      opened, closed; /* RI_DAY_NONE: not said */
    ri_day      from;           /* of rang[0] */
    size_t      days;           /* from its first line to as_of */
    uint8_t    *rang;           /* [days] 1: a line on that day */
    uint64_t    lines, open_days;
    bool        weekday_closed[7];
};
struct holiday {
    ri_day      day;
    const char *region, *name; /* region NULL: everywhere */
    bool        closed;        /* said so */
};
struct ri_openings {
    struct ri_call *call;
    ri_day          as_of;
    size_t          store_count, store_room, holiday_count, holiday_room, series_count;
    struct store   *stores;   /* by code */
    struct holiday *holidays; /* by day */
    size_t         *store_of; /* [series]; SIZE_MAX: unknown */
};

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

static ri_status text_at(struct ri_call *call, const struct ri_row *row, size_t column,
                         const char **ret, struct ri_error *err)
{
    *ret = NULL;
    if (ri_row_missing(row, column)) return RI_OK;
    const struct ri_view text = ri_row_text(row, column);
    *ret = ri_arena_copy(ri_call_mem(call), text.at, text.length);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for opening days");
}

static ri_day day_at(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? RI_DAY_NONE : (ri_day)ri_row_int64(row, column);
}

/* "sunday, mon": by their first three letters. */
static void said_weekdays(struct ri_view text, bool closed[7])
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (size_t d = 0; d < RI_COUNT(names); d++)
        for (size_t i = 0; i + 3 <= text.length; i++)
            if ((i == 0 || !(text.at[i - 1] >= 'a' && text.at[i - 1] <= 'z')) &&
                memcmp(text.at + i, names[d], 3) == 0)
                closed[d] = true;
}

static ri_status store_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ri_openings  *openings = context;
    struct ri_arena     *mem = ri_call_mem(openings->call);
    const struct ri_view code = ri_row_text(row, 0);
    struct store        *store =
        openings->store_count ? &openings->stores[openings->store_count - 1] : NULL;
    const ri_day day = day_at(row, 5);
    if (!store || !ri_view_is(code, store->code)) {
        RI_TRY(ri_arena_grow(mem, &openings->stores, &openings->store_room, openings->store_count,
                             sizeof *openings->stores, err));
        store = &openings->stores[openings->store_count++];
        *store = (struct store){.opened = day_at(row, 1), .closed = day_at(row, 2), .from = day};
        RI_TRY(text_at(openings->call, row, 0, &store->code, err));
        RI_TRY(text_at(openings->call, row, 4, &store->region, err));
        if (!ri_row_missing(row, 3)) said_weekdays(ri_row_text(row, 3), store->weekday_closed);
        if (day != RI_DAY_NONE) store->days = (size_t)(openings->as_of - day + 1);
        RI_ARENA_NEW(store->rang, mem, store->days, err);
    }
    if (day == RI_DAY_NONE) return RI_OK;
    store->rang[day - store->from] = 1;
    store->lines += (uint64_t)ri_row_int64(row, 6);
    store->open_days++;
    return RI_OK;
}

static ri_status holiday_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ri_openings *openings = context;
    RI_TRY(ri_arena_grow(ri_call_mem(openings->call), &openings->holidays, &openings->holiday_room,
                         openings->holiday_count, sizeof *openings->holidays, err));
    struct holiday *holiday = &openings->holidays[openings->holiday_count++];
    *holiday = (struct holiday){.day = day_at(row, 1),
                                .closed = ri_view_is(ri_row_text(row, 3), "closed")};
    RI_TRY(text_at(openings->call, row, 0, &holiday->region, err));
    return text_at(openings->call, row, 2, &holiday->name, err);
}

/* ---- Learning ---------------------------------------------------------------------------------------------------- */

/* Does the till ring so often that a silent day was a closed one? */
static bool tells(const struct store *store)
{
    return store->open_days && store->lines >= OFTEN * store->open_days;
}

static void learn_weekdays(const struct ri_openings *openings, struct store *store)
{
    if (!tells(store) || store->days < 7 * WEEKS_LOOKED_AT) return;
    for (int weekday = 0; weekday < 7; weekday++) {
        size_t silent = 0;
        ri_day day = openings->as_of - (ri_day_weekday(openings->as_of) - weekday + 7) % 7;
        for (int week = 0; week < WEEKS_LOOKED_AT; week++, day -= 7)
            silent += day >= store->from && !store->rang[day - store->from];
        store->weekday_closed[weekday] = store->weekday_closed[weekday] || silent >= WEEKS_SILENT;
    }
}

static bool holds_for(const struct holiday *holiday, const struct store *store)
{
    return !holiday->region || (store->region && strcmp(holiday->region, store->region) == 0);
}

/* Was the store closed whenever this holiday was held, at least once? */
static bool closed_before(const struct ri_openings *openings, const struct store *store,
                          const struct holiday *like)
{
    size_t held = 0;
    for (size_t i = 0; i < openings->holiday_count && tells(store); i++) {
        const struct holiday *holiday = &openings->holidays[i];
        if (holiday->day > openings->as_of || holiday->day < store->from) continue;
        if (!holds_for(holiday, store) || strcmp(holiday->name, like->name) != 0) continue;
        if (store->rang[holiday->day - store->from]) return false;
        held++;
    }
    return held > 0;
}

static bool closed_by_holiday(const struct ri_openings *openings, const struct store *store,
                              ri_day day)
{
    size_t low = 0, high = openings->holiday_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (openings->holidays[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < openings->holiday_count && openings->holidays[low].day == day; low++) {
        const struct holiday *holiday = &openings->holidays[low];
        if (!holds_for(holiday, store)) continue;
        if (holiday->closed) return true;
        if (day > openings->as_of && closed_before(openings, store, holiday)) return true;
    }
    return false;
}

bool ri_closed_on(const struct ri_openings *openings, size_t series, ri_day day)
{
    if (openings->store_of[series] == SIZE_MAX) return false;
    const struct store *store = &openings->stores[openings->store_of[series]];
    if (store->opened != RI_DAY_NONE && day < store->opened) return true;
    if (store->closed != RI_DAY_NONE && day > store->closed) return true;
    if (day > openings->as_of)
        return store->weekday_closed[ri_day_weekday(day)] ||
               closed_by_holiday(openings, store, day);
    if (store->days && day >= store->from) {
        if (store->rang[day - store->from]) return false;
        if (tells(store)) return true;
    }
    return closed_by_holiday(openings, store, day);
}

ri_status ri_closed_ahead(const struct ri_openings *openings, ri_day last, size_t steps,
                          struct ri_arena *mem, const uint8_t **ret, struct ri_error *err)
{
    uint8_t *closed;
    *ret = NULL;
    if (!openings) return RI_OK;
    RI_ARENA_NEW(closed, mem, openings->series_count * steps, err);
    for (size_t i = 0; i < openings->series_count; i++)
        for (size_t j = 0; j < steps; j++)
            closed[i * steps + j] = ri_closed_on(openings, i, last + 1 + (ri_day)j);
    *ret = closed;
    return RI_OK;
}

/* ---- Together ------------------------------------------------------------------------------------------------------ */

static int by_code(const void *key, const void *store)
{
    return strcmp(key, ((const struct store *)store)->code);
}

static ri_status find_stores(struct ri_openings *openings, const struct ri_panel *panel, size_t key,
                             struct ri_error *err)
{
    RI_ARENA_NEW(openings->store_of, ri_call_mem(openings->call), panel->series_count, err);
    openings->series_count = panel->series_count;
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct store *store =
            openings->store_count
                ? bsearch(panel->series[i].keys[key], openings->stores, openings->store_count,
                          sizeof *openings->stores, by_code)
                : NULL;
        openings->store_of[i] = store ? (size_t)(store - openings->stores) : SIZE_MAX;
    }
    return RI_OK;
}

static ri_status rows(struct ri_call *call, struct ri_warehouse *warehouse, const char *path,
                      struct ri_binds binds, ri_row_fn *each, void *context, struct ri_error *err)
{
    const char *sql;
    RI_TRY(ri_embedded_sql_find(path, &sql, err));
    return ri_warehouse_rows(warehouse, sql, binds, ri_call_task(call), each, context, err);
}

ri_status ri_openings_load(struct ri_call *call, struct ri_warehouse *warehouse,
                           const struct ri_panel *panel, ri_day as_of, struct ri_openings **ret,
                           struct ri_error *err)
{
    struct ri_openings  *openings;
    const struct ri_bind binds[] = {ri_bind_date("as_of", as_of)};
    size_t               key = 0;
    *ret = NULL;
    while (key < panel->key_count && strcmp(panel->key_names[key], "store") != 0) key++;
    if (key == panel->key_count || panel->frequency != RI_DAILY) return RI_OK;
    RI_ARENA_NEW(openings, ri_call_mem(call), 1, err);
    *openings = (struct ri_openings){.call = call, .as_of = as_of};
    RI_TRY(
        rows(call, warehouse, "sql/panel/openings.sql", RI_BINDS(binds), store_row, openings, err));
    RI_TRY(rows(call, warehouse, "sql/panel/holidays.sql", (struct ri_binds){0}, holiday_row,
                openings, err));
    for (size_t i = 0; i < openings->store_count; i++)
        learn_weekdays(openings, &openings->stores[i]);
    RI_TRY(find_stores(openings, panel, key, err));
    *ret = openings;
    return RI_OK;
}
