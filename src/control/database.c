/* One connection to control.sqlite, and statements by the name of their file. */
#include "database.h"

#include "base/embedded.h"
#include "base/hash.h"
#include "base/json.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_SIZE = 32 };

/* ---- Failing ----------------------------------------------------------------------------------------------------- */

ri_status control_fail(sqlite3 *db, struct ri_error *err, const char *doing)
{
    static const struct {
        int       code;
        ri_status status;
    } rows[] = {{SQLITE_FULL, RI_ENOSPACE},
                {SQLITE_BUSY, RI_ELOCKED},
                {SQLITE_LOCKED, RI_ELOCKED},
                {SQLITE_NOMEM, RI_ENOMEM},
                {SQLITE_READONLY, RI_EFORBIDDEN}};
    const int code = sqlite3_errcode(db) & 0xFF;
    ri_status status = RI_EIO;
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (rows[i].code == code) status = rows[i].status;
    }
    return ri_fail(err, status, "control.sqlite: %s: %s", doing, sqlite3_errmsg(db));
}

ri_status control_script(sqlite3 *db, const char *sql, struct ri_error *err)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK) return RI_OK;
    return control_fail(db, err, "writing");
}

/* ---- Values ------------------------------------------------------------------------------------------------------ */

struct control_bind control_null(const char *name)
{
    return (struct control_bind){.name = name, .type = CONTROL_NULL};
}

struct control_bind control_int(const char *name, int64_t value)
{
    return (struct control_bind){.name = name, .type = CONTROL_INT, .integer = value};
}

struct control_bind control_real(const char *name, double value)
{
    return (struct control_bind){
        .name = name, .type = isfinite(value) ? CONTROL_REAL : CONTROL_NULL, .number = value};
}

struct control_bind control_text(const char *name, const char *value)
{
    return (struct control_bind){
        .name = name, .type = value ? CONTROL_TEXT : CONTROL_NULL, .bytes = value};
}

struct control_bind control_blob(const char *name, const void *bytes, size_t length)
{
    return (struct control_bind){.name = name,
                                 .type = bytes ? CONTROL_BLOB : CONTROL_NULL,
                                 .bytes = bytes,
                                 .integer = (int64_t)length};
}

struct control_bind control_list(const char *name, const char *const *values, struct ri_text *keep)
{
    struct ri_json json = {.out = keep};
    if (!values) return control_null(name);
    ri_text_clear(keep);
    ri_json_array(&json);
    for (; *values; values++) ri_json_text(&json, *values);
    ri_json_end(&json);
    return control_text(name, keep->failed ? NULL : keep->at);
}

static int bind(sqlite3_stmt *statement, int at, const struct control_bind *value)
{
    switch (value->type) {
    case CONTROL_INT:
        return sqlite3_bind_int64(statement, at, value->integer);
    case CONTROL_REAL:
        return sqlite3_bind_double(statement, at, value->number);
    case CONTROL_TEXT:
        return sqlite3_bind_text(statement, at, value->bytes, -1, SQLITE_STATIC);
    case CONTROL_BLOB:
        return sqlite3_bind_blob64(statement, at, value->bytes, (sqlite3_uint64)value->integer,
                                   SQLITE_STATIC);
    case CONTROL_NULL:
        break;
    }
    return sqlite3_bind_null(statement, at);
}

static ri_status bind_all(sqlite3 *db, sqlite3_stmt *statement, struct control_binds binds,
                          struct ri_error *err)
{
    const int want = sqlite3_bind_parameter_count(statement);
    for (int at = 1; at <= want; at++) {
        const char *name = sqlite3_bind_parameter_name(statement, at);
        size_t      i = 0;
        while (i < binds.count && (!name || strcmp(binds.at[i].name, name + 1) != 0)) i++;
        if (i == binds.count)
            return ri_fail(err, RI_EINTERNAL, "control.sqlite: nothing for %s", name ? name : "?");
        if (bind(statement, at, &binds.at[i]) != SQLITE_OK) return control_fail(db, err, "binding");
    }
    return RI_OK;
}

const char *control_cell(sqlite3_stmt *row, int column)
{
    return (const char *)sqlite3_column_text(row, column);
}

/* ---- Files of statements ------------------------------------------------------------------------------------------ */

static const char *text_of(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "sql/control/%s.sql", name);
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        if (strcmp(ri_embedded_sql[i].path, path) == 0) return ri_embedded_sql[i].text;
    }
    return NULL;
}

static ri_status step_all(sqlite3 *db, sqlite3_stmt *statement, struct control_binds binds,
                          control_row_fn *each, void *context, struct ri_error *err)
{
    int code;
    RI_TRY(bind_all(db, statement, binds, err));
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (each) RI_TRY(each(context, statement, err));
    }
    return code == SQLITE_DONE ? RI_OK : control_fail(db, err, "running a statement");
}

