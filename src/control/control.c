/* Opening the control database: the secret of the pseudonyms, and what waits for a flush. */
#include "control_internal.h"

ri_status ri_control_fail(struct ri_control *control, struct ri_error *err, const char *doing)
{
    return control_fail(control->db, err, doing);
}

ri_status ri_control_script(struct ri_control *control, const char *sql, struct ri_error *err)
{
    return control_script(control->db, sql, err);
}

ri_status ri_identity_count(struct ri_control *control, int64_t *ret, struct ri_error *err)
{
    sqlite3_stmt *statement = NULL;
    const bool    good = sqlite3_prepare_v2(control->db, "SELECT count(*) FROM identity", -1,
                                            &statement, NULL) == SQLITE_OK &&
                      sqlite3_step(statement) == SQLITE_ROW;
    if (good) *ret = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return good ? RI_OK : ri_control_fail(control, err, "reading");
}

static ri_status read_secret(struct ri_control *control, struct ri_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(control->db, "SELECT value FROM secret WHERE name = 'pseudonym'",
                                   -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW &&
                sqlite3_column_bytes(statement, 0) == sizeof control->secret;
    if (good) memcpy(control->secret, sqlite3_column_blob(statement, 0), sizeof control->secret);
    sqlite3_finalize(statement);
    return good ? RI_OK : ri_control_fail(control, err, "reading the secret of the pseudonyms");
}

ri_status ri_control_open(const char *directory, bool create, struct ri_control **ret,
                          struct ri_error *err)
{
    struct ri_control *control = calloc(1, sizeof *control);
    if (!control) return ri_fail(err, RI_ENOMEM, "no room for the control database");
    ri_arena_init(&control->mem, SIZE_MAX / 2);
    ri_status status = control_connect(directory, create, &control->db, err);
    if (status == RI_OK) status = read_secret(control, err);
    if (status == RI_OK) status = ri_intern_new(&control->seen, err);
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
