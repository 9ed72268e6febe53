/* Stock positions by series key. */
#include "app/stock_internal.h"

#include <math.h>
#include <stddef.h>

const struct ri_position stock_unknown = {.pack = NAN,
                                          .minimum = NAN,
                                          .unit_cost = NAN,
                                          .unit_price = NAN,
                                          .lead_time = NAN,
                                          .lead_time_sd = NAN,
                                          .review = NAN,
                                          .shelf_life = NAN,
                                          .shelf_space = NAN,
                                          .supplier_minimum = NAN};

static struct ri_view joined(struct ri_text *key, const struct ri_view *keys, size_t count)
{
    ri_text_clear(key);
    for (size_t k = 0; k < count; k++) {
        if (k) ri_text_putc(key, STOCK_KEY_SEPARATOR);
        ri_text_add(key, keys[k].at, keys[k].length);
    }
    return (struct ri_view){key->at ? key->at : "", key->length};
}

ri_status stock_add(struct ri_stock *stock, const struct ri_view *keys,
                    const struct ri_position *position, struct ri_error *err)
{
    size_t               number;
    bool                 is_new;
    const struct ri_view key = joined(&stock->key, keys, stock->key_count);
    RI_TRY(ri_intern_put(stock->keys, key, &number, &is_new, err));
    if (!is_new)
        return ri_fail(err, RI_EDATA, "stock: '%.*s' occurs twice", (int)key.length, key.at);
    if (number >= stock->room) {
        const size_t        room = stock->room ? stock->room * 2 : 1024;
        struct ri_position *at = realloc(stock->at, room * sizeof *at);
        if (!at) return ri_fail(err, RI_ENOMEM, "no room for %zu stock levels", room);
        stock->at = at;
        stock->room = room;
    }
    stock->at[number] = *position;
    return RI_OK;
}

struct ri_position *stock_find(const struct ri_stock *stock, const struct ri_view *keys)
{
    size_t         number;
    struct ri_text key = {0}; /* its own: series look for their stock side by side */
    const bool     found =
        ri_intern_find(stock->keys, joined(&key, keys, stock->key_count), &number);
    ri_text_release(&key);
    return found ? &stock->at[number] : NULL;
}

ri_status stock_text(struct ri_stock *stock, struct ri_view text, const char **ret,
                     struct ri_error *err)
{
    *ret = NULL;
    if (!text.length) return RI_OK;
    *ret = ri_arena_copy(ri_call_mem(stock->call), text.at, text.length);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a word");
}

ri_status stock_supplier(struct ri_stock *stock, struct ri_view name, struct ri_supplier **ret,
                         struct ri_error *err)
{
    size_t number;
    bool   is_new;
    RI_TRY(ri_intern_put(stock->supplier_names, name, &number, &is_new, err));
    if (number >= stock->supplier_room) {
        const size_t         room = stock->supplier_room ? stock->supplier_room * 2 : 64;
        struct ri_supplier **at = realloc(stock->suppliers, room * sizeof *at);
        if (!at) return ri_fail(err, RI_ENOMEM, "no room for %zu suppliers", room);
        stock->suppliers = at;
        stock->supplier_room = room;
    }
    if (is_new) {
        struct ri_supplier *supplier;
        RI_ARENA_NEW(supplier, ri_call_mem(stock->call), 1, err);
        *supplier = (struct ri_supplier){.lead_time = NAN, .review = NAN, .cut_off = -1};
        RI_TRY(stock_text(stock, name, &supplier->name, err));
        stock->suppliers[number] = supplier;
    }
    *ret = stock->suppliers[number];
    return RI_OK;
}

