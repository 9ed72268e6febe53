/* Batches of records into the columns of `stage`: one small function a kind of cell. */
#include "table_writer.h"

#include "retail/business_day.h"
#include "retail/gtin.h"

struct put { /* one column of a chunk */
    struct ri_import         *import;
    struct table_state       *state;
    const struct ri_columns  *columns;
    const struct kind_column *column;
    const struct ri_cells    *cells; /* of its field; NULL: it has none */
    size_t                    at;    /* column of the appender */
    const uint16_t           *pick; /* row of the batch for each row of the chunk; NULL: the same */
    size_t                    count;
};
#define RECORD(put, j) ((put)->pick ? (put)->pick[j] : (j))

static void put_number(const struct put *put, size_t j, int64_t number)
{
    ((int64_t *)ri_appender_column(put->state->appender, put->at).data)[j] = number;
}

static void put_null(const struct put *put, size_t j)
{
    ri_appender_set_null(put->state->appender, put->at, j);
}

static ri_status put_text(const struct put *put, RI_UNUSED struct ri_error *err)
{
    import_put_texts(put->state->appender, put->at, put->cells, put->pick, put->count);
    return RI_OK;
}

static ri_status put_int64(const struct put *put, RI_UNUSED struct ri_error *err)
{
    import_put_numbers(put->state->appender, put->at, put->cells, put->pick, put->count);
    return RI_OK;
}

static ri_status put_int32(const struct put *put, RI_UNUSED struct ri_error *err)
{
    import_put_int32(put->state->appender, put->at, put->cells, put->pick, put->count);
    return RI_OK;
}

static ri_status put_flag(const struct put *put, RI_UNUSED struct ri_error *err)
{
    uint8_t *flags = ri_appender_column(put->state->appender, put->at).data;
    for (size_t j = 0; j < put->count; j++) {
        const size_t r = RECORD(put, j);
        flags[j] = put->cells->valid[r] && put->cells->number[r] != 0;
    }
    return RI_OK;
}

static ri_status put_gtin(const struct put *put, RI_UNUSED struct ri_error *err)
{
    for (size_t j = 0; j < put->count; j++) {
        const size_t r = RECORD(put, j);
        char         gtin[15];
        if (put->cells->valid[r] && ri_gtin_normalise(put->cells->text[r], gtin))
            ri_appender_set_text(put->state->appender, put->at, j, ri_view_of(gtin));
        else
            put_null(put, j);
    }
    return RI_OK;
}

/* ---- Members ------------------------------------------------------------------------------------------- */

static ri_status put_member(const struct put *put, struct members *members, struct ri_error *err)
{
    for (size_t j = 0; j < put->count; j++) {
        const size_t r = RECORD(put, j);
        size_t       index;
        if (!put->cells->valid[r] || !put->cells->text[r].length) {
            put_null(put, j);
            continue;
        }
        RI_TRY(members_put(members, put->cells->text[r], &index, err));
        put_number(put, j, members->ids[index]);
    }
    return RI_OK;
}

static ri_status put_store(const struct put *put, struct ri_error *err)
{
    return put_member(put, &put->import->stores, err);
}

static ri_status put_product(const struct put *put, struct ri_error *err)
{
    return put_member(put, &put->import->products, err);
}

static ri_status put_supplier(const struct put *put, struct ri_error *err)
{
    return put_member(put, &put->import->suppliers, err);
}

static ri_status put_customer(const struct put *put, struct ri_error *err)
{
    struct members *customers = &put->import->customers;
    for (size_t j = 0; j < put->count; j++) {
        struct ri_view pseudonym;
        size_t         index;
        bool           erased; /* whoever calls leaves their records out */
        RI_TRY(import_pseudonym(put->import, put->cells->text[RECORD(put, j)], &pseudonym, &erased,
                                err));
        RI_TRY(members_put(customers, pseudonym, &index, err));
        put_number(put, j, customers->ids[index]);
    }
    return RI_OK;
}

static ri_status put_products(const struct put *put, RI_UNUSED struct ri_error *err)
{
    for (size_t j = 0; j < put->count; j++) {
        put_number(put, j, put->state->rows[j].product);
        if (!put->state->rows[j].product) put_null(put, j);
    }
    return RI_OK;
}

