/* Parameters out of the query, a JSON body or a file, into a call. */
#include "call.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/task.h"
#include "cache.h"
#include "face/rows.h"
#include "form.h"
#include "jobs.h"
#include "once.h"
#include "paging.h"
#include "records.h"
#include "run.h"

#include <fcntl.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { JSON_MOST = 1 << 20, NAME_MOST = 200 };

/* ---- Parameters ------------------------------------------------------------------------------------------------- */

const struct ri_param *call_file_param(const struct ri_operation_info *info)
{
    for (size_t i = 0; i < info->param_count; i++) {
        if (info->params[i].type == RI_PARAM_FILE) return &info->params[i];
    }
    return NULL;
}

static bool names(const struct ri_param *param, const char *name)
{
    const char *want = param->name;
    for (; *want && *name; want++, name++) {
        if (*want != *name && !(*want == '-' && *name == '_')) return false;
    }
    return !*want && !*name;
}

static const struct ri_param *param_of(const struct ri_operation_info *info, const char *name)
{
    for (size_t i = 0; i < info->param_count; i++) {
        if (names(&info->params[i], name)) return &info->params[i];
    }
    return NULL;
}

ri_status call_set(struct ri_call *call, const struct ri_operation_info *info,
                   const struct http_pair *pair, struct ri_error *err)
{
    const struct ri_param *param = param_of(info, pair->name);
    const char            *value = pair->value;
    if (!param) return ri_call_set(call, pair->name, value, err); /* says which is nearest */
    if (param->type == RI_PARAM_PATH)
        return ri_fail(err, RI_EUSAGE, "%s names a place on the machine: not offered over HTTP",
                       param->name);
    if (param->type == RI_PARAM_FILE)
        return ri_fail(err, RI_EUSAGE, "%s is a file: send its bytes as the body of a POST",
                       param->name);
    if (param->type == RI_PARAM_FLAG && !*value) value = "true";
    return ri_call_set(call, param->name, value, err);
}

/* A scalar as text; one that holds a NUL would be another text to whoever reads it next. */
static ri_status add_value(struct json_pairs *pairs, const char *name,
                           const struct ri_json_value *value, struct ri_arena *mem,
                           struct ri_error *err)
{
    const char *scalar = ri_json_scalar(value, mem);
    if (!scalar || (ri_json_string(value) && strlen(scalar) != ri_json_string_length(value)))
        return ri_fail(err, RI_EUSAGE, "parameter '%.60s' wants text, a number, true or false",
                       name);
    pairs->at[pairs->count++] = (struct http_pair){name, scalar};
    return RI_OK;
}

static ri_status add_member(struct json_pairs *pairs, const struct ri_json_value *root, size_t i,
                            struct ri_arena *mem, struct ri_error *err)
{
    const char                 *key = NULL;
    const struct ri_json_value *value = ri_json_at(root, i, &key);
    const char                 *name = ri_arena_copy(mem, key, strlen(key));
    if (!name) return ri_fail(err, RI_ENOMEM, "no room for parameters");
    if (ri_json_is_null(value)) return RI_OK;
    if (!ri_json_is_array(value)) return add_value(pairs, name, value, mem, err);
    for (size_t j = 0; j < ri_json_count(value); j++)
        RI_TRY(add_value(pairs, name, ri_json_at(value, j, NULL), mem, err));
    return RI_OK;
}

ri_status call_read_object(const struct ri_json_value *root, struct ri_arena *mem,
                           struct json_pairs *ret, struct ri_error *err)
{
    enum { MOST = 4096 };
    size_t room = 0;
    if (!ri_json_is_object(root))
        return ri_fail(err, RI_EUSAGE, "the body wants to be a JSON object of parameters");
    for (size_t i = 0; i < ri_json_count(root); i++) {
        const struct ri_json_value *value = ri_json_at(root, i, NULL);
        room += ri_json_is_array(value) ? ri_json_count(value) : 1;
    }
    if (room > MOST) return ri_fail(err, RI_ETOOLARGE, "more than %d values", MOST);
    RI_ARENA_NEW(ret->at, mem, room, err);
    for (size_t i = 0; i < ri_json_count(root); i++) RI_TRY(add_member(ret, root, i, mem, err));
    return RI_OK;
}

