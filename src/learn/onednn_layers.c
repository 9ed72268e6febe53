/* How each kind of layer becomes primitives of oneDNN, forward and backward. A gradient that several layers give is summed: the
 * first one to write it writes, the others add. */
#include "onednn_steps.h"

#ifdef RI_HAS_ONEDNN

static const dnnl_dims_t no_dilation = {0, 0};

/* ---- Tensors and weights ------------------------------------------------------------------------------- */

/* Pictures lie between layers in blocks of channels as wide as the registers; channels last were four times slower backward. */
static ri_status describe(struct compiled *c, size_t layer, dnnl_memory_desc_t *ret,
                          struct ri_error *err)
{
    const struct ri_layer_size *size = &c->sizes[layer + 1];
    const dnnl_dims_t dims = {c->options.batch, size->channels, size->height, size->width};
    const bool        flat = c->shape.layers[layer].kind == RI_LAYER_DENSE;
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(ret, flat ? 2 : 4, dims, dnnl_f32,
                                                  flat ? dnnl_nc : c->dnnl->pictures),
             "the output of a layer");
    return RI_OK;
}

static ri_status output_new(struct compiled *c, size_t layer, const_dnnl_memory_desc_t md,
                            struct ri_error *err)
{
    return slot_new(c, md, false, &c->tensors[layer + 1].value, err);
}

/* Where a layer writes the gradient of one of its inputs; *ret_add: it is then to be added to the tensor's. NULL: nobody asks for
 * that of the picture. */
static ri_status gradient_target(struct compiled *c, struct tensor *tensor, dnnl_memory_t *ret,
                                 bool *ret_add, struct ri_error *err)
{
    *ret = NULL;
    *ret_add = tensor->written;
    if (tensor == &c->tensors[0]) return RI_OK;
    if (tensor->written) return slot_new(c, memory_md(c, tensor->value), false, ret, err);
    tensor->written = true;
    if (!tensor->gradient)
        RI_TRY(slot_new(c, memory_md(c, tensor->value), false, &tensor->gradient, err));
    *ret = tensor->gradient;
    return RI_OK;
}

static ri_status gradient_done(struct compiled *c, const struct tensor *tensor,
                               dnnl_memory_t written, bool add, struct ri_error *err)
{
    if (!add) return RI_OK;
    return add_step(c, &c->backward,
                    (struct step){.kind = STEP_ADD, .to = tensor->gradient, .from = written}, err);
}

/* One weight of a layer in the layout `inside` (NULL: plain). */
static ri_status weight_new(struct compiled *c, size_t layer, const_dnnl_memory_desc_t inside,
                            int dim_count, const dnnl_dims_t dims, dnnl_memory_t *ret,
                            struct ri_error *err)
{
    static const dnnl_format_tag_t tags[] = {dnnl_a, dnnl_a, dnnl_ab, dnnl_abc, dnnl_abcd};
    struct weight                 *weight = &c->weights[c->weight_count];
    const int                      parts = c->options.training ? RI_PARTS : 1;
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&weight->plain, dim_count, dims, dnnl_f32,
                                                  tags[dim_count]),
             "a weight");
    weight->info.layer = layer;
    c->weight_count++;
    for (int part = 0; part < parts; part++)
        RI_TRY(slot_new(c, inside ? inside : weight->plain, false, &weight->parts[part], err));
    *ret = weight->parts[RI_PART_VALUE];
    return RI_OK;
}

static const_dnnl_memory_desc_t asked(const struct compiled *c, const_dnnl_primitive_desc_t pd,
                                      dnnl_query_t what)
{
    return c->dnnl->primitive_desc_query_md(pd, what, 0);
}

/* The memory itself when it lies as `md` wants; else a scratch memory *ret that lies so. */
static ri_status as_wanted(struct compiled *c, dnnl_memory_t memory, const_dnnl_memory_desc_t md,
                           dnnl_memory_t *ret, struct ri_error *err)
{
    *ret = memory;
    if (c->dnnl->memory_desc_equal(memory_md(c, memory), md)) return RI_OK;
    return slot_new(c, md, false, ret, err);
}

