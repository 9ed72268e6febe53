/* OpenAPI 3.1, written from the table of operations. */
#include "openapi.h"

#include "openapi_fixed.h"

#include "retailinsight_server.h"

/* ---- What is offered, and where ---------------------------------------------------------------------------------- */

bool face_offers(const struct ri_operation_info *info)
{
    if (info->flags & RI_LOCAL) return false;
    for (size_t i = 0; i < info->param_count; i++) {
        if (info->params[i].type == RI_PARAM_PATH && (info->params[i].flags & RI_PARAM_REQUIRED))
            return false;
    }
    return true;
}

const char *face_address(const struct ri_operation_info *info, struct ri_arena *mem)
{
    char *path = ri_arena_printf(mem, "/api/v1/%s", info->name);
    for (char *at = path ? path + 8 : NULL; at && *at; at++) {
        if (*at == '.') *at = '/';
    }
    return path;
}

/* ---- Small pieces --------------------------------------------------------------------------------------------------- */

static void member(struct ri_json *json, const char *key, const char *text)
{
    ri_json_key(json, key);
    ri_json_text(json, text);
}

static void object(struct ri_json *json, const char *key)
{
    ri_json_key(json, key);
    ri_json_object(json);
}

static void array(struct ri_json *json, const char *key)
{
    ri_json_key(json, key);
    ri_json_array(json);
}

/* A value that is JSON already. */
static void raw(struct ri_json *json, const char *key, const char *literal)
{
    ri_json_key(json, key);
    ri_json_raw(json, literal, strlen(literal));
}

/* ---- Parameters ------------------------------------------------------------------------------------------------------ */

/* What a type is in JSON Schema, without its braces. */
static const char *const param_schemas[RI_PARAM_TYPE_COUNT] = {
    [RI_PARAM_TEXT] = "\"type\":\"string\"",
    [RI_PARAM_FLAG] = "\"type\":\"boolean\"",
    [RI_PARAM_INTEGER] = "\"type\":\"integer\",\"format\":\"int64\"",
    [RI_PARAM_COUNT] =
        "\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,\"maximum\":9223372036854775807",
    [RI_PARAM_NUMBER] = "\"type\":\"number\",\"format\":\"double\"",
    [RI_PARAM_MONEY] = "\"type\":\"string\",\"pattern\":\"^-?[0-9]{1,12}(\\\\.[0-9]{1,6})?$\"",
    [RI_PARAM_DATE] = "\"type\":\"string\",\"format\":\"date\"",
    [RI_PARAM_PERIOD] = "\"type\":\"string\",\"examples\":[\"2026\",\"2026-Q1\",\"2026-11\",\"last_"
                        "12_months\",\"all\"]",
    [RI_PARAM_DURATION] = "\"type\":\"string\",\"pattern\":\"^[0-9]{1,6}[mhdw]$\"",
    [RI_PARAM_ENUM] = "\"type\":\"string\"",
    [RI_PARAM_STORE] = "\"type\":\"string\",\"minLength\":1",
    [RI_PARAM_PRODUCT] = "\"type\":\"string\",\"minLength\":1",
    [RI_PARAM_CUSTOMER] = "\"type\":\"string\",\"minLength\":1",
    [RI_PARAM_COLUMN] = "\"type\":\"string\",\"minLength\":1",
    [RI_PARAM_QUANTILES] = "\"type\":\"number\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":1",
    [RI_PARAM_PAIR] = "\"type\":\"string\",\"pattern\":\"^[^=]+=.*$\"",
    [RI_PARAM_PATH] = "\"type\":\"string\"",
    [RI_PARAM_FILE] = "\"type\":\"string\"",
};

static bool is_number(ri_param_type type)
{
    return type == RI_PARAM_INTEGER || type == RI_PARAM_COUNT || type == RI_PARAM_NUMBER ||
           type == RI_PARAM_FLAG || type == RI_PARAM_QUANTILES;
}

/* Given over HTTP as a value: no paths, and files only as a body. */
static bool is_value(const struct ri_param *param)
{
    return param->type != RI_PARAM_PATH && param->type != RI_PARAM_FILE;
}

