/* Walks the rows that training would sample. */
#include "global_table.h"

#include "global_internal.h"

static ri_status visit(struct global_run *run, const struct ri_global_visitor *visitor,
                       struct ri_error *err)
{
    const struct global_frame   *frame = &run->frame;
    const struct ri_global_table table = {frame->feature_count, frame->names, frame->categorical};
    struct global_series         series;
    float                       *x;
    RI_TRY(global_series_new(frame, &run->work, &series, err));
    RI_ARENA_NEW(x, &run->work, frame->feature_count, err);
    RI_TRY(visitor->table(visitor->context, &table, err));
    const size_t each = global_rows_each(frame, &run->global);
    for (size_t i = 0; i < frame->panel->series_count; i++) {
        struct ri_random random;
        RI_TRY(ri_task_check(run->task, err));
        ri_random_init(&random, run->global.seed, i);
        global_series_load(frame, i, &series);
        for (size_t j = 0; j < each; j++) {
            struct global_place place;
            if (!global_place(frame, &run->global, frame->n, each, j, &series, &random, &place))
                continue;
            const double  base = global_row(frame, &series, place.origin, place.step, x);
            const int64_t target = frame->first + (int64_t)place.target;
            const struct ri_global_row row = {.series = i,
                                              .step = place.step,
                                              .origin = target - (int64_t)place.step,
                                              .target = target,
                                              .value = series.y[place.target],
                                              .base = base,
                                              .features = x};
            RI_TRY(visitor->row(visitor->context, &row, err));
        }
        ri_task_progress(run->task, "features", i + 1, frame->panel->series_count, "series");
    }
    return RI_OK;
}

ri_status ri_global_table_visit(const struct ri_panel          *panel,
                                const struct ri_covariates     *covariates,
                                const struct ri_demand_options *options,
                                const struct ri_global_options *global, struct ri_task *task,
                                const struct ri_global_visitor *visitor, struct ri_error *err)
{
    struct global_run run;
    ri_status         status = global_run_init(&run, panel, covariates, options, global, task, err);
    if (status == RI_OK) status = visit(&run, visitor, err);
    global_run_release(&run);
    return status;
}
