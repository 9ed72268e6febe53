/* The backtest: the very forecast, made again at earlier origins, compared with what came.
 *
 *     block of series -> for each series, fold, model: forecast as known at the origin -> tallies of the block
 *     blocks, in order -> tallies -> scores
 *
 * Blocks are cut by the number of series alone, so that sums come out the same for any number of threads. */
#include "backtest_extras.h"
#include "one.h"
#include "score.h"
#include "ties.h"

#include <inttypes.h>
#include <math.h>
#include <stdatomic.h>

#include "base/thread.h"

enum { BLOCKS = 64 };

/* Cells of a model's tallies: all, folds, steps, classes, groups. */
struct layout {
    size_t folds, steps,
        models;    /* models: what is reported; the last tally set is seasonal naive's */
    size_t groups; /* of all groupings */
    size_t cells;  /* of one model */
};

struct test {
    const struct ri_panel *panel;
    struct ri_demand_plan  plan;
    struct ri_panel       *known;  /* by fold: the panel as it was at its origin */
    struct ri_pooled      *pooled; /* by fold */
    const double          *levels; /* [level_count] those that are scored */
    size_t                 level_count;
    struct ri_fine_levels  fine; /* calibration: those that are made */
    struct ri_task        *task;
    struct layout          layout;

    const struct ri_backtest_options *options;
    struct backtest_extras            extras;
    struct ri_tally                  *tallies;   /* [block][models + 1][cells] */
    struct ri_tally                  *by_series; /* [series][models + 1], or NULL */
    struct ri_arena                  *scratch;   /* by worker */
    atomic_size_t                     done;
};

static size_t block_begin(const struct test *test, size_t block)
{
    return test->panel->series_count * block / BLOCKS;
}

int64_t ri_backtest_origin(const struct ri_backtest_options *backtest, size_t horizon, int64_t last,
                           size_t fold)
{
    const size_t folds = backtest->folds ? backtest->folds : 1;
    const size_t step = backtest->step ? backtest->step : horizon;
    return last - (int64_t)(horizon + (folds - 1 - fold) * step);
}

static int64_t origin_of(const struct test *test, size_t fold)
{
    return ri_backtest_origin(test->options, test->plan.horizon, test->panel->last, fold);
}

struct outcome { /* of one series at one origin */
    size_t          series, fold, demand_class;
    int64_t         origin;
    double         *y;
    struct ri_said  said;
    struct ri_scale scale;
};

static void add_all(const struct ri_demand_plan *plan, const struct outcome *o,
                    struct ri_tally *cell)
{
    ri_tally_add(cell, o->y, plan->horizon, &o->said, o->scale);
    if (o->origin > cell->origin) cell->origin = o->origin;
}

static void tally(struct test *test, struct ri_tally *cells, struct ri_tally *own,
                  const struct outcome *o)
{
    const struct ri_demand_plan *plan = &test->plan;
    const struct layout         *layout = &test->layout;
    struct ri_tally             *group = cells + layout->cells - layout->groups;
    for (size_t g = 0; g < test->options->grouping_count; g++) {
        const struct ri_backtest_grouping *grouping = &test->options->groupings[g];
        add_all(plan, o, &group[grouping->of[o->series]]);
        group += grouping->count;
    }
    struct ri_tally *const whole[] = {&cells[0], &cells[1 + o->fold],
                                      &cells[1 + layout->folds + layout->steps + o->demand_class],
                                      own};
    for (size_t i = 0; i < RI_COUNT(whole); i++)
        if (whole[i]) add_all(plan, o, whole[i]);
    for (size_t j = 0; j < plan->horizon; j++) {
        struct ri_tally     *cell = &cells[1 + layout->folds + j];
        const size_t         at = j * o->said.level_count;
        const struct ri_said step = {.mean = o->said.mean + j,
                                     .quantiles = o->said.quantiles + at,
                                     .levels = o->said.levels,
                                     .level_count = o->said.level_count,
                                     .ties = o->said.ties ? o->said.ties + at : NULL};
        ri_tally_add(cell, o->y + j, 1, &step, o->scale);
        if (o->origin > cell->origin) cell->origin = o->origin;
    }
}

