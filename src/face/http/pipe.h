/* Bytes from a worker to a connection, a bounded number of them on the way.
 *
 *     worker:      pipe_write ... pipe_end            waits while the pipe is full, but not for ever
 *     connection:  pipe_read                          never waits: when the pipe is empty it sleeps until woken
 *
 * Both sides let go of it with pipe_free; the last one frees it. */
#ifndef RI_FACE_HTTP_PIPE_H
#define RI_FACE_HTTP_PIPE_H
#include "base/error.h"

struct http_pipe;
typedef enum pipe_state { PIPE_BYTES, PIPE_EMPTY, PIPE_END, PIPE_BROKEN } pipe_state;

/* capacity: bytes on the way; patience_ms: how long a writer waits for a reader that takes nothing. */
RI_MUST_CHECK ri_status pipe_new(size_t capacity, unsigned patience_ms, struct http_pipe **ret,
                                 struct ri_error *err);
void                    pipe_free(struct http_pipe *pipe); /* one side lets go */

/* RI_ECANCELLED: the reader has gone; RI_ETIMEOUT: it took nothing for too long. */
RI_MUST_CHECK ri_status pipe_write(struct http_pipe *pipe, const void *bytes, size_t length,
                                   struct ri_error *err);
/* All or nothing, without waiting; false: no room (or nobody reads). */
bool pipe_offer(struct http_pipe *pipe, const void *bytes, size_t length);
/* No more bytes come; not ok: what came is not all, and the reader is to see it. */
void pipe_end(struct http_pipe *pipe, bool ok);
bool pipe_abandoned(struct http_pipe *pipe); /* the reader has gone */

/* How the reader sleeps and is woken; both are called with the pipe locked. */
struct pipe_reader {
    void (*sleep)(void *context);
    void (*wake)(void *context);
    void *context;
};
void pipe_attach(struct http_pipe *pipe, struct pipe_reader reader);
/* Up to `most` bytes out; *ret_length is 0 unless PIPE_BYTES. On PIPE_EMPTY sleep was called. */
pipe_state pipe_read(struct http_pipe *pipe, void *ret, size_t most, size_t *ret_length);
void       pipe_close_reader(struct http_pipe *pipe); /* nobody reads any more; then pipe_free */
/* The reader will not read on: it is woken to see that, and the writer is told. From any thread. */
void pipe_abandon(struct http_pipe *pipe);
#endif
