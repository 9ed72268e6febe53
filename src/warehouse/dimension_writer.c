/* Shops, products, customers, suppliers: each record becomes a version of its member; the views put the latest
 * together column by column. A record that says nothing new is a duplicate. One table of columns a kind. */
#include "import_internal.h"

#include "retail/gtin.h"

typedef enum cell_type { C_TEXT, C_INT64, C_INT32, C_GTIN, C_SUPPLIER, C_PRODUCT } cell_type;

struct
    dimension_column { /* in the order of the version table, after its member and before its attributes */
    const char *field; /* of the record; NULL ends */
    const char *column;
    cell_type   type;
};
struct dimension {
    const struct member_table     *members;
    const char                    *id, *version_table, *view;
    const char                    *key_field;
    const struct dimension_column *columns;
};

static const struct dimension store_dimension = {
    &warehouse_stores,
    "store_id",
    "store_version",
    "store",
    "store",
    (const struct dimension_column[]){{"name", "name", C_TEXT},
                                      {"region", "region", C_TEXT},
                                      {"city", "city", C_TEXT},
                                      {"currency", "currency", C_TEXT},
                                      {"time_zone", "time_zone", C_TEXT},
                                      {"day_cutoff", "day_cutoff", C_INT32},
                                      {"opened_on", "opened_on", C_INT32},
                                      {"closed_on", "closed_on", C_INT32},
                                      {"area_m2", "area_m2", C_INT64},
                                      {NULL, NULL, C_TEXT}}};
static const struct dimension product_dimension = {
    &warehouse_products,
    "product_id",
    "product_version",
    "product",
    "product",
    (const struct dimension_column[]){{"gtin", "gtin14", C_GTIN},
                                      {"name", "name", C_TEXT},
                                      {"department", "department", C_TEXT},
                                      {"category", "category", C_TEXT},
                                      {"subcategory", "subcategory", C_TEXT},
                                      {"brand", "brand", C_TEXT},
                                      {"unit_cost", "unit_cost", C_INT64},
                                      {"list_price", "list_price", C_INT64},
                                      {"pack_size", "pack_size", C_INT64},
                                      {"min_order", "min_order", C_INT64},
                                      {"shelf_life_days", "shelf_life_days", C_INT32},
                                      {"supplier", "supplier_id", C_SUPPLIER},
                                      {"status", "status", C_TEXT},
                                      {"successor", "successor_id", C_PRODUCT},
                                      {NULL, NULL, C_TEXT}}};
static const struct dimension customer_dimension = {
    &warehouse_customers,
    "customer_id",
    "customer_version",
    "customer",
    "customer",
    (const struct dimension_column[]){
        {"gender", "gender", C_TEXT}, {"birth_year", "birth_year", C_INT32}, {NULL, NULL, C_TEXT}}};
static const struct dimension supplier_dimension = {
    &warehouse_suppliers,
    "supplier_id",
    "supplier_version",
    "supplier",
    "supplier",
    (const struct dimension_column[]){{"name", "name", C_TEXT},
                                      {"lead_time_days", "lead_time_days", C_INT64},
                                      {"review_days", "review_days", C_INT64},
                                      {"order_days", "order_days", C_TEXT},
                                      {"minimum_order", "minimum_order_minor", C_INT64},
                                      {NULL, NULL, C_TEXT}}};

static const struct dimension *dimension_of(ri_record_kind kind)
{
    static const struct dimension *const all[RI_RECORD_KINDS] = {
        [RI_STORES] = &store_dimension,
        [RI_PRODUCTS] = &product_dimension,
        [RI_CUSTOMERS] = &customer_dimension,
        [RI_SUPPLIERS] = &supplier_dimension};
    return all[kind];
}

struct dimension_state {
    const struct dimension *dimension;
    struct members         *members; /* of import */
    struct ri_appender     *appender;
    uint64_t                appended;
};

static struct members *members_of(struct ri_import *import, const struct dimension *dimension)
{
    if (dimension == &store_dimension) return &import->stores;
    if (dimension == &product_dimension) return &import->products;
    return dimension == &customer_dimension ? &import->customers : &import->suppliers;
}