static ri_status put_stores(const struct put *put, RI_UNUSED struct ri_error *err)
{
    for (size_t j = 0; j < put->count; j++) {
        put_number(put, j, put->state->rows[j].store);
        if (!put->state->rows[j].store) put_null(put, j);
    }
    return RI_OK;
}

/* ---- Time ---------------------------------------------------------------------------------------------- */

/* The clock of the record's store, or of records without one. */
static ri_status clock_at(const struct put *put, size_t r, struct clock **ret, struct ri_error *err)
{
    const size_t field = put->state->store_field;
    size_t       store = SIZE_MAX;
    if (field != SIZE_MAX && put->columns->cells[field].text && put->columns->cells[field].valid[r])
        RI_TRY(members_put(&put->import->stores, put->columns->cells[field].text[r], &store, err));
    return clocks_of(&put->state->clocks, store, ret, err);
}

/* The cells beside a time that hold instants, where the kind has them; NULL. */
static const struct ri_cells *instants(const struct put *put)
{
    const struct ri_record *record = ri_record_of(put->import->options.kind);
    char                    name[64];
    const int               length = snprintf(name, sizeof name, "%s_utc", put->column->field);
    const size_t            field = ri_record_field(record, (struct ri_view){name, (size_t)length});
    return field == SIZE_MAX ? NULL : &put->columns->cells[field];
}

static ri_status put_moment(const struct put *put, struct ri_error *err)
{
    const struct ri_cells *utc = instants(put);
    for (size_t j = 0; j < put->count; j++) {
        const size_t  r = RECORD(put, j);
        struct clock *clock;
        RI_TRY(clock_at(put, r, &clock, err));
        put_number(put, j,
                   utc && utc->valid[r]   ? utc->number[r]
                   : put->cells->valid[r] ? clock_utc(clock, put->cells->number[r])
                                          : put->import->started_us);
    }
    return RI_OK;
}

static ri_status put_timed(const struct put *put, RI_UNUSED struct ri_error *err)
{
    const struct ri_cells *utc = instants(put);
    uint8_t               *flags = ri_appender_column(put->state->appender, put->at).data;
    for (size_t j = 0; j < put->count; j++) {
        const size_t r = RECORD(put, j);
        flags[j] = put->cells->valid[r] || (utc && utc->valid[r]);
    }
    return RI_OK;
}

static ri_status put_business_date(const struct put *put, struct ri_error *err)
{
    const struct ri_cells *utc = instants(put);
    int32_t               *days = ri_appender_column(put->state->appender, put->at).data;
    for (size_t j = 0; j < put->count; j++) {
        const size_t  r = RECORD(put, j);
        struct clock *clock;
        RI_TRY(clock_at(put, r, &clock, err));
        const int cutoff = put->import->options.dates_only ? 0 : clock->cutoff;
        days[j] = utc && utc->valid[r] ? ri_business_day_at(clock->zone, utc->number[r], cutoff)
                                       : ri_business_day(put->cells->number[r], cutoff);
    }
    return RI_OK;
}

static ri_status put_first_day(const struct put *put, RI_UNUSED struct ri_error *err)
{
    int32_t *days = ri_appender_column(put->state->appender, put->at).data;
    for (size_t j = 0; j < put->count; j++)
        days[j] = ri_period_first(put->cells->number[RECORD(put, j)]);
    return RI_OK;
}

static ri_status put_last_day(const struct put *put, RI_UNUSED struct ri_error *err)
{
    int32_t *days = ri_appender_column(put->state->appender, put->at).data;
    for (size_t j = 0; j < put->count; j++)
        days[j] = ri_period_last(put->cells->number[RECORD(put, j)]);
    return RI_OK;
}

static ri_status put_currency(const struct put *put, struct ri_error *err)
{
    for (size_t j = 0; j < put->count; j++) {
        const size_t   r = RECORD(put, j);
        struct clock  *clock;
        struct ri_view code;
        RI_TRY(clock_at(put, r, &clock, err));
        code = put->cells->valid[r] ? put->cells->text[r] : ri_view_of(clock->currency);
        ri_appender_set_text(put->state->appender, put->at, j, code);
    }
    return RI_OK;
}

