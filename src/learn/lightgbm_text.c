/* Is this text a model that LightGBM may read? Its own reader trusts sizes and indices; a damaged file would make it
 * read outside its arrays. So everything it uses as an index is checked here first. Format: LightGBM v4, gbdt_model_text.cpp
 * and tree.cpp; children are always made after their parent, so a tree whose child numbers rise has no loop. */
#include "lightgbm.h"

#include <math.h>

enum { LEAVES_MOST = 131072, TREES_MOST = 1000000 };

static const struct {
    const char *name;
    size_t      offset;
} fields[] = {
#define FIELD(name) {#name, offsetof(struct lightgbm_tree, name)}
    FIELD(num_leaves),     FIELD(num_cat),       FIELD(split_feature), FIELD(threshold),
    FIELD(decision_type),  FIELD(left_child),    FIELD(right_child),   FIELD(leaf_value),
    FIELD(cat_boundaries), FIELD(cat_threshold), FIELD(is_linear),     FIELD(shrinkage),
#undef FIELD
};

static ri_status bad(struct ri_error *err, const char *what, int64_t where)
{
    return ri_fail(err, RI_EDATA, "the model is damaged: %s (tree %lld)", what, (long long)where);
}

bool lightgbm_cut(struct ri_view *rest, char mark, struct ri_view *ret)
{
    if (!rest->length) return false;
    const char  *end = memchr(rest->at, mark, rest->length);
    const size_t length = end ? (size_t)(end - rest->at) : rest->length;
    *ret = (struct ri_view){rest->at, length};
    rest->at += length + (end != NULL);
    rest->length -= length + (end != NULL);
    return true;
}

static bool value_of(struct ri_view line, const char *name, struct ri_view *ret)
{
    const size_t length = strlen(name);
    if (line.length <= length || memcmp(line.at, name, length) != 0 || line.at[length] != '=')
        return false;
    *ret = (struct ri_view){line.at + length + 1, line.length - length - 1};
    return true;
}

static bool integer(struct ri_view text, int64_t least, int64_t most, int64_t *ret)
{
    return ri_parse_int(text, ret) && *ret >= least && *ret <= most;
}

bool lightgbm_number(struct ri_view word, double *ret)
{
    const bool above = ri_view_is(word, "inf"), below = ri_view_is(word, "-inf");
    if (above || below) *ret = above ? HUGE_VAL : -HUGE_VAL;
    return above || below || ri_parse_double(word, ret);
}

/* How many numbers the list has; SIZE_MAX when one is none. */
static size_t numbers(struct ri_view list)
{
    struct ri_view word;
    double         value;
    size_t         count = 0;
    for (; lightgbm_cut(&list, ' ', &word); count++)
        if (!lightgbm_number(word, &value)) return SIZE_MAX;
    return count;
}

/* Every word of the list is a whole number within bounds, and there are `count` of them. */
static bool integers(struct ri_view list, size_t count, int64_t least, int64_t most)
{
    struct ri_view word;
    int64_t        value;
    size_t         seen = 0;
    for (; lightgbm_cut(&list, ' ', &word); seen++)
        if (!integer(word, least, most, &value)) return false;
    return seen == count;
}

/* Node i's child is a later node, or leaf -1 - child. */
static bool children(struct ri_view list, int64_t nodes)
{
    struct ri_view word;
    int64_t        value, i = 0;
    for (; lightgbm_cut(&list, ' ', &word); i++)
        if (!integer(word, -1 - nodes, nodes - 1, &value) || (value >= 0 && value <= i))
            return false;
    return i == nodes;
}

/* A split on categories names the set that it tests: its threshold is an index of cat_boundaries. */
static bool sets(const struct lightgbm_tree *tree, int64_t count)
{
    struct ri_view types = tree->decision_type, thresholds = tree->threshold, type, threshold;
    int64_t        bits, index;
    while (lightgbm_cut(&types, ' ', &type) && lightgbm_cut(&thresholds, ' ', &threshold)) {
        if (!integer(type, 0, 255, &bits)) return false;
        if ((bits & 1) && !integer(threshold, 0, count - 1, &index)) return false;
    }
    return true;
}

static bool boundaries(const struct lightgbm_tree *tree, int64_t count)
{
    struct ri_view list = tree->cat_boundaries, word;
    int64_t        value, before = 0, seen = 0;
    for (; lightgbm_cut(&list, ' ', &word); seen++) {
        if (!integer(word, before, 1 << 26, &value) || (seen == 0 && value != 0)) return false;
        before = value;
    }
    return seen == count + 1 && integers(tree->cat_threshold, (size_t)before, 0, UINT32_MAX);
}

