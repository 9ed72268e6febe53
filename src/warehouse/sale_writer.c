/* Sales into sale_line. Rows of a source that is new here go straight to the table; rows of a known source are
 * staged, compared as sets of SQL (sql/warehouse/sale_*.sql), and then moved. */
#include "import_internal.h"

#include "retail/business_day.h"

enum sale_column { /* of sale_line, in order */
                   ROW_KEY,
                   RECEIPT_KEY,
                   SOURCE,
                   STORE_ID,
                   REGISTER,
                   TRANSACTION_NO,
                   LINE_NO,
                   SOLD_AT,
                   BUSINESS_DATE,
                   PRODUCT_ID,
                   CATEGORY,
                   CUSTOMER_ID,
                   KIND,
                   QUANTITY,
                   UNIT_PRICE,
                   GROSS,
                   DISCOUNT,
                   TAX,
                   NET,
                   COST,
                   CURRENCY,
                   PAYMENT_METHOD,
                   ORIGIN,
                   ATTRIBUTES,
                   REVISION,
                   RECORD_NO,
                   IMPORT_ID,
                   SALE_COLUMNS
};

struct description { /* what a sales file says of a product that nobody described */
    int64_t     product_id, record_no;
    const char *name, *category;
};
enum { SAID_NAME = 1, SAID_CATEGORY = 2 };

struct sale_state {
    struct ri_appender *appender;
    bool                staged; /* into the temporary table `stage` */
    struct clocks       clocks;
    struct ri_intern   *naturals;  /* customers as the file calls them */
    size_t             *customers; /* index in import->customers by natural */
    size_t              customer_room;
    struct ri_intern   *erased; /* pseudonyms of those who were erased: in keys, but no member */
    uint8_t            *said;   /* by product index: SAID_ bits */
    size_t              said_room;
    struct description *descriptions;
    size_t              description_count, description_room;
    struct ri_key       key;
    uint64_t            appended, left_out;
    uint16_t            pick[RI_BATCH_ROWS]; /* rows of the batch that are written */
    size_t              store[RI_BATCH_ROWS],
        customer[RI_BATCH_ROWS]; /* member index by picked row; SIZE_MAX: none */
};

/* ---- Begin -------------------------------------------------------------------------------------------- */

static ri_status open_target(struct ri_import *import, struct sale_state *state,
                             struct ri_error *err)
{
    uint64_t known = 0;
    RI_TRY(import_count(
        import, "SELECT count(*) FROM (SELECT 1 FROM sale_line WHERE source = $source LIMIT 1)",
        &known, err));
    state->staged = known > 0;
    if (!state->staged)
        return ri_appender_open(import->connection, NULL, "sale_line", &state->appender, err);
    RI_TRY(import_run(import, "sale_stage", err));
    return ri_appender_open(import->connection, "temp", "stage", &state->appender, err);
}

static ri_status said_room(struct sale_state *state, size_t index, struct ri_error *err)
{
    if (index < state->said_room) return RI_OK;
    const size_t room = (index + 1) * 2;
    uint8_t     *said = realloc(state->said, room);
    if (!said) return ri_fail(err, RI_ENOMEM, "no room for %zu products", room);
    memset(said + state->said_room, 0, room - state->said_room);
    state->said = said;
    state->said_room = room;
    return RI_OK;
}

static ri_status load_said(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ri_import  *import = context;
    struct sale_state *state = import->state;
    size_t             index;
    if (!ri_intern_find(import->products.codes, ri_row_text(row, 0), &index)) return RI_OK;
    RI_TRY(said_room(state, index, err));
    state->said[index] = (uint8_t)((ri_row_missing(row, 1) ? 0 : SAID_NAME) |
                                   (ri_row_missing(row, 2) ? 0 : SAID_CATEGORY));
    return RI_OK;
}

static ri_status sale_begin(struct ri_import *import, struct ri_error *err)
{
    struct sale_state *state = calloc(1, sizeof *state);
    if (!state) return ri_fail(err, RI_ENOMEM, "no room for an import");
    import->state = state;
    RI_TRY(members_load(&import->stores, &warehouse_stores, import->connection, err));
    RI_TRY(members_load(&import->products, &warehouse_products, import->connection, err));
    RI_TRY(members_load(&import->customers, &warehouse_customers, import->connection, err));
    RI_TRY(clocks_load(&state->clocks, import, &import->stores, err));
    RI_TRY(ri_intern_new(&state->naturals, err));
    RI_TRY(ri_intern_new(&state->erased, err));
    RI_TRY(ri_connection_rows(import->connection, "SELECT sku, name, category FROM product",
                              warehouse_no_binds, import->task, load_said, import, err));
    return open_target(import, state, err);
}

