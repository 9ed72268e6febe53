/* Networks: their sizes and weights from the table of layers; the compiled form does the work. */
#include "network.h"

#include "base/random.h"
#include "shards.h"

#include <math.h>

enum { SIDE_MOST = 4096, WIDTH_MOST = 1 << 16, BATCH_MOST = 4096 };

struct ri_network {
    struct shards         shards;
    struct ri_layer_size  sizes[RI_LAYERS_MOST + 1];
    size_t                weight_count, total; /* total: plain numbers in all weights */
    struct ri_weight_info weights[RI_WEIGHTS_MOST];
};

/* ---- Sizes --------------------------------------------------------------------------------------------- */

static ri_status misfit(size_t layer, const char *why, struct ri_error *err)
{
    return ri_fail(err, RI_EUSAGE, "layer %zu of the network %s", layer + 1, why);
}

static ri_status windowed(const struct ri_layer *layer, size_t i, struct ri_layer_size *size,
                          struct ri_error *err)
{
    const unsigned stride = layer->stride ? layer->stride : 1;
    if (!layer->kernel && layer->kind == RI_LAYER_MEAN_POOL) {
        size->height = size->width = 1;
        return RI_OK;
    }
    if (!layer->kernel || layer->kernel > SIDE_MOST || stride > SIDE_MOST ||
        layer->pad >= layer->kernel)
        return misfit(i, "has a window that is empty or too large", err);
    const unsigned height = size->height + 2 * layer->pad, width = size->width + 2 * layer->pad;
    if (layer->kernel > height || layer->kernel > width)
        return misfit(i, "has a window larger than its input", err);
    size->height = (height - layer->kernel) / stride + 1;
    size->width = (width - layer->kernel) / stride + 1;
    return RI_OK;
}

static ri_status size_layer(const struct ri_network_shape *shape, size_t i,
                            struct ri_layer_size *sizes, struct ri_error *err)
{
    const struct ri_layer *layer = &shape->layers[i];
    const unsigned back = layer->back ? layer->back : 1, also = layer->also ? layer->also : 1;
    if ((unsigned)layer->kind >= RI_LAYER_KINDS) return misfit(i, "is of no known kind", err);
    if (back > i + 1 || also > i + 1) return misfit(i, "looks back before the picture", err);
    struct ri_layer_size size = sizes[i + 1 - back];
    const bool product = layer->kind == RI_LAYER_CONVOLUTION || layer->kind == RI_LAYER_DENSE;
    const bool flat = i + 1 > back && shape->layers[i - back].kind == RI_LAYER_DENSE;
    if (product && (!layer->width || layer->width > WIDTH_MOST))
        return misfit(i, "has no width or too large a one", err);
    if (flat && layer->kind != RI_LAYER_DENSE) return misfit(i, "cannot follow a dense layer", err);
    if (layer->kind == RI_LAYER_DROPOUT && !(layer->rate >= 0 && layer->rate < 1))
        return misfit(i, "drops a share that is not 0 or more and below 1", err);
    if (layer->kind == RI_LAYER_CONVOLUTION || layer->kind == RI_LAYER_MAX_POOL ||
        layer->kind == RI_LAYER_MEAN_POOL)
        RI_TRY(windowed(layer, i, &size, err));
    if (product) size.channels = layer->width;
    if (layer->kind == RI_LAYER_DENSE) size.height = size.width = 1;
    if (layer->kind == RI_LAYER_ADD && memcmp(&size, &sizes[i + 1 - also], sizeof size) != 0)
        return misfit(i, "adds two of different sizes", err);
    sizes[i + 1] = size;
    return RI_OK;
}

ri_status ri_network_sizes(const struct ri_network_shape *shape,
                           struct ri_layer_size ret[RI_LAYERS_MOST + 1], struct ri_error *err)
{
    if (!shape->layer_count || shape->layer_count > RI_LAYERS_MOST)
        return ri_fail(err, RI_EUSAGE, "a network has 1 to %d layers, not %zu", RI_LAYERS_MOST,
                       shape->layer_count);
    if (!shape->channels || !shape->height || !shape->width || shape->channels > WIDTH_MOST ||
        shape->height > SIDE_MOST || shape->width > SIDE_MOST)
        return ri_fail(err, RI_EUSAGE, "a network takes pictures of 1 to %d pixels a side",
                       SIDE_MOST);
    ret[0] = (struct ri_layer_size){shape->channels, shape->height, shape->width};
    for (size_t i = 0; i < shape->layer_count; i++) RI_TRY(size_layer(shape, i, ret, err));
    if (shape->layers[shape->layer_count - 1].kind != RI_LAYER_DENSE)
        return misfit(shape->layer_count - 1, "is the last and not dense", err);
    return RI_OK;
}

