/* Changes as rows of the audit, and `audit list`. */
#include "app/audit.h"

#include "app/call_internal.h"
#include "app/people.h"
#include "app/workspace.h"

/* ---- Written ------------------------------------------------------------------------------------------------------ */

static bool is_audited(const struct ri_call *call)
{
    const struct ri_operation *operation = call->operation;
    return operation->info.flags & RI_CHANGES && !(operation->info.flags & RI_SERVES) &&
           !(operation->instead && ri_call_given(call, operation->instead));
}

/* Customers are not named: the audit outlives their erasure. */
static void put_value(struct ri_text *out, const struct ri_param *param, const char *text)
{
    const char *slash = strrchr(text, '/');
    const bool  file = param->type == RI_PARAM_FILE || param->type == RI_PARAM_PATH;
    ri_text_puts(out, param->type == RI_PARAM_CUSTOMER ? "(a customer)"
                      : file && slash                  ? slash + 1
                                                       : text);
}

static void put_details(const struct ri_call *call, struct ri_text *out)
{
    const struct ri_operation_info *info = &call->operation->info;
    for (size_t i = 0; i < info->param_count; i++) {
        const struct ri_argument *argument = &call->arguments[i];
        if (!argument->count) continue;
        ri_text_printf(out, "%s%s=", out->length ? " " : "", info->params[i].name);
        for (size_t j = 0; j < argument->count; j++) {
            if (j) ri_text_putc(out, ',');
            put_value(out, &info->params[i], argument->values[j].text);
        }
    }
}

static ri_status begin(struct ri_call *call, int64_t *ret_id, struct ri_error *err)
{
    struct ri_gate *gate;
    struct ri_text  details = {.most = 4000};
    put_details(call, &details);
    ri_status status = ri_workspace_gate(call->workspace, true, &gate, err);
    if (status == RI_OK)
        status = ri_gate_begins(gate, ri_people_who(call), call->operation->info.name,
                                details.at ? details.at : "", ri_people_now(call), ret_id, err);
    ri_text_release(&details);
    return status;
}

ri_status ri_audit_begins(struct ri_call *call, int64_t *ret_id, struct ri_error *err)
{
    *ret_id = 0;
    if (!is_audited(call) || !ri_workspace_exists(call->workspace)) return RI_OK;
    return begin(call, ret_id, err);
}

void ri_audit_ended(struct ri_call *call, int64_t id, ri_status status)
{
    struct ri_gate *gate;
    struct ri_error error = {0};
    ri_status       written = RI_OK;
    if (!id && (!is_audited(call) || !ri_workspace_exists(call->workspace))) return;
    if (!id) written = begin(call, &id, &error);
    if (written == RI_OK) written = ri_workspace_gate(call->workspace, true, &gate, &error);
    if (written == RI_OK)
        written = ri_gate_ended(gate, id, status == RI_OK ? "ok" : ri_status_text(status), &error);
    if (written != RI_OK)
        ri_call_note(call, "the audit does not say how it ended: %s", error.message);
}

/* ---- audit list --------------------------------------------------------------------------------------------------- */

static const struct ri_param list_params[] = {
    {"who", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "only what this user did; owner: at the machine"},
    {"action", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "only this operation, e.g. imports.undo"},
    {"before", RI_PARAM_COUNT, 0, NULL, NULL, NULL, "only rows older than the one of this number"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "100", NULL, "at most so many, newest first; 0: all"},
};
static const struct ri_column list_columns[] = {
    {"id", RI_COLUMN_INTEGER, "number of the row, rising"},
    {"at", RI_COLUMN_TIME, "when it began"},
    {"who", RI_COLUMN_TEXT, "user; owner: at the machine"},
    {"action", RI_COLUMN_TEXT, "operation, or sign in"},
    {"details", RI_COLUMN_TEXT, "what was given; customers are not named"},
    {"outcome", RI_COLUMN_TEXT, "ok, or why not; missing: under way or broken off"},
};

static ri_status list_row(void *context, const struct ri_change_row *row,
                          RI_UNUSED struct ri_error *err)
{
    struct ri_table_builder *table = context;
    ri_put_int(table, row->id);
    ri_put_instant(table, row->at * 1000000);
    ri_put_string(table, row->who);
    ri_put_string(table, row->action);
    ri_put_string(table, row->details);
    ri_put_string(table, row->outcome);
    return RI_OK;
}

static ri_status list_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse     *warehouse;
    struct ri_gate          *gate;
    struct ri_table_builder *table;
    RI_TRY(ri_call_warehouse(call, &warehouse, err)); /* says what helps when there is none */
    RI_TRY(ri_workspace_gate(ri_call_workspace(call), true, &gate, err));
    RI_TRY(ri_call_builder(call, &table, err));
    const ri_status status =
        ri_gate_changes(gate, ri_call_text(call, "who"), ri_call_text(call, "action"),
                        ri_call_integer(call, "before", 0), ri_call_integer(call, "limit", 0),
                        list_row, table, err);
    return ri_call_answer(call, table, status, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "audit.list",
              .summary = "Who changed what, when, and how it ended",
              .details = "Every call of an operation that changes something is written before it "
                         "runs, and every sign-in. Customers are not named here; what was done "
                         "about one of them is part of 'customers export'.",
              .flags = RI_VOLATILE,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(list_params),
              RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight audit list",
                          "retailinsight audit list --who ann --limit 20")},
     .run = list_run},
};
const struct ri_operation_table ri_audit_operations = RI_OPERATION_TABLE(operations);
