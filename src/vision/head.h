/* A head over features that a backbone made: batch norm, dropout, one dense layer; trained on the cached features. */
#ifndef RI_VISION_HEAD_H
#define RI_VISION_HEAD_H
#include "train.h"

struct ri_head_data { /* features [count][features] */
    const float    *learn, *held;
    const uint32_t *learn_labels, *held_labels;
    size_t          learn_count, held_count, features, classes;
};
RI_MUST_CHECK ri_status ri_head_shape(size_t features, size_t classes, struct ri_network_shape *ret,
                                      struct ri_error *err);
/* at: from ri_training_begin for that shape. AdamW, cosine, labels smoothed by 0.1; the same seed and threads give the same head. */
RI_MUST_CHECK ri_status ri_head_train(const struct ri_network_shape *shape,
                                      const struct ri_head_data *data, unsigned epochs,
                                      uint64_t seed, struct ri_task *task,
                                      struct ri_progress_of_training *at, struct ri_error *err);
#endif
