/* Lead times by supplier, and by supplier and product where enough orders of the product are known. */
#include "app/lead_times.h"

#include "app/operation.h"
#include "app/traps.h"
#include "app/workspace.h"
#include "base/intern.h"
#include "ingest/table_input.h"
#include "inventory/lead_time.h"

#include <errno.h>
#include <math.h>

enum { ROOM = 121, KEY_SEPARATOR = 0x1F }; /* four months */
static const double GIVEN_WEIGHT =
    3; /* orders that an agreed lead time is worth beside those seen */
static const double SUPPLIER_WEIGHT =
    8; /* the same of the supplier's law beside a product's own orders */
enum { SUPPLIER_FEW = 3, PRODUCT_FEW = 8 };

struct order_seen { /* an order, with its two groups */
    size_t              supplier, product;
    struct ri_lead_seen seen;
};
struct group { /* orders of a supplier, or of a supplier and product: rows of `seen` in a row */
    size_t             first, count, received;
    struct ri_lead_law law; /* chance NULL: not asked for yet */
};
struct ri_lead_times {
    struct ri_call      *call;
    ri_day               day;    /* the last one known */
    struct order_seen   *orders; /* as they come */
    size_t               count, room;
    struct ri_lead_seen *seen;   /* the same by supplier and product */
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

static ri_status count_in(struct ri_lead_times *times, struct ri_view name, bool open, size_t *ret,
                          struct ri_error *err)
{
    bool is_new;
    RI_TRY(ri_intern_put(times->names, name, ret, &is_new, err));
    if (*ret >= times->group_room) {
        const size_t  room = times->group_room ? times->group_room * 2 : 256;
        struct group *groups = realloc(times->groups, room * sizeof *groups);
        if (!groups) return ri_fail(err, RI_ENOMEM, "no room for %zu lead times", room);
        times->groups = groups;
        times->group_room = room;
    }
    if (is_new) times->groups[*ret] = (struct group){.count = 0};
    times->groups[*ret].count++;
    times->groups[*ret].received += !open;
    return RI_OK;
}

static ri_status add_order(struct ri_lead_times *times, struct ri_view supplier,
                           struct ri_view product, int64_t days, bool open, struct ri_error *err)
{
    if (days < 0)
        return RI_OK; /* received before it was ordered, or ordered later than what is known */
    if (times->count == times->room) {
        const size_t       room = times->room ? times->room * 2 : 1024;
        struct order_seen *orders = realloc(times->orders, room * sizeof *orders);
        if (!orders) return ri_fail(err, RI_ENOMEM, "no room for %zu orders", room);
        times->orders = orders;
        times->room = room;
    }
    struct order_seen *order = &times->orders[times->count++];
    order->seen = (struct ri_lead_seen){(size_t)days, open};
    RI_TRY(count_in(times, key_of(times, supplier, NULL, 0), open, &order->supplier, err));
    return count_in(times, key_of(times, supplier, product.at, product.length), open,
                    &order->product, err);
}

static int by_group(const void *a, const void *b)
{
    const struct order_seen *x = a, *y = b;
    if (x->supplier != y->supplier) return x->supplier < y->supplier ? -1 : 1;
    if (x->product != y->product) return x->product < y->product ? -1 : 1;
    return (x->seen.periods > y->seen.periods) - (x->seen.periods < y->seen.periods);
}

/* Brings orders of one supplier together, and within them those of one product. */
static ri_status arrange(struct ri_lead_times *times, struct ri_error *err)
{
    RI_ARENA_NEW(times->seen, ri_call_mem(times->call), times->count, err);
    if (times->count) qsort(times->orders, times->count, sizeof *times->orders, by_group);
    for (size_t i = 0; i < times->count; i++) {
        const struct order_seen *order = &times->orders[i], *before = i ? order - 1 : NULL;
        times->seen[i] = order->seen;
        if (!before || before->supplier != order->supplier)
            times->groups[order->supplier].first = i;
        if (!before || before->product != order->product) times->groups[order->product].first = i;
    }
    return RI_OK;
}

/* ---- Sources ----------------------------------------------------------------------------------------------------- */

static ri_status seen_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    return add_order(context, ri_row_text(row, 0), ri_row_text(row, 1), ri_row_int64(row, 2),
                     ri_row_int64(row, 3) != 0, err);
}

