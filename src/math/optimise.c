/* Golden sections after a grid; the simplex of Nelder and Mead. */
#include "optimise.h"

#include "newton.h"

#include <math.h>

static double value_or_worst(double value)
{
    return isnan(value) ? INFINITY : value;
}

double ri_minimise(ri_function *f, void *context, double low, double high, size_t grid,
                   double tolerance, size_t budget, double *ret_x)
{
    const double golden = 0.6180339887498949;
    const double pitch = (high - low) / (double)(grid - 1);
    double       best_x = low, best = INFINITY;
    for (size_t i = 0; i < grid; i++) {
        const double x = i + 1 == grid ? high : low + (double)i * pitch;
        const double value = value_or_worst(f(context, x));
        if (value < best) best_x = x, best = value;
    }
    double a = fmax(low, best_x - pitch), b = fmin(high, best_x + pitch);
    double left = b - golden * (b - a), right = a + golden * (b - a);
    if (grid + 2 > budget || b - a <= tolerance) {
        *ret_x = best_x;
        return best;
    }
    double at_left = value_or_worst(f(context, left)), at_right = value_or_worst(f(context, right));
    for (size_t spent = grid + 2;; spent++) {
        if (at_left < best) best_x = left, best = at_left;
        if (at_right < best) best_x = right, best = at_right;
        if (spent >= budget || b - a <= tolerance) break;
        if (at_left <= at_right) {
            b = right;
            right = left, at_right = at_left;
            left = b - golden * (b - a);
            at_left = value_or_worst(f(context, left));
        } else {
            a = left;
            left = right, at_left = at_right;
            right = a + golden * (b - a);
            at_right = value_or_worst(f(context, right));
        }
    }
    *ret_x = best_x;
    return best;
}

double ri_minimise_lanes(ri_function_of_lanes *f, void *context, double low, double high,
                         double tolerance, size_t looks, double *ret_x)
{
    double best_x = low, best = INFINITY, pitch = (high - low) / (RI_LANES - 1), first = low;
    for (size_t look = 0; look < looks; look++) {
        double x[RI_LANES], value[RI_LANES];
        for (size_t i = 0; i < RI_LANES; i++) x[i] = fmin(high, first + (double)i * pitch);
        f(context, x, value);
        for (size_t i = 0; i < RI_LANES; i++)
            if (value_or_worst(value[i]) < best) best_x = x[i], best = value[i];
        if (pitch <= tolerance) break;
        const double from = fmax(low, best_x - pitch), to = fmin(high, best_x + pitch);
        pitch = (to - from) / (RI_LANES + 1); /* the ends are known */
        first = from + pitch;
    }
    *ret_x = best_x;
    return best;
}

struct simplex {
    ri_function_of_many *f;
    void                *context;
    size_t               n, spent, budget;
    double               x[RI_SIMPLEX_MOST + 1][RI_SIMPLEX_MOST];
    double               value[RI_SIMPLEX_MOST + 1];
    double               centre[RI_SIMPLEX_MOST]; /* of all points but the worst */
};

static double evaluate(struct simplex *s, const double *x)
{
    s->spent++;
    return value_or_worst(s->f(s->context, x));
}

static void build(struct simplex *s, const double *start, const double *step)
{
    for (size_t i = 0; i <= s->n; i++) {
        for (size_t d = 0; d < s->n; d++) s->x[i][d] = start[d] + (i == d + 1 ? step[d] : 0);
        s->value[i] = evaluate(s, s->x[i]);
    }
}

/* Indices of the best, the worst and the second worst point. */
static void rank(const struct simplex *s, size_t *best, size_t *worst, size_t *second)
{
    *best = *worst = 0;
    for (size_t i = 1; i <= s->n; i++) {
        if (s->value[i] < s->value[*best]) *best = i;
        if (s->value[i] >= s->value[*worst]) *worst = i;
    }
    *second = *best;
    for (size_t i = 0; i <= s->n; i++)
        if (i != *worst && s->value[i] > s->value[*second]) *second = i;
}

