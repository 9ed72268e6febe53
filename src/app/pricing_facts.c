/* Facts of groups: of the workspace, then of a file. */
#include "app/pricing_facts.h"

#include "app/filters.h"
#include "app/operation.h"
#include "app/query.h"
#include "app/table_file.h"
#include "base/intern.h"
#include "pricing/advise.h"

#include <math.h>

enum {
    COST,
    TAX,
    COMPETITOR,
    ON_HAND,
    ON_ORDER,
    SIZE,
    LEAST,
    MOST,
    GAP_LOW,
    GAP_HIGH,
    NUMBERS,
    KEYS_MOST = 8
};
static const char *const number_names[NUMBERS] = {
    [COST] = "cost",         [TAX] = "tax",           [COMPETITOR] = "competitor",
    [ON_HAND] = "on_hand",   [ON_ORDER] = "on_order", [SIZE] = "size",
    [LEAST] = "least_price", [MOST] = "most_price",   [GAP_LOW] = "gap_low",
    [GAP_HIGH] = "gap_high"};

struct loading {
    struct ri_call          *call;
    const struct ri_pricing *pricing;
    struct ri_price_facts   *facts;
    struct ri_intern        *groups, *lines;
    int                      digits;
    /* of --facts */
    struct ri_table_file *file;
    size_t                key[KEYS_MOST], number[NUMBERS], line, name, kin, reference;
    ri_coded             *types;
};

/* Keys of a group as one text. */
static ri_status group_text(struct loading *l, const struct ri_view *keys, struct ri_text *out,
                            struct ri_error *err)
{
    ri_text_clear(out);
    for (size_t k = 0; k < l->pricing->key_count; k++) {
        ri_text_add(out, keys[k].at, keys[k].length);
        ri_text_putc(out, '\x1f');
    }
    return ri_text_check(out, err);
}

static ri_status number_groups(struct loading *l, struct ri_error *err)
{
    struct ri_text text = {0};
    ri_status      status = RI_OK;
    size_t         number;
    for (size_t g = 0; g < l->pricing->group_count && status == RI_OK; g++) {
        struct ri_view keys[KEYS_MOST];
        for (size_t k = 0; k < l->pricing->key_count && k < KEYS_MOST; k++)
            keys[k] = ri_view_of(l->pricing->keys[g][k]);
        status = group_text(l, keys, &text, err);
        if (status == RI_OK)
            status = ri_intern_put(l->groups, (struct ri_view){text.at ? text.at : "", text.length},
                                   &number, NULL, err);
    }
    ri_text_release(&text);
    return status;
}

static ri_status put_line(struct loading *l, struct ri_price_facts *facts, struct ri_view brand,
                          struct ri_view line, int kind, struct ri_error *err)
{
    char key[256];
    snprintf(key, sizeof key, "%d\x1f%.*s\x1f%.*s", kind, (int)brand.length, brand.at,
             (int)line.length, line.at);
    return ri_intern_put(l->lines, ri_view_of(key), &facts->line, NULL, err);
}

/* ---- The workspace ------------------------------------------------------------------------------------------------------ */

static double number_at(const struct ri_row *row, size_t column, double otherwise)
{
    return ri_row_missing(row, column) ? otherwise : ri_row_double(row, column);
}

static ri_status fact_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct loading      *l = context;
    const struct ri_view sku = ri_row_text(row, 0), name = ri_row_text(row, 1),
                         brand = ri_row_text(row, 2);
    char   key[256];
    size_t g, before;
    int    kind;
    snprintf(key, sizeof key, "%.*s\x1f", (int)sku.length, sku.at);
    if (!ri_intern_find(l->groups, ri_view_of(key), &g)) return RI_OK;
    struct ri_price_facts *facts = &l->facts[g];
    facts->name = ri_arena_copy(ri_call_mem(l->call), name.at, name.length);
    if (!facts->name) return ri_fail(err, RI_ENOMEM, "no room for a name");
    facts->cost = number_at(row, 3, NAN);
    facts->tax = number_at(row, 4, 0);
    facts->stock = number_at(row, 5, NAN);
    facts->on_hand = ri_row_missing(row, 5) ? INFINITY
                     : facts->stock > 0     ? facts->stock + number_at(row, 6, 0)
                                            : 0;
    facts->competitor = number_at(row, 7, NAN);
    l->digits = (int)ri_row_int64(row, 10);
    const struct ri_view kin = ri_row_text(row, 11);
    facts->kin = ri_arena_copy(ri_call_mem(l->call), kin.at, kin.length);
    if (!facts->kin) return ri_fail(err, RI_ENOMEM, "no room for a name");
    if (!ri_row_missing(row, 8) && !ri_row_missing(row, 9)) {
        facts->size = ri_row_double(row, 8);
        return put_line(l, facts, RI_VIEW(""), ri_row_text(row, 9), 0, err);
    }
    if (!ri_pack_of_name(facts->name, &facts->size, &kind, &before)) return RI_OK;
    return put_line(l, facts, brand, (struct ri_view){facts->name, before}, kind, err);
}

