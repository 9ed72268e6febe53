/* Ways of learning that are no network on pictures: counted features and trees; a user's ONNX backbone and a head over it. */
#include "app/files.h"
#include "app/vision_training.h"
#include "base/hash.h"
#include "vision/backbone.h"
#include "vision/features.h"
#include "vision/head.h"
#include "vision/onnx_graph.h"
#include "vision/trees.h"

#include <math.h>

/* ---- Trees -------------------------------------------------------------------------------------------------- */

void ri_vision_plan_trees(struct ri_vision_training *t)
{
    t->eye = RI_EYE_TREES;
    t->recipe = (struct ri_recipe){.name = "classical",
                                   .side = 64,
                                   .epochs = 1,
                                   .batch = 1,
                                   .stored = 100,
                                   .input = {.side = 64, .spread = 1},
                                   .views = 1};
}

ri_status ri_vision_learn_trees(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_trees *trees = NULL;
    RI_ARENA_NEW(t->at.curve, ri_call_mem(t->call), 1, err);
    RI_TRY(ri_trees_train(&t->set, t->split.learn, t->split.learn_count, t->listing.class_count,
                          t->plan.seed, ri_call_task(t->call), &trees, err));
    const ri_status status = ri_trees_save(trees, &t->extra, err);
    ri_trees_free(trees);
    t->at.curve[0] = (struct ri_epoch){.epoch = 1,
                                       .loss = (double)NAN,
                                       .accuracy = (double)NAN,
                                       .held_loss = (double)NAN,
                                       .held_accuracy = (double)NAN};
    t->at.epochs_done = 1;
    ri_call_note(t->call,
                 "%zu classes, learnt from %zu pictures: boosted trees on %d counted features "
                 "(colours, edges, textures)",
                 t->listing.class_count, t->plan.learn_count, RI_FEATURES);
    return status;
}

/* ---- A backbone --------------------------------------------------------------------------------------------- */

ri_status ri_vision_plan_head(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_backbone *backbone = NULL;
    const char         *name;
    int                 fd;
    t->extra.most = RI_ONNX_BYTES_MOST;
    ri_call_file(t->call, "backbone", 0, &fd, &name);
    RI_TRY(ri_read_file(fd, name, &t->extra, err));
    const struct ri_view file = {t->extra.at ? t->extra.at : "", t->extra.length};
    if (ri_backbone_open(file, 1, &backbone, err) != RI_OK) return ri_error_prefix(err, "%s", name);
    const unsigned side = ri_backbone_side(backbone);
    t->eye = RI_EYE_BACKBONE;
    t->feature_count = ri_backbone_count(backbone);
    t->recipe = (struct ri_recipe){.name = "backbone",
                                   .side = side,
                                   .epochs = 40,
                                   .batch = 32,
                                   .stored = 100,
                                   .input = {.side = side, .spread = 1},
                                   .views = 1};
    ri_backbone_close(backbone);
    return RI_OK;
}

/* Features [n][count] of pictures and their labels; malloc'ed. */
static ri_status make_features(struct ri_vision_training *t, struct ri_backbone *backbone,
                               const struct ri_picture_set *set, const size_t *order, size_t n,
                               const float **ret, const uint32_t **ret_labels, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(t->call);
    float           *features;
    uint32_t        *labels;
    RI_ARENA_NEW(features, mem, n * t->feature_count, err);
    RI_ARENA_NEW(labels, mem, n, err);
    for (size_t i = 0; i < n; i++) labels[i] = set->labels[order[i]];
    *ret = features;
    *ret_labels = labels;
    return ri_backbone_features(backbone, set, order, n, ri_call_task(t->call), features, err);
}

static ri_status train_head(struct ri_vision_training *t, struct ri_backbone *backbone,
                            struct ri_error *err)
{
    struct ri_head_data data = {.features = t->feature_count,
                                .classes = t->listing.class_count,
                                .learn_count = t->plan.learn_count,
                                .held_count = t->plan.held_count};
    RI_TRY(make_features(t, backbone, &t->set, t->split.learn, data.learn_count, &data.learn,
                         &data.learn_labels, err));
    RI_TRY(make_features(t, backbone, t->plan.held, t->plan.held_order, data.held_count, &data.held,
                         &data.held_labels, err));
    RI_TRY(ri_training_begin(&t->plan, ri_call_mem(t->call), &t->at, err));
    return ri_head_train(&t->shape, &data, t->recipe.epochs, t->plan.seed, ri_call_task(t->call),
                         &t->at, err);
}

ri_status ri_vision_learn_head(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_backbone  *backbone = NULL;
    const struct ri_view file = {t->extra.at, t->extra.length};
    RI_TRY(ri_head_shape(t->feature_count, t->listing.class_count, &t->shape, err));
    RI_TRY(ri_backbone_open(file, ri_task_threads(ri_call_task(t->call)), &backbone, err));
    const ri_status status = train_head(t, backbone, err);
    ri_backbone_close(backbone);
    if (status == RI_OK)
        ri_call_note(t->call,
                     "%zu classes, learnt from %zu pictures of %u pixels a side: a head over %zu "
                     "features of the backbone",
                     t->listing.class_count, t->plan.learn_count, t->recipe.side, t->feature_count);
    return status;
}
