/* pricing promotions: what each promotion brought in units and money, and whether to do it again. */
#include "app/filters.h"
#include "app/operation.h"
#include "app/pricing_promotion_internal.h"
#include "app/query.h"
#include "base/intern.h"

#include <math.h>

static const struct ri_param params[] = {
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "a file of days or weeks instead of the workspace, a row a product (and store): CSV, TSV, "
     "Parquet; - reads standard input"},
    {"group", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, "product", NULL,
     "with --input: column of the product"},
    {"stores", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the store"},
    {"time", RI_PARAM_COLUMN, 0, NULL, "week", NULL, "with --input: column of the day or week"},
    {"quantity", RI_PARAM_COLUMN, 0, NULL, "units", NULL, "with --input: column of the units sold"},
    {"price", RI_PARAM_COLUMN, 0, NULL, "price", NULL,
     "with --input: column of the price paid, tax included"},
    {"promotion", RI_PARAM_COLUMN, 0, NULL, "promotion", NULL,
     "with --input: column of the promotion: its code, or a flag; empty, 0, no: none"},
    {"cost", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of what a unit costs, without tax: return is told"},
    {"family", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the category, whose products share their weeks; all when not given"},
    {"kin", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the subcategory, in which promotions take from one another; --facts "
     "can say it too"},
    {"censored", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column that marks rows in which the shelf ran empty: so much was wanted at "
     "least"},
    {"facts", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "with --input: file of the product with any of cost, tax (0.23), name, kin (its subcategory)"},
    {"complements", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "file of columns promoted, other, share (of the receipts with other those that hold "
     "promoted); "
     "of the workspace from its receipts when not given"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.9", NULL, "of the intervals, above 0 and below 1"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows, best return first; 0: all"},
};
static const struct ri_column columns[] = {
    {"promotion", RI_COLUMN_TEXT, "code of the promotion; of a file of flags its first day"},
    {"product", RI_COLUMN_PRODUCT, "what it promoted"},
    {"name", RI_COLUMN_TEXT, "what the product is called"},
    {"mechanics", RI_COLUMN_TEXT, "how it worked, as the promotion is called"},
    {"starts_on", RI_COLUMN_DATE, "first day"},
    {"ends_on", RI_COLUMN_DATE, "last day"},
    {"baseline", RI_COLUMN_NUMBER, "units that would have sold on its days anyway"},
    {"uplift", RI_COLUMN_NUMBER, "units more because of it"},
    {"uplift_low", RI_COLUMN_NUMBER, "lower bound of uplift"},
    {"uplift_high", RI_COLUMN_NUMBER, "upper bound of uplift"},
    {"lift", RI_COLUMN_SHARE, "uplift of the baseline"},
    {"pulled_forward", RI_COLUMN_NUMBER, "units that the two weeks after lost"},
    {"stocked_up", RI_COLUMN_NUMBER, "units that the third and fourth week after lost"},
    {"cannibalised", RI_COLUMN_NUMBER, "units that others of the subcategory lost"},
    {"halo", RI_COLUMN_NUMBER, "units more of what is bought with it, outside its subcategory"},
    {"short", RI_COLUMN_NUMBER,
     "units of uplift that were wanted when the shelf was empty: not sold, not in return"},
    {"net_units", RI_COLUMN_NUMBER,
     "uplift sold, less what it took from later weeks and from others, with halo"},
    {"discount_cost", RI_COLUMN_MONEY,
     "margin given away on units that would have sold anyway, without tax"},
    {"return", RI_COLUMN_MONEY, "margin that it brought in all, without tax"},
    {"return_low", RI_COLUMN_MONEY, "lower bound of return"},
    {"return_high", RI_COLUMN_MONEY, "upper bound of return"},
    {"verdict", RI_COLUMN_TEXT,
     "repeat, not again, or open: the interval of return above, below or around 0"},
    {"reason", RI_COLUMN_TEXT, "why it is not told"},
};

/* ---- Which promotions -------------------------------------------------------------------------------------------------- */

ri_status promotion_event(struct promoting *p, const char *key, const struct event *event,
                          size_t *ret, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(p->call);
    bool             fresh;
    RI_TRY(ri_intern_put(p->keys, ri_view_of(key), ret, &fresh, err));
    if (!fresh) return RI_OK;
    RI_TRY(ri_arena_grow(mem, &p->events, &p->event_room, p->event_count, sizeof *p->events, err));
    struct event *to = &p->events[*ret];
    *to = *event;
    to->promotion = ri_arena_printf(mem, "%s", event->promotion);
    to->mechanics = event->mechanics ? ri_arena_printf(mem, "%s", event->mechanics) : NULL;
    p->event_count = *ret + 1;
    return to->promotion ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a name");
}

ri_status promotion_offer(struct promoting *p, const struct ri_deal *offer, struct ri_error *err)
{
    RI_TRY(ri_arena_grow(ri_call_mem(p->call), &p->offers, &p->offer_room, p->offer_count,
                         sizeof *p->offers, err));
    p->offers[p->offer_count++] = *offer;
    return RI_OK;
}

static ri_status take_event(struct promoting *p, const struct ri_row *row, size_t group,
                            size_t *ret, struct ri_error *err)
{
    const struct ri_view code = ri_row_text(row, 4), name = ri_row_text(row, 5);
    char                 key[160], promotion[256], mechanics[256];
    snprintf(key, sizeof key, "%zu %d %.*s", group, (int)ri_row_int64(row, 2), (int)code.length,
             code.at);
    snprintf(promotion, sizeof promotion, "%.*s", (int)code.length, code.at);
    snprintf(mechanics, sizeof mechanics, "%.*s", (int)name.length, name.at);
    const struct event event = {.promotion = promotion,
                                .mechanics = mechanics,
                                .group = group,
                                .first = (ri_day)ri_row_int64(row, 2),
                                .last = (ri_day)ri_row_int64(row, 3),
                                .discount = ri_row_missing(row, 7) ? 0 : ri_row_double(row, 7)};
    return promotion_event(p, key, &event, ret, err);
}

/* Offers come by product; a store that the sales do not know is passed over. */
static ri_status offer_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct promoting *p = context;
    size_t            group, event, store = UINT32_MAX;
    const ri_day      first = (ri_day)ri_row_int64(row, 2), last = (ri_day)ri_row_int64(row, 3);
    if (!ri_intern_find(p->products, ri_row_text(row, 0), &group)) return RI_OK;
    if (last < p->pricing.first_week || first >= p->pricing.until) return RI_OK;
    if (!ri_row_missing(row, 1)) {
        for (store = 0; p->pricing.store_names[store]; store++)
            if (ri_view_is(ri_row_text(row, 1), p->pricing.store_names[store])) break;
        if (!p->pricing.store_names[store]) return RI_OK;
    }
    RI_TRY(take_event(p, row, group, &event, err));
    const struct ri_deal offer = {(uint32_t)event, (uint32_t)group, (uint32_t)store,
                                  first - p->pricing.first_week, last - p->pricing.first_week};
    return promotion_offer(p, &offer, err);
}

static ri_status ask(struct promoting *p, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS + 1];
    const char          *sql;
    size_t               number;
    for (size_t g = 0; g < p->pricing.group_count; g++)
        RI_TRY(ri_intern_put(p->products, ri_view_of(p->pricing.keys[g][0]), &number, NULL, err));
    RI_TRY(ri_call_warehouse(p->call, &warehouse, err));
    RI_TRY(ri_call_filter(p->call, warehouse, &ids, err));
    ids.products.all = true; /* promotions of the others are part of the baseline */
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("as_of", p->pricing.until - 1);
    RI_TRY(ri_query_text("sql/pricing/offers.sql", ri_call_mem(p->call), &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(p->call), offer_row, p,
                             err));
    if (!p->event_count)
        return ri_fail(err, RI_EDATA,
                       "no promotion covers these products and weeks: import FILE --as promotions");
    return RI_OK;
}

