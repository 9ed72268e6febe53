/* What a stranger's ONNX file says, before any other program is asked to read it.
 *
 * Refused: more than 256 MB; weights in other files; operators of other domains or outside a list of what backbones are made of (no
 * loops, branches, functions, nothing that makes tensors of any size); more than one input. RI_EDATA with the reason. */
#ifndef RI_VISION_ONNX_GRAPH_H
#define RI_VISION_ONNX_GRAPH_H
#include "base/text.h"

enum { RI_ONNX_BYTES_MOST = 256 << 20, RI_ONNX_NAME = 128 };
struct ri_onnx_graph {
    char     input[RI_ONNX_NAME], output[RI_ONNX_NAME]; /* names; of the first output */
    unsigned side;                                      /* the input is [N][3][side][side] */
};
RI_MUST_CHECK ri_status ri_onnx_graph_check(struct ri_view file, struct ri_onnx_graph *ret,
                                            struct ri_error *err);
#endif
