/* Sampling of training rows, series by series, and prediction in blocks of series. */
#include "global_train.h"

#include "base/random.h"
#include "base/thread.h"
#include "global_kept.h"

#include <math.h>

struct sampling {
    const struct global_frame *frame;
    const struct global_plan  *plan;
    size_t                     known, each; /* rows tried a series */
    struct global_series      *scratch;     /* [threads] */
    float                     *x, *y, *weight;
    double                    *start;
    bool                      *used; /* [series][each] */
};

size_t global_rows_each(const struct global_frame *frame, const struct global_plan *plan)
{
    const size_t ways = plan->strategy == RI_STRATEGY_BOTH ? 2 : 1;
    const size_t each = plan->rows / ways / frame->panel->series_count;
    return each < 4 ? 4 : each < 4 * plan->span ? each : 4 * plan->span;
}

bool global_place(const struct global_frame *frame, const struct global_plan *plan, size_t known,
                  size_t each, size_t j, const struct global_series *series,
                  struct ri_random *random, struct global_place *ret)
{
    const double spot = ((double)j + ri_random_uniform(random)) / (double)each;
    const size_t step = 1 + ri_random_below(random, plan->horizon);
    const size_t ago = (size_t)(spot * (double)plan->span);
    if (ago + 1 > known) return false;
    const size_t target = known - 1 - ago;
    if (target + 1 < step) return false;
    const size_t origin = target + 1 - step;
    if (origin < series->first + frame->season || isnan(series->y[target])) return false;
    *ret = (struct global_place){origin, step, target};
    return true;
}

static bool sample_row(const struct sampling *sampling, const struct global_series *series,
                       struct ri_random *random, size_t j, size_t row)
{
    struct global_place place;
    if (!global_place(sampling->frame, sampling->plan, sampling->known, sampling->each, j, series,
                      random, &place))
        return false;
    float       *x = sampling->x + row * sampling->frame->feature_count;
    const double base = global_row(sampling->frame, series, place.origin, place.step, x);
    sampling->y[row] = (float)fmax(0, series->y[place.target]);
    sampling->start[row] = log(base);
    return true;
}

static ri_status sample_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct sampling      *sampling = context;
    struct global_series *series = &sampling->scratch[worker];
    struct ri_random      random;
    ri_random_init(&random, sampling->plan->seed, i);
    global_series_load(sampling->frame, i, series);
    for (size_t j = 0; j < sampling->each; j++)
        sampling->used[i * sampling->each + j] =
            sample_row(sampling, series, &random, j, i * sampling->each + j);
    (void)err;
    return RI_OK;
}

/* Moves the rows that were used to the front; returns how many. */
static size_t close_ranks(struct sampling *sampling, size_t tried)
{
    const size_t width = sampling->frame->feature_count;
    size_t       rows = 0;
    for (size_t i = 0; i < tried; i++) {
        if (!sampling->used[i]) continue;
        if (rows != i) {
            memmove(sampling->x + rows * width, sampling->x + i * width, width * sizeof(float));
            sampling->y[rows] = sampling->y[i];
            sampling->start[rows] = sampling->start[i];
        }
        rows++;
    }
    return rows;
}

static ri_status scratch_new(const struct global_frame *frame, unsigned threads,
                             struct ri_arena *mem, struct global_series **ret, struct ri_error *err)
{
    RI_ARENA_NEW(*ret, mem, threads, err);
    for (unsigned w = 0; w < threads; w++) RI_TRY(global_series_new(frame, mem, &(*ret)[w], err));
    return RI_OK;
}

static ri_status sample_and_train(struct sampling *sampling, struct ri_arena *mem,
                                  struct ri_task *task, struct ri_learned **ret,
                                  struct ri_error *err)
{
    const struct global_frame *frame = sampling->frame;
    const size_t               series = frame->panel->series_count;
    const size_t               tried = series * sampling->each;
    RI_TRY(scratch_new(frame, ri_task_threads(task), mem, &sampling->scratch, err));
    RI_ARENA_NEW(sampling->x, mem, tried * frame->feature_count, err);
    RI_ARENA_NEW(sampling->y, mem, tried, err);
    RI_ARENA_NEW(sampling->start, mem, tried, err);
    RI_ARENA_NEW(sampling->used, mem, tried, err);
    RI_TRY(ri_parallel(task, series, sample_series, sampling, err));
    const struct ri_learn_data data = {.in = {.rows = close_ranks(sampling, tried),
                                              .columns = frame->feature_count,
                                              .x32 = sampling->x},
                                       .target = sampling->y,
                                       .start = sampling->start,
                                       .categorical = frame->categorical};
    if (!data.in.rows) return ri_fail(err, RI_EDATA, "no series has enough history to learn from");
    if (sampling->plan->kept && sampling->plan->slot == 0)
        sampling->plan->kept->rows = data.in.rows;
    return ri_learn_train(&ri_learner_boost, &data, &sampling->plan->settings, task, ret, err);
}

