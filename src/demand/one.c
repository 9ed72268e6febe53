/* The ladder: the model asked for or chosen, seasonal naive, mean, zero. */
#include "one.h"

#include "base/text.h"
#include "interval.h"
#include "models.h"

#include <math.h>
#include <stdarg.h>

ri_status ri_try_models(const struct ri_demand_plan *plan, const struct ri_series *series,
                        int64_t last, struct ri_arena *scratch, struct ri_tried *ret,
                        struct ri_error *err)
{
    RI_TRY(ri_clean(series, last, plan->history, plan->season, scratch, &ret->cleaned, err));
    const struct ri_cleaned *c = &ret->cleaned;
    memcpy(ret->cleaned.history.more, plan->more, sizeof plan->more);
    ret->origins = ri_origins_spread(c->history.n, plan->season, plan->horizon, plan->origins);
    ret->count = plan->model_count;
    ret->naive = SIZE_MAX;
    if (c->mean_size == 0) ret->origins.count = 0; /* nothing was ever sold: nothing to try */
    for (size_t i = 0; i < plan->model_count; i++) {
        if (plan->models[i] == &ri_seasonal_naive) ret->naive = i;
        RI_TRY(
            ri_candidate_try(plan->models[i], c, &ret->origins, scratch, &ret->candidates[i], err));
    }
    if (ret->naive != SIZE_MAX) return RI_OK;
    ret->naive = plan->model_count;
    return ri_candidate_try(&ri_seasonal_naive, c, &ret->origins, scratch,
                            &ret->candidates[ret->naive], err);
}

