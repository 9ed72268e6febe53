/* Reading a model's trees into masks, and asking them. */
#include "leaf_masks.h"

#include "base/clones.h"
#include "base/thread.h"
#include "lightgbm.h"

#include <math.h>

enum kind { LEFT_IF_KNOWN, LEFT_IF_UNKNOWN, LEFT_IF_IN_SET };
struct node {
    enum kind kind;
    uint32_t  column;
    float     threshold; /* left: x <= threshold */
    uint32_t  keep;      /* leaves that are left where a row goes right */
    uint32_t  set, words;
};
struct tree {
    size_t node, node_count;      /* its first */
    double leaf[LEAF_MASKS_MOST]; /* from left to right */
};
struct leaf_masks {
    struct ri_arena mem;
    size_t          columns, tree_count, tree_room, node_count, node_room, word_count, word_room;
    struct tree    *trees;
    struct node    *nodes;
    uint32_t       *words;  /* of sets of categories, 32 a word */
    bool            raised; /* the sum is a logarithm */
    bool            serves;
};

/* ---- Reading --------------------------------------------------------------------------------------------------- */

struct walk {      /* one tree as it was written */
    size_t  count; /* nodes */
    int64_t left[LEAF_MASKS_MOST], right[LEAF_MASKS_MOST], column[LEAF_MASKS_MOST],
        decision[LEAF_MASKS_MOST], border[LEAF_MASKS_MOST + 1];
    double       threshold[LEAF_MASKS_MOST], leaf[LEAF_MASKS_MOST];
    struct tree *tree;
    size_t       leaves; /* met so far, from left to right */
};
enum { CATEGORICAL = 1, DEFAULT_LEFT = 2 }; /* bits of a decision */
enum { MISSING_NONE, MISSING_ZERO, MISSING_NAN, MISSING_SHIFT = 2 };

static void whole_numbers(struct ri_view list, size_t most, int64_t *ret)
{
    struct ri_view word;
    for (size_t i = 0; i < most && lightgbm_cut(&list, ' ', &word); i++)
        (void)ri_parse_int(word, &ret[i]);
}

static void real_numbers(struct ri_view list, size_t most, double *ret)
{
    struct ri_view word;
    for (size_t i = 0; i < most && lightgbm_cut(&list, ' ', &word); i++)
        (void)lightgbm_number(word, &ret[i]);
}

static ri_status read_head(void *context, const struct lightgbm_head *head, struct ri_error *err)
{
    static const struct {
        const char *name;
        bool        raised;
    } objectives[] = {{"regression", false},
                      {"regression_l1", false},
                      {"quantile", false},
                      {"poisson", true},
                      {"tweedie", true}};
    struct leaf_masks *masks = context;
    struct ri_view     rest = head->objective, name = {0};
    (void)lightgbm_cut(&rest, ' ', &name); /* what follows: its power, its level */
    const bool rooted = ri_view_is(rest, "sqrt");
    for (size_t i = 0; i < RI_COUNT(objectives) && !head->averaged && !rooted; i++) {
        if (!ri_view_is(name, objectives[i].name)) continue;
        masks->serves = true;
        masks->raised = objectives[i].raised;
    }
    (void)err;
    return RI_OK;
}

/* The largest float that is not above: for a float x, x <= it exactly where x <= threshold. */
static float not_above(double threshold)
{
    const float near = (float)threshold;
    return (double)near > threshold ? nextafterf(near, -INFINITY) : near;
}

static struct node number_node(const struct walk *walk, size_t at)
{
    const int64_t decision = walk->decision[at], missing = decision >> MISSING_SHIFT & 3;
    const bool    unknown_left =
        missing == MISSING_NAN ? (decision & DEFAULT_LEFT) != 0 : 0 <= walk->threshold[at];
    return (struct node){.kind = unknown_left ? LEFT_IF_UNKNOWN : LEFT_IF_KNOWN,
                         .threshold = not_above(walk->threshold[at])};
}

static struct node make_node(const struct walk *walk, size_t at, size_t set_from)
{
    struct node node = number_node(walk, at);
    if (walk->decision[at] & CATEGORICAL) {
        const size_t set = (size_t)walk->threshold[at];
        node.kind = LEFT_IF_IN_SET;
        node.set = (uint32_t)(set_from + (size_t)walk->border[set]);
        node.words = (uint32_t)(walk->border[set + 1] - walk->border[set]);
    }
    node.column = (uint32_t)walk->column[at];
    return node;
}

