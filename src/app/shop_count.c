/* shop count: what somebody counted on the shelf, as a stock level like any other: an import of one record, so that the ledger
 * traces it, undo takes it back, and the same count sent twice is a duplicate. */
#include "app/filters.h"
#include "app/import_text.h"
#include "app/operation.h"
#include "base/date.h"

static const struct ri_param params[] = {
    {"store", RI_PARAM_STORE, RI_PARAM_REQUIRED, NULL, NULL, NULL, "where it was counted"},
    {"product", RI_PARAM_PRODUCT, RI_PARAM_REQUIRED, NULL, NULL, NULL, "what was counted"},
    {"units", RI_PARAM_TEXT, RI_PARAM_REQUIRED, "units", NULL, NULL,
     "on the shelf and in the back room, 0 or more"},
    {"at", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "when, UTC, 2026-11-20T09:15:00Z; now when not given. A count kept on a phone gives it: sent "
     "twice it counts once"},
};
static const struct ri_column columns[] = {
    {"product", RI_COLUMN_PRODUCT, "product"},
    {"store", RI_COLUMN_STORE, "store"},
    {"on_hand", RI_COLUMN_DECIMAL, "units as counted"},
    {"counted_at", RI_COLUMN_TIME, "when"},
    {"expected", RI_COLUMN_DECIMAL,
     "units that should have been there: the count before, less what was sold, with what came; "
     "missing: never counted before"},
    {"difference", RI_COLUMN_DECIMAL, "counted less expected"},
    {"repeated", RI_COLUMN_BOOL, "this count was here already"},
    {"import_id", RI_COLUMN_INTEGER, "import that wrote it; 'imports undo' takes it back; not shown to who may see some stores only"},
};
enum { SCALE = 3 };

struct count {
    const char *store, *product;
    int64_t     units, at_us;
    bool        was_counted; /* before */
    int64_t     expected;
};

/* 2026-11-20T09:15:00Z, with or without seconds; the Z may be missing, another zone may not stand there. */
static bool parse_instant(const char *text, int64_t *ret)
{
    ri_day day;
    int    hour = 0, minute = 0, second = 0, end = 0;
    if (strlen(text) < 16 || (text[10] != 'T' && text[10] != ' ') ||
        !ri_day_parse((struct ri_view){text, 10}, &day))
        return false;
    const int   read = sscanf(text + 11, "%2d:%2d%n:%2d%n", &hour, &minute, &end, &second, &end);
    const char *rest = text + 11 + end;
    if (read < 2 || (rest[0] && strcmp(rest, "Z") != 0)) return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    *ret = day * RI_US_PER_DAY + (hour * 3600 + minute * 60 + second) * RI_US_PER_SECOND;
    return true;
}

static ri_status read_count(struct ri_call *call, struct count *ret, struct ri_error *err)
{
    const char   *units = ri_call_text(call, "units"), *at = ri_call_text(call, "at");
    const int64_t now = ri_task_now_us(ri_call_task(call)) / RI_US_PER_SECOND * RI_US_PER_SECOND;
    *ret = (struct count){.store = ri_call_text(call, "store"),
                          .product = ri_call_text(call, "product"),
                          .at_us = now};
    if (!ri_parse_decimal(ri_view_of(units), SCALE, &ret->units) || ret->units < 0)
        return ri_fail(err, RI_EUSAGE, "units wants a number, 0 or more; got '%.40s'", units);
    if (at && !parse_instant(at, &ret->at_us))
        return ri_fail(err, RI_EUSAGE, "at wants 2026-11-20T09:15:00Z; got '%.40s'", at);
    if (ret->at_us > now + RI_US_PER_DAY)
        return ri_fail(err, RI_EUSAGE, "at is more than a day ahead: '%.40s'", at);
    return RI_OK;
}

static ri_status take_expected(void *context, const struct ri_row *row,
                               RI_UNUSED struct ri_error *err)
{
    struct count *count = context;
    count->was_counted = !ri_row_missing(row, 0);
    if (count->was_counted) count->expected = ri_row_int64(row, 0);
    return RI_OK;
}

/* What the books say of that moment; RI_ENOTFOUND: there is no such store or product, or the caller may not see it. */
static ri_status find_expected(struct ri_call *call, struct count *count, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS];
    const char          *sql;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    RI_TRY(ri_embedded_sql_find("sql/app/shelf_expected.sql", &sql, err));
    ri_filter_binds(&ids, binds);
    binds[2] = ri_bind_int64("at_us", count->at_us); /* behind stores and products */
    return ri_warehouse_rows(warehouse, sql, (struct ri_binds){binds, 3}, ri_call_task(call),
                             take_expected, count, err);
}

static ri_status write_count(struct ri_call *call, const struct count *count,
                             struct ri_imported *ret, struct ri_error *err)
{
    static const struct ri_import_text counted = {
        .name = "shelf-count.csv", .kind = "stock", .source = "count", .whole = true};
    struct ri_text csv = {0};
    ri_text_puts(&csv, "store,product,counted_at,on_hand\n");
    ri_import_text_field(&csv, count->store);
    ri_import_text_field(&csv, count->product);
    ri_text_instant(&csv, count->at_us);
    ri_text_putc(&csv, ',');
    ri_text_decimal(&csv, count->units, SCALE);
    ri_text_putc(&csv, '\n');
    const ri_status status = ri_import_text(call, &counted, &csv, ret, err);
    ri_text_release(&csv);
    return status;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct count             count;
    struct ri_imported       imported;
    struct ri_table_builder *table;
    RI_TRY(read_count(call, &count, err));
    RI_TRY(find_expected(call, &count, err));
    RI_TRY(write_count(call, &count, &imported, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, count.product);
    ri_put_string(table, count.store);
    ri_put_decimal(table, count.units, SCALE);
    ri_put_instant(table, count.at_us);
    if (count.was_counted) {
        ri_put_decimal(table, count.expected, SCALE);
        ri_put_decimal(table, count.units - count.expected, SCALE);
    } else {
        ri_put_null(table);
        ri_put_null(table);
    }
    ri_put_bool(table, imported.duplicates > 0);
    ri_put_import(table, call, imported.import_id);
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "shop.count",
              .summary = "Write down what was counted on the shelf, and say what should have been "
                         "there",
              .details =
                  "The count becomes the stock of that product in that store, by an import of "
                  "its own. What should have been there is the count before, less what was "
                  "sold since, with what came since.",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_STAFF | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight shop count --store S01 --product P00078 --units 17",
                          "retailinsight shop count --store S01 --product P00078 --units 16 --at "
                          "2026-11-20T09:15:00Z")},
     .run = run},
};
const struct ri_operation_table ri_shop_operations = RI_OPERATION_TABLE(operations);