/* ---- Measuring a pool -------------------------------------------------------------------------------------------------- */

static ri_status number_kin(const struct promoting *p, const struct ri_pricing_pool *pool,
                            uint32_t *ret, size_t *ret_count, struct ri_error *err)
{
    struct ri_intern *kins;
    ri_status         status = ri_intern_new(&kins, err);
    RI_TRY(status);
    for (size_t g = 0; g < pool->rows.groups && status == RI_OK; g++) {
        size_t number = 0;
        status = ri_intern_put(kins, ri_view_of(p->facts[pool->first_group + g].kin), &number, NULL,
                               err);
        ret[g] = (uint32_t)number;
    }
    *ret_count = ri_intern_count(kins);
    ri_intern_free(kins);
    return status;
}

double promotion_margin(const struct promoting *p, size_t g)
{
    return p->now[g].price / (1 + p->facts[g].tax) - p->facts[g].cost;
}

/* The price that was paid on the days of an event, by units times share of the week. */
static double paid_in(const struct ri_pricing_pool *pool, size_t group, int32_t first, int32_t last)
{
    double paid = 0, weight = 0;
    for (size_t i = 0; i < pool->rows.n; i++) {
        const int32_t begin = (int32_t)pool->week[i] * 7;
        if (pool->rows.group[i] != group || begin + 6 < first || begin > last) continue;
        const double w = pool->rows.quantity[i] * pool->promoted[i] * pool->promoted[i];
        paid += w * exp(pool->rows.price[i]);
        weight += w;
    }
    return weight > 0 ? paid / weight : NAN;
}

