/* The server's log: what went wrong here, one line an event, in logs/server.log of the workspace and on the error stream. */
#ifndef RI_FACE_HTTP_LOG_H
#define RI_FACE_HTTP_LOG_H
#include "base/error.h"

struct http_log;
/* directory: of the workspace. A folder that cannot be written leaves the error stream alone. */
RI_MUST_CHECK ri_status log_open(const char *directory, int stream, struct http_log **ret,
                                 struct ri_error *err);
void                    log_close(struct http_log *log);
void log_error(struct http_log *log, uint64_t request_number, const char *instance,
               const struct ri_error *error);
#endif
