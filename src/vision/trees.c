/* One learner a class: 1 for its pictures, 0 for the others. */
#include "trees.h"

#include "base/thread.h"
#include "features.h"
#include "learn/learner.h"

struct ri_trees {
    size_t              classes;
    struct ri_learned **learned; /* [classes] */
};
enum { SCALE = 10 };

static ri_status trees_new(size_t classes, struct ri_trees **ret, struct ri_error *err)
{
    struct ri_trees *trees = calloc(1, sizeof *trees);
    if (trees) trees->learned = calloc(classes, sizeof *trees->learned);
    if (!trees || !trees->learned) {
        free(trees);
        return ri_fail(err, RI_ENOMEM, "no room for trees");
    }
    trees->classes = classes;
    *ret = trees;
    return RI_OK;
}

void ri_trees_free(struct ri_trees *trees)
{
    if (!trees) return;
    for (size_t k = 0; k < trees->classes; k++) ri_learned_free(trees->learned[k]);
    free(trees->learned);
    free(trees);
}

/* ---- Training --------------------------------------------------------------------------------------------------- */

struct counting {
    const struct ri_picture_set *set;
    const size_t                *order;
    float                       *features;
};

static ri_status count_one(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    (void)worker;
    const struct counting *at = context;
    const size_t           size = (size_t)at->set->side * at->set->side * 3;
    return ri_features_make(at->set->pixels + at->order[i] * size, at->set->side,
                            at->features + i * RI_FEATURES, err);
}

static void choose_settings(uint64_t seed, struct ri_learn_settings *settings)
{
    ri_learn_defaults(&ri_learner_boost, settings);
    settings->trees = 60;
    settings->leaves = 7;
    settings->min_leaf = 3;
    settings->bins = 31;
    settings->rate = 0.12;
    settings->column_share = 0.1;
    settings->row_share = 0.8;
    settings->seed = (int64_t)(seed & 0x7fffffff);
}

static ri_status train_all(const struct counting *at, size_t count, uint64_t seed,
                           struct ri_task *task, struct ri_trees *trees, float *target,
                           struct ri_error *err)
{
    struct ri_learn_settings   settings;
    const struct ri_learn_data data = {
        .in = {.rows = count, .columns = RI_FEATURES, .x32 = at->features}, .target = target};
    choose_settings(seed, &settings);
    RI_TRY(ri_parallel(task, count, count_one, (void *)(uintptr_t)at, err));
    for (size_t k = 0; k < trees->classes; k++) {
        ri_task_progress(task, "training", k, trees->classes, "classes");
        for (size_t i = 0; i < count; i++) target[i] = at->set->labels[at->order[i]] == k;
        ri_progress_fn *progress = task->progress;
        task->progress = NULL; /* classes are what is told, not trees */
        const ri_status status =
            ri_learn_train(&ri_learner_boost, &data, &settings, task, &trees->learned[k], err);
        task->progress = progress;
        RI_TRY(status);
    }
    return RI_OK;
}

ri_status ri_trees_train(const struct ri_picture_set *set, const size_t *order, size_t count,
                         size_t classes, uint64_t seed, struct ri_task *task, struct ri_trees **ret,
                         struct ri_error *err)
{
    static struct ri_task alone;
    struct counting       at = {set, order, malloc((count * RI_FEATURES + 1) * sizeof(float))};
    float                *target = calloc(count + 1, sizeof *target);
    struct ri_trees      *trees = NULL;
    ri_status             status =
        at.features && target ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for features");
    if (status == RI_OK) status = trees_new(classes, &trees, err);
    if (status == RI_OK)
        status = train_all(&at, count, seed, task ? task : &alone, trees, target, err);
    free(at.features);
    free(target);
    if (status == RI_OK)
        *ret = trees;
    else
        ri_trees_free(trees);
    return status;
}

/* ---- Saved and asked ------------------------------------------------------------------------------------------------ */

ri_status ri_trees_save(const struct ri_trees *trees, struct ri_text *out, struct ri_error *err)
{
    for (size_t k = 0; k < trees->classes; k++) {
        struct ri_text  text = {0};
        const ri_status status = ri_learned_save(trees->learned[k], &text, err);
        ri_text_printf(out, "%zu\n", text.length);
        ri_text_add(out, text.at, text.length);
        ri_text_release(&text);
        RI_TRY(status);
    }
    return ri_text_check(out, err);
}

static ri_status load_all(struct ri_view text, struct ri_trees *trees, struct ri_error *err)
{
    for (size_t k = 0; k < trees->classes; k++) {
        const char *end = memchr(text.at, '\n', text.length < 20 ? text.length : 20);
        int64_t     length;
        if (!end || !ri_parse_int((struct ri_view){text.at, (size_t)(end - text.at)}, &length) ||
            length < 1 || (size_t)length > text.length - (size_t)(end + 1 - text.at))
            return ri_fail(err, RI_EDATA, "the trees of class %zu are cut short", k + 1);
        text.length -= (size_t)(end + 1 - text.at);
        text.at = end + 1;
        RI_TRY(ri_learned_load(&ri_learner_boost, (struct ri_view){text.at, (size_t)length},
                               RI_FEATURES, &trees->learned[k], err));
        text.at += length;
        text.length -= (size_t)length;
    }
    return text.length ? ri_fail(err, RI_EDATA, "something follows the trees") : RI_OK;
}

ri_status ri_trees_load(struct ri_view text, size_t classes, struct ri_trees **ret,
                        struct ri_error *err)
{
    struct ri_trees *trees = NULL;
    RI_TRY(trees_new(classes, &trees, err));
    const ri_status status = load_all(text, trees, err);
    if (status == RI_OK)
        *ret = trees;
    else
        ri_trees_free(trees);
    return status;
}

ri_status ri_trees_scores(const struct ri_trees *trees, const float *features, float *ret,
                          struct ri_error *err)
{
    const struct ri_learn_rows row = {.rows = 1, .columns = RI_FEATURES, .x32 = features};
    for (size_t k = 0; k < trees->classes; k++) {
        double estimate;
        RI_TRY(ri_learned_predict(trees->learned[k], &row, 1, &estimate, err));
        ret[k] = (float)(SCALE * estimate);
    }
    return RI_OK;
}
