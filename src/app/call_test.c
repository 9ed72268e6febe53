/* Calls end to end through the public header: attach, run, pull, stop early, cancel, scope. */
#include "base/test.h"
#include "engine/engine.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char                 directory[64];
    struct ri_workspace *workspace;
};

static void open_place(struct place *place)
{
    snprintf(place->directory, sizeof place->directory, "/tmp/ri-call-XXXXXX");
    CHECK(mkdtemp(place->directory) != NULL);
    const struct ri_open_options options = {.directory = place->directory, .profile = "test"};
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
    nftw(place->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A descriptor that reads `text`. */
static int file_of(const char *text)
{
    char      path[] = "/tmp/ri-text-XXXXXX";
    const int fd = mkstemp(path);
    unlink(path);
    CHECK_INT(write(fd, text, strlen(text)), strlen(text));
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static void import_text(struct place *place, const char *kind, const char *text)
{
    struct ri_call   *call = NULL;
    struct ri_result *result = NULL;
    struct ri_error   err = {0};
    CHECK_STATUS(ri_call_new(place->workspace, "import", NULL, &call, &err), RI_OK);
    CHECK_STATUS(ri_call_set(call, "as", kind, &err), RI_OK);
    CHECK_STATUS(ri_call_attach(call, "file", "memory.csv", file_of(text), &err), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, &err), RI_OK);
    if (err.code) ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    ri_call_free(call);
}

/* Rows of a whole stream. */
static int64_t pull_all(struct ri_result *result)
{
    struct ArrowArrayStream stream;
    struct ArrowArray       batch;
    int64_t                 rows = 0;
    CHECK_STATUS(ri_result_stream(result, &stream, NULL), RI_OK);
    while (stream.get_next(&stream, &batch) == 0 && batch.release) {
        rows += batch.length;
        batch.release(&batch);
    }
    stream.release(&stream);
    return rows;
}

static const char sales[] = "transaction,line,store,sold_at,product,quantity,unit_price,currency\n"
                            "R1,1,S1,2026-11-20,A,2,1.50,EUR\n"
                            "R2,1,S2,2026-11-20,B,1,2.25,EUR\n"
                            "R3,1,S2,2026-11-21,A,1,1.50,EUR\n";

TEST(a_call_imports_and_another_pulls_an_arrow_stream)
{
    struct place      place;
    struct ri_call   *call = NULL;
    struct ri_result *result = NULL;
    uint64_t          before = 9, after = 0;
    open_place(&place);
    CHECK_STATUS(ri_workspace_data_version(place.workspace, &before, NULL), RI_OK);
    CHECK_INT(before, 0);
    import_text(&place, "sales", sales);
    CHECK_STATUS(ri_workspace_data_version(place.workspace, &after, NULL), RI_OK);
    CHECK(after > 1);
    CHECK_STATUS(ri_call_new(place.workspace, "sales.stores", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_EUSAGE); /* once */
    const char *name, *value;
    CHECK(ri_result_param_at(result, 1, &name, &value));
    CHECK_TEXT(name, "from");
    CHECK_TEXT(value, "2026-11-20"); /* the default made concrete */
    struct ArrowArrayStream stream;
    struct ArrowSchema      schema;
    CHECK_STATUS(ri_result_stream(result, &stream, NULL), RI_OK);
    CHECK_INT(stream.get_schema(&stream, &schema), 0);
    CHECK_TEXT(schema.children[2]->name, "net_sales");
    CHECK_TEXT(schema.children[2]->format, "d:38,2");
    schema.release(&schema);
    stream.release(&stream);
    CHECK_STATUS(ri_result_stream(result, &stream, NULL), RI_EUSAGE); /* taken */
    ri_call_free(call);
    close_place(&place);
}

TEST(a_person_sees_the_stores_of_her_scope_and_no_free_sql)
{
    static const char *const  scope[] = {"S2", NULL};
    const struct ri_principal person = {.name = "ann", .roles = RI_ROLE_ANALYST, .stores = scope};
    struct place              place;
    struct ri_call           *call = NULL;
    struct ri_result         *result = NULL;
    struct ri_error           err = {0};
    open_place(&place);
    import_text(&place, "sales", sales);
    CHECK_STATUS(ri_call_new(place.workspace, "sales.stores", &person, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, &err), RI_OK);
    CHECK_INT(pull_all(result), 1);
    ri_call_free(call);
    CHECK_STATUS(ri_call_new(place.workspace, "sales.stores", &person, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_set(call, "store", "S1", NULL), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, &err), RI_EFORBIDDEN);
    ri_call_free(call);
    CHECK_STATUS(ri_call_new(place.workspace, "sql", &person, &call, NULL), RI_EFORBIDDEN);
    close_place(&place);
}

TEST(a_reader_who_goes_away_ends_the_run)
{
    struct place            place;
    struct ri_call         *call = NULL;
    struct ri_result       *result = NULL;
    struct ArrowArrayStream stream;
    struct ArrowArray       batch;
    open_place(&place);
    import_text(&place, "sales", sales);
    CHECK_STATUS(ri_call_new(place.workspace, "sql", NULL, &call, NULL), RI_OK);
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

static void stop_at_once(void *context, const struct ri_progress *progress)
{
    (void)progress;
    ri_call_cancel(context);
}

TEST(cancel_leaves_nothing_behind)
{
    struct place      place;
    struct ri_call   *call = NULL;
    struct ri_result *result = NULL;
    uint64_t          version = 9;
    open_place(&place);
    CHECK_STATUS(ri_call_new(place.workspace, "import", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_set(call, "as", "sales", NULL), RI_OK);
    CHECK_STATUS(ri_call_attach(call, "file", "memory.csv", file_of(sales), NULL), RI_OK);
    ri_call_watch(call, stop_at_once, call);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_ECANCELLED);
    ri_call_free(call);
    CHECK_STATUS(ri_workspace_data_version(place.workspace, &version, NULL), RI_OK);
    CHECK(version <= 1);
    close_place(&place);
}

TEST(documents_are_not_rows_and_rows_are_no_documents)
{
    struct place            place;
    struct ri_call         *call = NULL;
    struct ri_result       *result = NULL;
    struct ArrowArrayStream stream;
    struct ri_document      document;
    open_place(&place);
    CHECK_STATUS(ri_call_new(place.workspace, "import", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_set(call, "template", "stock", NULL), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_OK);
    CHECK_STATUS(ri_result_stream(result, &stream, NULL), RI_ENOTFOUND);
    CHECK(ri_result_document(result, &document));
    CHECK_TEXT(document.file_name, "stock.csv");
    CHECK(document.length > 20 && memcmp(document.bytes, "store,product", 13) == 0);
    ri_call_free(call);
    CHECK_STATUS(ri_call_new(place.workspace, "config.show", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_OK);
    CHECK(!ri_result_document(result, &document));
    CHECK(pull_all(result) > 5);
    CHECK_INT(ri_result_note_count(result), 1);
    ri_call_free(call);
    close_place(&place);
}

/* Changes a row behind the program's back. */
static void tamper(const struct place *place)
{
    char                  path[128];
    struct ri_engine     *engine = NULL;
    struct ri_connection *connection = NULL;
    snprintf(path, sizeof path, "%s/warehouse.duckdb", place->directory);
    const struct ri_engine_options options = {.path = path, .threads = 1};
    CHECK_STATUS(ri_engine_open(&options, &engine, NULL), RI_OK);
    CHECK_STATUS(ri_connection_open(engine, &connection, NULL), RI_OK);
    CHECK_STATUS(ri_connection_script(
                     connection,
                     "UPDATE sale_line SET net_minor = net_minor + 1 WHERE transaction_no = 'R2'",
                     NULL),
                 RI_OK);
    ri_connection_close(connection);
    ri_engine_close(engine);
}

static ri_status verify(struct place *place, int64_t *ret_rows)
{
    struct ri_call   *call = NULL;
    struct ri_result *result = NULL;
    CHECK_STATUS(ri_call_new(place->workspace, "verify", NULL, &call, NULL), RI_OK);
    CHECK_STATUS(ri_call_run(call, &result, NULL), RI_OK);
    *ret_rows = pull_all(result);
    const ri_status status = ri_result_status(result, NULL);
    ri_call_free(call);
    return status;
}

TEST(verify_shows_its_rows_and_says_that_something_is_wrong)
{
    struct place place;
    int64_t      rows = 0, again = 0;
    open_place(&place);
    import_text(&place, "sales", sales);
    CHECK_STATUS(verify(&place, &rows), RI_OK);
    ri_workspace_close(place.workspace);
    tamper(&place);
    const struct ri_open_options options = {.directory = place.directory, .profile = "test"};
    CHECK_STATUS(ri_workspace_open(&options, &place.workspace, NULL), RI_OK);
    CHECK_STATUS(verify(&place, &again), RI_EDATA);
    CHECK_INT(ri_status_exit(RI_EDATA), 3);
    CHECK_INT(again,
              rows + 1); /* a line that changed, and its receipt, no longer the sum of its lines */
    close_place(&place);
}