static ri_status ask(struct loading *l, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS + 2];
    const char          *sql;
    RI_TRY(ri_call_warehouse(l->call, &warehouse, err));
    RI_TRY(ri_call_filter(l->call, warehouse, &ids, err));
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("to", l->pricing->until);
    binds[RI_FILTER_BINDS + 1] = ri_bind_string("currency", l->pricing->currency);
    RI_TRY(ri_query_text("sql/pricing/facts.sql", ri_call_mem(l->call), &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(l->call), fact_row, l,
                             err);
}

/* ---- A file --------------------------------------------------------------------------------------------------------------- */

static bool find(const struct ri_table_file *file, const char *name, size_t *ret)
{
    for (size_t c = 0; c < ri_table_file_count(file); c++)
        if (strcmp(ri_table_file_name(file, c), name) == 0) return *ret = c, true;
    *ret = SIZE_MAX;
    return false;
}

static ri_status choose_columns(struct loading *l, struct ri_error *err)
{
    RI_ARENA_NEW(l->types, ri_call_mem(l->call), ri_table_file_count(l->file), err);
    for (size_t c = 0; c < ri_table_file_count(l->file); c++) l->types[c] = RI_CODED_CATEGORY;
    for (size_t k = 0; k < l->pricing->key_count && k < KEYS_MOST; k++)
        RI_TRY(ri_table_file_find(l->file, l->pricing->key_names[k], &l->key[k], err));
    bool any = find(l->file, "line", &l->line);
    any |= find(l->file, "name", &l->name);
    any |= find(l->file, "kin", &l->kin);
    any |= find(l->file, "reference", &l->reference);
    for (size_t f = 0; f < NUMBERS; f++) {
        if (!find(l->file, number_names[f], &l->number[f])) continue;
        l->types[l->number[f]] = RI_CODED_NUMBER;
        any = true;
    }
    return any ? RI_OK
               : ri_fail(err, RI_EUSAGE,
                         "--facts has none of: cost, tax, competitor, on_hand, on_order, line, "
                         "size, name, kin, least_price, most_price, reference");
}

static ri_status take_reference(struct loading *l, const struct ri_cell *cells,
                                const double *number, uint64_t record, struct ri_price_facts *facts,
                                struct ri_error *err)
{
    if (l->reference == SIZE_MAX || !cells[l->reference].known) return RI_OK;
    const struct ri_view word = cells[l->reference].text;
    facts->gap_low = isnan(number[GAP_LOW]) ? 0 : number[GAP_LOW];
    facts->gap_high = isnan(number[GAP_HIGH]) ? facts->gap_low : number[GAP_HIGH];
    if (facts->gap_high < facts->gap_low)
        return ri_fail(err, RI_EDATA, "record %llu of --facts: gap_low %g is above gap_high %g",
                       (unsigned long long)record, facts->gap_low, facts->gap_high);
    facts->reference = ri_arena_copy(ri_call_mem(l->call), word.at, word.length);
    return facts->reference ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a name");
}

static ri_status take_word(struct loading *l, const struct ri_cell *cells, size_t column,
                           const char **ret, struct ri_error *err)
{
    if (column == SIZE_MAX || !cells[column].known) return RI_OK;
    const char *word =
        ri_arena_copy(ri_call_mem(l->call), cells[column].text.at, cells[column].text.length);
    if (!word) return ri_fail(err, RI_ENOMEM, "no room for a name");
    *ret = word;
    return RI_OK;
}

