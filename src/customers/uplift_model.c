/* Two logistic regressions and their difference. */
#include "uplift_model.h"

#include "base/random.h"
#include "math/newton.h"

#include <math.h>

enum { GROUP_LEAST = 10, BUDGET = 200 };

static size_t terms_of(size_t figures)
{
    return 1 + 2 * figures;
}

/* 1, z, z^2 - 1 of every figure; far values are held at 4 deviations, so that no square decides alone. */
static void terms(const struct ri_uplift_model *model, const double *figures, double *ret)
{
    ret[0] = 1;
    for (size_t f = 0; f < model->figures; f++) {
        double z = model->sd[f] > 0 ? (figures[f] - model->mean[f]) / model->sd[f] : 0;
        z = fmin(4, fmax(-4, z));
        ret[1 + 2 * f] = z;
        ret[2 + 2 * f] = model->sd[f] > 0 ? z * z - 1 : 0;
    }
}

static double sum_of(const double *coefficients, const double *x, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += coefficients[k] * x[k];
    return sum;
}

/* ---- One regression ----------------------------------------------------------------------------------------------- */

struct fitting {
    const struct ri_uplift_model *model;
    const struct ri_trial        *trial;
    const double                 *figures;
    unsigned char                 group;
    const unsigned char *half; /* NULL: all customers; else those whose half is `of_half` */
    unsigned char        of_half;
    size_t               n; /* terms */
};

static bool counts(const struct fitting *f, size_t i)
{
    return (f->trial->treated[i] != 0) == f->group && (!f->half || f->half[i] == f->of_half);
}

/* Less the logarithm of likelihood and prior. */
static double loss(void *context, const double *x, double *gradient, double *curvature)
{
    const struct fitting *f = context;
    double                t[RI_UPLIFT_TERMS_MOST], value = 0;
    memset(gradient, 0, f->n * sizeof *gradient);
    memset(curvature, 0, f->n * f->n * sizeof *curvature);
    for (size_t i = 0; i < f->trial->count; i++) {
        if (!counts(f, i)) continue;
        terms(f->model, f->figures + i * f->model->figures, t);
        const double eta = sum_of(x, t, f->n), p = 1 / (1 + exp(-eta)),
                     bought = f->trial->outcome[i] > 0;
        value += fmax(eta, 0) + log1p(exp(-fabs(eta))) - bought * eta;
        for (size_t a = 0; a < f->n; a++) {
            gradient[a] += (p - bought) * t[a];
            for (size_t b = 0; b <= a; b++) curvature[a * f->n + b] += p * (1 - p) * t[a] * t[b];
        }
    }
    for (size_t a = 1; a < f->n; a++) {
        value += x[a] * x[a] / 2;
        gradient[a] += x[a];
        curvature[a * f->n + a] += 1;
    }
    return value;
}

static ri_status regress(struct fitting *f, double *ret, struct ri_error *err)
{
    static const char *const names[] = {"the control group", "the contacted"};
    double                   low[RI_UPLIFT_TERMS_MOST], high[RI_UPLIFT_TERMS_MOST];
    size_t                   spent, customers = 0, bought = 0;
    for (size_t i = 0; i < f->trial->count; i++) {
        if (!counts(f, i)) continue;
        customers++;
        bought += f->trial->outcome[i] > 0;
    }
    if (customers < GROUP_LEAST || !bought || bought == customers)
        return ri_fail(err, RI_EDATA,
                       "%zu of %zu customers of %s bought: a model needs %d customers, buyers and "
                       "others",
                       bought, customers, names[f->group], GROUP_LEAST);
    for (size_t k = 0; k < f->n; k++) {
        low[k] = -30;
        high[k] = 30;
        ret[k] = 0;
    }
    ret[0] = log((double)bought / (double)(customers - bought));
    const struct ri_newton_goal goal = {1e-9, BUDGET, (double)INFINITY};
    if (isfinite(ri_newton_in_box(loss, f, f->n, ret, low, high, &goal, &spent))) return RI_OK;
    return ri_fail(err, RI_ENOCONV, "the model of %s did not converge", names[f->group]);
}

/* ---- Both --------------------------------------------------------------------------------------------------------- */

static ri_status standardise(struct ri_uplift_model *model, size_t count, const double *figures,
                             struct ri_error *err)
{
    const size_t n = model->figures;
    for (size_t f = 0; f < n; f++) {
        double mean = 0, squares = 0;
        for (size_t i = 0; i < count; i++) {
            const double v = figures[i * n + f], away = v - mean;
            if (!isfinite(v))
                return ri_fail(err, RI_EDATA, "figure %zu of customer %zu is not a number", f + 1,
                               i + 1);
            mean += away / (double)(i + 1);
            squares += away * (v - mean);
        }
        model->mean[f] = mean;
        model->sd[f] = count > 1 ? sqrt(squares / (double)(count - 1)) : 0;
        if (!(model->sd[f] > 1e-12 * fabs(mean))) model->sd[f] = 0;
    }
    return RI_OK;
}

static ri_status fit(struct fitting *f, struct ri_uplift_model *model, struct ri_error *err)
{
    f->model = model;
    f->n = terms_of(model->figures);
    f->group = 0;
    RI_TRY(regress(f, model->control, err));
    f->group = 1;
    return regress(f, model->treated, err);
}

static ri_status begin(const struct ri_trial *trial, const double *figures, size_t n,
                       struct ri_uplift_model *ret, struct ri_error *err)
{
    if (!n || n > RI_UPLIFT_FIGURES_MOST)
        return ri_fail(err, RI_EUSAGE, "%zu figures are not between 1 and %d", n,
                       RI_UPLIFT_FIGURES_MOST);
    *ret = (struct ri_uplift_model){.figures = n};
    return standardise(ret, trial->count, figures, err);
}

ri_status ri_uplift_model_fit(const struct ri_trial *trial, const double *figures, size_t n,
                              struct ri_uplift_model *ret, struct ri_error *err)
{
    struct fitting f = {.trial = trial, .figures = figures};
    RI_TRY(begin(trial, figures, n, ret, err));
    return fit(&f, ret, err);
}

double ri_uplift_model_score(const struct ri_uplift_model *model, const double *figures)
{
    double       t[RI_UPLIFT_TERMS_MOST];
    const size_t n = terms_of(model->figures);
    terms(model, figures, t);
    return 1 / (1 + exp(-sum_of(model->treated, t, n))) -
           1 / (1 + exp(-sum_of(model->control, t, n)));
}

ri_status ri_uplift_cross_score(const struct ri_trial *trial, const double *figures, size_t n,
                                uint64_t seed, struct ri_arena *scratch, double *ret,
                                struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct ri_uplift_model     model;
    unsigned char             *half;
    struct ri_random           random;
    RI_TRY(begin(trial, figures, n, &model, err));
    RI_ARENA_NEW(half, scratch, trial->count + 1, err);
    ri_random_init(&random, seed, 0);
    for (size_t i = 0; i < trial->count; i++)
        half[i] = (unsigned char)(ri_random_u64(&random) >> 63);
    for (unsigned char h = 0; h < 2; h++) {
        struct fitting f = {.trial = trial, .figures = figures, .half = half, .of_half = h};
        RI_TRY(fit(&f, &model, err));
        for (size_t i = 0; i < trial->count; i++)
            if (half[i] != h) ret[i] = ri_uplift_model_score(&model, figures + i * n);
    }
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}