ri_status call_read_json(struct ri_view text, struct ri_arena *mem, struct json_pairs *ret,
                         struct ri_error *err)
{
    struct ri_json_document *document;
    *ret = (struct json_pairs){0};
    if (ri_json_read(text.at ? text.at : "", text.length, &document, err) != RI_OK) {
        ri_error_prefix(err, "the body");
        return RI_EUSAGE; /* the request is wrong, not data in it */
    }
    const ri_status status = call_read_object(ri_json_root(document), mem, ret, err);
    ri_json_document_free(document);
    return status;
}

/* ---- Keys --------------------------------------------------------------------------------------------------------- */

/* Two with the same roles and stores get the same answers; the owner's may say more. */
static void key_rights(struct ri_key *key, const struct ri_principal *principal)
{
    ri_key_int(key, principal ? (int64_t)principal->roles : -1);
    if (!principal || !principal->stores) {
        ri_key_null(key);
        return;
    }
    for (size_t i = 0; principal->stores[i]; i++)
        ri_key_text(key, ri_view_of(principal->stores[i]));
    ri_key_int(key, 0);
}

bool call_key(const struct call_asked *asked, struct ri_text *ret)
{
    size_t                          known = 0;
    const struct ri_operation_info *info = asked->info;
    struct ri_key                   key = {.bytes = *ret};
    ri_key_text(&key, ri_view_of(info->name));
    ri_key_text(&key, ri_view_of(asked->format));
    ri_key_int(&key, asked->gzip);
    ri_key_int(&key, (int64_t)asked->version);
    key_rights(&key, asked->principal);
    for (size_t i = 0; i < info->param_count; i++) {
        for (size_t j = 0; j < asked->target->count; j++) {
            if (!names(&info->params[i], asked->target->pairs[j].name)) continue;
            ri_key_int(&key, (int64_t)i);
            ri_key_text(&key, ri_view_of(asked->target->pairs[j].value));
            known++;
        }
    }
    *ret = key.bytes;
    return known == asked->target->count && !key.bytes.failed;
}

/* ---- The head: where a body goes ----------------------------------------------------------------------------------- */

bool call_content_is(const struct wire_request *request, const char *type)
{
    const char  *content = wire_header(request, "Content-Type");
    const size_t length = strlen(type);
    return content && strncasecmp(content, type, length) == 0 &&
           (!content[length] || content[length] == ';' || content[length] == ' ');
}

/* A file of the workspace's folder that has no name, so that nothing is left of it whatever happens. */
int call_temporary_file(const struct http_server *server)
{
    const char *folders[] = {ri_workspace_directory(server->workspace), "/tmp"};
    for (size_t i = 0; i < RI_COUNT(folders); i++) {
        const int fd = open(folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (fd >= 0) return fd;
    }
    char      name[] = "/tmp/retailinsight-XXXXXX";
    const int fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0) unlink(name);
    return fd;
}

/* False: the key is none, and it was refused. */
static bool key_is_good(struct http_server *server, struct wire_request *request)
{
    const char     *key = wire_header(request, "Idempotency-Key");
    struct ri_error error = {0};
    if (!key || !(http_state(request)->operation->flags & RI_CHANGES)) return true;
    if (!once_is_key(key))
        error.code = ri_fail(&error, RI_EUSAGE, "an Idempotency-Key has 1 to %d visible characters",
                             ONCE_KEY_MOST);
    else
        error.code = wire_digest_body(request, &error);
    if (error.code != RI_OK) http_refuse_error(server, request, &error, NULL);
    return error.code == RI_OK;
}