static const char *wrong_with(const struct lightgbm_tree *tree, size_t columns)
{
    int64_t leaves, kinds, linear;
    if (!integer(tree->num_leaves, 1, LEAVES_MOST, &leaves)) return "no number of leaves";
    if (!integer(tree->num_cat, 0, LEAVES_MOST, &kinds)) return "no number of category splits";
    if (tree->is_linear.length && !integer(tree->is_linear, 0, 0, &linear))
        return "a linear tree, which is not made here";
    if (tree->shrinkage.length && numbers(tree->shrinkage) != 1) return "its shrinkage";
    if (numbers(tree->leaf_value) != (size_t)leaves) return "values of leaves";
    if (leaves == 1) return kinds ? "category splits without a split" : NULL;
    const size_t nodes = (size_t)leaves - 1;
    if (!integers(tree->split_feature, nodes, 0, (int64_t)columns - 1)) return "columns of splits";
    if (numbers(tree->threshold) != nodes) return "thresholds";
    if (!integers(tree->decision_type, nodes, 0, 255)) return "kinds of splits";
    if (!children(tree->left_child, (int64_t)nodes) || !children(tree->right_child, (int64_t)nodes))
        return "children of nodes";
    if (!sets(tree, kinds)) return "splits on categories";
    if (kinds && !boundaries(tree, kinds)) return "sets of categories";
    return NULL;
}

static ri_status read_tree(struct ri_view text, int64_t index, size_t columns,
                           const struct lightgbm_reader *reader, struct ri_error *err)
{
    struct lightgbm_tree tree = {0};
    struct ri_view       line, value;
    int64_t              number;
    if (!lightgbm_cut(&text, '\n', &line) || !value_of(line, "Tree", &value) ||
        !integer(value, index, index, &number))
        return bad(err, "a tree does not begin where it should", index);
    while (lightgbm_cut(&text, '\n', &line) && line.length)
        for (size_t f = 0; f < RI_COUNT(fields); f++) {
            struct ri_view *field = (struct ri_view *)((char *)&tree + fields[f].offset);
            if (!value_of(line, fields[f].name, &value)) continue;
            if (field->at) return bad(err, "a line comes twice", index);
            *field = value;
        }
    const char *wrong = wrong_with(&tree, columns);
    if (wrong) return bad(err, wrong, index);
    return reader ? reader->tree(reader->context, &tree, err) : RI_OK;
}

/* The lines before the first tree: one class, this many columns, the sizes of the trees. */
static ri_status read_head(struct ri_view *text, size_t columns, struct ri_view *ret_sizes,
                           struct lightgbm_head *ret, struct ri_error *err)
{
    struct ri_view line, value;
    int64_t        number;
    bool           counted = false;
    if (!lightgbm_cut(text, '\n', &line) || !ri_view_is(line, "tree"))
        return ri_fail(err, RI_EDATA, "this is no model of LightGBM");
    while (lightgbm_cut(text, '\n', &line) && line.length) {
        if ((value_of(line, "num_class", &value) ||
             value_of(line, "num_tree_per_iteration", &value)) &&
            !integer(value, 1, 1, &number))
            return bad(err, "more than one class", 0);
        if (value_of(line, "max_feature_idx", &value)) {
            if (!ri_parse_int(value, &number) || number != (int64_t)columns - 1)
                return ri_fail(err, RI_EDATA, "the model has %.*s + 1 columns, want %zu",
                               (int)(value.length < 20 ? value.length : 20), value.at, columns);
            counted = true;
        }
        if (value_of(line, "tree_sizes", &value)) *ret_sizes = value;
        if (value_of(line, "objective", &value)) ret->objective = value;
        if (ri_view_is(line, "average_output")) ret->averaged = true;
    }
    if (!counted || !ret_sizes->at) return bad(err, "its head is cut short", 0);
    return RI_OK;
}

ri_status lightgbm_read_text(struct ri_view text, size_t columns,
                             const struct lightgbm_reader *reader, struct ri_error *err)
{
    struct ri_view       sizes = {0}, word;
    int64_t              size, index = 0;
    struct lightgbm_head head = {0};
    if (memchr(text.at ? text.at : "", '\0', text.length))
        return ri_fail(err, RI_EDATA, "the model is damaged: it holds a zero byte");
    RI_TRY(read_head(&text, columns, &sizes, &head, err));
    if (reader) RI_TRY(reader->head(reader->context, &head, err));
    for (; lightgbm_cut(&sizes, ' ', &word); index++) {
        if (index >= TREES_MOST || !integer(word, 1, (int64_t)text.length, &size))
            return bad(err, "its size", index);
        RI_TRY(read_tree((struct ri_view){text.at, (size_t)size}, index, columns, reader, err));
        text.at += size;
        text.length -= (size_t)size;
    }
    if (!index) return bad(err, "there is none", 0);
    if (!lightgbm_cut(&text, '\n', &word) || !ri_view_is(word, "end of trees"))
        return bad(err, "more trees than it counts", index);
    return RI_OK;
}
