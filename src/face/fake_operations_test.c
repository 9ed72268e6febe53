/* A double of the library behind the public header: a table of six small operations, enough to see the face
 * do everything it does. */
#include "base/test.h"
#include "retailinsight_server.h"
#include "table/builder.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static const char *const kinds[] = {"sales", "stock", "products", NULL};
static const char *const grains[] = {"day", "week", "month", NULL};

static const struct ri_param import_params[] = {
    {"file", RI_PARAM_FILE, RI_PARAM_REQUIRED | RI_PARAM_LIST | RI_PARAM_POSITIONAL, NULL, NULL,
     NULL, "files to load, - is standard input"},
    {"as", RI_PARAM_ENUM, 0, NULL, "sales", kinds, "what the rows are"},
    {"set", RI_PARAM_PAIR, RI_PARAM_LIST, NULL, NULL, NULL, "column of the file for a field"},
    {"dry-run", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "show what would happen, change nothing"},
    {"strict", RI_PARAM_FLAG, 0, NULL, "true", NULL, "a rejected record fails the import"},
};
static const struct ri_param store_params[] = {
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL, "first business day"},
    {"by", RI_PARAM_ENUM, 0, NULL, "month", grains, "length of a period"},
    {"limit", RI_PARAM_INTEGER, 0, "rows", "3", NULL, "most rows"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
};
static const struct ri_param demo_params[] = {
    {"directory", RI_PARAM_PATH, RI_PARAM_POSITIONAL, NULL, "./demo", NULL,
     "the folder that is made"},
};
static const struct ri_param kpi_params[] = {
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL, "a file instead of the workspace"}};

static const struct ri_column import_columns[] = {{"file", RI_COLUMN_TEXT, "name as given"},
                                                  {"offered", RI_COLUMN_INTEGER, "bytes"}};
static const struct ri_column store_columns[] = {
    {"store", RI_COLUMN_STORE, "store code"},
    {"net_sales", RI_COLUMN_MONEY, "after discounts and returns, without tax"},
    {"share", RI_COLUMN_SHARE, "of all stores"}};

static const char *const import_examples[] = {"retailinsight import sales.csv --as sales",
                                              "zcat *.gz | retailinsight import -", NULL};
static const char *const store_examples[] = {"retailinsight sales stores --from 2022-01-01", NULL};
static const char *const demo_examples[] = {"retailinsight demo ./demo", NULL};
static const char *const none[] = {NULL};

static const struct ri_operation_info operations[] = {
    {"demo", "Make a sample chain and look around", NULL, RI_CHANGES | RI_CREATES, RI_ROLE_ADMIN,
     demo_params, 1, NULL, 0, demo_examples},
    {"import", "Load files into the workspace",
     "Nothing is lost: what cannot be read goes to quarantine.\n\n.A line that begins with a dot, "
     "and a back\\slash.",
     RI_CHANGES | RI_CREATES, RI_ROLE_ADMIN, import_params, 5, import_columns, 2, import_examples},
    {"report.kpi", "The report of key figures", NULL, 0, RI_ROLE_ALL, kpi_params, 1, NULL, 0, none},
    {"sales.stores", "Net sales by store", NULL, 0, RI_ROLE_ALL, store_params, 4, store_columns, 3,
     store_examples},
    {"sales.trend", "Net sales by period", NULL, 0, RI_ROLE_ALL, store_params, 4, NULL, 0, NULL},
    {"verify", "Prove that nothing was lost", NULL, 0, RI_ROLE_ALL, NULL, 0, NULL, 0, NULL},
    {"wait", "Wait until cancelled", NULL, RI_LONG, RI_ROLE_ALL, NULL, 0, NULL, 0, NULL},
};

size_t ri_operation_count(void)
{
    return RI_COUNT(operations);
}

const struct ri_operation_info *ri_operation_at(size_t i)
{
    return i < RI_COUNT(operations) ? &operations[i] : NULL;
}

const struct ri_operation_info *ri_operation_find(const char *name)
{
    for (size_t i = 0; i < RI_COUNT(operations); i++) {
        if (strcmp(operations[i].name, name) == 0) return &operations[i];
    }
    return NULL;
}

