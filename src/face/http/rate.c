/* A table of buckets by the hash of the name; places are few for each hash, the one left alone longest gives way. */
#include "rate.h"

#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 512, WAYS = 4, MINUTE_US = 60000000 };

struct bucket { /* empty: asked_us 0 */
    uint64_t hash;
    int64_t  asked_us;
    double   left; /* requests, at asked_us */
};
struct http_rate {
    pthread_mutex_t lock;
    struct bucket   sets[SETS][WAYS];
};

ri_status rate_new(struct http_rate **ret, struct ri_error *err)
{
    struct http_rate *rate = calloc(1, sizeof *rate);
    if (!rate) return ri_fail(err, RI_ENOMEM, "no room for rates");
    pthread_mutex_init(&rate->lock, NULL);
    *ret = rate;
    return RI_OK;
}

void rate_free(struct http_rate *rate)
{
    if (!rate) return;
    pthread_mutex_destroy(&rate->lock);
    free(rate);
}

/* Its bucket, or the one that gives way, emptied. */
static struct bucket *bucket_of(struct bucket *set, uint64_t hash)
{
    struct bucket *oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].asked_us && set[i].hash == hash) return &set[i];
        if (set[i].asked_us < oldest->asked_us) oldest = &set[i];
    }
    *oldest = (struct bucket){.hash = hash};
    return oldest;
}

struct rate_verdict rate_ask(struct http_rate *rate, const char *who, unsigned a_minute,
                             int64_t now_us)
{
    const uint64_t      hash = ri_hash64(who, strlen(who));
    const double        most = a_minute, each_us = (double)a_minute / MINUTE_US;
    struct rate_verdict verdict = {0};
    pthread_mutex_lock(&rate->lock);
    struct bucket *bucket = bucket_of(rate->sets[hash % SETS], hash);
    if (!bucket->asked_us)
        bucket->left = most;
    else if (now_us > bucket->asked_us)
        bucket->left += (double)(now_us - bucket->asked_us) * each_us;
    if (bucket->left > most) bucket->left = most; /* also when fewer are allowed than before */
    bucket->asked_us = now_us;
    verdict.good = bucket->left >= 1;
    if (verdict.good)
        bucket->left -= 1;
    else
        verdict.wait_s = 1 + (unsigned)((1 - bucket->left) / each_us / 1e6);
    verdict.left = (unsigned)bucket->left;
    pthread_mutex_unlock(&rate->lock);
    return verdict;
}
