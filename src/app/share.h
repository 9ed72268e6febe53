/* A workspace that this process holds and shares: other processes of the same user pass their calls to it. */
#ifndef RI_APP_SHARE_H
#define RI_APP_SHARE_H
#include "app/workspace.h"

struct ri_share;
/* Listens in the workspace, whose warehouse this process has open. The workspace must outlive the share. */
RI_MUST_CHECK ri_status ri_share_new(struct ri_workspace *workspace, struct ri_share **ret,
                                     struct ri_error *err);
/* Takes no more calls, cancels those that run and waits for them. */
void ri_share_free(struct ri_share *share);

/* One connection: says HELLO, takes one call, runs it and answers until it has ended or the caller has gone. fd stays
 * the caller's; shutting it down ends the call. */
void ri_guest_serve(struct ri_workspace *workspace, int fd);
/* Says that there is no room for one more. */
void ri_guest_refuse(struct ri_workspace *workspace, int fd);
#endif
