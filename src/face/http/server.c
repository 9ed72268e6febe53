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
#include "once.h"
#include "pool.h"
#include "rate.h"
#include "sign.h"
#include "tls.h"

#include "base/memory.h"
#include "base/task.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    LOOK_MS = 1000, /* how often the data version is looked at, besides after each change */
    NETWORK_THREADS_MOST = 4,
    BODY_RATE = 4096, /* bytes a second */
    QUIET_MS = 30000, /* after so long without a call, freed memory goes back */
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
        .head_bytes = (size_t)small(server, "http.header_kb", 8) * 1024,
        .drain_s = small(server, "http.drain_seconds", 0),
        .rate = small(server, "http.requests_per_minute", 0),
    };
}

/* What was made of a limit at the start stays as it is until the next one. */
static void keep_fixed(struct http_limits *limits, const struct http_limits *before)
{
    struct http_limits now = *before;
    now.body_bytes = limits->body_bytes;
    now.call_ms = limits->call_ms;
    now.rows = limits->rows;
    now.job_queue = limits->job_queue;
    now.result_minutes = limits->result_minutes;
    now.result_bytes = limits->result_bytes;
    now.drain_s = limits->drain_s;
    now.rate = limits->rate;
    *limits = now;
}

static bool setting_is(const struct http_server *server, const char *key, const char *word)
{
    const char *text = ri_workspace_setting(server->workspace, key);
    return text && strcmp(text, word) == 0;
}

static void style_log(struct http_server *server)
{
    const char      *format = server->log_format;
    struct log_style style = {
        .json = format ? strcmp(format, "json") == 0 : setting_is(server, "log.format", "json"),
        .to_stream = format,
        .requests = setting_is(server, "log.requests", "all")    ? LOG_ALL
                    : setting_is(server, "log.requests", "none") ? LOG_NONE
                                                                 : LOG_NOTABLE,
        .keep_days = small(server, "keep.log_days", 0)};
    log_style_set(server->log, style);
}

/* ---- The data version -------------------------------------------------------------------------------------------------------- */

static void forget_days(struct http_server *server)
{
    while (server->store_day_count) free(server->store_days[--server->store_day_count].store);
}

static void take_day(void *context, const char *store, const char *day)
{
    struct http_server *server = context;
    if (server->store_day_count == server->store_day_room) {
        const size_t           room = server->store_day_room * 2 + 16;
        struct http_store_day *days = realloc(server->store_days, room * sizeof *days);
        if (!days) return;
        server->store_days = days;
        server->store_day_room = room;
    }
    struct http_store_day *one = &server->store_days[server->store_day_count];
    one->store = strdup(store);
    snprintf(one->day, sizeof one->day, "%s", day);
    server->store_day_count += one->store != NULL;
}

void server_look(struct http_server *server)
{
    uint64_t version = 0;
    char     as_of[RI_DATE_SIZE] = "", data[64];
    pthread_mutex_lock(&server->look_lock);
    const uint64_t changes = ri_workspace_changes(server->workspace); /* first: a later one asks for another look */
    const bool     seen = ri_workspace_data_version(server->workspace, &version, NULL) == RI_OK;
    atomic_store(&server->ready, seen);
    const uint64_t erasures = ri_workspace_erasures(server->workspace);
    if (erasures != server->erasures) {
        server->erasures = erasures;
        cache_clear(server->cache);
        once_forget(server->once);
        jobs_forget(server->jobs);
    }
    const bool rose = seen && version != atomic_load(&server->data_version);
    if (rose && ri_workspace_as_of(server->workspace, as_of, NULL) == RI_OK)
        memcpy(server->as_of, as_of, sizeof as_of);
    if (rose) forget_days(server);
    if (rose) (void)!ri_workspace_store_days(server->workspace, take_day, server, NULL);
    if (rose) {
        atomic_store(&server->data_version, version);
        cache_clear(server->cache);
        snprintf(data, sizeof data, "{\"data_version\":%llu}", (unsigned long long)version);
        events_publish(server->events, &(struct event){.name = "data_version", .data = data});
        http_count(server, events);
    }
    if (seen) atomic_store(&server->looked, changes);
    pthread_mutex_unlock(&server->look_lock);
}

bool server_is_current(const struct http_server *server)
{
    return ri_workspace_changes(server->workspace) == atomic_load(&server->looked);
}

/* ---- Words on the terminal ----------------------------------------------------------------------------------------------------- */

static void say_certificate(int out)
{
    enum { DAY_S = 24 * 60 * 60, SOON_DAYS = 30 };
    const int64_t days = (tls_ends_s() - ri_task_now_us(NULL) / 1000000) / DAY_S;
    if (days < SOON_DAYS)
        dprintf(out, "  warning   the certificate ends in %lld days\n", (long long)days);
}

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
    if (server->tls) say_certificate(serve->out);
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
    snprintf(server->address, sizeof server->address, "%s://%s%s%s:%d",
             server->tls ? "https" : "http", six ? "[" : "", any ? "127.0.0.1" : server->host,
             six ? "]" : "", server->port);
    snprintf(server->cookie, sizeof server->cookie, "retailinsight_%d", server->port);
}

