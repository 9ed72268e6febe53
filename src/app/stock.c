/* Stock positions by series key. */
#include "app/stock.h"

#include "app/operation.h"
#include "app/traps.h"
#include "app/workspace.h"
#include "base/intern.h"
#include "ingest/table_input.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>

enum { KEYS_MOST = 16, ARRIVALS_MOST = 400, KEY_SEPARATOR = 0x1F };

struct ri_stock {
    struct ri_call     *call;
    size_t              key_count;
    struct ri_intern   *keys;
    struct ri_position *at; /* by number in keys */
    size_t              room;
    struct ri_text      key; /* scratch */
};

static struct ri_view joined(struct ri_text *key, const struct ri_view *keys, size_t count)
{
    ri_text_clear(key);
    for (size_t k = 0; k < count; k++) {
        if (k) ri_text_putc(key, KEY_SEPARATOR);
        ri_text_add(key, keys[k].at, keys[k].length);
    }
    return (struct ri_view){key->at ? key->at : "", key->length};
}

static ri_status add(struct ri_stock *stock, const struct ri_view *keys,
                     const struct ri_position *position, struct ri_error *err)
{
    size_t               number;
    bool                 is_new;
    const struct ri_view key = joined(&stock->key, keys, stock->key_count);
    RI_TRY(ri_intern_put(stock->keys, key, &number, &is_new, err));
    if (!is_new)
        return ri_fail(err, RI_EDATA, "stock: '%.*s' occurs twice", (int)key.length, key.at);
    if (number >= stock->room) {
        const size_t        room = stock->room ? stock->room * 2 : 1024;
        struct ri_position *at = realloc(stock->at, room * sizeof *at);
        if (!at) return ri_fail(err, RI_ENOMEM, "no room for %zu stock levels", room);
        stock->at = at;
        stock->room = room;
    }
    stock->at[number] = *position;
    return RI_OK;
}

/* ---- From a file ---------------------------------------------------------------------------------------------- */

/* Columns of a stock file that mean something by their name; all but on_hand may be missing. */
static const struct {
    const char *name;
    size_t      offset;
} fields[] = {
    {"on_hand", offsetof(struct ri_position, on_hand)},
    {"reserved", offsetof(struct ri_position, reserved)},
    {"on_order", offsetof(struct ri_position, on_order)},
    {"pack", offsetof(struct ri_position, pack)},
    {"pack_size", offsetof(struct ri_position, pack)},
    {"minimum", offsetof(struct ri_position, minimum)},
    {"min_order", offsetof(struct ri_position, minimum)},
    {"unit_cost", offsetof(struct ri_position, unit_cost)},
    {"unit_price", offsetof(struct ri_position, unit_price)},
    {"list_price", offsetof(struct ri_position, unit_price)},
    {"lead_time", offsetof(struct ri_position, lead_time)},
    {"review", offsetof(struct ri_position, review)},
};
static const struct ri_position unknown = {.pack = NAN,
                                           .minimum = NAN,
                                           .unit_cost = NAN,
                                           .unit_price = NAN,
                                           .lead_time = NAN,
                                           .review = NAN};

struct layout { /* what the chosen columns after the keys are */
    struct ri_input_column columns[KEYS_MOST + RI_COUNT(fields) + ARRIVALS_MOST];
    size_t                 count, field_count;
    size_t field[RI_COUNT(fields)]; /* index into fields, by position after the keys */
    size_t arrival_count;           /* columns arrives_in_1 .. arrives_in_N, after the fields */
};

static bool has_column(const struct ri_table_input *input, const char *name)
{
    for (size_t i = 0; i < ri_table_input_count(input); i++) {
        if (strcmp(ri_table_input_name(input, i), name) == 0) return true;
    }
    return false;
}

static ri_status choose_columns(struct ri_stock *stock, struct ri_table_input *input,
                                const char *const *key_names, struct layout *layout,
                                struct ri_error *err)
{
    for (size_t k = 0; k < stock->key_count; k++)
        layout->columns[layout->count++] = (struct ri_input_column){key_names[k], RI_INPUT_TEXT};
    for (size_t f = 0; f < RI_COUNT(fields); f++) {
        if (f && !has_column(input, fields[f].name)) continue; /* on_hand must be there */
        layout->field[layout->field_count++] = f;
        layout->columns[layout->count++] =
            (struct ri_input_column){fields[f].name, RI_INPUT_NUMBER};
    }
    for (size_t i = 1; i <= ARRIVALS_MOST; i++) {
        const char *name = ri_arena_printf(ri_call_mem(stock->call), "arrives_in_%zu", i);
        if (!name) return ri_fail(err, RI_ENOMEM, "no room for the columns");
        if (!has_column(input, name)) break;
        layout->columns[layout->count++] = (struct ri_input_column){name, RI_INPUT_NUMBER};
        layout->arrival_count++;
    }
    return ri_table_input_choose(input, layout->columns, layout->count, err);
}

static double number_at(const struct ri_cells *cells, size_t row)
{
    return (double)cells->number[row] / (double)RI_INPUT_SCALE;
}

