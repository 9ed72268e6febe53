/* The Model Context Protocol at /mcp, so that an assistant asks what people and programs ask: JSON-RPC 2.0 over POST, one
 * message a request (streamable HTTP; no stream of the server's own, no session: each request shows its key).
 *
 *     initialize, ping, tools/list, tools/call        notifications are accepted and not answered
 *
 * A tool is an operation, its name with '_' for '.'; who asks sees and calls those that the key or session may. A call is a run
 * like any other: same rights, same limits, same log. Its failure is a result that says so, as the assistant can mend it; what is wrong with
 * the protocol is an error of JSON-RPC. Source: modelcontextprotocol.io, revisions 2025-06-18 and 2025-11-25. */
#include "call.h"
#include "guard.h"
#include "run.h"

#include "base/json.h"
#include "face/openapi.h"
#include "net/base64.h"

#include <unistd.h>

/* The latest first: offered to who asks for another one. */
static const char *const versions[] = {"2025-11-25", "2025-06-18"};

enum { RPC_PARSE = -32700, RPC_REQUEST = -32600, RPC_METHOD = -32601, RPC_PARAMS = -32602 };

/* ---- Messages out ------------------------------------------------------------------------------------------------- */

static void member(struct ri_json *json, const char *key, const char *text)
{
    ri_json_key(json, key);
    ri_json_text(json, text);
}

/* The message up to its result or error; id: JSON already. */
static void begin(struct ri_json *json, const char *id)
{
    ri_json_object(json);
    member(json, "jsonrpc", "2.0");
    ri_json_key(json, "id");
    ri_json_raw(json, id, strlen(id));
}

static void send_error(struct http_server *server, struct wire_request *request, unsigned http,
                       const char *id, int code, const char *message)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    begin(&json, id);
    ri_json_key(&json, "error");
    ri_json_object(&json);
    ri_json_key(&json, "code");
    ri_json_int(&json, code);
    member(&json, "message", message);
    ri_json_end(&json);
    ri_json_end(&json);
    http_send_json(server, request, http, NULL, &text);
}

/* ---- What came in --------------------------------------------------------------------------------------------------- */

struct message {
    const struct ri_json_value *params;
    const char                 *id; /* as JSON; NULL: a notification */
};

static bool is_version(const char *text)
{
    for (size_t i = 0; i < RI_COUNT(versions); i++)
        if (strcmp(versions[i], text) == 0) return true;
    return false;
}

/* A string or a number, as JSON. NULL: it is neither. */
static const char *id_text(const struct ri_json_value *id, struct ri_arena *mem)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    const char    *string = ri_json_string(id), *scalar = ri_json_scalar(id, mem);
    if (!scalar || strcmp(scalar, "true") == 0 || strcmp(scalar, "false") == 0) {
        if (!string) return NULL;
    }
    if (!string) return scalar;
    ri_json_text(&json, string);
    const char *copy = text.failed ? NULL : ri_arena_copy(mem, text.at, text.length);
    ri_text_release(&text);
    return copy;
}

/* ---- initialize, ping ------------------------------------------------------------------------------------------------- */

typedef void method_fn(struct http_server *server, struct wire_request *request,
                       const struct message *message);

static void initialize(struct http_server *server, struct wire_request *request,
                       const struct message *message)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    const char    *asked = ri_json_string(ri_json_member(message->params, "protocolVersion"));
    if (!asked) {
        send_error(server, request, 200, message->id, RPC_PARAMS, "protocolVersion is missing");
        return;
    }
    begin(&json, message->id);
    ri_json_key(&json, "result");
    ri_json_object(&json);
    member(&json, "protocolVersion", is_version(asked) ? asked : versions[0]);
    ri_json_key(&json, "capabilities");
    ri_json_raw(&json, "{\"tools\":{\"listChanged\":false}}", 31);
    ri_json_key(&json, "serverInfo");
    ri_json_object(&json);
    member(&json, "name", "retailinsight");
    member(&json, "title", "RetailInsight");
    member(&json, "version", ri_version());
    ri_json_end(&json);
    member(&json, "instructions",
           "Figures, forecasts and advice of a retailer. Each tool answers rows with their "
           "columns, the parameters as "
           "used and notes; the notes say what must be known beside the numbers. Money is exact, "
           "in the currency that its "
           "column names. Dates are ISO 8601; a period's last day is excluded.");
    ri_json_end(&json);
    ri_json_end(&json);
    http_send_json(server, request, 200, NULL, &text);
}

