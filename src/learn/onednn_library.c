/* Opens oneDNN's shared library once for the process. */
#include "onednn_library.h"

#include "library.h"
#include "onednn.h"

#ifdef RI_HAS_ONEDNN
#include <dlfcn.h>
#include <pthread.h>

#define LIBRARY "libdnnl.so.3"
enum {
    PRIMITIVES_KEPT = 256
}; /* compiled code that a second network of the same shape finds again */

static const struct library_symbol functions[] = {
#define FUNCTION(name) {"dnnl_" #name, offsetof(struct onednn, name)},
    ONEDNN_FUNCTIONS(FUNCTION)
#undef FUNCTION
};

static struct {
    pthread_once_t once;
    struct onednn  library;
    ri_status      status;
    char           reason[256];
} opened = {.once = PTHREAD_ONCE_INIT};

static void fail(const char *reason)
{
    opened.status = RI_EUPSTREAM;
    snprintf(opened.reason, sizeof opened.reason, "%s", reason);
}

static void open_once(void)
{
    struct onednn *library = &opened.library;
    void          *handle, *symbol;
    opened.status = library_open(LIBRARY, functions, RI_COUNT(functions), library, &handle,
                                 opened.reason, sizeof opened.reason);
    if (opened.status != RI_OK) return;
    symbol = dlsym(handle, "omp_set_num_threads"); /* of the OpenMP that it brought along */
    if (!symbol) {
        fail("it brings no OpenMP");
        return;
    }
    memcpy(&library->set_threads, &symbol, sizeof symbol);
    if (library->engine_create(&library->engine, dnnl_cpu, 0) != dnnl_success ||
        library->stream_create(&library->stream, library->engine, dnnl_stream_in_order) !=
            dnnl_success) {
        fail("it makes no engine for this processor");
        return;
    }
    const unsigned can = (unsigned)library->get_effective_cpu_isa();
    const unsigned wide = dnnl_cpu_isa_avx512_core, brief = dnnl_cpu_isa_avx512_core_amx;
    /* in blocks of channels as wide as the registers; channels last were four times slower backward */
    library->pictures = (can & wide) == wide ? dnnl_nChw16c : dnnl_nChw8c;
    library->brief = (can & brief) == brief;
    (void)library->set_primitive_cache_capacity(PRIMITIVES_KEPT);
}

ri_status onednn_open(const struct onednn **ret, struct ri_error *err)
{
    pthread_once(&opened.once, open_once);
    if (opened.status != RI_OK)
        return ri_fail(err, opened.status, "networks need oneDNN, which cannot be opened: %s",
                       opened.reason);
    *ret = &opened.library;
    return RI_OK;
}

ri_status onednn_available(struct ri_error *err)
{
    const struct onednn *library;
    return onednn_open(&library, err);
}
#else
/* The doubles of a build without oneDNN: nothing can be compiled, so nothing else is ever asked. */
static ri_status refuse(struct ri_error *err)
{
    return ri_fail(err, RI_EUPSTREAM, "networks need oneDNN, which this program was built without");
}
ri_status onednn_available(struct ri_error *err)
{
    return refuse(err);
}
ri_status compiled_new(const struct ri_network_shape   *shape,
                       const struct ri_network_options *options, unsigned parts,
                       struct compiled **ret, struct ri_error *err)
{
    (void)shape, (void)options, (void)parts, (void)ret;
    return refuse(err);
}
ri_status compiled_attach(struct compiled *compiled, float *input, float *output, float *gradient,
                          struct ri_error *err)
{
    (void)compiled, (void)input, (void)output, (void)gradient;
    return refuse(err);
}
void compiled_free(struct compiled *compiled)
{
    (void)compiled;
}
size_t compiled_memory(const struct compiled *compiled)
{
    return (void)compiled, 0;
}
bool compiled_brief(const struct compiled *compiled)
{
    return (void)compiled, false;
}
float *compiled_input(struct compiled *compiled)
{
    return (void)compiled, NULL;
}
float *compiled_output(struct compiled *compiled)
{
    return (void)compiled, NULL;
}
float *compiled_output_gradient(struct compiled *compiled)
{
    return (void)compiled, NULL;
}
ri_status compiled_forward(struct compiled *compiled, uint64_t seed, struct ri_error *err)
{
    (void)compiled, (void)seed;
    return refuse(err);
}
ri_status compiled_backward(struct compiled *compiled, struct ri_error *err)
{
    (void)compiled;
    return refuse(err);
}
ri_status compiled_layer_output(struct compiled *compiled, size_t layer, float *ret,
                                struct ri_error *err)
{
    (void)compiled, (void)layer, (void)ret;
    return refuse(err);
}
ri_status compiled_copy(struct compiled *compiled, size_t weight, ri_weight_part part, bool to,
                        float *plain, struct ri_error *err)
{
    (void)compiled, (void)weight, (void)part, (void)to, (void)plain;
    return refuse(err);
}
float *compiled_part(struct compiled *compiled, size_t weight, ri_weight_part part,
                     size_t *ret_count)
{
    (void)compiled, (void)weight, (void)part, (void)ret_count;
    return NULL;
}
#endif
