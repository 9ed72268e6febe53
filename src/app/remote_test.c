/* One process shares a workspace, another workspace object passes its calls: in one program, over the real socket. */
#include "app/operation.h"
#include "app/protocol.h"
#include "base/test.h"
#include "net/local.h"
#include "table/write.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char                 directory[64];
    struct ri_workspace *holder, *caller;
};

static void open_place(struct place *place)
{
    snprintf(place->directory, sizeof place->directory, "/tmp/ri-remote-XXXXXX");
    CHECK(mkdtemp(place->directory) != NULL);
    const struct ri_open_options options = {.directory = place->directory, .profile = "test"};
    CHECK_STATUS(ri_workspace_open(&options, &place->holder, NULL), RI_OK);
    CHECK_STATUS(ri_workspace_open(&options, &place->caller, NULL), RI_OK);
    struct ri_error err = {0};
    CHECK_STATUS(ri_workspace_share(place->holder, &err), RI_OK);
    CHECK_STATUS(ri_workspace_share(place->holder, &err), RI_OK); /* again: as it is */
    if (err.code) ri_test_fail(__FILE__, __LINE__, "%s", err.message);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status, (void)type, (void)at;
    return remove(path);
}

static void close_place(struct place *place)
{
    ri_workspace_close(place->caller);
    ri_workspace_close(place->holder);
    nftw(place->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int file_of(const char *text)
{
    char      path[] = "/tmp/ri-text-XXXXXX";
    const int fd = mkstemp(path);
    unlink(path);
    CHECK_INT(write(fd, text, strlen(text)), strlen(text));
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static const char sales[] = "transaction,line,store,sold_at,product,quantity,unit_price,currency\n"
                            "R1,1,S1,2026-11-20,A,2,1.50,EUR\n"
                            "R2,1,S2,2026-11-20,B,1,2.25,EUR\n"
                            "R3,1,S2,2026-11-21,A,1,1.50,EUR\n"
                            "R4,1,S2,2026-11-21,A,x,1.50,EUR\n";

static ri_status sink_write(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    ri_text_add(context, bytes, length);
    return ri_text_check(context, err);
}

/* All that a face can see of a result, as text. */
static void show_rows(struct ri_result *result, struct ri_text *out)
{
    struct ArrowArrayStream stream;
    struct ArrowSchema      schema;
    struct ArrowArray       batch;
    struct ri_write        *write = NULL;
    CHECK_STATUS(ri_result_stream(result, &stream, NULL), RI_OK);
    CHECK_INT(stream.get_schema(&stream, &schema), 0);
    CHECK_STATUS(ri_write_open(&ri_write_json, &(struct ri_write_options){0}, &schema,
                               (struct ri_sink){sink_write, out}, &write, NULL),
                 RI_OK);
    while (stream.get_next(&stream, &batch) == 0 && batch.release) {
        CHECK_STATUS(ri_write_batch(write, &batch, NULL), RI_OK);
        batch.release(&batch);
    }
    CHECK_STATUS(ri_write_end(write, NULL, 0, NULL), RI_OK);
    ri_write_free(write);
    schema.release(&schema);
    stream.release(&stream);
}

static void show(struct ri_result *result, struct ri_text *out)
{
    struct ri_document document;
    struct ri_error    err = {0};
    if (ri_result_document(result, &document))
        ri_text_printf(out, "%s %s %.*s", document.content_type,
                       document.file_name ? document.file_name : "-", (int)document.length,
                       (const char *)document.bytes);
    else
        show_rows(result, out);
    const ri_status status = ri_result_status(result, &err);
    ri_text_printf(out, "\nstatus %s %s\n", ri_status_name(status),
                   status == RI_OK ? "" : err.message);
    for (size_t i = 0; i < ri_result_note_count(result); i++)
        ri_text_printf(out, "note %s\n", ri_result_note_at(result, i));
    for (size_t i = 0; i < ri_result_param_count(result); i++) {
        const char *name, *value;
        if (ri_result_param_at(result, i, &name, &value))
            ri_text_printf(out, "%s=%s\n", name, value);
    }
}

/* Runs one call and shows what came of it; pairs: parameter, value ... NULL. */
static void run(struct ri_workspace *workspace, const char *operation,
                const struct ri_principal *principal, const char *const *pairs, const char *file,
                struct ri_text *out)
{
    struct ri_call   *call = NULL;
    struct ri_result *result = NULL;
    struct ri_error   err = {0};
    CHECK_STATUS(ri_call_new(workspace, operation, principal, &call, &err), RI_OK);
    for (size_t i = 0; pairs && pairs[i]; i += 2)
        CHECK_STATUS(ri_call_set(call, pairs[i], pairs[i + 1], &err), RI_OK);
    if (file) CHECK_STATUS(ri_call_attach(call, "file", "memory.csv", file_of(file), &err), RI_OK);
    const ri_status status = ri_call_run(call, &result, &err);
    if (status == RI_OK)
        show(result, out);
    else
        ri_text_printf(out, "failed %s %s\n", ri_status_name(status), err.message);
    ri_call_free(call);
}

static void same(struct place *place, const char *operation, const struct ri_principal *principal,
                 const char *const *pairs)
{
    struct ri_text here = {0}, there = {0};
    run(place->holder, operation, principal, pairs, NULL, &here);
    run(place->caller, operation, principal, pairs, NULL, &there);
    CHECK_TEXT(there.at, here.at);
    ri_text_release(&here);
    ri_text_release(&there);
}

static void import_there(struct place *place)
{
    static const char *const as[] = {"as", "sales", NULL};
    struct ri_text           out = {0};
    run(place->caller, "import", NULL, as, sales, &out);
    CHECK(out.at && strstr(out.at, "\"accepted\":3") != NULL);
    CHECK(out.at && strstr(out.at, "note memory.csv: records quarantined: 1") != NULL);
    if (out.at && !strstr(out.at, "\"accepted\":3")) ri_test_fail(__FILE__, __LINE__, "%s", out.at);
    ri_text_release(&out);
}

TEST(a_passed_call_is_equal_in_rows_notes_status_and_parameters)
{
    static const char *const  stores[] = {"store", "S2,S1", "from", "2026-11-20", NULL};
    static const char *const  document[] = {"template", "stock", NULL};
    static const char *const  wrong[] = {"store", "Nowhere", NULL};
    static const char *const  nonsense[] = {"query", "SELECT nothing FROM sale", NULL};
    static const char *const  wide[] = {"query",
                                        "SELECT i, i::VARCHAR || 'x' AS t, i / 3 AS r, [i] AS l "
                                         "FROM range(70000) r(i)",
                                        NULL};
    static const char *const  none[] = {"query", "SELECT store FROM sale WHERE false", NULL};
    static const char *const  scope[] = {"S2", NULL};
    const struct ri_principal person = {.name = "ann", .roles = RI_ROLE_ANALYST, .stores = scope};
    struct place              place;
    open_place(&place);
    import_there(&place);
    same(&place, "sales.stores", NULL, stores);
    same(&place, "sales.kpis", NULL, NULL);
    same(&place, "sales.stores", &person, NULL);
    same(&place, "sales.stores", &person, stores); /* forbidden */
    same(&place, "sales.stores", NULL, wrong);
    same(&place, "import", NULL, document);
    same(&place, "imports.list", NULL, NULL);
    same(&place, "verify", NULL, NULL);
    same(&place, "doctor", NULL, NULL);
    same(&place, "sql", NULL, nonsense);
    same(&place, "sql", NULL, wide);
    same(&place, "sql", NULL, none);
    same(&place, "config.show", NULL, NULL);
    close_place(&place);
}

TEST(the_version_of_a_workspace_held_elsewhere_is_known)
{
    struct place place;
    uint64_t     here = 0, there = 0;
    open_place(&place);
    import_there(&place);
    CHECK_STATUS(ri_workspace_data_version(place.holder, &here, NULL), RI_OK);
    CHECK_STATUS(ri_workspace_data_version(place.caller, &there, NULL), RI_OK);
    CHECK(here > 1);
    CHECK_INT(there, here);
    close_place(&place);
}

TEST(a_caller_with_other_settings_is_told_which)
{
    static const char *const other[] = {"store.currency=USD", NULL};
    static const char *const threads[] = {"engine.threads=1", NULL};
    struct place             place;
    struct ri_workspace     *workspace = NULL;
    struct ri_text           out = {0};
    open_place(&place);
    import_there(&place);
    struct ri_open_options options = {
        .directory = place.directory, .profile = "test", .settings = other};
    CHECK_STATUS(ri_workspace_open(&options, &workspace, NULL), RI_OK);
    run(workspace, "sales.kpis", NULL, NULL, NULL, &out);
    CHECK_TEXT(out.at,
               "failed RI_ECONFLICT store.currency is 'XXX' (built in) in the process that serves "
               "this workspace and 'USD' (option) here: restart it with this setting, or leave it "
               "as it is there\n");
    ri_workspace_close(workspace);
    ri_text_clear(&out);
    options.settings = threads; /* changes no answer */
    CHECK_STATUS(ri_workspace_open(&options, &workspace, NULL), RI_OK);
    run(workspace, "sales.kpis", NULL, NULL, NULL, &out);
    CHECK(out.at && strstr(out.at, "status RI_OK") != NULL);
    ri_workspace_close(workspace);
    ri_text_release(&out);
    close_place(&place);
}

struct seen {
    struct ri_call *call; /* to be cancelled at the first progress; NULL: only watch */
    size_t          count;
    char            stage[32];
};

static void see(void *context, const struct ri_progress *progress)
{
    struct seen *seen = context;
    seen->count++;
    snprintf(seen->stage, sizeof seen->stage, "%s", progress->stage);
    if (seen->call) ri_call_cancel(seen->call);
}

TEST(progress_travels_and_so_does_cancel)
{
    static const char *const endless[] = {
        "SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3",
        NULL};
    struct place      place;
    struct ri_call   *call = NULL;
    struct ri_result *result = NULL;
    struct seen       seen = {0};
    open_place(&place);
    CHECK_STATUS(ri_call_new(place.caller, "import", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_set(call, "as", "sales", NULL), RI_OK);
    CHECK_STATUS(ri_call_attach(call, "file", "memory.csv", file_of(sales), NULL), RI_OK);
    ri_call_watch(call, see, &seen);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_OK);
    CHECK(seen.count > 0 && seen.stage[0]);
    ri_call_free(call);
    CHECK_STATUS(ri_call_new(place.caller, "sql", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_set(call, "query", endless[0], NULL), RI_OK);
    pthread_t thread;
    CHECK_INT(
        pthread_create(&thread, NULL, (void *(*)(void *))(void (*)(void))ri_call_cancel, call), 0);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_ECANCELLED);
    pthread_join(thread, NULL);
    ri_call_free(call);
    close_place(&place);
}

TEST(a_reader_who_goes_away_ends_the_run_there_too)
{
    struct place            place;
    struct ri_call         *call = NULL;
    struct ri_result       *result = NULL;
    struct ArrowArrayStream stream;
    struct ArrowArray       batch;
    open_place(&place);
    import_there(&place);
    CHECK_STATUS(ri_call_new(place.caller, "sql", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(
        ri_call_set(call, "query", "SELECT a.day FROM calendar_period a, calendar_period b", NULL),
        RI_OK);
    CHECK_STATUS(ri_call_set(call, "limit", "0", NULL), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_OK);
    CHECK_STATUS(ri_result_stream(result, &stream, NULL), RI_OK);
    CHECK_INT(stream.get_next(&stream, &batch), 0);
    CHECK(batch.length > 0);
    batch.release(&batch);
    stream.release(&stream); /* billions of rows are left: this must not wait for them */
    CHECK_STATUS(ri_result_status(result, NULL), RI_ECANCELLED);
    ri_call_free(call);
    close_place(&place);
}

/* From here on this thread and those it starts have a working directory of their own, PLACE/NAME; the holder's stay. */
static void move_away(const struct place *place, const char *name)
{
    char path[128];
    CHECK_INT(unshare(CLONE_FS), 0);
    snprintf(path, sizeof path, "%s/%s", place->directory, name);
    CHECK_INT(mkdir(path, 0777), 0);
    CHECK_INT(chdir(path), 0);
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wbe");
    CHECK(file != NULL && fputs(text, file) >= 0);
    if (file) fclose(file);
}

TEST(a_path_means_what_it_means_to_the_caller)
{
    static const char *const pairs[] = {"as", "sales", "save-mapping", "m.yaml", NULL};
    struct place             place;
    struct ri_text           out = {0};
    char                     before[4096];
    open_place(&place);
    CHECK(getcwd(before, sizeof before) != NULL);
    move_away(&place, "elsewhere");
    run(place.caller, "import", NULL, pairs, sales, &out);
    CHECK_INT(access("m.yaml", R_OK), 0);
    CHECK_INT(chdir(before), 0);
    ri_text_release(&out);
    close_place(&place);
}

TEST(a_models_file_is_where_the_caller_is)
{
    static const char *const train[] = {"input", "t.csv",       "target",     "y",
                                        "trees", "3",           "test-share", "0",
                                        "save",  "./own.model", NULL};
    static const char *const config[] = {"input", "t.csv", "config", "t.yaml", NULL};
    static const char *const own[] = {"input", "t.csv", "model", "own.model", NULL};
    static const char *const said[] = {"input", "t.csv", "model", "said.model", NULL};
    static const char *const none[] = {"input", "t.csv", "model", "./none.model", NULL};
    const struct {
        const char        *operation;
        const char *const *pairs;
    } calls[] = {{"demand.train", train},
                 {"demand.train", config},
                 {"demand.predict", own},
                 {"demand.predict", said},
                 {"demand.predict", none}};
    struct place   place;
    struct ri_text out[2] = {{0}, {0}};
    char           before[4096];
    open_place(&place);
    CHECK(getcwd(before, sizeof before) != NULL);
    for (int i = 0; i < 2; i++) { /* a caller by himself, then one who passes his calls on */
        move_away(&place, i ? "elsewhere" : "alone");
        put_file("t.csv", "x,y\n1,2\n2,4.5\n3,6\n4,8.25\n5,10\n6,12\n");
        put_file("t.yaml", "target: y\ntrees: 3\ntest-share: 0\nsave: said.model\n");
        for (size_t c = 0; c < RI_COUNT(calls); c++)
            run(i ? place.caller : place.holder, calls[c].operation, NULL, calls[c].pairs, NULL,
                &out[i]);
        CHECK_INT(access("own.model", R_OK), 0);
        CHECK_INT(access("said.model", R_OK), 0);
        CHECK_INT(chdir(before), 0);
    }
    CHECK(out[0].at && strstr(out[0].at, "the model is kept as './own.model'"));
    CHECK(out[0].at && strstr(out[0].at, "'./none.model'"));
    CHECK_TEXT(out[1].at, out[0].at);
    for (int i = 0; i < 2; i++) ri_text_release(&out[i]);
    close_place(&place);
}

TEST(a_file_that_is_not_there_is_said_by_the_caller)
{
    static const char *const pairs[] = {"as", "sales", "file", "/nonexistent/sales.csv", NULL};
    struct place             place;
    struct ri_text           out = {0};
    open_place(&place);
    run(place.caller, "import", NULL, pairs, NULL, &out);
    CHECK_TEXT(out.at, "failed RI_ENOTFOUND cannot open '/nonexistent/sales.csv': No such file or "
                       "directory\n");
    ri_text_release(&out);
    close_place(&place);
}

TEST(nobody_listens_any_more_after_close)
{
    struct place   place;
    struct ri_text out = {0};
    char           path[128];
    open_place(&place);
    import_there(&place);
    ri_workspace_close(place.holder);
    place.holder = NULL;
    snprintf(path, sizeof path, "%s/run/calls", place.directory);
    CHECK(access(path, F_OK) != 0);
    run(place.caller, "sales.kpis", NULL, NULL, NULL, &out); /* opens it itself now */
    CHECK(out.at && strstr(out.at, "status RI_OK") != NULL);
    ri_text_release(&out);
    close_place(&place);
}

/* ---- A holder that misbehaves --------------------------------------------------------------------------- */

struct impostor {
    char                 directory[64], folder[80];
    int                  listener;
    const char          *hello;  /* NULL: the right one */
    const char          *answer; /* one END document after it was asked; NULL: hangs up */
    struct ri_workspace *workspace;
    pthread_t            thread;
};

static void *pretend(void *context)
{
    struct impostor *impostor = context;
    struct ri_frames frames;
    struct ri_frame  frame = {0};
    struct ri_text   hello = {0};
    int              fd = -1;
    while (ri_local_accept(impostor->listener, &fd, NULL) != RI_OK) usleep(1000);
    if (impostor->hello)
        ri_text_puts(&hello, impostor->hello);
    else
        pass_write_hello(impostor->workspace, &hello);
    CHECK_STATUS(ri_frame_send(fd, PASS_HELLO, hello.at, hello.length, NULL, 0, -1, NULL), RI_OK);
    ri_frames_init(&frames, fd, 8);
    const ri_status asked = ri_frames_next(&frames, 5000, &frame, NULL);
    if (asked == RI_OK && impostor->answer)
        CHECK_STATUS(ri_frame_send(fd, (unsigned char)impostor->answer[0], impostor->answer + 1,
                                   strlen(impostor->answer + 1), NULL, 0, -1, NULL),
                     RI_OK);
    ri_frames_release(&frames);
    ri_text_release(&hello);
    close(fd);
    return NULL;
}

static void meet_impostor(const char *hello, const char *answer, const char *operation,
                          struct ri_text *out)
{
    struct impostor impostor = {.hello = hello, .answer = answer};
    snprintf(impostor.directory, sizeof impostor.directory, "/tmp/ri-remote-XXXXXX");
    CHECK(mkdtemp(impostor.directory) != NULL);
    snprintf(impostor.folder, sizeof impostor.folder, "%s/run", impostor.directory);
    CHECK_STATUS(ri_local_listen(impostor.folder, &impostor.listener, NULL), RI_OK);
    const struct ri_open_options options = {.directory = impostor.directory, .profile = "test"};
    CHECK_STATUS(ri_workspace_open(&options, &impostor.workspace, NULL), RI_OK);
    CHECK_INT(pthread_create(&impostor.thread, NULL, pretend, &impostor), 0);
    run(impostor.workspace, operation, NULL, NULL, NULL, out);
    pthread_join(impostor.thread, NULL);
    ri_local_close(impostor.folder, impostor.listener);
    ri_workspace_close(impostor.workspace);
    nftw(impostor.directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

TEST(another_version_garbage_and_death_are_said_and_never_waited_for)
{
    static const struct {
        const char *hello, *answer, *want;
    } rows[] = {
        {"{\"protocol\":1,\"version\":\"0.0.9\",\"operations\":\"x\"}", NULL,
         "is retailinsight 0.0.9, this is"},
        {"{\"protocol\":1,\"version\":\"0.1.0\",\"operations\":\"x\"}", NULL, "another build"},
        {"{\"hello\":\"world\"}", NULL, "no retailinsight this program understands"},
        {"not json", NULL, "RI_EDATA"},
        {NULL, NULL, "ended in the middle of verify"},
        {NULL, "Enot json", "RI_EUPSTREAM"},
        {NULL, "E{\"status\":\"RI_ENOSPACE\",\"message\":\"disk\"}", "failed RI_ENOSPACE disk"},
        {NULL, "E{\"status\":\"RI_EWHAT\",\"message\":\"odd\"}", "failed RI_EINTERNAL odd"},
        {NULL, "Q", "RI_EUPSTREAM"},
        {NULL, "RGET / HTTP/1.1", "RI_EUPSTREAM"},
        {NULL, "U{\"nosuch\":\"1\"}", "RI_EUPSTREAM"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_text out = {0};
        meet_impostor(rows[i].hello, rows[i].answer, "verify", &out);
        if (!out.at || !strstr(out.at, rows[i].want))
            ri_test_fail(__FILE__, __LINE__, "%zu: %s", i, out.at);
        ri_text_release(&out);
    }
}
