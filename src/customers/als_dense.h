/* Dense algebra of alternating least squares, in floats, for small symmetric systems, of sixteen customers side by side: I + GG' in
 * their items, or I + G'G in factors.
 *
 * All work is done sixteen numbers wide and in one order. Rows are f floats long, f a multiple of ALS_WIDE; behind the `used` ones they
 * are 0. Nothing is allocated. */
#ifndef RI_CUSTOMERS_ALS_DENSE_H
#define RI_CUSTOMERS_ALS_DENSE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ALS_WIDE = 16 };
struct als_shape {
    size_t f, used;
};
/* Weights D above this would be eaten by rounding: V'V <= I, so I + V'DV has values from 1 to 1 + D. */
#define ALS_WEIGHT_MOST 1e5f

float als_dot(const float *a, const float *b, size_t f);

/* Of n purchases: D = alpha * times (at most ALS_WEIGHT_MOST), by = 1 + D, root = D^1/2. */
void als_weigh(const float *times, size_t n, float alpha, float *by, float *root);

struct als_pick {          /* what a customer bought */
    const float    *white; /* [items][f] */
    const uint32_t *item;  /* [n] */
    const float    *by, *root;
};
/* x[f] = the rows picked, each times by, added up. */
void als_mix(const struct als_pick *pick, size_t n, size_t f, float *x);
/* x[f] += the rows picked, each times by; g[n][f]: each row times root. */
void als_pick(const struct als_pick *pick, size_t n, size_t f, float *g, float *x);

/* sum[f][f] += rows' rows, on and below the diagonal (above it: anything, within a square of ALS_WIDE). */
void als_gram(const float *rows, size_t n, struct als_shape shape, float *sum);

/* ret[n][f] = rows * matrix[f][f]; ret is not rows. */
void als_times(const float *rows, size_t n, const float *matrix, struct als_shape shape,
               float *ret);

/* x[ALS_WIDE][f] (in: the right sides) to the solutions of (I + system) x = right side; systems[ALS_WIDE][f][f], on and below the
 * diagonal; room[f * (f + ALS_WIDE)][ALS_WIDE]. */
void als_solve_systems(const float *systems, struct als_shape shape, float *room, float *x);

/* Sixteen customers with up to n items each, n a multiple of 4. by = D^1/2 u, (I + GG') u = D^-1/2 (1 + D), G = D^1/2 V. */
struct als_sixteen {
    const float *const *
        row; /* [n][ALS_WIDE]: V, the white factors of item i of customer l; of a missing one: any */
    const float *weight; /* [n][ALS_WIDE]: D; missing: 0 */
    float *by;   /* out, [n][ALS_WIDE]: the customer in the white space is the sum of by * row */
    float *root; /* room, [n][ALS_WIDE] */
    float *room; /* [n * (n + ALS_WIDE)][ALS_WIDE] */
};
void als_solve_sixteen(const struct als_sixteen *sixteen, size_t n, struct als_shape shape);
#endif
