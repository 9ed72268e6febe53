/* sql: one read-only SELECT over the public views, as its caller wrote it. */
#include "app/operation.h"
#include "app/workspace.h"

static const struct ri_param params[] = {
    {"query", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "one SELECT over the views that 'sql views' lists"},
    {"limit", RI_PARAM_COUNT, 0, "rows", NULL, NULL,
     "most rows allowed; the setting sql.most_rows when not given"},
};
static const struct ri_column any_columns[] = {
    {"*", RI_COLUMN_TEXT, "as the query names and types them"}};

static ri_status pass_on(struct ri_call *call, struct ArrowArrayStream *stream,
                         struct ri_error *err)
{
    struct ArrowSchema schema;
    int                number = stream->get_schema(stream, &schema);
    if (number) return ri_stream_fail(stream, number, err);
    RI_TRY(ri_call_schema(call, &schema, err));
    for (;;) {
        struct ArrowArray batch;
        number = stream->get_next(stream, &batch);
        if (number) return ri_stream_fail(stream, number, err);
        if (!batch.release) return RI_OK;
        RI_TRY(ri_call_emit(call, &batch, err));
    }
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    const struct ri_config *config = ri_workspace_config(ri_call_workspace(call));
    struct ri_warehouse    *warehouse;
    struct ArrowArrayStream stream;
    const int64_t           limit =
        ri_call_integer(call, "limit", ri_config_integer(config, RI_CONFIG_SQL_ROWS));
    if (limit < 0)
        return ri_fail(err, RI_EUSAGE, "--limit wants 0 or more; got %lld", (long long)limit);
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    struct ri_task *task = ri_call_task(call);
    const int64_t   deadline =
        ri_monotonic_us() + ri_config_integer(config, RI_CONFIG_SQL_SECONDS) * 1000000;
    if (!task->deadline_us || task->deadline_us > deadline) task->deadline_us = deadline;
    RI_TRY(ri_warehouse_guarded_query(warehouse, ri_call_text(call, "query"), (uint64_t)limit,
                                      ri_call_task(call), &stream, err));
    const ri_status status = pass_on(call, &stream, err);
    stream.release(&stream);
    return status;
}

static const struct ri_column views_columns[] = {
    {"view", RI_COLUMN_TEXT, "name to use in a query"}};

static ri_status views_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse     *warehouse;
    struct ri_table_builder *table;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_builder(call, &table, err));
    const char *const *views = ri_warehouse_public_views(warehouse);
    for (size_t i = 0; views[i]; i++) ri_put_string(table, views[i]);
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "sql",
              .summary = "One read-only SELECT over the public views",
              .details = "No files, no settings, no other statements. Amounts in columns that end "
                         "in _minor are whole minor units (cents).",
              .flags = RI_LONG,
              .roles = RI_ROLE_ANALYST | RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(any_columns),
              RI_EXAMPLES(
                  "retailinsight sql \"SELECT store, count(*) AS lines FROM sale GROUP BY store\"",
                  "retailinsight sql \"SELECT count(DISTINCT series_id), sum(units) FROM "
                  "demand_history\"")},
     .run = run},
    {.info = {.name = "sql.views",
              .summary = "The views that free SQL may read",
              .roles = RI_ROLE_ANALYST | RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
              RI_COLUMNS(views_columns),
              RI_EXAMPLES("retailinsight sql views")},
     .run = views_run},
};
const struct ri_operation_table ri_sql_operations = RI_OPERATION_TABLE(operations);
