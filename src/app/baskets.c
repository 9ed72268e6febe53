/* customers baskets: what is bought together. */
#include "customers/basket.h"

#include "app/filters.h"
#include "app/operation.h"
#include "base/hash.h"
#include "base/intern.h"
#include "ingest/ragged_input.h"
#include "ingest/table_input.h"
#include "warehouse/warehouse.h"

#include <errno.h>
#include <math.h>

enum { ROWS_A_BATCH = 2048 };

static const char *const layouts[] = {"table", "rows", NULL};
static const char *const too_many_words[] = {"refuse", "shorten", NULL};
static const char *const levels[] = {"product", "category", NULL};

static const struct ri_param params[] = {
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "a file instead of the workspace; - reads standard input"},
    {"layout", RI_PARAM_ENUM, 0, NULL, "table", layouts,
     "of --input: a table with a column of receipts and one of items, or rows: one basket a line"},
    {"receipt", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --layout table: column of the receipt"},
    {"item", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --layout table: column of the item"},
    {"level", RI_PARAM_ENUM, 0, NULL, "product", levels,
     "of the workspace: what counts as an item"},
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL, "of the workspace: first business date"},
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "of the workspace: business date after the last one"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"support", RI_PARAM_NUMBER, 0, NULL, "0.01", NULL,
     "part of the baskets that must hold a set, above 0, to 1"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.25", NULL,
     "part of the baskets with the left side that must hold the right one, 0 to 1"},
    {"min-length", RI_PARAM_COUNT, 0, "items", "2", NULL,
     "fewest items of a rule, both sides together"},
    {"max-length", RI_PARAM_COUNT, 0, "items", "0", NULL, "most items of a rule; 0: any"},
    {"significance", RI_PARAM_NUMBER, 0, NULL, "0", NULL,
     "leave out what chance explains: largest part of false discoveries (Fisher's test); 0: all "
     "rules"},
    {"memory", RI_PARAM_COUNT, 0, "MB", "1500", NULL,
     "most that sets and rules may take, about 300 bytes a set"},
    {"too-many", RI_PARAM_ENUM, 0, NULL, "refuse", too_many_words,
     "when they would take more: refuse, or shorten: answer with shorter rules and say so"},
    {"estimate", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "how many sets of each length there are, instead of rules: what a support would cost"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rules, highest lift first; 0: all"},
};
static const struct ri_column columns[] = {
    {"antecedent", RI_COLUMN_TEXT, "items of the left side, joined by ' + '"},
    {"consequent", RI_COLUMN_TEXT, "item of the right side"},
    {"support", RI_COLUMN_SHARE, "part of the baskets with both sides"},
    {"confidence", RI_COLUMN_SHARE,
     "part of the baskets with the left side that have the right one"},
    {"lift", RI_COLUMN_NUMBER, "how many times as often as if the sides were independent"},
    {"count", RI_COLUMN_INTEGER, "baskets with both sides"},
    {"leverage", RI_COLUMN_NUMBER, "support beyond that of independent sides"},
    {"conviction", RI_COLUMN_NUMBER,
     "how many times as rarely the left comes without the right; none: never does"},
    {"p_value", RI_COLUMN_NUMBER, "chance of as many baskets if the sides were independent"},
};

/* ---- Gathering ------------------------------------------------------------------------------------------------------ */

struct pair {
    uint32_t basket, item;
};
struct gathering {
    struct ri_call   *call;
    struct ri_intern *items, *receipts;
    struct pair      *pairs;
    size_t            count, room;
    struct ri_baskets baskets;
};

static ri_status add(struct gathering *g, size_t basket, struct ri_view item, struct ri_error *err)
{
    size_t index;
    if (g->count == g->room) {
        const size_t room = g->room ? g->room * 2 : 4096;
        struct pair *pairs = realloc(g->pairs, room * sizeof *pairs);
        if (!pairs) return ri_fail(err, RI_ENOMEM, "no room for %zu items of baskets", room);
        g->pairs = pairs;
        g->room = room;
    }
    if (!item.length) return RI_OK;
    RI_TRY(ri_intern_put(g->items, item, &index, NULL, err));
    if (basket > UINT32_MAX || index > UINT32_MAX)
        return ri_fail(err, RI_ETOOLARGE, "more than 4 billion baskets");
    g->pairs[g->count++] = (struct pair){(uint32_t)basket, (uint32_t)index};
    return RI_OK;
}

static ri_status from_rows(struct gathering *g, int fd, const char *name, struct ri_error *err)
{
    struct ri_ragged_input *input;
    const struct ri_view   *field;
    size_t                  count;
    RI_TRY(ri_ragged_input_open(fd, name, ri_call_task(g->call), &input, err));
    ri_status status = ri_ragged_input_next(input, &field, &count, err);
    for (size_t basket = 0; status == RI_OK && field; basket++) {
        for (size_t i = 0; i < count && status == RI_OK; i++)
            status = add(g, basket, field[i], err);
        if (status == RI_OK) status = ri_ragged_input_next(input, &field, &count, err);
    }
    ri_ragged_input_close(input);
    return status;
}

