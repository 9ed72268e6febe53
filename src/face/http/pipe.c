/* A ring of bytes, one lock, one condition for the writer. */
#include "pipe.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct http_pipe {
    pthread_mutex_t    lock;
    pthread_cond_t     writable;
    size_t             capacity, first, count;
    unsigned           patience_ms, holders;
    bool               ended, ok, reader_gone, asleep;
    struct pipe_reader reader;
    unsigned char      bytes[];
};

ri_status pipe_new(size_t capacity, unsigned patience_ms, struct http_pipe **ret,
                   struct ri_error *err)
{
    struct http_pipe  *pipe = calloc(1, sizeof *pipe + capacity);
    pthread_condattr_t monotonic;
    if (!pipe) return ri_fail(err, RI_ENOMEM, "no room for a pipe of %zu bytes", capacity);
    *pipe = (struct http_pipe){.capacity = capacity, .patience_ms = patience_ms, .holders = 2};
    pthread_mutex_init(&pipe->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&pipe->writable, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *ret = pipe;
    return RI_OK;
}

void pipe_free(struct http_pipe *pipe)
{
    if (!pipe) return;
    pthread_mutex_lock(&pipe->lock);
    const bool last = --pipe->holders == 0;
    pthread_mutex_unlock(&pipe->lock);
    if (!last) return;
    pthread_mutex_destroy(&pipe->lock);
    pthread_cond_destroy(&pipe->writable);
    free(pipe);
}

static void wake(struct http_pipe *pipe)
{
    if (!pipe->asleep) return;
    pipe->asleep = false;
    pipe->reader.wake(pipe->reader.context);
}

/* What fits goes in; returns how much. */
static size_t put(struct http_pipe *pipe, const unsigned char *bytes, size_t length)
{
    const size_t room = pipe->capacity - pipe->count, n = length < room ? length : room;
    const size_t at = (pipe->first + pipe->count) % pipe->capacity;
    const size_t before_end = n < pipe->capacity - at ? n : pipe->capacity - at;
    memcpy(pipe->bytes + at, bytes, before_end);
    memcpy(pipe->bytes, bytes + before_end, n - before_end);
    pipe->count += n;
    if (n) wake(pipe);
    return n;
}

static struct timespec after_ms(unsigned milliseconds)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += milliseconds / 1000;
    at.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

ri_status pipe_write(struct http_pipe *pipe, const void *bytes, size_t length, struct ri_error *err)
{
    const unsigned char *at = bytes;
    ri_status            status = RI_OK;
    pthread_mutex_lock(&pipe->lock);
    while (length && status == RI_OK) {
        if (pipe->reader_gone) {
            status = ri_fail(err, RI_ECANCELLED, "the client has gone");
            break;
        }
        const size_t n = put(pipe, at, length);
        at += n;
        length -= n;
        if (!length) break;
        const size_t          count = pipe->count;
        const struct timespec until = after_ms(pipe->patience_ms);
        while (pipe->count == count && !pipe->reader_gone && status == RI_OK) {
            if (pthread_cond_timedwait(&pipe->writable, &pipe->lock, &until) == ETIMEDOUT)
                status = ri_fail(err, RI_ETIMEOUT, "the client took nothing for %u ms",
                                 pipe->patience_ms);
        }
    }
    pthread_mutex_unlock(&pipe->lock);
    return status;
}

bool pipe_offer(struct http_pipe *pipe, const void *bytes, size_t length)
{
    pthread_mutex_lock(&pipe->lock);
    const bool fits = !pipe->reader_gone && !pipe->ended && pipe->capacity - pipe->count >= length;
    if (fits) put(pipe, bytes, length);
    pthread_mutex_unlock(&pipe->lock);
    return fits;
}

void pipe_end(struct http_pipe *pipe, bool ok)
{
    pthread_mutex_lock(&pipe->lock);
    pipe->ended = true;
    pipe->ok = ok;
    wake(pipe);
    pthread_mutex_unlock(&pipe->lock);
}

bool pipe_abandoned(struct http_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    const bool gone = pipe->reader_gone;
    pthread_mutex_unlock(&pipe->lock);
    return gone;
}

void pipe_attach(struct http_pipe *pipe, struct pipe_reader reader)
{
    pthread_mutex_lock(&pipe->lock);
    pipe->reader = reader;
    pthread_mutex_unlock(&pipe->lock);
}

static size_t take(struct http_pipe *pipe, unsigned char *ret, size_t most)
{
    const size_t n = pipe->count < most ? pipe->count : most;
    const size_t before_end = n < pipe->capacity - pipe->first ? n : pipe->capacity - pipe->first;
    memcpy(ret, pipe->bytes + pipe->first, before_end);
    memcpy(ret + before_end, pipe->bytes, n - before_end);
    pipe->first = (pipe->first + n) % pipe->capacity;
    pipe->count -= n;
    pthread_cond_signal(&pipe->writable);
    return n;
}

pipe_state pipe_read(struct http_pipe *pipe, void *ret, size_t most, size_t *ret_length)
{
    pipe_state state = PIPE_BYTES;
    *ret_length = 0;
    pthread_mutex_lock(&pipe->lock);
    if (pipe->reader_gone || (pipe->ended && !pipe->ok)) {
        state = PIPE_BROKEN; /* at once: what is left would only look like more of the answer */
    } else if (pipe->count) {
        *ret_length = take(pipe, ret, most);
    } else if (pipe->ended) {
        state = PIPE_END;
    } else {
        state = PIPE_EMPTY;
        pipe->asleep = true;
        pipe->reader.sleep(pipe->reader.context);
    }
    pthread_mutex_unlock(&pipe->lock);
    return state;
}

void pipe_close_reader(struct http_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    pipe->reader_gone = true;
    pipe->asleep = false;
    pthread_cond_signal(&pipe->writable);
    pthread_mutex_unlock(&pipe->lock);
}

void pipe_abandon(struct http_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    pipe->reader_gone = true;
    pthread_cond_signal(&pipe->writable);
    wake(pipe);
    pthread_mutex_unlock(&pipe->lock);
}