ri_status ri_operations_own(const char *directory, ri_own_wrong_fn *wrong, void *context,
                            bool *ret_changed, struct ri_error *err)
{
    (void)directory, (void)wrong, (void)context, (void)err;
    *ret_changed = false;
    return RI_OK;
}

/* ---- Workspace, calls -------------------------------------------------------------------------------- */

struct ri_workspace {
    char directory[256];
};

ri_status ri_workspace_open(const struct ri_open_options *options, struct ri_workspace **ret,
                            struct ri_error *err)
{
    struct ri_workspace *workspace = calloc(1, sizeof *workspace);
    if (!workspace) return ri_fail(err, RI_ENOMEM, "no room");
    snprintf(workspace->directory, sizeof workspace->directory, "%s",
             options->directory ? options->directory : "");
    *ret = workspace;
    return RI_OK;
}

void ri_workspace_close(struct ri_workspace *workspace)
{
    free(workspace);
}

const char *ri_workspace_directory(const struct ri_workspace *workspace)
{
    return workspace->directory;
}

ri_status ri_workspace_share(struct ri_workspace *workspace, struct ri_error *err)
{
    (void)workspace, (void)err;
    return RI_OK;
}

ri_status ri_workspace_attend(struct ri_workspace *workspace, ri_event_fn *each, void *context,
                              struct ri_error *err)
{
    (void)workspace, (void)each, (void)context, (void)err;
    return RI_OK;
}

const char *ri_workspace_setting(const struct ri_workspace *workspace, const char *key)
{
    (void)workspace, (void)key;
    return NULL;
}

ri_status ri_workspace_data_version(struct ri_workspace *workspace, uint64_t *ret_version,
                                    struct ri_error *err)
{
    (void)workspace, (void)err;
    *ret_version = 7;
    return RI_OK;
}

uint64_t ri_workspace_changes(const struct ri_workspace *workspace)
{
    (void)workspace;
    return 0;
}

ri_status ri_workspace_as_of(struct ri_workspace *workspace, char ret[RI_DATE_SIZE],
                             struct ri_error *err)
{
    (void)workspace, (void)err;
    snprintf(ret, RI_DATE_SIZE, "2023-03-08");
    return RI_OK;
}

uint64_t ri_workspace_erasures(const struct ri_workspace *workspace)
{
    (void)workspace;
    return 0;
}

ri_status ri_workspace_reload(struct ri_workspace *workspace, struct ri_error *err)
{
    (void)workspace, (void)err;
    return RI_OK;
}

ri_status ri_workspace_store_days(struct ri_workspace *workspace, ri_store_day_fn *each,
                                  void *context, struct ri_error *err)
{
    (void)workspace, (void)err;
    each(context, "S01", "2023-03-07");
    return RI_OK;
}

ri_status ri_workspace_measures(struct ri_workspace *workspace, ri_measure_fn *each, void *context,
                                struct ri_error *err)
{
    (void)workspace, (void)err;
    each(context, &(struct ri_measure){"imports_total", "imports", "kind=\"sales\"", true, 3});
    return RI_OK;
}

ri_status ri_workspace_announce(struct ri_workspace *workspace, const char *address,
                                struct ri_error *err)
{
    (void)workspace, (void)address, (void)err;
    return RI_OK;
}

static const char secret[RI_SECRET_SIZE] =
    "00000000000000000000000000000000000000000000000000000000000000aa";

ri_status ri_link_new(struct ri_workspace *workspace, char ret[RI_SECRET_SIZE],
                      struct ri_error *err)
{
    (void)workspace, (void)err;
    memcpy(ret, secret, RI_SECRET_SIZE);
    return RI_OK;
}

/* Two passes: the owner's and that of ann, an analyst of S1, whose secret is "ann". */
struct ri_pass {
    atomic_int          holders;
    struct ri_principal principal;
};