static ri_status read_table(struct gathering *g, struct ri_table_input *input, struct ri_error *err)
{
    const struct ri_input_column wanted[] = {{ri_call_text(g->call, "receipt"), RI_INPUT_TEXT},
                                             {ri_call_text(g->call, "item"), RI_INPUT_TEXT}};
    RI_TRY(ri_table_input_choose(input, wanted, RI_COUNT(wanted), err));
    for (;;) {
        const struct ri_columns *batch;
        RI_TRY(ri_table_input_next(input, &batch, err));
        if (!batch) return RI_OK;
        for (size_t row = 0; row < batch->rows; row++) {
            size_t basket;
            if (!batch->cells[0].valid[row] || !batch->cells[1].valid[row]) continue;
            RI_TRY(ri_intern_put(g->receipts, batch->cells[0].text[row], &basket, NULL, err));
            RI_TRY(add(g, basket, batch->cells[1].text[row], err));
        }
    }
}

static ri_status from_file(struct gathering *g, struct ri_error *err)
{
    struct ri_table_input *input;
    int                    fd;
    const char            *name;
    ri_call_file(g->call, "input", 0, &fd, &name);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                       strerror(errno));
    if (strcmp(ri_call_text(g->call, "layout"), "rows") == 0) return from_rows(g, fd, name, err);
    if (!ri_call_given(g->call, "receipt") || !ri_call_given(g->call, "item"))
        return ri_fail(err, RI_EUSAGE,
                       "--input needs --receipt COLUMN and --item COLUMN, or --layout rows");
    RI_TRY(ri_table_input_open(fd, name, NULL, ri_call_task(g->call), &input, err));
    const ri_status status = read_table(g, input, err);
    ri_table_input_close(input);
    return status;
}

static ri_status warehouse_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct gathering *g = context;
    const int64_t     receipt = ri_row_int64(row, 0);
    size_t            basket;
    RI_TRY(ri_intern_put(g->receipts, (struct ri_view){(const char *)&receipt, sizeof receipt},
                         &basket, NULL, err));
    return add(g, basket, ri_row_text(row, 1), err);
}

static ri_status from_warehouse(struct gathering *g, struct ri_error *err)
{
    struct ri_call      *call = g->call;
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    const char          *sql;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/baskets.sql", &sql, err));
    const struct ri_bind binds[] = {
        ri_bind_ids("stores", &ids.stores),
        ri_call_given(call, "from") ? ri_bind_date("from", ri_call_day(call, "from", 0))
                                    : ri_bind_null("from"),
        ri_call_given(call, "to") ? ri_bind_date("to", ri_call_day(call, "to", 0))
                                  : ri_bind_null("to"),
        ri_bind_bool("by_category", strcmp(ri_call_text(call, "level"), "category") == 0)};
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), warehouse_row, g,
                             err);
}

static int by_basket_and_item(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    if (a->basket != b->basket) return a->basket < b->basket ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

/* Pairs to baskets: sorted, each item once. Baskets without an item do not count. */
static ri_status make_baskets(struct gathering *g, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(g->call);
    size_t          *begin, n = 0, baskets = 0;
    uint32_t        *item;
    if (!g->count) return ri_fail(err, RI_EDATA, "there is no basket to look into");
    qsort(g->pairs, g->count, sizeof *g->pairs, by_basket_and_item);
    RI_ARENA_NEW(begin, mem, g->count + 1, err);
    RI_ARENA_NEW(item, mem, g->count, err);
    for (size_t i = 0; i < g->count; i++) {
        if (i && g->pairs[i].basket == g->pairs[i - 1].basket) {
            if (g->pairs[i].item == g->pairs[i - 1].item) continue;
        } else {
            begin[baskets++] = n;
        }
        item[n++] = g->pairs[i].item;
    }
    begin[baskets] = n;
    g->baskets = (struct ri_baskets){baskets, ri_intern_count(g->items), begin, item};
    return RI_OK;
}

/* ---- Rules ------------------------------------------------------------------------------------------------------------ */

static ri_status check_share(struct ri_call *call, const char *name, double least,
                             struct ri_error *err)
{
    const double share = ri_call_number(call, name, 0);
    if (share >= least && share <= 1) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "--%s wants %s0 to 1; got %g", name,
                   least > 0 ? "more than " : "", share);
}

