/* The engine: statements, parameters, streams, limits, locks. In memory where no file is needed. */
#include "engine.h"

#include "base/test.h"
#include "table/schema.h"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct ri_binds none;

struct bench { /* an engine with one connection, in memory or on a file in a folder of its own */
    char                  folder[64], path[96];
    struct ri_engine     *engine;
    struct ri_connection *connection;
    struct ri_error       err;
};

static bool open_bench(struct bench *bench, bool file)
{
    *bench = (struct bench){0};
    snprintf(bench->folder, sizeof bench->folder, "/tmp/ri_engine_XXXXXX");
    if (file && !mkdtemp(bench->folder)) return false;
    snprintf(bench->path, sizeof bench->path, "%s/it's.duckdb", bench->folder);
    const struct ri_engine_options options = {
        .path = file ? bench->path : NULL, .create = true, .threads = 2};
    CHECK_STATUS(ri_engine_open(&options, &bench->engine, &bench->err), RI_OK);
    if (!bench->engine) return false;
    CHECK_STATUS(ri_connection_open(bench->engine, &bench->connection, &bench->err), RI_OK);
    return bench->connection != NULL;
}

static void close_bench(struct bench *bench)
{
    ri_connection_close(bench->connection);
    ri_engine_close(bench->engine);
    unlink(bench->path);
    rmdir(bench->folder);
}

static int64_t int64_of(struct bench *bench, const char *sql, struct ri_binds binds)
{
    int64_t         value = -1;
    const ri_status status =
        ri_connection_int64(bench->connection, sql, binds, &value, &bench->err);
    if (status != RI_OK) ri_test_fail(__FILE__, __LINE__, "%s: %s", sql, bench->err.message);
    return value;
}

TEST(binds_every_type_by_name)
{
    struct bench bench;
    if (!open_bench(&bench, false)) return;
    const int64_t        ids[] = {7, 2385, -9};
    const char *const    words[] = {"a'b", "", "ü"};
    const struct ri_bind binds[] = {
        ri_bind_int64("i", -9007199254740993),
        ri_bind_double("d", 2.385),
        ri_bind_text("t", RI_VIEW("x\xc3\xbcz")),
        ri_bind_bool("b", true),
        ri_bind_date("day", 20000),
        ri_bind_timestamp("at", 1234567890123456),
        ri_bind_null("n"),
        ri_bind_int64_list("ids", ids, 3),
        ri_bind_text_list("words", words, 3),
        ri_bind_blob("raw", (struct ri_view){"\0\xff", 2}),
        ri_bind_string("missing", NULL),
        ri_bind_int64_list("empty", NULL, 0),
    };
    static const struct {
        const char *sql;
        int64_t     want;
    } rows[] = {
        {"SELECT $i", -9007199254740993},
        {"SELECT CAST($d * 1000 AS BIGINT)", 2385},
        {"SELECT length($t)", 3},
        {"SELECT CASE WHEN $b THEN 5 ELSE 6 END", 5},
        {"SELECT $day - DATE '1970-01-01'", 20000},
        {"SELECT epoch_us($at)", 1234567890123456},
        {"SELECT CASE WHEN $n IS NULL THEN 3 END", 3},
        {"SELECT CASE WHEN $missing IS NULL THEN 4 END", 4},
        {"SELECT count(*) FROM range(3000) r(i) WHERE i IN $ids", 2},
        {"SELECT count(*) FROM range(3000) r(i) WHERE $n IS NULL OR list_contains($n, i)", 3000},
        {"SELECT count(*) FROM range(3000) r(i) WHERE $ids IS NULL OR list_contains($ids, i)", 2},
        {"SELECT len(list_filter($words, x -> x IN ('a''b', 'ü')))", 2},
        {"SELECT octet_length($raw)", 2},
        {"SELECT len($empty)", 0},
        {"SELECT $i + $i", -18014398509481986},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++)
        CHECK_INT(int64_of(&bench, rows[i].sql, RI_BINDS(binds)), rows[i].want);
    int64_t value;
    CHECK_STATUS(ri_connection_int64(bench.connection, "SELECT $nobody", none, &value, &bench.err),
                 RI_EUSAGE);
    CHECK(strstr(bench.err.message, "$nobody"));
    close_bench(&bench);
}

