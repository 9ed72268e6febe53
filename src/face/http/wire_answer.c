/* Answers: bytes that many requests may get, and streams. */
#include "wire_internal.h"

enum { READ_BLOCK = 32 * 1024 };

static bool add_headers(struct MHD_Response *response, const struct wire_header *headers)
{
    for (size_t i = 0; headers && headers[i].name; i++) {
        if (MHD_add_response_header(response, headers[i].name, headers[i].value) != MHD_YES)
            return false;
    }
    return true;
}

/* A copy that ends with a NULL name, the texts behind it. */
static struct wire_header *copy_headers(const struct wire_header *headers)
{
    size_t count = 0, bytes = 0;
    for (; headers && headers[count].name; count++)
        bytes += strlen(headers[count].name) + strlen(headers[count].value) + 2;
    struct wire_header *copy = malloc((count + 1) * sizeof *copy + bytes);
    if (!copy) return NULL;
    char *at = (char *)(copy + count + 1);
    for (size_t i = 0; i < count; i++) {
        copy[i].name = at;
        at = stpcpy(at, headers[i].name) + 1;
        copy[i].value = at;
        at = stpcpy(at, headers[i].value) + 1;
    }
    copy[count] = (struct wire_header){NULL, NULL};
    return copy;
}

static struct wire_answer *make_answer(unsigned status, const struct wire_header *headers)
{
    struct wire_answer *answer = calloc(1, sizeof *answer);
    if (!answer) return NULL;
    answer->status = status;
    answer->headers = copy_headers(headers);
    atomic_init(&answer->holders, 1);
    if (answer->headers) return answer;
    free(answer);
    return NULL;
}

struct wire_answer *wire_answer_new(unsigned status, const struct wire_header *headers, void *bytes,
                                    size_t length)
{
    struct wire_answer *answer = wire_answer_view(status, headers, bytes, length);
    if (answer)
        answer->owned = bytes;
    else
        free(bytes);
    return answer;
}

struct wire_answer *wire_answer_view(unsigned status, const struct wire_header *headers,
                                     const void *bytes, size_t length)
{
    struct wire_answer *answer = make_answer(status, headers);
    if (!answer) return NULL;
    answer->bytes = bytes;
    answer->length = length;
    return answer;
}

struct wire_answer *wire_answer_keep(struct wire_answer *answer)
{
    atomic_fetch_add(&answer->holders, 1);
    return answer;
}

const struct wire_header *wire_answer_headers(const struct wire_answer *answer)
{
    return answer->headers;
}

const void *wire_answer_bytes(const struct wire_answer *answer)
{
    return answer->bytes;
}

void wire_answer_free(struct wire_answer *answer)
{
    if (!answer || atomic_fetch_sub(&answer->holders, 1) != 1) return;
    if (answer->stream) MHD_destroy_response(answer->stream);
    for (size_t i = 0; i < NETWORK_MOST; i++)
        if (answer->kept[i]) MHD_destroy_response(answer->kept[i]);
    free(answer->headers);
    free(answer->owned);
    free(answer);
}

static void let_go(void *answer)
{
    wire_answer_free(answer);
}

/* Of this network thread, from 0; NETWORK_MOST and more: there are too many. */
static unsigned thread_number(struct wire *wire)
{
    static _Thread_local struct {
        const struct wire *of;
        unsigned           number;
    } mine;
    if (mine.of != wire) {
        mine.number = atomic_fetch_add(&wire->network, 1);
        mine.of = wire;
    }
    return mine.number;
}

/* The thread's own response of an answer that is sent again and again: only the number of the request changes. The library writes a head as
 * soon as its response is queued, in the same thread, so that the next request may have the same response. Its bytes are the answer's, which a
 * request holds until they are sent. NULL: as any other. */
static struct MHD_Response *kept_response(const struct wire_request *request)
{
    struct wire_answer      *answer = request->answer;
    const struct own_header *own = request->own;
    if (!atomic_load(&answer->often) || request->own_count != 1 || answer->stream) return NULL;
    const unsigned thread = thread_number(request->wire);
    if (thread >= NETWORK_MOST) return NULL;
    struct MHD_Response *response = answer->kept[thread];
    if (!response) {
        response = MHD_create_response_from_buffer(
            answer->length, (void *)(uintptr_t)answer->bytes, MHD_RESPMEM_PERSISTENT);
        if (response && (!add_headers(response, request->wire->options.always) ||
                         !add_headers(response, answer->headers))) {
            MHD_destroy_response(response);
            response = NULL;
        }
        answer->kept[thread] = response;
    } else {
        const char *last = MHD_get_response_header(response, own->name);
        if (last) MHD_del_response_header(response, own->name, last);
    }
    return response && MHD_add_response_header(response, own->name, own->value) == MHD_YES
               ? response
               : NULL;
}

struct MHD_Response *wire_response(const struct wire_request *request, bool *ret_mine)
{
    struct MHD_Response *kept = kept_response(request);
    *ret_mine = !kept && !request->answer->stream;
    if (kept) return kept;
    struct wire_answer  *answer = request->answer;
    struct MHD_Response *response = answer->stream;
    if (!response) {
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            answer->length, (void *)(uintptr_t)answer->bytes, let_go, answer);
        if (response) wire_answer_keep(answer);
    }
    bool good = response && add_headers(response, request->wire->options.always) &&
                add_headers(response, answer->headers);
    for (size_t i = 0; good && i < request->own_count; i++)
        good = MHD_add_response_header(response, request->own[i].name, request->own[i].value) ==
               MHD_YES;
    if (good) return response;
    if (response && !answer->stream) MHD_destroy_response(response);
    return NULL;
}

size_t wire_answer_length(const struct wire_answer *answer)
{
    return answer->length;
}

unsigned wire_answer_status(const struct wire_answer *answer)
{
    return answer->status;
}

void wire_answer_often(struct wire_answer *answer)
{
    atomic_store(&answer->often, true);
}

bool wire_answer_is_stream(const struct wire_answer *answer)
{
    return answer->stream;
}

void wire_send(struct wire_request *request, struct wire_answer *answer)
{
    const struct wire_handler *handler = &request->wire->options.handler;
    if (handler->answered) handler->answered(handler->context, request, answer);
    pthread_mutex_t *stripe = wire_stripe(request->wire, request->number);
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
        if (stream->connection) atomic_fetch_add(&stream->connection->sent, length);
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
    struct wire_answer *answer = make_answer(status, headers);
    if (answer) {
        answer->length = SIZE_MAX;
        answer->stream = response;
    } else {
        MHD_destroy_response(response);
    }
    wire_send(request, answer);
}
