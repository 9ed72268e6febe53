/* The clocks of shops: zone and day cut-off, with the last offset kept, since sales come in order of time.
 * Offsets change on whole quarters of an hour at the earliest. */
#include "import_internal.h"

#define SLOT_US (INT64_C(15) * 60 * RI_US_PER_SECOND)

static ri_status zone_of(struct clocks *clocks, const char *name, const struct ri_zone **ret,
                         struct ri_error *err)
{
    for (size_t i = 0; i < clocks->zone_count; i++) {
        if (strcmp(clocks->names[i], name) != 0) continue;
        *ret = clocks->zones[i];
        return RI_OK;
    }
    struct ri_zone **zones = realloc(clocks->zones, (clocks->zone_count + 1) * sizeof *zones);
    if (zones) clocks->zones = zones;
    void *names = realloc(clocks->names, (clocks->zone_count + 1) * sizeof *clocks->names);
    if (names) clocks->names = names;
    if (!zones || !names) return ri_fail(err, RI_ENOMEM, "no room for a time zone");
    RI_TRY(ri_zone_load(name, &zones[clocks->zone_count], err));
    snprintf(clocks->names[clocks->zone_count], sizeof *clocks->names, "%s", name);
    *ret = zones[clocks->zone_count++];
    return RI_OK;
}

static ri_status grow(struct clocks *clocks, size_t count, struct ri_error *err)
{
    if (count > clocks->room) {
        const size_t  room = count * 2 + 64;
        struct clock *at = realloc(clocks->at, room * sizeof *at);
        if (!at) return ri_fail(err, RI_ENOMEM, "no room for %zu shops", room);
        clocks->at = at;
        clocks->room = room;
    }
    while (clocks->count < count) clocks->at[clocks->count++] = clocks->fallback;
    return RI_OK;
}

struct loading {
    struct clocks        *clocks;
    const struct members *stores;
};

/* code, time_zone, day_cutoff, currency of a store that says at least one of them */
static ri_status load_one(void *context, const struct ri_row *row, struct ri_error *err)
{
    const struct loading *loading = context;
    size_t                index;
    char                  name[64];
    if (!ri_intern_find(loading->stores->codes, ri_row_text(row, 0), &index)) return RI_OK;
    struct clock        *clock = &loading->clocks->at[index];
    const struct ri_view zone = ri_row_text(row, 1), currency = ri_row_text(row, 3),
                         code = ri_row_text(row, 0);
    snprintf(name, sizeof name, "%.*s", (int)zone.length, zone.at);
    if (zone.length && zone_of(loading->clocks, name, &clock->zone, err) != RI_OK)
        return ri_error_prefix(err, "shop %.*s: ", (int)code.length, code.at);
    if (!ri_row_missing(row, 2)) clock->cutoff = (int)ri_row_int64(row, 2);
    if (currency.length && currency.length < sizeof clock->currency)
        snprintf(clock->currency, sizeof clock->currency, "%.*s", (int)currency.length,
                 currency.at);
    return RI_OK;
}

ri_status clocks_load(struct clocks *clocks, const struct ri_import *import,
                      const struct members *stores, struct ri_error *err)
{
    *clocks =
        (struct clocks){.fallback = {.cutoff = import->options.day_cutoff, .slot = INT64_MIN}};
    snprintf(clocks->fallback.currency, sizeof clocks->fallback.currency, "%s",
             import->options.currency);
    RI_TRY(zone_of(clocks, import->options.time_zone, &clocks->fallback.zone, err));
    RI_TRY(grow(clocks, ri_intern_count(stores->codes), err));
    struct loading loading = {clocks, stores};
    return ri_connection_rows(import->connection,
                              "SELECT code, time_zone, day_cutoff, currency FROM store",
                              warehouse_no_binds, NULL, load_one, &loading, err);
}

ri_status clocks_of(struct clocks *clocks, size_t store, struct clock **ret, struct ri_error *err)
{
    if (store != SIZE_MAX && store >= clocks->count) RI_TRY(grow(clocks, store + 1, err));
    *ret = store == SIZE_MAX ? &clocks->fallback : &clocks->at[store];
    return RI_OK;
}

int64_t clock_utc(struct clock *clock, int64_t local_us)
{
    const int64_t slot = ri_floor_div(local_us, SLOT_US);
    if (slot != clock->slot) {
        const int64_t start = slot * SLOT_US;
        clock->slot = slot;
        clock->offset = start - ri_zone_to_utc(clock->zone, start);
    }
    return local_us - clock->offset;
}

void clocks_release(struct clocks *clocks)
{
    for (size_t i = 0; i < clocks->zone_count; i++) ri_zone_free(clocks->zones[i]);
    free(clocks->zones);
    free(clocks->names);
    free(clocks->at);
    *clocks = (struct clocks){0};
}