static void ping(struct http_server *server, struct wire_request *request,
                 const struct message *message)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    begin(&json, message->id);
    ri_json_key(&json, "result");
    ri_json_raw(&json, "{}", 2);
    ri_json_end(&json);
    http_send_json(server, request, 200, NULL, &text);
}

/* ---- tools/list --------------------------------------------------------------------------------------------------------- */

static const char *tool_name(const struct ri_operation_info *info, struct ri_arena *mem)
{
    char *name = ri_arena_copy(mem, info->name, strlen(info->name));
    for (char *at = name; at && *at; at++)
        if (*at == '.') *at = '_';
    return name;
}

static bool is_tool_for(const struct ri_operation_info *info, const struct ri_principal *who)
{
    return face_offers(info) && ri_operation_check(info, who, NULL) == RI_OK;
}

static void put_hints(struct ri_json *json, const struct ri_operation_info *info)
{
    const bool reads = !(info->flags & RI_CHANGES);
    ri_json_key(json, "annotations");
    ri_json_object(json);
    ri_json_key(json, "readOnlyHint");
    ri_json_bool(json, reads);
    ri_json_key(json, "destructiveHint");
    ri_json_bool(json, !reads);
    ri_json_key(json, "idempotentHint");
    ri_json_bool(json, reads);
    ri_json_key(json, "openWorldHint");
    ri_json_bool(json, false);
    ri_json_end(json);
}

static void put_tool(struct ri_json *json, const struct ri_operation_info *info,
                     struct ri_arena *mem)
{
    ri_json_object(json);
    member(json, "name", tool_name(info, mem));
    member(json, "title", info->summary);
    member(json, "description",
           info->details ? ri_arena_printf(mem, "%s. %s", info->summary, info->details)
                         : info->summary);
    ri_json_key(json, "inputSchema");
    face_input_schema(json, info, true);
    put_hints(json, info);
    ri_json_end(json);
}

static void list_tools(struct http_server *server, struct wire_request *request,
                       const struct message *message)
{
    struct ri_text                  text = {0};
    struct ri_json                  json = {.out = &text};
    const struct ri_operation_info *info;
    if (ri_json_member(message->params, "cursor")) {
        send_error(server, request, 200, message->id, RPC_PARAMS,
                   "the list has one page: there is no cursor");
        return;
    }
    begin(&json, message->id);
    ri_json_key(&json, "result");
    ri_json_object(&json);
    ri_json_key(&json, "tools");
    ri_json_array(&json);
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        if (is_tool_for(info, http_principal(request)))
            put_tool(&json, info, &http_state(request)->mem);
    }
    ri_json_end(&json);
    ri_json_end(&json);
    ri_json_end(&json);
    http_send_json(server, request, 200, NULL, &text);
}

/* ---- tools/call: results --------------------------------------------------------------------------------------------------- */

static void put_content(struct ri_json *json, const char *text, size_t length)
{
    ri_json_object(json);
    member(json, "type", "text");
    ri_json_key(json, "text");
    ri_json_view(json, (struct ri_view){text, length});
    ri_json_end(json);
}

/* A file, as bytes of Base64. */
static void put_document(struct ri_json *json, const struct http_run *run,
                         const struct run_body *body)
{
    char *coded = malloc((body->length + 2) / 3 * 4 + 1), address[160];
    if (!coded) {
        json->out->failed = true;
        return;
    }
    ri_base64(body->bytes, body->length, coded);
    snprintf(address, sizeof address, "retailinsight://%s/%llu", run->operation,
             (unsigned long long)run->number);
    ri_json_object(json);
    member(json, "type", "resource");
    ri_json_key(json, "resource");
    ri_json_object(json);
    member(json, "uri", address);
    member(json, "mimeType", body->content_type);
    member(json, "blob", coded);
    ri_json_end(json);
    ri_json_end(json);
    free(coded);
}

