/* Small counts by their own law: a negative binomial around a moving level with a season, refitted without what is unusual. The score
 * is the rarity of the value, -log10 of the chance of one as far out; a run of zeros is as rare as all of it together: one day
 * without a sale says nothing, ten in a row may. Findings are chosen so that at most `alpha` of them are expected to be false
 * (Benjamini & Hochberg 1995). */
#include "detectors.h"

#include "math/distribution.h"
#include "math/stats.h"

#include <math.h>
#include <stdlib.h>

enum {
    PASSES = 4,
    AROUND = 28
}; /* periods on each side that make the level, at least; 4 seasons where that is more */
static const double rare = 1e-3; /* values rarer than this do not teach */

struct law {
    const struct ri_watched *watched;
    double                  *clean; /* [n] values with the rare ones cut to the edge of the usual */
    double                  *mean;  /* [n] */
    double                  *season; /* [season] factor of each position, mean 1 */
    double                   dispersion;
};

/* Two pieces at the common mean beside: thin positions stay near it, a position that never sells does not. */
static void learn_season(struct law *law)
{
    enum { PRIOR = 2 };
    const size_t m = law->watched->season;
    size_t       all_known;
    const double common = ri_mean_known(law->clean, law->watched->n, &all_known);
    for (size_t p = 0; p < m; p++) {
        double sum = 0;
        size_t known = 0;
        for (size_t t = p; t < law->watched->n; t += m)
            if (!isnan(law->clean[t])) sum += law->clean[t], known++;
        law->season[p] = common > 0 && m > 1 ? (sum + PRIOR) / ((double)known * common + PRIOR) : 1;
    }
}

/* Level around each period by a running window of deseasonalised counts: sum of counts over sum of factors. */
static void learn_mean(struct law *law)
{
    const size_t n = law->watched->n, m = law->watched->season;
    const size_t reach = 4 * m > AROUND ? 4 * m : AROUND;
    double       counts = 0, factors = 0;
    size_t       end = 0, begin = 0;
    for (size_t t = 0; t < n; t++) {
        for (; end < n && end <= t + reach; end++)
            if (!isnan(law->clean[end])) counts += law->clean[end], factors += law->season[end % m];
        for (; begin + reach < t; begin++)
            if (!isnan(law->clean[begin]))
                counts -= law->clean[begin], factors -= law->season[begin % m];
        law->mean[t] =
            factors > 1e-9 ? fmax(counts, 0) / factors * law->season[t % m] : (double)NAN;
    }
}

/* By moments: sum ((y - mu)^2 - mu) = sum mu^2 / r. */
static void learn_dispersion(struct law *law)
{
    double excess = 0, squares = 0;
    for (size_t t = 0; t < law->watched->n; t++) {
        if (isnan(law->clean[t]) || isnan(law->mean[t])) continue;
        const double away = law->clean[t] - law->mean[t];
        excess += away * away - law->mean[t];
        squares += law->mean[t] * law->mean[t];
    }
    law->dispersion = excess > 0 ? squares / excess : (double)INFINITY;
}

/* Chance of a value as far out on its side or farther, twice: both sides count. */
static double chance_of(const struct law *law, size_t t, double y, ri_anomaly_side side)
{
    const double mean = law->mean[t];
    const double under = ri_negative_binomial_cdf(y, mean, law->dispersion);
    const double over = y > 0 ? 1 - ri_negative_binomial_cdf(y - 1, mean, law->dispersion) : 1;
    if (side != RI_BOTH_SIDES) return side == RI_ABOVE ? over : under;
    return fmin(1, 2 * fmin(under, over));
}

static void cut_the_rare(struct law *law)
{
    for (size_t t = 0; t < law->watched->n; t++) {
        const double y = law->watched->y[t];
        law->clean[t] = y;
        if (isnan(y) || isnan(law->mean[t])) continue;
        const double most = ri_negative_binomial_quantile(1 - rare, law->mean[t], law->dispersion);
        if (y > most) law->clean[t] = most;
    }
}

static void learn(struct law *law)
{
    for (size_t t = 0; t < law->watched->n; t++) law->clean[t] = law->watched->y[t];
    for (int pass = 0; pass < PASSES; pass++) {
        learn_season(law);
        learn_mean(law);
        learn_dispersion(law);
        if (pass + 1 < PASSES) cut_the_rare(law);
    }
}

/* A run of zeros is one event; its chance is that of all of it, for each of the n places where it might have begun. */
static void score_silence(const struct law *law, struct ri_judged *ret)
{
    const size_t n = law->watched->n;
    for (size_t t = 0; t < n;) {
        size_t end = t;
        double log_chance = 0;
        for (; end < n && law->watched->y[end] == 0 && !isnan(law->mean[end]); end++)
            log_chance += log10(ri_negative_binomial_pmf(0, law->mean[end], law->dispersion));
        for (size_t s = t; s < end; s++)
            if (end - t > 1) ret[s].score = fmax(ret[s].score, -log_chance);
        t = end > t ? end : t + 1;
    }
}

static int falling(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (y > x) - (y < x);
}

/* The least score that is a finding: the largest k with the k-th smallest chance at most alpha k / n. */
static double least_score(const struct ri_judged *findings, size_t n, double alpha, double *room)
{
    double least = (double)INFINITY;
    for (size_t t = 0; t < n; t++) room[t] = findings[t].score;
    qsort(room, n, sizeof *room, falling);
    for (size_t k = 1; k <= n; k++)
        if (room[k - 1] >= -log10(alpha * (double)k / (double)n)) least = room[k - 1];
    return least;
}

static ri_status run(const struct ri_watched *watched, const struct ri_detect_options *options,
                     struct ri_arena *scratch, struct ri_judged *ret, struct ri_error *err)
{
    const size_t n = watched->n;
    struct law   law = {.watched = watched};
    RI_ARENA_NEW(law.clean, scratch, n, err);
    RI_ARENA_NEW(law.mean, scratch, n + watched->season, err);
    RI_ARENA_NEW(law.season, scratch, watched->season, err);
    learn(&law);
    for (size_t t = 0; t < n; t++) {
        const double mean = ret[t].expected = law.mean[t];
        if (isnan(mean)) continue;
        const double edge = options->alpha / (double)n / 2;
        ret[t].low = ri_negative_binomial_quantile(edge, mean, law.dispersion);
        ret[t].high = ri_negative_binomial_quantile(1 - edge, mean, law.dispersion);
        if (!isnan(watched->y[t]))
            ret[t].score =
                fmax(0, -log10(fmax(chance_of(&law, t, watched->y[t], options->side), 1e-300)));
    }
    if (options->side != RI_ABOVE) score_silence(&law, ret);
    const double least = least_score(ret, n, options->alpha, law.clean);
    for (size_t t = 0; t < n; t++) ret[t].anomaly = ret[t].score > 0 && ret[t].score >= least;
    return RI_OK;
}

const struct ri_detector ri_count_law = {
    .name = "count",
    .summary = "small whole numbers by a negative binomial law; runs of zeros as one event",
    .score = "rarity: -log10 of the chance of a value as far out",
    .least = 14,
    .least_seasons = 2,
    .counts = true,
    .run = run};
