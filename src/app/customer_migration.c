/* customers migration: who moved from group to group, between two runs of customers track or since a day. */
#include "app/customer_crowd.h"
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

#define NO_GROUP "(none)"

static const struct ri_param params[] = {
    {"before", RI_PARAM_COUNT, 0, "number of a run", NULL, NULL,
     "run to compare with; the one before when not given"},
    {"run", RI_PARAM_COUNT, 0, "number of a run", NULL, NULL,
     "run to look at; the last one when not given"},
    {"since", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "instead of two runs: the groups as they were at the end of this day, and as they are at the "
     "end of --until"},
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL,
     "with --since: groups, 2 to 20, or auto, as in customers segments"},
};
static const struct ri_column columns[] = {
    {"was", RI_COLUMN_TEXT, "group before; (none): not a customer then"},
    {"now", RI_COLUMN_TEXT, "group now; (none): in none"},
    {"customers", RI_COLUMN_INTEGER, "who went this way"},
    {"share", RI_COLUMN_SHARE, "part of those who were in the group before"},
    {"net_sales_gained", RI_COLUMN_MONEY, "net amount between the two days"},
};

struct move {
    const char *was, *now;
    int64_t     customers, gained_minor;
};
struct moves { /* by the group before, then by the one now */
    struct ri_call *call;
    struct move    *at;
    size_t          count, room;
    int             digits;
};

/* ---- What is shown ---------------------------------------------------------------------------------------------------- */

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

static ri_status put_moves(const struct moves *moves, struct ri_error *err)
{
    struct ri_small_groups   small = {.call = moves->call};
    struct ri_table_builder *table;
    bool                    *hidden;
    RI_TRY(hide_moves(moves, &small, &hidden, err));
    RI_TRY(ri_call_money_builder(moves->call, moves->digits, &table, err));
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
        ri_put_decimal(table, move->gained_minor, moves->digits);
    }
    ri_small_groups_say(&small);
    const ri_status status = ri_call_emit_builder(moves->call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status add_move(struct moves *moves, const struct move *move, struct ri_error *err)
{
    if (moves->count == moves->room) {
        struct move *grown;
        moves->room = moves->room * 2 + 64;
        RI_ARENA_NEW(grown, ri_call_mem(moves->call), moves->room, err);
        if (moves->count) memcpy(grown, moves->at, moves->count * sizeof *grown);
        moves->at = grown;
    }
    moves->at[moves->count++] = *move;
    return RI_OK;
}

/* ---- Between two runs ------------------------------------------------------------------------------------------------- */

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

static ri_status move_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct moves        *moves = context;
    struct ri_arena     *mem = ri_call_mem(moves->call);
    const struct ri_view was = ri_row_text(row, 0), now = ri_row_text(row, 1);
    const struct move    move = {
        ri_arena_copy(mem, was.at, was.length), ri_arena_copy(mem, now.at, now.length),
        ri_row_int64(row, 2),
        llround((double)ri_row_int64(row, 3) * pow(10, moves->digits - 3)), /* of thousandths */
    };
    if (!move.was || !move.now) return ri_fail(err, RI_ENOMEM, "no room for groups");
    return add_move(moves, &move, err);
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
                     "groups as they are now; --since compares with a day instead",
                     i ? "is only one run" : "is no run");
        return RI_OK;
    }
    return RI_OK;
}

static ri_status between_runs(struct ri_call *call, struct moves *moves, struct ri_error *err)
{
    struct runs          runs = {0};
    struct ri_warehouse *warehouse;
    const char          *sql;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(find_runs(call, warehouse, &runs, err));
    if (!runs.at[1].run_id) return RI_OK; /* nothing to tell yet */
    RI_TRY(find_digits(call, warehouse, &moves->digits, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/migration.sql", &sql, err));
    const struct ri_bind binds[] = {ri_bind_int64("before", runs.at[1].run_id),
                                    ri_bind_int64("now", runs.at[0].run_id)};
    RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), move_row, moves,
                             err));
    ri_call_note(call, "from run %lld (until %s) to run %lld (until %s)",
                 (long long)runs.at[1].run_id, runs.at[1].until, (long long)runs.at[0].run_id,
                 runs.at[0].until);
    return RI_OK;
}

/* ---- Since a day ------------------------------------------------------------------------------------------------------ */

enum { WAS, NOW, DAYS };

struct span {
    struct ri_loaded_purchases loaded;
    struct ri_crowd            crowd[DAYS];
};

static ri_status group_on(struct span *span, ri_day day, size_t clusters, struct ri_crowd *crowd,
                          struct ri_error *err)
{
    struct ri_call *call = crowd->call;
    span->loaded.until = day;
    RI_TRY(ri_crowd_count(call, &span->loaded, crowd, err));
    if (!crowd->count) {
        struct ri_text text = {0};
        ri_text_day(&text, day);
        const ri_status status = ri_fail(err, RI_EDATA, "nobody had bought by %s", text.at);
        ri_text_release(&text);
        return status;
    }
    return ri_crowd_group(crowd, clusters, err);
}

