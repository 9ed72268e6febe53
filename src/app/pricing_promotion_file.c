/* Promotions straight out of a file of days or weeks. */
#include "app/filters.h"
#include "app/operation.h"
#include "app/pricing_promotion_internal.h"
#include "app/pricing_rows_internal.h"
#include "app/pricing_weeks.h"
#include "app/table_file.h"
#include "base/intern.h"

#include <math.h>

enum { WEEK = 7 };
enum { PRODUCT, STORE, FAMILY, KIN, TIME, QUANTITY, PRICE, COST, PROMOTION, CENSORED, COLUMNS };
static const struct column {
    const char *parameter;
    ri_coded    type;
    bool        needed;
} columns[COLUMNS] = {[PRODUCT] = {"group", RI_CODED_CATEGORY, true},
                      [STORE] = {"stores", RI_CODED_CATEGORY, false},
                      [FAMILY] = {"family", RI_CODED_CATEGORY, false},
                      [KIN] = {"kin", RI_CODED_CATEGORY, false},
                      [TIME] = {"time", RI_CODED_DATE, true},
                      [QUANTITY] = {"quantity", RI_CODED_NUMBER, true},
                      [PRICE] = {"price", RI_CODED_NUMBER, true},
                      [COST] = {"cost", RI_CODED_NUMBER, false},
                      [PROMOTION] = {"promotion", RI_CODED_CATEGORY, true},
                      [CENSORED] = {"censored", RI_CODED_CATEGORY, false}};

struct sold { /* a row of the file; words by their number */
    uint32_t family, product, store, promotion;
    ri_day   day;
    double   units, price;
    bool     empty;
};
struct reading {
    struct promoting       *p;
    struct ri_pricing_weeks weeks;
    struct ri_table_file   *file;
    size_t                  at[COLUMNS]; /* columns of the file; SIZE_MAX: none */
    struct ri_intern       *words;
    struct sold            *rows;
    size_t                  count, room;
    double                 *cost; /* by word of the product, the last one told */
    uint32_t               *kin;
    size_t                  cost_room, kin_room, products;
    int32_t                 step; /* days that a row stands for: 1 or 7 */
};

static const char *const off_words[] = {"", "0", "no", "false", "n", "none", "0.0", NULL};
static const char *const flag_words[] = {"1", "yes", "true", "y", "x", "1.0", NULL};

static bool is_one_of(struct ri_view word, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (word.length == strlen(words[i]) && strncasecmp(word.at, words[i], word.length) == 0)
            return true;
    return false;
}

static struct ri_view word_at(const struct reading *r, uint32_t word)
{
    return ri_intern_at(r->words, word);
}

/* ---- Rows -------------------------------------------------------------------------------------------------------------------- */

static ri_status choose(struct reading *r, ri_coded **ret, struct ri_error *err)
{
    struct ri_call *call = r->p->call;
    RI_ARENA_NEW(*ret, ri_call_mem(call), ri_table_file_count(r->file), err);
    for (size_t c = 0; c < ri_table_file_count(r->file); c++) (*ret)[c] = RI_CODED_CATEGORY;
    for (size_t c = 0; c < COLUMNS; c++) {
        size_t             several = 1;
        const char *const *list =
            c == PRODUCT ? ri_call_list(call, columns[c].parameter, &several) : NULL;
        const char *name = list ? list[0] : ri_call_text(call, columns[c].parameter);
        r->at[c] = SIZE_MAX;
        if (several != 1)
            return ri_fail(err, RI_EUSAGE, "--group names %zu columns: one, that of the product",
                           several);
        if (!name && !columns[c].needed) continue;
        RI_TRY(ri_table_file_find(r->file, name, &r->at[c], err));
        (*ret)[r->at[c]] = columns[c].type;
    }
    ri_table_file_fine(r->file, r->at[PRICE]);
    return RI_OK;
}

