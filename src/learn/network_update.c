/* One step of learning: gradients become changes of weights, in pieces on all threads, the same in all parts of the batch. */
#include "base/thread.h"
#include "shards.h"

#include <math.h>

enum { PIECE = 1 << 15 };

struct step_size {
    float rate, decay, first, second; /* first, second: 1 / (1 - beta^step) */
};
struct change { /* of one weight */
    struct shards             *shards;
    const struct ri_optimiser *optimiser;
    struct step_size           size;
    size_t                     n;
    float                     *part[RI_PARTS];      /* of the first shard */
    float                     *others[SHARDS_MOST]; /* values, or gradients, of the others */
};

static void sgd(const struct ri_optimiser *o, const struct step_size *size, size_t n, float *w,
                const float *g, float *m)
{
    for (size_t i = 0; i < n; i++) {
        m[i] = o->beta1 * m[i] + (g[i] + size->decay * w[i]);
        w[i] -= size->rate * m[i];
    }
}

static void adam(const struct ri_optimiser *o, const struct step_size *size, size_t n, float *w,
                 const float *g, float *m, float *v)
{
    const float keep = 1 - size->rate * size->decay;
    for (size_t i = 0; i < n; i++) {
        m[i] = o->beta1 * m[i] + (1 - o->beta1) * g[i];
        v[i] = o->beta2 * v[i] + (1 - o->beta2) * g[i] * g[i];
        w[i] = keep * w[i] -
               size->rate * (m[i] * size->first) / (sqrtf(v[i] * size->second) + o->epsilon);
    }
}

/* ---- Pieces of a weight --------------------------------------------------------------------------------------- */

static ri_status find(struct shards *shards, size_t weight, ri_weight_part shared, int parts,
                      struct change *ret, struct ri_error *err)
{
    for (int p = 0; p < parts; p++) {
        ret->part[p] = compiled_part(shards->at[0], weight, (ri_weight_part)p, &ret->n);
        if (!ret->part[p]) return ri_fail(err, RI_EUSAGE, "the network was not made for training");
    }
    for (unsigned i = 1; i < shards->count; i++)
        ret->others[i] = compiled_part(shards->at[i], weight, shared, &ret->n);
    return RI_OK;
}

static ri_status in_pieces(struct change *change, ri_item_fn *item, struct ri_error *err)
{
    const struct ri_task task = {.threads = change->shards->count};
    return ri_parallel(&task, (change->n + PIECE - 1) / PIECE, item, change, err);
}

static size_t length_at(const struct change *change, size_t piece)
{
    const size_t left = change->n - piece * PIECE;
    return left < PIECE ? left : PIECE;
}

static ri_status sum_piece(void *context, size_t piece, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    const struct change *change = context;
    const size_t         n = length_at(change, piece);
    float               *to = change->part[RI_PART_GRADIENT] + piece * PIECE;
    for (unsigned s = 1; s < change->shards->count; s++) {
        const float *from = change->others[s] + piece * PIECE;
        for (size_t i = 0; i < n; i++) to[i] += from[i];
    }
    return RI_OK;
}

static ri_status change_piece(void *context, size_t piece, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    const struct change *change = context;
    const size_t         at = piece * PIECE, n = length_at(change, piece);
    float               *w = change->part[RI_PART_VALUE] + at;
    const float         *g = change->part[RI_PART_GRADIENT] + at;
    if (change->optimiser->kind == RI_OPTIMISER_SGD)
        sgd(change->optimiser, &change->size, n, w, g, change->part[RI_PART_FIRST] + at);
    else
        adam(change->optimiser, &change->size, n, w, g, change->part[RI_PART_FIRST] + at,
             change->part[RI_PART_SECOND] + at);
    for (unsigned s = 1; s < change->shards->count; s++)
        memcpy(change->others[s] + at, w, n * sizeof *w);
    return RI_OK;
}

/* ---- All weights ---------------------------------------------------------------------------------------------- */

static bool is_learnt(const struct ri_weight_info *info)
{
    return info->role != RI_WEIGHT_MEAN && info->role != RI_WEIGHT_VARIANCE;
}

ri_status shards_sum(struct shards *shards, const struct ri_weight_info *weights, size_t count,
                     struct ri_error *err)
{
    struct change change = {.shards = shards};
    for (size_t k = 0; shards->count > 1 && k < count; k++) {
        if (!is_learnt(&weights[k])) continue;
        RI_TRY(find(shards, k, RI_PART_GRADIENT, RI_PARTS, &change, err));
        RI_TRY(in_pieces(&change, sum_piece, err));
    }
    return RI_OK;
}

/* What norms saw of their parts becomes what they saw of the batch. */
static ri_status join_statistics(struct change *change, size_t weight, struct ri_error *err)
{
    const unsigned count = change->shards->count;
    float         *first = NULL;
    RI_TRY(find(change->shards, weight, RI_PART_VALUE, 1, change, err));
    first = change->part[RI_PART_VALUE];
    for (size_t i = 0; count > 1 && i < change->n; i++) {
        float sum = first[i];
        for (unsigned s = 1; s < count; s++) sum += change->others[s][i];
        first[i] = sum / (float)count;
        for (unsigned s = 1; s < count; s++) change->others[s][i] = first[i];
    }
    return RI_OK;
}

ri_status shards_update(struct shards *shards, const struct ri_weight_info *weights, size_t count,
                        const struct ri_optimiser *optimiser, float rate, uint64_t step,
                        struct ri_error *err)
{
    const double  t = (double)step;
    struct change change = {.shards = shards, .optimiser = optimiser};
    change.size = (struct step_size){.rate = rate,
                                     .first = (float)(1 / (1 - pow((double)optimiser->beta1, t))),
                                     .second = (float)(1 / (1 - pow((double)optimiser->beta2, t)))};
    for (size_t k = 0; k < count; k++) {
        if (!is_learnt(&weights[k])) {
            RI_TRY(join_statistics(&change, k, err));
            continue;
        }
        change.size.decay = weights[k].role == RI_WEIGHT_KERNEL ? optimiser->decay : 0;
        RI_TRY(find(shards, k, RI_PART_VALUE, RI_PARTS, &change, err));
        RI_TRY(in_pieces(&change, change_piece, err));
    }
    return RI_OK;
}
