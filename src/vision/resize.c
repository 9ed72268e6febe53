/* Squeezing a picture: each pixel of the result is the mean of the area it covers, first along rows, then along columns. */
#include "picture.h"

enum { ONE = 1 << 14 }; /* weights are whole numbers of this unit, so that sums are exact */

struct taps {         /* which pixels make one of the result, and how much each counts */
    unsigned  most;   /* per result pixel */
    unsigned *first;  /* [n] */
    uint16_t *weight; /* [n][most], sums to ONE */
};

/* Position i of n covers [i, i + 1) * m / n of the m there are; where the result is larger, the two nearest are mixed. */
static unsigned cover(unsigned i, unsigned n, unsigned m, double *shares)
{
    const double scale = (double)m / (double)n;
    if (scale < 1) {
        double at = ((double)i + 0.5) * scale - 0.5;
        if (at < 0) at = 0;
        unsigned first = (unsigned)at;
        if (first > m - 2 && m > 1) first = m - 2;
        shares[1] = at - (double)first < 1 ? at - (double)first : 1;
        shares[0] = 1 - shares[1];
        if (m == 1) shares[0] = 1, shares[1] = 0;
        return first;
    }
    const double   from = (double)i * scale, to = from + scale;
    const unsigned first = (unsigned)from;
    for (unsigned k = 0; first + k < m; k++) {
        const double left = from > (double)(first + k) ? from : (double)(first + k);
        const double right = to < (double)(first + k + 1) ? to : (double)(first + k + 1);
        if (right <= left) break;
        shares[k] = (right - left) / scale;
    }
    return first;
}

static bool taps_make(unsigned n, unsigned m, struct taps *ret)
{
    const unsigned most = m / n + 3;
    double        *shares = malloc(most * sizeof *shares);
    ret->most = most;
    ret->first = malloc(n * sizeof *ret->first);
    ret->weight = calloc((size_t)n * most, sizeof *ret->weight);
    for (unsigned i = 0; shares && ret->first && ret->weight && i < n; i++) {
        uint16_t *weight = ret->weight + (size_t)i * most;
        int       rest = ONE;
        unsigned  best = 0;
        for (unsigned k = 0; k < most; k++) shares[k] = 0;
        unsigned first = cover(i, n, m, shares);
        ret->first[i] = first;
        for (unsigned k = 0; k < most; k++) {
            const int w = (int)(shares[k] * ONE);
            weight[k] = (uint16_t)w;
            rest -= w;
            if (shares[k] > shares[best]) best = k;
        }
        weight[best] = (uint16_t)(weight[best] + rest);
    }
    const bool made = shares && ret->first && ret->weight;
    free(shares);
    return made;
}

static void taps_release(struct taps *taps)
{
    free(taps->first);
    free(taps->weight);
}

static void squeeze_row(const uint8_t *row, const struct taps *taps, unsigned width,
                        unsigned from_width, uint8_t *ret)
{
    for (unsigned x = 0; x < width; x++, ret += 3) {
        const uint16_t *weight = taps->weight + (size_t)x * taps->most;
        const uint8_t  *at = row + (size_t)taps->first[x] * 3;
        unsigned        room = from_width - taps->first[x], sum[3] = {ONE / 2, ONE / 2, ONE / 2};
        if (room > taps->most) room = taps->most;
        for (unsigned k = 0; k < room; k++, at += 3) {
            sum[0] += (unsigned)weight[k] * at[0];
            sum[1] += (unsigned)weight[k] * at[1];
            sum[2] += (unsigned)weight[k] * at[2];
        }
        for (int k = 0; k < 3; k++) ret[k] = (uint8_t)(sum[k] / ONE);
    }
}

static void squeeze_columns(const uint8_t *rows, size_t stride, const struct taps *taps, unsigned y,
                            unsigned from_height, uint32_t *sums, uint8_t *ret)
{
    const uint16_t *weight = taps->weight + (size_t)y * taps->most;
    const unsigned  first = taps->first[y];
    for (size_t i = 0; i < stride; i++) sums[i] = ONE / 2;
    for (unsigned k = 0; k < taps->most && first + k < from_height; k++) {
        const uint8_t *row = rows + (first + k) * stride;
        const uint32_t w = weight[k];
        if (!w) continue;
        for (size_t i = 0; i < stride; i++) sums[i] += w * row[i];
    }
    for (size_t i = 0; i < stride; i++) ret[i] = (uint8_t)(sums[i] / ONE);
}

ri_status ri_picture_resize(const struct ri_picture *from, unsigned width, unsigned height,
                            uint8_t *ret, struct ri_error *err)
{
    const size_t stride = (size_t)width * 3;
    struct taps  across = {0}, down = {0};
    uint8_t     *narrow = malloc(stride * from->height);
    uint32_t    *sums = malloc(stride * sizeof *sums);
    ri_status    status = RI_OK;
    if (!narrow || !sums || !taps_make(width, from->width, &across) ||
        !taps_make(height, from->height, &down))
        status = ri_fail(err, RI_ENOMEM, "no room to make a picture smaller");
    for (unsigned y = 0; status == RI_OK && y < from->height; y++)
        squeeze_row(from->rgb + (size_t)y * from->width * 3, &across, width, from->width,
                    narrow + y * stride);
    for (unsigned y = 0; status == RI_OK && y < height; y++)
        squeeze_columns(narrow, stride, &down, y, from->height, sums, ret + y * stride);
    taps_release(&across);
    taps_release(&down);
    free(narrow);
    free(sums);
    return status;
}
