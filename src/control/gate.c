/* Users, and what is written of changes. */
#include "gate_internal.h"

#include "password.h"

ri_status ri_gate_open(const char *directory, bool create, struct ri_gate **ret,
                       struct ri_error *err)
{
    struct ri_gate *gate = calloc(1, sizeof *gate);
    if (!gate) return ri_fail(err, RI_ENOMEM, "no room for users");
    pthread_mutex_init(&gate->lock, NULL);
    const ri_status status = control_connect(directory, create, &gate->db, err);
    if (status == RI_OK)
        *ret = gate;
    else
        ri_gate_close(gate);
    return status;
}

void ri_gate_close(struct ri_gate *gate)
{
    if (!gate) return;
    sqlite3_close(gate->db);
    pthread_mutex_destroy(&gate->lock);
    free(gate);
}

ri_status gate_read(struct ri_gate *gate, const char *name, struct control_binds binds,
                    control_row_fn *each, void *context, struct ri_error *err)
{
    pthread_mutex_lock(&gate->lock);
    const ri_status status = control_each(gate->db, name, binds, each, context, NULL, err);
    pthread_mutex_unlock(&gate->lock);
    return status;
}

ri_status gate_write(struct ri_gate *gate, const char *name, struct control_binds binds,
                     int64_t *ret_changed, struct ri_error *err)
{
    pthread_mutex_lock(&gate->lock);
    const ri_status status = control_change(gate->db, name, binds, NULL, NULL, ret_changed, err);
    pthread_mutex_unlock(&gate->lock);
    return status;
}

/* ---- Users --------------------------------------------------------------------------------------------------------- */

struct user_rows {
    ri_user_fn *each;
    void       *context;
};

static ri_status user_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct user_rows *rows = context;
    const struct ri_user    user = {.name = control_cell(row, 0),
                                    .roles = (unsigned)sqlite3_column_int64(row, 1),
                                    .stores = control_cell(row, 2),
                                    .has_password = sqlite3_column_int(row, 3),
                                    .on = sqlite3_column_int(row, 4),
                                    .created_at = sqlite3_column_int64(row, 5),
                                    .created_by = control_cell(row, 6),
                                    .signed_in_at = sqlite3_column_int64(row, 7),
                                    .sessions = sqlite3_column_int64(row, 8)};
    return rows->each(rows->context, &user, err);
}

ri_status ri_users_each(struct ri_gate *gate, const char *name, int64_t now, ri_user_fn *each,
                        void *context, struct ri_error *err)
{
    struct user_rows          rows = {each, context};
    const struct control_bind binds[] = {control_text("name", name), control_int("now", now)};
    return gate_read(gate, "user_list", CONTROL_BINDS(binds), user_row, &rows, err);
}

static ri_status check_name(const char *name, struct ri_error *err)
{
    enum { MOST = 60 };
    const size_t length = strlen(name);
    bool         good = length > 0 && length <= MOST && ri_utf8_valid(name, length) == length &&
                name[0] != ' ' && name[0] != '-' && name[length - 1] != ' ';
    for (size_t i = 0; i < length; i++)
        good = good && (unsigned char)name[i] >= 32 && name[i] != 127 && !strchr(",\"'<>", name[i]);
    if (good && strcmp(name, "owner") == 0)
        return ri_fail(err, RI_EUSAGE, "'owner' is who works at this machine: choose another name");
    return good ? RI_OK
                : ri_fail(err, RI_EUSAGE,
                          "'%.80s' is no name of a user: 1 to %d characters, no commas or quotes",
                          name, MOST);
}

ri_status ri_users_add(struct ri_gate *gate, const char *name, unsigned roles,
                       const char *const *stores, const char *who, int64_t now,
                       struct ri_error *err)
{
    struct ri_text            keep = {0};
    int64_t                   added = 0;
    const struct control_bind binds[] = {control_text("name", name), control_int("roles", roles),
                                         control_list("stores", stores, &keep),
                                         control_int("now", now), control_text("who", who)};
    ri_status                 status = check_name(name, err);
    if (status == RI_OK) status = gate_write(gate, "user_put", CONTROL_BINDS(binds), &added, err);
    if (status == RI_OK && !added)
        status = ri_fail(err, RI_ECONFLICT, "there is a user '%.60s' already", name);
    ri_text_release(&keep);
    return status;
}

