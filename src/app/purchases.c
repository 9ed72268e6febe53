/* Purchases for models: what a file and the warehouse have in common. */
#include "app/operation.h"
#include "app/purchases_internal.h"
#include "app/workspace.h"

#include <math.h>

enum { ROWS_A_BATCH = 2048 };

static ri_status grow(struct purchase_loading *loading, struct ri_error *err)
{
    struct ri_loaded_purchases *loaded = loading->loaded;
    const size_t                room = loading->room ? loading->room * 2 : 1024;
    struct ri_purchase         *at = realloc(loaded->at, room * sizeof *at);
    if (!at) return ri_fail(err, RI_ENOMEM, "no room for %zu purchases", room);
    loaded->at = at;
    if (loading->wish.details) {
        struct ri_purchase_detail *detail = realloc(loaded->detail, room * sizeof *detail);
        if (!detail) return ri_fail(err, RI_ENOMEM, "no room for %zu purchases", room);
        loaded->detail = detail;
    }
    loading->room = room;
    return RI_OK;
}

ri_status purchases_add(struct purchase_loading *loading, const struct purchase_line *line,
                        struct ri_error *err)
{
    struct ri_loaded_purchases *loaded = loading->loaded;
    size_t                      item = 0;
    if (loaded->count == loading->room) RI_TRY(grow(loading, err));
    if (loading->wish.details) RI_TRY(ri_intern_put(loaded->items, line->item, &item, NULL, err));
    if (line->customer > UINT32_MAX || item > UINT32_MAX)
        return ri_fail(err, RI_ETOOLARGE, "more than 4 billion customers or items");
    if (loading->wish.details)
        loaded->detail[loaded->count] =
            (struct ri_purchase_detail){(uint32_t)item, line->promoted, line->quantity_milli};
    loaded->at[loaded->count] = line->purchase;
    loaded->at[loaded->count++].customer = (uint32_t)line->customer;
    if (line->purchase.day > loading->last) loading->last = line->purchase.day;
    return RI_OK;
}

/* ---- Either ----------------------------------------------------------------------------------------------------- */

struct named { /* the first bytes tell most names apart, without a look at them */
    uint64_t begins;
    size_t   place;
};

static uint64_t beginning(struct ri_view name)
{
    uint64_t begins = 0;
    for (size_t i = 0; i < sizeof begins; i++)
        begins = begins << 8 | (i < name.length ? (unsigned char)name.at[i] : 0);
    return begins;
}