static void put_result(struct ri_json *json, const struct http_run *run,
                       const struct run_body *body)
{
    struct ri_text why = {0};
    if (body->error) http_error_text(run->server, run->number, run->instance, body->error, &why);
    ri_json_object(json);
    ri_json_key(json, "content");
    ri_json_array(json);
    if (body->error)
        put_content(json, why.at ? why.at : "", why.length);
    else if (body->content_type)
        put_document(json, run, body);
    else
        put_content(json, body->bytes, body->length);
    if (body->verdict) put_content(json, body->verdict, strlen(body->verdict));
    ri_json_end(json);
    if (!body->error && !body->content_type) {
        ri_json_key(json, "structuredContent");
        ri_json_raw(json, body->bytes, body->length);
    }
    ri_json_key(json, "isError");
    ri_json_bool(json, body->error);
    ri_json_end(json);
    ri_text_release(&why);
}

/* form_text is the message's id. */
static struct wire_answer *result_answer(const struct http_run *run, const struct run_body *body)
{
    static const struct wire_header headers[] = {
        {"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {NULL, NULL}};
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    begin(&json, run->form_text);
    ri_json_key(&json, "result");
    put_result(&json, run, body);
    ri_json_end(&json);
    if (!text.failed) return wire_answer_new(200, headers, text.at, text.length);
    ri_text_release(&text);
    return NULL;
}

/* What cannot be called, as a result: the assistant reads it and tries again. */
static void send_failure(struct http_server *server, struct wire_request *request, const char *id,
                         const struct ri_error *error)
{
    struct ri_text text = {0}, why = {0};
    struct ri_json json = {.out = &text};
    http_error_text(server, wire_number(request), "/mcp", error, &why);
    begin(&json, id);
    ri_json_key(&json, "result");
    ri_json_object(&json);
    ri_json_key(&json, "content");
    ri_json_array(&json);
    put_content(&json, why.at ? why.at : "", why.length);
    ri_json_end(&json);
    ri_json_key(&json, "isError");
    ri_json_bool(&json, true);
    ri_json_end(&json);
    ri_json_end(&json);
    ri_text_release(&why);
    http_send_json(server, request, 200, NULL, &text);
}

/* ---- tools/call: the call ------------------------------------------------------------------------------------------------------ */

/* A file's text, as if it had been sent as a body. */
static ri_status attach(struct http_server *server, struct ri_call *call,
                        const struct ri_param *param, const char *text, struct ri_error *err)
{
    const int    fd = call_temporary_file(server);
    const size_t length = strlen(text);
    if (fd < 0) return ri_fail(err, RI_EIO, "no temporary file for %s", param->name);
    if (write(fd, text, length) != (ssize_t)length || lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return ri_fail(err, RI_EIO, "%s cannot be kept", param->name);
    }
    return ri_call_attach(call, param->name, param->name, fd, err);
}

static ri_status fill(struct http_server *server, struct wire_request *request,
                      const struct ri_json_value *arguments, struct ri_call *call,
                      struct ri_error *err)
{
    struct http_request *state = http_state(request);
    struct json_pairs    pairs = {0};
    if (arguments) RI_TRY(call_read_object(arguments, &state->mem, &pairs, err));
    for (size_t i = 0; i < pairs.count; i++) {
        const struct ri_param *file = NULL;
        for (size_t j = 0; j < state->operation->param_count; j++) {
            const struct ri_param *param = &state->operation->params[j];
            if (param->type == RI_PARAM_FILE && strcmp(param->name, pairs.at[i].name) == 0)
                file = param;
        }
        RI_TRY(file ? attach(server, call, file, pairs.at[i].value, err)
                    : call_set(call, state->operation, &pairs.at[i], err));
    }
    return ri_call_check(call, err);
}

static void run_tool(struct http_server *server, struct wire_request *request, const char *id,
                     struct ri_call *call)
{
    struct http_request *state = http_state(request);
    struct http_run     *run = run_new(server, request, call, NULL);
    if (run) run->form_text = strdup(id);
    if (!run || !run->form_text) {
        run_free(run);
        http_refuse(server, request, RI_ENOMEM, "no room for an answer");
        return;
    }
    run->operation = state->operation->name;
    run->is_long = state->operation->flags & RI_LONG;
    run->writer = &ri_write_json;
    run->changes = state->operation->flags & RI_CHANGES;
    run->form = result_answer;
    run_start(run);
}

static const struct ri_operation_info *find_tool(const char *name, struct wire_request *request)
{
    const struct ri_operation_info *info;
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        const char *tool = tool_name(info, &http_state(request)->mem);
        if (tool && strcmp(tool, name) == 0 && is_tool_for(info, http_principal(request)))
            return info;
    }
    return NULL;
}

static void call_tool(struct http_server *server, struct wire_request *request,
                      const struct message *message)
{
    struct http_request *state = http_state(request);
    struct ri_error      error = {0};
    struct ri_call      *call = NULL;
    const char          *name = ri_json_string(ri_json_member(message->params, "name"));
    state->operation = name ? find_tool(name, request) : NULL;
    if (!state->operation) {
        send_error(server, request, 200, message->id, RPC_PARAMS,
                   name ? "there is no such tool for you" : "the tool's name is missing");
        return;
    }
    error.code = ri_call_new(server->workspace, state->operation->name, http_principal(request),
                             &call, &error);
    if (error.code == RI_OK)
        error.code =
            fill(server, request, ri_json_member(message->params, "arguments"), call, &error);
    if (error.code == RI_OK) {
        run_tool(server, request, message->id, call);
        return;
    }
    ri_call_free(call);
    send_failure(server, request, message->id, &error);
}

/* ---- The endpoint ------------------------------------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    method_fn  *answer;
} methods[] = {{"initialize", initialize},
               {"ping", ping},
               {"tools/list", list_tools},
               {"tools/call", call_tool}};

static void dispatch(struct http_server *server, struct wire_request *request,
                     const struct ri_json_value *root)
{
    static const struct wire_header none[] = {{NULL, NULL}};
    const struct ri_json_value     *id = ri_json_member(root, "id");
    const char                     *version = ri_json_string(ri_json_member(root, "jsonrpc")),
               *method = ri_json_string(ri_json_member(root, "method"));
    struct message message = {.params = ri_json_member(root, "params")};
    if (id) message.id = id_text(id, &http_state(request)->mem);
    if (!ri_json_is_object(root) || !version || strcmp(version, "2.0") != 0 ||
        (id && !message.id) || (message.params && !ri_json_is_object(message.params))) {
        send_error(server, request, 400, "null", RPC_REQUEST,
                   "want one message of JSON-RPC 2.0: an object");
        return;
    }
    if (!message.id ||
        !method) { /* a notification, or the answer to a question that was not asked */
        wire_send(request, wire_answer_view(202, none, "", 0));
        return;
    }
    for (size_t i = 0; i < RI_COUNT(methods); i++) {
        if (strcmp(methods[i].name, method) != 0) continue;
        methods[i].answer(server, request, &message);
        return;
    }
    send_error(server, request, 200, message.id, RPC_METHOD, "there is no such method");
}

/* A page of another origin must not ask, whatever key it has (DNS rebinding). */
static bool is_sound(struct http_server *server, struct wire_request *request)
{
    const char *origin = wire_header(request, "Origin"),
               *version = wire_header(request, "MCP-Protocol-Version");
    if (origin && !guard_origin_is_ours(origin, wire_header(request, "Host"), server->tls)) {
        http_refuse(server, request, RI_EFORBIDDEN, "the Origin is not this server's");
        return false;
    }
    if (version && !is_version(version)) {
        http_refuse(server, request, RI_EUSAGE,
                    "this version of the protocol is not spoken; %s and %s are", versions[0],
                    versions[1]);
        return false;
    }
    return true;
}

void mcp_answer(struct http_server *server, struct wire_request *request)
{
    struct ri_json_document *document;
    const struct ri_view     body = wire_body(request);
    if (!is_sound(server, request)) return;
    if (ri_json_read(body.at ? body.at : "", body.length, &document, NULL) != RI_OK) {
        send_error(server, request, 400, "null", RPC_PARSE, "the body is no JSON");
        return;
    }
    dispatch(server, request, ri_json_root(document));
    ri_json_document_free(document);
}
