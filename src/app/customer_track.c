/* customers track and migration: the groups of customers kept as they are, and who moved between them since. */
#include "app/customer_crowd.h"
#include "app/filters.h"
#include "app/nested.h"
#include "app/operation.h"
#include "app/small_groups.h"
#include "retail/money.h"
#include "warehouse/warehouse.h"

#include <math.h>

enum { USUAL_DIGITS = 2, CURRENCY_SIZE = 8 };
enum {
    MARKETERS =
        RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE | RI_ROLE_ADMIN
};

/* ---- customers track -------------------------------------------------------------------------------------------------- */

static const struct ri_param track_params[] = {
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL,
     "groups, 2 to 20, or auto: as in customers segments"},
    {"until", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "last day that counts; the data's last day when not given"},
};
static const struct ri_column track_columns[] = {
    {"run", RI_COLUMN_INTEGER, "number of the run"},
    {"until", RI_COLUMN_DATE, "last business date that counted"},
    {"customers", RI_COLUMN_INTEGER, "customers kept with their group"},
};

struct tracking {
    struct ri_call       *call;
    struct ri_warehouse  *warehouse;
    struct ri_segment_run run;
};

static ri_status keep(void *context, struct ArrowArrayStream *stream, struct ri_error *err)
{
    struct tracking *tracking = context;
    return ri_warehouse_keep_segments(tracking->warehouse, &tracking->run, stream,
                                      ri_call_task(tracking->call), &tracking->run, err);
}

static ri_status put_run(struct tracking *tracking, struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(tracking->call, &table, err));
    ri_put_int(table, tracking->run.run_id);
    ri_put_day(table, tracking->run.until);
    ri_put_int(table, tracking->run.customers);
    return ri_call_answer(tracking->call, table, RI_OK, err);
}

static ri_status track_run(struct ri_call *call, struct ri_error *err)
{
    /* as somebody who sees pseudonyms, which is what the warehouse knows customers by */
    const struct ri_principal anonymous = {.roles = RI_ROLE_ANALYST};
    struct tracking           tracking = {.call = call};
    struct ri_nested          nested;
    size_t                    clusters = 0;
    RI_TRY(ri_clusters_read(ri_call_text(call, "clusters"), &clusters, err));
    RI_TRY(ri_call_warehouse(call, &tracking.warehouse, err));
    RI_TRY(
        ri_newest_day(call, tracking.warehouse, ri_newest_business_day, &tracking.run.until, err));
    tracking.run.until = ri_call_day(call, "until", tracking.run.until);
    tracking.run.clusters = (int64_t)clusters;
    RI_TRY(
        ri_nested_begin(call, ri_call_workspace(call), &anonymous, "customers.rfm", &nested, err));
    ri_status status = ri_call_set(nested.call, "clusters", ri_call_text(call, "clusters"), err);
    if (status == RI_OK && ri_call_given(call, "until"))
        status = ri_call_set(nested.call, "until", ri_call_text(call, "until"), err);
    RI_TRY(ri_nested_stream(&nested, status, "segments", keep, &tracking, err));
    return put_run(&tracking, err);
}

/* ---- customers migration ------------------------------------------------------------------------------------------------ */

static const struct ri_param migration_params[] = {
    {"before", RI_PARAM_COUNT, 0, "number of a run", NULL, NULL,
     "run to compare with; the one before when not given"},
    {"run", RI_PARAM_COUNT, 0, "number of a run", NULL, NULL,
     "run to look at; the last one when not given"},
};
static const struct ri_column migration_columns[] = {
    {"was", RI_COLUMN_TEXT, "group in the run before; (none): not a customer then"},
    {"now", RI_COLUMN_TEXT, "group in the run; (none): in none"},
    {"customers", RI_COLUMN_INTEGER, "who went this way"},
    {"share", RI_COLUMN_SHARE, "part of those who were in the group before"},
    {"net_sales_gained", RI_COLUMN_MONEY, "net amount between the two runs"},
};