static ri_status dimension_begin(struct ri_import *import, struct ri_error *err)
{
    struct dimension_state *state = calloc(1, sizeof *state);
    char                    sql[128];
    if (!state) return ri_fail(err, RI_ENOMEM, "no room for an import");
    import->state = state;
    state->dimension = dimension_of(import->options.kind);
    state->members = members_of(import, state->dimension);
    RI_TRY(members_load(state->members, state->dimension->members, import->connection, err));
    if (state->dimension == &product_dimension)
        RI_TRY(members_load(&import->suppliers, &warehouse_suppliers, import->connection, err));
    snprintf(sql, sizeof sql, "CREATE TEMP TABLE stage AS SELECT * FROM %s LIMIT 0",
             state->dimension->version_table);
    RI_TRY(ri_connection_script(import->connection, sql, err));
    return ri_appender_open(import->connection, "temp", "stage", &state->appender, err);
}

static void dimension_release(struct ri_import *import)
{
    struct dimension_state *state = import->state;
    ri_appender_abandon(state->appender);
    free(state);
}

/* ---- Rows --------------------------------------------------------------------------------------------- */

static ri_status put_ids(struct ri_appender *into, size_t column, struct members *members,
                         const struct ri_cells *cells, size_t rows, struct ri_error *err)
{
    for (size_t r = 0; r < rows; r++) {
        size_t index;
        if (!cells->valid[r] || cells->text[r].length == 0) {
            ri_appender_set_null(into, column, r);
            continue;
        }
        RI_TRY(members_put(members, cells->text[r], &index, err));
        ((int64_t *)ri_appender_column(into, column).data)[r] = members->ids[index];
    }
    return RI_OK;
}

static void put_gtins(struct ri_appender *into, size_t column, const struct ri_cells *cells,
                      size_t rows)
{
    for (size_t r = 0; r < rows; r++) {
        char gtin[15];
        if (cells->valid[r] && ri_gtin_normalise(cells->text[r], gtin))
            ri_appender_set_text(into, column, r, ri_view_of(gtin));
        else
            ri_appender_set_null(into, column, r);
    }
}

static ri_status put_keys(struct ri_import *import, const struct ri_cells *cells, size_t rows,
                          struct ri_error *err)
{
    const struct dimension_state *state = import->state;
    int64_t                      *ids = ri_appender_column(state->appender, 0).data;
    for (size_t r = 0; r < rows; r++) {
        struct ri_view code = cells->text[r];
        size_t         index;
        if (state->dimension == &customer_dimension)
            RI_TRY(import_pseudonym(import, code, &code, err));
        RI_TRY(members_put(state->members, code, &index, err));
        ids[r] = state->members->ids[index];
    }
    return RI_OK;
}

static ri_status put_column(struct ri_import *import, size_t at, cell_type type,
                            const struct ri_cells *cells, size_t rows, struct ri_error *err)
{
    const struct dimension_state *state = import->state;
    switch (type) {
    case C_TEXT:
        import_put_texts(state->appender, at, cells, NULL, rows);
        break;
    case C_INT64:
        import_put_numbers(state->appender, at, cells, NULL, rows);
        break;
    case C_INT32:
        import_put_int32(state->appender, at, cells, NULL, rows);
        break;
    case C_GTIN:
        put_gtins(state->appender, at, cells, rows);
        break;
    case C_SUPPLIER:
        return put_ids(state->appender, at, &import->suppliers, cells, rows, err);
    case C_PRODUCT:
        return put_ids(state->appender, at, &import->products, cells, rows, err);
    }
    return RI_OK;
}

static ri_status dimension_append(struct ri_import *import, const struct ri_columns *columns,
                                  struct ri_error *err)
{
    struct dimension_state *state = import->state;
    const struct dimension *dimension = state->dimension;
    const struct ri_record *record = ri_record_of(import->options.kind);
    const size_t            rows = columns->rows;
    size_t                  at = 1;
    RI_TRY(put_keys(import,
                    &columns->cells[ri_record_field(record, ri_view_of(dimension->key_field))],
                    rows, err));
    for (const struct dimension_column *column = dimension->columns; column->field;
         column++, at++) {
        const struct ri_cells *cells =
            &columns->cells[ri_record_field(record, ri_view_of(column->field))];
        RI_TRY(put_column(import, at, column->type, cells, rows, err));
    }
    import_put_texts(state->appender, at, &columns->cells[record->field_count], NULL, rows);
    memset(ri_appender_column(state->appender, at + 1).data, 1, rows); /* described */
    import_put_records(state->appender, at + 2, columns, NULL, rows);
    ri_appender_fill_int64(state->appender, at + 3, import->ledger.import_id);
    state->appended += rows;
    return ri_appender_flush(state->appender, rows, err);
}

