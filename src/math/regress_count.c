/* Counts: weighted squares again and again, for Poisson and for the negative binomial law, with rows that are only known from below. */
#include "math/distribution.h"
#include "math/optimise.h"
#include "regress_internal.h"

#include <math.h>

#define CONVERGED 1e-11 /* change of the deviance, relative */
#define LEAST_KNOWN \
    0.02 /* of a censored row's information: what runs away goes by steps that end */
#define SETTLED         1e-5 /* of censored rows: root of the mean square of a step */
#define ALIKE           1e-8 /* of log alpha */
#define LEAST_LOG_ALPHA (-14.0)
enum { STEPS_MOST = 100, HALVINGS_MOST = 12, LAWS_MOST = 60 };

struct counting {
    struct system              s;
    const struct ri_count_law *law;
    const double              *given; /* y as it was passed */
    double                    *y;     /* with what is expected of censored rows */
    double *known; /* part of its information that a row has: 1 but for censored ones */
    bool   *dead;
    double *log_y;     /* 0 where y is */
    double *line;      /* logarithms of the means, before they are held within bounds */
    double *move_line; /* what the step changes: */
    double *move, *move_effect;
    double  alpha, wide; /* wide: variance over mean of the rows that are wholly known */
};

/* ---- Rows known from below ---------------------------------------------------------------------------------------------- */

double ri_count_above(double s, double mean, double alpha, double *ret_left)
{
    const double size = alpha > 0 ? 1 / alpha : (double)INFINITY;
    const double beyond = s > 0 ? 1 - ri_negative_binomial_cdf(s - 1, mean, size) : 1;
    const double sd = sqrt(mean + alpha * mean * mean), a = (s - 0.5 - mean) / sd;
    const double tail = 1 - ri_normal_cdf(a);
    const double hazard =
        tail > 1e-12 ? exp(-a * a / 2) / sqrt(2 * 3.14159265358979323846) / tail : a;
    *ret_left = s > 0 ? fmin(fmax(1 - hazard * (hazard - a), 0), 1) : 1;
    return beyond > 1e-12 ? s + ri_negative_binomial_loss(s, mean, size) / beyond : s;
}

/* Variance over mean of the rows that are known. */
static double dispersion_of(const struct counting *c, const double *mean)
{
    const struct ri_sparse_rows *rows = c->s.rows;
    double                       sum = 0, n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (c->law->censored[i] || !(mean[i] > 0)) continue;
        sum += (c->given[i] - mean[i]) * (c->given[i] - mean[i]) / mean[i];
        n++;
    }
    const double df = n - (double)(rows->k < rows->n ? rows->k : 0) - (double)rows->cells;
    return df > 0 ? fmax(sum / df, 1) : 1;
}

static double alpha_at(const struct counting *c, double mean)
{
    return c->alpha > 0 ? c->alpha : (c->wide - 1) / mean;
}

/* What censored rows are expected to have been, and how much of that they tell. */
static void expect(struct counting *c, const double *mean)
{
    const struct ri_sparse_rows *rows = c->s.rows;
    double                       left;
    c->wide = dispersion_of(c, mean);
    for (size_t i = 0; i < rows->n; i++) {
        if (!c->law->censored[i] || !(mean[i] > 0)) continue;
        c->y[i] = ri_count_above(floor(c->given[i]), mean[i], alpha_at(c, mean[i]), &left);
        c->known[i] = fmax(1 - left, LEAST_KNOWN);
        c->log_y[i] = c->y[i] > 0 ? log(c->y[i]) : 0;
    }
}

/* ---- A step --------------------------------------------------------------------------------------------------------------- */

static double deviance_at(double y, double log_y, double line, double mean, double alpha)
{
    if (alpha > 0)
        return 2 *
               (y * (log_y - line) - (y + 1 / alpha) * (log1p(alpha * y) - log1p(alpha * mean)));
    return 2 * (y * (log_y - line) - (y - mean));
}

/* -2 log of the chance of so much or more, in the unit of a deviance. */
static double unlikely_above(const struct counting *c, double s, double mean)
{
    const double alpha = alpha_at(c, mean), size = alpha > 0 ? 1 / alpha : (double)INFINITY;
    const double beyond = s > 0 ? 1 - ri_negative_binomial_cdf(floor(s) - 1, mean, size) : 1;
    return -2 * log(fmax(beyond, 1e-300)) * (c->alpha > 0 ? 1 : c->wide);
}

