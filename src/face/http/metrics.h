/* Counters of the server; any thread adds. */
#ifndef RI_FACE_HTTP_METRICS_H
#define RI_FACE_HTTP_METRICS_H
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* member, name, help */
#define HTTP_COUNTERS(X)                                                                  \
    X(requests, "requests_total", "requests answered or cut off")                         \
    X(refused, "refused_total", "requests refused before anything was done for them")     \
    X(hits, "cache_hits_total", "answers that came from the cache")                       \
    X(misses, "cache_misses_total", "answers that had to be made")                        \
    X(not_modified, "not_modified_total", "answers that the client already had")          \
    X(shared, "shared_total", "answers made once for several who asked at the same time") \
    X(calls, "calls_total", "calls run for answers")                                      \
    X(failed, "calls_failed_total", "calls that ended with an error")                     \
    X(gone, "clients_gone_total", "clients that left before the answer")                  \
    X(busy, "busy_total", "requests sent away for a while")                               \
    X(jobs, "jobs_total", "jobs accepted")                                                \
    X(events, "events_total", "events published")
struct http_metrics {
#define ROW(member, name, help) _Atomic uint64_t member;
    HTTP_COUNTERS(ROW)
#undef ROW
};

/* ---- By route: how many of which outcome, how long they took ---------------------------------------------------------------- */

/* Upper bounds in seconds. */
#define HTTP_SECONDS {0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30}
enum { HTTP_BUCKETS = 8, HTTP_CLASSES = 6 };
struct http_route_metrics {
    const char      *name;                   /* stays */
    _Atomic uint64_t outcomes[HTTP_CLASSES]; /* 0: cut off; 2: 200..299 ... */
    _Atomic uint64_t buckets[HTTP_BUCKETS + 1];
    _Atomic uint64_t sum_us;
};
struct http_server;
struct ri_text;
/* What the workspace says of itself, asked anew at most each few seconds, and kept as text for whoever wants the document. Not from a network
 * thread. */
void metrics_look(struct http_server *server);
void metrics_observe(struct http_route_metrics *route, unsigned status, int64_t us);
void metrics_routes(const struct http_route_metrics *routes, size_t count, struct ri_text *out);
#define http_count(server, member) atomic_fetch_add(&(server)->metrics.member, 1)
#endif