/* The schema's members that are the item's, into an open object. */
static void item_schema(struct ri_json *json, const struct ri_param *param)
{
    ri_text_putc(json->out, '{');
    ri_text_puts(json->out, param_schemas[param->type]);
    if (param->values) {
        ri_text_puts(json->out, ",\"enum\":[");
        for (size_t i = 0; param->values[i]; i++)
            ri_text_printf(json->out, "%s\"%s\"", i ? "," : "", param->values[i]);
        ri_text_putc(json->out, ']');
    }
    if (param->fallback && !(param->flags & RI_PARAM_LIST)) {
        struct ri_json fallback = {.out = json->out};
        ri_text_puts(json->out, ",\"default\":");
        if (is_number(param->type))
            ri_text_puts(json->out, param->fallback);
        else
            ri_json_text(&fallback, param->fallback);
    }
    if (param->unit) ri_text_printf(json->out, ",\"x-unit\":\"%s\"", param->unit);
    ri_text_printf(json->out, ",\"x-type\":\"%s\"}", ri_param_type_text(param->type));
}

/* As the value of a key that was written: the schema of a parameter. in_body: one value may stand for a list of one. */
static void param_schema(struct ri_json *json, const struct ri_param *param, bool in_body)
{
    const bool     list = param->flags & RI_PARAM_LIST;
    struct ri_text text = {0};
    struct ri_json inner = {.out = &text};
    if (list && in_body) ri_text_puts(&text, "{\"anyOf\":[");
    if (list && in_body) item_schema(&inner, param);
    if (list && in_body) ri_text_putc(&text, ',');
    if (list) ri_text_puts(&text, "{\"type\":\"array\",\"items\":");
    item_schema(&inner, param);
    if (list) ri_text_putc(&text, '}');
    if (list && in_body) ri_text_puts(&text, "]}");
    if (text.failed || !text.at)
        json->out->failed = true;
    else
        ri_json_raw(json, text.at, text.length);
    ri_text_release(&text);
}

static const char cursor_parameter[] =
    "{\"name\":\"cursor\",\"in\":\"query\",\"required\":false,\"description\":\"The list in pages "
    "of `limit` rows (1 to 100000, "
    "otherwise 100): empty for the first page, then `next` of the page before, which stands in "
    "JSON and in the header Link. "
    "While the data are the same each row comes once; afterwards the list goes on behind the last "
    "row.\",\"schema\":{\"type\":\"string\","
    "\"pattern\":\"^([0-9a-f]{64})?$\"}}";

static const char key_parameter[] =
    "{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,\"description\":\"1 to 200 "
    "visible characters of the caller's choice: the same request again under the same key is done "
    "once and answered as before, for 24 hours.\",\"schema\":{\"type\":\"string\",\"pattern\":"
    "\"^[!-~]{1,200}$\"}}";

/* in_path: the parameter that is a part of the path, or NULL. */
static void query_parameters(struct ri_json *json, const struct ri_operation_info *info,
                             const struct ri_param *in_path)
{
    array(json, "parameters");
    if (info->flags & RI_CHANGES) ri_json_raw(json, key_parameter, strlen(key_parameter));
    for (size_t i = 0; i < info->param_count; i++) {
        const struct ri_param *param = &info->params[i];
        if (!is_value(param)) continue;
        ri_json_object(json);
        member(json, "name", param->name);
        member(json, "in", param == in_path ? "path" : "query");
        member(json, "description", param->help);
        ri_json_key(json, "required");
        ri_json_bool(json, param == in_path || param->flags & RI_PARAM_REQUIRED);
        if (param->flags & RI_PARAM_LIST) {
            member(json, "style", "form");
            ri_json_key(json, "explode");
            ri_json_bool(json, true);
        }
        ri_json_key(json, "schema");
        param_schema(json, param, false);
        ri_json_end(json);
        if (param->type == RI_PARAM_COUNT && strcmp(param->name, "limit") == 0 &&
            !(info->flags & RI_CHANGES))
            ri_json_raw(json, cursor_parameter, strlen(cursor_parameter));
    }
    ri_json_end(json);
}

static const struct ri_param *file_param(const struct ri_operation_info *info)
{
    for (size_t i = 0; i < info->param_count; i++) {
        if (info->params[i].type == RI_PARAM_FILE) return &info->params[i];
    }
    return NULL;
}