TEST(every_status_of_a_statement)
{
    struct bench bench;
    if (!open_bench(&bench, false)) return;
    static const struct {
        const char *sql;
        ri_status   want;
    } rows[] = {
        {"SELECT 1", RI_OK},
        {"SELEC 1", RI_EUSAGE},
        {"SELECT nothing_here", RI_EUSAGE},
        {"SELECT * FROM nowhere", RI_EUSAGE},
        {"SELECT CAST('x' || i AS INTEGER) FROM range(3) r(i)", RI_EDATA},
        {"SELECT CAST(i AS TINYINT) FROM range(300) r(i)", RI_EDATA},
        {"SELECT 1 LIMIT 0", RI_ENOTFOUND},
        {"SELECT list(md5(i::VARCHAR) || repeat('x', 500)) FROM range(3000000) r(i)", RI_ENOMEM},
        {"SELECT {'a': 1}", RI_EDATA},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        int64_t         value = 0;
        const ri_status got =
            ri_connection_int64(bench.connection, rows[i].sql, none, &value, &bench.err);
        if (got != rows[i].want)
            ri_test_fail(__FILE__, __LINE__, "%s gives %s: %s", rows[i].sql, ri_status_name(got),
                         bench.err.message);
    }
    CHECK_INT(int64_of(&bench, "SELECT 42", none), 42); /* still alive */
    close_bench(&bench);
}

TEST(open_says_why_not)
{
    struct ri_error                err;
    struct ri_engine              *engine = NULL;
    const struct ri_engine_options missing = {.path = "/tmp/ri_engine_no_such_folder/x.duckdb"};
    CHECK_STATUS(ri_engine_open(&missing, &engine, &err), RI_ENOTFOUND);
    const struct ri_engine_options unknown = {.driver = "abacus"};
    CHECK_STATUS(ri_engine_open(&unknown, &engine, &err), RI_EUSAGE);
    char      path[] = "/tmp/ri_engine_XXXXXX";
    const int fd = mkstemp(path);
    CHECK(write(fd, "this is no database, it is a text that goes on for a while\n", 59) == 59);
    close(fd);
    const struct ri_engine_options text = {.path = path};
    CHECK_STATUS(ri_engine_open(&text, &engine, &err), RI_EDATA);
    CHECK(strstr(err.message, path));
    CHECK(!engine);
    unlink(path);
}

TEST(a_second_process_is_told_who_holds_the_file)
{
    struct bench bench;
    int          answer[2];
    if (!open_bench(&bench, true) || pipe(answer) != 0) return;
    const pid_t child = fork();
    if (child == 0) {
        struct ri_error                err = {0};
        struct ri_engine              *engine = NULL;
        const struct ri_engine_options options = {.path = bench.path};
        const ri_status                status = ri_engine_open(&options, &engine, &err);
        dprintf(answer[1], "%s|%s", ri_status_name(status), err.message);
        _exit(0);
    }
    char said[700] = {0}, want[32];
    waitpid(child, NULL, 0);
    CHECK(read(answer[0], said, sizeof said - 1) > 0);
    close(answer[0]);
    close(answer[1]);
    snprintf(want, sizeof want, "(PID %d)", (int)getpid());
    CHECK(strncmp(said, "RI_ELOCKED|", 11) == 0);
    if (!strstr(said, want)) ri_test_fail(__FILE__, __LINE__, "%s has no %s", said, want);
    close_bench(&bench);
}

struct sum {
    uint64_t rows;
    int64_t  total;
};
static ri_status add_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    struct sum *sum = context;
    sum->rows++;
    sum->total += ri_row_int64(row, 0);
    return RI_OK;
}

TEST(a_million_rows_pass_through_in_order)
{
    struct bench bench;
    if (!open_bench(&bench, false)) return;
    struct sum sum = {0};
    CHECK_STATUS(ri_connection_rows(bench.connection,
                                    "SELECT i, i::VARCHAR FROM range(1000000) r(i)", none, NULL,
                                    add_row, &sum, &bench.err),
                 RI_OK);
    CHECK_INT(sum.rows, 1000000);
    CHECK_INT(sum.total, INT64_C(499999500000));
    close_bench(&bench);
}

