/* Calls within calls. */
#include "app/nested.h"

#include "app/call_internal.h"

static void forward(void *context, const struct ri_progress *progress)
{
    const struct ri_nested *nested = context;
    ri_task_progress(nested->task, progress->stage, progress->done, progress->total,
                     progress->unit);
    if (ri_task_check(nested->task, NULL) != RI_OK) ri_call_cancel(nested->call);
}

static ri_status begin(struct ri_workspace *workspace, const struct ri_principal *principal,
                       const char *operation, struct ri_nested *ret, struct ri_error *err)
{
    RI_TRY(ri_call_new(workspace, operation, principal, &ret->call, err));
    ret->call->task.clock = ret->task->clock;
    ret->call->task.clock_context = ret->task->clock_context;
    ri_call_watch(ret->call, forward, ret);
    return RI_OK;
}

ri_status ri_nested_begin(struct ri_call *outer, struct ri_workspace *workspace,
                          const struct ri_principal *principal, const char *operation,
                          struct ri_nested *ret, struct ri_error *err)
{
    *ret = (struct ri_nested){
        .outer = outer, .task = ri_call_task(outer), .mem = ri_call_mem(outer)};
    return begin(workspace, principal, operation, ret, err);
}

ri_status ri_nested_alone(struct ri_workspace *workspace, struct ri_task *task,
                          struct ri_arena *mem, const char *operation, struct ri_nested *ret,
                          struct ri_error *err)
{
    *ret = (struct ri_nested){.task = task, .mem = mem};
    return begin(workspace, NULL, operation, ret, err);
}

ri_status ri_nested_stream(struct ri_nested *nested, ri_status so_far, const char *about,
                           ri_nested_stream_fn *take, void *context, struct ri_error *err)
{
    struct ri_result       *result;
    struct ArrowArrayStream stream;
    ri_status status = so_far == RI_OK ? ri_call_run(nested->call, &result, err) : so_far;
    if (status == RI_OK) {
        status = ri_result_stream(result, &stream, err);
        if (status == RI_OK) {
            status = take(context, &stream, err);
            stream.release(&stream);
        }
        if (status == RI_OK) status = ri_result_status(result, err);
        for (size_t i = 0; about && nested->outer && i < ri_result_note_count(result); i++)
            ri_call_note(nested->outer, "%s: %s", about, ri_result_note_at(result, i));
    }
    ri_call_free(nested->call);
    return status;
}

struct rows {
    struct ri_arena  *mem;
    ri_nested_row_fn *each;
    void             *context;
};

/* A stream that fails ends it here; the result says why. */
static ri_status take_rows(void *context, struct ArrowArrayStream *stream, struct ri_error *err)
{
    const struct rows   *rows = context;
    struct ArrowSchema   schema = {.release = NULL};
    struct ri_table_view view;
    if (stream->get_schema(stream, &schema) != 0) return RI_OK;
    ri_status status = ri_table_view_init(&view, &schema, rows->mem, err);
    while (status == RI_OK) {
        struct ArrowArray batch = {.release = NULL};
        if (stream->get_next(stream, &batch) != 0 || !batch.release) break;
        status = ri_table_view_batch(&view, &batch, err);
        for (size_t row = 0; status == RI_OK && row < view.rows; row++)
            status = rows->each(rows->context, &view, row, err);
        batch.release(&batch);
    }
    schema.release(&schema);
    return status;
}

ri_status ri_nested_rows(struct ri_nested *nested, ri_status so_far, const char *about,
                         ri_nested_row_fn *each, void *context, struct ri_error *err)
{
    struct rows rows = {nested->mem, each, context};
    return ri_nested_stream(nested, so_far, about, take_rows, &rows, err);
}