static dnnl_prop_kind_t forward_kind(const struct compiled *c)
{
    return c->options.training ? dnnl_forward_training : dnnl_forward_inference;
}

static bool needs_gradient(const struct compiled *c, const struct tensor *from)
{
    return from != &c->tensors[0];
}

/* The gradient of what came out of ReLU becomes that of what went in, in place; the output itself tells where it was 0. */
static ri_status relu_backward(struct compiled *c, size_t layer, struct ri_error *err)
{
    const struct tensor     *out = &c->tensors[layer + 1];
    const_dnnl_memory_desc_t md = memory_md(c, out->value);
    dnnl_primitive_desc_t    hint, pd;
    if (!c->shape.layers[layer].relu) return RI_OK;
    DNNL_TRY(c->dnnl->eltwise_forward_primitive_desc_create(
                 &hint, c->dnnl->engine, dnnl_forward_training, dnnl_eltwise_relu_use_dst_for_bwd,
                 md, md, 0, 0, c->plain),
             "ReLU");
    const dnnl_status_t made = c->dnnl->eltwise_backward_primitive_desc_create(
        &pd, c->dnnl->engine, dnnl_eltwise_relu_use_dst_for_bwd, md, md, md, 0, 0, hint, c->plain);
    c->dnnl->primitive_desc_destroy(hint);
    DNNL_TRY(made, "ReLU backward");
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_DST, out->value},
                                         {DNNL_ARG_DIFF_DST, out->gradient},
                                         {DNNL_ARG_DIFF_SRC, out->gradient}};
    const ri_status       status = add_primitive(c, &c->backward, pd, 3, arguments, err);
    c->dnnl->primitive_desc_destroy(pd);
    return status;
}

/* ---- Convolution and dense: the same but for how their descriptions are made --------------------------------- */

struct sides { /* of a convolution */
    dnnl_dims_t stride, before, after;
};

static struct sides sides_of(const struct ri_layer *layer)
{
    const dnnl_dim_t stride = layer->stride ? layer->stride : 1, pad = layer->pad;
    return (struct sides){{stride, stride}, {pad, pad}, {pad, pad}};
}

static ri_status describe_product(struct compiled *c, size_t i, const_dnnl_memory_desc_t from,
                                  const_dnnl_memory_desc_t to, const_dnnl_memory_desc_t weights,
                                  const_dnnl_memory_desc_t bias, struct ri_error *err)
{
    const struct ri_layer      *layer = &c->shape.layers[i];
    const struct sides          sides = sides_of(layer);
    const_dnnl_primitive_attr_t attributes = layer->relu ? c->relu : c->plain;
    dnnl_primitive_desc_t      *pd = &c->made[i].forward;
    DNNL_TRY(layer->kind == RI_LAYER_DENSE
                 ? c->dnnl->inner_product_forward_primitive_desc_create(
                       pd, c->dnnl->engine, forward_kind(c), from, weights, bias, to, attributes)
                 : c->dnnl->convolution_forward_primitive_desc_create(
                       pd, c->dnnl->engine, forward_kind(c), dnnl_convolution_direct, from, weights,
                       bias, to, sides.stride, no_dilation, sides.before, sides.after, attributes),
             layer->kind == RI_LAYER_DENSE ? "a dense layer" : "a convolution");
    return RI_OK;
}

/* Dimensions of the kernel; returns their number. */
static int kernel_dims(const struct compiled *c, size_t i, dnnl_dims_t ret)
{
    const struct ri_layer      *layer = &c->shape.layers[i];
    const unsigned              back = layer->back ? layer->back : 1;
    const struct ri_layer_size *in = &c->sizes[i + 1 - back];
    const bool flat = i + 1 > back && c->shape.layers[i - back].kind == RI_LAYER_DENSE;
    ret[0] = layer->width;
    ret[1] = in->channels;
    ret[2] = layer->kind == RI_LAYER_DENSE ? in->height : layer->kernel;
    ret[3] = layer->kind == RI_LAYER_DENSE ? in->width : layer->kernel;
    return flat ? 2 : 4;
}