static ri_status put_rule(struct gathering *g, struct ri_table_builder *table,
                          const struct ri_rule *rule, struct ri_text *left, struct ri_error *err)
{
    const double figures[] = {rule->support, rule->confidence, rule->lift};
    const double more[] = {rule->leverage, rule->conviction, rule->p_value};
    ri_text_clear(left);
    for (uint32_t i = 0; i < rule->left_length; i++) {
        const struct ri_view name = ri_intern_at(g->items, rule->left[i]);
        if (i) ri_text_puts(left, " + ");
        ri_text_add(left, name.at, name.length);
    }
    RI_TRY(ri_text_check(left, err));
    ri_put_text(table, (struct ri_view){left->at ? left->at : "", left->length});
    ri_put_text(table, ri_intern_at(g->items, rule->right));
    for (size_t i = 0; i < RI_COUNT(figures); i++) ri_put_number(table, figures[i]);
    ri_put_int(table, rule->count);
    for (size_t i = 0; i < RI_COUNT(more); i++) ri_put_number(table, more[i]);
    return ri_table_builder_rows(table) == ROWS_A_BATCH ? ri_call_emit_builder(g->call, table, err)
                                                        : RI_OK;
}

static ri_status emit_rules(struct gathering *g, const struct ri_rules *rules, struct ri_error *err)
{
    const int64_t limit = ri_call_integer(g->call, "limit", 0);
    const size_t  rows = limit > 0 && (size_t)limit < rules->count ? (size_t)limit : rules->count;
    struct ri_table_column   shown[RI_COUNT(columns)];
    struct ri_table_builder *table;
    struct ri_text           left = {0};
    ri_status                status = RI_OK;
    for (size_t c = 0; c < RI_COUNT(columns); c++)
        shown[c] = (struct ri_table_column){
            .name = columns[c].name, .type = columns[c].type, .help = columns[c].help};
    RI_TRY(ri_call_columns(g->call, shown, RI_COUNT(shown), err));
    RI_TRY(ri_table_builder_new(shown, RI_COUNT(shown), &table, err));
    for (size_t i = 0; i < rows && status == RI_OK; i++)
        status = put_rule(g, table, &rules->at[i], &left, err);
    if (status == RI_OK) status = ri_call_emit_builder(g->call, table, err);
    ri_text_release(&left);
    ri_table_builder_free(table);
    return status;
}

enum { BYTES_A_SET = 300 }; /* with the rules that come of it */

static struct ri_itemset_options options_of(const struct gathering *g)
{
    const double support = ri_call_number(g->call, "support", 0.01);
    const double megabytes = (double)ri_call_integer(g->call, "memory", 1500);
    return (struct ri_itemset_options){
        .least = (size_t)fmax(ceil(support * (double)g->baskets.count * (1 - 1e-12)), 1),
        .longest = (size_t)ri_call_integer(g->call, "max-length", 0),
        .most = (size_t)fmax(megabytes * 1e6 / BYTES_A_SET, 1)};
}

/* Sets of 2, 3 ... items as long as they fit; `wanted->longest` becomes the length that did. */
static ri_status find_shorter(struct gathering *g, struct ri_itemset_options *wanted,
                              struct ri_itemsets *ret, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(g->call);
    for (size_t longest = 2;; longest++) {
        const struct ri_arena_mark      mark = ri_arena_mark(mem);
        const struct ri_itemset_options shorter = {wanted->least, longest, wanted->most};
        struct ri_error                 why = {0};
        struct ri_itemsets              sets;
        const ri_status                 status =
            ri_itemsets_find(&g->baskets, &shorter, ri_call_task(g->call), mem, &sets, &why);
        if (status != RI_OK && (status != RI_ETOOLARGE || longest == 2))
            return ri_fail(err, status, "%s", why.message);
        if (status == RI_OK) {
            *ret = sets; /* what was found before stays behind it: at most as much again */
            wanted->longest = longest;
            continue;
        }
        ri_arena_rewind(mem, mark);
        ri_call_note(
            g->call,
            "longer sets would take more than --memory allows: rules have at most %zu items",
            wanted->longest);
        return RI_OK;
    }
}

static ri_status find_sets(struct gathering *g, struct ri_itemset_options *wanted,
                           struct ri_itemsets *ret, struct ri_error *err)
{
    struct ri_error why = {0};
    const ri_status status = ri_itemsets_find(&g->baskets, wanted, ri_call_task(g->call),
                                              ri_call_mem(g->call), ret, &why);
    if (status == RI_OK) return RI_OK;
    if (status == RI_ETOOLARGE && strcmp(ri_call_text(g->call, "too-many"), "shorten") == 0)
        return find_shorter(g, wanted, ret, err);
    return ri_fail(err, status, "%s%s", why.message,
                   status == RI_ETOOLARGE ? ", give more --memory, or take --too-many shorten"
                                          : "");
}

