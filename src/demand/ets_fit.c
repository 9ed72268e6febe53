/* Fitting by damped Newton steps: the recursion carries the derivative of each state by each variable along, which
 * gives the exact gradient and the Gauss-Newton curvature in one pass. Mean and first states are (nearly) linear, so
 * that about ten passes do. Choice of the form by AICc, each form starting from what simpler ones found. */
#include "ets.h"
#include "season.h"

#include "math/newton.h"
#include "math/stats.h"

#include <math.h>

#define LEAST_WEIGHT    1e-4
#define GREATEST_WEIGHT 0.9999

enum { WIDTH = RI_ETS_VARIABLES_MOST + 3 }; /* of a row of derivatives, padded */

struct problem {
    struct ri_ets_form form;
    const double      *y;
    size_t             n, season, count;                             /* count: variables */
    size_t             alpha, share, part, phi, level, slope, first; /* their places in x */
    double            *rows;                                         /* [season][WIDTH] */
};

/* x: alpha, beta / alpha, gamma / (1 - alpha), phi, level, slope, season positions but the last. */
static void lay_out(struct problem *p)
{
    const bool trend = p->form.trend != 'N', season = p->form.season != 'N';
    size_t     at = 0;
    p->alpha = at++;
    if (trend) p->share = at++;
    if (season) p->part = at++;
    if (p->form.damped) p->phi = at++;
    p->level = at++;
    if (trend) p->slope = at++;
    p->first = at;
    p->count = at + (season ? p->season - 1 : 0);
}

static void unpack(const struct problem *p, const double *x, struct ri_ets *m)
{
    *m = (struct ri_ets){.form = p->form, .season = p->season, .alpha = x[p->alpha], .phi = 1};
    m->level = x[p->level];
    if (p->form.trend != 'N') {
        m->beta = m->alpha * x[p->share];
        m->slope = x[p->slope];
    }
    if (p->form.damped) m->phi = x[p->phi];
    for (size_t j = 0; j < p->season; j++) m->at[j] = p->form.season == 'M' ? 1 : 0;
    if (p->form.season == 'N') return;
    m->gamma = (1 - m->alpha) * x[p->part];
    double rest = p->form.season == 'M' ? (double)p->season : 0;
    for (size_t j = 0; j + 1 < p->season; j++) {
        m->at[j] = x[p->first + j];
        rest -= m->at[j];
    }
    m->at[p->season - 1] = rest;
}

static void pack(const struct problem *p, const struct ri_ets *m, double *x)
{
    x[p->alpha] = m->alpha;
    x[p->level] = m->level;
    if (p->form.trend != 'N') {
        x[p->share] = m->alpha > 0 ? m->beta / m->alpha : 0;
        x[p->slope] = m->slope;
    }
    if (p->form.damped) x[p->phi] = m->phi;
    if (p->form.season == 'N') return;
    x[p->part] = m->alpha < 1 ? m->gamma / (1 - m->alpha) : 0;
    for (size_t j = 0; j + 1 < p->season; j++) x[p->first + j] = m->at[j];
}

struct sums {
    double squares, logs, size;
    double e[WIDTH], logs_by[WIDTH]; /* sum e de, sum dmu / mu */
    size_t known;
};

/* Rows of derivatives by each variable, and the model as it goes. */
struct pass {
    struct ri_ets m;
    double        l[WIDTH], b[WIDTH], g[WIDTH], q[WIDTH], mu[WIDTH], k[WIDTH];
    double        growth, ahead, mean; /* g, q, mu */
};

