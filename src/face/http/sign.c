/* Sessions given and taken. */
#include "sign.h"

#include "base/json.h"
#include "call.h"
#include "guard.h"

#include <pthread.h>

enum { WAITING_MOST = 32, COOKIE_SIZE = 300 };

/* ---- The cookie ------------------------------------------------------------------------------------------------------ */

static void cookie_of(const struct http_server *server, const char *secret, int seconds,
                      char ret[COOKIE_SIZE])
{
    snprintf(ret, COOKIE_SIZE, "%s=%s; HttpOnly; SameSite=Strict; Path=/; Max-Age=%d%s",
             server->cookie, secret, seconds, server->tls ? "; Secure" : "");
}

static void let_in(struct http_server *server, struct wire_request *request, unsigned status,
                   const char *secret, const char *location)
{
    enum { DAYS_30 = 30 * 24 * 60 * 60 };
    char cookie[COOKIE_SIZE];
    cookie_of(server, secret, DAYS_30, cookie);
    const struct wire_header headers[] = {{"Set-Cookie", cookie},
                                          {"Cache-Control", "no-store"},
                                          {location ? "Location" : NULL, location},
                                          {NULL, NULL}};
    wire_send(request, wire_answer_view(status, headers, "", 0));
    explicit_bzero(cookie, sizeof cookie);
}

/* ---- A link ---------------------------------------------------------------------------------------------------------- */

