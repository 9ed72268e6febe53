/* Bytes through a pipe: in order, bounded, and every way that one side ends. */
#include "pipe.h"

#include "base/task.h"
#include "base/test.h"

#include <pthread.h>

struct sleeper { /* the reader, as the wire is */
    int slept, woken;
};

static void note_sleep(void *context)
{
    ((struct sleeper *)context)->slept++;
}

static void note_wake(void *context)
{
    ((struct sleeper *)context)->woken++;
}

static struct http_pipe *pipe_of(size_t capacity, unsigned patience_ms, struct sleeper *sleeper)
{
    struct http_pipe *pipe = NULL;
    CHECK_STATUS(pipe_new(capacity, patience_ms, &pipe, NULL), RI_OK);
    pipe_attach(pipe, (struct pipe_reader){note_sleep, note_wake, sleeper});
    return pipe;
}

static void let_go(struct http_pipe *pipe)
{
    pipe_free(pipe);
    pipe_free(pipe);
}

TEST(bytes_come_out_in_order_round_the_ring)
{
    struct sleeper    sleeper = {0};
    struct http_pipe *pipe = pipe_of(7, 100, &sleeper);
    char              got[64] = "", wanted[64] = "";
    size_t            at = 0;
    for (char c = 'a'; c <= 'p';
         c++) { /* three in, two or three out: the ring is passed several times */
        const char piece[3] = {c, (char)(c - 32), '.'};
        size_t     n;
        CHECK_STATUS(pipe_write(pipe, piece, 3, NULL), RI_OK);
        memcpy(wanted + strlen(wanted), piece, 3);
        CHECK_INT(pipe_read(pipe, got + at, 3, &n), PIPE_BYTES);
        at += n;
    }
    CHECK_TEXT(got, wanted);
    size_t n = 9;
    CHECK_INT(pipe_read(pipe, got, 3, &n), PIPE_EMPTY);
    CHECK_INT(n, 0);
    CHECK_INT(sleeper.slept, 1);
    CHECK_INT(sleeper.woken, 0);
    CHECK_STATUS(pipe_write(pipe, "x", 1, NULL), RI_OK);
    CHECK_INT(sleeper.woken, 1);
    CHECK_STATUS(pipe_write(pipe, "y", 1, NULL), RI_OK);
    CHECK_INT(sleeper.woken, 1); /* it is awake already */
    let_go(pipe);
}

TEST(an_end_is_seen_behind_the_last_byte_and_a_broken_one_at_once)
{
    struct sleeper    sleeper = {0};
    struct http_pipe *pipe = pipe_of(8, 100, &sleeper);
    char              got[8];
    size_t            n;
    CHECK_STATUS(pipe_write(pipe, "abc", 3, NULL), RI_OK);
    pipe_end(pipe, true);
    CHECK_INT(pipe_read(pipe, got, 8, &n), PIPE_BYTES);
    CHECK_INT(n, 3);
    CHECK_INT(pipe_read(pipe, got, 8, &n), PIPE_END);
    CHECK(!pipe_offer(pipe, "x", 1));
    let_go(pipe);
    pipe = pipe_of(8, 100, &sleeper);
    CHECK_STATUS(pipe_write(pipe, "abc", 3, NULL), RI_OK);
    pipe_end(pipe, false);
    CHECK_INT(pipe_read(pipe, got, 8, &n),
              PIPE_BROKEN); /* what is left would look like the whole */
    CHECK_INT(n, 0);
    let_go(pipe);
}

TEST(a_writer_waits_no_longer_than_its_patience)
{
    struct sleeper    sleeper = {0};
    struct http_pipe *pipe = pipe_of(4, 60, &sleeper);
    const int64_t     start = ri_monotonic_us();
    CHECK_STATUS(pipe_write(pipe, "12345", 5, NULL), RI_ETIMEOUT);
    CHECK(ri_monotonic_us() - start >= 55000);
    CHECK(!pipe_offer(pipe, "x", 1)); /* full: never waits */
    char   got[8];
    size_t n;
    CHECK_INT(pipe_read(pipe, got, 8, &n), PIPE_BYTES);
    CHECK_INT(n, 4);                      /* what fitted came */
    CHECK(!pipe_offer(pipe, "12345", 5)); /* all or nothing */
    CHECK(pipe_offer(pipe, "1234", 4));
    let_go(pipe);
}

TEST(a_reader_who_goes_ends_the_writing)
{
    struct sleeper    sleeper = {0};
    struct http_pipe *pipe = pipe_of(4, 60000, &sleeper);
    char              got[8];
    size_t            n;
    CHECK(!pipe_abandoned(pipe));
    pipe_close_reader(pipe);
    CHECK(pipe_abandoned(pipe));
    CHECK_STATUS(pipe_write(pipe, "1", 1, NULL), RI_ECANCELLED);
    CHECK(!pipe_offer(pipe, "1", 1));
    let_go(pipe);
    pipe = pipe_of(4, 60000, &sleeper);
    CHECK_INT(pipe_read(pipe, got, 8, &n), PIPE_EMPTY);
    const int woken = sleeper.woken;
    pipe_abandon(pipe);
    CHECK_INT(sleeper.woken, woken + 1); /* to see that it shall not read on */
    CHECK_INT(pipe_read(pipe, got, 8, &n), PIPE_BROKEN);
    let_go(pipe);
}

enum { MANY = 200000 };

static void *write_many(void *context)
{
    struct http_pipe *pipe = context;
    for (uint32_t i = 0; i < MANY; i++) {
        if (pipe_write(pipe, &i, sizeof i, NULL) != RI_OK) return NULL;
    }
    pipe_end(pipe, true);
    return NULL;
}

TEST(two_threads_lose_and_turn_round_nothing)
{
    struct sleeper    sleeper = {0};
    struct http_pipe *pipe = pipe_of(1000, 60000, &sleeper);
    pthread_t         writer;
    uint32_t          want = 0;
    unsigned char     bytes[256];
    size_t            n, held = 0;
    pipe_state        state;
    CHECK_INT(pthread_create(&writer, NULL, write_many, pipe), 0);
    while ((state = pipe_read(pipe, bytes + held, sizeof bytes - held, &n)) != PIPE_END) {
        if (state != PIPE_BYTES) continue;
        held += n;
        size_t at = 0;
        for (; at + 4 <= held; at += 4) {
            uint32_t value;
            memcpy(&value, bytes + at, 4);
            if (value != want++) CHECK_INT(value, want - 1);
        }
        memmove(bytes, bytes + at, held - at);
        held -= at;
    }
    pthread_join(writer, NULL);
    CHECK_INT(want, MANY);
    let_go(pipe);
}