static ri_status word_of(struct reading *r, const struct ri_cell *cells, size_t column,
                         uint32_t *ret, struct ri_error *err)
{
    const bool known = r->at[column] != SIZE_MAX && cells[r->at[column]].known;
    size_t     number;
    RI_TRY(ri_intern_put(r->words, known ? cells[r->at[column]].text : RI_VIEW(""), &number, NULL,
                         err));
    *ret = (uint32_t)number;
    return RI_OK;
}

static ri_status grow_products(struct reading *r, uint32_t product, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(r->p->call);
    for (; r->products <= product; r->products++) {
        RI_TRY(ri_arena_grow(mem, &r->cost, &r->cost_room, r->products, sizeof *r->cost, err));
        RI_TRY(ri_arena_grow(mem, &r->kin, &r->kin_room, r->products, sizeof *r->kin, err));
        r->cost[r->products] = (double)NAN;
        r->kin[r->products] = 0;
    }
    return RI_OK;
}

static ri_status take_row(void *context, uint64_t record, const struct ri_cell *cells,
                          struct ri_error *err)
{
    struct reading       *r = context;
    const struct ri_cell *time = &cells[r->at[TIME]], *units = &cells[r->at[QUANTITY]],
                         *price = &cells[r->at[PRICE]];
    struct sold sold;
    uint32_t    kin, empty;
    if (!time->known || !units->known || !price->known)
        return ri_fail(err, RI_EDATA, "record %llu lacks its day, units or price",
                       (unsigned long long)record);
    if (!(price->number > 0) || units->number < 0)
        return ri_fail(err, RI_EDATA,
                       "record %llu: price is %g and units are %g, must be above 0 and 0 or more",
                       (unsigned long long)record, price->number, units->number);
    sold =
        (struct sold){.day = (ri_day)time->number, .units = units->number, .price = price->number};
    RI_TRY(word_of(r, cells, FAMILY, &sold.family, err));
    RI_TRY(word_of(r, cells, PRODUCT, &sold.product, err));
    RI_TRY(word_of(r, cells, STORE, &sold.store, err));
    RI_TRY(word_of(r, cells, PROMOTION, &sold.promotion, err));
    RI_TRY(word_of(r, cells, KIN, &kin, err));
    RI_TRY(word_of(r, cells, CENSORED, &empty, err));
    sold.empty = !is_one_of(word_at(r, empty), off_words);
    RI_TRY(grow_products(r, sold.product, err));
    if (r->at[COST] != SIZE_MAX && cells[r->at[COST]].known)
        r->cost[sold.product] = cells[r->at[COST]].number;
    r->kin[sold.product] = kin;
    RI_TRY(ri_arena_grow(ri_call_mem(r->p->call), &r->rows, &r->room, r->count, sizeof sold, err));
    r->rows[r->count++] = sold;
    return RI_OK;
}

static int by_word(const struct reading *r, uint32_t a, uint32_t b)
{
    if (a == b) return 0;
    const struct ri_view x = word_at(r, a), y = word_at(r, b);
    const int            order = memcmp(x.at, y.at, x.length < y.length ? x.length : y.length);
    return order ? order : (x.length > y.length) - (x.length < y.length);
}

static int in_order(const void *left, const void *right, void *context)
{
    const struct sold *a = left, *b = right;
    int                order = by_word(context, a->family, b->family);
    if (!order) order = by_word(context, a->product, b->product);
    if (!order) order = by_word(context, a->store, b->store);
    return order ? order : (a->day > b->day) - (a->day < b->day);
}

static bool same_series(const struct sold *a, const struct sold *b)
{
    return a->product == b->product && a->store == b->store;
}

static ri_day monday_of(ri_day day)
{
    return day - ri_day_weekday(day);
}

