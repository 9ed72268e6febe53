/* A meeting place of one user's processes: a folder that only the user may enter (0700) and a Unix socket in it (0600).
 * Whoever connects and whoever listens is asked for by the kernel (SO_PEERCRED): another user's process is refused at
 * both ends. The path may be longer than a socket address holds. Source: unix(7). */
#ifndef RI_NET_LOCAL_H
#define RI_NET_LOCAL_H
#include "base/error.h"

#include <sys/types.h>

/* Makes the folder when it is not there and listens in it. A socket that is there already is replaced: the caller knows
 * that nobody else may listen. RI_EFORBIDDEN: the folder is another user's, or no folder; the status of errno when the
 * file system has no sockets. */
RI_MUST_CHECK ri_status ri_local_listen(const char *folder, int *ret_listener,
                                        struct ri_error *err);
/* Stops listening and takes the socket away. */
void ri_local_close(const char *folder, int listener);
/* The next connection; the listener must be readable. RI_EFORBIDDEN: of another user, closed again. */
RI_MUST_CHECK ri_status ri_local_accept(int listener, int *ret_fd, struct ri_error *err);
/* Connects to who listens there. RI_ENOTFOUND: nobody; RI_EFORBIDDEN: another user's process; RI_ETIMEOUT: it takes no
 * connection for patience_ms. ret_process may be NULL. */
RI_MUST_CHECK ri_status ri_local_connect(const char *folder, int patience_ms, int *ret_fd,
                                         pid_t *ret_process, struct ri_error *err);
#endif
