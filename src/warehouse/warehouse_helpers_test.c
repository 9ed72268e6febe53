/* Helpers of this room's tests. */
#include "warehouse_test.h"

#include "base/date.h"
#include "base/hash.h"

#include <dirent.h>
#include <unistd.h>

static const struct ri_warehouse_options creating = {
    .create = true, .threads = 2, .currency = "EUR", .time_zone = "Europe/Berlin"};

bool test_open(struct place_test *place, bool memory)
{
    *place = (struct place_test){0};
    snprintf(place->folder, sizeof place->folder, "/tmp/ri_warehouse_XXXXXX");
    if (!memory && !mkdtemp(place->folder)) return false;
    const ri_status status =
        ri_warehouse_open(memory ? NULL : place->folder, &creating, &place->warehouse, &place->err);
    if (status != RI_OK) ri_test_fail(__FILE__, __LINE__, "%s", place->err.message);
    return status == RI_OK;
}

bool test_reopen(struct place_test *place)
{
    ri_warehouse_close(place->warehouse);
    place->warehouse = NULL;
    const ri_status status =
        ri_warehouse_open(place->folder, &creating, &place->warehouse, &place->err);
    if (status != RI_OK) ri_test_fail(__FILE__, __LINE__, "%s", place->err.message);
    return status == RI_OK;
}

void test_remove_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && unlink(path) != 0) rmdir(path);
    }
    closedir(dir);
    rmdir(folder);
}

void test_close(struct place_test *place)
{
    ri_warehouse_close(place->warehouse);
    test_remove_folder(place->folder);
}

/* ---- Batches ------------------------------------------------------------------------------------------ */

enum { MOST_FIELDS = 24 };

struct batch {
    struct ri_columns columns;
    struct ri_cells   cells[MOST_FIELDS];
    int64_t           number[MOST_FIELDS][RI_BATCH_ROWS];
    struct ri_view    text[MOST_FIELDS][RI_BATCH_ROWS];
    uint8_t           valid[MOST_FIELDS][RI_BATCH_ROWS];
    uint64_t          record[RI_BATCH_ROWS], offset[RI_BATCH_ROWS];
};

static struct batch *batch_new(ri_record_kind kind)
{
    const struct ri_record *record = ri_record_of(kind);
    struct batch           *batch = calloc(1, sizeof *batch);
    batch->columns =
        (struct ri_columns){0, record->field_count + 1, batch->cells, batch->record, batch->offset};
    for (size_t f = 0; f <= record->field_count; f++) {
        const bool text = f == record->field_count || record->fields[f].type == RI_FIELD_TEXT;
        batch->cells[f] = (struct ri_cells){text ? NULL : batch->number[f],
                                            text ? batch->text[f] : NULL, batch->valid[f]};
    }
    return batch;
}

static void put_text(struct batch *batch, size_t field, const char *text)
{
    const size_t row = batch->columns.rows;
    batch->valid[field][row] = text != NULL;
    batch->text[field][row] = ri_view_of(text);
}

static void put_number(struct batch *batch, size_t field, int64_t number, bool valid)
{
    const size_t row = batch->columns.rows;
    batch->valid[field][row] = valid;
    batch->number[field][row] = number;
}

static int64_t time_of(const char *text)
{
    ri_day  day = 0;
    int64_t hour = 0, minute = 0;
    ri_day_parse((struct ri_view){text, 10}, &day);
    if (strlen(text) >= 16) {
        ri_parse_int((struct ri_view){text + 11, 2}, &hour);
        ri_parse_int((struct ri_view){text + 14, 2}, &minute);
    }
    return (int64_t)day * RI_US_PER_DAY + (hour * 60 + minute) * 60 * RI_US_PER_SECOND;
}

static ri_status flush(struct ri_import *import, struct batch *batch, struct ri_error *err)
{
    const ri_status status = ri_import_append(import, &batch->columns, err);
    batch->columns.rows = 0;
    return status;
}

