/* The pass, compiled for several widths of the rows of derivatives: they stay in registers. A number that belongs to one variable
 * is added as a row that is 0 elsewhere, as a store into the middle of a row would hold up the next period. Products for the
 * curvature are summed over a batch of periods. */
#include "ets_pass.h"

#include "base/clones.h"

#include <math.h>

void ri_ets_lay_out(struct ri_ets_problem *p)
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

bool ri_ets_is_root(const struct ri_ets_problem *p, size_t i)
{
    return i == p->alpha || (p->form.season != 'N' && i == p->part);
}

void ri_ets_unpack(const struct ri_ets_problem *p, const double *x, struct ri_ets *m)
{
    *m = (struct ri_ets){.form = p->form, .season = p->season, .phi = 1};
    m->alpha = x[p->alpha] * x[p->alpha];
    m->level = x[p->level];
    if (p->form.trend != 'N') {
        m->beta = m->alpha * x[p->share];
        m->slope = x[p->slope];
    }
    if (p->form.damped) m->phi = x[p->phi];
    for (size_t j = 0; j < p->season; j++) m->at[j] = p->form.season == 'M' ? 1 : 0;
    if (p->form.season == 'N') return;
    m->gamma = (1 - m->alpha) * x[p->part] * x[p->part];
    double rest = p->form.season == 'M' ? (double)p->season : 0;
    for (size_t j = 0; j + 1 < p->season; j++) {
        m->at[j] = x[p->first + j];
        rest -= m->at[j];
    }
    m->at[p->season - 1] = rest;
}

void ri_ets_pack(const struct ri_ets_problem *p, const struct ri_ets *m, double *x)
{
    x[p->alpha] = sqrt(m->alpha);
    x[p->level] = m->level;
    if (p->form.trend != 'N') {
        x[p->share] = m->alpha > 0 ? m->beta / m->alpha : 0;
        x[p->slope] = m->slope;
    }
    if (p->form.damped) x[p->phi] = m->phi;
    if (p->form.season == 'N') return;
    x[p->part] = m->alpha < 1 ? sqrt(m->gamma / (1 - m->alpha)) : 0;
    for (size_t j = 0; j + 1 < p->season; j++) x[p->first + j] = m->at[j];
}

typedef double four __attribute__((vector_size(32), aligned(8)));
enum { BLOCKS_MOST = RI_ETS_WIDTH / 4, BATCH = 16 };

struct row { /* of derivatives, by variable; as many blocks as the width has */
    four at[BLOCKS_MOST];
};
struct fixed { /* of a pass: weights, and rows with a 1 at one variable */
    double     alpha, beta, gamma, phi, share, part;
    struct row of_alpha, of_share, of_part, of_phi;
};
struct state {
    double     level, slope;
    struct row l, b;
};
struct ahead { /* before a period: growth, level and mean */
    double     growth, level, mean;
    struct row g, q, mu;
};
struct sums {
    double     squares, logs, size;
    size_t     known, waiting; /* waiting: rows of the batch */
    struct row e, logs_by;     /* sum e de, sum dmu / mu */
    struct row batch[BATCH];   /* de */
    struct row bend[RI_ETS_WIDTH];
};
#define EACH(b) _Pragma("GCC unroll 8") for (size_t b = 0; b < blocks; b++)

RI_INLINE void look(const struct ri_ets_problem *p, const size_t blocks, const struct fixed *f,
                    const struct state *now, struct ahead *a)
{
    if (p->form.trend == 'N') {
        a->level = now->level;
        EACH(b) a->q.at[b] = now->l.at[b];
    } else if (p->form.trend == 'A') {
        a->growth = f->phi * now->slope;
        a->level = now->level + a->growth;
        EACH(b) a->g.at[b] = f->phi * now->b.at[b] + now->slope * f->of_phi.at[b];
        EACH(b) a->q.at[b] = now->l.at[b] + a->g.at[b];
    } else {
        const bool damped = p->form.damped;
        a->growth = damped ? pow(now->slope, f->phi) : now->slope;
        a->level = now->level * a->growth;
        const double by_slope = damped ? f->phi * a->growth / now->slope : 1;
        const double by_phi = damped ? a->growth * log(now->slope) : 0;
        EACH(b) a->g.at[b] = by_slope * now->b.at[b] + by_phi * f->of_phi.at[b];
        EACH(b) a->q.at[b] = a->growth * now->l.at[b] + now->level * a->g.at[b];
    }
}

