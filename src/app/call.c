/* Calls: made, their parameters set and asked for. */
#include "app/call_internal.h"

#include "app/workspace.h"
#include "base/json.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { CALL_MEMORY = 1 << 30 }; /* most that parameters and notes may take */

/* ---- Making ---------------------------------------------------------------------------------------------- */

static ri_status unknown_operation(const char *name, struct ri_error *err)
{
    enum { MOST = 256 };
    const char *names[MOST + 1] = {0};
    const struct ri_operation_info *info;
    for (size_t i = 0; i < MOST && (info = ri_operation_at(i)); i++) names[i] = info->name;
    const char *nearest = ri_nearest(name, names);
    return ri_fail(err, RI_ENOTFOUND, "there is no operation '%.60s'%s%s%s", name,
                   nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
}

static ri_status copy_principal(struct ri_call *call, const struct ri_principal *from,
                                struct ri_error *err)
{
    call->owner = from == NULL;
    call->principal = from ? *from : (struct ri_principal){.name = "owner", .roles = RI_ROLE_ALL};
    call->principal.name =
        ri_arena_printf(&call->mem, "%s", call->principal.name ? call->principal.name : "");
    if (!call->principal.name) return ri_fail(err, RI_ENOMEM, "no room for a call");
    if (!from || !from->stores) return RI_OK;
    size_t count = 0;
    while (from->stores[count]) count++;
    const char **stores;
    RI_ARENA_NEW(stores, &call->mem, count + 1, err);
    for (size_t i = 0; i < count; i++)
        stores[i] = ri_arena_printf(&call->mem, "%s", from->stores[i]);
    call->principal.stores = stores;
    return RI_OK;
}

ri_status ri_call_new(struct ri_workspace *workspace, const char *name,
                      const struct ri_principal *principal, struct ri_call **ret,
                      struct ri_error *err)
{
    const struct ri_operation *operation = ri_operation_lookup(name);
    if (!operation) return unknown_operation(name, err);
    RI_TRY(ri_operation_check(&operation->info, principal, err));
    struct ri_call *call = calloc(1, sizeof *call);
    if (!call) return ri_fail(err, RI_ENOMEM, "no room for a call");
    call->workspace = workspace;
    call->operation = operation;
    ri_arena_init(&call->mem, CALL_MEMORY);
    ri_arena_init(&call->run_mem, SIZE_MAX / 2);
    ri_workspace_prepare_task(workspace, &call->task);
    pthread_mutex_init(&call->result.lock, NULL);
    pthread_cond_init(&call->result.changed, NULL);
    call->result.call = call;
    call->arguments = ri_arena_new(&call->mem, struct ri_argument, operation->info.param_count);
    const ri_status status = call->arguments ? copy_principal(call, principal, err)
                                             : ri_fail(err, RI_ENOMEM, "no room for a call");
    if (status == RI_OK)
        *ret = call;
    else
        ri_call_free(call);
    return status;
}

void ri_call_free(struct ri_call *call)
{
    if (!call) return;
    ri_result_free(&call->result);
    for (size_t i = 0; call->arguments && i < call->operation->info.param_count; i++) {
        const struct ri_argument *argument = &call->arguments[i];
        for (size_t j = 0; argument->files && j < argument->count; j++) {
            if (argument->files[j].fd >= 0) close(argument->files[j].fd);
        }
    }
    pthread_mutex_destroy(&call->result.lock);
    pthread_cond_destroy(&call->result.changed);
    ri_arena_release(&call->run_mem);
    ri_arena_release(&call->mem);
    free(call);
}

/* ---- Setting --------------------------------------------------------------------------------------------- */

/* One more value at the end of the argument; its file, where there is one, beside it. */
static ri_status add_value(struct ri_call *call, const struct ri_param *param,
                           struct ri_argument *argument, const struct ri_value *value, int fd,
                           struct ri_error *err)
{
    if (argument->count && !(param->flags & RI_PARAM_LIST))
        return ri_fail(err, RI_EUSAGE, "--%s is given twice: '%.60s' and '%.60s'", param->name,
                       argument->values[0].text, value->text);
    if (argument->count == argument->room) {
        const size_t          room = argument->room ? argument->room * 2 : 4;
        struct ri_value      *values = ri_arena_new(&call->mem, struct ri_value, room);
        struct ri_input_file *files = ri_arena_new(&call->mem, struct ri_input_file, room);
        if (!values || !files)
            return ri_fail(err, RI_ENOMEM, "no room for more values of --%s", param->name);
        if (argument->count) memcpy(values, argument->values, argument->count * sizeof *values);
        if (argument->count) memcpy(files, argument->files, argument->count * sizeof *files);
        argument->values = values;
        argument->files = files;
        argument->room = room;
    }
    argument->files[argument->count] = (struct ri_input_file){value->text, fd};
    argument->values[argument->count++] = *value;
    return RI_OK;
}

/* Lists are comma-separated, except where a comma may be part of the one value (paths, name=value). */
static bool splits(const struct ri_param *param)
{
    return param->flags & RI_PARAM_LIST && param->type != RI_PARAM_FILE &&
           param->type != RI_PARAM_PATH && param->type != RI_PARAM_PAIR;
}

/* All values of a text, which may be a list, to the end of the argument. */
static ri_status add_values(struct ri_call *call, const struct ri_param *param,
                            struct ri_argument *argument, const char *text, struct ri_error *err)
{
    for (const char *at = text;; at++) {
        const char  *end = splits(param) ? strchr(at, ',') : NULL;
        const size_t length = end ? (size_t)(end - at) : strlen(at);
        char        *piece = ri_arena_copy(&call->mem, at, length);
        if (!piece) return ri_fail(err, RI_ENOMEM, "no room for the value of --%s", param->name);
        struct ri_value value;
        RI_TRY(ri_param_read(param, piece, &call->mem, &value, err));
        RI_TRY(add_value(call, param, argument, &value, -1, err));
        if (!end) return RI_OK;
        at = end;
    }
}

ri_status ri_call_set(struct ri_call *call, const char *parameter, const char *text,
                      struct ri_error *err)
{
    size_t i;
    RI_TRY(ri_param_find(&call->operation->info, parameter, &i, err));
    return add_values(call, &call->operation->info.params[i], &call->arguments[i], text, err);
}

ri_status ri_call_attach(struct ri_call *call, const char *parameter, const char *name, int fd,
                         struct ri_error *err)
{
    size_t          i;
    struct ri_value value;
    ri_status       status = ri_param_find(&call->operation->info, parameter, &i, err);
    if (status == RI_OK && call->operation->info.params[i].type != RI_PARAM_FILE)
        status = ri_fail(err, RI_EUSAGE, "--%s takes no file", parameter);
    if (status == RI_OK)
        status = ri_param_read(&call->operation->info.params[i], name, &call->mem, &value, err);
    if (status == RI_OK)
        status =
            add_value(call, &call->operation->info.params[i], &call->arguments[i], &value, fd, err);
    if (status != RI_OK) close(fd);
    return status;
}

/* What a parameter's help says in its first words: it belongs to a file, or to the workspace. Given with the other it would be passed over in silence. */
static ri_status check_side(const struct ri_call *call, const struct ri_param *param,
                            struct ri_error *err)
{
    static const char file[] = "with --input: ", workspace[] = "of the workspace: ";
    const bool        given = ri_call_given(call, "input");
    if (!given && strncmp(param->help, file, strlen(file)) == 0)
        return ri_fail(err, RI_EUSAGE, "--%s goes with --input FILE", param->name);
    if (given && strncmp(param->help, workspace, strlen(workspace)) == 0)
        return ri_fail(err, RI_EUSAGE, "--%s is of the workspace: it says nothing of a file",
                       param->name);
    return RI_OK;
}

static ri_status check_sides(const struct ri_call *call, struct ri_error *err)
{
    const struct ri_operation_info *info = &call->operation->info;
    for (size_t i = 0; ri_call_has(call, "input") && i < info->param_count; i++)
        if (call->arguments[i].count) RI_TRY(check_side(call, &info->params[i], err));
    return RI_OK;
}

ri_status ri_call_check(const struct ri_call *call, struct ri_error *err)
{
    const struct ri_operation_info *info = &call->operation->info;
    for (size_t i = 0; i < info->param_count; i++) {
        const struct ri_param *param = &info->params[i];
        if (!(param->flags & RI_PARAM_REQUIRED) || call->arguments[i].count) continue;
        const bool positional = param->flags & RI_PARAM_POSITIONAL;
        return ri_fail(err, RI_EUSAGE, "%s needs %s%s: %s", info->name, positional ? "" : "--",
                       param->name, param->help);
    }
    return check_sides(call, err);
}

void ri_call_watch(struct ri_call *call, ri_progress_fn *progress, void *context)
{
    call->task.progress = progress;
    call->task.progress_context = context;
}

void ri_call_limit(struct ri_call *call, uint64_t milliseconds)
{
    call->task.deadline_us = milliseconds ? ri_monotonic_us() + (int64_t)milliseconds * 1000 : 0;
}

/* ---- Asking ---------------------------------------------------------------------------------------------- */

bool ri_call_has(const struct ri_call *call, const char *parameter)
{
    const struct ri_operation_info *info = &call->operation->info;
    for (size_t i = 0; i < info->param_count; i++)
        if (strcmp(info->params[i].name, parameter) == 0) return true;
    return false;
}

size_t ri_call_param(const struct ri_call *call, const char *parameter)
{
    const struct ri_operation_info *info = &call->operation->info;
    for (size_t i = 0; i < info->param_count; i++) {
        if (strcmp(info->params[i].name, parameter) == 0) return i;
    }
    assert(0 && "an operation asks for a parameter that it does not declare");
    return 0;
}

/* The first value, given or by fallback. A fallback is part of the table and always readable (tested). Changes nothing of the call:
 * several threads may ask. */
static bool first_value(const struct ri_call *call, const char *parameter, struct ri_value *ret)
{
    const size_t              i = ri_call_param(call, parameter);
    const struct ri_argument *argument = &call->arguments[i];
    const struct ri_param    *param = &call->operation->info.params[i];
    if (argument->count) {
        *ret = argument->values[0];
        return true;
    }
    return param->fallback && ri_param_view(param, param->fallback, ret, NULL) == RI_OK;
}

const char *ri_call_text(const struct ri_call *call, const char *parameter)
{
    const size_t i = ri_call_param(call, parameter);
    return call->arguments[i].count ? call->arguments[i].values[0].text
                                    : call->operation->info.params[i].fallback;
}

bool ri_call_given(const struct ri_call *call, const char *parameter)
{
    return call->arguments[ri_call_param(call, parameter)].count > 0;
}

bool ri_call_flag(const struct ri_call *call, const char *parameter)
{
    return ri_call_integer(call, parameter, 0) != 0;
}

int64_t ri_call_integer(const struct ri_call *call, const char *parameter, int64_t otherwise)
{
    struct ri_value value;
    return first_value(call, parameter, &value) ? value.as.integer : otherwise;
}

double ri_call_number(const struct ri_call *call, const char *parameter, double otherwise)
{
    struct ri_value value;
    return first_value(call, parameter, &value) ? value.as.number : otherwise;
}

ri_day ri_call_day(const struct ri_call *call, const char *parameter, ri_day otherwise)
{
    struct ri_value value;
    return first_value(call, parameter, &value) ? value.as.day : otherwise;
}

const char *const *ri_call_list(struct ri_call *call, const char *parameter, size_t *ret_count)
{
    static const char *const none[] = {NULL};
    const size_t             i = ri_call_param(call, parameter);
    const struct ri_param   *param = &call->operation->info.params[i];
    struct ri_argument       argument = call->arguments[i];
    if (ret_count) *ret_count = 0;
    if (!argument.count && param->fallback &&
        add_values(call, param, &argument, param->fallback, NULL) != RI_OK)
        return none;
    const char **texts = ri_arena_new(&call->mem, const char *, argument.count + 1);
    if (!texts) return none;
    for (size_t j = 0; j < argument.count; j++) texts[j] = argument.values[j].text;
    if (ret_count) *ret_count = argument.count;
    return texts;
}

bool ri_call_file(struct ri_call *call, const char *parameter, size_t i, int *ret_fd,
                  const char **ret_name)
{
    const struct ri_argument *argument = &call->arguments[ri_call_param(call, parameter)];
    if (i >= argument->count) return false;
    if (argument->files[i].fd < 0)
        argument->files[i].fd = open(argument->files[i].name, O_RDONLY | O_CLOEXEC);
    *ret_fd = argument->files[i].fd; /* still -1: the reader of the file says why */
    *ret_name = argument->files[i].name;
    return true;
}

void ri_call_used(struct ri_call *call, const char *parameter, const char *value)
{
    call->arguments[ri_call_param(call, parameter)].used = ri_arena_printf(&call->mem, "%s", value);
}

void ri_call_serves(struct ri_call *call, const char *directory)
{
    call->result.workspace = ri_arena_printf(&call->mem, "%s", directory);
}

struct ri_arena *ri_call_mem(struct ri_call *call)
{
    return &call->run_mem;
}

struct ri_task *ri_call_task(struct ri_call *call)
{
    return &call->task;
}

struct ri_workspace *ri_call_workspace(struct ri_call *call)
{
    return call->workspace;
}

const struct ri_operation *ri_call_operation(const struct ri_call *call)
{
    return call->operation;
}

const struct ri_principal *ri_call_principal(const struct ri_call *call)
{
    return call->owner ? NULL : &call->principal;
}

ri_status ri_call_path(struct ri_call *call, const char *path, const char **ret,
                       struct ri_error *err)
{
    const bool  far = call->folder && *path != '/';
    const char *found = far ? ri_arena_printf(&call->mem, "%s/%s", call->folder, path) : path;
    if (!found) return ri_fail(err, RI_ENOMEM, "no room for a path");
    *ret = found;
    return RI_OK;
}

ri_status ri_call_warehouse(struct ri_call *call, struct ri_warehouse **ret, struct ri_error *err)
{
    return ri_workspace_warehouse(call->workspace, call->operation->info.flags & RI_CREATES, ret,
                                  err);
}

/* ---- As it travels ------------------------------------------------------------------------------------------ */

ri_status ri_call_json(struct ri_call *call, const char **ret_json, struct ri_error *err)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    ri_json_object(&json);
    ri_json_key(&json, "operation");
    ri_json_text(&json, call->operation->info.name);
    ri_json_key(&json, "parameters");
    ri_json_object(&json);
    for (size_t i = 0; i < call->operation->info.param_count; i++) {
        if (!call->arguments[i].count) continue;
        ri_json_key(&json, call->operation->info.params[i].name);
        ri_json_array(&json);
        for (size_t j = 0; j < call->arguments[i].count; j++)
            ri_json_text(&json, call->arguments[i].values[j].text);
        ri_json_end(&json);
    }
    ri_json_end(&json);
    ri_json_end(&json);
    ri_status status = ri_text_check(&text, err);
    char     *copy = status == RI_OK ? ri_arena_copy(&call->mem, text.at, text.length) : NULL;
    if (status == RI_OK && !copy) status = ri_fail(err, RI_ENOMEM, "no room for the call as text");
    if (status == RI_OK) *ret_json = copy;
    ri_text_release(&text);
    return status;
}

