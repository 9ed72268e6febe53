/* Damped Newton steps in a box. */
#include "newton.h"

#include <math.h>

bool ri_cholesky_solve(double *a, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
            if (i > j)
                a[i * n + j] = sum / a[j * n + j];
            else if (sum > 0 && isfinite(sum))
                a[i * n + i] = sqrt(sum);
            else
                return false;
        }
        for (size_t k = 0; k < i; k++) b[i] -= a[i * n + k] * b[k];
        b[i] /= a[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++) b[i] -= a[k * n + i] * b[k];
        b[i] /= a[i * n + i];
    }
    return true;
}

struct point {
    double x[RI_NEWTON_MOST], value;
    double gradient[RI_NEWTON_MOST], curvature[RI_NEWTON_MOST * RI_NEWTON_MOST];
};

static void evaluate(ri_curved_function *f, void *context, struct point *p)
{
    p->value = f(context, p->x, p->gradient, p->curvature);
    if (isnan(p->value)) p->value = INFINITY;
}

/* Variables that no bound holds back: their indices; how many there are. */
static size_t free_ones(const struct point *p, size_t n, const double *low, const double *high,
                        size_t *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const bool held =
            (p->x[i] <= low[i] && p->gradient[i] > 0) || (p->x[i] >= high[i] && p->gradient[i] < 0);
        if (!held) ret[count++] = i;
    }
    return count;
}

/* The damped step over the free variables; false: no such step. */
static bool step_of(const struct point *p, size_t n, const size_t *open, size_t count,
                    double damping, double *ret_step)
{
    double a[RI_NEWTON_MOST * RI_NEWTON_MOST], s[RI_NEWTON_MOST];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j <= i; j++) a[i * count + j] = p->curvature[open[i] * n + open[j]];
        double *const own = &a[i * count + i];
        *own =
            *own > 0 ? *own * (1 + damping + 1e-12) : 1; /* a flat direction: its gradient is 0 */
        s[i] = -p->gradient[open[i]];
    }
    if (!ri_cholesky_solve(a, count, s)) return false;
    for (size_t i = 0; i < n; i++) ret_step[i] = 0;
    for (size_t i = 0; i < count; i++) ret_step[open[i]] = s[i];
    return true;
}

/* What the quadratic around p promises for moving to x. */
static double promised(const struct point *p, size_t n, const double *x)
{
    double gain = 0;
    for (size_t i = 0; i < n; i++) {
        const double si = x[i] - p->x[i];
        double       row = p->curvature[i * n + i] * si / 2;
        for (size_t j = 0; j < i; j++) row += p->curvature[i * n + j] * (x[j] - p->x[j]);
        gain -= si * (p->gradient[i] + row);
    }
    return gain;
}

double ri_newton_in_box(ri_curved_function *f, void *context, size_t n, double *x,
                        const double *low, const double *high, double tolerance, size_t budget,
                        size_t *ret_spent)
{
    struct point points[2], *here = &points[0], *there = &points[1];
    size_t       open[RI_NEWTON_MOST], spent = 1;
    double       damping = 1e-3, step[RI_NEWTON_MOST];
    for (size_t i = 0; i < n; i++) here->x[i] = fmin(high[i], fmax(low[i], x[i]));
    evaluate(f, context, here);
    while (isfinite(here->value) && spent < budget && damping < 1e10) {
        const size_t count = free_ones(here, n, low, high, open);
        if (count == 0) break;
        if (!step_of(here, n, open, count, damping, step)) {
            damping *= 10;
            continue;
        }
        for (size_t i = 0; i < n; i++)
            there->x[i] = fmin(high[i], fmax(low[i], here->x[i] + step[i]));
        evaluate(f, context, there);
        spent++;
        const double gain = here->value - there->value, promise = promised(here, n, there->x);
        if (!(gain > 0)) { /* a promise below 0: the box bent the step uphill */
            if (promise >= 0 && promise < tolerance / 10) break;
            damping *= 8;
            continue;
        }
        const double share = gain / promise;
        damping = share > 0.75 ? fmax(1e-9, damping / 10) : share < 0.25 ? damping * 4 : damping;
        struct point *const left = here;
        here = there, there = left;
        if (gain < tolerance) break;
    }
    memcpy(x, here->x, n * sizeof *x);
    *ret_spent = spent;
    return here->value;
}
