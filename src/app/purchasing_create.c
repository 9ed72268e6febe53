/* purchasing create: what `inventory orders` proposes, or what a person names, as drafts by supplier and store. */
#include "app/import_text.h"
#include "app/nested.h"
#include "app/operation.h"
#include "app/purchasing.h"
#include "app/workspace.h"

static const struct ri_param params[] = {
    {"line", RI_PARAM_PAIR, RI_PARAM_LIST, NULL, NULL, NULL,
     "order just this, PRODUCT@STORE=UNITS; what 'inventory orders' proposes when not given"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "propose for these stores"},
    {"supplier", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only from these suppliers"},
    {"service", RI_PARAM_NUMBER, 0, NULL, "0.95", NULL,
     "wanted chance of no stock-out, as for 'inventory orders'"},
    {"on", RI_PARAM_DATE, 0, NULL, NULL, NULL, "day of the drafts; today when not given"},
};
static const struct ri_column columns[] = {
    {"order", RI_COLUMN_TEXT, "number of the draft"},
    {"supplier", RI_COLUMN_TEXT, "code of the supplier"},
    {"store", RI_COLUMN_STORE, "store it is for"},
    {"lines", RI_COLUMN_INTEGER, "lines of the draft"},
    {"units", RI_COLUMN_NUMBER, "units on them"},
    {"import_id", RI_COLUMN_INTEGER, "import that wrote it; 'imports undo' takes it back; not shown to who may see some stores only"},
};

struct wish { /* four lists of one length */
    struct ri_call *call;
    const char    **products, **stores, **quantities, **expected;
    size_t          count, room;
};
struct creation {
    struct ri_call          *call;
    struct ri_purchase_lines lines;
    const char *const       *suppliers;
    ri_day                   on;
    size_t                   drafted, others; /* in a draft already; of other suppliers */
};

/* ---- What is wanted ----------------------------------------------------------------------------------------------------- */

static ri_status grow(struct wish *wish, struct ri_error *err)
{
    const char ***lists[] = {&wish->products, &wish->stores, &wish->quantities, &wish->expected};
    const size_t  room = wish->room ? wish->room * 2 : 256;
    for (size_t i = 0; i < RI_COUNT(lists); i++) {
        const char **more;
        RI_ARENA_NEW(more, ri_call_mem(wish->call), room, err);
        if (wish->count) memcpy(more, *lists[i], wish->count * sizeof *more);
        *lists[i] = more;
    }
    wish->room = room;
    return RI_OK;
}

static ri_status want(struct wish *wish, struct ri_view product, struct ri_view store,
                      const char *quantity, const char *expected, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(wish->call);
    if (wish->count == wish->room) RI_TRY(grow(wish, err));
    const char *texts[] = {ri_arena_copy(mem, product.at, product.length),
                           ri_arena_copy(mem, store.at, store.length),
                           ri_arena_copy(mem, quantity, strlen(quantity)),
                           ri_arena_copy(mem, expected, strlen(expected))};
    for (size_t i = 0; i < RI_COUNT(texts); i++) {
        if (!texts[i]) return ri_fail(err, RI_ENOMEM, "no room for what is wanted");
    }
    wish->products[wish->count] = texts[0];
    wish->stores[wish->count] = texts[1];
    wish->quantities[wish->count] = texts[2];
    wish->expected[wish->count++] = texts[3];
    return RI_OK;
}

/* PRODUCT@STORE=UNITS; a product's code may hold '@' and '=', a store's only '@'. */
static ri_status want_pair(struct wish *wish, const char *pair, struct ri_error *err)
{
    const char *equals = strrchr(pair, '='), *at = NULL;
    int64_t     units = 0;
    for (const char *c = pair; equals && c < equals; c++) {
        if (*c == '@') at = c;
    }
    if (!at || at == pair || at + 1 == equals ||
        !ri_parse_decimal(ri_view_of(equals + 1), 3, &units) || units <= 0)
        return ri_fail(err, RI_EUSAGE, "--line wants PRODUCT@STORE=UNITS, more than 0; got '%.80s'",
                       pair);
    for (size_t i = 0; i < wish->count; i++) {
        if (ri_view_is((struct ri_view){pair, (size_t)(at - pair)}, wish->products[i]) &&
            ri_view_is((struct ri_view){at + 1, (size_t)(equals - at - 1)}, wish->stores[i]))
            return ri_fail(err, RI_EUSAGE, "--line names '%.*s' twice", (int)(equals - pair), pair);
    }
    return want(wish, (struct ri_view){pair, (size_t)(at - pair)},
                (struct ri_view){at + 1, (size_t)(equals - at - 1)}, equals + 1, "", err);
}

static ri_status want_row(void *context, const struct ri_table_view *table, size_t row,
                          struct ri_error *err)
{
    struct wish                 *wish = context;
    const struct ri_column_view *product = &table->columns[ri_table_view_find(table, "product")],
                                *store = &table->columns[ri_table_view_find(table, "store")],
                                *units =
                                    &table->columns[ri_table_view_find(table, "order_quantity")];
    const size_t   expected = ri_table_view_find(table, "expected_on");
    char           quantity[40];
    struct ri_text day = {0};
    if (!ri_cell_valid(units, row) || ri_cell_number(units, row) <= 0) return RI_OK;
    if (ri_view_is(ri_cell_text(store, row), "(none)")) return RI_OK; /* nowhere to deliver to */
    snprintf(quantity, sizeof quantity, "%.3f", ri_cell_number(units, row));
    if (expected != SIZE_MAX && ri_cell_valid(&table->columns[expected], row))
        ri_cell_print(&table->columns[expected], row, &day);
    const ri_status status = want(wish, ri_cell_text(product, row), ri_cell_text(store, row),
                                  quantity, day.at ? day.at : "", err);
    ri_text_release(&day);
    return status;
}

static ri_status want_proposed(struct wish *wish, struct ri_error *err)
{
    struct ri_call    *call = wish->call;
    const char *const *stores = ri_call_list(call, "store", NULL);
    struct ri_nested   orders;
    RI_TRY(ri_nested_begin(call, ri_call_workspace(call), ri_call_principal(call),
                           "inventory.orders", &orders, err));
    ri_status status = ri_call_set(orders.call, "service", ri_call_text(call, "service"), err);
    for (size_t i = 0; stores && stores[i] && status == RI_OK; i++)
        status = ri_call_set(orders.call, "store", stores[i], err);
    return ri_nested_rows(&orders, status, "orders", want_row, wish, err);
}

/* ---- As drafts ----------------------------------------------------------------------------------------------------------- */

enum {
    ORDER,
    LINE,
    STORE,
    SUPPLIER,
    PRODUCT,
    QUANTITY,
    COST,
    CURRENCY,
    EXPECTED,
    DRAFTED,
    KNOWS_PRODUCT,
    KNOWS_STORE
};

static const char *text(struct creation *creation, const struct ri_row *row, size_t column)
{
    const struct ri_view view = ri_row_text(row, column);
    return ri_row_missing(row, column)
               ? NULL
               : ri_arena_copy(ri_call_mem(creation->call), view.at, view.length);
}

static bool is_wanted(const struct creation *creation, const char *supplier)
{
    for (size_t i = 0; creation->suppliers && creation->suppliers[i]; i++) {
        if (supplier && strcmp(creation->suppliers[i], supplier) == 0) return true;
    }
    return !creation->suppliers;
}

static ri_status take_line(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct creation *creation = context;
    const char      *product = text(creation, row, PRODUCT), *store = text(creation, row, STORE),
               *supplier = text(creation, row, SUPPLIER), *cost = text(creation, row, COST);
    struct ri_purchase_line line = {.order = text(creation, row, ORDER),
                                    .line = ri_row_int64(row, LINE),
                                    .store = store,
                                    .supplier = supplier,
                                    .product = product,
                                    .currency = text(creation, row, CURRENCY),
                                    .status = "draft",
                                    .ordered_on = creation->on,
                                    .expected_on = RI_DAY_NONE,
                                    .received_on = RI_DAY_NONE,
                                    .received_milli = INT64_MIN,
                                    .unit_cost_micro = INT64_MIN,
                                    .changed = true};
    if (!ri_row_int64(row, KNOWS_PRODUCT))
        return ri_fail(err, RI_ENOTFOUND, "there is no product '%.80s'", product);
    if (!ri_row_int64(row, KNOWS_STORE))
        return ri_fail(err, RI_ENOTFOUND, "there is no store '%.80s'", store);
    if (!is_wanted(creation, supplier)) {
        creation->others++;
        return RI_OK;
    }
    if (ri_row_int64(row, DRAFTED)) {
        creation->drafted++;
        return RI_OK;
    }
    (void)!ri_day_parse(ri_row_text(row, EXPECTED), &line.expected_on);
    if (cost && !ri_parse_decimal(ri_view_of(cost), 6, &line.unit_cost_micro))
        line.unit_cost_micro = INT64_MIN;
    if (!ri_parse_decimal(ri_row_text(row, QUANTITY), 3, &line.quantity_milli))
        return ri_fail(err, RI_EDATA, "the quantity of '%.80s' cannot be read", product);
    return ri_purchase_add(creation->call, &creation->lines, &line, err);
}

/* Scope: a person who may see some stores orders for those only. */
static ri_status check_scope(const struct ri_call *call, const struct wish *wish,
                             struct ri_error *err)
{
    const struct ri_principal *principal = ri_call_principal(call);
    if (!principal || !principal->stores) return RI_OK;
    for (size_t i = 0; i < wish->count; i++) {
        bool may = false;
        for (size_t j = 0; principal->stores[j]; j++)
            may |= strcmp(principal->stores[j], wish->stores[i]) == 0;
        if (!may)
            return ri_fail(err, RI_EFORBIDDEN, "you may not order for store '%.80s'",
                           wish->stores[i]);
    }
    return RI_OK;
}

static ri_status make_lines(struct creation *creation, const struct wish *wish,
                            struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const char          *sql;
    const struct ri_bind binds[] = {ri_bind_text_list("products", wish->products, wish->count),
                                    ri_bind_text_list("stores", wish->stores, wish->count),
                                    ri_bind_text_list("quantities", wish->quantities, wish->count),
                                    ri_bind_text_list("expected", wish->expected, wish->count)};
    RI_TRY(ri_call_warehouse(creation->call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find("sql/purchasing/propose.sql", &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(creation->call),
                             take_line, creation, err);
}

static ri_status answer(struct creation *creation, int64_t import_id, struct ri_error *err)
{
    const struct ri_purchase_lines *lines = &creation->lines;
    struct ri_table_builder        *table;
    RI_TRY(ri_call_builder(creation->call, &table, err));
    for (size_t from = 0, to; from < lines->count; from = to) {
        double units = 0;
        for (to = from;
             to < lines->count && strcmp(lines->at[to].order, lines->at[from].order) == 0; to++)
            units += (double)lines->at[to].quantity_milli / 1000;
        ri_put_string(table, lines->at[from].order);
        ri_put_string(table, lines->at[from].supplier);
        ri_put_string(table, lines->at[from].store);
        ri_put_int(table, (int64_t)(to - from));
        ri_put_number(table, units);
        ri_put_import(table, creation->call, import_id);
    }
    return ri_call_answer(creation->call, table, RI_OK, err);
}

static ri_status create_run(struct ri_call *call, struct ri_error *err)
{
    struct wish        wish = {.call = call};
    struct creation    creation = {.call = call};
    const char *const *pairs = ri_call_list(call, "line", NULL);
    const int64_t      today = ri_task_now_us(ri_call_task(call)) / RI_US_PER_DAY;
    int64_t            import_id = 0;
    creation.on = ri_call_day(call, "on", (ri_day)today);
    if (ri_call_given(call, "supplier")) creation.suppliers = ri_call_list(call, "supplier", NULL);
    if (ri_call_given(call, "line") && ri_call_given(call, "store"))
        return ri_fail(err, RI_EUSAGE, "--line names its store itself: leave --store out");
    for (size_t i = 0; pairs && pairs[i]; i++) RI_TRY(want_pair(&wish, pairs[i], err));
    if (!ri_call_given(call, "line")) RI_TRY(want_proposed(&wish, err));
    RI_TRY(check_scope(call, &wish, err));
    if (wish.count) RI_TRY(make_lines(&creation, &wish, err));
    RI_TRY(ri_purchase_write(call, &creation.lines, &import_id, err));
    if (creation.drafted)
        ri_call_note(call, "products that are in a draft of their store already: %zu",
                     creation.drafted);
    if (creation.others && !ri_call_given(call, "line"))
        ri_call_note(call, "lines of other suppliers, left out: %zu", creation.others);
    if (!wish.count) ri_call_note(call, "nothing has to be ordered");
    return answer(&creation, import_id, err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "purchasing.create",
          .summary = "Draft orders to suppliers from what 'inventory orders' proposes",
          .details =
              "One draft a supplier and store, numbered PO-01-0001 and on. A draft counts as no "
              "supply until 'purchasing send'; a product that is in a draft of its store is not "
              "drafted twice, so that asking again changes nothing. Prices are the products' "
              "unit costs in the store's currency.",
          .flags = RI_CHANGES | RI_LONG | RI_SCOPED,
          .roles = RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight purchasing create --supplier SUP-01",
                      "retailinsight purchasing create --line P00078@S04=60 --line "
                      "P00526@S05=120")},
     .run = create_run},
};
const struct ri_operation_table ri_purchasing_create_operations = RI_OPERATION_TABLE(operations);
