/* A network as primitives of oneDNN: the only files that know it are onednn*.c. Inside the room; network.h is the face. */
#ifndef RI_LEARN_ONEDNN_H
#define RI_LEARN_ONEDNN_H
#include "network.h"

struct compiled;
RI_MUST_CHECK ri_status onednn_available(struct ri_error *err);
/* parts: how many of this size there will be; messages and the limit are of all. */
RI_MUST_CHECK ri_status compiled_new(const struct ri_network_shape   *shape,
                                     const struct ri_network_options *options, unsigned parts,
                                     struct compiled **ret, struct ri_error *err);
/* Input, output and the output's gradient lie where the caller says from now on. */
RI_MUST_CHECK ri_status compiled_attach(struct compiled *compiled, float *input, float *output,
                                        float *gradient, struct ri_error *err);
void                    compiled_free(struct compiled *compiled);
size_t                  compiled_memory(const struct compiled *compiled);
bool                    compiled_brief(const struct compiled *compiled);
float                  *compiled_input(struct compiled *compiled);
float                  *compiled_output(struct compiled *compiled);
float                  *compiled_output_gradient(struct compiled *compiled);
RI_MUST_CHECK ri_status compiled_forward(struct compiled *compiled, uint64_t seed,
                                         struct ri_error *err);
RI_MUST_CHECK ri_status compiled_backward(struct compiled *compiled, struct ri_error *err);
RI_MUST_CHECK ri_status compiled_layer_output(struct compiled *compiled, size_t layer, float *ret,
                                              struct ri_error *err);
/* Weights in the order of ri_network_weights. `to`: plain -> inside, else inside -> plain. */
RI_MUST_CHECK ri_status compiled_copy(struct compiled *compiled, size_t weight, ri_weight_part part,
                                      bool to, float *plain, struct ri_error *err);
/* The inside of a weight for the optimiser: elements in some order, padding among them holds zeros and stays so. */
float *compiled_part(struct compiled *compiled, size_t weight, ri_weight_part part,
                     size_t *ret_count);
#endif
