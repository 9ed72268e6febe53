/* What the global learner's operations share: checked options, the frame, the plan of training. */
#ifndef RI_DEMAND_GLOBAL_INTERNAL_H
#define RI_DEMAND_GLOBAL_INTERNAL_H
#include "global_features.h"
#include "global_train.h"
#include "plan.h"

struct global_run {
    const struct ri_panel      *panel;
    const struct ri_covariates *covariates;
    struct ri_covariates        translated; /* into the words of kept learners */
    struct ri_task             *task;
    struct ri_demand_plan       plan;
    struct global_plan          global;
    struct global_frame         frame;
    struct ri_arena             work;
};
/* Release it also after a failure. Errors as ri_global_learn. */
RI_MUST_CHECK ri_status global_run_init(struct global_run *run, const struct ri_panel *panel,
                                        const struct ri_covariates     *covariates,
                                        const struct ri_demand_options *options,
                                        const struct ri_global_options *global,
                                        struct ri_task *task, struct ri_error *err);
void                    global_run_release(struct global_run *run);
#endif
