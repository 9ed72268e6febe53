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

bool guard_origin_is_ours(const char *origin, const char *host, bool tls)
{
    const char  *scheme = tls ? "https://" : "http://";
    const size_t length = strlen(scheme);
    if (!origin || !host || strncasecmp(origin, scheme, length) != 0) return false;
    return strcasecmp(origin + length, host) == 0;
}

bool guard_secret(const struct http_server *server, const struct wire_request *request,
                  char ret[RI_PASS_SIZE], bool *ret_cookie)
{
    const char *bearer = wire_header(request, "Authorization");
    *ret_cookie = false;
    if (bearer) {
        if (strncasecmp(bearer, "Bearer ", 7) != 0 || strlen(bearer + 7) >= RI_PASS_SIZE)
            return false;
        snprintf(ret, RI_PASS_SIZE, "%s", bearer + 7);
        return true;
    }
    *ret_cookie = true;
    return cookie_value(wire_header(request, "Cookie"), server->cookie, ret, RI_PASS_SIZE);
}

static bool is_safe(const struct wire_request *request)
{
    return http_is(request, "GET") || http_is(request, "HEAD") || http_is(request, "OPTIONS");
}

bool guard_session(struct http_server *server, struct wire_request *request)
{
    static const struct wire_header ask = {"WWW-Authenticate", "Bearer realm=\"retailinsight\""};
    struct http_request            *state = http_state(request);
    char                            secret[RI_PASS_SIZE] = "", from[64];
    bool                            cookie;
    const bool                      shown = guard_secret(server, request, secret, &cookie);
    wire_address(request, from, sizeof from);
    if (!shown || sessions_check(server->sessions, server->workspace, secret, from, &state->pass,
                                 NULL) != RI_OK) {
        http_refuse_code(
            server, request, 401, ri_status_text(RI_EAUTHENTICATE),
            "not signed in: open the link that 'retailinsight link' prints, or sign in", &ask);
        return false;
    }
    if (!cookie || is_safe(request) ||
        guard_origin_is_ours(wire_header(request, "Origin"), wire_header(request, "Host"),
                             server->tls))
        return true;
    http_refuse(server, request, RI_EFORBIDDEN,
                "a request that changes something needs an Origin that is this server's");
    return false;
}

bool guard_operation(struct http_server *server, struct wire_request *request)
{
    struct ri_error error = {0};
    const ri_status status =
        ri_operation_check(http_state(request)->operation, http_principal(request), &error);
    if (status == RI_OK) return true;
    http_refuse_error(server, request, &error, NULL);
    return false;
}

/* ---- Sessions lately checked ------------------------------------------------------------------------------------ */

enum { SLOTS = 64, FRESH_US = 1000000 };

struct slot {
    char            secret[RI_PASS_SIZE]; /* zeros to its end */
    int64_t         checked_us;           /* 0: empty */
    struct ri_pass *pass;
};
struct http_sessions {
    pthread_mutex_t lock;
    struct slot     slots[SLOTS];
    size_t          next;
};

ri_status sessions_new(struct http_sessions **ret, struct ri_error *err)
{
    struct http_sessions *sessions = calloc(1, sizeof *sessions);
    if (!sessions) return ri_fail(err, RI_ENOMEM, "no room for sessions");
    pthread_mutex_init(&sessions->lock, NULL);
    *ret = sessions;
    return RI_OK;
}

static void empty(struct slot *slot)
{
    ri_pass_free(slot->pass);
    explicit_bzero(slot, sizeof *slot);
}

void sessions_free(struct http_sessions *sessions)
{
    if (!sessions) return;
    sessions_forget(sessions);
    pthread_mutex_destroy(&sessions->lock);
    free(sessions);
}

/* In the same time wherever they differ. */
static bool same(const char *a, const char *b)
{
    unsigned char difference = 0;
    for (size_t i = 0; i < RI_PASS_SIZE; i++) difference |= (unsigned char)(a[i] ^ b[i]);
    return difference == 0;
}

/* The slot of the secret, or an emptied one to use for it next. */
static struct slot *slot_of(struct http_sessions *sessions, const char *secret)
{
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *slot = &sessions->slots[i];
        if (slot->checked_us && same(slot->secret, secret)) return slot;
    }
    sessions->next = (sessions->next + 1) % SLOTS;
    empty(&sessions->slots[sessions->next]);
    return &sessions->slots[sessions->next];
}

ri_status sessions_check(struct http_sessions *sessions, struct ri_workspace *workspace,
                         const char *secret, const char *from, struct ri_pass **ret,
                         struct ri_error *err)
{
    char          padded[RI_PASS_SIZE] = "";
    const int64_t now = ri_monotonic_us();
    ri_status     status = RI_OK;
    snprintf(padded, sizeof padded, "%s", secret);
    pthread_mutex_lock(&sessions->lock);
    struct slot *slot = slot_of(sessions, padded);
    if (!slot->checked_us || now - slot->checked_us >= FRESH_US) {
        empty(slot);
        status = ri_pass_check(workspace, secret, from, &slot->pass, err);
        if (status == RI_OK) {
            memcpy(slot->secret, padded, sizeof padded);
            slot->checked_us = now;
        }
    }
    if (status == RI_OK) *ret = ri_pass_keep(slot->pass);
    pthread_mutex_unlock(&sessions->lock);
    explicit_bzero(padded, sizeof padded);
    return status;
}

void sessions_forget(struct http_sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
    for (size_t i = 0; i < SLOTS; i++) empty(&sessions->slots[i]);
    pthread_mutex_unlock(&sessions->lock);
}
