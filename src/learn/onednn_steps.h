/* The inside of a compiled network, shared by onednn*.c: memories, steps, and how layers make them. */
#ifndef RI_LEARN_ONEDNN_STEPS_H
#define RI_LEARN_ONEDNN_STEPS_H
#include "onednn.h"
#include "onednn_library.h"

#ifdef RI_HAS_ONEDNN
enum { ARGUMENTS_MOST = 10, STEPS_MOST = 8 * RI_LAYERS_MOST, SLOTS_MOST = 24 * RI_LAYERS_MOST };

struct slot { /* a memory and where it lies in the one block */
    dnnl_memory_t memory;
    size_t        at;
    bool          scratch; /* all of these share one place: no two are needed at once */
};
typedef enum step_kind {
    STEP_PRIMITIVE,
    STEP_COPY,       /* to = from */
    STEP_ADD,        /* to += from */
    STEP_STATISTICS, /* to = momentum to + (1 - momentum) from */
    STEP_DROP,       /* mask drawn; to = from mask */
    STEP_MULTIPLY,   /* to = from mask */
    STEP_SPLIT,      /* rows of `block` single numbers as bfloat16: upper, rest, upper */
    STEP_SPLIT_KERNEL, /* the same of kernels: upper, upper, rest */
} step_kind;
struct step {
    step_kind        kind;
    dnnl_primitive_t primitive;
    int              count;
    dnnl_exec_arg_t  arguments[ARGUMENTS_MOST];
    dnnl_memory_t    to, from, mask;
    float            rate;
    size_t           layer, block;
};
struct steps {
    size_t      count;
    struct step at[STEPS_MOST];
};
struct
    tensor { /* the output of a layer; [0] the picture. Numbers of c->numbers, those of the last layer single */
    dnnl_memory_t value, gradient;
    bool written; /* while the backward steps are made: somebody writes the gradient before */
};
struct view { /* a memory of one tile's size that walks over one of the whole batch */
    dnnl_memory_t tile, whole;
};
struct weight {
    dnnl_memory_t         parts[RI_PARTS];
    struct ri_weight_info info;
    dnnl_memory_desc_t    plain;
};
struct layer_made {                         /* what backward needs of forward */
    dnnl_primitive_desc_t forward, weights; /* weights: their gradients, of a product that trains */
    dnnl_memory_t         workspace, mean, variance, mask;
    size_t                weight; /* first of the layer's */
};
struct compiled {
    const struct onednn      *dnnl;
    struct ri_network_shape   shape;
    struct ri_network_options options;
    unsigned                  parts; /* networks like this one, side by side */
    struct ri_layer_size      sizes[RI_LAYERS_MOST + 1];
    bool              moved[RI_LAYERS_MOST]; /* its ReLU waits until after the pool that follows */
    dnnl_data_type_t  numbers;               /* between layers: single, or bfloat16 */
    dnnl_format_tag_t pictures;              /* how they lie between layers */
    dnnl_primitive_attr_t plain, relu;       /* attributes: scratchpad is ours; relu afterwards */
    dnnl_memory_t         input, output_gradient; /* of the caller: single, plain */
    struct slot           slots[SLOTS_MOST];
    size_t                slot_count, bytes, scratch_bytes, weight_count;
    unsigned char        *block;
    struct tensor         tensors[RI_LAYERS_MOST + 1];
    struct layer_made     made[RI_LAYERS_MOST];
    struct weight         weights[RI_WEIGHTS_MOST];
    /* Of a network that answers: the first `tiled` layers, whose outputs are large, run for `tile` pictures at a time, so that
     * these outputs stay in the cache. tile = batch: all at once. */
    unsigned     tile, pictures_now; /* pictures_now: of the layer that is being made */
    size_t       tiled, tiled_steps, view_count;
    struct view  views[RI_LAYERS_MOST + 1];
    /* Of a network that answers where the processor multiplies matrices of bfloat16: single numbers as sums of two of them. stale:
     * kernels were set and not split yet, which `prepare` does. */
    bool         split, stale;
    struct steps forward, backward, prepare;
};

