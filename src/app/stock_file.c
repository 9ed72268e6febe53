/* Stock positions out of a file: --stock. */
#include "app/stock_internal.h"

#include "app/operation.h"
#include "app/traps.h"
#include "ingest/table_input.h"
#include "retail/order_days.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>

enum { ARRIVALS_MOST = 400 };

/* Columns that mean something by their name; all but on_hand may be missing. */
static const struct {
    const char *name;
    size_t      offset;
} fields[] = {
    {"on_hand", offsetof(struct ri_position, on_hand)},
    {"reserved", offsetof(struct ri_position, reserved)},
    {"on_order", offsetof(struct ri_position, on_order)},
    {"overdue", offsetof(struct ri_position, overdue)},
    {"pack", offsetof(struct ri_position, pack)},
    {"pack_size", offsetof(struct ri_position, pack)},
    {"minimum", offsetof(struct ri_position, minimum)},
    {"min_order", offsetof(struct ri_position, minimum)},
    {"unit_cost", offsetof(struct ri_position, unit_cost)},
    {"unit_price", offsetof(struct ri_position, unit_price)},
    {"list_price", offsetof(struct ri_position, unit_price)},
    {"lead_time", offsetof(struct ri_position, lead_time)},
    {"lead_time_sd", offsetof(struct ri_position, lead_time_sd)},
    {"review", offsetof(struct ri_position, review)},
    {"shelf_life", offsetof(struct ri_position, shelf_life)},
    {"shelf_space", offsetof(struct ri_position, shelf_space)},
    {"supplier_minimum", offsetof(struct ri_position, supplier_minimum)},
};
static const char *const texts[] = {"supplier", "category", "status", "successor", "order_days"};
enum { SUPPLIER, CATEGORY, STATUS, SUCCESSOR, ORDER_DAYS };

struct layout { /* what the chosen columns after the keys are */
    struct ri_input_column
           columns[STOCK_KEYS_MOST + RI_COUNT(fields) + RI_COUNT(texts) + ARRIVALS_MOST];
    size_t count, field_count, text_count;
    size_t field[RI_COUNT(fields)]; /* index into fields, by position after the keys */
    size_t text[RI_COUNT(texts)];   /* index into texts, after the fields */
    size_t arrival_count;           /* columns arrives_in_1 .. arrives_in_N, after the texts */
};

static bool has_column(const struct ri_table_input *input, const char *name)
{
    for (size_t i = 0; i < ri_table_input_count(input); i++) {
        if (strcmp(ri_table_input_name(input, i), name) == 0) return true;
    }
    return false;
}

static bool is_key(const struct ri_stock *stock, const char *const *key_names, const char *name)
{
    for (size_t k = 0; k < stock->key_count; k++)
        if (strcmp(key_names[k], name) == 0) return true;
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
    for (size_t t = 0; t < RI_COUNT(texts); t++) {
        if (!has_column(input, texts[t]) || is_key(stock, key_names, texts[t])) continue;
        layout->text[layout->text_count++] = t;
        layout->columns[layout->count++] = (struct ri_input_column){texts[t], RI_INPUT_TEXT};
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

static ri_status take_texts(struct ri_stock *stock, const struct ri_view *values, uint64_t record,
                            struct ri_position *position, struct ri_error *err)
{
    struct ri_supplier *supplier = NULL;
    unsigned            days = 0;
    RI_TRY(stock_text(stock, values[CATEGORY], &position->category, err));
    RI_TRY(stock_text(stock, values[SUCCESSOR], &position->successor, err));
    if (!stock_status(values[STATUS], &position->status))
        return ri_fail(err, RI_EDATA,
                       "stock: record %llu has status '%.*s', want active, new, ending or ended",
                       (unsigned long long)record, (int)values[STATUS].length, values[STATUS].at);
    if (!ri_order_days_parse(values[ORDER_DAYS], &days))
        return ri_fail(err, RI_EDATA, "stock: record %llu has order_days '%.*s', want weekdays",
                       (unsigned long long)record, (int)values[ORDER_DAYS].length,
                       values[ORDER_DAYS].at);
    if (!values[SUPPLIER].length && !days) return RI_OK;
    RI_TRY(stock_supplier(stock, values[values[SUPPLIER].length ? SUPPLIER : ORDER_DAYS], &supplier,
                          err)); /* without a name: those of the same days */
    supplier->order_days |= days;
    if (position->supplier_minimum > supplier->minimum)
        supplier->minimum = position->supplier_minimum;
    position->supplier = supplier;
    return RI_OK;
}

static ri_status add_row(struct ri_stock *stock, const struct ri_columns *batch,
                         const struct layout *layout, size_t row, struct ri_error *err)
{
    struct ri_view     keys[STOCK_KEYS_MOST], values[RI_COUNT(texts)] = {{0}};
    struct ri_position position = stock_unknown;
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
    for (size_t t = 0; t < layout->text_count; t++, cells++)
        if (cells->valid[row]) values[layout->text[t]] = cells->text[row];
    RI_TRY(take_texts(stock, values, batch->record[row], &position, err));
    RI_ARENA_NEW(position.arrivals, ri_call_mem(stock->call), layout->arrival_count, err);
    position.arrival_count = layout->arrival_count;
    for (size_t i = 0; i < layout->arrival_count; i++, cells++)
        position.arrivals[i] = cells->valid[row] ? number_at(cells, row) : 0;
    return stock_add(stock, keys, &position, err);
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

ri_status stock_from_file(struct ri_stock *stock, const char *const *key_names,
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