/* A point on the line from the worst through the centre; t = 1 is the mirror image. */
static double along(struct simplex *s, size_t worst, double t, double *x)
{
    for (size_t d = 0; d < s->n; d++) x[d] = s->centre[d] + t * (s->centre[d] - s->x[worst][d]);
    return evaluate(s, x);
}

static void replace(struct simplex *s, size_t i, const double *x, double value)
{
    memcpy(s->x[i], x, s->n * sizeof *x);
    s->value[i] = value;
}

static void shrink(struct simplex *s, size_t best)
{
    for (size_t i = 0; i <= s->n; i++) {
        if (i == best) continue;
        for (size_t d = 0; d < s->n; d++) s->x[i][d] = (s->x[i][d] + s->x[best][d]) / 2;
        s->value[i] = evaluate(s, s->x[i]);
    }
}

static void move(struct simplex *s, size_t best, size_t worst, size_t second)
{
    double x[RI_SIMPLEX_MOST], farther[RI_SIMPLEX_MOST];
    for (size_t d = 0; d < s->n; d++) {
        s->centre[d] = 0;
        for (size_t i = 0; i <= s->n; i++)
            if (i != worst) s->centre[d] += s->x[i][d] / (double)s->n;
    }
    const double mirrored = along(s, worst, 1, x);
    if (mirrored < s->value[best]) {
        const double expanded = along(s, worst, 2, farther);
        if (expanded < mirrored)
            replace(s, worst, farther, expanded);
        else
            replace(s, worst, x, mirrored);
    } else if (mirrored < s->value[second]) {
        replace(s, worst, x, mirrored);
    } else {
        const bool   outside = mirrored < s->value[worst];
        const double contracted = along(s, worst, outside ? 0.5 : -0.5, farther);
        if (contracted < fmin(mirrored, s->value[worst]))
            replace(s, worst, farther, contracted);
        else
            shrink(s, best);
    }
}

double ri_nelder_mead(ri_function_of_many *f, void *context, size_t n, double *x,
                      const double *step, double tolerance, size_t budget)
{
    struct simplex s = {.f = f, .context = context, .n = n, .budget = budget};
    size_t         best = 0, worst, second;
    double         reached = INFINITY;
    for (int round = 0; round < 2; round++) {
        build(&s, x, step);
        for (rank(&s, &best, &worst, &second); s.spent < budget; rank(&s, &best, &worst, &second)) {
            const double spread = s.value[worst] - s.value[best];
            if (spread <= tolerance * (fabs(s.value[best]) + tolerance)) break;
            move(&s, best, worst, second);
        }
        memcpy(x, s.x[best], n * sizeof *x);
        reached = s.value[best];
        if (s.spent >= budget) break;
    }
    return reached;
}

/* Second derivative in directions i and j, by central differences. */
static double second(ri_function_of_many *f, void *context, size_t n, const double *x, size_t i,
                     size_t j, double step)
{
    static const double way[4][2] = {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}};
    double              sum = 0;
    for (size_t w = 0; w < 4; w++) {
        double at[RI_SIMPLEX_MOST];
        for (size_t k = 0; k < n; k++) at[k] = x[k];
        at[i] += way[w][0] * step;
        at[j] += way[w][1] * step;
        sum += way[w][0] * way[w][1] * f(context, at);
    }
    return sum / (4 * step * step);
}

bool ri_curvature_covariance(ri_function_of_many *f, void *context, size_t n, const double *x,
                             const bool *free, double step, double *covariance)
{
    double curvature[RI_SIMPLEX_MOST * RI_SIMPLEX_MOST];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            curvature[i * n + j] =
                free[i] && free[j] ? second(f, context, n, x, i, j, step) : (double)(i == j);
    for (size_t c = 0; c < n; c++) {
        double factor[RI_SIMPLEX_MOST * RI_SIMPLEX_MOST], column[RI_SIMPLEX_MOST] = {0};
        for (size_t k = 0; k < n * n; k++) factor[k] = k / n >= k % n ? curvature[k] : 0;
        column[c] = 1;
        if (!ri_cholesky_solve(factor, n, column)) return false;
        for (size_t i = 0; i < n; i++) covariance[i * n + c] = free[i] && free[c] ? column[i] : 0;
    }
    return true;
}
