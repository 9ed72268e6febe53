/* A handful of named blocks behind one lock. */
#include "app/kept.h"

#include <pthread.h>

enum { PLACES = 16, NAME = 128 };

struct place {
    char     name[NAME];
    uint64_t data_version;
    void    *bytes;
    size_t   size;
};
struct ri_kept {
    pthread_mutex_t lock;
    struct place    places[PLACES];
    size_t          next; /* place that makes room */
};

struct ri_kept *ri_kept_new(void)
{
    struct ri_kept *kept = calloc(1, sizeof *kept);
    if (kept) pthread_mutex_init(&kept->lock, NULL);
    return kept;
}

void ri_kept_free(struct ri_kept *kept)
{
    if (!kept) return;
    for (size_t i = 0; i < PLACES; i++) free(kept->places[i].bytes);
    pthread_mutex_destroy(&kept->lock);
    free(kept);
}

static struct place *find(struct ri_kept *kept, const char *name)
{
    for (size_t i = 0; i < PLACES; i++) {
        if (kept->places[i].bytes && strcmp(kept->places[i].name, name) == 0)
            return &kept->places[i];
    }
    return NULL;
}

void ri_kept_put(struct ri_kept *kept, const char *name, uint64_t data_version, const void *bytes,
                 size_t size)
{
    void *copy = kept && strlen(name) < NAME ? malloc(size) : NULL;
    if (!copy) return;
    memcpy(copy, bytes, size);
    pthread_mutex_lock(&kept->lock);
    struct place *place = find(kept, name);
    if (!place) place = &kept->places[kept->next++ % PLACES];
    free(place->bytes);
    snprintf(place->name, sizeof place->name, "%s", name);
    place->data_version = data_version;
    place->bytes = copy;
    place->size = size;
    pthread_mutex_unlock(&kept->lock);
}

bool ri_kept_get(struct ri_kept *kept, const char *name, uint64_t data_version, void *bytes,
                 size_t size)
{
    if (!kept) return false;
    pthread_mutex_lock(&kept->lock);
    const struct place *place = find(kept, name);
    const bool          there = place && place->data_version == data_version && place->size == size;
    if (there) memcpy(bytes, place->bytes, size);
    pthread_mutex_unlock(&kept->lock);
    return there;
}
