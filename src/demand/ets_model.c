/* Exponential smoothing as forecasters: the form chosen by AICc, and the forms that have names of their own.
 *
 * A season of up to RI_ETS_SEASON_MOST has states of its own; a longer one is removed by its profile of means first, when
 * there are two of them. A second fit keeps the form that the first one chose and starts from its values. */
#include "ets.h"
#include "models.h"
#include "season.h"

#include <math.h>

enum { PROFILE_SEASONS = 52, BUDGET = 1500, BUDGET_OF_ONE = 200 };

struct ready { /* what is smoothed */
    const double     *x;
    size_t            season; /* with states of its own */
    struct ri_profile profile;
};

static ri_status prepare(const struct ri_history *history, struct ri_arena *scratch,
                         struct ready *ret, struct ri_error *err)
{
    double      *x;
    const size_t m = history->season;
    if (m <= RI_ETS_SEASON_MOST) {
        *ret = (struct ready){.x = history->y, .season = m};
        return RI_OK;
    }
    RI_TRY(ri_without_season(history, history->n >= 2 * m ? PROFILE_SEASONS : 0, scratch, &x,
                             &ret->profile, err));
    ret->x = x;
    ret->season = 1;
    return RI_OK;
}

/* hidden: season, level, slope, positions. */
void ri_ets_report(const struct ri_ets *ets, struct ri_fitted *ret)
{
    *ret = (struct ri_fitted){0};
    ri_ets_form_text(ets->form, ret->form);
    ret->at[ret->count++] = (struct ri_fitted_value){"alpha", ets->alpha};
    if (ets->form.trend != 'N') ret->at[ret->count++] = (struct ri_fitted_value){"beta", ets->beta};
    if (ets->form.season != 'N')
        ret->at[ret->count++] = (struct ri_fitted_value){"gamma", ets->gamma};
    if (ets->form.damped) ret->at[ret->count++] = (struct ri_fitted_value){"phi", ets->phi};
    ret->hidden[0] = (double)ets->season;
    ret->hidden[1] = ets->level;
    ret->hidden[2] = ets->slope;
    memcpy(ret->hidden + 3, ets->at, sizeof ets->at);
}

void ri_ets_read(const struct ri_fitted *fitted, struct ri_ets *ret)
{
    size_t at = 0;
    *ret = (struct ri_ets){.phi = 1};
    (void)ri_ets_form_parse(fitted->form, &ret->form); /* written by report */
    ret->alpha = fitted->at[at++].value;
    if (ret->form.trend != 'N') ret->beta = fitted->at[at++].value;
    if (ret->form.season != 'N') ret->gamma = fitted->at[at++].value;
    if (ret->form.damped) ret->phi = fitted->at[at++].value;
    ret->season = (size_t)fitted->hidden[0];
    ret->level = fitted->hidden[1];
    ret->slope = fitted->hidden[2];
    memcpy(ret->at, fitted->hidden + 3, sizeof ret->at);
}

/* Fits one form. A history with a value that is not above 0 gets the additive one, as does one that does not allow it or has too few
 * values for it; then the one without the season, then the one without the trend. */
static void fit_form(struct ri_ets_form form, const struct ready *ready, size_t n, double *room,
                     struct ri_ets *ret)
{
    size_t known = 0;
    double value = INFINITY;
    bool   positive = true;
    for (size_t t = 0; t < n; t++) {
        known += (size_t)!isnan(ready->x[t]);
        positive = positive && !(ready->x[t] <= 0);
    }
    if (!positive && form.error == 'M') form.error = 'A';
    if (!positive && form.season == 'M') form.season = 'A';
    for (;;) {
        if (ready->season == 1 || n < 2 * ready->season) form.season = 'N';
        *ret = (struct ri_ets){.form = form, .season = form.season == 'N' ? 1 : ready->season};
        if (isfinite(ri_ets_aicc(0, form, ret->season, known)))
            (void)ri_ets_fit(ret, RI_ETS_FEW, ready->x, n, room, BUDGET_OF_ONE, &value);
        if (isfinite(value) || (form.season == 'N' && form.trend == 'N')) break;
        if (form.error == 'M') {
            form.error = 'A';
            form.season = form.season == 'M' ? 'A' : form.season;
            continue;
        }
        if (form.season == 'N') form.trend = 'N', form.damped = false;
        form.season = 'N';
    }
}

