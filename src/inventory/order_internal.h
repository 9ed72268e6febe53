/* What the files of an order line share. */
#ifndef RI_INVENTORY_ORDER_INTERNAL_H
#define RI_INVENTORY_ORDER_INTERNAL_H
#include "order.h"

struct order_need {
    const double *
        sorted; /* [n] units missing at the end of the protection period without an order, rising */
    size_t n;
    const double
          *lead;  /* rising, for the backlog that an order meets under backorders; NULL: none */
    double early; /* stock that meets `lead` besides the order */
    double mean_after; /* expected demand of the periods the order serves */
    double lost_before, out_before;
};
/* Refuses what cannot be used: see ri_inventory_order. */
ri_status order_check(const struct ri_order_input *input, struct ri_error *err);
/* The distribution of need; room is taken from scratch. */
ri_status order_need_of(const struct ri_order_input *input, struct ri_arena *scratch,
                        struct order_need *ret, struct ri_error *err);
/* Units short in the periods that an order of q serves. */
double order_short(const struct order_need *need, double q);
/* Writes the sentence into mem; NULL: no room. `quantile`: of protection demand at line->level. */
const char *order_reason(const struct ri_order_input *input, const struct ri_order_line *line,
                         double quantile, struct ri_arena *mem);
#endif