/* The mean, with the season's position s and its row. */
RI_INLINE void foresee(const struct ri_ets_problem *p, const size_t blocks, double s,
                       const struct row *s_by, struct ahead *a)
{
    if (p->form.season == 'A') {
        a->mean = a->level + s;
        EACH(b) a->mu.at[b] = a->q.at[b] + s_by->at[b];
    } else if (p->form.season == 'M') {
        a->mean = a->level * s;
        EACH(b) a->mu.at[b] = s * a->q.at[b] + a->level * s_by->at[b];
    } else {
        a->mean = a->level;
        EACH(b) a->mu.at[b] = a->q.at[b];
    }
}

RI_INLINE bool allowed(const struct ri_ets_problem *p, const struct state *now,
                       const struct ahead *a, double s)
{
    return isfinite(a->mean) && (p->form.error == 'A' || a->mean > 0) &&
           (p->form.trend != 'M' || (now->level > 0 && now->slope > 0)) &&
           (p->form.season != 'M' || (s > 0 && a->level > 0));
}

/* Adds the products of the rows of the batch to the lower triangle, and what fills its blocks. */
RI_INLINE void sum_batch(const size_t blocks, struct sums *sums)
{
    for (size_t r = 0; r < blocks; r++)
        for (size_t c = 0; c <= r; c++) {
            four bend[4];
            for (size_t i = 0; i < 4; i++) bend[i] = sums->bend[4 * r + i].at[c];
            for (size_t t = 0; t < sums->waiting; t++) {
                const four own = sums->batch[t].at[r], other = sums->batch[t].at[c];
                _Pragma("GCC unroll 4") for (size_t i = 0; i < 4; i++) bend[i] += own[i] * other;
            }
            for (size_t i = 0; i < 4; i++) sums->bend[4 * r + i].at[c] = bend[i];
        }
    sums->waiting = 0;
}

RI_INLINE void count_in(const struct ri_ets_problem *p, const size_t blocks, const struct ahead *a,
                        double y, struct sums *sums)
{
    const bool        relative = p->form.error == 'M';
    const double      d = y - a->mean, e = relative ? d / a->mean : d;
    const double      by_mean = relative ? -y / (a->mean * a->mean) : -1;
    struct row *const de = &sums->batch[sums->waiting++];
    EACH(b)
    {
        const four here = by_mean * a->mu.at[b];
        de->at[b] = here;
        sums->e.at[b] += e * here;
    }
    if (relative) {
        sums->logs += log(a->mean);
        EACH(b) sums->logs_by.at[b] += a->mu.at[b] / a->mean;
    }
    sums->squares += e * e;
    sums->size += relative ? 1 : y * y;
    sums->known++;
    if (sums->waiting == BATCH) sum_batch(blocks, sums);
}

/* The season's position after the period; d: y - mu. */
RI_INLINE void learn_season(const struct ri_ets_problem *p, const size_t blocks,
                            const struct fixed *f, const struct ahead *a, double d, double *s,
                            struct row *s_by)
{
    const bool   times = p->form.season == 'M';
    const double step = times ? d / a->level : d, over = times ? f->gamma / a->level : f->gamma;
    const double by_level = times ? over * step : 0;
    const double by_part = (1 - f->alpha) * step, by_alpha = -f->part * step;
    EACH(b)
    s_by->at[b] += by_part * f->of_part.at[b] + by_alpha * f->of_alpha.at[b] - over * a->mu.at[b] -
                   by_level * a->q.at[b];
    *s += f->gamma * step;
}

/* Level and trend after the period; k: by how much the level was wrong, with its row. */
RI_INLINE void learn(const struct ri_ets_problem *p, const size_t blocks, const struct fixed *f,
                     const struct ahead *a, double k, const struct row *k_by, struct state *now)
{
    if (p->form.trend == 'A') {
        EACH(b)
        now->b.at[b] = a->g.at[b] + f->beta * k_by->at[b] + f->share * k * f->of_alpha.at[b] +
                       f->alpha * k * f->of_share.at[b];
        now->slope = a->growth + f->beta * k;
    } else if (p->form.trend == 'M') {
        const double step = k / now->level, over = f->beta / now->level;
        EACH(b)
        now->b.at[b] = a->g.at[b] + over * (k_by->at[b] - step * now->l.at[b]) +
                       f->share * step * f->of_alpha.at[b] + f->alpha * step * f->of_share.at[b];
        now->slope = a->growth + f->beta * step;
    }
    EACH(b) now->l.at[b] = a->q.at[b] + f->alpha * k_by->at[b] + k * f->of_alpha.at[b];
    now->level = a->level + f->alpha * k;
}

RI_INLINE void stay(const struct ri_ets_problem *p, const size_t blocks, const struct ahead *a,
                    struct state *now)
{
    EACH(b) now->l.at[b] = a->q.at[b];
    now->level = a->level;
    if (p->form.trend == 'N') return;
    EACH(b) now->b.at[b] = a->g.at[b];
    now->slope = a->growth;
}

