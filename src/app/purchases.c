/* Reads purchases, from a file or from the warehouse. */
#include "app/purchases.h"

#include "app/operation.h"
#include "app/traps.h"
#include "app/workspace.h"
#include "base/hash.h"
#include "ingest/table_input.h"
#include "retail/money.h"

#include <errno.h>
#include <math.h>

enum { FILE_DIGITS = 2 };

struct loading {
    struct ri_call             *call;
    struct ri_loaded_purchases *loaded;
    size_t                      room;
    ri_day                      last;        /* newest day seen */
    char                        currency[8]; /* the one of all amounts */
};

static ri_status add(struct loading *loading, struct ri_view customer, struct ri_purchase purchase,
                     struct ri_error *err)
{
    struct ri_loaded_purchases *loaded = loading->loaded;
    size_t                      index;
    if (loaded->count == loading->room) {
        const size_t        room = loading->room ? loading->room * 2 : 1024;
        struct ri_purchase *at = realloc(loaded->at, room * sizeof *at);
        if (!at) return ri_fail(err, RI_ENOMEM, "no room for %zu purchases", room);
        loaded->at = at;
        loading->room = room;
    }
    RI_TRY(ri_intern_put(loaded->names, customer, &index, NULL, err));
    if (index > UINT32_MAX) return ri_fail(err, RI_ETOOLARGE, "more than 4 billion customers");
    purchase.customer = (uint32_t)index;
    loaded->at[loaded->count++] = purchase;
    if (purchase.day > loading->last) loading->last = purchase.day;
    return RI_OK;
}

/* ---- From a file ---------------------------------------------------------------------------------------------- */

struct columns { /* places of what is read; SIZE_MAX: not there */
    size_t customer, time, receipt, value, count;
};

static size_t want(struct ri_call *call, const char *parameter, ri_input_type type,
                   struct ri_input_column *wanted, size_t *count)
{
    const char *name = ri_call_text(call, parameter);
    if (!name) return SIZE_MAX;
    wanted[*count] = (struct ri_input_column){name, type};
    return (*count)++;
}

static ri_status choose_columns(struct ri_call *call, struct ri_table_input *input,
                                struct columns *ret, struct ri_error *err)
{
    struct ri_input_column wanted[4];
    struct columns         columns = {.count = 0};
    columns.customer = want(call, "customer", RI_INPUT_TEXT, wanted, &columns.count);
    columns.time = want(call, "time", RI_INPUT_TIME, wanted, &columns.count);
    columns.receipt = want(call, "receipt", RI_INPUT_TEXT, wanted, &columns.count);
    columns.value = want(call, "value", RI_INPUT_NUMBER, wanted, &columns.count);
    RI_TRY(ri_table_input_choose(input, wanted, columns.count, err));
    *ret = columns;
    return RI_OK;
}

static ri_status add_row(struct loading *loading, const struct columns *columns,
                         const struct ri_columns *batch, size_t row, struct ri_error *err)
{
    const struct ri_cells *cells = batch->cells;
    struct ri_purchase     purchase = {0};
    if (!cells[columns->customer].valid[row]) return RI_OK; /* an unknown shopper has no history */
    if (!cells[columns->time].valid[row])
        return ri_fail(err, RI_EDATA, "record %llu has no time",
                       (unsigned long long)batch->record[row]);
    purchase.day = (int32_t)ri_floor_div(cells[columns->time].number[row], RI_US_PER_DAY);
    if (columns->value != SIZE_MAX && cells[columns->value].valid[row])
        purchase.minor =
            (int64_t)ri_divide_half_away(cells[columns->value].number[row], RI_INPUT_SCALE / 100);
    if (columns->receipt != SIZE_MAX && cells[columns->receipt].valid[row]) {
        const struct ri_view receipt = cells[columns->receipt].text[row];
        purchase.receipt =
            ri_hash64(receipt.at, receipt.length) | 1; /* never 0: that is "no receipt" */
    }
    return add(loading, cells[columns->customer].text[row], purchase, err);
}

