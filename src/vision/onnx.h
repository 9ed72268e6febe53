/* A trained model as an ONNX file (opset 13), written by hand: for other programs that recognise.
 *
 *     pictures [N][3][side][side], bytes / 255  ->  probability [N][classes]
 *
 * The graph centres and scales, looks at the mirror picture where the model does, and divides by the temperature: its answers
 * are ours. The classes stand in the metadata, a line each. Source: onnx.proto, field numbers by name below. */
#ifndef RI_VISION_ONNX_H
#define RI_VISION_ONNX_H
#include "model.h"

/* features: the graph ends before the last layer with `features` [N][count] of the picture itself. */
RI_MUST_CHECK ri_status ri_onnx_write(const struct ri_picture_model *model, bool features,
                                      struct ri_text *out, struct ri_error *err);
#endif
