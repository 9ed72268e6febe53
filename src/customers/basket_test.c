/* Frequent sets and rules: by hand, against counting everything, the published groceries, bounds. */
#include "basket.h"

#include "base/intern.h"
#include "base/random.h"
#include "base/test.h"

/* bread 0, butter 1, milk 2, beer 3 */
static const size_t            begin[] = {0, 3, 5, 8, 9, 11, 13};
static const uint32_t          item[] = {0, 1, 2, 0, 1, 0, 1, 3, 2, 1, 2, 0, 1};
static const struct ri_baskets six = {6, 4, begin, item};

TEST(itemsets_by_hand)
{
    struct ri_itemsets              sets;
    struct ri_arena                 mem;
    const struct ri_itemset_options options = {.least = 2};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_itemsets_find(&six, &options, NULL, &mem, &sets, NULL), RI_OK);
    CHECK_INT(sets.count, 5); /* {0}4 {1}5 {2}3 {0,1}4 {1,2}2 */
    CHECK_INT(sets.at[1].count, 5);
    CHECK(sets.at[3].item[0] == 0 && sets.at[3].item[1] == 1 && sets.at[3].count == 4);
    CHECK(sets.at[4].item[0] == 1 && sets.at[4].item[1] == 2 && sets.at[4].count == 2);
    struct ri_rules              rules;
    const struct ri_rule_options half = {.confidence = 0.5};
    CHECK_STATUS(ri_rules_find(&six, &sets, &half, NULL, &mem, &rules, NULL), RI_OK);
    CHECK_INT(rules.count, 3); /* 0=>1 4/4, 1=>0 4/5, 2=>1 2/3 */
    CHECK(rules.at[0].left[0] == 0 && rules.at[0].right == 1 && isinf(rules.at[0].conviction));
    CHECK_NEAR(rules.at[0].lift, 1 / (5.0 / 6), 1e-12);
    CHECK_NEAR(rules.at[1].confidence, 0.8, 1e-12);
    CHECK_NEAR(rules.at[1].conviction, (1 - 4.0 / 6) / 0.2, 1e-12);
    CHECK_NEAR(rules.at[1].leverage, 4.0 / 6 - 20.0 / 36, 1e-12);
    CHECK_NEAR(rules.at[1].p_value, 5.0 / 15, 1e-12); /* C(5,4)C(1,0)/C(6,4) */
    ri_arena_release(&mem);
}

static size_t count_baskets(const struct ri_baskets *baskets, unsigned set)
{
    size_t count = 0;
    for (size_t b = 0; b < baskets->count; b++) {
        unsigned held = 0;
        for (size_t i = baskets->begin[b]; i < baskets->begin[b + 1]; i++)
            held |= 1U << baskets->item[i];
        count += (held & set) == set;
    }
    return count;
}

TEST(itemsets_agree_with_counting_everything)
{
    enum { ITEMS = 9, BASKETS = 60 };
    struct ri_random random;
    ri_random_init(&random, 23, 0);
    for (int round = 0; round < 12; round++) {
        size_t          from[BASKETS + 1] = {0}, n = 0;
        uint32_t        of[BASKETS * ITEMS];
        struct ri_arena mem;
        struct ri_task  two = {.threads = 2};
        ri_arena_init(&mem, 1 << 22);
        for (size_t b = 0; b < BASKETS; b++) {
            for (uint32_t i = 0; i < ITEMS; i++)
                if (ri_random_uniform(&random) < 0.2 + 0.05 * i) of[n++] = i;
            from[b + 1] = n;
        }
        const struct ri_baskets         baskets = {BASKETS, ITEMS, from, of};
        const struct ri_itemset_options options = {.least = 4 + (size_t)round};
        struct ri_itemsets              sets;
        size_t                          want = 0;
        CHECK_STATUS(ri_itemsets_find(&baskets, &options, &two, &mem, &sets, NULL), RI_OK);
        for (unsigned set = 1; set < 1U << ITEMS; set++)
            want += count_baskets(&baskets, set) >= options.least;
        CHECK_INT(sets.count, want);
        for (size_t i = 0; i < sets.count; i++) {
            unsigned set = 0;
            for (uint32_t j = 0; j < sets.at[i].length; j++) set |= 1U << sets.at[i].item[j];
            CHECK_INT(sets.at[i].count, count_baskets(&baskets, set));
        }
        ri_arena_release(&mem);
    }
}

