/* Signing in and out: by a link, by name and password, by a first password.
 *
 *     GET  /login?token=     a link: a session, or the page where a password is chosen
 *     POST /api/v1/sign-in   {"name", "password"}
 *     POST /api/v1/welcome   {"token", "password"}: the first one
 *     POST /api/v1/password  {"password", "new_password"}: another one
 *     POST /logout
 *
 * A password takes a tenth of a second and 64 MiB to check, so that one thread does it for all, and few may wait for it. */
#ifndef RI_FACE_HTTP_SIGN_H
#define RI_FACE_HTTP_SIGN_H
#include "server.h"

struct http_signs;
RI_MUST_CHECK ri_status signs_new(struct http_server *server, struct http_signs **ret,
                                  struct ri_error *err);
void signs_free(struct http_signs *signs); /* those who wait are answered first */
#endif
