/* Who answers which path: a table for what is the server's own, the table of operations for everything else. */
#include "call.h"
#include "guard.h"
#include "jobs.h"
#include "log.h"
#include "once.h"
#include "rate.h"
#include "run.h"
#include "server.h"

#include "base/task.h"
#include "base/text.h"
#include "face/openapi.h"

static const char api[] = "/api/v1/";

struct route {
    const char *path;  /* '*' stands for one part */
    bool        open;  /* without a session */
    size_t      takes; /* a body, JSON in memory, of at most so many bytes; 0: none */
    struct {
        const char *method;
        answer_fn  *answer;
    } verbs[2];
};
enum { SMALL = 16 * 1024, LARGE = 1 << 20 };
static const struct route routes[] = {
    {"/livez", true, 0, {{"GET", document_live}}},
    {"/readyz", true, 0, {{"GET", document_ready}}},
    {"/healthz", true, 0, {{"GET", document_ready}}},
    {"/metrics", true, 0, {{"GET", document_metrics}}},
    {"/openapi.json", true, 0, {{"GET", document_openapi}}},
    {"/login", true, 0, {{"GET", document_login}}},
    {"/logout", false, 0, {{"POST", document_logout}}},
    {"/api/v1/operations", false, 0, {{"GET", document_operations}}},
    {"/api/v1/password", false, SMALL, {{"POST", password_answer}}},
    {"/api/v1/sign-in", true, SMALL, {{"POST", sign_in_answer}}},
    {"/api/v1/welcome", true, SMALL, {{"POST", welcome_answer}}},
    {"/api/v1/session", false, 0, {{"GET", document_session}}},
    {"/api/v1/events", false, 0, {{"GET", events_answer}}},
    {"/api/v1/stream", false, 0, {{"GET", events_answer}}}, /* the same */
    {"/api/v1/jobs", false, 0, {{"GET", jobs_list}}},
    {"/api/v1/jobs/*", false, 0, {{"GET", jobs_one}, {"DELETE", jobs_cancel}}},
    {"/mcp", false, LARGE, {{"POST", mcp_answer}}},
    {"/api/v1/jobs/*/result", false, 0, {{"GET", jobs_result}}},
};
static const struct route assets = {"/", true, 0, {{"GET", asset_answer}}};
static const struct route operation_route = {
    "/api/v1/OPERATION", false, 0, {{"GET", NULL}, {"POST", NULL}}};

/* Does the path follow the pattern? *ret_tail: where the part for '*' begins. */
static bool follows(const char *pattern, const char *path, const char **ret_tail)
{
    for (; *pattern; pattern++) {
        if (*pattern != '*') {
            if (*pattern != *path++) return false;
            continue;
        }
        *ret_tail = path;
        const size_t length = strcspn(path, "/");
        if (!length) return false;
        path += length;
    }
    return !*path;
}

static const struct ri_operation_info *operation_of(const char *path, struct ri_arena *mem)
{
    const char *name = path + sizeof api - 1;
    char       *dotted = ri_arena_copy(mem, name, strlen(name));
    if (!dotted || strchr(name, '.')) return NULL;
    for (char *at = dotted; *at; at++) {
        if (*at == '/') *at = '.';
    }
    const struct ri_operation_info *info = ri_operation_find(dotted);
    return info && face_offers(info) ? info : NULL;
}

/* "/api/v1/import/sales" is import with as=sales: that word may end the path. */
static void find_by_word(struct http_request *state)
{
    const char *path = state->target.path, *slash = strrchr(path, '/');
    char       *stem = ri_arena_copy(&state->mem, path, (size_t)(slash - path));
    if (!stem || strlen(stem) < sizeof api) return;
    const struct ri_operation_info *info = operation_of(stem, &state->mem);
    const struct ri_param          *word = info ? face_word(info) : NULL;
    for (size_t i = 0; word && word->values[i]; i++) {
        if (strcmp(word->values[i], slash + 1) != 0) continue;
        struct http_pair *pairs =
            ri_arena_new(&state->mem, struct http_pair, state->target.count + 1);
        if (!pairs) return;
        for (size_t j = 0; j < state->target.count; j++) pairs[j] = state->target.pairs[j];
        pairs[state->target.count++] = (struct http_pair){word->name, word->values[i]};
        state->target.pairs = pairs;
        state->operation = info;
        state->itemized = info->flags & RI_ITEMS;
    }
}