static ri_status product_forward(struct compiled *c, size_t i, struct ri_error *err)
{
    const struct ri_layer *layer = &c->shape.layers[i];
    struct layer_made     *made = &c->made[i];
    struct tensor         *from = tensor_from(c, i, layer->back);
    dnnl_dims_t            dims;
    const int              dim_count = kernel_dims(c, i, dims);
    const dnnl_dims_t      bias_dims = {layer->width};
    dnnl_memory_desc_t     to = NULL, kernel = NULL, bias = NULL;
    dnnl_memory_t          kernel_memory, bias_memory = NULL;
    RI_TRY(describe(c, i, &to, err));
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&kernel, dim_count, dims, dnnl_f32,
                                                  dnnl_format_tag_any),
             "a kernel");
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&bias, 1, bias_dims, dnnl_f32, dnnl_a), "a bias");
    ri_status status = describe_product(c, i, memory_md(c, from->value), to, kernel,
                                        layer->no_bias ? NULL : bias, err);
    c->dnnl->memory_desc_destroy(to);
    c->dnnl->memory_desc_destroy(kernel);
    c->dnnl->memory_desc_destroy(bias);
    RI_TRY(status);
    made->weight = c->weight_count;
    RI_TRY(weight_new(c, i, asked(c, made->forward, dnnl_query_weights_md), dim_count, dims,
                      &kernel_memory, err));
    if (!layer->no_bias) RI_TRY(weight_new(c, i, NULL, 1, bias_dims, &bias_memory, err));
    RI_TRY(output_new(c, i, asked(c, made->forward, dnnl_query_dst_md), err));
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, from->value},
                                         {DNNL_ARG_WEIGHTS, kernel_memory},
                                         {DNNL_ARG_DST, c->tensors[i + 1].value},
                                         {DNNL_ARG_BIAS, bias_memory}};
    return add_primitive(c, &c->forward, made->forward, layer->no_bias ? 3 : 4, arguments, err);
}

static ri_status weights_backward(struct compiled *c, size_t i, const_dnnl_memory_desc_t any,
                                  struct ri_error *err)
{
    const struct ri_layer   *layer = &c->shape.layers[i];
    const struct layer_made *made = &c->made[i];
    const struct sides       sides = sides_of(layer);
    struct tensor           *from = tensor_from(c, i, layer->back), *out = &c->tensors[i + 1];
    const_dnnl_memory_desc_t in = memory_md(c, from->value), to = memory_md(c, out->gradient);
    dnnl_memory_t            kernel = c->weights[made->weight].parts[RI_PART_GRADIENT], written,
                  bias =
                      layer->no_bias ? NULL : c->weights[made->weight + 1].parts[RI_PART_GRADIENT];
    const_dnnl_memory_desc_t bias_md = bias ? memory_md(c, bias) : NULL;
    dnnl_primitive_desc_t    pd;
    DNNL_TRY(layer->kind == RI_LAYER_DENSE
                 ? c->dnnl->inner_product_backward_weights_primitive_desc_create(
                       &pd, c->dnnl->engine, in, any, bias_md, to, made->forward, c->plain)
                 : c->dnnl->convolution_backward_weights_primitive_desc_create(
                       &pd, c->dnnl->engine, dnnl_convolution_direct, in, any, bias_md, to,
                       sides.stride, no_dilation, sides.before, sides.after, made->forward,
                       c->plain),
             "gradients of weights");
    ri_status status =
        as_wanted(c, kernel, asked(c, pd, dnnl_query_diff_weights_md), &written, err);
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, from->value},
                                         {DNNL_ARG_DIFF_DST, out->gradient},
                                         {DNNL_ARG_DIFF_WEIGHTS, written},
                                         {DNNL_ARG_DIFF_BIAS, bias}};
    if (status == RI_OK) status = add_primitive(c, &c->backward, pd, bias ? 4 : 3, arguments, err);
    c->dnnl->primitive_desc_destroy(pd);
    if (status == RI_OK && written != kernel)
        status = add_reorder(c, &c->backward, written, kernel, err);
    return status;
}

