/* Lead times by supplier, and by supplier and product where enough orders of the product are known. */
#include "app/lead_times.h"

#include "app/operation.h"
#include "app/workspace.h"
#include "base/intern.h"
#include "inventory/lead_time.h"

#include <math.h>

enum { ROOM = 121, KEY_SEPARATOR = 0x1F }; /* four months */
static const double GIVEN_WEIGHT =
    3; /* orders that an agreed lead time is worth beside those seen */
static const double SUPPLIER_WEIGHT =
    8; /* the same of the supplier's law beside a product's own orders */
enum { SUPPLIER_FEW = 3, PRODUCT_FEW = 8 };

struct group { /* orders of a supplier, or of a supplier and product: rows of `seen` in a row */
    size_t             first, count, received;
    struct ri_lead_law law; /* chance NULL: not asked for yet */
};
struct ri_lead_times {
    struct ri_call      *call;
    struct ri_lead_seen *seen; /* by supplier and product */
    size_t               count, room;
    struct ri_intern    *names;  /* "supplier" and "supplier product" */
    struct group        *groups; /* by number in names */
    size_t               group_room;
    struct ri_text       key;
    struct ri_lead_law   assumed;
};

static struct ri_view key_of(struct ri_lead_times *times, struct ri_view supplier,
                             const char *product, size_t length)
{
    ri_text_clear(&times->key);
    ri_text_add(&times->key, supplier.at, supplier.length);
    if (product) ri_text_putc(&times->key, KEY_SEPARATOR);
    if (product) ri_text_add(&times->key, product, length);
    return (struct ri_view){times->key.at ? times->key.at : "", times->key.length};
}

static ri_status count_in(struct ri_lead_times *times, struct ri_view name, bool open,
                          struct ri_error *err)
{
    size_t number;
    bool   is_new;
    RI_TRY(ri_intern_put(times->names, name, &number, &is_new, err));
    if (number >= times->group_room) {
        const size_t  room = times->group_room ? times->group_room * 2 : 256;
        struct group *groups = realloc(times->groups, room * sizeof *groups);
        if (!groups) return ri_fail(err, RI_ENOMEM, "no room for %zu lead times", room);
        times->groups = groups;
        times->group_room = room;
    }
    if (is_new) times->groups[number] = (struct group){.first = times->count};
    times->groups[number].count++;
    times->groups[number].received += !open;
    return RI_OK;
}

static ri_status seen_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ri_lead_times *times = context;
    const struct ri_view  supplier = ri_row_text(row, 0), product = ri_row_text(row, 1);
    const int64_t         days = ri_row_int64(row, 2);
    const bool            open = ri_row_int64(row, 3) != 0;
    if (times->count == times->room) {
        const size_t         room = times->room ? times->room * 2 : 1024;
        struct ri_lead_seen *seen = realloc(times->seen, room * sizeof *seen);
        if (!seen) return ri_fail(err, RI_ENOMEM, "no room for %zu orders", room);
        times->seen = seen;
        times->room = room;
    }
    RI_TRY(count_in(times, key_of(times, supplier, NULL, 0), open, err));
    RI_TRY(count_in(times, key_of(times, supplier, product.at, product.length), open, err));
    times->seen[times->count++] = (struct ri_lead_seen){(size_t)days, open};
    return RI_OK;
}

ri_status ri_lead_times_load(struct ri_call *call, bool from_file, ri_day day,
                             struct ri_lead_times **ret, struct ri_error *err)
{
    struct ri_lead_times *times = calloc(1, sizeof *times);
    struct ri_warehouse  *warehouse;
    const char           *sql;
    const struct ri_bind  binds[] = {ri_bind_date("day", day)};
    ri_status             status;
    if (!times) return ri_fail(err, RI_ENOMEM, "no room for lead times");
    times->call = call;
    RI_TRY_GOTO(status, fail, ri_intern_new(&times->names, err));
    if (!from_file && !ri_call_given(call, "lead-time")) {
        RI_TRY_GOTO(status, fail, ri_call_warehouse(call, &warehouse, err));
        RI_TRY_GOTO(status, fail, ri_embedded_sql_find("sql/panel/lead_times.sql", &sql, err));
        RI_TRY_GOTO(status, fail,
                    ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), seen_row,
                                      times, err));
    }
    *ret = times;
    return RI_OK;
