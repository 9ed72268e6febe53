/* customers cohorts and repeat: who comes back, when, and what it brings. */
#include "customers/cohort.h"

#include "app/operation.h"
#include "app/purchases.h"
#include "app/small_groups.h"
#include "customers/survival.h"
#include "retail/calendar.h"

#include <math.h>

enum {
    MARKETERS =
        RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE | RI_ROLE_ADMIN
};

/* Loads purchases and has them sorted by customer, day and receipt. */
static ri_status load_sorted(struct ri_call *call, struct ri_loaded_purchases *loaded,
                             struct ri_history_of_customer **ret, struct ri_error *err)
{
    const struct ri_purchase_wish wish = {0};
    bool                          again = false;
    RI_TRY(ri_purchases_load(call, &wish, loaded, err));
    RI_TRY(ri_customer_histories(loaded->at, loaded->count, loaded->customers, loaded->until,
                                 ri_call_mem(call), ret, err));
    for (size_t i = 0; i < loaded->customers; i++) again = again || (*ret)[i].occasions > 1;
    if (!again)
        ri_call_note(call, "no customer has a second day with a purchase: nothing here speaks of "
                           "loyalty; the column may tell receipts apart, not people");
    return RI_OK;
}

/* ---- customers cohorts ---------------------------------------------------------------------------------------------- */

static const char *const grains[] = {"day", "week", "month", "quarter", "year", NULL};
static const char *const calendars[] = {"gregorian", "retail", "iso", NULL};
static const char *const layouts[] = {"cells", "curve", "triangle", NULL};
static const char *const measures[] = {"retention", "customers", "net_sales", NULL};

static const struct ri_param cohort_params[] = {
    {"by", RI_PARAM_ENUM, 0, NULL, "month", grains, "length of a period"},
    {"calendar", RI_PARAM_ENUM, 0, NULL, "gregorian", calendars,
     "whose periods: retail is the 4-5-4 fiscal calendar"},
    {"layout", RI_PARAM_ENUM, 0, NULL, "cells", layouts,
     "cells: a row a cohort and period; curve: all cohorts together by age; triangle: a row a "
     "cohort, a column an age"},
    {"measure", RI_PARAM_ENUM, 0, NULL, "retention", measures, "what a triangle shows"},
};
static const struct ri_column cell_columns[] = {
    {"cohort", RI_COLUMN_TEXT, "period of the first purchase"},
    {"cohort_customers", RI_COLUMN_INTEGER, "customers whose first purchase lies in it"},
    {"age", RI_COLUMN_INTEGER, "periods since; 0: the first"},
    {"period", RI_COLUMN_TEXT, "period that the row is about"},
    {"complete", RI_COLUMN_BOOL, "false: the period is not over yet, more may come"},
    {"customers", RI_COLUMN_INTEGER, "of the cohort who bought in the period"},
    {"retention", RI_COLUMN_SHARE, "part of the cohort"},
    {"receipts", RI_COLUMN_INTEGER, "receipts with a purchase"},
    {"net_sales", RI_COLUMN_MONEY, "net amount, returns taken off"},
    {"net_sales_so_far", RI_COLUMN_MONEY,
     "net amount from the first purchase to the end of the period, a customer of the cohort"},
};
static const struct ri_column curve_columns[] = {
    {"age", RI_COLUMN_INTEGER, "periods since the first purchase"},
    {"cohorts", RI_COLUMN_INTEGER, "cohorts that were watched that long: complete periods only"},
    {"cohort_customers", RI_COLUMN_INTEGER, "customers of these cohorts"},
    {"customers", RI_COLUMN_INTEGER, "of them who bought at that age"},
    {"retention", RI_COLUMN_SHARE, "part of the cohorts"},
    {"net_sales_each", RI_COLUMN_MONEY,
     "net amount at that age, a customer of the cohorts; missing where fewer than ten bought, and "
     "the sum from there on"},
    {"net_sales_so_far", RI_COLUMN_MONEY,
     "the same added up from age 0: what a customer brought on average until then"},
};

struct periods {
    size_t                     count, complete; /* the first `complete` are over */
    ri_day                    *begin;           /* [count + 1] */
    struct ri_calendar_period *at;
};
struct cohorts {
    struct ri_call            *call;
    struct ri_loaded_purchases loaded;
    struct ri_small_groups     small;
    struct periods             periods;
    struct ri_cohorts          counted;
};

