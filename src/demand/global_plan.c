/* Options of the global learner checked, its frame laid out, its training planned. */
#include "global_internal.h"

#include "global_shape.h"

bool ri_strategy_parse(const char *text, ri_strategy *ret)
{
#define TEXT_OF_(code, text) text,
    static const char *const texts[] = {RI_STRATEGY_MAP(TEXT_OF_)};
#undef TEXT_OF_
    for (size_t s = 0; s < RI_COUNT(texts); s++)
        if (strcmp(texts[s], text) == 0) return *ret = (ri_strategy)s, true;
    return false;
}

static void make_plan(struct global_run *run, const struct ri_global_options *options)
{
    const struct global_frame *frame = &run->frame;
    struct ri_learn_settings  *settings = &run->global.settings;
    ri_learn_defaults(&ri_learner_boost, settings);
    settings->objective = RI_OBJECTIVE_TWEEDIE;
    settings->trees = options->trees ? (int64_t)options->trees : 300;
    settings->leaves = options->leaves ? (int64_t)options->leaves : 31;
    settings->rate = options->rate > 0 ? options->rate : 0.05;
    settings->bins = 127;
    settings->min_leaf = 200;
    settings->column_share = 0.6;
    settings->row_share = 0.7;
    settings->seed = (int64_t)(options->seed & 0x7fffffff);
    run->global.rows = options->rows ? options->rows : 1600000;
    run->global.horizon = run->plan.horizon;
    run->global.seed = options->seed;
    run->global.without_total = options->without_total;
    run->global.kept = options->kept;
    /* Two years where there are years, but never so far back that nothing lies before. */
    const size_t wanted = frame->year ? 2 * frame->year + frame->season : 100 * frame->season;
    const size_t most = frame->n - 2 * frame->season;
    run->global.span = wanted < most ? wanted : most;
    const size_t rows = global_rows_each(frame, &run->global) * frame->panel->series_count;
    run->global.strategy = options->strategy != RI_STRATEGY_AUTO ? options->strategy
                           : rows >= RI_GLOBAL_BOTH_ROWS         ? RI_STRATEGY_BOTH
                                                                 : RI_STRATEGY_DIRECT;
}

static ri_status prepare(struct global_run *run, const struct ri_demand_options *options,
                         const struct ri_global_options *global, struct ri_error *err)
{
    struct ri_demand_options checked = *options;
    checked.model = "boost";
    RI_TRY(ri_demand_plan_make(run->panel, &checked, &run->plan, err));
    const struct ri_global_kept *kept = global->kept && global->kept->trained ? global->kept : NULL;
    const size_t                 season = run->plan.season, horizon = run->plan.horizon;
    if (kept) {
        RI_TRY(global_shape_check(kept, run->panel, &run->plan, err));
        RI_TRY(global_shape_words(kept, run->covariates, run->panel->series_count, &run->work,
                                  &run->translated, err));
        run->covariates = &run->translated;
    }
    RI_TRY(
        ri_covariates_reach(run->covariates, run->panel, run->panel->last + (int64_t)horizon, err));
    const size_t most = 3 * 52 * (season < 7 ? 7 : season) + 20 * season + horizon;
    RI_TRY(
        global_frame_make(run->panel, run->covariates, season, most, &run->work, &run->frame, err));
    if (run->frame.n < 4 * horizon + 8 * season)
        return ri_fail(err, RI_EDATA,
                       "%zu periods of history are too few for a learner over all series: it needs "
                       "%zu (four horizons and eight seasons)",
                       run->frame.n, 4 * horizon + 8 * season);
    if (kept) run->frame.carried = global->carried;
    make_plan(run, global);
    return kept ? global_shape_features(kept, &run->frame, err) : RI_OK;
}

ri_status global_run_init(struct global_run *run, const struct ri_panel *panel,
                          const struct ri_covariates     *covariates,
                          const struct ri_demand_options *options,
                          const struct ri_global_options *global, struct ri_task *task,
                          struct ri_error *err)
{
    static const struct ri_covariates none = {0};
    *run = (struct global_run){
        .panel = panel, .covariates = covariates ? covariates : &none, .task = task};
    ri_arena_init(&run->work, SIZE_MAX);
    return prepare(run, options, global, err);
}

void global_run_release(struct global_run *run)
{
    ri_arena_release(&run->work);
}
