/* Regression on sparse rows: cells eliminated, the rest by Cholesky. */
#include "regress_internal.h"

#include <math.h>

#define ALONE 1e-9 /* share of a column's squares that must be its own, or it is left out */

/* ---- One weighted solution --------------------------------------------------------------------------------------- */

static double value_at(const struct ri_sparse_rows *rows, size_t i, size_t j, size_t *ret_column)
{
    *ret_column = rows->column[i * rows->width + j];
    return rows->value[i * rows->width + j];
}

/* Weighted means of the columns within each cell, and the sums of the weights. */
static void find_centres(const struct ri_sparse_rows *rows, const double *weight, double *sum,
                         double *centre)
{
    const size_t k = rows->k;
    size_t       c;
    memset(sum, 0, rows->cells * sizeof *sum);
    memset(centre, 0, rows->cells * k * sizeof *centre);
    for (size_t i = 0; i < rows->n; i++) {
        sum[rows->cell[i]] += weight[i];
        for (size_t j = 0; j < rows->width; j++) {
            const double x = value_at(rows, i, j, &c);
            centre[rows->cell[i] * k + c] += weight[i] * x;
        }
    }
    for (size_t g = 0; g < rows->cells; g++)
        for (size_t j = 0; j < k && sum[g] > 0; j++) centre[g * k + j] /= sum[g];
}

/* Lower triangle of the cross products around the centres; raw[k]: squares before centring. */
static void cross_products(const struct ri_sparse_rows *rows, const double *weight,
                           const double *sum, const double *centre, size_t *touched, double *ret,
                           double *raw)
{
    const size_t k = rows->k;
    size_t       a, b;
    memset(ret, 0, k * k * sizeof *ret);
    for (size_t i = 0; i < rows->n; i++)
        for (size_t p = 0; p < rows->width; p++) {
            const double x = weight[i] * value_at(rows, i, p, &a);
            for (size_t q = 0; x != 0 && q < rows->width; q++) {
                const double z = value_at(rows, i, q, &b);
                if (b <= a) ret[a * k + b] += x * z;
            }
        }
    for (size_t j = 0; j < k; j++) raw[j] = ret[j * k + j];
    for (size_t g = 0; g < rows->cells; g++) {
        const double *m = centre + g * k;
        size_t        count = 0;
        for (size_t j = 0; j < k; j++)
            if (m[j] != 0) touched[count++] = j;
        for (size_t p = 0; p < count; p++)
            for (size_t q = 0; q <= p; q++)
                ret[touched[p] * k + touched[q]] -= sum[g] * m[touched[p]] * m[touched[q]];
    }
}

/* Four sums beside one another, always in this order. */
static double dot(const double *x, const double *y, size_t n)
{
    double sum[4] = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t q = 0; q < 4; q++) sum[q] += x[i + q] * y[i + q];
    for (; i < n; i++) sum[0] += x[i] * y[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Cholesky of the lower triangle of a, scaled to ones on the diagonal first; a column that earlier ones say gets zeros
 * (scale 0). Zeros at the beginning of a row stay zeros (its envelope, from first[k] on: George & Liu 1981), so that
 * columns that never meet cost nothing if those which meet all come last. Returns the rank. */
static size_t factor(double *a, size_t k, const double *raw, size_t *first, double *scale)
{
    size_t rank = 0;
    for (size_t j = 0; j < k; j++)
        scale[j] = raw[j] > 0 && a[j * k + j] > ALONE * raw[j] ? 1 / sqrt(a[j * k + j]) : 0;
    for (size_t i = 0; i < k; i++) {
        for (first[i] = 0; first[i] < i && a[i * k + first[i]] == 0;) first[i]++;
        for (size_t j = first[i]; j <= i; j++) a[i * k + j] *= scale[i] * scale[j];
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t j = first[i]; j <= i; j++) {
            const size_t from = first[i] > first[j] ? first[i] : first[j];
            const double left =
                a[i * k + j] - (from < j ? dot(a + i * k + from, a + j * k + from, j - from) : 0);
            if (i > j)
                a[i * k + j] = scale[j] > 0 ? left / a[j * k + j] : 0;
            else if (scale[i] > 0 && left > ALONE)
                a[i * k + i] = sqrt(left);
            else
                a[i * k + i] = scale[i] = 0;
        }
        rank += scale[i] > 0;
    }
    return rank;
}

