/* The classical baseline: boosted trees on counted features (features.h), one set of trees a class against all others. */
#ifndef RI_VISION_TREES_H
#define RI_VISION_TREES_H
#include "dataset.h"

struct ri_trees;
/* Learns from the pictures `order` of the set, on the task's threads; progress "training" in classes. The same seed gives the same
 * trees. RI_EUPSTREAM: no LightGBM; RI_ENOMEM, RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_trees_train(const struct ri_picture_set *set, const size_t *order,
                                       size_t count, size_t classes, uint64_t seed,
                                       struct ri_task *task, struct ri_trees **ret,
                                       struct ri_error *err);
void                    ri_trees_free(struct ri_trees *trees);
/* "<bytes>\n<text of a learner>" a class. */
RI_MUST_CHECK ri_status ri_trees_save(const struct ri_trees *trees, struct ri_text *out,
                                      struct ri_error *err);
/* RI_EDATA: it is something else, or of another number of classes. */
RI_MUST_CHECK ri_status ri_trees_load(struct ri_view text, size_t classes, struct ri_trees **ret,
                                      struct ri_error *err);
/* Scores [classes] of one picture by its features: ten times how far it is one of the class. */
RI_MUST_CHECK ri_status ri_trees_scores(const struct ri_trees *trees, const float *features,
                                        float *ret, struct ri_error *err);
#endif
