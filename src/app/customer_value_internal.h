/* Shared by the files of customers value. */
#ifndef RI_APP_CUSTOMER_VALUE_INTERNAL_H
#define RI_APP_CUSTOMER_VALUE_INTERNAL_H
#include "app/operation.h"
#include "app/purchases.h"
#include "customers/value_interval.h"

struct ranges {
    struct ri_value_range purchases, value;
};
struct valuing {
    struct ri_call                 *call;
    struct ri_loaded_purchases      loaded;
    struct ri_history_of_customer  *known;    /* by customer, up to the end of learning */
    size_t                          count;    /* customers with a purchase */
    size_t                         *customer; /* of each of them: place in loaded.names */
    struct ri_purchase_history     *history;
    struct ri_spend_history        *spending; /* of repeat customers who spent something */
    size_t                          spending_count;
    const struct ri_purchase_model *model;
    struct ri_purchase_params       purchase;
    struct ri_spend_params          spend;
    bool                            has_spend;
    double                          unit, horizon, margin, discount;
    ri_day                          until;    /* end of learning */
    double                          interval; /* part that the intervals hold; 0: none */
    double                         *value;    /* of each, major units */
    double                         *at_risk;  /* of each, major units */
    struct ranges                  *ranges;   /* by row */
    size_t                         *order;    /* customers as rows show them */
    size_t                          rows;
};

/* Of customer i: the mean amount of its repeats, 0: none; what a purchase of it is expected to bring; its purchases within the horizon,
 * discounted as they come. */
double valuing_mean(const struct valuing *v, size_t i);
double valuing_amount(const struct valuing *v, size_t i);
double valuing_discounted(const struct valuing *v, size_t i);

enum { VALUING_CHANCES = 1024 }; /* purchases within a horizon that are told apart */

/* ---- Sums over customers, with intervals ------------------------------------------------------------------- */

struct value_total {
    size_t                customers;
    double                purchases, value, at_risk;
    struct ri_value_range purchases_range, value_range; /* NAN: cannot be told */
};
/* Of groups of customers: group[v->count] below count. Two things make a sum uncertain: what each customer will do, given the model
 * (variances of their laws add up), and how well the model is known (the delta method: the sum's slope in each parameter, and the
 * inverse of the likelihood's curvature). The interval is that of a normal law with both; without v->interval there is none. */
RI_MUST_CHECK ri_status valuing_totals(struct valuing *v, const uint32_t *group, size_t count,
                                       struct value_total *ret, struct ri_error *err);
/* customers value --totals. */
RI_MUST_CHECK ri_status valuing_total_rows(struct valuing *v, struct ri_error *err);
#endif
