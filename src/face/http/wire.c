/* The wire on libmicrohttpd 0.9.75: epoll on a few threads, connections suspended while somebody works for them.
 *
 * What another reader of the same head would understand differently is refused (sound.h). The lines between chunks of a body we cannot see, and
 * the library takes a bare LF for their end too: what follows such a body is not read, the connection ends with its answer. */
#include "wire_internal.h"

#include "base/task.h"
#include "sound.h"

#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

enum {
    DISCARD_MOST =
        8 * 1024 *
        1024 /* of a refused body that is still read, so that the client sees the answer */
};

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
    snprintf(ret, size, "%s", request->connection->address);
}

static void find_address(struct MHD_Connection *handle, char *ret, size_t size)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
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

int64_t wire_took_us(const struct wire_request *request)
{
    return ri_monotonic_us() - request->began_us;
}

unsigned wire_status(const struct wire_request *request)
{
    return request->answer ? request->answer->status : 0;
}

uint64_t wire_sent(const struct wire_request *request)
{
    if (!request->answer) return 0;
    return request->answer->stream ? atomic_load(&request->connection->sent)
                                   : request->answer->length;
}

void wire_own_header(struct wire_request *request, const char *name, const char *value)
{
    if (request->own_count == OWN_HEADERS) return;
    struct own_header *header = &request->own[request->own_count++];
    header->name = name;
    snprintf(header->value, sizeof header->value, "%s", value);
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

ri_status wire_digest_body(struct wire_request *request, struct ri_error *err)
{
    return request->digest ? RI_OK : ri_sha256_new(&request->digest, err);
}

void wire_body_digest(struct wire_request *request, unsigned char *ret)
{
    ri_sha256_finish(request->digest, ret);
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
static struct wire_answer *refusal(const char *why)
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
    return wire_answer_new(400, headers, text.at, text.length);
}

/* ---- The way of a request ---------------------------------------------------------------------------------- */

static void let_request_go(struct wire *wire, struct wire_request *request)
{
    wire->options.handler.done(wire->options.handler.context, request);
    atomic_store(&request->connection->received, 0);
    connection_enter(request->connection, PHASE_KEPT);
    wire_answer_free(request->answer);
    if (request->fd >= 0) close(request->fd);
    ri_text_release(&request->memory);
    ri_sha256_free(request->digest);
    free(request->target);
    free(request);
}

/* The library tells of the end of a request that it began, but not of each whose head it refuses itself (more parameters than the
 * connection has room for): the connection knows the one it has begun. */
static void let_begun_go(struct wire *wire, struct connection *connection)
{
    struct wire_request *request = connection->begun;
    connection->begun = NULL;
    if (request) let_request_go(wire, request);
}

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
                                     .target_at = target,
                                     .fd = -1,
                                     .began_us = ri_monotonic_us()};
    let_begun_go(wire, request->connection);
    request->connection->begun = request;
    atomic_store(&request->connection->sent, 0);
    connection_enter(request->connection, PHASE_HEAD);
    return request;
}

static enum MHD_Result deliver(struct wire_request *request)
{
    bool                 mine = false;
    struct MHD_Response *response = request->answer ? wire_response(request, &mine) : NULL;
    if (!response) return MHD_NO; /* cut */
    connection_enter(request->connection, PHASE_SEND);
    const enum MHD_Result queued =
        MHD_queue_response(request->handle, request->answer->status, response);
    if (mine) MHD_destroy_response(response); /* the connection has a hold of it */
    return queued;
}

static enum MHD_Result on_head(struct wire_request *request, const char *method,
                               const char *version)
{
    struct wire      *wire = request->wire;
    struct sound_head head = {0};
    request->begun = true;
    request->connection->begun = NULL;
    request->method = method;
    if (wire->lines_lie_together)
        sound_begin(&head, &(struct sound_first){method, request->target_at,
                                                 strlen(request->target), version});
    MHD_get_connection_values(request->handle, MHD_HEADER_KIND, look, &head);
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(request->handle, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (wire->lines_lie_together && size) sound_end(&head, method + size->header_size);
    if (head.encodings) wire_own_header(request, "Connection", "close");
    const char    *why = sound_verdict(&head, version);
    const uint64_t length = why ? 0 : sound_length(&head);
    request->has_body = head.encodings || length > 0;
    if (why) {
        wire_send(request, refusal(why));
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
    if (request->digest) ri_sha256_add(request->digest, bytes, length);
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
        pthread_mutex_t *stripe = wire_stripe(wire, request->number);
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
    if (request->connection->begun == request) request->connection->begun = NULL;
    let_request_go(wire, request);
}

/* ---- Connections ------------------------------------------------------------------------------------------- */

static void opened(struct wire *wire, struct MHD_Connection *handle, void **socket_context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *connection =
        connections_add(&wire->connections, info ? info->connect_fd : -1);
    if (connection) find_address(handle, connection->address, sizeof connection->address);
    *socket_context = connection;
}

static void closed(struct wire *wire, struct connection *connection)
{
    if (!connection) return;
    let_begun_go(wire, connection);
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

size_t wire_busy(struct wire *wire)
{
    return connections_busy(&wire->connections);
}

/* ---- Time ---------------------------------------------------------------------------------------------------- */

static void on_gone(void *context, struct connection *connection)
{
    struct wire     *wire = context;
    pthread_mutex_t *stripe = wire_stripe(wire, atomic_load(&connection->number));
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
    /* Numbers count on from the microsecond of the start: a server that is started again, in the same second even,
     * repeats none, for nobody answers a million requests a second. They stay below 2^53, exact in JSON. */
    atomic_store(&wire->numbers, (uint64_t)ri_task_now_us(NULL));
    *ret = wire;
    return RI_OK;
}

/* TLS 1.2 and 1.3 with what is held safe today. */
static const char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE";

ri_status wire_start(struct wire *wire, struct ri_error *err)
{
    const struct wire_options *options = &wire->options;
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO;
    const bool     tls = options->certificate;
    wire->lines_lie_together = strcmp(MHD_get_version(), "0.9.75") == 0;
    struct MHD_OptionItem secure[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(uintptr_t)options->certificate},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)priorities},
        {MHD_OPTION_END, 0, NULL}};
    wire->daemon = MHD_start_daemon(
        tls ? flags | MHD_USE_TLS : flags, 0, NULL, NULL, on_request, wire,
        MHD_OPTION_LISTEN_SOCKET, options->listener, MHD_OPTION_THREAD_POOL_SIZE, options->threads,
        MHD_OPTION_CONNECTION_LIMIT, options->connections, MHD_OPTION_CONNECTION_TIMEOUT,
        options->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->head_bytes,
        MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_URI_LOG_CALLBACK, on_target, wire,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, wire, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, wire, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_ARRAY,
        tls ? secure : secure + RI_COUNT(secure) - 1, MHD_OPTION_END);
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