ri_status control_each(sqlite3 *db, const char *name, struct control_binds binds,
                       control_row_fn *each, void *context, int64_t *ret_changed,
                       struct ri_error *err)
{
    const char *at = text_of(name);
    if (!at) return ri_fail(err, RI_EINTERNAL, "there is no sql/control/%s.sql", name);
    while (*at) {
        sqlite3_stmt *statement = NULL;
        const char   *rest = NULL;
        if (sqlite3_prepare_v2(db, at, -1, &statement, &rest) != SQLITE_OK) {
            (void)control_fail(db, err, "preparing");
            return ri_error_prefix(err, "%s", name);
        }
        at = rest;
        if (!statement) continue; /* only blanks and remarks were left */
        const ri_status status = step_all(db, statement, binds, each, context, err);
        sqlite3_finalize(statement);
        if (status != RI_OK) return status;
        if (ret_changed) *ret_changed = sqlite3_changes64(db);
    }
    return RI_OK;
}

ri_status control_run(sqlite3 *db, const char *name, struct control_binds binds,
                      struct ri_error *err)
{
    return control_each(db, name, binds, NULL, NULL, NULL, err);
}

ri_status control_change(sqlite3 *db, const char *name, struct control_binds binds,
                         control_row_fn *each, void *context, int64_t *ret_changed,
                         struct ri_error *err)
{
    RI_TRY(control_script(db, "BEGIN IMMEDIATE", err));
    ri_status status = control_each(db, name, binds, each, context, ret_changed, err);
    if (status == RI_OK) status = control_script(db, "COMMIT", err);
    if (status != RI_OK) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

/* ---- The schema --------------------------------------------------------------------------------------------------- */

static ri_status version_of(sqlite3 *db, int *ret, struct ri_error *err)
{
    sqlite3_stmt *statement = NULL;
    const bool    good =
        sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW;
    if (good) *ret = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return good ? RI_OK : control_fail(db, err, "reading");
}

/* The text of schema version `number`; NULL past the last one. */
static const char *schema_of(int number)
{
    char prefix[32];
    snprintf(prefix, sizeof prefix, "sql/control/%04d_", number);
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        if (strncmp(ri_embedded_sql[i].path, prefix, strlen(prefix)) == 0)
            return ri_embedded_sql[i].text;
    }
    return NULL;
}

/* Secrets that a version of the schema needs, made once. */
static const struct {
    int         version;
    const char *name;
} secrets[] = {{1, "pseudonym"}, {3, "erased"}};

static ri_status put_secret(sqlite3 *db, const char *name, struct ri_error *err)
{
    unsigned char secret[SECRET_SIZE];
    char          hex[2 * SECRET_SIZE + 1], sql[256];
    RI_TRY(ri_secret_bytes(secret, sizeof secret, err));
    ri_hex(secret, sizeof secret, hex);
    snprintf(sql, sizeof sql, "INSERT INTO secret VALUES ('%s', x'%s');", name, hex);
    explicit_bzero(secret, sizeof secret);
    const ri_status status = control_script(db, sql, err);
    explicit_bzero(sql, sizeof sql);
    explicit_bzero(hex, sizeof hex);
    return status;
}

static ri_status apply(sqlite3 *db, int number, struct ri_error *err)
{
    char version[64];
    RI_TRY(control_script(db, schema_of(number), err));
    for (size_t i = 0; i < RI_COUNT(secrets); i++)
        if (secrets[i].version == number) RI_TRY(put_secret(db, secrets[i].name, err));
    snprintf(version, sizeof version, "PRAGMA user_version = %d", number);
    return control_script(db, version, err);
}

/* Two programs may open a new file at once: the version is read again under the lock of the transaction. */
static ri_status migrate(sqlite3 *db, struct ri_error *err)
{
    int version = 0, known = 0;
    while (schema_of(known + 1)) known++;
    RI_TRY(version_of(db, &version, err));
    if (version > known)
        return ri_fail(err, RI_ENEWER, "control.sqlite has schema %d, this program knows %d",
                       version, known);
    if (version == known) return RI_OK;
    RI_TRY(control_script(db, "BEGIN IMMEDIATE", err));
    ri_status status = version_of(db, &version, err);
    while (status == RI_OK && version < known) status = apply(db, ++version, err);
    if (status == RI_OK) status = control_script(db, "COMMIT", err);
    if (status != RI_OK) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

ri_status control_connect(const char *directory, bool create, sqlite3 **ret, struct ri_error *err)
{
    char     path[4096] = ":memory:";
    sqlite3 *db = NULL;
    if (directory &&
        (size_t)snprintf(path, sizeof path, "%s/control.sqlite", directory) >= sizeof path)
        return ri_fail(err, RI_EUSAGE, "the path of the workspace is too long");
    if (directory && !create && access(path, F_OK) != 0)
        return ri_fail(err, RI_ENOTFOUND, "there is no %s", path);
    const int    flags = SQLITE_OPEN_READWRITE | (create || !directory ? SQLITE_OPEN_CREATE : 0);
    const mode_t before = umask(077); /* contacts of people: for the owner's eyes */
    ri_status    status = RI_OK;
    if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK)
        status = control_fail(db, err, "opening");
    if (status == RI_OK)
        status = control_script(
            db,
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;"
            "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;",
            err);
    if (status == RI_OK) status = migrate(db, err);
    umask(before);
    if (status == RI_OK)
        *ret = db;
    else
        sqlite3_close(db);
    return status;
}
