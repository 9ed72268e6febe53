/* What the two files of filters share. */
#ifndef RI_WAREHOUSE_FILTER_INTERNAL_H
#define RI_WAREHOUSE_FILTER_INTERNAL_H
#include "warehouse_internal.h"

enum { WHERE_MOST = 32 }; /* attributes asked for in one call */

/* Narrows ids by "name=value" texts (NULL-terminated, or NULL): every name must hold one of its values. */
RI_MUST_CHECK ri_status filter_where(struct ri_warehouse *warehouse, const char *const *pairs,
                                     struct ri_arena *mem, struct ri_filter_ids *ids,
                                     struct ri_error *err);
#endif