fail:
    ri_lead_times_free(times);
    return status;
}

static ri_status keep(struct ri_lead_times *times, const double *chance, size_t count,
                      ri_lead_source source, size_t receipts, struct ri_lead_law *ret,
                      struct ri_error *err)
{
    double *kept;
    while (count > 1 && chance[count - 1] == 0) count--;
    RI_ARENA_NEW(kept, ri_call_mem(times->call), count, err);
    memcpy(kept, chance, count * sizeof *kept);
    *ret = (struct ri_lead_law){kept, count, source, receipts};
    return RI_OK;
}

static struct group *group_of(struct ri_lead_times *times, struct ri_view name)
{
    size_t number;
    return ri_intern_find(times->names, name, &number) ? &times->groups[number] : NULL;
}

/* What is agreed with the supplier, or written in the stock file. */
static ri_status given_law(struct ri_lead_times *times, const struct ri_position *position,
                           struct ri_lead_law *ret, struct ri_error *err)
{
    double       chance[ROOM];
    const double sd = isnan(position->lead_time_sd) ? 0 : position->lead_time_sd;
    const size_t count = ri_lead_time_spread(position->lead_time, sd, chance, ROOM);
    if (!count || !(position->lead_time < ROOM))
        return ri_fail(err, RI_EDATA,
                       "a lead time of %g with a standard deviation of %g, want 0 to %d",
                       position->lead_time, sd, ROOM - 1);
    return keep(times, chance, count, RI_LEAD_GIVEN, 0, ret, err);
}

static ri_status learn(struct ri_lead_times *times, struct group *group, const double *prior,
                       size_t prior_count, double weight, struct ri_error *err)
{
    double       chance[ROOM];
    const size_t count = ri_lead_time_learn(times->seen + group->first, group->count, prior,
                                            prior_count, weight, chance, ROOM);
    return keep(times, chance, count, RI_LEAD_LEARNT, group->received, &group->law, err);
}

ri_status ri_lead_times_of(struct ri_lead_times *times, const struct ri_position *position,
                           const char *product, size_t assumed, struct ri_lead_law *ret,
                           struct ri_error *err)
{
    struct group *supplier = NULL, *own = NULL;
    if (position->supplier) {
        const struct ri_view name = ri_view_of(position->supplier->name);
        supplier = group_of(times, key_of(times, name, NULL, 0));
        own = group_of(times, key_of(times, name, product, strlen(product)));
    }
    if (supplier && supplier->received >= SUPPLIER_FEW) {
        double given[ROOM];
        size_t count = 0;
        if (position->supplier->lead_time >= 0 && !supplier->law.chance)
            count = ri_lead_time_spread(position->supplier->lead_time, 0, given, ROOM);
        if (!supplier->law.chance)
            RI_TRY(learn(times, supplier, given, count, count ? GIVEN_WEIGHT : 0, err));
        *ret = supplier->law;
        if (!own || own->received < PRODUCT_FEW) return RI_OK;
        if (!own->law.chance)
            RI_TRY(
                learn(times, own, supplier->law.chance, supplier->law.count, SUPPLIER_WEIGHT, err));
        *ret = own->law;
        return RI_OK;
    }
    if (!isnan(position->lead_time)) return given_law(times, position, ret, err);
    double chance[ROOM] = {0};
    if (assumed >= ROOM) assumed = ROOM - 1;
    if (!times->assumed.chance) {
        chance[assumed] = 1;
        double *kept;
        RI_ARENA_NEW(kept, ri_call_mem(times->call), assumed + 1, err);
        memcpy(kept, chance, (assumed + 1) * sizeof *kept);
        times->assumed = (struct ri_lead_law){kept, assumed + 1, RI_LEAD_ASSUMED, 0};
    }
    *ret = times->assumed;
    return RI_OK;
}

void ri_lead_times_free(struct ri_lead_times *times)
{
    if (!times) return;
    ri_intern_free(times->names);
    ri_text_release(&times->key);
    free(times->groups);
    free(times->seen);
    free(times);
}
