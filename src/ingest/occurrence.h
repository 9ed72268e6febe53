/* How often a line was seen before, in as few bytes as can be: hashes of lines seen once stand alone, eight bytes each;
 * those seen again have a count in a table of their own.
 *
 *     shards[hash >> 56] -> | hash |   0   | hash | hash | ...     open addressing, a quarter larger when full
 *     again              -> | hash, count | ...
 *
 * 256 shards grow one by one, so that growing needs little room beside them: 10 to 13 bytes a line in all. Never more
 * than `most` bytes. Two different lines of one hash (1 in 10^6 at ten million lines) only make a first line count as a
 * second. */
#ifndef RI_INGEST_OCCURRENCE_H
#define RI_INGEST_OCCURRENCE_H
#include "base/text.h"

enum { INGEST_SHARDS = 256 };
struct ingest_shard {
    uint64_t *places; /* 0: free; a hash of 0 stands as 1 */
    uint32_t  room, used;
};
struct ingest_again { /* a line seen more than once */
    uint64_t hash;    /* 0: free */
    uint32_t count;
};
struct ingest_occurrences { /* zeroed and `most` set is ready */
    struct ingest_shard  shards[INGEST_SHARDS];
    struct ingest_again *again;
    size_t               again_room, again_used; /* room: a power of two */
    size_t               bytes, most;
    bool                 full; /* it could not grow: counts are no longer known */
};
/* 1 for the first time, 2 for the second ...; 0 once full. */
uint32_t ingest_occurrence(struct ingest_occurrences *set, uint64_t hash);
/* Where in its shard a hash belongs: its low half, scaled to the room. */
static inline size_t ingest_shard_at(const struct ingest_shard *shard, uint64_t hash)
{
    return (size_t)(((hash & UINT32_MAX) * shard->room) >> 32);
}
/* Fetches the place of a hash that will be asked for soon. */
static inline void ingest_occurrence_expect(const struct ingest_occurrences *set, uint64_t hash)
{
    const struct ingest_shard *shard = &set->shards[hash >> 56];
    if (shard->room) __builtin_prefetch(&shard->places[ingest_shard_at(shard, hash)], 1);
}
void ingest_occurrences_release(struct ingest_occurrences *set);
#endif
