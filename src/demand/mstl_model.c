/* Several seasons at once: MSTL, the rest by exponential smoothing without a season, each season carried on as it was in
 * its newest cycle. Bandara, Hyndman & Bergmeir (2021).
 *
 * The parts add up, so the smoothing is additive too: the rest may fall below 0 where sales are few. The history is taken apart anew
 * at every origin; the weights of the smoothing stay. */
#include "ets.h"
#include "math/stl.h"
#include "models.h"

#include "math/stats.h"

#include <math.h>

enum { PASSES = 2, BUDGET = 600, SEASONS = 1 + RI_DEMAND_MORE_SEASONS };

struct apart {
    size_t  seasons[SEASONS], count; /* the shortest first */
    double *parts;                   /* [count][n] */
    double *rest;                    /* [n] */
};

static ri_status take_apart(const struct ri_history *history, struct ri_arena *scratch,
                            struct apart *ret, struct ri_error *err)
{
    const size_t n = history->n;
    double      *room;
    *ret = (struct apart){0};
    for (size_t k = 0; k < SEASONS; k++) {
        const size_t season = k ? history->more[k - 1] : history->season;
        size_t       at = ret->count;
        if (season < 2 || 2 * season >= n) continue;
        for (; at > 0 && ret->seasons[at - 1] > season; at--)
            ret->seasons[at] = ret->seasons[at - 1];
        ret->seasons[at] = season;
        ret->count++;
    }
    RI_ARENA_NEW(ret->parts, scratch, ret->count * n, err);
    RI_ARENA_NEW(ret->rest, scratch, n, err);
    RI_ARENA_NEW(room, scratch, ri_mstl_room(n, ret->seasons, ret->count), err);
    ri_mstl_run(history->y, n, ret->seasons, ret->count, PASSES, room, ret->parts, ret->rest);
    return RI_OK;
}

static ri_status fit(const struct ri_history *history, struct ri_arena *scratch,
                     struct ri_fitted *fitted, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct ri_ets_choice       choice = {.budget = BUDGET, .additive = true};
    struct ri_ets              ets;
    struct apart               apart;
    double                    *room;
    size_t                     known;
    RI_TRY(take_apart(history, scratch, &apart, err));
    RI_ARENA_NEW(room, scratch, ri_ets_room(1), err);
    if (!ri_ets_choose(apart.rest, history->n, 1, room, &choice, &ets))
        ets = (struct ri_ets){.form = {'A', 'N', 'N', false},
                              .season = 1,
                              .alpha = 0.1,
                              .phi = 1,
                              .level = ri_mean_known(apart.rest, history->n, &known)};
    ri_ets_report(&ets, fitted);
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static ri_status forecast(const struct ri_history *history, const struct ri_fitted *fitted,
                          size_t h, struct ri_arena *scratch, double *ret_mean,
                          struct ri_error *err)
{
    struct ri_ets ets;
    struct apart  apart;
    size_t        known;
    RI_TRY(take_apart(history, scratch, &apart, err));
    ri_ets_read(fitted, &ets);
    (void)ri_ets_run(&ets, apart.rest, history->n, &known, NULL); /* additive: always allowed */
    ri_ets_forecast(&ets, history->n, h, ret_mean);
    for (size_t k = 0; k < apart.count; k++) {
        const size_t        m = apart.seasons[k];
        const double *const newest = apart.parts + (k + 1) * history->n - m;
        for (size_t j = 0; j < h; j++) ret_mean[j] += newest[j % m];
    }
    return RI_OK;
}

const struct ri_forecaster ri_mstl_model = {
    .name = "mstl",
    .summary = "several seasons taken off by loess, the rest by exponential smoothing",
    .flags = RI_FORECASTER_SEASONAL,
    .min_obs = 6,
    .fit = fit,
    .forecast = forecast};