TEST(itemsets_have_a_bound)
{
    enum { ITEMS = 20 };
    size_t          from[4] = {0, ITEMS, 2 * ITEMS, 3 * ITEMS};
    uint32_t        of[3 * ITEMS];
    struct ri_error err = {0};
    struct ri_arena mem;
    for (uint32_t i = 0; i < 3 * ITEMS; i++) of[i] = i % ITEMS;
    const struct ri_baskets         baskets = {3, ITEMS, from, of};
    const struct ri_itemset_options all = {.least = 3, .most = 5000},
                                    pairs = {.least = 3, .longest = 2}, none = {0};
    struct ri_itemsets sets;
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS(ri_itemsets_find(&baskets, &all, NULL, &mem, &sets, &err), RI_ETOOLARGE);
    CHECK(strstr(
        err.message,
        "more than 5000 sets of items are in at least 3 baskets (20 items, 190 pairs alone)"));
    CHECK_STATUS(ri_itemsets_find(&baskets, &pairs, NULL, &mem, &sets, NULL), RI_OK);
    CHECK_INT(sets.count, 20 + 190);
    CHECK_STATUS(ri_itemsets_find(&baskets, &none, NULL, &mem, &sets, NULL), RI_EUSAGE);
    struct ri_rules              rules;
    const struct ri_rule_options absurd = {.confidence = 80};
    CHECK_STATUS(ri_rules_find(&baskets, &sets, &absurd, NULL, &mem, &rules, NULL), RI_EUSAGE);
    ri_arena_release(&mem);
    ri_arena_init(&mem, 100);
    CHECK_STATUS(ri_itemsets_find(&six, &pairs, NULL, &mem, &sets, NULL), RI_ENOMEM);
    ri_arena_release(&mem);
}

/* ---- Groceries: 9,835 baskets of 169 items -------------------------------------------------------------------------- */

struct groceries {
    size_t            begin[10000];
    uint32_t          item[60000];
    struct ri_baskets baskets;
};