/* What no test expects is said at once. */
static ri_status told(ri_status status, const struct ri_error *err)
{
    if (status == RI_EENGINE || status == RI_EUSAGE)
        ri_test_fail(__FILE__, __LINE__, "%s", err->message);
    return status;
}

static ri_status begin(struct place_test *place, const struct ri_import_options *options,
                       struct ri_import **ret)
{
    const ri_status status =
        told(ri_import_begin(place->warehouse, options, NULL, ret, &place->err), &place->err);
    if (status == RI_OK && place->items)
        ri_import_watch_items(*ret, 100, place->items, place->items_context);
    return status;
}

ri_status test_import_sales(struct place_test *place, const struct test_sale *sales, size_t count,
                            struct ri_import_options options, struct ri_ledger *ret)
{
    struct ri_import *import;
    options.kind = RI_SALES;
    if (!options.source) options.source = "till";
    RI_TRY(begin(place, &options, &import));
    struct batch *batch = batch_new(RI_SALES);
    ri_status     status = RI_OK;
    for (size_t i = 0; status == RI_OK && i < count; i++) {
        const struct test_sale *sale = &sales[i];
        for (size_t f = 0; f <= RI_SALE_FIELDS; f++) batch->valid[f][batch->columns.rows] = 0;
        put_text(batch, RI_SALE_TRANSACTION, sale->transaction);
        put_text(batch, RI_SALE_STORE, sale->store);
        put_text(batch, RI_SALE_PRODUCT, sale->product);
        put_text(batch, RI_SALE_CUSTOMER, sale->customer);
        put_text(batch, RI_SALE_PRODUCT_NAME, sale->name);
        put_text(batch, RI_SALE_CATEGORY, sale->category);
        put_text(batch, RI_SALE_FIELDS, sale->attributes);
        put_number(batch, RI_SALE_SOLD_AT, time_of(sale->sold_at), true);
        put_number(batch, RI_SALE_QUANTITY, sale->quantity * 1000, true);
        put_number(batch, RI_SALE_NET, sale->net, true);
        put_number(batch, RI_SALE_LINE, sale->line, sale->line != 0);
        batch->record[batch->columns.rows] = i + 1;
        if (++batch->columns.rows == RI_BATCH_ROWS) status = flush(import, batch, &place->err);
    }
    if (status == RI_OK) status = flush(import, batch, &place->err);
    const struct ri_offer offer = {
        .offered = count, .bytes = count * 10, .occurrences_unknown = place->occurrences_unknown};
    if (status == RI_OK) status = ri_import_commit(import, &offer, ret, &place->err);
    ri_import_free(import);
    free(batch);
    return told(status, &place->err);
}

/* "2026-01-31" is a day, "2026-02" a month, "2026-Q1" the first quarter. */
static int64_t period_of(const char *text)
{
    ri_day    day = 0;
    int       year = 0, month = 0;
    const int months = strchr(text, 'Q') ? 3 : 1;
    if (ri_day_parse(ri_view_of(text), &day)) return ri_period_pack(day, day);
    if (sscanf(text, months == 3 ? "%d-Q%d" : "%d-%d", &year, &month) != 2) return 0;
    month = months == 3 ? month * 3 - 2 : month;
    const int after = month + months;
    return ri_period_pack(
        ri_day_of(year, month, 1),
        ri_day_of(after > 12 ? year + 1 : year, after > 12 ? after - 12 : after, 1) - 1);
}

static void put_cell(struct batch *batch, const struct ri_record *record, size_t field,
                     const char *cell)
{
    int64_t number = 0;
    ri_day  day = 0;
    if (field == record->field_count || record->fields[field].type == RI_FIELD_TEXT) {
        put_text(batch, field, cell);
        return;
    }
    if (cell && record->fields[field].type == RI_FIELD_DAY && ri_day_parse(ri_view_of(cell), &day))
        number = day;
    else if (cell && record->fields[field].type == RI_FIELD_TIME)
        number = time_of(cell);
    else if (cell && record->fields[field].type == RI_FIELD_PERIOD)
        number = period_of(cell);
    else if (cell)
        ri_parse_int(ri_view_of(cell), &number);
    put_number(batch, field, number, cell != NULL);
}

