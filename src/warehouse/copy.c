/* A copy of the warehouse while it is in use. */
#include "warehouse_internal.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { SPARE = 64 * 1024 * 1024 }; /* bytes that must stay free */

/* Asked before: a database whose disk fills up under it takes no changes any more until it is opened anew. */
static ri_status check_room(const struct ri_warehouse *warehouse, struct ri_error *err)
{
    struct stat    file;
    struct statvfs disk;
    if (stat(warehouse->file, &file) != 0 || statvfs(warehouse->copies, &disk) != 0) return RI_OK;
    const uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize;
    const uint64_t want = (uint64_t)file.st_size + (uint64_t)file.st_size / 4 + SPARE;
    if (room >= want) return RI_OK;
    return ri_fail(
        err, RI_ENOSPACE,
        "a copy of the warehouse may take %llu MB, the disk of the workspace has %llu MB free",
        (unsigned long long)(want / 1000000), (unsigned long long)(room / 1000000));
}

static ri_status make_folder(const char *path, struct ri_error *err)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s", path, strerror(errno));
}

static ri_status make_folders(const struct ri_warehouse *warehouse, struct ri_error *err)
{
    char spool[4200];
    snprintf(spool, sizeof spool, "%.*s",
             (int)(strrchr(warehouse->copies, '/') - warehouse->copies), warehouse->copies);
    RI_TRY(make_folder(spool, err));
    return make_folder(warehouse->copies, err);
}

static ri_status copy(struct ri_warehouse *warehouse, const char *path, struct ri_task *task,
                      struct ri_error *err)
{
    RI_TRY(make_folders(warehouse, err));
    RI_TRY(check_room(warehouse, err));
    return ri_engine_copy(warehouse->engine, path, task, err);
}

ri_status ri_warehouse_copy(struct ri_warehouse *warehouse, struct ri_task *task,
                            struct ri_arena *mem, const char **ret_path, struct ri_error *err)
{
    bool idle = false;
    if (!warehouse->copies)
        return ri_fail(err, RI_EUSAGE, "a warehouse in memory cannot be copied");
    const char *path = ri_arena_printf(mem, "%s/%s", warehouse->copies, warehouse_copy_names[0]);
    if (!path) return ri_fail(err, RI_ENOMEM, "no room for a path");
    if (!atomic_compare_exchange_strong(&warehouse->copying, &idle, true))
        return ri_fail(err, RI_ECONFLICT, "another backup of this workspace is running");
    const ri_status status = copy(warehouse, path, task, err);
    if (status != RI_OK) ri_warehouse_copy_drop(warehouse, path);
    *ret_path = path;
    return status;
}

void ri_warehouse_copy_drop(struct ri_warehouse *warehouse, const char *path)
{
    unlink(path);
    atomic_store(&warehouse->copying, false);
}