struct rooms {                  /* for the forecasts of a series */
    double        *mean, *made; /* made: quantiles at all levels that are made */
    double        *quantiles, *ties;
    struct ri_said said;
};

static ri_status new_rooms(const struct test *test, struct ri_arena *scratch, struct rooms *ret,
                           struct ri_error *err)
{
    const size_t steps = test->plan.horizon, scored = steps * test->level_count;
    RI_ARENA_NEW(ret->mean, scratch, steps, err);
    RI_ARENA_NEW(ret->made, scratch, steps * test->plan.level_count, err);
    ret->quantiles = ret->made;
    ret->ties = NULL;
    if (test->options->calibration) {
        RI_ARENA_NEW(ret->quantiles, scratch, scored, err);
        RI_ARENA_NEW(ret->ties, scratch, scored, err);
    }
    ret->said = (struct ri_said){.mean = ret->mean,
                                 .quantiles = ret->quantiles,
                                 .levels = test->levels,
                                 .level_count = test->level_count,
                                 .ties = ret->ties};
    return RI_OK;
}

static void read_ties(const struct test *test, const struct rooms *rooms)
{
    for (size_t j = 0; j < test->plan.horizon && rooms->ties; j++)
        ri_fine_levels_read(&test->fine, rooms->made + j * test->fine.count,
                            rooms->quantiles + j * test->level_count,
                            rooms->ties + j * test->level_count);
}

/* One series at one origin, by every model that is reported and by seasonal naive. */
static ri_status one_fold(struct test *test, size_t i, size_t fold, struct ri_tally *block,
                          struct ri_arena *scratch, struct ri_error *err)
{
    const struct ri_demand_plan *plan = &test->plan;
    const struct ri_series      *series = &test->panel->series[i];
    const size_t                 models = test->layout.models;
    struct outcome               o = {.series = i, .fold = fold, .origin = origin_of(test, fold)};
    struct rooms                 rooms = {0};
    struct ri_tried             *tried;
    if (series->start > o.origin) return RI_OK;
    RI_ARENA_NEW(o.y, scratch, plan->horizon, err);
    RI_ARENA_NEW(tried, scratch, 1, err);
    RI_TRY(new_rooms(test, scratch, &rooms, err));
    o.said = rooms.said;
    ri_came_after(series, o.origin, plan->horizon, o.y);
    RI_TRY(ri_try_models(plan, &test->pooled[fold], i, scratch, tried, err));
    const struct ri_cleaned *c = &tried->cleaned;
    o.demand_class = (size_t)c->demand_class;
    o.scale = (struct ri_scale){ri_scale_absolute(c->raw, c->history.n, c->history.season),
                                ri_scale_squared(c->raw, c->history.n, 1)};
    for (size_t k = 0; k <= models; k++) {
        const size_t               which = k == models        ? tried->naive
                                           : !plan->automatic ? plan->asked
                                           : k == 0           ? RI_CHOOSE
                                                              : k - 1;
        struct ri_answer           answer = {.mean = rooms.mean,
                                             .quantiles = rooms.made,
                                             .reason = k == 0 ? backtest_reason(&test->extras, i, fold)
                                                              : NULL};
        struct ri_series_forecast  forecast;
        const struct ri_arena_mark mark = ri_arena_mark(scratch);
        backtest_look_back(&test->extras, k, i, fold, &answer);
        RI_TRY(ri_answer_series(plan, tried, which, &answer, scratch, &forecast, err));
        ri_arena_rewind(scratch, mark);
        read_ties(test, &rooms);
        struct ri_tally *own = test->by_series ? &test->by_series[i * (models + 1) + k] : NULL;
        tally(test, block + k * test->layout.cells, own, &o);
        backtest_keep(&test->extras, k, i, &forecast, fold);
    }
    return RI_OK;
}