static void look(const struct problem *p, struct pass *a, const double *s_by, double s)
{
    const size_t   count = p->count;
    struct ri_ets *m = &a->m;
    if (p->form.trend == 'N') {
        a->ahead = m->level;
        memcpy(a->q, a->l, count * sizeof *a->q);
    } else if (p->form.trend == 'A') {
        a->growth = m->phi * m->slope;
        a->ahead = m->level + a->growth;
        for (size_t i = 0; i < count; i++) a->g[i] = m->phi * a->b[i];
        if (p->form.damped) a->g[p->phi] += m->slope;
        for (size_t i = 0; i < count; i++) a->q[i] = a->l[i] + a->g[i];
    } else {
        a->growth = p->form.damped ? pow(m->slope, m->phi) : m->slope;
        a->ahead = m->level * a->growth;
        const double by_slope = p->form.damped ? m->phi * a->growth / m->slope : 1;
        for (size_t i = 0; i < count; i++) a->g[i] = by_slope * a->b[i];
        if (p->form.damped) a->g[p->phi] += a->growth * log(m->slope);
        for (size_t i = 0; i < count; i++) a->q[i] = a->growth * a->l[i] + m->level * a->g[i];
    }
    a->mean = a->ahead;
    if (p->form.season == 'A') {
        a->mean = a->ahead + s;
        for (size_t i = 0; i < count; i++) a->mu[i] = a->q[i] + s_by[i];
    } else if (p->form.season == 'M') {
        a->mean = a->ahead * s;
        for (size_t i = 0; i < count; i++) a->mu[i] = s * a->q[i] + a->ahead * s_by[i];
    } else {
        memcpy(a->mu, a->q, count * sizeof *a->mu);
    }
}

static bool allowed(const struct problem *p, const struct pass *a, double s)
{
    return isfinite(a->mean) && (p->form.error == 'A' || a->mean > 0) &&
           (p->form.trend != 'M' || (a->m.level > 0 && a->m.slope > 0)) &&
           (p->form.season != 'M' || (s > 0 && a->ahead > 0));
}

static void count_in(const struct problem *p, const struct pass *a, double y, struct sums *sums,
                     double *curvature)
{
    const size_t count = p->count;
    const bool   relative = p->form.error == 'M';
    const double d = y - a->mean, e = relative ? d / a->mean : d;
    const double by_mean = relative ? -y / (a->mean * a->mean) : -1;
    double       de[WIDTH];
    for (size_t i = 0; i < count; i++) de[i] = by_mean * a->mu[i];
    for (size_t i = 0; i < count; i++) sums->e[i] += e * de[i];
    for (size_t i = 0; i < count; i++) {
        double *const row = curvature + i * count;
        const double  own = de[i];
        for (size_t j = 0; j <= i; j++) row[j] += own * de[j];
    }
    if (relative) {
        sums->logs += log(a->mean);
        for (size_t i = 0; i < count; i++) sums->logs_by[i] += a->mu[i] / a->mean;
    }
    sums->squares += e * e;
    sums->size += relative ? 1 : y * y;
    sums->known++;
}

/* The season's position after the period; d: y - mu. */
static void learn_season(const struct problem *p, struct pass *a, double d, double *s, double *s_by)
{
    const size_t  count = p->count;
    struct ri_ets m = a->m;
    const double  part = m.alpha < 1 ? m.gamma / (1 - m.alpha) : 0;
    if (p->form.season == 'A') {
        for (size_t i = 0; i < count; i++) s_by[i] -= m.gamma * a->mu[i];
        s_by[p->part] += (1 - m.alpha) * d;
        s_by[p->alpha] -= part * d;
        *s += m.gamma * d;
    } else {
        const double step = d / a->ahead, over = m.gamma / a->ahead;
        for (size_t i = 0; i < count; i++) s_by[i] -= over * (a->mu[i] + step * a->q[i]);
        s_by[p->part] += (1 - m.alpha) * step;
        s_by[p->alpha] -= part * step;
        *s += m.gamma * step;
    }
}