/* The group of a customer on a day; the number of groups: none. */
static size_t group_of(const struct ri_crowd *crowd, size_t customer)
{
    const uint32_t point = crowd->point[customer];
    return point == UINT32_MAX ? crowd->model.count : crowd->label[point];
}

static const char *name_of(const struct ri_crowd *crowd, size_t group)
{
    return group < crowd->model.count ? crowd->model.at[group].name : NO_GROUP;
}

static ri_status count_moves(const struct span *span, struct moves *moves, struct ri_error *err)
{
    const struct ri_crowd *was = &span->crowd[WAS], *now = &span->crowd[NOW];
    const size_t           wide = now->model.count + 1;
    struct move           *cell;
    RI_ARENA_NEW(cell, ri_call_mem(moves->call), (was->model.count + 1) * wide, err);
    for (size_t c = 0; c < span->loaded.customers; c++) {
        const size_t from = group_of(was, c), to = group_of(now, c);
        if (from == was->model.count && to == now->model.count) continue;
        struct move  *move = &cell[from * wide + to];
        const int64_t before = from < was->model.count ? was->minor[was->point[c]] : 0;
        const int64_t after = to < now->model.count ? now->minor[now->point[c]] : 0;
        int64_t       gained;
        if (__builtin_sub_overflow(after, before, &gained) ||
            __builtin_add_overflow(move->gained_minor, gained, &move->gained_minor))
            return ri_fail(err, RI_EDATA, "the money of a move does not fit 64 bits");
        *move = (struct move){name_of(was, from), name_of(now, to), move->customers + 1,
                              move->gained_minor};
    }
    for (size_t i = 0; i < (was->model.count + 1) * wide; i++)
        if (cell[i].customers) RI_TRY(add_move(moves, &cell[i], err));
    return RI_OK;
}

static ri_status group_both(struct span *span, struct moves *moves, struct ri_error *err)
{
    struct ri_call *call = moves->call;
    const ri_day    until = span->loaded.until, since = ri_call_day(call, "since", until);
    size_t          clusters = 0;
    RI_TRY(ri_clusters_read(ri_call_text(call, "clusters"), &clusters, err));
    if (since >= until)
        return ri_fail(err, RI_EUSAGE,
                       "--since wants a day before the last one that counts; got '%s'",
                       ri_call_text(call, "since"));
    for (size_t i = 0; i < DAYS; i++) span->crowd[i].call = call;
    RI_TRY(group_on(span, since, clusters, &span->crowd[WAS], err));
    RI_TRY(group_on(span, until, clusters, &span->crowd[NOW], err));
    moves->digits = span->loaded.digits;
    return count_moves(span, moves, err);
}

static ri_status since_a_day(struct ri_call *call, struct moves *moves, struct ri_error *err)
{
    const struct ri_purchase_wish wish = {0};
    struct span                  *span;
    if (ri_call_given(call, "run") || ri_call_given(call, "before"))
        return ri_fail(err, RI_EUSAGE, "--since compares days, --run and --before compare runs");
    RI_ARENA_NEW(span, ri_call_mem(call), 1, err);
    ri_status status = ri_purchases_load(call, &wish, &span->loaded, err);
    if (status == RI_OK) status = group_both(span, moves, err);
    ri_purchases_release(&span->loaded);
    return status;
}

/* ---- The table ------------------------------------------------------------------------------------------------------------ */

/* What chooses purchases means nothing to runs that were kept. */
static ri_status check_runs(const struct ri_call *call, struct ri_error *err)
{
    size_t                 count;
    const struct ri_param *own = ri_param_group(ri_view_of("purchases"), &count);
    for (size_t i = 0; i < count; i++)
        if (ri_call_given(call, own[i].name))
            return ri_fail(err, RI_EUSAGE, "--%s goes with --since DAY", own[i].name);
    if (ri_call_given(call, "clusters"))
        return ri_fail(err, RI_EUSAGE, "--clusters goes with --since DAY");
    return RI_OK;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct moves moves = {.call = call, .digits = USUAL_DIGITS};
    if (ri_call_given(call, "since")) {
        RI_TRY(since_a_day(call, &moves, err));
    } else {
        RI_TRY(check_runs(call, err));
        RI_TRY(between_runs(call, &moves, err));
    }
    return put_moves(&moves, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.migration",
              .summary = "Who moved from group to group, between two runs of customers track or "
                         "since a day",
              .details =
                  "Groups are those of each run, or of each day: their borders move with the "
                  "customers. --since needs no run and works on a file too. Moves of "
                  "fewer than ten people are withheld.",
              .flags = RI_LONG | RI_STANDALONE,
              .roles = MARKETERS,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight customers migration",
                          "retailinsight customers migration --before 1 --run 4",
                          "retailinsight customers migration --since 2025-12-31",
                          "retailinsight customers migration --since 2025-12-31 --input sales.csv "
                          "--customer client --time day --value amount")},
     .run = run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_migration_operations = RI_OPERATION_TABLE(operations);
