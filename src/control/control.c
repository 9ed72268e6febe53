/* Opening control.sqlite: settings, schema, the secret of the pseudonyms. */
#include "control_internal.h"

#include <sys/stat.h>

enum { SCHEMA_VERSION = 1, SECRET_SIZE = 32 };

static const char schema[] =
    "CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;"
    "CREATE TABLE identity (pseudonym TEXT PRIMARY KEY, natural_id TEXT NOT NULL, name TEXT, email "
    "TEXT,"
    " phone TEXT, consent_email INTEGER) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 1;";

ri_status ri_control_fail(struct ri_control *control, struct ri_error *err, const char *doing)
{
    static const struct {
        int       code;
        ri_status status;
    } rows[] = {{SQLITE_FULL, RI_ENOSPACE},
                {SQLITE_BUSY, RI_ELOCKED},
                {SQLITE_LOCKED, RI_ELOCKED},
                {SQLITE_NOMEM, RI_ENOMEM},
                {SQLITE_READONLY, RI_EFORBIDDEN}};
    const int code = sqlite3_errcode(control->db) & 0xFF;
    ri_status status = RI_EIO;
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (rows[i].code == code) status = rows[i].status;
    }
    return ri_fail(err, status, "control.sqlite: %s: %s", doing, sqlite3_errmsg(control->db));
}

ri_status ri_control_script(struct ri_control *control, const char *sql, struct ri_error *err)
{
    if (sqlite3_exec(control->db, sql, NULL, NULL, NULL) == SQLITE_OK) return RI_OK;
    return ri_control_fail(control, err, "writing");
}

static ri_status int_of(struct ri_control *control, const char *sql, int64_t *ret,
                        struct ri_error *err)
{
    sqlite3_stmt *statement = NULL;
    const bool    good = sqlite3_prepare_v2(control->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                      sqlite3_step(statement) == SQLITE_ROW;
    if (good) *ret = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return good ? RI_OK : ri_control_fail(control, err, "reading");
}

ri_status ri_identity_count(struct ri_control *control, int64_t *ret, struct ri_error *err)
{
    return int_of(control, "SELECT count(*) FROM identity", ret, err);
}

static ri_status make_schema(struct ri_control *control, struct ri_error *err)
{
    unsigned char secret[SECRET_SIZE];
    char          hex[2 * SECRET_SIZE + 1], sql[256];
    RI_TRY(ri_secret_bytes(secret, sizeof secret, err));
    ri_hex(secret, sizeof secret, hex);
    snprintf(sql, sizeof sql, "INSERT INTO secret VALUES ('pseudonym', x'%s');", hex);
    RI_TRY(ri_control_script(control, "BEGIN IMMEDIATE", err));
    RI_TRY(ri_control_script(control, schema, err));
    RI_TRY(ri_control_script(control, sql, err));
    return ri_control_script(control, "COMMIT", err);
}

static ri_status read_secret(struct ri_control *control, struct ri_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(control->db, "SELECT value FROM secret WHERE name = 'pseudonym'",
                                   -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW &&
                sqlite3_column_bytes(statement, 0) == SECRET_SIZE;
    if (good) memcpy(control->secret, sqlite3_column_blob(statement, 0), SECRET_SIZE);
    sqlite3_finalize(statement);
    return good ? RI_OK : ri_control_fail(control, err, "reading the secret of the pseudonyms");
}

static ri_status prepare(struct ri_control *control, struct ri_error *err)
{
    int64_t version = 0;
    RI_TRY(ri_control_script(
        control,
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;"
        "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;",
        err));
    RI_TRY(int_of(control, "PRAGMA user_version", &version, err));
    if (version > SCHEMA_VERSION)
        return ri_fail(err, RI_ENEWER, "control.sqlite has schema %lld, this program knows %d",
                       (long long)version, SCHEMA_VERSION);
    if (version == 0) RI_TRY(make_schema(control, err));
    RI_TRY(read_secret(control, err));
    return ri_intern_new(&control->seen, err);
}

ri_status ri_control_open(const char *directory, bool create, struct ri_control **ret,
                          struct ri_error *err)
{
    char path[4096] = ":memory:";
    if (directory &&
        (size_t)snprintf(path, sizeof path, "%s/control.sqlite", directory) >= sizeof path)
        return ri_fail(err, RI_EUSAGE, "the path of the workspace is too long");
    struct ri_control *control = calloc(1, sizeof *control);
    if (!control) return ri_fail(err, RI_ENOMEM, "no room for the control database");
    ri_arena_init(&control->mem, SIZE_MAX / 2);
    const int flags = SQLITE_OPEN_READWRITE | (create || !directory ? SQLITE_OPEN_CREATE : 0);
    ri_status status = RI_OK;
    if (directory && !create && access(path, F_OK) != 0)
        status = ri_fail(err, RI_ENOTFOUND, "there is no %s", path);
    const mode_t before = umask(077); /* contacts of people: for the owner's eyes */
    if (status == RI_OK && sqlite3_open_v2(path, &control->db, flags, NULL) != SQLITE_OK)
        status = ri_control_fail(control, err, "opening");
    if (status == RI_OK) status = prepare(control, err);
    umask(before);
    if (status == RI_OK)
        *ret = control;
    else
        ri_control_close(control);
    return status;
}

void ri_control_close(struct ri_control *control)
{
    if (!control) return;
    sqlite3_close(control->db);
    ri_intern_free(control->seen);
    ri_arena_release(&control->mem);
    explicit_bzero(control->secret, sizeof control->secret);
    free(control->pseudonyms);
    free(control);
}