static void sale_release(struct ri_import *import)
{
    struct sale_state *state = import->state;
    ri_appender_abandon(state->appender);
    clocks_release(&state->clocks);
    ri_intern_free(state->naturals);
    ri_intern_free(state->erased);
    free(state->customers);
    free(state->said);
    free(state->descriptions);
    ri_key_release(&state->key);
    free(state);
}

/* ---- Members ------------------------------------------------------------------------------------------ */

/* An erased person's index: among state->erased, with this bit. */
#define ERASED (SIZE_MAX / 2 + 1)

static bool is_member(size_t index)
{
    return !(index & ERASED);
}

static ri_status customer_index(struct ri_import *import, struct ri_view natural, size_t *ret,
                                struct ri_error *err)
{
    struct sale_state *state = import->state;
    size_t             at;
    bool               is_new;
    RI_TRY(ri_intern_put(state->naturals, natural, &at, &is_new, err));
    if (is_new) {
        struct ri_view pseudonym;
        if (at >= state->customer_room) {
            const size_t room = (at + 64) * 2;
            size_t      *customers = realloc(state->customers, room * sizeof *customers);
            if (!customers) return ri_fail(err, RI_ENOMEM, "no room for %zu customers", room);
            state->customers = customers;
            state->customer_room = room;
        }
        bool erased;
        RI_TRY(import_pseudonym(import, natural, &pseudonym, &erased, err));
        if (!erased) {
            RI_TRY(members_put(&import->customers, pseudonym, &state->customers[at], err));
        } else {
            RI_TRY(ri_intern_put(state->erased, pseudonym, &state->customers[at], NULL, err));
            state->customers[at] |= ERASED;
        }
    }
    *ret = state->customers[at];
    return RI_OK;
}

static ri_status keep_description(struct ri_import *import, const struct ri_columns *columns,
                                  size_t row, size_t product, struct ri_error *err)
{
    struct sale_state     *state = import->state;
    const struct ri_cells *name = &columns->cells[RI_SALE_PRODUCT_NAME],
                          *category = &columns->cells[RI_SALE_CATEGORY];
    RI_TRY(said_room(state, product, err));
    const bool say_name = name->valid[row] && !(state->said[product] & SAID_NAME);
    const bool say_category = category->valid[row] && !(state->said[product] & SAID_CATEGORY);
    if (!say_name && !say_category) return RI_OK;
    if (state->description_count == state->description_room) {
        const size_t        room = state->description_room * 2 + 64;
        struct description *grown = realloc(state->descriptions, room * sizeof *grown);
        if (!grown) return ri_fail(err, RI_ENOMEM, "no room for %zu descriptions", room);
        state->descriptions = grown;
        state->description_room = room;
    }
    struct description *said = &state->descriptions[state->description_count++];
    *said = (struct description){import->products.ids[product], (int64_t)columns->record[row], NULL,
                                 NULL};
    if (say_name)
        said->name = ri_arena_copy(&import->mem, name->text[row].at, name->text[row].length);
    if (say_category)
        said->category =
            ri_arena_copy(&import->mem, category->text[row].at, category->text[row].length);
    if ((say_name && !said->name) || (say_category && !said->category))
        return ri_fail(err, RI_ENOMEM, "no room for a description");
    state->said[product] |=
        (uint8_t)((say_name ? SAID_NAME : 0) | (say_category ? SAID_CATEGORY : 0));
    return RI_OK;
}

/* Fills one column of ids; `ret_index` (may be NULL) gets the member of each picked row. */
typedef ri_status index_fn(struct ri_import *import, struct ri_view code, size_t *ret,
                           struct ri_error *err);

static ri_status store_index(struct ri_import *import, struct ri_view code, size_t *ret,
                             struct ri_error *err)
{
    return members_put(&import->stores, code, ret, err);
}

static ri_status product_index(struct ri_import *import, struct ri_view code, size_t *ret,
                               struct ri_error *err)
{
    return members_put(&import->products, code, ret, err);
}

