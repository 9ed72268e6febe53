/* Fuzz target: an ONNX file from a stranger, as far as it is read here. */
#include "onnx_graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ri_onnx_graph graph;
    if (ri_onnx_graph_check((struct ri_view){(const char *)data, size}, &graph, NULL) == RI_OK &&
        (!*graph.input || !*graph.output || graph.side < 8 || graph.side > 512))
        __builtin_trap();
    return 0;
}
