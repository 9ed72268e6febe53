/* What is bought together: frequent sets of items and rules between them.
 *
 *     baskets -> sets held by at least `least` baskets (Eclat, Zaki 2000) -> rules {A} => {b}
 *
 * An item counts once a basket. The right side of a rule has one item (the convention of R's arules). */
#ifndef RI_CUSTOMERS_BASKET_H
#define RI_CUSTOMERS_BASKET_H
#include "base/arena.h"
#include "base/task.h"

struct ri_baskets {
    size_t          count, items; /* baskets; different items, 0 .. items - 1 */
    const size_t   *begin;        /* [count + 1] into item */
    const uint32_t *item;         /* rising and different within a basket */
};
struct ri_itemset {
    const uint32_t *item;          /* rising */
    uint32_t        length, count; /* items; baskets that hold them all */
};
struct ri_itemset_options {
    size_t least;   /* baskets that must hold a set, at least 1 */
    size_t longest; /* items of a set; 0: any */
    size_t most;    /* sets at most, the bound on memory; 0: 5,000,000 */
};
struct ri_itemsets {
    size_t             count;
    struct ri_itemset *at; /* by length, then by items */
};
/* Memory: for each level of the search the baskets of its sets, at most 4 bytes a basket and frequent item; 8 bytes + 4 an
 * item for each set found. RI_ETOOLARGE when there are more than `most` sets: the message says how many sets of two items
 * there are and what to raise. The same for any number of threads. RI_EUSAGE, RI_ENOMEM, RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_itemsets_find(const struct ri_baskets         *baskets,
                                         const struct ri_itemset_options *options,
                                         struct ri_task *task, struct ri_arena *mem,
                                         struct ri_itemsets *ret, struct ri_error *err);

struct ri_rule {
    const uint32_t *left; /* rising, left_length items; of the set's room */
    uint32_t        left_length, right;
    uint32_t        count, left_count,
        right_count; /* baskets with both, with the left side, with the right side */
    double support, confidence, lift, leverage;
    double conviction; /* INFINITY at confidence 1 */
    double
        p_value; /* chance of as many baskets with both if the sides were independent (Fisher, one-sided) */
};
struct ri_rules {
    size_t          count;
    struct ri_rule *at; /* by lift, confidence, count, all falling, then by left and right */
};
struct ri_rule_options {
    double   confidence;  /* at least; 0 .. 1 */
    uint32_t least_items; /* of both sides together; 0: 2. 1 admits rules with an empty left side */
    double
        false_share; /* rules beyond this false discovery rate are left out (Benjamini & Hochberg 1995); 0: none is */
};
RI_MUST_CHECK ri_status ri_rules_find(const struct ri_baskets      *baskets,
                                      const struct ri_itemsets     *sets,
                                      const struct ri_rule_options *options, struct ri_task *task,
                                      struct ri_arena *mem, struct ri_rules *ret,
                                      struct ri_error *err);
#endif
