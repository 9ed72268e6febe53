/* One caller in another process: its call is run here, and everything it would have seen is sent.
 *
 *     this thread   HELLO, the call, run, rows as they come, notes, END
 *     watcher       listens for CANCEL and for the caller's death, gives a sign of life
 *     the run       reports progress from threads of its own
 *
 * Sending waits for a slow caller, and so, through the bounded queue of the result, does the operation. */
#include "app/call_internal.h"
#include "app/protocol.h"
#include "app/share.h"
#include "table/wire.h"

#include <sys/socket.h>
#include <unistd.h>

enum { PROGRESS_EVERY_US = 50000 };

struct guest_call {
    struct ri_workspace *workspace;
    int                  fd;
    struct ri_arena      mem;
    struct ri_frames     frames;
    struct ri_call      *call;
    pthread_mutex_t      sending; /* one whole frame at a time; guards the two below */
    const char          *stage;
    int64_t              reported_us;
};

static ri_status say(struct guest_call *guest, unsigned type, const void *bytes, size_t length,
                     struct ri_error *err)
{
    pthread_mutex_lock(&guest->sending);
    const ri_status status = ri_frame_send(guest->fd, type, bytes, length, NULL, 0, -1, err);
    pthread_mutex_unlock(&guest->sending);
    return status;
}

/* Sends a document that was written, and releases it. */
static ri_status send_text(struct guest_call *guest, unsigned type, struct ri_text *text,
                           struct ri_error *err)
{
    ri_status status = ri_text_check(text, err);
    if (status == RI_OK) status = say(guest, type, text->at, text->length, err);
    ri_text_release(text);
    return status;
}

/* In as many frames as it takes. */
static ri_status send_chunks(struct guest_call *guest, unsigned type, const void *bytes,
                             size_t length, struct ri_error *err)
{
    const unsigned char *at = bytes;
    for (size_t part; length; at += part, length -= part) {
        part = length < PASS_CHUNK ? length : PASS_CHUNK;
        RI_TRY(say(guest, type, at, part, err));
    }
    return RI_OK;
}

static void send_end(struct guest_call *guest, ri_status status, bool verdict, const char *message)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    ri_json_object(&json);
    ri_json_key(&json, "status");
    ri_json_text(&json, ri_status_name(status));
    ri_json_key(&json, "verdict");
    ri_json_bool(&json, verdict);
    ri_json_key(&json, "message");
    ri_json_text(&json, message);
    ri_json_end(&json);
    (void)send_text(guest, PASS_END, &text, NULL); /* a caller that has gone needs no answer */
}

/* ---- The call comes in ---------------------------------------------------------------------------------- */

static ri_status read_principal(struct guest_call *guest, const struct ri_json_value *document,
                                struct ri_principal *ret, struct ri_error *err)
{
    const struct ri_json_value *stores = ri_json_member(document, "stores");
    const size_t                count = ri_json_count(stores);
    const char                **codes;
    RI_ARENA_NEW(codes, &guest->mem, count + 1, err);
    for (size_t i = 0; i < count; i++) {
        const char *code = ri_json_string(ri_json_at(stores, i, NULL));
        if (!code) return ri_fail(err, RI_EDATA, "a store of the caller's scope is no text");
        codes[i] = ri_arena_copy(&guest->mem, code, strlen(code));
        if (!codes[i]) return ri_fail(err, RI_ENOMEM, "no room for the caller's scope");
    }
    *ret = (struct ri_principal){
        .name = pass_text(document, "name", &guest->mem),
        .roles = (unsigned)pass_integer(document, "roles", 0, &guest->mem),
        .stores = ri_json_is_array(stores) ? codes : NULL,
    };
    return RI_OK;
}

/* Each file of the list with the next descriptor that came. */
static ri_status attach_files(struct guest_call *guest, const struct ri_json_value *files,
                              struct ri_error *err)
{
    for (size_t i = 0; i < ri_json_count(files); i++) {
        const struct ri_json_value *file = ri_json_at(files, i, NULL);
        const char                 *parameter = ri_json_string(ri_json_member(file, "parameter")),
                   *name = ri_json_string(ri_json_member(file, "name"));
        const int fd = ri_frames_take_file(&guest->frames);
        if (fd < 0 || !parameter || !name) {
            if (fd >= 0) close(fd);
            return ri_fail(err, RI_EDATA, "file %zu of the call did not come with it", i + 1);
        }
        RI_TRY(ri_call_attach(guest->call, parameter, name, fd, err));
    }
    return RI_OK;
}

