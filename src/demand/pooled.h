/* What a run learns from all series together before it forecasts any: the learner over all of them, and what works for a class of
 * demand (from RI_CHOICE_SAMPLE of them). Nothing after panel->last is looked at. */
#ifndef RI_DEMAND_POOLED_H
#define RI_DEMAND_POOLED_H
#include "choice.h"
#include "global.h"

struct ri_pooled { /* lives in the caller's arena */
    const struct ri_panel *panel;
    bool                   learned;
    struct ri_learnt       learnt; /* when learned */
    const struct ri_prior *prior;
    const char            *note; /* as ri_demand_result's */
};
/* plan->learns is taken back where "auto" has to do without the learner. Errors as ri_demand_forecast. */
RI_MUST_CHECK ri_status ri_pooled_make(struct ri_demand_plan *plan, const struct ri_panel *panel,
                                       const struct ri_demand_options *options,
                                       struct ri_task *task, struct ri_arena *mem,
                                       struct ri_pooled *ret, struct ri_error *err);
#endif
