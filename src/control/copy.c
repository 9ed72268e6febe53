/* Copies of control.sqlite by SQLite's own way of copying a database in use. Source: sqlite.org/backup.html. */
#include "control_internal.h"

#include <sys/stat.h>

static ri_status fill(struct ri_control *control, sqlite3 *target, struct ri_error *err)
{
    enum { EVERYTHING = -1 };
    sqlite3_backup *copying = sqlite3_backup_init(target, "main", control->db, "main");
    if (!copying) return control_fail(target, err, "copying");
    const int       stepped = sqlite3_backup_step(copying, EVERYTHING);
    const int       finished = sqlite3_backup_finish(copying);
    const ri_status status = stepped == SQLITE_DONE && finished == SQLITE_OK
                                 ? RI_OK
                                 : control_fail(target, err, "copying");
    /* One file, that opens where nothing may be written too. */
    return status == RI_OK ? control_script(target, "PRAGMA journal_mode = DELETE", err) : status;
}

ri_status ri_control_copy(struct ri_control *control, const char *path, struct ri_error *err)
{
    sqlite3     *target = NULL;
    const mode_t before = umask(077);
    ri_status    status = RI_OK;
    if (sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
        SQLITE_OK)
        status = control_fail(target, err, "opening the copy");
    if (status == RI_OK) status = fill(control, target, err);
    sqlite3_close(target);
    umask(before);
    return status;
}

ri_status ri_control_check(const char *path, struct ri_error *err)
{
    sqlite3      *db = NULL;
    sqlite3_stmt *statement = NULL;
    ri_status     status = RI_OK;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        status = control_fail(db, err, "checking");
    else if (strcmp(control_cell(statement, 0), "ok") != 0)
        status = ri_fail(err, RI_EDATA, "%s", control_cell(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return status;
}