/* Means of rows at the coefficients and `part` of the step; the deviance. */
static double means(const struct counting *c, double part, double *ret_mean)
{
    const struct ri_sparse_rows *rows = c->s.rows;
    double                       deviance = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (c->dead[rows->cell[i]]) continue;
        const double line = fmin(fmax(c->line[i] + part * c->move_line[i], -40), 40);
        ret_mean[i] = exp(line);
        deviance += c->law->censored && c->law->censored[i]
                        ? unlikely_above(c, c->given[i], ret_mean[i])
                        : deviance_at(c->y[i], c->log_y[i], line, ret_mean[i], c->alpha);
    }
    return deviance;
}

static void weigh(const struct counting *c, const double *mean, double *ret_weight)
{
    for (size_t i = 0; i < c->s.rows->n; i++)
        ret_weight[i] = c->known[i] * mean[i] / (1 + c->alpha * mean[i]);
}

/* Cells that sold nothing at all say nothing; others begin between their rows and their mean. */
static ri_status begin(struct counting *c, struct ri_arena *mem, double *mean, struct ri_error *err)
{
    const struct ri_sparse_rows *rows = c->s.rows;
    double                      *sum, *count;
    RI_ARENA_NEW(c->y, mem, rows->n, err);
    RI_ARENA_NEW(c->known, mem, rows->n, err);
    RI_ARENA_NEW(c->dead, mem, rows->cells, err);
    RI_ARENA_NEW(c->log_y, mem, rows->n, err);
    RI_ARENA_NEW(c->line, mem, rows->n, err);
    RI_ARENA_NEW(c->move_line, mem, rows->n, err);
    RI_ARENA_NEW(c->move, mem, rows->k, err);
    RI_ARENA_NEW(c->move_effect, mem, rows->cells, err);
    RI_ARENA_NEW(sum, mem, rows->cells, err);
    RI_ARENA_NEW(count, mem, rows->cells, err);
    for (size_t i = 0; i < rows->n; i++) {
        const double y = c->y[i] = c->given[i];
        c->known[i] = 1;
        if (!(y >= 0) || !isfinite(y))
            return ri_fail(err, RI_EDATA, "row %zu counts %g, must be 0 or more", i + 1, y);
        sum[rows->cell[i]] += y;
        count[rows->cell[i]]++;
        c->log_y[i] = y > 0 ? log(y) : 0;
    }
    for (size_t g = 0; g < rows->cells; g++) c->dead[g] = !(sum[g] > 0);
    for (size_t i = 0; i < rows->n; i++)
        mean[i] =
            c->dead[rows->cell[i]] ? 0 : (c->y[i] + sum[rows->cell[i]] / count[rows->cell[i]]) / 2;
    return RI_OK;
}

/* One step from the means; halved while the deviance rises. Returns the new deviance. A column whose rows all
 * lost their weight (it runs away: what it says, is that nothing is sold) is left out of the step and stays where it is. */
static double take_step(struct counting *c, struct ri_fit *fit, bool first, double before)
{
    const struct ri_sparse_rows *rows = c->s.rows;
    double                       now, part = 1;
    memset(c->move, 0, rows->k * sizeof *c->move);
    memset(c->move_effect, 0, rows->cells * sizeof *c->move_effect);
    for (size_t i = 0; i < rows->n; i++) {
        const double mean = fit->mean[i];
        fit->residual[i] =
            mean > 0 ? (c->y[i] / mean - 1) / c->known[i] + (first ? log(mean) : 0) : 0;
    }
    weigh(c, fit->mean, fit->weight);
    regress_prepare(&c->s, fit->weight);
    regress_solve_for(&c->s, fit->weight, fit->residual, c->move, c->move_effect);
    for (size_t i = 0; i < rows->n; i++)
        c->move_line[i] = regress_linear(rows, i, c->move, c->move_effect);
    for (size_t half = 0;; half++, part /= 2) {
        now = means(c, part, fit->mean);
        if (first || half == HALVINGS_MOST || now <= before * (1 + 1e-9) + 1e-12) break;
    }
    for (size_t j = 0; j < rows->k; j++) fit->coefficient[j] += part * c->move[j];
    for (size_t g = 0; g < rows->cells; g++) fit->effect[g] += part * c->move_effect[g];
    for (size_t i = 0; i < rows->n; i++) c->line[i] += part * c->move_line[i];
    return now;
}

