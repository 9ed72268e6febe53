/* Exponential smoothing with its linear parameters concentrated out. Sources: FPP3 8.1; Hyndman & Billah (2003);
 * Fiorucci et al. (2016), sections 2 and 3. */
#include "smooth.h"

#include "base/clones.h"
#include "math/optimise.h"

#include <math.h>

/* Sums of the least squares for level0 and u. */
struct normal {
    double ww, wg, gg, we, ge, ee;
};
/* What the trend line adds to the mean of the next period: (1-a)^t A + (1 - (1-a)^(t+1))/a B, t periods so far. */
struct line {
    double intercept, slope;
    double mean_y; /* running mean, dynamic only */
};

static void whole_line(const double *y, size_t n, struct line *line)
{
    double sum = 0, weighted = 0, known = 0;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t])) continue;
        known += 1;
        sum += y[t];
        weighted += known * y[t];
    }
    if (known < 2) {
        *line = (struct line){.intercept = known > 0 ? sum : 0};
        return;
    }
    line->slope = 6 * (2 * weighted / known - (1 + known) * sum / known) / (known * known - 1);
    line->intercept = sum / known - (known + 1) / 2 * line->slope;
}

/* The line after one more known value, the t-th (from 1). */
static void next_line(struct line *line, double t, double y)
{
    if (t < 2) {
        *line = (struct line){.intercept = y, .mean_y = y};
        return;
    }
    line->slope = ((t - 2) * line->slope + 6 / t * (y - line->mean_y)) / (t + 1);
    line->mean_y += (y - line->mean_y) / t;
    line->intercept = line->mean_y - (t + 1) / 2 * line->slope;
}

static double trend_part(const struct line *line, double alpha, double decay)
{
    return decay * line->intercept + (1 - decay * (1 - alpha)) / alpha * line->slope;
}

static void accumulate(struct normal *s, double w, double g, double e)
{
    s->ww += w * w, s->wg += w * g, s->gg += g * g;
    s->we += w * e, s->ge += g * e, s->ee += e * e;
}

/* Least squares for whichever of level0 and u is free (u never alone), u kept in [0, 1]. */
static void solve(const struct normal *s, bool fit_u, bool fit_level, struct ri_smooth *smooth)
{
    const double determinant = s->ww * s->gg - s->wg * s->wg;
    if (fit_u) {
        const double u =
            determinant > 1e-12 * s->ww * s->gg ? (s->ww * s->ge - s->wg * s->we) / determinant : 0;
        smooth->u = fmin(1, fmax(0, u));
    }
    if (fit_level) smooth->level0 = s->ww > 0 ? (s->we - s->wg * smooth->u) / s->ww : 0;
    const double l = smooth->level0, u = smooth->u;
    const double sse =
        s->ee - 2 * l * s->we - 2 * u * s->ge + l * l * s->ww + 2 * l * u * s->wg + u * u * s->gg;
    smooth->sse = fmax(0, sse);
}

void ri_smooth_run(const double *y, size_t n, size_t skip, bool fit_u, bool fit_level,
                   struct ri_smooth *smooth)
{
    const double  alpha = smooth->alpha;
    struct normal sums = {0};
    struct line   line = {0};
    double        from_zero = 0, decay = 1;
    size_t        seen = 0;
    if (smooth->trend == RI_TREND_FIXED) whole_line(y, n, &line);
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t])) continue;
        const double g = smooth->trend == RI_TREND_NONE ? 0 : trend_part(&line, alpha, decay);
        if (seen >= skip) accumulate(&sums, decay, g, y[t] - from_zero);
        from_zero += alpha * (y[t] - from_zero);
        decay *= 1 - alpha;
        seen++;
        if (smooth->trend == RI_TREND_DYNAMIC) next_line(&line, (double)seen, y[t]);
    }
    solve(&sums, fit_u, fit_level, smooth);
    smooth->level = from_zero + decay * smooth->level0;
    smooth->intercept = line.intercept;
    smooth->slope = line.slope;
    smooth->count = seen;
}

