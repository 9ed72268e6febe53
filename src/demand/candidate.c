/* Rolling origins, losses, choice. */
#include "candidate.h"

#include "math/metrics.h"

#include <math.h>

enum { STANDARD_ERRORS = 2 }; /* how clearly a model must be better */

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

static double mean_square(const double *raw, size_t n, size_t origin, size_t steps,
                          const double *forecast)
{
    struct ri_accuracy accuracy = {0};
    for (size_t j = 0; j < steps && origin + j < n; j++)
        ri_accuracy_add(&accuracy, raw[origin + j], forecast[j]);
    return ri_accuracy_mse(&accuracy);
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
        const struct ri_arena_mark mark = ri_arena_mark(scratch);
        double                    *past = candidate->past + i * origins->steps;
        known.n = origins->first + i * origins->spacing;
        RI_TRY(candidate->model->forecast(&known, &candidate->before, origins->steps, scratch, past,
                                          err));
        ri_arena_rewind(scratch, mark);
        if (cleaned->never_negative)
            for (size_t j = 0; j < origins->steps; j++) past[j] = past[j] < 0 ? 0 : past[j];
        finite = all_finite(past, origins->steps);
        candidate->loss[i] = mean_square(cleaned->raw, all->n, known.n, origins->steps, past);
    }
    *ret_finite = finite;
    return RI_OK;
}

ri_status ri_candidate_try(const struct ri_forecaster *model, const struct ri_cleaned *cleaned,
                           const struct ri_origins *origins, struct ri_arena *scratch,
                           struct ri_candidate *ret, struct ri_error *err)
{
    struct ri_candidate candidate = {.model = model, .error = (double)NAN};
    struct ri_history   before = cleaned->history;
    bool                finite = false;
    before.n = origins->first;
    *ret = candidate;
    if (origins->count == 0 || !ri_forecaster_accepts(model, &before)) return RI_OK;
    RI_ARENA_NEW(candidate.past, scratch, origins->count * origins->steps, err);
    RI_ARENA_NEW(candidate.loss, scratch, origins->count, err);
    RI_TRY(roll(cleaned, origins, scratch, &candidate, &finite, err));
    if (!finite) return RI_OK;
    double       loss = 0, measured = 0;
    const double scale = ri_scale_squared(cleaned->raw, origins->first, 1);
    for (size_t i = 0; i < origins->count; i++) {
        if (isnan(candidate.loss[i])) continue;
        loss += candidate.loss[i];
        measured += 1;
    }
    if (measured > 0 && scale > 0) candidate.error = sqrt(loss / measured / scale);
    *ret = candidate;
    return RI_OK;
}

/* Whether b's losses are less than a's by more than the noise between origins. */
static bool clearly_less(const double *b, const double *a, const struct ri_origins *origins)
{
    double sum = 0, squares = 0, pairs = 0;
    for (size_t i = 0; i < origins->count; i++) {
        const double gain = a[i] - b[i];
        if (isnan(gain)) continue;
        sum += gain;
        squares += gain * gain;
        pairs += 1;
    }
    if (pairs < 2) return false;
    const double mean = sum / pairs, variance = fmax(0, squares / pairs - mean * mean);
    const double overlap = fmax(1, (double)origins->steps / (double)origins->spacing);
    const double independent = fmax(1, pairs / overlap);
    return mean > STANDARD_ERRORS * sqrt(variance / independent);
}

size_t ri_candidate_choose(const struct ri_candidate *candidates, size_t count,
                           const struct ri_origins *origins)
{
    size_t best = count;
    for (size_t c = 0; c < count; c++) {
        if (!candidates[c].past) continue;
        if (best == count || clearly_less(candidates[c].loss, candidates[best].loss, origins))
            best = c;
    }
    return best;
}
