/* The wire on libmicrohttpd 0.9.75: epoll on a few threads, connections suspended while somebody works for them.
 *
 * What that library reads leniently and we cannot see: lines that end in a bare LF, folded header lines. What can be seen
 * and would be understood differently by another reader is refused (sound.h). */
#include "wire.h"

#include "base/task.h"
#include "connections.h"
#include "sound.h"

#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum {
    STRIPES = 64, /* locks shared by requests: a request's own would be freed while it is let go */
    CONNECTION_MEMORY = 32 * 1024,
    READ_BLOCK = 32 * 1024,
    DISCARD_MOST =
        8 * 1024 *
        1024 /* of a refused body that is still read, so that the client sees the answer */
};
struct wire {
    struct MHD_Daemon  *daemon;
    struct wire_options options;
    struct connections  connections;
    _Atomic uint64_t    numbers;
    pthread_mutex_t     stripes[STRIPES];
};
struct wire_answer {
    atomic_uint          holders;
    unsigned             status;
    size_t               length;
    struct MHD_Response *response;
};
struct wire_stream { /* what a response with a pipe holds */
    struct wire           *wire;
    struct MHD_Connection *handle;
    struct connection     *connection; /* NULL once it is closed; guarded by the wire's lock */
    struct http_pipe      *pipe;
};
struct wire_request {
    struct wire           *wire;
    struct MHD_Connection *handle;
    struct connection     *connection;
    uint64_t               number;
    char                  *target;
    const char            *method;
    void                  *state;
    bool                   begun, called, later, has_body, too_large;
    bool                   answered; /* this and the next: guarded by the stripe once later */
    struct wire_answer    *answer;
    bool                   to_memory, to_file;
    int                    fd; /* of the body, -1: none */
    uint64_t               most, length;
    struct ri_text         memory;
};

static pthread_mutex_t *stripe_of(struct wire *wire, uint64_t number)
{
    return &wire->stripes[number % STRIPES];
}

/* ---- Answers -------------------------------------------------------------------------------------------- */

static bool add_headers(struct MHD_Response *response, const struct wire_header *headers)
{
    for (size_t i = 0; headers && headers[i].name; i++) {
        if (MHD_add_response_header(response, headers[i].name, headers[i].value) != MHD_YES)
            return false;
    }
    return true;
}

static struct wire_answer *make_answer(const struct wire *wire, unsigned status,
                                       const struct wire_header *headers,
                                       struct MHD_Response *response, size_t length)
{
    struct wire_answer *answer = response ? malloc(sizeof *answer) : NULL;
    if (!answer || !add_headers(response, wire->options.always) ||
        !add_headers(response, headers)) {
        if (response) MHD_destroy_response(response);
        free(answer);
        return NULL;
    }
    answer->status = status;
    answer->length = length;
    answer->response = response;
    atomic_init(&answer->holders, 1);
    return answer;
}

struct wire_answer *wire_answer_new(const struct wire *wire, unsigned status,
                                    const struct wire_header *headers, void *bytes, size_t length)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, bytes, MHD_RESPMEM_MUST_FREE);
    if (!response) free(bytes);
    return make_answer(wire, status, headers, response, length);
}

struct wire_answer *wire_answer_view(const struct wire *wire, unsigned status,
                                     const struct wire_header *headers, const void *bytes,
                                     size_t length)
{
    return make_answer(
        wire, status, headers,
        MHD_create_response_from_buffer(length, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT),
        length);
}

struct wire_answer *wire_answer_keep(struct wire_answer *answer)
{
    atomic_fetch_add(&answer->holders, 1);
    return answer;
}

void wire_answer_free(struct wire_answer *answer)
{
    if (!answer || atomic_fetch_sub(&answer->holders, 1) != 1) return;
    MHD_destroy_response(answer->response);
    free(answer);
}

size_t wire_answer_length(const struct wire_answer *answer)
{
    return answer->length;
}

unsigned wire_answer_status(const struct wire_answer *answer)
{
    return answer->status;
}

void wire_send(struct wire_request *request, struct wire_answer *answer)
{
    pthread_mutex_t *stripe = stripe_of(request->wire, request->number);
    pthread_mutex_lock(stripe);
    request->answer = answer;
    request->answered = true;
    struct connection *connection = request->connection;
    if (connection->waiting == request) {
        connection->waiting = NULL;
        connection_enter(connection, PHASE_SEND);
        MHD_resume_connection(request->handle);
    }
    pthread_mutex_unlock(stripe); /* the request may be gone by now */
}