/* A value of the document: a scalar, or an array of scalars for a list. */
static ri_status set_from_json(struct ri_call *call, const char *name,
                               const struct ri_json_value *value, struct ri_error *err)
{
    if (ri_json_is_object(value))
        return ri_fail(err, RI_EUSAGE, "parameter '%.60s' is an object, want a value", name);
    const size_t count = ri_json_is_array(value) ? ri_json_count(value) : 1;
    for (size_t i = 0; i < count; i++) {
        const char *text = ri_json_scalar(
            ri_json_is_array(value) ? ri_json_at(value, i, NULL) : value, &call->mem);
        if (!text)
            return ri_fail(err, RI_EUSAGE, "parameter '%.60s' wants text, a number, true or false",
                           name);
        RI_TRY(ri_call_set(call, name, text, err));
    }
    return RI_OK;
}

static ri_status set_all_from_json(struct ri_call *call, const struct ri_json_value *parameters,
                                   struct ri_error *err)
{
    for (size_t i = 0; i < ri_json_count(parameters); i++) {
        const char                 *name = NULL;
        const struct ri_json_value *value = ri_json_at(parameters, i, &name);
        RI_TRY(set_from_json(call, name, value, err));
    }
    return RI_OK;
}

ri_status ri_call_from_json(struct ri_workspace *workspace, const char *json,
                            const struct ri_principal *principal, struct ri_call **ret,
                            struct ri_error *err)
{
    struct ri_json_document *document;
    RI_TRY(ri_json_read(json, strlen(json), &document, err));
    const struct ri_json_value *root = ri_json_root(document),
                               *parameters = ri_json_member(root, "parameters");
    const char     *operation = ri_json_string(ri_json_member(root, "operation"));
    struct ri_call *call = NULL;
    ri_status       status = RI_OK;
    if (!operation || (parameters && !ri_json_is_object(parameters)))
        status = ri_fail(err, RI_EUSAGE, "a call is {\"operation\": name, \"parameters\": {...}}");
    if (status == RI_OK) status = ri_call_new(workspace, operation, principal, &call, err);
    if (status == RI_OK) status = set_all_from_json(call, parameters, err);
    ri_json_document_free(document);
    if (status == RI_OK)
        *ret = call;
    else
        ri_call_free(call);
    return status;
}
