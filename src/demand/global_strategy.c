/* Direct, recursive, both. */
#include "global_strategy.h"

#include "global_kept.h"

#include <math.h>

typedef ri_status forecast_fn(const struct global_frame *frame, const struct ri_learned *learned,
                              size_t horizon, size_t origin, struct ri_task *task, float *ret,
                              struct ri_error *err);

static ri_status walk(const struct global_frame *frame, const struct ri_learned *learned,
                      size_t horizon, size_t origin, struct ri_task *task, struct ri_arena *mem,
                      float *ret, struct ri_error *err)
{
    const size_t        series = frame->panel->series_count;
    struct global_frame longer;
    float              *said;
    RI_ARENA_NEW(said, mem, series, err);
    RI_TRY(global_frame_extend(frame, origin, horizon, mem, &longer, err));
    for (size_t s = 0; s < horizon; s++) {
        RI_TRY(global_predict(&longer, learned, 1, origin + s, task, said, err));
        global_frame_say(&longer, origin + s, said);
        for (size_t i = 0; i < series; i++) ret[i * horizon + s] = said[i];
    }
    return RI_OK;
}

static ri_status step_by_step(const struct global_frame *frame, const struct ri_learned *learned,
                              size_t horizon, size_t origin, struct ri_task *task, float *ret,
                              struct ri_error *err)
{
    struct ri_arena mem;
    ri_arena_init(&mem, SIZE_MAX);
    const ri_status status = walk(frame, learned, horizon, origin, task, &mem, ret, err);
    ri_arena_release(&mem);
    return status;
}

/* One way of the table below, added to ret with its share. */
static ri_status add_way(const struct global_frame *frame, const struct global_plan *plan,
                         size_t origin, bool recursive, struct ri_task *task, float *own,
                         float *ret, struct ri_error *err)
{
    static forecast_fn *const ways[] = {global_predict, step_by_step};
    const float               share = plan->strategy == RI_STRATEGY_BOTH ? 0.5f : 1;
    const size_t              cells = frame->panel->series_count * plan->horizon;
    struct global_plan        training = *plan;
    struct ri_learned        *passing = NULL; /* used once, where none is kept */
    struct ri_learned       **learned =
        plan->kept ? &plan->kept->learned[plan->slot][recursive] : &passing;
    if (recursive) training.horizon = 1;
    if (!*learned) RI_TRY(global_train(frame, &training, origin, task, learned, err));
    const ri_status status =
        ways[recursive](frame, *learned, plan->horizon, origin, task, own, err);
    for (size_t c = 0; c < cells && status == RI_OK; c++) ret[c] += share * own[c];
    ri_learned_free(passing);
    return status;
}

ri_status global_forecast_from(const struct global_frame *frame, const struct global_plan *plan,
                               size_t origin, struct ri_task *task, float *ret,
                               struct ri_error *err)
{
    const size_t    cells = frame->panel->series_count * plan->horizon;
    const bool      wanted[] = {plan->strategy != RI_STRATEGY_RECURSIVE,
                                plan->strategy != RI_STRATEGY_DIRECT};
    struct ri_arena mem;
    ri_arena_init(&mem, SIZE_MAX);
    float    *own = ri_arena_take(&mem, cells, sizeof *own);
    ri_status status = own ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for forecasts");
    for (size_t c = 0; c < cells; c++) ret[c] = 0;
    for (size_t way = 0; way < RI_COUNT(wanted) && status == RI_OK; way++)
        if (wanted[way]) status = add_way(frame, plan, origin, way == 1, task, own, ret, err);
    ri_arena_release(&mem);
    return status;
}