static ri_status data_backward(struct compiled *c, size_t i, const_dnnl_memory_desc_t any,
                               struct ri_error *err)
{
    const struct ri_layer   *layer = &c->shape.layers[i];
    const struct layer_made *made = &c->made[i];
    const struct sides       sides = sides_of(layer);
    struct tensor           *from = tensor_from(c, i, layer->back), *out = &c->tensors[i + 1];
    const_dnnl_memory_desc_t in = memory_md(c, from->value), to = memory_md(c, out->gradient);
    dnnl_memory_t            target, kernel = c->weights[made->weight].parts[RI_PART_VALUE], wanted;
    bool                     add;
    dnnl_primitive_desc_t    pd;
    RI_TRY(gradient_target(c, from, &target, &add, err));
    DNNL_TRY(layer->kind == RI_LAYER_DENSE
                 ? c->dnnl->inner_product_backward_data_primitive_desc_create(
                       &pd, c->dnnl->engine, in, any, to, made->forward, c->plain)
                 : c->dnnl->convolution_backward_data_primitive_desc_create(
                       &pd, c->dnnl->engine, dnnl_convolution_direct, in, any, to, sides.stride,
                       no_dilation, sides.before, sides.after, made->forward, c->plain),
             "gradients of a layer's input");
    ri_status status = as_wanted(c, kernel, asked(c, pd, dnnl_query_weights_md), &wanted, err);
    if (status == RI_OK && wanted != kernel)
        status = add_reorder(c, &c->backward, kernel, wanted, err);
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_DIFF_DST, out->gradient},
                                         {DNNL_ARG_WEIGHTS, wanted},
                                         {DNNL_ARG_DIFF_SRC, target}};
    if (status == RI_OK) status = add_primitive(c, &c->backward, pd, 3, arguments, err);
    c->dnnl->primitive_desc_destroy(pd);
    RI_TRY(status);
    return gradient_done(c, from, target, add, err);
}

static ri_status product_backward(struct compiled *c, size_t i, struct ri_error *err)
{
    dnnl_dims_t        dims;
    const int          dim_count = kernel_dims(c, i, dims);
    dnnl_memory_desc_t any;
    RI_TRY(relu_backward(c, i, err));
    DNNL_TRY(
        c->dnnl->memory_desc_create_with_tag(&any, dim_count, dims, dnnl_f32, dnnl_format_tag_any),
        "a kernel");
    ri_status status = weights_backward(c, i, any, err);
    if (status == RI_OK && needs_gradient(c, tensor_from(c, i, c->shape.layers[i].back)))
        status = data_backward(c, i, any, err);
    c->dnnl->memory_desc_destroy(any);
    return status;
}

/* ---- Norm ------------------------------------------------------------------------------------------------ */

static const float norm_epsilon = 1e-5f;

static unsigned norm_flags(const struct compiled *c, size_t i)
{
    return dnnl_use_scale | dnnl_use_shift | (c->shape.layers[i].relu ? dnnl_fuse_norm_relu : 0u) |
           (c->options.training ? 0u : dnnl_use_global_stats);
}

/* In training the batch's statistics are used and the running ones follow; else the running ones are used. */
static ri_status norm_statistics(struct compiled *c, size_t i, const dnnl_memory_t running[2],
                                 struct ri_error *err)
{
    struct layer_made   *made = &c->made[i];
    dnnl_memory_t *const batch[] = {&made->mean, &made->variance};
    for (int k = 0; k < 2; k++) {
        *batch[k] = running[k];
        if (c->options.training)
            RI_TRY(slot_new(c, memory_md(c, running[k]), false, batch[k], err));
    }
    return RI_OK;
}