static ri_status put_members(struct ri_import *import, size_t column, const struct ri_cells *cells,
                             index_fn *index_of, const struct members *members, size_t count,
                             size_t *ret_index, struct ri_error *err)
{
    const struct sale_state      *state = import->state;
    const struct ri_append_column into = ri_appender_column(state->appender, column);
    struct ri_view                last = {NULL, 0}; /* neighbours are often the same */
    size_t                        index = SIZE_MAX;
    for (size_t j = 0; j < count; j++) {
        const size_t r = state->pick[j];
        if (!cells->valid[r]) {
            ri_appender_set_null(state->appender, column, j);
            ret_index[j] = SIZE_MAX;
            continue;
        }
        if (!last.at || !ri_view_equal(last, cells->text[r]))
            RI_TRY(index_of(import, cells->text[r], &index, err));
        last = cells->text[r];
        ret_index[j] = index;
        if (is_member(index))
            ((int64_t *)into.data)[j] = members->ids[index];
        else
            ri_appender_set_null(state->appender, column, j);
    }
    return RI_OK;
}

/* ---- Keys --------------------------------------------------------------------------------------------- */

static void key_cell(struct ri_key *key, const struct ri_cells *cells, size_t row)
{
    if (!cells->valid[row])
        ri_key_null(key);
    else if (cells->text)
        ri_key_text(key, cells->text[row]);
    else
        ri_key_int(key, cells->number[row]);
}

/* All that a line says but its occurrence: which fields it has, then their values. The customer stands in it under the
 * pseudonym. */
static void key_content(struct ri_import *import, const struct ri_columns *columns, size_t row,
                        size_t customer)
{
    struct sale_state *state = import->state;
    struct ri_key     *key = &state->key;
    int64_t            present = 0;
    for (size_t field = RI_SALE_SOLD_AT; field < RI_SALE_FIELDS; field++)
        present |= (int64_t)(columns->cells[field].valid[row] != 0) << field;
    ri_key_int(key, present);
    for (size_t field = RI_SALE_SOLD_AT; field < RI_SALE_FIELDS; field++) {
        const struct ri_cells *cells = &columns->cells[field];
        if (!cells->valid[row]) continue;
        if (field == RI_SALE_CUSTOMER)
            ri_key_text(key, is_member(customer) ? ri_intern_at(import->customers.codes, customer)
                                                 : ri_intern_at(state->erased, customer & ~ERASED));
        else if (cells->text)
            ri_key_text(key, cells->text[row]);
        else
            ri_key_int(key, cells->number[row]);
    }
}

/* The day as the file writes it. Part of a receipt's key, because many tills count from 1 again each day; not the
 * business date, which changes when a store's zone or cut-off is described later. */
static int64_t written_day(const struct ri_columns *columns, size_t row)
{
    const struct ri_cells *utc = &columns->cells[RI_SALE_SOLD_AT_UTC];
    const struct ri_cells *at = utc->valid[row] ? utc : &columns->cells[RI_SALE_SOLD_AT];
    return ri_floor_div(at->number[row], RI_US_PER_DAY);
}

/* The key of a line: source, store, register, transaction, day; then its number (mode line) or its content. A line
 * without receipt or number has no key of its own in any mode: its content tells it from others. */
static void put_keys(struct ri_import *import, const struct ri_columns *columns, size_t count)
{
    static const size_t receipt[] = {RI_SALE_STORE, RI_SALE_REGISTER, RI_SALE_TRANSACTION};
    struct sale_state  *state = import->state;
    struct ri_key      *key = &state->key;
    const bool          by_line = import->options.key_mode == RI_KEY_LINE;
    const bool          receipts = import->options.key_mode != RI_KEY_CONTENT;
    int64_t            *row_key = ri_appender_column(state->appender, ROW_KEY).data;
    int64_t            *receipt_key = ri_appender_column(state->appender, RECEIPT_KEY).data;
    for (size_t j = 0; j < count; j++) {
        const size_t r = state->pick[j];
        ri_key_reset(key);
        ri_key_text(key, ri_view_of(import->options.source));
        for (size_t i = 0; i < RI_COUNT(receipt); i++)
            key_cell(key, &columns->cells[receipt[i]], r);
        ri_key_int(key, written_day(columns, r));
        const bool has_receipt = receipts && columns->cells[RI_SALE_TRANSACTION].valid[r];
        if (has_receipt) receipt_key[j] = ri_key_hash(key);
        if (by_line && has_receipt && columns->cells[RI_SALE_LINE].valid[r])
            key_cell(key, &columns->cells[RI_SALE_LINE], r);
        else
            key_content(import, columns, r, state->customer[j]);
        row_key[j] = ri_key_hash(key);
        if (!has_receipt) receipt_key[j] = row_key[j];
    }
}