void ri_smooth_forecast(const struct ri_smooth *smooth, size_t h, double *ret_mean)
{
    if (smooth->trend == RI_TREND_NONE) {
        for (size_t j = 0; j < h; j++) ret_mean[j] = smooth->level;
        return;
    }
    const double alpha = smooth->alpha;
    struct line  line = {smooth->intercept, smooth->slope, 0};
    double       level = smooth->level, decay = pow(1 - alpha, (double)smooth->count);
    for (size_t j = 0; j < h; j++) {
        ret_mean[j] = level + smooth->u * trend_part(&line, alpha, decay);
        level += alpha * (ret_mean[j] - level);
        decay *= 1 - alpha;
    }
}

/* ---- The search for alpha --------------------------------------------------------------------------------------- */

struct search {
    const double    *y;
    size_t           n, skip;
    bool             fit_u;
    struct ri_smooth smooth;
};
/* Runs at several weights side by side. */
struct lanes {
    double alpha[RI_LANES], inverse[RI_LANES], decay[RI_LANES], level[RI_LANES];
    double ww[RI_LANES], wg[RI_LANES], gg[RI_LANES], we[RI_LANES], ge[RI_LANES], ee[RI_LANES];
};

RI_INLINE void step_lanes(struct lanes *l, const struct line *line, double y, bool counts)
{
    for (size_t k = 0; k < RI_LANES; k++) {
        const double w = l->decay[k], rest = w * (1 - l->alpha[k]);
        const double g = w * line->intercept + (1 - rest) * l->inverse[k] * line->slope;
        const double e = y - l->level[k], in = counts ? 1 : 0;
        l->ww[k] += in * w * w, l->wg[k] += in * w * g, l->gg[k] += in * g * g;
        l->we[k] += in * w * e, l->ge[k] += in * g * e, l->ee[k] += in * e * e;
        l->level[k] += l->alpha[k] * e;
        l->decay[k] = rest;
    }
}

RI_CLONES static void run_lanes(const struct search *s, struct lanes *lanes)
{
    struct lanes l = *lanes;
    struct line  line = {0};
    size_t       seen = 0;
    if (s->smooth.trend == RI_TREND_FIXED) whole_line(s->y, s->n, &line);
    for (size_t t = 0; t < s->n; t++) {
        const double y = s->y[t];
        if (isnan(y)) continue;
        step_lanes(&l, &line, y, seen >= s->skip);
        seen++;
        if (s->smooth.trend == RI_TREND_DYNAMIC) next_line(&line, (double)seen, y);
    }
    *lanes = l;
}

static void sse_of_lanes(void *context, const double *roots, double *ret)
{
    struct search *search = context;
    struct lanes   l = {0};
    for (size_t k = 0; k < RI_LANES; k++) {
        l.alpha[k] = roots[k] * roots[k];
        l.inverse[k] = 1 / l.alpha[k];
        l.decay[k] = 1;
    }
    run_lanes(search, &l);
    for (size_t k = 0; k < RI_LANES; k++) {
        const struct normal sums = {l.ww[k], l.wg[k], l.gg[k], l.we[k], l.ge[k], l.ee[k]};
        struct ri_smooth    smooth = search->smooth;
        solve(&sums, search->fit_u, true, &smooth);
        ret[k] = smooth.sse;
    }
}

void ri_smooth_fit(const double *y, size_t n, size_t skip, double low, bool fit_u,
                   struct ri_smooth *smooth)
{
    enum { LOOKS = 8 };
    struct search search = {.y = y, .n = n, .skip = skip, .fit_u = fit_u, .smooth = *smooth};
    double        root;
    (void)ri_minimise_lanes(sse_of_lanes, &search, sqrt(fmax(low, 1e-8)), 1, 1e-4, LOOKS, &root);
    smooth->alpha = root * root;
    ri_smooth_run(y, n, skip, fit_u, true, smooth);
}
