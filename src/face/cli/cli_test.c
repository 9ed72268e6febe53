/* The face as a user meets it: arguments in; exit code, output and messages out. */
#include "base/test.h"
#include "cli.h"
#include "output.h"
#include "progress.h"
#include "render.h"
#include "wrap.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct ran { /* what a run left behind */
    int  code;
    char out[32768], err[4096];
};

static void read_back(int fd, char *text, size_t size)
{
    const ssize_t n = pread(fd, text, size - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    close(fd);
}

static int argument_count(const char *const *arguments)
{
    int argc = 0;
    while (arguments[argc]) argc++;
    return argc;
}

static struct ran run_on(struct cli_console console, const char *const *arguments)
{
    static struct ran ran;
    console.out = console.out ? console.out : memfd_create("out", 0);
    console.err = memfd_create("err", 0);
    ran.code = cli_main(&console, argument_count(arguments), (char *const *)(uintptr_t)arguments);
    read_back(console.out, ran.out, sizeof ran.out);
    read_back(console.err, ran.err, sizeof ran.err);
    return ran;
}

static const struct cli_console pipes = {.in = -1, .out_width = 80, .err_width = 80};
static const struct cli_console terminal = {.in = -1,
                                            .out_terminal = true,
                                            .err_terminal = true,
                                            .out_width = 60,
                                            .err_width = 60,
                                            .color = true};
#define RUN_ON(console, ...) \
    run_on(console, (const char *const[]){"retailinsight", __VA_ARGS__, NULL})
#define RUN(...) RUN_ON(pipes, __VA_ARGS__)

static const char *file_of(const char *name, const char *text)
{
    static char path[256];
    snprintf(path, sizeof path, "/tmp/retailinsight-cli-%ld-%s", (long)getpid(), name);
    if (!text) return path;
    FILE *file = fopen(path, "w");
    if (!file) return path;
    fputs(text, file);
    fclose(file);
    return path;
}

static void check_file(const char *path, const char *want)
{
    char      text[4096];
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        ri_test_fail(__FILE__, __LINE__, "no file %s", path);
    else {
        read_back(fd, text, sizeof text);
        CHECK_TEXT(text, want);
    }
    unlink(path);
}

/* ---- Results ----------------------------------------------------------------------------------------- */

static const char store_csv[] =
    "store,net_sales,share\nKanyon,13710755.24,0.2\nMall of \x1b[31mIstanbul,54840610.67,0.8\n";
static const char store_table[] = "store                         net_sales  share\n"
                                  "────────────────────────  ─────────────  ─────\n"
                                  "Kanyon                    13,710,755.24  20.0%\n"
                                  "Mall of \\x1b[31mIstanbul  54,840,610.67  80.0%\n";
static const char store_note[] = "note: the last month is not whole: it ends on 2023-03-08 and is "
                                 "compared with whole months before it\n";

TEST(a_table_and_its_note)
{
    const struct ran ran = RUN("sales", "stores");
    CHECK_INT(ran.code, 0);
    CHECK_TEXT(ran.out, store_table);
    CHECK_TEXT(ran.err, store_note);
}

TEST(on_a_terminal_notes_wrap_and_nothing_steers)
{
    const struct ran ran = RUN_ON(terminal, "sales", "stores");
    CHECK(strstr(ran.out, "\033[1mstore"));
    CHECK(!strstr(ran.out, "\x1b[31m"));
    CHECK_TEXT(ran.err, "note: the last month is not whole: it ends on 2023-03-08 and\n"
                        "  is compared with whole months before it\n");
    CHECK(!strstr(RUN_ON(terminal, "sales", "stores", "--no-color").out, "\033"));
}

TEST(a_narrow_terminal_cuts_texts)
{
    struct cli_console narrow = terminal;
    narrow.out_width = 40;
    CHECK(strstr(RUN_ON(narrow, "sales", "stores", "--no-color").out,
                 "Mall of \\x1b[31mI…  54,840,610.67  80.0%\n"));
}

TEST(quiet_says_errors_only)
{
    CHECK_TEXT(RUN("-q", "sales", "stores").err, "");
    CHECK_TEXT(RUN("sales", "stores", "--quiet", "--from", "yesterday").err,
               "retailinsight: from: 'yesterday' is not a date such as 2026-11-20\n");
}

TEST(formats)
{
    CHECK_TEXT(RUN("sales", "stores", "--format", "csv").out, store_csv);
    CHECK_TEXT(
        RUN("--format=ndjson", "sales", "stores").out,
        "{\"store\":\"Kanyon\",\"net_sales\":13710755.24,\"share\":0.2}\n"
        "{\"store\":\"Mall of \\u001b[31mIstanbul\",\"net_sales\":54840610.67,\"share\":0.8}\n");
    const struct ran json =
        RUN("sales", "stores", "--format", "json", "--by", "week", "--store", "a,b");
    CHECK(strstr(json.out, "{\"operation\":\"sales.stores\",\"parameters\":{\"by\":\"week\","
                           "\"store\":\"a,b\"},") == json.out);
    CHECK(strstr(json.out, "\"notes\":[\"the last month"));
    CHECK_TEXT(json.err, ""); /* the document carries its notes */
}

/* ---- Exit codes and messages -------------------------------------------------------------------------- */

TEST(what_goes_wrong_and_how_it_ends)
{
    static const struct {
        const char *arguments[8];
        int         code;
        const char *message;
    } rows[] = {
        {{"sales", "stors"},
         2,
         "retailinsight: unknown command 'sales stors'; did you mean 'sales stores'?\n"},
        {{"sale"}, 2, "retailinsight: unknown command 'sale'; did you mean 'sales'?\n"},
        {{"xyzzy"}, 2, "retailinsight: unknown command 'xyzzy' (see: retailinsight help)\n"},
        {{"sales", "xyzzy"},
         2,
         "retailinsight: unknown command 'sales xyzzy' (see: retailinsight help sales)\n"},
        {{"sales"},
         2,
         "retailinsight: sales what? One of: stores, trend (see: retailinsight help sales)\n"},
        {{"sales", "stores", "--form", "x"},
         2,
         "retailinsight: unknown option '--form'; did you mean '--from'?\n"},
        {{"sales", "stores", "--zzzzzz=1"},
         2,
         "retailinsight: unknown option '--zzzzzz' (see: retailinsight help sales stores)\n"},
        {{"sales", "stores", "-x"},
         2,
         "retailinsight: unknown option '-x' (see: retailinsight help sales stores)\n"},
        {{"sales", "stores", "--from"}, 2, "retailinsight: --from needs a value\n"},
        {{"sales", "stores", "--from", "--by", "day"}, 2, "retailinsight: --from needs a value\n"},
        {{"sales", "stores", "--from", "2022-13-01"},
         2,
         "retailinsight: from: '2022-13-01' is not a date such as 2026-11-20\n"},
        {{"sales", "stores", "more"},
         2,
         "retailinsight: unexpected 'more' (see: retailinsight help sales stores)\n"},
        {{"sales", "stores", "--quiet=yes"}, 2, "retailinsight: --quiet=yes takes no value\n"},
        {{"sales", "stores", "--format", "jsn"},
         2,
         "retailinsight: --format 'jsn' is unknown; did you mean 'json'?\n"},
        {{"sales", "stores", "--format", "spreadsheet"},
         2,
         "retailinsight: --format wants one of table, json, ndjson, csv, arrow, xlsx, parquet; got "
         "'spreadsheet'\n"},
        {{"sales", "stores", "--format", "parquet"},
         2,
         "retailinsight: --format parquet needs -o FILE\n"},
        {{"sales", "stores", "-o", "/no/such/x.csv"},
         4,
         "retailinsight: cannot write '/no/such/x.csv': No such file or directory\n"},
        {{"import", "/no/such.csv"},
         4,
         "retailinsight: cannot open '/no/such.csv': No such file or directory\n"},
        {{"import", "/tmp"}, 2, "retailinsight: '/tmp' is a folder, not a file\n"},
        {{"verify"}, 3, "retailinsight: 2 files do not add up\n"},
        {{"help", "xyzzy"}, 4, "retailinsight: no help on 'xyzzy' (see: retailinsight help)\n"},
        {{"help", "sales", "stores", "more"},
         4,
         "retailinsight: no help on 'sales stores' (see: retailinsight help)\n"},
        {{"completion"}, 2, "retailinsight: completion for which shell? bash, zsh or fish\n"},
        {{"completion", "csh"},
         2,
         "retailinsight: no completion for the shell 'csh': bash, zsh or fish\n"},
        {{"sales", "stores", "--bad\x1b[2J"},
         2,
         "retailinsight: unknown option '--bad\\x1b[2J' (see: retailinsight help sales stores)\n"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const char *arguments[10] = {"retailinsight"};
        for (size_t a = 0; a < 8 && rows[i].arguments[a]; a++)
            arguments[a + 1] = rows[i].arguments[a];
        const struct ran ran = run_on(pipes, arguments);
        CHECK_INT(ran.code, rows[i].code);
        CHECK_TEXT(ran.err, rows[i].message);
    }
}

TEST(a_dash_is_standard_output)
{
    CHECK_TEXT(RUN("sales", "stores", "-o", "-").out, store_table);
    CHECK_TEXT(RUN("sales", "stores", "-o-", "--format", "csv").out, store_csv);
}

TEST(rows_before_a_verdict)
{
    const struct ran ran = RUN("verify");
    CHECK_INT(ran.code, 3);
    CHECK_TEXT(ran.out, store_table);
}

/* ---- Parameters --------------------------------------------------------------------------------------- */

TEST(every_way_to_write_a_parameter)
{
    static const char *const ways[][8] = {
        {"sales", "stores", "--limit", "2", "--format", "csv"},
        {"sales", "stores", "--limit=2", "--format=csv"},
        {"--format", "csv", "sales", "stores", "--limit=2"},
        {"sales", "--format", "csv", "stores", "--limit", "2"},
        {"sales", "stores", "--limit", "2", "-q", "--format", "csv"},
    };
    for (size_t i = 0; i < RI_COUNT(ways); i++) {
        const char *arguments[10] = {"retailinsight"};
        for (size_t a = 0; a < 8 && ways[i][a]; a++) arguments[a + 1] = ways[i][a];
        const struct ran ran = run_on(pipes, arguments);
        CHECK_INT(ran.code, 0);
        CHECK_INT(strlen(ran.out), 2 * strlen(store_csv) - strlen("store,net_sales,share\n"));
    }
}

TEST(flags_lists_and_files)
{
    char       first[256];
    const int  in = memfd_create("in", 0);
    const char piped[] = "twelve bytes";
    CHECK_INT(write(in, piped, 12), 12);
    CHECK_INT(lseek(in, 0, SEEK_SET), 0);
    snprintf(first, sizeof first, "%s", file_of("-first.csv", "1,2,3\n"));
    struct cli_console console = pipes;
    console.in = in;
    const struct ran ran = RUN_ON(console, "import", "--dry-run", first, "--set", "a=b",
                                  "--no-strict", "-", "--set=c=d", "--format", "json", "--", first);
    CHECK_INT(ran.code, 0);
    CHECK(strstr(ran.out, "\"dry-run\":\"true\""));
    CHECK(strstr(ran.out, "\"strict\":\"false\""));
    CHECK(strstr(ran.out, "\"set\":\"a=b\""));
    CHECK(strstr(ran.out, "\"set\":\"c=d\""));
    CHECK(strstr(ran.out, "first.csv\",\"offered\":6}"));
    CHECK(strstr(ran.out, "{\"file\":\"standard input\",\"offered\":12}"));
    CHECK(strstr(ran.out, "first.csv\",\"offered\":6}\n]"));
    unlink(first);
    close(in);
}

/* ---- Files -------------------------------------------------------------------------------------------- */

TEST(a_file_appears_when_it_is_complete)
{
    const char *path = file_of("x.csv", "old");
    CHECK_INT(RUN("sales", "stores", "-o", path).code, 0);
    check_file(path, store_csv); /* the format from the extension */
    path = file_of("broken.csv", "old");
    CHECK_INT(RUN("sales", "stores", "-o", path, "--limit", "-1").code, 3);
    char part[300];
    snprintf(part, sizeof part, "/tmp/.%s.%ld.part", strrchr(path, '/') + 1, (long)getpid());
    CHECK(access(part, F_OK) != 0);
    check_file(path, "old"); /* a failed run leaves what was there, and nothing else */
    path = file_of("verdict.csv", NULL);
    CHECK_INT(RUN("verify", "-o", path).code, 3);
    check_file(path, store_csv); /* all rows were there: only the verdict is bad */
    path = file_of("x.parquet", NULL);
    CHECK_INT(RUN("sales", "stores", "-o", path).code, 0);
    check_file(path, "PAR1");
    path = file_of("x.strange", NULL);
    CHECK_INT(RUN("sales", "stores", "-o", path).code, 2);
    CHECK(access(path, F_OK) != 0);
    path = file_of("x.pdf", NULL);
    CHECK_INT(RUN("report", "kpi", "-o", path).code, 0); /* a document is written as it is */
    check_file(path, "%PDF-made-up");
    CHECK_TEXT(RUN_ON(terminal, "report", "kpi").err,
               "retailinsight: application/pdf is not for a terminal: give\n  -o kpi.pdf\n");
    CHECK_TEXT(RUN("report", "kpi").out, "%PDF-made-up");
}

TEST(a_full_disk_and_a_reader_that_goes)
{
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    struct cli_console console = pipes;
    console.out = open("/dev/full", O_WRONLY | O_CLOEXEC);
    const struct ran full = RUN_ON(console, "sales", "stores");
    CHECK_INT(full.code, 7);
    CHECK_TEXT(full.err,
               "retailinsight: cannot write 'standard output': No space left on device\n");
    CHECK_INT(RUN("sales", "stores", "-o", "/dev/full", "--format", "csv").code, 7);
    CHECK_INT(pipe(ends), 0);
    close(ends[0]);
    console.out = ends[1];
    const struct ran gone = RUN_ON(console, "sales", "stores");
    CHECK_INT(gone.code, 0);
    CHECK_TEXT(gone.err, "");
}

/* ---- Interrupts, progress ----------------------------------------------------------------------------- */

static void *interrupt_soon(void *context)
{
    (void)context;
    usleep(30000);
    kill(getpid(), SIGINT);
    return NULL;
}

TEST(an_interrupt_cancels_the_call)
{
    pthread_t          thread;
    struct cli_console console = terminal;
    sigset_t           set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* as the program's other threads have it */
    console.signals = true;
    CHECK_INT(pthread_create(&thread, NULL, interrupt_soon, NULL), 0);
    const struct ran ran = RUN_ON(console, "wait");
    pthread_join(thread, NULL);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    CHECK_INT(ran.code, 130);
    CHECK(strstr(ran.err, "\rwaiting       ███████████             50%  5 of 10 series\033[K"));
    CHECK(
        strstr(ran.err,
               "\r\033[Kretailinsight: cancelled while waiting\n")); /* the bar is cleared first */
}

TEST(the_bar_goes_before_rows_come)
{
    struct cli_progress progress;
    char                text[512];
    const int           screen = memfd_create("screen", 0);
    struct cli_output   output = {.fd = screen, .progress = &progress};
    cli_progress_init(&progress, screen, 60);
    for (uint64_t i = 1; i < 1000; i++) /* drawn at most ten times a second */
        cli_progress_report(&progress, &(struct ri_progress){"reading", i, 1000, "files"});
    CHECK_STATUS(cli_output_write(&output, "rows\n", 5, NULL), RI_OK);
    cli_progress_release(&progress);
    read_back(screen, text, sizeof text);
    CHECK_TEXT(text,
               "\rreading                                0%  1 of 1,000 files\033[K\r\033[Krows\n");
}

TEST(a_new_stage_is_drawn_at_once)
{
    struct cli_progress progress;
    char                text[512];
    const int           screen = memfd_create("screen", 0);
    cli_progress_init(&progress, screen, 60);
    cli_progress_report(&progress, &(struct ri_progress){"reading", 10, 10, "files"});
    cli_progress_report(&progress, &(struct ri_progress){"memory at most", 5, 0, "rows"});
    read_back(screen, text, sizeof text);
    CHECK(strstr(text, "10 of 10 files") && strstr(text, "memory at most  5 rows"));
    cli_progress_release(&progress);
}

TEST(progress_lines)
{
    static const struct {
        struct ri_progress report;
        int64_t            elapsed_us;
        const char        *want;
    } rows[] = {
        {{"reading", 15700000, 29100000, "bytes"},
         500000,
         "reading       ███████████▊            54%  15.7 of 29.1 MB"},
        {{"reading", 15700000, 29100000, "bytes"},
         1938000,
         "reading       ███████████▊            54%  15.7 of 29.1 MB  8.1 MB/s  2 s left"},
        {{"reading", 2385, 0, "bytes"}, 2000000, "reading       2.4 kB  1.2 kB/s"},
        {{"forecasting", 1200, 30490, "series"},
         4000000,
         "forecasting   ▊                        4%  1,200 of 30,490 series  300/s  2 min left"},
        {{"done", 10, 10, "files"},
         9000000,
         "done          ██████████████████████ 100%  10 of 10 files  1/s"},
        {{"over", 12, 10, NULL}, 0, "over          ██████████████████████ 100%  12 of 10"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_text out = {0};
        cli_progress_line(&out, &rows[i].report, 0, rows[i].elapsed_us, 100);
        CHECK_TEXT(out.at, rows[i].want);
        ri_text_clear(&out);
        cli_progress_line(&out, &rows[i].report, 0, rows[i].elapsed_us, 30);
        CHECK(ri_utf8_width((struct ri_view){out.at, out.length}) <= 30);
        ri_text_release(&out);
    }
}

/* ---- Renderings of the table --------------------------------------------------------------------------- */

/* Compares with tests/data/face/NAME; RETAILINSIGHT_UPDATE=1 writes it instead. */
static void check_golden(const char *name, const char *got)
{
    char path[512];
    if (getenv("RETAILINSIGHT_UPDATE")) {
        snprintf(path, sizeof path, "%s/tests/data/face/%s", RI_SOURCE_DIR, name);
        FILE *file = fopen(path, "w");
        CHECK(file && fputs(got, file) >= 0);
        if (file) fclose(file);
        return;
    }
    snprintf(path, sizeof path, "face/%s", name);
    const char *want = ri_test_data(path, NULL);
    if (!want || strcmp(got, want) != 0)
        ri_test_fail(__FILE__, __LINE__, "%s differs; it is now:\n%s", name, got);
}

TEST(golden_help)
{
    check_golden("help.txt", RUN("help").out);
    check_golden("help_sales.txt", RUN("help", "sales").out);
    check_golden("help_sales_stores.txt", RUN("help", "sales", "stores").out);
    check_golden("help_import.txt", RUN("import", "--help").out);
    CHECK_TEXT(RUN("sales", "-h").out, ri_test_data("face/help_sales.txt", NULL));
    CHECK_TEXT(RUN("--help").out, ri_test_data("face/help.txt", NULL));
    CHECK_INT(RUN("sales", "--help").code, 0);
}

TEST(golden_completion)
{
    check_golden("completion.bash", RUN("completion", "bash").out);
    check_golden("completion.zsh", RUN("completion", "zsh").out);
    check_golden("completion.fish", RUN("completion", "fish").out);
}

TEST(golden_man)
{
    struct ri_text page = {0};
    cli_man(&page, NULL);
    check_golden("retailinsight.1", page.at);
    ri_text_clear(&page);
    cli_man(&page, ri_operation_find("import"));
    check_golden("retailinsight-import.1", page.at);
    ri_text_release(&page);
}

TEST(man_pages_as_files)
{
    char             page[300];
    const char      *directory = file_of("man", NULL);
    const struct ran ran = RUN("help", "--man", directory);
    CHECK_INT(ran.code, 0);
    CHECK(strncmp(ran.out, "8 pages in /tmp/", 16) == 0);
    static const char *const names[] = {
        "", "-demo", "-import", "-report-kpi", "-sales-stores", "-sales-trend", "-verify", "-wait"};
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        snprintf(page, sizeof page, "%s/retailinsight%s.1", directory, names[i]);
        CHECK_INT(unlink(page), 0);
    }
    CHECK_INT(rmdir(directory), 0); /* and nothing else */
}

TEST(version)
{
    char want[64];
    snprintf(want, sizeof want, "retailinsight %s\n", ri_version());
    CHECK_TEXT(RUN("version").out, want);
    CHECK_TEXT(RUN("-V").out, want);
    CHECK_TEXT(RUN("sales", "stores", "--version").out, want);
}

TEST(wrapping)
{
    struct ri_text out = {0};
    cli_wrap(&out, RI_VIEW("one two  three four\nnext\n\nlast"), 3, 2, 10);
    CHECK_TEXT(out.at, "one two\n  three\n  four\n  next\n\n  last\n");
    ri_text_release(&out);
}

TEST(parse_limit_sweep)
{
    static char  words[][16] = {"retailinsight", "sales", "stores", "--by", "week", "-q"};
    static char *argv[] = {words[0], words[1], words[2], words[3], words[4], words[5]};
    for (size_t limit = 0;; limit += 64) {
        struct ri_arena    mem;
        struct cli_request request = {0};
        ri_arena_init(&mem, limit);
        const ri_status status = cli_parse(6, argv, &mem, &request, NULL);
        CHECK(status == RI_OK || (status == RI_ENOMEM && !request.operation));
        if (status == RI_OK) CHECK(request.value_count == 1 && request.options.quiet);
        ri_arena_release(&mem);
        if (status == RI_OK || limit > 1 << 20) break;
    }
}
