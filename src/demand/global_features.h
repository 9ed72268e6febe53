/* The features of a frame by name, and how a row is filled. */
#ifndef RI_DEMAND_GLOBAL_FEATURES_H
#define RI_DEMAND_GLOBAL_FEATURES_H
#include "global_frame.h"

/* Sets feature_count, names and categorical of a frame. RI_EUSAGE: more than GLOBAL_FEATURES_MOST. */
RI_MUST_CHECK ri_status global_features_list(struct global_frame *frame, struct ri_arena *mem,
                                             struct ri_error *err);
/* What a feature is about, for explanations: "recent sales", "season", "last year", the calendar, or the covariate's or attribute's own name. */
const char *global_feature_subject(const struct global_frame *frame, size_t feature);
#endif
