/* One map from the result's pixels back to the picture's does cut, turn, stretch and flip; bilinear between four pixels. */
#include "augment.h"

#include <math.h>

struct map { /* picture x = x0 + u xu + v xv, the same for y; u, v: 0 .. side - 1 of the result */
    float x0, xu, xv, y0, yu, yv;
};
struct
    colour { /* value' = centre + contrast (grey + saturation (value - grey) - centre) + lift, all in bytes */
    float saturation, contrast, scale, centre;
};

static float uniform(struct ri_random *random, float low, float high)
{
    return low + (high - low) * (float)ri_random_uniform(random);
}

static struct map plain_map(unsigned side, unsigned result, bool flip)
{
    const float scale = (float)side / (float)result, first = 0.5f * scale - 0.5f;
    if (flip) return (struct map){(float)side - 1 - first, -scale, 0, first, 0, scale};
    return (struct map){first, scale, 0, first, 0, scale};
}

static struct map chance_map(const struct ri_augment *augment, struct ri_random *random,
                             unsigned side, unsigned result)
{
    const float area = augment->area > 0 ? uniform(random, augment->area, 1) : 1;
    const float most = augment->stretch > 1 ? logf(augment->stretch) : 0;
    const float ratio = expf(uniform(random, -most, most));
    float       width = sqrtf(area * ratio), height = sqrtf(area / ratio);
    width = width > 1 ? 1 : width;
    height = height > 1 ? 1 : height;
    const float cx = uniform(random, width / 2, 1 - width / 2);
    const float cy = uniform(random, height / 2, 1 - height / 2);
    const float angle = uniform(random, -augment->degrees, augment->degrees) * 0.017453293f;
    const bool  flip = augment->flip && ri_random_uniform(random) < 0.5;
    const float scale = (float)side / (float)result, c = cosf(angle), s = sinf(angle);
    const float half = ((float)result - 1) / 2;
    struct map  map = {.xu = (flip ? -1 : 1) * width * scale * c,
                       .xv = -height * scale * s,
                       .yu = (flip ? -1 : 1) * width * scale * s,
                       .yv = height * scale * c};
    map.x0 = cx * (float)side - 0.5f - half * (map.xu + map.xv);
    map.y0 = cy * (float)side - 0.5f - half * (map.yu + map.yv);
    return map;
}

static float clamp(float x, float most)
{
    return x < 0 ? 0 : x > most ? most : x;
}

static void sample(const uint8_t *rgb, unsigned side, float x, float y, float ret[3])
{
    const float    last = (float)side - 1;
    const float    fx = clamp(x, last), fy = clamp(y, last);
    const unsigned x0 = (unsigned)fx, y0 = (unsigned)fy;
    const unsigned x1 = x0 + 1 < side ? x0 + 1 : x0, y1 = y0 + 1 < side ? y0 + 1 : y0;
    const float    ax = fx - (float)x0, ay = fy - (float)y0;
    const uint8_t *a = rgb + ((size_t)y0 * side + x0) * 3, *b = rgb + ((size_t)y0 * side + x1) * 3;
    const uint8_t *c = rgb + ((size_t)y1 * side + x0) * 3, *d = rgb + ((size_t)y1 * side + x1) * 3;
    for (int k = 0; k < 3; k++) {
        const float top = (float)a[k] + ax * (float)(b[k] - a[k]);
        const float bottom = (float)c[k] + ax * (float)(d[k] - c[k]);
        ret[k] = top + ay * (bottom - top);
    }
}

static void tint(const struct colour *colour, float rgb[3])
{
    const float grey = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
    for (int k = 0; k < 3; k++) {
        const float value = grey + colour->saturation * (rgb[k] - grey);
        rgb[k] = clamp(
            colour->scale * (colour->centre + colour->contrast * (value - colour->centre)), 255);
    }
}

static void make(const struct ri_input *input, const struct map *map, const struct colour *colour,
                 const uint8_t *rgb, unsigned side, float *ret)
{
    const unsigned n = input->side;
    const float    scale = 1 / (255 * input->spread), offset = -input->centre / input->spread;
    for (unsigned v = 0; v < n; v++)
        for (unsigned u = 0; u < n; u++) {
            float       at[3];
            const float x = map->x0 + (float)u * map->xu + (float)v * map->xv;
            const float y = map->y0 + (float)u * map->yu + (float)v * map->yv;
            sample(rgb, side, x, y, at);
            if (colour) tint(colour, at);
            for (unsigned k = 0; k < 3; k++)
                ret[((size_t)k * n + v) * n + u] = at[k] * scale + offset;
        }
}

void ri_input_make(const struct ri_input *input, const uint8_t *rgb, unsigned side, bool flip,
                   float *ret)
{
    const struct map map = plain_map(side, input->side, flip);
    make(input, &map, NULL, rgb, side, ret);
}

static float mean_of(const uint8_t *rgb, unsigned side)
{
    const size_t n = (size_t)side * side * 3;
    uint64_t     sum = 0;
    for (size_t i = 0; i < n; i++) sum += rgb[i];
    return (float)((double)sum / (double)n);
}

/* A rectangle of 2 to 25 % of the picture becomes the centre's grey (Zhong et al. 2020). */
static void blot(const struct ri_input *input, struct ri_random *random, float *ret)
{
    const float area = uniform(random, 0.02f, 0.25f), ratio = expf(uniform(random, -1, 1));
    const float n = (float)input->side;
    const float width = clamp(sqrtf(area * ratio), 1) * n,
                height = clamp(sqrtf(area / ratio), 1) * n;
    const unsigned x0 = (unsigned)uniform(random, 0, n - width),
                   y0 = (unsigned)uniform(random, 0, n - height);
    for (unsigned k = 0; k < 3; k++)
        for (unsigned y = y0; y < y0 + (unsigned)height; y++)
            for (unsigned x = x0; x < x0 + (unsigned)width; x++)
                ret[((size_t)k * input->side + y) * input->side + x] = 0;
}

void ri_augment_make(const struct ri_input *input, const struct ri_augment *augment,
                     struct ri_random *random, const uint8_t *rgb, unsigned side, float *ret)
{
    const float      most = augment->colour;
    const struct map map = chance_map(augment, random, side, input->side);
    struct colour    colour = {.centre = 0};
    if (most > 0) {
        colour.saturation = uniform(random, 1 - most, 1 + most);
        colour.contrast = uniform(random, 1 - most, 1 + most);
        colour.scale = uniform(random, 1 - most, 1 + most);
        colour.centre = mean_of(rgb, side);
    }
    make(input, &map, most > 0 ? &colour : NULL, rgb, side, ret);
    if (augment->erase > 0 && ri_random_uniform(random) < (double)augment->erase)
        blot(input, random, ret);
}
