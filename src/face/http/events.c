/* A ring of texts and a list of pipes. */
#include "events.h"

#include "jobs.h"

#include "base/json.h"
#include "base/task.h"

#include <pthread.h>

enum { READER_BYTES = 64 * 1024, PATIENCE_MS = 1000 };

struct kept {
    char           *name, *data;
    struct ri_pass *pass;
    bool            personal, of_stores;
};
struct reader {
    struct http_pipe *pipe;
    struct ri_pass   *pass;
    char             *topics; /* "job,alert"; NULL: all */
};
struct http_events {
    pthread_mutex_t lock;
    uint64_t        last_id, first_kept; /* ids: first_kept .. last_id */
    struct kept     kept[EVENTS_KEPT];   /* by id modulo */
    struct reader  *readers;
    unsigned        most;
    size_t          count;
    int64_t         beat_us;
    bool            stopped;
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
    pipe_end(events->readers[i].pipe, well);
    pipe_free(events->readers[i].pipe);
    ri_pass_free(events->readers[i].pass);
    free(events->readers[i].topics);
    events->readers[i] = events->readers[--events->count];
}

static void release(struct kept *kept)
{
    free(kept->name);
    free(kept->data);
    ri_pass_free(kept->pass);
    *kept = (struct kept){0};
}

/* ---- What a reader may see -------------------------------------------------------------------------------------- */

static bool wants(const char *topics, const char *name)
{
    const size_t length = strlen(name);
    for (const char *at = topics; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, name, length) == 0 && (!at[length] || at[length] == ',')) return true;
    return !topics;
}

static bool is_among(const char *store, const char *const *stores)
{
    for (; store && *stores; stores++)
        if (strcmp(store, *stores) == 0) return true;
    return false;
}

/* Of the list `alerts` those of these stores. False: there is no such list. */
static bool cut_to_stores(const char *data, const char *const *stores, struct ri_text *out)
{
    struct ri_json           json = {.out = out};
    struct ri_json_document *document;
    if (ri_json_read(data, strlen(data), &document, NULL) != RI_OK) return false;
    const struct ri_json_value *alerts = ri_json_member(ri_json_root(document), "alerts");
    const bool                  has = ri_json_is_array(alerts);
    struct ri_arena             mem;
    ri_arena_init(&mem, 1 << 20);
    ri_json_object(&json);
    ri_json_key(&json, "alerts");
    ri_json_array(&json);
    for (size_t i = 0; has && i < ri_json_count(alerts); i++) {
        const struct ri_json_value *alert = ri_json_at(alerts, i, NULL);
        if (!is_among(ri_json_string(ri_json_member(alert, "store")), stores)) continue;
        ri_json_object(&json);
        for (size_t j = 0; j < ri_json_count(alert); j++) {
            const char                 *key = NULL;
            const struct ri_json_value *value = ri_json_at(alert, j, &key);
            ri_json_key(&json, key);
            ri_json_text(&json, ri_json_scalar(value, &mem));
        }
        ri_json_end(&json);
    }
    ri_json_end(&json);
    ri_json_end(&json);
    ri_arena_release(&mem);
    ri_json_document_free(document);
    return has;
}

/* The event as this reader sees it, as bytes of the stream; empty: not at all. */
static void frame_for(const struct kept *event, uint64_t id, const struct ri_pass *who,
                      struct ri_text *out)
{
    const struct ri_principal *reader = ri_pass_principal(who);
    struct ri_text             cut = {0};
    const char                *data = event->data;
    bool shows = data && (!event->personal || http_may_see(ri_pass_principal(event->pass), reader));
    if (shows && event->of_stores && reader && reader->stores) {
        shows = cut_to_stores(event->data, reader->stores, &cut) && !cut.failed;
        data = cut.at;
    }
    if (shows)
        ri_text_printf(out, "id: %llu\nevent: %s\ndata: %s\n\n", (unsigned long long)id,
                       event->name, data);
    ri_text_release(&cut);
}

/* False: there was no room, or nobody reads any more. */
static bool offer(const struct reader *reader, const struct kept *event, uint64_t id)
{
    struct ri_text frame = {0};
    if (event->name && wants(reader->topics, event->name))
        frame_for(event, id, reader->pass, &frame);
    const bool taken =
        !frame.failed && (!frame.length || pipe_offer(reader->pipe, frame.at, frame.length));
    ri_text_release(&frame);
    return taken;
}

