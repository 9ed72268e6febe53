/* May this request be answered at all? Host, session, origin. Each refuses by itself and returns false. */
#ifndef RI_FACE_HTTP_GUARD_H
#define RI_FACE_HTTP_GUARD_H
#include "server.h"

/* The Host must be a name of ours: another one means that some page made a browser believe that its name lies here (DNS
 * rebinding). Addresses are no names and always good. */
bool guard_host(struct http_server *server, struct wire_request *request);
/* A session or key: by cookie, or by "Authorization: Bearer" for programs. With a cookie an unsafe method needs an Origin that is
 * this server's, so that no other page can use it. */
bool guard_session(struct http_server *server, struct wire_request *request);

/* May who asks call the operation? */
bool guard_operation(struct http_server *server, struct wire_request *request);

/* Pure, for tests. */
bool guard_host_is_ours(const char *host, const char *listened_on, const char *machine);
bool guard_origin_is_ours(const char *origin, const char *host, bool tls);

/* ---- Sessions lately checked: a second's memory, so that not each request asks the file system ---------------- */

struct http_sessions;
RI_MUST_CHECK ri_status sessions_new(struct http_sessions **ret, struct ri_error *err);
void                    sessions_free(struct http_sessions *sessions);
/* *ret: a count of one's own. */
RI_MUST_CHECK ri_status sessions_check(struct http_sessions *sessions,
                                       struct ri_workspace *workspace, const char *secret,
                                       const char *from, struct ri_pass **ret,
                                       struct ri_error *err);
void                    sessions_forget(struct http_sessions *sessions);
/* The secret that the request shows, into ret; *ret_cookie: by cookie. */
bool guard_secret(const struct http_server *server, const struct wire_request *request,
                  char ret[RI_PASS_SIZE], bool *ret_cookie);
#endif
