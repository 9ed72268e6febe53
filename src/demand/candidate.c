/* Rolling origins, losses, combinations. */
#include "candidate.h"

#include "math/metrics.h"

#include <math.h>

struct ri_origins ri_origins_spread(size_t n, size_t season, size_t steps, size_t most)
{
    const size_t room = n / 2;
    size_t       spacing = season > 1 ? season : (steps + 3) / 4;
    if (most == 0 || room == 0)
        return (struct ri_origins){.first = n, .spacing = 1, .steps = steps};
    if (spacing > room / most) spacing = room / most;
    if (spacing == 0) spacing = 1;
    const size_t count = room / spacing < most ? room / spacing : most;
    return (struct ri_origins){
        .count = count, .first = n - count * spacing, .spacing = spacing, .steps = steps};
}

static bool all_finite(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

double ri_candidate_loss(const struct ri_cleaned *cleaned, size_t origin, size_t steps,
                         const double *forecast)
{
    struct ri_accuracy accuracy = {0};
    for (size_t j = 0; j < steps && origin + j < cleaned->history.n; j++)
        ri_accuracy_add(&accuracy, cleaned->raw[origin + j], forecast[j]);
    return ri_accuracy_mse(&accuracy);
}

/* ---- Forecasts ------------------------------------------------------------------------------------------------- */

bool ri_candidate_can(const struct ri_candidate *candidate, const struct ri_history *history)
{
    if (candidate->model) return ri_forecaster_accepts(candidate->model, history);
    for (size_t m = 0; m < candidate->member_count; m++)
        if (ri_candidate_can(&candidate->members[m], history)) return true;
    return false;
}

ri_status ri_candidate_fit(struct ri_candidate *candidate, const struct ri_history *history,
                           struct ri_arena *scratch, struct ri_error *err)
{
    for (size_t m = 0; m < candidate->member_count; m++)
        if (!candidate->members[m].past && ri_candidate_can(&candidate->members[m], history))
            RI_TRY(ri_candidate_fit(&candidate->members[m], history, scratch, err));
    if (candidate->model && candidate->model->fit)
        RI_TRY(candidate->model->fit(history, scratch, &candidate->fitted, err));
    candidate->before = candidate->fitted;
    return RI_OK;
}

static ri_status combined_ahead(const struct ri_candidate *candidate, bool before,
                                const struct ri_history *known, bool never_negative, size_t steps,
                                struct ri_arena *scratch, double *ret, struct ri_error *err)
{
    const double *forecasts[RI_COMBINE_MOST];
    double        weights[RI_COMBINE_MOST], total = 0;
    size_t        count = 0;
    for (size_t m = 0; m < candidate->member_count; m++) {
        const struct ri_candidate *member = &candidate->members[m];
        double                    *forecast;
        if (!ri_candidate_can(member, known)) continue;
        RI_ARENA_NEW(forecast, scratch, steps, err);
        RI_TRY(ri_candidate_ahead(member, before, known, never_negative, steps, scratch, forecast,
                                  err));
        if (!all_finite(forecast, steps)) continue;
        forecasts[count] = forecast;
        total += weights[count++] = candidate->weights[m];
    }
    for (size_t j = 0; j < steps && !count; j++) ret[j] = (double)NAN;
    for (size_t m = 0; m < count; m++) weights[m] /= total;
    if (count) ri_combine(candidate->combination, forecasts, weights, count, steps, ret);
    return RI_OK;
}

ri_status ri_candidate_ahead(const struct ri_candidate *candidate, bool before,
                             const struct ri_history *known, bool never_negative, size_t steps,
                             struct ri_arena *scratch, double *ret, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    if (candidate->model)
        RI_TRY(candidate->model->forecast(known, before ? &candidate->before : &candidate->fitted,
                                          steps, scratch, ret, err));
    else
        RI_TRY(combined_ahead(candidate, before, known, never_negative, steps, scratch, ret, err));
    ri_arena_rewind(scratch, mark);
    for (size_t j = 0; j < steps && never_negative; j++) ret[j] = ret[j] < 0 ? 0 : ret[j];
    return RI_OK;
}

/* ---- Rolling origins -------------------------------------------------------------------------------------------- */

static void measure(const struct ri_cleaned *cleaned, const struct ri_origins *origins,
                    struct ri_candidate *candidate)
{
    double       loss = 0, measured = 0;
    const double scale = ri_scale_squared(cleaned->raw, origins->first, 1);
    for (size_t i = 0; i < origins->count; i++) {
        candidate->loss[i] =
            ri_candidate_loss(cleaned, origins->first + i * origins->spacing, origins->steps,
                              candidate->past + i * origins->steps);
        if (isnan(candidate->loss[i])) continue;
        loss += candidate->loss[i];
        measured += 1;
    }
    candidate->error = measured > 0 && scale > 0 ? sqrt(loss / measured / scale) : (double)NAN;
}

/* Forecasts at every origin; *ret_finite says whether all of them can be used. */
static ri_status roll(const struct ri_cleaned *cleaned, const struct ri_origins *origins,
                      struct ri_arena *scratch, struct ri_candidate *candidate, bool *ret_finite,
                      struct ri_error *err)
{
    const struct ri_history *all = &cleaned->history;
    struct ri_history        known = *all;
    bool                     finite = true;
    known.n = origins->first;
    if (candidate->model->fit)
        RI_TRY(candidate->model->fit(&known, scratch, &candidate->before, err));
    candidate->fitted = candidate->before;
    if (candidate->model->fit) RI_TRY(candidate->model->fit(all, scratch, &candidate->fitted, err));
    for (size_t i = 0; i < origins->count && finite; i++) {
        double *past = candidate->past + i * origins->steps;
        known.n = origins->first + i * origins->spacing;
        RI_TRY(ri_candidate_ahead(candidate, true, &known, cleaned->never_negative, origins->steps,
                                  scratch, past, err));
        finite = all_finite(past, origins->steps);
    }
    *ret_finite = finite;
    return RI_OK;
}

static ri_status new_past(const struct ri_origins *origins, struct ri_arena *scratch,
                          struct ri_candidate *candidate, struct ri_error *err)
{
    RI_ARENA_NEW(candidate->past, scratch, origins->count * origins->steps, err);
    RI_ARENA_NEW(candidate->loss, scratch, origins->count, err);
    return RI_OK;
}

ri_status ri_candidate_try(const struct ri_forecaster *model, const struct ri_cleaned *cleaned,
                           const struct ri_origins *origins, struct ri_arena *scratch,
                           struct ri_candidate *ret, struct ri_error *err)
{
    struct ri_candidate candidate = {.name = model->name, .model = model, .error = (double)NAN};
    struct ri_history   before = cleaned->history;
    bool                finite = false;
    before.n = origins->first;
    *ret = candidate;
    if (origins->count == 0 || !ri_forecaster_accepts(model, &before)) return RI_OK;
    RI_TRY(new_past(origins, scratch, &candidate, err));
    RI_TRY(roll(cleaned, origins, scratch, &candidate, &finite, err));
    if (!finite) return RI_OK;
    measure(cleaned, origins, &candidate);
    *ret = candidate;
    return RI_OK;
}

/* ---- Combinations ----------------------------------------------------------------------------------------------- */

/* How many of the origins before the i-th had seen all their outcomes when its forecast was made. */
static size_t over_by(const struct ri_origins *origins, size_t i)
{
    const size_t lasting = (origins->steps + origins->spacing - 1) / origins->spacing;
    return i >= lasting ? i - lasting + 1 : 0;
}

static void combine_past(const struct ri_origins *origins, struct ri_candidate *candidate)
{
    const double *forecasts[RI_COMBINE_MOST], *losses[RI_COMBINE_MOST];
    for (size_t m = 0; m < candidate->member_count; m++) losses[m] = candidate->members[m].loss;
    for (size_t i = 0; i < origins->count; i++) {
        for (size_t m = 0; m < candidate->member_count; m++)
            forecasts[m] = candidate->members[m].past + i * origins->steps;
        ri_combine_weights(losses, candidate->member_count, over_by(origins, i),
                           candidate->weights);
        ri_combine(candidate->combination, forecasts, candidate->weights, candidate->member_count,
                   origins->steps, candidate->past + i * origins->steps);
    }
    ri_combine_weights(losses, candidate->member_count, origins->count, candidate->weights);
}

ri_status ri_candidate_combine(ri_combination combination, const struct ri_candidate *members,
                               size_t count, const struct ri_cleaned *cleaned,
                               const struct ri_origins *origins, struct ri_arena *scratch,
                               struct ri_candidate *ret, struct ri_error *err)
{
    struct ri_candidate candidate = {
        .name = ri_combination_text(combination), .combination = combination, .error = (double)NAN};
    bool tried = false;
    RI_ARENA_NEW(candidate.members, scratch, count, err);
    RI_ARENA_NEW(candidate.weights, scratch, count, err);
    for (size_t m = 0; m < count; m++) tried = tried || members[m].past;
    for (size_t m = 0; m < count; m++)
        if (!tried || members[m].past) candidate.members[candidate.member_count++] = members[m];
    for (size_t m = 0; m < candidate.member_count; m++)
        candidate.weights[m] = 1 / (double)candidate.member_count;
    if (tried) {
        RI_TRY(new_past(origins, scratch, &candidate, err));
        combine_past(origins, &candidate);
        measure(cleaned, origins, &candidate);
    }
    *ret = candidate;
    return RI_OK;
}
