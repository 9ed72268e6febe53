/* The open connections: what each is doing since when, so that those that are too slow can be cut off and those whose client
 * has gone can be noticed. Knows sockets, no HTTP library. */
#ifndef RI_FACE_HTTP_CONNECTIONS_H
#define RI_FACE_HTTP_CONNECTIONS_H
#include "pipe.h"

#include <pthread.h>
#include <stdatomic.h>

typedef enum connection_phase {
    PHASE_FRESH, /* connected, nothing read */
    PHASE_KEPT,  /* between requests */
    PHASE_HEAD,
    PHASE_BODY,
    PHASE_WORK, /* suspended until the answer is there */
    PHASE_SEND,
    PHASE_STREAM /* suspended until there is more to send */
} connection_phase;

struct connection {
    struct connection *before, *after;
    int                fd;
    char               address[64]; /* of the client, the owner's; empty: not known */
    atomic_int         phase;
    _Atomic int64_t    since_us;
    _Atomic uint64_t   received; /* of the body */
    _Atomic uint64_t   sent;     /* of a stream */
    _Atomic uint64_t   number;   /* of the request that waits */
    void              *begun;    /* a request whose target is known and whose head is not; the owner's */
    void              *waiting;  /* that request, while it is suspended; the owner guards it */
    struct http_pipe  *pipe;     /* being sent; guarded by the list's lock */
    void              *stream;   /* likewise: the owner's */
};
struct connections { /* fill in limits and on_gone, then connections_init */
    unsigned idle_s, head_s;
    uint64_t body_rate; /* bytes a second that a body must at least bring, after idle_s */
    void (*on_gone)(void              *context,
                    struct connection *connection); /* the client of a waiting request left */
    void              *context;
    pthread_mutex_t    lock;
    struct connection *first;
    atomic_size_t      count;
};
void connections_init(struct connections *list);
void connections_release(struct connections *list);
/* A connection that opened; NULL: no room. */
struct connection *connections_add(struct connections *list, int fd);
void               connections_remove(struct connections *list, struct connection *connection);
/* What it does from now on. NULL is allowed. */
void connection_enter(struct connection *connection, connection_phase phase);
/* Cuts off who is too slow, tells who has gone. */
void connections_tick(struct connections *list, int64_t now_us);
/* How many have a request under way whose head is there. */
size_t connections_busy(struct connections *list);
/* Every stream ends, broken. */
void connections_abandon(struct connections *list);
#endif