/* The panel as it was known at an origin: no period after it is there to be read, counted or learnt from. */
static ri_status cut_panel(const struct ri_panel *panel, int64_t origin, struct ri_arena *work,
                           struct ri_panel *ret, struct ri_error *err)
{
    *ret = *panel;
    ret->last = origin;
    RI_ARENA_NEW(ret->series, work, panel->series_count, err);
    for (size_t i = 0; i < panel->series_count; i++) {
        struct ri_series *series = &ret->series[i];
        *series = panel->series[i];
        const int64_t begun = origin - series->start + 1;
        if (begun < (int64_t)series->n) series->n = begun > 0 ? (size_t)begun : 0;
    }
    return RI_OK;
}

/* What each fold's forecasts learn from all series, as they were known at its origin. Where one fold has to do without the learner, all
 * do, so that its scores are of equal folds. */
static ri_status pool_folds(struct test *test, const struct ri_demand_options *options,
                            struct ri_arena *work, struct ri_error *err)
{
    const size_t folds = test->layout.folds;
    bool         learned = true;
    RI_ARENA_NEW(test->known, work, folds, err);
    RI_ARENA_NEW(test->pooled, work, folds, err);
    for (size_t fold = 0; fold < folds; fold++) {
        RI_TRY(cut_panel(test->panel, origin_of(test, fold), work, &test->known[fold], err));
        RI_TRY(ri_pooled_make(&test->plan, &test->known[fold], options, test->task, work,
                              &test->pooled[fold], err));
        learned = learned && test->pooled[fold].learned;
    }
    for (size_t fold = 0; fold < folds && !learned; fold++) test->pooled[fold].learned = false;
    return RI_OK;
}

static ri_status one_block(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    struct test     *test = context;
    struct ri_arena *scratch = &test->scratch[worker];
    struct ri_tally *tallies =
        test->tallies + block * (test->layout.models + 1) * test->layout.cells;
    for (size_t i = block_begin(test, block); i < block_begin(test, block + 1); i++) {
        for (size_t fold = 0; fold < test->layout.folds; fold++) {
            const struct ri_arena_mark mark = ri_arena_mark(scratch);
            RI_TRY(ri_task_check(test->task, err));
            RI_TRY(one_fold(test, i, fold, tallies, scratch, err));
            ri_arena_rewind(scratch, mark);
        }
        ri_task_progress(test->task, "backtest", atomic_fetch_add(&test->done, 1) + 1,
                         test->panel->series_count, "series");
    }
    return RI_OK;
}

static ri_status new_tallies(struct ri_arena *mem, size_t count, size_t level_count,
                             struct ri_tally **ret, struct ri_error *err)
{
    struct ri_tally *tallies;
    double          *under;
    RI_ARENA_NEW(tallies, mem, count, err);
    RI_ARENA_NEW(under, mem, count * level_count, err);
    for (size_t i = 0; i < count; i++) {
        tallies[i].under = under + i * level_count;
        tallies[i].origin = INT64_MIN;
    }
    *ret = tallies;
    return RI_OK;
}

/* Which cell of a model means which fold, step, class, group. */
static void name_cell(const struct layout *layout, const struct ri_backtest_options *options,
                      size_t cell, struct ri_score *score)
{
    score->fold = score->step = score->demand_class = RI_BACKTEST_ALL;
    score->grouping = score->group = RI_BACKTEST_ALL;
    if (cell == 0) return;
    cell--;
    if (cell < layout->folds) {
        score->fold = cell;
    } else if (cell < layout->folds + layout->steps) {
        score->step = cell - layout->folds + 1;
    } else if (cell < layout->folds + layout->steps + RI_DEMAND_CLASS_COUNT) {
        score->demand_class = cell - layout->folds - layout->steps;
    } else {
        cell -= layout->folds + layout->steps + RI_DEMAND_CLASS_COUNT;
        for (score->grouping = 0; cell >= options->groupings[score->grouping].count;)
            cell -= options->groupings[score->grouping++].count;
        score->group = cell;
    }
}