const struct ri_param *face_word(const struct ri_operation_info *info)
{
    if (!(info->flags & RI_CHANGES) || !file_param(info)) return NULL;
    for (size_t i = 0; i < info->param_count; i++)
        if (info->params[i].values) return &info->params[i];
    return NULL;
}

/* Files by the names of their parameters, other parameters beside them. */
static void form_body(struct ri_json *json, const struct ri_operation_info *info)
{
    object(json, "multipart/form-data");
    object(json, "schema");
    member(json, "type", "object");
    object(json, "properties");
    for (size_t i = 0; i < info->param_count; i++) {
        const struct ri_param *param = &info->params[i];
        const bool             list = param->flags & RI_PARAM_LIST;
        if (param->type != RI_PARAM_FILE) continue;
        raw(json, param->name,
            list ? "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"format\":\"binary\"}}"
                 : "{\"type\":\"string\",\"format\":\"binary\"}");
    }
    ri_json_end(json);
    ri_json_end(json);
    ri_json_end(json);
}

void face_input_schema(struct ri_json *json, const struct ri_operation_info *info, bool files)
{
    ri_json_object(json);
    member(json, "type", "object");
    ri_json_key(json, "additionalProperties");
    ri_json_bool(json, false);
    object(json, "properties");
    for (size_t i = 0; i < info->param_count; i++) {
        if (!is_value(&info->params[i]) && !(files && info->params[i].type == RI_PARAM_FILE))
            continue;
        ri_json_key(json, info->params[i].name);
        param_schema(json, &info->params[i], true);
    }
    ri_json_end(json);
    array(json, "required");
    for (size_t i = 0; i < info->param_count; i++) {
        if ((is_value(&info->params[i]) || (files && info->params[i].type == RI_PARAM_FILE)) &&
            (info->params[i].flags & RI_PARAM_REQUIRED))
            ri_json_text(json, info->params[i].name);
    }
    ri_json_end(json);
    ri_json_end(json);
}

static void request_body(struct ri_json *json, const struct ri_operation_info *info)
{
    object(json, "requestBody");
    object(json, "content");
    object(json, "application/json");
    ri_json_key(json, "schema");
    face_input_schema(json, info, false);
    ri_json_end(json);
    if (file_param(info)) {
        object(json, "application/octet-stream");
        raw(json, "schema", "{\"type\":\"string\",\"format\":\"binary\"}");
        ri_json_end(json);
        form_body(json, info);
    }
    ri_json_end(json);
    ri_json_end(json);
}

/* ---- Rows -------------------------------------------------------------------------------------------------------------- */

static const char *const column_schemas[RI_COLUMN_TYPE_COUNT] = {
    [RI_COLUMN_TEXT] = "{\"type\":[\"string\",\"array\",\"null\"]",
    [RI_COLUMN_BOOL] = "{\"type\":[\"boolean\",\"null\"]",
    [RI_COLUMN_INTEGER] = "{\"type\":[\"integer\",\"null\"],\"format\":\"int64\"",
    [RI_COLUMN_NUMBER] = "{\"type\":[\"number\",\"null\"],\"format\":\"double\"",
    [RI_COLUMN_DECIMAL] = "{\"type\":[\"number\",\"null\"],\"format\":\"decimal\"",
    [RI_COLUMN_MONEY] = "{\"type\":[\"number\",\"null\"],\"format\":\"decimal\"",
    [RI_COLUMN_SHARE] = "{\"type\":[\"number\",\"null\"],\"format\":\"double\"",
    [RI_COLUMN_DATE] = "{\"type\":[\"string\",\"null\"],\"format\":\"date\"",
    [RI_COLUMN_TIME] = "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"",
    [RI_COLUMN_STORE] = "{\"type\":[\"string\",\"null\"]",
    [RI_COLUMN_PRODUCT] = "{\"type\":[\"string\",\"null\"]",
    [RI_COLUMN_CUSTOMER] = "{\"type\":[\"string\",\"null\"]",
};

