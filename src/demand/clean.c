/* From a series of the panel to a history a model can use. */
#include "clean.h"

#include "season.h"

#include <math.h>

#define GREATEST 1e15 /* whole units stay exact below it, and squares finite */

/* Copies periods first .. last of the series; what is not there or not usable becomes NAN. */
static void copy(const struct ri_series *series, int64_t first, size_t n, struct ri_cleaned *c,
                 double *y, uint8_t *cut)
{
    for (size_t t = 0; t < n; t++) {
        const int64_t i = first + (int64_t)t - series->start;
        const bool    there = i >= 0 && (uint64_t)i < series->n;
        y[t] = there ? series->y[i] : (double)NAN;
        cut[t] = there && series->censored && series->censored[i] && !isnan(y[t]);
        if (!isnan(y[t]) && !(fabs(y[t]) <= GREATEST)) {
            y[t] = (double)NAN;
            cut[t] = 0;
            c->refused++;
        }
    }
}

/* One-step expectations with a level under the profile of uncensored periods; lifts censored values to them. */
/* Returns the units that it added. */
static double lift(struct ri_history *history, const uint8_t *cut, double *y, double *raw,
                   double *at)
{
    enum { SEASONS = 52 };
    const double            weight = 0.1;
    const struct ri_history uncensored = {.y = raw, .n = history->n, .season = history->season};
    struct ri_profile       profile;
    ri_profile_of_means(&uncensored, SEASONS, at, &profile);
    double level = 0, known = 0, added = 0;
    for (size_t t = 0; t < history->n; t++) {
        const double here = ri_profile_remove(&profile, t, raw[t]);
        if (isnan(here)) continue;
        level += here;
        known += 1;
    }
    if (known > 0) level /= known;
    for (size_t t = 0; t < history->n; t++) {
        if (cut[t]) {
            const double lifted = fmax(y[t], ri_profile_apply(&profile, t, level));
            added += lifted - y[t];
            y[t] = lifted;
        }
        const double here = ri_profile_remove(&profile, t, y[t]);
        if (!isnan(here)) level += weight * (here - level);
    }
    return added;
}

ri_demand_class ri_classify(double known, double demands, double sum, double squares)
{
    if (demands < 1) return RI_DEMAND_NONE;
    const double mean = sum / demands, variance = fmax(0, squares / demands - mean * mean);
    const bool   rare = known / demands >= 1.32, varied = variance >= 0.49 * mean * mean;
    if (rare) return varied ? RI_DEMAND_LUMPY : RI_DEMAND_INTERMITTENT;
    return varied ? RI_DEMAND_ERRATIC : RI_DEMAND_SMOOTH;
}

static ri_demand_class classify(const double *y, size_t n, size_t known)
{
    double demands = 0, sum = 0, squares = 0;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t]) || y[t] == 0) continue;
        demands += 1;
        sum += y[t];
        squares += y[t] * y[t];
    }
    return ri_classify((double)known, demands, sum, squares);
}

static void count(struct ri_cleaned *c, const double *y, const uint8_t *cut, size_t n)
{
    c->never_negative = c->whole = true;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t])) {
            c->missing++;
            continue;
        }
        c->known++;
        c->censored += cut[t];
        c->mean_size += fabs(y[t]);
        if (y[t] < 0) c->never_negative = false;
        if (y[t] != floor(y[t])) c->whole = false;
    }
    if (c->known) c->mean_size /= (double)c->known;
}

ri_status ri_clean(const struct ri_series *series, int64_t last, size_t most, size_t season,
                   struct ri_arena *scratch, struct ri_cleaned *ret, struct ri_error *err)
{
    struct ri_cleaned c = {0};
    const int64_t     age = last - series->start + 1; /* periods since the series began */
    size_t            n = age <= 0 ? 0 : (uint64_t)age < most ? (size_t)age : most;
    double           *y, *raw, *at;
    uint8_t          *cut;
    RI_ARENA_NEW(y, scratch, n, err);
    RI_ARENA_NEW(raw, scratch, n, err);
    RI_ARENA_NEW(cut, scratch, n, err);
    RI_ARENA_NEW(at, scratch, season, err);
    copy(series, last - (int64_t)n + 1, n, &c, y, cut);
    size_t begin = 0;
    while (begin < n && (isnan(y[begin]) || y[begin] == 0)) begin++;
    if (begin == n) begin = 0; /* nothing but zeros and gaps: keep them, they are all there is */
    y += begin, raw += begin, cut += begin, n -= begin;
    count(&c, y, cut, n);
    for (size_t t = 0; t < n; t++) raw[t] = cut[t] ? (double)NAN : y[t];
    c.history = (struct ri_history){.y = y, .n = n, .season = season};
    c.raw = raw;
    if (c.censored) c.estimated = lift(&c.history, cut, y, raw, at);
    c.demand_class = classify(y, n, c.known);
    *ret = c;
    return RI_OK;
}
