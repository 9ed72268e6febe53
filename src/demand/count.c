/* The likelihood with its gradient and information, and the law ahead. */
#include "count.h"

#include "math/distribution.h"
#include "math/newton.h"

#include <math.h>

enum { LEVEL0, MEAN, PHI, SHARE, LOG_R, VARIABLES };
enum { TABLE_MOST = 4096 };
#define LEAST_MEAN     1e-6
#define GREATEST_LOG_R 9.2

struct problem {
    const double *y;
    size_t        n, table;
    double
        *above; /* [table] how many values reach beyond i: sum over t of min(1, max(0, y_t - i)) */
};

static double value_of(double y)
{
    return y > 0 ? y : 0; /* NAN stays out of here */
}

size_t ri_count_room(const double *y, size_t n)
{
    double greatest = 0;
    for (size_t t = 0; t < n; t++)
        if (y[t] > greatest) greatest = y[t];
    return greatest < TABLE_MOST ? (size_t)ceil(greatest) + 1 : TABLE_MOST;
}

static void tabulate(struct problem *p)
{
    memset(p->above, 0, p->table * sizeof *p->above);
    for (size_t t = 0; t < p->n; t++) {
        if (isnan(p->y[t])) continue;
        const double y = fmin(value_of(p->y[t]), (double)(p->table - 1));
        const size_t whole = (size_t)y;
        const double part = y - (double)whole;
        p->above[whole] += part;
        if (whole) p->above[whole - 1] += 1 - part; /* 1 together with what carries down */
    }
    for (size_t i = p->table - 1; i-- > 0;) p->above[i] += p->above[i + 1];
}

/* Terms of the dispersion alone: sum of log(r + i), and its derivatives by r. */
static void add_table(const struct problem *p, double r, double *log_sum, double *first,
                      double *second)
{
    *log_sum = *first = *second = 0;
    for (size_t i = 0; i < p->table; i++) {
        const double one = 1 / (r + (double)i);
        *log_sum += p->above[i] * log1p((double)i / r);
        *first += p->above[i] * one;
        *second -= p->above[i] * one * one;
    }
}

struct walk {
    double mu, by[4]; /* and its derivatives by level0, mean, phi, share */
};

/* known false: y is the mean itself, and moves with the variables as it does. */
static void step(const double *x, double alpha, double y, bool known, struct walk *w)
{
    const double hold = known ? x[PHI] : x[PHI] + alpha;
    const double rest = 1 - x[PHI] - alpha, mu = w->mu;
    const double past[4] = {w->by[0], w->by[1], w->by[2], w->by[3]};
    w->mu = rest * x[MEAN] + x[PHI] * mu + alpha * y;
    for (size_t i = 0; i < 4; i++) w->by[i] = hold * past[i];
    w->by[MEAN] += rest;
    /* alpha = (1 - phi) share */
    w->by[PHI] += mu - x[MEAN] - x[SHARE] * (y - x[MEAN]);
    w->by[SHARE] += (1 - x[PHI]) * (y - x[MEAN]);
}

/* Sum of log(1 + x) over many small x: a logarithm of products, taken before they leave the range. */
struct logs {
    double sum, product;
};
static void add_log(struct logs *l, double one_and_x)
{
    l->product *= one_and_x;
    if (l->product < 1e200) return;
    l->sum += log(l->product);
    l->product = 1;
}