void operation_head(struct http_server *server, struct wire_request *request)
{
    static const struct wire_header accept = {"Accept-Post", "application/json"};
    struct http_request *state = http_state(request);
    if (!key_is_good(server, request) || !wire_has_body(request)) return;
    if (state->itemized && !records_are_offered(request)) {
        http_refuse_code(server, request, 415, "unsupported media type",
                         "records come as JSON, NDJSON, CSV, Arrow or Parquet", &records_accepted);
        return;
    }
    if (call_content_is(request, "application/json") && !state->itemized) {
        wire_body_to_memory(request, JSON_MOST);
        return;
    }
    if (call_content_is(request, "application/x-www-form-urlencoded") ||
        !call_file_param(state->operation)) {
        http_refuse_code(server, request, 415, "unsupported media type",
                         call_file_param(state->operation)
                             ? "send the bytes of the file as they are, or a form with files"
                             : "parameters come as application/json",
                         &accept);
        return;
    }
    const int fd = call_temporary_file(server);
    if (fd < 0) {
        http_refuse(server, request, RI_EIO, "no temporary file for a body");
        return;
    }
    state->reads_file = true;
    state->reads_form = call_content_is(request, "multipart/form-data");
    const uint64_t most = server->limits.body_bytes;
    wire_body_to_file(request, fd, state->reads_form && most > FORM_BYTES ? FORM_BYTES : most);
}

/* ---- The call ------------------------------------------------------------------------------------------------------- */

/* The file's name as the ledger calls it: the last part of what the client says, without what a screen would obey. */
static void file_name(const char *name, char *ret, size_t size)
{
    const char *slash = name ? strrchr(name, '/') : NULL, *back = name ? strrchr(name, '\\') : NULL;
    if (slash) name = slash + 1;
    if (back && back >= name) name = back + 1;
    size_t at = 0;
    for (; name && *name && at + 1 < size; name++) {
        if ((unsigned char)*name >= 32 && *name != 127) ret[at++] = *name;
    }
    while (at && ri_utf8_valid(ret, at) != at) at--;
    ret[at] = '\0';
    if (!at || strcmp(ret, ".") == 0 || strcmp(ret, "..") == 0) snprintf(ret, size, "upload");
}

/* *ret_wrong: the parameter whose value is wrong. */
static ri_status set_all(struct ri_call *call, const struct http_request *state,
                         const struct http_pair *pairs, size_t count, const char **ret_wrong,
                         struct ri_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (state->reads_file && strcmp(pairs[i].name, "name") == 0) continue;
        *ret_wrong = pairs[i].name;
        RI_TRY(call_set(call, state->operation, &pairs[i], err));
    }
    *ret_wrong = NULL;
    return RI_OK;
}

/* A file of its own for the bytes of a part. */
static ri_status attach_part(const struct http_server *server, struct ri_call *call,
                             const struct form_part *part, struct ri_error *err)
{
    char      name[NAME_MOST];
    const int fd = call_temporary_file(server);
    size_t    done = 0;
    while (fd >= 0 && done < part->bytes.length) {
        const ssize_t n = write(fd, part->bytes.at + done, part->bytes.length - done);
        if (n <= 0) break;
        done += (size_t)n;
    }
    if (fd < 0 || done < part->bytes.length || lseek(fd, 0, SEEK_SET) != 0) {
        if (fd >= 0) close(fd);
        return ri_fail(err, RI_ENOSPACE, "no room for a file of the form");
    }
    file_name(part->file_name, name, sizeof name);
    return ri_call_attach(call, part->name, name, fd, err);
}