/* ---- Measured and limited ------------------------------------------------------------------------------------------ */

enum { PLACE_ASSETS = RI_COUNT(routes), PLACE_NONE, PLACE_OWN, PLACE_OPERATIONS };

ri_status routes_measure(struct http_server *server, struct ri_error *err)
{
    server->route_count = PLACE_OPERATIONS + ri_operation_count();
    server->routes = calloc(server->route_count, sizeof *server->routes);
    if (!server->routes) return ri_fail(err, RI_ENOMEM, "no room for figures of the routes");
    for (size_t i = 0; i < RI_COUNT(routes); i++) server->routes[i].name = routes[i].path;
    server->routes[PLACE_ASSETS].name = "dashboard";
    server->routes[PLACE_NONE].name = "none";
    server->routes[PLACE_OWN].name = "own"; /* key figures that came later */
    for (size_t i = PLACE_OPERATIONS; i < server->route_count; i++)
        server->routes[i].name = ri_operation_at(i - PLACE_OPERATIONS)->name;
    return RI_OK;
}

/* They are in the order of their names. */
static size_t place_of_operation(const struct http_server *server, const char *name)
{
    size_t low = PLACE_OPERATIONS, high = server->route_count;
    while (low + 1 < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(server->routes[middle].name, name) <= 0)
            low = middle;
        else
            high = middle;
    }
    return strcmp(server->routes[low].name, name) == 0 ? low : (size_t)PLACE_OWN;
}

static size_t place_of(const struct http_server *server, const struct http_request *state)
{
    if (state && state->operation) return place_of_operation(server, state->operation->name);
    if (!state || !state->route) return PLACE_NONE;
    return state->route == &assets ? (size_t)PLACE_ASSETS : (size_t)(state->route - routes);
}

/* Whose requests are counted together: a user's or key's, else those of the address; false: the owner's are not. */
static bool counted_as(struct wire_request *request, char *ret, size_t size)
{
    const struct ri_pass *pass = http_state(request)->pass;
    char                  from[64];
    if (pass && !ri_pass_principal(pass)) return false;
    if (pass) {
        snprintf(ret, size, "user %s", ri_pass_principal(pass)->name);
        return true;
    }
    wire_address(request, from, sizeof from);
    snprintf(ret, size, "address %s", from);
    return true;
}

/* True: it was too often, and refused. */
static bool asks_too_often(struct http_server *server, struct wire_request *request)
{
    char           who[160], text[96];
    const unsigned most = server->limits.rate;
    if (!most || !counted_as(request, who, sizeof who)) return false;
    const struct rate_verdict verdict = rate_ask(server->rate, who, most, ri_monotonic_us());
    snprintf(text, sizeof text, "\"minute\";q=%u;w=60", most);
    wire_own_header(request, "RateLimit-Policy", text);
    snprintf(text, sizeof text, "\"minute\";r=%u;t=%u", verdict.left,
             verdict.good ? 60 / (most < 60 ? most : 60) : verdict.wait_s);
    wire_own_header(request, "RateLimit", text);
    if (verdict.good) return false;
    http_busy(server, request, 429, verdict.wait_s, "too many requests in a minute");
    return true;
}

static void find_route(struct http_request *state)
{
    const char *path = state->target.path;
    for (size_t i = 0; i < RI_COUNT(routes); i++) {
        if (follows(routes[i].path, path, &state->tail)) {
            state->route = &routes[i];
            return;
        }
    }
    if (strncmp(path, "/api/", 5) != 0 && strcmp(path, "/api") != 0) {
        state->route = &assets;
        return;
    }
    if (strncmp(path, api, sizeof api - 1) == 0) state->operation = operation_of(path, &state->mem);
    if (strncmp(path, api, sizeof api - 1) == 0 && !state->operation) find_by_word(state);
    state->route = state->operation ? &operation_route : NULL;
}

