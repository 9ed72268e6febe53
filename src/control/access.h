/* Who may come in over the network: links that work once, the sessions they open, and where the server is.
 *
 *     access/link.HASH      access/session.HASH      access/address
 *
 * Files in a folder of the workspace that its owner alone can enter. A file's name is the SHA-256 of a secret of 256
 * bits, its age is that of the secret: nothing in the folder lets anyone in who reads it. Using a link up is removing
 * its file, which only one can do; so any process may make links and any may check them, without a lock. */
#ifndef RI_CONTROL_ACCESS_H
#define RI_CONTROL_ACCESS_H
#include "base/hash.h"

enum {
    RI_LINK_SECONDS = 30 * 60,
    RI_SESSION_SECONDS = 30 * 24 * 60 * 60,
    RI_ACCESS_ADDRESS_SIZE = 256
};

/* `now` is seconds since 1970. The workspace's folder must exist: RI_ENOTFOUND; RI_EIO, RI_ENOSPACE, RI_EFORBIDDEN. Files
 * that are too old are swept away by the way. */
RI_MUST_CHECK ri_status ri_access_link(const char *directory, int64_t now, char ret[RI_SECRET_SIZE],
                                       struct ri_error *err);
/* RI_EAUTHENTICATE: no such link, used, or too old. */
RI_MUST_CHECK ri_status ri_access_enter(const char *directory, const char *link, int64_t now,
                                        char ret[RI_SECRET_SIZE], struct ri_error *err);
RI_MUST_CHECK ri_status ri_access_check(const char *directory, const char *session, int64_t now,
                                        struct ri_error *err);
RI_MUST_CHECK ri_status ri_access_end(const char *directory, const char *session,
                                      struct ri_error *err);
/* Where this process serves; NULL: no more. */
RI_MUST_CHECK ri_status ri_access_announce(const char *directory, const char *address,
                                           struct ri_error *err);
/* Where a process that is alive serves; RI_ENOTFOUND when none does. */
RI_MUST_CHECK ri_status ri_access_address(const char *directory, char ret[RI_ACCESS_ADDRESS_SIZE],
                                          struct ri_error *err);
#endif
