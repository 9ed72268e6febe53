/* Damped Newton steps in a box. */
#include "newton.h"

#include <math.h>

#define HOPE        10.0 /* times the promised gain that further steps are trusted to bring */
#define NEARLY_FREE 0.05 /* damping at which a promise says what could be gained */

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

/* An entry of a symmetric matrix of which only the lower triangle is kept. */
static double entry(const double *lower, size_t n, size_t i, size_t j)
{
    return lower[i > j ? i * n + j : j * n + i];
}

static void multiply(const double *lower, size_t n, const double *x, double *ret)
{
    for (size_t i = 0; i < n; i++) {
        ret[i] = 0;
        for (size_t j = 0; j < n; j++) ret[i] += entry(lower, n, i, j) * x[j];
    }
}

/* The quadratic that stands for the function around a point. */
struct model {
    size_t n;
    bool   full; /* with the rest */
    /* What the function leaves out of its curvature, learnt from how gradients really changed: Dennis, Gay & Welsch (1981). */
    double rest[RI_NEWTON_MOST * RI_NEWTON_MOST];
};

static double bend(const struct model *m, const struct point *p, size_t i, size_t j)
{
    return entry(p->curvature, m->n, i, j) + (m->full ? entry(m->rest, m->n, i, j) : 0);
}

/* Where the damped quadratic around p is least when only `open` moves and the others have taken their steps. */
static bool target_of(const struct model *m, const struct point *p, const size_t *open,
                      size_t count, double damping, const double *step, double *ret)
{
    double a[RI_NEWTON_MOST * RI_NEWTON_MOST];
    bool   moves[RI_NEWTON_MOST] = {false};
    for (size_t i = 0; i < count; i++) moves[open[i]] = true;
    for (size_t i = 0; i < count; i++) {
        const size_t at = open[i];
        const double own = entry(p->curvature, m->n, at, at);
        for (size_t j = 0; j <= i; j++) a[i * count + j] = bend(m, p, at, open[j]);
        /* a flat direction: its gradient is 0 */
        a[i * count + i] += own > 0 ? own * (damping + 1e-12) : 1;
        ret[i] = -p->gradient[at];
        for (size_t j = 0; j < m->n; j++)
            if (!moves[j]) ret[i] -= step[j] * bend(m, p, at, j);
    }
    return ri_cholesky_solve(a, count, ret);
}

/* The damped step inside the box: towards the least of the quadratic until a bound is met, then on along it with what is
 * left. Every stretch goes downhill, which a step that is cut off at the bounds need not. open[count] is overwritten. */
static bool step_of(const struct model *m, const struct point *p, const double *low,
                    const double *high, size_t *open, size_t count, double damping,
                    double *ret_step)
{
    double target[RI_NEWTON_MOST];
    for (size_t i = 0; i < m->n; i++) ret_step[i] = 0;
    while (count) {
        double part = 1;
        size_t first = count;
        if (!target_of(m, p, open, count, damping, ret_step, target)) return false;
        for (size_t i = 0; i < count; i++) {
            const size_t at = open[i];
            const double way = target[i] - ret_step[at], here = p->x[at] + ret_step[at];
            const double room = way < 0 ? low[at] - here : high[at] - here;
            if (way != 0 && room / way < part) part = fmax(0, room / way), first = i;
        }
        for (size_t i = 0; i < count; i++)
            ret_step[open[i]] += part * (target[i] - ret_step[open[i]]);
        if (first == count) return true;
        const size_t met = open[first];
        ret_step[met] = (target[first] < ret_step[met] ? low[met] : high[met]) - p->x[met];
        memmove(open + first, open + first + 1, (--count - first) * sizeof *open);
    }
    return true;
}

/* What the quadratic around p promises for moving to x. */
static double promised(const struct model *m, const struct point *p, const double *x)
{
    double gain = 0;
    for (size_t i = 0; i < m->n; i++) {
        const double si = x[i] - p->x[i];
        double       row = bend(m, p, i, i) * si / 2;
        for (size_t j = 0; j < i; j++) row += bend(m, p, i, j) * (x[j] - p->x[j]);
        gain -= si * (p->gradient[i] + row);
    }
    return gain;
}