/* Numbers the leaves below from left to right and fills the nodes' masks; false when it is no tree of so few leaves. */
static bool place(struct walk *walk, int64_t at, size_t set_from, struct node *nodes)
{
    if (at < 0) {
        if (walk->leaves == LEAF_MASKS_MOST) return false;
        walk->tree->leaf[walk->leaves++] = walk->leaf[-1 - at];
        return true;
    }
    const size_t from = walk->leaves;
    if (!place(walk, walk->left[at], set_from, nodes)) return false;
    const uint64_t below = ((uint64_t)1 << walk->leaves) - ((uint64_t)1 << from);
    nodes[at] = make_node(walk, (size_t)at, set_from);
    nodes[at].keep = ~(uint32_t)below;
    return place(walk, walk->right[at], set_from, nodes);
}

static ri_status add_words(struct leaf_masks *masks, struct ri_view list, size_t count,
                           struct ri_error *err)
{
    struct ri_view word;
    int64_t        bits = 0;
    for (size_t i = 0; i < count && lightgbm_cut(&list, ' ', &word); i++) {
        RI_TRY(ri_arena_grow(&masks->mem, &masks->words, &masks->word_room, masks->word_count,
                             sizeof *masks->words, err));
        (void)ri_parse_int(word, &bits);
        masks->words[masks->word_count++] = (uint32_t)bits;
    }
    return RI_OK;
}

static bool read_walk(const struct lightgbm_tree *text, struct walk *walk)
{
    int64_t leaves = 0, sets = 0;
    whole_numbers(text->num_leaves, 1, &leaves);
    whole_numbers(text->num_cat, 1, &sets);
    if (leaves > LEAF_MASKS_MOST || sets >= LEAF_MASKS_MOST) return false;
    walk->count = (size_t)leaves - 1;
    real_numbers(text->leaf_value, (size_t)leaves, walk->leaf);
    whole_numbers(text->split_feature, walk->count, walk->column);
    real_numbers(text->threshold, walk->count, walk->threshold);
    whole_numbers(text->decision_type, walk->count, walk->decision);
    whole_numbers(text->left_child, walk->count, walk->left);
    whole_numbers(text->right_child, walk->count, walk->right);
    whole_numbers(text->cat_boundaries, (size_t)sets + 1, walk->border);
    for (size_t i = 0; i < walk->count; i++)
        if (walk->decision[i] >> MISSING_SHIFT == MISSING_ZERO) return false;
    return true;
}

static ri_status read_tree(void *context, const struct lightgbm_tree *text, struct ri_error *err)
{
    struct leaf_masks *masks = context;
    struct walk        walk = {0};
    int64_t            sets = 0;
    if (!masks->serves || !(masks->serves = read_walk(text, &walk))) return RI_OK;
    RI_TRY(ri_arena_grow(&masks->mem, &masks->trees, &masks->tree_room, masks->tree_count,
                         sizeof *masks->trees, err));
    walk.tree = &masks->trees[masks->tree_count++];
    *walk.tree = (struct tree){.node = masks->node_count, .node_count = walk.count};
    for (size_t i = 0; i < walk.count; i++) {
        RI_TRY(ri_arena_grow(&masks->mem, &masks->nodes, &masks->node_room, masks->node_count,
                             sizeof *masks->nodes, err));
        masks->nodes[masks->node_count++] = (struct node){.keep = 0};
    }
    whole_numbers(text->num_cat, 1, &sets);
    const size_t set_from = masks->word_count;
    RI_TRY(add_words(masks, text->cat_threshold, (size_t)walk.border[sets], err));
    masks->serves =
        place(&walk, walk.count ? 0 : -1, set_from, masks->nodes + walk.tree->node) &&
        walk.leaves == walk.count + 1; /* each node once: not two parents of one child */
    return RI_OK;
}

static ri_status read_all(struct leaf_masks *masks, struct ri_view text, size_t columns,
                          struct ri_error *err)
{
    const struct lightgbm_reader reader = {.context = masks, .head = read_head, .tree = read_tree};
    masks->columns = columns;
    ri_arena_init(&masks->mem, SIZE_MAX);
    return lightgbm_read_text(text, columns, &reader, err);
}

ri_status leaf_masks_read(struct ri_view text, size_t columns, struct leaf_masks **ret,
                          struct ri_error *err)
{
    struct leaf_masks *masks = calloc(1, sizeof *masks);
    if (!masks) return ri_fail(err, RI_ENOMEM, "no room for a model");
    const ri_status status = read_all(masks, text, columns, err);
    const bool      kept = status == RI_OK && masks->serves;
    if (!kept) leaf_masks_free(masks);
    *ret = kept ? masks : NULL;
    return status;
}