static int by_name(const void *left, const void *right, void *context)
{
    const struct named     *one = left, *other = right;
    const struct ri_intern *names = context;
    if (one->begins != other->begins) return one->begins < other->begins ? -1 : 1;
    const struct ri_view a = ri_intern_at(names, one->place), b = ri_intern_at(names, other->place);
    const int            order = memcmp(a.at, b.at, a.length < b.length ? a.length : b.length);
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* Numbers names in their order, so that no answer depends on the order of the rows: ret_place[number] is the place of a
 * name, ret_number[place] its number. */
static ri_status number_names(struct ri_call *call, struct ri_intern *names, size_t **ret_place,
                              uint32_t **ret_number, struct ri_error *err)
{
    const size_t count = ri_intern_count(names);
    size_t      *place;
    uint32_t    *number;
    RI_ARENA_NEW(place, ri_call_mem(call), count, err);
    RI_ARENA_NEW(number, ri_call_mem(call), count, err);
    const struct ri_arena_mark mark = ri_arena_mark(ri_call_mem(call));
    struct named              *order;
    RI_ARENA_NEW(order, ri_call_mem(call), count, err);
    for (size_t i = 0; i < count; i++)
        order[i] = (struct named){beginning(ri_intern_at(names, i)), i};
    if (count) qsort_r(order, count, sizeof *order, by_name, names);
    for (size_t i = 0; i < count; i++) {
        place[i] = order[i].place;
        number[place[i]] = (uint32_t)i;
    }
    ri_arena_rewind(ri_call_mem(call), mark);
    *ret_place = place;
    *ret_number = number;
    return RI_OK;
}

ri_status purchases_number_customers(struct purchase_loading *loading, uint32_t **ret_number,
                                     struct ri_error *err)
{
    struct ri_loaded_purchases *loaded = loading->loaded;
    loaded->customers = ri_intern_count(loaded->names);
    return number_names(loading->call, loaded->names, &loaded->place, ret_number, err);
}

static ri_status number_items(struct ri_call *call, struct ri_loaded_purchases *loaded,
                              struct ri_error *err)
{
    uint32_t *number;
    loaded->item_count = ri_intern_count(loaded->items);
    RI_TRY(number_names(call, loaded->items, &loaded->item_place, &number, err));
    for (size_t i = 0; loaded->detail && i < loaded->count; i++)
        loaded->detail[i].item = number[loaded->detail[i].item];
    return RI_OK;
}

/* Not every operation has a last day. */
static ri_day last_day(struct ri_call *call, ri_day newest)
{
    return ri_call_has(call, "until") ? ri_call_day(call, "until", newest) : newest;
}

ri_status ri_purchases_load(struct ri_call *call, const struct ri_purchase_wish *wish,
                            struct ri_loaded_purchases *ret, struct ri_error *err)
{
    struct purchase_loading loading = {
        .call = call, .wish = *wish, .loaded = ret, .last = RI_DAY_NONE};
    *ret = (struct ri_loaded_purchases){.display = {.call = call}};
    RI_TRY(ri_intern_new(&ret->names, err));
    RI_TRY(ri_intern_new(&ret->items, err));
    RI_TRY(ri_call_given(call, "input") ? purchases_from_file(&loading, err)
                                        : purchases_from_warehouse(&loading, err));
    RI_TRY(number_items(call, ret, err));
    ret->until = last_day(call, loading.last);
    if (!ret->count)
        return ri_fail(err, RI_EDATA, "there is no purchase of a known customer to work on");
    if (ret->currency) ri_call_note(call, "amounts are in %s", ret->currency);
    struct ri_text day = {0};
    ri_text_day(&day, ret->until);
    if (day.at && ri_call_has(call, "until")) ri_call_used(call, "until", day.at);
    ri_text_release(&day);
    return RI_OK;
}

void ri_purchases_release(struct ri_loaded_purchases *loaded)
{
    free(loaded->at);
    free(loaded->detail);
    ri_intern_free(loaded->names);
    ri_intern_free(loaded->items);
}

ri_status ri_purchases_find(struct ri_loaded_purchases *loaded, const char *customer, size_t *ret,
                            struct ri_error *err)
{
    char           pseudonym[RI_PSEUDONYM_SIZE];
    struct ri_view name = ri_view_of(customer);
    size_t         place;
    if (!loaded->from_file) {
        struct ri_workspace *workspace = ri_call_workspace(loaded->display.call);
        struct ri_control   *control;
        RI_TRY(ri_workspace_control(workspace, false, &control, err));
        ri_identity_of(control, name, pseudonym);
        name = ri_view_of(pseudonym);
    }
    if (ri_intern_find(loaded->names, name, &place))
        for (size_t i = 0; i < loaded->customers; i++) {
            if (loaded->place[i] != place) continue;
            *ret = i;
            return RI_OK;
        }
    return ri_fail(err, RI_ENOTFOUND, "there is no purchase of a customer '%.40s'", customer);
}

/* ---- Results ----------------------------------------------------------------------------------------------------- */

ri_status ri_purchases_table(struct ri_loaded_purchases *loaded, const struct ri_column *columns,
                             size_t count, struct ri_table_builder **ret, struct ri_error *err)
{
    struct ri_call         *call = loaded->display.call;
    struct ri_table_column *shown;
    RI_ARENA_NEW(shown, ri_call_mem(call), count, err);
    for (size_t c = 0; c < count; c++)
        shown[c] = (struct ri_table_column){
            .name = columns[c].name,
            .type = columns[c].type,
            .scale = columns[c].type == RI_COLUMN_MONEY ? loaded->digits : 0,
            .help = columns[c].help};
    RI_TRY(ri_call_columns(call, shown, count, err));
    return ri_table_builder_new(shown, count, ret, err);
}

ri_status ri_purchases_flush(struct ri_loaded_purchases *loaded, struct ri_table_builder *table,
                             struct ri_error *err)
{
    if (ri_table_builder_rows(table) < ROWS_A_BATCH) return RI_OK;
    return ri_call_emit_builder(loaded->display.call, table, err);
}

ri_status ri_purchases_end_table(struct ri_loaded_purchases *loaded, struct ri_table_builder *table,
                                 ri_status status, struct ri_error *err)
{
    if (status == RI_OK) status = ri_call_emit_builder(loaded->display.call, table, err);
    ri_table_builder_free(table);
    return status;
}

struct ri_view ri_purchases_item(const struct ri_loaded_purchases *loaded, size_t item)
{
    return ri_intern_at(loaded->items, loaded->item_place[item]);
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
