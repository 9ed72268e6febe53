/* Requests that may be sent again: a client that did not hear the answer repeats its request under the same Idempotency-Key and
 * gets the answer that there was, instead of doing it twice (draft-ietf-httpapi-idempotency-key-header-07).
 *
 *     the key is new             it is done; what it was answered is kept for 24 hours
 *     the same request again     that answer, with Idempotent-Replayed: true
 *     while the first is done    409
 *     another request            422
 *
 *     begun by a process that     422: whether it was done is not known; done again where doing it twice adds nothing
 *     ended meanwhile
 *
 * A key is a person's or program's own. An answer of 409, 429 or of 500 and more is not kept: that may be tried again. Kept in bounded memory
 * and in files (once_file.h), the oldest go first; an answer of 202 names a job, which ends with the process, and is kept in memory only.
 * Safe for many threads. */
#ifndef RI_FACE_HTTP_ONCE_H
#define RI_FACE_HTTP_ONCE_H
#include "wire.h"

enum { ONCE_KEY_MOST = 200, ONCE_KEPT = 1024 };

struct http_once;
/* folder: where files are kept; NULL: none are. now_us: the clock's time, as below. */
RI_MUST_CHECK ri_status once_new(const char *folder, int64_t now_us, struct http_once **ret,
                                 struct ri_error *err);
void                    once_free(struct http_once *once);

typedef enum once_state {
    ONCE_NEW,
    ONCE_AGAIN,
    ONCE_UNDER_WAY,
    ONCE_OTHER,
    ONCE_FULL,
    ONCE_UNKNOWN
} once_state;
/* name: whose key and which; digest: of the request; harmless: doing it twice adds nothing. ONCE_NEW: *ret_ticket, to be given back by once_end. ONCE_AGAIN: *ret_answer, counted. */
struct once_asked {
    const char *name;
    uint64_t    digest;
    bool        harmless;
};
once_state once_begin(struct http_once *once, const struct once_asked *asked, int64_t now_us,
                      uint64_t *ret_ticket, struct wire_answer **ret_answer);
/* What it was answered; NULL: nothing that is to be kept. */
void once_end(struct http_once *once, uint64_t ticket, struct wire_answer *answer);
void once_forget(struct http_once *once); /* every answer, in memory and in files */
/* 1 to ONCE_KEY_MOST visible characters of ASCII? */
bool once_is_key(const char *key);
#endif