/* Files as given, else as the settings say. RI_EUSAGE: one without the other, or they cannot be used. */
static ri_status load_certificate(struct http_server *server, struct ri_error *err)
{
    const char *certificate = server->tls_cert, *key = server->tls_key;
    if (!certificate) certificate = ri_workspace_setting(server->workspace, "http.tls_cert");
    if (!key) key = ri_workspace_setting(server->workspace, "http.tls_key");
    const bool has_one = certificate && *certificate, has_other = key && *key;
    if (!has_one && !has_other) return RI_OK;
    if (!has_one || !has_other)
        return ri_fail(err, RI_EUSAGE, "TLS wants a certificate and its key: --tls-%s is missing",
                       has_one ? "key" : "cert");
    RI_TRY(tls_load(certificate, key, err));
    server->tls = true;
    return RI_OK;
}

/* Other machines are let in encrypted, or by an explicit word. */
static ri_status listen_safely(struct http_server *server, const struct face_serve *serve,
                               int *ret_fd, struct ri_error *err)
{
    const char *host = serve->host ? serve->host : "127.0.0.1";
    RI_TRY(listen_on(host, serve->port, ret_fd, &server->port, err));
    if (server->tls || serve->insecure_network || listen_is_loopback(*ret_fd)) return RI_OK;
    close(*ret_fd);
    return ri_fail(err, RI_EUSAGE,
                   "on '%.100s' other machines could read everything: give --tls-cert and "
                   "--tls-key, or --insecure-network when something else encrypts",
                   host);
}

/* Half of the processors, the rest are for calls: were they all taken, the slowest answers would wait for a time slice. One sends 100,000 kept
 * answers a second. */
static unsigned network_threads(void)
{
    const long half = sysconf(_SC_NPROCESSORS_ONLN) / 2;
    return half < 1 ? 1 : half > NETWORK_THREADS_MOST ? NETWORK_THREADS_MOST : (unsigned)half;
}

