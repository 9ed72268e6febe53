/* Customers in groups by recency, frequency and money (RFM), and the group of a new one.
 *
 *     three figures a customer -> log where skewed, mean 0, sd 1 -> k-means -> groups, best money first, with a name
 *
 * A figure that is the same for everybody tells nothing: it is left out, and the model says so. Labels do not depend on the
 * order of the rows: groups are ranked by money. */
#ifndef RI_CUSTOMERS_SEGMENT_H
#define RI_CUSTOMERS_SEGMENT_H
#include "kmeans.h"

enum { RI_RECENCY, RI_FREQUENCY, RI_MONETARY, RI_RFM };
extern const char *const ri_rfm_names[RI_RFM]; /* "recency_days" ... */

struct ri_rfm {
    double value
        [RI_RFM]; /* days since the last purchase; purchases; money in major units, returns taken off */
};
/* Quintile scores 1 .. 5, 5 best (most recent, most frequent, most money): 1 + the part of customers who are worse, in
 * fifths. Equal values get equal scores, so few different values give few classes. ret[count][RI_RFM]; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_rfm_scores(const struct ri_rfm *rfm, size_t count,
                                      struct ri_arena *scratch, unsigned char (*ret)[RI_RFM],
                                      struct ri_error *err);

struct ri_segment {
    char   name[48];
    double centre[RI_RFM]; /* mean of each figure over its customers, as it is */
    double place[RI_RFM];  /* centre in the space of the clustering; only used figures count */
    size_t customers;
};
struct ri_segment_model {
    size_t            count;
    bool              used[RI_RFM];   /* false: the same for everybody */
    bool              logged[RI_RFM]; /* sign(v) log(1 + |v|) before scaling */
    double            mean[RI_RFM], sd[RI_RFM];
    struct ri_segment at[RI_KMEANS_CLUSTERS_MOST]; /* most money a customer first */
    double            inertia, silhouette;         /* silhouette of a sample */
    double
        stability; /* adjusted Rand index of this clustering and one from another seed, of a sample of 20,000 */
};
/* Groups customers into k (0: chosen, 2 to 8). label[count] gets each one's group. trials may be NULL,
 * else room for 8: what choosing k saw (*ret_trials of them, 0 when k was given). RI_EDATA: nobody, or all alike; RI_EUSAGE: k. */
RI_MUST_CHECK ri_status ri_segments_fit(const struct ri_rfm *rfm, size_t count, size_t k,
                                        uint64_t seed, struct ri_task *task, struct ri_arena *mem,
                                        struct ri_segment_model *ret, uint32_t *label,
                                        struct ri_kmeans_trial *trials, size_t *ret_trials,
                                        struct ri_error *err);
/* The group of a customer, and how sure that is: 1 - distance to its centre / distance to the next one, 0 .. 1. */
size_t ri_segment_of(const struct ri_segment_model *model, const struct ri_rfm *rfm,
                     double *ret_confidence);
#endif
