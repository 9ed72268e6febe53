/* A compiled network: its memory in one block, its steps run one after the other. How layers become steps: onednn_layers.c. */
#include "onednn_steps.h"

#ifdef RI_HAS_ONEDNN
#include "library.h"

enum { ALIGN = 64 };

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

float *memory_at(const struct compiled *c, dnnl_memory_t memory)
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
    if (limit && c->bytes * c->parts > limit)
        return ri_fail(err, RI_ENOMEM,
                       "the network needs %zu MB at a batch of %u, above the limit of %zu MB",
                       (c->bytes * c->parts >> 20) + 1, c->options.batch * c->parts, limit >> 20);
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

static ri_status run_steps(const struct compiled *c, const struct step *steps, size_t count,
                           uint64_t seed, struct ri_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct step *step = &steps[i];
        if (step->kind != STEP_PRIMITIVE)
            run_plain(c, step, seed);
        else
            DNNL_TRY(c->dnnl->primitive_execute(step->primitive, c->dnnl->stream, step->count,
                                                step->arguments),
                     "to run a step");
    }
    return RI_OK;
}

/* The layers that run by tiles, for tile t. */
static ri_status run_tile(struct compiled *c, size_t t, struct ri_error *err)
{
    for (size_t v = 0; v < c->view_count; v++) {
        const struct view *view = &c->views[v];
        unsigned char     *whole = (unsigned char *)memory_at(c, view->whole);
        DNNL_TRY(
            c->dnnl->memory_set_data_handle(view->tile, whole + t * memory_bytes(c, view->tile)),
            "a tile's place");
    }
    return run_steps(c, c->forward.at, c->tiled_steps, 0, err);
}

ri_status compiled_forward(struct compiled *c, uint64_t seed, struct ri_error *err)
{
    c->dnnl->set_threads((int)c->options.threads);
    if (c->stale) RI_TRY(run_steps(c, c->prepare.at, c->prepare.count, 0, err));
    c->stale = false;
    for (size_t t = 0; c->tiled && t < c->options.batch / c->tile; t++) RI_TRY(run_tile(c, t, err));
    return run_steps(c, c->forward.at + c->tiled_steps, c->forward.count - c->tiled_steps, seed,
                     err);
}

ri_status compiled_backward(struct compiled *c, struct ri_error *err)
{
    c->dnnl->set_threads((int)c->options.threads);
    return run_steps(c, c->backward.at, c->backward.count, 0, err);
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

static ri_status make_pictures(struct compiled *c, unsigned count, dnnl_data_type_t numbers,
                               dnnl_format_tag_t tag, dnnl_memory_t *ret, struct ri_error *err)
{
    const dnnl_dims_t  dims = {count, c->shape.channels, c->shape.height, c->shape.width};
    dnnl_memory_desc_t md;
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&md, 4, dims, numbers, tag), "pictures");
    const ri_status status = slot_new(c, md, false, ret, err);
    c->dnnl->memory_desc_destroy(md);
    return status;
}

static ri_status make_input(struct compiled *c, struct ri_error *err)
{
    RI_TRY(make_pictures(c, c->options.batch, dnnl_f32, dnnl_nchw, &c->input, err));
    c->tensors[0].value = c->input;
    if (c->tiled) {
        c->views[c->view_count++] = (struct view){.whole = c->input};
        RI_TRY(make_pictures(c, c->tile, dnnl_f32, dnnl_nchw, &c->views[0].tile, err));
        c->tensors[0].value = c->views[0].tile;
    }
    if (c->split) {
        dnnl_memory_t plain = c->tensors[0].value, *last = &c->tensors[0].value;
        RI_TRY(make_pictures(c, c->pictures_now, dnnl_f32, c->pictures, last, err));
        return add_reorder(c, &c->forward, plain, *last, err);
    }
    if (c->numbers == dnnl_f32) return RI_OK;
    RI_TRY(make_pictures(c, c->options.batch, c->numbers, c->pictures, &c->tensors[0].value, err));
    return add_reorder(c, &c->forward, c->input, c->tensors[0].value, err);
}

/* The caller writes the gradient of the scores as single numbers. */
static ri_status make_output_gradient(struct compiled *c, struct ri_error *err)
{
    struct tensor     *last = &c->tensors[c->shape.layer_count];
    dnnl_memory_desc_t md;
    last->written = true;
    RI_TRY(slot_new(c, memory_md(c, last->value), false, &c->output_gradient, err));
    last->gradient = c->output_gradient;
    if (c->numbers == dnnl_f32) return RI_OK;
    RI_TRY(describe_gradient(c, c->shape.layer_count - 1, &md, err));
    const ri_status status = slot_new(c, md, false, &last->gradient, err);
    c->dnnl->memory_desc_destroy(md);
    return status == RI_OK ? add_reorder(c, &c->backward, c->output_gradient, last->gradient, err)
                           : status;
}

