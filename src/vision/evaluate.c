/* Counting answers, and drawing the counts. */
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

static void fill(struct ri_picture *picture, unsigned x0, unsigned y0, unsigned size,
                 const uint8_t colour[3])
{
    for (unsigned y = y0; y < y0 + size; y++)
        for (unsigned x = x0; x < x0 + size; x++)
            memcpy(picture->rgb + ((size_t)y * picture->width + x) * 3, colour, 3);
}

static ri_status sheet_new(unsigned width, unsigned height, struct ri_picture *ret,
                           struct ri_error *err)
{
    const size_t bytes = (size_t)width * height * 3;
    *ret = (struct ri_picture){width, height, malloc(bytes)};
    if (!ret->rgb)
        return ri_fail(err, RI_ENOMEM, "no room for a picture of %u x %u", width, height);
    memset(ret->rgb, 255, bytes);
    return RI_OK;
}

/* From nearly white to the full colour by the share. */
static void shade(double share, bool right, uint8_t ret[3])
{
    static const double full[2][3] = {{190, 30, 45}, {25, 80, 170}};
    for (int k = 0; k < 3; k++) ret[k] = (uint8_t)(244 + sqrt(share) * (full[right][k] - 244));
}

ri_status ri_confusion_picture(const struct ri_evaluation *e, struct ri_picture *ret,
                               struct ri_error *err)
{
    enum { WANTED = 800, GAP = 1 };
    const unsigned    n = (unsigned)e->classes, size = n < WANTED / 4 ? WANTED / n : 4;
    struct ri_picture picture;
    RI_TRY(sheet_new(n * size + GAP, n * size + GAP, &picture, err));
    for (unsigned i = 0; i < n; i++) {
        size_t total = 0;
        for (unsigned j = 0; j < n; j++) total += e->confusion[(size_t)i * n + j];
        for (unsigned j = 0; j < n; j++) {
            uint8_t      colour[3];
            const size_t count = e->confusion[(size_t)i * n + j];
            shade(total ? (double)count / (double)total : 0, i == j, colour);
            fill(&picture, j * size + GAP, i * size + GAP, size - GAP, colour);
        }
    }
    *ret = picture;
    return RI_OK;
}

ri_status ri_contact_sheet(const uint8_t *pixels, unsigned side, const size_t *order, size_t count,
                           unsigned columns, struct ri_picture *ret, struct ri_error *err)
{
    enum { GAP = 4 };
    const unsigned    rows = (unsigned)((count + columns - 1) / columns), step = side + GAP;
    struct ri_picture picture;
    RI_TRY(sheet_new(columns * step + GAP, (rows ? rows : 1) * step + GAP, &picture, err));
    for (size_t i = 0; i < count; i++) {
        const unsigned x = (unsigned)(i % columns) * step + GAP,
                       y = (unsigned)(i / columns) * step + GAP;
        const uint8_t *from = pixels + order[i] * side * side * 3;
        for (unsigned line = 0; line < side; line++)
            memcpy(picture.rgb + ((size_t)(y + line) * picture.width + x) * 3,
                   from + (size_t)line * side * 3, (size_t)side * 3);
    }
    *ret = picture;
    return RI_OK;
}
