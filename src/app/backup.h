/* What `backup` writes and `restore` reads: a folder of whole files, and beside them backup.json that says of each its size and SHA-256.
 *
 *     {"retailinsight": "0.1.0", "made_at": "2026-11-20T08:15:00Z", "data_version": 12, "seconds": 1.5,
 *      "files": [{"name": "warehouse.duckdb", "bytes": 1024, "sha256": "..."}, ...]} */
#ifndef RI_APP_BACKUP_H
#define RI_APP_BACKUP_H
#include "app/call.h"

#define RI_BACKUP_MANIFEST "backup.json"
#define RI_BACKUP_MADE \
    "backup" /* action of its row in the audit of people; details: where it lies */
enum { RI_BACKUP_PATH_SIZE = 4400 };

struct ri_backup_file {
    const char *name; /* below the folder, "models/x.model" */
    uint64_t    bytes;
    char        sha256[65];
};
/* Reads `from` whole, takes its size and digest, and where `to` is given makes it, readable by its owner only and on the disk when this
 * returns. RI_ENOTFOUND: there is no such file. RI_EIO, RI_ENOSPACE, RI_ECANCELLED: `to` may be there in part. */
RI_MUST_CHECK ri_status ri_backup_copy(const char *from, const char *to, struct ri_task *task,
                                       struct ri_backup_file *ret, struct ri_error *err);
/* What is on its way to `path` has this name until it is complete: "path.partial", without a slash at the end. NULL: no room. */
const char *ri_backup_partial(struct ri_arena *mem, const char *path, const char **ret_path);
#endif
