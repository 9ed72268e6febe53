/* The socket to listen on. */
#ifndef RI_FACE_HTTP_LISTEN_H
#define RI_FACE_HTTP_LISTEN_H
#include "base/error.h"

enum { LISTEN_FIRST_PORT = 8787, LISTEN_TRIES = 20 };

/* host: a name or address. port NULL: the first free one from 8787 on; "0": any; otherwise that one, RI_ECONFLICT when it is
 * taken. RI_EUSAGE, RI_EFORBIDDEN, RI_EIO. */
RI_MUST_CHECK ri_status listen_on(const char *host, const char *port, int *ret_fd, int *ret_port,
                                  struct ri_error *err);
/* Is it reached from this machine alone? */
bool listen_is_loopback(int fd);
#endif
