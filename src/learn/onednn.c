/* A compiled network: its memory in one block, its steps run one after the other. How layers become steps: onednn_layers.c. */
#include "onednn_steps.h"

#ifdef RI_HAS_ONEDNN
#include "base/random.h"
#include "library.h"

enum { ALIGN = 64 };
static const float momentum = 0.9f; /* of the running statistics of norms */

/* ---- Memories ------------------------------------------------------------------------------------------ */

static size_t padded(size_t bytes)
{
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

ri_status slot_new(struct compiled *c, const_dnnl_memory_desc_t md, bool scratch,
                   dnnl_memory_t *ret, struct ri_error *err)
{
    const size_t bytes = padded(c->dnnl->memory_desc_get_size(md));
    if (c->slot_count == SLOTS_MOST)
        return ri_fail(err, RI_ETOOLARGE, "the network needs more than %d memories", SLOTS_MOST);
    struct slot *slot = &c->slots[c->slot_count];
    DNNL_TRY(c->dnnl->memory_create(&slot->memory, md, c->dnnl->engine, DNNL_MEMORY_NONE),
             "a memory");
    c->slot_count++;
    slot->scratch = scratch;
    if (scratch) {
        c->scratch_bytes = bytes > c->scratch_bytes ? bytes : c->scratch_bytes;
    } else {
        slot->at = c->bytes;
        c->bytes += bytes;
    }
    *ret = slot->memory;
    return RI_OK;
}

const_dnnl_memory_desc_t memory_md(const struct compiled *c, dnnl_memory_t memory)
{
    const_dnnl_memory_desc_t md = NULL;
    (void)c->dnnl->memory_get_memory_desc(memory, &md);
    return md;
}

size_t memory_bytes(const struct compiled *c, dnnl_memory_t memory)
{
    return c->dnnl->memory_desc_get_size(memory_md(c, memory));
}

static float *memory_at(const struct compiled *c, dnnl_memory_t memory)
{
    void *at = NULL;
    (void)c->dnnl->memory_get_data_handle(memory, &at);
    return at;
}

/* Takes the block, zeroed, and lays the memories into it; scratch comes last. */
static ri_status bind(struct compiled *c, struct ri_error *err)
{
    const size_t limit = c->options.memory_limit, scratch = c->bytes;
    c->bytes += c->scratch_bytes;
    if (limit && c->bytes > limit)
        return ri_fail(err, RI_ENOMEM,
                       "the network needs %zu MB at a batch of %u, above the limit of %zu MB",
                       (c->bytes >> 20) + 1, c->options.batch, limit >> 20);
    if (posix_memalign((void **)&c->block, ALIGN, c->bytes ? c->bytes : ALIGN) != 0) {
        c->block = NULL;
        return ri_fail(err, RI_ENOMEM, "no room for the %zu MB of a network", c->bytes >> 20);
    }
    memset(c->block, 0, c->bytes);
    for (size_t i = 0; i < c->slot_count; i++) {
        const struct slot *slot = &c->slots[i];
        DNNL_TRY(c->dnnl->memory_set_data_handle(slot->memory,
                                                 c->block + (slot->scratch ? scratch : slot->at)),
                 "a memory's place");
    }
    return RI_OK;
}

/* ---- Steps --------------------------------------------------------------------------------------------- */

ri_status add_step(struct compiled *c, struct steps *steps, struct step step, struct ri_error *err)
{
    (void)c;
    if (steps->count == STEPS_MOST)
        return ri_fail(err, RI_ETOOLARGE, "the network needs more than %d steps", STEPS_MOST);
    steps->at[steps->count++] = step;
    return RI_OK;
}

ri_status add_primitive(struct compiled *c, struct steps *steps, const_dnnl_primitive_desc_t pd,
                        int count, const dnnl_exec_arg_t *arguments, struct ri_error *err)
{
    const_dnnl_memory_desc_t scratchpad =
        c->dnnl->primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
    struct step step = {.kind = STEP_PRIMITIVE, .count = count};
    memcpy(step.arguments, arguments, (size_t)count * sizeof *arguments);
    if (scratchpad && c->dnnl->memory_desc_get_size(scratchpad) > 0) {
        dnnl_exec_arg_t *extra = &step.arguments[step.count++];
        extra->arg = DNNL_ARG_SCRATCHPAD;
        RI_TRY(slot_new(c, scratchpad, true, &extra->memory, err));
    }
    DNNL_TRY(c->dnnl->primitive_create(&step.primitive, pd), "a primitive");
    const ri_status status = add_step(c, steps, step, err);
    if (status != RI_OK) c->dnnl->primitive_destroy(step.primitive);
    return status;
}

ri_status add_reorder(struct compiled *c, struct steps *steps, dnnl_memory_t from, dnnl_memory_t to,
                      struct ri_error *err)
{
    dnnl_primitive_desc_t pd;
    DNNL_TRY(c->dnnl->reorder_primitive_desc_create(&pd, memory_md(c, from), c->dnnl->engine,
                                                    memory_md(c, to), c->dnnl->engine, c->plain),
             "a reorder");
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    const ri_status       status = add_primitive(c, steps, pd, 2, arguments, err);
    c->dnnl->primitive_desc_destroy(pd);
    return status;
}

struct tensor *tensor_from(struct compiled *c, size_t layer, unsigned back)
{
    return &c->tensors[layer + 1 - (back ? back : 1)];
}

static void draw_mask(float *mask, size_t n, float rate, uint64_t seed, size_t layer)
{
    struct ri_random random;
    ri_random_init(&random, seed, layer);
    for (size_t i = 0; i < n; i++)
        mask[i] = ri_random_uniform(&random) < (double)rate ? 0 : 1 / (1 - rate);
}

static void run_plain(const struct compiled *c, const struct step *step, uint64_t seed)
{
    const size_t n = memory_bytes(c, step->to) / sizeof(float);
    float       *to = memory_at(c, step->to), *mask = step->mask ? memory_at(c, step->mask) : NULL;
    const float *from = memory_at(c, step->from);
    if (step->kind == STEP_DROP) draw_mask(mask, n, step->rate, seed, step->layer);
    switch (step->kind) {
    case STEP_COPY:
        memcpy(to, from, n * sizeof *to);
        break;
    case STEP_ADD:
        for (size_t i = 0; i < n; i++) to[i] += from[i];
        break;
    case STEP_STATISTICS:
        for (size_t i = 0; i < n; i++) to[i] = momentum * to[i] + (1 - momentum) * from[i];
        break;
    default:
        for (size_t i = 0; i < n; i++) to[i] = from[i] * mask[i];
    }
}

static ri_status run_steps(const struct compiled *c, const struct steps *steps, uint64_t seed,
                           struct ri_error *err)
{
    c->dnnl->set_threads((int)c->options.threads);
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *step = &steps->at[i];
        if (step->kind != STEP_PRIMITIVE)
            run_plain(c, step, seed);
        else
            DNNL_TRY(c->dnnl->primitive_execute(step->primitive, c->dnnl->stream, step->count,
                                                step->arguments),
                     "to run a step");
    }
    return RI_OK;
}

