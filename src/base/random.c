/* PCG-XSL-RR 128/64 and the laws drawn from it. Logarithm and exponential are our own, so that a seed gives
 * the same numbers with every C library: plain IEEE arithmetic in a fixed order. */
#include "random.h"

#include <math.h>

static const ri_uint128 MULTIPLIER =
    ((ri_uint128)UINT64_C(2549297995355413924) << 64) | UINT64_C(4865540595714422341);

static uint64_t split_mix(uint64_t *state)
{
    return ri_mix64(*state += UINT64_C(0x9E3779B97F4A7C15));
}

/* Increments that differ by little give related sequences, so seed and stream are spread over all bits first. */
void ri_random_init(struct ri_random *random, uint64_t seed, uint64_t stream)
{
    uint64_t       from_stream = stream;
    uint64_t       from_both = seed ^ split_mix(&from_stream);
    const uint64_t state_high =
        split_mix(&from_both); /* one by one: C leaves the order within a list open */
    const uint64_t state_low = split_mix(&from_both);
    const uint64_t increment_high = split_mix(&from_both);
    const uint64_t increment_low = split_mix(&from_stream);
    random->state = (ri_uint128)state_high << 64 | state_low;
    random->increment = ((ri_uint128)increment_high << 64 | increment_low) | 1;
    ri_random_u64(random);
}

uint64_t ri_random_u64(struct ri_random *random)
{
    random->state = random->state * MULTIPLIER + random->increment;
    const uint64_t folded = (uint64_t)(random->state >> 64) ^ (uint64_t)random->state;
    const unsigned turn = (unsigned)(random->state >> 122);
    return folded >> turn | folded << (-turn & 63);
}

uint64_t ri_random_below(struct ri_random *random, uint64_t n) /* Lemire 2019 */
{
    ri_uint128 product = (ri_uint128)ri_random_u64(random) * n;
    if ((uint64_t)product < n) {
        const uint64_t threshold = (0 - n) % n;
        while ((uint64_t)product < threshold) product = (ri_uint128)ri_random_u64(random) * n;
    }
    return (uint64_t)(product >> 64);
}

double ri_random_uniform(struct ri_random *random)
{
    return (double)(ri_random_u64(random) >> 11) * 0x1p-53;
}

static double above_zero(struct ri_random *random) /* (0, 1] */
{
    return 1.0 - ri_random_uniform(random);
}

static double natural_log(
    double x) /* x > 0; 2 atanh((m - 1) / (m + 1)) on m within [sqrt 1/2, sqrt 2] */
{
    int    exponent;
    double m = frexp(x, &exponent);
    if (m < 0.70710678118654752) {
        m *= 2;
        exponent--;
    }
    const double s = (m - 1) / (m + 1), square = s * s;
    double       sum = 0;
    for (int k = 21; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
    return 2 * s * sum + exponent * 0.69314718055994531;
}

static double exponential(double x) /* x <= 0 */
{
    if (x < -700) return 0;
    const double k = floor(x / 0.69314718055994531 + 0.5);
    const double r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10;
    double       sum = 1;
    for (int i = 14; i >= 1; i--) sum = 1 + sum * r / i;
    return ldexp(sum, (int)k);
}

static double log_factorial(double k)
{
    if (k < 10) {
        double product = 1;
        for (double i = 2; i <= k; i++) product *= i;
        return natural_log(product);
    }
    const double inverse = 1 / k, square = inverse * inverse; /* Stirling */
    const double tail =
        inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
    return (k + 0.5) * natural_log(k) - k + 0.91893853320467274 + tail;
}

double ri_random_normal(
    struct ri_random *random) /* polar method; the second value is not kept: no hidden state */
{
    for (;;) {
        const double a = 2 * ri_random_uniform(random) - 1, b = 2 * ri_random_uniform(random) - 1;
        const double square = a * a + b * b;
        if (square > 0 && square < 1) return a * sqrt(-2 * natural_log(square) / square);
    }
}

double ri_random_gamma(struct ri_random *random, double shape) /* Marsaglia, Tsang 2000 */
{
    double boost = 1;
    if (shape < 1) {
        boost = exponential(natural_log(above_zero(random)) / shape);
        shape += 1;
    }
    const double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        const double x = ri_random_normal(random), root = 1 + c * x, v = root * root * root;
        if (v > 0 && natural_log(above_zero(random)) < 0.5 * x * x + d - d * v + d * natural_log(v))
            return boost * d * v;
    }
}

static uint64_t poisson_small(struct ri_random *random, double mean) /* inversion from 0 upwards */
{
    enum { BEYOND = 200 }; /* never reached for mean < 10 but by rounding at the end of the tail */
    double   left = ri_random_uniform(random), p = exponential(-mean);
    uint64_t k = 0;
    while (left >= p && k < BEYOND) {
        left -= p;
        p *= mean / (double)++k;
    }
    return k;
}

static uint64_t poisson_large(struct ri_random *random, double mean) /* PTRS: Hoermann 1993 */
{
    const double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), quick = 0.9277 - 3.6224 / (b - 2);
    const double log_mean = natural_log(mean);
    for (;;) {
        const double u = ri_random_uniform(random) - 0.5, v = above_zero(random),
                     edge = 0.5 - fabs(u);
        const double k = floor((2 * a / edge + b) * u + mean + 0.43);
        if (edge >= 0.07 && v <= quick) return (uint64_t)k;
        if (k < 0 || edge <= 0 || (edge < 0.013 && v > edge)) continue;
        const double have = natural_log(v * inverse_alpha / (a / (edge * edge) + b));
        if (have <= k * log_mean - mean - log_factorial(k)) return (uint64_t)k;
    }
}

uint64_t ri_random_poisson(struct ri_random *random, double mean)
{
    if (!(mean > 0)) return 0;
    return mean < 10 ? poisson_small(random, mean) : poisson_large(random, fmin(mean, 1e9));
}

uint64_t ri_random_negative_binomial(struct ri_random *random, double mean, double dispersion)
{
    if (!(mean > 0)) return 0;
    if (!(dispersion > 0) || isinf(dispersion)) return ri_random_poisson(random, mean);
    return ri_random_poisson(random, mean / dispersion * ri_random_gamma(random, dispersion));
}

void ri_random_shuffle(struct ri_random *random, size_t *items, size_t n)
{
    for (size_t left = n; left > 1; left--) {
        const size_t at = (size_t)ri_random_below(random, left), kept = items[left - 1];
        items[left - 1] = items[at];
        items[at] = kept;
    }
}
