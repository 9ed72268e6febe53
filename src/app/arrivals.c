/* imports expect, imports expected: a nightly file that does not come is as bad as one that cannot be read. */
#include "app/arrivals.h"

#include "app/operation.h"

/* ---- Looking --------------------------------------------------------------------------------------------- */

enum { KIND, SOURCE, FILE_NAME, HOW, EVERY, LAST, DUE, STATE, COLUMNS };

struct looking {
    struct ri_arena mem;
    ri_arrival_fn  *each;
    void           *context;
};

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct looking            *looking = context;
    const struct ri_arena_mark mark = ri_arena_mark(&looking->mem);
    const char                *texts[COLUMNS] = {NULL};
    static const int           columns[] = {KIND, SOURCE, FILE_NAME, HOW, STATE};
    for (size_t i = 0; i < RI_COUNT(columns); i++) {
        const size_t         at = (size_t)columns[i];
        const struct ri_view text = ri_row_text(row, at);
        if (ri_row_missing(row, at)) continue;
        texts[at] = ri_arena_copy(&looking->mem, text.at, text.length);
        if (!texts[at]) return ri_fail(err, RI_ENOMEM, "no room for expected files");
    }
    const struct ri_arrival arrival = {
        .kind = texts[KIND],
        .source = texts[SOURCE],
        .file = texts[FILE_NAME],
        .how = texts[HOW],
        .every_hours = ri_row_double(row, EVERY),
        .last_us = ri_row_missing(row, LAST) ? INT64_MIN : ri_row_int64(row, LAST),
        .due_us = ri_row_int64(row, DUE),
        .state = texts[STATE]};
    const ri_status status = looking->each(looking->context, &arrival, err);
    ri_arena_rewind(&looking->mem, mark);
    return status;
}

ri_status ri_arrivals_each(struct ri_warehouse *warehouse, struct ri_task *task,
                           ri_arrival_fn *each, void *context, struct ri_error *err)
{
    struct looking       looking = {.each = each, .context = context};
    const char          *sql;
    const struct ri_bind binds[] = {ri_bind_timestamp("now", ri_task_now_us(task))};
    RI_TRY(ri_embedded_sql_find("sql/imports/expected.sql", &sql, err));
    ri_arena_init(&looking.mem, 1 << 20);
    const ri_status status =
        ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), task, take_row, &looking, err);
    ri_arena_release(&looking.mem);
    return status;
}

/* ---- imports expected ------------------------------------------------------------------------------------ */

static const struct ri_column expected_columns[] = {
    {"kind", RI_COLUMN_TEXT, "what the files hold"},
    {"source", RI_COLUMN_TEXT, "system they come from; missing: any"},
    {"file", RI_COLUMN_TEXT, "name of the files, each number as #; missing: any"},
    {"how", RI_COLUMN_TEXT, "said by a person, or learnt from the ledger"},
    {"every_hours", RI_COLUMN_NUMBER, "usual time from one file to the next, hours"},
    {"last_at", RI_COLUMN_TIME, "when the last one came"},
    {"due_at", RI_COLUMN_TIME, "when the next is late"},
    {"late_hours", RI_COLUMN_NUMBER, "how long it has been late, hours"},
    {"state", RI_COLUMN_TEXT, "on time; late; ended: silent for so long that nobody expects it"},
};

struct listing {
    struct ri_table_builder *table;
    int64_t                  now_us;
    size_t                   late;
};

static ri_status list_row(void *context, const struct ri_arrival *arrival, struct ri_error *err)
{
    (void)err;
    struct listing *listing = context;
    const bool      late = strcmp(arrival->state, "late") == 0;
    ri_put_string(listing->table, arrival->kind);
    ri_put_string(listing->table, arrival->source);
    ri_put_string(listing->table, arrival->file);
    ri_put_string(listing->table, arrival->how);
    ri_put_number(listing->table, arrival->every_hours);
    if (arrival->last_us == INT64_MIN)
        ri_put_null(listing->table);
    else
        ri_put_instant(listing->table, arrival->last_us);
    ri_put_instant(listing->table, arrival->due_us);
    if (late)
        ri_put_number(listing->table,
                      (double)((listing->now_us - arrival->due_us) / 360000000) / 10);
    else
        ri_put_null(listing->table);
    ri_put_string(listing->table, arrival->state);
    listing->late += late;
    return RI_OK;
}