TEST(an_error_after_the_first_batch_comes_out_of_the_stream)
{
    struct bench bench;
    if (!open_bench(&bench, false)) return;
    struct sum sum = {0};
    CHECK_STATUS(
        ri_connection_rows(bench.connection,
                           "SELECT CAST(CASE WHEN i = 900000 THEN 'x' ELSE '1' END AS INTEGER) "
                           "FROM range(1000000) r(i)",
                           none, NULL, add_row, &sum, &bench.err),
        RI_EDATA);
    CHECK(sum.rows > 0 && sum.rows < 1000000);
    CHECK_INT(int64_of(&bench, "SELECT 42", none), 42);
    close_bench(&bench);
}

/* With many threads, about one such failure in a hundred is told by DuckDB as an interruption that nobody asked for. */
TEST(a_failure_is_told_whichever_thread_meets_it)
{
    const struct ri_engine_options options = {.create = true, .threads = 16};
    struct bench                   bench = {0};
    CHECK_STATUS(ri_engine_open(&options, &bench.engine, &bench.err), RI_OK);
    CHECK_STATUS(ri_connection_open(bench.engine, &bench.connection, &bench.err), RI_OK);
    for (int round = 0; bench.connection && round < 400; round++) {
        struct sum sum = {0};
        CHECK_STATUS(
            ri_connection_rows(bench.connection,
                               "SELECT CAST(CASE WHEN i = 300000 THEN 'x' ELSE '1' END AS INTEGER) "
                               "FROM range(310000) r(i)",
                               none, NULL, add_row, &sum, &bench.err),
            RI_EDATA);
        CHECK(strstr(bench.err.message, "Conversion Error") != NULL);
    }
    close_bench(&bench);
}

static ri_status see_types(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    *(int *)context += 1;
    CHECK_INT(ri_row_int64(row, 0), -5);
    CHECK_INT(ri_row_int64(row, 1), 1);
    CHECK_INT(ri_row_int64(row, 2), 20000);
    CHECK_INT(ri_row_int64(row, 3), 238500); /* unscaled */
    CHECK_NEAR(ri_row_double(row, 3), 2.385, 1e-12);
    CHECK_NEAR(ri_row_double(row, 4), 2.385, 1e-12);
    CHECK(ri_row_missing(row, 5) && ri_row_int64(row, 5) == 0 && ri_row_text(row, 6).length == 0);
    CHECK(ri_view_is(ri_row_text(row, 7), "grün"));
    CHECK_INT(ri_row_int64(row, 8), 1000001);
    CHECK_NEAR(ri_row_double(row, 0), -5, 0);
    CHECK_NEAR(ri_row_double(row, 9), 0.5, 0);
    return RI_OK;
}

TEST(rows_show_every_type)
{
    struct bench bench;
    int          seen = 0;
    if (!open_bench(&bench, false)) return;
    CHECK_STATUS(ri_connection_rows(bench.connection,
                                    "SELECT -5::TINYINT, true, DATE '1970-01-01' + 20000, "
                                    "2.385::DECIMAL(18, 5), 2.385::DOUBLE, "
                                    "NULL::BIGINT, NULL::VARCHAR, 'grün', TIMESTAMP '1970-01-01 "
                                    "00:00:01.000001', 0.5::FLOAT",
                                    none, NULL, see_types, &seen, &bench.err),
                 RI_OK);
    CHECK_INT(seen, 1);
    close_bench(&bench);
}

static void *interrupt_soon(void *context)
{
    struct bench *bench = context;
    usleep(150000);
    (void)ri_connection_progress(bench->connection);
    ri_connection_interrupt(bench->connection);
    return NULL;
}

static const char endless[] =
    "SELECT count(*) FROM range(10000000000) a(i) WHERE hash(i) % 7 = 3 AND hash(i + 1) % 5 = 1";

TEST(a_query_can_be_stopped)
{
    struct bench bench;
    int64_t      value;
    pthread_t    thread;
    if (!open_bench(&bench, false)) return;
    CHECK(pthread_create(&thread, NULL, interrupt_soon, &bench) == 0);
    CHECK_STATUS(ri_connection_int64(bench.connection, endless, none, &value, &bench.err),
                 RI_ECANCELLED);
    pthread_join(thread, NULL);
    struct ri_task late = {.deadline_us = ri_monotonic_us() + 100000};
    CHECK_STATUS(ri_connection_execute(bench.connection, endless, none, &late, NULL, &bench.err),
                 RI_ETIMEOUT);
    struct ri_task cancelled = {0};
    ri_task_cancel(&cancelled);
    CHECK_STATUS(
        ri_connection_execute(bench.connection, endless, none, &cancelled, NULL, &bench.err),
        RI_ECANCELLED);
    CHECK_INT(int64_of(&bench, "SELECT 42", none), 42);
    close_bench(&bench);
}

