/* RetailInsight: everything the program can do, behind one table of operations.
 *
 * A face (command line, HTTP, MCP, Python) lists the operations, makes a call, sets its parameters as
 * text and pulls the result as an Arrow stream. Faces know no operation by name.
 *
 *     struct ri_call *call;
 *     struct ri_result *result;
 *     ri_call_new(workspace, "sales.stores", NULL, &call, &err);
 *     ri_call_set(call, "from", "2022-01-01", &err);
 *     ri_call_run(call, &result, &err);
 *     ri_result_stream(result, &stream, &err);      pull batches, then notes, then free both
 *
 * Threads: a workspace may be shared by threads; a call and its result belong to one thread at a time,
 * only ri_call_cancel may come from any thread. Ownership: `ret_x` is set only on success; every
 * function accepts err == NULL; `_free` and `_close` accept NULL. */
#ifndef RETAILINSIGHT_H
#define RETAILINSIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RI_API        __attribute__((visibility("default")))
#define RI_MUST_CHECK __attribute__((warn_unused_result))

/* ---- Statuses: one row gives the code, its text, the HTTP status and the exit code ---------------- */

#define RI_STATUS_MAP(X)                                                  \
    /* code              text                               HTTP  exit */ \
    X(RI_OK, "ok", 200, 0)                                                \
    X(RI_EUSAGE, "bad option or request", 400, 2)                         \
    X(RI_EAUTHENTICATE, "credentials missing or wrong", 401, 2)           \
    X(RI_EFORBIDDEN, "not allowed", 403, 2)                               \
    X(RI_ENOTFOUND, "not found", 404, 4)                                  \
    X(RI_ECONFLICT, "conflict", 409, 5)                                   \
    X(RI_ELOCKED, "in use by another program", 409, 5)                    \
    X(RI_ENEWER, "made by a newer version", 409, 5)                       \
    X(RI_EPRECONDITION, "precondition failed", 412, 5)                    \
    X(RI_ETOOLARGE, "too large", 413, 2)                                  \
    X(RI_EDATA, "data cannot be used", 422, 3)                            \
    X(RI_ENOCONV, "did not converge", 422, 1)                             \
    X(RI_ERATE, "too many requests", 429, 6)                              \
    X(RI_ECANCELLED, "cancelled", 499, 130)                               \
    X(RI_EINTERNAL, "internal error", 500, 1)                             \
    X(RI_EIO, "input or output failed", 500, 1)                           \
    X(RI_EENGINE, "engine failed", 502, 6)                                \
    X(RI_EUPSTREAM, "another system failed", 502, 6)                      \
    X(RI_ENOMEM, "out of memory", 503, 7)                                 \
    X(RI_ETIMEOUT, "timed out", 504, 6)                                   \
    X(RI_ENOSPACE, "no space left", 507, 7)
#define RI_STATUS_ENUM_(code, text, http, exit_code) code,
typedef enum ri_status { RI_STATUS_MAP(RI_STATUS_ENUM_) RI_STATUS_COUNT } ri_status;
#undef RI_STATUS_ENUM_

RI_API const char *ri_status_name(ri_status status); /* "RI_EDATA" */
RI_API const char *ri_status_text(ri_status status); /* "data cannot be used" */
RI_API int         ri_status_http(ri_status status);
RI_API int         ri_status_exit(ri_status status);

struct ri_error { /* caller-owned, usually on the stack */
    ri_status   code;
    const char *file; /* where it was raised */
    int         line;
    char        message[512]; /* what, where and the value; cut, never overrun */
};

RI_API const char *ri_version(void); /* "0.1.0" */

/* ---- Arrow C data and stream interface (Apache Arrow specification) -------------------------------- */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE           2
#define ARROW_FLAG_MAP_KEYS_SORTED    4
struct ArrowSchema {
    const char          *format, *name, *metadata;
    int64_t              flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};
