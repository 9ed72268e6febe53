#include "als_dense.h"

#include "base/clones.h"

#include <math.h>

enum { WIDE = ALS_WIDE, HIGH = 8, FOUR = 4 };
typedef float wide __attribute__((vector_size(4 * WIDE), aligned(4), may_alias));

RI_INLINE wide *at(float *x)
{
    return (wide *)x;
}

RI_INLINE const wide *from(const float *x)
{
    return (const wide *)x;
}

/* ---- Rows of one customer ---------------------------------------------------------------------------------------------------------- */

RI_INLINE float total(const wide *x)
{
    float lane[WIDE];
    *at(lane) = *x;
    for (size_t step = WIDE / 2; step; step /= 2)
        for (size_t l = 0; l < step; l++) lane[l] += lane[l + step];
    return lane[0];
}

RI_CLONES_FUSED float als_dot(const float *a, const float *b, size_t f)
{
    wide sum = {0};
    for (size_t k = 0; k < f; k += WIDE) sum += *from(a + k) * *from(b + k);
    return total(&sum);
}

RI_CLONES_FUSED void als_weigh(const float *times, size_t n, float alpha, float *by, float *root)
{
    for (size_t i = 0; i < n; i++) {
        const float d = alpha * times[i], most = ALS_WEIGHT_MOST;
        const float less = d < most ? d : most;
        by[i] = 1 + less;
        root[i] = sqrtf(less);
    }
}

RI_CLONES_FUSED void als_mix(const struct als_pick *pick, size_t n, size_t f, float *x)
{
    for (size_t k = 0; k < f; k += 2 * WIDE) {
        const bool two = k + WIDE < f;
        wide       left = {0}, right = {0};
        for (size_t i = 0; i < n; i++) {
            const float *row = pick->white + pick->item[i] * f + k;
            left += pick->by[i] * *from(row);
            right += pick->by[i] * *from(row + two * WIDE);
        }
        *at(x + k) = left;
        if (two) *at(x + k + WIDE) = right;
    }
}

RI_CLONES_FUSED void als_pick(const struct als_pick *pick, size_t n, size_t f, float *g, float *x)
{
    enum { AHEAD = 20 };
    for (size_t i = 0; i < n; i++) {
        const float *row = pick->white + pick->item[i] * f;
        const float *later = pick->white + pick->item[i + AHEAD < n ? i + AHEAD : i] * f;
        for (size_t k = 0; k < f; k += WIDE) {
            __builtin_prefetch(later + k);
            *at(g + i * f + k) = pick->root[i] * *from(row + k);
            *at(x + k) += pick->by[i] * *from(row + k);
        }
    }
}

/* ret[HIGH][WIDE] of rows' rows: its rows from i, its columns from j. */
RI_INLINE void tile(const float *rows, size_t n, size_t f, size_t i, size_t j, wide *ret)
{
    wide sum[HIGH] = {0};
    for (size_t r = 0; r < n; r++) {
        const float *a = rows + r * f + i;
        const wide   b = *from(rows + r * f + j);
        for (size_t q = 0; q < HIGH; q++) sum[q] += a[q] * b;
    }
    for (size_t q = 0; q < HIGH; q++) ret[q] = sum[q];
}

/* The same of FOUR rows and twice as many columns: fewer loads for as many products. */
RI_INLINE void tile_broad(const float *rows, size_t n, size_t f, size_t i, size_t j, wide *ret)
{
    wide left[FOUR] = {0}, right[FOUR] = {0};
    for (size_t r = 0; r < n; r++) {
        const float *a = rows + r * f + i;
        const wide   b = *from(rows + r * f + j), c = *from(rows + r * f + j + WIDE);
        for (size_t q = 0; q < FOUR; q++) {
            left[q] += a[q] * b;
            right[q] += a[q] * c;
        }
    }
    for (size_t q = 0; q < FOUR; q++) {
        ret[2 * q] = left[q];
        ret[2 * q + 1] = right[q];
    }
}

/* HIGH rows of sum[f][f] from i, on and below the diagonal, += rows' rows */
RI_INLINE void add_panel(const float *rows, size_t n, size_t f, size_t i, float *sum)
{
    const size_t end = (i / WIDE + 1) * WIDE;
    wide         part[HIGH];
    size_t       j = 0;
    for (; j + WIDE < end; j += (size_t)2 * WIDE)
        for (size_t h = i; h < i + HIGH; h += FOUR) {
            tile_broad(rows, n, f, h, j, part);
            for (size_t q = 0; q < HIGH; q++)
                *at(sum + (h + q / 2) * f + j + q % 2 * WIDE) += part[q];
        }
    if (j >= end) return;
    tile(rows, n, f, i, j, part);
    for (size_t q = 0; q < HIGH; q++) *at(sum + (i + q) * f + j) += part[q];
}

