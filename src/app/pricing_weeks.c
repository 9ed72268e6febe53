/* Weeks of products in stores as rows of price models: what both ways into them build. */
#include "app/pricing_weeks.h"

#include "base/intern.h"

#include <math.h>
#include <stdlib.h>

enum { FEATURES = 4, SHOPS_ENOUGH = 30 };

/* ---- Rows ------------------------------------------------------------------------------------------------------------ */

static ri_status grow(void **at, size_t *room, size_t need, size_t size, struct ri_error *err)
{
    if (need <= *room) return RI_OK;
    const size_t more = need < 1024 ? 1024 : 2 * need;
    void        *wider = realloc(*at, more * size);
    if (!wider) return ri_fail(err, RI_ENOMEM, "no room for %zu rows", more);
    *at = wider;
    *room = more;
    return RI_OK;
}

ri_status ri_pricing_weeks_new(struct ri_call *call, struct ri_pricing *pricing, bool keep_empty,
                               struct ri_pricing_weeks *ret, struct ri_error *err)
{
    *ret = (struct ri_pricing_weeks){
        .call = call, .ret = pricing, .keep_empty = keep_empty, .controls = 1};
    RI_TRY(ri_intern_new(&ret->products, err));
    RI_TRY(ri_intern_new(&ret->stores, err));
    return ri_intern_new(&ret->pools, err);
}

void ri_pricing_weeks_free(struct ri_pricing_weeks *l)
{
    ri_intern_free(l->products);
    ri_intern_free(l->stores);
    ri_intern_free(l->pools);
    free(l->at);
    free(l->pool_of);
}

ri_status ri_pricing_weeks_add(struct ri_pricing_weeks *l, const struct ri_week_sold *sold,
                               struct ri_error *err)
{
    size_t pool, product, store;
    bool   fresh;
    RI_TRY(ri_intern_put(l->pools, sold->pool, &pool, NULL, err));
    RI_TRY(ri_intern_put(l->products, sold->product, &product, &fresh, err));
    RI_TRY(ri_intern_put(l->stores, sold->store, &store, NULL, err));
    RI_TRY(grow((void **)&l->at, &l->room, l->count + 1, sizeof *l->at, err));
    RI_TRY(grow((void **)&l->pool_of, &l->pool_room, product + 1, sizeof *l->pool_of, err));
    if (fresh) l->pool_of[product] = (uint32_t)pool;
    if (!l->count || sold->week < l->first) l->first = sold->week;
    if (!l->count || sold->week > l->last) l->last = sold->week;
    l->at[l->count++] = (struct ri_week_record){.product = (uint32_t)product,
                                                .store = (uint32_t)store,
                                                .week = sold->week,
                                                .units = sold->units,
                                                .price = sold->price,
                                                .promoted = sold->promoted};
    return RI_OK;
}

