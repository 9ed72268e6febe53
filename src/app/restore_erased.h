/* A restore does not bring people back whom the workspace has erased since the backup was made. */
#ifndef RI_APP_RESTORE_ERASED_H
#define RI_APP_RESTORE_ERASED_H
#include "app/call.h"

/* Erases in the workspace at `folder`, made of a backup, whom the call's own workspace has erased since, and says how many, or why it
 * cannot know: that workspace is not there or is another one. */
RI_MUST_CHECK ri_status ri_restore_erased(struct ri_call *call, const char *folder,
                                          struct ri_error *err);
#endif