/* b := solution, by that factor. */
static void solve(const double *a, size_t k, const double *scale, double *b)
{
    for (size_t i = 0; i < k; i++) {
        double left = b[i] * scale[i];
        for (size_t l = 0; l < i; l++) left -= a[i * k + l] * b[l];
        b[i] = scale[i] > 0 ? left / a[i * k + i] : 0;
    }
    for (size_t i = k; i-- > 0;) {
        if (scale[i] > 0) b[i] /= a[i * k + i];
        for (size_t l = 0; l < i; l++) b[l] -= a[i * k + l] * b[i];
    }
    for (size_t i = 0; i < k; i++) b[i] *= scale[i];
}

/* The factor becomes the inverse of what it came from. All inner loops run along rows. */
static void invert(double *a, size_t k, const double *scale)
{
    double row[RI_REGRESS_COLUMNS_MOST];
    for (size_t i = 0; i < k; i++) { /* inverse of the factor, row by row */
        for (size_t j = 0; j < i; j++) row[j] = a[i * k + j], a[i * k + j] = 0;
        if (!(scale[i] > 0)) continue;
        for (size_t l = 0; l < i; l++)
            for (size_t j = 0; j <= l && row[l] != 0; j++) a[i * k + j] -= row[l] * a[l * k + j];
        a[i * k + i] = 1 / a[i * k + i];
        for (size_t j = 0; j < i; j++) a[i * k + j] *= a[i * k + i];
    }
    for (size_t j = 0; j < k;
         j++) { /* transposed times itself: above the diagonal, which waits in row */
        row[j] = 0;
        for (size_t i = j + 1; i < k; i++) a[j * k + i] = 0;
    }
    for (size_t l = 0; l < k; l++)
        for (size_t j = 0; j <= l; j++) {
            const double x = a[l * k + j];
            row[j] += x * x;
            for (size_t i = j + 1; i <= l && x != 0; i++) a[j * k + i] += x * a[l * k + i];
        }
    for (size_t j = 0; j < k; j++) {
        a[j * k + j] = row[j] * scale[j] * scale[j];
        for (size_t i = j + 1; i < k; i++)
            a[i * k + j] = a[j * k + i] = a[j * k + i] * scale[j] * scale[i];
    }
}

ri_status regress_make_system(const struct ri_sparse_rows *rows, struct ri_arena *mem,
                              struct system *ret, struct ri_error *err)
{
    const size_t k = rows->k;
    if (k > RI_REGRESS_COLUMNS_MOST)
        return ri_fail(err, RI_ETOOLARGE,
                       "a regression of %zu columns; at most %d (beside the largest effect)", k,
                       RI_REGRESS_COLUMNS_MOST);
    ret->rows = rows;
    RI_ARENA_NEW(ret->sum, mem, rows->cells, err);
    RI_ARENA_NEW(ret->mean, mem, rows->cells, err);
    RI_ARENA_NEW(ret->centre, mem, rows->cells * k, err);
    RI_ARENA_NEW(ret->a, mem, k * k, err);
    RI_ARENA_NEW(ret->raw, mem, k, err);
    RI_ARENA_NEW(ret->scale, mem, k, err);
    RI_ARENA_NEW(ret->right, mem, k, err);
    RI_ARENA_NEW(ret->touched, mem, k, err);
    RI_ARENA_NEW(ret->first, mem, k, err);
    return RI_OK;
}

void regress_prepare(struct system *s, const double *weight)
{
    find_centres(s->rows, weight, s->sum, s->centre);
    cross_products(s->rows, weight, s->sum, s->centre, s->touched, s->a, s->raw);
    s->rank = factor(s->a, s->rows->k, s->raw, s->first, s->scale);
}

/* Adds to coefficient and effect what fits `left` best. */
void regress_solve_for(struct system *s, const double *weight, const double *left,
                       double *coefficient, double *effect)
{
    const struct ri_sparse_rows *rows = s->rows;
    const size_t                 k = rows->k;
    size_t                       c;
    memset(s->right, 0, k * sizeof *s->right);
    memset(s->mean, 0, rows->cells * sizeof *s->mean);
    for (size_t i = 0; i < rows->n; i++) {
        s->mean[rows->cell[i]] += weight[i] * left[i];
        for (size_t j = 0; j < rows->width; j++) {
            const double x = value_at(rows, i, j, &c);
            s->right[c] += weight[i] * x * left[i];
        }
    }
    for (size_t g = 0; g < rows->cells; g++)
        for (size_t j = 0; j < k; j++) s->right[j] -= s->mean[g] * s->centre[g * k + j];
    solve(s->a, k, s->scale, s->right);
    for (size_t j = 0; j < k; j++) coefficient[j] += s->right[j];
    for (size_t g = 0; g < rows->cells; g++) {
        if (!(s->sum[g] > 0)) continue;
        double move = s->mean[g] / s->sum[g];
        for (size_t j = 0; j < k; j++) move -= s->centre[g * k + j] * s->right[j];
        effect[g] += move;
    }
}