/* ---- Weights ------------------------------------------------------------------------------------------- */

static void put_vector(struct ri_weight_info *list, size_t *count, size_t layer,
                       ri_weight_role role, size_t n)
{
    list[(*count)++] = (struct ri_weight_info){
        .layer = layer, .count = n, .inputs = 1, .role = role, .dims = {n}, .dim_count = 1};
}

static void put_kernel(struct ri_weight_info *list, size_t *count, const struct ri_layer *layer,
                       size_t i, const struct ri_layer_size *in)
{
    const bool   dense = layer->kind == RI_LAYER_DENSE;
    const size_t window =
        dense ? (size_t)in->height * in->width : (size_t)layer->kernel * layer->kernel;
    struct ri_weight_info info = {.layer = i,
                                  .count = layer->width * in->channels * window,
                                  .inputs = in->channels * window,
                                  .role = RI_WEIGHT_KERNEL,
                                  .dims = {layer->width,
                                           dense ? in->channels * window : in->channels,
                                           layer->kernel, layer->kernel},
                                  .dim_count = dense ? 2 : 4};
    list[(*count)++] = info;
    if (!layer->no_bias) put_vector(list, count, i, RI_WEIGHT_BIAS, layer->width);
}

ri_status ri_network_weights(const struct ri_network_shape *shape,
                             struct ri_weight_info ret[RI_WEIGHTS_MOST], size_t *ret_count,
                             struct ri_error *err)
{
    struct ri_layer_size sizes[RI_LAYERS_MOST + 1];
    size_t               count = 0;
    RI_TRY(ri_network_sizes(shape, sizes, err));
    for (size_t i = 0; i < shape->layer_count; i++) {
        const struct ri_layer *layer = &shape->layers[i];
        if (layer->kind == RI_LAYER_CONVOLUTION || layer->kind == RI_LAYER_DENSE)
            put_kernel(ret, &count, layer, i, &sizes[i + 1 - (layer->back ? layer->back : 1)]);
        if (layer->kind == RI_LAYER_NORM)
            for (int role = RI_WEIGHT_SCALE; role <= RI_WEIGHT_VARIANCE; role++)
                put_vector(ret, &count, i, (ri_weight_role)role, sizes[i + 1].channels);
    }
    *ret_count = count;
    return RI_OK;
}

/* ---- Networks ------------------------------------------------------------------------------------------ */

bool ri_network_available(struct ri_error *err)
{
    return onednn_available(err) == RI_OK;
}

ri_status ri_network_new(const struct ri_network_shape   *shape,
                         const struct ri_network_options *options, struct ri_network **ret,
                         struct ri_error *err)
{
    if (!options->batch || options->batch > BATCH_MOST)
        return ri_fail(err, RI_EUSAGE, "a batch has 1 to %d pictures, not %u", BATCH_MOST,
                       options->batch);
    struct ri_network *network = calloc(1, sizeof *network);
    if (!network) return ri_fail(err, RI_ENOMEM, "no room for a network");
    ri_status status = ri_network_weights(shape, network->weights, &network->weight_count, err);
    if (status == RI_OK) status = ri_network_sizes(shape, network->sizes, err);
    if (status == RI_OK) status = shards_new(shape, options, &network->shards, err);
    if (status != RI_OK) {
        ri_network_free(network);
        return status;
    }
    for (size_t w = 0; w < network->weight_count; w++) network->total += network->weights[w].count;
    *ret = network;
    return RI_OK;
}

void ri_network_free(struct ri_network *network)
{
    if (!network) return;
    shards_release(&network->shards);
    free(network);
}

size_t ri_network_memory(const struct ri_network *network)
{
    return shards_memory(&network->shards);
}

