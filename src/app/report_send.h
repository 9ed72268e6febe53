/* A scheduled report: made, mailed to everybody it is for, written down; what goes wrong is said to the same people.
 *
 *     due -> made -> mailed to each -> sent, due again by the schedule
 *              \ cannot be made: a mail that says why; failed, due again by the schedule
 *               \ cannot be mailed: failed, tried again after 1, 10 and 60 minutes, then by the schedule */
#ifndef RI_APP_REPORT_SEND_H
#define RI_APP_REPORT_SEND_H
#include "app/workspace.h"
#include "control/schedules.h"

struct ri_report_sent { /* how it ended; texts in the memory that was handed over */
    const char *schedule, *report, *state, *message;
    int64_t     sent_to, bytes;
};
/* Runs one schedule now, due or not. RI_ENOTFOUND: there is none of that name. What fails in the run is its state, not a failure here. */
RI_MUST_CHECK ri_status ri_report_send(struct ri_workspace *workspace, const char *schedule,
                                       const struct ri_task *task, struct ri_arena *mem,
                                       struct ri_report_sent *ret, struct ri_error *err);
/* Runs the schedule that has been due the longest and that no other process has taken; RI_ENOTFOUND: none is. One that was taken by a process
 * that died is due again after half an hour. */
RI_MUST_CHECK ri_status ri_report_send_due(struct ri_workspace  *workspace,
                                           const struct ri_task *task, struct ri_arena *mem,
                                           struct ri_report_sent *ret, struct ri_error *err);
#endif