static void columns(struct ri_json *json, const struct ri_operation_info *info)
{
    for (size_t i = 0; i < info->column_count; i++) {
        const struct ri_column *column = &info->columns[i];
        struct ri_text          text = {0};
        struct ri_json          inner = {.out = &text};
        if (strchr(column->name, '*')) continue; /* a varying name: any property may stand */
        ri_text_puts(&text, column_schemas[column->type]);
        ri_text_puts(&text, ",\"description\":");
        ri_json_text(&inner, column->help ? column->help : "");
        ri_text_printf(&text, ",\"x-type\":\"%s\"}", ri_column_type_text(column->type));
        ri_json_key(json, column->name);
        ri_json_raw(json, text.at ? text.at : "{}", text.at ? text.length : 2);
        ri_text_release(&text);
    }
}

/* The document that JSON answers are: allOf the general one and this operation's rows. */
static void result_schema(struct ri_json *json, const struct ri_operation_info *info)
{
    object(json, "schema");
    array(json, "allOf");
    ri_json_object(json);
    member(json, "$ref", "#/components/schemas/Result");
    ri_json_end(json);
    ri_json_object(json);
    object(json, "properties");
    object(json, "rows");
    object(json, "items");
    object(json, "properties");
    columns(json, info);
    ri_json_end(json);
    ri_json_end(json);
    ri_json_end(json);
    ri_json_end(json);
    ri_json_end(json);
    ri_json_end(json);
    ri_json_end(json);
}

/* Whether it hands over a document: its one column says what is in it. */
static bool is_document(const struct ri_operation_info *info)
{
    return info->column_count == 1 && strcmp(info->columns[0].name, "document") == 0;
}

static void contents(struct ri_json *json, const char *const *types)
{
    for (; *types; types++) {
        object(json, *types);
        ri_json_end(json);
    }
}

static void rows_content(struct ri_json *json, const struct ri_operation_info *info,
                         const char *const *others)
{
    object(json, "content");
    object(json, "application/json");
    if (info)
        result_schema(json, info);
    else
        raw(json, "schema", "{\"$ref\":\"#/components/schemas/Result\"}");
    ri_json_end(json);
    contents(json, others);
    ri_json_end(json);
}

