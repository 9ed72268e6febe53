/* A call from inside: what an operation's run function may ask and say.
 *
 *     run(call)  reads typed parameters, which were parsed and checked before it started;
 *                says its columns once, emits batches (waiting for a slow reader), adds notes;
 *                or hands over one document instead of rows.
 *
 * run has a thread of its own. Nothing it takes from ri_call_mem outlives the call. */
#ifndef RI_APP_CALL_H
#define RI_APP_CALL_H
#include "base/date.h"
#include "base/task.h"
#include "table/builder.h"

struct ri_workspace;
struct ri_warehouse;
struct ri_operation;

/* ---- Parameters -------------------------------------------------------------------------------------- */

bool ri_call_has(const struct ri_call *call,
                 const char           *parameter); /* does its operation declare it? */
/* A value set by the caller or the parameter's fallback; NULL when there is neither. For lists: the first. */
const char *ri_call_text(const struct ri_call *call, const char *parameter);
bool        ri_call_given(const struct ri_call *call,
                          const char           *parameter); /* by the caller, not by fallback */
bool        ri_call_flag(const struct ri_call *call, const char *parameter);
int64_t     ri_call_integer(const struct ri_call *call, const char *parameter, int64_t otherwise);
double      ri_call_number(const struct ri_call *call, const char *parameter, double otherwise);
ri_day      ri_call_day(const struct ri_call *call, const char *parameter, ri_day otherwise);
/* All values of a list parameter, NULL-terminated, in the call's memory; *ret_count may be NULL. */
const char *const *ri_call_list(struct ri_call *call, const char *parameter, size_t *ret_count);
/* The i-th input file: an open descriptor (the call's) and the name to call it by. False past the last. */
bool ri_call_file(struct ri_call *call, const char *parameter, size_t i, int *ret_fd,
                  const char **ret_name);

/* ---- Around ------------------------------------------------------------------------------------------- */

struct ri_arena           *ri_call_mem(struct ri_call *call);
struct ri_task            *ri_call_task(struct ri_call *call);
struct ri_workspace       *ri_call_workspace(struct ri_call *call);
const struct ri_operation *ri_call_operation(const struct ri_call *call);
const struct ri_principal *ri_call_principal(const struct ri_call *call); /* NULL: the owner */
/* The caller may be another process, in another folder: what his path is here, to open it. As it is, or in the call's memory. */
RI_MUST_CHECK ri_status ri_call_path(struct ri_call *call, const char *path, const char **ret,
                                     struct ri_error *err);
/* The warehouse, opened now if it was not; made when the operation may (RI_CREATES), otherwise RI_ENOTFOUND
 * with the words that help. */
RI_MUST_CHECK ri_status ri_call_warehouse(struct ri_call *call, struct ri_warehouse **ret,
                                          struct ri_error *err);

/* ---- Results ------------------------------------------------------------------------------------------ */

/* The columns of the result: once, before the first batch. */
RI_MUST_CHECK ri_status ri_call_columns(struct ri_call *call, const struct ri_table_column *columns,
                                        size_t count, struct ri_error *err);
/* The same, with what makes the columns: a transform as JSON, under ri_transform_key in the metadata of Arrow and Parquet files. */
extern const char       ri_transform_key[];
RI_MUST_CHECK ri_status ri_call_columns_made(struct ri_call               *call,
                                             const struct ri_table_column *columns, size_t count,
                                             struct ri_view transform, struct ri_error *err);
/* As ri_call_columns from a schema made elsewhere; takes it. */
RI_MUST_CHECK ri_status ri_call_schema(struct ri_call *call, struct ArrowSchema *schema,
                                       struct ri_error *err);
/* One batch; takes it, also on failure. RI_ECANCELLED when nobody reads any more. */
RI_MUST_CHECK ri_status ri_call_emit(struct ri_call *call, struct ArrowArray *batch,
                                     struct ri_error *err);
/* Emits what the builder holds and empties it. */
RI_MUST_CHECK ri_status ri_call_emit_builder(struct ri_call *call, struct ri_table_builder *builder,
                                             struct ri_error *err);
/* A builder of the operation's declared columns, for results that have just those. */
RI_MUST_CHECK ri_status ri_call_builder(struct ri_call *call, struct ri_table_builder **ret,
                                        struct ri_error *err);
/* A builder of the declared columns whose money has `scale` digits after the point; says them. */
RI_MUST_CHECK ri_status ri_call_money_builder(struct ri_call *call, int scale,
                                              struct ri_table_builder **ret, struct ri_error *err);
/* Ends such a result: says the declared columns and emits what the builder holds, unless `so_far` is a failure,
 * which is returned. Frees the builder either way. */
RI_MUST_CHECK ri_status ri_call_answer(struct ri_call *call, struct ri_table_builder *builder,
                                       ri_status so_far, struct ri_error *err);
/* A document instead of rows; copies the bytes. */
RI_MUST_CHECK ri_status ri_call_document(struct ri_call *call, const char *content_type,
                                         const char *file_name, const void *bytes, size_t length,
                                         struct ri_error *err);
/* What a person must know beside the numbers; the same note is kept once. */
void ri_call_note(struct ri_call *call, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The operation worked, but what it found is bad (verify: 3). The rows stand; the exit code tells. */
void ri_call_verdict(struct ri_call *call, ri_status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* RI_SERVES: which workspace the face is to serve; the call's own when this is not said. */
void ri_call_serves(struct ri_call *call, const char *directory);
/* A parameter as it was really used (a default made concrete): shown with the result. */
void ri_call_used(struct ri_call *call, const char *parameter, const char *value);
#endif
