/* The functions of oneDNN that are used, opened once for the process. A build without its headers has none: RI_EUPSTREAM. */
#ifndef RI_LEARN_ONEDNN_LIBRARY_H
#define RI_LEARN_ONEDNN_LIBRARY_H
#include "base/error.h"

#if __has_include(<oneapi/dnnl/dnnl.h>)
#include <oneapi/dnnl/dnnl.h>
#define RI_HAS_ONEDNN 1
/* Every function once: its name without dnnl_; types come from the header. */
#define ONEDNN_FUNCTIONS(X)                               \
    X(engine_create)                                      \
    X(stream_create)                                      \
    X(memory_desc_create_with_tag)                        \
    X(memory_desc_destroy)                                \
    X(memory_desc_equal)                                  \
    X(memory_desc_get_size)                               \
    X(memory_create)                                      \
    X(memory_destroy)                                     \
    X(memory_get_memory_desc)                             \
    X(memory_set_data_handle)                             \
    X(memory_get_data_handle)                             \
    X(primitive_attr_create)                              \
    X(primitive_attr_destroy)                             \
    X(primitive_attr_set_scratchpad_mode)                 \
    X(primitive_attr_set_post_ops)                        \
    X(post_ops_create)                                    \
    X(post_ops_destroy)                                   \
    X(post_ops_append_eltwise)                            \
    X(primitive_desc_query_md)                            \
    X(primitive_desc_destroy)                             \
    X(primitive_create)                                   \
    X(primitive_execute)                                  \
    X(primitive_destroy)                                  \
    X(set_primitive_cache_capacity)                       \
    X(get_effective_cpu_isa)                              \
    X(reorder_primitive_desc_create)                      \
    X(binary_primitive_desc_create)                       \
    X(eltwise_forward_primitive_desc_create)              \
    X(eltwise_backward_primitive_desc_create)             \
    X(convolution_forward_primitive_desc_create)          \
    X(convolution_backward_data_primitive_desc_create)    \
    X(convolution_backward_weights_primitive_desc_create) \
    X(batch_normalization_forward_primitive_desc_create)  \
    X(batch_normalization_backward_primitive_desc_create) \
    X(pooling_forward_primitive_desc_create)              \
    X(pooling_backward_primitive_desc_create)             \
    X(inner_product_forward_primitive_desc_create)        \
    X(inner_product_backward_data_primitive_desc_create)  \
    X(inner_product_backward_weights_primitive_desc_create)
struct onednn {
#define MEMBER(name) __typeof__(dnnl_##name) *name;
    ONEDNN_FUNCTIONS(MEMBER)
#undef MEMBER
    void (*set_threads)(int threads); /* of OpenMP, for the calling thread */
    dnnl_engine_t     engine;         /* one for the process */
    dnnl_stream_t     stream;         /* of the CPU: it runs in the calling thread */
    dnnl_format_tag_t pictures;       /* layout of single numbers that suits this processor */
    bool              brief;          /* it multiplies matrices of bfloat16 (AMX) */
};
RI_MUST_CHECK ri_status onednn_open(const struct onednn **ret, struct ri_error *err);
#endif
#endif
