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

static ri_status read_secret(struct ri_control *control, const char *name,
                             unsigned char ret[CONTROL_SECRET_SIZE], struct ri_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(control->db, "SELECT value FROM secret WHERE name = ?", -1,
                                   &statement, NULL) == SQLITE_OK &&
                sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW &&
                sqlite3_column_bytes(statement, 0) == CONTROL_SECRET_SIZE;
    if (good) memcpy(ret, sqlite3_column_blob(statement, 0), CONTROL_SECRET_SIZE);
    sqlite3_finalize(statement);
    return good ? RI_OK : ri_control_fail(control, err, "reading a secret");
}

static ri_status has_erased(void *context, RI_UNUSED sqlite3_stmt *row,
                            RI_UNUSED struct ri_error *err)
{
    *(bool *)context = true;
    return RI_OK;
}

static ri_status prepare(struct ri_control *control, struct ri_error *err)
{
    static const struct control_binds none = {0};
    RI_TRY(read_secret(control, "pseudonym", control->secret, err));
    RI_TRY(read_secret(control, "erased", control->tombstone, err));
    RI_TRY(
        control_each(control->db, "erased_any", none, has_erased, &control->any_erased, NULL, err));
    return ri_intern_new(&control->seen, err);
}

ri_status control_copy(sqlite3_stmt *row, int column, struct ri_arena *mem, const char **ret,
                       struct ri_error *err)
{
    const char *text = control_cell(row, column);
    *ret = NULL;
    if (!text) return RI_OK;
    *ret = ri_arena_copy(mem, text, (size_t)sqlite3_column_bytes(row, column));
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a text of control.sqlite");
}

ri_status control_transaction(struct ri_control *control, control_change_fn *change, void *context,
                              struct ri_error *err)
{
    pthread_mutex_lock(&control->changing);
    ri_status status = ri_control_script(control, "BEGIN IMMEDIATE", err);
    if (status == RI_OK) {
        status = change(control, context, err);
        if (status == RI_OK) status = ri_control_script(control, "COMMIT", err);
        if (status != RI_OK) sqlite3_exec(control->db, "ROLLBACK", NULL, NULL, NULL);
    }
    pthread_mutex_unlock(&control->changing);
    return status;
}

ri_status ri_control_open(const char *directory, bool create, struct ri_control **ret,
                          struct ri_error *err)
{
    struct ri_control *control = calloc(1, sizeof *control);
    if (!control) return ri_fail(err, RI_ENOMEM, "no room for the control database");
    ri_arena_init(&control->mem, SIZE_MAX / 2);
    pthread_mutex_init(&control->changing, NULL);
    pthread_mutex_init(&control->asking, NULL);
    control->last_contact = &control->contacts;
    ri_status status = control_connect(directory, create, &control->db, err);
    if (status == RI_OK) status = prepare(control, err);
    if (status == RI_OK)
        *ret = control;
    else
        ri_control_close(control);
    return status;
}

void ri_control_close(struct ri_control *control)
{
    if (!control) return;
    sqlite3_finalize(control->find_erased);
    sqlite3_finalize(control->find_natural);
    sqlite3_close(control->db);
    ri_intern_free(control->seen);
    ri_arena_release(&control->mem);
    explicit_bzero(control->secret, sizeof control->secret);
    explicit_bzero(control->tombstone, sizeof control->tombstone);
    pthread_mutex_destroy(&control->changing);
    pthread_mutex_destroy(&control->asking);
    free(control->pseudonyms);
    free(control);
}
