/* Steps that are plain loops. bfloat16 is the upper half of a single number, rounded to the nearest, ties to even. */
#include "onednn_steps.h"

#ifdef RI_HAS_ONEDNN
#include "base/clones.h"
#include "base/random.h"

static const float momentum = 0.9f; /* of the running statistics of norms */

static inline float single(uint16_t brief)
{
    const uint32_t bits = (uint32_t)brief << 16;
    float          ret;
    memcpy(&ret, &bits, sizeof ret);
    return ret;
}

static inline uint16_t brief(float single)
{
    uint32_t bits;
    memcpy(&bits, &single, sizeof bits);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

RI_CLONES static void add_single(float *to, const float *from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] += from[i];
}

RI_CLONES static void add_brief(uint16_t *to, const uint16_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] = brief(single(to[i]) + single(from[i]));
}

RI_CLONES static void multiply_single(float *to, const float *from, const float *mask, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] = from[i] * mask[i];
}

RI_CLONES static void multiply_brief(uint16_t *to, const uint16_t *from, const uint16_t *mask,
                                     size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] = brief(single(from[i]) * single(mask[i]));
}

static void draw_mask(void *mask, bool is_brief, size_t n, float rate, uint64_t seed, size_t layer)
{
    struct ri_random random;
    ri_random_init(&random, seed, layer);
    for (size_t i = 0; i < n; i++) {
        const float kept = ri_random_uniform(&random) < (double)rate ? 0 : 1 / (1 - rate);
        if (is_brief)
            ((uint16_t *)mask)[i] = brief(kept);
        else
            ((float *)mask)[i] = kept;
    }
}

static void follow(float *to, const float *from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] = momentum * to[i] + (1 - momentum) * from[i];
}

/* A single number is nearly the sum of two of bfloat16; the products of both upper halves and of each with the other's rest leave
 * out 2^-16 of it. Side by side, [upper | rest | upper] by [upper | upper | rest], they are one sum over three times the channels. */
RI_CLONES static void split(uint16_t *to, const float *from, size_t rows, size_t block, bool kernel)
{
    for (size_t r = 0; r < rows; r++, from += block, to += 3 * block) {
        uint16_t *second = to + (kernel ? block : 2 * block), *rest = to + (kernel ? 2 * block : block);
        for (size_t k = 0; k < block; k++) {
            const uint16_t upper = brief(from[k]);
            to[k] = second[k] = upper;
            rest[k] = brief(from[k] - single(upper));
        }
    }
}

void run_plain(const struct compiled *c, const struct step *step, uint64_t seed)
{
    const bool   short_ones = c->numbers != dnnl_f32;
    const size_t bytes = memory_bytes(c, step->to), n = bytes / (short_ones ? 2 : sizeof(float));
    void        *to = memory_at(c, step->to), *mask = step->mask ? memory_at(c, step->mask) : NULL;
    const void  *from = memory_at(c, step->from);
    if (step->kind == STEP_DROP) draw_mask(mask, short_ones, n, step->rate, seed, step->layer);
    switch (step->kind) {
    case STEP_SPLIT:
    case STEP_SPLIT_KERNEL:
        split(to, from, bytes / (3 * sizeof(uint16_t) * step->block), step->block,
              step->kind == STEP_SPLIT_KERNEL);
        break;
    case STEP_COPY:
        memcpy(to, from, bytes);
        break;
    case STEP_ADD:
        short_ones ? add_brief(to, from, n) : add_single(to, from, n);
        break;
    case STEP_STATISTICS: /* always single */
        follow(to, from, bytes / sizeof(float));
        break;
    default:
        short_ones ? multiply_brief(to, from, mask, n) : multiply_single(to, from, mask, n);
    }
}
#endif
