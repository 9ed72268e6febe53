/* The global learner: check, learn, look back, learn again with what was held back, look ahead. */
#include "global.h"

#include "global_internal.h"
#include "global_shape.h"
#include "global_spread.h"
#include "global_strategy.h"
#include "global_total.h"

enum { FEW_ROWS = 35000, ALL_ROWS = 400000, FEW_PAST = 3 };

/* What is wanted of held-back learners are typical errors: a quarter of the rows makes them at a quarter of the cost. */
static size_t past_rows(size_t rows)
{
    return rows / 4 > FEW_ROWS ? rows / 4 : rows < FEW_ROWS ? rows : FEW_ROWS;
}

size_t ri_global_past_most(size_t rows)
{
    const size_t cheap = rows ? ALL_ROWS / past_rows(rows) : FEW_PAST;
    return cheap < FEW_PAST ? FEW_PAST : cheap < RI_GLOBAL_PAST_MOST ? cheap : RI_GLOBAL_PAST_MOST;
}

/* No more than make a year (feasts come once in it), and than leave half of the history to learn from; of kept learners those that there are. */
static size_t count_past(const struct global_run *run)
{
    const struct ri_global_kept *kept = run->global.kept;
    const size_t                 horizon = run->plan.horizon, room = run->frame.n / 2 / horizon;
    const size_t year = run->frame.year / horizon, cheap = ri_global_past_most(run->global.rows);
    const size_t usual = year > FEW_PAST ? (year < cheap ? year : cheap) : FEW_PAST;
    const size_t most = kept && kept->trained ? kept->past_count : usual;
    return room < 1 ? 1 : room < most ? room : most;
}

static int by_size(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The different spans whose sums are to be drawn, rising. */
static ri_status list_spans(struct global_run *run, size_t **ret, size_t *ret_count,
                            struct ri_error *err)
{
    const size_t n = run->panel->series_count;
    size_t      *spans, count = 0, different = 0;
    RI_ARENA_NEW(spans, &run->work, 2 * n + 1, err);
    for (size_t i = 0; i < n; i++) {
        spans[count++] = ri_demand_plan_protection(&run->plan, i);
        if (run->plan.lead) spans[count++] = run->plan.lead[i];
    }
    qsort(spans, count, sizeof *spans, by_size);
    for (size_t i = 0; i < count; i++)
        if (spans[i] && (different == 0 || spans[i] != spans[different - 1]))
            spans[different++] = spans[i];
    *ret = spans;
    *ret_count = different;
    return RI_OK;
}

/* Trained anew up to each origin: one that is older than today's will be forgets a trend, and its errors all lie on one side. */
static ri_status look_back(struct global_run *run, const struct global_said *past, size_t count,
                           struct ri_error *err)
{
    const size_t rows = run->global.rows;
    ri_status    status = RI_OK;
    run->global.rows = past_rows(rows);
    for (size_t k = 0; k < count && status == RI_OK; k++) {
        run->global.slot = k + 1;
        status = global_forecast_from(&run->frame, &run->global, past[k].origin, run->task,
                                      past[k].values, err);
    }
    run->global.rows = rows;
    run->global.slot = 0;
    return status;
}

static ri_status make_spread(struct global_run *run, struct ri_arena *mem, struct ri_learnt *learnt,
                             struct ri_error *err)
{
    const struct global_looked looked = {&run->frame, learnt->past, learnt->past_count,
                                         learnt->horizon};
    size_t                    *spans = NULL, span_count = 0;
    struct global_spread      *spread;
    RI_TRY(list_spans(run, &spans, &span_count, err));
    RI_TRY(global_spread_make(&looked, run->plan.levels, run->plan.level_count, spans, span_count,
                              run->plan.draws, &run->work, mem, &spread, err));
    learnt->spread = spread;
    return RI_OK;
}

static ri_status learn(struct global_run *run, struct ri_arena *mem, struct ri_learnt *ret,
                       struct ri_error *err)
{
    const struct ri_learn_settings *settings = &run->global.settings;
    struct ri_learnt                learnt = {.series_count = run->panel->series_count,
                                              .horizon = run->plan.horizon,
                                              .past_count = count_past(run)};
    const size_t                    cells = learnt.series_count * learnt.horizon;
    struct global_said              past[RI_GLOBAL_PAST_MOST], now = {.origin = run->frame.n};
    float                          *values;
    double                          share = 0;
    RI_ARENA_NEW(now.values, mem, cells, err);
    RI_ARENA_NEW(values, mem, learnt.past_count * cells, err);
    for (size_t k = 0; k < learnt.past_count; k++)
        past[k] = (struct global_said){run->frame.n - (k + 1) * learnt.horizon, values + k * cells};
    RI_TRY(look_back(run, past, learnt.past_count, err));
    RI_TRY(global_forecast_from(&run->frame, &run->global, now.origin, run->task, now.values, err));
    if (!run->global.without_total)
        RI_TRY(global_total_draw(&run->frame, past, learnt.past_count, &now, learnt.horizon, &share,
                                 err));
    learnt.past = values;
    learnt.ahead = now.values;
    RI_TRY(make_spread(run, mem, &learnt, err));
    learnt.params = ri_arena_printf(mem, "trees %lld, leaves %lld, rate %g, total %.2f",
                                    (long long)settings->trees, (long long)settings->leaves,
                                    settings->rate, share);
    if (!learnt.params) return ri_fail(err, RI_ENOMEM, "no room for the result");
    if (run->global.kept && !run->global.kept->trained)
        RI_TRY(global_shape_note(run, learnt.past, run->global.kept, err));
    *ret = learnt;
    return RI_OK;
}

ri_status ri_global_learn(const struct ri_panel *panel, const struct ri_demand_options *options,
                          struct ri_task *task, struct ri_arena *mem, struct ri_learnt *ret,
                          struct ri_error *err)
{
    struct ri_global_options   global;
    struct global_run          run;
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    ri_demand_learner(panel, options, &global);
    ri_status status =
        global_run_init(&run, panel, options->covariates, options, &global, task, err);
    if (status == RI_OK) status = learn(&run, mem, ret, err);
    global_run_release(&run);
    if (status != RI_OK) ri_arena_rewind(mem, mark);
    return status;
}
