/* Reads store days of a trial. */
#include "app/pricing_trial_days.h"

#include "app/filters.h"
#include "app/operation.h"
#include "app/query.h"
#include "app/table_file.h"
#include "base/intern.h"

#include <math.h>
#include <stdlib.h>

enum { UNITS, SALES, MARGIN, MEASURES = RI_PRICE_TRIAL_MEASURES, DAYS_MOST = 4000 };
const char *const ri_price_trial_measure_names[MEASURES] = {"units", "sales", "margin"};

struct store_day {
    uint32_t store;
    ri_day   day;
    double   value[MEASURES]; /* NAN: not known */
};
struct reading {
    struct ri_call   *call;
    struct ri_intern *stores;
    struct store_day *at;
    size_t            count, room;
    /* of a file */
    size_t store, time, quantity, price, cost; /* columns; SIZE_MAX: none */
};

static ri_status add(struct reading *r, struct ri_view store, const struct store_day *day,
                     struct ri_error *err)
{
    size_t number;
    RI_TRY(ri_intern_put(r->stores, store, &number, NULL, err));
    RI_TRY(ri_arena_grow(ri_call_mem(r->call), &r->at, &r->room, r->count, sizeof *r->at, err));
    r->at[r->count] = *day;
    r->at[r->count++].store = (uint32_t)number;
    return RI_OK;
}

/* ---- The workspace ----------------------------------------------------------------------------------------------------- */

static ri_status warehouse_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    const struct store_day day = {
        .day = (ri_day)ri_row_int64(row, 1),
        .value = {ri_row_double(row, 2), ri_row_double(row, 3),
                  ri_row_missing(row, 4) ? (double)NAN : ri_row_double(row, 4)}};
    return add(context, ri_row_text(row, 0), &day, err);
}

static ri_status read_warehouse(struct reading *r, ri_day from, ri_day to, struct ri_error *err)
{
    struct ri_call      *call = r->call;
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS + 3];
    const char          *sql;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("from", from == RI_DAY_NONE ? to - DAYS_MOST : from);
    binds[RI_FILTER_BINDS + 1] = ri_bind_date("to", to);
    binds[RI_FILTER_BINDS + 2] = ri_bind_string("currency", ri_call_text(call, "currency"));
    RI_TRY(ri_query_text("sql/pricing/trial.sql", ri_call_mem(call), &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), warehouse_row, r,
                             err);
}

/* ---- A file -------------------------------------------------------------------------------------------------------------- */

static double number_at(const struct ri_cell *cells, size_t column)
{
    return column != SIZE_MAX && cells[column].known ? cells[column].number : (double)NAN;
}

static ri_status file_row(void *context, uint64_t record, const struct ri_cell *cells,
                          struct ri_error *err)
{
    struct reading *r = context;
    const double    units = number_at(cells, r->quantity), price = number_at(cells, r->price),
                 cost = number_at(cells, r->cost);
    if (!cells[r->store].known || !cells[r->time].known || isnan(units))
        return ri_fail(err, RI_EDATA, "record %llu lacks its store, day or units",
                       (unsigned long long)record);
    const double numbers[] = {units, price, cost};
    for (size_t i = 0; i < RI_COUNT(numbers); i++)
        if (numbers[i] < 0)
            return ri_fail(err, RI_EDATA, "record %llu: %s is %g, must be 0 or more",
                           (unsigned long long)record,
                           (const char *const[]){"quantity", "price", "cost"}[i], numbers[i]);
    const struct store_day day = {.day = (ri_day)cells[r->time].number,
                                  .value = {units, units * price, units * (price - cost)}};
    return add(r, cells[r->store].text, &day, err);
}

static ri_status column_of(struct reading *r, const struct ri_table_file *file,
                           const char *parameter, size_t *ret, struct ri_error *err)
{
    const char *name = ri_call_text(r->call, parameter);
    *ret = SIZE_MAX;
    return name ? ri_table_file_find(file, name, ret, err) : RI_OK;
}

static ri_status read_columns(struct reading *r, struct ri_table_file *file, struct ri_error *err)
{
    ri_coded *types;
    RI_TRY(column_of(r, file, "stores", &r->store, err));
    RI_TRY(column_of(r, file, "time", &r->time, err));
    RI_TRY(column_of(r, file, "quantity", &r->quantity, err));
    RI_TRY(column_of(r, file, "price", &r->price, err));
    RI_TRY(column_of(r, file, "cost", &r->cost, err));
    RI_ARENA_NEW(types, ri_call_mem(r->call), ri_table_file_count(file), err);
    for (size_t c = 0; c < ri_table_file_count(file); c++)
        types[c] = c == r->time                                        ? RI_CODED_DATE
                   : c == r->quantity || c == r->price || c == r->cost ? RI_CODED_NUMBER
                                                                       : RI_CODED_CATEGORY;
    return ri_table_file_rows(file, types, file_row, r, err);
}

