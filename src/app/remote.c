/* The calling side: passes a call, then does what the answers say. */
#include "app/remote.h"

#include "app/call_internal.h"
#include "app/protocol.h"
#include "app/relay.h"
#include "net/local.h"
#include "table/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { LOOK_MS = 50 };

struct remote {
    struct ri_call        *call;
    pid_t                  process;
    struct ri_frames       frames;
    struct ri_arena        mem;
    struct ri_relay       *terminal; /* an input that is one; NULL: none is */
    int                    terminal_fd;
    struct ri_wire_reader *rows;
    struct ri_text         document;
    const char            *content_type, *file_name;
    const char            *stage, *unit; /* the last that came */
    bool                   has_document, dropped, ended;
    int64_t                heard_us; /* when the other process last said something */
    ri_status       stopping; /* why we asked it to stop, with the error; RI_OK: we did not */
    struct ri_error stop_error;
};

/* ---- Which calls, and to whom --------------------------------------------------------------------------- */

/* Does the call concern the workspace at all? Some are about this process, some work on a file instead. */
static bool concerns_workspace(const struct ri_call *call)
{
    const struct ri_operation *operation = call->operation;
    if (operation->info.flags & RI_LOCAL || operation->here) return false;
    for (size_t i = 0; operation->instead && i < operation->info.param_count; i++) {
        if (strcmp(operation->info.params[i].name, operation->instead) == 0)
            return call->arguments[i].count == 0;
    }
    return true;
}

/* What the process at the other end says of itself. RI_EUPSTREAM: it has gone, so nobody serves the workspace. */
static ri_status hear_hello(const struct ri_workspace *workspace, struct ri_frames *frames,
                            pid_t process, bool *ret_gone, struct ri_error *err)
{
    struct ri_frame hello = {0};
    const ri_status status = ri_frames_next(frames, PASS_SILENCE_MS, &hello, err);
    *ret_gone = status == RI_EUPSTREAM;
    if (status == RI_ETIMEOUT)
        return ri_fail(err, RI_EUPSTREAM, "process %ld serves this workspace and does not answer",
                       (long)process);
    RI_TRY(status);
    return pass_check_hello(workspace, (struct ri_view){(const char *)hello.bytes, hello.length},
                            (long)process, err);
}

/* A connection to the process that serves the workspace, when there is one and it is one to pass calls to. */
static ri_status reach(const struct ri_workspace *workspace, struct ri_frames *frames,
                       bool *ret_reached, pid_t *ret_process, struct ri_error *err)
{
    char folder[4096];
    int  fd;
    bool gone = false;
    *ret_reached = false;
    RI_TRY(pass_folder(workspace, folder, sizeof folder, err));
    ri_status status = ri_local_connect(folder, PASS_SILENCE_MS, &fd, ret_process, err);
    if (status == RI_ENOTFOUND) return RI_OK;
    if (status == RI_EFORBIDDEN)
        return ri_fail(err, RI_ELOCKED, "the workspace in '%s' is served by another user's process",
                       ri_workspace_directory(workspace));
    RI_TRY(status);
    ri_frames_init(frames, fd, 0);
    status = hear_hello(workspace, frames, *ret_process, &gone, err);
    *ret_reached = status == RI_OK;
    if (status == RI_OK) return RI_OK;
    ri_frames_release(frames);
    close(fd);
    return gone ? RI_OK : status;
}

static void hang_up(struct ri_frames *frames)
{
    const int fd = frames->fd;
    ri_frames_release(frames);
    close(fd);
}

/* ---- The call goes out ---------------------------------------------------------------------------------- */

static ri_status post(struct remote *remote, unsigned type, const void *bytes, size_t length,
                      const int *files, size_t file_count, struct ri_error *err)
{
    return ri_frame_send(remote->frames.fd, type, bytes, length, files, file_count, PASS_SILENCE_MS,
                         err);
}

/* A terminal is read here and passed through a pipe, which takes its place. */
static ri_status open_file(struct remote *remote, struct ri_input_file *file, struct ri_error *err)
{
    int pipe_end;
    if (file->fd < 0) file->fd = open(file->name, O_RDONLY | O_CLOEXEC);
    if (file->fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", file->name,
                       strerror(errno));
    if (!isatty(file->fd) || remote->terminal) return RI_OK;
    RI_TRY(ri_relay_new(file->fd, &remote->terminal, &pipe_end, err));
    remote->terminal_fd = file->fd;
    file->fd = pipe_end;
    return RI_OK;
}