static ri_status norm_forward(struct compiled *c, size_t i, struct ri_error *err)
{
    struct layer_made       *made = &c->made[i];
    struct tensor           *from = tensor_from(c, i, c->shape.layers[i].back);
    const_dnnl_memory_desc_t md = memory_md(c, from->value), workspace;
    const dnnl_dims_t        dims = {c->sizes[i + 1].channels};
    dnnl_memory_t            scale, shift, running[2];
    DNNL_TRY(c->dnnl->batch_normalization_forward_primitive_desc_create(
                 &made->forward, c->dnnl->engine, forward_kind(c), md, md, norm_epsilon,
                 norm_flags(c, i), c->plain),
             "a norm");
    made->weight = c->weight_count;
    RI_TRY(weight_new(c, i, NULL, 1, dims, &scale, err));
    RI_TRY(weight_new(c, i, NULL, 1, dims, &shift, err));
    RI_TRY(weight_new(c, i, NULL, 1, dims, &running[0], err));
    RI_TRY(weight_new(c, i, NULL, 1, dims, &running[1], err));
    RI_TRY(norm_statistics(c, i, running, err));
    RI_TRY(output_new(c, i, md, err));
    workspace = asked(c, made->forward, dnnl_query_workspace_md);
    if (workspace && c->dnnl->memory_desc_get_size(workspace))
        RI_TRY(slot_new(c, workspace, false, &made->workspace, err));
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, from->value},
                                         {DNNL_ARG_DST, c->tensors[i + 1].value},
                                         {DNNL_ARG_SCALE, scale},
                                         {DNNL_ARG_SHIFT, shift},
                                         {DNNL_ARG_MEAN, made->mean},
                                         {DNNL_ARG_VARIANCE, made->variance},
                                         {DNNL_ARG_WORKSPACE, made->workspace}};
    RI_TRY(add_primitive(c, &c->forward, made->forward, made->workspace ? 7 : 6, arguments, err));
    if (!c->options.training) return RI_OK;
    RI_TRY(add_step(c, &c->forward,
                    (struct step){.kind = STEP_STATISTICS, .to = running[0], .from = made->mean},
                    err));
    return add_step(
        c, &c->forward,
        (struct step){.kind = STEP_STATISTICS, .to = running[1], .from = made->variance}, err);
}

static ri_status norm_backward(struct compiled *c, size_t i, struct ri_error *err)
{
    struct layer_made       *made = &c->made[i];
    struct tensor           *from = tensor_from(c, i, c->shape.layers[i].back);
    const struct tensor     *out = &c->tensors[i + 1];
    const struct weight     *scale = &c->weights[made->weight], *shift = scale + 1;
    const_dnnl_memory_desc_t md = memory_md(c, from->value);
    dnnl_memory_t            target;
    bool                     add;
    dnnl_primitive_desc_t    pd;
    RI_TRY(gradient_target(c, from, &target, &add, err));
    if (!target) /* a norm right on the picture: its input's gradient goes nowhere */
        RI_TRY(slot_new(c, md, false, &target, err));
    DNNL_TRY(c->dnnl->batch_normalization_backward_primitive_desc_create(
                 &pd, c->dnnl->engine, dnnl_backward, md, md, md, norm_epsilon, norm_flags(c, i),
                 made->forward, c->plain),
             "a norm backward");
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, from->value},
                                         {DNNL_ARG_MEAN, made->mean},
                                         {DNNL_ARG_VARIANCE, made->variance},
                                         {DNNL_ARG_SCALE, scale->parts[RI_PART_VALUE]},
                                         {DNNL_ARG_DIFF_DST, out->gradient},
                                         {DNNL_ARG_DIFF_SRC, target},
                                         {DNNL_ARG_DIFF_SCALE, scale->parts[RI_PART_GRADIENT]},
                                         {DNNL_ARG_DIFF_SHIFT, shift->parts[RI_PART_GRADIENT]},
                                         {DNNL_ARG_WORKSPACE, made->workspace}};
    const ri_status       status =
        add_primitive(c, &c->backward, pd, made->workspace ? 9 : 8, arguments, err);
    c->dnnl->primitive_desc_destroy(pd);
    RI_TRY(status);
    return from == &c->tensors[0] ? RI_OK : gradient_done(c, from, target, add, err);
}

/* ---- Add --------------------------------------------------------------------------------------------------- */