static ri_status facts_of_row(void *context, uint64_t record, const struct ri_cell *cells,
                              struct ri_error *err)
{
    struct loading *l = context;
    struct ri_view  keys[KEYS_MOST];
    struct ri_text  text = {0};
    size_t          g;
    double          number[NUMBERS];
    for (size_t k = 0; k < l->pricing->key_count && k < KEYS_MOST; k++)
        keys[k] = cells[l->key[k]].known ? cells[l->key[k]].text : RI_VIEW("(none)");
    const ri_status status = group_text(l, keys, &text, err);
    const bool      known =
        status == RI_OK &&
        ri_intern_find(l->groups, (struct ri_view){text.at ? text.at : "", text.length}, &g);
    ri_text_release(&text);
    if (!known) return status;
    for (size_t f = 0; f < NUMBERS; f++) {
        const struct ri_cell *cell = l->number[f] == SIZE_MAX ? NULL : &cells[l->number[f]];
        number[f] = cell && cell->known ? cell->number : NAN;
        if (number[f] < (f >= GAP_LOW ? -1 : 0))
            return ri_fail(err, RI_EDATA, "record %llu of --facts: %s is %g, must be %d or more",
                           (unsigned long long)record, number_names[f], number[f],
                           f >= GAP_LOW ? -1 : 0);
    }
    struct ri_price_facts *facts = &l->facts[g];
    if (!isnan(number[COST])) facts->cost = number[COST];
    if (!isnan(number[TAX])) facts->tax = number[TAX];
    if (!isnan(number[COMPETITOR])) facts->competitor = number[COMPETITOR];
    if (!isnan(number[ON_HAND])) {
        facts->stock = number[ON_HAND];
        facts->on_hand = number[ON_HAND] > 0 && !isnan(number[ON_ORDER])
                             ? number[ON_HAND] + number[ON_ORDER]
                             : number[ON_HAND];
    }
    if (!isnan(number[LEAST])) facts->least = number[LEAST];
    if (!isnan(number[MOST])) facts->most = number[MOST];
    RI_TRY(take_reference(l, cells, number, record, facts, err));
    RI_TRY(take_word(l, cells, l->name, &facts->name, err));
    RI_TRY(take_word(l, cells, l->kin, &facts->kin, err));
    if (l->line == SIZE_MAX || !cells[l->line].known || isnan(number[SIZE])) return RI_OK;
    facts->size = number[SIZE];
    return put_line(l, facts, RI_VIEW(""), cells[l->line].text, 0, err);
}

static ri_status read_file(struct loading *l, struct ri_error *err)
{
    int         fd = -1;
    const char *name = NULL;
    if (!ri_call_has(l->call, "facts") || !ri_call_file(l->call, "facts", 0, &fd, &name))
        return RI_OK;
    RI_TRY(ri_table_file_open(l->call, fd, name, &l->file, err));
    RI_TRY(choose_columns(l, err));
    return ri_table_file_rows(l->file, l->types, facts_of_row, l, err);
}

ri_status ri_price_facts_load(struct ri_call *call, const struct ri_pricing *pricing,
                              struct ri_price_facts **ret, int *ret_digits, struct ri_error *err)
{
    struct loading l = {.call = call, .pricing = pricing, .digits = 2};
    RI_ARENA_NEW(l.facts, ri_call_mem(call), pricing->group_count, err);
    for (size_t g = 0; g < pricing->group_count; g++)
        l.facts[g] = (struct ri_price_facts){.cost = NAN,
                                             .competitor = NAN,
                                             .on_hand = INFINITY,
                                             .stock = NAN,
                                             .line = SIZE_MAX,
                                             .kin = ""};
    ri_status status = ri_intern_new(&l.groups, err);
    if (status == RI_OK) status = ri_intern_new(&l.lines, err);
    if (status == RI_OK) status = number_groups(&l, err);
    if (status == RI_OK && !pricing->from_file) status = ask(&l, err);
    if (status == RI_OK) status = read_file(&l, err);
    ri_table_file_close(l.file);
    ri_intern_free(l.groups);
    ri_intern_free(l.lines);
    *ret = l.facts;
    *ret_digits = l.digits;
    return status;
}