static ri_status expected_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_task      *task = ri_call_task(call);
    struct listing       listing = {.now_us = ri_task_now_us(task)};
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_call_builder(call, &listing.table, err));
    ri_status    status = ri_arrivals_each(warehouse, task, list_row, &listing, err);
    const size_t rows = ri_table_builder_rows(listing.table);
    status = ri_call_answer(call, listing.table, status, err);
    if (status == RI_OK && !rows)
        ri_call_note(call, "no file is expected: five imports on four days show how often files "
                           "come, 'retailinsight imports expect --as KIND --every daily' says so");
    if (listing.late) ri_call_note(call, "files that should have come: %zu", listing.late);
    return status;
}

/* ---- imports expect -------------------------------------------------------------------------------------- */

static const char *const times[] = {"hourly", "daily", "weekly", "monthly", "never", NULL};
static const int         hours_of[] = {1, 24, 168, 744, 0};

static const struct ri_param expect_params[] = {
    {"as", RI_PARAM_ENUM, RI_PARAM_REQUIRED, NULL, NULL, ri_record_names, "what the files hold"},
    {"every", RI_PARAM_ENUM, RI_PARAM_REQUIRED, NULL, NULL, times,
     "how often one should come; never: no longer"},
    {"source", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "system they come from (default: any)"},
    {"file", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "name of the files, each digit as # (default: any)"},
};
static const struct ri_column expect_columns[] = {
    {"kind", RI_COLUMN_TEXT, "what the files hold"},
    {"source", RI_COLUMN_TEXT, "system they come from; missing: any"},
    {"file", RI_COLUMN_TEXT, "name of the files; missing: any"},
    {"every_hours", RI_COLUMN_INTEGER, "at least one in this time, hours; 0: no longer expected"},
};

static ri_status expect_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse     *warehouse;
    struct ri_table_builder *table;
    const char *source = ri_call_text(call, "source"), *file = ri_call_text(call, "file");
    size_t      i = 0;
    while (times[i] && strcmp(times[i], ri_call_text(call, "every")) != 0) i++;
    const struct ri_expectation expectation = {.kind = ri_call_text(call, "as"),
                                               .source = source ? source : "",
                                               .file = file ? file : "",
                                               .every_hours = hours_of[i]};
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_warehouse_expect(warehouse, &expectation, ri_call_task(call), err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, expectation.kind);
    ri_put_string(table, source);
    ri_put_string(table, file);
    ri_put_int(table, expectation.every_hours);
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "imports.expect",
              .summary = "Say how often files of a kind should come",
              .details = "'imports expected' and 'doctor' tell when one is late. What is said here "
                         "wins over what the ledger of imports shows by itself.",
              .flags = RI_CHANGES | RI_CREATES,
              .roles = RI_ROLE_ADMIN | RI_ROLE_ANALYST,
              RI_PARAMS(expect_params),
              RI_COLUMNS(expect_columns),
              RI_EXAMPLES("retailinsight imports expect --as sales --every daily")},
     .run = expect_run},
    {.info = {.name = "imports.expected",
              .summary = "Files that should keep coming, and which are late",
              .details =
                  "Series of files that came at least five times on four days are expected to "
                  "go on; 'imports expect' says it for others. A file is late an eighth of "
                  "its usual time (at least an hour) after the longest usual distance.",
              .flags = RI_VOLATILE, /* what was on time is late an hour later */
              .roles = RI_ROLE_ALL,
              RI_COLUMNS(expected_columns),
              RI_EXAMPLES("retailinsight imports expected")},
     .run = expected_run},
};
const struct ri_operation_table ri_arrivals_operations = RI_OPERATION_TABLE(operations);
