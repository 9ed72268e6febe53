/* Counting answers. */
#include "evaluate.h"

#include <math.h>

ri_status ri_evaluate(const float *probability, const uint32_t *labels, size_t rows, size_t classes,
                      struct ri_arena *mem, struct ri_evaluation *ret, struct ri_error *err)
{
    struct ri_evaluation e = {.rows = rows, .classes = classes};
    double               sums[RI_BINS] = {0};
    RI_ARENA_NEW(e.confusion, mem, classes * classes, err);
    for (size_t r = 0; r < rows; r++) {
        const float *row = probability + r * classes;
        size_t       best = 0, above = 0;
        for (size_t k = 1; k < classes; k++)
            if (row[k] > row[best]) best = k;
        for (size_t k = 0; k < classes; k++) above += row[k] > row[labels[r]];
        const double confidence = (double)row[best];
        size_t       bin = (size_t)(confidence * RI_BINS);
        if (bin >= RI_BINS) bin = RI_BINS - 1;
        e.confusion[labels[r] * classes + best]++;
        e.right += best == labels[r];
        e.among += above < 5;
        e.bins[bin].count++;
        e.bins[bin].right += best == labels[r];
        sums[bin] += confidence;
    }
    for (size_t b = 0; b < RI_BINS; b++) {
        const double n = (double)e.bins[b].count;
        e.bins[b].confidence = n > 0 ? sums[b] / n : (double)NAN;
        if (n > 0) e.calibration_error += fabs(sums[b] - (double)e.bins[b].right) / (double)rows;
    }
    *ret = e;
    return RI_OK;
}

void ri_evaluate_join(const float *probability, size_t rows, size_t classes, const uint32_t *of,
                      size_t coarse, float *ret)
{
    memset(ret, 0, rows * coarse * sizeof *ret);
    for (size_t r = 0; r < rows; r++)
        for (size_t k = 0; k < classes; k++)
            ret[r * coarse + of[k]] += probability[r * classes + k];
}