/* Parts with a file name are files, the others parameters. */
static ri_status fill_parts(const struct http_server *server, struct http_request *state,
                            struct ri_call *call, const struct form *form, const char **ret_wrong,
                            struct ri_error *err)
{
    if (!form->count)
        return ri_fail(err, RI_EUSAGE, "the form has no part: neither file nor value");
    for (size_t i = 0; i < form->count; i++) {
        const struct form_part *part = &form->parts[i];
        const struct ri_param  *param = param_of(state->operation, part->name);
        *ret_wrong = part->name;
        if (part->file_name) {
            if (!param || param->type != RI_PARAM_FILE)
                return ri_fail(err, RI_EUSAGE, "'%.60s' is no file parameter", part->name);
            RI_TRY(attach_part(server, call, part, err));
            continue;
        }
        const struct http_pair pair = {
            part->name, ri_arena_copy(&state->mem, part->bytes.at, part->bytes.length)};
        if (!pair.value) return ri_fail(err, RI_ENOMEM, "no room for parameters");
        if (strlen(pair.value) != part->bytes.length ||
            ri_utf8_valid(pair.value, part->bytes.length) != part->bytes.length)
            return ri_fail(err, RI_EUSAGE, "'%.60s' is no text", part->name);
        RI_TRY(call_set(call, state->operation, &pair, err));
    }
    *ret_wrong = NULL;
    return RI_OK;
}

static ri_status fill_form(const struct http_server *server, struct http_request *state,
                           struct wire_request *request, struct ri_call *call,
                           const char **ret_wrong, struct ri_error *err)
{
    const int   fd = wire_take_file(request);
    struct stat info;
    struct form form;
    if (fd < 0 || fstat(fd, &info) != 0) {
        if (fd >= 0) close(fd);
        return ri_fail(err, RI_EIO, "the body cannot be read again");
    }
    const size_t length = (size_t)info.st_size;
    char        *body = length ? mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (length && body == MAP_FAILED) return ri_fail(err, RI_ENOMEM, "no room for a form");
    ri_status status =
        form_parse(wire_header(request, "Content-Type"),
                   (struct ri_view){length ? body : "", length}, &state->mem, &form, err);
    if (status == RI_OK) status = fill_parts(server, state, call, &form, ret_wrong, err);
    if (length) munmap(body, length);
    return status;
}

static ri_status fill(const struct http_server *server, struct http_request *state,
                      struct wire_request *request, struct ri_call *call, const char **ret_wrong,
                      struct ri_error *err)
{
    struct json_pairs json = {0};
    *ret_wrong = NULL;
    if (wire_has_body(request) && !state->reads_file)
        RI_TRY(call_read_json(wire_body(request), &state->mem, &json, err));
    RI_TRY(set_all(call, state, state->target.pairs, state->target.count, ret_wrong, err));
    state->wrong_in_body = json.count;
    RI_TRY(set_all(call, state, json.at, json.count, ret_wrong, err));
    state->wrong_in_body = false;
    if (!state->reads_file) return RI_OK;
    if (state->reads_form) return fill_form(server, state, request, call, ret_wrong, err);
    char      name[NAME_MOST];
    const int fd = wire_take_file(request);
    file_name(target_value(&state->target, "name"), name, sizeof name);
    if (fd < 0) return ri_fail(err, RI_EIO, "the body cannot be read again");
    return ri_call_attach(call, call_file_param(state->operation)->name, name, fd, err);
}

/* ---- Answers ---------------------------------------------------------------------------------------------------------- */

struct shape { /* of the answer */
    const struct ri_writer *writer;
    bool                    gzip;
    struct ri_text          key;
    char                    etag[RUN_ETAG_SIZE];
    struct paging           paging;
};

static void put_etag(const struct http_server *server, struct shape *shape)
{
    snprintf(shape->etag, sizeof shape->etag, "\"%llu-%016llx\"",
             (unsigned long long)atomic_load(&server->data_version),
             (unsigned long long)ri_hash64(shape->key.at, shape->key.length));
}

