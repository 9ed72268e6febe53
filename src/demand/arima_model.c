/* ARIMA as a forecaster, its orders found. A missing period takes the value of a season earlier, or the one before. A season
 * longer than RI_ARIMA_LAG_MOST is removed by its profile of means first. A second fit keeps the orders of the first. */
#include "arima.h"
#include "models.h"
#include "season.h"

#include "math/stats.h"

#include <math.h>

enum { PROFILE_SEASONS = 52, MODELS = 60, PASSES = 600, PASSES_OF_ONE = 60 };

struct ready {
    double           *x;
    size_t            season;
    struct ri_profile profile; /* at NULL: nothing was removed */
};

static void fill_gaps(double *x, size_t n, size_t m)
{
    size_t first = 0;
    while (first < n && isnan(x[first])) first++;
    for (size_t t = 0; t < n; t++) {
        if (!isnan(x[t])) continue;
        x[t] = t < first ? (first < n ? x[first] : 0) : t >= m + first ? x[t - m] : x[t - 1];
    }
}

static ri_status prepare(const struct ri_history *history, struct ri_arena *scratch,
                         struct ready *ret, struct ri_error *err)
{
    const size_t m = history->season;
    *ret = (struct ready){.season = m};
    if (m > RI_ARIMA_LAG_MOST) {
        RI_TRY(ri_without_season(history, history->n >= 2 * m ? PROFILE_SEASONS : 0, scratch,
                                 &ret->x, &ret->profile, err));
        ret->season = 1;
    } else {
        RI_ARENA_NEW(ret->x, scratch, history->n, err);
        memcpy(ret->x, history->y, history->n * sizeof *ret->x);
    }
    fill_gaps(ret->x, history->n, ret->season);
    return RI_OK;
}

static void report(const struct ri_arima *a, struct ri_fitted *ret)
{
    *ret = (struct ri_fitted){.count = 1};
    ri_arima_text(a->order, ret->form);
    ret->at[0] = (struct ri_fitted_value){
        "constant", a->order.constant ? a->x[ri_arima_variables(a->order) - 1] : 0};
    ret->hidden[0] = (double)a->order.season;
    memcpy(ret->hidden + 1, a->x, sizeof a->x);
}

static void read(const struct ri_fitted *fitted, struct ri_arima *ret)
{
    *ret = (struct ri_arima){0};
    (void)ri_arima_parse(fitted->form, &ret->order); /* written by report */
    ret->order.season = (size_t)fitted->hidden[0];
    memcpy(ret->x, fitted->hidden + 1, sizeof ret->x);
}

static ri_status fit(const struct ri_history *history, struct ri_arena *scratch,
                     struct ri_fitted *fitted, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const size_t               n = history->n;
    struct ready               ready;
    struct ri_arima            a;
    struct ri_arima_choice     choice = {.models = MODELS, .passes = PASSES};
    double                    *room, value = INFINITY;
    size_t                     spent;
    RI_TRY(prepare(history, scratch, &ready, err));
    RI_ARENA_NEW(room, scratch, ri_arima_choose_room(n, ready.season), err);
    if (fitted->count) {
        read(fitted, &a);
        ri_arima_difference(a.order, ready.x, n, room);
        const size_t left = n - ri_arima_lost(a.order);
        value = ri_arima_fit(&a, room, left, true, room + n, PASSES_OF_ONE, &spent);
    }
    if (!isfinite(value) && !ri_arima_choose(ready.x, n, ready.season, room, &choice, &a)) {
        a = (struct ri_arima){.order = {.constant = true, .season = ready.season}};
        a.x[0] = ri_mean(ready.x, n); /* a constant, or nothing that can be fitted */
    }
    report(&a, fitted);
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static ri_status forecast(const struct ri_history *history, const struct ri_fitted *fitted,
                          size_t h, struct ri_arena *scratch, double *ret_mean,
                          struct ri_error *err)
{
    struct ready    ready;
    struct ri_arima a;
    double         *room;
    RI_TRY(prepare(history, scratch, &ready, err));
    RI_ARENA_NEW(room, scratch, ri_arima_choose_room(history->n, ready.season), err);
    read(fitted, &a);
    ri_arima_forecast(&a, ready.x, history->n, h, room, ret_mean);
    for (size_t j = 0; j < h && ready.profile.at; j++)
        ret_mean[j] = ri_profile_apply(&ready.profile, history->n + j, ret_mean[j]);
    return RI_OK;
}

const struct ri_forecaster ri_arima_model = {
    .name = "arima",
    .summary = "ARIMA with seasonal terms, its orders found by AICc",
    .flags = RI_FORECASTER_SEASONAL,
    .min_obs = 10,
    .fit = fit,
    .forecast = forecast};