void leaf_masks_free(struct leaf_masks *masks)
{
    if (!masks) return;
    ri_arena_release(&masks->mem);
    free(masks);
}

/* ---- Asking ---------------------------------------------------------------------------------------------------- */

enum { ROWS_ABREAST = 64, ROWS_A_TURN = 512 };
#define NEAR_ZERO 1e-35f /* what is no farther from zero is zero to LightGBM */

RI_INLINE void narrow(const struct node *node, const uint32_t *words, const float *x,
                      uint32_t *alive)
{
    const float    threshold = node->threshold, end = 32 * (float)node->words;
    const uint32_t keep = node->keep, *set = words + node->set;
    if (node->kind == LEFT_IF_KNOWN)
        for (size_t r = 0; r < ROWS_ABREAST; r++) alive[r] &= x[r] <= threshold ? ~0u : keep;
    else if (node->kind == LEFT_IF_UNKNOWN)
        for (size_t r = 0; r < ROWS_ABREAST; r++) alive[r] &= x[r] > threshold ? keep : ~0u;
    else
        for (size_t r = 0; r < ROWS_ABREAST; r++) {
            const bool     known = x[r] > -1 && x[r] < end;
            const uint32_t code = known ? (uint32_t)(int32_t)x[r] : 0;
            alive[r] &= known && set[code / 32] >> code % 32 & 1 ? ~0u : keep;
        }
}

/* x[column][ROWS_ABREAST] */
RI_CLONES static void ask_abreast(const struct leaf_masks *masks, const float *x, double *sums)
{
    uint32_t alive[ROWS_ABREAST];
    for (size_t t = 0; t < masks->tree_count; t++) {
        const struct tree *tree = &masks->trees[t];
        const struct node *nodes = masks->nodes + tree->node;
        for (size_t r = 0; r < ROWS_ABREAST; r++) alive[r] = ~0u;
        for (size_t i = 0; i < tree->node_count; i++)
            narrow(&nodes[i], masks->words, x + (size_t)nodes[i].column * ROWS_ABREAST, alive);
        for (size_t r = 0; r < ROWS_ABREAST; r++) sums[r] += tree->leaf[__builtin_ctz(alive[r])];
    }
}

struct asking {
    const struct leaf_masks    *masks;
    const struct ri_learn_rows *rows;
    float                      *x; /* [threads][columns][ROWS_ABREAST] */
    double                     *ret;
};

static void turn_columns(const struct ri_learn_rows *rows, size_t from, size_t count, float *ret)
{
    for (size_t r = 0; r < count; r++)
        for (size_t c = 0; c < rows->columns; c++) {
            const float x = rows->x32[(from + r) * rows->columns + c];
            ret[c * ROWS_ABREAST + r] = fabsf(x) <= NEAR_ZERO ? 0 : x;
        }
}

static ri_status ask_turn(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    const struct asking *asking = context;
    const size_t         rows = asking->rows->rows;
    float               *x = asking->x + worker * asking->rows->columns * ROWS_ABREAST;
    const size_t         end = (i + 1) * ROWS_A_TURN < rows ? (i + 1) * ROWS_A_TURN : rows;
    for (size_t from = i * ROWS_A_TURN; from < end; from += ROWS_ABREAST) {
        const size_t count = end - from < ROWS_ABREAST ? end - from : ROWS_ABREAST;
        double       sums[ROWS_ABREAST] = {0};
        turn_columns(asking->rows, from, count, x);
        ask_abreast(asking->masks, x, sums);
        for (size_t r = 0; r < count; r++)
            asking->ret[from + r] = asking->masks->raised ? exp(sums[r]) : sums[r];
    }
    (void)err;
    return RI_OK;
}

ri_status leaf_masks_predict(const struct leaf_masks *masks, const struct ri_learn_rows *rows,
                             unsigned threads, double *ret, struct ri_error *err)
{
    struct ri_task task = {.threads = threads};
    struct asking  asking = {.masks = masks, .rows = rows, .ret = ret};
    const size_t   turns = (rows->rows + ROWS_A_TURN - 1) / ROWS_A_TURN;
    asking.x = calloc(ri_task_threads(&task) * rows->columns * ROWS_ABREAST, sizeof *asking.x);
    if (!asking.x) return ri_fail(err, RI_ENOMEM, "no room for %zu columns", rows->columns);
    const ri_status status = ri_parallel(&task, turns, ask_turn, &asking, err);
    free(asking.x);
    return status;
}
