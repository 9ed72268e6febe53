/* Convolution and dense layers: the same but for how their descriptions are made. Where numbers between layers are bfloat16, the
 * weights that are learnt and their gradients stay single; forward and backward each take a short copy in the layout they like. */
#include "onednn_steps.h"

#ifdef RI_HAS_ONEDNN

static const dnnl_dims_t no_dilation = {0, 0};

/* The memory itself when it lies as `md` wants; else a copy that a step of `steps` makes each time. */
static ri_status as_wanted(struct compiled *c, struct steps *steps, dnnl_memory_t memory,
                           const_dnnl_memory_desc_t md, dnnl_memory_t *ret, struct ri_error *err)
{
    *ret = memory;
    if (c->dnnl->memory_desc_equal(memory_md(c, memory), md)) return RI_OK;
    RI_TRY(slot_new(c, md, false, ret, err));
    return add_reorder(c, steps, memory, *ret, err);
}

struct sides { /* of a convolution */
    dnnl_dims_t stride, before, after;
};

static struct sides sides_of(const struct ri_layer *layer)
{
    const dnnl_dim_t stride = layer->stride ? layer->stride : 1, pad = layer->pad;
    return (struct sides){{stride, stride}, {pad, pad}, {pad, pad}};
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

/* ---- Forward ----------------------------------------------------------------------------------------------- */

/* What one layer's descriptions are made of; the caller destroys them by forget(). */
struct product {
    dnnl_memory_desc_t to, gradient, kernel, learnt, bias; /* kernel, learnt: any layout */
    dnnl_dims_t        dims, bias_dims;
    int                dim_count;
};

static void forget(struct compiled *c, struct product *p)
{
    const dnnl_memory_desc_t all[] = {p->to, p->gradient, p->kernel, p->learnt, p->bias};
    for (size_t k = 0; k < RI_COUNT(all); k++)
        if (all[k]) c->dnnl->memory_desc_destroy(all[k]);
}

static ri_status describe_all(struct compiled *c, size_t i, struct product *p, struct ri_error *err)
{
    const struct ri_layer *layer = &c->shape.layers[i];
    p->dim_count = kernel_dims(c, i, p->dims);
    p->bias_dims[0] = layer->width;
    RI_TRY(describe(c, i, &p->to, err));
    RI_TRY(describe_gradient(c, i, &p->gradient, err));
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&p->kernel, p->dim_count, p->dims, c->numbers,
                                                  dnnl_format_tag_any),
             "a kernel");
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&p->learnt, p->dim_count, p->dims, dnnl_f32,
                                                  dnnl_format_tag_any),
             "a kernel");
    if (layer->no_bias) return RI_OK;
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&p->bias, 1, p->bias_dims, dnnl_f32, dnnl_a),
             "a bias");
    return RI_OK;
}

static ri_status describe_forward(struct compiled *c, size_t i, const_dnnl_memory_desc_t from,
                                  const struct product *p, struct ri_error *err)
{
    const struct ri_layer      *layer = &c->shape.layers[i];
    const struct sides          sides = sides_of(layer);
    const_dnnl_primitive_attr_t attributes = layer->relu ? c->relu : c->plain;
    dnnl_primitive_desc_t      *pd = &c->made[i].forward;
    DNNL_TRY(
        layer->kind == RI_LAYER_DENSE
            ? c->dnnl->inner_product_forward_primitive_desc_create(
                  pd, c->dnnl->engine, forward_kind(c), from, p->kernel, p->bias, p->to, attributes)
            : c->dnnl->convolution_forward_primitive_desc_create(
                  pd, c->dnnl->engine, forward_kind(c), dnnl_convolution_direct, from, p->kernel,
                  p->bias, p->to, sides.stride, no_dilation, sides.before, sides.after, attributes),
        layer->kind == RI_LAYER_DENSE ? "a dense layer" : "a convolution");
    return RI_OK;
}

static ri_status describe_weights(struct compiled *c, size_t i, const_dnnl_memory_desc_t from,
                                  const struct product *p, struct ri_error *err)
{
    const struct ri_layer *layer = &c->shape.layers[i];
    const struct sides     sides = sides_of(layer);
    struct layer_made     *made = &c->made[i];
    DNNL_TRY(layer->kind == RI_LAYER_DENSE
                 ? c->dnnl->inner_product_backward_weights_primitive_desc_create(
                       &made->weights, c->dnnl->engine, from, p->learnt, p->bias, p->gradient,
                       made->forward, c->plain)
                 : c->dnnl->convolution_backward_weights_primitive_desc_create(
                       &made->weights, c->dnnl->engine, dnnl_convolution_direct, from, p->learnt,
                       p->bias, p->gradient, sides.stride, no_dilation, sides.before, sides.after,
                       made->forward, c->plain),
             "gradients of weights");
    return RI_OK;
}