void events_publish(struct http_events *events, const struct event *event)
{
    pthread_mutex_lock(&events->lock);
    const uint64_t id = ++events->last_id;
    struct kept   *kept = &events->kept[id % EVENTS_KEPT];
    release(kept);
    *kept = (struct kept){strdup(event->name), strdup(event->data), ri_pass_keep(event->pass),
                          event->personal, event->of_stores};
    if (!kept->name || !kept->data) release(kept); /* no room: readers ask anew with the next one */
    if (id - events->first_kept >= EVENTS_KEPT) events->first_kept = id - EVENTS_KEPT + 1;
    for (size_t i = events->count; kept->data && i > 0; i--)
        if (!offer(&events->readers[i - 1], kept, id)) drop(events, i - 1, false);
    pthread_mutex_unlock(&events->lock);
}

void events_tick(struct http_events *events)
{
    const int64_t now = ri_monotonic_us();
    pthread_mutex_lock(&events->lock);
    if (now - events->beat_us >= (int64_t)EVENTS_HEARTBEAT_S * 1000000) {
        events->beat_us = now;
        for (size_t i = events->count; i > 0; i--)
            if (!pipe_offer(events->readers[i - 1].pipe, ":\n\n", 3)) drop(events, i - 1, false);
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
    for (size_t i = 0; i < EVENTS_KEPT; i++) release(&events->kept[i]);
    pthread_mutex_destroy(&events->lock);
    free(events->readers);
    free(events);
}

static bool replay(struct http_events *events, uint64_t last_id, const struct reader *reader)
{
    if (last_id > events->last_id || last_id + 1 < events->first_kept) return false;
    for (uint64_t id = last_id + 1; id <= events->last_id; id++) {
        const struct kept *event = &events->kept[id % EVENTS_KEPT];
        if (!event->data || !offer(reader, event, id)) return false;
    }
    return true;
}

ri_status events_join(struct http_events *events, uint64_t last_id, const char *topics,
                      struct ri_pass *who, struct ri_view hello, struct http_pipe **ret_pipe,
                      bool *ret_replayed, struct ri_error *err)
{
    struct http_pipe *pipe;
    RI_TRY(pipe_new(READER_BYTES, PATIENCE_MS, &pipe, err));
    pthread_mutex_lock(&events->lock);
    const bool room = events->count < events->most && !events->stopped;
    if (room) {
        const struct reader reader = {pipe, ri_pass_keep(who), topics ? strdup(topics) : NULL};
        pipe_offer(pipe, hello.at, hello.length);
        *ret_replayed = last_id && replay(events, last_id, &reader);
        events->readers[events->count++] = reader;
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
static void now_text(struct http_server *server, const char *topics,
                     const struct ri_principal *who, struct ri_text *out)
{
    ri_text_puts(out, "retry: 2000\n\n");
    if (wants(topics, "data_version"))
        ri_text_printf(out, "event: data_version\ndata: {\"data_version\":%llu}\n\n",
                       (unsigned long long)atomic_load(&server->data_version));
    if (wants(topics, "job")) jobs_events(server->jobs, who, out);
}

void events_answer(struct http_server *server, struct wire_request *request)
{
    static const struct wire_header headers[] = {{"Content-Type", "text/event-stream"},
                                                 {"Cache-Control", "no-store"},
                                                 {"X-Accel-Buffering", "no"},
                                                 {NULL, NULL}};
    const char                     *after = wire_header(request, "Last-Event-ID"),
               *topics = target_value(&http_state(request)->target, "topics");
    int64_t                         last_id = 0;
    struct ri_text                  hello = {0};
    struct http_pipe               *pipe;
    struct ri_error                 error = {0};
    bool                            replayed = false;
    if (after && (!ri_parse_int(ri_view_of(after), &last_id) || last_id < 0)) last_id = 0;
    if (topics && !*topics) topics = NULL;
    now_text(server, topics, http_principal(request), &hello);
    const ri_status status = events_join(
        server->events, (uint64_t)last_id, topics, http_state(request)->pass,
        (struct ri_view){hello.at ? hello.at : "", hello.length}, &pipe, &replayed, &error);
    ri_text_release(&hello);
    if (status != RI_OK)
        http_busy(server, request, 503, 5, "too many readers of events: try again later");
    else
        wire_stream(request, 200, headers, pipe);
}
