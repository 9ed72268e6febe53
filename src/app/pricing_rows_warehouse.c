/* Price models out of the warehouse: product, store and week. */
#include "app/filters.h"
#include "app/operation.h"
#include "app/pricing_rows.h"
#include "app/pricing_rows_internal.h"
#include "app/query.h"
#include "app/workspace.h"
#include "base/intern.h"

#include <math.h>

enum { CROSS_MOST = 12, FEATURES = 4, SHOPS_ENOUGH = 30, WEEKS_OF_YEAR = 52 };

struct record {              /* a product in a store and week */
    uint32_t product, store; /* of the interned words */
    int32_t  week;
    double   units, price; /* price 0: nothing sold, not yet known */
    double   promoted; /* share of the week's days; of the units where promotions are not known */
    bool     empty;    /* the shelf ran empty */
};
struct loading {
    struct ri_call    *call;
    struct ri_pricing *ret;
    struct ri_intern  *products, *stores, *pools;
    struct record     *at; /* in the order of pool, product, store, week */
    size_t             count, room;
    uint32_t          *pool_of; /* [product] */
    size_t             pool_room;
    int32_t            first, last; /* weeks, as days of their Monday */
    char               currency[8];
    bool               mixed, offers;
    size_t             controls; /* 1: the promotion; 0: its price cut is a price like others */
};

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

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct loading      *l = context;
    const struct ri_view currency = ri_row_text(row, 3);
    size_t               pool, product, store;
    bool                 fresh;
    if (!l->currency[0])
        snprintf(l->currency, sizeof l->currency, "%.*s", (int)currency.length, currency.at);
    if (!ri_view_is(currency, l->currency)) return l->mixed = true, RI_OK;
    RI_TRY(ri_intern_put(l->pools, ri_row_text(row, 0), &pool, NULL, err));
    RI_TRY(ri_intern_put(l->products, ri_row_text(row, 1), &product, &fresh, err));
    RI_TRY(ri_intern_put(l->stores, ri_row_text(row, 2), &store, NULL, err));
    RI_TRY(grow((void **)&l->at, &l->room, l->count + 1, sizeof *l->at, err));
    RI_TRY(grow((void **)&l->pool_of, &l->pool_room, product + 1, sizeof *l->pool_of, err));
    if (fresh) l->pool_of[product] = (uint32_t)pool;
    const int32_t week = (int32_t)ri_row_int64(row, 4);
    if (!l->count || week < l->first) l->first = week;
    if (!l->count || week > l->last) l->last = week;
    l->at[l->count++] = (struct record){.product = (uint32_t)product,
                                        .store = (uint32_t)store,
                                        .week = week,
                                        .units = ri_row_double(row, 5),
                                        .price = ri_row_double(row, 6) / ri_row_double(row, 5),
                                        .promoted = ri_row_double(row, 7) / ri_row_double(row, 5)};
    return RI_OK;
}

/* First record of a product: products were numbered as they came. */
static size_t first_of(const struct loading *l, size_t product)
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
    struct record *at;
    size_t         count, room;
    double        *units, *paid; /* of the product, by week: the chain's */
    size_t         weeks;
};

/* Weeks of a product in a store from its first sale there to the chain's last, the price of weeks without a sale the chain's, else
 * the last one taken. */
