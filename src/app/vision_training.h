/* A training under way: what `vision train` read, and the ways of learning that are no network on pictures. */
#ifndef RI_APP_VISION_TRAINING_H
#define RI_APP_VISION_TRAINING_H
#include "app/vision_parts.h"

struct ri_vision_training {
    struct ri_call                *call;
    struct ri_recipe               recipe;
    struct ri_network_shape        shape;
    struct ri_listing              listing, apart; /* apart: of --validation */
    struct ri_picture_set          set, other;
    struct ri_split                split;
    struct ri_training             plan;
    struct ri_progress_of_training at;
    ri_eye                         eye;
    struct ri_text                 extra; /* trees, or the backbone's file */
    size_t                         feature_count;
    char                           key[65], fingerprint[65];
    const char                    *checkpoint; /* NULL: nowhere to keep one */
    bool                           warned;
};
/* --network classical: what it wants pictures to be, then the trees. */
void                    ri_vision_plan_trees(struct ri_vision_training *t);
RI_MUST_CHECK ri_status ri_vision_learn_trees(struct ri_vision_training *t, struct ri_error *err);
/* --backbone FILE: reads and tries it; then features of all pictures once, and a head over them. */
RI_MUST_CHECK ri_status ri_vision_plan_head(struct ri_vision_training *t, struct ri_error *err);
RI_MUST_CHECK ri_status ri_vision_learn_head(struct ri_vision_training *t, struct ri_error *err);
#endif
