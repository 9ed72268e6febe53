/* The set of lines seen. */
#include "occurrence.h"

enum { FIRST_ROOM = 1 << 12 };

static struct ingest_place *place_of(const struct ingest_occurrences *set, uint64_t hash)
{
    const uint32_t low = (uint32_t)hash, high = (uint32_t)(hash >> 32);
    for (size_t at = (size_t)hash & (set->room - 1);; at = (at + 1) & (set->room - 1)) {
        struct ingest_place *place = &set->places[at];
        if (!place->count || (place->low == low && place->high == high)) return place;
    }
}

static bool grow(struct ingest_occurrences *set)
{
    struct ingest_occurrences larger = {
        .room = set->room ? set->room * 2 : FIRST_ROOM, .used = set->used, .most = set->most};
    if (larger.room > set->most / sizeof *larger.places) return false;
    larger.places = calloc(larger.room, sizeof *larger.places);
    if (!larger.places) return false;
    for (size_t i = 0; i < set->room; i++) {
        const struct ingest_place *place = &set->places[i];
        if (place->count) *place_of(&larger, (uint64_t)place->high << 32 | place->low) = *place;
    }
    ingest_occurrences_release(set);
    *set = larger;
    return true;
}

uint32_t ingest_occurrence(struct ingest_occurrences *set, uint64_t hash)
{
    if (!set->full && set->used * 4 >= set->room * 3 && !grow(set)) set->full = true;
    if (set->full) return 0;
    struct ingest_place *place = place_of(set, hash);
    if (!place->count) {
        place->low = (uint32_t)hash;
        place->high = (uint32_t)(hash >> 32);
        set->used++;
    }
    if (place->count == UINT32_MAX)
        set->full = true;
    else
        place->count++;
    return set->full ? 0 : place->count;
}

void ingest_occurrences_release(struct ingest_occurrences *set)
{
    free(set->places);
    *set = (struct ingest_occurrences){.most = set->most, .full = set->full};
}
