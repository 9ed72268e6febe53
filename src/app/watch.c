/* The watch: look, import, move, wait. */
#include "app/watch.h"

#include "app/nested.h"
#include "app/watch_folder.h"
#include "app/workspace.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STEP_MS = 200, LEDGER_COUNTS = 7 };
static const char *const subfolders[] = {"done", "failed"};

struct watch {
    struct ri_call          *call;
    struct ri_arena          mem; /* of one look */
    struct ri_table_builder *table;
    int                      folder;
    const char              *path, *kind;
    size_t                   failed;  /* files */
    ri_status                trouble; /* why a file was left for later */
    char                     says[1024];
};

/* The rows of a call within it are read in the memory of one look. */
static ri_status begin(struct watch *watch, struct ri_workspace *workspace, const char *operation,
                       struct ri_nested *ret, struct ri_error *err)
{
    RI_TRY(ri_nested_begin(watch->call, workspace, NULL, operation, ret, err));
    ret->mem = &watch->mem;
    return RI_OK;
}

/* ---- One file -------------------------------------------------------------------------------------------- */

static ri_status digest(struct watch *watch, int fd, char ret[2 * RI_SHA256_SIZE + 1],
                        struct ri_error *err)
{
    struct ri_sha256 *digest;
    unsigned char     bytes[RI_SHA256_SIZE];
    char             *part = ri_arena_new(&watch->mem, char, 1 << 16);
    ssize_t           n = part ? 1 : 0;
    ri_status         status = RI_OK;
    if (!part) return ri_fail(err, RI_ENOMEM, "no room to read a file");
    RI_TRY(ri_sha256_new(&digest, err));
    while (n > 0 && status == RI_OK) {
        n = read(fd, part, 1 << 16);
        if (n > 0) ri_sha256_add(digest, part, (size_t)n);
        status = n < 0 ? ri_fail(err, ri_status_of_errno(errno), "cannot read: %s", strerror(errno))
                       : ri_task_check(ri_call_task(watch->call), err);
    }
    if (status == RI_OK) ri_sha256_finish(digest, bytes);
    ri_sha256_free(digest);
    RI_TRY(status);
    ri_hex(bytes, sizeof bytes, ret);
    if (lseek(fd, 0, SEEK_SET) == 0) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot read again: %s", strerror(errno));
}

struct seen {
    const struct watch *watch;
    const char         *name;
    int64_t             import_id; /* 0: not seen */
};

static bool cell_is(const struct ri_table_view *table, const char *column, size_t row,
                    const char *text)
{
    const struct ri_column_view *view = &table->columns[ri_table_view_find(table, column)];
    return ri_cell_valid(view, row) && ri_view_is(ri_cell_text(view, row), text);
}

static ri_status take_seen(void *context, const struct ri_table_view *table, size_t row,
                           RI_UNUSED struct ri_error *err)
{
    struct seen *seen = context;
    if (cell_is(table, "file", row, seen->name) && cell_is(table, "kind", row, seen->watch->kind) &&
        cell_is(table, "state", row, "done"))
        seen->import_id = ri_cell_int(&table->columns[ri_table_view_find(table, "import_id")], row);
    return RI_OK;
}

/* *ret: the import that took in these bytes under this name before, and was not undone; 0: none. */
static ri_status find_seen(struct watch *watch, struct ri_workspace *workspace, const char *name,
                           int fd, int64_t *ret, struct ri_error *err)
{
    struct seen      seen = {.watch = watch, .name = name};
    struct ri_nested nested;
    char             sha256[2 * RI_SHA256_SIZE + 1];
    *ret = 0;
    RI_TRY(digest(watch, fd, sha256, err));
    if (!ri_workspace_exists(workspace)) return RI_OK;
    RI_TRY(begin(watch, workspace, "imports.seen", &nested, err));
    ri_status status = ri_call_set(nested.call, "sha256", sha256, err);
    status = ri_nested_rows(&nested, status, name, take_seen, &seen, err);
    if (status == RI_OK) *ret = seen.import_id;
    return status;
}

static ri_status attach(struct ri_call *nested, const char *parameter, const char *name, int fd,
                        struct ri_error *err)
{
    const int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        return ri_fail(err, ri_status_of_errno(errno), "no descriptor: %s", strerror(errno));
    return ri_call_attach(nested, parameter, name, copy, err);
}

/* The watch's own words go on to the import of each file. */
static ri_status set_parameters(struct watch *watch, struct ri_call *nested, struct ri_error *err)
{
    static const char *const texts[] = {"as", "source", "currency", "time-zone"};
    const char *const       *sets = ri_call_list(watch->call, "set", NULL);
    int                      fd;
    const char              *name;
    for (size_t i = 0; i < RI_COUNT(texts); i++) {
        if (ri_call_given(watch->call, texts[i]))
            RI_TRY(ri_call_set(nested, texts[i], ri_call_text(watch->call, texts[i]), err));
    }
    for (size_t i = 0; sets && sets[i]; i++) RI_TRY(ri_call_set(nested, "set", sets[i], err));
    if (!ri_call_file(watch->call, "mapping", 0, &fd, &name)) return RI_OK;
    if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0)
        return ri_fail(err, RI_EUSAGE, "the mapping '%s' cannot be read for each file", name);
    return attach(nested, "mapping", name, fd, err);
}

