/* restore: a backup made into a workspace again, or only proven to be whole. Reads the backup, never writes to it. */
#include "app/backup.h"

#include "app/files.h"
#include "app/operation.h"
#include "app/restore_erased.h"
#include "app/workspace.h"
#include "base/json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct ri_param params[] = {
    {"path", RI_PARAM_PATH, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "folder that 'backup' made"},
    {"into", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "folder of the new workspace; it must not be there yet, or be empty"},
    {"check", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "only prove that the backup is whole, opens and adds up"},
};
static const struct ri_column columns[] = {
    {"file", RI_COLUMN_TEXT, "name within the backup"},
    {"check", RI_COLUMN_TEXT, "content: size and SHA-256; ledger, integrity: opened and recounted"},
    {"ok", RI_COLUMN_BOOL, "it holds"},
    {"detail", RI_COLUMN_TEXT, "what was found"},
};

struct restore {
    struct ri_call          *call;
    struct ri_table_builder *table;
    const char              *from, *into; /* into: NULL, or what becomes the workspace */
    size_t                   bad;
    bool                     control;
};

static void say(struct restore *restore, const char *file, const char *check, bool ok,
                const char *detail)
{
    ri_put_string(restore->table, file);
    ri_put_string(restore->table, check);
    ri_put_bool(restore->table, ok);
    ri_put_string(restore->table, detail);
    restore->bad += !ok;
}

/* ---- Files --------------------------------------------------------------------------------------------------------- */

/* A manifest may have been written by anybody: its names stay below the folder. */
static bool is_below(const char *name)
{
    if (!name || !*name || *name == '/') return false;
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        const size_t length = strcspn(part, "/");
        if (!length || (length == 1 && part[0] == '.') ||
            (length == 2 && part[0] == '.' && part[1] == '.'))
            return false;
    }
    return true;
}

static ri_status make_folders(const char *path, size_t from, struct ri_error *err)
{
    char part[RI_BACKUP_PATH_SIZE];
    for (size_t i = from; path[i]; i++) {
        if (path[i] != '/') continue;
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s", part,
                           strerror(errno));
    }
    return RI_OK;
}

static ri_status restore_file(struct restore *restore, const char *name, const char *bytes,
                              const char *sha256, struct ri_error *err)
{
    char                  from[RI_BACKUP_PATH_SIZE], to[RI_BACKUP_PATH_SIZE] = "", detail[128];
    struct ri_backup_file file;
    struct ri_error       why = {0};
    if ((size_t)snprintf(from, sizeof from, "%s/%s", restore->from, name) >= sizeof from ||
        (restore->into &&
         (size_t)snprintf(to, sizeof to, "%s/%s", restore->into, name) >= sizeof to))
        return ri_fail(err, RI_EUSAGE, "the path of '%.200s' is too long", name);
    if (restore->into) RI_TRY(make_folders(to, strlen(restore->into) + 1, err));
    const ri_status status =
        ri_backup_copy(from, restore->into ? to : NULL, ri_call_task(restore->call), &file, &why);
    if (status == RI_ENOTFOUND || status == RI_EIO || status == RI_EFORBIDDEN) {
        say(restore, name, "content", false, status == RI_ENOTFOUND ? "missing" : "cannot be read");
        return RI_OK;
    }
    if (status != RI_OK) return ri_fail(err, status, "%s", why.message);
    const bool same = strcmp(file.sha256, sha256) == 0;
    snprintf(detail, sizeof detail, same ? "%llu bytes" : "changed: %llu bytes, written were %s",
             (unsigned long long)file.bytes, bytes);
    say(restore, name, "content", same, detail);
    restore->control |= strcmp(name, "control.sqlite") == 0;
    return RI_OK;
}

static ri_status restore_files(struct restore *restore, const struct ri_json_value *root,
                               struct ri_error *err)
{
    const struct ri_json_value *files = ri_json_member(root, "files");
    struct ri_arena            *mem = ri_call_mem(restore->call);
    bool                        warehouse = false;
    for (size_t i = 0; i < ri_json_count(files); i++) {
        const struct ri_json_value *file = ri_json_at(files, i, NULL);
        const char                 *name = ri_json_string(ri_json_member(file, "name")),
                   *sha256 = ri_json_string(ri_json_member(file, "sha256")),
                   *bytes = ri_json_scalar(ri_json_member(file, "bytes"), mem);
        if (!is_below(name) || !sha256 || !bytes)
            return ri_fail(err, RI_EDATA,
                           RI_BACKUP_MANIFEST ": file %zu is not described as 'backup' does",
                           i + 1);
        RI_TRY(restore_file(restore, name, bytes, sha256, err));
        warehouse |= strcmp(name, "warehouse.duckdb") == 0;
    }
    if (warehouse) return RI_OK;
    return ri_fail(err, RI_EDATA, RI_BACKUP_MANIFEST " names no warehouse.duckdb");
}

/* ---- What they hold ------------------------------------------------------------------------------------------------ */

static ri_status no_check(RI_UNUSED void *context, RI_UNUSED const struct ri_check *check,
                          RI_UNUSED struct ri_error *err)
{
    return RI_OK;
}

static void check_warehouse(struct restore *restore, const char *folder)
{
    const struct ri_warehouse_options options = {.read_only = true};
    struct ri_warehouse              *warehouse;
    struct ri_error                   err = {0};
    uint64_t                          failed = 0;
    char                              detail[64];
    ri_status status = ri_warehouse_open(folder, &options, &warehouse, &err);
    if (status == RI_EPRECONDITION) {
        say(restore, "warehouse.duckdb", "ledger", true, err.message);
        return;
    }
    if (status == RI_OK) {
        status = ri_warehouse_verify(warehouse, ri_call_task(restore->call), no_check, NULL,
                                     &failed, &err);
        ri_warehouse_close(warehouse);
    }
    snprintf(detail, sizeof detail, "checks that do not hold: %llu", (unsigned long long)failed);
    say(restore, "warehouse.duckdb", "ledger", status == RI_OK && !failed,
        status != RI_OK ? err.message
        : failed        ? detail
                        : "every import balances");
}