static void learn(const struct problem *p, struct pass *a, double y, double *s, double *s_by)
{
    const size_t   count = p->count;
    struct ri_ets *m = &a->m;
    const double   d = y - a->mean;
    double         k = d;
    for (size_t i = 0; i < count; i++) a->k[i] = -a->mu[i];
    if (p->form.season == 'M') {
        k = d / *s;
        for (size_t i = 0; i < count; i++) a->k[i] = (a->k[i] - k * s_by[i]) / *s;
    }
    if (p->form.trend != 'N') {
        const double share = m->beta / m->alpha;
        const double step = p->form.trend == 'M' ? k / m->level : k;
        if (p->form.trend == 'M')
            for (size_t i = 0; i < count; i++)
                a->b[i] = a->g[i] + m->beta * (a->k[i] - step * a->l[i]) / m->level;
        else
            for (size_t i = 0; i < count; i++) a->b[i] = a->g[i] + m->beta * a->k[i];
        a->b[p->alpha] += share * step;
        a->b[p->share] += m->alpha * step;
        m->slope = a->growth + m->beta * step;
    }
    if (p->form.season != 'N') learn_season(p, a, d, s, s_by);
    for (size_t i = 0; i < count; i++) a->l[i] = a->q[i] + m->alpha * a->k[i];
    a->l[p->alpha] += k;
    m->level = a->ahead + m->alpha * k;
}

static void stay(const struct problem *p, struct pass *a)
{
    memcpy(a->l, a->q, p->count * sizeof *a->l);
    a->m.level = a->ahead;
    if (p->form.trend == 'N') return;
    memcpy(a->b, a->g, p->count * sizeof *a->b);
    a->m.slope = a->growth;
}

static void begin(const struct problem *p, const double *x, struct pass *a)
{
    *a = (struct pass){0};
    unpack(p, x, &a->m);
    a->l[p->level] = 1;
    if (p->form.trend != 'N') a->b[p->slope] = 1;
    memset(p->rows, 0, p->season * WIDTH * sizeof *p->rows);
    if (p->form.season == 'N') return;
    for (size_t j = 0; j + 1 < p->season; j++) {
        p->rows[j * WIDTH + p->first + j] = 1;
        p->rows[(p->season - 1) * WIDTH + p->first + j] = -1;
    }
}

static double criterion(void *context, const double *x, double *gradient, double *curvature)
{
    const struct problem *p = context;
    struct pass           a;
    struct sums           sums = {0};
    begin(p, x, &a);
    memset(curvature, 0, p->count * p->count * sizeof *curvature);
    for (size_t t = 0, j = 0; t < p->n; t++) {
        double *const s = &a.m.at[j], *const s_by = p->rows + j * WIDTH;
        if (++j == p->season) j = 0;
        look(p, &a, s_by, *s);
        if (!allowed(p, &a, *s)) return (double)NAN;
        if (isnan(p->y[t])) {
            stay(p, &a);
            continue;
        }
        count_in(p, &a, p->y[t], &sums, curvature);
        learn(p, &a, p->y[t], s, s_by);
    }
    const double known = (double)sums.known;
    const double squares = sums.squares + 1e-24 * sums.size + 1e-290;
    for (size_t i = 0; i < p->count; i++) {
        gradient[i] = 2 * known / squares * sums.e[i] + 2 * sums.logs_by[i];
        for (size_t j = 0; j <= i; j++) curvature[i * p->count + j] *= 2 * known / squares;
    }
    return known * log(squares) + 2 * sums.logs;
}

