/* Host, session, origin. */
#include "guard.h"

#include "base/task.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <strings.h>

/* ---- Host ----------------------------------------------------------------------------------------------------- */

/* "name:port", "[::1]:port" or a bare name, without the port; false: malformed. */
static bool name_of(const char *host, char *ret, size_t size)
{
    const bool  bracket = host[0] == '[';
    const char *end = bracket ? strchr(host, ']') : host + strcspn(host, ":");
    if (!end) return false;
    const char  *rest = bracket ? end + 1 : end;
    const char  *begin = bracket ? host + 1 : host;
    const size_t length = (size_t)(end - begin);
    if (*rest && (*rest != ':' || rest[1 + strspn(rest + 1, "0123456789")])) return false;
    if (!length || length >= size) return false;
    memcpy(ret, begin, length);
    ret[length] = '\0';
    return true;
}

bool guard_host_is_ours(const char *host, const char *listened_on, const char *machine)
{
    char          name[256];
    unsigned char address[16];
    const char   *own[] = {"localhost", listened_on, machine};
    if (!host || !name_of(host, name, sizeof name)) return false;
    if (inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1)
        return true;
    for (size_t i = 0; i < RI_COUNT(own); i++) {
        if (own[i] && *own[i] && strcasecmp(name, own[i]) == 0) return true;
    }
    return false;
}

bool guard_host(struct http_server *server, struct wire_request *request)
{
    static const char detail[] = "this server does not answer under that name";
    const char       *host = wire_header(request, "Host");
    if (guard_host_is_ours(host, server->host, server->machine)) return true;
    http_refuse_code(server, request, 421, "misdirected request", detail, NULL);
    return false;
}

/* ---- Session -------------------------------------------------------------------------------------------------- */

bool guard_origin_is_ours(const char *origin, const char *host)
{
    if (!origin || !host || strncasecmp(origin, "http://", 7) != 0) return false;
    return strcasecmp(origin + 7, host) == 0;
}

bool guard_secret(const struct http_server *server, const struct wire_request *request,
                  char ret[RI_SECRET_SIZE], bool *ret_cookie)
{
    const char *bearer = wire_header(request, "Authorization");
    *ret_cookie = false;
    if (bearer) {
        if (strncasecmp(bearer, "Bearer ", 7) != 0 || strlen(bearer + 7) != RI_SECRET_SIZE - 1)
            return false;
        memcpy(ret, bearer + 7, RI_SECRET_SIZE);
        return true;
    }
    *ret_cookie = true;
    return cookie_value(wire_header(request, "Cookie"), server->cookie, ret, RI_SECRET_SIZE);
}

bool guard_session(struct http_server *server, struct wire_request *request)
{
    static const struct wire_header ask = {"WWW-Authenticate", "Bearer realm=\"retailinsight\""};
    char                            secret[RI_SECRET_SIZE] = "";
    bool                            cookie;
    const bool                      shown = guard_secret(server, request, secret, &cookie);
    if (!shown || sessions_check(server->sessions, server->workspace, secret, NULL) != RI_OK) {
        http_refuse_code(server, request, 401, ri_status_text(RI_EAUTHENTICATE),
                         "not signed in: open the link that 'retailinsight link' prints", &ask);
        return false;
    }
    const bool safe =
        http_is(request, "GET") || http_is(request, "HEAD") || http_is(request, "OPTIONS");
    if (!cookie || safe ||
        guard_origin_is_ours(wire_header(request, "Origin"), wire_header(request, "Host")))
        return true;
    http_refuse(server, request, RI_EFORBIDDEN,
                "a request that changes something needs an Origin that is this server's");
    return false;
}

/* ---- Sessions lately checked ------------------------------------------------------------------------------------ */

enum { SLOTS = 64, FRESH_US = 1000000 };

struct http_sessions {
    pthread_mutex_t lock;
    struct {
        char    secret[RI_SECRET_SIZE];
        int64_t checked_us;
    } slots[SLOTS];
    size_t next;
};

ri_status sessions_new(struct http_sessions **ret, struct ri_error *err)
{
    struct http_sessions *sessions = calloc(1, sizeof *sessions);
    if (!sessions) return ri_fail(err, RI_ENOMEM, "no room for sessions");
    pthread_mutex_init(&sessions->lock, NULL);
    *ret = sessions;
    return RI_OK;
}

void sessions_free(struct http_sessions *sessions)
{
    if (!sessions) return;
    pthread_mutex_destroy(&sessions->lock);
    explicit_bzero(sessions, sizeof *sessions);
    free(sessions);
}

/* In the same time wherever they differ. */
static bool same(const char *a, const char *b)
{
    unsigned char difference = 0;
    for (size_t i = 0; i < RI_SECRET_SIZE - 1; i++) difference |= (unsigned char)(a[i] ^ b[i]);
    return difference == 0;
}

/* The slot of the secret, or the one to use for it next. */
static size_t slot_of(struct http_sessions *sessions, const char *secret)
{
    for (size_t i = 0; i < SLOTS; i++) {
        if (sessions->slots[i].checked_us && same(sessions->slots[i].secret, secret)) return i;
    }
    sessions->next = (sessions->next + 1) % SLOTS;
    return sessions->next;
}

ri_status sessions_check(struct http_sessions *sessions, struct ri_workspace *workspace,
                         const char *secret, struct ri_error *err)
{
    if (strlen(secret) != RI_SECRET_SIZE - 1)
        return ri_fail(err, RI_EAUTHENTICATE, "that is no session");
    const int64_t now = ri_monotonic_us();
    pthread_mutex_lock(&sessions->lock);
    const size_t at = slot_of(sessions, secret);
    const bool fresh = sessions->slots[at].checked_us && same(sessions->slots[at].secret, secret) &&
                       now - sessions->slots[at].checked_us < FRESH_US;
    ri_status status = fresh ? RI_OK : ri_session_check(workspace, secret, err);
    if (!fresh && status == RI_OK) {
        memcpy(sessions->slots[at].secret, secret, RI_SECRET_SIZE);
        sessions->slots[at].checked_us = now;
    } else if (!fresh) {
        sessions->slots[at].checked_us = 0;
    }
    pthread_mutex_unlock(&sessions->lock);
    return status;
}

void sessions_forget(struct http_sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
    for (size_t i = 0; i < SLOTS; i++) sessions->slots[i].checked_us = 0;
    pthread_mutex_unlock(&sessions->lock);
}
