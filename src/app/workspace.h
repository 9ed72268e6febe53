/* The workspace: a directory with the warehouse, the control database and the settings. Both databases are
 * opened when a call first needs them and stay open until the workspace is closed. Safe for many threads. */
#ifndef RI_APP_WORKSPACE_H
#define RI_APP_WORKSPACE_H
#include "app/config.h"
#include "app/kept.h"
#include "base/task.h"
#include "control/alerts.h"
#include "control/control.h"
#include "control/gate.h"
#include "warehouse/warehouse.h"

struct ri_vision_kept; /* vision_kept.h */
const struct ri_config *ri_workspace_config(const struct ri_workspace *workspace);
struct ri_kept         *ri_workspace_kept(const struct ri_workspace *workspace);
struct ri_vision_kept  *ri_workspace_pictures(const struct ri_workspace *workspace);
/* Counts a person taken out. */
void ri_workspace_erased(struct ri_workspace *workspace);
/* Threads and seed as configured. */
void ri_workspace_prepare_task(const struct ri_workspace *workspace, struct ri_task *task);
/* RI_ENOTFOUND with the words that help when there is none and it may not be made. */
RI_MUST_CHECK ri_status ri_workspace_warehouse(struct ri_workspace *workspace, bool create,
                                               struct ri_warehouse **ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_workspace_control(struct ri_workspace *workspace, bool create,
                                             struct ri_control **ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_workspace_alerts(struct ri_workspace *workspace, bool create,
                                            struct ri_alerts **ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_workspace_gate(struct ri_workspace *workspace, bool create,
                                          struct ri_gate **ret, struct ri_error *err);
/* Who is told of events and delivers (app/attend.h); NULL: nobody. */
struct ri_attendant *ri_workspace_attendant(struct ri_workspace *workspace);
/* The same workspace once more, opened and closed by itself; `workspace` must outlive it. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_workspace_again(const struct ri_workspace *workspace,
                                           struct ri_workspace **ret, struct ri_error *err);
/* Once an hour, and to one caller: what is kept only for a while is to be looked at (tidy.h). */
bool                    ri_workspace_tidy_is_due(struct ri_workspace *workspace);
bool                    ri_workspace_exists(const struct ri_workspace *workspace);
/* Where the workspace lies that is opened by this name: NULL or empty, $RETAILINSIGHT_WORKSPACE, else ./retailinsight-workspace. Not copied. */
const char             *ri_workspace_place(const char *directory);
/* Has this process its warehouse open? Then no other has. */
bool ri_workspace_holds(struct ri_workspace *workspace);
#endif