/* Level, slope and season of the first periods: a profile of means, a line through the first ten values without it. */
static void rough_start(struct ri_ets *ets, const double *y, size_t n)
{
    enum { FIRST = 10, SEASONS = 6 };
    const size_t      m = ets->season, whole = n / m * m;
    const size_t      used = whole < SEASONS * m ? whole : SEASONS * m;
    struct ri_history beginning = {.y = y, .n = used, .season = m};
    struct ri_profile profile = {.season = m, .additive = true, .at = ets->at};
    const size_t      most = n < (FIRST > m ? FIRST : m) ? n : FIRST > m ? FIRST : m;
    double            known = 0, sum = 0, times = 0, squares = 0, cross = 0;
    if (ets->form.season != 'N') ri_profile_of_means(&beginning, SEASONS, ets->at, &profile);
    for (size_t j = 0; ets->form.season == 'A' && !profile.additive && j < m; j++) ets->at[j] -= 1;
    double size = 0;
    for (size_t t = 0; t < most; t++)
        if (!isnan(y[t])) size += y[t], known++;
    size = known > 0 ? size / known : 0;
    for (size_t j = 0; ets->form.season == 'A' && !profile.additive && j < m; j++)
        ets->at[j] *= size;
    known = 0;
    for (size_t t = 0; t < most; t++) {
        if (isnan(y[t])) continue;
        const double s = ets->at[t % m], x = (double)(t + 1);
        const double here = ets->form.season == 'M'   ? y[t] / fmax(s, 0.01)
                            : ets->form.season == 'A' ? y[t] - s
                                                      : y[t];
        known++, sum += here, times += x, squares += x * x, cross += x * here;
    }
    const double spread = known * squares - times * times;
    const double slope = spread > 0 ? (known * cross - times * sum) / spread : 0;
    const double mean = known > 0 ? sum / known : 0;
    ets->level = ets->form.trend == 'N' ? mean : mean - slope * times / fmax(1, known);
    ets->slope = slope;
    if (ets->form.trend != 'M') return;
    ets->level = ets->level > 0 ? ets->level : mean;
    ets->slope = mean > 0 ? fmin(1.2, fmax(0.8, 1 + slope / mean)) : 1;
}

static void bounds_of(const struct problem *p, double *low, double *high)
{
    for (size_t i = 0; i < p->count; i++) {
        const bool weight = i < p->level && !(p->form.damped && i == p->phi);
        low[i] = weight ? LEAST_WEIGHT : (double)-INFINITY;
        high[i] = weight ? GREATEST_WEIGHT : (double)INFINITY;
    }
    if (p->form.damped) low[p->phi] = 0.8, high[p->phi] = 0.98;
}

size_t ri_ets_room(size_t season)
{
    return season * WIDTH;
}

/* Where fits begin: likelihoods of smoothing have several valleys. */
static const struct start {
    double alpha, share, part;
} starts[] = {
    {0.1, 0.1, 0.02}, {0.5, 0.02, 0.02}, {0.02, 0.2, 0.3}, {0.15, 0.5, 0.5}, {0.7, 0.1, 0.7}};
static const struct {
    size_t first, end;
} ranges[] = {[RI_ETS_WARM] = {0, 1},
              [RI_ETS_ONE] = {0, 1},
              [RI_ETS_FEW] = {0, 2},
              [RI_ETS_OTHER] = {1, 2},
              [RI_ETS_MORE] = {2, RI_COUNT(starts)}};

static void begin_at(const struct start *start, const double *y, size_t n, struct ri_ets *ets)
{
    ets->alpha = start->alpha;
    ets->beta = start->share * start->alpha;
    ets->gamma = start->part * (1 - start->alpha);
    ets->phi = ets->form.damped ? 0.95 : 1;
    rough_start(ets, y, n);
}

size_t ri_ets_fit(struct ri_ets *ets, ri_ets_start start, const double *y, size_t n, double *room,
                  size_t budget, double *ret_criterion)
{
    struct problem p = {.form = ets->form, .y = y, .n = n, .season = ets->season, .rows = room};
    double         x[RI_ETS_VARIABLES_MOST], low[WIDTH], high[WIDTH], best = INFINITY;
    struct ri_ets  found = *ets;
    size_t         spent = 0;
    lay_out(&p);
    bounds_of(&p, low, high);
    for (size_t i = ranges[start].first; i < ranges[start].end && spent < budget; i++) {
        struct ri_ets beginning = *ets;
        size_t        used;
        if (start != RI_ETS_WARM) begin_at(&starts[i], y, n, &beginning);
        pack(&p, &beginning, x);
        const double value =
            ri_newton_in_box(criterion, &p, p.count, x, low, high, 1e-7, budget - spent, &used);
        spent += used;
        if (!(value < best)) continue;
        best = value;
        unpack(&p, x, &found);
    }
    *ets = found;
    *ret_criterion = best;
    return spent;
}

