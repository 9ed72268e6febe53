/* How often a line was seen before: open addressing over 64-bit hashes, 12 bytes a place, never more than its limit.
 * Two different lines of one hash (1 in 10^6 at ten million lines) only make a first line count as a second. */
#ifndef RI_INGEST_OCCURRENCE_H
#define RI_INGEST_OCCURRENCE_H
#include "base/text.h"

struct ingest_place {   /* twelve bytes: a place is one cache line, mostly */
    uint32_t low, high; /* of the hash */
    uint32_t count;     /* 0: free */
};
struct ingest_occurrences { /* zeroed and `most` set is ready */
    struct ingest_place *places;
    size_t               room, used; /* room: a power of two */
    size_t               most;       /* bytes */
    bool                 full;       /* it could not grow: counts are no longer known */
};
/* 1 for the first time, 2 for the second ...; 0 once full. */
uint32_t ingest_occurrence(struct ingest_occurrences *set, uint64_t hash);
/* Fetches the place of a hash that will be asked for soon. */
static inline void ingest_occurrence_expect(const struct ingest_occurrences *set, uint64_t hash)
{
    if (set->room) __builtin_prefetch(&set->places[(size_t)hash & (set->room - 1)], 1);
}
void ingest_occurrences_release(struct ingest_occurrences *set);
#endif
