/* Purchases out of a file: any delimited table whose columns the caller names. */
#include "app/operation.h"
#include "app/purchases_internal.h"
#include "app/traps.h"
#include "base/hash.h"
#include "ingest/table_input.h"
#include "retail/money.h"

#include <errno.h>

enum { FILE_DIGITS = 2 };

enum column { CUSTOMER, TIME, RECEIPT, VALUE, ITEM, QUANTITY, PROMOTION, COLUMNS };

static const struct {
    const char   *parameter;
    ri_input_type type;
    bool          detail; /* read only where details are asked for */
} known[COLUMNS] = {
    [CUSTOMER] = {"customer", RI_INPUT_TEXT, false},
    [TIME] = {"time", RI_INPUT_TIME, false},
    [RECEIPT] = {"receipt", RI_INPUT_TEXT, false},
    [VALUE] = {"value", RI_INPUT_NUMBER, false},
    [ITEM] = {"item", RI_INPUT_TEXT, true},
    [QUANTITY] = {"quantity", RI_INPUT_NUMBER, true},
    [PROMOTION] = {"promotion", RI_INPUT_FLAG, true},
};

struct reading {
    struct purchase_loading *loading;
    size_t                   place[COLUMNS]; /* in the batch; SIZE_MAX: not there */
    size_t                   unknown, without_item;
};

/* Not every operation has every column. */
static const char *column_of(struct ri_call *call, const char *parameter)
{
    const struct ri_operation_info *info = &ri_call_operation(call)->info;
    for (size_t i = 0; i < info->param_count; i++)
        if (strcmp(info->params[i].name, parameter) == 0) return ri_call_text(call, parameter);
    return NULL;
}

static ri_status choose_columns(struct reading *reading, struct ri_table_input *input,
                                struct ri_error *err)
{
    struct ri_input_column wanted[COLUMNS];
    size_t                 count = 0;
    for (size_t c = 0; c < COLUMNS; c++) {
        const bool  asked = !known[c].detail || reading->loading->wish.details;
        const char *name = asked ? column_of(reading->loading->call, known[c].parameter) : NULL;
        reading->place[c] = name ? count : SIZE_MAX;
        if (name) wanted[count++] = (struct ri_input_column){name, known[c].type};
    }
    return ri_table_input_choose(input, wanted, count, err);
}

/* The cell of a column, or NULL: the file has no such column, or nothing stands there. */
static const struct ri_cells *cell(const struct reading *reading, const struct ri_columns *batch,
                                   enum column column, size_t row)
{
    const size_t place = reading->place[column];
    return place != SIZE_MAX && batch->cells[place].valid[row] ? &batch->cells[place] : NULL;
}

/* Hour and weekday are items that the time itself tells. */
static bool item_of_time(const char *by, int64_t us, char *room, size_t size)
{
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    const int64_t            day = ri_floor_div(us, RI_US_PER_DAY);
    if (by && strcmp(by, "hour") == 0)
        snprintf(room, size, "%02d", (int)((us - day * RI_US_PER_DAY) / (RI_US_PER_DAY / 24)));
    else if (by && strcmp(by, "weekday") == 0)
        snprintf(room, size, "%s", days[ri_day_weekday((ri_day)day)]);
    else
        return false;
    return true;
}

