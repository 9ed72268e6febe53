/* The life of the server: parts put together, a loop that watches time and signals, an orderly end. */
#include "server.h"
#include "cache.h"
#include "documents.h"
#include "events.h"
#include "guard.h"
#include "http.h"
#include "jobs.h"
#include "listen.h"
#include "log.h"
#include "pool.h"
#include "sign.h"

#include "base/task.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    LOOK_MS = 1000, /* how often the data version is looked at, besides after each change */
    NETWORK_THREADS = 2,
    BODY_RATE = 4096, /* bytes a second */
    END_MS = 10000    /* how long what runs may take to stop */
};

/* ---- Settings ------------------------------------------------------------------------------------------------------------- */

static uint64_t setting(const struct http_server *server, const char *key)
{
    int64_t     value = 0;
    const char *text = ri_workspace_setting(server->workspace, key);
    return text && ri_parse_int(ri_view_of(text), &value) && value > 0 ? (uint64_t)value : 0;
}

static unsigned small(const struct http_server *server, const char *key, unsigned least)
{
    const uint64_t value = setting(server, key);
    return value < least ? least : value > 1000000 ? 1000000 : (unsigned)value;
}

static void read_limits(struct http_server *server)
{
    enum { MB = 1000000 };
    server->limits = (struct http_limits){
        .body_bytes = setting(server, "http.body_mb") * MB,
        .call_ms = setting(server, "http.seconds") * 1000,
        .rows = setting(server, "http.most_rows"),
        .idle_s = small(server, "http.idle_seconds", 1),
        .head_s = small(server, "http.header_seconds", 1),
        .connections = small(server, "http.connections", 4),
        .workers = small(server, "http.workers", 1),
        .queue = small(server, "http.queue", 0),
        .jobs = small(server, "http.jobs", 1),
        .job_queue = small(server, "http.job_queue", 0),
        .readers = small(server, "http.event_readers", 0),
        .result_minutes = small(server, "http.result_minutes", 1),
        .cache_bytes = (size_t)setting(server, "http.cache_mb") * MB,
        .result_bytes = (size_t)setting(server, "http.results_mb") * MB,
    };
}

/* ---- The data version -------------------------------------------------------------------------------------------------------- */

void server_look(struct http_server *server)
{
    uint64_t version = 0;
    char     as_of[RI_DATE_SIZE] = "", data[64];
    pthread_mutex_lock(&server->look_lock);
    const bool seen = ri_workspace_data_version(server->workspace, &version, NULL) == RI_OK;
    atomic_store(&server->ready, seen);
    const uint64_t erasures = ri_workspace_erasures(server->workspace);
    if (erasures != server->erasures) {
        server->erasures = erasures;
        cache_clear(server->cache);
        jobs_forget(server->jobs);
    }
    const bool rose = seen && version != atomic_load(&server->data_version);
    if (rose && ri_workspace_as_of(server->workspace, as_of, NULL) == RI_OK)
        memcpy(server->as_of, as_of, sizeof as_of);
    if (rose) {
        atomic_store(&server->data_version, version);
        cache_clear(server->cache);
        snprintf(data, sizeof data, "{\"data_version\":%llu}", (unsigned long long)version);
        events_publish(server->events, &(struct event){.name = "data_version", .data = data});
        http_count(server, events);
    }
    pthread_mutex_unlock(&server->look_lock);
}

/* ---- Words on the terminal ----------------------------------------------------------------------------------------------------- */

static void say_tunnel(const struct http_server *server, int out)
{
    const char *ssh = getenv("SSH_CONNECTION");
    char        here[64];
    if (!ssh || sscanf(ssh, "%*s %*s %63s", here) != 1) return;
    const struct passwd *user = getpwuid(getuid());
    dprintf(out,
            "  tunnel    ssh -L %d:127.0.0.1:%d %s@%s   (on your own machine, then open the link "
            "there)\n",
            server->port, server->port, user ? user->pw_name : "USER", here);
}

static ri_status announce(struct http_server *server, const struct face_serve *serve,
                          struct ri_error *err)
{
    char link[RI_SECRET_SIZE];
    RI_TRY(ri_workspace_announce(server->workspace, server->address, err));
    RI_TRY(ri_link_new(server->workspace, link, err));
    dprintf(serve->out, "RetailInsight serves %s\n", ri_workspace_directory(server->workspace));
    dprintf(serve->out, "  address   %s/\n", server->address);
    dprintf(serve->out, "  sign in   %s/login?token=%s\n", server->address, link);
    dprintf(serve->out,
            "            works once, for 30 minutes; `retailinsight link` makes another\n");
    say_tunnel(server, serve->out);
    dprintf(serve->out, "  Ctrl-C stops\n");
    explicit_bzero(link, sizeof link);
    return RI_OK;
}

/* ---- Putting it together ---------------------------------------------------------------------------------------------------------- */

static void name_address(struct http_server *server, const char *host)
{
    const bool any = strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0;
    const bool six = strchr(host, ':') && !any;
    snprintf(server->host, sizeof server->host, "%s", host);
    if (gethostname(server->machine, sizeof server->machine - 1) != 0) server->machine[0] = '\0';
    snprintf(server->address, sizeof server->address, "http://%s%s%s:%d", six ? "[" : "",
             any ? "127.0.0.1" : server->host, six ? "]" : "", server->port);
    snprintf(server->cookie, sizeof server->cookie, "retailinsight_%d", server->port);
}

