/* Eclat: depth first over sets; each set carries the rising list of its baskets, a longer set that of two intersected. */
#include "basket.h"

#include "base/thread.h"

enum { MOST = 5000000, PAIRS_MOST = 1 << 24, CHUNK = 4096 };

struct candidate { /* an item that may still lengthen the set at hand */
    uint32_t  item, count;
    uint32_t *basket; /* rising */
};
struct found_chunk { /* sets as one walk finds them: length, count, items, one after the other */
    struct found_chunk *next;
    size_t              used;
    uint32_t            word[CHUNK];
};
struct walk { /* all sets whose rarest item is one and the same; one thread */
    const struct mining *mining;
    struct ri_arena      mem; /* lists on the way */
    struct ri_arena      found_mem;
    struct found_chunk  *first, *last;
    uint32_t             item[256]; /* the set at hand */
    size_t               sets;
};
struct mining {
    const struct ri_baskets         *baskets;
    const struct ri_itemset_options *options;
    struct ri_task                  *task;
    size_t                           most;
    struct candidate                *frequent; /* rarest first */
    size_t                           frequent_count;
    uint32_t *
        pairs; /* baskets of each pair of frequent items, a triangle; NULL: too many items for that */
    struct walk  *walks; /* by first item */
    atomic_size_t sets;
};

static ri_status too_many(const struct mining *mining, struct ri_error *err)
{
    size_t twos = 0;
    for (size_t i = 0;
         mining->pairs && i < mining->frequent_count * (mining->frequent_count - 1) / 2; i++)
        twos += mining->pairs[i] >= mining->options->least;
    return ri_fail(err, RI_ETOOLARGE,
                   "more than %zu sets of items are in at least %zu baskets (%zu items, %zu pairs "
                   "alone): raise the "
                   "support, or limit the length of a set",
                   mining->most, mining->options->least, mining->frequent_count, twos);
}

/* ---- Items and pairs ------------------------------------------------------------------------------------------ */

