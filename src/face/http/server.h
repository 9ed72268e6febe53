/* The server from inside: what the files of this face share.
 *
 *     wire      head, ready -> route.c  finds who answers; guard.c: may this request be answered at all?
 *     network thread:  cache -> answer     or     call made and checked -> pool
 *     pool's worker:   run.c: call, writer, gzip -> a whole answer (kept in the cache) or a pipe
 *     jobs' worker:    jobs.c: call -> table kept in memory
 *     main thread:     server.c: signals, time, data version
 *
 * Network threads never touch the engine. */
#ifndef RI_FACE_HTTP_SERVER_H
#define RI_FACE_HTTP_SERVER_H
#include "face/serve.h"
#include "metrics.h"
#include "negotiate.h"
#include "retailinsight_server.h"
#include "target.h"
#include "wire.h"

#include <pthread.h>

struct http_limits {
    uint64_t body_bytes, call_ms, rows; /* 0 rows: any */
    unsigned idle_s, head_s, connections, workers, queue, jobs, job_queue, readers, result_minutes;
    size_t   cache_bytes, result_bytes, head_bytes;
    unsigned drain_s, rate; /* rate: requests a minute, 0: any */
};
struct http_store_day {
    char *store, day[RI_DATE_SIZE];
};
struct http_server {
    struct ri_workspace       *workspace;
    struct http_limits         limits;
    struct wire               *wire;
    struct http_cache         *cache;
    struct http_pool          *pool;
    struct http_jobs          *jobs;
    struct http_events        *events;
    struct http_sessions      *sessions;
    struct http_signs         *signs;
    struct http_log           *log;
    struct wire_answer        *openapi, *operations; /* made at the start */
    pthread_mutex_t            look_lock;            /* one looks at a time; guards as_of and store_days */
    char                       as_of[RI_DATE_SIZE];
    struct http_store_day     *store_days; /* the same by store; guarded by look_lock */
    size_t                     store_day_count, store_day_room;
    struct http_metrics        metrics;
    struct http_route_metrics *routes; /* the face's own, then operations, then what is none */
    size_t                     route_count;
    pthread_mutex_t            measures_lock;
    struct ri_text             measures;    /* of the workspace; guarded by that lock */
    int64_t  worked_us;                     /* 0: memory was given back since the last call */
    uint64_t worked_calls;                  /* so many until then; this and those around it: the main thread's */
    int64_t                    measured_us;
    uint64_t                   measured_version;
    struct http_rate          *rate;
    struct http_once          *once;
    _Atomic uint64_t           data_version; /* as last seen */
    _Atomic uint64_t           looked;       /* changes of the workspace that were seen then */
    uint64_t                   erasures;     /* the same; guarded by look_lock */
    bool                       tls;
    atomic_bool                ready, stopping; /* ready: the workspace could be asked, last time */
    int64_t                    started_us;
    int                        port;
    const char                *tls_cert, *tls_key, *log_format; /* as given, NULL: not */
    char                       host[256];                       /* listened on */
    char                       machine[256];                    /* this machine's name */
    char                       address[300];                    /* "http://127.0.0.1:8787" */
    char                       cookie[40]; /* its name: cookies do not tell ports apart */
};
/* Looks at the warehouse's version; tells the cache and the events when it rose. Where a person was taken out, nothing of earlier answers
 * is kept, nor results of jobs. From any thread but a network one. */
void server_look(struct http_server *server);
/* Nothing changed since the last look: what is kept still holds. A change by another process's call counts from the moment it is done. */
bool server_is_current(const struct http_server *server);

struct http_run;
struct http_request { /* state of a wire_request */
    struct ri_arena                 mem;
    struct http_target              target;
    const struct route             *route;
    const struct ri_operation_info *operation;
    struct ri_pass                 *pass; /* who asks; NULL on routes that are open */
    const char                     *tail; /* of the path, behind a route that has more parts */
    struct http_run                *run;  /* under way for it */
    bool                            reads_file; /* the body is a file parameter */
    uint64_t                        ticket;     /* its answer may be asked for again; 0: not */
    bool                            reads_form; /* it is a form with files in it */
    bool itemized;      /* many records, each with an outcome of its own: the word of the kind ends the path */
    bool wrong_in_body; /* the parameter that was refused stood in the JSON body */
};
/* Where requests of the routes and operations are counted; once, before anybody asks. RI_ENOMEM. */
RI_MUST_CHECK ri_status routes_measure(struct http_server *server, struct ri_error *err);

/* ---- Answers of this face (answer.c) --------------------------------------------------------------------- */

extern const struct wire_header http_always[]; /* on every answer */
extern const struct wire_header
    http_always_tls[]; /* with TLS, of a certificate that browsers trust */
/* A problem document (RFC 9457). What a status of 500 and more says stays general; the detail goes to the log. parameter:
 * whose value is wrong, or NULL. */
struct wire_answer *http_problem(struct http_server *server, uint64_t request_number,
                                 const char *instance, const struct ri_error *error,
                                 const char *parameter);
/* What may be said of an error to others: without paths of this machine; of the server's own failures only their number, the log has the
 * rest. */
void http_error_text(struct http_server *server, uint64_t number, const char *instance,
                     const struct ri_error *error, struct ri_text *out);
/* The same as a document to put into another one. */
void http_problem_text(struct http_server *server, uint64_t number, const struct ri_error *error,
                       struct ri_text *out);
/* Sends a problem for a request that a network thread handles. */
void http_refuse(struct http_server *server, struct wire_request *request, ri_status status,
                 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void http_refuse_error(struct http_server *server, struct wire_request *request,
                       const struct ri_error *error, const char *parameter);
/* A status that the table of statuses does not have: 405, 406, 415. extra: a header, or NULL. */
void http_refuse_code(struct http_server *server, struct wire_request *request, unsigned code,
                      const char *title, const char *detail, const struct wire_header *extra);
/* Too much to do: try again after so many seconds. */
void http_busy(struct http_server *server, struct wire_request *request, unsigned code,
               unsigned retry_s, const char *detail);
/* A JSON document made by a network thread; takes the text. */
void http_send_json(struct http_server *server, struct wire_request *request, unsigned status,
                    const struct wire_header *extra, struct ri_text *text);
struct http_request *http_state(struct wire_request *request);
bool                 http_is(const struct wire_request *request, const char *method);

/* What belongs to one person is seen by that person, by administrators and by the owner. NULL: the owner. */
bool http_may_see(const struct ri_principal *whose, const struct ri_principal *who);
/* Who asks; NULL: the owner. Without a session it is somebody without rights. */
const struct ri_principal *http_principal(struct wire_request *request);

extern const struct wire_handler http_handler; /* route.c; its context is to be the server */

/* ---- Operations (call.c, run.c) ------------------------------------------------------------------------------- */

void operation_head(struct http_server *server, struct wire_request *request);
void operation_answer(struct http_server *server, struct wire_request *request);

/* ---- Others ---------------------------------------------------------------------------------------------------- */

typedef void answer_fn(struct http_server *server, struct wire_request *request);
answer_fn    document_session, document_operations, document_openapi, document_live, document_ready,
    document_metrics, document_login, document_logout, sign_in_answer, welcome_answer,
    password_answer, mcp_answer, jobs_list, jobs_one, jobs_result, jobs_cancel, events_answer,
    asset_answer;
#endif
