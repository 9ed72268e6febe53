/* customers preferences: what each customer or segment buys more often than others; favourite store and hour too. */
#include "customers/affinity.h"

#include "app/customer_crowd.h"
#include "app/operation.h"
#include "app/small_groups.h"
#include "base/random.h"
#include "base/thread.h"

static const char *const items[] = {"category", "department", "subcategory", "brand",
                                    "product",  "store",      "region",      "city",
                                    "hour",     "weekday",    "payment",     NULL};
static const char *const orders[] = {"affinity", "share", NULL};

static const struct ri_param params[] = {
    {"by", RI_PARAM_ENUM, 0, NULL, "category", items,
     "what may be preferred; with --input only hour and weekday, else --item names a column"},
    {"item", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of what may be preferred"},
    {"each", RI_PARAM_ENUM, 0, NULL, "segment", ri_each_words, "whose preferences"},
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL, "of --each segment: groups, 2 to 20, or auto"},
    {"order", RI_PARAM_ENUM, 0, NULL, "affinity", orders,
     "what comes first: affinity, bought more than by others; share, the favourite, bought most"},
    {"top", RI_PARAM_COUNT, 0, "items", "5", NULL, "most items of each; 0: all"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.9", NULL, "of the interval, above 0 and below 1"},
};
static const struct ri_column columns[] = {
    {"segment", RI_COLUMN_TEXT, "name of the group; with --each customer the customer"},
    {"item", RI_COLUMN_TEXT, "what is preferred"},
    {"receipts", RI_COLUMN_INTEGER, "with it; days where there are no receipts"},
    {"share", RI_COLUMN_SHARE, "part of what they bought, by receipts with an item"},
    {"average_share", RI_COLUMN_SHARE, "the same part over all customers"},
    {"affinity", RI_COLUMN_NUMBER,
     "times as often as the average customer, drawn towards 1 where little was seen"},
    {"low", RI_COLUMN_NUMBER, "lower bound of affinity"},
    {"high", RI_COLUMN_NUMBER, "upper bound of affinity"},
    {"preferred", RI_COLUMN_TEXT,
     "more, less, or like others: the interval lies above, below or around 1"},
};

struct bought {                     /* an item on a receipt of a customer; equal ones count once */
    uint32_t owner, customer, item; /* owner: customer, later group */
    int32_t  day;
    uint64_t receipt;
};
struct counted { /* receipts of one owner with one item */
    uint32_t owner, item, people;
    double   receipts;
};
struct preferring {
    struct ri_call            *call;
    struct ri_loaded_purchases loaded;
    struct ri_customer_groups  groups;
    struct bought             *bought;
    size_t                     bought_count;
    struct counted            *counted; /* rising by owner and item */
    size_t                     count;
    double                    *total_of, *total_with, total; /* by owner, by item, of all */
    double                    *strength;                     /* by item */
    double                     confidence;
};

/* ---- Counting ----------------------------------------------------------------------------------------------------- */

static int by_owner_item_receipt(const void *left, const void *right)
{
    const struct bought *a = left, *b = right;
    if (a->owner != b->owner) return a->owner < b->owner ? -1 : 1;
    if (a->item != b->item) return a->item < b->item ? -1 : 1;
    if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->receipt > b->receipt) - (a->receipt < b->receipt);
}

/* Takes out what was bought before the purchases are sorted. */
static ri_status take_out(struct preferring *p, struct ri_error *err)
{
    const struct ri_loaded_purchases *loaded = &p->loaded;
    RI_ARENA_NEW(p->bought, ri_call_mem(p->call), loaded->count, err);
    for (size_t i = 0; i < loaded->count; i++) {
        const struct ri_purchase *at = &loaded->at[i];
        if (at->minor < 0 || at->day > loaded->until) continue;
        p->bought[p->bought_count++] = (struct bought){
            at->customer, at->customer, loaded->detail[i].item, at->day, at->receipt};
    }
    if (p->bought_count) return RI_OK;
    return ri_fail(err, RI_EDATA, "nothing was bought up to the last day");
}

