/* EM over days: season, level, dispersion; then what censored days may have been. */
#include "demand_law.h"

#include "math/distribution.h"

#include <math.h>

enum { ROUNDS = 12, SEASON_PRIOR = 4, LEVEL_PRIOR = 2 };

double ri_demand_none(double mean, double dispersion)
{
    if (!(mean > 0)) return 1;
    return isinf(dispersion) ? exp(-mean) : exp(-dispersion * log1p(mean / dispersion));
}

struct tail { /* of the law from a number of units on: its moments, given that it is reached */
    double mean, square;
};

/* Summed term by term, each from the one before; false where so much is beyond what the law holds possible. */
static bool tail_from(double least, double mean, double dispersion, struct tail *ret)
{
    const double ratio = isinf(dispersion) ? 0 : mean / (mean + dispersion);
    double       term = ri_negative_binomial_pmf(least, mean, dispersion);
    double       chance = 0, first = 0, second = 0;
    if (!(term > 1e-200)) { /* far below the mean: that much is as good as certain */
        *ret = (struct tail){mean, mean + mean * mean * (1 + 1 / dispersion)};
        return least < mean;
    }
    for (double k = least; term > 1e-13 * chance; k++) {
        chance += term;
        first += k * term;
        second += k * k * term;
        term *= isinf(dispersion) ? mean / (k + 1) : (k + dispersion) / (k + 1) * ratio;
    }
    *ret = (struct tail){.mean = first / chance, .square = second / chance};
    return true;
}

double ri_demand_at_least(double sold, double mean, double dispersion)
{
    const double least = ceil(sold - 1e-9);
    struct tail  tail;
    if (!(mean > 0)) return sold;
    if (least <= 0) return mean;
    return tail_from(least, mean, dispersion, &tail) ? fmax(sold, tail.mean) : sold;
}

struct fitting {
    const double  *y;
    const uint8_t *censored;
    size_t         n, season, reach;
    double        *position;   /* [season] factor, mean about 1 */
    double        *upto, *fac; /* [n + 1] sums of wanted and of factors up to a day */
    double         overall;
};

static bool is_cut(const struct fitting *f, size_t t)
{
    return f->censored && f->censored[t];
}

static void fit_season(struct fitting *f, const struct ri_demand_law *law)
{
    double total = 0, known = 0;
    for (size_t t = 0; t < f->n; t++) {
        if (isnan(law->wanted[t])) continue;
        total += law->wanted[t];
        known += 1;
    }
    f->overall = known > 0 ? total / known : 0;
    for (size_t p = 0; p < f->season; p++) {
        double sum = SEASON_PRIOR * f->overall, days = SEASON_PRIOR;
        for (size_t t = p; t < f->n; t += f->season) {
            if (isnan(law->wanted[t])) continue;
            sum += law->wanted[t];
            days += 1;
        }
        f->position[p] = f->overall > 0 ? sum / days / f->overall : 1;
    }
}

static void fit_level(struct fitting *f, struct ri_demand_law *law)
{
    for (size_t t = 0; t < f->n; t++) {
        const bool known = !isnan(law->wanted[t]);
        f->upto[t + 1] = f->upto[t] + (known ? law->wanted[t] : 0);
        f->fac[t + 1] = f->fac[t] + (known ? f->position[t % f->season] : 0);
    }
    for (size_t t = 0; t < f->n; t++) {
        const size_t from = t > f->reach ? t - f->reach : 0;
        const size_t to = t + f->reach + 1 < f->n ? t + f->reach + 1 : f->n;
        const double level = (f->upto[to] - f->upto[from] + LEVEL_PRIOR * f->overall) /
                             (f->fac[to] - f->fac[from] + LEVEL_PRIOR);
        law->mean[t] = isnan(f->y[t]) ? (double)NAN : level * f->position[t % f->season];
    }
}

/* Variance beyond Poisson's, by moments; a day that was cut short counts with what it may have been. */
static void fit_dispersion(const struct fitting *f, struct ri_demand_law *law)
{
    double squares = 0, excess = 0;
    for (size_t t = 0; t < f->n; t++) {
        if (isnan(f->y[t])) continue;
        const double mean = law->mean[t];
        double       miss = (f->y[t] - mean) * (f->y[t] - mean);
        struct tail  tail;
        if (is_cut(f, t) && mean > 0 &&
            tail_from(ceil(f->y[t] - 1e-9), mean, law->dispersion, &tail))
            miss = tail.square - 2 * mean * tail.mean + mean * mean;
        squares += mean * mean;
        excess += miss - mean;
    }
    law->dispersion = excess > 1e-3 * squares ? fmax(squares / excess, 0.05) : INFINITY;
}

static void expect(const struct fitting *f, struct ri_demand_law *law)
{
    for (size_t t = 0; t < f->n; t++)
        if (is_cut(f, t) && !isnan(f->y[t]))
            law->wanted[t] = ri_demand_at_least(f->y[t], law->mean[t], law->dispersion);
}

static ri_status check(const double *y, size_t n, size_t season, size_t reach, struct ri_error *err)
{
    if (!season || !reach)
        return ri_fail(err, RI_EUSAGE, "law of demand: season %zu, reach %zu", season, reach);
    for (size_t t = 0; t < n; t++)
        if (!isnan(y[t]) && !(y[t] >= 0 && y[t] < INFINITY))
            return ri_fail(err, RI_EDATA, "law of demand: period %zu has %g units", t, y[t]);
    return RI_OK;
}

ri_status ri_demand_law_fit(const double *y, const uint8_t *censored, size_t n, size_t season,
                            size_t reach, struct ri_arena *mem, struct ri_demand_law *ret,
                            struct ri_error *err)
{
    struct fitting f = {.y = y, .censored = censored, .n = n, .season = season, .reach = reach};
    struct ri_demand_law law = {.dispersion = INFINITY};
    bool                 cut = false;
    RI_TRY(check(y, n, season, reach, err));
    RI_ARENA_NEW(law.mean, mem, n, err);
    RI_ARENA_NEW(law.wanted, mem, n, err);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    RI_ARENA_NEW(f.position, mem, season, err);
    RI_ARENA_NEW(f.upto, mem, n + 1, err);
    RI_ARENA_NEW(f.fac, mem, n + 1, err);
    for (size_t t = 0; t < n; t++) {
        law.wanted[t] = y[t];
        cut = cut || is_cut(&f, t);
    }
    for (size_t round = 0; round < (cut ? ROUNDS : 1); round++) {
        fit_season(&f, &law);
        fit_level(&f, &law);
        fit_dispersion(&f, &law);
        expect(&f, &law);
    }
    ri_arena_rewind(mem, mark);
    *ret = law;
    return RI_OK;
}