static ri_status make_wire(struct http_server *server, int listener, struct ri_error *err)
{
    struct wire_options options = {.listener = listener,
                                   .threads = NETWORK_THREADS,
                                   .connections = server->limits.connections,
                                   .idle_s = server->limits.idle_s,
                                   .head_s = server->limits.head_s,
                                   .body_rate = BODY_RATE,
                                   .always = http_always,
                                   .handler = http_handler};
    options.handler.context = server;
    return wire_new(&options, &server->wire, err);
}

/* What happens in the workspace goes to the readers of events. */
static void pass_on(void *context, const char *name, const char *json)
{
    struct http_server *server = context;
    events_publish(server->events, &(struct event){.name = name, .data = json, .of_stores = true});
    http_count(server, events);
}

static ri_status build(struct http_server *server, const struct face_serve *serve,
                       struct ri_error *err)
{
    const struct ri_open_options options = {serve->directory, serve->profile, serve->engine, NULL};
    const char                  *host = serve->host ? serve->host : "127.0.0.1";
    int                          listener = -1;
    if (!server->workspace) RI_TRY(ri_workspace_open(&options, &server->workspace, err));
    RI_TRY(ri_workspace_share(server->workspace, err)); /* other processes' calls come here too */
    read_limits(server);
    RI_TRY(log_open(ri_workspace_directory(server->workspace), STDERR_FILENO, &server->log, err));
    RI_TRY(cache_new(server->limits.cache_bytes, &server->cache, err));
    RI_TRY(events_new(server->limits.readers, &server->events, err));
    RI_TRY(sessions_new(&server->sessions, err));
    RI_TRY(signs_new(server, &server->signs, err));
    RI_TRY(pool_new(server->limits.workers, server->limits.queue, &server->pool, err));
    RI_TRY(jobs_new(server, &server->jobs, err));
    server_look(server);
    RI_TRY(listen_on(host, serve->port, &listener, &server->port, err));
    name_address(server, host);
    RI_TRY(make_wire(server, listener, err));
    RI_TRY(documents_make(server, err));
    RI_TRY(ri_workspace_attend(server->workspace, pass_on, server, err));
    return wire_start(server->wire, err);
}

static void take_apart(struct http_server *server)
{
    if (server->workspace) (void)!ri_workspace_attend(server->workspace, NULL, NULL, NULL);
    signs_free(server->signs); /* answers who waits, while there are connections */
    if (server->wire) wire_stop(server->wire);
    pool_free(server->pool);
    jobs_free(server->jobs);
    wire_answer_free(server->openapi);
    wire_answer_free(server->operations);
    events_free(server->events);
    cache_free(server->cache);
    sessions_free(server->sessions);
    log_close(server->log);
    ri_workspace_close(server->workspace);
    pthread_mutex_destroy(&server->look_lock);
}

/* ---- The loop ------------------------------------------------------------------------------------------------------------------------ */

static sigset_t watched(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

/* A signal within the tick? */
static bool signalled(const sigset_t *set)
{
    const struct timespec tick = {.tv_nsec = (long)TICK_MS * 1000000};
    return sigtimedwait(set, NULL, &tick) > 0;
}

static void tick(struct http_server *server)
{
    wire_tick(server->wire);
    events_tick(server->events);
}

static void run_until_signal(struct http_server *server, const sigset_t *set)
{
    int64_t looked = ri_monotonic_us();
    while (!signalled(set)) {
        tick(server);
        const int64_t now = ri_monotonic_us();
        if (now - looked < (int64_t)LOOK_MS * 1000) continue;
        looked = now;
        server_look(server);
        jobs_tick(server->jobs);
    }
}

/* What runs is cancelled and waited for; a second signal ends the program at once. */
static void end(struct http_server *server, const sigset_t *set)
{
    const int64_t until = ri_monotonic_us() + (int64_t)END_MS * 1000;
    atomic_store(&server->stopping, true);
    wire_quiesce(server->wire);
    jobs_cancel_all(server->jobs);
    while (!(pool_is_idle(server->pool) && jobs_are_idle(server->jobs))) {
        pool_cancel_all(server->pool);
        if (signalled(set) || ri_monotonic_us() > until) _exit(ri_status_exit(RI_ECANCELLED));
        tick(server);
    }
    (void)!ri_workspace_attend(server->workspace, NULL, NULL, NULL);
    events_stop(server->events);
}

static ri_status serve_all(struct http_server *server, const struct face_serve *serve,
                           const sigset_t *set, struct ri_error *err)
{
    RI_TRY(build(server, serve, err));
    RI_TRY(announce(server, serve, err));
    ri_status status = RI_OK;
    for (size_t i = 0; serve->start && serve->start[i] && status == RI_OK; i++)
        status = jobs_start(server->jobs, serve->start[i], err);
    if (status == RI_OK) run_until_signal(server, set);
    end(server, set);
    if (ri_workspace_announce(server->workspace, NULL, NULL) != RI_OK)
        dprintf(serve->out, "the address stays in the workspace, where it no longer holds\n");
    if (!serve->quiet && status == RI_OK) dprintf(serve->out, "stopped\n");
    return status;
}

ri_status http_serve(const struct face_serve *serve, struct ri_error *err)
{
    struct http_server *server = calloc(1, sizeof *server);
    const sigset_t      set = watched();
    sigset_t            before;
    if (!server) return ri_fail(err, RI_ENOMEM, "no room for a server");
    pthread_mutex_init(&server->look_lock, NULL);
    server->started_us = ri_monotonic_us();
    pthread_sigmask(SIG_BLOCK, &set, &before); /* before threads are made, which then have it too */
    const ri_status status = serve_all(server, serve, &set, err);
    take_apart(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    free(server);
    return status;
}
