/* What the workspace knows by day: prices, promotions, holidays, when stores are open. */
#include "app/covariates_internal.h"

#include "app/openings.h"
#include "app/operation.h"
#include "app/workspace.h"

#include <math.h>

/* ---- Days of groups of series ---------------------------------------------------------------------------------------- */

struct days { /* values by group and day, from the first to the last period of the covariates */
    struct gathering *gathering;
    size_t            group_count, count;
    size_t           *group; /* [series] */
    ri_day            first;
    float            *at; /* [group][count] */
};

static ri_day first_day(const struct ri_panel *panel, int64_t period)
{
    return (ri_day)ri_floor_div(ri_period_start_us(panel->frequency, panel->week_start, period),
                                RI_US_PER_DAY);
}

/* Series that share a word of `by` share a group; by NULL: each has its own. */
static ri_status days_new(struct gathering *gathering, const struct attribute *by, float fill,
                          struct days *ret, struct ri_error *err)
{
    const struct ri_panel *panel = &gathering->loaded->panel;
    struct ri_arena       *mem = ri_call_mem(gathering->call);
    struct days            days = {.gathering = gathering,
                                   .first = first_day(panel, gathering->first),
                                   .group_count = by ? ri_intern_count(by->words) : panel->series_count};
    days.count =
        (size_t)(first_day(panel, gathering->first + (int64_t)gathering->periods) - days.first);
    RI_ARENA_NEW(days.group, mem, panel->series_count, err);
    RI_ARENA_NEW(days.at, mem, days.group_count * days.count, err);
    for (size_t i = 0; i < panel->series_count; i++)
        days.group[i] = !by ? i : isnan(by->code[i]) ? SIZE_MAX : (size_t)by->code[i];
    for (size_t i = 0; i < days.group_count * days.count; i++) days.at[i] = fill;
    *ret = days;
    return RI_OK;
}

/* The part of a span of days, both inclusive, that the matrix holds; false: none. */
static bool clip(const struct days *days, ri_day from, ri_day to, size_t *ret_from, size_t *ret_to)
{
    const ri_day last = days->first + (ri_day)days->count - 1;
    if (from < days->first) from = days->first;
    if (to == RI_DAY_NONE || to > last) to = last;
    if (from > to) return false;
    *ret_from = (size_t)(from - days->first);
    *ret_to = (size_t)(to - days->first);
    return true;
}

/* Days into periods: means of numbers, the first of categories. */
static ri_status to_periods(const struct days *days, bool categorical, const float **ret,
                            struct ri_error *err)
{
    const struct gathering *gathering = days->gathering;
    const struct ri_panel  *panel = &gathering->loaded->panel;
    float                  *at;
    if (panel->frequency == RI_DAILY) return *ret = days->at, RI_OK;
    RI_ARENA_NEW(at, ri_call_mem(gathering->call), days->group_count * gathering->periods, err);
    for (size_t p = 0; p < gathering->periods; p++) {
        const int64_t period = gathering->first + (int64_t)p;
        const size_t  from = (size_t)(first_day(panel, period) - days->first),
                     to = (size_t)(first_day(panel, period + 1) - days->first);
        for (size_t g = 0; g < days->group_count; g++) {
            double sum = 0, known = 0;
            float  first = NAN;
            for (size_t d = from; d < to; d++) {
                const float value = days->at[g * days->count + d];
                if (isnan(value)) continue;
                if (isnan(first)) first = value;
                sum += (double)value;
                known++;
            }
            at[g * gathering->periods + p] =
                known > 0 && !categorical ? (float)(sum / known) : first;
        }
    }
    *ret = at;
    return RI_OK;
}

/* words: of a category; NULL: numbers. */
static ri_status add_known(const struct days *days, const char *name, const char *subject,
                           const struct ri_intern *words, struct ri_error *err)
{
    struct ri_known known = {.name = name,
                             .subject = subject,
                             .categorical = words != NULL,
                             .group_count = days->group_count,
                             .group = days->group};
    if (words) {
        known.word_count = ri_intern_count(words);
        RI_TRY(covariate_words(words, ri_call_mem(days->gathering->call), &known.words, err));
    }
    RI_TRY(to_periods(days, known.categorical, &known.at, err));
    return covariate_known(days->gathering, &known, err);
}