struct kept_run {
    int64_t run_id;
    char    until[16];
};
struct runs {
    int64_t         wanted, before; /* 0: not said */
    struct kept_run at[2];          /* the run, then the one before; run_id 0: there is none */
};

static ri_status run_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct runs         *runs = context;
    const int64_t        id = ri_row_int64(row, 0);
    const struct ri_view until = ri_row_text(row, 1);
    (void)err;
    struct kept_run *at = NULL; /* runs come newest first */
    if (!runs->at[0].run_id && (!runs->wanted || id == runs->wanted))
        at = &runs->at[0];
    else if (!runs->at[1].run_id && (runs->before ? id == runs->before : runs->at[0].run_id != 0))
        at = &runs->at[1];
    if (!at) return RI_OK;
    at->run_id = id;
    snprintf(at->until, sizeof at->until, "%.*s", (int)until.length, until.at);
    return RI_OK;
}

struct move {
    const char *was, *now;
    int64_t     customers, gained_milli;
};
struct moves {
    struct ri_call *call;
    struct move    *at;
    size_t          count, room;
};

static ri_status move_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct moves        *moves = context;
    struct ri_arena     *mem = ri_call_mem(moves->call);
    const struct ri_view was = ri_row_text(row, 0), now = ri_row_text(row, 1);
    if (moves->count == moves->room) {
        struct move *grown;
        moves->room = moves->room * 2 + 64;
        RI_ARENA_NEW(grown, mem, moves->room, err);
        if (moves->count) memcpy(grown, moves->at, moves->count * sizeof *grown);
        moves->at = grown;
    }
    struct move *move = &moves->at[moves->count++];
    *move = (struct move){ri_arena_copy(mem, was.at, was.length),
                          ri_arena_copy(mem, now.at, now.length), ri_row_int64(row, 2),
                          ri_row_int64(row, 3)};
    return move->was && move->now ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for groups");
}

/* Shares of a group before show what is left: moves out of it are withheld together. */
static ri_status hide_moves(const struct moves *moves, struct ri_small_groups *small, bool **ret,
                            struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(moves->call);
    size_t          *people;
    RI_ARENA_NEW(*ret, mem, moves->count, err);
    RI_ARENA_NEW(people, mem, moves->count, err);
    for (size_t i = 0; i < moves->count; i++) people[i] = (size_t)moves->at[i].customers;
    for (size_t first = 0, end; first < moves->count; first = end) { /* rows come by group */
        for (end = first; end < moves->count; end++)
            if (strcmp(moves->at[end].was, moves->at[first].was) != 0) break;
        ri_small_groups_hide(small, people + first, end - first, *ret + first);
    }
    return RI_OK;
}

