/* A table of chains, and a ring from the latest used to the one that goes next. */
#include "cache.h"

#include "base/hash.h"

#include <pthread.h>

enum { CHAINS = 1024, OVERHEAD = 1024 };

struct entry {
    struct entry       *chain, *newer, *older;
    uint64_t            hash;
    struct wire_answer *answer;
    size_t              size, key_length;
    char                key[];
};
struct http_cache {
    pthread_mutex_t lock;
    size_t          most, bytes;
    struct entry   *chains[CHAINS], *newest, *oldest;
};

ri_status cache_new(size_t most_bytes, struct http_cache **ret, struct ri_error *err)
{
    struct http_cache *cache = calloc(1, sizeof *cache);
    if (!cache) return ri_fail(err, RI_ENOMEM, "no room for a cache");
    cache->most = most_bytes;
    pthread_mutex_init(&cache->lock, NULL);
    *ret = cache;
    return RI_OK;
}

static void unlink_ring(struct http_cache *cache, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void make_newest(struct http_cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static struct entry **place_of(struct http_cache *cache, struct ri_view key, uint64_t hash)
{
    struct entry **at = &cache->chains[hash % CHAINS];
    while (*at && !((*at)->hash == hash && (*at)->key_length == key.length &&
                    memcmp((*at)->key, key.at, key.length) == 0))
        at = &(*at)->chain;
    return at;
}

static void drop(struct http_cache *cache, struct entry *entry)
{
    struct entry **at =
        place_of(cache, (struct ri_view){entry->key, entry->key_length}, entry->hash);
    *at = entry->chain;
    unlink_ring(cache, entry);
    cache->bytes -= entry->size;
    wire_answer_free(entry->answer);
    free(entry);
}

struct wire_answer *cache_get(struct http_cache *cache, struct ri_view key)
{
    struct wire_answer *answer = NULL;
    const uint64_t      hash = ri_hash64(key.at, key.length);
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = *place_of(cache, key, hash);
    if (entry) {
        answer = wire_answer_keep(entry->answer);
        if (entry != cache->newest) {
            unlink_ring(cache, entry);
            make_newest(cache, entry);
        }
    }
    pthread_mutex_unlock(&cache->lock);
    return answer;
}

void cache_put(struct http_cache *cache, struct ri_view key, struct wire_answer *answer)
{
    const size_t   size = wire_answer_length(answer) + key.length + sizeof(struct entry) + OVERHEAD;
    const uint64_t hash = ri_hash64(key.at, key.length);
    if (size > cache->most / 8) return;
    struct entry *entry = malloc(sizeof *entry + key.length);
    if (!entry) return;
    *entry = (struct entry){.hash = hash, .size = size, .key_length = key.length};
    memcpy(entry->key, key.at, key.length);
    entry->answer = wire_answer_keep(answer);
    wire_answer_often(answer);
    pthread_mutex_lock(&cache->lock);
    struct entry **place = place_of(cache, key, hash);
    if (*place) drop(cache, *place);
    while (cache->oldest && cache->bytes + size > cache->most) drop(cache, cache->oldest);
    entry->chain = cache->chains[hash % CHAINS];
    cache->chains[hash % CHAINS] = entry;
    make_newest(cache, entry);
    cache->bytes += size;
    pthread_mutex_unlock(&cache->lock);
}

void cache_clear(struct http_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    while (cache->oldest) drop(cache, cache->oldest);
    pthread_mutex_unlock(&cache->lock);
}

size_t cache_bytes(struct http_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    const size_t bytes = cache->bytes;
    pthread_mutex_unlock(&cache->lock);
    return bytes;
}

void cache_free(struct http_cache *cache)
{
    if (!cache) return;
    cache_clear(cache);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}