double regress_linear(const struct ri_sparse_rows *rows, size_t i, const double *coefficient,
                      const double *effect)
{
    double sum = effect[rows->cell[i]];
    size_t c;
    for (size_t j = 0; j < rows->width; j++) {
        const double x = value_at(rows, i, j, &c);
        sum += x * coefficient[c];
    }
    return sum;
}

ri_status regress_make_fit(const struct ri_sparse_rows *rows, struct ri_arena *mem,
                           struct ri_fit *ret, struct ri_error *err)
{
    *ret = (struct ri_fit){0};
    RI_ARENA_NEW(ret->coefficient, mem, rows->k, err);
    RI_ARENA_NEW(ret->effect, mem, rows->cells, err);
    RI_ARENA_NEW(ret->residual, mem, rows->n, err);
    RI_ARENA_NEW(ret->weight, mem, rows->n, err);
    return RI_OK;
}

/* What the last solution leaves: counts, the inverse, holes for what was not told. */
void regress_finish(struct system *s, struct ri_fit *fit)
{
    const struct ri_sparse_rows *rows = s->rows;
    for (size_t i = 0; i < rows->n; i++) {
        fit->used += fit->weight[i] > 0;
        fit->squares += fit->weight[i] * fit->residual[i] * fit->residual[i];
    }
    for (size_t g = 0; g < rows->cells; g++) {
        fit->alive += s->sum[g] > 0;
        if (!(s->sum[g] > 0)) fit->effect[g] = NAN;
    }
    for (size_t j = 0; j < rows->k; j++)
        if (!(s->scale[j] > 0)) fit->coefficient[j] = NAN;
    fit->rank = s->rank;
    invert(s->a, rows->k, s->scale);
    fit->inverse = s->a;
    fit->centre = s->centre;
}

ri_status ri_fit_squares(const struct ri_sparse_rows *rows, const double *y, struct ri_arena *mem,
                         struct ri_fit *ret, struct ri_error *err)
{
    struct system s;
    double        mean = 0;
    RI_TRY(regress_make_system(rows, mem, &s, err));
    RI_TRY(regress_make_fit(rows, mem, ret, err));
    for (size_t i = 0; i < rows->n; i++) {
        ret->weight[i] = 1;
        ret->residual[i] = y[i];
        mean += y[i] / (double)rows->n;
    }
    regress_prepare(&s, ret->weight);
    for (size_t pass = 0; pass < 2; pass++) { /* the second mends what rounding left */
        regress_solve_for(&s, ret->weight, ret->residual, ret->coefficient, ret->effect);
        for (size_t i = 0; i < rows->n; i++)
            ret->residual[i] = y[i] - regress_linear(rows, i, ret->coefficient, ret->effect);
    }
    for (size_t i = 0; i < rows->n; i++) ret->total += (y[i] - mean) * (y[i] - mean);
    regress_finish(&s, ret);
    return RI_OK;
}

/* ---- Errors ------------------------------------------------------------------------------------------------------ */

/* Rows in the order of their clusters; start[clusters + 1]. */
static void sort_by_cluster(const uint32_t *cluster, size_t n, size_t clusters, size_t *start,
                            uint32_t *order)
{
    memset(start, 0, (clusters + 1) * sizeof *start);
    for (size_t i = 0; i < n; i++) start[cluster[i] + 1]++;
    for (size_t c = 0; c < clusters; c++) start[c + 1] += start[c];
    for (size_t i = 0; i < n; i++) order[start[cluster[i]]++] = (uint32_t)i;
    for (size_t c = clusters; c > 0; c--) start[c] = start[c - 1];
    start[0] = 0;
}

/* Adds a row's part of the slope of the likelihood in the coefficients. */
static void add_score(const struct ri_sparse_rows *rows, const struct ri_fit *fit, size_t i,
                      double *score)
{
    const double  pull = fit->weight[i] * fit->residual[i];
    const double *centre = fit->centre + rows->cell[i] * rows->k;
    size_t        c;
    if (pull == 0) return;
    for (size_t j = 0; j < rows->width; j++) {
        const double x = value_at(rows, i, j, &c);
        score[c] += pull * x;
    }
    for (size_t j = 0; j < rows->k; j++) score[j] -= pull * centre[j];
}

static void add_influence(const struct ri_fit *fit, size_t k, const double *score,
                          const size_t *wanted, size_t m, double *influence, double *ret)
{
    for (size_t a = 0; a < m; a++) {
        const double *row = fit->inverse + wanted[a] * k;
        influence[a] = 0;
        for (size_t j = 0; j < k; j++) influence[a] += row[j] * score[j];
    }
    for (size_t a = 0; a < m; a++)
        for (size_t b = 0; b < m; b++) ret[a * m + b] += influence[a] * influence[b];
}

