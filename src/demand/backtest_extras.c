/* Keeping forecasts and falls, and making scores of them. */
#include "backtest_extras.h"

#include "one.h"
#include "weighted.h"

#include <math.h>

enum { OCCASIONS_WANTED = 84 };

ri_status backtest_extras_new(const struct ri_panel *panel, const struct ri_demand_plan *plan,
                              const struct ri_backtest_options *options, size_t models,
                              size_t folds, struct ri_arena *work, struct backtest_extras *ret,
                              struct ri_error *err)
{
    struct backtest_extras extras = {.panel = panel,
                                     .options = options,
                                     .models = models,
                                     .folds = folds,
                                     .steps = plan->horizon};
    const size_t           n = panel->series_count;
    RI_ARENA_NEW(extras.origins, work, folds, err);
    if (options->hierarchy && plan->level_count && !options->calibration) {
        const size_t wanted = (OCCASIONS_WANTED + extras.steps - 1) / extras.steps;
        const size_t origins = wanted < RI_GLOBAL_PAST_MOST ? RI_GLOBAL_PAST_MOST : wanted;
        extras.levels = plan->levels;
        extras.level_count = plan->level_count;
        extras.occasions = origins * extras.steps;
        RI_ARENA_NEW(extras.said, work, folds * n * extras.occasions, err);
        RI_ARENA_NEW(extras.quantiles, work, folds * n * extras.steps * extras.level_count, err);
        for (size_t i = 0; i < folds * n * extras.occasions; i++) extras.said[i] = NAN;
        for (size_t i = 0; i < folds * n * extras.steps * extras.level_count; i++)
            extras.quantiles[i] = NAN;
    }
    if (options->hierarchy) {
        const size_t count = models * folds * n * extras.steps;
        RI_ARENA_NEW(extras.forecasts, work, count, err);
        for (size_t i = 0; i < count; i++) extras.forecasts[i] = (double)NAN;
    }
    if (options->falls) {
        RI_ARENA_NEW(extras.falls, work, n * folds, err);
        RI_ARENA_NEW(extras.reasons, work, n * folds * RI_TEXT_ROOM, err);
    }
    *ret = extras;
    return RI_OK;
}

char *backtest_reason(const struct backtest_extras *extras, size_t series, size_t fold)
{
    return extras->falls ? extras->reasons + (series * extras->folds + fold) * RI_TEXT_ROOM : NULL;
}

static double *forecasts_of(const struct backtest_extras *extras, size_t model, size_t fold)
{
    const size_t of_fold = extras->panel->series_count * extras->steps;
    return extras->forecasts + (model * extras->folds + fold) * of_fold;
}

static float *said_of(const struct backtest_extras *extras, size_t fold, size_t series)
{
    return extras->said + (fold * extras->panel->series_count + series) * extras->occasions;
}

static float *quantiles_of(const struct backtest_extras *extras, size_t fold)
{
    return extras->quantiles +
           fold * extras->panel->series_count * extras->steps * extras->level_count;
}

void backtest_look_back(const struct backtest_extras *extras, size_t model, size_t series,
                        size_t fold, struct ri_answer *answer)
{
    if (!extras->said || model != 0) return;
    answer->said = said_of(extras, fold, series);
    answer->said_count = extras->occasions / extras->steps;
}

void backtest_keep(struct backtest_extras *extras, size_t model, size_t series,
                   const struct ri_series_forecast *forecast, size_t fold)
{
    if (extras->forecasts && model < extras->models)
        memcpy(forecasts_of(extras, model, fold) + series * extras->steps, forecast->mean,
               extras->steps * sizeof *forecast->mean);
    const size_t each = extras->steps * extras->level_count;
    for (size_t i = 0; extras->quantiles && model == 0 && i < each; i++)
        quantiles_of(extras, fold)[series * each + i] = (float)forecast->quantiles[i];
    if (extras->falls && model == 0)
        extras->falls[series * extras->folds + fold] =
            (struct ri_fall){.series = series,
                             .fold = fold,
                             .rung = forecast->rung,
                             .model = forecast->model,
                             .reason = backtest_reason(extras, series, fold)};
}

static ri_status read_falls(const struct backtest_extras *extras, struct ri_arena *mem,
                            struct ri_demand_backtest_result *result, struct ri_error *err)
{
    struct ri_fall *falls;
    size_t          count = 0;
    const size_t    all = extras->falls ? extras->panel->series_count * extras->folds : 0;
    for (size_t i = 0; i < all; i++) count += extras->falls[i].rung != RI_RUNG_MODEL;
    RI_ARENA_NEW(falls, mem, count, err);
    result->falls = falls;
    for (size_t i = 0; i < all; i++) {
        if (extras->falls[i].rung == RI_RUNG_MODEL) continue;
        struct ri_fall *const fall = &falls[result->fall_count++];
        *fall = extras->falls[i];
        fall->origin = extras->origins[fall->fold];
        fall->reason = ri_arena_printf(mem, "%s", fall->reason);
        if (!fall->reason) return ri_fail(err, RI_ENOMEM, "no room for the reasons");
    }
    return RI_OK;
}