static ri_status end_sessions(struct ri_gate *gate, const char *name, struct ri_error *err)
{
    return ri_pass_end(gate, 1u << RI_PASS_SESSION | 1u << RI_PASS_WELCOME, NULL, NULL, name, NULL,
                       err);
}

ri_status ri_users_set(struct ri_gate *gate, const char *name, const struct ri_user_change *change,
                       struct ri_error *err)
{
    struct ri_text keep = {0};
    char           kept[RI_PASSWORD_SIZE];
    int64_t        changed = 0;
    if (change->password) {
        RI_TRY(ri_password_fits(change->password, name, err));
        RI_TRY(ri_password_keep(change->password, kept, err));
    }
    const struct control_bind binds[] = {
        control_text("name", name),
        change->roles ? control_int("roles", change->roles) : control_null("roles"),
        control_int("set_stores", change->set_stores),
        control_list("stores", change->stores, &keep),
        change->on >= 0 ? control_int("on", change->on) : control_null("on"),
        control_text("password", change->password ? kept : NULL)};
    ri_status status = gate_write(gate, "user_set", CONTROL_BINDS(binds), &changed, err);
    ri_text_release(&keep);
    explicit_bzero(kept, sizeof kept);
    if (status == RI_OK && !changed)
        status = ri_fail(err, RI_ENOTFOUND, "there is no user '%.60s'", name);
    if (status == RI_OK && (change->password || change->on == 0))
        status = end_sessions(gate, name, err);
    return status;
}

ri_status ri_users_remove(struct ri_gate *gate, const char *name, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("name", name)};
    int64_t                   changed = 0;
    RI_TRY(gate_write(gate, "user_remove", CONTROL_BINDS(binds), &changed, err));
    return changed ? RI_OK : ri_fail(err, RI_ENOTFOUND, "there is no user '%.60s'", name);
}

/* ---- The audit ------------------------------------------------------------------------------------------------------ */

ri_status ri_gate_begins(struct ri_gate *gate, const char *who, const char *action,
                         const char *details, int64_t now, int64_t *ret_id, struct ri_error *err)
{
    const struct control_bind binds[] = {
        control_int("at", now),    control_text("who", who),         control_text("action", action),
        control_null("pseudonym"), control_text("details", details), control_null("outcome")};
    pthread_mutex_lock(&gate->lock);
    const ri_status status =
        control_change(gate->db, "audit_add", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
    *ret_id = sqlite3_last_insert_rowid(gate->db);
    pthread_mutex_unlock(&gate->lock);
    return status;
}

ri_status ri_gate_ended(struct ri_gate *gate, int64_t id, const char *outcome, struct ri_error *err)
{
    const struct control_bind binds[] = {control_int("id", id), control_text("outcome", outcome)};
    return gate_write(gate, "audit_end", CONTROL_BINDS(binds), NULL, err);
}

struct change_rows {
    ri_change_fn *each;
    void         *context;
};

static ri_status change_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct change_rows  *rows = context;
    const struct ri_change_row at = {.id = sqlite3_column_int64(row, 0),
                                     .at = sqlite3_column_int64(row, 1),
                                     .who = control_cell(row, 2),
                                     .action = control_cell(row, 3),
                                     .pseudonym = control_cell(row, 4),
                                     .details = control_cell(row, 5),
                                     .outcome = control_cell(row, 6)};
    return rows->each(rows->context, &at, err);
}

ri_status ri_gate_changes(struct ri_gate *gate, const char *who, const char *action, int64_t before,
                          int64_t limit, ri_change_fn *each, void *context, struct ri_error *err)
{
    struct change_rows        rows = {each, context};
    const struct control_bind binds[] = {
        control_null("pseudonym"), control_text("who", who), control_text("action", action),
        before ? control_int("before", before) : control_null("before"),
        control_int("limit", limit > 0 ? limit : -1)};
    return gate_read(gate, "audit_list", CONTROL_BINDS(binds), change_row, &rows, err);
}