/* Every input file of the call, in the order in which the call names them. */
static ri_status post_files(struct remote *remote, struct ri_error *err)
{
    const struct ri_call *call = remote->call;
    int                   files[RI_FRAME_FILES];
    size_t                count = 0;
    for (size_t i = 0; i < call->operation->info.param_count; i++) {
        const struct ri_argument *argument = &call->arguments[i];
        if (call->operation->info.params[i].type != RI_PARAM_FILE) continue;
        for (size_t j = 0; j < argument->count; j++) {
            RI_TRY(open_file(remote, &argument->files[j], err));
            files[count++] = argument->files[j].fd;
            if (count < RI_FRAME_FILES) continue;
            RI_TRY(post(remote, PASS_FILES, NULL, 0, files, count, err));
            count = 0;
        }
    }
    return count ? post(remote, PASS_FILES, NULL, 0, files, count, err) : RI_OK;
}

static void write_files(const struct ri_call *call, struct ri_json *json)
{
    ri_json_key(json, "files");
    ri_json_array(json);
    for (size_t i = 0; i < call->operation->info.param_count; i++) {
        const struct ri_argument *argument = &call->arguments[i];
        if (call->operation->info.params[i].type != RI_PARAM_FILE) continue;
        for (size_t j = 0; j < argument->count; j++) {
            ri_json_object(json);
            ri_json_key(json, "parameter");
            ri_json_text(json, call->operation->info.params[i].name);
            ri_json_key(json, "name");
            ri_json_text(json, argument->files[j].name);
            ri_json_end(json);
        }
    }
    ri_json_end(json);
}

/* A path means what it means here: the other process has another working directory. */
static void write_value(const struct ri_param *param, const char *text, const char *here,
                        struct ri_json *json)
{
    struct ri_text path = {0};
    if (param->type == RI_PARAM_PATH && text[0] != '/') ri_text_printf(&path, "%s/", here);
    ri_text_puts(&path, text);
    ri_json_text(json, path.failed ? text : path.at);
    ri_text_release(&path);
}

static void write_parameters(const struct ri_call *call, const char *here, struct ri_json *json)
{
    ri_json_key(json, "parameters");
    ri_json_object(json);
    for (size_t i = 0; i < call->operation->info.param_count; i++) {
        const struct ri_param    *param = &call->operation->info.params[i];
        const struct ri_argument *argument = &call->arguments[i];
        if (param->type == RI_PARAM_FILE || !argument->count) continue;
        ri_json_key(json, param->name);
        ri_json_array(json);
        for (size_t j = 0; j < argument->count; j++)
            write_value(param, argument->values[j].text, here, json);
        ri_json_end(json);
    }
    ri_json_end(json);
}

static void write_principal(const struct ri_principal *principal, struct ri_json *json)
{
    ri_json_key(json, "principal");
    ri_json_object(json);
    ri_json_key(json, "name");
    ri_json_text(json, principal->name);
    ri_json_key(json, "roles");
    ri_json_int(json, principal->roles);
    if (principal->stores) {
        ri_json_key(json, "stores");
        ri_json_array(json);
        for (size_t i = 0; principal->stores[i]; i++) ri_json_text(json, principal->stores[i]);
        ri_json_end(json);
    }
    ri_json_end(json);
}

static ri_status post_call(struct remote *remote, struct ri_error *err)
{
    const struct ri_call *call = remote->call;
    struct ri_text        text = {.most = RI_FRAME_MOST};
    struct ri_json        json = {.out = &text};
    char                  here[4096];
    if (!getcwd(here, sizeof here))
        return ri_fail(err, ri_status_of_errno(errno), "the working directory: %s",
                       strerror(errno));
    RI_TRY(post_files(remote, err));
    ri_json_object(&json);
    ri_json_key(&json, "operation");
    ri_json_text(&json, call->operation->info.name);
    write_parameters(call, here, &json);
    write_files(call, &json);
    ri_json_key(&json, "folder"); /* for paths that only the operation knows to be one */
    ri_json_text(&json, here);
    if (!call->owner) write_principal(&call->principal, &json);
    ri_json_end(&json);
    const ri_status status =
        text.failed ? ri_fail(err, RI_ETOOLARGE, "%s: a call of more than %d MiB cannot be passed",
                              call->operation->info.name, RI_FRAME_MOST >> 20)
                    : post(remote, PASS_CALL, text.at, text.length, NULL, 0, err);
    ri_text_release(&text);
    return status;
}