static double criterion(void *context, const double *x, double *gradient, double *curvature)
{
    const struct problem *p = context;
    const double          r = exp(x[LOG_R]), alpha = (1 - x[PHI]) * x[SHARE];
    struct walk           w = {.mu = x[LEVEL0], .by = {1, 0, 0, 0}};
    double                logs = 0, by_r = 0, by_rr = 0, known = 0, table, first, second;
    struct logs           lifts = {.product = 1}; /* of 1 + mu / r */
    memset(gradient, 0, VARIABLES * sizeof *gradient);
    memset(curvature, 0, VARIABLES * VARIABLES * sizeof *curvature);
    for (size_t t = 0; t < p->n; t++) {
        if (!(w.mu > 0)) return (double)NAN;
        if (isnan(p->y[t])) {
            step(x, alpha, w.mu, false, &w); /* as if its mean had come */
            continue;
        }
        const double y = value_of(p->y[t]), mu = w.mu, all = r + mu;
        const double weight = r / (mu * all); /* the information about mu */
        if (y > 0) logs += y * log(mu / all);
        add_log(&lifts, all / r);
        known += y;
        by_r += (mu - y) / all;
        by_rr += mu / (r * all) - (mu - y) / (all * all);
        for (size_t i = 0; i < 4; i++) {
            gradient[i] -= 2 * (y - mu) * weight * w.by[i];
            for (size_t j = 0; j <= i; j++)
                curvature[i * VARIABLES + j] += 2 * weight * w.by[i] * w.by[j];
        }
        step(x, alpha, y, true, &w);
    }
    add_table(p, r, &table, &first, &second);
    const double lift = lifts.sum + log(lifts.product);
    logs += known * x[LOG_R] - r * lift;
    by_r -= lift;
    const double slope = first + by_r, bend = second + by_rr;
    gradient[LOG_R] = -2 * r * slope;
    curvature[LOG_R * VARIABLES + LOG_R] =
        fmax(-2 * r * (slope + r * bend), 0.02 * r * fabs(slope) + 1e-9);
    return -2 * (logs + table);
}

size_t ri_count_fit(const double *y, size_t n, double *above, size_t budget,
                    struct ri_count_model *model, double *ret_criterion)
{
    static const struct {
        double phi, share;
    } starts[] = {{0.9, 0.5}, {0.3, 0.2}}; /* a slow level and a quick one */
    struct problem p = {.y = y, .n = n, .table = ri_count_room(y, n), .above = above};
    double         sum = 0, squares = 0, known = 0, best = INFINITY;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t])) continue;
        known++, sum += value_of(y[t]), squares += value_of(y[t]) * value_of(y[t]);
    }
    const double mean = fmax(LEAST_MEAN, known > 0 ? sum / known : 0);
    const double spread = known > 0 ? squares / known - mean * mean - mean : 0;
    const double r = spread > 0 ? mean * mean / spread : 1e4;
    const double low[VARIABLES] = {LEAST_MEAN, LEAST_MEAN, 0, 0, -7};
    const double high[VARIABLES] = {INFINITY, INFINITY, 0.999, 0.999, GREATEST_LOG_R};
    size_t       spent = 0;
    tabulate(&p);
    for (size_t i = 0; i < RI_COUNT(starts) && spent < budget; i++) {
        double x[VARIABLES] = {mean, mean, starts[i].phi, starts[i].share, fmax(-4, log(r))};
        size_t used;
        const struct ri_newton_goal goal = {1e-7, budget - spent, (double)INFINITY};
        const double value = ri_newton_in_box(criterion, &p, VARIABLES, x, low, high, &goal, &used);
        spent += used;
        if (i && !(value < best)) continue;
        best = value;
        *model = (struct ri_count_model){.level0 = x[LEVEL0],
                                         .mean = x[MEAN],
                                         .phi = x[PHI],
                                         .alpha = (1 - x[PHI]) * x[SHARE],
                                         .dispersion = exp(x[LOG_R])};
    }
    if (ret_criterion) *ret_criterion = best;
    return spent;
}

double ri_count_run(const struct ri_count_model *model, const double *y, size_t n)
{
    double mu = model->level0;
    for (size_t t = 0; t < n; t++)
        mu = (1 - model->phi - model->alpha) * model->mean + model->phi * mu +
             model->alpha * (isnan(y[t]) ? mu : value_of(y[t]));
    return mu;
}

struct ri_count_ahead ri_count_forecast(const struct ri_count_model *model, double mu, size_t j)
{
    const double          hold = model->phi + model->alpha, r = model->dispersion;
    struct ri_count_ahead at = {.mean = mu};
    for (size_t i = 1; i < j;
         i++) { /* Var mu' = hold^2 Var mu + alpha^2 E(variance of y given mu) */
        const double of_y = at.mean + (at.mean * at.mean + at.variance) / r;
        at.variance = hold * hold * at.variance + model->alpha * model->alpha * of_y;
        at.mean = (1 - hold) * model->mean + hold * at.mean;
    }
    return at;
}

double ri_count_quantile(const struct ri_count_model *model, struct ri_count_ahead ahead,
                         double level)
{
    const double extra =
        ahead.variance + (ahead.mean * ahead.mean + ahead.variance) / model->dispersion;
    const double dispersion = ahead.mean * ahead.mean / extra;
    return ri_negative_binomial_quantile(level, ahead.mean, dispersion);
}