/* ---- What sells now ------------------------------------------------------------------------------------------------------- */

struct recent { /* of a group, by period */
    double *units, *paid, *plain_units, *plain_paid;
};

/* Periods of a pool's rows: weeks, values of --time, or each row its own. */
static ri_status periods_of(struct ri_arena *mem, const struct ri_pricing_pool *pool,
                            uint32_t **ret, size_t *ret_count, struct ri_error *err)
{
    RI_ARENA_NEW(*ret, mem, pool->rows.n, err);
    *ret_count = 0;
    for (size_t i = 0; i < pool->rows.n; i++) {
        (*ret)[i] = pool->week ? pool->week[i] : (uint32_t)i;
        if ((*ret)[i] >= *ret_count) *ret_count = (*ret)[i] + 1;
    }
    return RI_OK;
}

/* From the newest period back: the price of the first with units at it, without a promotion where there is such a one. */
static double price_now(const struct recent *r, size_t periods)
{
    double promoted = NAN;
    for (size_t t = periods; t-- > 0;) {
        if (r->plain_units[t] > 0) return r->plain_paid[t] / r->plain_units[t];
        if (isnan(promoted) && r->units[t] > 0) promoted = r->paid[t] / r->units[t];
    }
    return promoted;
}

static ri_status now_of_pool(struct ri_arena *mem, const struct ri_pricing_pool *pool,
                             const struct ri_slope *drawn, size_t wanted, struct ri_price_now *ret,
                             struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    size_t                     periods = 0;
    uint32_t                  *period;
    struct recent              r;
    RI_TRY(periods_of(mem, pool, &period, &periods, err));
    RI_ARENA_NEW(r.units, mem, periods, err);
    RI_ARENA_NEW(r.paid, mem, periods, err);
    RI_ARENA_NEW(r.plain_units, mem, periods, err);
    RI_ARENA_NEW(r.plain_paid, mem, periods, err);
    for (size_t g = 0; g < pool->rows.groups; g++) {
        size_t first = periods, last = 0, used = 0;
        memset(r.units, 0, periods * sizeof(double));
        memset(r.paid, 0, periods * sizeof(double));
        memset(r.plain_units, 0, periods * sizeof(double));
        memset(r.plain_paid, 0, periods * sizeof(double));
        for (size_t i = 0; i < pool->rows.n; i++) {
            if (pool->rows.group[i] != g) continue;
            const size_t t = period[i];
            const double q =
                pool->rows.logged ? exp(pool->rows.quantity[i]) : pool->rows.quantity[i];
            const bool plain = !pool->promoted || pool->promoted[i] < 0.01;
            if (t < first) first = t;
            if (t > last) last = t;
            r.units[t] += q;
            r.paid[t] += q * exp(pool->rows.price[i]);
            r.plain_units[t] += plain ? q : 0;
            r.plain_paid[t] += plain ? q * exp(pool->rows.price[i]) : 0;
        }
        ret[g] = (struct ri_price_now){price_now(&r, periods), 0};
        const double e = isfinite(drawn[g].value) ? drawn[g].value : 0;
        for (size_t t = last + 1; t-- > first && used < wanted && first < periods;) {
            if (pool->week == NULL && !(r.paid[t] > 0)) continue; /* a row of another group */
            const double price = r.units[t] > 0 ? r.paid[t] / r.units[t] : ret[g].price;
            ret[g].units += r.units[t] * pow(ret[g].price / price, e);
            used++;
        }
        ret[g].units = used ? ret[g].units / (double)used : 0;
    }
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

ri_status ri_price_now(struct ri_call *call, const struct ri_pricing *pricing,
                       const struct ri_slope *drawn, size_t periods, struct ri_price_now **ret,
                       struct ri_error *err)
{
    RI_ARENA_NEW(*ret, ri_call_mem(call), pricing->group_count, err);
    for (size_t p = 0; p < pricing->pool_count; p++) {
        const struct ri_pricing_pool *pool = &pricing->pools[p];
        RI_TRY(now_of_pool(ri_call_mem(call), pool, drawn + pool->first_group, periods,
                           *ret + pool->first_group, err));
        RI_TRY(ri_task_check(ri_call_task(call), err));
    }
    return RI_OK;
}
