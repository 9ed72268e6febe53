/* A watched folder and files that should have come: a real folder, a real workspace, and a clock of the test's own. */
#include "app/alert_silence.h"
#include "app/arrivals.h"
#include "app/call_internal.h"
#include "app/watch_folder.h"
#include "app/workspace.h"
#include "base/test.h"
#include "table/reader.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HOUR = 3600 };
static const int64_t START_S = 1793491200; /* 2026-11-01 00:00 UTC */
static int64_t       now_s;                /* what the clock shows */

static int64_t show(RI_UNUSED void *context)
{
    return now_s * RI_US_PER_SECOND;
}

struct place {
    char                 directory[64], inbox[96];
    int                  folder; /* the inbox */
    struct ri_workspace *workspace;
};

static void open_place(struct place *place)
{
    now_s = START_S;
    snprintf(place->directory, sizeof place->directory, "/tmp/ri-watch-XXXXXX");
    CHECK(mkdtemp(place->directory) != NULL);
    snprintf(place->inbox, sizeof place->inbox, "%s/inbox", place->directory);
    CHECK(mkdir(place->inbox, 0777) == 0);
    place->folder = open(place->inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char workspace[96];
    snprintf(workspace, sizeof workspace, "%s/workspace", place->directory);
    const struct ri_open_options options = {.directory = workspace, .profile = "test"};
    CHECK_STATUS(ri_workspace_open(&options, &place->workspace, NULL), RI_OK);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status, (void)type, (void)at;
    return remove(path);
}

static void close_place(struct place *place)
{
    ri_workspace_close(place->workspace);
    close(place->folder);
    nftw(place->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A file of the inbox, last written `age_s` ago by the test's clock. */
static void drop(const struct place *place, const char *name, const char *text, int age_s)
{
    const int fd = openat(place->folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    const struct timespec times[2] = {{now_s - age_s, 0}, {now_s - age_s, 0}};
    CHECK(futimens(fd, times) == 0);
    close(fd);
}

static bool is_there(const struct place *place, const char *name)
{
    return faccessat(place->folder, name, F_OK, 0) == 0;
}

static void read_there(const struct place *place, const char *name, char *ret, size_t size)
{
    const int     fd = openat(place->folder, name, O_RDONLY | O_CLOEXEC);
    const ssize_t n = fd < 0 ? 0 : read(fd, ret, size - 1);
    ret[n > 0 ? n : 0] = '\0';
    if (fd >= 0) close(fd);
}

/* Runs an operation by the test's clock to its end; words are name, value pairs. */
static ri_status run(struct place *place, const char *operation, const char *const *words,
                     struct ri_error *err)
{
    struct ri_call         *call = NULL;
    struct ri_result       *result = NULL;
    struct ArrowArrayStream stream;
    RI_TRY(ri_call_new(place->workspace, operation, NULL, &call, err));
    call->task.clock = show;
    ri_status status = RI_OK;
    for (size_t i = 0; status == RI_OK && words[i]; i += 2)
        status = ri_call_set(call, words[i], words[i + 1], err);
    if (status == RI_OK) status = ri_call_run(call, &result, err);
    if (status == RI_OK) status = ri_result_stream(result, &stream, err);
    if (status == RI_OK) {
        struct ArrowArray batch;
        while (stream.get_next(&stream, &batch) == 0 && batch.release) batch.release(&batch);
        stream.release(&stream);
        status = ri_result_status(result, err);
    }
    ri_call_free(call);
    return status;
}

static ri_status look_once(struct place *place, struct ri_error *err)
{
    const char *const words[] = {"watch",    place->inbox, "as",      "sales", "once", "true",
                                 "currency", "EUR",        "pattern", "*.csv", NULL};
    return run(place, "import", words, err);
}

static ri_status take_int(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context = ri_row_int64(row, 0);
    return RI_OK;
}

static int64_t ask(struct place *place, const char *sql)
{
    struct ri_warehouse *warehouse;
    struct ri_workspace *again = NULL;
    struct ri_error      err = {0};
    int64_t              value = INT64_MIN;
    CHECK_STATUS(ri_workspace_again(place->workspace, &again, &err), RI_OK);
    if (ri_workspace_warehouse(again, false, &warehouse, &err) != RI_OK ||
        ri_warehouse_rows(warehouse, sql, (struct ri_binds){0}, NULL, take_int, &value, &err) !=
            RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s: %s", sql, err.message);
    ri_workspace_close(again);
    return value;
}

#define HEAD "date,product,quantity,price\n"

/* ---- The folder ------------------------------------------------------------------------------------------ */

TEST(watch_takes_whole_files_only)
{
    struct place         place;
    struct ri_arena      mem;
    struct ri_watch_look look;
    struct ri_error      err = {0};
    open_place(&place);
    ri_arena_init(&mem, 1 << 20);
    drop(&place, "second.csv", "x", 20);
    drop(&place, "first.csv", "x", 30);
    drop(&place, "also_second.csv", "x", 20);
    drop(&place, "young.csv", "x", 9);
    drop(&place, "upload.csv.part", "x", 500);
    drop(&place, ".hidden.csv", "x", 500);
    drop(&place, "notes.txt", "x", 500);
    CHECK(mkdirat(place.folder, "folder.csv", 0777) == 0);
    CHECK(symlinkat("/etc/passwd", place.folder, "link.csv") == 0);
    CHECK_STATUS(ri_watch_ready(place.folder, "*.csv", 10 * RI_US_PER_SECOND,
                                now_s * RI_US_PER_SECOND, &mem, &look, &err),
                 RI_OK);
    CHECK_INT(look.count, 3);
    CHECK_INT(look.waiting, 1);
    CHECK_TEXT(look.files[0].name, "first.csv");
    CHECK_TEXT(look.files[1].name, "also_second.csv");
    CHECK_TEXT(look.files[2].name, "second.csv");
    now_s += 1;
    CHECK_STATUS(ri_watch_ready(place.folder, NULL, 10 * RI_US_PER_SECOND, now_s * RI_US_PER_SECOND,
                                &mem, &look, &err),
                 RI_OK);
    CHECK_INT(look.count, 5);
    CHECK_INT(look.waiting, 0);
    ri_arena_release(&mem);
    close_place(&place);
}

TEST(watch_overwrites_nothing)
{
    struct place    place;
    struct ri_arena mem;
    struct ri_error err = {0};
    const char     *as = NULL;
    char            text[64];
    open_place(&place);
    ri_arena_init(&mem, 1 << 20);
    for (int i = 1; i <= 3; i++) {
        char content[2] = {(char)('0' + i), '\0'};
        drop(&place, "till.csv", content, 0);
        CHECK_STATUS(ri_watch_move(place.folder, "till.csv", "done", &mem, &as, &err), RI_OK);
        CHECK(!is_there(&place, "till.csv"));
    }
    CHECK_TEXT(as, "till.csv~3");
    read_there(&place, "done/till.csv", text, sizeof text);
    CHECK_TEXT(text, "1");
    read_there(&place, "done/till.csv~3", text, sizeof text);
    CHECK_TEXT(text, "3");
    CHECK_STATUS(ri_watch_move(place.folder, "none.csv", "done", &mem, &as, &err), RI_ENOTFOUND);
    struct ri_watch_file file = {
        .name = "till.csv", .mtime_us = now_s * RI_US_PER_SECOND, .size = 1};
    int fd;
    drop(&place, "till.csv", "4", 0);
    CHECK_STATUS(ri_watch_open(place.folder, &file, &fd, &err), RI_OK);
    CHECK(ri_watch_unchanged(fd, &file));
    drop(&place, "till.csv", "45", 0);
    CHECK(!ri_watch_unchanged(fd, &file));
    close(fd);
    CHECK_STATUS(ri_watch_open(place.folder, &file, &fd, &err), RI_ECONFLICT);
    ri_arena_release(&mem);
    close_place(&place);
}

/* ---- Imports --------------------------------------------------------------------------------------------- */

TEST(watch_imports_what_came)
{
    struct place    place;
    struct ri_error err = {0};
    char            why[400];
    open_place(&place);
    drop(&place, "a.csv", HEAD "2026-10-30,A,2,1.50\n2026-10-30,B,1,x\n", 60);
    drop(&place, "young.csv", HEAD "2026-10-31,A,4,1.50\n", 1);
    CHECK_STATUS(look_once(&place, &err), RI_OK); /* a record in quarantine is no failure */
    CHECK(is_there(&place, "done/a.csv") && !is_there(&place, "a.csv"));
    CHECK(is_there(&place, "young.csv"));
    now_s += 3600;
    drop(&place, "bad.csv", "no,such\n1,2\n", 60);
    CHECK_STATUS(look_once(&place, &err), RI_EDATA); /* the others came in all the same */
    CHECK(is_there(&place, "done/young.csv") && is_there(&place, "failed/bad.csv"));
    read_there(&place, "failed/bad.csv.why.txt", why, sizeof why);
    CHECK(strstr(why, "sold_at") != NULL);
    CHECK_INT(ask(&place, "SELECT count(*) FROM import"), 2);
    CHECK_INT(ask(&place, "SELECT sum(quantity)::BIGINT FROM sale_line"), 6);
    CHECK(!ri_workspace_holds(place.workspace)); /* between two looks it is anybody's */
    close_place(&place);
}

/* What a program that was killed between commit and move leaves behind. */
TEST(watch_knows_what_it_took_in)
{
    struct place    place;
    struct ri_error err = {0};
    open_place(&place);
    drop(&place, "a.csv", HEAD "2026-10-30,A,2,1.50\n", 60);
    CHECK_STATUS(look_once(&place, &err), RI_OK);
    CHECK(renameat(place.folder, "done/a.csv", place.folder, "a.csv") == 0);
    CHECK_STATUS(look_once(&place, &err), RI_OK);
    CHECK(is_there(&place, "done/a.csv") && !is_there(&place, "a.csv"));
    CHECK_INT(ask(&place, "SELECT count(*) FROM import"), 1);
    CHECK_STATUS(run(&place, "imports.undo", (const char *const[]){"id", "1", NULL}, &err), RI_OK);
    CHECK(renameat(place.folder, "done/a.csv", place.folder, "a.csv") == 0);
    CHECK_STATUS(look_once(&place, &err), RI_OK); /* undone: it may come again */
    CHECK_INT(ask(&place, "SELECT count(*) FROM import WHERE state = 'done'"), 1);
    drop(&place, "b.csv", HEAD "2026-10-30,A,2,1.50\n",
         60); /* another name: its own ledger row, no new facts */
    CHECK_STATUS(look_once(&place, &err), RI_OK);
    CHECK_INT(ask(&place, "SELECT count(*) FROM sale_line"), 1);
    close_place(&place);
}

/* Another change is running: the file stays, and is taken later. */
TEST(watch_leaves_for_later_what_is_not_the_files_fault)
{
    struct place         place;
    struct ri_error      err = {0};
    struct ri_warehouse *warehouse;
    struct ri_import    *other = NULL;
    open_place(&place);
    CHECK_STATUS(ri_workspace_warehouse(place.workspace, true, &warehouse, &err), RI_OK);
    CHECK_STATUS(ri_import_begin(warehouse, &(struct ri_import_options){.kind = RI_STORES}, NULL,
                                 &other, &err),
                 RI_OK);
    drop(&place, "a.csv", HEAD "2026-10-30,A,2,1.50\n", 60);
    CHECK_STATUS(look_once(&place, &err), RI_ECONFLICT);
    CHECK(is_there(&place, "a.csv"));
    ri_import_free(other);
    CHECK_STATUS(look_once(&place, &err), RI_OK);
    CHECK(is_there(&place, "done/a.csv"));
    close_place(&place);
}

TEST(watch_says_what_is_wrong_with_the_words)
{
    struct place    place;
    struct ri_error err = {0};
    open_place(&place);
    const char *const rows[][8] = {{"watch", "/nowhere/at/all", "as", "sales", NULL},
                                   {"watch", place.inbox, NULL},
                                   {"watch", place.inbox, "as", "sales", "dry-run", "true", NULL},
                                   {"watch", place.inbox, "as", "sales", "strict", "true", NULL}};
    const ri_status   want[] = {RI_ENOTFOUND, RI_EUSAGE, RI_EUSAGE, RI_EUSAGE};
    for (size_t i = 0; i < RI_COUNT(rows); i++)
        CHECK_STATUS(run(&place, "import", rows[i], &err), want[i]);
    static const struct ri_principal guest = {.name = "guest", .roles = RI_ROLE_ALL};
    struct ri_call                  *call = NULL;
    struct ri_result                *result = NULL;
    CHECK_STATUS(ri_call_new(place.workspace, "import", &guest, &call, &err), RI_OK);
    CHECK_STATUS(ri_call_set(call, "watch", place.inbox, &err), RI_OK);
    CHECK_STATUS(ri_call_set(call, "as", "sales", &err), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, &err), RI_EFORBIDDEN);
    ri_call_free(call);
    close_place(&place);
}

/* ---- Files that should have come -------------------------------------------------------------------------- */

struct state {
    char   text[4][24]; /* of the series: "learnt late" */
    size_t count;
};

static ri_status take_state(void *context, const struct ri_arrival *arrival,
                            RI_UNUSED struct ri_error *err)
{
    struct state *state = context;
    snprintf(state->text[state->count++ % 4], sizeof state->text[0], "%s %s", arrival->how,
             arrival->state);
    return RI_OK;
}

static struct state states(struct place *place)
{
    struct ri_warehouse *warehouse;
    struct ri_error      err = {0};
    struct ri_task       task = {.clock = show};
    struct state         state = {.count = 0};
    CHECK_STATUS(ri_workspace_warehouse(place->workspace, false, &warehouse, &err), RI_OK);
    CHECK_STATUS(ri_arrivals_each(warehouse, &task, take_state, &state, &err), RI_OK);
    return state;
}

TEST(a_nightly_file_that_does_not_come_is_missed)
{
    struct place    place;
    struct ri_error err = {0};
    open_place(&place);
    for (int day = 1; day <= 6; day++) {
        char name[32], text[80];
        now_s = START_S + (day * 24 + 3) * HOUR +
                day % 2 * 900; /* three in the night, or a little later */
        snprintf(name, sizeof name, "till_2026-11-%02d.csv", day);
        snprintf(text, sizeof text, HEAD "2026-11-%02d,A,2,1.50\n", day);
        drop(&place, name, text, 60);
        CHECK_STATUS(look_once(&place, &err), RI_OK);
        struct state state = states(&place);
        CHECK_INT(state.count, day < 5 ? 0 : 1); /* five arrivals make a rhythm */
        if (day >= 5) CHECK_TEXT(state.text[0], "learnt on time");
    }
    now_s += 26 * HOUR;
    CHECK_TEXT(states(&place).text[0], "learnt on time");
    now_s += 3 * HOUR;
    CHECK_TEXT(states(&place).text[0], "learnt late");
    CHECK_STATUS(run(&place, "imports.expected", (const char *const[]){NULL}, &err), RI_OK);
    CHECK_STATUS(run(&place, "doctor", (const char *const[]){NULL}, &err), RI_EDATA);
    now_s += 40 * 24 * HOUR;
    CHECK_TEXT(states(&place).text[0], "learnt ended");
    close_place(&place);
}

static struct ri_alert_checked silence(struct place *place)
{
    struct ri_error         err = {0};
    struct ri_task          task = {.clock = show};
    struct ri_alert_checked checked = {0};
    CHECK_STATUS(ri_alerts_check_silence(place->workspace, &task, &checked, &err), RI_OK);
    return checked;
}

TEST(a_file_that_was_announced_is_missed)
{
    static const char *const        daily[] = {"as", "footfall", "every", "daily", NULL},
                             *const never[] = {"as", "footfall", "every", "never", NULL};
    struct place                    place;
    struct ri_error                 err = {0};
    open_place(&place);
    CHECK_STATUS(run(&place, "imports.expect", daily, &err), RI_OK);
    CHECK_STATUS(run(&place, "imports.expect", daily, &err), RI_OK); /* said again: the same */
    CHECK_INT(states(&place).count, 1);
    CHECK_TEXT(states(&place).text[0], "said on time");
    now_s += 28 * HOUR;
    CHECK_TEXT(states(&place).text[0], "said late");
    CHECK_INT(silence(&place).opened, 0); /* by less than an hour */
    now_s += HOUR;
    CHECK_INT(silence(&place).opened, 1);
    CHECK_INT(silence(&place).opened, 0);
    CHECK_STATUS(run(&place, "imports.expect", never, &err), RI_OK);
    CHECK_INT(states(&place).count, 0);
    CHECK_INT(silence(&place).cleared, 1);
    CHECK_STATUS(run(&place, "verify", (const char *const[]){NULL}, &err), RI_OK);
    close_place(&place);
}

/* ---- Sales that should have come ---------------------------------------------------------------------------- */

/* The night's file of a day of 2026: store B trades every day, A not on Sundays. */
static void send_day(struct place *place, int day, bool a, bool b)
{
    struct ri_error err = {0};
    char            name[32], text[160], date[16];
    const time_t    at = START_S + (int64_t)day * 24 * HOUR;
    struct tm       civil;
    gmtime_r(&at, &civil);
    strftime(date, sizeof date, "%Y-%m-%d", &civil);
    now_s = at + 27 * HOUR; /* three in the night after */
    snprintf(name, sizeof name, "till_%s.csv", date);
    snprintf(text, sizeof text, "date,store,product,quantity,price\n%s%s%s%s", a ? date : "",
             a ? ",A,P1,2,1.50\n" : "", b ? date : "", b ? ",B,P1,4,2.00\n" : "");
    drop(place, name, text, 60);
    CHECK_STATUS(look_once(place, &err), RI_OK);
}

/* Day 0 is a Sunday. A does not trade then and is not missed; on Monday it is, an hour and more after its usual time, once; when its sales
 * come the alert is over. */
TEST(a_store_whose_sales_do_not_come_is_missed)
{
    struct place place;
    open_place(&place);
    for (int day = 0; day < 28; day++) send_day(&place, day, day % 7 != 0, true);
    CHECK_INT(silence(&place).opened, 0);
    send_day(&place, 28, false, true); /* Sunday */
    now_s += 5 * HOUR;
    CHECK_INT(silence(&place).opened, 0);
    send_day(&place, 29, false, true);
    now_s += HOUR / 2;
    CHECK_INT(silence(&place).opened, 0);
    now_s += HOUR;
    CHECK_INT(silence(&place).opened, 1);
    now_s += 10 * HOUR;
    CHECK_INT(silence(&place).opened, 0);
    const char *const off[] = {"rule", "no_data", "on", "no", NULL}, *const on[] = {"rule",
                                                                                    "no_data", "on",
                                                                                    "yes", NULL};
    struct ri_error err = {0};
    CHECK_STATUS(run(&place, "alerts.rule", off, &err), RI_OK);
    CHECK_INT(silence(&place).cleared + silence(&place).opened, 0); /* over at once, by the rule */
    CHECK_STATUS(run(&place, "alerts.rule", on, &err), RI_OK);
    send_day(&place, 30, true, true);
    CHECK_INT(silence(&place).cleared, 1);
    close_place(&place);
}

/* ---- Growth ---------------------------------------------------------------------------------------------- */

/* What the doctor says of one check by the test's clock; empty: nothing. */
static void doctor_says(struct place *place, const char *check, char *ret, size_t size)
{
    struct ri_call         *call = NULL;
    struct ri_result       *result = NULL;
    struct ArrowArrayStream stream;
    struct ArrowSchema      schema;
    struct ArrowArray       batch;
    struct ri_table_view    view;
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 20);
    ret[0] = '\0';
    CHECK_STATUS(ri_call_new(place->workspace, "doctor", NULL, &call, NULL), RI_OK);
    call->task.clock = show;
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_OK);
    CHECK_STATUS(ri_result_stream(result, &stream, NULL), RI_OK);
    CHECK(stream.get_schema(&stream, &schema) == 0);
    CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, NULL), RI_OK);
    while (stream.get_next(&stream, &batch) == 0 && batch.release) {
        CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_OK);
        for (size_t row = 0; row < view.rows; row++) {
            if (!ri_view_is(ri_cell_text(&view.columns[0], row), check)) continue;
            const struct ri_view detail = ri_cell_text(&view.columns[2], row);
            snprintf(ret, size, "%.*s", (int)detail.length, detail.at);
        }
        batch.release(&batch);
    }
    schema.release(&schema);
    stream.release(&stream);
    ri_call_free(call);
    ri_arena_release(&mem);
}