static ri_status make_wire(struct http_server *server, int listener, struct ri_error *err)
{
    struct wire_options options = {.listener = listener,
                                   .threads = network_threads(),
                                   .connections = server->limits.connections,
                                   .idle_s = server->limits.idle_s,
                                   .head_s = server->limits.head_s,
                                   .head_bytes = server->limits.head_bytes,
                                   .body_rate = BODY_RATE,
                                   .always = server->tls ? http_always_tls : http_always,
                                   .certificate = server->tls ? tls_certificate() : NULL,
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

static ri_status begin_once(struct http_server *server, struct ri_error *err)
{
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/replies", ri_workspace_directory(server->workspace));
    return once_new(folder, ri_task_now_us(NULL), &server->once, err);
}

static ri_status build(struct http_server *server, const struct face_serve *serve,
                       struct ri_error *err)
{
    const struct ri_open_options options = {serve->directory, serve->profile, serve->engine, NULL};
    int                          listener = -1;
    server->tls_cert = serve->tls_cert;
    server->tls_key = serve->tls_key;
    server->log_format = serve->log_format;
    if (!server->workspace) RI_TRY(ri_workspace_open(&options, &server->workspace, err));
    RI_TRY(ri_workspace_share(server->workspace, err)); /* other processes' calls come here too */
    read_limits(server);
    RI_TRY(log_open(ri_workspace_directory(server->workspace), STDERR_FILENO, &server->log, err));
    style_log(server);
    RI_TRY(routes_measure(server, err));
    RI_TRY(rate_new(&server->rate, err));
    RI_TRY(begin_once(server, err));
    RI_TRY(cache_new(server->limits.cache_bytes, &server->cache, err));
    RI_TRY(events_new(server->limits.readers, &server->events, err));
    RI_TRY(sessions_new(&server->sessions, err));
    RI_TRY(signs_new(server, &server->signs, err));
    RI_TRY(pool_new(server->limits.workers, server->limits.queue, &server->pool, err));
    RI_TRY(jobs_new(server, &server->jobs, err));
    server_look(server);
    metrics_look(server);
    RI_TRY(load_certificate(server, err));
    RI_TRY(listen_safely(server, serve, &listener, err));
    name_address(server, serve->host ? serve->host : "127.0.0.1");
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
    rate_free(server->rate);
    once_free(server->once);
    free(server->routes);
    log_close(server->log);
    tls_unload();
    ri_workspace_close(server->workspace);
    forget_days(server);
    free(server->store_days);
    ri_text_release(&server->measures);
    pthread_mutex_destroy(&server->measures_lock);
    pthread_mutex_destroy(&server->look_lock);
}

/* ---- The loop ------------------------------------------------------------------------------------------------------------------------ */

static sigset_t watched(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

/* The signal that came within the tick; 0: none. */
static int signalled(const sigset_t *set)
{
    const struct timespec tick = {.tv_nsec = (long)TICK_MS * 1000000};
    const int             number = sigtimedwait(set, NULL, &tick);
    return number > 0 ? number : 0;
}

static void tick(struct http_server *server)
{
    wire_tick(server->wire);
    pool_tick(server->pool);
    events_tick(server->events);
}

/* SIGHUP: settings and certificate once more. What is wrong with them is logged, and what held before stays. */
static void reload(struct http_server *server)
{
    struct ri_error error = {0};
    ri_status       status = ri_workspace_reload(server->workspace, &error);
    if (status == RI_OK && server->tls) status = load_certificate(server, &error);
    if (status != RI_OK) {
        error.code = status;
        log_error(server->log, 0, "SIGHUP", &error);
        return;
    }
    const struct http_limits before = server->limits;
    read_limits(server);
    keep_fixed(&server->limits, &before);
    style_log(server);
    sessions_forget(server->sessions);
    log_event(server->log, "reloaded", "settings and certificate");
}

static void log_wrong(void *context, const char *message)
{
    struct http_server *server = context;
    log_event(server->log, "key_figure_left_out", message);
}

/* Key figures that the workspace brings along: files come, change and go while it is served. */
static void look_at_own(struct http_server *server)
{
    struct ri_error error = {0};
    bool            changed = false;
    ri_status       status = ri_operations_own(ri_workspace_directory(server->workspace), log_wrong,
                                               server, &changed, &error);
    if (status == RI_OK && changed) status = documents_make(server, &error);
    error.code = status;
    if (status != RI_OK) log_error(server->log, 0, "kpi", &error);
}

static bool is_idle(const struct http_server *server)
{
    return pool_is_idle(server->pool) && jobs_are_idle(server->jobs);
}

/* Once after each stretch of work, when it has been over for a while. */
static void give_back(struct http_server *server)
{
    const int64_t  now = ri_monotonic_us();
    const uint64_t calls = atomic_load(&server->metrics.calls);
    if (!is_idle(server) || calls != server->worked_calls) {
        server->worked_us = now;
        server->worked_calls = calls;
    } else if (server->worked_us && now - server->worked_us > (int64_t)QUIET_MS * 1000) {
        server->worked_us = 0;
        ri_memory_trim();
    }
}

/* The signal that ends it. */
static int run_until_signal(struct http_server *server, const sigset_t *set)
{
    int64_t looked = ri_monotonic_us();
    ri_memory_forget_start();
    for (;;) {
        const int number = signalled(set);
        if (number == SIGHUP) reload(server);
        if (number && number != SIGHUP) return number;
        tick(server);
        const int64_t now = ri_monotonic_us();
        if (!server_is_current(server)) server_look(server);
        if (now - looked < (int64_t)LOOK_MS * 1000) continue;
        looked = now;
        server_look(server);
        look_at_own(server);
        metrics_look(server);
        jobs_tick(server->jobs);
        give_back(server);
    }
}

/* What runs may end; another signal: no longer. */
static void drain(struct http_server *server, const sigset_t *set)
{
    const int64_t until = ri_monotonic_us() + (int64_t)server->limits.drain_s * 1000000;
    bool          told = false;
    jobs_close(server->jobs);
    while (ri_monotonic_us() < until) {
        const bool idle = is_idle(server);
        if (idle && !told) events_stop(server->events); /* nothing more happens */
        told = told || idle;
        if (idle && !wire_busy(server->wire)) return;
        const int number = signalled(set);
        if (number && number != SIGHUP) return;
        tick(server);
    }
}

/* Nothing new is taken. SIGTERM: what runs may end, for a while; then, and with any other signal, it is cancelled and waited for; a signal
 * that comes now ends the program at once. */
static void end(struct http_server *server, int number, const sigset_t *set)
{
    atomic_store(&server->stopping, true);
    wire_quiesce(server->wire);
    log_event(server->log, "stopping",
              number == SIGTERM ? "what runs may end" : "what runs is cancelled");
    if (number == SIGTERM) drain(server, set);
    const int64_t until = ri_monotonic_us() + (int64_t)END_MS * 1000;
    jobs_cancel_all(server->jobs);
    while (!is_idle(server)) {
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
    log_event(server->log, "began", server->address);
    int number = 0;
    if (status == RI_OK) number = run_until_signal(server, set);
    end(server, number, set);
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
    pthread_mutex_init(&server->measures_lock, NULL);
    server->started_us = ri_monotonic_us();
    pthread_sigmask(SIG_BLOCK, &set, &before); /* before threads are made, which then have it too */
    const ri_status status = serve_all(server, serve, &set, err);
    take_apart(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    free(server);
    return status;
}