ri_status global_train(const struct global_frame *frame, const struct global_plan *plan,
                       size_t known, struct ri_task *task, struct ri_learned **ret,
                       struct ri_error *err)
{
    struct sampling sampling = {.frame = frame, .plan = plan, .known = known};
    struct ri_arena mem;
    sampling.each = global_rows_each(frame, plan);
    ri_arena_init(&mem, SIZE_MAX);
    const ri_status status = sample_and_train(&sampling, &mem, task, ret, err);
    ri_arena_release(&mem);
    return status;
}

/* ---- Asking -------------------------------------------------------------------------------------------------------- */

enum { SERIES_A_BLOCK = 512 };

struct asking {
    const struct global_frame *frame;
    size_t                     horizon, origin, from; /* from: first series of the block */
    struct global_series      *scratch;
    float                     *x;
    double                    *base, *answer;
};

static ri_status fill_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct asking        *asking = context;
    struct global_series *series = &asking->scratch[worker];
    global_series_load(asking->frame, asking->from + i, series);
    for (size_t h = 0; h < asking->horizon; h++) {
        const size_t at = i * asking->horizon + h;
        const bool   can = series->first < asking->origin;
        float       *x = asking->x + at * asking->frame->feature_count;
        asking->base[at] = can ? global_row(asking->frame, series, asking->origin, h + 1, x) : NAN;
        if (global_closed(asking->frame, series->index, asking->origin + h)) asking->base[at] = 0;
    }
    (void)err;
    return RI_OK;
}

static ri_status ask_blocks(struct asking *asking, const struct ri_learned *learned,
                            struct ri_task *task, float *ret, struct ri_error *err)
{
    const size_t series = asking->frame->panel->series_count, horizon = asking->horizon;
    for (asking->from = 0; asking->from < series; asking->from += SERIES_A_BLOCK) {
        const size_t left = series - asking->from;
        const size_t count = left < SERIES_A_BLOCK ? left : SERIES_A_BLOCK;
        RI_TRY(ri_parallel(task, count, fill_series, asking, err));
        const struct ri_learn_rows rows = {
            .rows = count * horizon, .columns = asking->frame->feature_count, .x32 = asking->x};
        RI_TRY(ri_learned_predict(learned, &rows, ri_task_threads(task), asking->answer, err));
        for (size_t i = 0; i < count * horizon; i++)
            ret[asking->from * horizon + i] = (float)(asking->base[i] * asking->answer[i]);
        ri_task_progress(task, "forecast", asking->from + count, series, "series");
    }
    return RI_OK;
}

static ri_status ask(struct asking *asking, const struct ri_learned *learned, struct ri_arena *mem,
                     struct ri_task *task, float *ret, struct ri_error *err)
{
    const size_t rows = SERIES_A_BLOCK * asking->horizon;
    RI_TRY(scratch_new(asking->frame, ri_task_threads(task), mem, &asking->scratch, err));
    RI_ARENA_NEW(asking->x, mem, rows * asking->frame->feature_count, err);
    RI_ARENA_NEW(asking->base, mem, rows, err);
    RI_ARENA_NEW(asking->answer, mem, rows, err);
    return ask_blocks(asking, learned, task, ret, err);
}

ri_status global_predict(const struct global_frame *frame, const struct ri_learned *learned,
                         size_t horizon, size_t origin, struct ri_task *task, float *ret,
                         struct ri_error *err)
{
    struct asking   asking = {.frame = frame, .horizon = horizon, .origin = origin};
    struct ri_arena mem;
    ri_arena_init(&mem, SIZE_MAX);
    const ri_status status = ask(&asking, learned, &mem, task, ret, err);
    ri_arena_release(&mem);
    return status;
}