static ri_status make_periods(struct ri_call *call, ri_day first, ri_day until, struct periods *ret,
                              struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    ri_calendar      calendar;
    ri_grain         grain;
    ri_calendar_parse(ri_view_of(ri_call_text(call, "calendar")), &calendar);
    ri_grain_parse(ri_view_of(ri_call_text(call, "by")), &grain);
    RI_ARENA_NEW(ret->begin, mem, RI_COHORT_PERIODS_MOST + 1, err);
    RI_ARENA_NEW(ret->at, mem, RI_COHORT_PERIODS_MOST, err);
    for (ri_day day = first; day <= until; day = ret->begin[ret->count]) {
        if (ret->count == RI_COHORT_PERIODS_MOST)
            return ri_fail(err, RI_ETOOLARGE, "more than %d periods of --by %s: take longer ones",
                           RI_COHORT_PERIODS_MOST, ri_call_text(call, "by"));
        ret->at[ret->count] = ri_calendar_period_of(calendar, grain, day);
        ret->begin[ret->count] = ret->at[ret->count].first;
        ret->complete += ret->at[ret->count].last <= until;
        ret->begin[ret->count + 1] = ret->at[ret->count].last + 1;
        ret->count++;
    }
    if (ret->count) ret->begin[ret->count] = until + 1; /* nothing after the last day counts */
    return RI_OK;
}

static const struct ri_cohort_cell *cell_of(const struct cohorts *cohorts, size_t cohort,
                                            size_t age)
{
    return ri_cohort_at(&cohorts->counted, cohort, age);
}

struct so_far { /* of one cohort */
    int64_t minor;
    size_t
        hidden; /* people of withheld cells since the sum was last shown: their money could be told from two sums */
};

static void put_so_far(struct cohorts *cohorts, struct ri_table_builder *table, uint32_t size,
                       struct so_far *so_far)
{
    const bool told = so_far->hidden == 0 || so_far->hidden >= RI_PEOPLE_LEAST;
    if (told) so_far->hidden = 0;
    told ? ri_purchases_put_money(&cohorts->loaded, table,
                                  (double)so_far->minor / size / pow(10, cohorts->loaded.digits))
         : ri_put_null(table);
}

static void put_cell(struct cohorts *cohorts, struct ri_table_builder *table, size_t c, size_t a,
                     struct so_far *so_far)
{
    const struct ri_cohort_cell *cell = cell_of(cohorts, c, a);
    const uint32_t               size = cell_of(cohorts, c, 0)->customers;
    const bool                   few = !ri_people_enough(&cohorts->small, size);
    ri_put_string(table, cohorts->periods.at[c].label);
    few ? ri_put_null(table) : ri_put_int(table, size);
    ri_put_int(table, (int64_t)a);
    ri_put_string(table, cohorts->periods.at[c + a].label);
    ri_put_bool(table, c + a < cohorts->periods.complete);
    if (few) {
        for (size_t i = 0; i < 5; i++) ri_put_null(table);
        return;
    }
    ri_put_int(table, cell->customers);
    ri_put_number(table, (double)cell->customers / size);
    so_far->minor += cell->minor;
    if (ri_people_or_nulls(&cohorts->small, cell->customers, 2, table)) {
        ri_put_int(table, (int64_t)cell->receipts);
        ri_put_decimal(table, cell->minor, cohorts->loaded.digits);
    } else {
        so_far->hidden += cell->customers;
    }
    put_so_far(cohorts, table, size, so_far);
}

static ri_status cell_rows(struct cohorts *cohorts, struct ri_error *err)
{
    struct ri_table_builder *table;
    ri_status                status = RI_OK;
    RI_TRY(ri_purchases_table(&cohorts->loaded, cell_columns, RI_COUNT(cell_columns), &table, err));
    for (size_t c = 0; c < cohorts->periods.count; c++) {
        struct so_far so_far = {0};
        if (!cell_of(cohorts, c, 0)->customers) continue;
        for (size_t a = 0; c + a < cohorts->periods.count && status == RI_OK; a++) {
            put_cell(cohorts, table, c, a, &so_far);
            status = ri_purchases_flush(&cohorts->loaded, table, err);
        }
    }
    return ri_purchases_end_table(&cohorts->loaded, table, status, err);
}

