/* How often somebody may ask: so many requests a minute, all at once or spread (a bucket that fills again steadily). In bounded memory:
 * whoever has not asked for longest is forgotten first, and is then as one who never asked. Safe for many threads. */
#ifndef RI_FACE_HTTP_RATE_H
#define RI_FACE_HTTP_RATE_H
#include "base/error.h"

struct http_rate;
RI_MUST_CHECK ri_status rate_new(struct http_rate **ret, struct ri_error *err);
void                    rate_free(struct http_rate *rate);

struct rate_verdict {
    bool     good;
    unsigned left;   /* requests that may follow at once */
    unsigned wait_s; /* until the next may come; 0 when it is good */
};
/* One request of `who` at that time. a_minute > 0. */
struct rate_verdict rate_ask(struct http_rate *rate, const char *who, unsigned a_minute,
                             int64_t now_us);
#endif