static struct row one_at(size_t i)
{
    struct row row = {0};
    row.at[i / 4][i % 4] = 1;
    return row;
}

static void begin(const struct ri_ets_problem *p, const double *x, struct fixed *f,
                  struct state *now, double *season)
{
    struct ri_ets m;
    ri_ets_unpack(p, x, &m);
    *f = (struct fixed){.alpha = m.alpha, .beta = m.beta, .gamma = m.gamma, .phi = m.phi};
    f->of_alpha = one_at(p->alpha);
    *now = (struct state){.level = m.level, .slope = m.slope, .l = one_at(p->level)};
    if (p->form.trend != 'N') {
        f->share = m.beta / m.alpha;
        f->of_share = one_at(p->share);
        now->b = one_at(p->slope);
    }
    if (p->form.damped) f->of_phi = one_at(p->phi);
    memcpy(season, m.at, sizeof m.at);
    memset(p->rows, 0, p->season * RI_ETS_WIDTH * sizeof *p->rows);
    if (p->form.season == 'N') return;
    f->part = m.alpha < 1 ? m.gamma / (1 - m.alpha) : 0;
    f->of_part = one_at(p->part);
    for (size_t j = 0; j + 1 < p->season; j++) {
        p->rows[j * RI_ETS_WIDTH + p->first + j] = 1;
        p->rows[(p->season - 1) * RI_ETS_WIDTH + p->first + j] = -1;
    }
}

/* The criterion, and its derivatives by x from those by the weights themselves. */
static double finish(const struct ri_ets_problem *p, const double *x, const struct sums *sums,
                     double *gradient, double *curvature)
{
    const double known = (double)sums->known;
    const double squares = sums->squares + 1e-24 * sums->size + 1e-290, scale = 2 * known / squares;
    double       by[RI_ETS_WIDTH];
    for (size_t i = 0; i < p->count; i++) by[i] = ri_ets_is_root(p, i) ? 2 * x[i] : 1;
    for (size_t i = 0; i < p->count; i++) {
        gradient[i] =
            by[i] * (scale * sums->e.at[i / 4][i % 4] + 2 * sums->logs_by.at[i / 4][i % 4]);
        for (size_t j = 0; j <= i; j++)
            curvature[i * p->count + j] = scale * by[i] * by[j] * sums->bend[i].at[j / 4][j % 4];
    }
    return known * log(squares) + 2 * sums->logs;
}

RI_INLINE double walk(const struct ri_ets_problem *p, const size_t blocks, const double *x,
                      double *gradient, double *curvature)
{
    struct fixed f;
    struct state now;
    struct ahead a = {0};
    struct sums  sums = {0};
    double       season[RI_ETS_SEASON_MOST];
    begin(p, x, &f, &now, season);
    for (size_t t = 0, j = 0; t < p->n; t++) {
        double *const     s = &season[j];
        struct row *const s_by = (struct row *)(p->rows + j * RI_ETS_WIDTH);
        const double      y = p->y[t];
        if (++j == p->season) j = 0;
        look(p, blocks, &f, &now, &a);
        foresee(p, blocks, *s, s_by, &a);
        if (!allowed(p, &now, &a, *s)) return (double)NAN;
        if (isnan(y)) {
            stay(p, blocks, &a, &now);
            continue;
        }
        count_in(p, blocks, &a, y, &sums);
        const bool   times = p->form.season == 'M';
        const double d = y - a.mean, k = times ? d / *s : d;
        struct row   k_by;
        EACH(b) k_by.at[b] = times ? (-a.mu.at[b] - k * s_by->at[b]) / *s : -a.mu.at[b];
        learn(p, blocks, &f, &a, k, &k_by, &now);
        if (p->form.season != 'N') learn_season(p, blocks, &f, &a, d, s, s_by);
    }
    sum_batch(blocks, &sums);
    return finish(p, x, &sums, gradient, curvature);
}

typedef double walk_of_width(const struct ri_ets_problem *p, const double *x, double *gradient,
                             double *curvature);
#define WALK(blocks)                                                                       \
    RI_CLONES static double walk_##blocks(const struct ri_ets_problem *p, const double *x, \
                                          double *gradient, double *curvature)             \
    {                                                                                      \
        return walk(p, blocks, x, gradient, curvature);                                    \
    }
WALK(1)
WALK(2)
WALK(3)
WALK(4)
WALK(8)

double ri_ets_pass(void *context, const double *x, double *gradient, double *curvature)
{
    static walk_of_width *const  walks[] = {walk_1, walk_2, walk_3, walk_4,
                                            walk_8, walk_8, walk_8, walk_8};
    const struct ri_ets_problem *p = context;
    return walks[(p->count - 1) / 4](p, x, gradient, curvature);
}