static ri_status find_rules(struct gathering *g, struct ri_error *err)
{
    struct ri_call              *call = g->call;
    struct ri_task              *task = ri_call_task(call);
    struct ri_itemset_options    wanted = options_of(g);
    struct ri_itemsets           sets;
    struct ri_rules              rules;
    const struct ri_rule_options options = {.confidence = ri_call_number(call, "confidence", 0.25),
                                            .least_items =
                                                (uint32_t)ri_call_integer(call, "min-length", 2),
                                            .false_share = ri_call_number(call, "significance", 0)};
    RI_TRY(find_sets(g, &wanted, &sets, err));
    RI_TRY(ri_rules_find(&g->baskets, &sets, &options, task, ri_call_mem(call), &rules, err));
    ri_call_note(call, "%zu baskets, %zu items; %zu sets are in at least %zu baskets; %zu rules",
                 g->baskets.count, g->baskets.items, sets.count, wanted.least, rules.count);
    return emit_rules(g, &rules, err);
}

/* ---- What it would cost -------------------------------------------------------------------------------------------------- */

static const struct ri_table_column estimate_columns[] = {
    {.name = "items", .type = RI_COLUMN_INTEGER, .help = "of a set"},
    {.name = "sets",
     .type = RI_COLUMN_INTEGER,
     .help = "in enough baskets; missing: too many to count"},
    {.name = "megabytes", .type = RI_COLUMN_NUMBER, .help = "that they and shorter ones take"},
};

/* Sets by length, counted and thrown away, until there are no longer ones or too many. */
static ri_status estimate(struct gathering *g, struct ri_error *err)
{
    struct ri_arena          *mem = ri_call_mem(g->call);
    struct ri_itemset_options wanted = options_of(g);
    const size_t              longest = wanted.longest ? wanted.longest : 64;
    struct ri_table_builder  *table;
    ri_status                 status = RI_OK;
    size_t                    before = 0;
    RI_TRY(ri_call_columns(g->call, estimate_columns, RI_COUNT(estimate_columns), err));
    RI_TRY(ri_table_builder_new(estimate_columns, RI_COUNT(estimate_columns), &table, err));
    for (wanted.longest = 1; wanted.longest <= longest && status == RI_OK; wanted.longest++) {
        const struct ri_arena_mark mark = ri_arena_mark(mem);
        struct ri_itemsets         sets = {0};
        struct ri_error            why = {0};
        status = ri_itemsets_find(&g->baskets, &wanted, ri_call_task(g->call), mem, &sets, &why);
        ri_arena_rewind(mem, mark);
        if (status == RI_OK && sets.count == before) break;
        ri_put_int(table, (int64_t)wanted.longest);
        if (status == RI_OK) {
            ri_put_int(table, (int64_t)(sets.count - before));
            ri_put_number(table, (double)sets.count * BYTES_A_SET / 1e6);
        } else if (status == RI_ETOOLARGE) {
            ri_put_null(table);
            ri_put_null(table);
            ri_call_note(g->call, "%s", why.message);
            break;
        } else {
            status = ri_fail(err, status, "%s", why.message);
        }
        before = sets.count;
    }
    if (status == RI_OK || status == RI_ETOOLARGE)
        status = ri_call_emit_builder(g->call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct gathering g = {.call = call};
    RI_TRY(check_share(call, "support", 1e-300, err));
    RI_TRY(check_share(call, "confidence", 0, err));
    RI_TRY(check_share(call, "significance", 0, err));
    ri_status status = ri_intern_new(&g.items, err);
    if (status == RI_OK) status = ri_intern_new(&g.receipts, err);
    if (status == RI_OK)
        status = ri_call_given(call, "input") ? from_file(&g, err) : from_warehouse(&g, err);
    if (status == RI_OK) status = make_baskets(&g, err);
    if (status == RI_OK)
        status = ri_call_flag(call, "estimate") ? estimate(&g, err) : find_rules(&g, err);
    ri_intern_free(g.items);
    ri_intern_free(g.receipts);
    free(g.pairs);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "customers.baskets",
          .summary = "What is bought together: rules with support, confidence and lift",
          .details = "Frequent sets by Eclat; one item on the right side. An item counts once a "
                     "basket. Too low a "
                     "support ends with words instead of filling the memory.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                   RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES(
              "retailinsight customers baskets --support 0.005 --confidence 0.3 --limit 20",
              "retailinsight customers baskets --level category --significance 0.05",
              "retailinsight customers baskets --support 0.0005 --estimate",
              "retailinsight customers baskets --input baskets.csv --layout rows --support 0.001 "
              "--confidence 0.8",
              "retailinsight customers baskets --input sales.csv --receipt ticket --item sku")},
     .run = run},
};
const struct ri_operation_table ri_basket_operations = RI_OPERATION_TABLE(operations);
