/* Answers given before, in bounded memory; the least lately used goes first. Safe for many threads. */
#ifndef RI_FACE_HTTP_CACHE_H
#define RI_FACE_HTTP_CACHE_H
#include "wire.h"

struct http_cache;
/* most_bytes 0: keeps nothing. */
RI_MUST_CHECK ri_status cache_new(size_t most_bytes, struct http_cache **ret, struct ri_error *err);
void                    cache_free(struct http_cache *cache);
/* A counted answer, or NULL. */
struct wire_answer *cache_get(struct http_cache *cache, struct ri_view key);
/* Keeps a count of its own; one larger than an eighth of the room is not kept. */
void   cache_put(struct http_cache *cache, struct ri_view key, struct wire_answer *answer);
void   cache_clear(struct http_cache *cache);
size_t cache_bytes(struct http_cache *cache);
#endif