static ri_status fit(const char *form, const struct ri_history *history, struct ri_arena *scratch,
                     struct ri_fitted *fitted, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct ready               ready;
    struct ri_ets              ets;
    struct ri_ets_form         given = {'A', 'N', 'N', false};
    double                    *room, value = INFINITY;
    RI_TRY(prepare(history, scratch, &ready, err));
    RI_ARENA_NEW(room, scratch, ri_ets_room(ready.season), err);
    if (fitted->count) {
        ri_ets_read(fitted, &ets);
        (void)ri_ets_fit(&ets, RI_ETS_WARM, ready.x, history->n, room, BUDGET_OF_ONE, &value);
    }
    if (!isfinite(value)) {
        struct ri_ets_choice choice = {.budget = BUDGET};
        if (form) (void)ri_ets_form_parse(form, &given);
        if (form || !ri_ets_choose(ready.x, history->n, ready.season, room, &choice, &ets))
            fit_form(given, &ready, history->n, room, &ets);
    }
    ri_ets_report(&ets, fitted);
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static ri_status forecast(const struct ri_history *history, const struct ri_fitted *fitted,
                          size_t h, struct ri_arena *scratch, double *ret_mean,
                          struct ri_error *err)
{
    struct ready  ready;
    struct ri_ets ets;
    size_t        known;
    RI_TRY(prepare(history, scratch, &ready, err));
    ri_ets_read(fitted, &ets);
    const bool allowed = !isnan(ri_ets_run(&ets, ready.x, history->n, &known, NULL));
    ri_ets_forecast(&ets, history->n, h, ret_mean);
    for (size_t j = 0; j < h; j++) {
        if (!allowed) ret_mean[j] = (double)NAN; /* the form does not hold any more */
        if (ready.profile.at)
            ret_mean[j] = ri_profile_apply(&ready.profile, history->n + j, ret_mean[j]);
    }
    return RI_OK;
}

#define ETS_FIT(name, form)                                                                 \
    static ri_status name##_fit(const struct ri_history *history, struct ri_arena *scratch, \
                                struct ri_fitted *fitted, struct ri_error *err)             \
    {                                                                                       \
        return fit(form, history, scratch, fitted, err);                                    \
    }
ETS_FIT(ets, NULL)
ETS_FIT(holt, "A,A,N")
ETS_FIT(damped, "A,Ad,N")
ETS_FIT(winters, "A,A,A")
ETS_FIT(winters_damped, "M,Ad,M")

const struct ri_forecaster ri_ets_model = {.name = "ets",
                                           .summary =
                                               "exponential smoothing, its form chosen by AICc",
                                           .flags = RI_FORECASTER_SEASONAL,
                                           .min_obs = 6,
                                           .fit = ets_fit,
                                           .forecast = forecast};
const struct ri_forecaster ri_holt = {.name = "holt",
                                      .summary = "level and trend, additive",
                                      .min_obs = 6,
                                      .fit = holt_fit,
                                      .forecast = forecast};
const struct ri_forecaster ri_damped_holt = {.name = "damped_holt",
                                             .summary = "level and a trend that fades",
                                             .min_obs = 6,
                                             .fit = damped_fit,
                                             .forecast = forecast};
const struct ri_forecaster ri_holt_winters = {.name = "holt_winters",
                                              .summary = "level, trend and season, additive",
                                              .flags = RI_FORECASTER_SEASONAL,
                                              .min_obs = 6,
                                              .min_seasons = 2,
                                              .fit = winters_fit,
                                              .forecast = forecast};
const struct ri_forecaster ri_damped_holt_winters = {
    .name = "damped_holt_winters",
    .summary = "level, fading trend and season, multiplicative where every value is above 0",
    .flags = RI_FORECASTER_SEASONAL,
    .min_obs = 6,
    .min_seasons = 2,
    .fit = winters_damped_fit,
    .forecast = forecast};