/* What is learnt lies as its gradients come when forward takes a short copy anyway, else as forward takes it. */
static ri_status add_forward(struct compiled *c, size_t i, const struct product *p,
                             struct ri_error *err)
{
    const struct ri_layer   *layer = &c->shape.layers[i];
    struct layer_made       *made = &c->made[i];
    const_dnnl_memory_desc_t wanted = asked(c, made->forward, dnnl_query_weights_md),
                             inside = c->numbers == dnnl_f32
                                          ? wanted
                                          : asked(c, made->weights, dnnl_query_diff_weights_md);
    dnnl_memory_t kernel, used, bias = NULL;
    made->weight = c->weight_count;
    RI_TRY(weight_new(c, i, inside, p->dim_count, p->dims, &kernel, err));
    if (!layer->no_bias) RI_TRY(weight_new(c, i, NULL, 1, p->bias_dims, &bias, err));
    RI_TRY(output_new(c, i, asked(c, made->forward, dnnl_query_dst_md), err));
    RI_TRY(as_wanted(c, &c->forward, kernel, wanted, &used, err));
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, tensor_from(c, i, layer->back)->value},
                                         {DNNL_ARG_WEIGHTS, used},
                                         {DNNL_ARG_DST, c->tensors[i + 1].value},
                                         {DNNL_ARG_BIAS, bias}};
    return add_primitive(c, &c->forward, made->forward, bias ? 4 : 3, arguments, err);
}

/* ---- Forward, single numbers as sums of two of bfloat16 ------------------------------------------------------ */

/* Descriptions: three times the channels, of bfloat16. */
static ri_status describe_split(struct compiled *c, size_t i, dnnl_memory_desc_t *source, struct product *p,
                                dnnl_memory_desc_t *plain, struct ri_error *err)
{
    const struct ri_layer      *layer = &c->shape.layers[i];
    const struct ri_layer_size *in = &c->sizes[i + 1 - (layer->back ? layer->back : 1)];
    const dnnl_dims_t wide = {c->pictures_now, 3 * in->channels, in->height, in->width},
                      kernel = {layer->width, 3 * in->channels, layer->kernel, layer->kernel};
    p->dim_count = kernel_dims(c, i, p->dims);
    p->bias_dims[0] = layer->width;
    RI_TRY(describe(c, i, &p->to, err));
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(source, 4, wide, dnnl_bf16, dnnl_nhwc), "halves");
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&p->kernel, 4, kernel, dnnl_bf16,
                                                  dnnl_format_tag_any),
             "a kernel");
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(plain, 4, kernel, dnnl_bf16, dnnl_abcd),
             "a kernel");
    if (!layer->no_bias)
        DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&p->bias, 1, p->bias_dims, dnnl_f32, dnnl_a),
                 "a bias");
    return describe_forward(c, i, *source, p, err);
}

static ri_status add_split(struct compiled *c, size_t i, const_dnnl_memory_desc_t source,
                           const_dnnl_memory_desc_t plain, const struct product *p,
                           struct ri_error *err)
{
    const struct ri_layer *layer = &c->shape.layers[i];
    struct layer_made     *made = &c->made[i];
    const size_t           channels = (size_t)p->dims[1];
    dnnl_memory_t          kernel, halves, used, pictures, bias = NULL;
    made->weight = c->weight_count;
    RI_TRY(weight_new(c, i, NULL, p->dim_count, p->dims, &kernel, err));
    if (!layer->no_bias) RI_TRY(weight_new(c, i, NULL, 1, p->bias_dims, &bias, err));
    RI_TRY(slot_new(c, plain, false, &halves, err));
    RI_TRY(slot_new(c, asked(c, made->forward, dnnl_query_weights_md), false, &used, err));
    RI_TRY(slot_new(c, source, false, &pictures, err));
    RI_TRY(output_new(c, i, asked(c, made->forward, dnnl_query_dst_md), err));
    const struct step kernels = {.kind = STEP_SPLIT_KERNEL,
                                 .to = halves,
                                 .from = kernel,
                                 .block = channels * (size_t)(p->dims[2] * p->dims[3])};
    const struct step split = {.kind = STEP_SPLIT,
                               .to = pictures,
                               .from = tensor_from(c, i, layer->back)->value,
                               .block = channels};
    RI_TRY(add_step(c, &c->prepare, kernels, err));
    RI_TRY(add_reorder(c, &c->prepare, halves, used, err));
    RI_TRY(add_step(c, &c->forward, split, err));
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, pictures},
                                         {DNNL_ARG_WEIGHTS, used},
                                         {DNNL_ARG_DST, c->tensors[i + 1].value},
                                         {DNNL_ARG_BIAS, bias}};
    return add_primitive(c, &c->forward, made->forward, bias ? 4 : 3, arguments, err);
}