static bool taken_later(const struct compiled *c, size_t tensor)
{
    for (size_t i = c->tiled; i < c->shape.layer_count; i++) {
        const struct ri_layer *at = &c->shape.layers[i];
        if (i + 1 - (at->back ? at->back : 1) == tensor) return true;
        if (at->kind == RI_LAYER_ADD && i + 1 - (at->also ? at->also : 1) == tensor) return true;
    }
    return false;
}

/* What layers after the tiles take is gathered for the whole batch. */
static ri_status end_tiles(struct compiled *c, struct ri_error *err)
{
    c->tiled_steps = c->tiled ? c->forward.count : 0;
    c->pictures_now = c->options.batch;
    if (c->tiled && taken_later(c, 0)) c->tensors[0].value = c->input;
    for (size_t t = 1; t <= c->tiled; t++) {
        struct view        view = {.tile = c->tensors[t].value};
        dnnl_memory_desc_t md;
        if (!taken_later(c, t)) continue;
        RI_TRY(describe(c, t - 1, &md, err));
        const ri_status status = slot_new(c, md, false, &view.whole, err);
        c->dnnl->memory_desc_destroy(md);
        RI_TRY(status);
        c->tensors[t].value = view.whole;
        c->views[c->view_count++] = view;
    }
    return RI_OK;
}

static ri_status make(struct compiled *c, struct ri_error *err)
{
    c->dnnl->set_threads((int)c->options.threads);
    RI_TRY(make_attributes(c, err));
    RI_TRY(make_input(c, err));
    for (size_t i = 0; i < c->tiled; i++) RI_TRY(make_forward(c, i, err));
    RI_TRY(end_tiles(c, err));
    for (size_t i = c->tiled; i < c->shape.layer_count; i++) RI_TRY(make_forward(c, i, err));
    if (c->options.training) {
        RI_TRY(make_output_gradient(c, err));
        for (size_t i = c->shape.layer_count; i-- > 0;) RI_TRY(make_backward(c, i, err));
    }
    return bind(c, err);
}

/* The largest of four, cut off at 0, is the largest of four that were cut off: after the pool ReLU has a quarter of the work. */
static void move_relu(struct compiled *c)
{
    struct ri_layer *layers = c->shape.layers;
    for (size_t i = 0; i + 1 < c->shape.layer_count; i++) {
        if (!layers[i].relu || layers[i + 1].kind != RI_LAYER_MAX_POOL || layers[i + 1].back > 1 ||
            ri_network_takers(&c->shape, i) != 1)
            continue;
        layers[i].relu = false;
        layers[i + 1].relu = c->moved[i] = true;
    }
}

/* Norms of other channels than whole blocks of 16 take forty times as long in this form. */
static bool norms_are_whole(const struct compiled *c)
{
    for (size_t i = 0; i < c->shape.layer_count; i++)
        if (c->shape.layers[i].kind == RI_LAYER_NORM && c->sizes[i + 1].channels % 16) return false;
    return true;
}

/* Does the convolution multiply sums of two? With few channels splitting costs more than it saves. */
bool splits(const struct compiled *c, size_t i)
{
    const struct ri_layer *layer = &c->shape.layers[i];
    const unsigned         back = layer->back ? layer->back : 1;
    return !c->options.training && c->dnnl->brief && layer->kind == RI_LAYER_CONVOLUTION &&
           layer->kernel > 1 && c->sizes[i + 1 - back].channels % 16 == 0;
}

/* Channels last is the layout in which matrices of bfloat16 are multiplied. */
static void choose_numbers(struct compiled *c)
{
    const bool brief = c->options.brief && c->options.training && c->dnnl->brief &&
                       !c->shape.layers[c->shape.layer_count - 1].relu && norms_are_whole(c);
    c->numbers = brief ? dnnl_bf16 : dnnl_f32;
    for (size_t i = 0; i < c->shape.layer_count; i++) c->split |= splits(c, i);
    c->stale = c->split;
    c->pictures = brief || c->split ? dnnl_nhwc : c->dnnl->pictures;
}

static size_t bytes_of(const struct compiled *c, size_t tensor)
{
    const struct ri_layer_size *size = &c->sizes[tensor];
    return sizeof(float) * size->channels * size->height * size->width;
}

/* Tiles end with the last large output; a tile's largest input and output stay near the cores at work (2 pictures of
 * 1.5 MB by measurement: fewer waste time between steps). */
static void choose_tiles(struct compiled *c)
{
    enum { LARGE = 96 << 10, CACHE = 4 << 20 };
    const size_t room = (size_t)CACHE * c->options.threads;
    size_t       most = 1;
    c->tile = c->pictures_now = c->options.batch;
    if (c->options.training) return;
    for (size_t i = 0; i < c->shape.layer_count; i++) {
        const ri_layer_kind kind = c->shape.layers[i].kind;
        if (kind == RI_LAYER_DENSE || kind == RI_LAYER_DROPOUT) break;
        if (bytes_of(c, i + 1) < LARGE) continue;
        c->tiled = i + 1;
        most =
            bytes_of(c, i) + bytes_of(c, i + 1) > most ? bytes_of(c, i) + bytes_of(c, i + 1) : most;
    }
    while (c->tile > 1 && (c->tile * most > room || c->options.batch % c->tile)) c->tile--;
    if (c->tile == c->options.batch) c->tiled = 0;
    c->pictures_now = c->tiled ? c->tile : c->options.batch;
}

