/* Whether a panel has the shape that kept learners were trained on, and covariates in their words. */
#ifndef RI_DEMAND_GLOBAL_SHAPE_H
#define RI_DEMAND_GLOBAL_SHAPE_H
#include "global_internal.h"
#include "global_kept.h"

/* The covariates with codes as the learners know them; words they never saw are NAN. Shares what need not change. RI_ENOMEM. */
RI_MUST_CHECK ri_status global_shape_words(const struct ri_global_kept *kept,
                                           const struct ri_covariates  *covariates,
                                           size_t series_count, struct ri_arena *mem,
                                           struct ri_covariates *ret, struct ri_error *err);
/* RI_EUSAGE: another frequency, season, keys, or a longer horizon; RI_EDATA: a panel that ends earlier. */
RI_MUST_CHECK ri_status global_shape_check(const struct ri_global_kept *kept,
                                           const struct ri_panel       *panel,
                                           const struct ri_demand_plan *plan, struct ri_error *err);
/* RI_EUSAGE: other features, or in another order; names one. */
RI_MUST_CHECK ri_status global_shape_features(const struct ri_global_kept *kept,
                                              const struct global_frame   *frame,
                                              struct ri_error             *err);
/* Fills what *kept says of the run that trained it; past as ri_learnt's. RI_ENOMEM. */
RI_MUST_CHECK ri_status global_shape_note(struct global_run *run, const float *past,
                                          struct ri_global_kept *kept, struct ri_error *err);
#endif
