/* Ridge regression on expanded columns. */
#include "ridge.h"

#include "math/newton.h"

#include <math.h>

enum { TERMS_MOST = 64 };

struct expansion { /* term t: product of z[a] and z[b]; b SIZE_MAX: z[a] alone; minus its mean */
    size_t  count, a[TERMS_MOST], b[TERMS_MOST];
    double  centre[TERMS_MOST];
    double *mean, *scale; /* [features] */
};

static double standard(const struct expansion *e, const double *feature, size_t n, size_t f,
                       size_t row)
{
    const double x = feature[f * n + row];
    return isnan(x) ? 0 : (x - e->mean[f]) * e->scale[f];
}

static double term(const struct expansion *e, const double *feature, size_t n, size_t t, size_t row)
{
    const double z = standard(e, feature, n, e->a[t], row);
    return e->b[t] == SIZE_MAX ? z - e->centre[t]
                               : z * standard(e, feature, n, e->b[t], row) - e->centre[t];
}

static void standardise(struct expansion *e, const double *feature, size_t features, size_t n,
                        const uint32_t *known, size_t count)
{
    for (size_t f = 0; f < features; f++) {
        double sum = 0, squares = 0, here = 0;
        for (size_t i = 0; i < count; i++) {
            const double x = feature[f * n + known[i]];
            if (isnan(x)) continue;
            const double off = x - sum;
            here++;
            sum += off / here;
            squares += off * (x - sum);
        }
        e->mean[f] = sum;
        e->scale[f] = squares > 1e-12 * here * (1 + sum * sum) ? sqrt(here / squares) : 0;
    }
}

/* Columns first, then squares, then products, as many as the rows can carry. */
static void choose_terms(struct expansion *e, size_t features, size_t rows)
{
    const size_t most = rows / 4 < TERMS_MOST ? rows / 4 : TERMS_MOST;
    for (size_t f = 0; f < features && e->count < most; f++)
        e->a[e->count] = f, e->b[e->count++] = SIZE_MAX;
    for (size_t f = 0; f < features && e->count < most; f++)
        e->a[e->count] = f, e->b[e->count++] = f;
    for (size_t f = 0; f < features; f++)
        for (size_t g = f + 1; g < features && e->count < most; g++)
            e->a[e->count] = f, e->b[e->count++] = g;
}

/* Trace of the inverse of what has this Cholesky factor in its lower triangle: the squares of the factor's inverse, which
 * takes its place. */
static double trace_of_inverse(double *l, size_t k)
{
    double trace = 0;
    for (size_t j = 0; j < k; j++) {
        l[j * k + j] = 1 / l[j * k + j];
        trace += l[j * k + j] * l[j * k + j];
        for (size_t i = j + 1; i < k; i++) {
            double sum = 0;
            for (size_t m = j; m < i; m++) sum += l[i * k + m] * l[m * k + j];
            l[i * k + j] = -sum / l[i * k + i];
            trace += l[i * k + j] * l[i * k + j];
        }
    }
    return trace;
}

/* Squared error over the rows, corrected for the freedom it took (traces); b: the coefficients. */
static double try_pull(const double *gram, const double *right, size_t k, double squares, double n,
                       double pull, double *room, double *b)
{
    double left = squares;
    memcpy(room, gram, k * k * sizeof *room);
    for (size_t d = 0; d < k; d++) room[d * k + d] += pull, b[d] = right[d];
    if (!ri_cholesky_solve(room, k, b)) return INFINITY;
    const double freedom = (double)k - pull * trace_of_inverse(room, k);
    for (size_t d = 0; d < k; d++) {
        double along = 0;
        for (size_t c = 0; c < k; c++) along += gram[d > c ? d * k + c : c * k + d] * b[c];
        left += b[d] * (along - 2 * right[d]);
    }
    const double share = 1 - (freedom + 1) / n;
    return share > 0 ? left / (share * share) : INFINITY;
}

struct ridge {
    struct expansion e;
    double          *gram, *right, *b, *best, *row, mean;
};

static ri_status learn(struct ridge *r, const double *feature, size_t n, const double *y,
                       const uint32_t *known, size_t count, struct ri_arena *mem,
                       struct ri_error *err)
{
    static const double pulls[] = {1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 10};
    const size_t        k = r->e.count;
    double             *room, squares = 0, least = INFINITY;
    RI_ARENA_NEW(room, mem, k * k, err);
    for (size_t i = 0; i < count; i++) r->mean += y[known[i]] / (double)count;
    for (size_t t = 0; t < k; t++) {
        double sum = 0;
        for (size_t i = 0; i < count; i++) sum += term(&r->e, feature, n, t, known[i]);
        r->e.centre[t] = sum / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        const double off = y[known[i]] - r->mean;
        for (size_t t = 0; t < k; t++) r->row[t] = term(&r->e, feature, n, t, known[i]);
        for (size_t t = 0; t < k; t++) {
            r->right[t] += r->row[t] * off;
            for (size_t s = 0; s <= t; s++) r->gram[t * k + s] += r->row[t] * r->row[s];
        }
        squares += off * off;
    }
    for (size_t p = 0; p < RI_COUNT(pulls); p++) {
        const double loss = try_pull(r->gram, r->right, k, squares, (double)count,
                                     pulls[p] * (double)count, room, r->b);
        if (!(loss < least)) continue;
        least = loss;
        memcpy(r->best, r->b, k * sizeof *r->b);
    }
    return RI_OK;
}

ri_status pricing_ridge(const double *feature, size_t features, size_t n, const double *y,
                        const uint32_t *known, size_t known_count, const uint32_t *asked,
                        size_t asked_count, struct ri_arena *mem, double *ret, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct ridge              *r;
    RI_ARENA_NEW(r, mem, 1, err);
    RI_ARENA_NEW(r->e.mean, mem, features, err);
    RI_ARENA_NEW(r->e.scale, mem, features, err);
    standardise(&r->e, feature, features, n, known, known_count);
    choose_terms(&r->e, features, known_count);
    const size_t k = r->e.count;
    RI_ARENA_NEW(r->gram, mem, k * k, err);
    RI_ARENA_NEW(r->right, mem, k, err);
    RI_ARENA_NEW(r->b, mem, k, err);
    RI_ARENA_NEW(r->best, mem, k, err);
    RI_ARENA_NEW(r->row, mem, k, err);
    if (known_count) RI_TRY(learn(r, feature, n, y, known, known_count, mem, err));
    for (size_t i = 0; i < asked_count; i++) {
        ret[i] = r->mean;
        for (size_t t = 0; t < k; t++) ret[i] += r->best[t] * term(&r->e, feature, n, t, asked[i]);
    }
    ri_arena_rewind(mem, mark);
    return RI_OK;
}