static ri_status curve_rows(struct cohorts *cohorts, struct ri_error *err)
{
    struct ri_table_builder *table;
    double                   so_far = 0;
    bool told = true; /* every amount so far: a sum that went on would tell a withheld one */
    RI_TRY(
        ri_purchases_table(&cohorts->loaded, curve_columns, RI_COUNT(curve_columns), &table, err));
    for (size_t a = 0; a < cohorts->periods.complete; a++) {
        double  size = 0, customers = 0, minor = 0;
        int64_t watched = 0;
        for (size_t c = 0; c + a < cohorts->periods.complete; c++) {
            size += cell_of(cohorts, c, 0)->customers;
            customers += cell_of(cohorts, c, a)->customers;
            minor += (double)cell_of(cohorts, c, a)->minor;
            watched += cell_of(cohorts, c, 0)->customers > 0;
        }
        if (!(size > 0)) continue;
        const double each = minor / size / pow(10, cohorts->loaded.digits);
        so_far += each;
        ri_put_int(table, (int64_t)a);
        ri_put_int(table, watched);
        const bool enough = ri_people_or_nulls(&cohorts->small, (size_t)size, 5, table);
        told = told && enough;
        if (!enough) continue;
        ri_put_int(table, (int64_t)size);
        ri_put_int(table, (int64_t)customers);
        ri_put_number(table, customers / size);
        const bool few = !ri_people_or_nulls(&cohorts->small, (size_t)customers, 1, table);
        told = told && !few;
        if (!few) ri_purchases_put_money(&cohorts->loaded, table, each);
        ri_purchases_put_money(&cohorts->loaded, table, told ? so_far : (double)NAN);
    }
    return ri_purchases_end_table(&cohorts->loaded, table, RI_OK, err);
}

/* A cell of the triangle as people read it; an asterisk: the period is not over. */
static void put_triangle_cell(struct cohorts *cohorts, struct ri_table_builder *table, size_t c,
                              size_t a)
{
    const struct ri_cohort_cell *cell = cell_of(cohorts, c, a);
    const uint32_t               size = cell_of(cohorts, c, 0)->customers;
    const char *const            measure = ri_call_text(cohorts->call, "measure"),
                      *const     mark = c + a < cohorts->periods.complete ? "" : "*";
    char                         text[48];
    if (strcmp(measure, "net_sales") == 0) {
        if (!ri_people_or_nulls(&cohorts->small, cell->customers, 1, table)) return;
        snprintf(text, sizeof text, "%.0f%s", (double)cell->minor / pow(10, cohorts->loaded.digits),
                 mark);
    } else if (strcmp(measure, "customers") == 0) {
        snprintf(text, sizeof text, "%u%s", cell->customers, mark);
    } else {
        snprintf(text, sizeof text, "%.1f%%%s", 100.0 * cell->customers / size, mark);
    }
    ri_put_string(table, text);
}

static ri_status triangle_rows(struct cohorts *cohorts, struct ri_error *err)
{
    const size_t             periods = cohorts->periods.count;
    struct ri_arena         *mem = ri_call_mem(cohorts->call);
    struct ri_table_builder *table;
    struct ri_column        *columns;
    ri_status                status = RI_OK;
    RI_ARENA_NEW(columns, mem, periods + 2, err);
    columns[0] = (struct ri_column){"cohort", RI_COLUMN_TEXT, "period of the first purchase"};
    columns[1] = (struct ri_column){"customers", RI_COLUMN_INTEGER, "size of the cohort"};
    for (size_t a = 0; a < periods; a++) {
        const char *name = ri_arena_printf(mem, "age_%zu", a);
        if (!name) return ri_fail(err, RI_ENOMEM, "no room for %zu columns", periods);
        columns[a + 2] = (struct ri_column){name, RI_COLUMN_TEXT, "periods after the first"};
    }
    RI_TRY(ri_purchases_table(&cohorts->loaded, columns, periods + 2, &table, err));
    for (size_t c = 0; c < periods && status == RI_OK; c++) {
        const uint32_t size = cell_of(cohorts, c, 0)->customers;
        if (!size) continue;
        ri_put_string(table, cohorts->periods.at[c].label);
        if (!ri_people_or_nulls(&cohorts->small, size, periods + 1, table)) continue;
        ri_put_int(table, size);
        for (size_t a = 0; a < periods; a++)
            c + a < periods ? put_triangle_cell(cohorts, table, c, a) : ri_put_null(table);
        status = ri_purchases_flush(&cohorts->loaded, table, err);
    }
    ri_call_note(cohorts->call, "*: the period is not over yet, more may come");
    return ri_purchases_end_table(&cohorts->loaded, table, status, err);
}