static ri_status read_rows(struct loading *loading, struct ri_table_input *input,
                           struct ri_error *err)
{
    struct columns columns;
    size_t         unknown = 0;
    RI_TRY(choose_columns(loading->call, input, &columns, err));
    for (;;) {
        const struct ri_columns *batch;
        RI_TRY(ri_table_input_next(input, &batch, err));
        if (!batch) break;
        for (size_t row = 0; row < batch->rows; row++) {
            unknown += !batch->cells[columns.customer].valid[row];
            RI_TRY(add_row(loading, &columns, batch, row, err));
        }
        RI_TRY(ri_task_check(ri_call_task(loading->call), err));
    }
    if (unknown) ri_call_note(loading->call, "records without a customer, left out: %zu", unknown);
    return RI_OK;
}

static ri_status from_file(struct loading *loading, struct ri_error *err)
{
    struct ri_call        *call = loading->call;
    struct ri_table_input *input;
    int                    fd;
    const char            *name;
    if (!ri_call_given(call, "customer") || !ri_call_given(call, "time"))
        return ri_fail(err, RI_EUSAGE, "--input needs --customer COLUMN and --time COLUMN");
    ri_call_file(call, "input", 0, &fd, &name);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                       strerror(errno));
    RI_TRY(ri_table_input_open(fd, name, NULL, ri_call_task(call), &input, err));
    const ri_status              status = read_rows(loading, input, err);
    size_t                       count;
    const struct ri_ingest_note *notes = ri_table_input_notes(input, &count);
    ri_say_traps(call, notes, count);
    ri_table_input_close(input);
    loading->loaded->from_file = true;
    loading->loaded->digits = FILE_DIGITS;
    return status;
}

/* ---- From the warehouse --------------------------------------------------------------------------------------- */

static ri_status warehouse_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct loading      *loading = context;
    const struct ri_view currency = ri_row_text(row, 3);
    if (!loading->currency[0])
        snprintf(loading->currency, sizeof loading->currency, "%.*s", (int)currency.length,
                 currency.at);
    else if (!ri_view_is(currency, loading->currency))
        return ri_fail(err, RI_EDATA, "amounts are in %s and in %.*s: choose one with --currency",
                       loading->currency, (int)currency.length, currency.at);
    const struct ri_purchase purchase = {.day = (int32_t)ri_row_int64(row, 1),
                                         .receipt = (uint64_t)ri_row_int64(row, 2),
                                         .minor = ri_row_int64(row, 4)};
    return add(loading, ri_row_text(row, 0), purchase, err);
}

static ri_status last_day_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    if (!ri_row_missing(row, 0)) *(ri_day *)context = (ri_day)ri_row_int64(row, 0);
    return RI_OK;
}

static const char *const *or_null(const char *const *list)
{
    return list[0] ? list : NULL;
}

static ri_status from_warehouse(struct loading *loading, struct ri_error *err)
{
    struct ri_call            *call = loading->call;
    const struct ri_principal *principal = ri_call_principal(call);
    struct ri_warehouse       *warehouse;
    struct ri_filter_ids       ids;
    const char                *sql, *currency = ri_call_text(call, "currency");
    if (ri_call_given(call, "customer") || ri_call_given(call, "time") ||
        ri_call_given(call, "value"))
        return ri_fail(err, RI_EUSAGE, "--customer, --time and --value go with --input FILE");
    const struct ri_filter filter = {.stores = or_null(ri_call_list(call, "store", NULL)),
                                     .regions = or_null(ri_call_list(call, "region", NULL)),
                                     .categories = or_null(ri_call_list(call, "category", NULL)),
                                     .products = or_null(ri_call_list(call, "product", NULL)),
                                     .scope = principal ? principal->stores : NULL};
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_warehouse_filter(warehouse, &filter, ri_call_mem(call), &ids, err));
    RI_TRY(ri_warehouse_rows(warehouse, "SELECT max(business_date) FROM sale_line",
                             (struct ri_binds){0}, ri_call_task(call), last_day_row, &loading->last,
                             err));
    loading->loaded->until = ri_call_day(call, "until", loading->last);
    RI_TRY(ri_embedded_sql_find("sql/panel/purchases.sql", &sql, err));
    const struct ri_bind binds[] = {
        ri_bind_ids("stores", &ids.stores), ri_bind_ids("products", &ids.products),
        ri_bind_date("until", loading->loaded->until),
        currency ? ri_bind_string("currency", currency) : ri_bind_null("currency")};
    RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), warehouse_row,
                             loading, err));
    const struct ri_currency *known = ri_currency_find(ri_view_of(loading->currency));
    loading->loaded->digits = known ? known->digits : FILE_DIGITS;
    loading->loaded->currency = ri_arena_printf(ri_call_mem(call), "%s", loading->currency);
    return RI_OK;
}

