/* demo: the seeded sample chain, and the whole way through it: files, import, verify, sales, forecast, orders, alerts.
 *
 * Each step is an ordinary call on the demo's own workspace, made as any face would make it. */
#include "app/files.h"
#include "app/operation.h"
#include "app/tour.h"
#include "app/workspace.h"
#include "sample/sample.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MOST = 4096 };

static const char *const     scales[] = {"tiny", "normal", NULL};
static const struct ri_param params[] = {
    {"dir", RI_PARAM_PATH, RI_PARAM_POSITIONAL, NULL, "demo", NULL,
     "folder for the files and the workspace"},
    {"scale", RI_PARAM_ENUM, 0, NULL, "normal", scales,
     "size of the chain: 8 stores, 2 years, 1,200 products; or a small one"},
    {"seed", RI_PARAM_INTEGER, 0, NULL, "42", NULL, "another seed makes another chain"},
    {"as-of", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "last day of the chain; yesterday when not given"},
    {"tour", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "show one thing in under a minute instead, 1 to 5: a price that is a line total; a year "
     "replayed; lost sales; a sale to phone and e-mail; a killed import"},
    {"serve", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "go on by serving the dashboard; on a terminal it does unless --no-serve"},
    {"host", RI_PARAM_TEXT, 0, NULL, "127.0.0.1", NULL, "with --serve: address to listen on"},
    {"port", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "with --serve: port to listen on; when not given, 8787 or the next free one"},
    {"start", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, "demo play", NULL,
     "with --serve: operations to start as jobs"},
};
static const struct ri_column columns[] = {
    {"step", RI_COLUMN_TEXT, "what was done"},
    {"rows", RI_COLUMN_INTEGER, "records read, or rows of the result"},
    {"seconds", RI_COLUMN_NUMBER, "how long it took"},
    {"detail", RI_COLUMN_TEXT, "what came out"},
};

struct demo {
    struct ri_call          *call;
    const char              *directory, *workspace_path;
    struct ri_workspace     *workspace;
    struct ri_table_builder *table;
};

/* ---- The folder ------------------------------------------------------------------------------------------------ */

static ri_status make_folder(const char *path, struct ri_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s", path, strerror(errno));
}

/* What the chain was made from, in DIR/chain.txt: the same line means the same files. */
static ri_status stamp(struct demo *demo, const struct ri_sample_options *options, char *ret,
                       size_t size, struct ri_error *err)
{
    struct ri_text day = {0};
    ri_text_day(&day, options->last_day);
    const int length =
        snprintf(ret, size, "retailinsight %s sample chain 2, seed %llu, scale %s, last day %s\n",
                 ri_version(), (unsigned long long)options->seed, ri_call_text(demo->call, "scale"),
                 day.at ? day.at : "?");
    ri_text_release(&day);
    return length > 0 && (size_t)length < size
               ? RI_OK
               : ri_fail(err, RI_ENOMEM, "no room for the chain's stamp");
}

static bool read_stamp(const char *path, char *ret, size_t size)
{
    FILE *file = fopen(path, "rbe");
    if (!file) return false;
    const size_t length = fread(ret, 1, size - 1, file);
    ret[length] = '\0';
    fclose(file);
    return strncmp(ret, "retailinsight ", 14) == 0;
}

/* Empty, or made by an earlier demo: then the old workspace goes when the chain differs. *ret_same: files are there already. */
static ri_status prepare_folder(struct demo *demo, const char *wanted, bool *ret_same,
                                struct ri_error *err)
{
    char path[PATH_MOST], found[256];
    RI_TRY(make_folder(demo->directory, err));
    snprintf(path, sizeof path, "%s/chain.txt", demo->directory);
    const bool ours = read_stamp(path, found, sizeof found);
    *ret_same = ours && strcmp(found, wanted) == 0;
    if (*ret_same) return RI_OK;
    if (!ours && access(demo->workspace_path, F_OK) == 0)
        return ri_fail(err, RI_ECONFLICT,
                       "'%s' holds a workspace that no demo made; name another folder",
                       demo->directory);
    if (ours) RI_TRY(ri_remove_tree(demo->workspace_path, err));
    unlink(path);
    return RI_OK;
}

static ri_status write_stamp(struct demo *demo, const char *text, struct ri_error *err)
{
    char path[PATH_MOST];
    snprintf(path, sizeof path, "%s/chain.txt", demo->directory);
    FILE      *file = fopen(path, "wbe");
    const bool good = file && fputs(text, file) >= 0;
    if (file && fclose(file) == 0 && good) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot write '%s': %s", path, strerror(errno));
}

/* ---- Steps ------------------------------------------------------------------------------------------------------- */