static ri_status add_forward(struct compiled *c, size_t i, struct ri_error *err)
{
    const struct ri_layer *layer = &c->shape.layers[i];
    const struct tensor   *a = tensor_from(c, i, layer->back), *b = tensor_from(c, i, layer->also);
    const_dnnl_memory_desc_t md = memory_md(c, a->value);
    DNNL_TRY(c->dnnl->binary_primitive_desc_create(&c->made[i].forward, c->dnnl->engine,
                                                   dnnl_binary_add, md, memory_md(c, b->value), md,
                                                   layer->relu ? c->relu : c->plain),
             "an addition");
    RI_TRY(output_new(c, i, md, err));
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC_0, a->value},
                                         {DNNL_ARG_SRC_1, b->value},
                                         {DNNL_ARG_DST, c->tensors[i + 1].value}};
    return add_primitive(c, &c->forward, c->made[i].forward, 3, arguments, err);
}

static ri_status add_backward(struct compiled *c, size_t i, struct ri_error *err)
{
    const struct ri_layer *layer = &c->shape.layers[i];
    struct tensor *const   inputs[] = {tensor_from(c, i, layer->back),
                                       tensor_from(c, i, layer->also)};
    RI_TRY(relu_backward(c, i, err));
    for (int k = 0; k < 2; k++) {
        struct tensor *tensor = inputs[k];
        const bool     add = tensor->written;
        if (!needs_gradient(c, tensor)) continue;
        if (!tensor->gradient)
            RI_TRY(slot_new(c, memory_md(c, tensor->value), false, &tensor->gradient, err));
        tensor->written = true;
        RI_TRY(add_step(c, &c->backward,
                        (struct step){.kind = add ? STEP_ADD : STEP_COPY,
                                      .to = tensor->gradient,
                                      .from = c->tensors[i + 1].gradient},
                        err));
    }
    return RI_OK;
}

/* ---- Pools --------------------------------------------------------------------------------------------------- */

struct window {
    dnnl_dims_t kernel, stride, before;
};

static struct window window_of(const struct compiled *c, size_t i)
{
    const struct ri_layer      *layer = &c->shape.layers[i];
    const struct ri_layer_size *in = &c->sizes[i + 1 - (layer->back ? layer->back : 1)];
    const dnnl_dim_t            stride = layer->stride ? layer->stride : 1;
    if (!layer->kernel) return (struct window){{in->height, in->width}, {1, 1}, {0, 0}};
    return (struct window){{layer->kernel, layer->kernel}, {stride, stride}, {0, 0}};
}

static dnnl_alg_kind_t pool_kind(const struct compiled *c, size_t i)
{
    return c->shape.layers[i].kind == RI_LAYER_MAX_POOL ? dnnl_pooling_max
                                                        : dnnl_pooling_avg_exclude_padding;
}

static ri_status pool_forward(struct compiled *c, size_t i, struct ri_error *err)
{
    struct layer_made       *made = &c->made[i];
    struct tensor           *from = tensor_from(c, i, c->shape.layers[i].back);
    const struct window      window = window_of(c, i);
    dnnl_memory_desc_t       to;
    const_dnnl_memory_desc_t workspace;
    RI_TRY(describe(c, i, &to, err));
    const dnnl_status_t described = c->dnnl->pooling_forward_primitive_desc_create(
        &made->forward, c->dnnl->engine, forward_kind(c), pool_kind(c, i),
        memory_md(c, from->value), to, window.stride, window.kernel, no_dilation, window.before,
        window.before, c->plain);
    c->dnnl->memory_desc_destroy(to);
    DNNL_TRY(described, "a pool");
    RI_TRY(output_new(c, i, asked(c, made->forward, dnnl_query_dst_md), err));
    workspace = asked(c, made->forward, dnnl_query_workspace_md);
    if (workspace && c->dnnl->memory_desc_get_size(workspace))
        RI_TRY(slot_new(c, workspace, false, &made->workspace, err));
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, from->value},
                                         {DNNL_ARG_DST, c->tensors[i + 1].value},
                                         {DNNL_ARG_WORKSPACE, made->workspace}};
    return add_primitive(c, &c->forward, made->forward, made->workspace ? 3 : 2, arguments, err);
}

