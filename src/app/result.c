/* The run of a call: a thread that produces, a bounded queue, an Arrow stream that consumes. */
#include "app/audit.h"
#include "app/call_internal.h"
#include "app/remote.h"
#include "app/workspace.h"
#include "base/priority.h"

#include <errno.h>
#include <stdarg.h>

enum { QUEUE_BATCHES = 8 };

/* ---- The producing side: what run functions call ------------------------------------------------------------ */

ri_status ri_call_schema(struct ri_call *call, struct ArrowSchema *schema, struct ri_error *err)
{
    struct ri_result *result = &call->result;
    pthread_mutex_lock(&result->lock);
    const bool first = !result->has_schema && !result->has_document;
    if (first) {
        result->schema = *schema;
        schema->release = NULL;
        result->has_schema = true;
        pthread_cond_broadcast(&result->changed);
    }
    pthread_mutex_unlock(&result->lock);
    if (first) return RI_OK;
    schema->release(schema);
    return ri_fail(err, RI_EINTERNAL, "%s says its columns twice", call->operation->info.name);
}

ri_status ri_call_columns(struct ri_call *call, const struct ri_table_column *columns, size_t count,
                          struct ri_error *err)
{
    struct ArrowSchema schema;
    RI_TRY(ri_schema_new(columns, count, &schema, err));
    return ri_call_schema(call, &schema, err);
}

const char ri_transform_key[] = "retailinsight.transform";

ri_status ri_call_columns_made(struct ri_call *call, const struct ri_table_column *columns,
                               size_t count, struct ri_view transform, struct ri_error *err)
{
    struct ArrowSchema schema;
    RI_TRY(ri_schema_new(columns, count, &schema, err));
    const ri_status status = ri_schema_say(&schema, ri_transform_key, transform, err);
    if (status == RI_OK) return ri_call_schema(call, &schema, err);
    schema.release(&schema);
    return status;
}

ri_status ri_call_emit(struct ri_call *call, struct ArrowArray *batch, struct ri_error *err)
{
    if (ri_queue_push(call->result.batches, batch)) {
        batch->release = NULL;
        return ri_task_check(&call->task, err);
    }
    batch->release(batch);
    return ri_fail(err, RI_ECANCELLED, "nobody reads the result any more");
}

ri_status ri_call_emit_builder(struct ri_call *call, struct ri_table_builder *builder,
                               struct ri_error *err)
{
    struct ArrowArray batch;
    RI_TRY(ri_table_builder_finish(builder, &batch, err));
    return ri_call_emit(call, &batch, err);
}

/* The table of operations says what a column is; the result says no other. */
static ri_status declared_columns(struct ri_call *call, int scale, struct ri_table_column **ret,
                                  struct ri_error *err)
{
    const struct ri_operation_info *info = &call->operation->info;
    struct ri_table_column         *columns;
    RI_ARENA_NEW(columns, &call->run_mem, info->column_count, err);
    for (size_t i = 0; i < info->column_count; i++)
        columns[i] =
            (struct ri_table_column){.name = info->columns[i].name,
                                     .type = info->columns[i].type,
                                     .scale = info->columns[i].type == RI_COLUMN_MONEY ? scale : 0,
                                     .help = info->columns[i].help};
    *ret = columns;
    return RI_OK;
}

ri_status ri_call_builder(struct ri_call *call, struct ri_table_builder **ret, struct ri_error *err)
{
    struct ri_table_column *columns;
    RI_TRY(declared_columns(call, 0, &columns, err));
    return ri_table_builder_new(columns, call->operation->info.column_count, ret, err);
}

ri_status ri_call_money_builder(struct ri_call *call, int scale, struct ri_table_builder **ret,
                                struct ri_error *err)
{
    const size_t            count = call->operation->info.column_count;
    struct ri_table_column *columns;
    RI_TRY(declared_columns(call, scale, &columns, err));
    RI_TRY(ri_call_columns(call, columns, count, err));
    return ri_table_builder_new(columns, count, ret, err);
}

ri_status ri_call_answer(struct ri_call *call, struct ri_table_builder *builder, ri_status so_far,
                         struct ri_error *err)
{
    struct ri_table_column *columns;
    ri_status               status = so_far;
    if (status == RI_OK) status = declared_columns(call, 0, &columns, err);
    if (status == RI_OK)
        status = ri_call_columns(call, columns, call->operation->info.column_count, err);
    if (status == RI_OK) status = ri_call_emit_builder(call, builder, err);
    ri_table_builder_free(builder);
    return status;
}