ri_status compiled_forward(struct compiled *c, uint64_t seed, struct ri_error *err)
{
    return run_steps(c, &c->forward, seed, err);
}

ri_status compiled_backward(struct compiled *c, struct ri_error *err)
{
    return run_steps(c, &c->backward, 0, err);
}

/* ---- Making -------------------------------------------------------------------------------------------- */

static ri_status make_attributes(struct compiled *c, struct ri_error *err)
{
    dnnl_post_ops_t after;
    DNNL_TRY(c->dnnl->primitive_attr_create(&c->plain), "attributes");
    DNNL_TRY(c->dnnl->primitive_attr_create(&c->relu), "attributes");
    DNNL_TRY(c->dnnl->primitive_attr_set_scratchpad_mode(c->plain, dnnl_scratchpad_mode_user),
             "a scratchpad of ours");
    DNNL_TRY(c->dnnl->primitive_attr_set_scratchpad_mode(c->relu, dnnl_scratchpad_mode_user),
             "a scratchpad of ours");
    DNNL_TRY(c->dnnl->post_ops_create(&after), "operations that follow");
    const dnnl_status_t appended = c->dnnl->post_ops_append_eltwise(after, dnnl_eltwise_relu, 0, 0);
    const dnnl_status_t set = c->dnnl->primitive_attr_set_post_ops(c->relu, after);
    c->dnnl->post_ops_destroy(after);
    DNNL_TRY(appended, "ReLU after a layer");
    DNNL_TRY(set, "ReLU after a layer");
    return RI_OK;
}

static ri_status make_input(struct compiled *c, struct ri_error *err)
{
    const dnnl_dims_t dims = {c->options.batch, c->shape.channels, c->shape.height, c->shape.width};
    dnnl_memory_desc_t md;
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&md, 4, dims, dnnl_f32, dnnl_nchw), "pictures");
    const ri_status status = slot_new(c, md, false, &c->tensors[0].value, err);
    c->dnnl->memory_desc_destroy(md);
    return status;
}

static ri_status make(struct compiled *c, struct ri_error *err)
{
    c->dnnl->set_threads((int)c->options.threads);
    RI_TRY(make_attributes(c, err));
    RI_TRY(make_input(c, err));
    for (size_t i = 0; i < c->shape.layer_count; i++) RI_TRY(make_forward(c, i, err));
    if (c->options.training) {
        struct tensor *last = &c->tensors[c->shape.layer_count];
        RI_TRY(slot_new(c, memory_md(c, last->value), false, &last->gradient, err));
        last->written = true;
        for (size_t i = c->shape.layer_count; i-- > 0;) RI_TRY(make_backward(c, i, err));
    }
    return bind(c, err);
}

