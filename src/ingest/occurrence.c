/* The set of lines seen. */
#include "occurrence.h"

enum { PLACE_BYTES = sizeof(uint64_t) + sizeof(uint32_t), FIRST_ROOM = 1 << 12 };

static size_t place_of(const struct ingest_occurrences *set, uint64_t hash)
{
    size_t at = (size_t)hash & (set->room - 1);
    while (set->hashes[at] && set->hashes[at] != hash) at = (at + 1) & (set->room - 1);
    return at;
}

static bool grow(struct ingest_occurrences *set)
{
    struct ingest_occurrences larger = {.room = set->room ? set->room * 2 : FIRST_ROOM, .used = set->used, .most = set->most};
    if (larger.room > set->most / PLACE_BYTES) return false;
    larger.hashes = calloc(larger.room, sizeof *larger.hashes);
    larger.counts = calloc(larger.room, sizeof *larger.counts);
    if (!larger.hashes || !larger.counts) {
        ingest_occurrences_release(&larger);
        return false;
    }
    for (size_t i = 0; i < set->room; i++) {
        if (!set->hashes[i]) continue;
        const size_t at = place_of(&larger, set->hashes[i]);
        larger.hashes[at] = set->hashes[i];
        larger.counts[at] = set->counts[i];
    }
    ingest_occurrences_release(set);
    *set = larger;
    return true;
}

uint32_t ingest_occurrence(struct ingest_occurrences *set, uint64_t hash)
{
    if (!hash) hash = 1;
    if (!set->full && set->used * 4 >= set->room * 3 && !grow(set)) set->full = true;
    if (set->full) return 0;
    const size_t at = place_of(set, hash);
    if (!set->hashes[at]) {
        set->hashes[at] = hash;
        set->used++;
    }
    return ++set->counts[at];
}

void ingest_occurrences_release(struct ingest_occurrences *set)
{
    free(set->hashes);
    free(set->counts);
    *set = (struct ingest_occurrences){.most = set->most, .full = set->full};
}
