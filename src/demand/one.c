/* The ladder: the model asked for or chosen, seasonal naive, mean, zero. */
#include "one.h"

#include "base/text.h"
#include "interval.h"
#include "models.h"

#include <math.h>
#include <stdarg.h>

static void write(char *room, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void write(char *room, const char *fmt, ...)
{
    if (!room) return;
    va_list args;
    va_start(args, fmt);
    vsnprintf(room, RI_TEXT_ROOM, fmt, args);
    va_end(args);
}

/* Values of a fit by name; of a combination what it is made of. */
static void write_params(char *room, const struct ri_candidate *one, const char *instead)
{
    size_t at = 0;
    if (!room) return;
    room[0] = '\0';
    if (instead) write(room, "%s", instead);
    if (instead || !one) return;
    const struct ri_fitted *fitted = &one->fitted;
    if (fitted->form[0]) at += (size_t)snprintf(room, RI_TEXT_ROOM, "%s", fitted->form);
    for (size_t i = 0; i < fitted->count && at < RI_TEXT_ROOM; i++)
        at += (size_t)snprintf(room + at, RI_TEXT_ROOM - at, "%s%s %.4g", at ? ", " : "",
                               fitted->at[i].name, fitted->at[i].value);
    for (size_t m = 0; m < one->member_count && at < RI_TEXT_ROOM; m++)
        at += one->combination == RI_WEIGHTED
                  ? (size_t)snprintf(room + at, RI_TEXT_ROOM - at, "%s%s %.3f", at ? ", " : "",
                                     one->members[m].name, one->weights[m])
                  : (size_t)snprintf(room + at, RI_TEXT_ROOM - at, "%s%s", at ? ", " : "",
                                     one->members[m].name);
}

struct choice {                           /* what a rung came to */
    const struct ri_candidate *candidate; /* NULL: zero */
    bool                       learner;
    double                    *ahead; /* means of the longest of horizon and spans */
    const struct ri_answer    *answer;
    ri_demand_rung             rung;
};

static bool is_closed(const struct ri_answer *answer, size_t step)
{
    return answer->closed && step < answer->closed_steps && answer->closed[step];
}

/* Means by the learner, who has looked ahead already. */
static void recall(const struct ri_tried *tried, size_t steps, struct choice *choice,
                   bool *ret_good)
{
    const struct ri_learnt *learnt = &tried->pooled->learnt;
    const float            *ahead = learnt->ahead + tried->series * learnt->horizon;
    *ret_good = isfinite(ahead[0]) && steps <= learnt->horizon;
    for (size_t j = 0; j < steps && *ret_good; j++)
        choice->ahead[j] = is_closed(choice->answer, j) ? 0 : (double)ahead[j];
}

/* Means by a candidate from the whole history; *ret_good: they can be used. */
static ri_status look_ahead(const struct ri_cleaned *cleaned, size_t steps,
                            struct ri_arena *scratch, struct ri_candidate *candidate,
                            const struct ri_answer *answer, double *ahead, bool *ret_good,
                            struct ri_error *err)
{
    *ret_good = false;
    if (!ri_candidate_can(candidate, &cleaned->history)) return RI_OK;
    if (!candidate->past) RI_TRY(ri_candidate_fit(candidate, &cleaned->history, scratch, err));
    RI_TRY(ri_candidate_ahead(candidate, false, &cleaned->history, cleaned->never_negative, steps,
                              scratch, ahead, err));
    for (size_t j = 0; j < steps; j++) {
        if (is_closed(answer, j)) ahead[j] = 0;
        if (!isfinite(ahead[j])) return RI_OK;
    }
    *ret_good = true;
    return RI_OK;
}

/* The candidate whose expected gain is largest; with too short a history the first that can do with all of it. */
static size_t choose(const struct ri_tried *tried, char *reason)
{
    const size_t best = ri_choose(tried->pooled->prior, &tried->evidence);
    if (best < tried->count) {
        const struct ri_candidate *one = &tried->candidates[best];
        if (best == tried->learner)
            write(reason,
                  "learnt from all series, at %zu held-back origins and by class: RMSSE %.3g, "
                  "seasonal naive %.3g",
                  tried->pooled->learnt.past_count, one->error, tried->learner_naive_error);
        else if (isnan(one->error) || isnan(tried->candidates[tried->naive].error))
            write(reason,
                  "chosen among %zu models at %zu origins by class alone: before them nothing "
                  "changed",
                  tried->count, tried->origins.count);
        else
            write(reason,
                  "chosen among %zu models at %zu origins and by class: RMSSE %.3g, seasonal naive "
                  "%.3g",
                  tried->count, tried->origins.count, one->error,
                  tried->candidates[tried->naive].error);
        return best;
    }
    for (size_t i = 0; i < tried->count; i++) {
        if (!ri_candidate_can(&tried->candidates[i], &tried->cleaned.history)) continue;
        write(reason, "%zu periods of history are too few to compare models",
              tried->cleaned.history.n);
        return i;
    }
    return 0;
}

static void say_why_not(const struct ri_tried *tried, size_t which, char *reason)
{
    const struct ri_cleaned   *c = &tried->cleaned;
    const struct ri_candidate *one = &tried->candidates[which];
    if (one->model)
        write(reason,
              "%s needs %zu known values in %zu seasons of %zu; %zu of %zu periods are known",
              one->name, one->model->min_obs, one->model->min_seasons, c->history.season, c->known,
              c->history.n);
    else
        write(reason, "%s has nothing to go by in %zu periods, %zu of them known", one->name,
              c->history.n, c->known);
}

/* Goes down the ladder until a rung holds. */
static ri_status descend(const struct ri_tried *tried, size_t which, size_t steps, char *reason,
                         struct ri_arena *scratch, struct choice *choice, struct ri_error *err)
{
    const struct ri_cleaned *c = &tried->cleaned;
    if (c->mean_size == 0) {
        write(reason,
              c->known ? "nothing but zeros in %zu periods" : "no known value in %zu periods",
              c->history.n);
        choice->rung = RI_RUNG_ZERO;
        return RI_OK;
    }
    const struct ri_candidate simple_mean = {
        .name = ri_mean_forecaster.name, .model = &ri_mean_forecaster, .error = (double)NAN};
    const struct ri_candidate *const rungs[] = {[RI_RUNG_MODEL] = &tried->candidates[which],
                                                [RI_RUNG_SEASONAL_NAIVE] =
                                                    &tried->candidates[tried->naive],
                                                [RI_RUNG_MEAN] = &simple_mean};
    for (size_t rung = RI_RUNG_MODEL; rung < RI_COUNT(rungs); rung++) {
        struct ri_candidate *candidate;
        bool                 good;
        RI_ARENA_NEW(candidate, scratch, 1, err);
        *candidate = *rungs[rung];
        choice->rung = (ri_demand_rung)rung;
        choice->candidate = candidate;
        choice->learner = rung == RI_RUNG_MODEL && which == tried->learner;
        if (choice->learner)
            recall(tried, steps, choice, &good);
        else
            RI_TRY(look_ahead(c, steps, scratch, candidate, choice->answer, choice->ahead, &good,
                              err));
        if (good) return RI_OK;
        say_why_not(tried, which, reason);
    }
    *choice =
        (struct choice){.ahead = choice->ahead, .answer = choice->answer, .rung = RI_RUNG_ZERO};
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
        if (!ri_candidate_can(choice->candidate, &known)) continue;
        RI_TRY(ri_candidate_ahead(choice->candidate, true, &known, false, periods, scratch, ahead,
                                  err));
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

static ri_status draw_sums(const struct ri_demand_plan *plan, const struct ri_tried *tried,
                           const struct choice *choice, const struct ri_drawn *drawn,
                           struct ri_arena *scratch, struct ri_error *err)
{
    enum { OUTCOMES_MOST = 160 }; /* 121 windows or 20 and 20 single errors */
    const struct ri_cleaned *c = &tried->cleaned;
    double                  *outcomes, total = 0;
    size_t                   count = 0;
    if (!drawn->periods) return RI_OK;
    for (size_t j = 0; j < drawn->periods; j++) total += choice->ahead[j];
    if (choice->learner) {
        ri_learnt_draws(&tried->pooled->learnt, tried->series, drawn->periods, total, c->whole,
                        drawn->draws);
        return RI_OK;
    }
    RI_ARENA_NEW(outcomes, scratch, OUTCOMES_MOST, err);
    if (choice->candidate)
        RI_TRY(sum_outcomes(c, choice, drawn->periods, total, outcomes, &count, scratch, err));
    ri_interval_draws(c, total, outcomes, count, plan->draws, drawn->draws);
    return RI_OK;
}

static void find_quantiles(const struct ri_demand_plan *plan, const struct ri_tried *tried,
                           const struct choice *choice, double *pool,
                           const struct ri_answer *answer)
{
    const struct ri_cleaned   *c = &tried->cleaned;
    const struct ri_candidate *one = choice->candidate;
    if (!plan->level_count) return;
    if (choice->learner)
        ri_learnt_quantiles(&tried->pooled->learnt, tried->series, plan->horizon, answer->mean,
                            c->whole, answer->quantiles);
    else if (one && one->model && one->model->quantiles && c->whole && c->never_negative)
        one->model->quantiles(&c->history, &one->fitted, plan->horizon, plan->levels,
                              plan->level_count, answer->quantiles);
    else
        ri_interval_quantiles(c, &tried->origins, one ? one->past : NULL, answer->mean,
                              plan->levels, plan->level_count, pool, answer->quantiles);
}

static size_t longest(size_t a, size_t b, size_t c)
{
    const size_t longer = a > b ? a : b;
    return longer > c ? longer : c;
}

/* Errors at the rolling origins, the newest first; those of the learner at its own. */
static void write_errors(const struct ri_demand_plan *plan, const struct ri_tried *tried,
                         const struct choice *choice, float *errors)
{
    const struct ri_cleaned *c = &tried->cleaned;
    const struct ri_origins *o = &tried->origins;
    const struct ri_learnt  *learnt = &tried->pooled->learnt;
    for (size_t k = 0; errors && k < plan->origins; k++)
        for (size_t j = 0; j < plan->horizon; j++) {
            const size_t back = choice->learner ? (k + 1) * learnt->horizon : (k + 1) * o->spacing;
            const size_t count = choice->learner ? learnt->past_count : o->count;
            double       said = (double)NAN;
            if (k < count && choice->learner && back < c->history.n)
                said = (double)learnt
                           ->past[(k * learnt->series_count + tried->series) * learnt->horizon + j];
            else if (k < count && choice->candidate && choice->candidate->past)
                said = choice->candidate->past[(o->count - 1 - k) * o->steps + j];
            const bool known = !isnan(said) && c->history.n - back + j < c->history.n;
            errors[k * plan->horizon + j] =
                known ? (float)(c->raw[c->history.n - back + j] - said) : (float)NAN;
        }
}

/* Forecasts made one, two, ... horizons before the end: the learner's held-back ones, or those of the model as it was fitted before. */
static ri_status write_said(const struct ri_demand_plan *plan, const struct ri_tried *tried,
                            const struct choice *choice, const struct ri_answer *answer,
                            struct ri_arena *scratch, struct ri_error *err)
{
    const struct ri_cleaned *c = &tried->cleaned;
    const struct ri_learnt  *learnt = &tried->pooled->learnt;
    const size_t             steps = plan->horizon;
    double                  *ahead;
    if (!answer->said_count) return RI_OK;
    RI_ARENA_NEW(ahead, scratch, steps, err);
    for (size_t k = 0; k < answer->said_count; k++) {
        const size_t      back = (k + 1) * steps;
        struct ri_history known = c->history;
        float            *said = answer->said + k * steps;
        for (size_t j = 0; j < steps; j++) said[j] = choice->candidate ? NAN : 0;
        if (choice->learner && k < learnt->past_count)
            memcpy(said, learnt->past + (k * learnt->series_count + tried->series) * learnt->horizon,
                   steps * sizeof *said);
        if (choice->learner || !choice->candidate || !choice->candidate->past ||
            back >= c->history.n || c->history.n - back < tried->origins.first)
            continue;
        known.n = c->history.n - back;
        RI_TRY(ri_candidate_ahead(choice->candidate, true, &known, c->never_negative, steps,
                                  scratch, ahead, err));
        for (size_t j = 0; j < steps; j++) said[j] = (float)ahead[j];
    }
    return RI_OK;
}

static void close_days(const struct ri_demand_plan *plan, const struct ri_answer *answer)
{
    for (size_t j = 0; j < plan->horizon; j++)
        for (size_t l = 0; l < plan->level_count && is_closed(answer, j); l++)
            answer->quantiles[j * plan->level_count + l] = 0;
}

static void write_result(const struct ri_tried *tried, const struct choice *choice,
                         const struct ri_answer *answer, struct ri_series_forecast *ret)
{
    const struct ri_cleaned   *c = &tried->cleaned;
    const struct ri_candidate *one = choice->candidate;
    write_params(answer->params, one, choice->learner ? tried->pooled->learnt.params : NULL);
    *ret = (struct ri_series_forecast){.mean = answer->mean,
                                       .quantiles = answer->quantiles,
                                       .draws = answer->protection.draws,
                                       .protection = answer->protection.periods,
                                       .lead_draws = answer->lead.draws,
                                       .lead = answer->lead.periods,
                                       .model = one ? one->name : "zero",
                                       .params = answer->params,
                                       .reason = answer->reason,
                                       .rung = choice->rung,
                                       .demand_class = c->demand_class,
                                       .known = c->known,
                                       .missing = c->missing,
                                       .censored = c->censored,
                                       .estimated = c->estimated,
                                       .errors = answer->errors,
                                       .never_negative = c->never_negative,
                                       .whole = c->whole,
                                       .error = one ? one->error : (double)NAN,
                                       .naive_error = choice->learner
                                                          ? tried->learner_naive_error
                                                          : tried->candidates[tried->naive].error};
}

ri_status ri_answer_series(const struct ri_demand_plan *plan, const struct ri_tried *tried,
                           size_t which, const struct ri_answer *answer, struct ri_arena *scratch,
                           struct ri_series_forecast *ret, struct ri_error *err)
{
    const struct ri_cleaned *c = &tried->cleaned;
    const size_t  steps = longest(plan->horizon, answer->protection.periods, answer->lead.periods);
    struct choice choice = {.answer = answer};
    double       *pool;
    RI_ARENA_NEW(choice.ahead, scratch, steps, err);
    RI_ARENA_NEW(pool, scratch, ri_pool_room(c, &tried->origins) + 1, err);
    write(answer->reason, tried->learner == SIZE_MAX ? "as asked"
                          : c->never_negative
                              ? "one learner over all series, as asked"
                              : "one learner over all series; values below 0 counted as 0");
    if (which == RI_CHOOSE && c->mean_size > 0)
        which = plan->automatic ? choose(tried, answer->reason) : plan->asked;
    RI_TRY(descend(tried, which, steps, answer->reason, scratch, &choice, err));
    memcpy(answer->mean, choice.ahead, plan->horizon * sizeof *answer->mean);
    find_quantiles(plan, tried, &choice, pool, answer);
    close_days(plan, answer);
    RI_TRY(draw_sums(plan, tried, &choice, &answer->protection, scratch, err));
    RI_TRY(draw_sums(plan, tried, &choice, &answer->lead, scratch, err));
    write_errors(plan, tried, &choice, answer->errors);
    RI_TRY(write_said(plan, tried, &choice, answer, scratch, err));
    write_result(tried, &choice, answer, ret);
    return RI_OK;
}
