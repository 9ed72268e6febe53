/* The candidates of one series at its rolling origins, and what they show. */
#include "one.h"

#include "math/metrics.h"
#include "models.h"

#include <math.h>

/* A few quiet weeks in a row have next to no loss, and its ratio says nothing: this share of the usual loss is added to both. */
static const double QUIET = 0.25;

/* ---- The learner among them ------------------------------------------------------------------------------------------ */

/* Losses of the learner, the candidate that gains are over and seasonal naive at the learner's held-back origins; those the series' own
 * candidates were fitted after are left out. */
struct beside {
    double learner[RI_GLOBAL_PAST_MOST], first[RI_GLOBAL_PAST_MOST], naive[RI_GLOBAL_PAST_MOST];
    size_t count;
};

static ri_status loss_at(const struct ri_tried *tried, size_t candidate, size_t origin,
                         size_t steps, struct ri_arena *scratch, double *ret, struct ri_error *err)
{
    const struct ri_cleaned   *c = &tried->cleaned;
    struct ri_history          known = c->history;
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    double                    *forecast;
    known.n = origin;
    *ret = (double)NAN;
    if (!tried->candidates[candidate].past) return RI_OK;
    RI_ARENA_NEW(forecast, scratch, steps, err);
    RI_TRY(ri_candidate_ahead(&tried->candidates[candidate], true, &known, c->never_negative, steps,
                              scratch, forecast, err));
    *ret = ri_candidate_loss(c, origin, steps, forecast);
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static ri_status look_beside(const struct ri_demand_plan *plan, const struct ri_tried *tried,
                             struct ri_arena *scratch, struct beside *beside, struct ri_error *err)
{
    const struct ri_cleaned *c = &tried->cleaned;
    const struct ri_learnt  *learnt = &tried->pooled->learnt;
    double                  *said;
    RI_ARENA_NEW(said, scratch, plan->horizon, err);
    for (size_t k = 0; k < learnt->past_count; k++) {
        const size_t back = (k + 1) * learnt->horizon;
        const size_t at = (k * learnt->series_count + tried->series) * learnt->horizon;
        if (back >= c->history.n || c->history.n - back < tried->origins.first) break;
        const size_t origin = c->history.n - back, i = beside->count;
        for (size_t j = 0; j < plan->horizon; j++) said[j] = (double)learnt->past[at + j];
        beside->learner[i] = ri_candidate_loss(c, origin, plan->horizon, said);
        RI_TRY(loss_at(tried, tried->evidence.reference, origin, plan->horizon, scratch,
                       &beside->first[i], err));
        RI_TRY(
            loss_at(tried, tried->naive, origin, plan->horizon, scratch, &beside->naive[i], err));
        beside->count++;
    }
    return RI_OK;
}

static double scaled_error(const double *loss, size_t count, double scale)
{
    double sum = 0, known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(loss[i])) sum += loss[i], known++;
    return known > 0 && scale > 0 ? sqrt(sum / known / scale) : (double)NAN;
}

/* Mean loss of the candidate that gains are over at its own origins, which are more and further back. */
static double usual_loss(const struct ri_tried *tried)
{
    const struct ri_candidate *one = &tried->candidates[tried->evidence.reference];
    double                     sum = 0, known = 0;
    for (size_t i = 0; one->past && i < tried->origins.count; i++)
        if (!isnan(one->loss[i])) sum += one->loss[i], known++;
    return known > 0 ? sum / known : 0;
}

static ri_status add_learner(const struct ri_demand_plan *plan, struct ri_arena *scratch,
                             struct ri_tried *tried, struct ri_error *err)
{
    const struct ri_learnt *learnt = &tried->pooled->learnt;
    const size_t            own = tried->learner;
    struct beside           beside = {.count = 0};
    tried->candidates[own] = (struct ri_candidate){.name = "boost", .error = (double)NAN};
    tried->evidence.of[own] = (struct ri_gain){0, (double)NAN, 0};
    if (isnan(learnt->ahead[tried->series * learnt->horizon])) return RI_OK;
    RI_TRY(look_beside(plan, tried, scratch, &beside, err));
    const double scale = ri_scale_squared(tried->cleaned.raw, tried->origins.first, 1);
    tried->candidates[own].error = scaled_error(beside.learner, beside.count, scale);
    tried->learner_naive_error = scaled_error(beside.naive, beside.count, scale);
    tried->evidence.of[own] =
        ri_gain_of(beside.first, beside.learner, beside.count, 1, QUIET * usual_loss(tried));
    return RI_OK;
}

