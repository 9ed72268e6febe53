/* Rows of a frame to a learner, and a learner's answers by series and step. */
#ifndef RI_DEMAND_GLOBAL_TRAIN_H
#define RI_DEMAND_GLOBAL_TRAIN_H
#include "global.h"
#include "global_frame.h"
#include "learn/learner.h"

struct global_plan {
    size_t                   horizon, rows, span; /* span: newest target periods to learn from */
    uint64_t                 seed;
    struct ri_learn_settings settings;
};
/* Learns from targets before period `known` only. RI_EDATA: no row to learn from. */
RI_MUST_CHECK ri_status global_train(const struct global_frame *frame,
                                     const struct global_plan *plan, size_t known,
                                     struct ri_task *task, struct ri_learned **ret,
                                     struct ri_error *err);
/* Means from period `origin` on into ret[series][horizon]; 0 where closed; NAN where a series had no demand before it. */
RI_MUST_CHECK ri_status global_predict(const struct global_frame *frame,
                                       const struct ri_learned *learned, size_t horizon,
                                       size_t origin, struct ri_task *task, double *ret,
                                       struct ri_error *err);
#endif
