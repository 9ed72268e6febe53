/* What one can count on a picture without learning: colours, edges, textures. For the classical baseline.
 *
 *     colours   hue x saturation x value (12 x 4 x 3) over the picture, hue x saturation (8 x 3) in its quarters
 *     edges     histograms of oriented gradients, 8 x 8 cells of 9 directions, each against its neighbours (Dalal & Triggs 2005)
 *     textures  uniform local binary patterns, 59 kinds in each quarter (Ojala et al. 2002)
 *
 * All on the picture squeezed to 64 x 64; the parts of a histogram sum to 1. */
#ifndef RI_VISION_FEATURES_H
#define RI_VISION_FEATURES_H
#include "picture.h"

enum { RI_FEATURES = 12 * 4 * 3 + 4 * 8 * 3 + 8 * 8 * 9 + 4 * 59 };
/* A square picture of any side. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_features_make(const uint8_t *rgb, unsigned side, float ret[RI_FEATURES],
                                         struct ri_error *err);
#endif