static ri_status read_file(struct reading *r, struct ri_error *err)
{
    struct ri_table_file *file;
    const char           *name;
    int                   fd;
    RI_TRY(ri_call_file_alone(r->call, err));
    ri_call_file(r->call, "input", 0, &fd, &name);
    RI_TRY(ri_table_file_open(r->call, fd, name, &file, err));
    const ri_status status = read_columns(r, file, err);
    ri_table_file_close(file);
    return status;
}

/* ---- Days -------------------------------------------------------------------------------------------------------------- */

struct named {
    const char *code;
    size_t      number;
};

static int by_code(const void *left, const void *right)
{
    return strcmp(((const struct named *)left)->code, ((const struct named *)right)->code);
}

/* Stores rising by code; ret_place[number]. */
static ri_status name_stores(const struct reading *r, struct ri_price_trial_days *ret,
                             size_t **ret_place, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(r->call);
    const size_t     n = ri_intern_count(r->stores);
    struct named    *named;
    const char     **codes;
    RI_ARENA_NEW(named, mem, n, err);
    RI_ARENA_NEW(codes, mem, n, err);
    RI_ARENA_NEW(*ret_place, mem, n, err);
    for (size_t i = 0; i < n; i++) {
        const struct ri_view word = ri_intern_at(r->stores, i);
        named[i] = (struct named){ri_arena_copy(mem, word.at, word.length), i};
        if (!named[i].code) return ri_fail(err, RI_ENOMEM, "no room for a name");
    }
    qsort(named, n, sizeof *named, by_code);
    for (size_t i = 0; i < n; i++) {
        codes[i] = named[i].code;
        (*ret_place)[named[i].number] = i;
    }
    ret->stores = n;
    ret->codes = codes;
    return RI_OK;
}

static ri_status spread(const struct reading *r, ri_day from, ri_day to,
                        struct ri_price_trial_days *ret, struct ri_error *err)
{
    size_t *place = NULL;
    bool    known[MEASURES] = {true, true, true};
    ri_day  first = from, end = to;
    for (size_t i = 0; i < r->count; i++) {
        if (from == RI_DAY_NONE && (i == 0 || r->at[i].day < first)) first = r->at[i].day;
        if (to == RI_DAY_NONE && (i == 0 || r->at[i].day >= end)) end = r->at[i].day + 1;
    }
    if (!r->count || end <= first) return ri_fail(err, RI_EDATA, "nothing was sold in these days");
    if (end - first > DAYS_MOST)
        return ri_fail(err, RI_EDATA, "a span of %lld days: at most %d", (long long)(end - first),
                       DAYS_MOST);
    ret->first = first;
    ret->days = (size_t)(end - first);
    RI_TRY(name_stores(r, ret, &place, err));
    for (size_t m = 0; m < MEASURES; m++)
        RI_ARENA_NEW(ret->value[m], ri_call_mem(r->call), ret->stores * ret->days, err);
    for (size_t i = 0; i < r->count; i++) {
        const struct store_day *day = &r->at[i];
        if (day->day < first || day->day >= end) continue;
        for (size_t m = 0; m < MEASURES; m++) {
            known[m] &= !isnan(day->value[m]);
            ret->value[m][place[day->store] * ret->days + (size_t)(day->day - first)] +=
                day->value[m];
        }
    }
    for (size_t m = 0; m < MEASURES; m++)
        if (!known[m]) ret->value[m] = NULL;
    return RI_OK;
}

ri_status ri_price_trial_days(struct ri_call *call, ri_day from, ri_day to,
                              struct ri_price_trial_days *ret, struct ri_error *err)
{
    struct reading r = {.call = call};
    *ret = (struct ri_price_trial_days){0};
    RI_TRY(ri_intern_new(&r.stores, err));
    ri_status status =
        ri_call_given(call, "input") ? read_file(&r, err) : read_warehouse(&r, from, to, err);
    if (status == RI_OK) status = spread(&r, from, to, ret, err);
    ri_intern_free(r.stores);
    return status;
}