static ri_status read_call(struct guest_call *guest, const struct ri_frame *frame,
                           struct ri_error *err)
{
    struct ri_json_document *document;
    struct ri_principal      principal = {0};
    const char *json = ri_arena_copy(&guest->mem, (const char *)frame->bytes, frame->length);
    if (!json) return ri_fail(err, RI_ENOMEM, "no room for a call of %zu bytes", frame->length);
    RI_TRY(ri_json_read(json, frame->length, &document, err));
    const struct ri_json_value *root = ri_json_root(document),
                               *person = ri_json_member(root, "principal");
    ri_status status = person ? read_principal(guest, person, &principal, err) : RI_OK;
    if (status == RI_OK)
        status = ri_call_from_json(guest->workspace, json, person ? &principal : NULL, &guest->call,
                                   err);
    if (status == RI_OK) guest->call->folder = pass_text(root, "folder", &guest->call->mem);
    if (status == RI_OK) status = attach_files(guest, ri_json_member(root, "files"), err);
    ri_json_document_free(document);
    return status;
}

/* ---- While it runs -------------------------------------------------------------------------------------- */

/* Never waits: progress that finds no room is old by the time there is some. */
static void report(void *context, const struct ri_progress *progress)
{
    struct guest_call *guest = context;
    const int64_t      now_us = ri_monotonic_us();
    if (pthread_mutex_trylock(&guest->sending) != 0) return;
    if (guest->stage != progress->stage || now_us - guest->reported_us >= PROGRESS_EVERY_US) {
        struct ri_text text = {0};
        struct ri_json json = {.out = &text};
        ri_json_object(&json);
        ri_json_key(&json, "stage");
        ri_json_text(&json, progress->stage);
        ri_json_key(&json, "done");
        ri_json_int(&json, (int64_t)progress->done);
        ri_json_key(&json, "total");
        ri_json_int(&json, (int64_t)progress->total);
        ri_json_key(&json, "unit");
        ri_json_text(&json, progress->unit);
        ri_json_end(&json);
        if (!text.failed && ri_frame_send(guest->fd, PASS_PROGRESS, text.at, text.length, NULL, 0,
                                          0, NULL) == RI_OK) {
            guest->stage = progress->stage;
            guest->reported_us = now_us;
        }
        ri_text_release(&text);
    }
    pthread_mutex_unlock(&guest->sending);
}

static void say_alive(struct guest_call *guest)
{
    if (pthread_mutex_trylock(&guest->sending) != 0) return; /* then something is being sent */
    (void)!ri_frame_send(guest->fd, PASS_ALIVE, NULL, 0, NULL, 0, 0, NULL);
    pthread_mutex_unlock(&guest->sending);
}

/* Until the connection is shut, here or there. */
static void *watch(void *argument)
{
    struct guest_call *guest = argument;
    for (;;) {
        struct ri_frame frame = {0};
        const ri_status status = ri_frames_next(&guest->frames, PASS_ALIVE_MS, &frame, NULL);
        if (status == RI_ETIMEOUT)
            say_alive(guest);
        else if (status != RI_OK || frame.type == PASS_CANCEL)
            ri_call_cancel(guest->call);
        if (status != RI_OK && status != RI_ETIMEOUT) return NULL;
    }
}

/* ---- What it gives -------------------------------------------------------------------------------------- */

static ri_status send_used(struct guest_call *guest, struct ri_error *err)
{
    const struct ri_operation_info *info = &guest->call->operation->info;
    struct ri_text                  text = {0};
    struct ri_json                  json = {.out = &text};
    ri_json_object(&json);
    for (size_t i = 0; i < info->param_count; i++) {
        if (!guest->call->arguments[i].used) continue;
        ri_json_key(&json, info->params[i].name);
        ri_json_text(&json, guest->call->arguments[i].used);
    }
    ri_json_end(&json);
    return send_text(guest, PASS_USED, &text, err);
}

static ri_status send_document(struct guest_call *guest, const struct ri_document *document,
                               struct ri_error *err)
{
    struct ri_text text = {0};
    struct ri_json json = {.out = &text};
    ri_json_object(&json);
    ri_json_key(&json, "content_type");
    ri_json_text(&json, document->content_type);
    ri_json_key(&json, "file_name");
    ri_json_text(&json, document->file_name);
    ri_json_end(&json);
    RI_TRY(send_text(guest, PASS_DOCUMENT, &text, err));
    return send_chunks(guest, PASS_BYTES, document->bytes, document->length, err);
}

static ri_status sink_write(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    return send_chunks(context, PASS_ROWS, bytes, length, err);
}

/* A break in the stream is the run's failure: the caller learns it from END. */
static ri_status send_batches(struct ArrowArrayStream *stream, struct ri_wire_writer *writer,
                              struct ri_error *err)
{
    for (;;) {
        struct ArrowArray batch;
        if (stream->get_next(stream, &batch) != 0 || !batch.release) return RI_OK;
        const ri_status status = ri_wire_write(writer, &batch, err);
        batch.release(&batch);
        RI_TRY(status);
    }
}