ri_status test_import_texts(struct place_test *place, struct ri_import_options options,
                            const char *const *cells, size_t count, struct ri_ledger *ret)
{
    const struct ri_record *record = ri_record_of(options.kind);
    const size_t            width = record->field_count + 1;
    struct ri_import       *import;
    uint64_t                records = 0;
    if (!options.source) options.source = "lists";
    RI_TRY(begin(place, &options, &import));
    struct batch *batch = batch_new(options.kind);
    ri_status     status = RI_OK;
    for (size_t i = 0; status == RI_OK && i < count; i++) {
        for (size_t f = 0; f < width; f++) put_cell(batch, record, f, cells[i * width + f]);
        const bool same =
            options.wide && i > 0 && strcmp(cells[i * width], cells[(i - 1) * width]) == 0;
        if (!same) records++;
        batch->record[batch->columns.rows] = records;
        if (++batch->columns.rows == RI_BATCH_ROWS) status = flush(import, batch, &place->err);
    }
    if (status == RI_OK) status = flush(import, batch, &place->err);
    const struct ri_offer offer = {.offered = records, .bytes = 1};
    if (status == RI_OK) status = ri_import_commit(import, &offer, ret, &place->err);
    ri_import_free(import);
    free(batch);
    return told(status, &place->err);
}

/* ---- Looking ------------------------------------------------------------------------------------------ */

static ri_status take_int64(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context = ri_row_int64(row, 0);
    return RI_OK;
}

int64_t test_int64(struct place_test *place, const char *sql)
{
    int64_t value = INT64_MIN;
    if (ri_warehouse_rows(place->warehouse, sql, warehouse_no_binds, NULL, take_int64, &value,
                          &place->err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s: %s", sql, place->err.message);
    return value;
}

static ri_status add_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    const struct ri_view text = ri_row_text(row, 0);
    ri_sha256_add(context, text.at, text.length);
    ri_sha256_add(context, "\n", 1);
    return RI_OK;
}

void test_fingerprint(struct place_test *place, char ret[65])
{
    static const char *const tables[] = {"sale_line",         "sale_line_superseded",
                                         "demand_history",    "demand_history_superseded",
                                         "demand_series",     "demand_series_superseded",
                                         "footfall_record",   "price_record",
                                         "promotion_record",  "purchase_order_record",
                                         "holiday_record",    "plan_record",
                                         "fx_rate_record",    "stock_level",
                                         "store_identity",    "store_version",
                                         "product_identity",  "product_version",
                                         "customer_identity", "customer_version",
                                         "supplier_identity", "supplier_version"};
    struct ri_sha256        *digest;
    unsigned char            bytes[RI_SHA256_SIZE];
    if (ri_sha256_new(&digest, &place->err) != RI_OK) return;
    for (size_t i = 0; i < RI_COUNT(tables); i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "SELECT t::VARCHAR FROM %s t ORDER BY 1", tables[i]);
        CHECK_STATUS(ri_warehouse_rows(place->warehouse, sql, warehouse_no_binds, NULL, add_row,
                                       digest, &place->err),
                     RI_OK);
    }
    ri_sha256_finish(digest, bytes);
    ri_sha256_free(digest);
    ri_hex(bytes, sizeof bytes, ret);
}

static ri_status say_failed(RI_UNUSED void *context, const struct ri_check *check,
                            RI_UNUSED struct ri_error *err)
{
    if (!check->ok && getenv("RI_TEST_VERBOSE"))
        printf("import %lld %s: expected %s, found %s\n", (long long)check->import_id, check->check,
               check->expected, check->found);
    return RI_OK;
}

uint64_t test_verify(struct place_test *place)
{
    uint64_t failed = UINT64_MAX;
    if (ri_warehouse_verify(place->warehouse, NULL, say_failed, NULL, &failed, &place->err) !=
        RI_OK)
        ri_test_fail(__FILE__, __LINE__, "verify: %s", place->err.message);
    return failed;
}