ri_status ri_call_document(struct ri_call *call, const char *content_type, const char *file_name,
                           const void *bytes, size_t length, struct ri_error *err)
{
    unsigned char *copy = (unsigned char *)ri_arena_copy(&call->run_mem, bytes, length);
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room for a document of %zu bytes", length);
    struct ri_result *result = &call->result;
    pthread_mutex_lock(&result->lock);
    result->document = (struct ri_document){content_type, file_name, copy, length};
    result->has_document = true;
    pthread_cond_broadcast(&result->changed);
    pthread_mutex_unlock(&result->lock);
    return RI_OK;
}

static void add_note(struct ri_result *result, const char *text)
{
    for (size_t i = 0; i < result->note_count; i++) {
        if (strcmp(result->notes[i], text) == 0) return;
    }
    if (result->note_count == result->note_room) {
        const size_t room = result->note_room ? result->note_room * 2 : 8;
        const char **notes = ri_arena_new(&result->call->mem, const char *, room);
        if (!notes) return;
        if (result->note_count) memcpy(notes, result->notes, result->note_count * sizeof *notes);
        result->notes = notes;
        result->note_room = room;
    }
    const char *copy = ri_arena_copy(&result->call->mem, text, strlen(text));
    if (copy) result->notes[result->note_count++] = copy;
}

void ri_call_note(struct ri_call *call, const char *fmt, ...)
{
    char    text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    pthread_mutex_lock(&call->result.lock);
    add_note(&call->result, text);
    pthread_mutex_unlock(&call->result.lock);
}

void ri_call_verdict(struct ri_call *call, ri_status status, const char *fmt, ...)
{
    struct ri_result *result = &call->result;
    va_list           args;
    va_start(args, fmt);
    pthread_mutex_lock(&result->lock);
    result->verdict = true;
    result->error = (struct ri_error){.code = status, .file = __FILE__, .line = __LINE__};
    vsnprintf(result->error.message, sizeof result->error.message, fmt, args);
    pthread_mutex_unlock(&result->lock);
    va_end(args);
}

/* ---- The thread ---------------------------------------------------------------------------------------------- */

static void finish(struct ri_result *result, ri_status status, const struct ri_error *error)
{
    pthread_mutex_lock(&result->lock);
    if (status != RI_OK) {
        result->verdict = false;
        result->status = status;
        result->error = *error;
        result->error.code = status;
    } else {
        result->status = result->verdict ? result->error.code : RI_OK;
    }
    result->finished = true;
    pthread_cond_broadcast(&result->changed);
    pthread_mutex_unlock(&result->lock);
    ri_queue_close_writer(result->batches);
}

static ri_status run_here(struct ri_call *call, struct ri_error *err)
{
    int64_t audit = 0;
    RI_TRY(ri_audit_begins(call, &audit, err));
    const ri_status status = call->operation->run(call, err);
    ri_audit_ended(call, audit, status);
    return status;
}

/* Where a server has the workspace, somebody waits for quick answers beside a long one. */
static bool gives_way(const struct ri_call *call)
{
    return call->operation->info.flags & RI_LONG && ri_workspace_attendant(call->workspace);
}

static void *run(void *argument)
{
    struct ri_call *call = argument;
    if (gives_way(call)) ri_priority_give_way();
    struct ri_error error = {0};
    bool            passed = false;
    ri_status       status = ri_remote_run(call, &passed, &error);
    if (status == RI_OK && !passed) status = run_here(call, &error);
    if (status == RI_OK && !call->result.has_schema && !call->result.has_document)
        status = ri_call_columns(call, NULL, 0, &error); /* nothing to show: no columns, no rows */
    finish(&call->result, status, &error);
    return NULL;
}

static void join(struct ri_result *result)
{
    if (!result->started || result->joined) return;
    pthread_join(result->thread, NULL);
    result->joined = true;
}

ri_status ri_call_run(struct ri_call *call, struct ri_result **ret, struct ri_error *err)
{
    struct ri_result *result = &call->result;
    if (result->started)
        return ri_fail(err, RI_EUSAGE, "%s: a call runs once", call->operation->info.name);
    RI_TRY(ri_call_check(call, err));
    RI_TRY(ri_queue_new(QUEUE_BATCHES, sizeof(struct ArrowArray), &result->batches, err));
    if (pthread_create(&result->thread, NULL, run, call) != 0)
        return ri_fail(err, RI_ENOMEM, "no thread for %s", call->operation->info.name);
    result->started = true;
    pthread_mutex_lock(&result->lock);
    while (!result->has_schema && !result->finished)
        pthread_cond_wait(&result->changed, &result->lock);
    const bool failed =
        result->finished && result->status != RI_OK && !result->has_schema && !result->has_document;
    pthread_mutex_unlock(&result->lock);
    if (!failed) {
        *ret = result;
        return RI_OK;
    }
    join(result);
    if (err) *err = result->error;
    return result->status;
}

