/* Rows of a frame to a learner, and a learner's answers by series and step. */
#ifndef RI_DEMAND_GLOBAL_TRAIN_H
#define RI_DEMAND_GLOBAL_TRAIN_H
#include "base/random.h"
#include "global.h"
#include "global_frame.h"
#include "learn/learner.h"

struct global_plan {
    size_t                   horizon, rows, span; /* span: newest target periods to learn from */
    uint64_t                 seed;
    ri_strategy              strategy; /* never auto */
    bool                     without_total;
    struct ri_global_kept   *kept; /* (optional) and which of its slots is asked or filled */
    size_t                   slot;
    struct ri_learn_settings settings;
};
/* Rows tried a series; two ways share them. */
size_t global_rows_each(const struct global_frame *frame, const struct global_plan *plan);
struct global_place { /* where a row stands, periods of the frame */
    size_t origin, step, target;
};
/* The j-th of `each` rows of a series: a target among the newest `span` periods before `known`, spread evenly, and a random step
 * ahead. False: there is no such row (not yet on sale, closed, not known). Draws from `random` the same number of times either way. */
bool global_place(const struct global_frame *frame, const struct global_plan *plan, size_t known,
                  size_t each, size_t j, const struct global_series *series,
                  struct ri_random *random, struct global_place *ret);
/* Learns from targets before period `known` only. RI_EDATA: no row to learn from. */
RI_MUST_CHECK ri_status global_train(const struct global_frame *frame,
                                     const struct global_plan *plan, size_t known,
                                     struct ri_task *task, struct ri_learned **ret,
                                     struct ri_error *err);
/* Means from period `origin` on into ret[series][horizon]; 0 where closed; NAN where a series had no demand before it. */
RI_MUST_CHECK ri_status global_predict(const struct global_frame *frame,
                                       const struct ri_learned *learned, size_t horizon,
                                       size_t origin, struct ri_task *task, float *ret,
                                       struct ri_error *err);
#endif
