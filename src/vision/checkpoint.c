/* The state of a training between two epochs: weights, optimiser, curve; with a digest, so that half a file is none. */
#include "model.h"

#include "base/hash.h"

struct head { /* as it lies in the file, of this machine's byte order */
    char     lead[24], key[RI_SHA256_SIZE * 2 + 1], digest[RI_SHA256_SIZE * 2 + 1];
    uint32_t epochs_done, best_epoch, has_best, epochs, batch;
    uint64_t steps, total;
    double   best_loss;
};
static const char lead[24] = "retailinsight-training 2";

ri_status ri_checkpoint_write(const struct ri_progress_of_training *at, const char *key,
                              const struct ri_recipe *recipe, struct ri_text *out,
                              struct ri_error *err)
{
    struct head    head = {.epochs_done = at->epochs_done,
                           .epochs = recipe->epochs,
                           .batch = recipe->batch,
                           .best_epoch = at->best_epoch,
                           .has_best = at->best != NULL,
                           .steps = at->steps,
                           .total = at->total,
                           .best_loss = at->best_loss};
    const size_t   bytes = at->total * sizeof(float);
    struct ri_text body = {0};
    ri_text_add(&body, (const char *)at->values, bytes);
    ri_text_add(&body, (const char *)at->first, bytes);
    ri_text_add(&body, (const char *)at->second, bytes);
    if (at->best) ri_text_add(&body, (const char *)at->best, bytes);
    ri_text_add(&body, (const char *)at->curve, at->epochs_done * sizeof *at->curve);
    memcpy(head.lead, lead, sizeof lead);
    snprintf(head.key, sizeof head.key, "%s", key);
    ri_status status = ri_text_check(&body, err);
    if (status == RI_OK)
        status = ri_sha256_text((struct ri_view){body.at, body.length}, head.digest, err);
    ri_text_add(out, (const char *)&head, sizeof head);
    ri_text_add(out, body.at, body.length);
    ri_text_release(&body);
    return status == RI_OK ? ri_text_check(out, err) : status;
}

static bool fits(const struct head *head, struct ri_view body, const char *key, unsigned epochs,
                 const struct ri_progress_of_training *at)
{
    const size_t parts = 3 + (at->best != NULL);
    return memcmp(head->lead, lead, sizeof lead) == 0 &&
           strncmp(head->key, key, sizeof head->key) == 0 && head->epochs_done >= 1 &&
           head->epochs_done <= epochs && head->total == at->total &&
           head->has_best == (at->best != NULL) &&
           body.length ==
               parts * at->total * sizeof(float) + head->epochs_done * sizeof(struct ri_epoch);
}

ri_status ri_checkpoint_read(struct ri_view file, const char *key, unsigned epochs,
                             struct ri_progress_of_training *at, bool *ret_fits,
                             struct ri_error *err)
{
    struct head  head;
    char         digest[65];
    float *const parts[] = {at->values, at->first, at->second, at->best};
    *ret_fits = false;
    if (file.length < sizeof head) return RI_OK;
    memcpy(&head, file.at, sizeof head);
    struct ri_view body = {file.at + sizeof head, file.length - sizeof head};
    if (!fits(&head, body, key, epochs, at)) return RI_OK;
    RI_TRY(ri_sha256_text(body, digest, err));
    if (strncmp(digest, head.digest, sizeof digest) != 0) return RI_OK;
    for (size_t k = 0; k < RI_COUNT(parts); k++) {
        if (!parts[k]) continue;
        memcpy(parts[k], body.at, at->total * sizeof(float));
        body.at += at->total * sizeof(float);
    }
    memcpy(at->curve, body.at, head.epochs_done * sizeof *at->curve);
    at->epochs_done = head.epochs_done;
    at->best_epoch = head.best_epoch;
    at->best_loss = head.best_loss;
    at->steps = head.steps;
    *ret_fits = true;
    return RI_OK;
}

ri_status ri_checkpoint_look(struct ri_view file, struct ri_arena *mem,
                             struct ri_training_seen *ret, struct ri_error *err)
{
    struct head head;
    size_t      curve = 0;
    bool        good = file.length >= sizeof head;
    if (good) memcpy(&head, file.at, sizeof head);
    good = good && memcmp(head.lead, lead, sizeof lead) == 0 && head.epochs_done >= 1 &&
           head.epochs_done <= 10000;
    if (good) curve = head.epochs_done * sizeof(struct ri_epoch);
    if (!good || file.length < sizeof head + curve)
        return ri_fail(err, RI_EDATA, "this is no training under way");
    *ret = (struct ri_training_seen){.epochs_done = head.epochs_done, .epochs = head.epochs};
    RI_ARENA_NEW(ret->curve, mem, head.epochs_done, err);
    memcpy(ret->curve, file.at + file.length - curve, curve);
    const double per_s = ret->curve[head.epochs_done - 1].pictures_per_s;
    const double pictures = (double)head.steps / head.epochs_done * head.batch;
    if (per_s > 0 && head.epochs > head.epochs_done)
        ret->seconds_left = (head.epochs - head.epochs_done) * pictures / per_s;
    return RI_OK;
}
