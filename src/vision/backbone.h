/* A user's ONNX network as a maker of features, run by onnxruntime, which is opened at run time and may be missing.
 *
 *     pictures [n][3][side][side], bytes / 255  ->  features [n][count]
 *
 * The file is checked first (onnx_graph.h). One thread at a time uses a backbone. */
#ifndef RI_VISION_BACKBONE_H
#define RI_VISION_BACKBONE_H
#include "augment.h"
#include "dataset.h"

enum { RI_BACKBONE_FEATURES_MOST = 4096 };
struct ri_backbone;
bool ri_backbone_available(struct ri_error *err); /* can onnxruntime be opened? */
/* RI_EUPSTREAM: no onnxruntime, or it refuses the file; RI_EDATA, RI_ETOOLARGE: the file. */
RI_MUST_CHECK ri_status ri_backbone_open(struct ri_view file, unsigned threads,
                                         struct ri_backbone **ret, struct ri_error *err);
void                    ri_backbone_close(struct ri_backbone *backbone);
unsigned                ri_backbone_side(const struct ri_backbone *backbone);
size_t ri_backbone_count(const struct ri_backbone *backbone); /* features a picture */
/* Of pictures of any side; ret[n][count]. */
RI_MUST_CHECK ri_status ri_backbone_features(struct ri_backbone          *backbone,
                                             const struct ri_picture_set *set, const size_t *order,
                                             size_t n, struct ri_task *task, float *ret,
                                             struct ri_error *err);
#endif