/* Fails the calling function with oneDNN's number and what was asked. */
#define DNNL_TRY(expr, what)                                                                      \
    do {                                                                                          \
        const dnnl_status_t dnnl_try_ = (expr);                                                   \
        if (dnnl_try_ == dnnl_out_of_memory) return ri_fail(err, RI_ENOMEM, "no room: %s", what); \
        if (dnnl_try_ != dnnl_success)                                                            \
            return ri_fail(err, RI_EUPSTREAM, "oneDNN refuses %s: status %d", what,               \
                           (int)dnnl_try_);                                                       \
    } while (0)

/* A memory of that description in the block; *ret owns nothing. */
ri_status                slot_new(struct compiled *c, const_dnnl_memory_desc_t md, bool scratch,
                                  dnnl_memory_t *ret, struct ri_error *err);
const_dnnl_memory_desc_t memory_md(const struct compiled *c, dnnl_memory_t memory);
size_t                   memory_bytes(const struct compiled *c, dnnl_memory_t memory);
/* A primitive of the description `pd` with its arguments as a step; the scratchpad is added. */
ri_status add_primitive(struct compiled *c, struct steps *steps, const_dnnl_primitive_desc_t pd,
                        int count, const dnnl_exec_arg_t *arguments, struct ri_error *err);
ri_status add_step(struct compiled *c, struct steps *steps, struct step step, struct ri_error *err);
/* `memory` in the layout `md`: itself, or a scratch copy that a step fills. */
ri_status add_reorder(struct compiled *c, struct steps *steps, dnnl_memory_t from, dnnl_memory_t to,
                      struct ri_error *err);
/* One step of plain C: `to`, `from` and `mask` are of c->numbers. */
void   run_plain(const struct compiled *c, const struct step *step, uint64_t seed);
float *memory_at(const struct compiled *c, dnnl_memory_t memory);

/* ---- Layers -------------------------------------------------------------------------------------------- */

/* What kinds of layers share. Descriptions are the caller's to destroy. */
ri_status describe(struct compiled *c, size_t layer, dnnl_memory_desc_t *ret, struct ri_error *err);
ri_status describe_gradient(struct compiled *c, size_t layer, dnnl_memory_desc_t *ret,
                            struct ri_error *err);
/* The output of a layer, laid out so. */
ri_status output_new(struct compiled *c, size_t layer, const_dnnl_memory_desc_t md,
                     struct ri_error *err);
/* Where a layer writes the gradient of one of its inputs; *ret_add: it is then to be added to the tensor's. NULL: nobody asks for
 * that of the picture. */
ri_status gradient_target(struct compiled *c, struct tensor *tensor, dnnl_memory_t *ret,
                          bool *ret_add, struct ri_error *err);
ri_status gradient_done(struct compiled *c, const struct tensor *tensor, dnnl_memory_t written,
                        bool add, struct ri_error *err);
/* One weight of a layer in the layout `inside` (NULL: plain). */
ri_status weight_new(struct compiled *c, size_t layer, const_dnnl_memory_desc_t inside,
                     int dim_count, const dnnl_dims_t dims, dnnl_memory_t *ret,
                     struct ri_error *err);
const_dnnl_memory_desc_t asked(const struct compiled *c, const_dnnl_primitive_desc_t pd,
                               dnnl_query_t what);
dnnl_prop_kind_t         forward_kind(const struct compiled *c);
bool                     needs_gradient(const struct compiled *c, const struct tensor *from);
/* The gradient of what came out of ReLU becomes that of what went in, in place. Nothing where the layer has none. */
ri_status relu_backward(struct compiled *c, size_t layer, struct ri_error *err);
/* Is the layer a convolution that multiplies single numbers as sums of two? */
bool splits(const struct compiled *c, size_t layer);
/* Convolution and dense. */
ri_status product_forward(struct compiled *c, size_t layer, struct ri_error *err);
ri_status product_backward(struct compiled *c, size_t layer, struct ri_error *err);

/* Makes the forward, then the backward steps of a layer. */
ri_status      make_forward(struct compiled *c, size_t layer, struct ri_error *err);
ri_status      make_backward(struct compiled *c, size_t layer, struct ri_error *err);
struct tensor *tensor_from(struct compiled *c, size_t layer, unsigned back);
#endif
#endif
