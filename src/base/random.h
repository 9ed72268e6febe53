/* Random numbers that are the same everywhere for one seed: PCG-XSL-RR 128/64 (O'Neill 2014).
 * A stream per item (series, store) keeps results independent of threads and order. */
#ifndef RI_BASE_RANDOM_H
#define RI_BASE_RANDOM_H
#include "integer.h"

#include <stddef.h>
#include <stdint.h>

/* The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bit that changes moves half of the bits that come out. 0 stays 0. */
static inline uint64_t ri_mix64(uint64_t bits)
{
    bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
    return bits ^ bits >> 31;
}

struct ri_random {
    ri_uint128 state, increment;
};
void     ri_random_init(struct ri_random *random, uint64_t seed, uint64_t stream);
uint64_t ri_random_u64(struct ri_random *random);
uint64_t ri_random_below(struct ri_random *random, uint64_t n); /* 0 .. n-1 without bias; n >= 1 */
double   ri_random_uniform(struct ri_random *random);           /* [0, 1), 53 bits */
double   ri_random_normal(struct ri_random *random);            /* mean 0, sd 1 */
double   ri_random_gamma(struct ri_random *random, double shape); /* scale 1; shape > 0 */
uint64_t ri_random_poisson(struct ri_random *random,
                           double            mean); /* exact for any mean >= 0 up to 1e9 */
/* Negative binomial by its mean and dispersion (variance = mean + mean^2 / dispersion). */
uint64_t ri_random_negative_binomial(struct ri_random *random, double mean, double dispersion);
void     ri_random_shuffle(struct ri_random *random, size_t *items, size_t n);
#endif