ri_status compiled_new(const struct ri_network_shape   *shape,
                       const struct ri_network_options *options, struct compiled **ret,
                       struct ri_error *err)
{
    const struct onednn *dnnl;
    RI_TRY(onednn_open(&dnnl, err));
    struct compiled *c = calloc(1, sizeof *c);
    if (!c) return ri_fail(err, RI_ENOMEM, "no room for a network");
    c->dnnl = dnnl;
    c->shape = *shape;
    c->options = *options;
    c->options.threads = library_threads(options->threads);
    if (!c->options.threads) c->options.threads = 1;
    ri_status status = ri_network_sizes(shape, c->sizes, err);
    if (status == RI_OK) status = make(c, err);
    if (status != RI_OK) {
        compiled_free(c);
        return status;
    }
    *ret = c;
    return RI_OK;
}

static void free_steps(struct compiled *c, struct steps *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        if (steps->at[i].primitive) c->dnnl->primitive_destroy(steps->at[i].primitive);
}

void compiled_free(struct compiled *c)
{
    if (!c) return;
    free_steps(c, &c->forward);
    free_steps(c, &c->backward);
    for (size_t i = 0; i < c->slot_count; i++) c->dnnl->memory_destroy(c->slots[i].memory);
    for (size_t i = 0; i < c->shape.layer_count; i++)
        if (c->made[i].forward) c->dnnl->primitive_desc_destroy(c->made[i].forward);
    for (size_t i = 0; i < c->weight_count; i++)
        if (c->weights[i].plain) c->dnnl->memory_desc_destroy(c->weights[i].plain);
    if (c->plain) c->dnnl->primitive_attr_destroy(c->plain);
    if (c->relu) c->dnnl->primitive_attr_destroy(c->relu);
    free(c->block);
    free(c);
}

/* ---- What is inside ------------------------------------------------------------------------------------ */

size_t compiled_memory(const struct compiled *c)
{
    return c->bytes;
}

float *compiled_input(struct compiled *c)
{
    return memory_at(c, c->tensors[0].value);
}

float *compiled_output(struct compiled *c)
{
    return memory_at(c, c->tensors[c->shape.layer_count].value);
}

float *compiled_output_gradient(struct compiled *c)
{
    dnnl_memory_t gradient = c->tensors[c->shape.layer_count].gradient;
    return gradient ? memory_at(c, gradient) : NULL;
}

float *compiled_part(struct compiled *c, size_t weight, ri_weight_part part, size_t *ret_count)
{
    dnnl_memory_t memory = c->weights[weight].parts[part];
    if (!memory) return NULL;
    *ret_count = memory_bytes(c, memory) / sizeof(float);
    return memory_at(c, memory);
}

/* Between a memory of ours and plain numbers of the caller. */
static ri_status copy_plain(struct compiled *c, dnnl_memory_t inside, const_dnnl_memory_desc_t md,
                            bool to, float *plain, struct ri_error *err)
{
    dnnl_memory_t outside;
    struct steps *steps = calloc(1, sizeof *steps);
    if (!steps) return ri_fail(err, RI_ENOMEM, "no room for a copy");
    ri_status status = RI_OK;
    c->dnnl->set_threads(1);
    if (c->dnnl->memory_create(&outside, md, c->dnnl->engine, plain) != dnnl_success) {
        free(steps);
        return ri_fail(err, RI_EUPSTREAM, "oneDNN refuses a memory");
    }
    const size_t slots = c->slot_count; /* a reorder that wants a scratchpad would come too late */
    status = to ? add_reorder(c, steps, outside, inside, err)
                : add_reorder(c, steps, inside, outside, err);
    if (status == RI_OK && c->slot_count != slots)
        status = ri_fail(err, RI_EINTERNAL, "a copy of weights wants a scratchpad");
    if (status == RI_OK) status = run_steps(c, steps, 0, err);
    free_steps(c, steps);
    free(steps);
    c->dnnl->memory_destroy(outside);
    return status;
}

ri_status compiled_copy(struct compiled *c, size_t weight, ri_weight_part part, bool to,
                        float *plain, struct ri_error *err)
{
    struct weight *at = &c->weights[weight];
    if (!at->parts[part])
        return ri_fail(err, RI_EUSAGE, "weight %zu keeps no such part: the network does not train",
                       weight);
    return copy_plain(c, at->parts[part], at->plain, to, plain, err);
}

ri_status compiled_layer_output(struct compiled *c, size_t layer, float *ret, struct ri_error *err)
{
    const struct ri_layer_size *size = &c->sizes[layer + 1];
    dnnl_memory_t               memory = c->tensors[layer + 1].value;
    const dnnl_dims_t  dims = {c->options.batch, size->channels, size->height, size->width};
    dnnl_memory_desc_t md;
    if (c->shape.layers[layer].kind == RI_LAYER_DENSE) { /* two dimensions, plain as it is */
        memcpy(ret, memory_at(c, memory), memory_bytes(c, memory));
        return RI_OK;
    }
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&md, 4, dims, dnnl_f32, dnnl_nchw), "a layout");
    const ri_status status = copy_plain(c, memory, md, false, ret, err);
    c->dnnl->memory_desc_destroy(md);
    return status;
}
#endif
