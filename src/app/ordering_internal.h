/* What the files behind ordering.h share. */
#ifndef RI_APP_ORDERING_INTERNAL_H
#define RI_APP_ORDERING_INTERNAL_H
#include "app/ordering.h"

enum { ORDERING_SPAN_MOST = 400 };
/* Which things are ordered, with their lead time and review; says what is left out. */
ri_status ordering_make_cases(struct ri_ordering *ordering, struct ri_error *err);
#endif
