/* See tidy.h; and `tidy` as an operation. */
#include "app/tidy.h"

#include "app/operation.h"
#include "warehouse/outcome.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Files ---------------------------------------------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *ending)
{
    const size_t n = strlen(name), m = strlen(ending);
    return n >= m && strcmp(name + n - m, ending) == 0;
}

/* Plain files of one folder, not below it; those that begin and end so. */
struct which {
    const char *folder, *begins, *ends;
};

static ri_status old_files(struct ri_workspace *workspace, const struct which *which,
                           int64_t before_us, bool remove, struct ri_tidied *ret,
                           struct ri_error *err)
{
    char      path[4400];
    ri_status status = RI_OK;
    snprintf(path, sizeof path, "%s/%s", ri_workspace_directory(workspace), which->folder);
    DIR *dir = opendir(path);
    if (!dir) return RI_OK;
    for (const struct dirent *entry; status == RI_OK && (entry = readdir(dir));) {
        struct stat info;
        if (strncmp(entry->d_name, which->begins, strlen(which->begins)) != 0 ||
            !ends_with(entry->d_name, which->ends) ||
            fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(info.st_mode) || (int64_t)info.st_mtim.tv_sec * RI_US_PER_SECOND >= before_us)
            continue;
        ret->count++;
        ret->bytes += info.st_size;
        if (remove && unlinkat(dirfd(dir), entry->d_name, 0) != 0 && errno != ENOENT)
            status = ri_fail(err, ri_status_of_errno(errno), "cannot remove '%s': %s",
                             entry->d_name, strerror(errno));
    }
    closedir(dir);
    return status;
}

/* ---- What there is -------------------------------------------------------------------------------------------------- */

static ri_status tidy_logs(struct ri_workspace *workspace, RI_UNUSED struct ri_warehouse *warehouse,
                           int64_t before_us, bool remove, RI_UNUSED struct ri_task *task,
                           struct ri_tidied *ret, struct ri_error *err)
{
    return old_files(workspace, &(struct which){"logs", "", ""}, before_us, remove, ret, err);
}

static ri_status tidy_spool(struct ri_workspace           *workspace,
                            RI_UNUSED struct ri_warehouse *warehouse, int64_t before_us,
                            bool remove, RI_UNUSED struct ri_task *task, struct ri_tidied *ret,
                            struct ri_error *err)
{
    static const struct which leftovers[] = {{"", "warehouse.duckdb.before-", ""},
                                             {"spool/copies", "", ""},
                                             {"mappings", "", ".new"},
                                             {"models", "", ".new"},
                                             {"replies", "", ""}};
    for (size_t i = 0; i < RI_COUNT(leftovers); i++)
        RI_TRY(old_files(workspace, &leftovers[i], before_us, remove, ret, err));
    return RI_OK;
}

static ri_status tidy_quarantine(RI_UNUSED struct ri_workspace *workspace,
                                 struct ri_warehouse *warehouse, int64_t before_us, bool remove,
                                 struct ri_task *task, struct ri_tidied *ret, struct ri_error *err)
{
    if (!warehouse) return RI_OK;
    return ri_warehouse_forget_rejects(warehouse, before_us, remove, task, &ret->count, &ret->bytes,
                                       err);
}

const struct ri_tidy_kind ri_tidy_kinds[] = {
    {"logs", "keep.log_days", RI_CONFIG_KEEP_LOGS, tidy_logs},
    {"quarantine", "keep.quarantine_days", RI_CONFIG_KEEP_QUARANTINE, tidy_quarantine},
    {"spool", "keep.spool_days", RI_CONFIG_KEEP_SPOOL, tidy_spool},
    {NULL, NULL, 0, NULL}};

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

ri_status ri_tidy(struct ri_workspace *workspace, const struct ri_tidy_kind *kind, bool remove,
                  struct ri_task *task, struct ri_tidied *ret, struct ri_error *err)
{
    struct ri_warehouse *warehouse = NULL;
    const int64_t        days = ri_config_integer(ri_workspace_config(workspace), kind->days);
    *ret = (struct ri_tidied){0};
    if (!days) return RI_OK;
    if (ri_workspace_exists(workspace))
        RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    return kind->run(workspace, warehouse, ri_task_now_us(task) - days * RI_US_PER_DAY, remove,
                     task, ret, err);
}

ri_status ri_workspace_tidy(struct ri_workspace *workspace, struct ri_error *err)
{
    struct ri_task task = {0};
    ri_workspace_prepare_task(workspace, &task);
    if (!ri_workspace_tidy_is_due(workspace)) return RI_OK;
    for (const struct ri_tidy_kind *kind = ri_tidy_kinds; kind->what; kind++) {
        struct ri_tidied tidied;
        RI_TRY(ri_tidy(workspace, kind, true, &task, &tidied, err));
    }
    return RI_OK;
}

/* ---- tidy ----------------------------------------------------------------------------------------------------------- */

static const struct ri_param params[] = {
    {"dry-run", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "show what would go; change nothing"},
};
static const struct ri_column columns[] = {
    {"what", RI_COLUMN_TEXT, "logs, quarantine or spool"},
    {"setting", RI_COLUMN_TEXT, "what says how long it is kept"},
    {"days", RI_COLUMN_INTEGER, "so long; 0: for ever"},
    {"removed", RI_COLUMN_INTEGER, "files, or texts of rejected records, that were older"},
    {"bytes", RI_COLUMN_INTEGER, "their size"},
};

static ri_status tidy_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_workspace     *workspace = ri_call_workspace(call);
    struct ri_table_builder *table;
    ri_status                status = RI_OK;
    const bool               dry = ri_call_flag(call, "dry-run");
    RI_TRY(ri_call_builder(call, &table, err));
    for (const struct ri_tidy_kind *kind = ri_tidy_kinds; kind->what && status == RI_OK; kind++) {
        struct ri_tidied tidied = {0};
        status = ri_tidy(workspace, kind, !dry, ri_call_task(call), &tidied, err);
        ri_put_string(table, kind->what);
        ri_put_string(table, kind->setting);
        ri_put_int(table, ri_config_integer(ri_workspace_config(workspace), kind->days));
        ri_put_int(table, tidied.count);
        ri_put_int(table, tidied.bytes);
    }
    if (dry) ri_call_note(call, "nothing was changed");
    return ri_call_answer(call, table, status, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "tidy",
              .summary = "Remove what is kept only for a while: old logs, texts of rejected "
                         "records, leftovers",
              .details =
                  "How long is said by the settings keep.log_days, keep.quarantine_days and "
                  "keep.spool_days. Of a rejected record its bytes go; that it was rejected, "
                  "and why, stays. A server does this by itself each hour.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight tidy --dry-run", "retailinsight tidy")},
     .run = tidy_run},
};
const struct ri_operation_table ri_tidy_operations = RI_OPERATION_TABLE(operations);
