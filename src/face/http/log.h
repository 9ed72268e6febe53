/* The server's log, one line an event, in logs/server.log of the workspace: what went wrong here (also on the error stream), and
 * requests. As text or as JSON; whatever came from outside is escaped, so that a line is a line. Safe for many threads. */
#ifndef RI_FACE_HTTP_LOG_H
#define RI_FACE_HTTP_LOG_H
#include "base/error.h"

typedef enum log_requests { LOG_NOTABLE, LOG_ALL, LOG_NONE } log_requests;
struct log_style {
    bool         json;
    bool         to_stream; /* requests too: for whoever gathers what programs print */
    log_requests requests;
    unsigned     keep_days; /* a file whose first line is older is put aside; 0: only when it is large */
};
struct http_log;
/* directory: of the workspace. A folder that cannot be written leaves the error stream alone. */
RI_MUST_CHECK ri_status log_open(const char *directory, int stream, struct http_log **ret,
                                 struct ri_error *err);
void                    log_close(struct http_log *log);
void                    log_style_set(struct http_log *log, struct log_style style);
void log_error(struct http_log *log, uint64_t request_number, const char *instance,
               const struct ri_error *error);
/* What the server itself does: "began", "settings read again" ... */
void log_event(struct http_log *log, const char *event, const char *detail);

struct log_request { /* one that is over; texts may be NULL */
    uint64_t    number;
    const char *method, *path, *operation, *user, *from;
    unsigned    status; /* 0: the connection was cut */
    uint64_t    bytes;
    int64_t     us;
};
void log_request(struct http_log *log, const struct log_request *request);
#endif
