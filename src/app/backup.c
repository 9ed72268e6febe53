/* backup: all of a workspace as of one moment, while it is in use.
 *
 * The warehouse comes first and the control database after it: whoever the copied warehouse knows, the copied control database knows too.
 * Then every other plain file of the workspace but its logs and its spool. All is written beside the place it shall have and takes that
 * place when it is complete. */
#include "app/backup.h"

#include "app/files.h"
#include "app/operation.h"
#include "app/people.h"
#include "app/workspace.h"
#include "base/json.h"
#include "control/audit.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct ri_param params[] = {
    {"path", RI_PARAM_PATH, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "folder to make; it must not be there yet"},
};
static const struct ri_column columns[] = {
    {"file", RI_COLUMN_TEXT, "name within the backup"},
    {"bytes", RI_COLUMN_INTEGER, "its size"},
    {"sha256", RI_COLUMN_TEXT, "SHA-256 of its content"},
};

struct backup {
    struct ri_call          *call;
    const char              *path, *partial;
    struct ri_table_builder *table;
    struct ri_text           files; /* of the manifest */
    struct ri_json           json;
    uint64_t                 bytes, version;
};

/* ---- Files --------------------------------------------------------------------------------------------------------- */

static ri_status take(struct backup *backup, const char *from, const char *name,
                      struct ri_error *err)
{
    char                  to[RI_BACKUP_PATH_SIZE];
    struct ri_backup_file file;
    if ((size_t)snprintf(to, sizeof to, "%s/%s", backup->partial, name) >= sizeof to)
        return ri_fail(err, RI_EUSAGE, "the path of '%s' is too long", name);
    RI_TRY(ri_backup_copy(from, to, ri_call_task(backup->call), &file, err));
    ri_put_string(backup->table, name);
    ri_put_int(backup->table, (int64_t)file.bytes);
    ri_put_string(backup->table, file.sha256);
    ri_json_object(&backup->json);
    ri_json_key(&backup->json, "name");
    ri_json_text(&backup->json, name);
    ri_json_key(&backup->json, "bytes");
    ri_json_int(&backup->json, (int64_t)file.bytes);
    ri_json_key(&backup->json, "sha256");
    ri_json_text(&backup->json, file.sha256);
    ri_json_end(&backup->json);
    backup->bytes += file.bytes;
    return RI_OK;
}

/* Opened once, it is known to be a warehouse; and it says what it holds. */
static ri_status ask_version(struct backup *backup, struct ri_error *err)
{
    const struct ri_warehouse_options options = {.read_only = true};
    struct ri_warehouse              *copy;
    RI_TRY(ri_warehouse_open(backup->partial, &options, &copy, err));
    const ri_status status = ri_warehouse_data_version(copy, &backup->version, err);
    ri_warehouse_close(copy);
    return status;
}

static ri_status take_warehouse(struct backup *backup, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const char          *copy;
    RI_TRY(ri_call_warehouse(backup->call, &warehouse, err));
    RI_TRY(ri_warehouse_copy(warehouse, ri_call_task(backup->call), ri_call_mem(backup->call),
                             &copy, err));
    const ri_status status = take(backup, copy, "warehouse.duckdb", err);
    ri_warehouse_copy_drop(warehouse, copy);
    return status == RI_OK ? ask_version(backup, err) : status;
}

static ri_status take_control(struct backup *backup, struct ri_error *err)
{
    struct ri_control *control;
    char               path[RI_BACKUP_PATH_SIZE];
    struct ri_error    missing = {0};
    const ri_status    opened =
        ri_workspace_control(ri_call_workspace(backup->call), false, &control, &missing);
    if (opened == RI_ENOTFOUND) return RI_OK;
    if (opened != RI_OK) return ri_fail(err, opened, "%s", missing.message);
    snprintf(path, sizeof path, "%s/control.copy", backup->partial);
    RI_TRY(ri_control_copy(control, path, err));
    RI_TRY(take(backup, path, "control.sqlite", err));
    unlink(path);
    return RI_OK;
}