static ri_status put_source(const struct put *put, RI_UNUSED struct ri_error *err)
{
    const struct ri_view source = ri_view_of(put->import->options.source);
    ri_appender_fill_text(put->state->appender, put->at, &source);
    return RI_OK;
}

typedef ri_status    put_fn(const struct put *put, struct ri_error *err);
static put_fn *const puts_of[] = {
    [CELL_TEXT] = put_text,
    [CELL_INT64] = put_int64,
    [CELL_INT32] = put_int32,
    [CELL_DAY] = put_int32,
    [CELL_FLAG] = put_flag,
    [CELL_GTIN] = put_gtin,
    [CELL_STORE] = put_store,
    [CELL_PRODUCT] = put_product,
    [CELL_CUSTOMER] = put_customer,
    [CELL_SUPPLIER] = put_supplier,
    [CELL_PRODUCTS] = put_products,
    [CELL_STORES] = put_stores,
    [CELL_MOMENT] = put_moment,
    [CELL_TIMED] = put_timed,
    [CELL_BUSINESS_DATE] = put_business_date,
    [CELL_FIRST_DAY] = put_first_day,
    [CELL_LAST_DAY] = put_last_day,
    [CELL_CURRENCY] = put_currency,
    [CELL_SOURCE] = put_source,
};

/* ---- Begin --------------------------------------------------------------------------------------------- */

static bool has_cell(const struct kind_table *table, kind_cell cell)
{
    for (const struct kind_column *column = table->columns; column->column; column++) {
        if (column->cell == cell) return true;
    }
    return false;
}

static ri_status load_members(struct ri_import *import, const struct kind_table *table,
                              struct ri_error *err)
{
    const struct {
        kind_cell                  cell, several;
        struct members            *members;
        const struct member_table *from;
    } all[] = {{CELL_STORE, CELL_STORES, &import->stores, &warehouse_stores},
               {CELL_PRODUCT, CELL_PRODUCTS, &import->products, &warehouse_products},
               {CELL_CUSTOMER, CELL_CUSTOMER, &import->customers, &warehouse_customers},
               {CELL_SUPPLIER, CELL_SUPPLIER, &import->suppliers, &warehouse_suppliers}};
    for (size_t i = 0; i < RI_COUNT(all); i++) {
        if (has_cell(table, all[i].cell) || has_cell(table, all[i].several))
            RI_TRY(members_load(all[i].members, all[i].from, import->connection, err));
    }
    return RI_OK;
}

static ri_status table_begin(struct ri_import *import, struct ri_error *err)
{
    const struct ri_record *record = ri_record_of(import->options.kind);
    struct table_state     *state = calloc(1, sizeof *state);
    char                    sql[128];
    if (!state) return ri_fail(err, RI_ENOMEM, "no room for an import");
    import->state = state;
    const struct kind_table *table = state->table = kind_table_of(import->options.kind);
    state->store_field = ri_record_field(record, RI_VIEW("store"));
    RI_TRY(load_members(import, table, err));
    if (has_cell(table, CELL_MOMENT) || has_cell(table, CELL_CURRENCY))
        RI_TRY(clocks_load(&state->clocks, import, &import->stores, err));
    if (has_cell(table, CELL_PRODUCTS)) {
        state->rows = calloc(RI_APPEND_ROWS, sizeof *state->rows);
        if (!state->rows) return ri_fail(err, RI_ENOMEM, "no room for an import");
    }
    snprintf(sql, sizeof sql, "CREATE TEMP TABLE stage AS SELECT * FROM %s LIMIT 0", table->table);
    RI_TRY(ri_connection_script(import->connection, sql, err));
    return ri_appender_open(import->connection, "temp", "stage", &state->appender, err);
}

static void table_release(struct ri_import *import)
{
    struct table_state *state = import->state;
    ri_appender_abandon(state->appender);
    clocks_release(&state->clocks);
    ri_text_release(&state->sql);
    free(state->rows);
    free(state);
}

/* ---- Rows ---------------------------------------------------------------------------------------------- */

