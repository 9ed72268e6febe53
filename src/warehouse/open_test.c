/* Opening: what is refused, migrations, calendars; and what a crash leaves behind. */
#include "warehouse_test.h"

#include "retail/calendar.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct ri_warehouse_options plain = {.threads = 1};

/* Changes the closed file behind the program's back. */
static void tamper(const struct place_test *place, const char *sql)
{
    char                  path[128];
    struct ri_engine     *engine = NULL;
    struct ri_connection *connection = NULL;
    struct ri_error       err = {0};
    snprintf(path, sizeof path, "%s/warehouse.duckdb", place->folder);
    const struct ri_engine_options options = {.path = path, .threads = 1};
    CHECK_STATUS(ri_engine_open(&options, &engine, &err), RI_OK);
    CHECK_STATUS(ri_connection_open(engine, &connection, &err), RI_OK);
    CHECK_STATUS(ri_connection_script(connection, sql, &err), RI_OK);
    if (err.code != RI_OK) ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    ri_connection_close(connection);
    ri_engine_close(engine);
}

TEST(opening_says_why_not)
{
    struct place_test    place;
    struct ri_warehouse *other = NULL;
    if (!test_open(&place, false)) return;
    CHECK_STATUS(ri_warehouse_open("/tmp/ri_no_such_workspace", &plain, &other, &place.err),
                 RI_ENOTFOUND);
    CHECK_STATUS(ri_warehouse_open("/proc/nowhere", &(struct ri_warehouse_options){.create = true},
                                   &other, &place.err),
                 RI_ENOTFOUND);
    CHECK_STATUS(ri_warehouse_open(NULL, &(struct ri_warehouse_options){.day_cutoff = 1440}, &other,
                                   &place.err),
                 RI_EUSAGE);
    ri_warehouse_close(place.warehouse);
    static const struct {
        const char *sql;
        ri_status   want;
        const char *says;
    } rows[] = {
        {"INSERT INTO migration VALUES (9000, 'later', 'x', '7.1', TIMESTAMP '2030-01-01')",
         RI_EDATA, "9000"},
        {"UPDATE migration SET number = (SELECT max(number) + 1 FROM migration WHERE number < "
         "9000) WHERE number = 9000",
         RI_ENEWER, "7.1"},
        {"DELETE FROM migration WHERE program = '7.1'; UPDATE migration SET checksum = 'abc' WHERE "
         "number = 2",
         RI_EDATA, "0002_dimensions"},
        {"DROP TABLE migration", RI_EDATA, "no warehouse"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        tamper(&place, rows[i].sql);
        CHECK_STATUS(ri_warehouse_open(place.folder, &plain, &other, &place.err), rows[i].want);
        if (!strstr(place.err.message, rows[i].says))
            ri_test_fail(__FILE__, __LINE__, "%s", place.err.message);
    }
    place.warehouse = NULL;
    test_close(&place);
}

TEST(a_file_that_is_none_is_refused)
{
    struct place_test place;
    char              path[128];
    if (!test_open(&place, false)) return;
    ri_warehouse_close(place.warehouse);
    snprintf(path, sizeof path, "%s/warehouse.duckdb", place.folder);
    FILE *file = fopen(path, "w");
    CHECK(file &&
          fputs("not a database at all, however long one looks at it; and it is quite long\n",
                file) >= 0);
    if (file) fclose(file);
    CHECK_STATUS(ri_warehouse_open(place.folder, &plain, &place.warehouse, &place.err), RI_EDATA);
    place.warehouse = NULL;
    test_close(&place);
}

static ri_status add_statement(void *context, const struct ri_row *row,
                               RI_UNUSED struct ri_error *err)
{
    const struct ri_view statement = ri_row_text(row, 0);
    ri_text_add(context, statement.at, statement.length);
    return RI_OK;
}

/* A file of the first migration only is copied, then brought up to date. What real files of older programs need is
 * tested in tests/upgrade. */
TEST(an_older_file_is_backed_up_and_upgraded)
{
    struct place_test place;
    struct ri_text    script = {0};
    char              path[128];
    struct stat       file;
    if (!test_open(&place, false)) return;
    CHECK_STATUS(
        ri_warehouse_rows(
            place.warehouse,
            "SELECT 'DROP VIEW ' || view_name || '; ' FROM duckdb_views() WHERE NOT internal "
            "UNION ALL SELECT 'DROP TABLE ' || table_name || '; ' FROM duckdb_tables() WHERE "
            "table_name NOT IN ('migration', 'data_version', 'setting', 'import', 'import_link', "
            "'quarantine')",
            warehouse_no_binds, NULL, add_statement, &script, &place.err),
        RI_OK);
    ri_text_puts(&script, "DELETE FROM migration WHERE number >= 2; DELETE FROM setting");
    ri_warehouse_close(place.warehouse);
    tamper(&place, script.at);
    ri_text_release(&script);
    place.warehouse = NULL;
    CHECK(test_reopen(&place));
    snprintf(path, sizeof path, "%s/warehouse.duckdb.before-0002", place.folder);
    CHECK(stat(path, &file) == 0 && file.st_size > 0);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM migration"), warehouse_schema_known());
    CHECK(test_int64(&place, "SELECT count(*) FROM calendar_period") > 100000);
    test_close(&place);
}

TEST(two_programs_do_not_share_a_warehouse)
{
    struct place_test place;
    int               answer[2];
    char              said[600] = {0};
    if (!test_open(&place, false) || pipe(answer) != 0) return;
    const pid_t child = fork();
    if (child == 0) {
        struct ri_warehouse *other = NULL;
        struct ri_error      err = {0};
        const ri_status      status = ri_warehouse_open(place.folder, &plain, &other, &err);
        dprintf(answer[1], "%s %s", ri_status_name(status), err.message);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    CHECK(read(answer[0], said, sizeof said - 1) > 0);
    CHECK(strncmp(said, "RI_ELOCKED ", 11) == 0 && strstr(said, "PID"));
    close(answer[0]);
    close(answer[1]);
    test_close(&place);
}

/* The rows say what the rules of retail/calendar.h say, for every day. */
static ri_status same_period(void *context, const struct ri_row *row,
                             RI_UNUSED struct ri_error *err)
{
    ri_calendar calendar = RI_CALENDAR_COUNT;
    ri_grain    grain = RI_GRAIN_COUNT;
    CHECK(ri_calendar_parse(ri_row_text(row, 0), &calendar) &&
          ri_grain_parse(ri_row_text(row, 1), &grain));
    const struct ri_calendar_period want =
        ri_calendar_period_of(calendar, grain, (ri_day)ri_row_int64(row, 2));
    const bool same = ri_row_int64(row, 3) == want.year * 1000 + want.number &&
                      ri_row_int64(row, 4) == want.first && ri_row_int64(row, 5) == want.last &&
                      ri_view_is(ri_row_text(row, 6), want.label) &&
                      (ri_row_int64(row, 7) != 0) == want.week53;
    if (!same)
        ri_test_fail(__FILE__, __LINE__, "%s %s of day %lld differs: %s",
                     ri_calendar_text(calendar), ri_grain_text(grain),
                     (long long)ri_row_int64(row, 2), want.label);
    ++*(uint64_t *)context;
    return same ? RI_OK : RI_EDATA;
}

static ri_status same_comparison(void *context, const struct ri_row *row,
                                 RI_UNUSED struct ri_error *err)
{
    ri_calendar calendar = RI_CALENDAR_COUNT;
    ri_compare  mode = RI_COMPARE_COUNT;
    CHECK(ri_compare_parse(ri_row_text(row, 0), &mode) &&
          ri_calendar_parse(ri_row_text(row, 1), &calendar));
    const ri_day want = ri_compare_day(mode, calendar, (ri_day)ri_row_int64(row, 2));
    const ri_day got = ri_row_missing(row, 3) ? RI_DAY_NONE : (ri_day)ri_row_int64(row, 3);
    if (got != want)
        ri_test_fail(__FILE__, __LINE__, "%s %s of day %lld is %d, want %d", ri_compare_text(mode),
                     ri_calendar_text(calendar), (long long)ri_row_int64(row, 2), (int)got,
                     (int)want);
    ++*(uint64_t *)context;
    return got == want ? RI_OK : RI_EDATA;
}

TEST(calendars_are_rows)
{
    struct place_test place;
    if (!test_open(&place, true)) return;
    static const struct {
        const char *sql;
        int64_t     want;
    } rows[] = {
        {"SELECT count(*) FROM (SELECT calendar, grain, day FROM calendar_period GROUP BY ALL "
         "HAVING count(*) > 1)",
         0},
        {"SELECT count(*) FROM (SELECT mode, calendar, day FROM compare_day GROUP BY ALL HAVING "
         "count(*) > 1)",
         0},
        {"SELECT count(*) FROM calendar_period WHERE calendar = 'retail' AND grain = 'year' AND "
         "day = DATE '2026-02-01' AND "
         "first_day = DATE '2026-02-01' AND last_day = DATE '2027-01-30' AND period = 2026001",
         1},
        {"SELECT count(*) FROM calendar_period WHERE calendar = 'retail' AND grain = 'week' AND "
         "day = DATE '2024-02-03' AND week_53",
         1},
        {"SELECT count(*) FROM compare_day WHERE mode = 'calendar' AND calendar = 'gregorian' AND "
         "day = DATE '2024-02-29' AND day_before = DATE '2023-02-28'",
         1},
        {"SELECT count(*) FROM compare_day WHERE mode = 'holiday' AND day - 364 <> day_before", 0},
        {"SELECT count(*) FROM currency WHERE code = 'JPY' AND digits = 0", 1},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const int64_t got = test_int64(&place, rows[i].sql);
        if (got != rows[i].want)
            ri_test_fail(__FILE__, __LINE__, "%s gives %lld", rows[i].sql, (long long)got);
    }
    uint64_t seen[2] = {0};
    CHECK_STATUS(ri_warehouse_rows(place.warehouse,
                                   "SELECT * FROM calendar_period WHERE day BETWEEN DATE "
                                   "'1995-01-01' AND DATE '2040-12-31'",
                                   warehouse_no_binds, NULL, same_period, &seen[0], &place.err),
                 RI_OK);
    CHECK_STATUS(ri_warehouse_rows(place.warehouse,
                                   "SELECT * FROM compare_day WHERE mode <> 'holiday' AND day "
                                   "BETWEEN DATE '1995-01-01' AND "
                                   "DATE '2040-12-31'",
                                   warehouse_no_binds, NULL, same_comparison, &seen[1], &place.err),
                 RI_OK);
    CHECK_INT(seen[0], 16802 * RI_CALENDAR_COUNT * RI_GRAIN_COUNT);
    CHECK_INT(seen[1], 16802 * RI_CALENDAR_COUNT * RI_COMPARE_COUNT);
    test_close(&place);
}

/* ---- Crashes ------------------------------------------------------------------------------------------ */

enum { CRASH_ROWS = 20000 };

static void make_sales(struct test_sale *sales, char (*texts)[24], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        snprintf(texts[i], sizeof texts[i], "R%zu", i / 4);
        sales[i] =
            (struct test_sale){texts[i], i % 3 ? "S1" : "S2", "2026-11-20 14:05",   "A",  NULL,
                               1,        (int64_t)(i % 97),   (int64_t)(i % 4) + 1, NULL, NULL,
                               NULL};
    }
}

/* The child: imports until it is killed, and says so after each commit. */
static void import_for_ever(struct place_test *place, const struct test_sale *sales, unsigned round,
                            int tell)
{
    struct ri_ledger ledger;
    char             source[16];
    snprintf(source, sizeof source, "till%u", round % 3);
    const struct ri_import_options options = {.key_mode = RI_KEY_LINE, .source = source};
    if (ri_warehouse_open(place->folder, &plain, &place->warehouse, &place->err) != RI_OK) _exit(1);
    for (;;) {
        if (test_import_sales(place, sales, CRASH_ROWS - 1000 * round, options, &ledger) != RI_OK)
            _exit(2);
        if (write(tell, "x", 1) != 1) _exit(3);
    }
}

/* Waits for `acknowledged` commits, then a little, then kills. Returns how many were acknowledged in all. */
static int64_t kill_after(struct place_test *place, const struct test_sale *sales, unsigned round,
                          int64_t acknowledged)
{
    int     tell[2];
    char    byte;
    int64_t seen = 0;
    if (pipe(tell) != 0) return 0;
    const pid_t child = fork();
    if (child == 0) import_for_ever(place, sales, round, tell[1]);
    close(tell[1]);
    while (seen < acknowledged && read(tell[0], &byte, 1) == 1) seen++;
    usleep(20000 + round * 15000);
    kill(child, SIGKILL);
    while (read(tell[0], &byte, 1) == 1) seen++;
    waitpid(child, NULL, 0);
    close(tell[0]);
    return seen;
}

TEST(kill_in_the_middle_leaves_all_or_nothing)
{
    static struct test_sale sales[CRASH_ROWS];
    static char             texts[CRASH_ROWS][24];
    struct place_test       place;
    struct ri_ledger        ledger;
    int64_t                 committed = 0;
    make_sales(sales, texts, CRASH_ROWS);
    if (!test_open(&place, false)) return;
    for (unsigned round = 0; round < 12; round++) {
        ri_warehouse_close(place.warehouse);
        place.warehouse = NULL;
        committed += kill_after(&place, sales, round, round % 3);
        if (!test_reopen(&place)) return;
        CHECK_INT(test_verify(&place), 0);
        const int64_t imports = test_int64(&place, "SELECT count(*) FROM import");
        CHECK(imports >= committed &&
              imports <= committed + 1); /* the last may be durable and unsaid */
        committed = imports;
        CHECK_INT(test_int64(&place, "SELECT version FROM data_version"), imports + 1);
        CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale_line WHERE import_id NOT IN "
                                     "(SELECT import_id FROM import)"),
                  0);
    }
    const struct ri_import_options options = {.key_mode = RI_KEY_LINE, .source = "till0"};
    CHECK_STATUS(test_import_sales(&place, sales, CRASH_ROWS, options, &ledger), RI_OK);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale_line WHERE source = 'till0'"),
              CRASH_ROWS);
    test_close(&place);
}

