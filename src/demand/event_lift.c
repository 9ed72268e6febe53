/* Days of promotions beside plain ones, prices beside those before them. */
#include "event_lift.h"

#include <math.h>

enum { AROUND = 4, STEPS = 30 };     /* seasons to either side; of Newton */
static const double OWN = 20;        /* units that what all series show is worth beside a series' own */
static const double STEEPEST = -4;   /* elasticity */
static const double DIFFERENT = 5e-3; /* of a price from another */
static const double LOWEST = 0.05, HIGHEST = 20;

struct promoted { /* a day of a promotion */
    size_t series;
    double plain, log_price, sold; /* expected without it; log(1 - discount); units */
};
struct learning {
    const struct ri_panel      *panel;
    const struct ri_covariates *covariates;
    const struct ri_known      *promotion, *discount, *price;
    size_t                      season;
    int64_t                     until;
    struct ri_arena            *mem;
    struct promoted            *days;
    size_t                      count, room;
    double                     *own; /* [series] */
    double                      xy, xx; /* of prices */
};

static const struct ri_known *find(const struct ri_covariates *covariates, const char *name)
{
    for (size_t k = 0; k < covariates->known_count; k++)
        if (!covariates->known[k].categorical && strcmp(covariates->known[k].name, name) == 0)
            return &covariates->known[k];
    return NULL;
}

static double value(const struct learning *l, const struct ri_known *known, size_t i, int64_t period)
{
    return known ? (double)ri_known_value(l->covariates, known, i, period) : (double)NAN;
}

static bool promoted_at(const struct learning *l, size_t i, int64_t period)
{
    return value(l, l->promotion, i, period) > 0;
}

static double log_price_at(const struct learning *l, size_t i, int64_t period)
{
    const double off = value(l, l->discount, i, period);
    return off > 0 ? log(1 - fmin(off, 90) / 100) : 0;
}

/* Units of a period that can be compared; NAN: not known, or cut short. */
static double sold_at(const struct learning *l, size_t i, int64_t period)
{
    const struct ri_series *series = &l->panel->series[i];
    const int64_t           t = period - series->start;
    if (period > l->until || t < 0 || t >= (int64_t)series->n) return NAN;
    if (series->censored && series->censored[t]) return NAN;
    return isfinite(series->y[t]) ? fmax(series->y[t], 0) : (double)NAN;
}

/* ---- Promotions -------------------------------------------------------------------------------------------------- */

static double plain_around(const struct learning *l, size_t i, int64_t period)
{
    double sum = 0, known = 0;
    for (int64_t s = -AROUND; s <= AROUND; s++) {
        const int64_t at = period + s * (int64_t)l->season;
        const double  sold = s ? sold_at(l, i, at) : (double)NAN;
        if (isnan(sold) || promoted_at(l, i, at)) continue;
        sum += sold;
        known++;
    }
    return known > 0 ? sum / known : 0;
}

static ri_status gather(struct learning *l, size_t i, struct ri_error *err)
{
    const struct ri_series *series = &l->panel->series[i];
    for (size_t t = 0; t < series->n; t++) {
        const int64_t period = series->start + (int64_t)t;
        const double  sold = promoted_at(l, i, period) ? sold_at(l, i, period) : (double)NAN;
        const double  plain = isnan(sold) ? 0 : plain_around(l, i, period);
        if (!(plain > 0)) continue;
        RI_TRY(ri_arena_grow(l->mem, &l->days, &l->room, l->count, sizeof *l->days, err));
        l->days[l->count++] =
            (struct promoted){i, plain, log_price_at(l, i, period), sold};
    }
    return RI_OK;
}

static double expected(const struct promoted *day, double a, double c)
{
    return day->plain * exp(fmin(fmax(a + c * day->log_price, log(LOWEST)), log(HIGHEST)));
}

/* Newton on the log likelihood, with a unit of prior weight on 0 for either coefficient. */
static void regress(const struct learning *l, double *ret_a, double *ret_c)
{
    double a = 0, c = 0;
    for (int step = 0; step < STEPS; step++) {
        double ga = -a, gc = -c, aa = 1, ac = 0, cc = 1;
        for (size_t d = 0; d < l->count; d++) {
            const struct promoted *day = &l->days[d];
            const double           m = expected(day, a, c), x = day->log_price;
            ga += day->sold - m;
            gc += (day->sold - m) * x;
            aa += m;
            ac += m * x;
            cc += m * x * x;
        }
        const double det = aa * cc - ac * ac;
        const double da = (cc * ga - ac * gc) / det, dc = (aa * gc - ac * ga) / det;
        a += fmin(fmax(da, -1), 1);
        c += fmin(fmax(dc, -1), 1);
        if (fabs(da) + fabs(dc) < 1e-10) break;
    }
    *ret_a = a;
    *ret_c = c;
}

