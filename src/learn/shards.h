/* A batch cut into equal parts, each with a compiled network and a thread of its own: nobody waits inside a layer, so that training
 * keeps its speed when others use the cores (oneDNN's threads wait for each other by spinning). The parts' gradients are summed, the
 * weights are the same in all. Norms see their part's pictures: a part has at least SHARD_LEAST. Networks that answer have one part,
 * whose layers use all threads. Inside the room; network.h is the face. */
#ifndef RI_LEARN_SHARDS_H
#define RI_LEARN_SHARDS_H
#include "onednn.h"

enum { SHARD_LEAST = 8, SHARDS_MOST = 16 };
struct shards {
    unsigned         count;
    size_t           pictures;        /* of one part */
    struct compiled *at[SHARDS_MOST]; /* the first holds the optimiser's state */
    float *input, *output, *gradient; /* of the whole batch; of several parts: own memory */
    size_t bytes;                     /* of that memory */
};
RI_MUST_CHECK ri_status shards_new(const struct ri_network_shape   *shape,
                                   const struct ri_network_options *options, struct shards *ret,
                                   struct ri_error *err);
void                    shards_release(struct shards *shards);
size_t                  shards_memory(const struct shards *shards);
RI_MUST_CHECK ri_status shards_forward(struct shards *shards, uint64_t seed, struct ri_error *err);
RI_MUST_CHECK ri_status shards_backward(struct shards *shards, struct ri_error *err);
RI_MUST_CHECK ri_status shards_layer_output(struct shards *shards, size_t layer, size_t count,
                                            float *ret, struct ri_error *err);
RI_MUST_CHECK ri_status shards_copy(struct shards *shards, size_t weight, ri_weight_part part,
                                    bool to, float *plain, struct ri_error *err);
/* The first part's gradients become the sums of all. */
RI_MUST_CHECK ri_status shards_sum(struct shards *shards, const struct ri_weight_info *weights,
                                   size_t count, struct ri_error *err);
/* ri_network_update. */
RI_MUST_CHECK ri_status shards_update(struct shards *shards, const struct ri_weight_info *weights,
                                      size_t count, const struct ri_optimiser *optimiser,
                                      float rate, uint64_t step, struct ri_error *err);
#endif
