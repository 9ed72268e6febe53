/* Stock levels: staged, compared, added. A level is never overwritten: view stock_now takes the latest. */
#include "import_internal.h"

enum {
    STORE_ID,
    PRODUCT_ID,
    COUNTED_AT,
    TIMED,
    ON_HAND,
    ON_ORDER,
    RESERVED,
    SOURCE,
    ATTRIBUTES,
    RECORD_NO,
    IMPORT_ID
};
enum {
    F_STORE,
    F_PRODUCT,
    F_COUNTED_AT,
    F_ON_HAND,
    F_ON_ORDER,
    F_RESERVED,
    F_ATTRIBUTES
}; /* retail/record.c */

struct stock_state {
    struct ri_appender *appender;
    struct clocks       clocks;
    uint64_t            appended;
};

static ri_status stock_begin(struct ri_import *import, struct ri_error *err)
{
    struct stock_state *state = calloc(1, sizeof *state);
    if (!state) return ri_fail(err, RI_ENOMEM, "no room for an import");
    import->state = state;
    RI_TRY(members_load(&import->stores, &warehouse_stores, import->connection, err));
    RI_TRY(members_load(&import->products, &warehouse_products, import->connection, err));
    RI_TRY(clocks_load(&state->clocks, import, &import->stores, err));
    RI_TRY(ri_connection_script(
        import->connection, "CREATE TEMP TABLE stage AS SELECT * FROM stock_level LIMIT 0", err));
    return ri_appender_open(import->connection, "temp", "stage", &state->appender, err);
}

static void stock_release(struct ri_import *import)
{
    struct stock_state *state = import->state;
    ri_appender_abandon(state->appender);
    clocks_release(&state->clocks);
    free(state);
}

static ri_status put_row(struct ri_import *import, const struct ri_columns *columns, size_t r,
                         struct ri_error *err)
{
    struct stock_state    *state = import->state;
    struct ri_appender    *into = state->appender;
    const struct ri_cells *store = &columns->cells[F_STORE], *at = &columns->cells[F_COUNTED_AT];
    size_t                 store_index = SIZE_MAX, product = 0;
    struct clock          *clock;
    if (store->valid[r]) RI_TRY(members_put(&import->stores, store->text[r], &store_index, err));
    RI_TRY(members_put(&import->products, columns->cells[F_PRODUCT].text[r], &product, err));
    RI_TRY(clocks_of(&state->clocks, store_index, &clock, err));
    if (store_index == SIZE_MAX)
        ri_appender_set_null(into, STORE_ID, r);
    else
        ((int64_t *)ri_appender_column(into, STORE_ID).data)[r] = import->stores.ids[store_index];
    ((int64_t *)ri_appender_column(into, PRODUCT_ID).data)[r] = import->products.ids[product];
    ((int64_t *)ri_appender_column(into, COUNTED_AT).data)[r] =
        at->valid[r] ? clock_utc(clock, at->number[r]) : import->started_us;
    ((uint8_t *)ri_appender_column(into, TIMED).data)[r] = at->valid[r] != 0;
    return RI_OK;
}

static ri_status stock_append(struct ri_import *import, const struct ri_columns *columns,
                              struct ri_error *err)
{
    static const struct {
        size_t field, column;
    } numbers[] = {{F_ON_HAND, ON_HAND}, {F_ON_ORDER, ON_ORDER}, {F_RESERVED, RESERVED}};
    struct stock_state  *state = import->state;
    struct ri_appender  *into = state->appender;
    const struct ri_view source = ri_view_of(import->options.source);
    for (size_t r = 0; r < columns->rows; r++) RI_TRY(put_row(import, columns, r, err));
    for (size_t i = 0; i < RI_COUNT(numbers); i++)
        import_put_numbers(into, numbers[i].column, &columns->cells[numbers[i].field], NULL,
                           columns->rows);
    ri_appender_fill_text(into, SOURCE, &source);
    import_put_texts(into, ATTRIBUTES, &columns->cells[F_ATTRIBUTES], NULL, columns->rows);
    import_put_records(into, RECORD_NO, columns, NULL, columns->rows);
    ri_appender_fill_int64(into, IMPORT_ID, import->ledger.import_id);
    state->appended += columns->rows;
    return ri_appender_flush(into, columns->rows, err);
}

static ri_status stock_settle(struct ri_import *import, RI_UNUSED const struct ri_offer *offer,
                              struct ri_error *err)
{
    struct stock_state *state = import->state;
    struct ri_ledger   *ledger = &import->ledger;
    uint64_t            once = 0, same = 0;
    RI_TRY(ri_appender_finish(&state->appender, err));
    RI_TRY(import_run(import, "stock_compare", err));
    RI_TRY(import_count(import, "SELECT count(*) FROM stage", &once, err));
    RI_TRY(
        import_count(import, "SELECT count(DISTINCT record_no) FROM fate WHERE same", &same, err));
    RI_TRY(import_count(import, "SELECT count(DISTINCT record_no) FROM fate WHERE NOT same",
                        &ledger->replaced, err));
    RI_TRY(import_run(import, "stock_apply", err));
    RI_TRY(import_run(import, "link_fates", err));
    RI_TRY(import_count(import, "SELECT count(*) FROM stock_level WHERE import_id = $import",
                        &ledger->facts, err));
    ledger->duplicates = state->appended - once + same;
    ledger->inserted = ledger->facts - ledger->replaced;
    return RI_OK;
}

const struct import_writer warehouse_stock_writer = {RI_STOCK, stock_begin, stock_append,
                                                     stock_settle, stock_release};