TEST(tampering_is_found)
{
    static const char *const changes[] = {
        "UPDATE sale_line SET net_minor = net_minor + 1 WHERE record_no = 5",
        "DELETE FROM sale_line WHERE record_no = 7",
        "INSERT INTO sale_line SELECT * FROM sale_line WHERE record_no = 9",
        "UPDATE sale_line SET business_date = business_date + 1 WHERE record_no = 9",
        "UPDATE sale_receipt SET net_minor = net_minor + 1 WHERE receipt_key = (SELECT "
        "min(receipt_key) FROM sale_receipt)",
        "DELETE FROM sale_receipt",
        "UPDATE import SET accepted = accepted - 1, inserted = inserted - 1, duplicates = "
        "duplicates + 1",
        "UPDATE import SET file_name = 'another.csv'",
        "UPDATE import SET state = 'undone'",
        "DELETE FROM import WHERE import_id = 1",
        "DELETE FROM quarantine",
        "UPDATE sale_line SET import_id = 77 WHERE record_no = 3",
        "DELETE FROM import WHERE import_id = 2; DELETE FROM quarantine WHERE import_id = 2",
    };
    static struct test_sale sales[100];
    static char             texts[100][24];
    make_sales(sales, texts, 100);
    for (size_t i = 0; i < RI_COUNT(changes); i++) {
        struct place_test place;
        struct ri_ledger  ledger;
        struct ri_import *import;
        if (!test_open(&place, false)) return;
        CHECK_STATUS(test_import_sales(&place, sales, 60,
                                       (struct ri_import_options){.key_mode = RI_KEY_LINE},
                                       &ledger),
                     RI_OK);
        const struct ri_import_options options = {.kind = RI_SALES};
        CHECK_STATUS(ri_import_begin(place.warehouse, &options, NULL, &import, &place.err), RI_OK);
        CHECK_STATUS(ri_import_reject(import, 1, 0, RI_VIEW("x"), "rule", "why", &place.err),
                     RI_OK);
        CHECK_STATUS(
            ri_import_commit(import, &(struct ri_offer){.offered = 1}, &ledger, &place.err), RI_OK);
        ri_import_free(import);
        CHECK_INT(test_verify(&place), 0);
        ri_warehouse_close(place.warehouse);
        tamper(&place, changes[i]);
        place.warehouse = NULL;
        if (!test_reopen(&place)) return;
        if (test_verify(&place) == 0) ri_test_fail(__FILE__, __LINE__, "not found: %s", changes[i]);
        test_close(&place);
    }
}
