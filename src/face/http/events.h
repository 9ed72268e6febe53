/* Server-sent events: what happens is told to every reader, and kept for a while for those who come back.
 *
 *     id: 1764126116042
 *     event: data_version
 *     data: {"data_version":7}
 *
 * Ids rise and never repeat, over restarts neither. A reader that is too slow for its buffer is dropped and comes back by
 * itself with the id of the last event it saw. Safe for many threads. */
#ifndef RI_FACE_HTTP_EVENTS_H
#define RI_FACE_HTTP_EVENTS_H
#include "server.h"

enum { EVENTS_KEPT = 512, EVENTS_HEARTBEAT_S = 15 };

struct http_events;
RI_MUST_CHECK ri_status events_new(unsigned most_readers, struct http_events **ret,
                                   struct ri_error *err);
void                    events_free(struct http_events *events);
struct event {
    const char     *name, *data; /* data: one line of JSON */
    struct ri_pass *pass;        /* personal: whose it is; NULL: the owner's */
    bool            personal;
    bool
        of_stores; /* who may see some stores only gets of its list `alerts` those of these stores, and nothing else of it */
};
void   events_publish(struct http_events *events, const struct event *event);
void   events_tick(struct http_events *events); /* heartbeat */
size_t events_readers(struct http_events *events);
void   events_stop(struct http_events *events); /* every reader's stream ends well */

/* A new reader of a pipe, of the events named in topics ("job,alert"; NULL: all): `hello` first, then what was published after last_id when that is still kept; *ret_replayed says
 * whether it was. `who` reads: what others may not see is kept from them. RI_ERATE: too many readers. From then on the writing side of the pipe is the events'. */
RI_MUST_CHECK ri_status events_join(struct http_events *events, uint64_t last_id,
                                    const char *topics, struct ri_pass *who, struct ri_view hello,
                                    struct http_pipe **ret_pipe, bool *ret_replayed,
                                    struct ri_error *err);
#endif