/* Of the workspace's own folder: what is copied in another way, or not worth keeping. */
static bool left_out(const char *name)
{
    static const char *const beginnings[] = {"warehouse.duckdb", "control.sqlite", NULL};
    static const char *const names[] = {"spool", "logs", "run", "replies", RI_BACKUP_MANIFEST, NULL};
    for (size_t i = 0; beginnings[i]; i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0) return true;
    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static ri_status take_folder(struct backup *backup, const char *below, unsigned depth,
                             struct ri_error *err);

/* A file that went away in the meantime was nothing to keep. */
static ri_status take_entry(struct backup *backup, const char *name, unsigned depth,
                            struct ri_error *err)
{
    char        from[RI_BACKUP_PATH_SIZE], to[RI_BACKUP_PATH_SIZE];
    struct stat info;
    const char *directory = ri_workspace_directory(ri_call_workspace(backup->call));
    if ((size_t)snprintf(from, sizeof from, "%s/%s", directory, name) >= sizeof from ||
        (size_t)snprintf(to, sizeof to, "%s/%s", backup->partial, name) >= sizeof to)
        return ri_fail(err, RI_EUSAGE, "the path of '%s' is too long", name);
    if (lstat(from, &info) != 0) return RI_OK;
    if (S_ISDIR(info.st_mode)) {
        if (mkdir(to, 0700) != 0)
            return ri_fail(err, ri_status_of_errno(errno), "'%s': %s", to, strerror(errno));
        return take_folder(backup, name, depth + 1, err);
    }
    return S_ISREG(info.st_mode) ? take(backup, from, name, err) : RI_OK;
}

static ri_status take_folder(struct backup *backup, const char *below, unsigned depth,
                             struct ri_error *err)
{
    enum { DEEPEST = 8 };
    struct dirent  **entries;
    struct ri_arena *mem = ri_call_mem(backup->call);
    ri_status        status = RI_OK;
    const char      *directory = ri_workspace_directory(ri_call_workspace(backup->call));
    const char      *path = ri_arena_printf(mem, "%s/%s", directory, below);
    if (!path) return ri_fail(err, RI_ENOMEM, "no room for a path");
    if (depth > DEEPEST)
        return ri_fail(err, RI_EUSAGE, "'%s': more than %d folders deep", below, DEEPEST);
    const int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0)
        return ri_fail(err, ri_status_of_errno(errno), "'%s': %s", path, strerror(errno));
    for (int i = 0; i < count; i++) {
        const char *entry = entries[i]->d_name;
        const char *name = ri_arena_printf(mem, "%s%s%s", below, *below ? "/" : "", entry);
        if (!name) status = ri_fail(err, RI_ENOMEM, "no room for a path");
        if (status == RI_OK && strcmp(entry, ".") != 0 && strcmp(entry, "..") != 0 &&
            (*below || !left_out(entry)))
            status = take_entry(backup, name, depth, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* ---- The manifest -------------------------------------------------------------------------------------------------- */

static ri_status write_manifest(struct backup *backup, double seconds, struct ri_error *err)
{
    char           path[RI_BACKUP_PATH_SIZE];
    struct ri_text text = {0}, time = {0};
    struct ri_json json = {.out = &text};
    ri_text_instant(&time, ri_task_now_us(ri_call_task(backup->call)));
    ri_json_object(&json);
    ri_json_key(&json, "retailinsight");
    ri_json_text(&json, ri_version());
    ri_json_key(&json, "made_at");
    ri_json_text(&json, time.at);
    ri_json_key(&json, "data_version");
    ri_json_int(&json, (int64_t)backup->version);
    ri_json_key(&json, "seconds");
    ri_json_number(&json, seconds);
    ri_json_key(&json, "files");
    ri_json_raw(&json, backup->files.at, backup->files.length);
    ri_json_end(&json);
    ri_text_putc(&text, '\n');
    snprintf(path, sizeof path, "%s/" RI_BACKUP_MANIFEST, backup->partial);
    ri_status status = ri_text_check(&text, err);
    if (status == RI_OK) status = ri_write_file(path, text.at, text.length, err);
    ri_text_release(&text);
    ri_text_release(&time);
    return status;
}

/* Where the backup lies, for those who are erased later: their erasure says which backups still hold them. */
static ri_status write_down(struct backup *backup, struct ri_error *err)
{
    struct ri_control *control;
    struct ri_error    missing = {0};
    char              *place = realpath(backup->path, NULL);
    ri_status          status =
        ri_workspace_control(ri_call_workspace(backup->call), false, &control, &missing);
    const struct ri_audit_row row = {.at = ri_people_now(backup->call),
                                     .who = ri_people_who(backup->call),
                                     .action = RI_BACKUP_MADE,
                                     .details = place ? place : backup->path};
    if (status == RI_OK)
        status = ri_audit_add(control, &row, err);
    else if (status == RI_ENOTFOUND) /* nobody to erase */
        status = RI_OK;
    else
        (void)ri_fail(err, status, "%s", missing.message);
    free(place);
    return status;
}

/* ---- backup -------------------------------------------------------------------------------------------------------- */

static ri_status fill(struct backup *backup, struct ri_error *err)
{
    const int64_t began = ri_monotonic_us();
    ri_json_array(&backup->json);
    RI_TRY(take_warehouse(backup, err));
    RI_TRY(take_control(backup, err));
    RI_TRY(take_folder(backup, "", 0, err));
    ri_json_end(&backup->json);
    RI_TRY(ri_text_check(&backup->files, err));
    const double seconds = (double)((ri_monotonic_us() - began) / 10000) / 100;
    RI_TRY(write_manifest(backup, seconds, err));
    if (rename(backup->partial, backup->path) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "'%s': %s", backup->path, strerror(errno));
    ri_call_note(
        backup->call,
        "data version %llu, %.1f MB in %.2f s; 'retailinsight restore PATH --check' proves it",
        (unsigned long long)backup->version, (double)backup->bytes / 1e6, seconds);
    ri_call_note(backup->call,
                 "people erased later stay in this backup until it is deleted; a restore "
                 "leaves them out while this workspace is there to name them");
    return write_down(backup, err);
}

/* A backup inside of the workspace would go with it, and into the next one. */
static ri_status check_place(struct backup *backup, struct ri_error *err)
{
    struct stat  info;
    char        *inside = realpath(ri_workspace_directory(ri_call_workspace(backup->call)), NULL);
    char        *place = realpath(backup->partial, NULL);
    const size_t length = inside ? strlen(inside) : 0;
    const bool   within =
        inside && place && strncmp(place, inside, length) == 0 && place[length] == '/';
    free(inside);
    free(place);
    if (within)
        return ri_fail(
            err, RI_EUSAGE,
            "'%s' lies in the workspace: choose a folder elsewhere, best on another disk",
            backup->path);
    if (lstat(backup->path, &info) == 0)
        return ri_fail(err, RI_ECONFLICT, "there is a '%s' already: a backup makes a new folder",
                       backup->path);
    return RI_OK;
}

static ri_status make_backup(struct backup *backup, struct ri_error *err)
{
    if (mkdir(backup->partial, 0700) != 0)
        return errno == EEXIST ? ri_fail(err, RI_ECONFLICT,
                                         "there is a '%s': another backup is being made there, or "
                                         "one was cut short: then remove it",
                                         backup->partial)
                               : ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s",
                                         backup->partial, strerror(errno));
    ri_status status = check_place(backup, err);
    if (status == RI_OK) status = fill(backup, err);
    if (status != RI_OK) (void)!ri_remove_tree(backup->partial, NULL);
    return status;
}

static ri_status backup_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct backup        backup = {.call = call};
    backup.json.out = &backup.files;
    backup.partial = ri_backup_partial(ri_call_mem(call), ri_call_text(call, "path"), &backup.path);
    if (!backup.partial) return ri_fail(err, RI_ENOMEM, "no room for a path");
    RI_TRY(ri_call_warehouse(call, &warehouse, err)); /* none: nothing is made */
    RI_TRY(ri_call_builder(call, &backup.table, err));
    const ri_status status = make_backup(&backup, err);
    ri_text_release(&backup.files);
    return ri_call_answer(call, backup.table, status, err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "backup",
          .summary = "A copy of the whole workspace as of one moment, while it is in use",
          .details =
              "Makes a folder with the warehouse, people and settings, models and mappings, and "
              "backup.json with size and SHA-256 of each file. Imports, the server and its pages "
              "go on meanwhile. Logs and the spool are left out. The folder holds personal data: "
              "only its owner may read it.",
          .flags = RI_LONG | RI_VOLATILE,
          .roles = RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight backup monday")},
     .run = backup_run},
};
const struct ri_operation_table ri_backup_operations = RI_OPERATION_TABLE(operations);
