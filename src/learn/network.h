/* Networks for pictures: layers as a table, made into primitives of oneDNN for one batch size, forward and backward.
 *
 *     shape     what the network is: the picture's size and the layers, each taking the one before (or `back` before)
 *     network   its memory, planned before anything is computed, and the primitives
 *     weights   by number, in plain order (output, input, row, column), whatever the machine likes inside
 *
 *     input [batch][channel][row][column]  ->  forward  ->  output [batch][classes]
 *     gradient of the output               ->  backward ->  gradients of the weights
 *
 * The last layer's output is the score of each class before softmax. Same weights, input and threads give the same digits. One
 * thread at a time uses a network; many networks work side by side. Source: oneDNN 3.2 developer guide. */
#ifndef RI_LEARN_NETWORK_H
#define RI_LEARN_NETWORK_H
#include "base/task.h"

typedef enum ri_layer_kind {
    RI_LAYER_CONVOLUTION, /* width, kernel, stride, pad; a bias unless a norm follows (no_bias) */
    RI_LAYER_NORM,        /* batch normalisation with scale and shift */
    RI_LAYER_ADD,         /* the layer `back` before and the layer `also` before */
    RI_LAYER_MAX_POOL,    /* kernel, stride, pad */
    RI_LAYER_MEAN_POOL,   /* kernel, stride, pad, which is not counted; kernel 0: the whole picture */
    RI_LAYER_DENSE,       /* width; takes all there is in the order channel, row, column */
    RI_LAYER_DROPOUT,     /* rate; only in training */
    RI_LAYER_KINDS
} ri_layer_kind;
struct ri_layer {
    ri_layer_kind kind;
    unsigned      width, kernel, stride, pad; /* stride 0 counts as 1 */
    unsigned      back, also;                 /* 0 counts as 1: the layer just before */
    bool          relu, no_bias;              /* relu: convolution, norm, add, dense */
    float         rate;
};
enum { RI_LAYERS_MOST = 96, RI_WEIGHTS_MOST = 4 * RI_LAYERS_MOST };
struct ri_network_shape {
    unsigned        channels, height, width;
    size_t          layer_count;
    struct ri_layer layers[RI_LAYERS_MOST];
};
/* Sizes of every layer's output: [0] the picture, [i + 1] layer i. RI_EUSAGE names the layer that does not fit. */
struct ri_layer_size {
    unsigned channels, height, width;
};
RI_MUST_CHECK ri_status ri_network_sizes(const struct ri_network_shape *shape,
                                         struct ri_layer_size           ret[RI_LAYERS_MOST + 1],
                                         struct ri_error               *err);

/* How many layers take layer i's output. */
unsigned ri_network_takers(const struct ri_network_shape *shape, size_t layer);

struct ri_network_options {
    unsigned batch;    /* pictures at once */
    bool     training; /* with gradients, the batch's own statistics and dropout */
    bool
        brief; /* when training: what is multiplied, and what lies between layers, in bfloat16 where the
                              processor multiplies such matrices (AMX); weights, their gradients and sums stay single */
    unsigned
        threads; /* 0: one; more than one only where OMP_WAIT_POLICY is passive. The batch is cut
                              into a part for each, of 8 pictures or more: norms that learn see their part */
    size_t memory_limit; /* bytes; 0: none */
};
struct ri_network;
/* RI_EUPSTREAM: no oneDNN; RI_ENOMEM: the plan is above the limit, both are named; RI_EUSAGE: the shape. */
RI_MUST_CHECK ri_status ri_network_new(const struct ri_network_shape   *shape,
                                       const struct ri_network_options *options,
                                       struct ri_network **ret, struct ri_error *err);
void                    ri_network_free(struct ri_network *network);
size_t ri_network_memory(const struct ri_network *network); /* bytes planned and taken */
bool   ri_network_brief(const struct ri_network *network);  /* is bfloat16 what it works with? */
bool   ri_network_available(struct ri_error *err);          /* can oneDNN be opened? */

float       *ri_network_input(struct ri_network *network); /* to be filled before forward */
const float *ri_network_output(const struct ri_network *network);
float *ri_network_output_gradient(struct ri_network *network); /* to be filled before backward */
/* seed: of the dropout, one a step. */
RI_MUST_CHECK ri_status ri_network_forward(struct ri_network *network, uint64_t seed,
                                           struct ri_error *err);
RI_MUST_CHECK ri_status ri_network_backward(struct ri_network *network, struct ri_error *err);
/* Output of layer i of the last forward, [batch][channel][row][column] in plain order; for heat maps and features. */
RI_MUST_CHECK ri_status ri_network_layer_output(struct ri_network *network, size_t layer,
                                                float *ret, struct ri_error *err);