bool ri_network_brief(const struct ri_network *network)
{
    return compiled_brief(network->shards.at[0]);
}

float *ri_network_input(struct ri_network *network)
{
    return network->shards.input;
}

const float *ri_network_output(const struct ri_network *network)
{
    return network->shards.output;
}

float *ri_network_output_gradient(struct ri_network *network)
{
    return network->shards.gradient;
}

ri_status ri_network_forward(struct ri_network *network, uint64_t seed, struct ri_error *err)
{
    return shards_forward(&network->shards, seed, err);
}

ri_status ri_network_backward(struct ri_network *network, struct ri_error *err)
{
    RI_TRY(shards_backward(&network->shards, err));
    return shards_sum(&network->shards, network->weights, network->weight_count, err);
}

ri_status ri_network_layer_output(struct ri_network *network, size_t layer, float *ret,
                                  struct ri_error *err)
{
    const struct ri_layer_size *size = &network->sizes[layer + 1];
    return shards_layer_output(&network->shards, layer,
                               (size_t)size->channels * size->height * size->width, ret, err);
}

size_t ri_network_weight_count(const struct ri_network *network)
{
    return network->weight_count;
}

size_t ri_network_weight_total(const struct ri_network *network)
{
    return network->total;
}

ri_status ri_network_get(struct ri_network *network, size_t weight, ri_weight_part part, float *ret,
                         struct ri_error *err)
{
    return shards_copy(&network->shards, weight, part, false, ret, err);
}

ri_status ri_network_set(struct ri_network *network, size_t weight, ri_weight_part part,
                         const float *values, struct ri_error *err)
{
    return shards_copy(&network->shards, weight, part, true, (float *)(uintptr_t)values, err);
}

ri_status ri_network_get_all(struct ri_network *network, ri_weight_part part, float *ret,
                             struct ri_error *err)
{
    for (size_t w = 0; w < network->weight_count; ret += network->weights[w++].count)
        RI_TRY(ri_network_get(network, w, part, ret, err));
    return RI_OK;
}

ri_status ri_network_set_all(struct ri_network *network, ri_weight_part part, const float *values,
                             struct ri_error *err)
{
    for (size_t w = 0; w < network->weight_count; values += network->weights[w++].count)
        RI_TRY(ri_network_set(network, w, part, values, err));
    return RI_OK;
}

/* He et al. 2015: normal of variance 2 / fan-in; Glorot & Bengio 2010: uniform of variance 2 / (fan-in + fan-out). */
static void draw_kernel(const struct ri_weight_info *info, struct ri_random *random, bool he,
                        float *ret)
{
    const double in = (double)info->inputs;
    const double out = (double)info->dims[0] * in / (double)info->dims[1];
    const double deviation = sqrt(2 / in), limit = sqrt(6 / (in + out));
    for (size_t k = 0; k < info->count; k++)
        ret[k] = (float)(he ? deviation * ri_random_normal(random)
                            : limit * (2 * ri_random_uniform(random) - 1));
}

ri_status ri_network_initialise(struct ri_network *network, uint64_t seed, bool he,
                                struct ri_error *err)
{
    float *values = calloc(network->total ? network->total : 1, sizeof *values), *at = values;
    if (!values) return ri_fail(err, RI_ENOMEM, "no room for %zu weights", network->total);
    for (size_t w = 0; w < network->weight_count; at += network->weights[w++].count) {
        const struct ri_weight_info *info = &network->weights[w];
        struct ri_random             random;
        ri_random_init(&random, seed, w);
        if (info->role == RI_WEIGHT_KERNEL) draw_kernel(info, &random, he, at);
        if (info->role == RI_WEIGHT_SCALE || info->role == RI_WEIGHT_VARIANCE)
            for (size_t k = 0; k < info->count; k++) at[k] = 1;
    }
    const ri_status status = ri_network_set_all(network, RI_PART_VALUE, values, err);
    free(values);
    return status;
}

ri_status ri_network_update(struct ri_network *network, const struct ri_optimiser *optimiser,
                            float rate, uint64_t step, struct ri_error *err)
{
    return shards_update(&network->shards, network->weights, network->weight_count, optimiser, rate,
                         step, err);
}