/* True: the client has it already, or the cache has: it was sent. */
static bool answer_from_memory(struct http_server *server, struct wire_request *request,
                               struct shape *shape)
{
    const struct ri_view key = {shape->key.at, shape->key.length};
    const char          *known = wire_header(request, "If-None-Match");
    if (known) put_etag(server, shape);
    if (negotiate_matches(known, shape->etag)) {
        const struct wire_header headers[] = {
            {"ETag", shape->etag},
            {"Vary", "Accept, Accept-Encoding, Authorization, Cookie"},
            {"Cache-Control", "private, no-cache"},
            {NULL, NULL}};
        http_count(server, not_modified);
        wire_send(request, wire_answer_view(304, headers, "", 0));
        return true;
    }
    struct wire_answer *answer = cache_get(server->cache, key);
    if (answer) {
        http_count(server, hits);
        wire_send(request, answer);
        return true;
    }
    http_count(server, misses);
    put_etag(server, shape);
    return false;
}

static bool choose_shape(struct http_server *server, struct wire_request *request,
                         struct shape *shape)
{
    if (!negotiate_format(wire_header(request, "Accept"), &shape->writer)) {
        http_refuse_code(server, request, 406, "not acceptable", negotiate_types(), NULL);
        return false;
    }
    shape->gzip = shape->writer != &ri_write_arrow && shape->writer != &face_write_parquet &&
                  negotiate_gzip(wire_header(request, "Accept-Encoding"));
    return true;
}

static bool give_page(struct http_run *run, struct paging *paging)
{
    run->page = malloc(sizeof *run->page);
    if (!run->page) return false;
    *run->page = paging->page;
    run->page_link = paging->link; /* taken */
    paging->link = NULL;
    return true;
}

static void key_page(struct shape *shape)
{
    struct ri_key key = {.bytes = shape->key};
    ri_key_int(&key, (int64_t)shape->paging.page.limit);
    ri_key_text(&key, ri_view_of(shape->paging.cursor));
    shape->key = key.bytes;
}

static void run_now(struct http_server *server, struct wire_request *request, struct ri_call *call,
                    struct shape *shape)
{
    struct http_request *state = http_state(request);
    struct http_run     *run = run_new(server, request, call, NULL);
    if (!run) {
        http_refuse(server, request, RI_ENOMEM, "no room for an answer");
        return;
    }
    run->operation = state->operation->name;
    run->is_long = state->operation->flags & RI_LONG;
    run->writer = shape->writer;
    run->gzip = shape->gzip;
    run->changes = state->operation->flags & RI_CHANGES;
    if (state->itemized) run->status = 207;
    run->shareable = shape->key.length > 0;
    run->key = shape->key; /* taken */
    shape->key = (struct ri_text){0};
    memcpy(run->etag, shape->etag, sizeof run->etag);
    if (shape->paging.wanted && !give_page(run, &shape->paging)) {
        run_free(run);
        http_refuse(server, request, RI_ENOMEM, "no room for a page");
        return;
    }
    run_start(run);
}

/* Of everything that makes two requests the same, but the key. */
static uint64_t digest_of(struct wire_request *request)
{
    const struct http_request *state = http_state(request);
    unsigned char              body[RI_SHA256_SIZE];
    struct ri_key              key = {0};
    wire_body_digest(request, body);
    ri_key_text(&key, ri_view_of(state->operation->name));
    for (size_t i = 0; i < state->target.count; i++) {
        ri_key_text(&key, ri_view_of(state->target.pairs[i].name));
        ri_key_text(&key, ri_view_of(state->target.pairs[i].value));
    }
    ri_key_text(&key, (struct ri_view){(const char *)body, sizeof body});
    const uint64_t digest = (uint64_t)ri_key_hash(&key);
    ri_key_release(&key);
    return digest;
}

