/* Stock positions out of the warehouse: levels, suppliers, what is on its way. */
#include "app/stock_internal.h"

#include "app/config.h"
#include "app/filters.h"
#include "app/operation.h"
#include "app/workspace.h"
#include "retail/order_days.h"

#include <math.h>

struct reading {
    struct ri_stock *stock;
    ri_day           day; /* the last one that is known */
    size_t           unknown_days, unknown_cut_offs, late_lines, unplaced;
    double           late_units;
};

static double or_unknown(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? NAN : ri_row_double(row, column);
}

static struct ri_view or_empty(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? (struct ri_view){"", 0} : ri_row_text(row, column);
}

/* "14:30" as minutes; -1: not understood. */
static int cut_off_of(struct ri_view text)
{
    int  hour = 0, minute = 0, end = 0;
    char word[8];
    if (!text.length || text.length >= sizeof word) return -1;
    memcpy(word, text.at, text.length);
    word[text.length] = '\0';
    if (sscanf(word, "%2d:%2d%n", &hour, &minute, &end) != 2 || word[end]) return -1;
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 ? hour * 60 + minute : -1;
}

static ri_status supplier_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading     *reading = context;
    struct ri_supplier *supplier;
    RI_TRY(stock_supplier(reading->stock, ri_row_text(row, 0), &supplier, err));
    supplier->lead_time = or_unknown(row, 1);
    supplier->review = or_unknown(row, 2);
    if (!ri_order_days_parse(or_empty(row, 3), &supplier->order_days)) reading->unknown_days++;
    if (!ri_row_missing(row, 4)) supplier->minimum = (double)ri_row_int64(row, 4) / 100;
    supplier->cut_off = cut_off_of(or_empty(row, 5));
    reading->unknown_cut_offs += supplier->cut_off < 0 && or_empty(row, 5).length > 0;
    return RI_OK;
}

static ri_status level_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading      *reading = context;
    const struct ri_view keys[] = {ri_row_text(row, 0), ri_row_text(row, 1)};
    struct ri_position   position = stock_unknown;
    struct ri_supplier  *supplier = NULL;
    position.on_hand = ri_row_double(row, 2);
    position.on_order = ri_row_double(row, 3);
    position.reserved = ri_row_double(row, 4);
    position.pack = or_unknown(row, 5);
    position.minimum = or_unknown(row, 6);
    position.unit_cost = or_unknown(row, 7);
    position.unit_price = or_unknown(row, 8);
    position.shelf_life = or_unknown(row, 9);
    position.shelf_space = or_unknown(row, 10);
    if (!ri_row_missing(row, 11)) {
        RI_TRY(stock_supplier(reading->stock, ri_row_text(row, 11), &supplier, err));
        position.supplier = supplier;
        position.lead_time = supplier->lead_time;
        position.review = supplier->review;
    }
    RI_TRY(stock_text(reading->stock, or_empty(row, 12), &position.category, err));
    stock_status(or_empty(row, 13), &position.status);
    RI_TRY(stock_text(reading->stock, or_empty(row, 14), &position.successor, err));
    return stock_add(reading->stock, keys, &position, err);
}

static ri_status arrive(struct reading *reading, struct ri_position *position, size_t at,
                        double units, struct ri_error *err)
{
    if (at >= position->arrival_count) {
        double *room;
        RI_ARENA_NEW(room, ri_call_mem(reading->stock->call), at + 8, err);
        for (size_t i = 0; i < position->arrival_count; i++) room[i] = position->arrivals[i];
        position->arrivals = room;
        position->arrival_count = at + 8;
    }
    position->arrivals[at] += units;
    return RI_OK;
}

/* An order line on its way. What should be here by now is no supply until it is. */
static ri_status open_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    enum { AHEAD_MOST = 400 };
    struct reading      *reading = context;
    const struct ri_view keys[] = {ri_row_text(row, 0), ri_row_text(row, 1)};
    struct ri_position  *position = stock_find(reading->stock, keys);
    const double         units = ri_row_double(row, 4);
    reading->unplaced += position == NULL;
    if (!position) return RI_OK;
    if (!position->lines_known) position->on_order = 0; /* lines say more than a sum */
    position->lines_known = true;
    int64_t expected = ri_row_missing(row, 2) ? 0 : ri_row_int64(row, 2);
    if (ri_row_missing(row, 2)) { /* no day: as long as the supplier usually takes */
        const double lead = isnan(position->lead_time) ? 7 : ceil(position->lead_time);
        expected = ri_row_int64(row, 3) + (int64_t)lead;
    }
    if (expected < reading->day) {
        position->overdue += units;
        reading->late_units += units;
        reading->late_lines++;
        return RI_OK;
    }
    const int64_t at = expected > reading->day ? expected - reading->day - 1 : 0;
    return at < AHEAD_MOST ? arrive(reading, position, (size_t)at, units, err) : RI_OK;
}

static ri_status read_sql(struct reading *reading, const char *path, struct ri_binds binds,
                          ri_row_fn *each, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const char          *sql;
    RI_TRY(ri_call_warehouse(reading->stock->call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find(path, &sql, err));
    return ri_warehouse_rows(warehouse, sql, binds, ri_call_task(reading->stock->call), each,
                             reading, err);
}

static ri_status read_levels(struct reading *reading, struct ri_error *err)
{
    struct ri_call      *call = reading->stock->call;
    struct ri_filter_ids ids;
    struct ri_warehouse *warehouse;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    const struct ri_config *config = ri_workspace_config(ri_call_workspace(call));
    const struct ri_bind    binds[] = {
        ri_bind_ids("stores", &ids.stores),
        ri_bind_ids("products", &ids.products),
        ri_call_given(call, "as-of") ? ri_bind_date("as_of", reading->day) : ri_bind_null("as_of"),
        ri_bind_date("day", reading->day),
        ri_bind_string("time_zone", ri_config_text(config, RI_CONFIG_ZONE)),
        ri_scope_bind(call)};
    return read_sql(reading, "sql/panel/stock.sql", RI_BINDS(binds), level_row, err);
}

ri_status stock_from_warehouse(struct ri_stock *stock, ri_day day, struct ri_error *err)
{
    struct reading reading = {.stock = stock, .day = day};
    if (stock->key_count != 2)
        return ri_fail(err, RI_EUSAGE,
                       "imported demand history has no stock levels of its own: give --stock FILE "
                       "with series_id and on_hand");
    RI_TRY(read_sql(&reading, "sql/panel/suppliers.sql", (struct ri_binds){0}, supplier_row, err));
    RI_TRY(read_levels(&reading, err));
    if (!ri_stock_count(stock))
        return ri_fail(err, RI_EDATA,
                       "there are no stock levels in this workspace: 'retailinsight import "
                       "stock.csv --as stock' brings them");
    const struct ri_bind binds[] = {ri_bind_date("day", day)};
    RI_TRY(read_sql(&reading, "sql/panel/open_orders.sql", RI_BINDS(binds), open_row, err));
    if (reading.late_lines)
        ri_call_note(stock->call,
                     "order lines that should have come and have not: %zu, %.6g units; they are "
                     "not counted as supply",
                     reading.late_lines, reading.late_units);
    if (reading.unknown_days)
        ri_call_note(stock->call,
                     "suppliers whose order days are not understood: %zu; taken as any day",
                     reading.unknown_days);
    if (reading.unknown_cut_offs)
        ri_call_note(stock->call,
                     "suppliers whose cut-off is no time such as 14:30: %zu; taken as none",
                     reading.unknown_cut_offs);
    return RI_OK;
}
