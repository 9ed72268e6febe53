/* Documents about the server itself: session, table of operations, health, metrics, signing in and out. */
#include "documents.h"
#include "base/json.h"
#include "base/task.h"
#include "cache.h"
#include "events.h"
#include "face/openapi.h"
#include "guard.h"
#include "jobs.h"
#include "pool.h"

#include <unistd.h>

static void key_text(struct ri_json *json, const char *key, const char *text)
{
    ri_json_key(json, key);
    ri_json_text(json, text);
}

static void put_roles(struct ri_json *json, unsigned roles)
{
    unsigned    role;
    const char *name;
    ri_json_key(json, "roles");
    ri_json_array(json);
    for (size_t i = 0; (name = ri_role_name(i, &role)); i++) {
        if (roles & role) ri_json_text(json, name);
    }
    ri_json_end(json);
}

/* ---- Session ----------------------------------------------------------------------------------------------------------- */

/* The folder's name, without where it lies. */
static const char *workspace_name(const struct http_server *server)
{
    const char *directory = ri_workspace_directory(server->workspace),
               *slash = strrchr(directory, '/');
    return slash && slash[1] ? slash + 1 : directory;
}

/* The newest day of the stores that this person may see. */
static void newest_of(struct http_server *server, const struct ri_principal *principal,
                      char ret[RI_DATE_SIZE])
{
    ret[0] = '\0';
    pthread_mutex_lock(&server->look_lock);
    if (!principal || !principal->stores) memcpy(ret, server->as_of, RI_DATE_SIZE);
    for (size_t i = 0; principal && principal->stores && i < server->store_day_count; i++) {
        const struct http_store_day *one = &server->store_days[i];
        for (size_t j = 0; principal->stores[j]; j++)
            if (strcmp(principal->stores[j], one->store) == 0 && strcmp(one->day, ret) > 0)
                memcpy(ret, one->day, RI_DATE_SIZE);
    }
    pthread_mutex_unlock(&server->look_lock);
}

void document_session(struct http_server *server, struct wire_request *request)
{
    const struct ri_principal *principal = http_principal(request);
    struct ri_text             text = {0};
    struct ri_json             json = {.out = &text};
    char                       as_of[RI_DATE_SIZE];
    newest_of(server, principal, as_of);
    ri_json_object(&json);
    key_text(&json, "name", principal ? principal->name : "owner");
    put_roles(&json, principal ? principal->roles : (unsigned)RI_ROLE_ALL);
    ri_json_key(&json, "stores");
    if (principal && principal->stores) {
        ri_json_array(&json);
        for (size_t i = 0; principal->stores[i]; i++) ri_json_text(&json, principal->stores[i]);
        ri_json_end(&json);
    } else {
        ri_json_null(&json);
    }
    key_text(&json, "workspace", workspace_name(server));
    key_text(&json, "version", ri_version());
    ri_json_key(&json, "data_version");
    ri_json_int(&json, (int64_t)atomic_load(&server->data_version));
    key_text(&json, "as_of", as_of[0] ? as_of : NULL);
    ri_json_end(&json);
    ri_text_putc(&text, '\n');
    http_send_json(server, request, 200, NULL, &text);
}

/* ---- The table of operations ---------------------------------------------------------------------------------------------- */

static void put_param(struct ri_json *json, const struct ri_param *param)
{
    ri_json_object(json);
    key_text(json, "name", param->name);
    key_text(json, "type", ri_param_type_text(param->type));
    ri_json_key(json, "required");
    ri_json_bool(json, param->flags & RI_PARAM_REQUIRED);
    ri_json_key(json, "list");
    ri_json_bool(json, param->flags & RI_PARAM_LIST);
    key_text(json, "unit", param->unit);
    key_text(json, "default", param->fallback);
    ri_json_key(json, "allowed");
    if (param->values) {
        ri_json_array(json);
        for (size_t i = 0; param->values[i]; i++) ri_json_text(json, param->values[i]);
        ri_json_end(json);
    } else {
        ri_json_null(json);
    }
    key_text(json, "help", param->help);
    ri_json_end(json);
}

static void put_flags(struct ri_json *json, unsigned flags)
{
    static const struct {
        unsigned    flag;
        const char *name;
    } rows[] = {{RI_CHANGES, "changes"},
                {RI_LONG, "long"},
                {RI_CREATES, "creates"},
                {RI_STANDALONE, "standalone"},
                {RI_VOLATILE, "volatile"}};
    ri_json_key(json, "flags");
    ri_json_array(json);
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (flags & rows[i].flag) ri_json_text(json, rows[i].name);
    }
    ri_json_end(json);
}