/* ---- Streams -------------------------------------------------------------------------------------------- */

static void stream_sleep(void *context)
{
    struct wire_stream *stream = context;
    connection_enter(stream->connection, PHASE_STREAM);
    MHD_suspend_connection(stream->handle);
}

static void stream_wake(void *context)
{
    struct wire_stream *stream = context;
    connection_enter(stream->connection, PHASE_SEND);
    MHD_resume_connection(stream->handle);
}

static ssize_t stream_read(void *context, uint64_t at, char *ret, size_t most)
{
    struct wire_stream *stream = context;
    size_t              length;
    (void)at;
    switch (pipe_read(stream->pipe, ret, most, &length)) {
    case PIPE_BYTES:
        connection_enter(stream->connection, PHASE_SEND);
        return (ssize_t)length;
    case PIPE_EMPTY:
        return 0;
    case PIPE_END:
        return MHD_CONTENT_READER_END_OF_STREAM;
    default:
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
}

static void stream_free(void *context)
{
    struct wire_stream *stream = context;
    pthread_mutex_lock(&stream->wire->connections.lock);
    if (stream->connection) {
        stream->connection->pipe = NULL;
        stream->connection->stream = NULL;
    }
    pthread_mutex_unlock(&stream->wire->connections.lock);
    pipe_close_reader(stream->pipe);
    pipe_free(stream->pipe);
    free(stream);
}

static void abandon(struct http_pipe *pipe)
{
    pipe_close_reader(pipe);
    pipe_free(pipe);
}

void wire_stream(struct wire_request *request, unsigned status, const struct wire_header *headers,
                 struct http_pipe *pipe)
{
    struct wire_stream  *stream = malloc(sizeof *stream);
    struct MHD_Response *response = NULL;
    if (stream) {
        *stream = (struct wire_stream){request->wire, request->handle, request->connection, pipe};
        response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, READ_BLOCK, stream_read,
                                                     stream, stream_free);
    }
    if (!response) {
        abandon(pipe);
        free(stream);
        wire_send(request, NULL);
        return;
    }
    pthread_mutex_lock(&request->wire->connections.lock);
    request->connection->pipe = pipe;
    request->connection->stream = stream;
    pthread_mutex_unlock(&request->wire->connections.lock);
    pipe_attach(pipe, (struct pipe_reader){stream_sleep, stream_wake, stream});
    wire_send(request, make_answer(request->wire, status, headers, response, SIZE_MAX));
}

/* ---- What a request says ---------------------------------------------------------------------------------- */

const char *wire_method(const struct wire_request *request)
{
    return request->method;
}

const char *wire_target(const struct wire_request *request)
{
    return request->target;
}

const char *wire_header(const struct wire_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->handle, MHD_HEADER_KIND, name);
}

void wire_address(const struct wire_request *request, char *ret, size_t size)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->handle, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *from = info ? info->client_addr : NULL;
    const socklen_t        length = from && from->sa_family == AF_INET6
                                        ? (socklen_t)sizeof(struct sockaddr_in6)
                                        : (socklen_t)sizeof(struct sockaddr_in);
    if (!from || getnameinfo(from, length, ret, (socklen_t)size, NULL, 0, NI_NUMERICHOST) != 0)
        snprintf(ret, size, "?");
}

uint64_t wire_number(const struct wire_request *request)
{
    return request->number;
}

void **wire_state(struct wire_request *request)
{
    return &request->state;
}

void wire_body_to_memory(struct wire_request *request, size_t most)
{
    request->to_memory = true;
    request->most = most;
}

void wire_body_to_file(struct wire_request *request, int fd, uint64_t most)
{
    request->to_file = true;
    request->fd = fd;
    request->most = most;
}

bool wire_has_body(const struct wire_request *request)
{
    return request->has_body;
}

bool wire_too_large(const struct wire_request *request)
{
    return request->too_large;
}

struct ri_view wire_body(const struct wire_request *request)
{
    return (struct ri_view){request->memory.at, request->memory.length};
}