/* ---- What comes back ------------------------------------------------------------------------------------ */

static ri_status on_nothing(struct remote *remote, const struct ri_frame *frame,
                            const struct ri_json_value *root, struct ri_error *err)
{
    (void)remote, (void)frame, (void)root, (void)err;
    return RI_OK;
}

/* Stages and units are words that outlive the call for whoever watches it: one copy of each that comes. */
static const char *lasting(struct remote *remote, const char **last, const char *text)
{
    if (!text || (*last && strcmp(*last, text) == 0)) return text ? *last : NULL;
    *last = ri_arena_copy(ri_call_mem(remote->call), text, strlen(text));
    return *last;
}

static ri_status on_progress(struct remote *remote, const struct ri_frame *frame,
                             const struct ri_json_value *root, struct ri_error *err)
{
    (void)frame, (void)err;
    const struct ri_arena_mark mark = ri_arena_mark(&remote->mem);
    const char                *stage =
                   lasting(remote, &remote->stage, ri_json_string(ri_json_member(root, "stage"))),
               *unit = lasting(remote, &remote->unit, ri_json_string(ri_json_member(root, "unit")));
    ri_task_progress(&remote->call->task, stage ? stage : "",
                     (uint64_t)pass_integer(root, "done", 0, &remote->mem),
                     (uint64_t)pass_integer(root, "total", 0, &remote->mem), unit ? unit : "");
    ri_arena_rewind(&remote->mem, mark);
    return RI_OK;
}

static ri_status on_used(struct remote *remote, const struct ri_frame *frame,
                         const struct ri_json_value *root, struct ri_error *err)
{
    (void)frame;
    for (size_t i = 0; i < ri_json_count(root); i++) {
        size_t      at;
        const char *name = NULL, *value = ri_json_string(ri_json_at(root, i, &name));
        RI_TRY(ri_param_find(&remote->call->operation->info, name, &at, err));
        if (value) ri_call_used(remote->call, name, value);
    }
    return RI_OK;
}

static ri_status on_rows(struct remote *remote, const struct ri_frame *frame,
                         const struct ri_json_value *root, struct ri_error *err)
{
    struct ri_wire_item item;
    (void)root;
    remote->dropped |= remote->stopping != RI_OK; /* nobody wants them any more */
    if (remote->dropped) return RI_OK;
    if (!remote->rows) RI_TRY(ri_wire_reader_new(PASS_BATCH_MOST, &remote->rows, err));
    RI_TRY(ri_wire_feed(remote->rows, frame->bytes, frame->length, err));
    for (;;) {
        RI_TRY(ri_wire_next(remote->rows, &item, err));
        if (item.schema.release)
            RI_TRY(ri_call_schema(remote->call, &item.schema, err));
        else if (item.batch.release)
            RI_TRY(ri_call_emit(remote->call, &item.batch, err));
        else
            return RI_OK;
    }
}

static ri_status on_document(struct remote *remote, const struct ri_frame *frame,
                             const struct ri_json_value *root, struct ri_error *err)
{
    (void)frame;
    remote->content_type = pass_text(root, "content_type", ri_call_mem(remote->call));
    remote->file_name = pass_text(root, "file_name", ri_call_mem(remote->call));
    remote->document.most = PASS_DOCUMENT_MOST;
    remote->has_document = true;
    return remote->content_type ? RI_OK : ri_fail(err, RI_EDATA, "a document without a type");
}

static ri_status on_bytes(struct remote *remote, const struct ri_frame *frame,
                          const struct ri_json_value *root, struct ri_error *err)
{
    (void)root;
    ri_text_add(&remote->document, (const char *)frame->bytes, frame->length);
    return ri_text_check(&remote->document, err);
}