/* ---- Time --------------------------------------------------------------------------------------------- */

static ri_status put_time(struct ri_import *import, const struct ri_columns *columns, size_t count,
                          struct ri_error *err)
{
    struct sale_state     *state = import->state;
    const struct ri_cells *local = &columns->cells[RI_SALE_SOLD_AT],
                          *utc = &columns->cells[RI_SALE_SOLD_AT_UTC];
    int64_t *sold_at = ri_appender_column(state->appender, SOLD_AT).data;
    int32_t *business_date = ri_appender_column(state->appender, BUSINESS_DATE).data;
    for (size_t j = 0; j < count; j++) {
        const size_t  r = state->pick[j];
        struct clock *clock;
        RI_TRY(clocks_of(&state->clocks, state->store[j], &clock, err));
        if (utc->valid[r]) {
            sold_at[j] = utc->number[r];
            business_date[j] = ri_business_day_at(clock->zone, utc->number[r], clock->cutoff);
        } else if (local->valid[r]) {
            sold_at[j] = clock_utc(clock, local->number[r]);
            business_date[j] =
                ri_business_day(local->number[r], import->options.dates_only ? 0 : clock->cutoff);
        } else {
            return ri_fail(err, RI_EDATA, "record %llu has no time",
                           (unsigned long long)columns->record[r]);
        }
    }
    return RI_OK;
}

/* ---- The rest of a row -------------------------------------------------------------------------------- */

static ri_status put_currency(struct ri_import *import, const struct ri_cells *cells, size_t count,
                              struct ri_error *err)
{
    struct sale_state *state = import->state;
    for (size_t j = 0; j < count; j++) {
        struct clock *clock;
        const size_t  r = state->pick[j];
        if (cells->valid[r]) {
            ri_appender_set_text(state->appender, CURRENCY, j, cells->text[r]);
            continue;
        }
        RI_TRY(clocks_of(&state->clocks, state->store[j], &clock, err));
        ri_appender_set_text(state->appender, CURRENCY, j, ri_view_of(clock->currency));
    }
    return RI_OK;
}

static void put_kind(const struct sale_state *state, const struct ri_columns *columns, size_t count)
{
    const struct ri_cells *kind = &columns->cells[RI_SALE_KIND],
                          *quantity = &columns->cells[RI_SALE_QUANTITY];
    for (size_t j = 0; j < count; j++) {
        const size_t r = state->pick[j];
        const bool   back = quantity->valid[r] && quantity->number[r] < 0;
        ri_appender_set_text(state->appender, KIND, j,
                             kind->valid[r] ? kind->text[r]
                             : back         ? RI_VIEW("return")
                                            : RI_VIEW("sale"));
    }
}

/* Lines: the file's number, or 1 where there is none. */
static void put_lines(const struct sale_state *state, const struct ri_columns *columns,
                      size_t count)
{
    const struct ri_cells *line = &columns->cells[RI_SALE_LINE];
    int32_t               *data = ri_appender_column(state->appender, LINE_NO).data;
    for (size_t j = 0; j < count; j++)
        data[j] = line->valid[state->pick[j]] ? (int32_t)line->number[state->pick[j]] : 1;
}