/* Money of an event, minor units without tax: at the discount that was said, else at the price that was paid. */
static void put_money(const struct promoting *p, const struct ri_pricing_pool *pool,
                      struct event *event, const struct ri_deal_result *r)
{
    const size_t g = event->group;
    const double minor = pow(10, p->digits), tax = 1 + p->facts[g].tax;
    const double usual = p->now[g].price / tax, cost = p->facts[g].cost;
    const double promoted =
        paid_in(pool, g - pool->first_group, event->first - p->pricing.first_week,
                event->last - p->pricing.first_week) /
        tax;
    const double price =
        event->discount > 0 ? usual * (1 - event->discount / 100) : fmin(promoted, usual);
    const double around =
        -(r->pulled + r->stocked) * (usual - cost) - r->taken_margin + event->halo_margin;
    event->cost_minor = r->baseline * (usual - price) * minor;
    const double units[] = {r->uplift - r->lost, r->uplift_low - r->lost, r->uplift_high - r->lost};
    double      *to[] = {&event->return_minor, &event->low_minor, &event->high_minor};
    for (size_t i = 0; i < 3; i++)
        *to[i] = (units[i] * (price - cost) + around) * minor - event->cost_minor;
    if (event->low_minor > event->high_minor) { /* sold below cost: more units, more loss */
        const double low = event->high_minor;
        event->high_minor = event->low_minor;
        event->low_minor = low;
    }
}

static ri_status measure_pool(struct promoting *p, const struct ri_pricing_pool *pool,
                              struct ri_error *err)
{
    struct ri_arena    *mem = ri_call_mem(p->call);
    const size_t        first = pool->first_group, groups = pool->rows.groups;
    struct ri_deal_pool asked = {.rows = &pool->rows, .confidence = p->pricing.options.confidence};
    struct ri_deal_effects effects;
    struct ri_deal_result *results;
    struct ri_deal        *offers;
    uint32_t              *kin, *number;
    size_t                *back;
    double                *margin, *depth, *beside = NULL, *halo = NULL;
    RI_ARENA_NEW(depth, mem, p->event_count, err);
    RI_ARENA_NEW(kin, mem, groups, err);
    RI_ARENA_NEW(margin, mem, groups, err);
    RI_ARENA_NEW(offers, mem, p->offer_count, err);
    RI_ARENA_NEW(number, mem, p->event_count, err);
    RI_ARENA_NEW(back, mem, p->event_count, err);
    for (size_t o = 0; o < p->offer_count; o++) {
        struct ri_deal offer = p->offers[o];
        if (offer.group < first || offer.group >= first + groups) continue;
        if (!number[offer.event]) {
            const double off = p->events[offer.event].discount;
            depth[asked.events] = off > 0 && off < 100 ? -log1p(-off / 100) : 0.2;
            back[asked.events++] = offer.event;
            number[offer.event] = (uint32_t)asked.events;
        }
        offer.group -= (uint32_t)first;
        offer.event = number[offer.event] - 1;
        offers[asked.offer_count++] = offer;
    }
    RI_TRY(promotion_beside(p, pool, &beside, err));
    if (!asked.events && !beside) return RI_OK;
    if (beside) RI_ARENA_NEW(halo, mem, pool->rows.n, err);
    for (size_t g = 0; g < groups; g++) margin[g] = promotion_margin(p, first + g);
    RI_TRY(number_kin(p, pool, kin, &asked.kins, err));
    RI_ARENA_NEW(results, mem, asked.events, err);
    asked.kin = kin;
    asked.depth = depth;
    asked.offers = offers;
    asked.margin = margin;
    asked.censored = pool->empty;
    asked.beside = beside;
    asked.halo = halo;
    RI_TRY(ri_deals_measure(&asked, mem, &effects, results, err));
    for (size_t e = 0; e < asked.events; e++) p->results[back[e]] = results[e];
    if (beside) promotion_share_halo(p, pool, beside, halo);
    p->halos += effects.halo.low > 0;
    p->pools++;
    p->cannibal += effects.rivals.high < 0;
    p->pulling += effects.after.high < 0 || effects.later.high < 0 || effects.stocked.high < 0;
    return RI_OK;
}