ri_status ri_pass_check(struct ri_workspace *workspace, const char *shown, const char *from,
                        struct ri_pass **ret, struct ri_error *err)
{
    static const char *const stores[] = {"S1", NULL};
    (void)workspace, (void)from;
    const bool ann = strcmp(shown, "ann") == 0;
    if (!ann && strcmp(shown, secret) != 0) return ri_fail(err, RI_EAUTHENTICATE, "no session");
    struct ri_pass *pass = calloc(1, sizeof *pass);
    if (!pass) return ri_fail(err, RI_ENOMEM, "no room");
    if (ann) pass->principal = (struct ri_principal){"ann", RI_ROLE_ANALYST, stores};
    pass->holders = 1;
    *ret = pass;
    return RI_OK;
}

struct ri_pass *ri_pass_keep(struct ri_pass *pass)
{
    if (pass) pass->holders++;
    return pass;
}

void ri_pass_free(struct ri_pass *pass)
{
    if (pass && --pass->holders == 0) free(pass);
}

const struct ri_principal *ri_pass_principal(const struct ri_pass *pass)
{
    return pass && pass->principal.name ? &pass->principal : NULL;
}

ri_status ri_session_new(struct ri_workspace *workspace, const char *link, const char *from,
                         char ret[RI_PASS_SIZE], struct ri_error *err)
{
    (void)workspace, (void)from;
    memcpy(ret, secret, RI_SECRET_SIZE);
    return strcmp(link, secret) == 0 ? RI_OK : ri_fail(err, RI_EAUTHENTICATE, "no link");
}

ri_status ri_sign_in(struct ri_workspace *workspace, const struct ri_credentials *credentials,
                     char ret[RI_PASS_SIZE], int64_t *ret_wait_s, struct ri_error *err)
{
    (void)workspace, (void)credentials, (void)ret, (void)ret_wait_s;
    return ri_fail(err, RI_EAUTHENTICATE, "nobody");
}

ri_status ri_welcome(struct ri_workspace *workspace, const char *link, const char *password,
                     const char *from, char ret[RI_PASS_SIZE], struct ri_error *err)
{
    (void)workspace, (void)link, (void)password, (void)from, (void)ret;
    return ri_fail(err, RI_EAUTHENTICATE, "nobody");
}

ri_status ri_password_change(struct ri_workspace         *workspace,
                             const struct ri_credentials *credentials, const char *password,
                             int64_t *ret_wait_s, struct ri_error *err)
{
    (void)workspace, (void)credentials, (void)password, (void)ret_wait_s;
    return ri_fail(err, RI_EAUTHENTICATE, "nobody");
}

ri_status ri_session_end(struct ri_workspace *workspace, const char *session, struct ri_error *err)
{
    (void)workspace, (void)session, (void)err;
    return RI_OK;
}

enum { MOST = 8 };
struct ri_call {
    const struct ri_operation_info *info;
    struct ri_workspace            *workspace;
    char                            set[MOST][2][64];
    int                             fds[MOST];
    size_t                          set_count, fd_count;
    ri_progress_fn                 *progress;
    void                           *context;
    pthread_mutex_t                 lock;
    pthread_cond_t                  changed;
    bool                            cancelled;
    struct ri_result               *result; /* until somebody lets go of it */
};
struct ri_result {
    struct ri_call *call;
    ri_status       status;
    int             batches_left;
};

ri_status ri_call_new(struct ri_workspace *workspace, const char *operation,
                      const struct ri_principal *principal, struct ri_call **ret,
                      struct ri_error *err)
{
    struct ri_call *call = calloc(1, sizeof *call);
    (void)principal;
    if (!call) return ri_fail(err, RI_ENOMEM, "no room");
    call->info = ri_operation_find(operation);
    call->workspace = workspace;
    pthread_mutex_init(&call->lock, NULL);
    pthread_cond_init(&call->changed, NULL);
    *ret = call;
    return RI_OK;
}

ri_status ri_call_set(struct ri_call *call, const char *parameter, const char *text,
                      struct ri_error *err)
{
    ri_day  day;
    int64_t number;
    if (strcmp(parameter, "from") == 0 && !ri_day_parse(ri_view_of(text), &day))
        return ri_fail(err, RI_EUSAGE, "from: '%s' is not a date such as 2026-11-20", text);
    if (strcmp(parameter, "limit") == 0 && !ri_parse_int(ri_view_of(text), &number))
        return ri_fail(err, RI_EUSAGE, "limit: '%s' is not an integer", text);
    snprintf(call->set[call->set_count][0], 64, "%s", parameter);
    snprintf(call->set[call->set_count++][1], 64, "%s", text);
    return RI_OK;
}