static ri_status from_warehouse(struct ri_lead_times *times, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const char          *sql;
    const struct ri_bind binds[] = {ri_bind_date("day", times->day)};
    RI_TRY(ri_call_warehouse(times->call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/lead_times.sql", &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(times->call), seen_row,
                             times, err);
}

enum { SUPPLIER, ORDERED, RECEIVED, PRODUCT, FILE_COLUMNS };

static ri_status add_file_row(struct ri_lead_times *times, const struct ri_columns *batch,
                              size_t row, bool with_product, struct ri_error *err)
{
    const struct ri_cells *cells = batch->cells;
    if (!cells[SUPPLIER].valid[row] || !cells[ORDERED].valid[row])
        return ri_fail(err, RI_EDATA, "receipts: record %llu has no supplier or no ordered_at",
                       (unsigned long long)batch->record[row]);
    const int64_t ordered = ri_floor_div(cells[ORDERED].number[row], RI_US_PER_DAY);
    const int64_t received = cells[RECEIVED].valid[row]
                                 ? ri_floor_div(cells[RECEIVED].number[row], RI_US_PER_DAY)
                                 : INT64_MAX;
    const bool    open = received > times->day;
    const bool    named = with_product && cells[PRODUCT].valid[row];
    return add_order(times, cells[SUPPLIER].text[row],
                     named ? cells[PRODUCT].text[row] : (struct ri_view){"", 0},
                     (open ? times->day : received) - ordered, open, err);
}

static ri_status read_file(struct ri_lead_times *times, struct ri_table_input *input,
                           struct ri_error *err)
{
    static const struct ri_input_column columns[FILE_COLUMNS] = {
        [SUPPLIER] = {"supplier", RI_INPUT_TEXT},
        [ORDERED] = {"ordered_at", RI_INPUT_TIME},
        [RECEIVED] = {"received_on", RI_INPUT_TIME},
        [PRODUCT] = {"product", RI_INPUT_TEXT}};
    bool                     with_product = false;
    const struct ri_columns *batch;
    for (size_t i = 0; i < ri_table_input_count(input); i++)
        with_product = with_product || strcmp(ri_table_input_name(input, i), "product") == 0;
    RI_TRY(ri_table_input_choose(input, columns, with_product ? FILE_COLUMNS : PRODUCT, err));
    for (;;) {
        RI_TRY(ri_table_input_next(input, &batch, err));
        if (!batch) return RI_OK;
        for (size_t row = 0; row < batch->rows; row++)
            RI_TRY(add_file_row(times, batch, row, with_product, err));
    }
}

static ri_status from_receipts(struct ri_lead_times *times, struct ri_error *err)
{
    int                    fd;
    const char            *name;
    struct ri_table_input *input;
    if (times->day == RI_DAY_NONE)
        return ri_fail(err, RI_EUSAGE, "--receipts are counted in days; the series are not");
    ri_call_file(times->call, "receipts", 0, &fd, &name);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                       strerror(errno));
    RI_TRY(ri_table_input_open(fd, name, NULL, ri_call_task(times->call), &input, err));
    const ri_status              status = read_file(times, input, err);
    size_t                       count;
    const struct ri_ingest_note *notes = ri_table_input_notes(input, &count);
    ri_say_traps(times->call, notes, count);
    ri_table_input_close(input);
    return status;
}

static ri_status read_orders(struct ri_lead_times *times, bool from_file, struct ri_error *err)
{
    RI_TRY(ri_intern_new(&times->names, err));
    if (ri_call_given(times->call, "lead-time")) return RI_OK;
    if (ri_call_given(times->call, "receipts"))
        RI_TRY(from_receipts(times, err));
    else if (!from_file)
        RI_TRY(from_warehouse(times, err));
    return arrange(times, err);
}

ri_status ri_lead_times_load(struct ri_call *call, bool from_file, ri_day day,
                             struct ri_lead_times **ret, struct ri_error *err)
{
    struct ri_lead_times *times = calloc(1, sizeof *times);
    if (!times) return ri_fail(err, RI_ENOMEM, "no room for lead times");
    times->call = call;
    times->day = day;
    const ri_status status = read_orders(times, from_file, err);
    if (status == RI_OK)
        *ret = times;
    else
        ri_lead_times_free(times);
    return status;
}

/* ---- Laws -------------------------------------------------------------------------------------------------------- */

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
    free(times->orders);
    free(times);
}