static void refuse_unknown(struct http_server *server, struct wire_request *request)
{
    enum { MOST = 320 };
    struct http_request            *state = http_state(request);
    const char                     *names[MOST + 1] = {0};
    size_t                          count = 0;
    const struct ri_operation_info *info;
    for (size_t i = 0; i < RI_COUNT(routes) && count < MOST; i++) names[count++] = routes[i].path;
    for (size_t i = 0; (info = ri_operation_at(i)) && count < MOST; i++) {
        const char *path = face_offers(info) ? face_address(info, &state->mem) : NULL;
        if (path) names[count++] = path;
    }
    const char *nearest = ri_nearest(state->target.path, names);
    http_refuse(server, request, RI_ENOTFOUND, "there is nothing at this path%s%s%s",
                nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
}

/* ---- Methods --------------------------------------------------------------------------------------------------- */

static bool allows(const struct http_request *state, const char *method)
{
    if (strcmp(method, "HEAD") == 0) method = "GET";
    if (state->operation)
        return strcmp(method, "POST") == 0 ||
               (strcmp(method, "GET") == 0 && !(state->operation->flags & RI_CHANGES));
    for (size_t i = 0; i < RI_COUNT(state->route->verbs); i++) {
        if (state->route->verbs[i].method && strcmp(state->route->verbs[i].method, method) == 0)
            return true;
    }
    return false;
}

static void allowed(const struct http_request *state, char *ret, size_t size)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "DELETE"};
    size_t                   at = 0;
    for (size_t i = 0; i < RI_COUNT(methods); i++) {
        if (allows(state, methods[i]))
            at += (size_t)snprintf(ret + at, size - at, "%s, ", methods[i]);
    }
    snprintf(ret + at, size - at, "OPTIONS");
}

/* OPTIONS, and methods that the path does not have. */
static bool answer_method(struct http_server *server, struct wire_request *request)
{
    char                       methods[64];
    const struct http_request *state = http_state(request);
    allowed(state, methods, sizeof methods);
    const struct wire_header allow = {"Allow", methods};
    if (http_is(request, "OPTIONS")) {
        const struct wire_header headers[] = {allow, {"Cache-Control", "no-store"}, {NULL, NULL}};
        wire_send(request, wire_answer_view(204, headers, "", 0));
        return true;
    }
    if (allows(state, wire_method(request))) return false;
    http_refuse_code(server, request, 405, "method not allowed",
                     "this path does not have that method; the header Allow says which it has",
                     &allow);
    return true;
}

/* A small document as the body. */
static void json_head(struct http_server *server, struct wire_request *request)
{
    static const struct wire_header accept = {"Accept-Post", "application/json"};
    if (!wire_has_body(request)) return;
    if (call_content_is(request, "application/json"))
        wire_body_to_memory(request, http_state(request)->route->takes);
    else
        http_refuse_code(server, request, 415, "unsupported media type",
                         "send a document of application/json", &accept);
}

/* ---- The handler of the wire ------------------------------------------------------------------------------------- */

static bool make_state(struct http_server *server, struct wire_request *request)
{
    struct ri_error      error = {0};
    struct http_request *state = calloc(1, sizeof *state);
    if (!state) {
        wire_send(request, NULL);
        return false;
    }
    ri_arena_init(&state->mem, 8 << 20);
    *wire_state(request) = state;
    if (target_parse(wire_target(request), &state->mem, &state->target, &error) == RI_OK)
        return true;
    state->target.path = NULL;
    http_refuse_error(server, request, &error, NULL);
    return false;
}

/* Quicker than printf, which every request would pay. */
static const char *digits(uint64_t number, char *buffer, size_t size)
{
    char *at = buffer + size - 1;
    *at = '\0';
    do *--at = (char)('0' + number % 10);
    while ((number /= 10) && at > buffer);
    return at;
}