static void check_control(struct restore *restore, const char *folder)
{
    char            path[RI_BACKUP_PATH_SIZE];
    struct ri_error err = {0};
    snprintf(path, sizeof path, "%s/control.sqlite", folder);
    const bool ok = ri_control_check(path, &err) == RI_OK;
    say(restore, "control.sqlite", "integrity", ok, ok ? "sound" : err.message);
}

/* ---- restore ------------------------------------------------------------------------------------------------------- */

static ri_status read_manifest(struct restore *restore, struct ri_json_document **ret,
                               struct ri_error *err)
{
    enum { MOST = 1 << 26 };
    char           path[RI_BACKUP_PATH_SIZE];
    struct ri_text text = {.most = MOST};
    snprintf(path, sizeof path, "%s/" RI_BACKUP_MANIFEST, restore->from);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno),
                       "'%s' is no complete backup: " RI_BACKUP_MANIFEST ": %s", restore->from,
                       strerror(errno));
    ri_status status = ri_read_file(fd, path, &text, err);
    close(fd);
    if (status == RI_OK) {
        status = ri_json_read(text.at ? text.at : "", text.length, ret, err);
        if (status != RI_OK) status = ri_error_prefix(err, RI_BACKUP_MANIFEST);
    }
    ri_text_release(&text);
    return status;
}

static ri_status go_through(struct restore *restore, struct ri_error *err)
{
    struct ri_json_document *manifest;
    RI_TRY(read_manifest(restore, &manifest, err));
    const ri_status status = restore_files(restore, ri_json_root(manifest), err);
    ri_json_document_free(manifest);
    if (status != RI_OK || (restore->bad && restore->into)) return status;
    const char *folder = restore->into ? restore->into : restore->from;
    check_warehouse(restore, folder);
    if (restore->control) check_control(restore, folder);
    return ri_task_check(ri_call_task(restore->call), err);
}

static ri_status check_free(const char *path, struct ri_error *err)
{
    size_t entries = 0;
    DIR   *folder = opendir(path);
    if (!folder && errno == ENOENT) return RI_OK;
    while (folder && readdir(folder)) entries++;
    if (folder) closedir(folder);
    if (folder && entries <= 2) return RI_OK;
    return ri_fail(err, RI_ECONFLICT,
                   "there is something in '%s' already: a restore makes a new workspace", path);
}

static ri_status restore_into(struct restore *restore, struct ri_error *err)
{
    const char *path;
    restore->into =
        ri_backup_partial(ri_call_mem(restore->call), ri_call_text(restore->call, "into"), &path);
    if (!restore->into) return ri_fail(err, RI_ENOMEM, "no room for a path");
    RI_TRY(check_free(path, err));
    if (mkdir(restore->into, 0700) != 0)
        return ri_fail(err, errno == EEXIST ? RI_ECONFLICT : ri_status_of_errno(errno),
                       "cannot make '%s': %s", restore->into, strerror(errno));
    ri_status status = go_through(restore, err);
    if (status == RI_OK && !restore->bad)
        status = ri_restore_erased(restore->call, restore->into, err);
    if (status == RI_OK && !restore->bad && rename(restore->into, path) != 0)
        status = ri_fail(err, ri_status_of_errno(errno), "'%s': %s", path, strerror(errno));
    if (status != RI_OK || restore->bad) (void)!ri_remove_tree(restore->into, NULL);
    if (status != RI_OK || restore->bad) return status;
    ri_call_note(restore->call,
                 "'retailinsight --workspace %s serve' goes on from there; messages and reports "
                 "that waited when the backup was made wait again",
                 path);
    return RI_OK;
}

static ri_status restore_run(struct ri_call *call, struct ri_error *err)
{
    struct restore restore = {.call = call, .from = ri_call_text(call, "path")};
    const bool     check = ri_call_flag(call, "check");
    if (check == ri_call_given(call, "into"))
        return ri_fail(err, RI_EUSAGE, "restore wants --into DIR or --check%s",
                       check ? ", not both" : "");
    if (strlen(restore.from) + 64 > RI_BACKUP_PATH_SIZE)
        return ri_fail(err, RI_EUSAGE, "the path of the backup is too long");
    RI_TRY(ri_call_builder(call, &restore.table, err));
    const ri_status status = ri_call_answer(
        call, restore.table, check ? go_through(&restore, err) : restore_into(&restore, err), err);
    if (restore.bad)
        ri_call_verdict(call, RI_EDATA, "the backup is damaged%s: checks that do not hold: %zu",
                        check ? "" : ", nothing was restored", restore.bad);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "restore",
          .summary = "Make a workspace of a backup, or prove that the backup is whole",
          .details =
              "Every file is held against the size and SHA-256 written when the backup was made; "
              "then "
              "the copies are opened and every import is recounted as 'verify' does. A workspace "
              "that is there is never written over. People whom the workspace has erased since the "
              "backup was made are erased in what is made of it too. Exit code 3: the backup is "
              "damaged.",
          .flags = RI_STANDALONE | RI_VOLATILE | RI_LOCAL,
          .roles = RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight restore monday --check",
                      "retailinsight restore monday --into shop")},
     .run = restore_run,
     .here = true},
};
const struct ri_operation_table ri_restore_operations = RI_OPERATION_TABLE(operations);