static ri_status pool_backward(struct compiled *c, size_t i, struct ri_error *err)
{
    struct layer_made    *made = &c->made[i];
    struct tensor        *from = tensor_from(c, i, c->shape.layers[i].back);
    const struct tensor  *out = &c->tensors[i + 1];
    const struct window   window = window_of(c, i);
    dnnl_memory_t         target;
    bool                  add;
    dnnl_primitive_desc_t pd;
    RI_TRY(gradient_target(c, from, &target, &add, err));
    if (!target) return RI_OK;
    DNNL_TRY(c->dnnl->pooling_backward_primitive_desc_create(
                 &pd, c->dnnl->engine, pool_kind(c, i), memory_md(c, target),
                 memory_md(c, out->gradient), window.stride, window.kernel, no_dilation,
                 window.before, window.before, made->forward, c->plain),
             "a pool backward");
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_DIFF_DST, out->gradient},
                                         {DNNL_ARG_DIFF_SRC, target},
                                         {DNNL_ARG_WORKSPACE, made->workspace}};
    const ri_status       status =
        add_primitive(c, &c->backward, pd, made->workspace ? 3 : 2, arguments, err);
    c->dnnl->primitive_desc_destroy(pd);
    RI_TRY(status);
    return gradient_done(c, from, target, add, err);
}

/* ---- Dropout --------------------------------------------------------------------------------------------------- */

static ri_status dropout_forward(struct compiled *c, size_t i, struct ri_error *err)
{
    struct tensor *from = tensor_from(c, i, c->shape.layers[i].back), *out = &c->tensors[i + 1];
    if (!c->options.training) { /* the same memory under another name */
        out->value = from->value;
        return RI_OK;
    }
    const_dnnl_memory_desc_t md = memory_md(c, from->value);
    RI_TRY(output_new(c, i, md, err));
    RI_TRY(slot_new(c, md, false, &c->made[i].mask, err));
    return add_step(c, &c->forward,
                    (struct step){.kind = STEP_DROP,
                                  .to = out->value,
                                  .from = from->value,
                                  .mask = c->made[i].mask,
                                  .rate = c->shape.layers[i].rate,
                                  .layer = i},
                    err);
}

static ri_status dropout_backward(struct compiled *c, size_t i, struct ri_error *err)
{
    struct tensor *from = tensor_from(c, i, c->shape.layers[i].back);
    dnnl_memory_t  target;
    bool           add;
    RI_TRY(gradient_target(c, from, &target, &add, err));
    if (!target) return RI_OK;
    RI_TRY(add_step(c, &c->backward,
                    (struct step){.kind = STEP_MULTIPLY,
                                  .to = target,
                                  .from = c->tensors[i + 1].gradient,
                                  .mask = c->made[i].mask},
                    err));
    return gradient_done(c, from, target, add, err);
}

/* ---- The table ---------------------------------------------------------------------------------------------------- */

typedef ri_status make_fn(struct compiled *c, size_t layer, struct ri_error *err);
static const struct {
    make_fn *forward, *backward;
} kinds[RI_LAYER_KINDS] = {
    [RI_LAYER_CONVOLUTION] = {product_forward, product_backward},
    [RI_LAYER_NORM] = {norm_forward, norm_backward},
    [RI_LAYER_ADD] = {add_forward, add_backward},
    [RI_LAYER_MAX_POOL] = {pool_forward, pool_backward},
    [RI_LAYER_MEAN_POOL] = {pool_forward, pool_backward},
    [RI_LAYER_DENSE] = {product_forward, product_backward},
    [RI_LAYER_DROPOUT] = {dropout_forward, dropout_backward},
};

ri_status make_forward(struct compiled *c, size_t layer, struct ri_error *err)
{
    return kinds[c->shape.layers[layer].kind].forward(c, layer, err);
}

/* A layer whose output nobody used has no gradient and nothing to learn. */
ri_status make_backward(struct compiled *c, size_t layer, struct ri_error *err)
{
    if (!c->tensors[layer + 1].written) return RI_OK;
    return kinds[c->shape.layers[layer].kind].backward(c, layer, err);
}
#endif