static ri_status add_row(struct ri_stock *stock, const struct ri_columns *batch,
                         const struct layout *layout, size_t row, struct ri_error *err)
{
    struct ri_view     keys[KEYS_MOST];
    struct ri_position position = unknown;
    for (size_t k = 0; k < stock->key_count; k++)
        keys[k] = batch->cells[k].valid[row] ? batch->cells[k].text[row] : (struct ri_view){"", 0};
    const struct ri_cells *cells = batch->cells + stock->key_count;
    if (!cells->valid[row])
        return ri_fail(err, RI_EDATA, "stock: record %llu has no on_hand",
                       (unsigned long long)batch->record[row]);
    for (size_t f = 0; f < layout->field_count; f++, cells++) {
        if (cells->valid[row])
            *(double *)((char *)&position + fields[layout->field[f]].offset) =
                number_at(cells, row);
    }
    RI_ARENA_NEW(position.arrivals, ri_call_mem(stock->call), layout->arrival_count, err);
    position.arrival_count = layout->arrival_count;
    for (size_t i = 0; i < layout->arrival_count; i++, cells++)
        position.arrivals[i] = cells->valid[row] ? number_at(cells, row) : 0;
    return add(stock, keys, &position, err);
}

static ri_status read_file(struct ri_stock *stock, struct ri_table_input *input,
                           const char *const *key_names, struct ri_error *err)
{
    struct layout           *layout;
    const struct ri_columns *batch;
    RI_ARENA_NEW(layout, ri_call_mem(stock->call), 1, err);
    RI_TRY(choose_columns(stock, input, key_names, layout, err));
    for (;;) {
        RI_TRY(ri_table_input_next(input, &batch, err));
        if (!batch) return RI_OK;
        for (size_t row = 0; row < batch->rows; row++)
            RI_TRY(add_row(stock, batch, layout, row, err));
    }
}

static ri_status from_file(struct ri_stock *stock, const char *const *key_names,
                           struct ri_error *err)
{
    int                    fd;
    const char            *name;
    struct ri_table_input *input;
    ri_call_file(stock->call, "stock", 0, &fd, &name);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                       strerror(errno));
    RI_TRY(ri_table_input_open(fd, name, NULL, ri_call_task(stock->call), &input, err));
    const ri_status              status = read_file(stock, input, key_names, err);
    size_t                       count;
    const struct ri_ingest_note *notes = ri_table_input_notes(input, &count);
    ri_say_traps(stock->call, notes, count);
    ri_table_input_close(input);
    return status;
}

/* ---- From the warehouse --------------------------------------------------------------------------------------- */

static double or_unknown(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? NAN : ri_row_double(row, column);
}

static ri_status warehouse_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    const struct ri_view     keys[] = {ri_row_text(row, 0), ri_row_text(row, 1)};
    const struct ri_position position = {
        .on_hand = ri_row_double(row, 2),
        .on_order = ri_row_double(row, 3),
        .reserved = ri_row_double(row, 4),
        .pack = or_unknown(row, 5),
        .minimum = or_unknown(row, 6),
        .unit_cost = or_unknown(row, 7),
        .unit_price = or_unknown(row, 8),
        .lead_time = or_unknown(row, 9),
        .review = or_unknown(row, 10),
        .ended = !ri_row_missing(row, 11) && ri_row_int64(row, 11) != 0,
    };
    return add(context, keys, &position, err);
}

static ri_status from_warehouse(struct ri_stock *stock, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const char          *sql;
    if (stock->key_count != 2)
        return ri_fail(err, RI_EUSAGE,
                       "imported demand history has no stock levels of its own: give --stock FILE "
                       "with series_id and on_hand");
    RI_TRY(ri_call_warehouse(stock->call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/stock.sql", &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, (struct ri_binds){0}, ri_call_task(stock->call),
                             warehouse_row, stock, err));
    if (ri_stock_count(stock)) return RI_OK;
    return ri_fail(err, RI_EDATA,
                   "there are no stock levels in this workspace: 'retailinsight import stock.csv "
                   "--as stock' brings them");
}

ri_status ri_stock_load(struct ri_call *call, const char *const *key_names, size_t key_count,
                        struct ri_stock **ret, struct ri_error *err)
{
    struct ri_stock *stock = calloc(1, sizeof *stock);
    if (!stock) return ri_fail(err, RI_ENOMEM, "no room for stock levels");
    stock->call = call;
    stock->key_count = key_count;
    ri_status status = ri_intern_new(&stock->keys, err);
    if (status == RI_OK)
        status = ri_call_given(call, "stock") ? from_file(stock, key_names, err)
                                              : from_warehouse(stock, err);
    if (status == RI_OK)
        *ret = stock;
    else
        ri_stock_free(stock);
    return status;
}

const struct ri_position *ri_stock_find(const struct ri_stock *stock, const char *const *keys)
{
    struct ri_view views[KEYS_MOST];
    size_t         number;
    for (size_t k = 0; k < stock->key_count; k++) views[k] = ri_view_of(keys[k]);
    const struct ri_view key = joined((struct ri_text *)&stock->key, views, stock->key_count);
    return ri_intern_find(stock->keys, key, &number) ? &stock->at[number] : NULL;
}

size_t ri_stock_count(const struct ri_stock *stock)
{
    return ri_intern_count(stock->keys);
}

void ri_stock_free(struct ri_stock *stock)
{
    if (!stock) return;
    ri_intern_free(stock->keys);
    ri_text_release(&stock->key);
    free(stock->at);
    free(stock);
}