/* ---- Settling ----------------------------------------------------------------------------------------- */

/* fate: the records of the stage whose member is described already, and by which import last. */
static void add_compare(struct ri_text *sql, const struct dimension *dimension)
{
    ri_text_printf(
        sql,
        "CREATE TEMP TABLE fate AS SELECT s.record_no, s.record_no AS old_row, o.old_import, true");
    for (const struct dimension_column *column = dimension->columns; column->field; column++)
        ri_text_printf(sql, " AND (s.%s IS NULL OR s.%s IS NOT DISTINCT FROM v.%s)", column->column,
                       column->column, column->column);
    ri_text_printf(
        sql,
        " AND (s.attributes IS NULL OR s.attributes IS NOT DISTINCT FROM v.attributes) AS same");
    ri_text_printf(
        sql,
        " FROM stage s JOIN %s v USING (%s) JOIN (SELECT %s, max(import_id) AS old_import FROM %s"
        " WHERE described GROUP BY ALL) o USING (%s) WHERE v.described",
        dimension->view, dimension->id, dimension->id, dimension->version_table, dimension->id);
}

static ri_status run_built(struct ri_import *import, struct ri_text *sql, struct ri_error *err)
{
    ri_status status = ri_text_check(sql, err);
    if (status == RI_OK)
        status = ri_connection_execute(import->connection, sql->at, warehouse_no_binds,
                                       import->task, NULL, err);
    ri_text_clear(sql);
    return status;
}

static ri_status settle_sets(struct ri_import *import, struct ri_text *sql, uint64_t *ret_once,
                             struct ri_error *err)
{
    const struct dimension *dimension = ((struct dimension_state *)import->state)->dimension;
    ri_text_printf(
        sql,
        "DELETE FROM stage WHERE record_no NOT IN (SELECT max(record_no) FROM stage GROUP BY %s)",
        dimension->id); /* within a file the last record of a member counts */
    RI_TRY(run_built(import, sql, err));
    RI_TRY(import_count(import, "SELECT count(*) FROM stage", ret_once, err));
    add_compare(sql, dimension);
    RI_TRY(run_built(import, sql, err));
    ri_text_printf(sql,
                   "INSERT INTO %s SELECT * FROM stage WHERE record_no NOT IN (SELECT record_no "
                   "FROM fate WHERE same)",
                   dimension->version_table);
    return run_built(import, sql, err);
}

static ri_status dimension_settle(struct ri_import *import, RI_UNUSED const struct ri_offer *offer,
                                  struct ri_error *err)
{
    struct dimension_state *state = import->state;
    struct ri_ledger       *ledger = &import->ledger;
    struct ri_text          sql = {0};
    uint64_t                once = 0, same = 0;
    RI_TRY(ri_appender_finish(&state->appender, err));
    const ri_status status = settle_sets(import, &sql, &once, err);
    ri_text_release(&sql);
    RI_TRY(status);
    RI_TRY(import_run(import, "link_fates", err));
    RI_TRY(import_count(import, "SELECT count(*) FROM fate WHERE same", &same, err));
    RI_TRY(
        import_count(import, "SELECT count(*) FROM fate WHERE NOT same", &ledger->replaced, err));
    ledger->facts = once - same;
    ledger->duplicates = state->appended - once + same;
    ledger->inserted = ledger->facts - ledger->replaced;
    return RI_OK;
}

#define WRITER(kind) {kind, dimension_begin, dimension_append, dimension_settle, dimension_release}
const struct import_writer warehouse_store_writer = WRITER(RI_STORES);
const struct import_writer warehouse_product_writer = WRITER(RI_PRODUCTS);
const struct import_writer warehouse_customer_writer = WRITER(RI_CUSTOMERS);
const struct import_writer warehouse_supplier_writer = WRITER(RI_SUPPLIERS);