static ri_status count_cohorts(struct cohorts *cohorts, struct ri_error *err)
{
    struct ri_loaded_purchases    *loaded = &cohorts->loaded;
    struct ri_history_of_customer *histories;
    ri_day                         first = RI_DAY_NONE;
    RI_TRY(load_sorted(cohorts->call, loaded, &histories, err));
    for (size_t i = 0; i < loaded->customers; i++)
        if (histories[i].occasions && (first == RI_DAY_NONE || histories[i].first < first))
            first = histories[i].first;
    if (first == RI_DAY_NONE)
        return ri_fail(err, RI_EDATA, "there is no purchase of a known customer to work on");
    RI_TRY(make_periods(cohorts->call, first, loaded->until, &cohorts->periods, err));
    RI_TRY(ri_cohorts_count(loaded->at, loaded->count, cohorts->periods.begin,
                            cohorts->periods.count, ri_call_mem(cohorts->call), &cohorts->counted,
                            err));
    ri_call_note(cohorts->call,
                 "the cohort of %s holds everybody who bought then, also who was a customer before "
                 "the data begin",
                 cohorts->periods.at[0].label);
    if (cohorts->periods.complete < cohorts->periods.count)
        ri_call_note(cohorts->call, "%s is not over yet",
                     cohorts->periods.at[cohorts->periods.count - 1].label);
    return RI_OK;
}

static ri_status cohorts_run(struct ri_call *call, struct ri_error *err)
{
    const char *const layout = ri_call_text(call, "layout");
    struct cohorts    cohorts = {.call = call, .small = {.call = call}};
    ri_status         status = count_cohorts(&cohorts, err);
    if (status == RI_OK)
        status = strcmp(layout, "curve") == 0      ? curve_rows(&cohorts, err)
                 : strcmp(layout, "triangle") == 0 ? triangle_rows(&cohorts, err)
                                                   : cell_rows(&cohorts, err);
    ri_small_groups_say(&cohorts.small);
    ri_purchases_release(&cohorts.loaded);
    return status;
}

/* ---- customers repeat ------------------------------------------------------------------------------------------------ */

static const struct ri_param repeat_params[] = {
    {"purchase", RI_PARAM_COUNT, 0, NULL, "2", NULL,
     "which one is waited for: 2 the second, from the first on; days with a purchase count once"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.95", NULL, "of the interval"},
};
static const struct ri_column repeat_columns[] = {
    {"days", RI_COLUMN_INTEGER, "since the purchase before"},
    {"came_back", RI_COLUMN_SHARE,
     "part that has bought again by then (Kaplan-Meier: who was watched for less counts as long as "
     "watched)"},
    {"low", RI_COLUMN_SHARE, "lower bound"},
    {"high", RI_COLUMN_SHARE, "upper bound"},
    {"waiting", RI_COLUMN_INTEGER, "customers who were watched that long and had not yet"},
};

static size_t still_waiting(const struct ri_wait *waits, size_t count, double days)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += waits[i].time > days || (waits[i].time == days && !waits[i].happened);
    return n;
}

static ri_status put_waits(struct ri_loaded_purchases *loaded, const struct ri_survival *survival,
                           const struct ri_wait *waits, size_t count, struct ri_error *err)
{
    static const int         grid[] = {1,   3,   7,   14,  21,  30,   45,   60,   90,  120,
                                       180, 270, 365, 540, 730, 1095, 1460, 1825, 3650};
    struct ri_small_groups   small = {.call = loaded->display.call};
    struct ri_table_builder *table;
    RI_TRY(ri_purchases_table(loaded, repeat_columns, RI_COUNT(repeat_columns), &table, err));
    for (size_t i = 0; i < RI_COUNT(grid) && grid[i] <= survival->longest; i++) {
        const struct ri_survival_step *step = ri_survival_at(survival, grid[i]);
        ri_put_int(table, grid[i]);
        if (!ri_people_or_nulls(&small, count, 4, table)) continue;
        ri_put_number(table, step ? 1 - step->survival : 0);
        ri_put_number(table, step ? 1 - step->high : 0);
        ri_put_number(table, step ? 1 - step->low : 0);
        const size_t waiting = still_waiting(waits, count, grid[i]);
        if (ri_people_or_nulls(&small, waiting, 1, table)) ri_put_int(table, (int64_t)waiting);
    }
    ri_small_groups_say(&small);
    return ri_purchases_end_table(loaded, table, RI_OK, err);
}