double ri_ets_aicc(double criterion, struct ri_ets_form form, size_t season, size_t known)
{
    const double k = (double)ri_ets_variables(form, season) + 1, n = (double)known;
    if (!(n - k - 1 > 0)) return (double)INFINITY;
    return criterion + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

/* Forms without a finite variance, which R leaves out too. */
static bool unstable(struct ri_ets_form form)
{
    if (form.error == 'A') return form.trend == 'M' || form.season == 'M';
    return form.trend == 'M' && form.season == 'A';
}

enum { FORMS = 30 };

/* The form number i of all thirty, simple ones first. */
static struct ri_ets_form form_of(size_t i)
{
    static const char trends[] = {'N', 'A', 'A', 'M', 'M'}, seasons[] = {'N', 'A', 'M'};
    const size_t      trend = i / 2 % 5;
    return (struct ri_ets_form){.error = i % 2 ? 'M' : 'A',
                                .trend = trends[trend],
                                .damped = trend == 2 || trend == 4,
                                .season = seasons[i / 10]};
}

static bool fits_data(struct ri_ets_form form, bool positive, size_t n, size_t season,
                      const struct ri_ets_choice *choice)
{
    const bool any_m = form.error == 'M' || form.trend == 'M' || form.season == 'M';
    const bool seasonal = season > 1 && season <= RI_ETS_SEASON_MOST && n >= 2 * season;
    return (positive || !any_m) && (seasonal || form.season == 'N') &&
           (choice->multiplicative_trend || form.trend != 'M') &&
           (choice->unstable || !unstable(form));
}

/* Fits a form and keeps it when it is better than what *ret holds; returns its AICc. */
static double try_form(struct ri_ets ets, ri_ets_start start, const double *y, size_t n,
                       size_t known, double *room, struct ri_ets_choice *choice, struct ri_ets *ret)
{
    double value;
    choice->spent += ri_ets_fit(&ets, start, y, n, room, choice->budget - choice->spent, &value);
    const double aicc = ri_ets_aicc(value, ets.form, ets.season, known);
    if (!isfinite(value) || !ri_ets_admissible(&ets)) return (double)INFINITY;
    if (!(aicc < choice->aicc)) return aicc;
    choice->criterion = value;
    choice->aicc = aicc;
    choice->aic = value + 2 * ((double)ri_ets_variables(ets.form, ets.season) + 1);
    *ret = ets;
    return aicc;
}

bool ri_ets_choose(const double *y, size_t n, size_t season, double *room,
                   struct ri_ets_choice *choice, struct ri_ets *ret)
{
    enum { LONG = 300 };   /* known values from which one start is enough for most */
    const double near = 6; /* AICc from the best at which a form is worth more starts */
    double       aicc[FORMS];
    bool         positive = !choice->additive;
    size_t       known = 0;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t])) continue;
        known++;
        positive = positive && y[t] > 0;
    }
    const ri_ets_start rounds[] = {known > LONG ? RI_ETS_ONE : RI_ETS_FEW,
                                   known > LONG ? RI_ETS_OTHER : RI_ETS_MORE};
    choice->spent = 0;
    choice->aicc = (double)INFINITY;
    for (int more = 0; more < 2; more++)
        for (size_t i = 0; i < FORMS && choice->spent < choice->budget; i++) {
            struct ri_ets ets = {.form = form_of(i)};
            ets.season = ets.form.season == 'N' ? 1 : season;
            if (more ? !(aicc[i] < choice->aicc + near)
                     : !fits_data(ets.form, positive, n, season, choice) ||
                           isinf(ri_ets_aicc(0, ets.form, ets.season, known))) {
                aicc[i] = (double)INFINITY;
                continue;
            }
            aicc[i] = try_form(ets, rounds[more], y, n, known, room, choice, ret);
        }
    return isfinite(choice->aicc);
}