/* Merges the blocks into the first one, in order. */
static void merge_blocks(struct test *test)
{
    const size_t count = (test->layout.models + 1) * test->layout.cells;
    for (size_t block = 1; block < BLOCKS; block++)
        for (size_t i = 0; i < count; i++)
            ri_tally_merge(&test->tallies[i], &test->tallies[block * count + i], test->level_count);
}

static ri_status read_scores(const struct test *test, const char *const *models,
                             struct ri_arena *mem, struct ri_demand_backtest_result *result,
                             struct ri_error *err)
{
    const struct layout *layout = &test->layout;
    const size_t         levels = test->level_count, n = test->panel->series_count;
    struct ri_score     *scores, *by_series = NULL;
    double              *under;
    RI_ARENA_NEW(scores, mem, layout->models * layout->cells, err);
    RI_ARENA_NEW(under, mem, layout->models * layout->cells * levels, err);
    for (size_t i = 0; i < layout->models * layout->cells; i++) {
        const size_t cell = i % layout->cells;
        scores[i].model = models[i / layout->cells];
        name_cell(layout, test->options, cell, &scores[i]);
        ri_tally_read(&test->tallies[i], &test->tallies[layout->models * layout->cells + cell],
                      levels, under + i * levels, &scores[i]);
    }
    if (test->by_series) {
        RI_ARENA_NEW(by_series, mem, n * layout->models, err);
        RI_ARENA_NEW(under, mem, n * layout->models * levels, err);
    }
    for (size_t i = 0; by_series && i < n * layout->models; i++) {
        const struct ri_tally *own = &test->by_series[i / layout->models * (layout->models + 1)];
        by_series[i].model = models[i % layout->models];
        name_cell(layout, test->options, 0, &by_series[i]);
        ri_tally_read(&own[i % layout->models], &own[layout->models], levels, under + i * levels,
                      &by_series[i]);
    }
    result->scores = scores;
    result->score_count = layout->models * layout->cells;
    result->by_series = by_series;
    return RI_OK;
}

static ri_status name_models(const struct test *test, struct ri_arena *mem, const char ***ret,
                             struct ri_error *err)
{
    const struct ri_demand_plan *plan = &test->plan;
    const char                 **models;
    RI_ARENA_NEW(models, mem, test->layout.models, err);
    models[0] = plan->automatic ? "auto" : ri_demand_plan_name(plan, plan->asked);
    for (size_t k = 1; k < test->layout.models; k++) models[k] = ri_demand_plan_name(plan, k - 1);
    *ret = models;
    return RI_OK;
}

static ri_status tell(const struct test *test, struct ri_arena *mem, const char **ret,
                      struct ri_error *err)
{
    for (size_t fold = 0; fold < test->layout.folds && !*ret; fold++)
        if (test->pooled[fold].note) {
            *ret = ri_arena_printf(mem, "%s", test->pooled[fold].note);
            if (!*ret) return ri_fail(err, RI_ENOMEM, "no room for a note");
        }
    return RI_OK;
}