TEST(execute_counts_rows)
{
    struct bench bench;
    uint64_t     changed = 0;
    if (!open_bench(&bench, true)) return;
    CHECK_STATUS(
        ri_connection_script(bench.connection,
                             "CREATE TABLE t (a BIGINT); INSERT INTO t SELECT * FROM range(17)",
                             &bench.err),
        RI_OK);
    CHECK_STATUS(ri_connection_execute(bench.connection, "DELETE FROM t WHERE a < 5", none, NULL,
                                       &changed, &bench.err),
                 RI_OK);
    CHECK_INT(changed, 5);
    CHECK_STATUS(ri_connection_script(bench.connection, "SELECT 1; SELEC 2", &bench.err),
                 RI_EUSAGE);
    close_bench(&bench);
}

TEST(appends_by_chunk)
{
    struct bench        bench;
    struct ri_appender *appender = NULL;
    if (!open_bench(&bench, true)) return;
    CHECK_STATUS(
        ri_connection_script(
            bench.connection,
            "CREATE TABLE t (a BIGINT, b VARCHAR, c DATE, d DECIMAL(18, 3), e BIGINT, f VARCHAR)",
            &bench.err),
        RI_OK);
    CHECK_STATUS(ri_appender_open(bench.connection, NULL, "nowhere", &appender, &bench.err),
                 RI_EENGINE);
    CHECK_STATUS(ri_appender_open(bench.connection, NULL, "t", &appender, &bench.err), RI_OK);
    if (!appender) return;
    CHECK_INT(ri_appender_columns(appender), 6);
    const struct ri_view same = RI_VIEW("the same text in every row");
    for (size_t chunk = 0; chunk < 3; chunk++) {
        const size_t rows = chunk == 2 ? 100 : RI_APPEND_ROWS;
        for (size_t r = 0; r < rows; r++) {
            char text[40];
            ((int64_t *)ri_appender_column(appender, 0).data)[r] =
                (int64_t)(chunk * RI_APPEND_ROWS + r);
            const int length =
                snprintf(text, sizeof text, r % 2 ? "%zu" : "a longer text number %zu", r);
            if (r % 7 == 3)
                ri_appender_set_null(appender, 1, r);
            else
                ri_appender_set_text(appender, 1, r, (struct ri_view){text, (size_t)length});
            ((int32_t *)ri_appender_column(appender, 2).data)[r] = 20000;
            ((int64_t *)ri_appender_column(appender, 3).data)[r] = 2385;
        }
        ri_appender_fill_int64(appender, 4, (int64_t)chunk);
        ri_appender_fill_text(appender, 5, chunk == 1 ? NULL : &same);
        CHECK_STATUS(ri_appender_flush(appender, rows, &bench.err), RI_OK);
    }
    CHECK_STATUS(ri_appender_finish(&appender, &bench.err), RI_OK);
    CHECK_INT(int64_of(&bench, "SELECT count(*) FROM t", none), 4196);
    CHECK_INT(int64_of(&bench, "SELECT sum(a)::BIGINT FROM t", none), 4196 * 4195 / 2);
    CHECK_INT(int64_of(&bench, "SELECT count(*) FROM t WHERE b IS NULL", none), 293 + 293 + 14);
    CHECK_INT(int64_of(&bench, "SELECT count(*) FROM t WHERE b = 'a longer text number 4'", none),
              3);
    CHECK_INT(int64_of(&bench, "SELECT count(*) FROM t WHERE b = '5'", none), 3);
    CHECK_INT(
        int64_of(&bench, "SELECT count(*) FROM t WHERE d = 2.385 AND c = DATE '2024-10-04'", none),
        4196);
    CHECK_INT(int64_of(&bench, "SELECT sum(e)::BIGINT FROM t", none), 2048 + 200);
    CHECK_INT(
        int64_of(&bench, "SELECT count(*) FROM t WHERE f = 'the same text in every row'", none),
        2148);
    CHECK_STATUS(ri_appender_open(bench.connection, NULL, "t", &appender, &bench.err), RI_OK);
    ((int64_t *)ri_appender_column(appender, 0).data)[0] = 1;
    ri_appender_abandon(appender);
    CHECK_INT(int64_of(&bench, "SELECT count(*) FROM t", none), 4196);
    close_bench(&bench);
}