static void good_response(struct ri_json *json, const struct ri_operation_info *info)
{
    static const char *const others[] = {
        "application/x-ndjson", "text/csv", "application/vnd.apache.arrow.stream",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.apache.parquet", NULL};
    static const char *const documents[] = {
        "application/pdf",
        "text/html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "image/png",
        "text/plain",
        "application/octet-stream",
        NULL};
    object(json, "200");
    member(json, "description",
           is_document(info) ? info->columns[0].help
                             : "The rows; what a person must know beside them stands in notes.");
    if (is_document(info)) {
        object(json, "content");
        contents(json, documents);
        ri_json_end(json);
    } else {
        rows_content(json, info, others);
    }
    ri_json_end(json);
}

static void job_response(struct ri_json *json)
{
    raw(json, "202",
        "{\"description\":\"Accepted as a job; Location is its "
        "address.\",\"headers\":{\"Location\":{"
        "\"schema\":{\"type\":\"string\"}}},\"content\":{\"application/"
        "json\":{\"schema\":{\"$ref\":"
        "\"#/components/schemas/Job\"}}}}");
}

static void bad_responses(struct ri_json *json)
{
    raw(json, "4XX", "{\"$ref\":\"#/components/responses/Problem\"}");
    raw(json, "5XX", "{\"$ref\":\"#/components/responses/Problem\"}");
}

static void responses(struct ri_json *json, const struct ri_operation_info *info, bool job)
{
    object(json, "responses");
    if (job)
        job_response(json);
    else
        good_response(json, info);
    if (!job) raw(json, "304", "{\"description\":\"The client has it already.\"}");
    bad_responses(json);
    ri_json_end(json);
}

/* ---- Paths ------------------------------------------------------------------------------------------------------------- */

/* What every way to call it says, into an open object; how: the end of its name. */
static void said(struct ri_json *json, const struct ri_operation_info *info, const char *how)
{
    struct ri_text id = {0};
    ri_text_printf(&id, "%s.%s", info->name, how);
    member(json, "operationId", id.at);
    ri_text_release(&id);
    member(json, "summary", info->summary);
    if (info->details) member(json, "description", info->details);
    array(json, "tags");
    ri_text_printf(&id, "%.*s", (int)strcspn(info->name, "."), info->name);
    ri_json_text(json, id.at);
    ri_text_release(&id);
    ri_json_end(json);
    array(json, "x-roles");
    unsigned    role;
    const char *name;
    for (size_t i = 0; (name = ri_role_name(i, &role)); i++) {
        if (info->roles & role) ri_json_text(json, name);
    }
    ri_json_end(json);
}

static void operation(struct ri_json *json, const struct ri_operation_info *info, bool post)
{
    object(json, post ? "post" : "get");
    said(json, info, post ? "post" : "get");
    if (post)
        request_body(json, info);
    else
        query_parameters(json, info, NULL);
    if (post && (file_param(info) || info->flags & RI_CHANGES)) query_parameters(json, info, NULL);
    responses(json, info, post && (info->flags & RI_LONG));
    ri_json_end(json);
}

/* Many records at once: the word in the path, the records as the body, what became of each as the answer. */
static void bulk(struct ri_json *json, const struct ri_operation_info *info, const char *address,
                 struct ri_arena *mem)
{
    static const char *const others[] = {"application/x-ndjson", "text/csv",
                                         "application/vnd.apache.arrow.stream",
                                         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                         "application/vnd.apache.parquet", NULL};
    static const char        bodies[] =
        "{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":\"array\",\"items\":{"
        "\"type\":\"object\"}}},\"application/x-ndjson\":{\"schema\":{\"type\":\"string\"}},\"text/csv\":{"
        "\"schema\":{\"type\":\"string\"}},\"application/vnd.apache.arrow.stream\":{\"schema\":{\"type\":"
        "\"string\",\"format\":\"binary\"}},\"application/vnd.apache.parquet\":{\"schema\":{\"type\":"
        "\"string\",\"format\":\"binary\"}}}}";
    const struct ri_param *word = face_word(info);
    const char *path = word ? ri_arena_printf(mem, "%s/{%s}", address, word->name) : NULL;
    if (!path || !(info->flags & RI_ITEMS)) return;
    object(json, path);
    object(json, "post");
    said(json, info, "items");
    query_parameters(json, info, word);
    raw(json, "requestBody", bodies);
    object(json, "responses");
    object(json, "207");
    member(json, "description",
           "Up to 1 MiB of records: what became of each that was not there already. "
           "The import stands as a whole; rejected records wait in quarantine.");
    rows_content(json, NULL, others);
    ri_json_end(json);
    job_response(json);
    bad_responses(json);
    ri_json_end(json);
    ri_json_end(json);
    ri_json_end(json);
}

static void operations(struct ri_json *json, struct ri_arena *mem)
{
    const struct ri_operation_info *info;
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        const char *address = face_offers(info) ? face_address(info, mem) : NULL;
        if (!address) continue;
        object(json, address);
        if (!(info->flags & RI_CHANGES)) operation(json, info, false);
        operation(json, info, true);
        ri_json_end(json);
        bulk(json, info, address, mem);
    }
}

ri_status face_openapi(struct ri_text *out, struct ri_error *err)
{
    struct ri_json  json = {.out = out};
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    ri_json_object(&json);
    member(&json, "openapi", "3.1.0");
    object(&json, "info");
    member(&json, "title", "RetailInsight");
    member(&json, "version", ri_version());
    raw(&json, "license", "{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}");
    ri_json_end(&json);
    raw(&json, "servers", "[{\"url\":\"/\"}]");
    raw(&json, "security", "[{\"cookie\":[]},{\"bearer\":[]}]");
    object(&json, "paths");
    operations(&json, &mem);
    for (size_t i = 0; openapi_paths[i].name; i++)
        raw(&json, openapi_paths[i].name, openapi_paths[i].json);
    ri_json_end(&json);
    object(&json, "components");
    for (size_t i = 0; openapi_components[i].name; i++)
        raw(&json, openapi_components[i].name, openapi_components[i].json);
    ri_json_end(&json);
    ri_json_end(&json);
    ri_text_putc(out, '\n');
    ri_arena_release(&mem);
    return ri_text_check(out, err);
}
