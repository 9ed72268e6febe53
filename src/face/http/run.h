/* One answer in the making: a call (or the table that a job left), a writer, a place for the bytes.
 *
 * A network thread makes it and hands it to the pool; a worker executes it. A small answer is made whole, gets its length,
 * is compressed and kept; a large one goes through a pipe as its batches come. */
#ifndef RI_FACE_HTTP_RUN_H
#define RI_FACE_HTTP_RUN_H
#include "face/page.h"
#include "pool.h"
#include "server.h"

enum { RUN_WHOLE_MOST = 1 << 20, RUN_PAGE_MOST = 1 << 24, RUN_PIPE = 1 << 18, RUN_ETAG_SIZE = 48 };

struct http_table;
struct http_run;
/* Another form of the answer: of the whole body, or of the error there was instead (then bytes is NULL). */
struct run_body {
    const char *bytes, *content_type; /* content_type: of a document; NULL: rows as JSON */
    size_t      length;
    const struct ri_error *error;
    const char            *verdict; /* what is bad about the rows, or NULL */
};
typedef struct wire_answer *run_form_fn(const struct http_run *run, const struct run_body *body);
struct http_run {
    struct http_server     *server;
    struct wire_request    *request;
    uint64_t                number; /* of the request */
    char                   *instance;
    struct ri_call         *call;  /* owned; or */
    struct http_table      *table; /* counted */
    const char             *operation;
    const struct ri_writer *writer;
    bool                    gzip, changes;
    bool                    is_long; /* RI_LONG: it leaves places in the pool to others */
    unsigned                status; /* of a good answer: 200, or 207: one that comes whole and says what became of each item */
    bool                    shareable;           /* others who ask the same get the same answer */
    char                    etag[RUN_ETAG_SIZE]; /* with its quotes; empty: none */
    struct ri_text          key;                 /* of the cache; empty: not kept */
    struct face_page       *page;                /* (optional) only these rows, owned */
    char                   *page_link;           /* the same question without its cursor, owned */
    run_form_fn            *form;                /* (optional) */
    char                   *form_text;           /* for it, owned */
    atomic_bool             cancelled;
    int64_t                 began_us;         /* to be executed */
    struct http_run        *next, *followers; /* the pool's */
};
/* Takes call or table (the other is NULL). NULL: no room; then both are freed. */
struct http_run *run_new(struct http_server *server, struct wire_request *request,
                         struct ri_call *call, struct http_table *table);
void             run_free(struct http_run *run);
void             run_cancel(struct http_run *run);  /* from any thread while it is not over */
void             run_execute(struct http_run *run); /* a worker: answers, and calls pool_over */
/* Sends a run on its way, or the client away. From a network thread. */
void run_start(struct http_run *run);
#endif