bool stock_status(struct ri_view text, ri_product_status *ret)
{
    static const char *const words[] = {[RI_PRODUCT_ACTIVE] = "active",
                                        [RI_PRODUCT_NEW] = "new",
                                        [RI_PRODUCT_ENDING] = "ending",
                                        [RI_PRODUCT_ENDED] = "ended"};
    *ret = RI_PRODUCT_ACTIVE;
    if (!text.length) return true;
    for (size_t i = 0; i < RI_COUNT(words); i++) {
        if (!ri_view_is(text, words[i])) continue;
        *ret = (ri_product_status)i;
        return true;
    }
    return false;
}

/* What no thing can have is taken as not known, and said: one wrong record does not stop the list of a chain. */
static const struct {
    size_t      offset;
    double      least; /* below it, or at it where `at` says so, it cannot be */
    bool        at;
    const char *what, *instead;
} impossible[] = {
    {offsetof(struct ri_position, pack), 0, true, "a pack of 0 or less", "single units, or --pack"},
    {offsetof(struct ri_position, shelf_space), 0, true, "a shelf space of 0 or less", "no limit"},
    {offsetof(struct ri_position, shelf_life), 1, false, "a shelf life below 1", "keeps"},
    {offsetof(struct ri_position, lead_time), 0, false, "a lead time below 0", "not known"},
    {offsetof(struct ri_position, minimum), 0, false, "a minimum order below 0", "none"},
};

static void take_as_unknown(struct ri_stock *stock)
{
    const size_t count = ri_intern_count(stock->keys);
    for (size_t c = 0; c < RI_COUNT(impossible); c++) {
        size_t found = 0, first = 0;
        for (size_t i = 0; i < count; i++) {
            double *value = (double *)(void *)((char *)&stock->at[i] + impossible[c].offset);
            if (!(*value < impossible[c].least || (impossible[c].at && *value == 0))) continue;
            if (!found++) first = i;
            *value = NAN;
        }
        if (!found) continue;
        struct ri_view keys = ri_intern_at(stock->keys, first);
        char           name[128];
        snprintf(name, sizeof name, "%.*s", (int)keys.length, keys.at);
        for (char *at = name; *at; at++)
            if (*at == STOCK_KEY_SEPARATOR) *at = ' ';
        ri_call_note(stock->call, "%s: %zu stock lines, %s the first; taken as: %s",
                     impossible[c].what, found, name, impossible[c].instead);
    }
}

ri_status ri_stock_load(struct ri_call *call, const char *const *key_names, size_t key_count,
                        ri_day day, struct ri_stock **ret, struct ri_error *err)
{
    struct ri_stock *stock = calloc(1, sizeof *stock);
    if (!stock) return ri_fail(err, RI_ENOMEM, "no room for stock levels");
    stock->call = call;
    stock->key_count = key_count;
    ri_status status = ri_intern_new(&stock->keys, err);
    if (status == RI_OK) status = ri_intern_new(&stock->supplier_names, err);
    if (status == RI_OK)
        status = ri_call_given(call, "stock") ? stock_from_file(stock, key_names, err)
                                              : stock_from_warehouse(stock, day, err);
    if (status == RI_OK) take_as_unknown(stock);
    if (status == RI_OK)
        *ret = stock;
    else
        ri_stock_free(stock);
    return status;
}

const struct ri_position *ri_stock_find(const struct ri_stock *stock, const char *const *keys)
{
    struct ri_view views[STOCK_KEYS_MOST];
    for (size_t k = 0; k < stock->key_count; k++) views[k] = ri_view_of(keys[k]);
    return stock_find(stock, views);
}

size_t ri_stock_count(const struct ri_stock *stock)
{
    return ri_intern_count(stock->keys);
}

const struct ri_position *ri_stock_at(const struct ri_stock *stock, size_t i,
                                      struct ri_view *ret_keys)
{
    *ret_keys = ri_intern_at(stock->keys, i);
    return &stock->at[i];
}

void ri_stock_free(struct ri_stock *stock)
{
    if (!stock) return;
    ri_intern_free(stock->keys);
    ri_intern_free(stock->supplier_names);
    ri_text_release(&stock->key);
    free(stock->suppliers);
    free(stock->at);
    free(stock);
}