/* How far the last step moved the means, as a mean square of logarithms. What runs away where only lower bounds are known does not count. */
static double moved(const struct counting *c, const struct ri_fit *fit)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < c->s.rows->n; i++) {
        const bool runs = c->known[i] <= LEAST_KNOWN;
        sum += runs ? 0 : fit->weight[i] * c->move_line[i] * c->move_line[i];
        weight += fit->weight[i];
    }
    return weight > 0 ? sum / weight : 0;
}

/* ---- The law ---------------------------------------------------------------------------------------------------------------- */

struct likelihood {
    const struct counting *c;
    const double          *mean;
};

/* Minus the log likelihood at a logarithm of alpha, but for what does not depend on it. */
static double unlikely(void *context, double log_alpha)
{
    const struct likelihood *l = context;
    const double             size = exp(-log_alpha), constant = lgamma(size);
    double                   sum = 0;
    for (size_t i = 0; i < l->c->s.rows->n; i++) {
        const double y = l->c->y[i], mean = l->mean[i];
        if (!(mean > 0)) continue;
        sum += lgamma(y + size) - constant - size * log1p(mean / size) +
               y * (log(mean) - log(size + mean));
    }
    return -sum;
}

static double learn_alpha(const struct counting *c, const double *mean)
{
    struct likelihood l = {c, mean};
    const bool        near = c->alpha > 0; /* of the round before */
    const double      middle = near ? log(c->alpha) : 0;
    double            best;
    ri_minimise(unlikely, &l, near ? middle - 1 : LEAST_LOG_ALPHA, near ? middle + 1 : 5,
                near ? 3 : 24, ALIKE, 100, &best);
    return best < LEAST_LOG_ALPHA + 0.1 ? 0 : exp(best);
}

static ri_status settle(struct counting *c, struct ri_fit *fit, bool first, struct ri_error *err)
{
    double deviance = first ? (double)INFINITY : means(c, 0, fit->mean);
    for (size_t step = 0;; step++) {
        if (c->law->censored && !(first && step == 0)) {
            expect(c, fit->mean);
            deviance = means(c, 0, fit->mean);
        }
        const double before = deviance;
        deviance = take_step(c, fit, first && step == 0, before);
        if (c->law->censored ? step && moved(c, fit) < SETTLED * SETTLED
                             : fabs(before - deviance) <= CONVERGED * (fabs(deviance) + 1))
            return RI_OK;
        if (step == STEPS_MOST || !isfinite(deviance))
            return ri_fail(err, RI_EDATA, "the count model does not converge");
    }
}

ri_status ri_fit_counts(const struct ri_sparse_rows *rows, const double *y,
                        const struct ri_count_law *law, struct ri_arena *mem, struct ri_fit *ret,
                        struct ri_error *err)
{
    struct counting c = {.given = y, .law = law, .alpha = law->alpha};
    RI_TRY(regress_make_system(rows, mem, &c.s, err));
    RI_TRY(regress_make_fit(rows, mem, ret, err));
    RI_ARENA_NEW(ret->mean, mem, rows->n, err);
    RI_TRY(begin(&c, mem, ret->mean, err));
    RI_TRY(settle(&c, ret, true, err));
    for (size_t round = 0; law->learn && round < LAWS_MOST; round++) {
        const double before = c.alpha;
        c.alpha = learn_alpha(&c, ret->mean);
        RI_TRY(settle(&c, ret, false, err));
        if (fabs(c.alpha - before) <= 4 * ALIKE * c.alpha) break;
    }
    weigh(&c, ret->mean, ret->weight);
    regress_prepare(&c.s, ret->weight);
    for (size_t i = 0; i < rows->n;
         i++) { /* the inverse knows what censored rows tell: weights need not */
        ret->residual[i] = ret->mean[i] > 0 ? c.y[i] / ret->mean[i] - 1 : 0;
        ret->weight[i] /= c.known[i];
    }
    ret->poisson = true;
    ret->alpha = c.alpha;
    regress_finish(&c.s, ret);
    return RI_OK;
}

ri_status ri_fit_poisson(const struct ri_sparse_rows *rows, const double *y, struct ri_arena *mem,
                         struct ri_fit *ret, struct ri_error *err)
{
    const struct ri_count_law poisson = {0};
    return ri_fit_counts(rows, y, &poisson, mem, ret, err);
}