/* A fifth of the rows came in the last thirty days: a month adds a fifth of what there is. */
TEST(the_doctor_says_how_the_workspace_grows)
{
    struct place    place;
    struct ri_error err = {0};
    char            said[200];
    double          now_mb = 0, month_mb = 0;
    open_place(&place);
    now_s += HOUR;
    drop(&place, "old.csv", HEAD "2026-10-01,A,2,1.50\n2026-10-02,A,2,1.50\n2026-10-03,A,2,1.50\n2026-10-04,A,2,1.50\n", 60);
    CHECK_STATUS(look_once(&place, &err), RI_OK);
    doctor_says(&place, "growth", said, sizeof said);
    CHECK_TEXT(said, ""); /* all of it came at once: nothing can be said */
    now_s += 70 * 24 * HOUR;
    drop(&place, "new.csv", HEAD "2026-12-01,A,2,1.50\n", 60);
    CHECK_STATUS(look_once(&place, &err), RI_OK);
    doctor_says(&place, "growth", said, sizeof said);
    CHECK_INT(sscanf(said, "%lf MB now, %lf MB a month", &now_mb, &month_mb), 2);
    CHECK(now_mb > 0 && month_mb > 0.12 * now_mb && month_mb < 0.28 * now_mb);
    CHECK(strstr(said, "the disk is full in"));
    now_s += 70 * 24 * HOUR; /* nothing more came */
    doctor_says(&place, "growth", said, sizeof said);
    CHECK_TEXT(said, "");
    close_place(&place);
}
