/* What the tests of networks share. */
#ifndef RI_LEARN_NETWORK_TESTING_H
#define RI_LEARN_NETWORK_TESTING_H
#include "network.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>
#include <stdlib.h>

#define NEEDS_ONEDNN                                                       \
    do {                                                                   \
        if (!ri_network_available(NULL)) TEST_SKIP("oneDNN is not there"); \
    } while (0)

/* Every kind of layer, a tensor that two layers read, relu on all that take it. */
RI_UNUSED static const struct ri_network_shape every_kind = {
    .channels = 3,
    .height = 9,
    .width = 8,
    .layer_count = 12,
    .layers = {
        {RI_LAYER_CONVOLUTION, .width = 5, .kernel = 3, .pad = 1, .relu = true},
        {RI_LAYER_CONVOLUTION, .width = 5, .kernel = 3, .pad = 1, .no_bias = true},
        {RI_LAYER_NORM, .relu = true},
        {RI_LAYER_ADD, .back = 1, .also = 3, .relu = true},
        {RI_LAYER_MAX_POOL, .kernel = 2, .stride = 2},
        {RI_LAYER_CONVOLUTION, .width = 6, .kernel = 3, .stride = 2, .pad = 1, .no_bias = true},
        {RI_LAYER_NORM},
        {RI_LAYER_CONVOLUTION, .back = 3, .width = 6, .kernel = 3, .stride = 2, .pad = 1},
        {RI_LAYER_ADD, .back = 1, .also = 2},
        {RI_LAYER_MEAN_POOL},
        {RI_LAYER_DENSE, .width = 7, .relu = true},
        {RI_LAYER_DENSE, .width = 4},
    }};
enum { BATCH = 3, CLASSES = 4 };

RI_UNUSED static struct ri_network *open_network(const struct ri_network_shape *shape,
                                                 unsigned batch, bool training)
{
    const struct ri_network_options options = {.batch = batch, .training = training, .threads = 1};
    struct ri_network              *network = NULL;
    CHECK_STATUS(ri_network_new(shape, &options, &network, NULL), RI_OK);
    return network;
}

RI_UNUSED static void fill(float *at, size_t n, uint64_t seed)
{
    struct ri_random random;
    ri_random_init(&random, seed, 0);
    for (size_t i = 0; i < n; i++) at[i] = (float)ri_random_normal(&random);
}

RI_UNUSED static double loss_of(struct ri_network *network, const float *targets, float *gradient)
{
    CHECK_STATUS(ri_network_forward(network, 7, NULL), RI_OK);
    return ri_softmax_loss(ri_network_output(network), targets, BATCH, CLASSES, NULL, gradient);
}
/* The weights after forty steps on one batch; free them. */
RI_UNUSED static float *learn_a_batch(const struct ri_network_shape   *shape,
                                      const struct ri_network_options *options,
                                      const struct ri_optimiser *optimiser, double *ret_loss)
{
    static const float targets[] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
    struct ri_network *network = NULL;
    CHECK_STATUS(ri_network_new(shape, options, &network, NULL), RI_OK);
    CHECK_STATUS(ri_network_initialise(network, 3, true, NULL), RI_OK);
    fill(ri_network_input(network), BATCH * 3 * 9 * 8, 4);
    for (uint64_t step = 1; step <= 40; step++) {
        *ret_loss = loss_of(network, targets, ri_network_output_gradient(network));
        CHECK_STATUS(ri_network_backward(network, NULL), RI_OK);
        CHECK_STATUS(ri_network_update(network, optimiser, optimiser->rate, step, NULL), RI_OK);
    }
    float *weights = calloc(ri_network_weight_total(network), sizeof *weights);
    CHECK_STATUS(ri_network_get_all(network, RI_PART_VALUE, weights, NULL), RI_OK);
    ri_network_free(network);
    return weights;
}
#endif