/* An item counts once a receipt: five lines of cheese in one basket are one decision. */
static ri_status count(struct preferring *p, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(p->call);
    size_t           n = 0;
    for (size_t i = 0; i < p->bought_count; i++) {
        const size_t group = ri_customer_group_of(&p->groups, p->bought[i].owner);
        if (group == SIZE_MAX) continue;
        p->bought[n] = p->bought[i];
        p->bought[n++].owner = (uint32_t)group;
    }
    qsort(p->bought, n, sizeof *p->bought, by_owner_item_receipt);
    RI_ARENA_NEW(p->counted, mem, n, err);
    RI_ARENA_NEW(p->total_of, mem, p->groups.count, err);
    RI_ARENA_NEW(p->total_with, mem, p->loaded.item_count, err);
    for (size_t i = 0; i < n; i++) {
        const struct bought *at = &p->bought[i];
        if (i && by_owner_item_receipt(&at[-1], at) == 0) continue;
        if (!p->count || p->counted[p->count - 1].owner != at->owner ||
            p->counted[p->count - 1].item != at->item)
            p->counted[p->count++] = (struct counted){at->owner, at->item, 0, 0};
        struct counted *cell = &p->counted[p->count - 1];
        cell->people += cell->receipts == 0 || at[-1].customer != at->customer;
        cell->receipts++;
        p->total_of[at->owner]++;
        p->total_with[at->item]++;
        p->total++;
    }
    return RI_OK;
}

/* ---- How much to believe ------------------------------------------------------------------------------------------ */

enum { COUNTS_MOST = 200000, OWNERS_LEAST = 500 };

struct learning {
    const struct preferring *p;
    uint32_t                *sample; /* owners */
    uint32_t                *place;  /* by owner: its place in sample, UINT32_MAX: not drawn */
    size_t                   count;
    struct ri_count_of      *counts; /* [item][sampled owner] */
};

static ri_status learn_item(void *context, size_t item, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    const struct learning *learning = context;
    learning->p->strength[item] =
        ri_affinity_strength(learning->counts + item * learning->count, learning->count);
    return RI_OK;
}

static void make_counts(struct learning *learning)
{
    const struct preferring *p = learning->p;
    for (size_t item = 0; item < p->loaded.item_count; item++)
        for (size_t i = 0; i < learning->count; i++)
            learning->counts[item * learning->count + i] = (struct ri_count_of){
                0, p->total_of[learning->sample[i]], p->total_with[item] / p->total};
    for (size_t i = 0; i < p->count; i++) {
        const uint32_t at = learning->place[p->counted[i].owner];
        if (at != UINT32_MAX)
            learning->counts[p->counted[i].item * learning->count + at].observed =
                p->counted[i].receipts;
    }
}

/* Owners one from each of equal stretches, so that a million customers cost what some thousands do. */
static ri_status draw_sample(struct learning *learning, struct ri_error *err)
{
    const struct preferring *p = learning->p;
    struct ri_arena         *mem = ri_call_mem(p->call);
    size_t                   most = COUNTS_MOST / p->loaded.item_count, owners = 0;
    uint32_t                *owner;
    struct ri_random         random;
    if (most < OWNERS_LEAST) most = OWNERS_LEAST;
    RI_ARENA_NEW(owner, mem, p->groups.count, err);
    RI_ARENA_NEW(learning->place, mem, p->groups.count, err);
    for (size_t i = 0; i < p->groups.count; i++) {
        learning->place[i] = UINT32_MAX;
        if (p->total_of[i] > 0) owner[owners++] = (uint32_t)i;
    }
    learning->count = owners < most ? owners : most;
    RI_ARENA_NEW(learning->sample, mem, learning->count, err);
    ri_random_init(&random, ri_call_task(p->call)->seed, 0);
    for (size_t i = 0; i < learning->count; i++) {
        const size_t first = i * owners / learning->count, end = (i + 1) * owners / learning->count;
        learning->sample[i] = owner[first + ri_random_below(&random, end - first)];
        learning->place[learning->sample[i]] = (uint32_t)i;
    }
    return RI_OK;
}