static ri_status own_factors(struct learning *l, double a, double c, struct ri_error *err)
{
    const size_t n = l->panel->series_count;
    double      *sold;
    RI_ARENA_NEW(l->own, l->mem, n, err);
    RI_ARENA_NEW(sold, l->mem, n, err);
    for (size_t d = 0; d < l->count; d++) {
        l->own[l->days[d].series] += expected(&l->days[d], a, c);
        sold[l->days[d].series] += l->days[d].sold;
    }
    for (size_t i = 0; i < n; i++) l->own[i] = (sold[i] + OWN) / (l->own[i] + OWN);
    return RI_OK;
}

/* ---- Prices -------------------------------------------------------------------------------------------------------- */

static bool differ(double a, double b)
{
    return fabs(a - b) > DIFFERENT * fabs(b);
}

/* Mean units and sum of plain periods from `from` on, `step` apart, while the price is that of the first, four seasons at most. */
static double stretch(const struct learning *l, size_t i, int64_t from, int step, double *ret_sum)
{
    const double price = value(l, l->price, i, from);
    double       known = 0;
    *ret_sum = 0;
    for (size_t k = 0; k < AROUND * l->season; k++) {
        const int64_t at = from + step * (int64_t)k;
        const double  sold = sold_at(l, i, at), here = value(l, l->price, i, at);
        if (isnan(here) || differ(here, price)) break;
        if (isnan(sold) || promoted_at(l, i, at)) continue;
        *ret_sum += sold;
        known++;
    }
    return known >= 2 * (double)l->season ? *ret_sum / known : (double)NAN;
}

static void compare_prices(struct learning *l, size_t i)
{
    const struct ri_series *series = &l->panel->series[i];
    for (size_t t = 1; l->price && t < series->n; t++) {
        const int64_t period = series->start + (int64_t)t;
        const double  now = value(l, l->price, i, period), was = value(l, l->price, i, period - 1);
        double        sold_now, sold_was;
        if (!(now > 0) || !(was > 0) || !differ(now, was)) continue;
        const double after = stretch(l, i, period, 1, &sold_now),
                     before = stretch(l, i, period - 1, -1, &sold_was);
        if (!(sold_now > 0) || !(sold_was > 0) || isnan(after) || isnan(before)) continue;
        const double x = log(now / was), weight = 1 / (1 / sold_now + 1 / sold_was);
        l->xy += weight * x * log(after / before);
        l->xx += weight * x * x;
    }
}

/* ---- Lifts --------------------------------------------------------------------------------------------------------- */

static double lift_of(const struct learning *l, const struct ri_event_lifts *lifts, size_t i,
                      int64_t period, double today)
{
    double       lift = 1;
    const double price = value(l, l->price, i, period);
    if (promoted_at(l, i, period))
        lift = l->own[i] * exp(lifts->promotion + lifts->discount * log_price_at(l, i, period));
    if (price > 0 && today > 0 && differ(price, today)) lift *= pow(price / today, lifts->price);
    return fmin(fmax(lift, LOWEST), HIGHEST);
}

static ri_status put_lifts(const struct learning *l, struct ri_event_lifts *ret,
                           struct ri_error *err)
{
    const float **at;
    RI_ARENA_NEW(at, l->mem, l->panel->series_count, err);
    for (size_t i = 0; i < l->panel->series_count; i++) {
        const double today = value(l, l->price, i, l->until);
        float       *row = NULL;
        for (size_t p = 0; p < ret->periods; p++) {
            const double lift = lift_of(l, ret, i, ret->first + (int64_t)p, today);
            if (lift == 1 && !row) continue;
            if (!row) {
                RI_ARENA_NEW(row, l->mem, ret->periods, err);
                for (size_t before = 0; before < p; before++) row[before] = 1;
                ret->series++;
            }
            row[p] = (float)lift;
        }
        at[i] = row;
    }
    ret->at = at;
    return RI_OK;
}

ri_status ri_event_lifts_learn(const struct ri_panel *panel, const struct ri_covariates *covariates,
                               size_t season, int64_t until, struct ri_arena *mem,
                               struct ri_event_lifts *ret, struct ri_error *err)
{
    struct learning       l = {.panel = panel,
                               .covariates = covariates,
                               .promotion = find(covariates, "promotion"),
                               .discount = find(covariates, "discount"),
                               .price = find(covariates, "price"),
                               .season = season,
                               .until = until,
                               .mem = mem};
    struct ri_event_lifts lifts = {.first = covariates->first, .periods = covariates->periods};
    for (size_t i = 0; i < panel->series_count; i++) {
        if (l.promotion) RI_TRY(gather(&l, i, err));
        compare_prices(&l, i);
    }
    regress(&l, &lifts.promotion, &lifts.discount);
    RI_TRY(own_factors(&l, lifts.promotion, lifts.discount, err));
    lifts.price = fmin(fmax(l.xy / (l.xx + 1), STEEPEST), 0);
    RI_TRY(put_lifts(&l, &lifts, err));
    *ret = lifts;
    return RI_OK;
}