static ri_status split_forward(struct compiled *c, size_t i, struct ri_error *err)
{
    dnnl_memory_desc_t source = NULL, plain = NULL;
    struct product     p = {.to = NULL};
    ri_status          status = describe_split(c, i, &source, &p, &plain, err);
    if (status == RI_OK) status = add_split(c, i, source, plain, &p, err);
    if (source) c->dnnl->memory_desc_destroy(source);
    if (plain) c->dnnl->memory_desc_destroy(plain);
    forget(c, &p);
    return status;
}

ri_status product_forward(struct compiled *c, size_t i, struct ri_error *err)
{
    if (splits(c, i)) return split_forward(c, i, err);
    const_dnnl_memory_desc_t from = memory_md(c, tensor_from(c, i, c->shape.layers[i].back)->value);
    struct product           p = {.to = NULL};
    ri_status                status = describe_all(c, i, &p, err);
    if (status == RI_OK) status = describe_forward(c, i, from, &p, err);
    if (status == RI_OK && c->options.training) status = describe_weights(c, i, from, &p, err);
    if (status == RI_OK) status = add_forward(c, i, &p, err);
    forget(c, &p);
    return status;
}

/* ---- Backward ---------------------------------------------------------------------------------------------- */

static ri_status weights_backward(struct compiled *c, size_t i, struct ri_error *err)
{
    const struct ri_layer   *layer = &c->shape.layers[i];
    const struct layer_made *made = &c->made[i];
    const struct weight     *weight = &c->weights[made->weight];
    dnnl_memory_t            kernel = weight->parts[RI_PART_GRADIENT], written = kernel,
                  bias = layer->no_bias ? NULL : weight[1].parts[RI_PART_GRADIENT];
    const_dnnl_memory_desc_t lies = asked(c, made->weights, dnnl_query_diff_weights_md);
    const bool               other = !c->dnnl->memory_desc_equal(memory_md(c, kernel), lies);
    if (other) RI_TRY(slot_new(c, lies, false, &written, err));
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, tensor_from(c, i, layer->back)->value},
                                         {DNNL_ARG_DIFF_DST, c->tensors[i + 1].gradient},
                                         {DNNL_ARG_DIFF_WEIGHTS, written},
                                         {DNNL_ARG_DIFF_BIAS, bias}};
    RI_TRY(add_primitive(c, &c->backward, made->weights, bias ? 4 : 3, arguments, err));
    return other ? add_reorder(c, &c->backward, written, kernel, err) : RI_OK;
}

static ri_status data_described(struct compiled *c, size_t i, dnnl_memory_t target,
                                const_dnnl_primitive_desc_t pd, struct ri_error *err)
{
    const struct layer_made *made = &c->made[i];
    dnnl_memory_t            used;
    RI_TRY(as_wanted(c, &c->backward, c->weights[made->weight].parts[RI_PART_VALUE],
                     asked(c, pd, dnnl_query_weights_md), &used, err));
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_DIFF_DST, c->tensors[i + 1].gradient},
                                         {DNNL_ARG_WEIGHTS, used},
                                         {DNNL_ARG_DIFF_SRC, target}};
    return add_primitive(c, &c->backward, pd, 3, arguments, err);
}

static ri_status data_backward(struct compiled *c, size_t i, struct ri_error *err)
{
    const struct ri_layer   *layer = &c->shape.layers[i];
    const struct layer_made *made = &c->made[i];
    const struct sides       sides = sides_of(layer);
    struct tensor           *from = tensor_from(c, i, layer->back);
    const_dnnl_memory_desc_t in = memory_md(c, from->value),
                             to = memory_md(c, c->tensors[i + 1].gradient);
    dnnl_memory_t         target;
    dnnl_dims_t           dims;
    dnnl_memory_desc_t    any;
    bool                  add;
    dnnl_primitive_desc_t pd;
    RI_TRY(gradient_target(c, from, &target, &add, err));
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&any, kernel_dims(c, i, dims), dims, c->numbers,
                                                  dnnl_format_tag_any),
             "a kernel");
    const dnnl_status_t described =
        layer->kind == RI_LAYER_DENSE
            ? c->dnnl->inner_product_backward_data_primitive_desc_create(
                  &pd, c->dnnl->engine, in, any, to, made->forward, c->plain)
            : c->dnnl->convolution_backward_data_primitive_desc_create(
                  &pd, c->dnnl->engine, dnnl_convolution_direct, in, any, to, sides.stride,
                  no_dilation, sides.before, sides.after, made->forward, c->plain);
    c->dnnl->memory_desc_destroy(any);
    DNNL_TRY(described, "gradients of a layer's input");
    const ri_status status = data_described(c, i, target, pd, err);
    c->dnnl->primitive_desc_destroy(pd);
    RI_TRY(status);
    return gradient_done(c, from, target, add, err);
}

ri_status product_backward(struct compiled *c, size_t i, struct ri_error *err)
{
    RI_TRY(relu_backward(c, i, err));
    RI_TRY(weights_backward(c, i, err));
    if (!needs_gradient(c, tensor_from(c, i, c->shape.layers[i].back))) return RI_OK;
    return data_backward(c, i, err);
}
#endif