static ri_status take_ledger(void *context, const struct ri_table_view *table, size_t row,
                             RI_UNUSED struct ri_error *err)
{
    struct watch *watch = context;
    ri_put_int(watch->table, ri_cell_int(&table->columns[0], row));
    ri_put_text(watch->table, ri_cell_text(&table->columns[1], row));
    ri_put_text(watch->table, ri_cell_text(&table->columns[2], row));
    for (size_t i = 0; i < LEDGER_COUNTS; i++)
        ri_put_int(watch->table, ri_cell_int(&table->columns[3 + i], row));
    return RI_OK;
}

static ri_status import(struct watch *watch, struct ri_workspace *workspace, const char *name,
                        int fd, struct ri_error *err)
{
    struct ri_nested nested;
    RI_TRY(begin(watch, workspace, "import", &nested, err));
    ri_status status = set_parameters(watch, nested.call, err);
    if (status == RI_OK) status = attach(nested.call, "file", name, fd, err);
    return ri_nested_rows(&nested, status, name, take_ledger, watch, err);
}

/* The file cannot be used as it is; everything else may pass. */
static bool is_fault_of_file(ri_status status)
{
    return status == RI_EDATA || status == RI_EUSAGE || status == RI_ETOOLARGE;
}

static ri_status put_aside(struct watch *watch, const char *name, const struct ri_error *why,
                           struct ri_error *err)
{
    const char *as;
    RI_TRY(ri_watch_move(watch->folder, name, "failed", &watch->mem, &as, err));
    RI_TRY(ri_watch_why(watch->folder, "failed", as, why->message, err));
    watch->failed++;
    ri_call_note(watch->call, "%s: not taken in, moved to %s/failed/%s: %s", name, watch->path, as,
                 why->message);
    ri_put_null(watch->table);
    ri_put_string(watch->table, name);
    ri_put_string(watch->table, watch->kind);
    for (size_t i = 0; i < LEDGER_COUNTS; i++) ri_put_null(watch->table);
    return RI_OK;
}

static ri_status take_open(struct watch *watch, struct ri_workspace *workspace,
                           const struct ri_watch_file *file, int fd, struct ri_error *err)
{
    struct ri_error why = {0};
    int64_t         seen;
    const char     *as;
    RI_TRY(find_seen(watch, workspace, file->name, fd, &seen, err));
    ri_status status = seen ? RI_OK : import(watch, workspace, file->name, fd, &why);
    if (is_fault_of_file(status)) return put_aside(watch, file->name, &why, err);
    if (status != RI_OK) {
        if (err) *err = why;
        return status;
    }
    if (seen)
        ri_call_note(watch->call, "%s: was taken in before, as import %lld", file->name,
                     (long long)seen);
    if (!ri_watch_unchanged(fd, file)) /* it comes whole at the next look; what is in counts once */
        return ri_fail(err, RI_ECONFLICT, "was written to while it was read");
    return ri_watch_move(watch->folder, file->name, "done", &watch->mem, &as, err);
}

/* ---- One look -------------------------------------------------------------------------------------------- */

static ri_status take_file(struct watch *watch, struct ri_workspace *workspace,
                           const struct ri_watch_file *file, struct ri_error *err)
{
    struct ri_error why = {0};
    int             fd = -1;
    ri_status       status = ri_watch_open(watch->folder, file, &fd, &why);
    if (status == RI_OK) status = take_open(watch, workspace, file, fd, &why);
    if (fd >= 0) close(fd);
    RI_TRY(ri_task_check(ri_call_task(watch->call), err));
    if (status == RI_OK) return RI_OK;
    watch->trouble = status;
    snprintf(watch->says, sizeof watch->says, "%s: %s", file->name, why.message);
    ri_call_note(watch->call, "left for the next look: %s", watch->says);
    return RI_OK;
}

/* The workspace is opened for one look only, unless this process has it open anyway. */
static ri_status look(struct watch *watch, struct ri_error *err)
{
    struct ri_workspace *mine = ri_call_workspace(watch->call), *own = NULL;
    struct ri_watch_look found = {.count = 0};
    struct ri_task      *task = ri_call_task(watch->call);
    const int64_t        settle = ri_call_integer(watch->call, "settle", 0) * RI_US_PER_SECOND;
    ri_arena_release(&watch->mem);
    ri_arena_init(&watch->mem, 64u << 20);
    watch->trouble = RI_OK;
    RI_TRY(ri_watch_ready(watch->folder, ri_call_text(watch->call, "pattern"), settle,
                          ri_task_now_us(task), &watch->mem, &found, err));
    if (found.waiting && ri_call_flag(watch->call, "once"))
        ri_call_note(watch->call, "still being written, or younger than %lld seconds: %zu",
                     (long long)(settle / RI_US_PER_SECOND), found.waiting);
    if (!found.count) return RI_OK;
    if (!ri_workspace_holds(mine)) RI_TRY(ri_workspace_again(mine, &own, err));
    ri_status status = RI_OK;
    for (size_t i = 0; status == RI_OK && i < found.count; i++) {
        status = take_file(watch, own ? own : mine, &found.files[i], err);
        if (status == RI_OK && ri_table_builder_rows(watch->table))
            status = ri_call_emit_builder(watch->call, watch->table, err);
    }
    ri_workspace_close(own);
    return status;
}

