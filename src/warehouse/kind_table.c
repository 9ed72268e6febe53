/* The tables of most kinds, their control totals and undo. */
#include "kind_table.h"

static const struct kind_column store_columns[] = {
    {"store", "store_id", CELL_STORE, COLUMN_KEY, NULL},
    {"name", "name", CELL_TEXT, COLUMN_VALUE, NULL},
    {"region", "region", CELL_TEXT, COLUMN_VALUE, NULL},
    {"city", "city", CELL_TEXT, COLUMN_VALUE, NULL},
    {"currency", "currency", CELL_TEXT, COLUMN_VALUE, NULL},
    {"time_zone", "time_zone", CELL_TEXT, COLUMN_VALUE, NULL},
    {"day_cutoff", "day_cutoff", CELL_INT32, COLUMN_VALUE, NULL},
    {"opened_on", "opened_on", CELL_DAY, COLUMN_VALUE, NULL},
    {"closed_on", "closed_on", CELL_DAY, COLUMN_VALUE, NULL},
    {"area_m2", "area_m2", CELL_INT64, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column product_columns[] = {
    {"product", "product_id", CELL_PRODUCT, COLUMN_KEY, NULL},
    {"gtin", "gtin14", CELL_GTIN, COLUMN_VALUE, NULL},
    {"name", "name", CELL_TEXT, COLUMN_VALUE, NULL},
    {"department", "department", CELL_TEXT, COLUMN_VALUE, NULL},
    {"category", "category", CELL_TEXT, COLUMN_VALUE, NULL},
    {"subcategory", "subcategory", CELL_TEXT, COLUMN_VALUE, NULL},
    {"brand", "brand", CELL_TEXT, COLUMN_VALUE, NULL},
    {"unit_cost", "unit_cost", CELL_INT64, COLUMN_VALUE, NULL},
    {"list_price", "list_price", CELL_INT64, COLUMN_VALUE, NULL},
    {"pack_size", "pack_size", CELL_INT64, COLUMN_VALUE, NULL},
    {"min_order", "min_order", CELL_INT64, COLUMN_VALUE, NULL},
    {"shelf_life_days", "shelf_life_days", CELL_INT32, COLUMN_VALUE, NULL},
    {"supplier", "supplier_id", CELL_SUPPLIER, COLUMN_VALUE, NULL},
    {"status", "status", CELL_TEXT, COLUMN_VALUE, NULL},
    {"successor", "successor_id", CELL_PRODUCT, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column customer_columns[] = {
    {"customer", "customer_id", CELL_CUSTOMER, COLUMN_KEY, NULL},
    {"gender", "gender", CELL_TEXT, COLUMN_VALUE, NULL},
    {"birth_year", "birth_year", CELL_INT32, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column supplier_columns[] = {
    {"supplier", "supplier_id", CELL_SUPPLIER, COLUMN_KEY, NULL},
    {"name", "name", CELL_TEXT, COLUMN_VALUE, NULL},
    {"lead_time_days", "lead_time_days", CELL_INT64, COLUMN_VALUE, NULL},
    {"review_days", "review_days", CELL_INT64, COLUMN_VALUE, NULL},
    {"order_days", "order_days", CELL_TEXT, COLUMN_VALUE, NULL},
    {"minimum_order", "minimum_order_minor", CELL_INT64, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column stock_columns[] = {
    {"store", "store_id", CELL_STORE, COLUMN_KEY, NULL},
    {"product", "product_id", CELL_PRODUCT, COLUMN_KEY, NULL},
    {"counted_at", "counted_at", CELL_MOMENT, COLUMN_KEY, NULL},
    {"counted_at", "timed", CELL_TIMED, COLUMN_VALUE, NULL},
    {"on_hand", "on_hand", CELL_INT64, COLUMN_VALUE, NULL},
    {"on_order", "on_order", CELL_INT64, COLUMN_VALUE, NULL},
    {"reserved", "reserved", CELL_INT64, COLUMN_VALUE, NULL},
    {NULL, "source", CELL_SOURCE, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column footfall_columns[] = {
    {"store", "store_id", CELL_STORE, COLUMN_KEY, NULL},
    {"door", "door", CELL_TEXT, COLUMN_KEY, NULL},
    {"interval_start", "interval_start_at", CELL_MOMENT, COLUMN_KEY, NULL},
    {"minutes", "minutes", CELL_INT32, COLUMN_VALUE, NULL},
    {"interval_start", "business_date", CELL_BUSINESS_DATE, COLUMN_VALUE, NULL},
    {"counted_in", "counted_in", CELL_INT64, COLUMN_VALUE, NULL},
    {"counted_out", "counted_out", CELL_INT64, COLUMN_VALUE, NULL},
    {NULL, "source", CELL_SOURCE, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column price_columns[] = {
    {"product", "product_id", CELL_PRODUCT, COLUMN_KEY, NULL},
    {"store", "store_id", CELL_STORE, COLUMN_KEY, NULL},
    {"kind", "kind", CELL_TEXT, COLUMN_KEY, "'list'"},
    {"starts_on", "starts_on", CELL_DAY, COLUMN_KEY, NULL},
    {"ends_on", "ends_on", CELL_DAY, COLUMN_VALUE, NULL},
    {"price", "price", CELL_INT64, COLUMN_VALUE, NULL},
    {"currency", "currency", CELL_CURRENCY, COLUMN_VALUE, NULL},
    {NULL, "source", CELL_SOURCE, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column promotion_columns[] = {
    {"promotion", "promotion", CELL_TEXT, COLUMN_GROUP, NULL},
    {"starts_on", "starts_on", CELL_DAY, COLUMN_GROUP, NULL},
    {"ends_on", "ends_on", CELL_DAY, COLUMN_VALUE, NULL},
    {"name", "name", CELL_TEXT, COLUMN_VALUE, NULL},
    {"mechanics", "mechanics", CELL_TEXT, COLUMN_VALUE, NULL},
    {"discount_percent", "discount_percent", CELL_INT64, COLUMN_VALUE, NULL},
    {"price", "price", CELL_INT64, COLUMN_VALUE, NULL},
    {"currency", "currency", CELL_CURRENCY, COLUMN_VALUE, NULL},
    {"category", "category", CELL_TEXT, COLUMN_KEY, NULL},
    {"products", "product_id", CELL_PRODUCTS, COLUMN_KEY, NULL},
    {"stores", "store_id", CELL_STORES, COLUMN_GROUP, NULL},
    {NULL, "source", CELL_SOURCE, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column order_columns[] = {
    {NULL, "source", CELL_SOURCE, COLUMN_KEY, NULL},
    {"order", "order_no", CELL_TEXT, COLUMN_KEY, "strftime(ordered_at, '%Y-%m-%d')"},
    {"line", "line_no", CELL_INT32, COLUMN_KEY, NULL},
    {"store", "store_id", CELL_STORE, COLUMN_KEY, NULL},
    {"product", "product_id", CELL_PRODUCT, COLUMN_KEY, NULL},
    {"supplier", "supplier_id", CELL_SUPPLIER, COLUMN_VALUE, NULL},
    {"ordered_at", "ordered_at", CELL_MOMENT, COLUMN_VALUE, NULL},
    {"expected_on", "expected_on", CELL_DAY, COLUMN_VALUE, NULL},
    {"received_on", "received_on", CELL_DAY, COLUMN_VALUE, NULL},
    {"quantity", "quantity", CELL_INT64, COLUMN_VALUE, NULL},
    {"received", "received", CELL_INT64, COLUMN_VALUE, NULL},
    {"unit_cost", "unit_cost", CELL_INT64, COLUMN_VALUE, NULL},
    {"currency", "currency", CELL_CURRENCY, COLUMN_VALUE, NULL},
    {"status", "status", CELL_TEXT, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column holiday_columns[] = {
    {"region", "region", CELL_TEXT, COLUMN_KEY, NULL},
    {"day", "day", CELL_DAY, COLUMN_KEY, NULL},
    {"kind", "kind", CELL_TEXT, COLUMN_KEY, "'public'"},
    {"name", "name", CELL_TEXT, COLUMN_KEY, "kind"},
    {"moved", "moved", CELL_FLAG, COLUMN_VALUE, NULL},
    {NULL, "source", CELL_SOURCE, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column plan_columns[] = {
    {"version", "version", CELL_TEXT, COLUMN_KEY, "'plan'"},
    {"store", "store_id", CELL_STORE, COLUMN_KEY, NULL},
    {"category", "category", CELL_TEXT, COLUMN_KEY, NULL},
    {"period", "first_day", CELL_FIRST_DAY, COLUMN_KEY, NULL},
    {"period", "last_day", CELL_LAST_DAY, COLUMN_KEY, NULL},
    {"revenue", "revenue_minor", CELL_INT64, COLUMN_VALUE, NULL},
    {"units", "units", CELL_INT64, COLUMN_VALUE, NULL},
    {"margin", "margin_minor", CELL_INT64, COLUMN_VALUE, NULL},
    {"currency", "currency", CELL_CURRENCY, COLUMN_KEY, NULL},
    {NULL, "source", CELL_SOURCE, COLUMN_VALUE, NULL},
    {.column = NULL}};

static const struct kind_column rate_columns[] = {{"base", "base", CELL_TEXT, COLUMN_KEY, NULL},
                                                  {"quote", "quote", CELL_TEXT, COLUMN_KEY, NULL},
                                                  {"day", "day", CELL_DAY, COLUMN_KEY, NULL},
                                                  {"rate", "rate", CELL_INT64, COLUMN_VALUE, NULL},
                                                  {NULL, "source", CELL_SOURCE, COLUMN_VALUE, NULL},
                                                  {.column = NULL}};

static const struct kind_column forecast_columns[] = {
    {NULL, "source", CELL_SOURCE, COLUMN_KEY, NULL},
    {"series", "series_id", CELL_TEXT, COLUMN_KEY, NULL},
    {"product", "product_id", CELL_PRODUCT, COLUMN_KEY, NULL},
    {"store", "store_id", CELL_STORE, COLUMN_KEY, NULL},
    {"made_on", "made_on", CELL_DAY, COLUMN_KEY, NULL},
    {"day", "day", CELL_DAY, COLUMN_KEY, NULL},
    {"mean", "mean", CELL_INT64, COLUMN_VALUE, NULL},
    {.column = NULL}};

#define DIMENSION(k, name, list)  \
    {.kind = k,                   \
     .table = name "_version",    \
     .columns = list,             \
     .settling = SETTLE_VERSIONS, \
     .view = name}
#define FACTS(k, name, list, ...) \
    {.kind = k, .table = name "_record", .columns = list, .settling = SETTLE_FACTS, __VA_ARGS__}
static const struct kind_table tables[] = {
    DIMENSION(RI_STORES, "store", store_columns),
    DIMENSION(RI_PRODUCTS, "product", product_columns),
    DIMENSION(RI_CUSTOMERS, "customer", customer_columns),
    DIMENSION(RI_SUPPLIERS, "supplier", supplier_columns),
    {.kind = RI_STOCK, .table = "stock_level", .columns = stock_columns, .settling = SETTLE_LEVELS},
    FACTS(RI_FOOTFALL, "footfall", footfall_columns, .prepare = "footfall_prepare"),
    FACTS(RI_PRICES, "price", price_columns, .prepare = NULL),
    FACTS(RI_PROMOTIONS, "promotion", promotion_columns, .prepare = NULL),
    FACTS(RI_ORDERS, "purchase_order", order_columns, .prepare = "orders_prepare"),
    FACTS(RI_HOLIDAYS, "holiday", holiday_columns, .prepare = NULL),
    FACTS(RI_PLAN, "plan", plan_columns, .prepare = "plan_prepare"),
    FACTS(RI_RATES, "fx_rate", rate_columns, .prepare = NULL),
    FACTS(RI_FORECAST, "forecast", forecast_columns, .prepare = NULL),
};

const struct kind_table *kind_table_of(ri_record_kind kind)
{
    for (size_t i = 0; i < RI_COUNT(tables); i++) {
        if (tables[i].kind == kind) return &tables[i];
    }
    return NULL;
}

/* ---- Control totals ------------------------------------------------------------------------------------ */

/* The sum that a changed value changes; NULL: none, the column follows from others. */
static const char *const sums[] = {
    [CELL_TEXT] = "sum(strlen(%s))",
    [CELL_INT64] = "sum(%s)",
    [CELL_INT32] = "sum(%s)",
    [CELL_DAY] = "sum((%s - DATE '1970-01-01')::BIGINT)",
    [CELL_FLAG] = "count(*) FILTER (WHERE %s)",
    [CELL_GTIN] = "sum(strlen(%s))",
    [CELL_STORE] = "sum(%s)",
    [CELL_PRODUCT] = "sum(%s)",
    [CELL_CUSTOMER] = "sum(%s)",
    [CELL_SUPPLIER] = "sum(%s)",
    [CELL_PRODUCTS] = "sum(%s)",
    [CELL_STORES] = "sum(%s)",
    [CELL_MOMENT] = "sum(epoch_us(%s)::HUGEINT)",
    [CELL_TIMED] = NULL,
    [CELL_BUSINESS_DATE] = "sum((%s - DATE '1970-01-01')::BIGINT)",
    [CELL_FIRST_DAY] = "sum((%s - DATE '1970-01-01')::BIGINT)",
    [CELL_LAST_DAY] = "sum((%s - DATE '1970-01-01')::BIGINT)",
    [CELL_CURRENCY] = "sum(strlen(%s))",
    [CELL_SOURCE] = NULL,
};

/* `pattern` with the column's name for its %s. */
static void put_sum(struct ri_text *sql, const char *pattern, const char *column)
{
    const char *at = strstr(pattern, "%s");
    ri_text_puts(sql, ", ");
    ri_text_add(sql, pattern, (size_t)(at - pattern));
    ri_text_puts(sql, column);
    ri_text_puts(sql, at + 2);
}

void kind_table_totals(const struct kind_table *table, struct ri_text *sql)
{
    ri_text_puts(sql, "SELECT import_id, count(*) AS facts, concat_ws(' ', count(*)");
    for (const struct kind_column *column = table->columns; column->column; column++) {
        if (sums[column->cell]) put_sum(sql, sums[column->cell], column->column);
    }
    ri_text_printf(sql,
                   ", sum(strlen(attributes)), sum(record_no)) AS totals, count(DISTINCT record_no)"
                   " AS records FROM %s WHERE %s($import IS NULL OR import_id = $import)"
                   " GROUP BY import_id",
                   table->table, table->settling == SETTLE_VERSIONS ? "described AND " : "");
}

/* ---- Undo ---------------------------------------------------------------------------------------------- */

static ri_status change(struct ri_connection *connection, struct ri_binds binds, const char *before,
                        const char *table, const char *after, uint64_t *ret_rows,
                        struct ri_error *err)
{
    char sql[160];
    snprintf(sql, sizeof sql, "%s %s %s", before, table, after);
    return ri_connection_execute(connection, sql, binds, NULL, ret_rows, err);
}

ri_status kind_table_undo(const struct kind_table *table, struct ri_connection *connection,
                          struct ri_binds binds, struct ri_undone *ret, struct ri_error *err)
{
    RI_TRY(change(connection, binds, "DELETE FROM", table->table, "WHERE import_id = $import",
                  &ret->removed, err));
    if (table->settling != SETTLE_FACTS)
        return RI_OK; /* the views show what was said before: nothing returns */
    return change(connection, binds, "UPDATE", table->table,
                  "SET superseded_by = NULL WHERE superseded_by = $import", &ret->restored, err);
}