/* WRMSSE and its levels of one model: over all folds, then each. scores[folds + 1][levels + 1]. */
static ri_status score_model(const struct backtest_extras *extras,
                             const struct ri_weighting *weighting, size_t model, const char *name,
                             struct ri_arena *work, struct ri_level_score *scores,
                             struct ri_error *err)
{
    const size_t levels = weighting->hierarchy->level_count, width = levels + 1;
    double      *found;
    RI_ARENA_NEW(found, work, levels, err);
    for (size_t i = 0; i < (extras->folds + 1) * width; i++)
        scores[i] = (struct ri_level_score){.model = name,
                                            .spl = (double)NAN,
                                            .fold = i < width ? RI_BACKTEST_ALL : i / width - 1,
                                            .level = i % width ? i % width - 1 : RI_BACKTEST_ALL};
    for (size_t fold = 0; fold < extras->folds; fold++) {
        RI_TRY(ri_weighted_rmsse(weighting, extras->origins[fold], extras->steps,
                                 forecasts_of(extras, model, fold), work, found, err));
        for (size_t l = 0; l < levels; l++) {
            struct ri_level_score *const own = scores + (fold + 1) * width;
            own[l + 1].rmsse = found[l];
            own[0].rmsse += found[l] / (double)levels;
            scores[l + 1].rmsse += found[l] / (double)extras->folds;
            scores[0].rmsse += found[l] / (double)(levels * extras->folds);
        }
    }
    return RI_OK;
}

/* What came on the occasions before an origin, in the order of `said`. */
static void read_came(const struct backtest_extras *extras, size_t fold, float *ret)
{
    const size_t steps = extras->steps;
    for (size_t i = 0; i < extras->panel->series_count; i++) {
        const struct ri_series *series = &extras->panel->series[i];
        for (size_t d = 0; d < extras->occasions; d++) {
            const int64_t period =
                extras->origins[fold] + 1 - (int64_t)((d / steps + 1) * steps) + (int64_t)(d % steps);
            const int64_t t = period - series->start;
            const bool    there = t >= 0 && (uint64_t)t < series->n &&
                               !(series->censored && series->censored[t]);
            ret[i * extras->occasions + d] = there ? (float)series->y[t] : NAN;
        }
    }
}

/* WSPL of the first model beside its WRMSSE, in the same places. */
static ri_status score_quantiles(const struct backtest_extras *extras,
                                 const struct ri_weighting *weighting, struct ri_arena *work,
                                 struct ri_level_score *scores, struct ri_error *err)
{
    const size_t levels = weighting->hierarchy->level_count, width = levels + 1;
    double      *found;
    float       *came;
    RI_ARENA_NEW(found, work, levels, err);
    RI_ARENA_NEW(came, work, extras->panel->series_count * extras->occasions, err);
    for (size_t i = 0; i < (extras->folds + 1) * width; i++) scores[i].spl = 0;
    for (size_t fold = 0; fold < extras->folds; fold++) {
        const struct ri_said_before before = {.hierarchy = weighting->hierarchy,
                                              .occasions = extras->occasions,
                                              .steps = extras->steps,
                                              .said = said_of(extras, fold, 0),
                                              .came = came,
                                              .mean = forecasts_of(extras, 0, fold)};
        read_came(extras, fold, came);
        RI_TRY(ri_weighted_spl(weighting, extras->origins[fold], &before,
                               quantiles_of(extras, fold), extras->levels, extras->level_count,
                               work, found, err));
        for (size_t l = 0; l < levels; l++) {
            struct ri_level_score *const own = scores + (fold + 1) * width;
            own[l + 1].spl = found[l];
            own[0].spl += found[l] / (double)levels;
            scores[l + 1].spl += found[l] / (double)extras->folds;
            scores[0].spl += found[l] / (double)(levels * extras->folds);
        }
    }
    return RI_OK;
}

ri_status backtest_extras_read(const struct backtest_extras *extras, const char *const *models,
                               struct ri_arena *work, struct ri_arena *mem,
                               struct ri_demand_backtest_result *result, struct ri_error *err)
{
    const struct ri_hierarchy *h = extras->options->hierarchy;
    struct ri_panel            nodes;
    struct ri_level_score     *scores;
    RI_TRY(read_falls(extras, mem, result, err));
    if (!h) return RI_OK;
    const struct ri_weighting weighting = {h, &nodes, extras->options->weights};
    const size_t              each = (extras->folds + 1) * (h->level_count + 1);
    RI_TRY(ri_hierarchy_panel(h, extras->panel, work, &nodes, err));
    RI_ARENA_NEW(scores, mem, extras->models * each, err);
    for (size_t k = 0; k < extras->models; k++)
        RI_TRY(score_model(extras, &weighting, k, models[k], work, scores + k * each, err));
    if (extras->said) RI_TRY(score_quantiles(extras, &weighting, work, scores, err));
    result->levels_scored = scores;
    result->levels_scored_count = extras->models * each;
    return RI_OK;
}