TEST(lock_down_holds)
{
    struct bench bench;
    int64_t      value;
    if (!open_bench(&bench, true)) return;
    CHECK_STATUS(ri_connection_script(bench.connection, "CREATE TABLE t (a BIGINT)", &bench.err),
                 RI_OK);
    CHECK_STATUS(ri_engine_lock_down(bench.engine, &bench.err), RI_OK);
    static const struct {
        const char *sql;
        ri_status   want;
    } rows[] = {
        {"SELECT count(*) FROM read_text('/etc/passwd')", RI_EFORBIDDEN},
        {"SELECT count(*) FROM '/etc/passwd.csv'", RI_EFORBIDDEN},
        {"SELECT count(*) FROM glob('/etc/*')", RI_EFORBIDDEN},
        {"COPY t TO '/tmp/ri_engine_out.csv'", RI_EFORBIDDEN},
        {"ATTACH '/tmp/ri_engine_other.duckdb'", RI_EFORBIDDEN},
        {"INSTALL httpfs", RI_EFORBIDDEN},
        {"SET enable_external_access = true", RI_EENGINE},
        {"SET memory_limit = '4GB'", RI_EENGINE},
        {"INSERT INTO t VALUES (1)", RI_OK},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const ri_status got =
            ri_connection_execute(bench.connection, rows[i].sql, none, NULL, NULL, &bench.err);
        if (rows[i].want == RI_OK ? got != RI_OK : got == RI_OK)
            ri_test_fail(__FILE__, __LINE__, "%s gives %s", rows[i].sql, ri_status_name(got));
    }
    struct ri_connection *later = NULL; /* connections opened afterwards find the tables too */
    CHECK_STATUS(ri_connection_open(bench.engine, &later, &bench.err), RI_OK);
    CHECK_STATUS(ri_connection_int64(later, "SELECT count(*) FROM t", none, &value, &bench.err),
                 RI_OK);
    CHECK_INT(value, 1);
    ri_connection_close(later);
    close_bench(&bench);
}

