/* Histograms of colours, gradients and patterns. */
#include "features.h"

#include <math.h>

enum { SIDE = 64, CELL = 8, CELLS = SIDE / CELL, WAYS = 9, PATTERNS = 59 };
enum { HUES = 12, SATURATIONS = 4, VALUES = 3, QUARTER_HUES = 8, QUARTER_SATURATIONS = 3 };

static void normalise(float *histogram, size_t n)
{
    float sum = 0;
    for (size_t i = 0; i < n; i++) sum += histogram[i];
    for (size_t i = 0; sum > 0 && i < n; i++) histogram[i] /= sum;
}

static size_t quarter_of(size_t x, size_t y)
{
    return (y >= SIDE / 2 ? 2u : 0u) + (x >= SIDE / 2 ? 1u : 0u);
}

/* ---- Colours --------------------------------------------------------------------------------------------------- */

struct hsv {
    float hue, saturation, value; /* each 0 .. 1, the first below 1 */
};

static struct hsv hsv_of(const uint8_t *rgb)
{
    const int most =
        rgb[0] > rgb[1] ? (rgb[0] > rgb[2] ? rgb[0] : rgb[2]) : (rgb[1] > rgb[2] ? rgb[1] : rgb[2]);
    const int least =
        rgb[0] < rgb[1] ? (rgb[0] < rgb[2] ? rgb[0] : rgb[2]) : (rgb[1] < rgb[2] ? rgb[1] : rgb[2]);
    const float spread = (float)(most - least);
    float       hue = 0;
    if (most != least)
        hue = most == rgb[0]   ? (float)(rgb[1] - rgb[2]) / spread
              : most == rgb[1] ? 2 + (float)(rgb[2] - rgb[0]) / spread
                               : 4 + (float)(rgb[0] - rgb[1]) / spread;
    if (hue < 0) hue += 6;
    return (struct hsv){hue / 6, most ? spread / (float)most : 0, (float)most / 255};
}

static size_t bin_of(float share, size_t bins)
{
    const size_t bin = (size_t)(share * (float)bins);
    return bin < bins ? bin : bins - 1;
}

static float *colours(const uint8_t *rgb, float *ret)
{
    enum { WHOLE = HUES * SATURATIONS * VALUES, QUARTER = QUARTER_HUES * QUARTER_SATURATIONS };
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
        const struct hsv at = hsv_of(rgb + 3 * i);
        float           *quarter = ret + WHOLE + quarter_of(i % SIDE, i / SIDE) * QUARTER;
        ret[(bin_of(at.hue, HUES) * SATURATIONS + bin_of(at.saturation, SATURATIONS)) * VALUES +
            bin_of(at.value, VALUES)] += 1;
        quarter[bin_of(at.hue, QUARTER_HUES) * QUARTER_SATURATIONS +
                bin_of(at.saturation, QUARTER_SATURATIONS)] += 1;
    }
    normalise(ret, WHOLE);
    for (size_t q = 0; q < 4; q++) normalise(ret + WHOLE + q * QUARTER, QUARTER);
    return ret + WHOLE + 4 * (size_t)QUARTER;
}

/* ---- Edges ------------------------------------------------------------------------------------------------------ */

static float energy_around(float cells[CELLS][CELLS][WAYS], int row, int column)
{
    float energy = 0;
    for (int y = row - 1; y <= row + 1; y++)
        for (int x = column - 1; x <= column + 1; x++) {
            if (y < 0 || x < 0 || y >= CELLS || x >= CELLS) continue;
            for (int k = 0; k < WAYS; k++) energy += cells[y][x][k] * cells[y][x][k];
        }
    return energy;
}

/* Votes go to the two nearest directions. */
static float *edges(const float *grey, float *ret)
{
    static const float pi = 3.14159265f;
    float              cells[CELLS][CELLS][WAYS] = {{{0}}};
    for (int y = 1; y + 1 < SIDE; y++)
        for (int x = 1; x + 1 < SIDE; x++) {
            const float dx = grey[y * SIDE + x + 1] - grey[y * SIDE + x - 1];
            const float dy = grey[(y + 1) * SIDE + x] - grey[(y - 1) * SIDE + x];
            float       way = atan2f(dy, dx);
            if (way < 0) way += pi;
            const float at = way / pi * WAYS, share = at - floorf(at), size = hypotf(dx, dy);
            const int   low = (int)at % WAYS;
            cells[y / CELL][x / CELL][low] += size * (1 - share);
            cells[y / CELL][x / CELL][(low + 1) % WAYS] += size * share;
        }
    for (int y = 0; y < CELLS; y++)
        for (int x = 0; x < CELLS; x++) {
            const float scale = 1 / sqrtf(energy_around(cells, y, x) / 9 + 1);
            for (int k = 0; k < WAYS; k++) *ret++ = cells[y][x][k] * scale;
        }
    return ret;
}

/* ---- Textures ----------------------------------------------------------------------------------------------------- */

/* Number of a pattern: those of at most two changes around the circle have one each, all others share the last. */
static void number_patterns(uint8_t ret[256])
{
    uint8_t next = 0;
    for (unsigned p = 0; p < 256; p++) {
        const unsigned turned = (p >> 1) | (p & 1) << 7;
        ret[p] = __builtin_popcount(p ^ turned) <= 2 ? next++ : PATTERNS - 1;
    }
}

static void textures(const float *grey, float *ret)
{
    static const int around[8][2] = {{-1, -1}, {0, -1}, {1, -1}, {1, 0},
                                     {1, 1},   {0, 1},  {-1, 1}, {-1, 0}};
    uint8_t          numbers[256];
    number_patterns(numbers);
    for (int y = 1; y + 1 < SIDE; y++)
        for (int x = 1; x + 1 < SIDE; x++) {
            unsigned pattern = 0;
            for (int k = 0; k < 8; k++)
                pattern |= (unsigned)(grey[(y + around[k][1]) * SIDE + x + around[k][0]] >
                                      grey[y * SIDE + x])
                           << k;
            ret[quarter_of((size_t)x, (size_t)y) * PATTERNS + numbers[pattern]] += 1;
        }
    for (size_t q = 0; q < 4; q++) normalise(ret + q * PATTERNS, PATTERNS);
}

ri_status ri_features_make(const uint8_t *rgb, unsigned side, float ret[RI_FEATURES],
                           struct ri_error *err)
{
    uint8_t                 small[SIDE * SIDE * 3];
    float                   grey[SIDE * SIDE];
    const struct ri_picture picture = {side, side, (uint8_t *)(uintptr_t)rgb};
    RI_TRY(ri_picture_resize(&picture, SIDE, SIDE, small, err));
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++)
        grey[i] = 0.299f * small[3 * i] + 0.587f * small[3 * i + 1] + 0.114f * small[3 * i + 2];
    memset(ret, 0, RI_FEATURES * sizeof *ret);
    textures(grey, edges(grey, colours(small, ret)));
    return RI_OK;
}