static int rising(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool read_groceries(const char *folder, struct groceries *ret)
{
    char              path[1024], line[4096];
    struct ri_intern *names;
    size_t            n = 0;
    snprintf(path, sizeof path, "%s/groceries.csv", folder);
    FILE *file = fopen(path, "r");
    if (!file || ri_intern_new(&names, NULL) != RI_OK) return false;
    while (fgets(line, sizeof line, file)) {
        const size_t first = n;
        for (char *at = line; *at;) {
            const size_t         length = strcspn(at, ",\n");
            const struct ri_view name = ri_view_trim((struct ri_view){at, length});
            size_t               index;
            if (name.length && ri_intern_put(names, name, &index, NULL, NULL) == RI_OK)
                ret->item[n++] = (uint32_t)index;
            at += length + (at[length] != '\0');
        }
        qsort(ret->item + first, n - first, sizeof *ret->item, rising);
        if (n > first) ret->begin[++ret->baskets.count] = n;
    }
    fclose(file);
    ret->baskets.items = ri_intern_count(names);
    ret->baskets.begin = ret->begin;
    ret->baskets.item = ret->item;
    ri_intern_free(names);
    return true;
}

TEST(rules_of_groceries_are_the_published_ones)
{
    static struct groceries groceries;
    static const struct {
        size_t   least; /* support * 9,835, rounded up */
        double   confidence;
        uint32_t least_items;
        size_t   rules;
        double   lift; /* largest; 0: not published */
    } want[] = {{10, 0.8, 2, 410, 11.2353},
                {10, 0.5, 2, 5668, 18.9957},
                {60, 0.25, 2, 463, 0},
                {60, 0.25, 1, 464, 0},
                {99, 0.5, 2, 15, 0}};
    const char *folder = ri_test_shared("market_basket");
    if (!folder) TEST_SKIP("needs ../shared/data/market_basket");
    CHECK(read_groceries(folder, &groceries));
    CHECK_INT(groceries.baskets.count, 9835);
    CHECK_INT(groceries.baskets.items, 169);
    for (size_t i = 0; i < RI_COUNT(want); i++) {
        const struct ri_itemset_options sets_wanted = {.least = want[i].least};
        const struct ri_rule_options    rules_wanted = {want[i].confidence, want[i].least_items, 0};
        struct ri_itemsets              sets;
        struct ri_rules                 rules;
        struct ri_arena                 mem;
        ri_arena_init(&mem, 1 << 26);
        CHECK_STATUS(ri_itemsets_find(&groceries.baskets, &sets_wanted, NULL, &mem, &sets, NULL),
                     RI_OK);
        if (want[i].least == 10) CHECK_INT(sets.count, 13492);
        CHECK_STATUS(
            ri_rules_find(&groceries.baskets, &sets, &rules_wanted, NULL, &mem, &rules, NULL),
            RI_OK);
        CHECK_INT(rules.count, want[i].rules);
        if (want[i].lift > 0) CHECK(fabs(rules.at[0].lift - want[i].lift) < 5e-5);
        ri_arena_release(&mem);
    }
}

/* Ten baskets, item 0 in five, item 1 in four, both in three. */
TEST(rules_are_measured_as_by_hand)
{
    static const size_t          from[] = {0, 2, 4, 6, 7, 8, 9, 10, 11, 12, 13};
    static const uint32_t        of[] = {0, 1, 0, 1, 0, 1, 0, 0, 1, 2, 2, 2, 2};
    const struct ri_baskets      baskets = {10, 3, from, of};
    const struct ri_rule_options options = {.confidence = 0};
    struct ri_itemsets           sets;
    struct ri_rules              rules;
    struct ri_arena              mem;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_itemsets_find(&baskets, &(struct ri_itemset_options){.least = 1}, NULL, &mem,
                                  &sets, NULL),
                 RI_OK);
    CHECK_STATUS(ri_rules_find(&baskets, &sets, &options, NULL, &mem, &rules, NULL), RI_OK);
    CHECK_INT(rules.count, 2);
    for (size_t i = 0; i < rules.count; i++) {
        const struct ri_rule *rule = &rules.at[i];
        const bool            first = rule->right == 1; /* 0 -> 1 */
        CHECK_NEAR(rule->support, 0.3, 1e-12);
        CHECK_NEAR(rule->confidence, first ? 0.6 : 0.75, 1e-12);
        CHECK_NEAR(rule->lift, 1.5, 1e-12);
        CHECK_NEAR(rule->leverage, 0.1, 1e-12);
        CHECK_NEAR(rule->conviction, first ? 0.6 / 0.4 : 0.5 / 0.25, 1e-12);
        CHECK_NEAR(rule->p_value, 55.0 / 210, 1e-12); /* C(5,3) C(5,1) + C(5,4) of C(10,4) */
    }
    ri_arena_release(&mem);
}

TEST(rules_that_chance_explains_are_left_out)
{
    enum { BASKETS = 400, ITEMS = 12 };
    static size_t    from[BASKETS + 1];
    static uint32_t  of[BASKETS * ITEMS];
    struct ri_random random;
    struct ri_arena  mem;
    size_t           n = 0;
    ri_random_init(&random, 5, 0);
    for (size_t b = 0; b < BASKETS; b++) { /* item 11 follows item 0; all else is chance */
        const bool pair = ri_random_uniform(&random) < 0.3;
        for (uint32_t i = 0; i < ITEMS; i++)
            if (i == 0 || i == ITEMS - 1 ? pair : ri_random_uniform(&random) < 0.3) of[n++] = i;
        from[b + 1] = n;
    }
    const struct ri_baskets         baskets = {BASKETS, ITEMS, from, of};
    const struct ri_itemset_options pairs = {.least = 20, .longest = 2};
    const struct ri_rule_options    strict = {.confidence = 0, .false_share = 0.001};
    struct ri_itemsets              sets;
    struct ri_rules                 rules;
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS(ri_itemsets_find(&baskets, &pairs, NULL, &mem, &sets, NULL), RI_OK);
    CHECK_STATUS(ri_rules_find(&baskets, &sets, &strict, NULL, &mem, &rules, NULL), RI_OK);
    CHECK_INT(rules.count, 2);
    CHECK(rules.at[0].left[0] == 0 && rules.at[0].right == ITEMS - 1);
    const struct ri_rule_options loose = {.confidence = 0, .false_share = 0.2};
    CHECK_STATUS(ri_rules_find(&baskets, &sets, &loose, NULL, &mem, &rules, NULL), RI_OK);
    CHECK(rules.count >= 2 && rules.count <= 6); /* a fifth of all pairs alone is 26 */
    ri_arena_release(&mem);
}
