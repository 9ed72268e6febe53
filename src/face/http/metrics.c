/* What is measured of the server, as Prometheus reads it (text 0.0.4). */
#include "metrics.h"

#include "cache.h"
#include "events.h"
#include "jobs.h"
#include "pool.h"

#include "base/task.h"

#include <unistd.h>

/* ---- By route ---------------------------------------------------------------------------------------------------- */

static const double seconds[HTTP_BUCKETS] = HTTP_SECONDS;

void metrics_observe(struct http_route_metrics *route, unsigned status, int64_t us)
{
    size_t bucket = 0;
    while (bucket < HTTP_BUCKETS && (double)us > seconds[bucket] * 1e6) bucket++;
    atomic_fetch_add(&route->outcomes[status / 100 < HTTP_CLASSES ? status / 100 : 5], 1);
    atomic_fetch_add(&route->buckets[bucket], 1);
    atomic_fetch_add(&route->sum_us, us > 0 ? (uint64_t)us : 0);
}

static uint64_t total_of(const struct http_route_metrics *route)
{
    uint64_t total = 0;
    for (size_t i = 0; i <= HTTP_BUCKETS; i++) total += atomic_load(&route->buckets[i]);
    return total;
}

static void head(struct ri_text *out, const char *name, const char *help, const char *type)
{
    ri_text_printf(out, "# HELP retailinsight_%s %s\n# TYPE retailinsight_%s %s\n", name, help,
                   name, type);
}

static void outcomes(const struct http_route_metrics *route, struct ri_text *out)
{
    static const char *const names[HTTP_CLASSES] = {"cut", "1xx", "2xx", "3xx", "4xx", "5xx"};
    for (size_t i = 0; i < HTTP_CLASSES; i++) {
        const uint64_t count = atomic_load(&route->outcomes[i]);
        if (count)
            ri_text_printf(out, "retailinsight_http_answers_total{route=\"%s\",code=\"%s\"} %llu\n",
                           route->name, names[i], (unsigned long long)count);
    }
}

static void latencies(const struct http_route_metrics *route, struct ri_text *out)
{
    uint64_t    so_far = 0;
    const char *name = "retailinsight_http_seconds";
    if (!total_of(route)) return;
    for (size_t i = 0; i <= HTTP_BUCKETS; i++) {
        char bound[24] = "+Inf";
        if (i < HTTP_BUCKETS) snprintf(bound, sizeof bound, "%g", seconds[i]);
        so_far += atomic_load(&route->buckets[i]);
        ri_text_printf(out, "%s_bucket{route=\"%s\",le=\"%s\"} %llu\n", name, route->name, bound,
                       (unsigned long long)so_far);
    }
    ri_text_printf(out, "%s_sum{route=\"%s\"} %.6f\n%s_count{route=\"%s\"} %llu\n", name,
                   route->name, (double)atomic_load(&route->sum_us) / 1e6, name, route->name,
                   (unsigned long long)so_far);
}

void metrics_routes(const struct http_route_metrics *routes, size_t count, struct ri_text *out)
{
    head(out, "http_answers_total", "answers by route and class of status", "counter");
    for (size_t i = 0; i < count; i++) outcomes(&routes[i], out);
    head(out, "http_seconds", "from the first line of a request to the end of its answer",
         "histogram");
    for (size_t i = 0; i < count; i++) latencies(&routes[i], out);
}

/* ---- The document ------------------------------------------------------------------------------------------------- */

static void gauge(struct ri_text *out, const char *name, const char *help, double value)
{
    head(out, name, help, "gauge");
    ri_text_printf(out, "retailinsight_%s %.17g\n", name, value);
}

static double resident_bytes(void)
{
    unsigned long long pages = 0, resident = 0;
    FILE              *file = fopen("/proc/self/statm", "re");
    if (file && fscanf(file, "%llu %llu", &pages, &resident) != 2) resident = 0;
    if (file) fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static void gauges(struct http_server *server, struct ri_text *out)
{
    gauge(out, "http_connections", "connections open", (double)wire_connections(server->wire));
    gauge(out, "http_calls_waiting", "calls that wait for a worker",
          (double)pool_waiting(server->pool));
    gauge(out, "http_calls_running", "calls that run", (double)pool_running(server->pool));
    gauge(out, "http_jobs_running", "jobs that run", (double)jobs_running(server->jobs));
    gauge(out, "http_event_readers", "readers of events", (double)events_readers(server->events));
    gauge(out, "http_cache_bytes", "answers kept", (double)cache_bytes(server->cache));
    gauge(out, "data_version", "version of the data", (double)atomic_load(&server->data_version));
    gauge(out, "process_resident_memory_bytes", "memory in use", resident_bytes());
    gauge(out, "process_uptime_seconds", "since the server began",
          (double)(ri_monotonic_us() - server->started_us) / 1e6);
}

/* ---- Of the workspace --------------------------------------------------------------------------------------------- */

struct measured {
    struct ri_text text;
    const char    *last; /* name of the one before: its head is written once */
};

static void put_measure(void *context, const struct ri_measure *measure)
{
    struct measured *measured = context;
    if (!measured->last || strcmp(measured->last, measure->name) != 0)
        head(&measured->text, measure->name, measure->help, measure->rises ? "counter" : "gauge");
    measured->last = measure->name;
    ri_text_printf(&measured->text, "retailinsight_%s%s%s%s %.17g\n", measure->name,
                   measure->labels[0] ? "{" : "", measure->labels, measure->labels[0] ? "}" : "",
                   measure->value);
}

void metrics_look(struct http_server *server)
{
    enum { SOON_US = 2000000, LATER_US = 30000000 };
    const int64_t   now = ri_monotonic_us();
    struct measured measured = {.last = NULL};
    const uint64_t  version = atomic_load(&server->data_version);
    const bool      rose = version != server->measured_version;
    if (server->measured_us && now - server->measured_us < (rose ? SOON_US : LATER_US)) return;
    server->measured_us = now;
    server->measured_version = version;
    if (ri_workspace_measures(server->workspace, put_measure, &measured, NULL) != RI_OK)
        ri_text_clear(&measured.text);
    pthread_mutex_lock(&server->measures_lock);
    ri_text_release(&server->measures);
    server->measures = measured.text;
    pthread_mutex_unlock(&server->measures_lock);
}

static void measures(struct http_server *server, struct ri_text *out)
{
    pthread_mutex_lock(&server->measures_lock);
    ri_text_add(out, server->measures.at ? server->measures.at : "", server->measures.length);
    pthread_mutex_unlock(&server->measures_lock);
}

void document_metrics(struct http_server *server, struct wire_request *request)
{
    static const struct wire_header headers[] = {
        {"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
        {"Cache-Control", "no-store"},
        {NULL, NULL}};
    struct ri_text text = {0};
#define ROW(member, name, help)                                 \
    head(&text, "http_" name, help, "counter");                 \
    ri_text_printf(&text, "retailinsight_http_" name " %llu\n", \
                   (unsigned long long)atomic_load(&server->metrics.member));
    HTTP_COUNTERS(ROW)
#undef ROW
    gauges(server, &text);
    measures(server, &text);
    metrics_routes(server->routes, server->route_count, &text);
    if (text.failed) {
        ri_text_release(&text);
        http_refuse(server, request, RI_ENOMEM, "no room for metrics");
        return;
    }
    wire_send(request, wire_answer_new(200, headers, text.at, text.length));
}
