/* A ring of texts and a list of pipes. */
#include "events.h"

#include "jobs.h"

#include "base/task.h"

#include <pthread.h>

enum { READER_BYTES = 64 * 1024, PATIENCE_MS = 1000 };

struct http_events {
    pthread_mutex_t    lock;
    uint64_t           last_id, first_kept; /* ids: first_kept .. last_id */
    struct ri_text     kept[EVENTS_KEPT];   /* by id modulo */
    struct http_pipe **readers;
    unsigned           most;
    size_t             count;
    int64_t            beat_us;
    bool               stopped;
};

ri_status events_new(unsigned most_readers, struct http_events **ret, struct ri_error *err)
{
    struct http_events *events = calloc(1, sizeof *events);
    if (events) events->readers = calloc(most_readers ? most_readers : 1, sizeof *events->readers);
    if (!events || !events->readers) {
        free(events);
        return ri_fail(err, RI_ENOMEM, "no room for events");
    }
    pthread_mutex_init(&events->lock, NULL);
    events->most = most_readers;
    events->last_id =
        (uint64_t)(ri_task_now_us(NULL) / 1000); /* later than any id before a restart */
    events->first_kept = events->last_id + 1;
    events->beat_us = ri_monotonic_us();
    *ret = events;
    return RI_OK;
}

static void drop(struct http_events *events, size_t i, bool well)
{
    pipe_end(events->readers[i], well);
    pipe_free(events->readers[i]);
    events->readers[i] = events->readers[--events->count];
}

/* To all; who has no room for it is dropped, and so is who has gone. */
static void tell(struct http_events *events, const char *bytes, size_t length)
{
    for (size_t i = events->count; i > 0; i--) {
        if (!pipe_offer(events->readers[i - 1], bytes, length)) drop(events, i - 1, false);
    }
}

void events_publish(struct http_events *events, const char *name, const char *data)
{
    pthread_mutex_lock(&events->lock);
    const uint64_t  id = ++events->last_id;
    struct ri_text *frame = &events->kept[id % EVENTS_KEPT];
    ri_text_release(frame);
    ri_text_printf(frame, "id: %llu\nevent: %s\ndata: %s\n\n", (unsigned long long)id, name, data);
    if (id - events->first_kept >= EVENTS_KEPT) events->first_kept = id - EVENTS_KEPT + 1;
    if (!frame->failed) tell(events, frame->at, frame->length);
    pthread_mutex_unlock(&events->lock);
}

void events_tick(struct http_events *events)
{
    const int64_t now = ri_monotonic_us();
    pthread_mutex_lock(&events->lock);
    if (now - events->beat_us >= (int64_t)EVENTS_HEARTBEAT_S * 1000000) {
        events->beat_us = now;
        tell(events, ":\n\n", 3);
    }
    pthread_mutex_unlock(&events->lock);
}

size_t events_readers(struct http_events *events)
{
    pthread_mutex_lock(&events->lock);
    const size_t count = events->count;
    pthread_mutex_unlock(&events->lock);
    return count;
}

void events_stop(struct http_events *events)
{
    pthread_mutex_lock(&events->lock);
    events->stopped = true;
    while (events->count) drop(events, events->count - 1, true);
    pthread_mutex_unlock(&events->lock);
}

void events_free(struct http_events *events)
{
    if (!events) return;
    events_stop(events);
    for (size_t i = 0; i < EVENTS_KEPT; i++) ri_text_release(&events->kept[i]);
    pthread_mutex_destroy(&events->lock);
    free(events->readers);
    free(events);
}

static bool replay(struct http_events *events, uint64_t last_id, struct http_pipe *pipe)
{
    if (last_id > events->last_id || last_id + 1 < events->first_kept) return false;
    for (uint64_t id = last_id + 1; id <= events->last_id; id++) {
        const struct ri_text *frame = &events->kept[id % EVENTS_KEPT];
        if (!frame->at || !pipe_offer(pipe, frame->at, frame->length)) return false;
    }
    return true;
}

ri_status events_join(struct http_events *events, uint64_t last_id, struct ri_view hello,
                      struct http_pipe **ret_pipe, bool *ret_replayed, struct ri_error *err)
{
    struct http_pipe *pipe;
    RI_TRY(pipe_new(READER_BYTES, PATIENCE_MS, &pipe, err));
    pthread_mutex_lock(&events->lock);
    const bool room = events->count < events->most && !events->stopped;
    if (room) {
        pipe_offer(pipe, hello.at, hello.length);
        *ret_replayed = last_id && replay(events, last_id, pipe);
        events->readers[events->count++] = pipe;
    }
    pthread_mutex_unlock(&events->lock);
    if (!room) {
        pipe_free(pipe);
        pipe_free(pipe);
        return ri_fail(err, RI_ERATE, "too many readers of events");
    }
    *ret_pipe = pipe;
    return RI_OK;
}

/* ---- The answer ---------------------------------------------------------------------------------------------------- */

/* What is the case now, for one who has not followed: the version and the jobs that are not over. Without ids, so that
 * they are never replayed. */
static void now_text(struct http_server *server, struct ri_text *out)
{
    ri_text_printf(out, "retry: 2000\n\nevent: data_version\ndata: {\"data_version\":%llu}\n\n",
                   (unsigned long long)atomic_load(&server->data_version));
    jobs_events(server->jobs, out);
}

void events_answer(struct http_server *server, struct wire_request *request)
{
    static const struct wire_header headers[] = {{"Content-Type", "text/event-stream"},
                                                 {"Cache-Control", "no-store"},
                                                 {"X-Accel-Buffering", "no"},
                                                 {NULL, NULL}};
    const char                     *after = wire_header(request, "Last-Event-ID");
    int64_t                         last_id = 0;
    struct ri_text                  hello = {0};
    struct http_pipe               *pipe;
    struct ri_error                 error = {0};
    bool                            replayed = false;
    if (after && (!ri_parse_int(ri_view_of(after), &last_id) || last_id < 0)) last_id = 0;
    now_text(server, &hello);
    const ri_status status = events_join(server->events, (uint64_t)last_id,
                                         (struct ri_view){hello.at ? hello.at : "", hello.length},
                                         &pipe, &replayed, &error);
    ri_text_release(&hello);
    if (status != RI_OK)
        http_busy(server, request, 503, 5, "too many readers of events: try again later");
    else
        wire_stream(request, 200, headers, pipe);
}