/* The least change of the rest with which the new curvature explains the change of the gradient. */
static void learn(struct model *m, const struct point *from, const struct point *to)
{
    const size_t n = m->n;
    double       s[RI_NEWTON_MOST], y[RI_NEWTON_MOST], left[RI_NEWTON_MOST], old[RI_NEWTON_MOST];
    double       sy = 0, s_left = 0, s_old = 0;
    for (size_t i = 0; i < n; i++) s[i] = to->x[i] - from->x[i];
    multiply(to->curvature, n, s, left);
    multiply(m->rest, n, s, old);
    for (size_t i = 0; i < n; i++) {
        y[i] = to->gradient[i] - from->gradient[i];
        left[i] = y[i] - left[i];
        sy += s[i] * y[i], s_left += s[i] * left[i], s_old += s[i] * old[i];
    }
    if (!(fabs(sy) > 1e-200)) return;
    const double size =
        s_old != 0 ? fmin(1, fabs(s_left / s_old)) : 0; /* forgets what is too large */
    for (size_t i = 0; i < n; i++) left[i] -= size * old[i];
    s_left -= size * s_old;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            m->rest[i * n + j] = size * m->rest[i * n + j] +
                                 (left[i] * y[j] + y[i] * left[j]) / sy -
                                 s_left / sy * y[i] * y[j] / sy;
}

/* Goes on with whichever quadratic would have foretold the gain better. */
static void choose(struct model *m, const struct point *from, const struct point *to)
{
    const double gain = from->value - to->value;
    double       miss[2];
    for (int full = 0; full < 2; full++) {
        m->full = full;
        miss[full] = fabs(promised(m, from, to->x) - gain);
    }
    m->full = miss[1] < miss[0];
}

double ri_newton_in_box(ri_curved_function *f, void *context, size_t n, double *x,
                        const double *low, const double *high, const struct ri_newton_goal *goal,
                        size_t *ret_spent)
{
    struct point points[2], *here = &points[0], *there = &points[1];
    struct model model = {.n = n};
    size_t       open[RI_NEWTON_MOST], spent = 1;
    double       damping = 1e-3, step[RI_NEWTON_MOST];
    bool         failed = false; /* the look before this one */
    for (size_t i = 0; i < n; i++) here->x[i] = fmin(high[i], fmax(low[i], x[i]));
    evaluate(f, context, here);
    while (isfinite(here->value) && spent < goal->budget && damping < 1e10) {
        const size_t count = free_ones(here, n, low, high, open);
        if (count == 0) break;
        const bool found = step_of(&model, here, low, high, open, count, damping, step);
        if (!found && !model.full) damping *= 10;
        if (!found) {
            model.full = false;
            continue;
        }
        for (size_t i = 0; i < n; i++)
            there->x[i] = fmin(high[i], fmax(low[i], here->x[i] + step[i]));
        const double promise = promised(&model, here, there->x);
        if (promise < goal->tolerance / 10) break; /* not worth a look */
        if (damping < NEARLY_FREE && here->value - HOPE * promise > goal->beat) break;
        evaluate(f, context, there);
        spent++;
        const double gain = here->value - there->value;
        if (!(gain > 0)) {
            if (!model.full) damping = fmax(damping * 8, 0.02); /* less would change nothing */
            model.full = false;
            failed = true;
            continue;
        }
        const double share = gain / promise;
        damping = share > 0.75   ? fmax(1e-9, damping / (failed ? 2 : 10))
                  : share < 0.25 ? damping * 4
                                 : damping;
        failed = false;
        choose(&model, here, there);
        learn(&model, here, there);
        struct point *const left = here;
        here = there, there = left;
        if (gain < goal->tolerance) break;
    }
    memcpy(x, here->x, n * sizeof *x);
    *ret_spent = spent;
    return here->value;
}
