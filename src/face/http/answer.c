/* Answers: headers that all have, problems, JSON documents. */
#include "base/json.h"
#include "log.h"
#include "server.h"

#include <ctype.h>
#include <stdarg.h>

#define ALWAYS                                                                        \
    {"Content-Security-Policy",                                                       \
     "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " \
     "form-action 'self'; frame-ancestors 'none'"},                                   \
        {"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"},    \
        {"Cross-Origin-Opener-Policy", "same-origin"},                                \
        {"Cross-Origin-Resource-Policy", "same-origin"}
const struct wire_header http_always[] = {ALWAYS, {NULL, NULL}};
const struct wire_header http_always_tls[] = {
    ALWAYS, {"Strict-Transport-Security", "max-age=31536000"}, {NULL, NULL}};

struct http_request *http_state(struct wire_request *request)
{
    return *wire_state(request);
}

bool http_may_see(const struct ri_principal *whose, const struct ri_principal *who)
{
    if (!who || (who->roles & RI_ROLE_ADMIN && !who->stores)) return true;
    return whose && strcmp(whose->name, who->name) == 0;
}

const struct ri_principal *http_principal(struct wire_request *request)
{
    static const char *const         none[] = {NULL};
    static const struct ri_principal nobody = {.name = "nobody", .stores = none};
    const struct ri_pass            *pass = http_state(request)->pass;
    return pass ? ri_pass_principal(pass) : &nobody;
}

bool http_is(const struct wire_request *request, const char *method)
{
    return strcmp(wire_method(request), method) == 0;
}

/* ---- Problems ----------------------------------------------------------------------------------------------- */

struct problem {
    unsigned    http;
    const char *type, *title, *detail, *instance, *parameter;
    bool        in_body; /* the parameter stands in the JSON body */
    uint64_t    id; /* of the request or job, under which the log has it; 0: not shown */
};

/* RFC 6901. */
static void write_pointer(struct ri_json *json, const char *name)
{
    struct ri_text text = {0};
    ri_text_putc(&text, '/');
    for (; *name; name++) {
        if (*name == '~' || *name == '/')
            ri_text_puts(&text, *name == '~' ? "~0" : "~1");
        else
            ri_text_putc(&text, *name);
    }
    ri_json_key(json, "pointer");
    ri_json_text(json, text.at);
    ri_text_release(&text);
}

static void write_problem(struct ri_text *out, const struct problem *problem)
{
    struct ri_json json = {.out = out};
    ri_json_object(&json);
    ri_json_key(&json, "type");
    ri_json_text(&json, problem->type);
    ri_json_key(&json, "title");
    ri_json_text(&json, problem->title);
    ri_json_key(&json, "status");
    ri_json_int(&json, problem->http);
    ri_json_key(&json, "detail");
    ri_json_text(&json, problem->detail);
    ri_json_key(&json, "instance");
    ri_json_text(&json, problem->instance);
    if (problem->id) {
        ri_json_key(&json, "request_id");
        ri_json_int(&json, (int64_t)problem->id);
    }
    ri_json_key(&json, "errors");
    ri_json_array(&json);
    if (problem->parameter) {
        ri_json_object(&json);
        ri_json_key(&json, "parameter");
        ri_json_text(&json, problem->parameter);
        if (problem->in_body) write_pointer(&json, problem->parameter);
        ri_json_key(&json, "detail");
        ri_json_text(&json, problem->detail);
        ri_json_end(&json);
    }
    ri_json_end(&json);
    ri_json_end(&json);
    ri_text_putc(out, '\n');
}

static struct wire_answer *problem_answer(const struct problem     *problem,
                                          const struct wire_header *extra)
{
    struct wire_header headers[] = {{"Content-Type", "application/problem+json"},
                                    {"Cache-Control", "no-store"},
                                    extra ? *extra : (struct wire_header){NULL, NULL},
                                    {NULL, NULL}};
    struct ri_text     text = {0};
    write_problem(&text, problem);
    if (text.failed) {
        ri_text_release(&text);
        return NULL;
    }
    return wire_answer_new(problem->http, headers, text.at, text.length);
}

/* Does the workspace's folder begin here, as a place and not as a word ("shop")? */
static bool names_place(const char *at, const char *directory, size_t length)
{
    return length > 1 && strncmp(at, directory, length) == 0 &&
           (strchr(directory, '/') || at[length] == '/');
}

/* What a message must not carry to another machine: the folder of the workspace and other whole paths. Options lose their
 * dashes: here they are parameters. */