RI_CLONES_FUSED void als_gram(const float *rows, size_t n, struct als_shape shape, float *sum)
{
    for (size_t i = 0; i < shape.used; i += HIGH) add_panel(rows, n, shape.f, i, sum);
}

RI_CLONES_FUSED void als_times(const float *rows, size_t n, const float *matrix,
                               struct als_shape shape, float *ret)
{
    const size_t f = shape.f;
    for (size_t r = 0; r < n; r += HIGH)
        for (size_t k = 0; k < f; k += WIDE) {
            const float *row[HIGH];
            wide         sum[HIGH] = {0};
            for (size_t q = 0; q < HIGH; q++) row[q] = rows + (r + q < n ? r + q : n - 1) * f;
            for (size_t j = 0; j < shape.used; j++) {
                const wide m = *from(matrix + j * f + k);
                for (size_t q = 0; q < HIGH; q++) sum[q] += row[q][j] * m;
            }
            for (size_t q = 0; q < HIGH && r + q < n; q++) *at(ret + (r + q) * f + k) = sum[q];
        }
}

/* ---- Sixteen systems side by side ---------------------------------------------------------------------------------------- */

/* No pivot of either system is below 1 but by rounding. */
RI_INLINE float pivot_of(float x)
{
    return x > 1 ? x : 1;
}

/* Sixteen rows of sixteen numbers to its columns: four perfect shuffles. */
RI_INLINE void transpose(wide *x)
{
    for (size_t step = 0; step < 4; step++) {
        wide y[WIDE];
        for (size_t q = 0; q < HIGH; q++) {
            y[2 * q] = __builtin_shufflevector(x[q], x[q + HIGH], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20,
                                               5, 21, 6, 22, 7, 23);
            y[2 * q + 1] = __builtin_shufflevector(x[q], x[q + HIGH], 8, 24, 9, 25, 10, 26, 11, 27,
                                                   12, 28, 13, 29, 14, 30, 15, 31);
        }
        for (size_t q = 0; q < WIDE; q++) x[q] = y[q];
    }
}

/* g[n][WIDE]: WIDE columns of G from k, of all customers */
RI_INLINE void gather(const struct als_sixteen *s, size_t n, size_t k, wide *g)
{
    for (size_t i = 0; i < n; i++) {
        const wide root = *from(s->root + i * WIDE);
        wide       x[WIDE];
        for (size_t l = 0; l < WIDE; l++) x[l] = *from(s->row[i * WIDE + l] + k);
        transpose(x);
        for (size_t q = 0; q < WIDE; q++) g[i * WIDE + q] = root * x[q];
    }
}

/* system[n][n] += g g' of g's first columns, on and below the diagonal, by squares of FOUR */
RI_INLINE void add_products(const wide *g, size_t n, size_t columns, wide *system)
{
    for (size_t i = 0; i < n; i += FOUR)
        for (size_t j = 0; j <= i; j += FOUR) {
            wide sum[FOUR][FOUR];
            for (size_t a = 0; a < FOUR; a++)
                for (size_t b = 0; b < FOUR; b++) sum[a][b] = system[(i + a) * n + j + b];
            for (size_t k = 0; k < columns; k++)
                for (size_t a = 0; a < FOUR; a++)
                    for (size_t b = 0; b < FOUR; b++)
                        sum[a][b] += g[(i + a) * WIDE + k] * g[(j + b) * WIDE + k];
            for (size_t a = 0; a < FOUR; a++)
                for (size_t b = 0; b < FOUR; b++) system[(i + a) * n + j + b] = sum[a][b];
        }
}

/* Columns j .. j + FOUR of system, from row j, less what the columns before them leave: row[FOUR][n] is room. */
RI_INLINE void take_off_before(wide *system, size_t n, size_t j, wide *row)
{
    for (size_t b = 0; b < FOUR; b++)
        for (size_t k = 0; k < j; k++) row[b * n + k] = system[(j + b) * n + k] * system[k * n + k];
    for (size_t i = j; i < n; i += FOUR) {
        wide sum[FOUR][FOUR];
        for (size_t a = 0; a < FOUR; a++)
            for (size_t b = 0; b < FOUR; b++) sum[a][b] = system[(i + a) * n + j + b];
        for (size_t k = 0; k < j; k++)
            for (size_t a = 0; a < FOUR; a++)
                for (size_t b = 0; b < FOUR; b++)
                    sum[a][b] -= system[(i + a) * n + k] * row[b * n + k];
        for (size_t a = 0; a < FOUR; a++)
            for (size_t b = 0; b < FOUR; b++) system[(i + a) * n + j + b] = sum[a][b];
    }
}

