/* People who were erased after a backup was made, erased again in what is made of it. */
#include "app/restore_erased.h"

#include "app/workspace.h"
#include "control/control.h"

static ri_status erase_one(struct ri_workspace *workspace, const char *customer,
                           struct ri_error *err)
{
    struct ri_call         *call;
    struct ri_result       *result;
    struct ArrowArrayStream stream;
    struct ArrowArray       batch = {0};
    int                     number = 0;
    RI_TRY(ri_call_new(workspace, "customers.erase", NULL, &call, err));
    ri_status status = ri_call_set(call, "customer", customer, err);
    if (status == RI_OK) status = ri_call_run(call, &result, err);
    if (status == RI_OK) status = ri_result_stream(result, &stream, err);
    if (status == RI_OK) {
        while ((number = stream.get_next(&stream, &batch)) == 0 && batch.release)
            batch.release(&batch);
        stream.release(&stream);
        status = ri_result_status(result, err);
    }
    ri_call_free(call);
    return status;
}

static ri_status erase_again(struct ri_call *call, struct ri_control *now,
                             struct ri_workspace *then, struct ri_error *err)
{
    struct ri_control *control;
    const char *const *people;
    size_t             count;
    bool               same;
    struct ri_error    missing = {0};
    if (ri_workspace_control(then, false, &control, &missing) == RI_ENOTFOUND) return RI_OK;
    RI_TRY(ri_workspace_control(then, false, &control, err));
    RI_TRY(ri_erased_since(now, control, ri_call_mem(call), &same, &people, &count, err));
    if (!same) {
        ri_call_note(call, "the backup is of another workspace than this one: who was erased there "
                           "after it was made is back; name that one with --workspace, or erase "
                           "them again");
        return RI_OK;
    }
    for (size_t i = 0; i < count; i++) RI_TRY(erase_one(then, people[i], err));
    ri_call_note(call, "people erased after the backup was made, and erased here again: %zu",
                 count);
    return RI_OK;
}

ri_status ri_restore_erased(struct ri_call *call, const char *folder, struct ri_error *err)
{
    const struct ri_open_options options = {.directory = folder};
    struct ri_workspace         *then;
    struct ri_control           *now;
    struct ri_error              missing = {0};
    const ri_status status = ri_workspace_control(ri_call_workspace(call), false, &now, &missing);
    if (status == RI_ENOTFOUND) {
        ri_call_note(call, "people erased after the backup was made are back: erase them again; a "
                           "restore that finds the workspace (--workspace DIR) does it by itself");
        return RI_OK;
    }
    if (status != RI_OK) return ri_fail(err, status, "%s", missing.message);
    RI_TRY(ri_workspace_open(&options, &then, err));
    const ri_status ended = erase_again(call, now, then, err);
    ri_workspace_close(then);
    return ended;
}