static ri_status run(struct test *test, const struct ri_demand_options *options, bool each_series,
                     struct ri_arena *work, struct ri_arena *mem,
                     struct ri_demand_backtest_result *result, struct ri_error *err)
{
    struct layout *layout = &test->layout;
    const unsigned threads = ri_task_threads(test->task);
    const char   **models = NULL, *note = NULL;
    double        *levels;
    RI_TRY(pool_folds(test, options, work, err));
    layout->models = test->plan.automatic ? ri_demand_plan_count(&test->plan) + 1 : 1;
    RI_TRY(name_models(test, mem, &models, err));
    RI_TRY(tell(test, mem, &note, err));
    RI_ARENA_NEW(levels, mem, test->level_count, err);
    for (size_t l = 0; l < test->level_count; l++) levels[l] = test->levels[l];
    RI_TRY(new_tallies(work, BLOCKS * (layout->models + 1) * layout->cells, test->level_count,
                       &test->tallies, err));
    if (each_series)
        RI_TRY(new_tallies(work, test->panel->series_count * (layout->models + 1),
                           test->level_count, &test->by_series, err));
    RI_ARENA_NEW(test->scratch, work, threads, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&test->scratch[w], mem->limit);
    RI_TRY(backtest_extras_new(test->panel, &test->plan, test->options, layout->models,
                               layout->folds, work, &test->extras, err));
    const ri_status status = ri_parallel(test->task, BLOCKS, one_block, test, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&test->scratch[w]);
    if (status != RI_OK) return status;
    merge_blocks(test);
    *result = (struct ri_demand_backtest_result){.level_count = test->level_count,
                                                 .model_count = layout->models,
                                                 .fold_count = layout->folds,
                                                 .levels = levels,
                                                 .models = models,
                                                 .note = note};
    for (size_t fold = 0; fold < layout->folds; fold++)
        test->extras.origins[fold] = origin_of(test, fold);
    RI_TRY(backtest_extras_read(&test->extras, models, work, mem, result, err));
    return read_scores(test, models, mem, result, err);
}

static ri_status check_folds(const struct test *test, struct ri_error *err)
{
    const size_t folds = test->layout.folds;
    if (folds > RI_DEMAND_FOLDS_MOST)
        return ri_fail(err, RI_EUSAGE, "%zu folds, must be 1 to %d", folds, RI_DEMAND_FOLDS_MOST);
    if (test->options->step > RI_DEMAND_HORIZON_MOST)
        return ri_fail(err, RI_EUSAGE, "a step of %zu periods, must be 1 to %d",
                       test->options->step, RI_DEMAND_HORIZON_MOST);
    const int64_t earliest = origin_of(test, 0);
    for (size_t i = 0; i < test->panel->series_count; i++)
        if (test->panel->series[i].start <= earliest) return RI_OK;
    return ri_fail(err, RI_EUSAGE,
                   "no series reaches back %" PRId64
                   " periods, which %zu folds of %zu periods need",
                   test->panel->last - earliest, folds, test->plan.horizon);
}

ri_status ri_demand_backtest(const struct ri_panel *panel, const struct ri_demand_options *options,
                             const struct ri_backtest_options *backtest, struct ri_task *task,
                             struct ri_arena *mem, struct ri_demand_backtest_result *ret,
                             struct ri_error *err)
{
    struct test                      test = {.panel = panel, .task = task};
    struct ri_demand_backtest_result result;
    struct ri_arena                  work;
    const struct ri_arena_mark       mark = ri_arena_mark(mem);
    struct ri_demand_options         made = *options;
    RI_TRY(ri_demand_plan_make(panel, options, &test.plan, err));
    test.levels = options->levels;
    test.level_count = options->level_count;
    if (backtest->calibration) {
        ri_fine_levels_make(options->levels, options->level_count, &test.fine);
        made.levels = test.fine.levels;
        made.level_count = test.fine.count;
        RI_TRY(ri_demand_plan_make(panel, &made, &test.plan, err));
    }
    struct layout *layout = &test.layout;
    layout->folds = backtest->folds ? backtest->folds : 1;
    layout->steps = test.plan.horizon;
    test.options = backtest;
    for (size_t g = 0; g < backtest->grouping_count; g++)
        layout->groups += backtest->groupings[g].count;
    layout->cells = 1 + layout->folds + layout->steps + RI_DEMAND_CLASS_COUNT + layout->groups;
    RI_TRY(check_folds(&test, err));
    ri_arena_init(&work, mem->limit);
    const ri_status status = run(&test, &made, backtest->each_series, &work, mem, &result, err);
    ri_arena_release(&work);
    if (status != RI_OK) {
        ri_arena_rewind(mem, mark);
        return status;
    }
    *ret = result;
    return RI_OK;
}