ri_status compiled_new(const struct ri_network_shape   *shape,
                       const struct ri_network_options *options, unsigned parts,
                       struct compiled **ret, struct ri_error *err)
{
    const struct onednn *dnnl;
    RI_TRY(onednn_open(&dnnl, err));
    struct compiled *c = calloc(1, sizeof *c);
    if (!c) return ri_fail(err, RI_ENOMEM, "no room for a network");
    c->dnnl = dnnl;
    c->shape = *shape;
    c->options = *options;
    c->parts = parts;
    c->options.threads = library_threads(options->threads);
    if (!c->options.threads) c->options.threads = 1;
    ri_status status = ri_network_sizes(shape, c->sizes, err);
    if (status == RI_OK) {
        move_relu(c);
        choose_numbers(c);
        choose_tiles(c);
        status = make(c, err);
    }
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
    free_steps(c, &c->prepare);
    for (size_t i = 0; i < c->slot_count; i++) c->dnnl->memory_destroy(c->slots[i].memory);
    for (size_t i = 0; i < c->shape.layer_count; i++) {
        if (c->made[i].forward) c->dnnl->primitive_desc_destroy(c->made[i].forward);
        if (c->made[i].weights) c->dnnl->primitive_desc_destroy(c->made[i].weights);
    }
    for (size_t i = 0; i < c->weight_count; i++)
        if (c->weights[i].plain) c->dnnl->memory_desc_destroy(c->weights[i].plain);
    if (c->plain) c->dnnl->primitive_attr_destroy(c->plain);
    if (c->relu) c->dnnl->primitive_attr_destroy(c->relu);
    free(c->block);
    free(c);
}

ri_status compiled_attach(struct compiled *c, float *input, float *output, float *gradient,
                          struct ri_error *err)
{
    dnnl_memory_t last = c->tensors[c->shape.layer_count].value;
    DNNL_TRY(c->dnnl->memory_set_data_handle(c->input, input), "a place for pictures");
    DNNL_TRY(c->dnnl->memory_set_data_handle(last, output), "a place for scores");
    if (!c->output_gradient) return RI_OK;
    DNNL_TRY(c->dnnl->memory_set_data_handle(c->output_gradient, gradient),
             "a place for gradients");
    return RI_OK;
}

/* ---- What is inside ------------------------------------------------------------------------------------ */

size_t compiled_memory(const struct compiled *c)
{
    return c->bytes;
}

bool compiled_brief(const struct compiled *c)
{
    return c->numbers != dnnl_f32;
}

float *compiled_input(struct compiled *c)
{
    return memory_at(c, c->input);
}

float *compiled_output(struct compiled *c)
{
    return memory_at(c, c->tensors[c->shape.layer_count].value);
}

float *compiled_output_gradient(struct compiled *c)
{
    return c->output_gradient ? memory_at(c, c->output_gradient) : NULL;
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
    if (status == RI_OK) status = run_steps(c, steps->at, steps->count, 0, err);
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
    c->stale |= to && c->split;
    return copy_plain(c, at->parts[part], at->plain, to, plain, err);
}

/* Layers inside the tiles keep the last tile's output alone: they run again, each tile is copied. */
static ri_status copy_layer(struct compiled *c, size_t layer, const_dnnl_memory_desc_t md,
                            size_t count, float *ret, struct ri_error *err)
{
    dnnl_memory_t memory = c->tensors[layer + 1].value;
    if (layer >= c->tiled || taken_later(c, layer + 1))
        return copy_plain(c, memory, md, false, ret, err);
    for (size_t t = 0; t < c->options.batch / c->tile; t++) {
        RI_TRY(run_tile(c, t, err));
        RI_TRY(copy_plain(c, memory, md, false, ret + t * count, err));
    }
    return RI_OK;
}

ri_status compiled_layer_output(struct compiled *c, size_t layer, float *ret, struct ri_error *err)
{
    const struct ri_layer_size *size = &c->sizes[layer + 1];
    const bool                  flat = c->shape.layers[layer].kind == RI_LAYER_DENSE;
    const bool                  inside = layer < c->tiled && !taken_later(c, layer + 1);
    const unsigned              pictures = inside ? c->tile : c->options.batch;
    const dnnl_dims_t           dims = {pictures, size->channels, size->height, size->width};
    const size_t                each = bytes_of(c, layer + 1) / sizeof(float);
    dnnl_memory_desc_t          md;
    DNNL_TRY(c->dnnl->memory_desc_create_with_tag(&md, flat ? 2 : 4, dims, dnnl_f32,
                                                  flat ? dnnl_nc : dnnl_nchw),
             "a layout");
    const ri_status status = copy_layer(c, layer, md, pictures * each, ret, err);
    c->dnnl->memory_desc_destroy(md);
    for (size_t k = 0; c->moved[layer] && k < c->options.batch * each; k++)
        ret[k] = ret[k] > 0 ? ret[k] : 0;
    return status;
}
#endif