static void speak(const struct http_server *server, const char *message, struct ri_text *out)
{
    const char  *directory = ri_workspace_directory(server->workspace);
    const size_t length = strlen(directory);
    for (const char *at = message; *at;) {
        const bool starts = at == message || strchr(" '\"(:,", at[-1]);
        if (starts && names_place(at, directory, length)) {
            ri_text_puts(out, "the workspace");
            at += length;
            at += strcspn(at, " '\"),:");
        } else if (starts && *at == '/' && strncmp(at, "/api/", 5) != 0 &&
                   isalpha((unsigned char)at[1])) {
            ri_text_puts(out, "a file");
            at += strcspn(at, " '\"),:");
        } else if (starts && at[0] == '-' && at[1] == '-' && isalpha((unsigned char)at[2])) {
            at += 2;
        } else {
            ri_text_putc(out, *at++);
        }
    }
}

void http_error_text(struct http_server *server, uint64_t number, const char *instance,
                     const struct ri_error *error, struct ri_text *out)
{
    if (ri_status_http(error->code) < 500 || error->code == RI_ETIMEOUT) {
        speak(server, error->message, out);
        return;
    }
    log_error(server->log, number, instance, error);
    ri_text_puts(out, "the server could not do it; its log says why under this number");
}

/* Fills the problem that an error is; its detail is written to *detail. */
static struct problem problem_of(struct http_server *server, uint64_t number, const char *instance,
                                 const struct ri_error *error, struct ri_text *detail)
{
    struct problem problem = {.http = (unsigned)ri_status_http(error->code),
                              .type = "about:blank",
                              .title = ri_status_text(error->code),
                              .id = number,
                              .instance = instance};
    http_error_text(server, number, instance, error, detail);
    problem.detail = detail->at ? detail->at : "";
    return problem;
}

struct wire_answer *http_problem(struct http_server *server, uint64_t request_number,
                                 const char *instance, const struct ri_error *error,
                                 const char *parameter)
{
    struct ri_text detail = {0};
    struct problem problem = problem_of(server, request_number, instance, error, &detail);
    problem.parameter = parameter;
    struct wire_answer *answer = problem_answer(&problem, NULL);
    ri_text_release(&detail);
    return answer;
}

void http_problem_text(struct http_server *server, uint64_t number, const struct ri_error *error,
                       struct ri_text *out)
{
    struct ri_text       detail = {0};
    const struct problem problem = problem_of(server, number, NULL, error, &detail);
    write_problem(out, &problem);
    if (out->at) out->at[--out->length] = '\0'; /* its line end: it becomes part of a document */
    ri_text_release(&detail);
}

/* The path alone: parameters may be private. */
static const char *instance_of(struct wire_request *request)
{
    const struct http_request *state = http_state(request);
    return state ? state->target.path : NULL;
}

void http_refuse_error(struct http_server *server, struct wire_request *request,
                       const struct ri_error *error, const char *parameter)
{
    struct ri_text             detail = {0};
    const struct http_request *state = http_state(request);
    struct problem             problem =
        problem_of(server, wire_number(request), instance_of(request), error, &detail);
    problem.parameter = parameter;
    problem.in_body = state && state->wrong_in_body;
    http_count(server, refused);
    wire_send(request, problem_answer(&problem, NULL));
    ri_text_release(&detail);
}

void http_refuse(struct http_server *server, struct wire_request *request, ri_status status,
                 const char *fmt, ...)
{
    struct ri_error error = {.code = status};
    va_list         args;
    va_start(args, fmt);
    vsnprintf(error.message, sizeof error.message, fmt, args);
    va_end(args);
    http_refuse_error(server, request, &error, NULL);
}

void http_refuse_code(struct http_server *server, struct wire_request *request, unsigned code,
                      const char *title, const char *detail, const struct wire_header *extra)
{
    const struct problem problem = {.http = code,
                                    .type = "about:blank",
                                    .title = title,
                                    .detail = detail,
                                    .id = wire_number(request),
                                    .instance = instance_of(request)};
    http_count(server, refused);
    wire_send(request, problem_answer(&problem, extra));
}

void http_busy(struct http_server *server, struct wire_request *request, unsigned code,
               unsigned retry_s, const char *detail)
{
    char seconds[16];
    snprintf(seconds, sizeof seconds, "%u", retry_s);
    http_count(server, busy);
    http_refuse_code(server, request, code, code == 429 ? "too many requests" : "busy", detail,
                     &(struct wire_header){"Retry-After", seconds});
}

/* ---- Documents ------------------------------------------------------------------------------------------------ */

void http_send_json(struct http_server *server, struct wire_request *request, unsigned status,
                    const struct wire_header *extra, struct ri_text *text)
{
    struct wire_header headers[] = {{"Content-Type", "application/json"},
                                    {"Cache-Control", "no-store"},
                                    extra ? *extra : (struct wire_header){NULL, NULL},
                                    {NULL, NULL}};
    if (text->failed || !text->at) {
        ri_text_release(text);
        http_refuse(server, request, RI_ENOMEM, "no room for an answer");
        return;
    }
    wire_send(request, wire_answer_new(status, headers, text->at, text->length));
    *text = (struct ri_text){0};
}
