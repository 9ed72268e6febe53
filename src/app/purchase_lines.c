/* Lines of purchase orders out of the warehouse and back into it. */
#include "app/filters.h"
#include "app/import_text.h"
#include "app/operation.h"
#include "app/purchasing.h"
#include "app/workspace.h"

/* ---- Reading ------------------------------------------------------------------------------------------------------- */

enum { /* columns of sql/purchasing/lines.sql */
       ORDER,
       LINE,
       STORE,
       STORE_NAME,
       CITY,
       SUPPLIER,
       SUPPLIER_NAME,
       PRODUCT,
       GTIN,
       NAME,
       PACK,
       ORDERED,
       EXPECTED,
       RECEIVED_ON,
       QUANTITY,
       RECEIVED,
       COST,
       CURRENCY,
       DIGITS,
       STATUS,
       LEAD
};

struct reading {
    struct ri_call           *call;
    struct ri_purchase_lines *lines;
};

static const char *text(const struct reading *reading, const struct ri_row *row, size_t column)
{
    const struct ri_view view = ri_row_text(row, column);
    return ri_row_missing(row, column)
               ? NULL
               : ri_arena_copy(ri_call_mem(reading->call), view.at, view.length);
}

static int64_t integer(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? INT64_MIN : ri_row_int64(row, column);
}

static ri_day day(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? RI_DAY_NONE : (ri_day)ri_row_int64(row, column);
}

static ri_status take_line(void *context, const struct ri_row *row, struct ri_error *err)
{
    const struct reading         *reading = context;
    const struct ri_purchase_line line = {
        .order = text(reading, row, ORDER),
        .line = integer(row, LINE),
        .store = text(reading, row, STORE),
        .store_name = text(reading, row, STORE_NAME),
        .city = text(reading, row, CITY),
        .supplier = text(reading, row, SUPPLIER),
        .supplier_name = text(reading, row, SUPPLIER_NAME),
        .product = text(reading, row, PRODUCT),
        .gtin = text(reading, row, GTIN),
        .name = text(reading, row, NAME),
        .pack_milli = integer(row, PACK),
        .ordered_on = day(row, ORDERED),
        .expected_on = day(row, EXPECTED),
        .received_on = day(row, RECEIVED_ON),
        .quantity_milli = integer(row, QUANTITY),
        .received_milli = integer(row, RECEIVED),
        .unit_cost_micro = integer(row, COST),
        .currency = text(reading, row, CURRENCY),
        .digits = (int)integer(row, DIGITS),
        .status = text(reading, row, STATUS),
        .lead_days = integer(row, LEAD),
    };
    if (!line.order || !line.product || !line.status)
        return ri_fail(err, RI_ENOMEM, "no room for order lines");
    return ri_purchase_add(reading->call, reading->lines, &line, err);
}

static struct ri_bind list_bind(const char *name, const char *const *values)
{
    size_t count = 0;
    while (values && values[count]) count++;
    return values ? ri_bind_text_list(name, values, count) : ri_bind_null(name);
}

ri_status ri_purchase_add(struct ri_call *call, struct ri_purchase_lines *lines,
                          const struct ri_purchase_line *line, struct ri_error *err)
{
    if (lines->count == lines->room) {
        struct ri_purchase_line *more;
        const size_t             room = lines->room ? lines->room * 2 : 64;
        RI_ARENA_NEW(more, ri_call_mem(call), room, err);
        if (lines->count) memcpy(more, lines->at, lines->count * sizeof *more);
        lines->at = more;
        lines->room = room;
    }
    lines->at[lines->count++] = *line;
    return RI_OK;
}

ri_status ri_purchase_read(struct ri_call *call, const char *const *orders,
                           const char *const *suppliers, const char *const *states,
                           struct ri_purchase_lines *ret, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct reading       reading = {call, ret};
    const char          *sql;
    const struct ri_bind binds[] = {list_bind("orders", orders), list_bind("suppliers", suppliers),
                                    list_bind("states", states), ri_scope_bind(call)};
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find("sql/purchasing/lines.sql", &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), take_line,
                             &reading, err);
}

/* ---- Writing ------------------------------------------------------------------------------------------------------- */

static void put_number(struct ri_text *csv, int64_t value, int scale)
{
    if (value != INT64_MIN) ri_text_decimal(csv, value, scale);
    ri_text_putc(csv, ',');
}

static void put_date(struct ri_text *csv, ri_day value)
{
    if (value != RI_DAY_NONE) ri_text_day(csv, value);
    ri_text_putc(csv, ',');
}

/* Noon UTC is the same day in every zone that a shop may keep. */
static void put_noon(struct ri_text *csv, ri_day value)
{
    if (value != RI_DAY_NONE) {
        ri_text_day(csv, value);
        ri_text_puts(csv, "T12:00:00Z");
    }
    ri_text_putc(csv, ',');
}

static void put_line(struct ri_text *csv, const struct ri_purchase_line *line)
{
    const bool known = line->currency && strcmp(line->currency, "XXX") != 0;
    ri_import_text_field(csv, line->order);
    put_number(csv, line->line, 0);
    ri_import_text_field(csv, line->store);
    ri_import_text_field(csv, line->supplier);
    ri_import_text_field(csv, line->product);
    put_noon(csv, line->ordered_on);
    put_date(csv, line->expected_on);
    put_date(csv, line->received_on);
    put_number(csv, line->quantity_milli, 3);
    put_number(csv, line->received_milli, 3);
    put_number(csv, line->unit_cost_micro, 6);
    ri_import_text_field(csv, known ? line->currency : NULL);
    ri_text_printf(csv, "%s\n", line->status);
}

static const struct ri_import_text ours = {
    .name = "purchase-orders.csv", .kind = "orders", .source = RI_PURCHASING_SOURCE, .whole = true};

ri_status ri_purchase_write(struct ri_call *call, const struct ri_purchase_lines *lines,
                            int64_t *ret_import, struct ri_error *err)
{
    struct ri_text     csv = {0};
    size_t             count = 0;
    struct ri_imported imported = {0};
    ri_text_puts(&csv, "order,line,store,supplier,product,ordered_at,expected_on,received_on,"
                       "quantity,received,unit_cost,currency,status\n");
    for (size_t i = 0; i < lines->count; i++) {
        if (!lines->at[i].changed) continue;
        put_line(&csv, &lines->at[i]);
        count++;
    }
    ri_status status = ri_text_check(&csv, err);
    if (status == RI_OK && count) status = ri_import_text(call, &ours, &csv, &imported, err);
    *ret_import = imported.import_id;
    ri_text_release(&csv);
    return status;
}