TEST(guarded_queries_reach_only_their_views)
{
    struct bench bench;
    if (!open_bench(&bench, true)) return;
    CHECK_STATUS(ri_connection_script(
                     bench.connection,
                     "CREATE TABLE secret (a BIGINT); INSERT INTO secret SELECT * FROM range(5000);"
                     "CREATE VIEW sales AS SELECT a FROM secret",
                     &bench.err),
                 RI_OK);
    CHECK_STATUS(ri_engine_lock_down(bench.engine, &bench.err), RI_OK);
    static const char *const views[] = {"sales", NULL};
    const struct ri_guard    guard = {views, 100};
    static const struct {
        const char *sql;
        ri_status   want;
    } rows[] = {
        {"SELECT count(*) FROM sales", RI_OK},
        {"select sum(a) from Sales where a in (select max(a) from sales) -- remark", RI_OK},
        {"WITH t AS (SELECT a FROM sales) SELECT a % 3, count(*) OVER () FROM t, range(2) LIMIT 9;",
         RI_OK},
        {"FROM (PIVOT sales ON a IN (1, 2) USING count(*))", RI_OK},
        {"SELECT unnest([1, 2])", RI_OK},
        {"SELECT 1 UNION ALL SELECT a FROM sales WHERE a < 3", RI_OK},
        {"SELECT * FROM sales", RI_ETOOLARGE},
        {"SELECT * FROM secret", RI_EFORBIDDEN},
        {"SELECT * FROM main.secret", RI_EFORBIDDEN},
        {"SELECT * FROM warehouse.main.secret", RI_EFORBIDDEN},
        {"SELECT * FROM sale", RI_EFORBIDDEN},
        {"SELECT 1; SELECT 2", RI_EUSAGE},
        {"", RI_EUSAGE},
        {"SELEC 1", RI_EUSAGE},
        {"SELECT nothing FROM sales", RI_EUSAGE},
        {"INSERT INTO sales VALUES (1)", RI_EFORBIDDEN},
        {"CREATE TABLE x AS SELECT * FROM sales", RI_EFORBIDDEN},
        {"DROP TABLE secret", RI_EFORBIDDEN},
        {"COPY sales TO '/tmp/x'", RI_EFORBIDDEN},
        {"SET threads = 1", RI_EFORBIDDEN},
        {"PRAGMA database_list", RI_EFORBIDDEN},
        {"CALL pragma_database_list()", RI_EFORBIDDEN},
        {"EXPLAIN SELECT 1", RI_EFORBIDDEN},
        {"SHOW TABLES", RI_EFORBIDDEN},
        {"FROM (DESCRIBE sales)", RI_EFORBIDDEN},
        {"FROM (SUMMARIZE sales)", RI_EFORBIDDEN},
        {"SELECT * FROM read_csv('/etc/passwd')", RI_EFORBIDDEN},
        {"SELECT * FROM '/etc/passwd'", RI_EFORBIDDEN},
        {"SELECT * FROM glob('*')", RI_EFORBIDDEN},
        {"SELECT * FROM duckdb_settings()", RI_EFORBIDDEN},
        {"SELECT * FROM duckdb_tables", RI_EFORBIDDEN},
        {"SELECT * FROM information_schema.tables", RI_EFORBIDDEN},
        {"SELECT * FROM query('SELECT * FROM main.secret')", RI_EFORBIDDEN},
        {"SELECT * FROM query_table('main.secret')", RI_EFORBIDDEN},
        {"SELECT current_setting('memory_limit')", RI_EFORBIDDEN},
        {"SELECT main.getvariable('x') FROM sales", RI_EFORBIDDEN},
        {"SELECT (SELECT max(a) FROM secret)", RI_EFORBIDDEN},
        {"SELECT * FROM sales s, LATERAL (SELECT * FROM secret WHERE a = s.a)", RI_EFORBIDDEN},
        {"WITH x AS (WITH secret AS (SELECT 1 AS a) SELECT * FROM secret) SELECT * FROM secret",
         RI_EFORBIDDEN},
        {"WITH secret AS (SELECT * FROM secret) SELECT * FROM secret", RI_EFORBIDDEN},
        {"WITH secret AS (SELECT 7 AS a), b AS (SELECT a FROM secret) SELECT * FROM secret, b",
         RI_OK},
        {"WITH b AS (SELECT a FROM secret), secret AS (SELECT 7 AS a) SELECT * FROM b",
         RI_EFORBIDDEN},
        {"SELECT * FROM duckdb_tables WHERE 1 IN (WITH duckdb_tables AS (SELECT 1) FROM "
         "duckdb_tables)",
         RI_EFORBIDDEN},
        {"SELECT * FROM sales WHERE a = $x", RI_EUSAGE},
        {"VALUES (1), (2)", RI_OK},
        {"TABLE secret", RI_EFORBIDDEN},
        {"SELECT COLUMNS(*) FROM secret", RI_EFORBIDDEN},
        {"SELECT * FROM (VALUES ((SELECT max(a) FROM secret))) t", RI_EFORBIDDEN},
        {"SELECT a FROM sales ORDER BY (SELECT max(a) FROM secret)", RI_EFORBIDDEN},
        {"SELECT a FROM sales LIMIT (SELECT max(a) FROM secret)", RI_EFORBIDDEN},
        {"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n "
         "FROM t",
         RI_OK},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ArrowArrayStream stream;
        ri_status got = ri_connection_guarded_query(bench.connection, rows[i].sql, &guard, NULL,
                                                    &stream, &bench.err);
        if (got == RI_OK) got = ri_stream_rows(&stream, NULL, NULL, &bench.err);
        if (got != rows[i].want)
            ri_test_fail(__FILE__, __LINE__, "%s gives %s (%s), want %s", rows[i].sql,
                         ri_status_name(got), got ? bench.err.message : "",
                         ri_status_name(rows[i].want));
    }
    CHECK_INT(int64_of(&bench, "SELECT count(*) FROM secret", none), 5000);
    close_bench(&bench);
}

