/* What the files behind ordering.h share. */
#ifndef RI_APP_ORDERING_INTERNAL_H
#define RI_APP_ORDERING_INTERNAL_H
#include "app/ordering.h"

enum { ORDERING_SPAN_MOST = 400 };
/* Which things are ordered, with their lead time and review; says what is left out. */
ri_status ordering_make_cases(struct ri_ordering *ordering, struct ri_error *err);
/* The lead time is the same every time, and the draws cover just what the line needs. */
bool ordering_is_sure(const struct ri_ordering *ordering, const struct ri_order_case *one);
/* Demand over the spans: the forecast, closed days left out, with what persons expect instead. */
ri_status ordering_forecast(struct ri_ordering *ordering, struct ri_error *err);
#endif
