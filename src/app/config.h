/* Settings of a workspace: one table of keys, several layers, every value with its origin.
 *     built in < profile (config/NAME.yaml) < retailinsight.yaml < environment < the caller's own */
#ifndef RI_APP_CONFIG_H
#define RI_APP_CONFIG_H
#include "base/arena.h"

/* key, how it reads, built-in value, meaning. The environment variable of engine.threads is RETAILINSIGHT_ENGINE_THREADS. */
#define RI_CONFIG_MAP(X)                                                                           \
    X(RI_CONFIG_ENGINE, "engine.name", RI_PARAM_ENUM, "duckdb", "where SQL runs: duckdb")          \
    X(RI_CONFIG_MEMORY, "engine.memory_mb", RI_PARAM_COUNT, "150",                                 \
      "memory the engine may use, MB; with 150 an import of any size stays below 500")             \
    X(RI_CONFIG_THREADS, "engine.threads", RI_PARAM_COUNT, "0", "threads; 0: one a core")          \
    X(RI_CONFIG_COMPANY, "company.name", RI_PARAM_TEXT, "",                                        \
      "name of the firm on documents such as purchase orders")                                     \
    X(RI_CONFIG_CURRENCY, "store.currency", RI_PARAM_TEXT, "XXX",                                  \
      "ISO 4217 code of amounts that name none; XXX: unknown")                                     \
    X(RI_CONFIG_ZONE, "store.time_zone", RI_PARAM_TEXT, "UTC",                                     \
      "time zone of stores that name none, an IANA name")                                          \
    X(RI_CONFIG_CUTOFF, "store.day_cutoff", RI_PARAM_DURATION, "0h",                               \
      "how long after midnight a business day still belongs to the day before")                    \
    X(RI_CONFIG_COMP_DAYS, "sales.comp_excluded_days", RI_PARAM_COUNT, "365",                      \
      "days after its opening before a store is comparable (--comp)")                              \
    X(RI_CONFIG_SQL_ROWS, "sql.most_rows", RI_PARAM_COUNT, "1000000",                              \
      "rows that one query of the sql command may return; 0: any")                                 \
    X(RI_CONFIG_SQL_SECONDS, "sql.seconds", RI_PARAM_COUNT, "300",                                 \
      "how long one query of the sql command may take")                                            \
    X(RI_CONFIG_HTTP_BODY, "http.body_mb", RI_PARAM_COUNT, "2000",                                 \
      "largest file that may be sent to the server, MB")                                           \
    X(RI_CONFIG_HTTP_SECONDS, "http.seconds", RI_PARAM_COUNT, "300",                               \
      "how long an answer may take; longer work is a job")                                         \
    X(RI_CONFIG_HTTP_ROWS, "http.most_rows", RI_PARAM_COUNT, "5000000",                            \
      "rows that one answer may have; 0: any")                                                     \
    X(RI_CONFIG_HTTP_IDLE, "http.idle_seconds", RI_PARAM_COUNT, "30",                              \
      "how long the server waits for a client that neither sends nor reads")                       \
    X(RI_CONFIG_HTTP_HEADER, "http.header_seconds", RI_PARAM_COUNT, "15",                          \
      "how long a client may take to send the head of a request")                                  \
    X(RI_CONFIG_HTTP_HEADER_KB, "http.header_kb", RI_PARAM_COUNT, "24",                            \
      "how large the head of a request may be, KB")                                                \
    X(RI_CONFIG_HTTP_CONNECTIONS, "http.connections", RI_PARAM_COUNT, "1000",                      \
      "connections held at a time")                                                                \
    X(RI_CONFIG_HTTP_WORKERS, "http.workers", RI_PARAM_COUNT, "4", "calls that run at a time")     \
    X(RI_CONFIG_HTTP_QUEUE, "http.queue", RI_PARAM_COUNT, "128",                                   \
      "calls that wait for a worker; more are sent away for a while (503)")                        \
    X(RI_CONFIG_HTTP_CACHE, "http.cache_mb", RI_PARAM_COUNT, "32",                                 \
      "memory for answers that were given before, MB")                                             \
    X(RI_CONFIG_HTTP_JOBS, "http.jobs", RI_PARAM_COUNT, "2", "jobs that run at a time")            \
    X(RI_CONFIG_HTTP_JOB_QUEUE, "http.job_queue", RI_PARAM_COUNT, "32",                            \
      "jobs that wait; more are sent away for a while (429)")                                      \
    X(RI_CONFIG_HTTP_RESULTS, "http.results_mb", RI_PARAM_COUNT, "128",                            \
      "memory for results of jobs, MB; the oldest go first")                                       \
    X(RI_CONFIG_HTTP_RESULT_MINUTES, "http.result_minutes", RI_PARAM_COUNT, "60",                  \
      "how long the result of a job is kept")                                                      \
    X(RI_CONFIG_HTTP_READERS, "http.event_readers", RI_PARAM_COUNT, "64",                          \
      "readers of the event stream at a time")                                                     \
    X(RI_CONFIG_HTTP_TLS_CERT, "http.tls_cert", RI_PARAM_TEXT, "",                                 \
      "certificate (PEM) that the server shows; empty: no TLS")                                    \
    X(RI_CONFIG_HTTP_TLS_KEY, "http.tls_key", RI_PARAM_TEXT, "", "its key (PEM)")                  \
    X(RI_CONFIG_HTTP_DRAIN, "http.drain_seconds", RI_PARAM_COUNT, "20",                            \
      "how long what runs may take to end when the server is told to stop (SIGTERM)")              \
    X(RI_CONFIG_HTTP_RATE, "http.requests_per_minute", RI_PARAM_COUNT, "3000",                     \
      "requests a minute of one user, key or unknown address; more are sent away for a while "     \
      "(429); 0: any; the owner's are not counted")                                                \
    X(RI_CONFIG_LOG_FORMAT, "log.format", RI_PARAM_ENUM, "text",                                   \
      "lines of the server's log: text or json")                                                   \
    X(RI_CONFIG_LOG_REQUESTS, "log.requests", RI_PARAM_ENUM, "notable",                            \
      "requests in the log: all, none, or notable: what changes, is refused, fails or takes long") \
    X(RI_CONFIG_ALERTS_REFRESH, "alerts.refresh_at", RI_PARAM_DURATION, "23h",                     \
      "how long after midnight a server computes anew each day what stock is held against; 0m: "   \
      "never")                                                                                     \
    X(RI_CONFIG_SMTP_HOST, "smtp.host", RI_PARAM_TEXT, "",                                         \
      "mail server for alerts; empty: no mail")                                                    \
    X(RI_CONFIG_SMTP_PORT, "smtp.port", RI_PARAM_COUNT, "0",                                       \
      "its port; 0: 587 for starttls, 465 for tls, 25 for none")                                   \
    X(RI_CONFIG_SMTP_SECURITY, "smtp.security", RI_PARAM_ENUM, "starttls",                         \
      "starttls, tls or none; a password is never sent without encryption")                        \
    X(RI_CONFIG_SMTP_USER, "smtp.user", RI_PARAM_TEXT, "", "name to log in with; empty: no login") \
    X(RI_CONFIG_SMTP_PASSWORD_FILE, "smtp.password_file", RI_PARAM_TEXT, "",                       \
      "file whose first line is the password; else $RETAILINSIGHT_SMTP_PASSWORD")                  \
    X(RI_CONFIG_SMTP_FROM, "smtp.from", RI_PARAM_TEXT, "", "address that mail comes from")         \
    X(RI_CONFIG_SMTP_CA, "smtp.ca_file", RI_PARAM_TEXT, "",                                        \
      "certificates (PEM) to trust for mail instead of the system's")                              \
    X(RI_CONFIG_WEBHOOK_CA, "webhook.ca_file", RI_PARAM_TEXT, "",                                  \
      "certificates (PEM) to trust for webhooks instead of the system's")                          \
    X(RI_CONFIG_KEEP_LOGS, "keep.log_days", RI_PARAM_COUNT, "90",                                  \
      "how long lines of the server's log are kept, days; 0: for ever")                            \
    X(RI_CONFIG_KEEP_QUARANTINE, "keep.quarantine_days", RI_PARAM_COUNT, "365",                    \
      "how long the text of rejected records is kept, days; 0: for ever")                          \
    X(RI_CONFIG_KEEP_SPOOL, "keep.spool_days", RI_PARAM_COUNT, "30",                               \
      "how long leftovers (copies before an upgrade, half-written files) are kept, days; 0: for "  \
      "ever")
