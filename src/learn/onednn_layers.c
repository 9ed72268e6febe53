/* How each kind of layer becomes primitives of oneDNN, forward and backward. A gradient that several layers give is summed: the
 * first one to write it writes, the others add. */
#include "onednn_steps.h"

#ifdef RI_HAS_ONEDNN

static const dnnl_dims_t no_dilation = {0, 0};

/* ---- Tensors and weights ------------------------------------------------------------------------------- */

static ri_status describe_as(struct compiled *c, size_t layer, dnnl_data_type_t numbers,
                             dnnl_memory_desc_t *ret, struct ri_error *err)
{
    const struct ri_layer_size *size = &c->sizes[layer + 1];
    const dnnl_dims_t           dims = {c->pictures_now, size->channels, size->height, size->width};
    const bool                  flat = c->shape.layers[layer].kind == RI_LAYER_DENSE;
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(ret, flat ? 2 : 4, dims, numbers,
                                                  flat ? dnnl_nc : c->pictures),
             "the output of a layer");
    return RI_OK;
}

ri_status describe(struct compiled *c, size_t layer, dnnl_memory_desc_t *ret, struct ri_error *err)
{
    const bool last = layer + 1 == c->shape.layer_count;
    return describe_as(c, layer, last ? dnnl_f32 : c->numbers, ret, err);
}

ri_status describe_gradient(struct compiled *c, size_t layer, dnnl_memory_desc_t *ret,
                            struct ri_error *err)
{
    return describe_as(c, layer, c->numbers, ret, err);
}

ri_status output_new(struct compiled *c, size_t layer, const_dnnl_memory_desc_t md,
                     struct ri_error *err)
{
    return slot_new(c, md, false, &c->tensors[layer + 1].value, err);
}

ri_status gradient_target(struct compiled *c, struct tensor *tensor, dnnl_memory_t *ret,
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

ri_status gradient_done(struct compiled *c, const struct tensor *tensor, dnnl_memory_t written,
                        bool add, struct ri_error *err)
{
    if (!add) return RI_OK;
    return add_step(c, &c->backward,
                    (struct step){.kind = STEP_ADD, .to = tensor->gradient, .from = written}, err);
}

ri_status weight_new(struct compiled *c, size_t layer, const_dnnl_memory_desc_t inside,
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

const_dnnl_memory_desc_t asked(const struct compiled *c, const_dnnl_primitive_desc_t pd,
                               dnnl_query_t what)
{
    return c->dnnl->primitive_desc_query_md(pd, what, 0);
}

dnnl_prop_kind_t forward_kind(const struct compiled *c)
{
    return c->options.training ? dnnl_forward_training : dnnl_forward_inference;
}

bool needs_gradient(const struct compiled *c, const struct tensor *from)
{
    return from != &c->tensors[0];
}

/* The output itself tells where it was 0. */
ri_status relu_backward(struct compiled *c, size_t layer, struct ri_error *err)
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

/* ---- Norm ------------------------------------------------------------------------------------------------ */

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
                 &made->forward, c->dnnl->engine, forward_kind(c), md, md, RI_NORM_EPSILON,
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
                 &pd, c->dnnl->engine, dnnl_backward, md, md, md, RI_NORM_EPSILON, norm_flags(c, i),
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

static ri_status sum_forward(struct compiled *c, size_t i, struct ri_error *err)
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

static ri_status sum_backward(struct compiled *c, size_t i, struct ri_error *err)
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
    return (struct window){{layer->kernel, layer->kernel}, {stride, stride}, {layer->pad, layer->pad}};
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
        window.before, c->shape.layers[i].relu ? c->relu : c->plain);
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
    RI_TRY(relu_backward(c, i, err));
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
    [RI_LAYER_ADD] = {sum_forward, sum_backward},
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