/* Days or weeks; of days only whole weeks count. */
static void find_step(struct reading *r)
{
    ri_day first = r->rows[0].day, last = first;
    size_t kept = 0;
    r->step = WEEK;
    for (size_t i = 0; i < r->count; i++) {
        if (r->rows[i].day < first) first = r->rows[i].day;
        if (r->rows[i].day > last) last = r->rows[i].day;
        if (i && same_series(&r->rows[i - 1], &r->rows[i]) &&
            r->rows[i].day - r->rows[i - 1].day < WEEK)
            r->step = 1;
    }
    if (r->step == WEEK) return;
    const ri_day from = monday_of(first + WEEK - 1), until = monday_of(last + 1);
    for (size_t i = 0; i < r->count; i++)
        if (r->rows[i].day >= from && r->rows[i].day < until) r->rows[kept++] = r->rows[i];
    r->count = kept;
}

/* The days of a row: itself, or its week. */
static void days_of(const struct reading *r, const struct sold *row, ri_day *ret_first,
                    ri_day *ret_last)
{
    *ret_first = r->step == WEEK ? monday_of(row->day) : row->day;
    *ret_last = *ret_first + r->step - 1;
}

static ri_status add_weeks(struct reading *r, struct ri_error *err)
{
    for (size_t i = 0, next; i < r->count; i = next) {
        const struct sold  *row = &r->rows[i];
        double              paid = 0, prices = 0;
        struct ri_week_sold week = {.pool = r->at[FAMILY] == SIZE_MAX ? RI_VIEW("all")
                                                                      : word_at(r, row->family),
                                    .product = word_at(r, row->product),
                                    .store = word_at(r, row->store),
                                    .week = monday_of(row->day)};
        for (next = i; next < r->count && same_series(row, &r->rows[next]) &&
                       monday_of(r->rows[next].day) == week.week;
             next++) {
            week.units += r->rows[next].units;
            paid += r->rows[next].units * r->rows[next].price;
            prices += r->rows[next].price;
        }
        week.price = week.units > 0 ? paid / week.units : prices / (double)(next - i);
        RI_TRY(ri_pricing_weeks_add(&r->weeks, &week, err));
    }
    return ri_pricing_weeks_fill(&r->weeks, err);
}

/* ---- Promotions ---------------------------------------------------------------------------------------------------------------- */

/* A code is one promotion of a product wherever and whenever it stands; a flag begins a new one with each run. */
static ri_status add_run(struct reading *r, const struct sold *row, ri_day first, ri_day last,
                         struct ri_error *err)
{
    struct promoting    *p = r->p;
    const struct ri_view code = word_at(r, row->promotion), store = word_at(r, row->store);
    const bool           flag = is_one_of(code, flag_words);
    size_t               group, shop, number;
    struct ri_text       day = {0};
    char                 key[320], name[256];
    ri_text_day(&day, first);
    snprintf(name, sizeof name, "%.*s", flag ? (int)day.length : (int)code.length,
             flag ? day.at : code.at);
    ri_text_release(&day);
    if (!ri_intern_find(r->weeks.products, word_at(r, row->product), &group) ||
        !ri_intern_find(r->weeks.stores, store, &shop))
        return RI_OK;
    snprintf(key, sizeof key, "%zu %s", group, name);
    const struct event event = {.promotion = name, .group = group, .first = first, .last = last};
    RI_TRY(promotion_event(p, key, &event, &number, err));
    struct event *to = &p->events[number];
    if (first < to->first) to->first = first;
    if (last > to->last) to->last = last;
    ri_pricing_weeks_promote(&r->weeks, word_at(r, row->product), &store, first, last);
    const struct ri_deal offer = {(uint32_t)number, (uint32_t)group, (uint32_t)shop,
                                  first - r->weeks.first, last - r->weeks.first};
    return promotion_offer(p, &offer, err);
}