static void say_waits(struct ri_call *call, const struct ri_survival *survival, size_t count,
                      uint32_t nth)
{
    const double half = ri_survival_quantile(survival, 0.5);
    char         when[64] = "half of them have not yet";
    if (isfinite(half)) snprintf(when, sizeof when, "half of them within %.0f days", half);
    if (count >= RI_PEOPLE_LEAST)
        ri_call_note(
            call,
            "of %zu customers with %u or more days of purchase %zu (%.1f %%) bought again, %s; the "
            "others may still come",
            count, nth - 1, count - survival->waiting,
            100 * (double)(count - survival->waiting) / (double)count, when);
}

static ri_status repeat_rows(struct ri_call *call, struct ri_loaded_purchases *loaded,
                             struct ri_error *err)
{
    const int64_t                  nth = ri_call_integer(call, "purchase", 2);
    struct ri_history_of_customer *histories;
    struct ri_survival             survival;
    struct ri_wait                *waits;
    if (nth < 2 || nth > 1000)
        return ri_fail(err, RI_EUSAGE, "--purchase wants 2 to 1000; got %lld", (long long)nth);
    RI_TRY(load_sorted(call, loaded, &histories, err));
    RI_ARENA_NEW(waits, ri_call_mem(call), loaded->customers, err);
    const size_t count =
        ri_customer_waits(loaded->at, loaded->count, (uint32_t)nth, loaded->until, waits);
    if (!count) return ri_fail(err, RI_EDATA, "nobody has %lld purchases", (long long)nth - 1);
    RI_TRY(ri_survival_estimate(waits, count, ri_call_number(call, "confidence", 0.95),
                                ri_call_mem(call), &survival, err));
    say_waits(call, &survival, count, (uint32_t)nth);
    return put_waits(loaded, &survival, waits, count, err);
}

static ri_status repeat_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_loaded_purchases loaded = {0};
    const ri_status            status = repeat_rows(call, &loaded, err);
    ri_purchases_release(&loaded);
    return status;
}

/* ---- The table --------------------------------------------------------------------------------------------------------- */

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.cohorts",
              .summary =
                  "Customers by the period of their first purchase, and how many come back in each "
                  "period since",
              .details =
                  "A customer belongs to one cohort for ever. The period that is not over is "
                  "marked. --layout curve puts all cohorts together by age, over complete "
                  "periods only. Figures of fewer than ten people are withheld.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = MARKETERS,
              RI_PARAMS(cohort_params),
              RI_COLUMNS(cell_columns),
              RI_EXAMPLES(
                  "retailinsight customers cohorts --by quarter",
                  "retailinsight customers cohorts --layout triangle --measure retention",
                  "retailinsight customers cohorts --layout curve --calendar retail",
                  "retailinsight customers cohorts --input sales.csv --customer client --time "
                  "day --value amount")},
     .run = cohorts_run,
     .uses = "purchases"},
    {.info = {.name = "customers.repeat",
              .summary = "How many customers buy a second time, and after how many days",
              .details =
                  "Kaplan-Meier: customers who have not come back yet count as waiting as long "
                  "as they were watched, not as lost. Interval by log(-log) with Greenwood's "
                  "variance.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = MARKETERS,
              RI_PARAMS(repeat_params),
              RI_COLUMNS(repeat_columns),
              RI_EXAMPLES(
                  "retailinsight customers repeat",
                  "retailinsight customers repeat --purchase 3 --store S01",
                  "retailinsight customers repeat --input sales.csv --customer client --time day")},
     .run = repeat_run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_cohort_operations = RI_OPERATION_TABLE(operations);