/* Customers are many: what an item's buyers have in common is learnt item by item. Segments are few: over all items. */
static ri_status learn(struct preferring *p, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(p->call);
    struct learning  learning = {.p = p};
    const size_t     item_count = p->loaded.item_count;
    RI_TRY(draw_sample(&learning, err));
    RI_ARENA_NEW(p->strength, mem, item_count, err);
    RI_ARENA_NEW(learning.counts, mem, item_count * learning.count, err);
    make_counts(&learning);
    if (p->groups.of_customers)
        return ri_parallel(ri_call_task(p->call), item_count, learn_item, &learning, err);
    const double strength = ri_affinity_strength(learning.counts, item_count * learning.count);
    for (size_t item = 0; item < item_count; item++) p->strength[item] = strength;
    return RI_OK;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

static struct ri_count_of count_of(const struct preferring *p, const struct counted *at)
{
    return (struct ri_count_of){at->receipts, p->total_of[at->owner],
                                p->total_with[at->item] / p->total};
}

static double affinity(const struct preferring *p, const struct counted *at)
{
    const struct ri_count_of count = count_of(p, at);
    return ri_affinity_ratio(&count, p->strength[at->item]);
}

static int most_affinity_first(const void *left, const void *right, void *context)
{
    const struct counted *a = left, *b = right;
    const double          of_a = affinity(context, a), of_b = affinity(context, b);
    if (of_a != of_b) return of_a > of_b ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

static int most_receipts_first(const void *left, const void *right, void *context)
{
    const struct counted *a = left, *b = right;
    if (a->receipts != b->receipts) return a->receipts > b->receipts ? -1 : 1;
    return most_affinity_first(left, right, context);
}

static void put_row(struct preferring *p, struct ri_table_builder *table, const struct counted *at)
{
    const struct ri_count_of count = count_of(p, at);
    ri_customer_group_put(&p->groups, &p->loaded, table, at->owner);
    ri_put_text(table, ri_purchases_item(&p->loaded, at->item));
    const struct ri_affinity found = ri_affinity_of(&count, p->strength[at->item], p->confidence);
    ri_put_int(table, (int64_t)at->receipts);
    ri_put_number(table, count.observed / count.trials);
    ri_put_number(table, count.share);
    ri_put_number(table, found.ratio);
    ri_put_number(table, found.low);
    ri_put_number(table, found.high);
    ri_put_string(table, found.low > 1 ? "more" : found.high < 1 ? "less" : "like others");
}

static ri_status rows(struct preferring *p, struct ri_error *err)
{
    const size_t             top = (size_t)ri_call_integer(p->call, "top", 5);
    const bool               by_share = strcmp(ri_call_text(p->call, "order"), "share") == 0;
    struct ri_small_groups   small = {.call = p->call};
    struct ri_column         shown[RI_COUNT(columns)];
    struct ri_table_builder *table;
    ri_status                status = RI_OK;
    memcpy(shown, columns, sizeof columns);
    shown[0] = ri_customer_group_column(&p->groups);
    RI_TRY(ri_purchases_table(&p->loaded, shown, RI_COUNT(shown), &table, err));
    for (size_t first = 0, end; first < p->count && status == RI_OK; first = end) {
        for (end = first; end < p->count && p->counted[end].owner == p->counted[first].owner;)
            end++;
        qsort_r(p->counted + first, end - first, sizeof *p->counted,
                by_share ? most_receipts_first : most_affinity_first, p);
        size_t shown_rows = 0; /* what fewer than ten of a segment bought is left out */
        for (size_t i = first; i < end && (!top || shown_rows < top) && status == RI_OK; i++) {
            if (!p->groups.of_customers && !ri_people_enough(&small, p->counted[i].people))
                continue;
            put_row(p, table, &p->counted[i]);
            shown_rows++;
            status = ri_purchases_flush(&p->loaded, table, err);
        }
    }
    ri_small_groups_say(&small);
    return ri_purchases_end_table(&p->loaded, table, status, err);
}

static ri_status answer(struct preferring *p, struct ri_error *err)
{
    const struct ri_purchase_wish wish = {.details = true, .by = ri_call_text(p->call, "by")};
    p->confidence = ri_call_number(p->call, "confidence", 0.9);
    if (!(p->confidence > 0 && p->confidence < 1))
        return ri_fail(err, RI_EUSAGE, "--confidence lies between 0 and 1; got %g", p->confidence);
    RI_TRY(ri_purchases_load(p->call, &wish, &p->loaded, err));
    RI_TRY(take_out(p, err));
    RI_TRY(ri_customer_groups_make(p->call, &p->loaded, ri_call_text(p->call, "each"),
                                   ri_call_text(p->call, "clusters"), &p->groups, err));
    RI_TRY(count(p, err));
    RI_TRY(learn(p, err));
    return rows(p, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct preferring p = {.call = call};
    const ri_status   status = answer(&p, err);
    ri_purchases_release(&p.loaded);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.preferences",
              .summary =
                  "What each segment or customer buys more often than others: categories, brands, "
                  "stores, hours",
              .details =
                  "Receipts with an item against what the average customer's mix would give. Small "
                  "counts are drawn towards the average, by as much as customers are seen to "
                  "differ (beta-binomial); the interval says what is sure.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                       RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES(
                  "retailinsight customers preferences",
                  "retailinsight customers preferences --by brand --each customer --top 3",
                  "retailinsight customers preferences --by store --each customer --order share "
                  "--top 1",
                  "retailinsight customers preferences --by hour --order share",
                  "retailinsight customers preferences --input sales.csv --customer client "
                  "--time day --value amount --item category")},
     .run = run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_preference_operations = RI_OPERATION_TABLE(operations);
