/* The recursion, its forecasts, its region of weights. */
#include "ets.h"

#include <math.h>

const char *ri_ets_form_text(struct ri_ets_form form, char *text)
{
    char *at = text;
    *at++ = form.error;
    *at++ = ',';
    *at++ = form.trend;
    if (form.damped) *at++ = 'd';
    *at++ = ',';
    *at++ = form.season;
    *at = '\0';
    return text;
}

bool ri_ets_form_parse(const char *text, struct ri_ets_form *ret)
{
    struct ri_ets_form form = {.error = text[0]};
    if ((form.error != 'A' && form.error != 'M') || text[1] != ',') return false;
    form.trend = text[2];
    if (!form.trend || !strchr("NAM", form.trend)) return false;
    form.damped = text[3] == 'd';
    const char *rest = text + 3 + form.damped;
    if (rest[0] != ',' || !rest[1] || !strchr("NAM", rest[1]) || rest[2]) return false;
    form.season = rest[1];
    if (form.damped && form.trend == 'N') return false;
    *ret = form;
    return true;
}

size_t ri_ets_variables(struct ri_ets_form form, size_t season)
{
    return 2 + 2 * (size_t)(form.trend != 'N') + (size_t)form.damped +
           (form.season != 'N' ? season : 0);
}

struct step { /* before a period: growth and level ahead, mean */
    double g, q, mu;
};

static inline struct step look(const struct ri_ets *m, double s)
{
    struct step step = {.q = m->level};
    if (m->form.trend == 'A') {
        step.g = m->phi * m->slope;
        step.q = m->level + step.g;
    } else if (m->form.trend == 'M') {
        step.g = m->form.damped ? pow(m->slope, m->phi) : m->slope;
        step.q = m->level * step.g;
    }
    step.mu = m->form.season == 'A' ? step.q + s : m->form.season == 'M' ? step.q * s : step.q;
    return step;
}

/* Moves the state by what the period showed; d: y - mu. */
static inline void learn(struct ri_ets *m, const struct step *step, double d, double *s)
{
    const double k = m->form.season == 'M' ? d / *s : d;
    if (m->form.trend == 'A') m->slope = step->g + m->beta * k;
    if (m->form.trend == 'M') m->slope = step->g + m->beta * k / m->level;
    if (m->form.season == 'A') *s += m->gamma * d;
    if (m->form.season == 'M') *s += m->gamma * d / step->q;
    m->level = step->q + m->alpha * k;
}

static bool allowed(const struct ri_ets *m, const struct step *step, double s)
{
    const struct ri_ets_form form = m->form;
    return isfinite(step->mu) && (form.error == 'A' || step->mu > 0) &&
           (form.trend != 'M' || (m->level > 0 && m->slope > 0)) &&
           (form.season != 'M' || (s > 0 && step->q > 0));
}

double ri_ets_run(struct ri_ets *ets, const double *y, size_t n, size_t *ret_known,
                  double *one_step)
{
    struct ri_ets m = *ets;
    double        squares = 0, logs = 0, size = 0;
    size_t        known = 0, j = 0;
    for (size_t t = 0; t < n; t++) {
        double *const     s = &m.at[j];
        const struct step step = look(&m, *s);
        if (++j == m.season) j = 0;
        if (!allowed(&m, &step, *s)) return (double)NAN;
        if (one_step) one_step[t] = step.mu;
        const double d = isnan(y[t]) ? 0 : y[t] - step.mu;
        learn(&m, &step, d, s);
        if (isnan(y[t])) continue;
        const double e = m.form.error == 'A' ? d : d / step.mu;
        if (m.form.error == 'M') logs += log(step.mu);
        squares += e * e;
        size += m.form.error == 'A' ? y[t] * y[t] : 1;
        known++;
    }
    *ets = m;
    *ret_known = known;
    return (double)known * log(squares + 1e-24 * size + 1e-290) + 2 * logs;
}

void ri_ets_forecast(const struct ri_ets *ets, size_t n, size_t h, double *ret_mean)
{
    struct ri_ets m = *ets;
    for (size_t i = 0; i < h; i++) {
        const double      s = m.at[(n + i) % m.season];
        const struct step step = look(&m, s);
        ret_mean[i] = step.mu;
        m.level = step.q;
        if (m.form.trend != 'N') m.slope = step.g;
    }
}

/* Whether every root of c[0] + c[1] z + ... + z^degree lies within modulus 1 (a hair more): Schur's reduction. */
static bool roots_inside(double *c, size_t degree)
{
    double grown = 1;
    for (size_t i = 0; i <= degree; i++) {
        c[i] *= grown;
        grown *= 1 + 1e-6;
    }
    for (size_t d = degree; d > 0; d--) {
        const double k = c[0] / c[d];
        if (!(fabs(k) < 1)) return false;
        double next[RI_ETS_SEASON_MOST + 2];
        for (size_t i = 0; i < d; i++) next[i] = c[i + 1] - k * c[d - 1 - i];
        memcpy(c, next, d * sizeof *c);
    }
    return true;
}

static bool admissible_season(double alpha, double beta, double gamma, double phi, size_t m)
{
    const double sm = (double)m;
    double       c[RI_ETS_SEASON_MOST + 2];
    if (gamma < fmax(1 - 1 / phi - alpha, 0) || gamma > 1 + 1 / phi - alpha) return false;
    if (alpha < 1 - 1 / phi - gamma * (1 - sm + phi + phi * sm) / (2 * phi * sm)) return false;
    if (beta < -(1 - phi) * (gamma / sm + alpha)) return false;
    c[0] = phi * (1 - alpha - gamma);
    c[1] = alpha + beta - alpha * phi + gamma - 1;
    for (size_t i = 2; i < m; i++) c[i] = alpha + beta - alpha * phi;
    c[m] = alpha + beta - phi;
    c[m + 1] = 1;
    return roots_inside(c, m + 1);
}

bool ri_ets_admissible(const struct ri_ets *ets)
{
    const double phi = ets->form.damped ? ets->phi : 1, alpha = ets->alpha;
    const double beta = ets->form.trend == 'N' ? 0 : ets->beta;
    if (ets->form.season != 'N')
        return admissible_season(alpha, beta, ets->gamma, phi, ets->season);
    if (alpha < 1 - 1 / phi || alpha > 1 + 1 / phi) return false;
    return ets->form.trend == 'N' || (beta >= alpha * (phi - 1) && beta <= (1 + phi) * (2 - alpha));
}