static void write(char *room, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void write(char *room, const char *fmt, ...)
{
    if (!room) return;
    va_list args;
    va_start(args, fmt);
    vsnprintf(room, RI_TEXT_ROOM, fmt, args);
    va_end(args);
}

static void write_params(char *room, const struct ri_fitted *fitted)
{
    size_t at = 0;
    if (!room) return;
    room[0] = '\0';
    if (fitted->form[0]) at += (size_t)snprintf(room, RI_TEXT_ROOM, "%s", fitted->form);
    for (size_t i = 0; i < fitted->count && at < RI_TEXT_ROOM; i++)
        at += (size_t)snprintf(room + at, RI_TEXT_ROOM - at, "%s%s %.4g", at ? ", " : "",
                               fitted->at[i].name, fitted->at[i].value);
}

struct choice {                        /* what a rung came to */
    const struct ri_forecaster *model; /* NULL: zero */
    struct ri_fitted            before, fitted;
    const double               *past;
    double                     *ahead; /* means of the longer of horizon and protection */
    const struct ri_answer     *answer;
    double                      error;
    ri_demand_rung              rung;
};

static bool is_closed(const struct ri_answer *answer, size_t step)
{
    return answer->closed && step < answer->closed_steps && answer->closed[step];
}

/* Means by a model from the whole history; *ret_good: they can be used. */
static ri_status look_ahead(const struct ri_cleaned *cleaned, size_t steps,
                            struct ri_arena *scratch, struct choice *choice, bool *ret_good,
                            struct ri_error *err)
{
    *ret_good = false;
    if (!choice->model || !ri_forecaster_accepts(choice->model, &cleaned->history)) return RI_OK;
    if (!choice->past) {
        if (choice->model->fit)
            RI_TRY(choice->model->fit(&cleaned->history, scratch, &choice->fitted, err));
        choice->before = choice->fitted;
    }
    RI_TRY(choice->model->forecast(&cleaned->history, &choice->fitted, steps, scratch,
                                   choice->ahead, err));
    for (size_t j = 0; j < steps; j++) {
        if (is_closed(choice->answer, j)) choice->ahead[j] = 0;
        if (!isfinite(choice->ahead[j])) return RI_OK;
        if (cleaned->never_negative && choice->ahead[j] < 0) choice->ahead[j] = 0;
    }
    *ret_good = true;
    return RI_OK;
}

static void take(struct choice *choice, const struct ri_candidate *candidate)
{
    choice->model = candidate->model;
    choice->before = candidate->before;
    choice->fitted = candidate->fitted;
    choice->past = candidate->past;
    choice->error = candidate->error;
}

/* The candidate that rolling origins prefer; with too short a history the first that can do with all of it. */
static size_t choose(const struct ri_tried *tried, char *reason)
{
    const size_t best = ri_candidate_choose(tried->candidates, tried->count, &tried->origins);
    if (best < tried->count) {
        write(reason, "chosen among %zu models at %zu origins: RMSSE %.3g, seasonal naive %.3g",
              tried->count, tried->origins.count, tried->candidates[best].error,
              tried->candidates[tried->naive].error);
        return best;
    }
    for (size_t i = 0; i < tried->count; i++) {
        if (!ri_forecaster_accepts(tried->candidates[i].model, &tried->cleaned.history)) continue;
        write(reason, "%zu periods of history are too few to compare models",
              tried->cleaned.history.n);
        return i;
    }
    return 0;
}

/* Goes down the ladder until a rung holds. */
static ri_status descend(const struct ri_tried *tried, size_t which, size_t steps, char *reason,
                         struct ri_arena *scratch, struct choice *choice, struct ri_error *err)
{
    const struct ri_cleaned  *c = &tried->cleaned;
    const struct ri_candidate simple_mean = {.model = &ri_mean_forecaster, .error = (double)NAN};
    if (c->mean_size == 0) {
        write(reason,
              c->known ? "nothing but zeros in %zu periods" : "no known value in %zu periods",
              c->history.n);
        choice->rung = RI_RUNG_ZERO;
        return RI_OK;
    }
    write(reason, "as asked");
    if (which == RI_CHOOSE) which = choose(tried, reason);
    const struct ri_candidate *const rungs[] = {[RI_RUNG_MODEL] = &tried->candidates[which],
                                                [RI_RUNG_SEASONAL_NAIVE] =
                                                    &tried->candidates[tried->naive],
                                                [RI_RUNG_MEAN] = &simple_mean};
    for (size_t rung = RI_RUNG_MODEL; rung < RI_COUNT(rungs); rung++) {
        bool good;
        take(choice, rungs[rung]);
        choice->rung = (ri_demand_rung)rung;
        RI_TRY(look_ahead(c, steps, scratch, choice, &good, err));
        if (good) return RI_OK;
        write(
            reason, "%s needs %zu known values in %zu seasons of %zu; %zu of %zu periods are known",
            tried->candidates[which].model->name, tried->candidates[which].model->min_obs,
            tried->candidates[which].model->min_seasons, c->history.season, c->known, c->history.n);
    }
    *choice = (struct choice){.ahead = choice->ahead,
                              .answer = choice->answer,
                              .error = (double)NAN,
                              .rung = RI_RUNG_ZERO};
    memset(choice->ahead, 0, steps * sizeof *choice->ahead);
    return RI_OK;
}

/* Sum over the window's known periods and of the forecasts of the same ones; how many they are. */
static size_t window_sums(const double *raw, size_t n, size_t periods, const double *ahead,
                          double *ret_actual, double *ret_forecast)
{
    size_t known = 0;
    *ret_actual = *ret_forecast = 0;
    for (size_t j = 0; j < periods && j < n; j++) {
        if (isnan(raw[j])) continue;
        *ret_actual += raw[j];
        *ret_forecast += ahead[j];
        known++;
    }
    return known;
}

/* Outcomes of the sum: errors of sums forecast in the past; where there are few, also single errors grown by the root of
 * the number of periods, as if periods were independent. */
static ri_status sum_outcomes(const struct ri_cleaned *c, const struct choice *choice,
                              size_t periods, double total, double *outcomes, size_t *ret_count,
                              struct ri_arena *scratch, struct ri_error *err)
{
    enum { FEW = 20 };
    const struct ri_origins origins = ri_origins_of_sums(c->history.n, c->history.season, periods);
    struct ri_history       known = c->history;
    double                 *ahead, actual, forecast;
    size_t                  count = 0;
    RI_ARENA_NEW(ahead, scratch, periods, err);
    for (size_t i = 0; i < origins.count; i++) {
        const struct ri_arena_mark mark = ri_arena_mark(scratch);
        known.n = origins.first + i * origins.spacing;
        if (!ri_forecaster_accepts(choice->model, &known)) continue;
        RI_TRY(choice->model->forecast(&known, &choice->before, periods, scratch, ahead, err));
        ri_arena_rewind(scratch, mark);
        const size_t there = window_sums(c->raw + known.n, c->history.n - known.n, periods, ahead,
                                         &actual, &forecast);
        if (2 * there < periods || !isfinite(forecast)) continue;
        const double part =
            (double)there / (double)periods; /* closed days: compare like with like */
        outcomes[count++] =
            ri_outcome(c, total, forecast / part, (actual - forecast) / part, (double)periods);
    }
    const double mean = total / (double)periods, root = sqrt((double)periods);
    if (count < FEW) {
        const size_t n = c->history.n, newest = n > FEW ? n - FEW : 0;
        for (size_t t = newest; t < n; t++)
            if (!isnan(c->raw[t]))
                outcomes[count++] =
                    ri_outcome(c, total, total, (c->raw[t] - mean) * root, (double)periods);
    }
    *ret_count = count;
    return RI_OK;
}

static ri_status draw_sums(const struct ri_demand_plan *plan, const struct ri_cleaned *c,
                           const struct choice *choice, const struct ri_drawn *drawn,
                           struct ri_arena *scratch, struct ri_error *err)
{
    enum { OUTCOMES_MOST = 160 }; /* 121 windows or 20 and 20 single errors */
    double *outcomes, total = 0;
    size_t  count = 0;
    if (!drawn->periods) return RI_OK;
    RI_ARENA_NEW(outcomes, scratch, OUTCOMES_MOST, err);
    for (size_t j = 0; j < drawn->periods; j++) total += choice->ahead[j];
    if (choice->model)
        RI_TRY(sum_outcomes(c, choice, drawn->periods, total, outcomes, &count, scratch, err));
    ri_interval_draws(c, total, outcomes, count, plan->draws, drawn->draws);
    return RI_OK;
}

static size_t longest(size_t a, size_t b, size_t c)
{
    const size_t longer = a > b ? a : b;
    return longer > c ? longer : c;
}

/* Errors at the rolling origins, the newest first. */
static void write_errors(const struct ri_demand_plan *plan, const struct ri_tried *tried,
                         const double *past, float *errors)
{
    const struct ri_origins *o = &tried->origins;
    for (size_t k = 0; errors && k < plan->origins; k++)
        for (size_t j = 0; j < plan->horizon; j++) {
            const size_t i = o->count - 1 - k, at = o->first + i * o->spacing + j;
            const bool   known = past && k < o->count && at < tried->cleaned.history.n;
            errors[k * plan->horizon + j] =
                known ? (float)(tried->cleaned.raw[at] - past[i * o->steps + j]) : (float)NAN;
        }
}

static void close_days(const struct ri_demand_plan *plan, const struct ri_answer *answer)
{
    for (size_t j = 0; j < plan->horizon; j++)
        for (size_t l = 0; l < plan->level_count && is_closed(answer, j); l++)
            answer->quantiles[j * plan->level_count + l] = 0;
}

ri_status ri_answer_series(const struct ri_demand_plan *plan, const struct ri_tried *tried,
                           size_t which, const struct ri_answer *answer, struct ri_arena *scratch,
                           struct ri_series_forecast *ret, struct ri_error *err)
{
    const struct ri_cleaned *c = &tried->cleaned;
    const size_t  steps = longest(plan->horizon, answer->protection.periods, answer->lead.periods);
    struct choice choice = {.answer = answer, .error = (double)NAN};
    double       *pool;
    RI_ARENA_NEW(choice.ahead, scratch, steps, err);
    RI_ARENA_NEW(pool, scratch, ri_pool_room(c, &tried->origins) + 1, err);
    RI_TRY(descend(tried, which, steps, answer->reason, scratch, &choice, err));
    memcpy(answer->mean, choice.ahead, plan->horizon * sizeof *answer->mean);
    if (choice.model && choice.model->quantiles && c->whole && c->never_negative)
        choice.model->quantiles(&c->history, &choice.fitted, plan->horizon, plan->levels,
                                plan->level_count, answer->quantiles);
    else
        ri_interval_quantiles(c, &tried->origins, choice.past, answer->mean, plan->levels,
                              plan->level_count, pool, answer->quantiles);
    close_days(plan, answer);
    RI_TRY(draw_sums(plan, c, &choice, &answer->protection, scratch, err));
    RI_TRY(draw_sums(plan, c, &choice, &answer->lead, scratch, err));
    write_params(answer->params, &choice.fitted);
    write_errors(plan, tried, choice.past, answer->errors);
    *ret = (struct ri_series_forecast){.mean = answer->mean,
                                       .quantiles = answer->quantiles,
                                       .draws = answer->protection.draws,
                                       .protection = answer->protection.periods,
                                       .lead_draws = answer->lead.draws,
                                       .lead = answer->lead.periods,
                                       .model = choice.model ? choice.model->name : "zero",
                                       .params = answer->params,
                                       .reason = answer->reason,
                                       .rung = choice.rung,
                                       .demand_class = c->demand_class,
                                       .known = c->known,
                                       .missing = c->missing,
                                       .censored = c->censored,
                                       .estimated = c->estimated,
                                       .errors = answer->errors,
                                       .never_negative = c->never_negative,
                                       .whole = c->whole,
                                       .error = choice.error,
                                       .naive_error = tried->candidates[tried->naive].error};
    return RI_OK;
}