static ri_status fill_store(const struct loading *l, struct filled *f, size_t first, size_t last,
                            int32_t until, struct ri_error *err)
{
    double price = l->at[first].price;
    for (int32_t week = l->at[first].week; week <= until; week += 7) {
        const size_t  t = (size_t)(week - l->first) / 7;
        struct record record = {
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

static ri_status fill_product(const struct loading *l, struct filled *f, size_t first, size_t last,
                              struct ri_error *err)
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

static ri_status fill_weeks(struct loading *l, struct ri_error *err)
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

typedef void touch_fn(struct record *record, int64_t days);

/* Every week that days of a product (store missing: all) touch. */
static void touch(const struct loading *l, const struct ri_row *row, touch_fn *each)
{
    size_t     product, store = SIZE_MAX;
    const bool all = ri_row_missing(row, 1);
    if (!ri_intern_find(l->products, ri_row_text(row, 0), &product) ||
        (!all && !ri_intern_find(l->stores, ri_row_text(row, 1), &store)))
        return;
    const int64_t from = ri_row_int64(row, 2), to = ri_row_int64(row, 3);
    for (size_t i = first_of(l, product); i < l->count && l->at[i].product == product; i++) {
        struct record *record = &l->at[i];
        const int64_t  begin = from > record->week ? from : record->week,
                      end = to < record->week + 6 ? to : record->week + 6;
        if ((all || record->store == store) && begin <= end) each(record, end - begin + 1);
    }
}

static void mark_empty(struct record *record, int64_t days)
{
    (void)days;
    record->empty = true;
}

static void add_promotion(struct record *record, int64_t days)
{
    record->promoted = fmin(record->promoted + (double)days / 7, 1);
}

static ri_status empty_span(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    touch(context, row, mark_empty);
    return RI_OK;
}

/* With the first promotion, shares of discounted units give way to shares of days. */
static ri_status offer_span(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct loading *l = context;
    (void)err;
    for (size_t i = 0; !l->offers && i < l->count; i++) l->at[i].promoted = 0;
    l->offers = true;
    touch(l, row, add_promotion);
    return RI_OK;
}

static ri_status ask(struct loading *l, bool narrow, struct ri_error *err)
{
    struct ri_call         *call = l->call;
    const struct ri_config *config = ri_workspace_config(ri_call_workspace(call));
    struct ri_warehouse    *warehouse;
    struct ri_filter_ids    ids;
    struct ri_span_used     span;
    struct ri_bind          binds[RI_FILTER_BINDS + 8];
    const char             *sql;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    RI_TRY(ri_call_span(call, warehouse, &span, err));
    if (ri_call_given(call, "product"))
        ids.products.all = true; /* they share their weeks with others */
    ri_filter_binds(&ids, binds);
    size_t count = RI_FILTER_BINDS;
    binds[count++] = ri_bind_date("from", span.from);
    binds[count++] = ri_bind_date("to", span.to);
    binds[count++] = ri_bind_date("as_of", span.as_of);
    binds[count++] = ri_bind_bool("narrow", narrow);
    binds[count++] = ri_bind_string("currency", ri_call_text(call, "currency"));
    binds[count++] = ri_bind_string("time_zone", ri_config_text(config, RI_CONFIG_ZONE));
    const struct ri_binds all = {binds, count};
    RI_TRY(ri_query_text("sql/pricing/weeks.sql", ri_call_mem(call), &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, all, ri_call_task(call), take_row, l, err));
    l->ret->until = span.to;
    if (!l->count)
        return ri_fail(err, RI_EDATA,
                       "no whole week with sales at a price: import sales, or widen the span");
    RI_TRY(fill_weeks(l, err));
    RI_TRY(ri_query_text("sql/pricing/offers.sql", ri_call_mem(call), &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, all, ri_call_task(call), offer_span, l, err));
    RI_TRY(ri_query_text("sql/panel/stockouts.sql", ri_call_mem(call), &sql, err));
    return ri_warehouse_rows(warehouse, sql, all, ri_call_task(call), empty_span, l, err);
}

/* ---- Pools ------------------------------------------------------------------------------------------------------------ */

struct arrays { /* of all pools, one behind the other */
    double   *price, *units, *promoted, *feature;
    uint32_t *group, *store, *week, *cluster;
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
    return RI_OK;
}

/* What debiased estimates know of a week beside the promotion: where in the year and how late it is. */
static void put_features(double *feature, size_t n, size_t i, const struct record *record)
{
    const double turn = 2 * 3.14159265358979323846 * record->week / 365.25;
    feature[i] = record->promoted;
    feature[n + i] = sin(turn);
    feature[2 * n + i] = cos(turn);
    feature[3 * n + i] = record->week;
}

static void fill_pool(const struct loading *l, const struct arrays *a, size_t first, size_t last,
                      size_t at, size_t kept, struct ri_pricing_pool *pool)
{
    const size_t stores = ri_intern_count(l->stores);
    const size_t weeks = (size_t)(l->last - l->first) / 7 + 1;
    size_t       i = 0;
    for (size_t r = first; r < last; r++) {
        const struct record *record = &l->at[r];
        if (record->empty) continue;
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

static ri_status make_pools(struct loading *l, struct ri_error *err)
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
            kept += !l->at[last].empty;
        const struct ri_view name = ri_intern_at(l->pools, word);
        pool->name = ri_arena_copy(mem, name.at, name.length);
        if (!pool->name) return ri_fail(err, RI_ENOMEM, "no room for a name");
        pool->first_group = l->at[first].product;
        fill_pool(l, &a, first, last, at, kept, pool);
        pool->rows.groups = l->at[last - 1].product - pool->first_group + 1;
        at += kept;
    }
    ret->empty_weeks = l->count - at;
    return RI_OK;
}

static ri_status mark_asked(struct loading *l, struct ri_error *err)
{
    const char *const *wanted = ri_call_list(l->call, "product", NULL);
    bool              *asked;
    if (!wanted[0]) return RI_OK;
    RI_ARENA_NEW(asked, ri_call_mem(l->call), l->ret->group_count, err);
    for (size_t g = 0; g < l->ret->group_count; g++)
        for (size_t w = 0; wanted[w]; w++) asked[g] |= strcmp(l->ret->keys[g][0], wanted[w]) == 0;
    l->ret->asked = asked;
    return RI_OK;
}

static ri_status name_stores(struct loading *l, struct ri_error *err)
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

static ri_status name_groups(struct loading *l, struct ri_error *err)
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
    RI_TRY(mark_asked(l, err));
    ret->currency = ri_arena_printf(mem, "%s", l->currency);
    ret->first_week = l->first;
    return RI_OK;
}

/* ---- Prices of others ------------------------------------------------------------------------------------------------ */

/* The pool's best sellers by money, in the order of their groups; how many. */
static size_t best_sellers(const struct ri_pricing_pool *pool, double *money, size_t *ret)
{
    size_t count = 0;
    memset(money, 0, pool->rows.groups * sizeof *money);
    for (size_t i = 0; i < pool->rows.n; i++)
        money[pool->rows.group[i]] += pool->rows.quantity[i] * exp(pool->rows.price[i]);
    for (size_t g = 0; g < pool->rows.groups; g++) {
        size_t before = 0;
        for (size_t h = 0; h < pool->rows.groups; h++)
            before += money[h] > money[g] || (money[h] == money[g] && h < g);
        if (before < CROSS_MOST) ret[count++] = g;
    }
    return count;
}

static ri_status cross_pool(struct loading *l, struct ri_pricing_pool *pool, struct ri_error *err)
{
    struct ri_arena      *mem = ri_call_mem(l->call);
    struct ri_price_rows *rows = &pool->rows;
    const size_t          stores = rows->effect[0].levels, weeks = rows->shared.levels;
    size_t                best[CROSS_MOST];
    double               *money, *other, *place;
    uint32_t             *own;
    const char          **names;
    RI_ARENA_NEW(money, mem, rows->groups, err);
    const size_t count = best_sellers(pool, money, best);
    RI_ARENA_NEW(other, mem, count * rows->n, err);
    RI_ARENA_NEW(names, mem, count, err);
    RI_ARENA_NEW(own, mem, rows->groups, err);
    RI_ARENA_NEW(place, mem, stores * weeks, err);
    for (size_t g = 0; g < rows->groups; g++) own[g] = UINT32_MAX;
    for (size_t o = 0; o < count; o++) {
        own[best[o]] = (uint32_t)o;
        names[o] = l->ret->keys[pool->first_group + best[o]][0];
        for (size_t i = 0; i < stores * weeks; i++) place[i] = NAN;
        for (size_t i = 0; i < rows->n; i++)
            if (rows->group[i] == best[o])
                place[rows->effect[0].level[i] * weeks + rows->shared.level[i]] = rows->price[i];
        for (size_t i = 0; i < rows->n; i++)
            other[o * rows->n + i] =
                place[rows->effect[0].level[i] * weeks + rows->shared.level[i]];
    }
    rows->other = other;
    rows->other_count = count;
    rows->own = own;
    pool->other_names = names;
    return RI_OK;
}

static void say(const struct loading *l)
{
    const struct ri_pricing *ret = l->ret;
    const bool               by_store = ri_intern_count(l->stores) >= SHOPS_ENOUGH;
    if (l->mixed)
        ri_call_note(l->call, "only sales in %s count: prices in two currencies do not compare",
                     l->currency);
    if (ret->empty_weeks)
        ri_call_note(l->call, "%zu weeks of a product in a store are left out: the shelf ran empty",
                     ret->empty_weeks);
    if (ret->options.errors == RI_ERRORS_CLUSTER)
        ri_call_note(l->call, "errors allow for what the same %s share",
                     by_store ? "stores" : "weeks");
}

static ri_status load(struct loading *l, bool cross, struct ri_error *err)
{
    RI_TRY(pricing_options(l->call, l->ret, err));
    if (l->ret->options.errors == PRICING_ERRORS_AUTO) l->ret->options.errors = RI_ERRORS_CLUSTER;
    RI_TRY(ri_intern_new(&l->products, err));
    RI_TRY(ri_intern_new(&l->stores, err));
    RI_TRY(ri_intern_new(&l->pools, err));
    RI_TRY(ask(l, cross, err));
    RI_TRY(make_pools(l, err));
    RI_TRY(name_groups(l, err));
    for (size_t p = 0; cross && p < l->ret->pool_count; p++)
        RI_TRY(cross_pool(l, &l->ret->pools[p], err));
    say(l);
    return RI_OK;
}

ri_status ri_pricing_load_warehouse(struct ri_call *call, bool cross, struct ri_pricing *ret,
                                    struct ri_error *err)
{
    const bool apart = !ri_call_has(call, "promotions") ||
                       strcmp(ri_call_text(call, "promotions"), "control") == 0;
    struct loading l = {.call = call, .ret = ret, .controls = apart};
    *ret = (struct ri_pricing){0};
    const ri_status status = load(&l, cross, err);
    ri_intern_free(l.products);
    ri_intern_free(l.stores);
    ri_intern_free(l.pools);
    free(l.at);
    free(l.pool_of);
    return status;
}