static void on_head(void *context, struct wire_request *request)
{
    struct http_server *server = context;
    char                number[24];
    http_count(server, requests);
    wire_own_header(request, "X-Request-Id", digits(wire_number(request), number, sizeof number));
    if (!make_state(server, request)) return;
    struct http_request *state = http_state(request);
    if (!guard_host(server, request)) return;
    find_route(state);
    if (!(state->route && state->route->open) && !guard_session(server, request)) return;
    if (asks_too_often(server, request)) return;
    if (!state->route) {
        refuse_unknown(server, request);
        return;
    }
    if (answer_method(server, request)) return;
    if (state->operation && !guard_operation(server, request)) return;
    if (wire_has_body(request) && !http_is(request, "POST")) {
        http_refuse(server, request, RI_EUSAGE, "a %s request has no body", wire_method(request));
        return;
    }
    if (state->operation)
        operation_head(server, request);
    else if (state->route->takes)
        json_head(server, request);
}

static void on_ready(void *context, struct wire_request *request)
{
    struct http_server  *server = context;
    struct http_request *state = http_state(request);
    if (wire_too_large(request)) {
        http_refuse(server, request, RI_ETOOLARGE, "the body is larger than this request may have");
        return;
    }
    if (atomic_load(&server->stopping)) {
        http_busy(server, request, 503, 5, "the server is going down");
        return;
    }
    if (state->operation) {
        operation_answer(server, request);
        return;
    }
    const char *method = http_is(request, "HEAD") ? "GET" : wire_method(request);
    for (size_t i = 0; i < RI_COUNT(state->route->verbs); i++) {
        if (strcmp(state->route->verbs[i].method, method) != 0) continue;
        state->route->verbs[i].answer(server, request);
        return;
    }
}

static void on_gone(void *context, struct wire_request *request)
{
    struct http_server        *server = context;
    const struct http_request *state = http_state(request);
    if (!state || !state->run || atomic_load(&state->run->cancelled)) return; /* told each tick */
    run_cancel(state->run);
    http_count(server, gone);
}

/* One that the wire refused by itself has no state. */
static void note(struct http_server *server, struct wire_request *request,
                 const struct http_request *state)
{
    char                       from[64];
    const struct ri_principal *who = state && state->pass ? ri_pass_principal(state->pass) : NULL;
    const struct log_request   line = {.number = wire_number(request),
                                       .method = wire_method(request),
                                       .path = state ? state->target.path : NULL,
                                       .operation =
                                         state && state->operation ? state->operation->name : NULL,
                                       .user = who                    ? who->name
                                               : state && state->pass ? "owner"
                                                                      : "-",
                                       .from = from,
                                       .status = wire_status(request),
                                       .bytes = wire_sent(request),
                                       .us = wire_took_us(request)};
    metrics_observe(&server->routes[place_of(server, state)], line.status, line.us);
    wire_address(request, from, sizeof from);
    log_request(server->log, &line);
}

static void on_done(void *context, struct wire_request *request)
{
    struct http_request *state = http_state(request);
    note(context, request, state);
    if (!state) return;
    ri_pass_free(state->pass);
    ri_arena_release(&state->mem);
    free(state);
}

/* What failed here, or was sent away, may be tried again. */
static void on_answered(void *context, struct wire_request *request, struct wire_answer *answer)
{
    struct http_server  *server = context;
    struct http_request *state = http_state(request);
    if (!state || !state->ticket) return;
    const unsigned status = answer ? wire_answer_status(answer) : 0;
    const bool     keep = status >= 200 && status < 500 && status != 409 && status != 429 && status != 499 &&
                      !wire_answer_is_stream(answer);
    once_end(server->once, state->ticket, keep ? answer : NULL);
    state->ticket = 0;
}

const struct wire_handler http_handler = {NULL, on_head, on_ready, on_gone, on_done, on_answered};