ri_status ri_call_attach(struct ri_call *call, const char *parameter, const char *name, int fd,
                         struct ri_error *err)
{
    (void)err;
    snprintf(call->set[call->set_count][0], 64, "%s", parameter);
    snprintf(call->set[call->set_count++][1], 64, "%s", name);
    call->fds[call->fd_count++] = fd;
    return RI_OK;
}

void ri_call_watch(struct ri_call *call, ri_progress_fn *progress, void *context)
{
    call->progress = progress;
    call->context = context;
}

void ri_call_limit(struct ri_call *call, uint64_t milliseconds)
{
    (void)call, (void)milliseconds;
}

ri_status ri_call_check(const struct ri_call *call, struct ri_error *err)
{
    (void)call, (void)err;
    return RI_OK;
}

static bool given(const struct ri_call *call, const char *name, int64_t *ret)
{
    for (size_t i = 0; i < call->set_count; i++) {
        if (strcmp(call->set[i][0], name) == 0)
            return ri_parse_int(ri_view_of(call->set[i][1]), ret);
    }
    return false;
}

ri_status ri_call_run(struct ri_call *call, struct ri_result **ret, struct ri_error *err)
{
    const char *name = call->info->name;
    if (strcmp(name, "wait") == 0) {
        pthread_mutex_lock(&call->lock);
        if (call->progress)
            call->progress(call->context, &(struct ri_progress){"waiting", 5, 10, "series"});
        while (!call->cancelled) pthread_cond_wait(&call->changed, &call->lock);
        pthread_mutex_unlock(&call->lock);
        return ri_fail(err, RI_ECANCELLED, "cancelled while waiting");
    }
    struct ri_result *result = calloc(1, sizeof *result);
    if (!result) return ri_fail(err, RI_ENOMEM, "no room");
    int64_t limit = 1;
    given(call, "limit", &limit);
    result->call = call;
    call->result = result;
    result->status = strcmp(name, "verify") == 0 || limit < 0 ? RI_EDATA : RI_OK;
    result->batches_left = limit < 0 ? 2 : (int)limit;
    *ret = result;
    return RI_OK;
}

void ri_call_cancel(struct ri_call *call)
{
    pthread_mutex_lock(&call->lock);
    call->cancelled = true;
    pthread_cond_broadcast(&call->changed);
    pthread_mutex_unlock(&call->lock);
}

void ri_call_free(struct ri_call *call)
{
    if (!call) return;
    free(call->result); /* one that nobody let go of */
    for (size_t i = 0; i < call->fd_count; i++) close(call->fds[i]);
    pthread_mutex_destroy(&call->lock);
    pthread_cond_destroy(&call->changed);
    free(call);
}

/* ---- Results ----------------------------------------------------------------------------------------- */

static const struct ri_table_column import_table[] = {
    {"file", RI_COLUMN_TEXT, 0, NULL, NULL}, {"offered", RI_COLUMN_INTEGER, 0, "bytes", NULL}};
static const struct ri_table_column store_table[] = {{"store", RI_COLUMN_STORE, 0, NULL, NULL},
                                                     {"net_sales", RI_COLUMN_MONEY, 2, "TRY", NULL},
                                                     {"share", RI_COLUMN_SHARE, 0, NULL, NULL}};

static bool is_import(const struct ri_result *result)
{
    return strcmp(result->call->info->name, "import") == 0;
}

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const bool import = is_import(stream->private_data);
    return ri_schema_new(import ? import_table : store_table, import ? 2 : 3, out, NULL) == RI_OK
               ? 0
               : ENOMEM;
}

