/* Predictive laws of purchases and of spending. */
#include "value_interval.h"

#include "math/distribution.h"

#include <math.h>

size_t ri_purchase_chances(const struct ri_purchase_model   *model,
                           const struct ri_purchase_params  *params,
                           const struct ri_purchase_history *history, double t, double *ret,
                           size_t most)
{
    const double alive = model->alive(params, history), a = params->a,
                 b = params->b + history->x + model->first_coin, shape = params->r + history->x,
                 rate = params->alpha + history->span, part = t / (rate + t);
    double bought = exp(-shape * log1p(t / rate)); /* NB(n) */
    double at_least = 1;                           /* P(NB >= n) */
    double stayed = 1;                             /* B(a, b + n) / B(a, b) */
    double left = a / (a + b);                     /* B(a + 1, b + n - 1) / B(a, b), n = 1 */
    double told = ret[0] = 1 - alive + alive * bought;
    for (size_t n = 1; n < most; n++) {
        if (1 - told < 1e-7) return n;
        at_least -= bought;
        bought *= (shape + (double)n - 1) / (double)n * part;
        stayed *= (b + (double)n - 1) / (a + b + (double)n - 1);
        ret[n] = alive * (bought * stayed + fmax(at_least, 0) * left);
        left *= (b + (double)n - 1) / (a + b + (double)n);
        told += ret[n];
        if (bought < 1e-300 && at_least < 1e-12) return n + 1;
    }
    return most;
}

struct ri_value_range ri_purchase_range(const double *chances, size_t count, double confidence)
{
    const double          tail = (1 - confidence) / 2;
    struct ri_value_range ret = {-1, (double)(count - 1)};
    double                sum = 0;
    for (size_t n = 0; n < count; n++) {
        sum += chances[n];
        if (ret.low < 0 && sum > tail) ret.low = (double)n;
        if (sum < 1 - tail) continue;
        ret.high = (double)n;
        break;
    }
    ret.low = fmax(ret.low, 0);
    return ret;
}

struct spending {
    const double *chances;
    size_t        count;
    double        rest; /* chance of `count` purchases or more, taken for just that many */
    double        p, q;
};

/* P(S <= s) at u = s / (s + v'). */
static double spent_within(const struct spending *spending, double u)
{
    double sum = spending->chances[0];
    for (size_t n = 1; n < spending->count; n++)
        sum += spending->chances[n] * ri_beta_inside(u, spending->p * (double)n, spending->q);
    return sum +
           spending->rest * ri_beta_inside(u, spending->p * (double)spending->count, spending->q);
}

/* u with P = p, by regula falsi with halved weights (Illinois); p above P(S = 0). */
static double spent_quantile(const struct spending *spending, double p)
{
    double low = 0, high = 1, at_low = spending->chances[0] - p, at_high = 1 - p;
    int    side = 0;
    for (int i = 0; i < 60 && high - low > 1e-6 * high; i++) {
        /* the first steps halve: the law may be flat where a secant would creep */
        const double u =
            i < 3 ? (low + high) / 2 : (low * at_high - high * at_low) / (at_high - at_low);
        const double off = spent_within(spending, u) - p;
        if (fabs(off) < 1e-6) return u;
        if (off > 0) {
            high = u;
            at_high = off;
            if (side == 1) at_low /= 2;
            side = 1;
        } else {
            low = u;
            at_low = off;
            if (side == -1) at_high /= 2;
            side = -1;
        }
    }
    return (low + high) / 2;
}

struct ri_value_range ri_spend_range(const double *chances, size_t count,
                                     const struct ri_spend_params *params, double x, double mean,
                                     double confidence)
{
    struct spending spending = {
        .chances = chances, .rest = 1, .p = params->p, .q = params->q + params->p * x};
    while (spending.count < count && spending.rest > 1e-4)
        spending.rest -= chances[spending.count++];
    const double scale = params->v + x * mean, tail = (1 - confidence) / 2;
    double       u[2] = {0, 0};
    for (size_t i = 0; i < 2; i++) {
        const double p = i ? 1 - tail : tail;
        if (p > chances[0]) u[i] = spent_quantile(&spending, p);
    }
    return (struct ri_value_range){scale * u[0] / (1 - u[0]), scale * u[1] / (1 - u[1])};
}

struct ri_value_moments ri_value_moments_of(const double *chances, size_t count,
                                            const struct ri_spend_params *params, double x,
                                            double mean)
{
    struct ri_value_moments ret = {0};
    double                  squares = 0;
    for (size_t n = 1; n < count; n++) {
        ret.purchases += (double)n * chances[n];
        squares += (double)n * (double)n * chances[n];
    }
    ret.purchases_variance = squares - ret.purchases * ret.purchases;
    if (!params) return ret;
    const double p = params->p, q = params->q + p * x, scale = params->v + x * mean;
    ret.spent = q > 1 ? ret.purchases * p * scale / (q - 1) : INFINITY;
    ret.spent_variance =
        q > 2 ? scale * scale * (p * p * squares + p * ret.purchases) / ((q - 1) * (q - 2)) -
                    ret.spent * ret.spent
              : INFINITY;
    return ret;
}