static ri_status on_note(struct remote *remote, const struct ri_frame *frame,
                         const struct ri_json_value *root, struct ri_error *err)
{
    (void)root, (void)err;
    ri_call_note(remote->call, "%.*s", (int)frame->length, (const char *)frame->bytes);
    return RI_OK;
}

static ri_status status_of_name(const char *name)
{
    for (int i = 0; name && i < RI_STATUS_COUNT; i++) {
        if (strcmp(ri_status_name((ri_status)i), name) == 0) return (ri_status)i;
    }
    return RI_EINTERNAL;
}

static ri_status on_end(struct remote *remote, const struct ri_frame *frame,
                        const struct ri_json_value *root, struct ri_error *err)
{
    const ri_status status = status_of_name(ri_json_string(ri_json_member(root, "status")));
    const char     *message = ri_json_string(ri_json_member(root, "message"));
    const char     *word = ri_json_scalar(ri_json_member(root, "verdict"), &remote->mem);
    const bool      verdict = word && strcmp(word, "true") == 0;
    (void)frame;
    remote->ended = true;
    if (!message) message = "";
    if (remote->has_document && (status == RI_OK || verdict))
        RI_TRY(ri_call_document(remote->call, remote->content_type, remote->file_name,
                                remote->document.at ? remote->document.at : "",
                                remote->document.length, err));
    if (status == RI_OK) return RI_OK;
    if (verdict) {
        ri_call_verdict(remote->call, status, "%s", message);
        return RI_OK;
    }
    return ri_fail(err, status, "%s", message);
}

static const struct answer {
    unsigned type;
    bool     is_json;
    ri_status (*take)(struct remote *remote, const struct ri_frame *frame,
                      const struct ri_json_value *root, struct ri_error *err);
} answers[] = {
    {PASS_ALIVE, false, on_nothing},    {PASS_PROGRESS, true, on_progress},
    {PASS_USED, true, on_used},         {PASS_ROWS, false, on_rows},
    {PASS_DOCUMENT, true, on_document}, {PASS_BYTES, false, on_bytes},
    {PASS_NOTE, false, on_note},        {PASS_END, true, on_end},
};

static ri_status take_answer(struct remote *remote, const struct ri_frame *frame,
                             struct ri_error *err)
{
    size_t i = 0;
    while (i < RI_COUNT(answers) && answers[i].type != frame->type) i++;
    if (i == RI_COUNT(answers))
        return ri_fail(err, RI_EUPSTREAM, "an answer of kind %u from process %ld", frame->type,
                       (long)remote->process);
    if (!answers[i].is_json) return answers[i].take(remote, frame, NULL, err);
    struct ri_json_document *document;
    RI_TRY(ri_json_read((const char *)frame->bytes, frame->length, &document, err));
    const ri_status status = answers[i].take(remote, frame, ri_json_root(document), err);
    ri_json_document_free(document);
    return status;
}

/* ---- The run -------------------------------------------------------------------------------------------- */

/* Asks the other process to stop and goes on listening: it says when nothing of the call runs any more. */
static void stop(struct remote *remote, ri_status why, const struct ri_error *error)
{
    if (remote->stopping != RI_OK) return;
    remote->stopping = why;
    remote->stop_error = *error;
    (void)!post(remote, PASS_CANCEL, NULL, 0, NULL, 0, NULL); /* when it is dead, we shall hear */
}

static ri_status broken(const struct remote *remote, const char *how, struct ri_error *err)
{
    const struct ri_operation_info *info = &remote->call->operation->info;
    return ri_fail(err, RI_EUPSTREAM,
                   "process %ld, which serves this workspace, %s in the middle of %s%s",
                   (long)remote->process, how, info->name,
                   info->flags & RI_CHANGES
                       ? ": what it had not finished is undone when the workspace is opened next"
                       : "");
}