/* Cells whose rows lie in more than one cluster. */
static ri_status count_crossing(const struct ri_sparse_rows *rows, const struct ri_fit *fit,
                                const uint32_t *cluster, struct ri_arena *mem, size_t *ret,
                                struct ri_error *err)
{
    uint32_t *only; /* cluster + 1; UINT32_MAX: several */
    RI_ARENA_NEW(only, mem, rows->cells, err);
    *ret = 0;
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t *at = &only[rows->cell[i]];
        if (!(fit->weight[i] > 0) || *at == UINT32_MAX || *at == cluster[i] + 1) continue;
        *ret += *at != 0;
        *at = *at ? UINT32_MAX : cluster[i] + 1;
    }
    return RI_OK;
}

struct clustered { /* rows by cluster; one each where there are none */
    size_t   *start, clusters, met;
    uint32_t *order;
};

static ri_status group_rows(const struct ri_sparse_rows *rows, const struct ri_fit *fit,
                            const struct ri_fit_errors *errors, struct ri_arena *mem,
                            struct clustered *ret, struct ri_error *err)
{
    const bool by = errors->kind == RI_ERRORS_CLUSTER;
    ret->clusters = by ? errors->clusters : rows->n;
    ret->met = 0;
    RI_ARENA_NEW(ret->start, mem, ret->clusters + 1, err);
    RI_ARENA_NEW(ret->order, mem, rows->n, err);
    if (by)
        sort_by_cluster(errors->cluster, rows->n, ret->clusters, ret->start, ret->order);
    else
        for (size_t i = 0; i < rows->n; i++) {
            ret->order[i] = (uint32_t)i;
            ret->start[i + 1] = i + 1;
        }
    for (size_t c = 0; c < ret->clusters; c++) {
        bool any = false;
        for (size_t r = ret->start[c]; r < ret->start[c + 1]; r++)
            any |= fit->weight[ret->order[r]] > 0;
        ret->met += any;
    }
    return RI_OK;
}

static ri_status sandwich(const struct ri_sparse_rows *rows, const struct ri_fit *fit,
                          const struct clustered *by, const size_t *wanted, size_t m,
                          struct ri_arena *mem, double *ret, struct ri_error *err)
{
    double *score, *influence;
    RI_ARENA_NEW(score, mem, rows->k, err);
    RI_ARENA_NEW(influence, mem, m, err);
    for (size_t c = 0; c < by->clusters; c++) {
        memset(score, 0, rows->k * sizeof *score);
        for (size_t r = by->start[c]; r < by->start[c + 1]; r++)
            add_score(rows, fit, by->order[r], score);
        add_influence(fit, rows->k, score, wanted, m, influence, ret);
    }
    return RI_OK;
}

ri_status ri_fit_covariance(const struct ri_sparse_rows *rows, const struct ri_fit *fit,
                            const struct ri_fit_errors *errors, const size_t *wanted, size_t m,
                            struct ri_arena *mem, double *ret, double *ret_df, struct ri_error *err)
{
    const double     n = (double)fit->used, all = (double)(fit->rank + fit->alive);
    double           scale = 0, df = n - all;
    struct clustered by;
    memset(ret, 0, m * m * sizeof *ret);
    if (errors->kind == RI_ERRORS_CLASSICAL) {
        scale = fit->poisson ? 1 : fit->squares / df;
        for (size_t a = 0; a < m; a++)
            for (size_t b = 0; b < m; b++)
                ret[a * m + b] = fit->inverse[wanted[a] * rows->k + wanted[b]];
    } else {
        RI_TRY(group_rows(rows, fit, errors, mem, &by, err));
        RI_TRY(sandwich(rows, fit, &by, wanted, m, mem, ret, err));
        scale = n / df;
    }
    if (errors->kind == RI_ERRORS_CLUSTER) {
        size_t       crossing = 0;
        const double met = (double)by.met;
        RI_TRY(count_crossing(rows, fit, errors->cluster, mem, &crossing, err));
        const double taken = (double)fit->rank - (double)errors->nested + fmax((double)crossing, 1);
        scale = n > taken ? met / (met - 1) * (n - 1) / (n - taken) : NAN;
        df = met - 1;
    }
    for (size_t a = 0; a < m; a++)
        for (size_t b = 0; b < m; b++) {
            const bool told = !isnan(fit->coefficient[wanted[a]]) &&
                              !isnan(fit->coefficient[wanted[b]]) && df > 0;
            ret[a * m + b] = told ? ret[a * m + b] * scale : NAN;
        }
    *ret_df = df;
    return RI_OK;
}
