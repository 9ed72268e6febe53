/* BG/NBD and MBG/NBD: likelihood, chance of being alive, expected purchases; the fit is in purchase_fit.c. */
#include "purchase_model.h"

#include <math.h>

/* lgamma is not safe for threads: it writes signgam. All arguments here are above 0. */
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* log(1 + e^z) without overflow. */
static double log_one_plus_exp(double z)
{
    return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

/* (r + x) log((alpha + span) / (alpha + last)): how much the silence since the last purchase tells. */
static double silence(const struct ri_purchase_params *params, const struct ri_purchase_history *h)
{
    return (params->r + h->x) * log((params->alpha + h->span) / (params->alpha + h->last));
}

static double rate_part(const struct ri_purchase_params *params, double x)
{
    return log_gamma(params->r + x) - log_gamma(params->r) + params->r * log(params->alpha);
}

/* E[purchases in the next t | alive now] after x, watched for span:
 *     c (1 - (1-z)^(a-1) 2F1(u, a-1; c; z)) / (a - 1),  z = t / (alpha + span + t)
 * with e = a - 1 taken out of the series and of the power, so that e = 0 is a point like any other. */
static double purchases_while_alive(const struct ri_purchase_params *params, double span, double t,
                                    double u, double c)
{
    enum { TERMS_MOST = 100000 };
    const double z = t / (params->alpha + span + t), log_rest = log1p(-z), e = params->a - 1;
    double       term = u / c * z, series = term; /* series: (2F1 - 1) / e */
    for (int n = 1; n < TERMS_MOST; n++) {
        term *= (u + n) * (e + n) / ((c + n) * (n + 1)) * z;
        series += term;
        if (fabs(term) <= 1e-16 * fabs(series)) break;
    }
    if (e > 1) /* nothing cancels, and large a make the series huge */
        return -c * expm1(e * log_rest + log1p(e * series)) / e;
    const double power = fabs(e) > 1e-300 ? expm1(e * log_rest) / e : log_rest;
    return -c * (power * (1 + e * series) + series);
}

/* ---- BG/NBD ------------------------------------------------------------------------------------------- */

static double bgnbd_shape(const struct ri_purchase_params *p, double x)
{
    return rate_part(p, x) + log_gamma(p->a + p->b) + log_gamma(p->b + x) - log_gamma(p->b) -
           log_gamma(p->a + p->b + x);
}

static double bgnbd_gone(const struct ri_purchase_params *p, const struct ri_purchase_history *h)
{
    return log(p->a / (p->b + h->x - 1)) + silence(p, h);
}

static double bgnbd_time(const struct ri_purchase_params *p, const struct ri_purchase_history *h)
{
    const double alive = -(p->r + h->x) * log(p->alpha + h->span);
    return h->x > 0 ? alive + log_one_plus_exp(bgnbd_gone(p, h)) : alive;
}

static double bgnbd_alive(const struct ri_purchase_params *p, const struct ri_purchase_history *h)
{
    return h->x > 0 ? 1 / (1 + exp(bgnbd_gone(p, h))) : 1;
}

static double bgnbd_expected(const struct ri_purchase_params  *p,
                             const struct ri_purchase_history *h, double t)
{
    const double while_alive =
        purchases_while_alive(p, h->span, t, p->a + p->b - 1 - p->r, p->a + p->b + h->x - 1);
    return bgnbd_alive(p, h) * while_alive;
}

/* ---- MBG/NBD ------------------------------------------------------------------------------------------ */

static double mbgnbd_shape(const struct ri_purchase_params *p, double x)
{
    return rate_part(p, x) + log_gamma(p->a + p->b) + log_gamma(p->b + x + 1) - log_gamma(p->b) -
           log_gamma(p->a + p->b + x + 1);
}

static double mbgnbd_gone(const struct ri_purchase_params *p, const struct ri_purchase_history *h)
{
    return log(p->a / (p->b + h->x)) + silence(p, h);
}

static double mbgnbd_time(const struct ri_purchase_params *p, const struct ri_purchase_history *h)
{
    return -(p->r + h->x) * log(p->alpha + h->span) + log_one_plus_exp(mbgnbd_gone(p, h));
}

static double mbgnbd_alive(const struct ri_purchase_params *p, const struct ri_purchase_history *h)
{
    return 1 / (1 + exp(mbgnbd_gone(p, h)));
}

static double mbgnbd_expected(const struct ri_purchase_params  *p,
                              const struct ri_purchase_history *h, double t)
{
    return mbgnbd_alive(p, h) *
           purchases_while_alive(p, h->span, t, p->a + p->b - p->r, p->a + p->b + h->x);
}

/* ---- The table ---------------------------------------------------------------------------------------- */

static const struct ri_purchase_model bgnbd = {
    .name = "bgnbd",
    .summary = "a customer may leave after each repeat purchase",
    .shape = bgnbd_shape,
    .time = bgnbd_time,
    .alive = bgnbd_alive,
    .expected = bgnbd_expected,
};
static const struct ri_purchase_model mbgnbd = {
    .name = "mbgnbd",
    .summary = "a customer may leave after any purchase, the first included",
    .first_coin = 1,
    .shape = mbgnbd_shape,
    .time = mbgnbd_time,
    .alive = mbgnbd_alive,
    .expected = mbgnbd_expected,
};
const struct ri_purchase_model *const ri_purchase_models[] = {&bgnbd, &mbgnbd, NULL};

const struct ri_purchase_model *ri_purchase_model_find(const char *name)
{
    for (size_t i = 0; ri_purchase_models[i]; i++) {
        if (strcmp(ri_purchase_models[i]->name, name) == 0) return ri_purchase_models[i];
    }
    return NULL;
}

double ri_purchase_expected_new(const struct ri_purchase_model  *model,
                                const struct ri_purchase_params *params, double t)
{
    const struct ri_purchase_history nothing = {0};
    return model->expected(params, &nothing, t);
}