/* ---- Which series a row of the warehouse covers --------------------------------------------------------------------- */

struct covering {
    struct gathering *gathering;
    struct attribute *product, *category, *store;
    struct members    products, categories;
    bool              by_store; /* some row names a store: each series has its own days */
    struct days       days, more;
    size_t            rows;
    ri_day            last; /* newest day that a row names */
    bool              told; /* `more` says something */
};

static ri_status start_covering(struct gathering *gathering, struct covering *covering,
                                struct ri_error *err)
{
    *covering = (struct covering){.gathering = gathering, .last = RI_DAY_NONE};
    RI_TRY(covariate_attribute(gathering, "product", &covering->product, err));
    RI_TRY(covariate_attribute(gathering, "category", &covering->category, err));
    RI_TRY(covariate_attribute(gathering, "store", &covering->store, err));
    RI_TRY(covariate_members(gathering, covering->product, &covering->products, err));
    return covariate_members(gathering, covering->category, &covering->categories, err);
}

static bool is_word(const struct attribute *attribute, size_t series, struct ri_view word)
{
    const float code = attribute->code[series];
    return !isnan(code) && ri_view_equal(ri_intern_at(attribute->words, (size_t)code), word);
}

struct span { /* of a row; views with at NULL: all */
    struct ri_view product, category, store;
    ri_day         from, to;
    float          value;
};

static void put_span(const struct covering *covering, struct days *days, const struct span *span,
                     size_t series, bool deepest)
{
    size_t from, to;
    if (span->store.at && !is_word(covering->store, series, span->store)) return;
    if (days->group[series] == SIZE_MAX || !clip(days, span->from, span->to, &from, &to)) return;
    float *at = days->at + days->group[series] * days->count;
    for (size_t d = from; d <= to; d++)
        if (!deepest || !(at[d] >= span->value)) at[d] = span->value;
}

/* Every series that the row covers; `deepest`: the largest value of a day stays, else the last one. */
static void cover(const struct covering *covering, struct days *days, const struct span *span,
                  bool deepest)
{
    const struct ri_intern *words = NULL;
    const struct members   *members = NULL;
    struct ri_view          word = {0};
    size_t                  code;
    if (span->product.at)
        words = covering->product->words, members = &covering->products, word = span->product;
    else if (span->category.at)
        words = covering->category->words, members = &covering->categories, word = span->category;
    if (!words) {
        for (size_t i = 0; i < covering->gathering->loaded->panel.series_count; i++)
            put_span(covering, days, span, i, deepest);
    } else if (ri_intern_find(words, word, &code)) {
        for (size_t i = members->head[code]; i; i = members->next[i - 1])
            put_span(covering, days, span, i - 1, deepest);
    }
}

static struct ri_view text_or_none(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? (struct ri_view){0} : ri_row_text(row, column);
}

static ri_day day_or_none(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? RI_DAY_NONE : (ri_day)ri_row_int64(row, column);
}

static ri_status probe_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct covering *covering = context;
    (void)err;
    covering->rows = (size_t)ri_row_int64(row, 0);
    covering->by_store = ri_row_int64(row, 1) > 0;
    return RI_OK;
}

static ri_status ask(struct gathering *gathering, const char *sql, ri_row_fn *each, void *context,
                     struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    RI_TRY(ri_call_warehouse(gathering->call, &warehouse, err));
    return ri_warehouse_rows(warehouse, sql, (struct ri_binds){0}, ri_call_task(gathering->call),
                             each, context, err);
}

/* ---- Prices ---------------------------------------------------------------------------------------------------------- */