static void put_all_money(struct promoting *p)
{
    for (size_t i = 0; i < p->pricing.pool_count; i++) {
        const struct ri_pricing_pool *pool = &p->pricing.pools[i];
        for (size_t e = 0; e < p->event_count; e++) {
            const size_t g = p->events[e].group;
            if (g >= pool->first_group && g < pool->first_group + pool->rows.groups)
                put_money(p, pool, &p->events[e], &p->results[e]);
        }
    }
}

static ri_status load(struct promoting *p, struct ri_error *err)
{
    struct ri_slope *flat;
    if (ri_call_given(p->call, "input")) {
        RI_TRY(promotion_load_file(p, err));
    } else {
        RI_TRY(ri_pricing_load_with_empty(p->call, &p->pricing, err));
        RI_TRY(ask(p, err));
        RI_TRY(ri_price_facts_load(p->call, &p->pricing, &p->facts, &p->digits, err));
    }
    RI_ARENA_NEW(flat, ri_call_mem(p->call), p->pricing.group_count, err);
    RI_TRY(ri_price_now(p->call, &p->pricing, flat, 8, &p->now, err));
    return promotion_complements(p, err);
}

static ri_status measure(struct promoting *p, struct ri_error *err)
{
    RI_TRY(load(p, err));
    RI_ARENA_NEW(p->results, ri_call_mem(p->call), p->event_count, err);
    for (size_t i = 0; i < p->pricing.pool_count; i++) {
        RI_TRY(measure_pool(p, &p->pricing.pools[i], err));
        ri_task_progress(ri_call_task(p->call), "promotions", i + 1, p->pricing.pool_count,
                         "categories");
        RI_TRY(ri_task_check(ri_call_task(p->call), err));
    }
    put_all_money(p);
    return RI_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------------- */

static int best_first(const void *left, const void *right, void *context)
{
    const struct promoting *p = context;
    const size_t            a = *(const size_t *)left, b = *(const size_t *)right;
    const double            x = p->results[a].problem ? -INFINITY : p->events[a].return_minor,
                 y = p->results[b].problem ? -INFINITY : p->events[b].return_minor;
    if (isnan(x) != isnan(y)) return isnan(x) ? 1 : -1;
    if (x != y && !isnan(x)) return x > y ? -1 : 1;
    return (a > b) - (a < b);
}

static void put_minor(const struct promoting *p, struct ri_table_builder *table, double minor)
{
    if (isfinite(minor))
        ri_put_decimal(table, (ri_int128)llround(minor), p->digits);
    else
        ri_put_null(table);
}

static void put_row(const struct promoting *p, struct ri_table_builder *table, size_t e)
{
    const struct event          *event = &p->events[e];
    const struct ri_deal_result *r = &p->results[e];
    const bool                   told = !r->problem;
    const double                 numbers[] = {r->baseline,
                                              r->uplift,
                                              r->uplift_low,
                                              r->uplift_high,
                                              r->uplift / r->baseline,
                                              r->pulled,
                                              r->stocked,
                                              r->taken,
                                              event->halo,
                                              r->lost,
                                              r->uplift - r->lost - r->pulled - r->stocked - r->taken +
                                                  event->halo};
    const double money[] = {event->cost_minor, event->return_minor, event->low_minor,
                            event->high_minor};
    ri_put_string(table, event->promotion);
    ri_put_string(table, p->pricing.keys[event->group][0]);
    ri_put_string(table, p->facts[event->group].name);
    ri_put_string(table, event->mechanics);
    ri_put_day(table, event->first);
    ri_put_day(table, event->last);
    for (size_t i = 0; i < RI_COUNT(numbers); i++) ri_put_number(table, told ? numbers[i] : NAN);
    for (size_t i = 0; i < RI_COUNT(money); i++) put_minor(p, table, told ? money[i] : NAN);
    ri_put_string(table, !told || isnan(event->return_minor) ? NULL
                         : event->low_minor > 0              ? "repeat"
                         : event->high_minor < 0             ? "not again"
                                                             : "open");
    ri_put_string(table, told && isnan(event->return_minor) ? "its cost is not known" : r->problem);
}

static void say(const struct promoting *p)
{
    size_t again = 0, never = 0, asked = 0;
    for (size_t e = 0; e < p->event_count; e++) {
        if (!ri_pricing_asked(&p->pricing, p->events[e].group)) continue;
        asked++;
        again += !p->results[e].problem && p->events[e].low_minor > 0;
        never += !p->results[e].problem && p->events[e].high_minor < 0;
    }
    ri_call_note(p->call, "%zu of %zu promotions paid, %zu did not, the others are open", again,
                 asked, never);
    ri_call_note(
        p->call,
        "of %zu categories %zu show cannibalisation, %zu sales pulled forward, %zu more of "
        "what is bought with it; what cannot be told from 0 counts as 0",
        p->pools, p->cannibal, p->pulling, p->halos);
}

static ri_status answer(struct promoting *p, struct ri_error *err)
{
    const int64_t            limit = ri_call_integer(p->call, "limit", 0);
    struct ri_table_builder *table;
    size_t                  *order, n = 0;
    RI_TRY(measure(p, err));
    RI_ARENA_NEW(order, ri_call_mem(p->call), p->event_count, err);
    for (size_t e = 0; e < p->event_count; e++)
        if (ri_pricing_asked(&p->pricing, p->events[e].group)) order[n++] = e;
    qsort_r(order, n, sizeof *order, best_first, p);
    if (limit > 0 && (size_t)limit < n) n = (size_t)limit;
    RI_TRY(ri_call_money_builder(p->call, p->digits, &table, err));
    for (size_t i = 0; i < n; i++) put_row(p, table, order[i]);
    const ri_status status = ri_call_emit_builder(p->call, table, err);
    ri_table_builder_free(table);
    say(p);
    return status;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct promoting p = {.call = call};
    ri_status        status = ri_intern_new(&p.products, err);
    if (status == RI_OK) status = ri_intern_new(&p.keys, err);
    if (status == RI_OK) status = answer(&p, err);
    ri_intern_free(p.products);
    ri_intern_free(p.keys);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "pricing.promotions",
          .summary = "What each promotion brought: uplift, what it took elsewhere, return in money",
          .details =
              "A baseline by product, store and week (Poisson, levels of product and store, weeks "
              "of "
              "the category) tells what would have sold anyway. Uplifts of single promotions are "
              "drawn towards those of the category; cannibalisation in the subcategory and sales "
              "pulled "
              "forward (two weeks) or put by (two more), and what is bought with it (halo), are "
              "learnt "
              "from all promotions of the category. Weeks of an empty shelf count as sales that "
              "were wanted at least. Return is margin: of the uplift that was sold at the promoted "
              "price, less the discount on what would have sold anyway, less what later weeks and "
              "others lost, with that of the halo.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_MARKETING | RI_ROLE_SCIENCE |
                   RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight pricing promotions --limit 20",
                      "retailinsight pricing promotions --category Snacks --from 2025-01-01",
                      "retailinsight pricing promotions --input weeks.csv --stores store --cost "
                      "cost --kin subcategory --censored sold_out")},
     .run = run,
     .uses = "span filters",
     .instead = "input"},
};
const struct ri_operation_table ri_pricing_promotion_operations = RI_OPERATION_TABLE(operations);