/* system to L D below and inverse pivots on the diagonal: system = L D L', FOUR columns at a time. room[FOUR * n]. */
RI_INLINE void factorise_sixteen(wide *system, size_t n, wide *room)
{
    for (size_t j = 0; j < n; j += FOUR) {
        take_off_before(system, n, j, room);
        for (size_t b = 0; b < FOUR; b++) { /* and each other */
            const wide *own = system + (j + b) * n + j;
            wide        row[FOUR];
            for (size_t k = 0; k < b; k++) row[k] = own[k] * system[(j + k) * n + j + k];
            for (size_t i = j + b; i < n; i++) {
                wide *at = system + i * n + j;
                for (size_t k = 0; k < b; k++) at[b] -= at[k] * row[k];
            }
            wide *pivot = system + (j + b) * n + j + b;
            for (size_t l = 0; l < WIDE; l++) (*pivot)[l] = 1 / pivot_of((*pivot)[l]);
        }
    }
}

RI_INLINE void substitute_sixteen(const wide *system, size_t n, wide *side)
{
    for (size_t k = 0; k < n; k++) { /* side becomes D^-1 L^-1 side */
        const wide y = side[k] *= system[k * n + k];
        for (size_t i = k + 1; i < n; i++) side[i] -= system[i * n + k] * y;
    }
    for (size_t i = n; i-- > 1;) {
        const wide x = side[i];
        for (size_t k = 0; k < i; k++) side[k] -= system[k * n + k] * system[i * n + k] * x;
    }
}

/* root: D^1/2; side: D^-1/2 c, 0 where there is nothing */
RI_INLINE void weigh(const float *d, size_t n, float *root, float *side)
{
    for (size_t i = 0; i < n * WIDE; i++) root[i] = sqrtf(d[i]);
    for (size_t i = 0; i < n * WIDE; i++) side[i] = d[i] > 0 ? 1 / root[i] + root[i] : 0;
}

RI_CLONES_FUSED void als_solve_sixteen(const struct als_sixteen *s, size_t n,
                                       struct als_shape shape)
{
    wide *system = at(s->room), *g = system + n * n, *by = at(s->by);
    weigh(s->weight, n, s->root, s->by);
    for (size_t i = 0; i < n * n; i++) system[i] = (wide){0};
    for (size_t i = 0; i < n; i++) system[i * n + i] += 1;
    for (size_t k = 0; k < shape.f; k += WIDE) {
        gather(s, n, k, g);
        add_products(g, n, shape.used - k < WIDE ? shape.used - k : WIDE, system);
    }
    factorise_sixteen(system, n, g);
    substitute_sixteen(system, n, by);
    for (size_t i = 0; i < n; i++) by[i] *= *from(s->root + i * WIDE);
}

/* The first n rows of sixteen squares one behind the other to one of sixteen lanes, [n][n], on and below the diagonal. What does not fit
 * into a row lies above the diagonal: the next row is written over it. */
RI_INLINE void side_by_side(const float *systems, size_t n, size_t f, wide *ret)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j += WIDE) {
            wide x[WIDE];
            for (size_t l = 0; l < WIDE; l++) x[l] = *from(systems + (l * f + i) * f + j);
            transpose(x);
            for (size_t q = 0; q < WIDE; q++) ret[i * n + j + q] = x[q];
        }
}

RI_CLONES_FUSED void als_solve_systems(const float *systems, struct als_shape shape, float *room,
                                       float *x)
{
    const size_t f = shape.f, n = (shape.used + FOUR - 1) / FOUR * FOUR;
    wide        *system = at(room), *side = system + n * n, part[WIDE];
    side_by_side(systems, n, f, system);
    for (size_t i = 0; i < n; i++) system[i * n + i] += 1;
    for (size_t k = 0; k < f; k += WIDE) {
        for (size_t l = 0; l < WIDE; l++) side[k + l] = *from(x + l * f + k);
        transpose(side + k);
    }
    factorise_sixteen(system, n, side + f);
    substitute_sixteen(system, n, side);
    for (size_t k = 0; k < f; k += WIDE) {
        for (size_t l = 0; l < WIDE; l++) part[l] = side[k + l];
        transpose(part);
        for (size_t l = 0; l < WIDE; l++) *at(x + l * f + k) = part[l];
    }
}
