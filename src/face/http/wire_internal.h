/* The wire from inside: what wire.c (connections, requests) and wire_answer.c (answers, streams) share. */
#ifndef RI_FACE_HTTP_WIRE_INTERNAL_H
#define RI_FACE_HTTP_WIRE_INTERNAL_H
#include "connections.h"
#include "wire.h"

#include "base/hash.h"

#include <microhttpd.h>

enum {
    STRIPES = 64, /* locks shared by requests: a request's own would be freed while it is let go */
    OWN_HEADERS = 5,
    OWN_VALUE = 96,
    NETWORK_MOST = 8 /* network threads that keep a response of an answer each */
};
struct wire {
    struct MHD_Daemon  *daemon;
    struct wire_options options;
    struct connections  connections;
    _Atomic uint64_t    numbers;
    atomic_uint         network; /* network threads that have answered */
    bool                lines_lie_together; /* of a head, in the library's buffer: see sound_begin */
    pthread_mutex_t     stripes[STRIPES];
};
struct
    wire_answer { /* a response of the library is made of it for each request: some headers are a request's own */
    atomic_uint          holders;
    unsigned             status;
    size_t               length;
    const void          *bytes;
    void                *owned;   /* the same when they are to be freed */
    struct wire_header  *headers; /* with their texts behind them */
    struct MHD_Response *stream;  /* instead of bytes: sent once */
    atomic_bool          often;   /* sent many times: each network thread keeps a response of it */
    struct MHD_Response *kept[NETWORK_MOST]; /* by thread, which alone touches its own */
};
struct wire_stream { /* what a response with a pipe holds */
    struct wire           *wire;
    struct MHD_Connection *handle;
    struct connection     *connection; /* NULL once it is closed; guarded by the wire's lock */
    struct http_pipe      *pipe;
};
struct own_header {
    const char *name;
    char        value[OWN_VALUE];
};
struct wire_request {
    struct wire           *wire;
    struct MHD_Connection *handle;
    struct connection     *connection;
    uint64_t               number;
    char                  *target;
    const char            *target_at; /* where it lies in the library's buffer: to be compared, not read */
    const char            *method;
    void                  *state;
    bool                   begun, called, later, has_body, too_large;
    bool                   answered; /* this and the next: guarded by the stripe once later */
    struct wire_answer    *answer;
    bool                   to_memory, to_file;
    int                    fd; /* of the body, -1: none */
    uint64_t               most, length;
    struct ri_text         memory;
    struct ri_sha256      *digest;
    int64_t                began_us;
    size_t                 own_count;
    struct own_header      own[OWN_HEADERS];
};

static inline pthread_mutex_t *wire_stripe(struct wire *wire, uint64_t number)
{
    return &wire->stripes[number % STRIPES];
}
/* What the library sends for this request: the bytes are the answer's, which is kept until they are gone. *ret_mine: the caller is to let go
 * of it. From a network thread. NULL: no room. */
struct MHD_Response *wire_response(const struct wire_request *request, bool *ret_mine);
#endif
