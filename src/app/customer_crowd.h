/* Customers as points: their recency, frequency and money, and the groups they fall into. What every figure by segment needs. */
#ifndef RI_APP_CUSTOMER_CROWD_H
#define RI_APP_CUSTOMER_CROWD_H
#include "app/purchases.h"
#include "customers/segment.h"

enum { RI_CLUSTERS_MOST = 20, RI_CROWD_TRIALS = 8 };

struct
    ri_crowd { /* customers with a purchase; arrays by point unless said otherwise, in the call's memory */
    struct ri_call             *call;
    struct ri_loaded_purchases *loaded;
    size_t                      count;
    size_t                     *customer; /* its number in loaded */
    struct ri_rfm              *rfm;
    int64_t                    *minor; /* net amount, minor units */
    uint32_t                   *label; /* its group */
    uint32_t                   *point; /* by customer: its point, UINT32_MAX: none */
    struct ri_segment_model     model;
    struct ri_kmeans_trial      trials[RI_CROWD_TRIALS];
    size_t                      trial_count;
};
/* Reads "3" or "auto" (0). RI_EUSAGE. */
RI_MUST_CHECK ri_status ri_clusters_read(const char *text, size_t *ret, struct ri_error *err);
/* Measures customers (sorts the purchases, so their details no longer fit) without grouping them. */
RI_MUST_CHECK ri_status ri_crowd_measure(struct ri_call *call, struct ri_loaded_purchases *loaded,
                                         struct ri_crowd *ret, struct ri_error *err);
/* The same without a word about customers who have no purchase up to that day. */
RI_MUST_CHECK ri_status ri_crowd_count(struct ri_call *call, struct ri_loaded_purchases *loaded,
                                       struct ri_crowd *ret, struct ri_error *err);
/* Groups them by --clusters; notes say which figure told nothing. */
RI_MUST_CHECK ri_status ri_crowd_group(struct ri_crowd *crowd, size_t clusters,
                                       struct ri_error *err);

/* ---- Figures of each customer, or of each group ---------------------------------------------------------- */

extern const char *const ri_each_words[]; /* "segment", "customer" */
struct ri_customer_groups {
    bool            of_customers; /* every customer is one of their own */
    size_t          count;
    size_t         *people; /* customers of each; NULL: one each */
    struct ri_crowd crowd;  /* of segments */
};
/* each: a word of ri_each_words; segments by `clusters`. Sorts the purchases: take out their details first. */
RI_MUST_CHECK ri_status ri_customer_groups_make(struct ri_call             *call,
                                                struct ri_loaded_purchases *loaded,
                                                const char *each, const char *clusters,
                                                struct ri_customer_groups *ret,
                                                struct ri_error           *err);
size_t                  ri_customer_group_of(const struct ri_customer_groups *groups,
                                             size_t                           customer); /* SIZE_MAX: none */
size_t           ri_customer_group_people(const struct ri_customer_groups *groups, size_t group);
struct ri_column ri_customer_group_column(const struct ri_customer_groups *groups);
void ri_customer_group_put(struct ri_customer_groups *groups, struct ri_loaded_purchases *loaded,
                           struct ri_table_builder *table, size_t group);
#endif
