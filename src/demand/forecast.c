/* The batch: room for the result, then every series on its own in parallel. */
#include "demand.h"
#include "one.h"

#include <stdatomic.h>

#include "base/thread.h"

#define TEXT_OF_(code, text) text,
const char *ri_demand_class_text(ri_demand_class demand_class)
{
    static const char *const texts[] = {RI_DEMAND_CLASS_MAP(TEXT_OF_)};
    return (size_t)demand_class < RI_COUNT(texts) ? texts[demand_class] : "unknown";
}

const char *ri_demand_rung_text(ri_demand_rung rung)
{
    static const char *const texts[] = {RI_DEMAND_RUNG_MAP(TEXT_OF_)};
    return (size_t)rung < RI_COUNT(texts) ? texts[rung] : "unknown";
}
#undef TEXT_OF_

struct batch {
    const struct ri_panel     *panel;
    struct ri_demand_plan      plan;
    struct ri_pooled           pooled;
    struct ri_task            *task;
    struct ri_answer          *answers; /* by series: where its numbers go */
    struct ri_arena           *scratch; /* by worker */
    struct ri_series_forecast *series;
    atomic_size_t              done;
};

static ri_status one_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct batch              *batch = context;
    struct ri_arena           *scratch = &batch->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct ri_tried           *tried;
    RI_ARENA_NEW(tried, scratch, 1, err);
    RI_TRY(ri_try_models(&batch->plan, &batch->pooled, i, scratch, tried, err));
    RI_TRY(ri_answer_series(&batch->plan, tried, RI_CHOOSE, &batch->answers[i], scratch,
                            &batch->series[i], err));
    ri_arena_rewind(scratch, mark);
    ri_task_progress(batch->task, "forecast", atomic_fetch_add(&batch->done, 1) + 1,
                     batch->panel->series_count, "series");
    return RI_OK;
}

/* Room for all numbers and texts at once; workers write into it and ask nobody. */
static ri_status lay_out(struct batch *batch, struct ri_arena *mem, struct ri_demand_result *result,
                         struct ri_error *err)
{
    const struct ri_demand_plan *plan = &batch->plan;
    const size_t n = batch->panel->series_count, h = plan->horizon, bands = h * plan->level_count;
    double      *means, *quantiles, *levels;
    char        *texts;
    float       *errors = NULL;
    const size_t past = plan->errors ? plan->origins * h : 0;
    RI_ARENA_NEW(batch->series, mem, n, err);
    RI_ARENA_NEW(means, mem, n * h, err);
    RI_ARENA_NEW(quantiles, mem, n * bands, err);
    RI_ARENA_NEW(texts, mem, n * 2 * RI_TEXT_ROOM, err);
    RI_ARENA_NEW(levels, mem, plan->level_count, err);
    if (past) RI_ARENA_NEW(errors, mem, n * past, err);
    for (size_t l = 0; l < plan->level_count; l++) levels[l] = plan->levels[l];
    for (size_t i = 0; i < n; i++) {
        struct ri_answer *answer = &batch->answers[i];
        *answer = (struct ri_answer){.mean = means + i * h,
                                     .quantiles = quantiles + i * bands,
                                     .protection.periods = ri_demand_plan_protection(plan, i),
                                     .lead.periods = plan->lead ? plan->lead[i] : 0,
                                     .errors = past ? errors + i * past : NULL,
                                     .closed = plan->closed ? plan->closed + i * plan->closed_steps
                                                            : NULL,
                                     .closed_steps = plan->closed_steps,
                                     .params = texts + 2 * i * RI_TEXT_ROOM,
                                     .reason = texts + (2 * i + 1) * RI_TEXT_ROOM};
        if (answer->protection.periods)
            RI_ARENA_NEW(answer->protection.draws, mem, plan->draws, err);
        if (answer->lead.periods) RI_ARENA_NEW(answer->lead.draws, mem, plan->draws, err);
    }
    *result = (struct ri_demand_result){.first = batch->panel->last + 1,
                                        .horizon = h,
                                        .season = plan->season,
                                        .level_count = plan->level_count,
                                        .draw_count = plan->draws,
                                        .origin_count = plan->errors ? plan->origins : 0,
                                        .series_count = n,
                                        .levels = levels,
                                        .series = batch->series};
    return RI_OK;
}

static ri_status run(struct batch *batch, const struct ri_demand_options *options,
                     struct ri_arena *work, unsigned threads, struct ri_arena *mem,
                     struct ri_demand_result *result, struct ri_error *err)
{
    RI_TRY(ri_pooled_make(&batch->plan, batch->panel, options, batch->task, work, &batch->pooled,
                          err));
    RI_ARENA_NEW(batch->answers, work, batch->panel->series_count, err);
    RI_ARENA_NEW(batch->scratch, work, threads, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&batch->scratch[w], mem->limit);
    RI_TRY(lay_out(batch, mem, result, err));
    if (batch->pooled.note) {
        result->note = ri_arena_printf(mem, "%s", batch->pooled.note);
        if (!result->note) return ri_fail(err, RI_ENOMEM, "no room for a note");
    }
    const ri_status status =
        ri_parallel(batch->task, batch->panel->series_count, one_series, batch, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&batch->scratch[w]);
    for (size_t i = 0; i < result->series_count && status == RI_OK; i++)
        result->rungs[batch->series[i].rung]++;
    return status;
}

ri_status ri_demand_forecast(const struct ri_panel *panel, const struct ri_demand_options *options,
                             struct ri_task *task, struct ri_arena *mem,
                             struct ri_demand_result *ret, struct ri_error *err)
{
    struct batch               batch = {.panel = panel, .task = task};
    struct ri_demand_result    result;
    struct ri_arena            work;
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    RI_TRY(ri_demand_plan_make(panel, options, &batch.plan, err));
    ri_arena_init(&work, mem->limit);
    const ri_status status = run(&batch, options, &work, ri_task_threads(task), mem, &result, err);
    ri_arena_release(&work);
    if (status != RI_OK) {
        ri_arena_rewind(mem, mark);
        return status;
    }
    *ret = result;
    return RI_OK;
}