static ri_status add_promotions(struct reading *r, struct ri_error *err)
{
    for (size_t i = 0, next; i < r->count; i = next) {
        const struct sold   *row = &r->rows[i];
        const struct ri_view product = word_at(r, row->product), store = word_at(r, row->store);
        const bool           on = !is_one_of(word_at(r, row->promotion), off_words);
        ri_day               first, last, from, to;
        days_of(r, row, &first, &last);
        for (next = i; next < r->count; next++) {
            const struct sold *at = &r->rows[next];
            days_of(r, at, &from, &to);
            if (next > i &&
                (!same_series(row, at) || at->promotion != row->promotion || from > last + r->step))
                break;
            last = to;
            if (at->empty) ri_pricing_weeks_empty(&r->weeks, product, &store, from, to);
        }
        if (on) RI_TRY(add_run(r, row, first, last, err));
    }
    return r->p->event_count
               ? RI_OK
               : ri_fail(err, RI_EDATA, "no row is of a promotion: --promotion names their column");
}

static ri_status put_facts(struct reading *r, struct ri_error *err)
{
    struct promoting *p = r->p;
    size_t            number;
    RI_TRY(ri_price_facts_load(p->call, &p->pricing, &p->facts, &p->digits, err));
    for (size_t g = 0; g < p->pricing.group_count; g++) {
        const char *key = p->pricing.keys[g][0];
        RI_TRY(ri_intern_put(p->products, ri_view_of(key), &number, NULL, err));
        if (!ri_intern_find(r->words, ri_view_of(key), &number)) continue;
        const struct ri_view kin = word_at(r, r->kin[number]);
        if (isnan(p->facts[g].cost)) p->facts[g].cost = r->cost[number];
        if (r->at[KIN] == SIZE_MAX) continue;
        p->facts[g].kin = ri_arena_copy(ri_call_mem(p->call), kin.at, kin.length);
        if (!p->facts[g].kin) return ri_fail(err, RI_ENOMEM, "no room for a name");
    }
    return RI_OK;
}

static ri_status load(struct reading *r, struct ri_error *err)
{
    struct promoting  *p = r->p;
    const char *const *group = ri_call_list(p->call, "group", NULL);
    const char        *name;
    ri_coded          *types;
    int                fd;
    ri_call_file(p->call, "input", 0, &fd, &name);
    RI_TRY(ri_table_file_open(p->call, fd, name, &r->file, err));
    RI_TRY(choose(r, &types, err));
    RI_TRY(ri_table_file_rows(r->file, types, take_row, r, err));
    if (!r->count) return ri_fail(err, RI_EDATA, "%s: nothing was sold in it", name);
    qsort_r(r->rows, r->count, sizeof *r->rows, in_order, r);
    find_step(r);
    if (!r->count) return ri_fail(err, RI_EDATA, "%s: it holds no whole week", name);
    RI_TRY(add_weeks(r, err));
    RI_TRY(add_promotions(r, err));
    RI_TRY(ri_pricing_weeks_finish(&r->weeks, err));
    p->pricing.from_file = true;
    p->pricing.key_names = group;
    p->pricing.until = r->weeks.last + WEEK;
    return put_facts(r, err);
}

ri_status promotion_load_file(struct promoting *p, struct ri_error *err)
{
    struct reading r = {.p = p};
    ri_status      status = ri_call_file_alone(p->call, err);
    if (status == RI_OK) status = pricing_options(p->call, &p->pricing, err);
    if (status == RI_OK) status = ri_pricing_weeks_new(p->call, &p->pricing, true, &r.weeks, err);
    if (status == RI_OK) status = ri_intern_new(&r.words, err);
    if (status == RI_OK) status = load(&r, err);
    if (status == RI_OK && p->pricing.empty_weeks)
        ri_call_note(p->call,
                     "%zu weeks of a product in a store tell only that so much was wanted at "
                     "least: the shelf ran empty",
                     p->pricing.empty_weeks);
    ri_table_file_close(r.file);
    ri_intern_free(r.words);
    ri_pricing_weeks_free(&r.weeks);
    return status;
}
