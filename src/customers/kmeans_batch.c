/* Mini-batches: centres learnt on a sample see more of millions of points before these are labelled one and all. */
#include "base/random.h"
#include "kmeans.h"

enum { BATCHES = 32, BATCH = 2048 };

void ri_kmeans_batches(const struct ri_points *points, size_t k, size_t seen, uint64_t seed,
                       double *centre)
{
    const size_t     d = points->dimensions;
    size_t           count[RI_KMEANS_CLUSTERS_MOST], nearest[BATCH], drawn[BATCH];
    struct ri_random random;
    ri_random_init(&random, seed, UINT64_MAX - 1);
    for (size_t c = 0; c < k; c++) count[c] = seen;
    for (size_t batch = 0; batch < BATCHES; batch++) {
        for (size_t j = 0; j < BATCH; j++) {
            drawn[j] = ri_random_below(&random, points->count);
            nearest[j] = ri_kmeans_nearest(centre, k, d, points->at + drawn[j] * d, NULL);
        }
        for (size_t j = 0; j < BATCH; j++) { /* all of a batch are told apart by the same centres */
            double       *of = centre + nearest[j] * d;
            const double *x = points->at + drawn[j] * d;
            const double  rate = 1 / (double)++count[nearest[j]];
            for (size_t i = 0; i < d; i++) of[i] += rate * (x[i] - of[i]);
        }
    }
}
