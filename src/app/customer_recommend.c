/* customers recommend: what to offer next to whom, with the reason, and how good that is on time held back. */
#include "customers/recommend.h"

#include "app/filters.h"
#include "app/operation.h"
#include "app/purchases.h"
#include "base/thread.h"

#include <math.h>

static const char *const items[] = {"product", "category", "subcategory", "brand", NULL};
static const char *const methods[] = {"auto", "popularity", "item_item", "als", NULL};

static const struct ri_param params[] = {
    {"by", RI_PARAM_ENUM, 0, NULL, "product", items, "of the workspace: what is offered"},
    {"item", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of what is offered"},
    {"for", RI_PARAM_CUSTOMER, 0, NULL, NULL, NULL, "only for this customer"},
    {"method", RI_PARAM_ENUM, 0, NULL, "auto", methods,
     "auto: the one that was best on the last eighth of the time; als: alternating least squares"},
    {"top", RI_PARAM_COUNT, 0, "items", "5", NULL, "offers a customer"},
    {"owned", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "also offer what the customer bought before"},
    {"sold-out", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "also offer what no store has in stock, or what has ended"},
    {"without", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "items that are never offered"},
    {"holdout", RI_PARAM_COUNT, 0, "days", NULL, NULL,
     "check: learn without the last N days and compare every method with what was bought then"},
    {"factors", RI_PARAM_COUNT, 0, NULL, "32", NULL, "of als: hidden tastes, 1 to 256"},
    {"iterations", RI_PARAM_COUNT, 0, NULL, "12", NULL, "of als"},
    {"alpha", RI_PARAM_NUMBER, 0, NULL, "1", NULL,
     "of als: how much more a purchase tells than none; above 0"},
    {"lambda", RI_PARAM_NUMBER, 0, NULL, "10", NULL,
     "of als: weight against large factors; above 0"},
    {"neighbours", RI_PARAM_COUNT, 0, NULL, "50", NULL, "of item_item: items near each, 1 to 1000"},
};
static const struct ri_column columns[] = {
    {"customer", RI_COLUMN_CUSTOMER, "customer number; a pseudonym for those who may not see it"},
    {"rank", RI_COLUMN_INTEGER, "1 the best offer"},
    {"item", RI_COLUMN_TEXT, "what to offer"},
    {"name", RI_COLUMN_TEXT, "what it is called"},
    {"score", RI_COLUMN_NUMBER, "of the method: larger is better, within one customer"},
    {"because", RI_COLUMN_TEXT, "what the customer bought that speaks most for it"},
};
static const struct ri_column holdout_columns[] = {
    {"method", RI_COLUMN_TEXT, "popularity is the baseline"},
    {"customers", RI_COLUMN_INTEGER,
     "known before, who bought something offerable in the time held back"},
    {"precision", RI_COLUMN_SHARE, "part of the offers that were bought"},
    {"recall", RI_COLUMN_SHARE, "part of what was bought that had been offered"},
    {"map", RI_COLUMN_NUMBER, "mean average precision: hits far up count more"},
    {"hit_rate", RI_COLUMN_SHARE, "part of the customers who bought an offer"},
    {"coverage", RI_COLUMN_SHARE, "part of the items that were offered to anybody"},
};

struct offering {
    struct ri_call              *call;
    struct ri_loaded_purchases   loaded;
    const char                 **name;   /* by item; NULL: it has none */
    bool                        *barred; /* by item */
    struct ri_recommend_options  options;
    struct ri_offer_rules        rules;
    size_t                       top;
    const struct ri_recommender *method;
    void                        *model;
    struct ri_interactions       known;
};

/* ---- Purchases to interactions ------------------------------------------------------------------------------------- */

struct event { /* an item on a receipt of a customer */
    uint32_t user, item;
    int32_t  day;
    int8_t   sign; /* 1 bought, -1 brought back */
    uint64_t receipt;
};

static int by_user_item_receipt(const void *left, const void *right)
{
    const struct event *a = left, *b = right;
    if (a->user != b->user) return a->user < b->user ? -1 : 1;
    if (a->item != b->item) return a->item < b->item ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    if (a->receipt != b->receipt) return a->receipt < b->receipt ? -1 : 1;
    return a->sign - b->sign;
}

static ri_status take_events(const struct offering *o, ri_day after, ri_day until,
                             struct event **ret, size_t *ret_count, struct ri_error *err)
{
    const struct ri_loaded_purchases *loaded = &o->loaded;
    struct event                     *event;
    size_t                            n = 0;
    RI_ARENA_NEW(event, ri_call_mem(o->call), loaded->count, err);
    for (size_t i = 0; i < loaded->count; i++) {
        const struct ri_purchase *at = &loaded->at[i];
        if (at->day <= after || at->day > until) continue;
        event[n++] = (struct event){at->customer, loaded->detail[i].item, at->day,
                                    at->minor < 0 ? -1 : 1, at->receipt};
    }
    qsort(event, n, sizeof *event, by_user_item_receipt);
    *ret = event;
    *ret_count = n;
    return RI_OK;
}

/* Times bought, receipts on which it was brought back taken off; what was all brought back does not count. */
static ri_status interactions_between(const struct offering *o, ri_day after, ri_day until,
                                      struct ri_interactions *ret, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(o->call);
    struct event    *event = NULL;
    size_t           events = 0, n = 0, *begin;
    uint32_t        *item;
    float           *weight;
    RI_TRY(take_events(o, after, until, &event, &events, err));
    RI_ARENA_NEW(begin, mem, o->loaded.customers + 1, err);
    RI_ARENA_NEW(item, mem, events, err);
    RI_ARENA_NEW(weight, mem, events, err);
    size_t i = 0;
    for (size_t u = 0; u < o->loaded.customers; u++) {
        begin[u] = n;
        while (i < events && event[i].user == u) {
            const uint32_t of = event[i].item;
            float          times = 0;
            for (; i < events && event[i].user == u && event[i].item == of; i++)
                if (!i || by_user_item_receipt(&event[i - 1], &event[i]) != 0)
                    times += event[i].sign;
            if (times <= 0) continue;
            item[n] = of;
            weight[n++] = times;
        }
    }
    begin[o->loaded.customers] = n;
    *ret = (struct ri_interactions){o->loaded.customers, o->loaded.item_count, begin, item, weight};
    return RI_OK;
}

/* ---- What may be offered ------------------------------------------------------------------------------------------- */

static bool find_item(const struct offering *o, struct ri_view text, size_t *ret)
{
    size_t low = 0, high = o->loaded.item_count; /* items rise by name */
    while (low < high) {
        const size_t         middle = low + (high - low) / 2;
        const struct ri_view at = ri_purchases_item(&o->loaded, middle);
        const size_t         shared = at.length < text.length ? at.length : text.length;
        const int            order = memcmp(at.at, text.at, shared);
        if (order == 0 && at.length == text.length) {
            *ret = middle;
            return true;
        }
        if (order < 0 || (order == 0 && at.length < text.length))
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static ri_status item_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct offering *o = context;
    size_t           item;
    if (!find_item(o, ri_row_text(row, 0), &item)) return RI_OK;
    if (!ri_row_missing(row, 1)) {
        const struct ri_view name = ri_row_text(row, 1);
        o->name[item] = ri_arena_copy(ri_call_mem(o->call), name.at, name.length);
        if (!o->name[item]) return ri_fail(err, RI_ENOMEM, "no room for names of products");
    }
    if (!ri_call_flag(o->call, "sold-out")) o->barred[item] = ri_row_int64(row, 2) != 0;
    return RI_OK;
}

static ri_status ask_items(struct offering *o, struct ri_error *err)
{
    struct ri_filter_ids ids;
    struct ri_warehouse *warehouse;
    const char          *sql;
    RI_TRY(ri_call_warehouse(o->call, &warehouse, err));
    RI_TRY(ri_call_filter(o->call, warehouse, &ids, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/offer_items.sql", &sql, err));
    const struct ri_bind binds[] = {ri_bind_ids("stores", &ids.stores)};
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(o->call), item_row, o,
                             err);
}

static ri_status learn_items(struct offering *o, struct ri_error *err)
{
    size_t             count, barred = 0;
    const char *const *without = ri_call_list(o->call, "without", &count);
    RI_ARENA_NEW(o->name, ri_call_mem(o->call), o->loaded.item_count, err);
    RI_ARENA_NEW(o->barred, ri_call_mem(o->call), o->loaded.item_count, err);
    if (!o->loaded.from_file && strcmp(ri_call_text(o->call, "by"), "product") == 0)
        RI_TRY(ask_items(o, err));
    for (size_t i = 0; i < o->loaded.item_count; i++) barred += o->barred[i];
    if (barred)
        ri_call_note(o->call, "not offered, because sold out or ended: %zu of %zu items", barred,
                     o->loaded.item_count);
    for (size_t i = 0; i < count; i++) {
        size_t item;
        if (!find_item(o, ri_view_of(without[i]), &item))
            return ri_fail(err, RI_ENOTFOUND, "--without: nobody bought '%.60s'", without[i]);
        o->barred[item] = true;
    }
    o->rules = (struct ri_offer_rules){ri_call_flag(o->call, "owned"), o->barred};
    return RI_OK;
}

/* ---- How good ------------------------------------------------------------------------------------------------------ */

/* Every method on the time after `cut`; *ret_best has the largest MAP. */
static ri_status compare(struct offering *o, ri_day cut, struct ri_recommend_score *ret,
                         size_t *ret_best, struct ri_error *err)
{
    struct ri_arena            *mem = ri_call_mem(o->call);
    struct ri_task             *task = ri_call_task(o->call);
    const struct ri_offer_rules rules = {
        .owned = o->rules.owned}; /* stock of now says nothing of then */
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct ri_interactions     before, after;
    size_t                     best = 0;
    ri_status                  status = interactions_between(o, RI_DAY_NONE, cut, &before, err);
    if (status == RI_OK) status = interactions_between(o, cut, o->loaded.until, &after, err);
    for (size_t r = 0; ri_recommenders[r] && status == RI_OK; r++) {
        void *model;
        status = ri_recommenders[r]->learn(&before, &o->options, task, mem, &model, err);
        if (status == RI_OK)
            status = ri_recommend_evaluate(ri_recommenders[r], model, &before, &after, &rules,
                                           o->top, task, mem, &ret[r], err);
        if (status == RI_OK && ret[r].map > ret[best].map) best = r;
    }
    ri_arena_rewind(mem, mark);
    *ret_best = best;
    return status;
}

enum { RECOMMENDERS_MOST = 8 };

static ri_status holdout_rows(struct offering *o, ri_day days, struct ri_error *err)
{
    struct ri_recommend_score scores[RECOMMENDERS_MOST];
    struct ri_table_builder  *table;
    size_t                    best;
    RI_TRY(compare(o, o->loaded.until - days, scores, &best, err));
    RI_TRY(ri_purchases_table(&o->loaded, holdout_columns, RI_COUNT(holdout_columns), &table, err));
    for (size_t r = 0; ri_recommenders[r]; r++) {
        const double figures[] = {scores[r].precision, scores[r].recall, scores[r].map,
                                  scores[r].hit_rate, scores[r].coverage};
        ri_put_string(table, ri_recommenders[r]->name);
        ri_put_int(table, (int64_t)scores[r].users);
        for (size_t f = 0; f < RI_COUNT(figures); f++) ri_put_number(table, figures[f]);
    }
    ri_call_note(o->call, "%zu offers a customer, compared with the last %d days; %s", o->top, days,
                 o->rules.owned ? "what was bought before may be offered again"
                                : "only what the customer had not bought before counts");
    return ri_purchases_end_table(&o->loaded, table, RI_OK, err);
}

static ri_day first_day(const struct ri_loaded_purchases *loaded)
{
    ri_day first = loaded->until;
    for (size_t i = 0; i < loaded->count; i++)
        if (loaded->at[i].day < first) first = loaded->at[i].day;
    return first;
}

static ri_status choose_method(struct offering *o, struct ri_error *err)
{
    const char *const         wanted = ri_call_text(o->call, "method");
    struct ri_recommend_score scores[RECOMMENDERS_MOST];
    size_t                    best;
    o->method = ri_recommender_find(wanted);
    if (o->method) return RI_OK;
    const ri_day    cut = o->loaded.until - (o->loaded.until - first_day(&o->loaded)) / 8;
    const ri_status status = compare(o, cut, scores, &best, err);
    if (status == RI_EDATA) { /* too little time to hold any back */
        o->method = ri_recommenders[0];
        ri_call_note(o->call, "there is too little to compare methods with: popularity");
        return RI_OK;
    }
    RI_TRY(status);
    o->method = ri_recommenders[best];
    ri_call_note(o->call, "method %s: MAP@%zu %.4f on the last %d days, held back; popularity %.4f",
                 o->method->name, o->top, scores[best].map, o->loaded.until - cut, scores[0].map);
    return RI_OK;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

enum { USERS_A_BLOCK = 8192, USERS_A_TASK = 64 };

struct block { /* lists of some customers */
    const struct offering *o;
    size_t                 first, count;
    float                 *scores; /* [workers][items] */
    uint32_t              *best;   /* [count][top] */
    float                 *value;  /* [count][top] */
    size_t                *reason; /* [count][top] */
    size_t                *length; /* [count] */
};

static ri_status list_some(void *context, size_t part, unsigned worker, struct ri_error *err)
{
    (void)err;
    const struct block           *block = context;
    const struct offering        *o = block->o;
    const struct ri_interactions *known = &o->known;
    float                        *scores = block->scores + worker * known->items;
    for (size_t i = part * USERS_A_TASK; i < block->count && i < (part + 1) * USERS_A_TASK; i++) {
        const size_t user = block->first + i, at = i * o->top;
        block->length[i] = 0;
        if (known->begin[user] == known->begin[user + 1]) continue; /* nothing is known of them */
        o->method->score(o->model, known, user, scores);
        block->length[i] =
            ri_recommend_best(known, user, scores, &o->rules, o->top, block->best + at);
        for (size_t n = 0; n < block->length[i]; n++) {
            block->value[at + n] = scores[block->best[at + n]];
            block->reason[at + n] = o->method->reason(o->model, known, user, block->best[at + n]);
        }
    }
    return RI_OK;
}

static void put_item(const struct offering *o, struct ri_table_builder *table, size_t item)
{
    if (item == SIZE_MAX)
        ri_put_null(table);
    else if (o->name[item])
        ri_put_string(table, o->name[item]);
    else
        ri_put_text(table, ri_purchases_item(&o->loaded, item));
}

static ri_status put_block(struct offering *o, struct ri_table_builder *table,
                           const struct block *block, struct ri_error *err)
{
    for (size_t i = 0; i < block->count; i++) {
        for (size_t n = 0; n < block->length[i]; n++) {
            const size_t at = i * o->top + n, item = block->best[at];
            ri_purchases_put_name(&o->loaded, table, block->first + i);
            ri_put_int(table, (int64_t)n + 1);
            ri_put_text(table, ri_purchases_item(&o->loaded, item));
            put_item(o, table, item);
            ri_put_number(table, (double)block->value[at]);
            put_item(o, table, block->reason[at]);
            RI_TRY(ri_purchases_flush(&o->loaded, table, err));
        }
    }
    return RI_OK;
}

static ri_status put_lists(struct offering *o, struct ri_table_builder *table, size_t first,
                           size_t end, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(o->call);
    struct ri_task  *task = ri_call_task(o->call);
    const size_t     most = end - first < USERS_A_BLOCK ? end - first : (size_t)USERS_A_BLOCK;
    struct block     block = {.o = o};
    RI_ARENA_NEW(block.scores, mem, ri_task_threads(task) * o->known.items, err);
    RI_ARENA_NEW(block.best, mem, most * o->top, err);
    RI_ARENA_NEW(block.value, mem, most * o->top, err);
    RI_ARENA_NEW(block.reason, mem, most * o->top, err);
    RI_ARENA_NEW(block.length, mem, most, err);
    for (block.first = first; block.first < end; block.first += most) {
        block.count = end - block.first < most ? end - block.first : most;
        RI_TRY(ri_parallel(task, (block.count + USERS_A_TASK - 1) / USERS_A_TASK, list_some, &block,
                           err));
        RI_TRY(put_block(o, table, &block, err));
    }
    return RI_OK;
}

static ri_status rows(struct offering *o, struct ri_error *err)
{
    const char              *wanted = ri_call_text(o->call, "for");
    size_t                   first = 0, end = o->loaded.customers;
    struct ri_table_builder *table;
    if (wanted) {
        RI_TRY(ri_purchases_find(&o->loaded, wanted, &first, err));
        end = first + 1;
    }
    RI_TRY(choose_method(o, err));
    RI_TRY(interactions_between(o, RI_DAY_NONE, o->loaded.until, &o->known, err));
    RI_TRY(o->method->learn(&o->known, &o->options, ri_call_task(o->call), ri_call_mem(o->call),
                            &o->model, err));
    RI_TRY(ri_purchases_table(&o->loaded, columns, RI_COUNT(columns), &table, err));
    return ri_purchases_end_table(&o->loaded, table, put_lists(o, table, first, end, err), err);
}

/* ---- The operation --------------------------------------------------------------------------------------------------- */

static ri_status read_options(struct offering *o, struct ri_error *err)
{
    struct ri_call *call = o->call;
    o->top = (size_t)ri_call_integer(call, "top", 5);
    o->options =
        (struct ri_recommend_options){.factors = (size_t)ri_call_integer(call, "factors", 32),
                                      .iterations = (size_t)ri_call_integer(call, "iterations", 12),
                                      .alpha = ri_call_number(call, "alpha", 1),
                                      .lambda = ri_call_number(call, "lambda", 10),
                                      .neighbours = (size_t)ri_call_integer(call, "neighbours", 50),
                                      .seed = ri_call_task(call)->seed};
    if (o->top < 1 || o->top > 1000)
        return ri_fail(err, RI_EUSAGE, "--top wants 1 to 1000; got %zu", o->top);
    if (o->options.factors < 1 || o->options.factors > RI_FACTORS_MOST)
        return ri_fail(err, RI_EUSAGE, "--factors wants 1 to %d; got %zu", RI_FACTORS_MOST,
                       o->options.factors);
    if (!(o->options.alpha > 0 && o->options.lambda > 0))
        return ri_fail(err, RI_EUSAGE, "--alpha and --lambda want to be above 0; got %g and %g",
                       o->options.alpha, o->options.lambda);
    if (o->options.neighbours < 1 || o->options.neighbours > RI_NEIGHBOURS_MOST)
        return ri_fail(err, RI_EUSAGE, "--neighbours wants 1 to %d; got %zu", RI_NEIGHBOURS_MOST,
                       o->options.neighbours);
    return RI_OK;
}

static ri_status answer(struct offering *o, struct ri_error *err)
{
    const struct ri_purchase_wish wish = {.details = true, .by = ri_call_text(o->call, "by")};
    const int64_t                 days = ri_call_integer(o->call, "holdout", 0);
    RI_TRY(read_options(o, err));
    RI_TRY(ri_purchases_load(o->call, &wish, &o->loaded, err));
    RI_TRY(learn_items(o, err));
    if (days > 36525)
        return ri_fail(err, RI_EUSAGE, "--holdout wants days; got %lld", (long long)days);
    return days ? holdout_rows(o, (ri_day)days, err) : rows(o, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct offering o = {.call = call};
    const ri_status status = answer(&o, err);
    ri_purchases_release(&o.loaded);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.recommend",
              .summary =
                  "What to offer next to each customer, with the reason; checked against what "
                  "sells anyway",
              .details =
                  "Learnt from who bought what, how often. What a customer has, what is sold out "
                  "and what has ended is not offered. --holdout compares the methods with "
                  "popularity on time that they have not seen.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                       RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES(
                  "retailinsight customers recommend --top 3",
                  "retailinsight customers recommend --for C100001",
                  "retailinsight customers recommend --holdout 60",
                  "retailinsight customers recommend --input sales.csv --customer client --time "
                  "day --receipt ticket --item sku --method als --factors 64")},
     .run = run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_recommend_operations = RI_OPERATION_TABLE(operations);