static ri_status price_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct covering  *covering = context;
    const struct span span = {.product = ri_row_text(row, 0),
                              .store = text_or_none(row, 1),
                              .from = day_or_none(row, 2),
                              .to = day_or_none(row, 3),
                              .value = (float)ri_row_double(row, 4)};
    (void)err;
    cover(covering, &covering->days, &span, false);
    return RI_OK;
}

/* A price holds until another is said: also beyond its last day, into the forecast. */
static void hold_last(struct days *days, ri_day last)
{
    for (size_t g = 0; g < days->group_count; g++) {
        float held = NAN;
        for (size_t d = 0; d < days->count; d++) {
            float *at = &days->at[g * days->count + d];
            if (!isnan(*at))
                held = *at;
            else if (days->first + (ri_day)d > last)
                *at = held;
        }
    }
}

static ri_status prices(struct gathering *gathering, struct ri_error *err)
{
    struct covering covering;
    const char     *sql;
    RI_TRY(start_covering(gathering, &covering, err));
    RI_TRY(
        ask(gathering, "SELECT count(*), count(store_id) FROM price", probe_row, &covering, err));
    if (!covering.rows) return RI_OK;
    RI_TRY(
        days_new(gathering, covering.by_store ? NULL : covering.product, NAN, &covering.days, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/prices.sql", &sql, err));
    RI_TRY(ask(gathering, sql, price_row, &covering, err));
    hold_last(&covering.days, gathering->loaded->as_of);
    return add_known(&covering.days, "price", NULL, NULL, err);
}

/* ---- Promotions ------------------------------------------------------------------------------------------------------ */

static ri_status promotion_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct covering *covering = context;
    struct span      span = {.product = text_or_none(row, 0),
                             .category = text_or_none(row, 1),
                             .store = text_or_none(row, 2),
                             .from = day_or_none(row, 3),
                             .to = day_or_none(row, 4),
                             .value = 1};
    (void)err;
    cover(covering, &covering->days, &span, false);
    if (span.to == RI_DAY_NONE || span.to > covering->last) covering->last = span.to;
    if (ri_row_missing(row, 5)) return RI_OK;
    span.value = (float)ri_row_double(row, 5);
    covering->told = true;
    cover(covering, &covering->more, &span, true);
    return RI_OK;
}

static ri_status promotions(struct gathering *gathering, struct ri_error *err)
{
    struct covering covering;
    const char     *sql;
    RI_TRY(start_covering(gathering, &covering, err));
    RI_TRY(ask(gathering, "SELECT count(*), count(store_id) FROM promotion", probe_row, &covering,
               err));
    if (!covering.rows) return RI_OK;
    const struct attribute *by = covering.by_store ? NULL : covering.product;
    RI_TRY(days_new(gathering, by, 0, &covering.days, err));
    RI_TRY(days_new(gathering, by, 0, &covering.more, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/promotions.sql", &sql, err));
    RI_TRY(ask(gathering, sql, promotion_row, &covering, err));
    RI_TRY(add_known(&covering.days, "promotion", NULL, NULL, err));
    if (covering.told) RI_TRY(add_known(&covering.more, "discount", "promotion", NULL, err));
    if (gathering->horizon && covering.last != RI_DAY_NONE &&
        covering.last <= gathering->loaded->as_of)
        ri_call_note(gathering->call, "no promotion is known after the history: none is expected");
    return RI_OK;
}

/* ---- Holidays ------------------------------------------------------------------------------------------------------------ */

struct feasts {
    struct days       days;
    struct attribute *region;
    struct ri_intern *names;
    ri_day            last;
};

static ri_status holiday_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct feasts *feasts = context;
    const ri_day   day = (ri_day)ri_row_int64(row, 1);
    size_t         from, to, code;
    if (day > feasts->last) feasts->last = day;
    if (!clip(&feasts->days, day, day, &from, &to)) return RI_OK;
    RI_TRY(ri_intern_put(feasts->names, ri_row_text(row, 2), &code, NULL, err));
    for (size_t g = 0; g < feasts->days.group_count; g++) {
        float     *at = &feasts->days.at[g * feasts->days.count + from];
        const bool here =
            ri_row_missing(row, 0) ||
            (feasts->region && g < ri_intern_count(feasts->region->words) &&
             ri_view_equal(ri_intern_at(feasts->region->words, g), ri_row_text(row, 0)));
        if (here && isnan(*at)) *at = (float)code;
    }
    return RI_OK;
}

/* Groups by region, and one more for series of none. */
static ri_status feast_groups(struct gathering *gathering, struct feasts *feasts,
                              struct ri_error *err)
{
    const struct ri_panel *panel = &gathering->loaded->panel;
    for (size_t a = 0; a < gathering->attribute_count; a++)
        if (strcmp(gathering->attributes[a].name, "region") == 0)
            feasts->region = &gathering->attributes[a];
    struct days *days = &feasts->days;
    RI_TRY(days_new(gathering, feasts->region, NAN, days, err));
    if (!feasts->region) { /* all alike */
        days->group_count = 1;
        memset(days->group, 0, panel->series_count * sizeof *days->group);
        return RI_OK;
    }
    const size_t regions = days->group_count++;
    RI_ARENA_NEW(days->at, ri_call_mem(gathering->call), days->group_count * days->count, err);
    for (size_t i = 0; i < days->group_count * days->count; i++) days->at[i] = NAN;
    for (size_t i = 0; i < panel->series_count; i++)
        if (days->group[i] == SIZE_MAX) days->group[i] = regions;
    return RI_OK;
}

static ri_status put_feasts(struct gathering *gathering, const struct feasts *feasts,
                            struct ri_error *err)
{
    const size_t words = ri_intern_count(feasts->names);
    if (!words || words > WORDS_MOST) return RI_OK;
    if (gathering->horizon && feasts->last <= gathering->loaded->as_of)
        ri_call_note(gathering->call, "no holiday is known after the history: none is expected");
    return add_known(&feasts->days, "holiday", NULL, feasts->names, err);
}

static ri_status holidays(struct gathering *gathering, struct ri_error *err)
{
    struct feasts feasts = {.last = RI_DAY_NONE};
    const char   *sql;
    RI_TRY(feast_groups(gathering, &feasts, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/holidays.sql", &sql, err));
    RI_TRY(ri_intern_new(&feasts.names, err));
    ri_status status = ask(gathering, sql, holiday_row, &feasts, err);
    if (status == RI_OK) status = put_feasts(gathering, &feasts, err);
    ri_intern_free(feasts.names);
    return status;
}

/* ---- Open and closed --------------------------------------------------------------------------------------------------- */

static ri_status opened(struct gathering *gathering, struct ri_error *err)
{
    const struct ri_openings *openings = gathering->loaded->openings;
    const struct ri_panel    *panel = &gathering->loaded->panel;
    struct attribute         *store;
    struct days               days;
    bool                      ever = false;
    if (!openings) return RI_OK;
    RI_TRY(covariate_attribute(gathering, "store", &store, err));
    RI_TRY(days_new(gathering, store, NAN, &days, err));
    for (size_t i = 0; i < panel->series_count; i++) {
        if (days.group[i] == SIZE_MAX) continue;
        float *at = days.at + days.group[i] * days.count;
        if (!isnan(at[0])) continue; /* another series of the store was here */
        for (size_t d = 0; d < days.count; d++) {
            at[d] = !ri_closed_on(openings, i, days.first + (ri_day)d);
            ever = ever || at[d] == 0;
        }
    }
    return ever ? add_known(&days, "open", NULL, NULL, err) : RI_OK;
}

ri_status covariate_warehouse(struct gathering *gathering, struct ri_error *err)
{
    if (gathering->loaded->from_file) return RI_OK;
    RI_TRY(holidays(gathering, err));
    if (gathering->loaded->panel.key_count < 2) return RI_OK; /* demand history knows no products */
    RI_TRY(prices(gathering, err));
    RI_TRY(promotions(gathering, err));
    return opened(gathering, err);
}
