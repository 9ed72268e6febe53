/* How good answers are: who is taken for whom, whether confidence keeps its word. */
#ifndef RI_VISION_EVALUATE_H
#define RI_VISION_EVALUATE_H
#include "picture.h"

enum { RI_BINS = 10 };
struct ri_bin { /* answers whose confidence lies in one tenth */
    size_t count, right;
    double confidence; /* mean; NAN when there is none */
};
struct ri_evaluation {
    size_t        rows, classes, right, among; /* among: the label is one of the first five */
    size_t       *confusion;                   /* [label][answer] */
    struct ri_bin bins[RI_BINS];
    double calibration_error; /* mean distance of confidence and share right, weighted (ECE) */
};
/* probability [rows][classes]. Everything lives in mem. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_evaluate(const float *probability, const uint32_t *labels, size_t rows,
                                    size_t classes, struct ri_arena *mem, struct ri_evaluation *ret,
                                    struct ri_error *err);
/* Classes joined into coarse ones: sums of probabilities. of[class] -> coarse. */
void ri_evaluate_join(const float *probability, size_t rows, size_t classes, const uint32_t *of,
                      size_t coarse, float *ret);
#endif
