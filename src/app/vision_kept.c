/* Models by digest, counted while calls use them; the least recently used makes room. */
#include "app/vision_kept.h"

#include "app/model_store.h"
#include "app/workspace.h"

#include <pthread.h>

enum { MODELS = 4, IDLE_MOST = 8 };

struct ri_vision_loaded {
    struct ri_arena         mem;
    struct ri_picture_model model;
    char                    digest[RI_MODEL_DIGEST]; /* "": of this call alone */
    unsigned                users;
    pthread_mutex_t         lock; /* guards the two below */
    struct ri_recogniser   *idle[IDLE_MOST];
    size_t                  idle_count;
};
struct ri_vision_kept {
    pthread_mutex_t          lock;
    struct ri_vision_loaded *models[MODELS]; /* the last used first */
};

static void loaded_free(struct ri_vision_loaded *loaded)
{
    if (!loaded) return;
    for (size_t i = 0; i < loaded->idle_count; i++) ri_recogniser_free(loaded->idle[i]);
    pthread_mutex_destroy(&loaded->lock);
    ri_arena_release(&loaded->mem);
    free(loaded);
}

struct ri_vision_kept *ri_vision_kept_new(void)
{
    struct ri_vision_kept *kept = calloc(1, sizeof *kept);
    if (kept) pthread_mutex_init(&kept->lock, NULL);
    return kept;
}

void ri_vision_kept_free(struct ri_vision_kept *kept)
{
    if (!kept) return;
    for (size_t i = 0; i < MODELS; i++) loaded_free(kept->models[i]);
    pthread_mutex_destroy(&kept->lock);
    free(kept);
}

static ri_status load(struct ri_call *call, const char *digest, struct ri_vision_loaded **ret,
                      struct ri_error *err)
{
    const char              *name = ri_call_text(call, "model");
    struct ri_text           bytes = {0};
    struct ri_vision_loaded *loaded = calloc(1, sizeof *loaded);
    if (!loaded) return ri_fail(err, RI_ENOMEM, "no room for a model");
    ri_arena_init(&loaded->mem, SIZE_MAX);
    pthread_mutex_init(&loaded->lock, NULL);
    snprintf(loaded->digest, sizeof loaded->digest, "%s", digest);
    ri_status status = ri_model_fetch(call, name, &bytes, err);
    if (status == RI_OK) {
        status = ri_picture_model_read((struct ri_view){bytes.at ? bytes.at : "", bytes.length},
                                       &loaded->mem, &loaded->model, err);
        if (status != RI_OK) ri_error_prefix(err, "model '%s'", name);
    }
    ri_text_release(&bytes);
    if (status == RI_OK)
        *ret = loaded;
    else
        loaded_free(loaded);
    return status;
}

/* To the front; the lock is held. NULL: it is not kept. */
static struct ri_vision_loaded *find(struct ri_vision_kept *kept, const char *digest)
{
    for (size_t i = 0; i < MODELS && kept->models[i]; i++) {
        struct ri_vision_loaded *found = kept->models[i];
        if (strcmp(found->digest, digest) != 0) continue;
        memmove(kept->models + 1, kept->models, i * sizeof *kept->models);
        kept->models[0] = found;
        return found;
    }
    return NULL;
}

/* Keeps it in the place of the last one that nobody uses; where all are used it stays the call's own. The lock is held. */
static void keep(struct ri_vision_kept *kept, struct ri_vision_loaded *loaded)
{
    size_t place = 0;
    while (place < MODELS && kept->models[place]) place++; /* the first that is free, else */
    if (place == MODELS)
        for (size_t i = MODELS; place == MODELS && i-- > 0;)
            if (!kept->models[i]->users) place = i;
    if (place == MODELS) {
        loaded->digest[0] = '\0';
        return;
    }
    loaded_free(kept->models[place]);
    memmove(kept->models + 1, kept->models, place * sizeof *kept->models);
    kept->models[0] = loaded;
}

ri_status ri_vision_kept_take(struct ri_call *call, struct ri_vision_loaded **ret,
                              struct ri_error *err)
{
    struct ri_vision_kept   *kept = ri_workspace_pictures(ri_call_workspace(call));
    struct ri_vision_loaded *found = NULL, *loaded = NULL;
    char                     digest[RI_MODEL_DIGEST];
    RI_TRY(ri_model_digest(call, ri_call_text(call, "model"), digest, err));
    if (!kept || !*digest) {
        RI_TRY(load(call, "", ret, err));
        (*ret)->users = 1;
        return RI_OK;
    }
    pthread_mutex_lock(&kept->lock);
    found = find(kept, digest);
    if (found) found->users++;
    pthread_mutex_unlock(&kept->lock);
    if (!found) {
        RI_TRY(load(call, digest, &loaded, err));
        pthread_mutex_lock(&kept->lock);
        found = find(kept, digest); /* another call was faster */
        if (!found) {
            found = loaded;
            loaded = NULL;
            keep(kept, found);
        }
        found->users++;
        pthread_mutex_unlock(&kept->lock);
        loaded_free(loaded);
    }
    *ret = found;
    return RI_OK;
}

void ri_vision_kept_give(struct ri_call *call, struct ri_vision_loaded *loaded)
{
    struct ri_vision_kept *kept = ri_workspace_pictures(ri_call_workspace(call));
    if (!loaded) return;
    if (!*loaded->digest) {
        loaded_free(loaded);
        return;
    }
    pthread_mutex_lock(&kept->lock);
    loaded->users--;
    pthread_mutex_unlock(&kept->lock);
}

const struct ri_picture_model *ri_vision_loaded_model(const struct ri_vision_loaded *loaded)
{
    return &loaded->model;
}

/* ---- Networks ------------------------------------------------------------------------------------------------- */

ri_status ri_vision_ready_take(struct ri_vision_loaded *loaded, unsigned batch,
                               struct ri_recogniser **ret, struct ri_error *err)
{
    struct ri_recogniser *found = NULL;
    pthread_mutex_lock(&loaded->lock);
    for (size_t i = loaded->idle_count; !found && i-- > 0;) {
        if (ri_recogniser_batch(loaded->idle[i]) != batch) continue;
        found = loaded->idle[i];
        loaded->idle[i] = loaded->idle[--loaded->idle_count];
    }
    pthread_mutex_unlock(&loaded->lock);
    if (found) {
        *ret = found;
        return RI_OK;
    }
    return ri_recogniser_new(&loaded->model, batch, 1, ret, err);
}

void ri_vision_ready_give(struct ri_vision_loaded *loaded, struct ri_recogniser *recogniser)
{
    if (!recogniser) return;
    pthread_mutex_lock(&loaded->lock);
    if (loaded->idle_count < IDLE_MOST) {
        loaded->idle[loaded->idle_count++] = recogniser;
        recogniser = NULL;
    }
    pthread_mutex_unlock(&loaded->lock);
    ri_recogniser_free(recogniser);
}