void ri_call_cancel(struct ri_call *call)
{
    ri_task_cancel(&call->task);
}

/* ---- The consuming side: an Arrow stream -------------------------------------------------------------------- */

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct ri_result *result = stream->private_data;
    return ri_schema_describe(&result->schema, NULL, 0, out, NULL) == RI_OK ? 0 : ENOMEM;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct ri_result *result = stream->private_data;
    if (ri_queue_pop(result->batches, out)) return 0;
    join(result);
    *out = (struct ArrowArray){0}; /* the end */
    return result->status == RI_OK || result->verdict ? 0 : EIO;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    return ((struct ri_result *)stream->private_data)->error.message;
}

/* Stops the run if it goes on, and forgets what it still had to say. */
static void drain(struct ri_result *result)
{
    if (!result->batches) return;
    struct ArrowArray batch;
    ri_queue_close_reader(result->batches);
    if (result->started) ri_call_cancel(result->call); /* no matter if it has ended */
    join(result);
    while (ri_queue_pop(result->batches, &batch)) batch.release(&batch);
}

static void stream_release(struct ArrowArrayStream *stream)
{
    struct ri_result *result = stream->private_data;
    if (!result->joined) drain(result);
    stream->release = NULL;
}

ri_status ri_result_stream(struct ri_result *result, struct ArrowArrayStream *ret,
                           struct ri_error *err)
{
    if (!result->has_schema)
        return ri_fail(err, RI_ENOTFOUND, "the result is a document, not rows");
    if (result->stream_taken) return ri_fail(err, RI_EUSAGE, "the rows were already taken");
    result->stream_taken = true;
    *ret = (struct ArrowArrayStream){.get_schema = stream_schema,
                                     .get_next = stream_next,
                                     .get_last_error = stream_error,
                                     .release = stream_release,
                                     .private_data = result};
    return RI_OK;
}

bool ri_result_document(const struct ri_result *result, struct ri_document *ret)
{
    if (result->has_document) *ret = result->document;
    return result->has_document;
}

ri_status ri_result_status(const struct ri_result *result, struct ri_error *err)
{
    struct ri_result *own = (struct ri_result *)result;
    pthread_mutex_lock(&own->lock);
    const ri_status status = result->finished ? result->status : RI_OK;
    if (status != RI_OK && err) *err = result->error;
    pthread_mutex_unlock(&own->lock);
    return status;
}

size_t ri_result_note_count(const struct ri_result *result)
{
    return result->note_count;
}

const char *ri_result_note_at(const struct ri_result *result, size_t i)
{
    return i < result->note_count ? result->notes[i] : NULL;
}

size_t ri_result_param_count(const struct ri_result *result)
{
    return result->call->operation->info.param_count;
}

bool ri_result_param_at(const struct ri_result *result, size_t i, const char **ret_name,
                        const char **ret_value)
{
    const struct ri_call *call = result->call;
    if (i >= call->operation->info.param_count) return false;
    const struct ri_argument *argument = &call->arguments[i];
    *ret_name = call->operation->info.params[i].name;
    *ret_value = argument->used ? argument->used : ri_call_text(call, *ret_name);
    if (!argument->used && argument->count > 1) { /* a list: as it may be typed */
        struct ri_text text = {0};
        for (size_t j = 0; j < argument->count; j++) {
            if (j) ri_text_putc(&text, ',');
            ri_text_puts(&text, argument->values[j].text);
        }
        *ret_value =
            ri_arena_copy((struct ri_arena *)&call->mem, text.at ? text.at : "", text.length);
        ri_text_release(&text);
    }
    return *ret_value != NULL;
}

const char *ri_result_workspace(const struct ri_result *result)
{
    return result->workspace;
}

void ri_result_free(struct ri_result *result)
{
    if (!result || !result->call) return;
    drain(result);
    ri_queue_free(result->batches);
    result->batches = NULL;
    if (result->has_schema && result->schema.release) result->schema.release(&result->schema);
}
