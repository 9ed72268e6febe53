/* customers visits: how large a basket is, what is in it and how long until the next one, by segment or by number of the visit. */
#include "app/customer_crowd.h"
#include "app/operation.h"
#include "app/small_groups.h"
#include "math/stats.h"

#include <math.h>

static const char *const ways[] = {"segment", "number", NULL};

static const struct ri_param params[] = {
    {"by", RI_PARAM_ENUM, 0, NULL, "segment", ways,
     "a row a segment, or a number of the visit: the first, the second ..."},
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL, "of --by segment: groups, 2 to 20, or auto"},
    {"item", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the product"},
    {"quantity", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the units"},
};
enum { FIGURES = 9 };
static const struct ri_column columns[] = {
    {"visits_of", RI_COLUMN_TEXT, "segment, or number of the visit"},
    {"customers", RI_COLUMN_INTEGER, "customers with such a visit"},
    {"visits", RI_COLUMN_INTEGER, "receipts with a purchase; days where there are no receipts"},
    {"value", RI_COLUMN_MONEY, "mean net amount of a visit, before returns"},
    {"value_median", RI_COLUMN_MONEY, "half of the visits bring less"},
    {"items", RI_COLUMN_NUMBER, "mean number of different products of a visit"},
    {"units", RI_COLUMN_NUMBER, "mean units of a visit"},
    {"price", RI_COLUMN_MONEY, "net amount of a unit"},
    {"days_before", RI_COLUMN_NUMBER, "mean days since the visit before, of those that had one"},
    {"promoted_share", RI_COLUMN_SHARE, "part of the lines bought at a discount or in a promotion"},
};

struct line {
    uint32_t customer, item;
    int32_t  day;
    bool     promoted;
    uint64_t receipt;
    int64_t  minor, quantity_milli;
};
struct visit {     /* a row of figures adds up visits */
    size_t  group; /* of the customer, or by number */
    int64_t minor, quantity_milli;
    size_t  items, lines, promoted;
    double  gap;          /* days since the visit before, NAN: none */
    bool    new_customer; /* first of this customer in the group */
};
struct visiting {
    struct ri_call            *call;
    struct ri_loaded_purchases loaded;
    struct ri_customer_groups  groups;
    bool                       by_number, with_items, with_quantity, with_promotions, with_value;
    struct line               *line;
    struct visit              *visit;
    size_t                     line_count, visit_count;
};

enum { NUMBERS = 6 };
static const char *const number_names[NUMBERS] = {"1",       "2",       "3",
                                                  "4 and 5", "6 to 10", "11 and more"};

static size_t class_of_number(size_t number)
{
    static const size_t last[NUMBERS - 1] = {1, 2, 3, 5, 10};
    size_t              at = 0;
    while (at < NUMBERS - 1 && number > last[at]) at++;
    return at;
}

/* ---- Visits out of lines ------------------------------------------------------------------------------------------ */

static int by_visit_and_item(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    if (a->receipt != b->receipt) return a->receipt < b->receipt ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

static ri_status take_out(struct visiting *v, struct ri_error *err)
{
    const struct ri_loaded_purchases *loaded = &v->loaded;
    RI_ARENA_NEW(v->line, ri_call_mem(v->call), loaded->count, err);
    for (size_t i = 0; i < loaded->count; i++) {
        const struct ri_purchase        *at = &loaded->at[i];
        const struct ri_purchase_detail *detail = &loaded->detail[i];
        if (at->minor < 0 || at->day > loaded->until) continue;
        v->line[v->line_count++] = (struct line){at->customer,          detail->item, at->day,
                                                 detail->promoted,      at->receipt,  at->minor,
                                                 detail->quantity_milli};
    }
    if (!v->line_count) return ri_fail(err, RI_EDATA, "nothing was bought up to the last day");
    qsort(v->line, v->line_count, sizeof *v->line, by_visit_and_item);
    return RI_OK;
}

struct walk {
    size_t number; /* visits of the customer so far */
    ri_day newest;
};

static void begin_visit(struct visiting *v, struct walk *walk, const struct line *at,
                        bool new_customer)
{
    if (new_customer) *walk = (struct walk){0, RI_DAY_NONE};
    struct visit *visit = &v->visit[v->visit_count++];
    walk->number++;
    visit->group = v->by_number ? class_of_number(walk->number)
                                : ri_customer_group_of(&v->groups, at->customer);
    visit->gap = walk->newest == RI_DAY_NONE ? (double)NAN : (double)(at->day - walk->newest);
    visit->new_customer =
        v->by_number ? walk->number == 1 || visit->group != class_of_number(walk->number - 1)
                     : walk->number == 1;
    walk->newest = at->day;
}

static ri_status make_visits(struct visiting *v, struct ri_error *err)
{
    struct walk walk = {0, RI_DAY_NONE};
    RI_ARENA_NEW(v->visit, ri_call_mem(v->call), v->line_count, err);
    for (size_t i = 0; i < v->line_count; i++) {
        const struct line *at = &v->line[i], *before = i ? &at[-1] : NULL;
        const bool         new_customer = !before || before->customer != at->customer,
                   new_visit =
                       new_customer || before->day != at->day || before->receipt != at->receipt;
        if (new_visit) begin_visit(v, &walk, at, new_customer);
        struct visit *visit = &v->visit[v->visit_count - 1];
        visit->items += new_visit || before->item != at->item;
        visit->lines++;
        visit->promoted += at->promoted;
        visit->quantity_milli += at->quantity_milli;
        if (__builtin_add_overflow(visit->minor, at->minor, &visit->minor))
            return ri_fail(err, RI_EDATA, "the money of a visit does not fit 64 bits");
    }
    return RI_OK;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

struct sums {
    double visits, customers, minor, quantity_milli, items, lines, promoted, gap, gaps;
};

static void add_visit(struct sums *sums, const struct visit *visit)
{
    sums->visits++;
    sums->customers += visit->new_customer;
    sums->minor += (double)visit->minor;
    sums->quantity_milli += (double)visit->quantity_milli;
    sums->items += (double)visit->items;
    sums->lines += (double)visit->lines;
    sums->promoted += (double)visit->promoted;
    if (isnan(visit->gap)) return;
    sums->gap += visit->gap;
    sums->gaps++;
}

static void put_or_null(struct ri_table_builder *table, bool known, double value)
{
    known ? ri_put_number(table, value) : ri_put_null(table);
}

struct of_group {
    struct sums sums;
    double      median; /* of the value of a visit */
};

static void put_row(struct visiting *v, struct ri_table_builder *table, const struct of_group *of)
{
    const struct sums *sums = &of->sums;
    const double       unit = pow(10, v->loaded.digits);
    ri_put_int(table, (int64_t)sums->customers);
    ri_put_int(table, (int64_t)sums->visits);
    if (v->with_value && sums->visits > 0) {
        ri_purchases_put_money(&v->loaded, table, sums->minor / sums->visits / unit);
        ri_purchases_put_money(&v->loaded, table, of->median / unit);
    } else {
        ri_put_null(table);
        ri_put_null(table);
    }
    put_or_null(table, v->with_items, sums->items / sums->visits);
    put_or_null(table, v->with_quantity, sums->quantity_milli / 1000 / sums->visits);
    if (v->with_value && v->with_quantity && sums->quantity_milli > 0)
        ri_purchases_put_money(&v->loaded, table,
                               sums->minor / unit / (sums->quantity_milli / 1000));
    else
        ri_put_null(table);
    ri_put_number(table, sums->gap / sums->gaps);
    put_or_null(table, v->with_promotions, sums->promoted / sums->lines);
}

static ri_status add_up(struct visiting *v, struct of_group *of, size_t groups,
                        struct ri_error *err)
{
    double *values;
    RI_ARENA_NEW(values, ri_call_mem(v->call), v->visit_count, err);
    for (size_t g = 0; g < groups; g++) {
        size_t n = 0;
        for (size_t i = 0; i < v->visit_count; i++) {
            if (v->visit[i].group != g) continue;
            add_visit(&of[g].sums, &v->visit[i]);
            values[n++] = (double)v->visit[i].minor;
        }
        if (!n) continue;
        ri_sort(values, n);
        of[g].median = ri_median(values, n);
    }
    return RI_OK;
}

/* Segments are all customers together, so that one alone could be told from the rest; who has a first visit may have a second. */
static ri_status hide(const struct visiting *v, const struct of_group *of, size_t groups,
                      struct ri_small_groups *small, bool *hidden, struct ri_error *err)
{
    size_t *people;
    RI_ARENA_NEW(people, ri_call_mem(v->call), groups, err);
    for (size_t g = 0; g < groups; g++) people[g] = (size_t)of[g].sums.customers;
    if (v->by_number)
        for (size_t g = 0; g < groups; g++) hidden[g] = !ri_people_enough(small, people[g]);
    else
        ri_small_groups_hide(small, people, groups, hidden);
    return RI_OK;
}

static ri_status rows(struct visiting *v, struct ri_error *err)
{
    const size_t             groups = v->by_number ? (size_t)NUMBERS : v->groups.count;
    struct ri_small_groups   small = {.call = v->call};
    struct ri_table_builder *table;
    struct of_group         *of;
    bool                    *hidden;
    RI_ARENA_NEW(of, ri_call_mem(v->call), groups, err);
    RI_ARENA_NEW(hidden, ri_call_mem(v->call), groups, err);
    RI_TRY(add_up(v, of, groups, err));
    RI_TRY(hide(v, of, groups, &small, hidden, err));
    RI_TRY(ri_purchases_table(&v->loaded, columns, RI_COUNT(columns), &table, err));
    for (size_t g = 0; g < groups; g++) {
        if (of[g].sums.visits == 0) continue;
        ri_put_string(table, v->by_number ? number_names[g] : v->groups.crowd.model.at[g].name);
        for (size_t i = 0; hidden[g] && i < FIGURES; i++) ri_put_null(table);
        if (!hidden[g]) put_row(v, table, &of[g]);
    }
    ri_small_groups_say(&small);
    return ri_purchases_end_table(&v->loaded, table, RI_OK, err);
}

static ri_status answer(struct visiting *v, struct ri_error *err)
{
    struct ri_call               *call = v->call;
    const bool                    from_file = ri_call_given(call, "input");
    const struct ri_purchase_wish wish = {
        .details = true, .by = "product", .promotions = true, .item_optional = true};
    v->by_number = strcmp(ri_call_text(call, "by"), "number") == 0;
    v->with_items = !from_file || ri_call_given(call, "item");
    v->with_quantity = !from_file || ri_call_given(call, "quantity");
    v->with_value = !from_file || ri_call_given(call, "value");
    v->with_promotions = !from_file;
    RI_TRY(ri_purchases_load(call, &wish, &v->loaded, err));
    RI_TRY(take_out(v, err));
    if (!v->by_number)
        RI_TRY(ri_customer_groups_make(call, &v->loaded, "segment", ri_call_text(call, "clusters"),
                                       &v->groups, err));
    RI_TRY(make_visits(v, err));
    return rows(v, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct visiting v = {.call = call};
    const ri_status status = answer(&v, err);
    ri_purchases_release(&v.loaded);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.visits",
              .summary =
                  "What a visit brings, by segment or by number of the visit: basket value, items, "
                  "units, days between",
              .details =
                  "A visit is a receipt of a known customer. What segments put into their baskets "
                  "is said by customers preferences. Figures of fewer than ten people are "
                  "withheld.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                       RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES(
                  "retailinsight customers visits",
                  "retailinsight customers visits --by number --store S01",
                  "retailinsight customers visits --input sales.csv --customer client --time day "
                  "--receipt ticket --value amount --item sku --quantity units")},
     .run = run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_visit_operations = RI_OPERATION_TABLE(operations);