/* First record of a product: products were numbered as they came. */
static size_t first_of(const struct ri_pricing_weeks *l, size_t product)
{
    size_t low = 0, high = l->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (l->at[middle].product < product)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- Weeks without a sale ---------------------------------------------------------------------------------------------- */

struct filled {
    struct ri_week_record *at;
    size_t                 count, room;
    double                *units, *paid; /* of the product, by week: the chain's */
    size_t                 weeks;
};

/* Weeks of a product in a store from its first sale there to the chain's last, the price of weeks without a sale the chain's, else
 * the last one taken. */
static ri_status fill_store(const struct ri_pricing_weeks *l, struct filled *f, size_t first,
                            size_t last, int32_t until, struct ri_error *err)
{
    double price = l->at[first].price;
    for (int32_t week = l->at[first].week; week <= until; week += 7) {
        const size_t          t = (size_t)(week - l->first) / 7;
        struct ri_week_record record = {
            .product = l->at[first].product, .store = l->at[first].store, .week = week};
        if (first < last && l->at[first].week == week)
            record = l->at[first++];
        else
            record.price = f->units[t] > 0 ? f->paid[t] / f->units[t] : price;
        price = record.price;
        RI_TRY(grow((void **)&f->at, &f->room, f->count + 1, sizeof *f->at, err));
        f->at[f->count++] = record;
        if (first == last) first = last - 1; /* keys of the store, no week ahead */
    }
    return RI_OK;
}

static ri_status fill_product(const struct ri_pricing_weeks *l, struct filled *f, size_t first,
                              size_t last, struct ri_error *err)
{
    int32_t until = l->first;
    memset(f->units, 0, f->weeks * sizeof *f->units);
    memset(f->paid, 0, f->weeks * sizeof *f->paid);
    for (size_t i = first; i < last; i++) {
        const size_t t = (size_t)(l->at[i].week - l->first) / 7;
        f->units[t] += l->at[i].units;
        f->paid[t] += l->at[i].units * l->at[i].price;
        if (l->at[i].week > until) until = l->at[i].week;
    }
    for (size_t from = first, to; from < last; from = to) {
        for (to = from + 1; to < last && l->at[to].store == l->at[from].store;) to++;
        RI_TRY(fill_store(l, f, from, to, until, err));
    }
    return RI_OK;
}

ri_status ri_pricing_weeks_fill(struct ri_pricing_weeks *l, struct ri_error *err)
{
    struct filled f = {.weeks = (size_t)(l->last - l->first) / 7 + 1};
    ri_status     status = RI_OK;
    RI_ARENA_NEW(f.units, ri_call_mem(l->call), f.weeks, err);
    RI_ARENA_NEW(f.paid, ri_call_mem(l->call), f.weeks, err);
    for (size_t first = 0, last; first < l->count && status == RI_OK; first = last) {
        for (last = first + 1; last < l->count && l->at[last].product == l->at[first].product;)
            last++;
        status = fill_product(l, &f, first, last, err);
    }
    free(l->at);
    l->at = f.at;
    l->count = f.count;
    l->room = f.room;
    return status;
}

/* ---- Spans of days ------------------------------------------------------------------------------------------------------ */

typedef void touch_fn(struct ri_week_record *record, int64_t days);

/* Every week that days of a product (store without text: all) touch. */
static void touch(const struct ri_pricing_weeks *l, struct ri_view sku, const struct ri_view *code,
                  ri_day from, ri_day to, touch_fn *each)
{
    size_t product, store = SIZE_MAX;
    if (!ri_intern_find(l->products, sku, &product) ||
        (code && !ri_intern_find(l->stores, *code, &store)))
        return;
    for (size_t i = first_of(l, product); i < l->count && l->at[i].product == product; i++) {
        struct ri_week_record *record = &l->at[i];
        const int64_t          begin = from > record->week ? from : record->week,
                      end = to < record->week + 6 ? to : record->week + 6;
        if ((!code || record->store == store) && begin <= end) each(record, end - begin + 1);
    }
}

static void mark_empty(struct ri_week_record *record, int64_t days)
{
    (void)days;
    record->empty = true;
}

static void add_promotion(struct ri_week_record *record, int64_t days)
{
    record->promoted = fmin(record->promoted + (double)days / 7, 1);
}

void ri_pricing_weeks_empty(struct ri_pricing_weeks *l, struct ri_view product,
                            const struct ri_view *store, ri_day from, ri_day to)
{
    touch(l, product, store, from, to, mark_empty);
}

/* With the first promotion, shares of discounted units give way to shares of days. */
void ri_pricing_weeks_promote(struct ri_pricing_weeks *l, struct ri_view product,
                              const struct ri_view *store, ri_day from, ri_day to)
{
    for (size_t i = 0; !l->offers && i < l->count; i++) l->at[i].promoted = 0;
    l->offers = true;
    touch(l, product, store, from, to, add_promotion);
}

/* ---- Pools ------------------------------------------------------------------------------------------------------------ */

struct arrays { /* of all pools, one behind the other */
    double   *price, *units, *promoted, *feature;
    uint32_t *group, *store, *week;
    bool     *empty;
};

static ri_status make_arrays(struct ri_arena *mem, size_t n, struct arrays *ret,
                             struct ri_error *err)
{
    RI_ARENA_NEW(ret->price, mem, n, err);
    RI_ARENA_NEW(ret->units, mem, n, err);
    RI_ARENA_NEW(ret->promoted, mem, n, err);
    RI_ARENA_NEW(ret->feature, mem, n * FEATURES, err);
    RI_ARENA_NEW(ret->group, mem, n, err);
    RI_ARENA_NEW(ret->store, mem, n, err);
    RI_ARENA_NEW(ret->week, mem, n, err);
    RI_ARENA_NEW(ret->empty, mem, n, err);
    return RI_OK;
}

/* What debiased estimates know of a week beside the promotion: where in the year and how late it is. */
static void put_features(double *feature, size_t n, size_t i, const struct ri_week_record *record)
{
    const double turn = 2 * 3.14159265358979323846 * record->week / 365.25;
    feature[i] = record->promoted;
    feature[n + i] = sin(turn);
    feature[2 * n + i] = cos(turn);
    feature[3 * n + i] = record->week;
}

static void fill_pool(const struct ri_pricing_weeks *l, const struct arrays *a, size_t first,
                      size_t last, size_t at, size_t kept, struct ri_pricing_pool *pool)
{
    const size_t stores = ri_intern_count(l->stores);
    const size_t weeks = (size_t)(l->last - l->first) / 7 + 1;
    size_t       i = 0;
    for (size_t r = first; r < last; r++) {
        const struct ri_week_record *record = &l->at[r];
        if (record->empty && !l->keep_empty) continue;
        a->empty[at + i] = record->empty;
        a->price[at + i] = log(record->price);
        a->units[at + i] = record->units;
        a->promoted[at + i] = record->promoted;
        a->group[at + i] = record->product - (uint32_t)pool->first_group;
        a->store[at + i] = record->store;
        a->week[at + i] = (uint32_t)(record->week - l->first) / 7;
        put_features(a->feature + at * FEATURES, kept, i++, record);
    }
    pool->features = FEATURES;
    pool->feature = a->feature + at * FEATURES;
    pool->week = a->week + at;
    pool->promoted = a->promoted + at;
    pool->empty = a->empty + at;
    pool->rows = (struct ri_price_rows){.n = kept,
                                        .price = a->price + at,
                                        .quantity = a->units + at,
                                        .group = a->group + at,
                                        .control_count = l->controls,
                                        .control = a->promoted + at,
                                        .effect_count = 1,
                                        .effect = {{a->store + at, stores}},
                                        .shared = {a->week + at, weeks},
                                        .cluster = a->week + at,
                                        .clusters = weeks};
    if (stores < SHOPS_ENOUGH) return;
    pool->rows.cluster = a->store + at;
    pool->rows.clusters = stores;
}

static ri_status make_pools(struct ri_pricing_weeks *l, struct ri_error *err)
{
    struct ri_arena   *mem = ri_call_mem(l->call);
    struct ri_pricing *ret = l->ret;
    struct arrays      a = {0};
    size_t             at = 0, p = 0;
    ret->pool_count = ri_intern_count(l->pools);
    RI_ARENA_NEW(ret->pools, mem, ret->pool_count, err);
    RI_TRY(make_arrays(mem, l->count, &a, err));
    for (size_t first = 0, last = 0; first < l->count; first = last, p++) {
        struct ri_pricing_pool *pool = &ret->pools[p];
        const uint32_t          word = l->pool_of[l->at[first].product];
        size_t                  kept = 0;
        for (; last < l->count && l->pool_of[l->at[last].product] == word; last++)
            kept += l->keep_empty || !l->at[last].empty;
        const struct ri_view name = ri_intern_at(l->pools, word);
        pool->name = ri_arena_copy(mem, name.at, name.length);
        if (!pool->name) return ri_fail(err, RI_ENOMEM, "no room for a name");
        pool->first_group = l->at[first].product;
        fill_pool(l, &a, first, last, at, kept, pool);
        pool->rows.groups = l->at[last - 1].product - pool->first_group + 1;
        at += kept;
    }
    for (size_t i = 0; i < l->count; i++) ret->empty_weeks += l->at[i].empty;
    return RI_OK;
}

static ri_status name_stores(struct ri_pricing_weeks *l, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(l->call);
    const char     **names;
    RI_ARENA_NEW(names, mem, ri_intern_count(l->stores) + 1, err);
    for (size_t s = 0; s < ri_intern_count(l->stores); s++) {
        const struct ri_view word = ri_intern_at(l->stores, s);
        names[s] = ri_arena_copy(mem, word.at, word.length);
        if (!names[s]) return ri_fail(err, RI_ENOMEM, "no room for a name");
    }
    l->ret->store_names = names;
    return RI_OK;
}

static ri_status name_groups(struct ri_pricing_weeks *l, struct ri_error *err)
{
    static const char *const key_names[] = {"product"}, *const controls[] = {"promotion"};
    struct ri_arena   *mem = ri_call_mem(l->call);
    struct ri_pricing *ret = l->ret;
    const char       **families;
    ret->key_count = 1;
    ret->key_names = key_names;
    ret->control_names = controls;
    ret->group_count = ri_intern_count(l->products);
    ret->family_count = ret->pool_count;
    RI_ARENA_NEW(ret->keys, mem, ret->group_count, err);
    RI_ARENA_NEW(ret->family, mem, ret->group_count, err);
    RI_ARENA_NEW(families, mem, ret->pool_count, err);
    for (size_t p = 0; p < ret->pool_count; p++) families[p] = ret->pools[p].name;
    ret->family_names = families;
    for (size_t g = 0; g < ret->group_count; g++) {
        const struct ri_view word = ri_intern_at(l->products, g);
        const char         **key;
        RI_ARENA_NEW(key, mem, 1, err);
        key[0] = ri_arena_copy(mem, word.at, word.length);
        if (!key[0]) return ri_fail(err, RI_ENOMEM, "no room for a name");
        ret->keys[g] = key;
        ret->family[g] = l->pool_of[g]; /* pools are met in the order of their words */
    }
    RI_TRY(name_stores(l, err));
    ret->first_week = l->first;
    return RI_OK;
}

ri_status ri_pricing_weeks_finish(struct ri_pricing_weeks *l, struct ri_error *err)
{
    RI_TRY(make_pools(l, err));
    return name_groups(l, err);
}

size_t ri_pricing_weeks_stores(const struct ri_pricing_weeks *l)
{
    return ri_intern_count(l->stores);
}
