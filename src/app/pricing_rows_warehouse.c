/* Price models out of the warehouse: product, store and week. */
#include "app/filters.h"
#include "app/operation.h"
#include "app/pricing_rows.h"
#include "app/pricing_rows_internal.h"
#include "app/pricing_weeks.h"
#include "app/query.h"
#include "app/workspace.h"

#include <math.h>

enum { CROSS_MOST = 12, SHOPS_ENOUGH = 30 };

struct loading {
    struct ri_pricing_weeks weeks;
    struct ri_call         *call;
    struct ri_pricing      *ret;
    char                    currency[8];
    bool                    mixed;
};

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct loading      *l = context;
    const struct ri_view currency = ri_row_text(row, 3);
    const double         units = ri_row_double(row, 5);
    if (!l->currency[0])
        snprintf(l->currency, sizeof l->currency, "%.*s", (int)currency.length, currency.at);
    if (!ri_view_is(currency, l->currency)) return l->mixed = true, RI_OK;
    const struct ri_week_sold sold = {.pool = ri_row_text(row, 0),
                                      .product = ri_row_text(row, 1),
                                      .store = ri_row_text(row, 2),
                                      .week = (ri_day)ri_row_int64(row, 4),
                                      .units = units,
                                      .price = ri_row_double(row, 6) / units,
                                      .promoted = ri_row_double(row, 7) / units};
    return ri_pricing_weeks_add(&l->weeks, &sold, err);
}

/* ---- Spans of days ------------------------------------------------------------------------------------------------------ */

typedef void span_fn(struct ri_pricing_weeks *weeks, struct ri_view product,
                     const struct ri_view *store, ri_day from, ri_day to);

/* Product, store (missing: all), first and last day. */
static void take_span(struct loading *l, const struct ri_row *row, span_fn *each)
{
    const bool           all = ri_row_missing(row, 1);
    const struct ri_view store = all ? RI_VIEW("") : ri_row_text(row, 1);
    each(&l->weeks, ri_row_text(row, 0), all ? NULL : &store, (ri_day)ri_row_int64(row, 2),
         (ri_day)ri_row_int64(row, 3));
}

static ri_status empty_span(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    take_span(context, row, ri_pricing_weeks_empty);
    return RI_OK;
}

static ri_status offer_span(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    take_span(context, row, ri_pricing_weeks_promote);
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
    if (!l->weeks.count)
        return ri_fail(err, RI_EDATA,
                       "no whole week with sales at a price: import sales, or widen the span");
    RI_TRY(ri_pricing_weeks_fill(&l->weeks, err));
    RI_TRY(ri_query_text("sql/pricing/offers.sql", ri_call_mem(call), &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, all, ri_call_task(call), offer_span, l, err));
    RI_TRY(ri_query_text("sql/panel/stockouts.sql", ri_call_mem(call), &sql, err));
    return ri_warehouse_rows(warehouse, sql, all, ri_call_task(call), empty_span, l, err);
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
    const bool               by_store = ri_pricing_weeks_stores(&l->weeks) >= SHOPS_ENOUGH;
    if (l->mixed)
        ri_call_note(l->call, "only sales in %s count: prices in two currencies do not compare",
                     l->currency);
    if (ret->empty_weeks)
        ri_call_note(l->call, "%zu weeks of a product in a store %s: the shelf ran empty",
                     ret->empty_weeks,
                     l->weeks.keep_empty ? "tell only that so much was wanted at least"
                                         : "are left out");
    if (ret->options.errors == RI_ERRORS_CLUSTER)
        ri_call_note(l->call, "errors allow for what the same %s share",
                     by_store ? "stores" : "weeks");
}

static ri_status load(struct loading *l, bool cross, struct ri_error *err)
{
    RI_TRY(pricing_options(l->call, l->ret, err));
    if (l->ret->options.errors == PRICING_ERRORS_AUTO) l->ret->options.errors = RI_ERRORS_CLUSTER;
    RI_TRY(ask(l, cross, err));
    RI_TRY(ri_pricing_weeks_finish(&l->weeks, err));
    RI_TRY(mark_asked(l, err));
    l->ret->currency = ri_arena_printf(ri_call_mem(l->call), "%s", l->currency);
    for (size_t p = 0; cross && p < l->ret->pool_count; p++)
        RI_TRY(cross_pool(l, &l->ret->pools[p], err));
    say(l);
    return RI_OK;
}

static ri_status load_as(struct ri_call *call, bool cross, bool apart, bool keep_empty,
                         struct ri_pricing *ret, struct ri_error *err)
{
    struct loading l = {.call = call, .ret = ret};
    *ret = (struct ri_pricing){0};
    ri_status status = ri_pricing_weeks_new(call, ret, keep_empty, &l.weeks, err);
    l.weeks.controls = apart;
    if (status == RI_OK) status = load(&l, cross, err);
    ri_pricing_weeks_free(&l.weeks);
    return status;
}

ri_status ri_pricing_load_warehouse(struct ri_call *call, bool cross, struct ri_pricing *ret,
                                    struct ri_error *err)
{
    const bool apart = !ri_call_has(call, "promotions") ||
                       strcmp(ri_call_text(call, "promotions"), "control") == 0;
    return load_as(call, cross, apart, false, ret, err);
}

ri_status ri_pricing_load_with_empty(struct ri_call *call, struct ri_pricing *ret,
                                     struct ri_error *err)
{
    return load_as(call, false, true, true, ret, err);
}
