/* The set of lines seen. */
#include "occurrence.h"

enum { SHARD_FIRST = 16, AGAIN_FIRST = 1 << 10 };

/* Room for `bytes` more, zeroed, or NULL: over the limit or out of memory. */
static void *more(struct ingest_occurrences *set, size_t bytes)
{
    if (bytes > set->most - set->bytes) return NULL;
    void *room = calloc(1, bytes);
    if (room) set->bytes += bytes;
    return room;
}

static void give_back(struct ingest_occurrences *set, void *room, size_t bytes)
{
    free(room);
    set->bytes -= bytes;
}

/* ---- Lines seen --------------------------------------------------------------------------------------- */

/* The place that holds hash, or the free one where it goes. */
static uint64_t *place_of(const struct ingest_shard *shard, uint64_t hash)
{
    for (size_t at = ingest_shard_at(shard, hash);; at = at + 1 == shard->room ? 0 : at + 1) {
        if (!shard->places[at] || shard->places[at] == hash) return &shard->places[at];
    }
}

static bool grow_shard(struct ingest_occurrences *set, struct ingest_shard *shard)
{
    if (shard->room > UINT32_MAX / 2) return false;
    struct ingest_shard larger = {.room = shard->room ? shard->room + shard->room / 4 : SHARD_FIRST,
                                  .used = shard->used};
    larger.places = more(set, larger.room * sizeof *larger.places);
    if (!larger.places) return false;
    for (size_t i = 0; i < shard->room; i++)
        if (shard->places[i]) *place_of(&larger, shard->places[i]) = shard->places[i];
    give_back(set, shard->places, shard->room * sizeof *shard->places);
    *shard = larger;
    return true;
}

/* ---- Lines seen again --------------------------------------------------------------------------------- */

static struct ingest_again *again_of(const struct ingest_occurrences *set, uint64_t hash)
{
    for (size_t at = (size_t)hash & (set->again_room - 1);; at = (at + 1) & (set->again_room - 1)) {
        struct ingest_again *again = &set->again[at];
        if (!again->hash || again->hash == hash) return again;
    }
}

static bool grow_again(struct ingest_occurrences *set)
{
    struct ingest_again *const old = set->again;
    const size_t               room = set->again_room;
    const size_t               larger = room ? room * 2 : AGAIN_FIRST;
    struct ingest_again       *places = more(set, larger * sizeof *places);
    if (!places) return false;
    set->again = places;
    set->again_room = larger;
    for (size_t i = 0; i < room; i++)
        if (old[i].hash) *again_of(set, old[i].hash) = old[i];
    give_back(set, old, room * sizeof *old);
    return true;
}

static uint32_t seen_again(struct ingest_occurrences *set, uint64_t hash)
{
    if (set->again_used * 4 >= set->again_room * 3 && !grow_again(set)) set->full = true;
    if (set->full) return 0;
    struct ingest_again *again = again_of(set, hash);
    if (!again->hash) {
        *again = (struct ingest_again){hash, 1};
        set->again_used++;
    }
    if (again->count == UINT32_MAX) set->full = true;
    return set->full ? 0 : ++again->count;
}

uint32_t ingest_occurrence(struct ingest_occurrences *set, uint64_t hash)
{
    struct ingest_shard *shard = &set->shards[hash >> 56];
    hash += hash == 0;
    if (!set->full && (uint64_t)shard->used * 8 >= (uint64_t)shard->room * 7 &&
        !grow_shard(set, shard))
        set->full = true;
    if (set->full) return 0;
    uint64_t *place = place_of(shard, hash);
    if (*place) return seen_again(set, hash);
    *place = hash;
    shard->used++;
    return 1;
}

void ingest_occurrences_release(struct ingest_occurrences *set)
{
    for (size_t i = 0; i < INGEST_SHARDS; i++) free(set->shards[i].places);
    free(set->again);
    *set = (struct ingest_occurrences){.most = set->most, .full = set->full};
}