#define RI_CONFIG_ENUM_(code, key, type, fallback, help) code,
typedef enum ri_config_key { RI_CONFIG_MAP(RI_CONFIG_ENUM_) RI_CONFIG_COUNT } ri_config_key;
#undef RI_CONFIG_ENUM_

struct ri_setting {
    const char *value,
        *origin; /* origin: "built in", "profile prod", "retailinsight.yaml line 3", "environment ...", "option" */
};
struct ri_config {
    const char       *profile;
    struct ri_setting settings[RI_CONFIG_COUNT];
};
const char *ri_config_name(ri_config_key key);
const char *ri_config_help(ri_config_key key);
bool        ri_config_find(const char *name, ri_config_key *ret); /* "engine.threads" */
int64_t     ri_config_integer(const struct ri_config *config,
                              ri_config_key           key); /* durations: minutes */
const char *ri_config_text(const struct ri_config *config, ri_config_key key);

/* Layers everything; file: path of retailinsight.yaml (may not exist). overrides: "key=value", NULL-terminated, or NULL.
 * RI_EUSAGE: unknown profile, key or value, with the place and the nearest name. All texts live in mem. */
RI_MUST_CHECK ri_status ri_config_load(const char *profile, const char *file,
                                       const char *const *overrides, struct ri_arena *mem,
                                       struct ri_config *ret, struct ri_error *err);
#endif