static ri_status pause_until_next(struct watch *watch, struct ri_error *err)
{
    const struct timespec step = {0, STEP_MS * 1000000L};
    const int64_t         until =
        ri_monotonic_us() + ri_call_integer(watch->call, "poll", 5) * RI_US_PER_SECOND;
    ri_task_progress(ri_call_task(watch->call), "waiting for files", 0, 0, "files");
    while (ri_monotonic_us() < until) {
        RI_TRY(ri_task_check(ri_call_task(watch->call), err));
        nanosleep(&step, NULL);
    }
    return RI_OK;
}

static ri_status go_on(struct watch *watch, struct ri_error *err)
{
    const bool once = ri_call_flag(watch->call, "once");
    for (;;) {
        RI_TRY(look(watch, err));
        if (once) break;
        RI_TRY(pause_until_next(watch, err));
    }
    if (watch->failed)
        ri_call_verdict(watch->call, RI_EDATA,
                        "files that could not be taken in: %zu; they are in %s/failed",
                        watch->failed, watch->path);
    else if (watch->trouble != RI_OK)
        ri_call_verdict(watch->call, watch->trouble, "%s", watch->says);
    return RI_OK;
}

/* ---- Begin and end --------------------------------------------------------------------------------------- */

static ri_status no_row(RI_UNUSED void *context, RI_UNUSED const struct ri_table_view *table,
                        RI_UNUSED size_t row, RI_UNUSED struct ri_error *err)
{
    return RI_OK;
}

/* --expect says it to the workspace, where `imports expected` and `doctor` find it. */
static ri_status say_expectation(struct watch *watch, struct ri_error *err)
{
    struct ri_workspace *mine = ri_call_workspace(watch->call), *own = NULL;
    struct ri_nested     nested;
    if (!ri_call_given(watch->call, "expect")) return RI_OK;
    if (!ri_workspace_holds(mine)) RI_TRY(ri_workspace_again(mine, &own, err));
    ri_status status = begin(watch, own ? own : mine, "imports.expect", &nested, err);
    if (status == RI_OK) {
        status = ri_call_set(nested.call, "as", watch->kind, err);
        if (status == RI_OK)
            status = ri_call_set(nested.call, "every", ri_call_text(watch->call, "expect"), err);
        if (status == RI_OK && ri_call_given(watch->call, "source"))
            status = ri_call_set(nested.call, "source", ri_call_text(watch->call, "source"), err);
        status = ri_nested_rows(&nested, status, "expect", no_row, NULL, err);
    }
    ri_workspace_close(own);
    return status;
}

static ri_status say_columns(struct watch *watch, struct ri_error *err)
{
    struct ArrowSchema schema;
    RI_TRY(ri_table_builder_schema(watch->table, &schema, err));
    return ri_call_schema(watch->call, &schema, err);
}

static ri_status open_folder(struct watch *watch, struct ri_error *err)
{
    watch->folder = open(watch->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (watch->folder < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot watch '%s': %s", watch->path,
                       strerror(errno));
    for (size_t i = 0; i < RI_COUNT(subfolders); i++) { /* before the first import, not after it */
        if (mkdirat(watch->folder, subfolders[i], 0777) != 0 && errno != EEXIST)
            return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s/%s': %s", watch->path,
                           subfolders[i], strerror(errno));
    }
    return RI_OK;
}

ri_status ri_import_watch(struct ri_call *call, struct ri_error *err)
{
    struct watch watch = {.call = call,
                          .folder = -1,
                          .path = ri_call_text(call, "watch"),
                          .kind = ri_call_text(call, "as")};
    if (ri_call_principal(call))
        return ri_fail(err, RI_EFORBIDDEN,
                       "only who sits at the machine may have a folder watched");
    ri_arena_init(&watch.mem, 64u << 20);
    ri_status status = open_folder(&watch, err);
    if (status == RI_OK) status = ri_call_builder(call, &watch.table, err);
    if (status == RI_OK) status = say_expectation(&watch, err);
    if (status == RI_OK) status = say_columns(&watch, err);
    if (status == RI_OK) status = go_on(&watch, err);
    ri_table_builder_free(watch.table);
    if (watch.folder >= 0) close(watch.folder);
    ri_arena_release(&watch.mem);
    return status;
}
