/* The wire: HTTP/1.1 connections, requests, bodies and answers. All that is known of libmicrohttpd is in wire.c.
 *
 *     head(request)   the head is there and was found sound: the handler says where a body goes, or answers
 *     ready(request)  the body is there too: the handler answers, or says wire_later and answers from another thread
 *     gone(request)   the client left before the answer was there
 *     done(request)   the request is over: the handler frees what it kept in request->state
 *
 * These run on a few network threads and must never wait. An answer is a block of bytes that may be sent many times, or a
 * pipe that a worker fills. Whatever is wrong with the head in a way that a second reader might understand otherwise (both
 * lengths, two Hosts ...) is refused here, and the connection closed. */
#ifndef RI_FACE_HTTP_WIRE_H
#define RI_FACE_HTTP_WIRE_H
#include "base/text.h"
#include "pipe.h"

struct wire;         /* a listening server */
struct wire_answer;  /* a whole answer, counted */
struct wire_request; /* one request, from its head to the end of its answer */

struct wire_header {
    const char *name, *value;
};
enum { WIRE_HEADERS = 24 }; /* most that one answer has of its own */

struct wire_handler {
    void *context;
    void (*head)(void *context, struct wire_request *request);
    void (*ready)(void *context, struct wire_request *request);
    void (*gone)(void *context, struct wire_request *request);
    void (*done)(void *context, struct wire_request *request);
    /* (optional) this is what it is answered, just before; NULL: the connection is cut. From whichever thread answers. */
    void (*answered)(void *context, struct wire_request *request, struct wire_answer *answer);
};
typedef void wire_certificate_fn(void); /* what it really is, the TLS library says */
struct wire_options {
    int      listener; /* a listening socket; taken */
    unsigned threads, connections, idle_s, head_s;
    size_t   head_bytes; /* of a request's head, and of what is on its way beside it */
    uint64_t body_rate;  /* bytes a second that a body must at least bring, after idle_s */
    struct wire_header const *always; /* headers of every answer, ends with a NULL name */
    wire_certificate_fn *certificate; /* TLS, and who shows a certificate (tls.h); NULL: none */
    struct wire_handler  handler;
};

/* Made first, so that answers can be made before anybody asks; takes the listener also on failure. RI_ENOMEM. */
RI_MUST_CHECK ri_status wire_new(const struct wire_options *options, struct wire **ret,
                                 struct ri_error *err);
RI_MUST_CHECK ri_status wire_start(struct wire *wire, struct ri_error *err); /* RI_EIO */
/* Looks after time: clients that are too slow are cut off, those that went away are told to `gone`. Call it a few
 * times a second from one thread. */
void wire_tick(struct wire *wire);
/* Accepts no more; what runs goes on. */
void wire_quiesce(struct wire *wire);
/* Ends every connection. No answer may be under way from another thread any more. */
void   wire_stop(struct wire *wire); /* also one that was not started; frees it */
size_t wire_connections(const struct wire *wire);
size_t wire_busy(struct wire *wire); /* requests under way */

/* ---- A request ------------------------------------------------------------------------------------------ */

const char *wire_method(const struct wire_request *request);
const char *wire_target(const struct wire_request *request); /* as sent, not decoded */
/* The first header of that name, or NULL. */
const char *wire_header(const struct wire_request *request, const char *name);
/* "192.0.2.7": where it came from, as the connection says. */
void     wire_address(const struct wire_request *request, char *ret, size_t size);
uint64_t wire_number(const struct wire_request *
                         request); /* for logs; never the same twice, after another start neither */
void   **wire_state(struct wire_request *request);         /* the handler's own */
int64_t  wire_took_us(const struct wire_request *request); /* since its first line was read */
/* In done(): what was answered (0: the connection was cut) and how many bytes of body were sent. */
unsigned wire_status(const struct wire_request *request);
uint64_t wire_sent(const struct wire_request *request);
/* A header that this request's answer has besides the answer's own; a few, short, the name stays. In head() or ready(). */
void wire_own_header(struct wire_request *request, const char *name, const char *value);
/* In head(): where the body goes. Without a call a body is refused (413). */
void wire_body_to_memory(struct wire_request *request, size_t most);
void wire_body_to_file(struct wire_request *request, int fd, uint64_t most); /* takes fd */
/* In head(): a digest of the body is wanted. RI_ENOMEM. */
RI_MUST_CHECK ri_status wire_digest_body(struct wire_request *request, struct ri_error *err);
/* In ready(), once: that digest, RI_SHA256_SIZE bytes. */
void           wire_body_digest(struct wire_request *request, unsigned char *ret);
bool           wire_has_body(const struct wire_request *request);
bool           wire_too_large(const struct wire_request
                                  *request); /* in ready(): the body was more than allowed, or not wanted */
struct ri_view wire_body(const struct wire_request *request); /* in memory */
int            wire_take_file(struct wire_request *request);  /* -1: none; rewound */

/* ---- Answers -------------------------------------------------------------------------------------------- */

/* bytes from malloc, taken also on failure. headers end with a NULL name. NULL: no room. */
struct wire_answer *wire_answer_new(unsigned status, const struct wire_header *headers, void *bytes,
                                    size_t length);
/* The same with bytes that stay where they are. */
struct wire_answer *wire_answer_view(unsigned status, const struct wire_header *headers,
                                     const void *bytes, size_t length);
struct wire_answer *wire_answer_keep(struct wire_answer *answer);
void                wire_answer_free(struct wire_answer *answer);
void                wire_answer_often(struct wire_answer *answer); /* it will be sent many times */
bool                wire_answer_is_stream(const struct wire_answer *answer);
const struct wire_header *wire_answer_headers(const struct wire_answer *answer); /* ends with a NULL name */
const void               *wire_answer_bytes(const struct wire_answer *answer); /* no stream's */
size_t              wire_answer_length(const struct wire_answer *answer);
unsigned            wire_answer_status(const struct wire_answer *answer);

/* Answers; from a handler function, or from any thread once after wire_later. Takes the answer. NULL: the connection is
 * cut, there was no room for an answer. */
void wire_send(struct wire_request *request, struct wire_answer *answer);
/* Answers with what comes out of the pipe; the reading side of the pipe is taken. */
void wire_stream(struct wire_request *request, unsigned status, const struct wire_header *headers,
                 struct http_pipe *pipe);
/* In ready(): the answer comes later. From then on the request may be over at any time after the answer was given. */
void wire_later(struct wire_request *request);
#endif
