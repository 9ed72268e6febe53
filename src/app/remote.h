/* A call that another process runs, because it holds the warehouse of this call's workspace. Looks to everyone like an
 * operation that runs here: it says columns, emits batches, adds notes. */
#ifndef RI_APP_REMOTE_H
#define RI_APP_REMOTE_H
#include "app/call.h"

/* Passes the call when a process that serves its workspace listens and the call is one to pass; *ret_passed says which.
 * Returns, like an operation, when the other process is done with it. RI_ECONFLICT: that process is another program or
 * has other settings; RI_ELOCKED: it is another user's; RI_EUPSTREAM: it died, or says nothing any more. */
RI_MUST_CHECK ri_status ri_remote_run(struct ri_call *call, bool *ret_passed, struct ri_error *err);
/* The data version of a workspace that another process holds; *ret_passed false: none does. */
RI_MUST_CHECK ri_status ri_remote_data_version(struct ri_workspace *workspace, bool *ret_passed,
                                               uint64_t *ret_version, struct ri_error *err);
#endif
