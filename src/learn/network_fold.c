/* Norms become part of the convolutions before them, for networks that only answer. */
#include "network.h"

#include <math.h>

struct fold {
    const struct ri_network_shape *shape;
    struct ri_network_shape       *to;
    struct ri_weight_info          weights[RI_WEIGHTS_MOST];
    size_t       weight_count, total, next; /* next: weight of the layer at hand */
    const float *from;                      /* of that weight */
    float       *at;
    size_t       place[RI_LAYERS_MOST + 1]; /* of tensors: [0] the picture */
};

unsigned ri_network_takers(const struct ri_network_shape *shape, size_t layer)
{
    unsigned takers = 0;
    for (size_t i = layer + 1; i < shape->layer_count; i++) {
        const struct ri_layer *at = &shape->layers[i];
        takers += i - (at->back ? at->back : 1) == layer;
        takers += at->kind == RI_LAYER_ADD && i - (at->also ? at->also : 1) == layer;
    }
    return takers;
}

static bool folds(const struct ri_network_shape *shape, size_t i)
{
    const struct ri_layer *layer = &shape->layers[i], *next = layer + 1;
    return i + 1 < shape->layer_count && layer->kind == RI_LAYER_CONVOLUTION && !layer->relu &&
           next->kind == RI_LAYER_NORM && next->back <= 1 && ri_network_takers(shape, i) == 1;
}

/* The weights of layer i as they are. */
static void copy_weights(struct fold *f, size_t i)
{
    for (; f->next < f->weight_count && f->weights[f->next].layer == i; f->next++) {
        const size_t n = f->weights[f->next].count;
        memcpy(f->at, f->from, n * sizeof *f->at);
        f->at += n;
        f->from += n;
    }
}

/* y = scale (kernel x + bias - mean) / sqrt(variance + e) + shift, one output channel after the other. */
static void fold_weights(struct fold *f, size_t i)
{
    const struct ri_layer       *layer = &f->shape->layers[i];
    const struct ri_weight_info *kernel = &f->weights[f->next];
    const size_t                 outputs = layer->width, each = kernel->count / outputs;
    const float                 *bias = layer->no_bias ? NULL : f->from + kernel->count;
    const float *scale = f->from + kernel->count + (bias ? outputs : 0), *shift = scale + outputs,
                *mean = shift + outputs, *variance = mean + outputs;
    for (size_t o = 0; o < outputs; o++) {
        const double factor =
            (double)scale[o] / sqrt((double)variance[o] + (double)RI_NORM_EPSILON);
        for (size_t k = 0; k < each; k++)
            f->at[o * each + k] = (float)(factor * (double)f->from[o * each + k]);
        f->at[kernel->count + o] =
            (float)(factor * ((bias ? (double)bias[o] : 0) - (double)mean[o]) + (double)shift[o]);
    }
    f->at += kernel->count + outputs;
    f->from = variance + outputs;
    f->next += bias ? 6 : 5;
}

static void fold_layer(struct fold *f, size_t i, bool with_next)
{
    const struct ri_layer *layer = &f->shape->layers[i];
    const size_t           here = f->to->layer_count++;
    const unsigned   back = layer->back ? layer->back : 1, also = layer->also ? layer->also : 1;
    struct ri_layer *to = &f->to->layers[here];
    *to = *layer;
    to->back = (unsigned)(here + 1 - f->place[i + 1 - back]);
    if (layer->kind == RI_LAYER_ADD) to->also = (unsigned)(here + 1 - f->place[i + 1 - also]);
    f->place[i + 1] = here + 1;
    if (!with_next) {
        copy_weights(f, i);
        return;
    }
    to->relu = layer[1].relu;
    to->no_bias = false;
    f->place[i + 2] = here + 1;
    fold_weights(f, i);
}

ri_status ri_network_fold(const struct ri_network_shape *shape, const float *weights,
                          struct ri_network_shape *ret_shape, float **ret_weights,
                          struct ri_error *err)
{
    struct fold f = {.shape = shape, .to = ret_shape, .from = weights};
    RI_TRY(ri_network_weights(shape, f.weights, &f.weight_count, err));
    for (size_t w = 0; w < f.weight_count; w++) f.total += f.weights[w].count;
    *ret_weights = f.at = calloc(f.total + 1, sizeof *f.at);
    if (!f.at) return ri_fail(err, RI_ENOMEM, "no room for %zu weights", f.total);
    *ret_shape = (struct ri_network_shape){
        .channels = shape->channels, .height = shape->height, .width = shape->width};
    for (size_t i = 0; i < shape->layer_count; i++) {
        const bool with_next = folds(shape, i);
        fold_layer(&f, i, with_next);
        i += with_next;
    }
    return RI_OK;
}