static void put_step(struct demo *demo, const char *step, uint64_t rows, int64_t began_us,
                     const char *detail)
{
    ri_put_string(demo->table, step);
    ri_put_int(demo->table, (int64_t)rows);
    ri_put_number(demo->table, (double)((ri_monotonic_us() - began_us) / 10000) / 100);
    ri_put_string(demo->table, detail);
}

struct step { /* one call: parameters as name, value pairs */
    const char *name, *operation, *detail;
    const char *parameters[9];
};

static ri_status set_parameters(struct ri_call *call, const struct step *step, struct ri_error *err)
{
    for (size_t i = 0; step->parameters[i]; i += 2)
        RI_TRY(ri_call_set(call, step->parameters[i], step->parameters[i + 1], err));
    return RI_OK;
}

/* Pulls every row; *ret_offered sums a column "offered" where there is one, otherwise it counts rows. */
static ri_status drain(struct ri_result *result, uint64_t *ret_rows, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    RI_TRY(ri_result_stream(result, &stream, err));
    int number = 0;
    for (;;) {
        struct ArrowArray batch;
        number = stream.get_next(&stream, &batch);
        if (number || !batch.release) break;
        *ret_rows += (uint64_t)batch.length;
        batch.release(&batch);
    }
    stream.release(&stream);
    return ri_result_status(result, err);
}

static ri_status run_step(struct demo *demo, const struct step *step, struct ri_error *err)
{
    const int64_t     began = ri_monotonic_us();
    struct ri_call   *call;
    struct ri_result *result;
    uint64_t          rows = 0;
    RI_TRY(ri_call_new(demo->workspace, step->operation, NULL, &call, err));
    ri_call_watch(call, ri_call_task(demo->call)->progress,
                  ri_call_task(demo->call)->progress_context);
    ri_status status = set_parameters(call, step, err);
    if (status == RI_OK) status = ri_call_run(call, &result, err);
    if (status == RI_OK) status = drain(result, &rows, err);
    ri_call_free(call);
    if (status != RI_OK) return ri_error_prefix(err, "%s", step->name);
    put_step(demo, step->name, rows, began, step->detail);
    return ri_task_check(ri_call_task(demo->call), err);
}

static ri_status ledger_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    uint64_t *counts = context;
    for (size_t i = 0; i < 4; i++) counts[i] = (uint64_t)ri_row_int64(row, i);
    return RI_OK;
}

static ri_status import_step(struct demo *demo, const char *kind, struct ri_error *err)
{
    char              file[PATH_MOST], detail[160];
    uint64_t          counts[4] = {0};
    const int64_t     began = ri_monotonic_us();
    struct ri_call   *call;
    struct ri_result *result;
    uint64_t          rows = 0;
    snprintf(file, sizeof file, "%s/files/%s.csv", demo->directory, kind);
    RI_TRY(ri_call_new(demo->workspace, "import", NULL, &call, err));
    ri_call_watch(call, ri_call_task(demo->call)->progress,
                  ri_call_task(demo->call)->progress_context);
    const struct step step = {.name = kind,
                              .parameters = {"file", file, "as", kind, "source", "demo", NULL}};
    ri_status         status = set_parameters(call, &step, err);
    if (status == RI_OK) status = ri_call_run(call, &result, err);
    if (status == RI_OK) status = drain(result, &rows, err);
    ri_call_free(call);
    struct ri_warehouse *warehouse;
    if (status == RI_OK) status = ri_workspace_warehouse(demo->workspace, false, &warehouse, err);
    if (status == RI_OK)
        status = ri_warehouse_rows(warehouse,
                                   "SELECT offered, accepted, duplicates, quarantined FROM import "
                                   "ORDER BY import_id DESC LIMIT 1",
                                   (struct ri_binds){0}, NULL, ledger_row, counts, err);
    if (status != RI_OK) return ri_error_prefix(err, "import %s", kind);
    snprintf(detail, sizeof detail, "%llu accepted, %llu already there, %llu quarantined",
             (unsigned long long)counts[1], (unsigned long long)counts[2],
             (unsigned long long)counts[3]);
    snprintf(file, sizeof file, "import %s", kind);
    put_step(demo, file, counts[0], began, detail);
    return ri_task_check(ri_call_task(demo->call), err);
}

static ri_status make_files(struct demo *demo, const struct ri_sample_options *options,
                            struct ri_error *err)
{
    const int64_t            began = ri_monotonic_us();
    struct ri_sample_summary summary;
    RI_TRY(make_folder(options->directory, err));
    RI_TRY(ri_sample_write(options, ri_call_task(demo->call), &summary, err));
    put_step(demo, "make the chain", summary.sale_lines + summary.return_lines + summary.void_lines,
             began, "sale lines of a simulated retailer, with its true demand beside them");
    return RI_OK;
}

static const char *const kinds[] = {"stores",     "suppliers", "products", "customers",
                                    "sales",      "stock",     "footfall", "prices",
                                    "promotions", "holidays",  "orders",   "plan"};
