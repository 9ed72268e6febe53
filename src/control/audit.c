/* Rows of the audit. */
#include "audit.h"

#include "control_internal.h"

ri_status ri_audit_add(struct ri_control *control, const struct ri_audit_row *row,
                       struct ri_error *err)
{
    const struct control_bind binds[] = {control_int("at", row->at),
                                         control_text("who", row->who),
                                         control_text("action", row->action),
                                         control_text("pseudonym", row->pseudonym),
                                         control_text("details", row->details),
                                         control_text("outcome", "ok")};
    return control_run(control->db, "audit_add", CONTROL_BINDS(binds), err);
}

struct audit_rows {
    ri_audit_fn *each;
    void        *context;
};

static ri_status audit_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct audit_rows  *rows = context;
    const struct ri_audit_row at = {.audit_id = sqlite3_column_int64(row, 0),
                                    .at = sqlite3_column_int64(row, 1),
                                    .who = control_cell(row, 2),
                                    .action = control_cell(row, 3),
                                    .pseudonym = control_cell(row, 4),
                                    .details = control_cell(row, 5)};
    return rows->each(rows->context, &at, err);
}

ri_status ri_audit_each(struct ri_control *control, const char *pseudonym, int64_t limit,
                        ri_audit_fn *each, void *context, struct ri_error *err)
{
    struct audit_rows         rows = {each, context};
    const struct control_bind binds[] = {control_text("pseudonym", pseudonym), control_null("who"),
                                         control_null("action"), control_null("before"),
                                         control_int("limit", limit > 0 ? limit : -1)};
    return control_each(control->db, "audit_list", CONTROL_BINDS(binds), audit_row, &rows, NULL,
                        err);
}