static int rarest_first(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

/* Frequent items, rarest first, each with its baskets; *ret_rank gives an item's place, UINT32_MAX: not frequent. */
static ri_status find_items(struct mining *mining, struct ri_arena *mem, uint32_t **ret_rank,
                            struct ri_error *err)
{
    const struct ri_baskets *baskets = mining->baskets;
    uint32_t                *count, *rank;
    RI_ARENA_NEW(count, mem, baskets->items, err);
    RI_ARENA_NEW(rank, mem, baskets->items, err);
    RI_ARENA_NEW(mining->frequent, mem, baskets->items, err);
    for (size_t i = 0; i < baskets->begin[baskets->count]; i++) count[baskets->item[i]]++;
    for (uint32_t i = 0; i < baskets->items; i++) {
        rank[i] = UINT32_MAX;
        if (count[i] < mining->options->least) continue;
        mining->frequent[mining->frequent_count++] = (struct candidate){i, count[i], NULL};
    }
    qsort(mining->frequent, mining->frequent_count, sizeof *mining->frequent, rarest_first);
    for (uint32_t i = 0; i < mining->frequent_count; i++) {
        rank[mining->frequent[i].item] = i;
        RI_ARENA_NEW(mining->frequent[i].basket, mem, mining->frequent[i].count, err);
        mining->frequent[i].count = 0;
    }
    for (size_t b = 0; b < baskets->count; b++) {
        for (size_t i = baskets->begin[b]; i < baskets->begin[b + 1]; i++) {
            const uint32_t at = rank[baskets->item[i]];
            if (at == UINT32_MAX) continue;
            mining->frequent[at].basket[mining->frequent[at].count++] = (uint32_t)b;
        }
    }
    *ret_rank = rank;
    return RI_OK;
}

/* Place of the pair (i, j), i < j, in the triangle. */
static size_t pair_at(const struct mining *mining, size_t i, size_t j)
{
    return i * (2 * mining->frequent_count - i - 1) / 2 + (j - i - 1);
}

/* How many baskets hold each pair: most pairs are rare, and so never need their lists intersected. */
static ri_status count_pairs(struct mining *mining, const uint32_t *rank, struct ri_arena *mem,
                             struct ri_error *err)
{
    const struct ri_baskets *baskets = mining->baskets;
    const size_t             n = mining->frequent_count, pairs = n ? n * (n - 1) / 2 : 0;
    if (pairs > PAIRS_MOST) return RI_OK;
    RI_ARENA_NEW(mining->pairs, mem, pairs, err);
    for (size_t b = 0; b < baskets->count; b++) {
        for (size_t i = baskets->begin[b]; i < baskets->begin[b + 1]; i++) {
            const uint32_t first = rank[baskets->item[i]];
            if (first == UINT32_MAX) continue;
            for (size_t j = i + 1; j < baskets->begin[b + 1]; j++) {
                const uint32_t second = rank[baskets->item[j]];
                if (second == UINT32_MAX) continue;
                mining->pairs[first < second ? pair_at(mining, first, second)
                                             : pair_at(mining, second, first)]++;
            }
        }
        if (b % 65536 == 0) RI_TRY(ri_task_check(mining->task, err));
    }
    return RI_OK;
}

/* ---- The search ------------------------------------------------------------------------------------------------- */

static ri_status keep(struct walk *walk, size_t length, uint32_t count, struct ri_error *err)
{
    const size_t words = length + 2;
    if (++walk->sets % 1024 == 0 &&
        atomic_fetch_add(&((struct mining *)walk->mining)->sets, 1024) + 1024 > walk->mining->most)
        return too_many(walk->mining, err);
    if (!walk->last || walk->last->used + words > CHUNK) {
        struct found_chunk *chunk = ri_arena_new(&walk->found_mem, struct found_chunk, 1);
        if (!chunk) return ri_fail(err, RI_ENOMEM, "no room for the sets found");
        if (walk->last)
            walk->last->next = chunk;
        else
            walk->first = chunk;
        walk->last = chunk;
    }
    uint32_t *word = walk->last->word + walk->last->used;
    word[0] = (uint32_t)length;
    word[1] = count;
    memcpy(word + 2, walk->item, length * sizeof *word);
    walk->last->used += words;
    return RI_OK;
}

/* Baskets in both lists, into ret; stops when `least` can no longer be reached. */
static uint32_t intersect(const struct candidate *a, const struct candidate *b, size_t least,
                          uint32_t *ret)
{
    size_t   i = 0, j = 0;
    uint32_t n = 0;
    while (i < a->count && j < b->count) {
        if (a->basket[i] == b->basket[j]) {
            ret[n++] = a->basket[i];
            i++;
            j++;
        } else if (a->basket[i] < b->basket[j]) {
            if (n + (a->count - ++i) < least) return 0;
        } else {
            if (n + (b->count - ++j) < least) return 0;
        }
    }
    return n;
}

/* All longer sets that begin with the first `length` items at hand; at[n] lengthen it by one each. */
static ri_status lengthen(struct walk *walk, size_t length, const struct candidate *at, size_t n,
                          struct ri_error *err)
{
    const struct mining *mining = walk->mining;
    const size_t         least = mining->options->least, longest = mining->options->longest;
    for (size_t i = 0; i < n; i++) {
        const struct ri_arena_mark mark = ri_arena_mark(&walk->mem);
        struct candidate          *next;
        size_t                     count = 0;
        walk->item[length] = at[i].item;
        RI_TRY(keep(walk, length + 1, at[i].count, err));
        if ((longest && length + 1 >= longest) || length + 2 > RI_COUNT(walk->item)) continue;
        RI_TRY(ri_task_check(mining->task, err));
        RI_ARENA_NEW(next, &walk->mem, n - i - 1, err);
        for (size_t j = i + 1; j < n; j++) {
            const uint32_t             size = at[i].count < at[j].count ? at[i].count : at[j].count;
            const struct ri_arena_mark before = ri_arena_mark(&walk->mem);
            uint32_t                  *basket;
            RI_ARENA_NEW(basket, &walk->mem, size, err);
            const uint32_t both = intersect(&at[i], &at[j], least, basket);
            if (both >= least)
                next[count++] = (struct candidate){at[j].item, both, basket};
            else
                ri_arena_rewind(&walk->mem, before);
        }
        RI_TRY(lengthen(walk, length + 1, next, count, err));
        ri_arena_rewind(&walk->mem, mark);
    }
    return RI_OK;
}

static ri_status walk_from(void *context, size_t first, unsigned worker, struct ri_error *err)
{
    (void)worker;
    struct mining          *mining = context;
    struct walk            *walk = &mining->walks[first];
    const struct candidate *a = &mining->frequent[first];
    struct candidate       *next;
    size_t                  count = 0;
    const size_t            n = mining->frequent_count, least = mining->options->least;
    walk->mining = mining;
    walk->item[0] = a->item;
    RI_TRY(keep(walk, 1, a->count, err));
    ri_task_progress(mining->task, "finding sets", first + 1, n, "items");
    if (mining->options->longest == 1) return RI_OK;
    RI_ARENA_NEW(next, &walk->mem, n - first - 1, err);
    for (size_t j = first + 1; j < n; j++) {
        if (mining->pairs && mining->pairs[pair_at(mining, first, j)] < least) continue;
        const struct ri_arena_mark before = ri_arena_mark(&walk->mem);
        uint32_t                  *basket;
        RI_ARENA_NEW(basket, &walk->mem, a->count, err); /* a is the rarer one */
        const uint32_t both = intersect(a, &mining->frequent[j], least, basket);
        if (both >= least)
            next[count++] = (struct candidate){mining->frequent[j].item, both, basket};
        else
            ri_arena_rewind(&walk->mem, before);
    }
    RI_TRY(lengthen(walk, 1, next, count, err));
    ri_arena_release(&walk->mem);
    return RI_OK;
}

/* ---- The result --------------------------------------------------------------------------------------------------- */

static int by_value(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static int by_length_and_items(const void *left, const void *right)
{
    const struct ri_itemset *a = left, *b = right;
    if (a->length != b->length) return a->length < b->length ? -1 : 1;
    for (uint32_t i = 0; i < a->length; i++)
        if (a->item[i] != b->item[i]) return a->item[i] < b->item[i] ? -1 : 1;
    return 0;
}

static ri_status gather(const struct mining *mining, struct ri_arena *mem, struct ri_itemsets *ret,
                        struct ri_error *err)
{
    struct ri_itemsets sets = {0};
    size_t             total = 0;
    for (size_t i = 0; i < mining->frequent_count; i++) total += mining->walks[i].sets;
    if (total > mining->most) return too_many(mining, err);
    RI_ARENA_NEW(sets.at, mem, total, err);
    for (size_t i = 0; i < mining->frequent_count; i++) {
        for (const struct found_chunk *chunk = mining->walks[i].first; chunk; chunk = chunk->next) {
            for (size_t at = 0; at < chunk->used; at += chunk->word[at] + 2) {
                struct ri_itemset *set = &sets.at[sets.count++];
                uint32_t          *item;
                RI_ARENA_NEW(item, mem, chunk->word[at], err);
                memcpy(item, chunk->word + at + 2, chunk->word[at] * sizeof *item);
                qsort(item, chunk->word[at], sizeof *item, by_value);
                *set = (struct ri_itemset){item, chunk->word[at], chunk->word[at + 1]};
            }
        }
    }
    qsort(sets.at, sets.count, sizeof *sets.at, by_length_and_items);
    *ret = sets;
    return RI_OK;
}

static ri_status mine(struct mining *mining, struct ri_arena *mem, struct ri_arena *scratch,
                      struct ri_itemsets *ret, struct ri_error *err)
{
    uint32_t *rank = NULL;
    RI_TRY(find_items(mining, scratch, &rank, err));
    RI_TRY(count_pairs(mining, rank, scratch, err));
    RI_ARENA_NEW(mining->walks, scratch, mining->frequent_count, err);
    for (size_t i = 0; i < mining->frequent_count; i++) {
        ri_arena_init(&mining->walks[i].mem, mem->limit);
        ri_arena_init(&mining->walks[i].found_mem, mem->limit);
    }
    ri_status status = ri_parallel(mining->task, mining->frequent_count, walk_from, mining, err);
    if (status == RI_OK) status = gather(mining, mem, ret, err);
    for (size_t i = 0; i < mining->frequent_count; i++) {
        ri_arena_release(&mining->walks[i].mem);
        ri_arena_release(&mining->walks[i].found_mem);
    }
    return status;
}

ri_status ri_itemsets_find(const struct ri_baskets         *baskets,
                           const struct ri_itemset_options *options, struct ri_task *task,
                           struct ri_arena *mem, struct ri_itemsets *ret, struct ri_error *err)
{
    struct mining   mining = {.baskets = baskets,
                              .options = options,
                              .task = task,
                              .most = options->most ? options->most : MOST};
    struct ri_arena scratch;
    if (options->least < 1)
        return ri_fail(err, RI_EUSAGE, "a set must be in at least 1 basket; got %zu",
                       options->least);
    if (baskets->count > UINT32_MAX || baskets->items > UINT32_MAX)
        return ri_fail(err, RI_ETOOLARGE, "%zu baskets are more than 4 billion", baskets->count);
    ri_arena_init(&scratch, mem->limit);
    const ri_status status = mine(&mining, mem, &scratch, ret, err);
    ri_arena_release(&scratch);
    return status;
}