static const struct step steps[] = {
    {"verify", "verify", "every import recounted", {NULL}},
    {"sales by month",
     "sales.trend",
     "with the year before, by weekday",
     {"compare", "weekday", NULL}},
    {"sales by store", "sales.stores", "", {NULL}},
    {"forecast", "demand.forecast", "28 days for every product and store", {"horizon", "28", NULL}},
    {"orders", "inventory.orders", "what to order, worst money first", {"service", "0.95", NULL}},
    {"alerts", "alerts.refresh", "what stock is held against, and what is crossed", {NULL}},
};

static ri_status run_all(struct demo *demo, const struct ri_sample_options *options,
                         struct ri_error *err)
{
    char wanted[256];
    bool same;
    RI_TRY(stamp(demo, options, wanted, sizeof wanted, err));
    RI_TRY(prepare_folder(demo, wanted, &same, err));
    if (!same) RI_TRY(make_files(demo, options, err));
    if (!same) RI_TRY(write_stamp(demo, wanted, err));
    RI_TRY(ri_workspace_open(&(struct ri_open_options){.directory = demo->workspace_path},
                             &demo->workspace, err));
    for (size_t i = 0; i < RI_COUNT(kinds); i++) RI_TRY(import_step(demo, kinds[i], err));
    for (size_t i = 0; i < RI_COUNT(steps); i++) RI_TRY(run_step(demo, &steps[i], err));
    return RI_OK;
}

/* The next three commands, whole, with this very program. */
static void say_next(struct demo *demo)
{
    char          program[PATH_MOST];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    const char *name = length > 0 ? program : "retailinsight";
    ri_call_note(demo->call, "try next: %s --workspace %s sales trend --by month --compare weekday",
                 name, demo->workspace_path);
    ri_call_note(demo->call,
                 "try next: %s --workspace %s demand forecast --horizon 14 -o forecast.csv", name,
                 demo->workspace_path);
    ri_call_note(demo->call,
                 "try next: %s --workspace %s inventory orders --service 0.97 --limit 20", name,
                 demo->workspace_path);
}

static ri_day yesterday(struct ri_call *call)
{
    return (ri_day)ri_floor_div(ri_task_now_us(ri_call_task(call)), RI_US_PER_DAY) - 1;
}

static ri_status run_chain(struct ri_call *call, struct ri_error *err)
{
    struct demo demo = {.call = call, .directory = ri_call_text(call, "dir")};
    const char *files = ri_arena_printf(ri_call_mem(call), "%s/files", demo.directory);
    demo.workspace_path = ri_arena_printf(ri_call_mem(call), "%s/workspace", demo.directory);
    if (!files || !demo.workspace_path) return ri_fail(err, RI_ENOMEM, "no room for paths");
    const struct ri_sample_options options = {
        .directory = files,
        .seed = (uint64_t)ri_call_integer(call, "seed", 42),
        .last_day = ri_call_day(call, "as-of", yesterday(call)),
        .scale =
            strcmp(ri_call_text(call, "scale"), "tiny") == 0 ? RI_SAMPLE_TINY : RI_SAMPLE_NORMAL,
    };
    RI_TRY(ri_call_builder(call, &demo.table, err));
    ri_status status = run_all(&demo, &options, err);
    ri_workspace_close(demo.workspace);
    status = ri_call_answer(call, demo.table, status, err);
    ri_call_serves(call, demo.workspace_path);
    if (status == RI_OK) say_next(&demo);
    return status;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    if (!ri_call_given(call, "tour")) return run_chain(call, err);
    ri_call_used(call, "serve", "no");
    return tour_make(call, (size_t)ri_call_integer(call, "tour", 0), err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "demo",
              .summary = "Make a sample chain and run everything on it: import, verify, sales, "
                         "forecast, orders, alerts",
              .details = "A simulated retailer with a seed: promotions, stock-outs, returns, "
                         "customers, and a min/max buyer. Its files go into "
                         "DIR/files, its workspace into DIR/workspace. The true demand and the "
                         "buyer's orders are kept beside them. Run again on "
                         "the same day it uses the same files, and the import adds nothing. On a "
                         "terminal it ends by serving the dashboard, where the chain's sales of "
                         "today come in. --tour N instead shows real commands, what they print, "
                         "and a sentence on what is seen; it works in DIR/tour-N and ends with 3 "
                         "when something is not as it says.",
              .flags = RI_CHANGES | RI_LONG | RI_STANDALONE | RI_LOCAL | RI_SERVES,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight demo", "retailinsight demo --no-serve",
                          "retailinsight demo --tour 1",
                          "retailinsight demo ./demo --scale tiny --as-of 2026-11-20")},
     .run = run},
};
const struct ri_operation_table ri_demo_operations = RI_OPERATION_TABLE(operations);