static void refuse_link(struct http_server *server, struct wire_request *request,
                        const struct ri_error *error)
{
    static const char page[] =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>RetailInsight</title>"
        "<h1>This link does not open the door any more</h1>"
        "<p>It was used already, or is older than 30 minutes. "
        "<code>retailinsight link</code> prints a new one on the machine that serves.</p></html>\n";
    static const struct wire_header html[] = {
        {"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}, {NULL, NULL}};
    if (negotiate_html(wire_header(request, "Accept"))) {
        http_count(server, refused);
        wire_send(request, wire_answer_view(403, html, page, sizeof page - 1));
    } else if (error->code == RI_EAUTHENTICATE) {
        http_refuse(server, request, RI_EFORBIDDEN,
                    "this link was used, or is too old, or is none");
    } else {
        http_refuse_error(server, request, error, NULL);
    }
}

/* Where a browser goes that was just let in: who is shop staff and nothing else, to the shop. */
static const char *home_of(struct http_server *server, const char *secret, const char *from)
{
    struct ri_pass *pass;
    if (ri_pass_check(server->workspace, secret, from, &pass, NULL) != RI_OK) return "/";
    const struct ri_principal *who = ri_pass_principal(pass);
    const bool                 is_staff = who && who->roles == RI_ROLE_STAFF;
    ri_pass_free(pass);
    return is_staff ? "/shop" : "/";
}

void document_login(struct http_server *server, struct wire_request *request)
{
    char            secret[RI_PASS_SIZE] = "", from[64], location[160];
    struct ri_error error = {0};
    const char     *token = target_value(&http_state(request)->target, "token");
    wire_address(request, from, sizeof from);
    error.code = RI_EAUTHENTICATE;
    if (http_is(request, "GET")) /* HEAD looks only: the link works once */
        error.code = ri_session_new(server->workspace, token ? token : "", from, secret, &error);
    if (error.code == RI_OK) {
        let_in(server, request, 303, secret, home_of(server, secret, from));
    } else if (error.code ==
               RI_EPRECONDITION) { /* the page reads the token and asks for a password */
        const struct wire_header headers[] = {
            {"Location", location}, {"Cache-Control", "no-store"}, {NULL, NULL}};
        snprintf(location, sizeof location, "/welcome#%.80s", token);
        wire_send(request, wire_answer_view(303, headers, "", 0));
    } else {
        refuse_link(server, request, &error);
    }
    explicit_bzero(secret, sizeof secret);
}

void document_logout(struct http_server *server, struct wire_request *request)
{
    char            secret[RI_PASS_SIZE] = "", cookie[COOKIE_SIZE];
    bool            by_cookie;
    struct ri_error error = {0};
    if (guard_secret(server, request, secret, &by_cookie)) {
        error.code = ri_session_end(server->workspace, secret, &error);
        sessions_forget(server->sessions);
    }
    if (error.code != RI_OK) {
        http_refuse_error(server, request, &error, NULL);
        return;
    }
    cookie_of(server, "", 0, cookie);
    const struct wire_header headers[] = {
        {"Set-Cookie", cookie}, {"Cache-Control", "no-store"}, {NULL, NULL}};
    wire_send(request, wire_answer_view(204, headers, "", 0));
}

/* ---- Passwords: one thread ------------------------------------------------------------------------------------------- */

typedef ri_status sign_fn(struct http_server *server, const char *const *values, const char *from,
                          char ret[RI_PASS_SIZE], int64_t *ret_wait_s, struct ri_error *err);
enum { VALUES = 3, NAME = 2 }; /* two of the body, and who is signed in */
struct sign {
    struct sign         *next;
    struct wire_request *request;
    sign_fn             *run;
    char                *values[VALUES];
    char                 from[64];
};
struct http_signs {
    struct http_server *server;
    pthread_mutex_t     lock;
    pthread_cond_t      some;
    pthread_t           thread;
    struct sign        *first, **last;
    size_t              count;
    bool                has_thread, ending;
};

static void free_sign(struct sign *sign)
{
    for (size_t i = 0; i < VALUES; i++) {
        if (sign->values[i]) explicit_bzero(sign->values[i], strlen(sign->values[i]));
        free(sign->values[i]);
    }
    free(sign);
}

static void answer_sign(struct http_server *server, struct sign *sign)
{
    char            secret[RI_PASS_SIZE] = "";
    int64_t         wait_s = 0;
    struct ri_error error = {0};
    error.code =
        sign->run(server, (const char *const *)sign->values, sign->from, secret, &wait_s, &error);
    if (error.code == RI_OK) {
        sessions_forget(server->sessions); /* a new password ended some */
        let_in(server, sign->request, 204, secret, NULL);
    } else if (error.code == RI_ERATE) {
        http_busy(server, sign->request, 429, (unsigned)wait_s,
                  "too many wrong passwords: try again later");
    } else {
        http_refuse_error(server, sign->request, &error, NULL);
    }
    explicit_bzero(secret, sizeof secret);
}

static void *work(void *argument)
{
    struct http_signs *signs = argument;
    pthread_mutex_lock(&signs->lock);
    for (;;) {
        while (!signs->first && !signs->ending) pthread_cond_wait(&signs->some, &signs->lock);
        struct sign *sign = signs->first;
        if (!sign) break;
        signs->first = sign->next;
        if (!signs->first) signs->last = &signs->first;
        signs->count--;
        pthread_mutex_unlock(&signs->lock);
        answer_sign(signs->server, sign);
        free_sign(sign);
        pthread_mutex_lock(&signs->lock);
    }
    pthread_mutex_unlock(&signs->lock);
    return NULL;
}

ri_status signs_new(struct http_server *server, struct http_signs **ret, struct ri_error *err)
{
    struct http_signs *signs = calloc(1, sizeof *signs);
    if (!signs) return ri_fail(err, RI_ENOMEM, "no room for signing in");
    signs->server = server;
    signs->last = &signs->first;
    pthread_mutex_init(&signs->lock, NULL);
    pthread_cond_init(&signs->some, NULL);
    signs->has_thread = pthread_create(&signs->thread, NULL, work, signs) == 0;
    if (!signs->has_thread) {
        signs_free(signs);
        return ri_fail(err, RI_ENOMEM, "no thread for signing in");
    }
    *ret = signs;
    return RI_OK;
}

void signs_free(struct http_signs *signs)
{
    if (!signs) return;
    pthread_mutex_lock(&signs->lock);
    signs->ending = true;
    pthread_cond_signal(&signs->some);
    pthread_mutex_unlock(&signs->lock);
    if (signs->has_thread) pthread_join(signs->thread, NULL);
    pthread_mutex_destroy(&signs->lock);
    pthread_cond_destroy(&signs->some);
    free(signs);
}

/* Takes the sign. False: too many wait. */
static bool submit(struct http_signs *signs, struct sign *sign)
{
    pthread_mutex_lock(&signs->lock);
    const bool room = signs->count < WAITING_MOST && !signs->ending;
    if (room) {
        wire_later(sign->request);
        *signs->last = sign;
        signs->last = &sign->next;
        signs->count++;
        pthread_cond_signal(&signs->some);
    }
    pthread_mutex_unlock(&signs->lock);
    return room;
}

/* ---- Their documents ------------------------------------------------------------------------------------------------- */

/* The members of the body, which must be just these, texts. */
static ri_status read_members(struct wire_request *request, const char *const *names, size_t count,
                              struct sign *sign, struct ri_error *err)
{
    struct json_pairs pairs;
    RI_TRY(call_read_json(wire_body(request), &http_state(request)->mem, &pairs, err));
    for (size_t i = 0; i < pairs.count; i++) {
        size_t j = 0;
        while (j < count && strcmp(names[j], pairs.at[i].name) != 0) j++;
        if (j == count || sign->values[j])
            return ri_fail(err, RI_EUSAGE, "'%.40s' is unknown here, or comes twice",
                           pairs.at[i].name);
        sign->values[j] = strdup(pairs.at[i].value);
        if (!sign->values[j]) return ri_fail(err, RI_ENOMEM, "no room to sign in");
    }
    for (size_t j = 0; j < count; j++)
        if (!sign->values[j] || !*sign->values[j])
            return ri_fail(err, RI_EUSAGE, "the body wants '%s'", names[j]);
    return RI_OK;
}

/* A page of another origin must not sign anybody in. */
static bool is_own(struct http_server *server, struct wire_request *request)
{
    const char *origin = wire_header(request, "Origin");
    if (!origin || guard_origin_is_ours(origin, wire_header(request, "Host"), server->tls))
        return true;
    http_refuse(server, request, RI_EFORBIDDEN, "the Origin is not this server's");
    return false;
}

static void begin(struct http_server *server, struct wire_request *request,
                  const char *const *names, size_t count, sign_fn *run)
{
    struct ri_error error = {0};
    if (!is_own(server, request)) return;
    struct sign *sign = calloc(1, sizeof *sign);
    if (!sign) {
        http_refuse(server, request, RI_ENOMEM, "no room to sign in");
        return;
    }
    sign->request = request;
    sign->run = run;
    const struct ri_principal *who = http_principal(request);
    sign->values[NAME] = strdup(who ? who->name : "owner");
    wire_address(request, sign->from, sizeof sign->from);
    error.code = read_members(request, names, count, sign, &error);
    if (error.code == RI_OK && submit(server->signs, sign)) return;
    free_sign(sign);
    if (error.code == RI_OK)
        http_busy(server, request, 503, 2, "too many sign in at once: try again in a moment");
    else
        http_refuse_error(server, request, &error, NULL);
}

static ri_status run_sign_in(struct http_server *server, const char *const *values,
                             const char *from, char ret[RI_PASS_SIZE], int64_t *ret_wait_s,
                             struct ri_error *err)
{
    const struct ri_credentials credentials = {values[0], values[1], from};
    return ri_sign_in(server->workspace, &credentials, ret, ret_wait_s, err);
}

void sign_in_answer(struct http_server *server, struct wire_request *request)
{
    static const char *const names[] = {"name", "password"};
    begin(server, request, names, RI_COUNT(names), run_sign_in);
}

static ri_status run_welcome(struct http_server *server, const char *const *values,
                             const char *from, char ret[RI_PASS_SIZE], int64_t *ret_wait_s,
                             struct ri_error *err)
{
    (void)ret_wait_s;
    return ri_welcome(server->workspace, values[0], values[1], from, ret, err);
}

void welcome_answer(struct http_server *server, struct wire_request *request)
{
    static const char *const names[] = {"token", "password"};
    begin(server, request, names, RI_COUNT(names), run_welcome);
}

static ri_status run_password(struct http_server *server, const char *const *values,
                              const char *from, char ret[RI_PASS_SIZE], int64_t *ret_wait_s,
                              struct ri_error *err)
{
    const struct ri_credentials old = {values[NAME], values[0], from},
                                new = {values[NAME], values[1], from};
    RI_TRY(ri_password_change(server->workspace, &old, values[1], ret_wait_s, err));
    return ri_sign_in(server->workspace, &new, ret, ret_wait_s, err);
}

/* Of who is signed in. */
void password_answer(struct http_server *server, struct wire_request *request)
{
    static const char *const   names[] = {"password", "new_password"};
    const struct ri_principal *who = http_principal(request);
    if (who)
        begin(server, request, names, RI_COUNT(names), run_password);
    else
        http_refuse(server, request, RI_ECONFLICT, "the owner has no password, only links");
}