static void import_rows(const struct ri_call *call, struct ri_table_builder *table)
{
    for (size_t i = 0, fd = 0; i < call->set_count && fd < call->fd_count; i++) {
        char    bytes[4096];
        int64_t count = 0;
        ssize_t n;
        if (strcmp(call->set[i][0], "file") != 0) continue;
        while ((n = read(call->fds[fd], bytes, sizeof bytes)) > 0) count += n;
        ri_put_string(table, call->set[i][1]);
        ri_put_int(table, count);
        fd++;
    }
}

static void store_rows(struct ri_table_builder *table)
{
    ri_put_string(table, "Kanyon");
    ri_put_decimal(table, 1371075524, 2);
    ri_put_number(table, 0.2);
    ri_put_string(table, "Mall of \x1b[31mIstanbul");
    ri_put_decimal(table, 5484061067, 2);
    ri_put_number(table, 0.8);
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct ri_result        *result = stream->private_data;
    struct ri_table_builder *table;
    const bool               import = is_import(result);
    int64_t                  limit;
    memset(out, 0, sizeof *out);
    if (given(result->call, "limit", &limit) && limit < 0 && result->batches_left == 1)
        return EIO; /* breaks midway */
    if (result->batches_left == 0) return 0;
    result->batches_left--;
    if (ri_table_builder_new(import ? import_table : store_table, import ? 2 : 3, &table, NULL) !=
        RI_OK)
        return ENOMEM;
    if (import)
        import_rows(result->call, table);
    else
        store_rows(table);
    const ri_status status = ri_table_builder_finish(table, out, NULL);
    ri_table_builder_free(table);
    return status == RI_OK ? 0 : ENOMEM;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "the stream broke";
}

static void stream_release(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

ri_status ri_result_stream(struct ri_result *result, struct ArrowArrayStream *ret,
                           struct ri_error *err)
{
    (void)err;
    *ret =
        (struct ArrowArrayStream){stream_schema, stream_next, stream_error, stream_release, result};
    return RI_OK;
}

bool ri_result_document(const struct ri_result *result, struct ri_document *ret)
{
    if (strcmp(result->call->info->name, "report.kpi") != 0) return false;
    *ret = (struct ri_document){"application/pdf", "kpi.pdf", (const unsigned char *)"%PDF-made-up",
                                12};
    return true;
}

ri_status ri_result_plot(struct ri_result *result, const char *format, struct ri_document *ret,
                         struct ri_error *err)
{
    (void)result, (void)ret;
    return ri_fail(err, RI_EDATA, "the fake draws no %s", format);
}

ri_status ri_result_parquet(struct ri_result *result, const char *path, struct ri_error *err)
{
    FILE *file = fopen(path, "w");
    (void)result;
    if (!file) return ri_fail(err, RI_EIO, "cannot write '%s'", path);
    fputs("PAR1", file);
    fclose(file);
    return RI_OK;
}

ri_status ri_stream_parquet(struct ArrowArrayStream *stream, const char *path, uint64_t most_rows,
                            struct ri_error *err)
{
    (void)path, (void)most_rows;
    stream->release(stream);
    return ri_fail(err, RI_EDATA, "the fake keeps no rows");
}

ri_status ri_result_status(const struct ri_result *result, struct ri_error *err)
{
    if (result->status == RI_OK) return RI_OK;
    return ri_fail(err, result->status, "2 files do not add up");
}

size_t ri_result_note_count(const struct ri_result *result)
{
    return strncmp(result->call->info->name, "sales", 5) == 0;
}

const char *ri_result_note_at(const struct ri_result *result, size_t i)
{
    (void)result;
    return i ? NULL
             : "the last month is not whole: it ends on 2023-03-08 and is compared with whole "
               "months before it";
}

size_t ri_result_param_count(const struct ri_result *result)
{
    return result->call->set_count;
}

bool ri_result_param_at(const struct ri_result *result, size_t i, const char **ret_name,
                        const char **ret_value)
{
    if (i >= result->call->set_count) return false;
    *ret_name = result->call->set[i][0];
    *ret_value = result->call->set[i][1];
    return true;
}

const char *ri_result_workspace(const struct ri_result *result)
{
    (void)result;
    return NULL;
}

void ri_result_free(struct ri_result *result)
{
    if (result) result->call->result = NULL;
    free(result);
}