static void put_plain(struct ri_import *import, const struct ri_columns *columns, size_t count)
{
    static const struct {
        size_t field, column;
        bool   text;
    } plain[] = {
        {RI_SALE_REGISTER, REGISTER, true},  {RI_SALE_TRANSACTION, TRANSACTION_NO, true},
        {RI_SALE_QUANTITY, QUANTITY, false}, {RI_SALE_UNIT_PRICE, UNIT_PRICE, false},
        {RI_SALE_GROSS, GROSS, false},       {RI_SALE_DISCOUNT, DISCOUNT, false},
        {RI_SALE_TAX, TAX, false},           {RI_SALE_NET, NET, false},
        {RI_SALE_COST, COST, false},         {RI_SALE_PAYMENT_METHOD, PAYMENT_METHOD, true},
        {RI_SALE_ORIGIN, ORIGIN, true},      {RI_SALE_FIELDS, ATTRIBUTES, true},
    };
    const struct sale_state *state = import->state;
    const struct ri_view     source = ri_view_of(import->options.source);
    for (size_t i = 0; i < RI_COUNT(plain); i++) {
        const struct ri_cells *cells = &columns->cells[plain[i].field];
        if (plain[i].text)
            import_put_texts(state->appender, plain[i].column, cells, state->pick, count);
        else
            import_put_numbers(state->appender, plain[i].column, cells, state->pick, count);
    }
    for (size_t j = 0; j < count;
         j++) { /* a category of its own only where no product carries it */
        const size_t r = state->pick[j];
        const bool   own =
            columns->cells[RI_SALE_CATEGORY].valid[r] && !columns->cells[RI_SALE_PRODUCT].valid[r];
        if (own)
            ri_appender_set_text(state->appender, CATEGORY, j,
                                 columns->cells[RI_SALE_CATEGORY].text[r]);
        else
            ri_appender_set_null(state->appender, CATEGORY, j);
    }
    ri_appender_fill_text(state->appender, SOURCE, &source);
    memset(ri_appender_column(state->appender, REVISION).data, 0, count * sizeof(int32_t));
    import_put_records(state->appender, RECORD_NO, columns, state->pick, count);
    ri_appender_fill_int64(state->appender, IMPORT_ID, import->ledger.import_id);
}

static size_t choose(struct ri_import *import, const struct ri_columns *columns)
{
    struct sale_state     *state = import->state;
    const struct ri_cells *line = &columns->cells[RI_SALE_LINE];
    const bool drop = import->options.drop_repeats && import->options.key_mode != RI_KEY_LINE;
    size_t     count = 0;
    for (size_t r = 0; r < columns->rows; r++) {
        if (drop && line->valid[r] && line->number[r] > 1)
            state->left_out++;
        else
            state->pick[count++] = (uint16_t)r;
    }
    return count;
}

static ri_status sale_append(struct ri_import *import, const struct ri_columns *columns,
                             struct ri_error *err)
{
    struct sale_state     *state = import->state;
    const size_t           count = choose(import, columns);
    size_t                 product[RI_BATCH_ROWS];
    const struct ri_cells *cells = columns->cells;
    RI_TRY(put_members(import, STORE_ID, &cells[RI_SALE_STORE], store_index, &import->stores, count,
                       state->store, err));
    RI_TRY(put_members(import, PRODUCT_ID, &cells[RI_SALE_PRODUCT], product_index,
                       &import->products, count, product, err));
    RI_TRY(put_members(import, CUSTOMER_ID, &cells[RI_SALE_CUSTOMER], customer_index,
                       &import->customers, count, state->customer, err));
    for (size_t j = 0; j < count; j++) {
        if (product[j] != SIZE_MAX)
            RI_TRY(keep_description(import, columns, state->pick[j], product[j], err));
    }
    put_keys(import, columns, count);
    RI_TRY(put_time(import, columns, count, err));
    RI_TRY(put_currency(import, &cells[RI_SALE_CURRENCY], count, err));
    put_kind(state, columns, count);
    put_lines(state, columns, count);
    put_plain(import, columns, count);
    state->appended += count;
    return ri_appender_flush(state->appender, count, err);
}

/* ---- Settling ----------------------------------------------------------------------------------------- */

static ri_status append_descriptions(struct ri_import *import, struct ri_appender *into,
                                     struct ri_error *err)
{
    enum { PRODUCT, NAME = 2, CATEGORY_NAME = 4, DESCRIBED = 16, RECORD, IMPORT, COLUMNS };
    const struct sale_state *state = import->state;
    for (size_t start = 0; start < state->description_count; start += RI_APPEND_ROWS) {
        const size_t left = state->description_count - start,
                     rows = left < RI_APPEND_ROWS ? left : RI_APPEND_ROWS;
        for (size_t r = 0; r < rows; r++) {
            const struct description *said = &state->descriptions[start + r];
            for (size_t c = PRODUCT + 1; c < DESCRIBED; c++) ri_appender_set_null(into, c, r);
            ((int64_t *)ri_appender_column(into, PRODUCT).data)[r] = said->product_id;
            ((uint8_t *)ri_appender_column(into, DESCRIBED).data)[r] = 0;
            ((int64_t *)ri_appender_column(into, RECORD).data)[r] = said->record_no;
            ((int64_t *)ri_appender_column(into, IMPORT).data)[r] = import->ledger.import_id;
            const struct {
                size_t      column;
                const char *text;
            } texts[] = {{NAME, said->name}, {CATEGORY_NAME, said->category}};
            for (size_t i = 0; i < RI_COUNT(texts); i++) {
                if (!texts[i].text) continue;
                ri_appender_column(into, texts[i].column).validity[r / 64] |= UINT64_C(1) << r % 64;
                ri_appender_set_text(into, texts[i].column, r, ri_view_of(texts[i].text));
            }
        }
        RI_TRY(ri_appender_flush(into, rows, err));
    }
    return RI_OK;
}