struct ArrowArray {
    int64_t             length, null_count, offset, n_buffers, n_children;
    const void        **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

/* ---- The table of operations ------------------------------------------------------------------------ */

/* Who may call: a set of these. */
enum {
    RI_ROLE_ANALYST = 1 << 0,
    RI_ROLE_INVENTORY = 1 << 1,
    RI_ROLE_MARKETING = 1 << 2,
    RI_ROLE_SCIENCE = 1 << 3,
    RI_ROLE_MANAGEMENT = 1 << 4,
    RI_ROLE_STAFF = 1 << 5,
    RI_ROLE_ADMIN = 1 << 6,
    RI_ROLE_ALL = (1 << 7) - 1
};
/* The name of the i-th role ("analyst"), and its bit; NULL past the end. */
RI_API const char *ri_role_name(size_t i, unsigned *ret_role);

/* What a call does. Neither CHANGES nor LONG: a safe, quick query. */
enum {
    RI_CHANGES = 1 << 0,    /* writes: idempotency key, audit */
    RI_LONG = 1 << 1,       /* may take long: a job with progress and cancel */
    RI_CREATES = 1 << 2,    /* makes the workspace when there is none */
    RI_STANDALONE = 1 << 3, /* runs without a workspace (may use one) */
    RI_LOCAL = 1 << 4,      /* touches the caller's own files: offered on the command line only */
    RI_SERVES =
        1 << 5, /* when the call ended well, the face goes on by serving: see ri_result_workspace */
    RI_VOLATILE =
        1 << 6, /* its answer also depends on the machine or the hour: never kept for later */
    RI_SCOPED =
        1
        << 7 /* shows a caller nothing of stores that the caller may not see; without it such a caller is refused */
};

/* How a parameter's text is read. Lists are comma-separated. */
#define RI_PARAM_TYPE_MAP(X)                                                           \
    X(RI_PARAM_TEXT, "text")                                                           \
    X(RI_PARAM_FLAG, "flag") /* true|false; on the command line just its name */       \
    X(RI_PARAM_INTEGER, "integer")                                                     \
    X(RI_PARAM_COUNT, "count") /* a whole number, 0 or more */                         \
    X(RI_PARAM_NUMBER, "number")                                                       \
    X(RI_PARAM_MONEY, "money")       /* exact decimal in major units */                \
    X(RI_PARAM_DATE, "date")         /* 2026-11-20 */                                  \
    X(RI_PARAM_PERIOD, "period")     /* 2026, 2026-Q1, 2026-11, last_12_months, all */ \
    X(RI_PARAM_DURATION, "duration") /* 14d, 2w, 90m */                                \
    X(RI_PARAM_ENUM, "enum")                                                           \
    X(RI_PARAM_STORE, "store")                                                         \
    X(RI_PARAM_PRODUCT, "product")                                                     \
    X(RI_PARAM_CUSTOMER, "customer")                                                   \
    X(RI_PARAM_COLUMN, "column") /* a column name of the input */                      \
    X(RI_PARAM_QUANTILES, "quantiles")                                                 \
    X(RI_PARAM_PAIR, "pair") /* name=value */                                          \
    X(RI_PARAM_PATH, "path") /* a folder or file the program makes */                  \
    X(RI_PARAM_FILE, "file") /* an input: attached as a descriptor, or a path */
#define RI_PARAM_ENUM_(code, text) code,
typedef enum ri_param_type { RI_PARAM_TYPE_MAP(RI_PARAM_ENUM_) RI_PARAM_TYPE_COUNT } ri_param_type;
#undef RI_PARAM_ENUM_
RI_API const char *ri_param_type_text(ri_param_type type);

enum {
    RI_PARAM_REQUIRED = 1 << 0,
    RI_PARAM_LIST = 1 << 1,       /* several values: comma-separated, or given again */
    RI_PARAM_POSITIONAL = 1 << 2, /* on the command line without its name */
    RI_PARAM_FOLDER = 1 << 3      /* a file parameter that also takes a folder */
};

struct ri_param {
    const char        *name; /* lower case, words joined by '-': `--lead-time` */
    ri_param_type      type;
    unsigned           flags;
    const char        *unit;     /* "days", or NULL */
    const char        *fallback; /* the value when not given, or NULL */
    const char *const *values;   /* allowed words of an enum, NULL-terminated; otherwise NULL */
    const char        *help;     /* one line */
};

/* What a result column holds; money is decimal128 in major units, exact. */
#define RI_COLUMN_TYPE_MAP(X)                                                \
    X(RI_COLUMN_TEXT, "text")                                                \
    X(RI_COLUMN_BOOL, "bool")                                                \
    X(RI_COLUMN_INTEGER, "integer")                                          \
    X(RI_COLUMN_NUMBER, "number")                                            \
    X(RI_COLUMN_DECIMAL, "decimal") /* exact, its scale in the Arrow type */ \
    X(RI_COLUMN_MONEY, "money")                                              \
    X(RI_COLUMN_SHARE, "share") /* 0..1 */                                   \
    X(RI_COLUMN_DATE, "date")                                                \
    X(RI_COLUMN_TIME, "time") /* instant, UTC */                             \
    X(RI_COLUMN_STORE, "store")                                              \
    X(RI_COLUMN_PRODUCT, "product")                                          \
    X(RI_COLUMN_CUSTOMER, "customer") /* shown by natural id where allowed */
#define RI_COLUMN_ENUM_(code, text) code,
typedef enum ri_column_type {
    RI_COLUMN_TYPE_MAP(RI_COLUMN_ENUM_) RI_COLUMN_TYPE_COUNT
} ri_column_type;
#undef RI_COLUMN_ENUM_
RI_API const char *ri_column_type_text(ri_column_type type);

struct ri_column {
    const char    *name; /* '*' stands for a varying part: "q*" */
    ri_column_type type;
    const char    *help; /* meaning and unit */
};

struct ri_operation_info {
    const char             *name;    /* "sales.stores": `sales stores`, GET /api/v1/sales/stores */
    const char             *summary; /* one line */
    const char             *details; /* a paragraph or two for help and man page, or NULL */
    unsigned                flags, roles;
    const struct ri_param  *params;
    size_t                  param_count;
    const struct ri_column *columns;
    size_t                  column_count;
    const char *const *examples; /* whole command lines, NULL-terminated; the first is the best */
};

RI_API size_t                          ri_operation_count(void);
RI_API const struct ri_operation_info *ri_operation_at(
    size_t i); /* ordered by name; NULL past the end */
RI_API const struct ri_operation_info *ri_operation_find(const char *name); /* NULL when unknown */
/* May this person call it? RI_EFORBIDDEN: not with these roles, or not by one who may see some stores only (RI_SCOPED). NULL: the owner,
 * who may. */
struct ri_principal;
RI_API RI_MUST_CHECK ri_status ri_operation_check(const struct ri_operation_info *info,
                                                  const struct ri_principal      *principal,
                                                  struct ri_error                *err);

/* ---- Workspace ---------------------------------------------------------------------------------------- */

struct ri_workspace;
struct ri_open_options {
    const char *directory; /* NULL: $RETAILINSIGHT_WORKSPACE, else ./retailinsight-workspace */
    const char *profile;   /* dev, test, prod; NULL: $RETAILINSIGHT_PROFILE, else prod */
    const char *engine;    /* NULL: as configured (duckdb) */
    const char *const *settings; /* "key=value" overrides, NULL-terminated, or NULL */
};
/* Opens lazily: a workspace that does not exist yet is no error until a call needs it. */
RI_API RI_MUST_CHECK ri_status ri_workspace_open(const struct ri_open_options *options,
                                                 struct ri_workspace **ret, struct ri_error *err);
RI_API void                    ri_workspace_close(struct ri_workspace *workspace);
/* Opens the warehouse, makes it when there is none, and until the workspace is closed runs the calls that other processes
 * of this user make on it: their ri_call_run passes them here by itself, with equal results. RI_ELOCKED: another process
 * has the warehouse open; the status of errno: the folder of the workspace takes no socket. Once; then RI_OK. */
RI_API RI_MUST_CHECK ri_status ri_workspace_share(struct ri_workspace *workspace,
                                                  struct ri_error     *err);
/* From now on, until it is called again with NULL or the workspace is closed: alerts that other processes' changes left
 * unchecked are caught up, messages are delivered, and `each` is told what happens. An event is a name ("alert") and one
 * line of JSON that lives during the call; it comes from any thread, one at a time. */
typedef void                   ri_event_fn(void *context, const char *name, const char *json);
RI_API RI_MUST_CHECK ri_status ri_workspace_attend(struct ri_workspace *workspace,
                                                   ri_event_fn *each, void *context,
                                                   struct ri_error *err);
/* Rises with every commit; 0 while there is no warehouse. ETags, caches and freshness come from it. */
RI_API RI_MUST_CHECK ri_status ri_workspace_data_version(struct ri_workspace *workspace,
                                                         uint64_t            *ret_version,
                                                         struct ri_error     *err);
/* How many people were taken out since it was opened (customers erase): a face that keeps answers drops them when it rises. */
RI_API uint64_t ri_workspace_erasures(const struct ri_workspace *workspace);
/* The folder, as it was given. */
RI_API const char *ri_workspace_directory(const struct ri_workspace *workspace);
/* A setting's value ("engine.threads"); NULL when there is none of that name. */
RI_API const char *ri_workspace_setting(const struct ri_workspace *workspace, const char *key);
/* Reads the settings again. What is kept open (the engine's memory, the folder) and what is listed as fixed in the server's page stays as it
 * was until it is opened again. An error leaves all as it was. */
RI_API RI_MUST_CHECK ri_status ri_workspace_reload(struct ri_workspace *workspace,
                                                   struct ri_error     *err);
/* The last business date there are sales of, "2026-11-20"; empty while there is none. */
enum { RI_DATE_SIZE = 11 };
RI_API RI_MUST_CHECK ri_status ri_workspace_as_of(struct ri_workspace *workspace,
                                                  char ret[RI_DATE_SIZE], struct ri_error *err);

/* ---- Who may come in over the network ------------------------------------------------------------------ */

/* A link is a secret that works once and for 30 minutes; whoever shows it gets a session, a secret that works for
 * 30 days: the owner's, with all rights. Users have links, sessions and passwords of their own, programs have keys. Only hashes
 * are kept, in the workspace, where its owner alone can read; so any process of the owner can make a link for a running
 * server. Safe for many threads. */
enum {
    RI_SECRET_SIZE = 65, /* 256 random bits in hexadecimal digits, and NUL */
    RI_PASS_SIZE = 80    /* room for any secret: a key has a prefix */
};
RI_API RI_MUST_CHECK ri_status ri_link_new(struct ri_workspace *workspace, char ret[RI_SECRET_SIZE],
                                           struct ri_error *err);
/* Uses the link up. from: address of the client, or NULL. RI_EAUTHENTICATE: unknown, used or too old; RI_EPRECONDITION: a password
 * is to be chosen first (ri_welcome). */
RI_API RI_MUST_CHECK ri_status ri_session_new(struct ri_workspace *workspace, const char *link,
                                              const char *from, char ret[RI_PASS_SIZE],
                                              struct ri_error *err);
RI_API RI_MUST_CHECK ri_status ri_session_end(struct ri_workspace *workspace, const char *session,
                                              struct ri_error *err);
/* Whom the secret of a session or key lets in. RI_EAUTHENTICATE: unknown, ended or too old. Passes are counted. */
struct ri_pass;
RI_API RI_MUST_CHECK ri_status ri_pass_check(struct ri_workspace *workspace, const char *secret,
                                             const char *from, struct ri_pass **ret,
                                             struct ri_error *err);
RI_API struct ri_pass         *ri_pass_keep(struct ri_pass *pass);
RI_API void                    ri_pass_free(struct ri_pass *pass);
/* NULL: the owner. Lives as long as the pass. */
RI_API const struct ri_principal *ri_pass_principal(const struct ri_pass *pass);
/* A user's name and password for a session. RI_EAUTHENTICATE; RI_ERATE: wait that long. Takes a tenth of a second of a core. */
struct ri_credentials {
    const char *name, *password;
    const char *from; /* address of the client, or NULL */
};
RI_API RI_MUST_CHECK ri_status ri_sign_in(struct ri_workspace         *workspace,
                                          const struct ri_credentials *credentials,
                                          char ret[RI_PASS_SIZE], int64_t *ret_wait_s,
                                          struct ri_error *err);
/* Uses a user's first link: that password holds from now on. RI_EAUTHENTICATE; RI_EUSAGE: the password is too easy to guess. */
RI_API RI_MUST_CHECK ri_status ri_welcome(struct ri_workspace *workspace, const char *link,
                                          const char *password, const char *from,
                                          char ret[RI_PASS_SIZE], struct ri_error *err);
/* A user's own password, by one who knows the old one; ends all sessions. Errors as the two above. */
RI_API RI_MUST_CHECK ri_status ri_password_change(struct ri_workspace         *workspace,
                                                  const struct ri_credentials *credentials,
                                                  const char *password, int64_t *ret_wait_s,
                                                  struct ri_error *err);
/* Remembers where this process serves the workspace ("http://127.0.0.1:8787"), for `link`; NULL: no more. */
RI_API RI_MUST_CHECK ri_status ri_workspace_announce(struct ri_workspace *workspace,
                                                     const char *address, struct ri_error *err);

/* ---- Calls and results -------------------------------------------------------------------------------- */

struct ri_call;
struct ri_result;

struct
    ri_principal { /* who asks; NULL where one is wanted means the owner at the machine: all rights */
    const char        *name;
    unsigned           roles;
    const char *const *stores; /* codes this person may see, NULL-terminated; NULL = all */
};

struct ri_progress {
    const char *stage;       /* "reading", "forecasting" */
    uint64_t    done, total; /* total 0: unknown */
    const char *unit;        /* "bytes", "series" */
};
typedef void ri_progress_fn(void *context, const struct ri_progress *progress);

/* RI_ENOTFOUND: no such operation (the message offers the nearest name); RI_EFORBIDDEN: not this role. */
RI_API RI_MUST_CHECK ri_status ri_call_new(struct ri_workspace *workspace, const char *operation,
                                           const struct ri_principal *principal,
                                           struct ri_call **ret, struct ri_error *err);
/* One more value of a parameter, as text. Unknown name or unreadable value: RI_EUSAGE. */
RI_API RI_MUST_CHECK ri_status ri_call_set(struct ri_call *call, const char *parameter,
                                           const char *text, struct ri_error *err);
/* Attaches an open descriptor as the next value of a file parameter; takes fd, closes it with the
 * call. `name` is what messages and the ledger call it. */
RI_API RI_MUST_CHECK ri_status ri_call_attach(struct ri_call *call, const char *parameter,
                                              const char *name, int fd, struct ri_error *err);
RI_API void ri_call_watch(struct ri_call *call, ri_progress_fn *progress, void *context);
/* Before it runs: it ends with RI_ETIMEOUT when it takes longer. 0: no limit. */
RI_API void ri_call_limit(struct ri_call *call, uint64_t milliseconds);
/* What ri_call_run would refuse at once. RI_EUSAGE: a required parameter is missing. */
RI_API RI_MUST_CHECK ri_status ri_call_check(const struct ri_call *call, struct ri_error *err);
/* Starts the operation on a thread of its own and returns once its first columns are known or it has
 * failed. One run per call. When another process shares the workspace, it runs there. */
RI_API RI_MUST_CHECK ri_status ri_call_run(struct ri_call *call, struct ri_result **ret,
                                           struct ri_error *err);
RI_API void                    ri_call_cancel(
                       struct ri_call *call); /* from any thread; the run ends with RI_ECANCELLED */
RI_API void ri_call_free(struct ri_call *call); /* cancels and waits if it still runs */

/* {"operation": "...", "parameters": {...}}: a call as it travels to a server's socket. The text lives
 * as long as the call. Attached descriptors travel beside it, not in it. */
RI_API RI_MUST_CHECK ri_status ri_call_json(struct ri_call *call, const char **ret_json,
                                            struct ri_error *err);
RI_API RI_MUST_CHECK ri_status ri_call_from_json(struct ri_workspace *workspace, const char *json,
                                                 const struct ri_principal *principal,
                                                 struct ri_call **ret, struct ri_error *err);

/* Moves the rows out as an Arrow stream, pulled through a bounded queue: the operation waits for a slow
 * reader. An error after the first batch comes out of get_next and ri_result_status. Once per result;
 * RI_ENOTFOUND when the result is a document. The result must outlive the stream. */
RI_API RI_MUST_CHECK ri_status ri_result_stream(struct ri_result        *result,
                                                struct ArrowArrayStream *ret, struct ri_error *err);
/* Writes the rows to a Parquet file instead; replaces it. Takes the stream as ri_result_stream does. */
RI_API RI_MUST_CHECK ri_status ri_result_parquet(struct ri_result *result, const char *path,
                                                 struct ri_error *err);
struct ri_document {                   /* views into the result */
    const char          *content_type; /* "text/csv; charset=utf-8" */
    const char          *file_name;    /* suggested, or NULL */
    const unsigned char *bytes;
    size_t               length;
};
RI_API bool ri_result_document(const struct ri_result *result, struct ri_document *ret);
/* Draws the rows instead: a picture, "svg" or "png", of the chart that their columns suggest. Takes the stream as ri_result_stream does; the
 * document lives as long as the call. RI_EDATA: nothing in it can be drawn, and why; RI_ENOTFOUND: no rows; RI_ETOOLARGE. */
RI_API RI_MUST_CHECK ri_status ri_result_plot(struct ri_result *result, const char *format,
                                              struct ri_document *ret, struct ri_error *err);
/* The parameters as used (defaults made concrete) are known once ri_call_run has returned; the status and the notes
 * are complete after the stream has ended. */
RI_API ri_status   ri_result_status(const struct ri_result *result, struct ri_error *err);
RI_API size_t      ri_result_note_count(const struct ri_result *result);
RI_API const char *ri_result_note_at(const struct ri_result *result, size_t i);
RI_API size_t      ri_result_param_count(const struct ri_result *result);
RI_API bool ri_result_param_at(const struct ri_result *result, size_t i, const char **ret_name,
                               const char **ret_value);
/* RI_SERVES: the folder of the workspace that is to be served; NULL: the call's own. The call's parameters `host`,
 * `port` and `start` (operations to start as jobs), where it has them, say how; a flag `serve` that is false: not
 * at all, and one that was not given: if there is somebody to see it. */
RI_API const char *ri_result_workspace(const struct ri_result *result);
RI_API void        ri_result_free(struct ri_result *result);

#ifdef __cplusplus
}
#endif
#endif
