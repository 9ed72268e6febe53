/* Asks the thresholds how old they are; runs the operation as anybody would. */
#include "app/alert_schedule.h"

#include "app/alert_delivery.h"
#include "app/call_internal.h"
#include "app/config.h"

bool ri_alerts_refresh_due(const char *zone, int minute, int64_t computed_us, int64_t now_us)
{
    const struct ri_recipient by_clock = {.time_zone = zone,
                                          .quiet_from = -1,
                                          .quiet_to = -1,
                                          .digest = "daily",
                                          .digest_at = minute};
    /* due after it: not in the very minute in which it was computed */
    return minute > 0 && ri_alerts_due(&by_clock, computed_us, computed_us) <= now_us;
}

static ri_status age_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context = ri_row_missing(row, 0) ? INT64_MIN : ri_row_int64(row, 0);
    return RI_OK;
}

static void heed(void *context, RI_UNUSED const struct ri_progress *progress)
{
    void          **both = context; /* the task that may be told to stop, the call */
    struct ri_task *task = both[0];
    if (ri_task_check(task, NULL) != RI_OK) ri_call_cancel(both[1]);
}

static ri_status refresh(struct ri_workspace *workspace, struct ri_task *task, struct ri_error *err)
{
    struct ri_call   *call;
    struct ri_result *result;
    RI_TRY(ri_call_new(workspace, "alerts.refresh", NULL, &call, err));
    void *both[] = {task, call};
    call->task.clock = task->clock;
    call->task.clock_context = task->clock_context;
    ri_call_watch(call, heed, both);
    const ri_status status = ri_call_run(call, &result, err);
    ri_call_free(call);
    return status;
}

ri_status ri_alerts_refresh_when_due(struct ri_workspace *workspace, struct ri_task *task,
                                     bool *ret_ran, struct ri_error *err)
{
    const struct ri_config *config = ri_workspace_config(workspace);
    const int               minute = (int)ri_config_integer(config, RI_CONFIG_ALERTS_REFRESH);
    struct ri_warehouse    *warehouse;
    int64_t                 computed_us = INT64_MIN;
    *ret_ran = false;
    if (minute <= 0 || !ri_workspace_exists(workspace)) return RI_OK;
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    RI_TRY(ri_warehouse_rows(warehouse, "SELECT epoch_us(max(computed_at)) FROM stock_threshold",
                             (struct ri_binds){0}, task, age_row, &computed_us, err));
    if (computed_us == INT64_MIN ||
        !ri_alerts_refresh_due(ri_config_text(config, RI_CONFIG_ZONE), minute, computed_us,
                               ri_task_now_us(task)))
        return RI_OK;
    *ret_ran = true;
    return refresh(workspace, task, err);
}