int wire_take_file(struct wire_request *request)
{
    const int fd = request->fd;
    request->fd = -1;
    if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* ---- Soundness of a head ---------------------------------------------------------------------------------- */

static enum MHD_Result look(void *context, enum MHD_ValueKind kind, const char *name,
                            const char *value)
{
    (void)kind;
    sound_look(context, name, value);
    return MHD_YES;
}

/* The one answer that the wire gives itself: the head cannot be trusted, nor what follows on the connection. */
static struct wire_answer *refusal(struct wire *wire, const char *why)
{
    static const struct wire_header headers[] = {{"Content-Type", "application/problem+json"},
                                                 {"Cache-Control", "no-store"},
                                                 {"Connection", "close"},
                                                 {NULL, NULL}};
    struct ri_text                  text = {0};
    ri_text_printf(&text,
                   "{\"type\":\"about:blank\",\"title\":\"bad option or request\",\"status\":400,"
                   "\"detail\":\"%s\",\"instance\":null,\"errors\":[]}\n",
                   why);
    if (text.failed) {
        ri_text_release(&text);
        return NULL;
    }
    return wire_answer_new(wire, 400, headers, text.at, text.length);
}

/* ---- The way of a request ---------------------------------------------------------------------------------- */

static void *on_target(void *context, const char *target, struct MHD_Connection *handle)
{
    struct wire                    *wire = context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct wire_request *request = calloc(1, sizeof *request);
    char                *copy = strdup(target);
    if (!request || !copy || !info || !info->socket_context) {
        free(copy);
        free(request);
        return NULL;
    }
    *request = (struct wire_request){.wire = wire,
                                     .handle = handle,
                                     .connection = info->socket_context,
                                     .number = atomic_fetch_add(&wire->numbers, 1) + 1,
                                     .target = copy,
                                     .fd = -1};
    connection_enter(request->connection, PHASE_HEAD);
    return request;
}

static enum MHD_Result deliver(struct wire_request *request)
{
    if (!request->answer) return MHD_NO; /* cut */
    connection_enter(request->connection, PHASE_SEND);
    return MHD_queue_response(request->handle, request->answer->status, request->answer->response);
}

static enum MHD_Result on_head(struct wire_request *request, const char *method,
                               const char *version)
{
    struct wire      *wire = request->wire;
    struct sound_head head = {0};
    request->begun = true;
    request->method = method;
    MHD_get_connection_values(request->handle, MHD_HEADER_KIND, look, &head);
    const char    *why = sound_verdict(&head, version);
    const uint64_t length = why ? 0 : sound_length(&head);
    request->has_body = head.encodings || length > 0;
    if (why) {
        wire_send(request, refusal(wire, why));
        return deliver(request);
    }
    wire->options.handler.head(wire->options.handler.context, request);
    if (!request->answered && request->has_body && length > request->most)
        request->too_large = true;
    if (!request->answered && !request->too_large) {
        if (request->has_body) connection_enter(request->connection, PHASE_BODY);
        return MHD_YES;
    }
    /* Refused. A short body is still read, so that the client comes to read the answer. */
    if (request->has_body && length <= DISCARD_MOST) {
        connection_enter(request->connection, PHASE_BODY);
        request->called = request->answered;
        return MHD_YES;
    }
    if (!request->answered) {
        request->called = true;
        wire->options.handler.ready(wire->options.handler.context, request);
    }
    return request->answered ? deliver(request) : MHD_NO;
}

static bool write_all(int fd, const char *at, size_t length)
{
    while (length) {
        const ssize_t n = write(fd, at, length);
        if (n <= 0) return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

/* False: enough of it; cut the connection. */
static bool on_body(struct wire_request *request, const char *bytes, size_t length)
{
    request->length += length;
    atomic_store(&request->connection->received, request->length);
    if (request->answered || request->too_large || request->length > request->most) {
        request->too_large = true;
        return request->length <= request->most + DISCARD_MOST;
    }
    if (request->to_file) return write_all(request->fd, bytes, length);
    if (request->to_memory) ri_text_add(&request->memory, bytes, length);
    return !request->memory.failed;
}

static enum MHD_Result on_ready(struct wire_request *request)
{
    struct wire *wire = request->wire;
    if (!request->called) {
        request->called = true;
        wire->options.handler.ready(wire->options.handler.context, request);
        pthread_mutex_t *stripe = stripe_of(wire, request->number);
        pthread_mutex_lock(stripe);
        if (!request->answered && request->later) {
            request->connection->waiting = request;
            atomic_store(&request->connection->number, request->number);
            connection_enter(request->connection, PHASE_WORK);
            MHD_suspend_connection(request->handle);
            pthread_mutex_unlock(stripe);
            return MHD_YES;
        }
        pthread_mutex_unlock(stripe);
    }
    return deliver(request);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *handle, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_length, void **state)
{
    struct wire_request *request = *state;
    (void)context, (void)handle, (void)url;
    if (!request) return MHD_NO;
    if (!request->begun) return on_head(request, method, version);
    if (*upload_length) {
        const bool good = on_body(request, upload, *upload_length);
        *upload_length = 0;
        return good ? MHD_YES : MHD_NO;
    }
    return on_ready(request);
}

void wire_later(struct wire_request *request)
{
    request->later = true;
}

static void on_completed(void *context, struct MHD_Connection *handle, void **state,
                         enum MHD_RequestTerminationCode why)
{
    struct wire         *wire = context;
    struct wire_request *request = *state;
    (void)handle, (void)why;
    if (!request) return;
    *state = NULL;
    wire->options.handler.done(wire->options.handler.context, request);
    atomic_store(&request->connection->received, 0);
    connection_enter(request->connection, PHASE_KEPT);
    wire_answer_free(request->answer);
    if (request->fd >= 0) close(request->fd);
    ri_text_release(&request->memory);
    free(request->target);
    free(request);
}

/* ---- Connections ------------------------------------------------------------------------------------------- */

static void opened(struct wire *wire, struct MHD_Connection *handle, void **socket_context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD);
    *socket_context = connections_add(&wire->connections, info ? info->connect_fd : -1);
}

static void closed(struct wire *wire, struct connection *connection)
{
    if (!connection) return;
    pthread_mutex_lock(&wire->connections.lock);
    struct wire_stream *stream = connection->stream;
    if (stream) stream->connection = NULL;
    pthread_mutex_unlock(&wire->connections.lock);
    connections_remove(&wire->connections, connection);
}

static void on_connection(void *context, struct MHD_Connection *handle, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        opened(context, handle, socket_context);
    else
        closed(context, *socket_context);
}

size_t wire_connections(const struct wire *wire)
{
    return atomic_load(&wire->connections.count);
}

/* ---- Time ---------------------------------------------------------------------------------------------------- */

static void on_gone(void *context, struct connection *connection)
{
    struct wire     *wire = context;
    pthread_mutex_t *stripe = stripe_of(wire, atomic_load(&connection->number));
    pthread_mutex_lock(stripe);
    if (connection->waiting)
        wire->options.handler.gone(wire->options.handler.context, connection->waiting);
    pthread_mutex_unlock(stripe);
}

void wire_tick(struct wire *wire)
{
    connections_tick(&wire->connections, ri_monotonic_us());
}

/* ---- Start and stop -------------------------------------------------------------------------------------------- */

ri_status wire_new(const struct wire_options *options, struct wire **ret, struct ri_error *err)
{
    struct wire *wire = calloc(1, sizeof *wire);
    if (!wire) {
        close(options->listener);
        return ri_fail(err, RI_ENOMEM, "no room for a server");
    }
    wire->options = *options;
    wire->connections = (struct connections){.idle_s = options->idle_s,
                                             .head_s = options->head_s,
                                             .body_rate = options->body_rate,
                                             .on_gone = on_gone,
                                             .context = wire};
    connections_init(&wire->connections);
    for (size_t i = 0; i < STRIPES; i++) pthread_mutex_init(&wire->stripes[i], NULL);
    *ret = wire;
    return RI_OK;
}

ri_status wire_start(struct wire *wire, struct ri_error *err)
{
    const struct wire_options *options = &wire->options;
    wire->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL,
        on_request, wire, MHD_OPTION_LISTEN_SOCKET, options->listener, MHD_OPTION_THREAD_POOL_SIZE,
        options->threads, MHD_OPTION_CONNECTION_LIMIT, options->connections,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_URI_LOG_CALLBACK,
        on_target, wire, MHD_OPTION_NOTIFY_COMPLETED, on_completed, wire,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, wire, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_END);
    return wire->daemon ? RI_OK : ri_fail(err, RI_EIO, "the HTTP server does not start");
}

void wire_quiesce(struct wire *wire)
{
    const int listener = MHD_quiesce_daemon(wire->daemon);
    if (listener >= 0) close(listener);
}

void wire_stop(struct wire *wire)
{
    if (!wire) return;
    connections_abandon(&wire->connections);
    if (wire->daemon)
        MHD_stop_daemon(wire->daemon);
    else
        close(wire->options.listener);
    connections_release(&wire->connections);
    for (size_t i = 0; i < STRIPES; i++) pthread_mutex_destroy(&wire->stripes[i]);
    free(wire);
}