/* One answer, or none for a while; then a look at whether to stop. */
static ri_status step(struct remote *remote, struct ri_error *err)
{
    struct ri_frame frame = {0};
    struct ri_error error = {0};
    ri_status       status = ri_frames_next(&remote->frames, LOOK_MS, &frame, &error);
    const int64_t   now_us = ri_monotonic_us();
    if (status == RI_EUPSTREAM) return broken(remote, "ended", err);
    if (status == RI_ETIMEOUT && now_us - remote->heard_us > PASS_SILENCE_MS * INT64_C(1000))
        return broken(remote, "stopped answering", err);
    if (status == RI_OK) {
        remote->heard_us = now_us;
        status = take_answer(remote, &frame, &error);
    } else if (status == RI_ETIMEOUT) {
        status = RI_OK;
    }
    if (status == RI_OK && !remote->ended) status = ri_task_check(&remote->call->task, &error);
    if (status == RI_OK) return RI_OK;
    if (!remote->ended) {
        stop(remote, status, &error);
        return RI_OK;
    }
    if (err) *err = error;
    return status;
}

/* Until the other process says END. What stopped it from here is why the call failed, unless it was done already. */
static ri_status listen_to_end(struct remote *remote, struct ri_error *err)
{
    ri_status status = RI_OK;
    remote->heard_us = ri_monotonic_us();
    while (status == RI_OK && !remote->ended) status = step(remote, err);
    const bool by_us = remote->stopping != RI_OK && (status == RI_ECANCELLED || remote->dropped);
    const bool our_failure = remote->stopping != RI_OK && status == RI_OK &&
                             remote->stopping != RI_ECANCELLED && remote->stopping != RI_ETIMEOUT;
    if (!by_us && !our_failure) return status;
    if (err) *err = remote->stop_error;
    return remote->stopping;
}

/* An answer may be waiting although the call could not be sent: a refusal. */
static ri_status run(struct remote *remote, struct ri_error *err)
{
    struct ri_error error = {0};
    const ri_status posted = post_call(remote, &error);
    const ri_status status =
        posted == RI_OK || posted == RI_EUPSTREAM ? listen_to_end(remote, err) : posted;
    if (status == posted && posted != RI_OK && err) *err = error;
    return status;
}

static void close_terminal(struct remote *remote)
{
    ri_relay_free(remote->terminal);
    close(remote->terminal_fd);
}

ri_status ri_remote_run(struct ri_call *call, bool *ret_passed, struct ri_error *err)
{
    struct remote remote = {.call = call};
    *ret_passed = false;
    if (!call->workspace || !concerns_workspace(call) || ri_workspace_holds(call->workspace))
        return RI_OK;
    RI_TRY(reach(call->workspace, &remote.frames, ret_passed, &remote.process, err));
    if (!*ret_passed) return RI_OK;
    ri_arena_init(&remote.mem, 1 << 20);
    const ri_status status = run(&remote, err);
    if (remote.terminal) close_terminal(&remote);
    ri_wire_reader_free(remote.rows);
    ri_text_release(&remote.document);
    ri_arena_release(&remote.mem);
    hang_up(&remote.frames);
    return status;
}

ri_status ri_remote_data_version(struct ri_workspace *workspace, bool *ret_passed,
                                 uint64_t *ret_version, struct ri_error *err)
{
    struct remote   remote = {0};
    struct ri_frame frame = {0};
    RI_TRY(reach(workspace, &remote.frames, ret_passed, &remote.process, err));
    if (!*ret_passed) return RI_OK;
    ri_status status = post(&remote, PASS_VERSION, NULL, 0, NULL, 0, err);
    if (status == RI_OK) status = ri_frames_next(&remote.frames, PASS_SILENCE_MS, &frame, err);
    struct ri_json_document *document = NULL;
    if (status == RI_OK)
        status = ri_json_read((const char *)frame.bytes, frame.length, &document, err);
    const struct ri_json_value *root = ri_json_root(document);
    const char                 *message = ri_json_string(ri_json_member(root, "message"));
    int64_t                     version = 0;
    if (status == RI_OK) status = status_of_name(ri_json_string(ri_json_member(root, "status")));
    if (status != RI_OK && document) ri_fail(err, status, "%s", message ? message : "");
    if (status == RI_OK && !ri_parse_int(ri_view_of(message), &version))
        status = ri_fail(err, RI_EUPSTREAM, "process %ld says no version", (long)remote.process);
    if (status == RI_OK) *ret_version = (uint64_t)version;
    ri_json_document_free(document);
    hang_up(&remote.frames);
    return status;
}