/* False: its Idempotency-Key was used before, and it was answered. */
static bool is_first(struct http_server *server, struct wire_request *request)
{
    struct http_request       *state = http_state(request);
    const char                *key = wire_header(request, "Idempotency-Key");
    const struct ri_principal *who = http_principal(request);
    struct wire_answer        *before = NULL;
    char                       name[ONCE_KEY_MOST + 200];
    if (!key || !(state->operation->flags & RI_CHANGES)) return true;
    snprintf(name, sizeof name, "%.150s\n%s", who ? who->name : "", key);
    const struct once_asked asked = {name, digest_of(request), state->operation->flags & RI_ITEMS};
    switch (once_begin(server->once, &asked, ri_task_now_us(NULL), &state->ticket, &before)) {
    case ONCE_NEW:
        return true;
    case ONCE_AGAIN:
        wire_own_header(request, "Idempotent-Replayed", "true");
        wire_send(request, before);
        return false;
    case ONCE_OTHER:
        http_refuse(server, request, RI_EDATA,
                    "this Idempotency-Key was used for another request: a new request needs a new "
                    "key");
        return false;
    case ONCE_UNKNOWN:
        http_refuse(server, request, RI_ECONFLICT,
                    "the server ended while this was done, and whether it was is not known: look, "
                    "and ask under a new key where it is still wanted");
        return false;
    case ONCE_UNDER_WAY:
        http_refuse(server, request, RI_ECONFLICT,
                    "the request with this Idempotency-Key is under way");
        return false;
    default:
        http_busy(server, request, 503, 5,
                  "too many requests with an Idempotency-Key are under way");
        return false;
    }
}

/* True: it was sent already. Otherwise the key says under which it may be kept; empty: under none. */
static bool find_kept(struct http_server *server, struct wire_request *request, struct shape *shape)
{
    const struct http_request *state = http_state(request);
    if (state->operation->flags & (RI_CHANGES | RI_VOLATILE)) return false;
    if (!server_is_current(server)) return false; /* made anew, and not kept, until the next look */
    const struct call_asked asked = {
        state->operation,    &state->target, http_principal(request),
        shape->writer->name, shape->gzip,    atomic_load(&server->data_version)};
    if (!call_key(&asked, &shape->key)) {
        ri_text_release(&shape->key); /* it will be refused */
        return false;
    }
    if (shape->paging.wanted) key_page(shape);
    return answer_from_memory(server, request, shape);
}

void operation_answer(struct http_server *server, struct wire_request *request)
{
    struct http_request            *state = http_state(request);
    const struct ri_operation_info *info = state->operation;
    const bool                      post = http_is(request, "POST");
    const char                     *wrong = NULL;
    struct shape                    shape = {0};
    struct ri_error                 error = {0};
    struct ri_call                 *call = NULL;
    if (!choose_shape(server, request, &shape)) return;
    if (!post) error.code = paging_read(state, &shape.paging, &wrong, &error);
    if (shape.paging.wanted && shape.writer == &face_write_parquet)
        error.code = ri_fail(&error, RI_EUSAGE, "Parquet comes whole: ask for it without a cursor");
    if (error.code != RI_OK) {
        http_refuse_error(server, request, &error, wrong);
        return;
    }
    if (!post && find_kept(server, request, &shape)) {
        free(shape.paging.link);
        ri_text_release(&shape.key);
        return;
    }
    ri_status status =
        ri_call_new(server->workspace, info->name, http_principal(request), &call, &error);
    if (status == RI_OK) status = fill(server, state, request, call, &wrong, &error);
    if (status == RI_OK && state->itemized) status = records_ask(state, call, &error);
    if (status == RI_OK) status = ri_call_check(call, &error);
    if (status != RI_OK) {
        error.code = status;
        ri_call_free(call);
        http_refuse_error(server, request, &error, wrong);
    } else if (!is_first(server, request)) {
        ri_call_free(call);
    } else if (post && info->flags & RI_LONG && !records_at_once(request)) {
        jobs_accept(server, request, call, info);
    } else {
        run_now(server, request, call, &shape);
    }
    free(shape.paging.link);
    ri_text_release(&shape.key);
}
