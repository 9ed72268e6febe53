/* Rules out of frequent sets: every part of a frequent set is frequent, so its count is found among the sets. */
#include "basket.h"

#include "base/hash.h"
#include "base/thread.h"

#include <math.h>

struct ruling {
    const struct ri_baskets      *baskets;
    const struct ri_itemsets     *sets;
    const struct ri_rule_options *options;
    uint32_t        *slot; /* open addressing: place of a set + 1, by the hash of its items */
    size_t           mask;
    struct ri_arena *mem;
    struct ri_rules  rules;
    size_t           room;
};

static size_t slot_of(const struct ruling *ruling, const uint32_t *item, uint32_t length)
{
    size_t at = ri_hash64(item, length * sizeof *item) & ruling->mask;
    for (; ruling->slot[at]; at = (at + 1) & ruling->mask) {
        const struct ri_itemset *set = &ruling->sets->at[ruling->slot[at] - 1];
        if (set->length == length && memcmp(set->item, item, length * sizeof *item) == 0) break;
    }
    return at;
}

static ri_status index_sets(struct ruling *ruling, struct ri_arena *scratch, struct ri_error *err)
{
    size_t size = 16;
    while (size < ruling->sets->count * 2) size *= 2;
    ruling->mask = size - 1;
    RI_ARENA_NEW(ruling->slot, scratch, size, err);
    for (size_t i = 0; i < ruling->sets->count; i++) {
        const struct ri_itemset *set = &ruling->sets->at[i];
        ruling->slot[slot_of(ruling, set->item, set->length)] = (uint32_t)i + 1;
    }
    return RI_OK;
}

static uint32_t count_of(const struct ruling *ruling, const uint32_t *item, uint32_t length)
{
    if (!length) return (uint32_t)ruling->baskets->count;
    return ruling->sets->at[ruling->slot[slot_of(ruling, item, length)] - 1].count;
}

static double log_choose(double n, double k)
{
    int sign;
    return lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) - lgamma_r(n - k + 1, &sign);
}

/* P(both >= count) when `left` of n baskets and `right` of n are drawn independently: the hypergeometric tail. */
static double fisher(double n, double left, double right, double count)
{
    const double most = fmin(left, right);
    double       term =
        exp(log_choose(left, count) + log_choose(n - left, right - count) - log_choose(n, right));
    double sum = term;
    for (double k = count; k < most && term > sum * 1e-17; k++) {
        term *= (left - k) * (right - k) / ((k + 1) * (n - left - right + k + 1));
        sum += term;
    }
    return fmin(sum, 1);
}

static void measure(const struct ruling *ruling, struct ri_rule *rule)
{
    const double n = (double)ruling->baskets->count;
    const double both = rule->count / n, left = rule->left_count / n, right = rule->right_count / n;
    rule->support = both;
    rule->confidence = (double)rule->count / rule->left_count;
    rule->lift = rule->count * n /
                 ((double)rule->left_count * rule->right_count); /* the same both ways round */
    rule->leverage = both - left * right;
    rule->conviction =
        rule->count == rule->left_count ? INFINITY : (1 - right) / (1 - rule->confidence);
    rule->p_value = fisher(n, rule->left_count, rule->right_count, rule->count);
}

static ri_status add(struct ruling *ruling, const struct ri_rule *rule, struct ri_error *err)
{
    if (ruling->rules.count == ruling->room) {
        const size_t    room = ruling->room ? ruling->room * 2 : 256;
        struct ri_rule *at;
        RI_ARENA_NEW(at, ruling->mem, room, err);
        if (ruling->rules.count) memcpy(at, ruling->rules.at, ruling->rules.count * sizeof *at);
        ruling->rules.at = at;
        ruling->room = room;
    }
    ruling->rules.at[ruling->rules.count++] = *rule;
    return RI_OK;
}

static ri_status rules_of_set(struct ruling *ruling, const struct ri_itemset *set,
                              struct ri_error *err)
{
    uint32_t left[256];
    for (uint32_t i = 0; i < set->length; i++) {
        memcpy(left, set->item, i * sizeof *left);
        memcpy(left + i, set->item + i + 1, (set->length - i - 1) * sizeof *left);
        struct ri_rule rule = {
            .left_length = set->length - 1, .right = set->item[i], .count = set->count};
        rule.left_count = count_of(ruling, left, rule.left_length);
        rule.right_count = count_of(ruling, &rule.right, 1);
        if ((double)rule.count < ruling->options->confidence * rule.left_count * (1 - 1e-12))
            continue;
        uint32_t *kept;
        RI_ARENA_NEW(kept, ruling->mem, rule.left_length, err);
        memcpy(kept, left, rule.left_length * sizeof *kept);
        rule.left = kept;
        measure(ruling, &rule);
        RI_TRY(add(ruling, &rule, err));
    }
    return RI_OK;
}

/* ---- Order, false discoveries -------------------------------------------------------------------------------------- */

static int falling(double a, double b)
{
    return (a < b) - (a > b);
}

static int best_first(const void *left, const void *right)
{
    const struct ri_rule *a = left, *b = right;
    int                   order = falling(a->lift, b->lift);
    if (!order) order = falling(a->confidence, b->confidence);
    if (!order) order = falling(a->count, b->count);
    for (uint32_t i = 0; !order && i < a->left_length && i < b->left_length; i++)
        order = (a->left[i] > b->left[i]) - (a->left[i] < b->left[i]);
    if (!order) order = (a->left_length > b->left_length) - (a->left_length < b->left_length);
    return order ? order : (a->right > b->right) - (a->right < b->right);
}

static int by_p_value(const void *left, const void *right)
{
    return falling(((const struct ri_rule *)right)->p_value,
                   ((const struct ri_rule *)left)->p_value);
}

/* Benjamini & Hochberg: the largest i with p(i) <= i / n * share, and all rules before it. */
static void drop_false(struct ri_rules *rules, double share)
{
    size_t kept = 0;
    if (!(share > 0)) return;
    qsort(rules->at, rules->count, sizeof *rules->at, by_p_value);
    for (size_t i = 1; i <= rules->count; i++) {
        if (rules->at[i - 1].p_value <= (double)i / (double)rules->count * share) kept = i;
    }
    rules->count = kept;
}

ri_status ri_rules_find(const struct ri_baskets *baskets, const struct ri_itemsets *sets,
                        const struct ri_rule_options *options, struct ri_task *task,
                        struct ri_arena *mem, struct ri_rules *ret, struct ri_error *err)
{
    struct ruling   ruling = {.baskets = baskets, .sets = sets, .options = options, .mem = mem};
    const uint32_t  least = options->least_items ? options->least_items : 2;
    struct ri_arena scratch;
    if (!(options->confidence >= 0 && options->confidence <= 1))
        return ri_fail(err, RI_EUSAGE, "confidence wants to be 0 to 1; got %g",
                       options->confidence);
    ri_arena_init(&scratch, mem->limit);
    ri_status status = index_sets(&ruling, &scratch, err);
    for (size_t i = 0; i < sets->count && status == RI_OK; i++) {
        if (i % 4096 == 0) status = ri_task_check(task, err);
        if (status == RI_OK && sets->at[i].length >= least)
            status = rules_of_set(&ruling, &sets->at[i], err);
    }
    ri_arena_release(&scratch);
    RI_TRY(status);
    drop_false(&ruling.rules, options->false_share);
    if (ruling.rules.count)
        qsort(ruling.rules.at, ruling.rules.count, sizeof *ruling.rules.at, best_first);
    *ret = ruling.rules;
    return RI_OK;
}