/* ---- Weights ----------------------------------------------------------------------------------------- */

typedef enum ri_weight_role {
    RI_WEIGHT_KERNEL, /* [output][input][row][column], dense [output][input] */
    RI_WEIGHT_BIAS,
    RI_WEIGHT_SCALE, /* of a norm */
    RI_WEIGHT_SHIFT,
    RI_WEIGHT_MEAN, /* of a norm, running; not learnt by gradients */
    RI_WEIGHT_VARIANCE,
} ri_weight_role;
struct ri_weight_info {
    size_t         layer, count, inputs; /* inputs: that one output sums over (fan-in) */
    ri_weight_role role;
    size_t         dims[4], dim_count;
};
typedef enum ri_weight_part {
    RI_PART_VALUE,
    RI_PART_GRADIENT,
    RI_PART_FIRST,
    RI_PART_SECOND,
    RI_PARTS
} ri_weight_part;
/* Of a shape, without a network: the same list in the same order as a network's. */
RI_MUST_CHECK ri_status ri_network_weights(const struct ri_network_shape *shape,
                                           struct ri_weight_info          ret[RI_WEIGHTS_MOST],
                                           size_t *ret_count, struct ri_error *err);
size_t                  ri_network_weight_count(const struct ri_network *network);
/* In plain order. Networks that do not train have values alone. */
RI_MUST_CHECK ri_status ri_network_get(struct ri_network *network, size_t weight,
                                       ri_weight_part part, float *ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_network_set(struct ri_network *network, size_t weight,
                                       ri_weight_part part, const float *values,
                                       struct ri_error *err);
/* All at once, one after the other: as many floats as the counts of ri_network_weights sum up to. */
size_t                  ri_network_weight_total(const struct ri_network *network);
RI_MUST_CHECK ri_status ri_network_get_all(struct ri_network *network, ri_weight_part part,
                                           float *ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_network_set_all(struct ri_network *network, ri_weight_part part,
                                           const float *values, struct ri_error *err);
/* Kernels from their fan (relu follows: He's normal, else Glorot's uniform), scales 1, all else 0. */
RI_MUST_CHECK ri_status ri_network_initialise(struct ri_network *network, uint64_t seed, bool he,
                                              struct ri_error *err);

/* The same network to answer faster: a norm that alone follows a convolution becomes part of its kernel and bias, its running
 * statistics being fixed. Answers differ by rounding. weights: in plain order, of `shape`; ret_weights: malloc'ed, of ret_shape.
 * RI_EUSAGE: the shape; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_network_fold(const struct ri_network_shape *shape, const float *weights,
                                        struct ri_network_shape *ret_shape, float **ret_weights,
                                        struct ri_error *err);

/* What a norm adds to a variance before its root. */
#define RI_NORM_EPSILON 1e-5f

/* ---- Learning ------------------------------------------------------------------------------------------ */

/* Softmax cross-entropy of scores [rows][classes] against targets [rows][classes], which sum to 1 in each row. gradient (may be
 * NULL): of the mean loss over all `rows`. Returns the mean loss. probability (may be NULL): [rows][classes]. */
double ri_softmax_loss(const float *scores, const float *targets, size_t rows, size_t classes,
                       float *probability, float *gradient);
void   ri_softmax(const float *scores, size_t rows, size_t classes, double temperature, float *ret);

typedef enum ri_optimiser_kind {
    RI_OPTIMISER_ADAM,
    RI_OPTIMISER_ADAMW,
    RI_OPTIMISER_SGD
} ri_optimiser_kind;
struct ri_optimiser {
    ri_optimiser_kind kind;
    float rate, decay; /* decay: of kernels only; adamw apart from the gradient, sgd within it */
    float beta1, beta2, epsilon; /* sgd: beta1 is the momentum */
};
/* Adam as Keras has it: 0.001, 0.9, 0.999, 1e-7. */
struct ri_optimiser ri_optimiser_adam(void);
/* One step with the gradients of the last backward; step counts from 1; rate: of this step. */
RI_MUST_CHECK ri_status ri_network_update(struct ri_network         *network,
                                          const struct ri_optimiser *optimiser, float rate,
                                          uint64_t step, struct ri_error *err);
struct ri_schedule {
    float    rate, last; /* after the warm-up, and at the end of the cosine (a share of rate) */
    uint64_t warm_up, steps;
    bool     cosine; /* else constant */
};
float ri_schedule_rate(const struct ri_schedule *schedule, uint64_t step); /* step from 0 */
#endif