/* ---- Either ----------------------------------------------------------------------------------------------------- */

static int by_name(const void *left, const void *right, void *context)
{
    const struct ri_intern *names = context;
    const struct ri_view    a = ri_intern_at(names, *(const size_t *)left),
                         b = ri_intern_at(names, *(const size_t *)right);
    const int order = memcmp(a.at, b.at, a.length < b.length ? a.length : b.length);
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* Customers are numbered by name, so that no answer depends on the order of the rows. */
static ri_status number_by_name(struct ri_call *call, struct ri_loaded_purchases *loaded,
                                struct ri_error *err)
{
    uint32_t *number;
    loaded->customers = ri_intern_count(loaded->names);
    RI_ARENA_NEW(loaded->place, ri_call_mem(call), loaded->customers, err);
    RI_ARENA_NEW(number, ri_call_mem(call), loaded->customers, err);
    for (size_t i = 0; i < loaded->customers; i++) loaded->place[i] = i;
    if (loaded->customers)
        qsort_r(loaded->place, loaded->customers, sizeof *loaded->place, by_name, loaded->names);
    for (size_t i = 0; i < loaded->customers; i++) number[loaded->place[i]] = (uint32_t)i;
    for (size_t i = 0; i < loaded->count; i++)
        loaded->at[i].customer = number[loaded->at[i].customer];
    return RI_OK;
}

ri_status ri_purchases_load(struct ri_call *call, struct ri_loaded_purchases *ret,
                            struct ri_error *err)
{
    struct loading loading = {.call = call, .loaded = ret, .last = RI_DAY_NONE};
    *ret = (struct ri_loaded_purchases){.display = {.call = call}};
    RI_TRY(ri_intern_new(&ret->names, err));
    RI_TRY(ri_call_given(call, "input") ? from_file(&loading, err) : from_warehouse(&loading, err));
    RI_TRY(number_by_name(call, ret, err));
    ret->until = ri_call_day(call, "until", loading.last);
    if (!ret->count)
        return ri_fail(err, RI_EDATA, "there is no purchase of a known customer to work on");
    if (ret->currency) ri_call_note(call, "amounts are in %s", ret->currency);
    struct ri_text day = {0};
    ri_text_day(&day, ret->until);
    if (day.at) ri_call_used(call, "until", day.at);
    ri_text_release(&day);
    return RI_OK;
}

void ri_purchases_release(struct ri_loaded_purchases *loaded)
{
    free(loaded->at);
    ri_intern_free(loaded->names);
}

void ri_purchases_put_name(struct ri_loaded_purchases *loaded, struct ri_table_builder *table,
                           size_t customer)
{
    const struct ri_view name = ri_intern_at(loaded->names, loaded->place[customer]);
    if (loaded->from_file)
        ri_put_text(table, name);
    else
        ri_put_customer(&loaded->display, table, name);
}

void ri_purchases_put_money(const struct ri_loaded_purchases *loaded,
                            struct ri_table_builder *table, double major)
{
    const double minor = major * pow(10, loaded->digits);
    if (fabs(minor) < 9e15)
        ri_put_decimal(table, llround(minor), loaded->digits);
    else
        ri_put_null(table);
}
