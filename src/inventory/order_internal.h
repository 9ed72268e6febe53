/* What the files of an order line share. */
#ifndef RI_INVENTORY_ORDER_INTERNAL_H
#define RI_INVENTORY_ORDER_INTERNAL_H
#include "order.h"

/* Each draw as a future: what comes before the goods, what is left when they come, what is asked for after. */
struct order_paths {
    size_t  n;
    double *before;   /* demand over the lead time */
    double *net;      /* stock when the goods come; below 0: owed (backorders) */
    double *after;    /* demand of the periods that the order serves */
    double *late;     /* arrivals in those periods */
    double *life;     /* demand from arrival to the end of shelf life; NULL: goods do not perish */
    double  lost;     /* mean units lost, or owed, before the goods come */
    double  out;      /* chance of an empty shelf by then */
    double  lead_var; /* variance of expected protection demand that the lead time causes */
};
ri_status order_paths_of(const struct ri_order_input *input, struct ri_arena *scratch,
                         struct order_paths *ret, struct ri_error *err);

struct order_need {
    const double *
        sorted; /* [n] units missing at the end of the protection period without an order, rising */
    size_t n;
    const double
          *lead;  /* rising, for the backlog that an order meets under backorders; NULL: none */
    double early; /* stock that meets `lead` besides the order */
    double mean_after; /* expected demand of the periods the order serves */
    double lost_before, out_before;

    const double *total,
        *before;        /* rising: demand of protection period, of lead time (NULL: none) */
    const double *life; /* rising: units of an order that sell within their life; NULL: all */
    double        left_at_arrival; /* expected stock when the goods come; below 0: owed */
    double        lead_share; /* of the variance of protection demand, what the lead time causes */
};
/* Periods that the draws cover, and the longest lead time. */
size_t order_span(const struct ri_order_input *input);
size_t order_lead_most(const struct ri_order_input *input);
/* The sums are enough: nothing depends on when demand comes. Then, or with `paired`, `lead` is needed. */
bool order_by_sums(const struct ri_order_input *input);
/* Refuses what cannot be used: see ri_inventory_order. */
ri_status order_check(const struct ri_order_input *input, struct ri_error *err);
/* The distribution of need; room is taken from scratch. */
ri_status order_need_of(const struct ri_order_input *input, struct ri_arena *scratch,
                        struct order_need *ret, struct ri_error *err);
/* Units short in the periods that an order of q serves, and units of it that perish. */
double order_short(const struct order_need *need, double q);
double order_waste(const struct order_need *need, double q);
/* What a unit short costs: margin, else shortage cost; NAN: neither known. */
double order_stake(const struct ri_order_input *input);
/* Whole packs for `wanted` units, at least the minimum, within shelf space and life. *ret_uncapped: without those two. */
double order_quantity(const struct ri_order_input *input, const struct order_need *need,
                      double wanted, double *ret_uncapped, ri_order_cap *ret_cap);
/* The most that shelf space and life allow; INFINITY: no limit. */
double order_most(const struct ri_order_input *input, const struct order_need *need);
double order_cost(const struct ri_order_input *input, const struct order_need *need, double q);
double order_left(const struct order_need *need, double q);
struct order_step_room {
    size_t count;
    double units[RI_ORDER_STEPS_MOST], value[RI_ORDER_STEPS_MOST];
};
/* The steps of an order of q units; none when q is 0. */
void order_steps(const struct ri_order_input *input, const struct order_need *need, double q,
                 struct order_step_room *ret);
/* Writes the sentence into mem; NULL: no room. `quantile`: of protection demand at line->level. */
const char *order_reason(const struct ri_order_input *input, const struct ri_order_line *line,
                         double quantile, struct ri_arena *mem);
#endif