static ri_status save_descriptions(struct ri_import *import, struct ri_error *err)
{
    const struct sale_state *state = import->state;
    struct ri_appender      *into;
    if (state->description_count == 0) return RI_OK;
    RI_TRY(ri_appender_open(import->connection, NULL, "product_version", &into, err));
    const ri_status status = append_descriptions(import, into, err);
    if (status == RI_OK) return ri_appender_finish(&into, err);
    ri_appender_abandon(into);
    return status;
}

/* Into `stage`, with what only sets can tell: occurrences, lines that come again in the same file. */
static ri_status stage(struct ri_import *import, const struct ri_offer *offer, struct ri_error *err)
{
    struct sale_state *state = import->state;
    uint64_t           before = 0, after = 0;
    if (!state->staged) RI_TRY(import_run(import, "sale_divert", err));
    state->staged = true;
    RI_TRY(import_count(import, "SELECT count(*) FROM stage", &before, err));
    if (offer->occurrences_unknown) {
        RI_TRY(import_run(import, "sale_number", err));
        if (import->options.drop_repeats) RI_TRY(import_run(import, "sale_drop_repeats", err));
    }
    RI_TRY(import_run(import, "sale_once", err));
    RI_TRY(import_count(import, "SELECT count(*) FROM stage", &after, err));
    import->ledger.duplicates += before - after;
    return RI_OK;
}

static ri_status compare(struct ri_import *import, struct ri_error *err)
{
    static const char *const scripts[] = {"sale_compare_line", "sale_compare_receipt",
                                          "sale_compare_content"};
    struct ri_ledger        *ledger = &import->ledger;
    uint64_t                 same = 0, staged = 0;
    RI_TRY(import_run(import, scripts[import->options.key_mode], err));
    RI_TRY(import_count(import, "SELECT count(*) FROM stage", &staged, err));
    RI_TRY(
        import_count(import, "SELECT count(DISTINCT record_no) FROM fate WHERE same", &same, err));
    RI_TRY(
        import_count(import, "SELECT count(*) FROM fate WHERE NOT same", &ledger->superseded, err));
    RI_TRY(import_count(import, "SELECT count(*) FROM revised", &ledger->replaced, err));
    ledger->duplicates += same;
    if (same < staged) RI_TRY(import_run(import, "sale_apply", err));
    return import_run(import, "link_fates", err);
}

static ri_status sale_settle(struct ri_import *import, const struct ri_offer *offer,
                             struct ri_error *err)
{
    struct sale_state *state = import->state;
    struct ri_ledger  *ledger = &import->ledger;
    RI_TRY(ri_appender_finish(&state->appender, err));
    ledger->duplicates += state->left_out;
    uint64_t twice = 0;
    if (!state->staged && import->options.key_mode == RI_KEY_LINE)
        RI_TRY(import_count(import, warehouse_sql("sale_twice"), &twice, err));
    if (state->staged || twice || offer->occurrences_unknown) {
        RI_TRY(stage(import, offer, err));
        RI_TRY(compare(import, err));
    }
    RI_TRY(import_count(import, "SELECT count(*) FROM sale_line WHERE import_id = $import",
                        &ledger->facts, err));
    ledger->inserted = ledger->facts - ledger->replaced;
    if (!ledger->facts) return RI_OK; /* nothing is replaced by nothing */
    RI_TRY(import_run(import, "sale_touched", err));
    RI_TRY(import_run(import, "sale_receipts", err));
    return save_descriptions(import, err);
}

const struct import_writer warehouse_sale_writer = {sale_begin, sale_append, sale_settle,
                                                    sale_release};