/* ---- All of them ----------------------------------------------------------------------------------------------------- */

/* Gains over the first of the list. Where it could not forecast before the origins (two years of weeks are too few for a profile of
 * them) over the median of those that could, as none of them is known to do without; where there is no median over the first of them. */
static size_t whom_gains_are_over(const struct ri_tried *tried, size_t models, size_t count)
{
    size_t first = 0;
    if (tried->candidates[0].past) return 0;
    if (models < count && tried->candidates[models].past) return models;
    while (first + 1 < count && !tried->candidates[first].past) first++;
    return tried->candidates[first].past ? first : 0;
}

static void note_evidence(struct ri_tried *tried, size_t models, size_t count)
{
    const struct ri_origins *o = &tried->origins;
    tried->evidence.reference = whom_gains_are_over(tried, models, count);
    const struct ri_candidate *first = &tried->candidates[tried->evidence.reference];
    const double overlap = o->spacing ? fmax(1, (double)o->steps / (double)o->spacing) : 1;
    for (size_t k = 0; k < count; k++) {
        const struct ri_candidate *one = &tried->candidates[k];
        tried->evidence.of[k] = !one->past ? (struct ri_gain){0, (double)NAN, 0}
                                : !first->past
                                    ? (struct ri_gain){0, (double)INFINITY, 0}
                                    : ri_gain_of(first->loss, one->loss, o->count, overlap, 0);
    }
}

ri_status ri_try_models(const struct ri_demand_plan *plan, const struct ri_pooled *pooled,
                        size_t series, struct ri_arena *scratch, struct ri_tried *ret,
                        struct ri_error *err)
{
    const struct ri_panel *panel = pooled->panel;
    struct ri_cleaned     *c = &ret->cleaned;
    RI_TRY(ri_clean(&panel->series[series], panel->last, plan->history, plan->season, scratch, c,
                    err));
    memcpy(c->history.more, plan->more, sizeof plan->more);
    ret->pooled = pooled;
    ret->series = series;
    ret->origins = ri_origins_spread(c->history.n, plan->season, plan->horizon, plan->origins);
    ret->count = ri_demand_plan_count(plan);
    ret->naive = ret->count;
    ret->learner = SIZE_MAX;
    ret->learner_naive_error = (double)NAN;
    if (c->mean_size == 0) ret->origins.count = 0; /* nothing was ever sold: nothing to try */
    for (size_t i = 0; i < plan->model_count; i++) {
        if (plan->models[i] == &ri_seasonal_naive) ret->naive = i;
        RI_TRY(
            ri_candidate_try(plan->models[i], c, &ret->origins, scratch, &ret->candidates[i], err));
    }
    for (size_t k = 0; k < plan->combination_count; k++)
        RI_TRY(ri_candidate_combine(plan->combinations[k], ret->candidates, plan->model_count, c,
                                    &ret->origins, scratch, &ret->candidates[plan->model_count + k],
                                    err));
    if (ret->naive == ret->count)
        RI_TRY(ri_candidate_try(&ri_seasonal_naive, c, &ret->origins, scratch,
                                &ret->candidates[ret->naive], err));
    ret->evidence = (struct ri_evidence){.demand_class = c->demand_class, .count = ret->count};
    note_evidence(ret, plan->model_count, plan->model_count + plan->combination_count);
    if (!pooled->learned) return RI_OK;
    ret->evidence.learner = true;
    ret->learner = ret->count - 1;
    return add_learner(plan, scratch, ret, err);
}
