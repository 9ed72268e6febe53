/* Counters of the server; any thread adds. */
#ifndef RI_FACE_HTTP_METRICS_H
#define RI_FACE_HTTP_METRICS_H
#include <stdatomic.h>
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
#define http_count(server, member) atomic_fetch_add(&(server)->metrics.member, 1)
#endif