/* What a stream says of its table comes back out of the file, quotes and all; a file that says nothing says so. */
static int said_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct ArrowArrayStream *inner = stream->private_data;
    struct ArrowSchema       plain;
    if (inner->get_schema(inner, &plain)) return 5;
    CHECK_STATUS(ri_schema_describe(&plain, NULL, 0, out, NULL), RI_OK);
    plain.release(&plain);
    CHECK_STATUS(ri_schema_say(out, "it's said", RI_VIEW("O'Hara says \"\xc3\xa9\""), NULL), RI_OK);
    return 0;
}

static int said_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct ArrowArrayStream *inner = stream->private_data;
    return inner->get_next(inner, out);
}

static void said_release(struct ArrowArrayStream *stream)
{
    struct ArrowArrayStream *inner = stream->private_data;
    inner->release(inner);
    stream->release = NULL;
}

TEST(parquet_keeps_what_is_said_of_the_table)
{
    struct bench            bench;
    struct ArrowArrayStream inner;
    struct ri_arena         mem;
    struct sum              sum = {0};
    char                    path[] = "/tmp/ri_engine_XXXXXX";
    const char             *said = NULL;
    if (!open_bench(&bench, false)) return;
    close(mkstemp(path));
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(
        ri_connection_query(bench.connection, "SELECT 17 AS i", none, NULL, &inner, &bench.err),
        RI_OK);
    struct ArrowArrayStream stream = {said_schema, said_next, NULL, said_release, &inner};
    CHECK_STATUS(ri_parquet_write(&stream, path, NULL, &bench.err), RI_OK);
    CHECK_STATUS(ri_parquet_said(path, "it's said", &mem, &said, &bench.err), RI_OK);
    CHECK_TEXT(said, "O'Hara says \"\xc3\xa9\"");
    CHECK_STATUS(ri_parquet_said(path, "it's", &mem, &said, &bench.err), RI_ENOTFOUND);
    CHECK_STATUS(ri_parquet_read(path, NULL, &stream, &bench.err), RI_OK);
    CHECK_STATUS(ri_stream_rows(&stream, add_row, &sum, &bench.err), RI_OK);
    CHECK_INT(sum.total, 17);
    FILE *file = fopen(path, "w");
    CHECK(file && fputs("PAR1 and no more", file) >= 0 && fclose(file) == 0);
    CHECK_STATUS(ri_parquet_said(path, "it's said", &mem, &said, &bench.err), RI_EENGINE);
    ri_arena_release(&mem);
    unlink(path);
    close_bench(&bench);
}

TEST(parquet_there_and_back)
{
    struct bench            bench;
    struct ArrowArrayStream stream;
    struct sum              sum = {0};
    char                    path[] = "/tmp/ri_engine_XXXXXX";
    if (!open_bench(&bench, false)) return;
    close(mkstemp(path));
    static const char sql[] = "SELECT i, CASE WHEN i % 3 > 0 THEN 'row ' || i END AS \"a "
                              "\"\"name\"\"\", (i / 8.0)::DECIMAL(18, 3) AS d, "
                              "DATE '2024-01-01' + i::INTEGER AS day, i % 2 = 0 AS even, i / 3 AS "
                              "x FROM range(7000) r(i)";
    CHECK_STATUS(ri_connection_query(bench.connection, sql, none, NULL, &stream, &bench.err),
                 RI_OK);
    CHECK_STATUS(ri_parquet_write(&stream, path, NULL, &bench.err), RI_OK);
    CHECK(!stream.release);
    CHECK_STATUS(ri_parquet_read(path, NULL, &stream, &bench.err), RI_OK);
    CHECK_STATUS(ri_stream_rows(&stream, add_row, &sum, &bench.err), RI_OK);
    CHECK_INT(sum.rows, 7000);
    CHECK_INT(sum.total, 7000 * 6999 / 2);
    CHECK_STATUS(
        ri_connection_query(bench.connection, "SELECT 1 AS a", none, NULL, &stream, &bench.err),
        RI_OK);
    CHECK_STATUS(ri_ndjson_write(&stream, path, NULL, &bench.err), RI_OK);
    char  text[32] = {0};
    FILE *file = fopen(path, "r");
    CHECK(file && fgets(text, sizeof text, file));
    CHECK_TEXT(text, "{\"a\":1}\n");
    if (file) fclose(file);
    CHECK_STATUS(ri_parquet_read("/tmp/ri_engine_no_such_file", NULL, &stream, &bench.err),
                 RI_ENOTFOUND);
    unlink(path);
    close_bench(&bench);
}
