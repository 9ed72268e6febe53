/* Requests that may be sent again: a client that did not hear the answer repeats its request under the same Idempotency-Key and
 * gets the answer that there was, instead of doing it twice (draft-ietf-httpapi-idempotency-key-header-07).
 *
 *     the key is new             it is done; what it was answered is kept for 24 hours
 *     the same request again     that answer, with Idempotent-Replayed: true
 *     while the first is done    409
 *     another request            422
 *
 * A key is a person's or program's own. An answer of 429 or of 500 and more is not kept: that may be tried again. Kept in bounded memory,
 * the oldest go first; a restart forgets. Safe for many threads. */
#ifndef RI_FACE_HTTP_ONCE_H
#define RI_FACE_HTTP_ONCE_H
#include "wire.h"

enum { ONCE_KEY_MOST = 200, ONCE_KEPT = 1024 };

struct http_once;
RI_MUST_CHECK ri_status once_new(struct http_once **ret, struct ri_error *err);
void                    once_free(struct http_once *once);

typedef enum once_state { ONCE_NEW, ONCE_AGAIN, ONCE_UNDER_WAY, ONCE_OTHER, ONCE_FULL } once_state;
/* name: whose key and which; digest: of the request. ONCE_NEW: *ret_ticket, to be given back by once_end. ONCE_AGAIN: *ret_answer, counted. */
once_state once_begin(struct http_once *once, const char *name, uint64_t digest, int64_t now_us,
                      uint64_t *ret_ticket, struct wire_answer **ret_answer);
/* What it was answered; NULL: nothing that is to be kept. */
void once_end(struct http_once *once, uint64_t ticket, struct wire_answer *answer);
/* 1 to ONCE_KEY_MOST visible characters of ASCII? */
bool once_is_key(const char *key);
#endif