/* One chunk, all its columns. */
static ri_status put_chunk(struct ri_import *import, const struct ri_columns *columns,
                           const uint16_t *pick, size_t count, struct ri_error *err)
{
    struct table_state     *state = import->state;
    const struct ri_record *record = ri_record_of(import->options.kind);
    struct put              put = {
                     .import = import, .state = state, .columns = columns, .pick = pick, .count = count};
    for (const struct kind_column *column = state->table->columns; column->column;
         column++, put.at++) {
        put.column = column;
        put.cells = column->field
                        ? &columns->cells[ri_record_field(record, ri_view_of(column->field))]
                        : NULL;
        RI_TRY(puts_of[column->cell](&put, err));
    }
    import_put_texts(state->appender, put.at, &columns->cells[record->field_count], pick, count);
    if (state->table->settling == SETTLE_VERSIONS)
        memset(ri_appender_column(state->appender, ++put.at).data, 1, count); /* described */
    import_put_records(state->appender, put.at + 1, columns, pick, count);
    ri_appender_fill_int64(state->appender, put.at + 2, import->ledger.import_id);
    if (state->table->settling == SETTLE_FACTS) {
        put.at += 3; /* superseded_by */
        for (size_t j = 0; j < count; j++) put_null(&put, j);
    }
    return ri_appender_flush(state->appender, count, err);
}

/* The next of several codes in a text, without blanks; false at the end. */
static bool next_code(struct ri_view *rest, struct ri_view *ret)
{
    while (rest->length) {
        size_t n = 0;
        while (n < rest->length && !memchr(";,|\n\r", rest->at[n], 5)) n++;
        *ret = ri_view_trim((struct ri_view){rest->at, n});
        const size_t used = n < rest->length ? n + 1 : n;
        rest->at += used;
        rest->length -= used;
        if (ret->length) return true;
    }
    return false;
}

struct chunk {
    uint16_t pick[RI_APPEND_ROWS];
    size_t   count;
};

static ri_status add_row(struct ri_import *import, const struct ri_columns *columns,
                         struct chunk *chunk, const struct table_row *row, struct ri_error *err)
{
    struct table_state *state = import->state;
    state->rows[chunk->count] = *row;
    chunk->pick[chunk->count++] = row->record;
    if (chunk->count < RI_APPEND_ROWS) return RI_OK;
    chunk->count = 0;
    return put_chunk(import, columns, chunk->pick, RI_APPEND_ROWS, err);
}

static struct ri_view list_of(const struct ri_columns *columns, const struct ri_record *record,
                              const char *field, size_t r)
{
    const struct ri_cells *cells = &columns->cells[ri_record_field(record, ri_view_of(field))];
    return cells->valid[r] ? cells->text[r] : (struct ri_view){NULL, 0};
}

/* A row for each store and product that the record names; where it names none, one for all of them. */
static ri_status expand(struct ri_import *import, const struct ri_columns *columns, size_t r,
                        struct chunk *chunk, struct ri_error *err)
{
    const struct ri_record *record = ri_record_of(import->options.kind);
    struct ri_view          stores = list_of(columns, record, "stores", r), code;
    struct table_row        row = {.record = (uint16_t)r};
    size_t                  index;
    bool                    more_stores = next_code(&stores, &code);
    do {
        if (more_stores) {
            RI_TRY(members_put(&import->stores, code, &index, err));
            row.store = import->stores.ids[index];
        }
        struct ri_view products = list_of(columns, record, "products", r);
        bool           any = false;
        while (next_code(&products, &code)) {
            any = true;
            RI_TRY(members_put(&import->products, code, &index, err));
            row.product = import->products.ids[index];
            RI_TRY(add_row(import, columns, chunk, &row, err));
        }
        row.product = 0;
        if (!any) RI_TRY(add_row(import, columns, chunk, &row, err));
        more_stores = more_stores && next_code(&stores, &code);
    } while (more_stores);
    return RI_OK;
}

static ri_status table_append(struct ri_import *import, const struct ri_columns *columns,
                              struct ri_error *err)
{
    struct table_state *state = import->state;
    struct chunk        chunk;
    state->appended += columns->rows;
    if (!state->rows) return put_chunk(import, columns, NULL, columns->rows, err);
    chunk.count = 0;
    for (size_t r = 0; r < columns->rows; r++) RI_TRY(expand(import, columns, r, &chunk, err));
    return chunk.count ? put_chunk(import, columns, chunk.pick, chunk.count, err) : RI_OK;
}

const struct import_writer warehouse_table_writer = {table_begin, table_append, table_settle,
                                                     table_release};
