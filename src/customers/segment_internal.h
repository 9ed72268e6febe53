/* Shared by the files of segments. */
#ifndef RI_CUSTOMERS_SEGMENT_INTERNAL_H
#define RI_CUSTOMERS_SEGMENT_INTERNAL_H
#include "segment.h"

/* Gives every group a name that a marketer uses; no two the same. */
void segment_names(struct ri_segment_model *model, const struct ri_rfm *rfm, size_t count);
#endif