static ri_status send_rows(struct guest_call *guest, struct ri_result *result, struct ri_error *err)
{
    const struct ri_sink    sink = {.write = sink_write, .context = guest};
    struct ri_wire_writer  *writer = NULL;
    struct ArrowArrayStream stream;
    struct ArrowSchema      schema;
    RI_TRY(ri_result_stream(result, &stream, err));
    ri_status status = stream.get_schema(&stream, &schema) == 0
                           ? RI_OK
                           : ri_fail(err, RI_ENOMEM, "no room for the columns");
    if (status == RI_OK) {
        status = ri_wire_writer_new(&schema, sink, &writer, err);
        schema.release(&schema);
    }
    if (status == RI_OK) status = send_batches(&stream, writer, err);
    ri_wire_writer_free(writer);
    stream.release(&stream);
    return status;
}

static ri_status send_result(struct guest_call *guest, struct ri_result *result,
                             struct ri_error *err)
{
    struct ri_document document;
    RI_TRY(send_used(guest, err));
    if (ri_result_document(result, &document))
        RI_TRY(send_document(guest, &document, err));
    else
        RI_TRY(send_rows(guest, result, err));
    for (size_t i = 0; i < ri_result_note_count(result); i++) {
        const char *note = ri_result_note_at(result, i);
        RI_TRY(say(guest, PASS_NOTE, note, strlen(note), err));
    }
    return RI_OK;
}

static void run(struct guest_call *guest)
{
    pthread_t         watcher;
    struct ri_result *result = NULL;
    struct ri_error   error = {0};
    ri_call_watch(guest->call, report, guest);
    if (pthread_create(&watcher, NULL, watch, guest) != 0) {
        send_end(guest, RI_ENOMEM, false, "no thread to watch for the caller");
        return;
    }
    ri_status status = ri_call_run(guest->call, &result, &error);
    if (status == RI_OK) status = send_result(guest, result, &error);
    if (status == RI_OK) status = ri_result_status(result, &error);
    const bool verdict = result && guest->call->result.verdict;
    send_end(guest, status, verdict, error.message);
    shutdown(guest->fd, SHUT_RD); /* what was sent still arrives; the watcher ends */
    pthread_join(watcher, NULL);
}

/* ---- The connection ------------------------------------------------------------------------------------- */

static void tell_version(struct guest_call *guest)
{
    uint64_t        version = 0;
    char            text[32];
    struct ri_error error = {0};
    const ri_status status = ri_workspace_data_version(guest->workspace, &version, &error);
    snprintf(text, sizeof text, "%llu", (unsigned long long)version);
    send_end(guest, status, false, status == RI_OK ? text : error.message);
}

static ri_status say_hello(struct guest_call *guest, struct ri_error *err)
{
    struct ri_text hello = {0};
    pass_write_hello(guest->workspace, &hello);
    return send_text(guest, PASS_HELLO, &hello, err);
}

/* The call that the caller wants, or its wish for the version. */
static void take_call(struct guest_call *guest)
{
    struct ri_frame frame = {0};
    struct ri_error error = {0};
    ri_status       status;
    do {
        status = ri_frames_next(&guest->frames, PASS_SILENCE_MS, &frame, &error);
    } while (status == RI_OK && frame.type == PASS_FILES);
    if (status == RI_EUPSTREAM) return; /* it only wanted to know who we are */
    if (status == RI_OK && frame.type == PASS_VERSION) {
        tell_version(guest);
        return;
    }
    if (status == RI_OK && frame.type != PASS_CALL)
        status =
            ri_fail(&error, RI_EDATA, "a message of kind %u where a call should be", frame.type);
    if (status == RI_OK) status = read_call(guest, &frame, &error);
    if (status == RI_OK)
        run(guest);
    else
        send_end(guest, status, false, error.message);
}

void ri_guest_serve(struct ri_workspace *workspace, int fd)
{
    struct guest_call guest = {.workspace = workspace, .fd = fd};
    ri_arena_init(&guest.mem, (size_t)RI_FRAME_MOST * 4);
    ri_frames_init(&guest.frames, fd, PASS_FILES_MOST);
    pthread_mutex_init(&guest.sending, NULL);
    if (say_hello(&guest, NULL) == RI_OK) take_call(&guest);
    ri_call_free(guest.call);
    pthread_mutex_destroy(&guest.sending);
    ri_frames_release(&guest.frames);
    ri_arena_release(&guest.mem);
}

void ri_guest_refuse(struct ri_workspace *workspace, int fd)
{
    struct guest_call guest = {.workspace = workspace, .fd = fd};
    char              message[80];
    snprintf(message, sizeof message, "%d calls of other processes already run here: try again",
             PASS_GUESTS_MOST);
    pthread_mutex_init(&guest.sending, NULL);
    if (say_hello(&guest, NULL) == RI_OK) send_end(&guest, RI_ERATE, false, message);
    pthread_mutex_destroy(&guest.sending);
}