static ri_status add_row(struct reading *reading, const struct ri_columns *batch, size_t row,
                         struct ri_error *err)
{
    const struct ri_cells *customer = cell(reading, batch, CUSTOMER, row),
                          *time = cell(reading, batch, TIME, row),
                          *value = cell(reading, batch, VALUE, row),
                          *receipt = cell(reading, batch, RECEIPT, row),
                          *item = cell(reading, batch, ITEM, row),
                          *quantity = cell(reading, batch, QUANTITY, row),
                          *promotion = cell(reading, batch, PROMOTION, row);
    struct purchase_line line = {.quantity_milli = 1000};
    char                 room[16];
    reading->unknown += !customer;
    if (!customer) return RI_OK; /* an unknown shopper has no history */
    if (!time)
        return ri_fail(err, RI_EDATA, "record %llu has no time",
                       (unsigned long long)batch->record[row]);
    line.purchase.day = (int32_t)ri_floor_div(time->number[row], RI_US_PER_DAY);
    if (value)
        line.purchase.minor =
            (int64_t)ri_divide_half_away(value->number[row], RI_INPUT_SCALE / 100);
    if (receipt) /* never 0: that is "no receipt" */
        line.purchase.receipt = ri_hash64(receipt->text[row].at, receipt->text[row].length) | 1;
    if (quantity) line.quantity_milli = quantity->number[row] / (RI_INPUT_SCALE / 1000);
    line.promoted = promotion && promotion->number[row];
    if (item)
        line.item = item->text[row];
    else if (item_of_time(reading->loading->wish.by, time->number[row], room, sizeof room))
        line.item = ri_view_of(room);
    const bool lost = reading->loading->wish.details && !line.item.length &&
                      !(reading->loading->wish.item_optional && reading->place[ITEM] == SIZE_MAX);
    reading->without_item += lost;
    if (lost) return RI_OK;
    if (!line.item.at) line.item = ri_view_of("");
    RI_TRY(ri_intern_put(reading->loading->loaded->names, customer->text[row], &line.customer, NULL,
                         err));
    return purchases_add(reading->loading, &line, err);
}

static ri_status read_rows(struct purchase_loading *loading, struct ri_table_input *input,
                           struct ri_error *err)
{
    struct reading reading = {.loading = loading};
    RI_TRY(choose_columns(&reading, input, err));
    for (;;) {
        const struct ri_columns *batch;
        RI_TRY(ri_table_input_next(input, &batch, err));
        if (!batch) break;
        for (size_t row = 0; row < batch->rows; row++) RI_TRY(add_row(&reading, batch, row, err));
        RI_TRY(ri_task_check(ri_call_task(loading->call), err));
    }
    if (reading.unknown)
        ri_call_note(loading->call, "records without a customer, left out: %zu", reading.unknown);
    if (reading.without_item)
        ri_call_note(loading->call, "records without an item, left out: %zu", reading.without_item);
    return RI_OK;
}

static ri_status check_options(struct purchase_loading *loading, struct ri_error *err)
{
    static const char *const of_workspace[] = {"store",   "region", "category",
                                               "product", "where",  "currency"};
    struct ri_call          *call = loading->call;
    char                     room[16];
    if (!ri_call_given(call, "customer") || !ri_call_given(call, "time"))
        return ri_fail(err, RI_EUSAGE, "--input needs --customer COLUMN and --time COLUMN");
    for (size_t i = 0; i < RI_COUNT(of_workspace); i++)
        if (ri_call_given(call, of_workspace[i]))
            return ri_fail(err, RI_EUSAGE, "--%s filters the workspace: a file is taken whole",
                           of_workspace[i]);
    if (loading->wish.details && !loading->wish.item_optional && !column_of(call, "item") &&
        !item_of_time(loading->wish.by, 0, room, sizeof room))
        return ri_fail(err, RI_EUSAGE, "--input needs --item COLUMN here");
    return RI_OK;
}

/* Names are numbered as they were met; those who ask for names get them in their order. */
static ri_status order_customers(struct purchase_loading *loading, struct ri_error *err)
{
    struct ri_loaded_purchases *loaded = loading->loaded;
    uint32_t                   *number;
    loaded->customers = ri_intern_count(loaded->names);
    if (loading->wish.nameless) return RI_OK;
    RI_TRY(purchases_number_customers(loading, &number, err));
    for (size_t i = 0; i < loaded->count; i++)
        loaded->at[i].customer = number[loaded->at[i].customer];
    return RI_OK;
}

ri_status purchases_from_file(struct purchase_loading *loading, struct ri_error *err)
{
    struct ri_call        *call = loading->call;
    struct ri_table_input *input;
    int                    fd;
    const char            *name;
    RI_TRY(check_options(loading, err));
    ri_call_file(call, "input", 0, &fd, &name);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                       strerror(errno));
    RI_TRY(ri_table_input_open(fd, name, NULL, ri_call_task(call), &input, err));
    ri_status                    status = read_rows(loading, input, err);
    size_t                       count;
    const struct ri_ingest_note *notes = ri_table_input_notes(input, &count);
    ri_say_traps(call, notes, count);
    ri_table_input_close(input);
    loading->loaded->from_file = true;
    loading->loaded->digits = FILE_DIGITS;
    if (status == RI_OK) status = order_customers(loading, err);
    return status;
}
