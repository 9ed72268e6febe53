/* customers sensitivity: who buys on promotion and who at full price, against what their own products would give. */
#include "customers/affinity.h"

#include "app/customer_crowd.h"
#include "app/operation.h"
#include "app/small_groups.h"

#include <math.h>

static const struct ri_param params[] = {
    {"each", RI_PARAM_ENUM, 0, NULL, "segment", ri_each_words, "whose sensitivity"},
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL, "of --each segment: groups, 2 to 20, or auto"},
    {"item", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the product"},
    {"quantity", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the units"},
    {"promotion", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column that is true where a line was bought at a discount or in a promotion"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.9", NULL, "of the interval, above 0 and below 1"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows, most sensitive first; 0: all"},
};
enum { FIGURES = 8 };
static const struct ri_column columns[] = {
    {"segment", RI_COLUMN_TEXT, "name of the group; with --each customer the customer"},
    {"lines", RI_COLUMN_INTEGER, "products bought: a receipt and product once"},
    {"promoted_share", RI_COLUMN_SHARE, "part of them at a discount or in a promotion"},
    {"expected_share", RI_COLUMN_SHARE, "part that everybody buys that way of the same products"},
    {"promotion_affinity", RI_COLUMN_NUMBER,
     "promoted lines against expected ones, drawn towards 1 where little was seen"},
    {"low", RI_COLUMN_NUMBER, "lower bound of promotion_affinity"},
    {"high", RI_COLUMN_NUMBER, "upper bound of promotion_affinity"},
    {"price_index", RI_COLUMN_NUMBER,
     "price paid against the usual price of the same products, 0.9: ten percent less; drawn "
     "towards the mean where little was seen"},
    {"buys", RI_COLUMN_TEXT,
     "on offer, at full price, or like others: the interval lies above, below or around 1"},
};

struct line { /* a product on a receipt, promoted or not */
    uint32_t customer, item;
    int32_t  day;
    bool     promoted;
    uint64_t receipt;
    int64_t  minor, quantity_milli;
};
struct item { /* what everybody does */
    double lines, promoted, price, prices;
};
struct person { /* a customer or a segment */
    struct ri_count_of promoted;
    struct ri_measured price; /* logs, less the item's mean */
    double             affinity;
};
struct sensing {
    struct ri_call            *call;
    struct ri_loaded_purchases loaded;
    struct ri_customer_groups  groups;
    struct line               *line;
    struct item               *item;
    struct person             *person;
    size_t                     line_count;
    bool                       with_promotions;
    double                     strength, confidence;
    struct ri_credibility      prices;
};

static int by_receipt_and_item(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    if (a->receipt != b->receipt) return a->receipt < b->receipt ? -1 : 1;
    if (a->item != b->item) return a->item < b->item ? -1 : 1;
    return a->promoted - b->promoted;
}

/* Takes out the lines before the purchases are sorted; equal products of a receipt are one line. */
static ri_status take_out(struct sensing *s, struct ri_error *err)
{
    const struct ri_loaded_purchases *loaded = &s->loaded;
    size_t                            n = 0;
    RI_ARENA_NEW(s->line, ri_call_mem(s->call), loaded->count, err);
    for (size_t i = 0; i < loaded->count; i++) {
        const struct ri_purchase        *at = &loaded->at[i];
        const struct ri_purchase_detail *detail = &loaded->detail[i];
        if (at->minor >= 0 && at->day <= loaded->until)
            s->line[n++] = (struct line){at->customer,          detail->item, at->day,
                                         detail->promoted,      at->receipt,  at->minor,
                                         detail->quantity_milli};
    }
    if (!n) return ri_fail(err, RI_EDATA, "nothing was bought up to the last day");
    qsort(s->line, n, sizeof *s->line, by_receipt_and_item);
    for (size_t i = 0; i < n; i++) {
        struct line *last = s->line_count ? &s->line[s->line_count - 1] : NULL;
        if (!last || by_receipt_and_item(last, &s->line[i]) != 0) {
            s->line[s->line_count++] = s->line[i];
            continue;
        }
        last->quantity_milli += s->line[i].quantity_milli;
        if (__builtin_add_overflow(last->minor, s->line[i].minor, &last->minor))
            return ri_fail(err, RI_EDATA, "the money of a receipt does not fit 64 bits");
    }
    return RI_OK;
}

/* Logarithm of the net amount of a unit; NAN: not known. */
static double price_of(const struct line *line)
{
    if (line->minor <= 0 || line->quantity_milli <= 0) return NAN;
    return log((double)line->minor / (double)line->quantity_milli);
}

/* What everybody does with each product. */
static ri_status learn_items(struct sensing *s, struct ri_error *err)
{
    RI_ARENA_NEW(s->item, ri_call_mem(s->call), s->loaded.item_count, err);
    for (size_t i = 0; i < s->line_count; i++) {
        const double price = price_of(&s->line[i]);
        struct item *item = &s->item[s->line[i].item];
        item->lines++;
        item->promoted += s->line[i].promoted;
        if (isnan(price)) continue;
        item->price += price;
        item->prices++;
    }
    return RI_OK;
}

/* Welford: mean and squares of a person's prices against the usual ones. */
static void add_price(struct ri_measured *measured, double price)
{
    const double off = price - measured->mean;
    measured->count++;
    measured->mean += off / measured->count;
    measured->squares += off * (price - measured->mean);
}

static ri_status measure(struct sensing *s, struct ri_error *err)
{
    struct ri_arena    *mem = ri_call_mem(s->call);
    struct ri_count_of *counts;
    struct ri_measured *prices;
    size_t              known = 0;
    RI_ARENA_NEW(s->person, mem, s->groups.count, err);
    RI_ARENA_NEW(counts, mem, s->groups.count, err);
    RI_ARENA_NEW(prices, mem, s->groups.count, err);
    for (size_t i = 0; i < s->line_count; i++) {
        const struct line *line = &s->line[i];
        const struct item *item = &s->item[line->item];
        const size_t       group = ri_customer_group_of(&s->groups, line->customer);
        if (group == SIZE_MAX) continue;
        struct person *person = &s->person[group];
        person->promoted.trials++;
        person->promoted.observed += line->promoted;
        person->promoted.share += item->promoted / item->lines; /* a sum so far */
        const double price = price_of(line);
        if (!isnan(price)) add_price(&person->price, price - item->price / item->prices);
    }
    for (size_t g = 0; g < s->groups.count; g++) {
        struct ri_count_of *promoted = &s->person[g].promoted;
        prices[g] = s->person[g].price;
        if (!(promoted->trials > 0)) continue;
        promoted->share /= promoted->trials;
        counts[known++] = *promoted;
    }
    s->strength = ri_affinity_strength(counts, known);
    s->prices = ri_credibility_fit(prices, s->groups.count);
    for (size_t g = 0; g < s->groups.count; g++)
        s->person[g].affinity = s->person[g].promoted.share > 0
                                    ? ri_affinity_ratio(&s->person[g].promoted, s->strength)
                                    : 1;
    return RI_OK;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

static int most_sensitive_first(const void *left, const void *right, void *context)
{
    const struct person *person = context;
    const size_t         a = *(const size_t *)left, b = *(const size_t *)right;
    if (person[a].affinity != person[b].affinity)
        return person[a].affinity > person[b].affinity ? -1 : 1;
    return (a > b) - (a < b);
}

/* What was promoted to nobody tells nothing. */
static void put_promotions(struct ri_table_builder *table, const struct ri_count_of *promoted,
                           const struct ri_affinity *found)
{
    ri_put_number(table, promoted->observed / promoted->trials);
    ri_put_number(table, promoted->share);
    if (promoted->share > 0) {
        ri_put_number(table, found->ratio);
        ri_put_number(table, found->low);
        ri_put_number(table, found->high);
        return;
    }
    for (size_t i = 0; i < 3; i++) ri_put_null(table);
}

static void put_row(struct sensing *s, struct ri_table_builder *table, size_t group,
                    struct ri_small_groups *small)
{
    const struct person *person = &s->person[group];
    ri_customer_group_put(&s->groups, &s->loaded, table, group);
    if (!s->groups.of_customers &&
        !ri_people_or_nulls(small, ri_customer_group_people(&s->groups, group), FIGURES, table))
        return;
    ri_put_int(table, (int64_t)person->promoted.trials);
    struct ri_affinity found = {1, 1, 1};
    if (person->promoted.share > 0)
        found = ri_affinity_of(&person->promoted, s->strength, s->confidence);
    if (s->with_promotions)
        put_promotions(table, &person->promoted, &found);
    else
        for (size_t i = 0; i < 5; i++) ri_put_null(table);
    ri_put_number(table, s->prices.within > 0 || s->prices.between > 0
                             ? exp(ri_credibility_mean(&s->prices, &person->price))
                             : NAN);
    ri_put_string(table, !s->with_promotions ? NULL
                         : found.low > 1     ? "on offer"
                         : found.high < 1    ? "at full price"
                                             : "like others");
}

static ri_status rows(struct sensing *s, struct ri_error *err)
{
    const int64_t            limit = ri_call_integer(s->call, "limit", 0);
    struct ri_small_groups   small = {.call = s->call};
    struct ri_column         shown[RI_COUNT(columns)];
    struct ri_table_builder *table;
    size_t                  *order, n = 0;
    ri_status                status = RI_OK;
    RI_ARENA_NEW(order, ri_call_mem(s->call), s->groups.count, err);
    for (size_t g = 0; g < s->groups.count; g++)
        if (s->person[g].promoted.trials > 0) order[n++] = g;
    qsort_r(order, n, sizeof *order, most_sensitive_first, s->person);
    if (limit > 0 && (size_t)limit < n) n = (size_t)limit;
    memcpy(shown, columns, sizeof columns);
    shown[0] = ri_customer_group_column(&s->groups);
    RI_TRY(ri_purchases_table(&s->loaded, shown, RI_COUNT(shown), &table, err));
    for (size_t i = 0; i < n && status == RI_OK; i++) {
        put_row(s, table, order[i], &small);
        status = ri_purchases_flush(&s->loaded, table, err);
    }
    ri_small_groups_say(&small);
    return ri_purchases_end_table(&s->loaded, table, status, err);
}

static ri_status answer(struct sensing *s, struct ri_error *err)
{
    struct ri_call               *call = s->call;
    const bool                    from_file = ri_call_given(call, "input");
    bool                          any = false;
    const struct ri_purchase_wish wish = {.details = true, .by = "product", .promotions = true};
    s->confidence = ri_call_number(call, "confidence", 0.9);
    if (!(s->confidence > 0 && s->confidence < 1))
        return ri_fail(err, RI_EUSAGE, "--confidence lies between 0 and 1; got %g", s->confidence);
    s->with_promotions = !from_file || ri_call_given(call, "promotion");
    if (from_file && !s->with_promotions && !ri_call_given(call, "value"))
        return ri_fail(
            err, RI_EUSAGE,
            "--input needs --promotion COLUMN, or --value COLUMN with --quantity COLUMN");
    RI_TRY(ri_purchases_load(call, &wish, &s->loaded, err));
    RI_TRY(take_out(s, err));
    RI_TRY(ri_customer_groups_make(call, &s->loaded, ri_call_text(call, "each"),
                                   ri_call_text(call, "clusters"), &s->groups, err));
    RI_TRY(learn_items(s, err));
    RI_TRY(measure(s, err));
    for (size_t g = 0; g < s->groups.count; g++) any = any || s->person[g].promoted.observed > 0;
    if (s->with_promotions && !any) {
        ri_call_note(call,
                     "no line is on offer or in a promotion: what promotions do cannot be told");
        s->with_promotions = false;
    }
    return rows(s, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct sensing  s = {.call = call};
    const ri_status status = answer(&s, err);
    ri_purchases_release(&s.loaded);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "customers.sensitivity",
          .summary = "Who buys on promotion and who at full price, and how their prices compare",
          .details = "Promoted lines against what all customers do with the same products, so that "
                     "a taste for products that are often on offer is no sensitivity. Small counts "
                     "are drawn towards the average (beta-binomial, Buhlmann's credibility for "
                     "prices).",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                   RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight customers sensitivity",
                      "retailinsight customers sensitivity --each customer --limit 50",
                      "retailinsight customers sensitivity --input sales.csv --customer client "
                      "--time day --value amount --item sku --quantity units --promotion offer")},
     .run = run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_sensitivity_operations = RI_OPERATION_TABLE(operations);