static ri_status put_moves(const struct moves *moves, int digits, struct ri_error *err)
{
    struct ri_small_groups   small = {.call = moves->call};
    struct ri_table_builder *table;
    bool                    *hidden;
    RI_TRY(hide_moves(moves, &small, &hidden, err));
    RI_TRY(ri_call_money_builder(moves->call, digits, &table, err));
    for (size_t i = 0; i < moves->count; i++) {
        const struct move *move = &moves->at[i];
        double             from = 0;
        for (size_t j = 0; j < moves->count; j++)
            if (strcmp(moves->at[j].was, move->was) == 0) from += (double)moves->at[j].customers;
        ri_put_string(table, move->was);
        ri_put_string(table, move->now);
        for (size_t k = 0; hidden[i] && k < 3; k++) ri_put_null(table);
        if (hidden[i]) continue;
        ri_put_int(table, move->customers);
        ri_put_number(table, (double)move->customers / from);
        ri_put_decimal(table, llround((double)move->gained_milli * pow(10, digits - 3)), digits);
    }
    ri_small_groups_say(&small);
    const ri_status status = ri_call_emit_builder(moves->call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status currency_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    const struct ri_view code = ri_row_text(row, 0);
    snprintf(context, CURRENCY_SIZE, "%.*s", (int)code.length, code.at);
    return RI_OK;
}

/* Runs are of one currency: customers track takes no other data. Says it, and how many digits its money has. */
static ri_status find_digits(struct ri_call *call, struct ri_warehouse *warehouse, int *ret,
                             struct ri_error *err)
{
    char code[CURRENCY_SIZE] = "";
    RI_TRY(ri_warehouse_rows(
        warehouse,
        "SELECT coalesce(min(currency), '') FROM sale_line WHERE customer_id IS NOT NULL",
        (struct ri_binds){0}, ri_call_task(call), currency_row, code, err));
    const struct ri_currency *known = ri_currency_find(ri_view_of(code));
    *ret = known ? known->digits : USUAL_DIGITS;
    if (code[0]) ri_call_note(call, "amounts are in %s", code);
    return RI_OK;
}

static ri_status find_runs(struct ri_call *call, struct ri_warehouse *warehouse, struct runs *runs,
                           struct ri_error *err)
{
    runs->wanted = ri_call_integer(call, "run", 0);
    runs->before = ri_call_integer(call, "before", 0);
    RI_TRY(ri_warehouse_rows(
        warehouse,
        "SELECT run_id, CAST(until_day AS VARCHAR) FROM segment_run ORDER BY run_id DESC",
        (struct ri_binds){0}, ri_call_task(call), run_row, runs, err));
    for (size_t i = 0; i < 2; i++) {
        const int64_t asked = i ? runs->before : runs->wanted;
        if (runs->at[i].run_id) continue;
        if (asked)
            return ri_fail(err, RI_ENOTFOUND, "there is no run %lld of groups", (long long)asked);
        ri_call_note(call,
                     "there %s of groups to compare: 'retailinsight customers track' keeps the "
                     "groups as they are now",
                     i ? "is only one run" : "is no run");
        return RI_OK;
    }
    return RI_OK;
}

static ri_status migration_run(struct ri_call *call, struct ri_error *err)
{
    struct runs          runs = {0};
    struct moves         moves = {.call = call};
    struct ri_warehouse *warehouse;
    const char          *sql;
    int                  digits;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(find_runs(call, warehouse, &runs, err));
    if (!runs.at[1].run_id) return put_moves(&moves, USUAL_DIGITS, err); /* nothing to tell yet */
    RI_TRY(find_digits(call, warehouse, &digits, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/migration.sql", &sql, err));
    const struct ri_bind binds[] = {ri_bind_int64("before", runs.at[1].run_id),
                                    ri_bind_int64("now", runs.at[0].run_id)};
    RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), move_row, &moves,
                             err));
    ri_call_note(call, "from run %lld (until %s) to run %lld (until %s)",
                 (long long)runs.at[1].run_id, runs.at[1].until, (long long)runs.at[0].run_id,
                 runs.at[0].until);
    return put_moves(&moves, digits, err);
}

/* ---- The table ------------------------------------------------------------------------------------------------------------ */

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.track",
              .summary =
                  "Keep the groups of customers as they are, so that migration can be told later",
              .details =
                  "Runs customers segments over the whole workspace and keeps every customer's "
                  "group, recency, frequency and money as a run. To be run each month or so.",
              .flags = RI_CHANGES | RI_LONG,
              .roles = MARKETERS,
              RI_PARAMS(track_params),
              RI_COLUMNS(track_columns),
              RI_EXAMPLES("retailinsight customers track",
                          "retailinsight customers track --clusters 5 --until 2026-10-31")},
     .run = track_run},
    {.info = {.name = "customers.migration",
              .summary = "Who moved from group to group between two runs of customers track",
              .details =
                  "Groups are those of each run: their borders move with the customers. Moves of "
                  "fewer than ten people are withheld.",
              .roles = MARKETERS,
              RI_PARAMS(migration_params),
              RI_COLUMNS(migration_columns),
              RI_EXAMPLES("retailinsight customers migration",
                          "retailinsight customers migration --before 1 --run 4")},
     .run = migration_run},
};
const struct ri_operation_table ri_customer_track_operations = RI_OPERATION_TABLE(operations);