static void put_operation(struct ri_json *json, const struct ri_operation_info *info,
                          struct ri_arena *mem)
{
    ri_json_object(json);
    key_text(json, "name", info->name);
    key_text(json, "path", face_address(info, mem));
    key_text(json, "summary", info->summary);
    key_text(json, "details", info->details);
    put_flags(json, info->flags);
    put_roles(json, info->roles);
    ri_json_key(json, "params");
    ri_json_array(json);
    for (size_t i = 0; i < info->param_count; i++) {
        if (info->params[i].type != RI_PARAM_PATH) put_param(json, &info->params[i]);
    }
    ri_json_end(json);
    ri_json_key(json, "columns");
    ri_json_array(json);
    for (size_t i = 0; i < info->column_count; i++) {
        ri_json_object(json);
        key_text(json, "name", info->columns[i].name);
        key_text(json, "type", ri_column_type_text(info->columns[i].type));
        key_text(json, "help", info->columns[i].help);
        ri_json_end(json);
    }
    ri_json_end(json);
    ri_json_key(json, "examples");
    ri_json_array(json);
    for (size_t i = 0; info->examples && info->examples[i]; i++)
        ri_json_text(json, info->examples[i]);
    ri_json_end(json);
    ri_json_end(json);
}

/* Those that this person may call. */
static void put_operations(const struct ri_principal *who, struct ri_text *out)
{
    struct ri_json                  json = {.out = out};
    struct ri_arena                 mem;
    const struct ri_operation_info *info;
    ri_arena_init(&mem, 1 << 20);
    ri_json_object(&json);
    ri_json_key(&json, "operations");
    ri_json_array(&json);
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        if (face_offers(info) && ri_operation_check(info, who, NULL) == RI_OK)
            put_operation(&json, info, &mem);
    }
    ri_json_end(&json);
    ri_json_end(&json);
    ri_text_putc(out, '\n');
    ri_arena_release(&mem);
}

static struct wire_answer *fixed_answer(struct ri_text *text)
{
    static const struct wire_header headers[] = {
        {"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}, {NULL, NULL}};
    if (!text->failed && text->at) return wire_answer_new(200, headers, text->at, text->length);
    ri_text_release(text);
    return NULL;
}

ri_status documents_make(struct http_server *server, struct ri_error *err)
{
    struct ri_text operations = {0}, openapi = {0};
    put_operations(NULL, &operations);
    struct wire_answer *list = fixed_answer(&operations), *api = NULL;
    const ri_status     status = face_openapi(&openapi, err);
    if (status == RI_OK)
        api = fixed_answer(&openapi);
    else
        ri_text_release(&openapi);
    if (!list || !api) {
        wire_answer_free(list);
        wire_answer_free(api);
        return status == RI_OK ? ri_fail(err, RI_ENOMEM, "no room for documents") : status;
    }
    pthread_mutex_lock(&server->look_lock);
    struct wire_answer *old_list = server->operations, *old_api = server->openapi;
    server->operations = list;
    server->openapi = api;
    pthread_mutex_unlock(&server->look_lock);
    wire_answer_free(old_list);
    wire_answer_free(old_api);
    return RI_OK;
}

/* A count of its own: the server may make them anew meanwhile. */
static struct wire_answer *fixed_now(struct http_server *server, struct wire_answer *const *answer)
{
    pthread_mutex_lock(&server->look_lock);
    struct wire_answer *now = wire_answer_keep(*answer);
    pthread_mutex_unlock(&server->look_lock);
    return now;
}

void document_operations(struct http_server *server, struct wire_request *request)
{
    const struct ri_principal *who = http_principal(request);
    struct ri_text             text = {0};
    if (!who) {
        wire_send(request, fixed_now(server, &server->operations));
        return;
    }
    put_operations(who, &text);
    http_send_json(server, request, 200, NULL, &text);
}

void document_openapi(struct http_server *server, struct wire_request *request)
{
    wire_send(request, fixed_now(server, &server->openapi));
}

/* ---- Health ------------------------------------------------------------------------------------------------------------------ */

static void say_state(struct http_server *server, struct wire_request *request, unsigned status,
                      const char *state)
{
    struct ri_text text = {0};
    ri_text_printf(&text, "{\"status\":\"%s\",\"version\":\"%s\"}\n", state, ri_version());
    http_send_json(server, request, status, NULL, &text);
}

void document_live(struct http_server *server, struct wire_request *request)
{
    say_state(server, request, 200, "alive");
}

void document_ready(struct http_server *server, struct wire_request *request)
{
    const bool ready = atomic_load(&server->ready) && !atomic_load(&server->stopping);
    say_state(server, request, ready ? 200 : 503, ready ? "ready" : "not ready");
}
