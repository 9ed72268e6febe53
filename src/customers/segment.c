/* Segments: scaling, clustering, ranking; the group of a new customer. */
#include "segment.h"

#include "base/hash.h"
#include "segment_internal.h"

#include <math.h>

enum { CHOICE_MOST = 8, SILHOUETTE_SAMPLE = 1500, STABILITY_SAMPLE = 20000 };

#define SKEWED 0.5 /* skewness from which a figure is taken by its logarithm */

static double skewed(double v)
{
    return copysign(log1p(fabs(v)), v);
}

/* A customer in the space of the clustering: the used figures, scaled, side by side. */
static size_t place_of(const struct ri_segment_model *model, const struct ri_rfm *rfm, double *ret)
{
    size_t d = 0;
    for (size_t f = 0; f < RI_RFM; f++) {
        if (!model->used[f]) continue;
        const double v = model->logged[f] ? skewed(rfm->value[f]) : rfm->value[f];
        ret[d++] = (v - model->mean[f]) / model->sd[f];
    }
    return d;
}

/* ---- Scaling ---------------------------------------------------------------------------------------------------- */

struct moments {
    double mean, sd, skewness;
};

static struct moments moments_of(const struct ri_rfm *rfm, size_t count, size_t f, bool logged)
{
    double sum = 0, squares = 0, cubes = 0;
    for (size_t i = 0; i < count; i++) sum += logged ? skewed(rfm[i].value[f]) : rfm[i].value[f];
    const double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) {
        const double off = (logged ? skewed(rfm[i].value[f]) : rfm[i].value[f]) - mean;
        squares += off * off;
        cubes += off * off * off;
    }
    const double variance = squares / (double)count;
    return (struct moments){mean, sqrt(variance),
                            variance > 0 ? cubes / (double)count / pow(variance, 1.5) : 0};
}

/* log1p where the tail is long (SKEWED): without it money alone would decide. */
static ri_status learn_scales(const struct ri_rfm *rfm, size_t count,
                              struct ri_segment_model *model, struct ri_error *err)
{
    size_t used = 0;
    for (size_t f = 0; f < RI_RFM; f++) {
        struct moments moments = moments_of(rfm, count, f, false);
        model->used[f] = moments.sd > 1e-12 * (1 + fabs(moments.mean));
        model->logged[f] = model->used[f] && moments.skewness > SKEWED;
        if (model->logged[f]) moments = moments_of(rfm, count, f, true);
        model->mean[f] = moments.mean;
        model->sd[f] = model->used[f] ? moments.sd : 1;
        used += model->used[f];
    }
    if (used) return RI_OK;
    return ri_fail(err, RI_EDATA, "all %zu customers are alike: there are no groups to find",
                   count);
}

/* ---- Groups ------------------------------------------------------------------------------------------------------ */

static void measure_groups(const struct ri_rfm *rfm, size_t count, const struct ri_kmeans *clusters,
                           struct ri_segment_model *model)
{
    model->count = clusters->k;
    for (size_t c = 0; c < clusters->k; c++) {
        model->at[c] = (struct ri_segment){.customers = clusters->size[c]};
        memcpy(model->at[c].place, clusters->centre + c * clusters->dimensions,
               clusters->dimensions * sizeof(double));
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t f = 0; f < RI_RFM; f++)
            model->at[clusters->label[i]].centre[f] +=
                rfm[i].value[f] / (double)clusters->size[clusters->label[i]];
    }
}

static bool ranks_before(const struct ri_segment *a, const struct ri_segment *b)
{
    static const int worth[] = {RI_MONETARY, RI_FREQUENCY};
    for (size_t i = 0; i < RI_COUNT(worth); i++)
        if (a->centre[worth[i]] != b->centre[worth[i]])
            return a->centre[worth[i]] > b->centre[worth[i]];
    return a->centre[RI_RECENCY] < b->centre[RI_RECENCY];
}

/* Most money first; labels follow. */
static void rank_groups(struct ri_segment_model *model, uint32_t *label, size_t count)
{
    uint32_t now[RI_KMEANS_CLUSTERS_MOST];
    struct {
        struct ri_segment segment;
        uint32_t          was;
    } order[RI_KMEANS_CLUSTERS_MOST];
    for (size_t c = 0; c < model->count; c++) {
        size_t at = c;
        for (; at && ranks_before(&model->at[c], &order[at - 1].segment); at--)
            order[at] = order[at - 1];
        order[at].segment = model->at[c];
        order[at].was = (uint32_t)c;
    }
    for (size_t c = 0; c < model->count; c++) {
        model->at[c] = order[c].segment;
        now[order[c].was] = (uint32_t)c;
    }
    for (size_t i = 0; i < count; i++) label[i] = now[label[i]];
}

/* Of a sample: the silhouette, and the agreement with a clustering of it from another seed. */
static ri_status judge(const struct ri_points *points, const struct ri_kmeans *clusters,
                       uint64_t seed, struct ri_task *task, struct ri_arena *mem,
                       struct ri_segment_model *model, struct ri_error *err)
{
    const struct ri_kmeans_options again = {.k = clusters->k, .seed = seed + 1};
    struct ri_points               some, few;
    struct ri_kmeans               other;
    uint32_t                      *label;
    RI_TRY(ri_points_sample(points, STABILITY_SAMPLE, seed, mem, &some, err));
    RI_TRY(ri_points_sample(&some, SILHOUETTE_SAMPLE, seed, mem, &few, err));
    RI_ARENA_NEW(label, mem, some.count, err);
    for (size_t i = 0; i < few.count; i++)
        label[i] = (uint32_t)ri_kmeans_nearest(clusters->centre, clusters->k, few.dimensions,
                                               few.at + i * few.dimensions, NULL);
    RI_TRY(ri_silhouette(&few, label, clusters->k, mem, &model->silhouette, err));
    for (size_t i = 0; i < some.count; i++)
        label[i] = (uint32_t)ri_kmeans_nearest(clusters->centre, clusters->k, some.dimensions,
                                               some.at + i * some.dimensions, NULL);
    RI_TRY(ri_kmeans_fit(&some, &again, task, mem, &other, err));
    return ri_adjusted_rand(label, other.label, some.count, clusters->k, clusters->k, mem,
                            &model->stability, err);
}

static ri_status place_all(const struct ri_segment_model *model, const struct ri_rfm *rfm,
                           size_t count, struct ri_arena *mem, struct ri_points *ret,
                           struct ri_error *err)
{
    double *at;
    size_t  d = 0;
    for (size_t f = 0; f < RI_RFM; f++) d += model->used[f];
    RI_ARENA_NEW(at, mem, count * d, err);
    for (size_t i = 0; i < count; i++) place_of(model, &rfm[i], at + i * d);
    *ret = (struct ri_points){at, count, d};
    return RI_OK;
}

static ri_status fit(const struct ri_rfm *rfm, size_t count, size_t k, uint64_t seed,
                     struct ri_task *task, struct ri_arena *mem, struct ri_segment_model *model,
                     uint32_t *label, struct ri_kmeans_trial *trials, size_t *ret_trials,
                     struct ri_error *err)
{
    struct ri_kmeans_trial room[CHOICE_MOST];
    struct ri_points       points;
    struct ri_kmeans       clusters;
    RI_TRY(learn_scales(rfm, count, model, err));
    RI_TRY(place_all(model, rfm, count, mem, &points, err));
    if (ret_trials) *ret_trials = k ? 0 : CHOICE_MOST;
    if (!k)
        RI_TRY(ri_kmeans_choose(&points, CHOICE_MOST, seed, task, mem, trials ? trials : room, &k,
                                err));
    const struct ri_kmeans_options options = {.k = k, .seed = seed};
    RI_TRY(ri_kmeans_fit(&points, &options, task, mem, &clusters, err));
    model->inertia = clusters.inertia;
    RI_TRY(judge(&points, &clusters, seed, task, mem, model, err));
    memcpy(label, clusters.label, count * sizeof *label);
    measure_groups(rfm, count, &clusters, model);
    rank_groups(model, label, count);
    segment_names(model, rfm, count);
    return RI_OK;
}

/* The order of the rows is chance (customers go by pseudonym): starts and samples are drawn from an order of the figures themselves, that
 * of their hashes, so that the same customers fall into the same groups however they come. */
struct drawn {
    uint64_t hash;
    uint32_t row;
};

static int by_hash(const void *left, const void *right)
{
    const uint64_t a = ((const struct drawn *)left)->hash, b = ((const struct drawn *)right)->hash;
    return (a > b) - (a < b);
}

static ri_status shuffle(const struct ri_rfm *rfm, size_t count, struct ri_arena *mem,
                         struct drawn **ret_order, struct ri_rfm **ret, struct ri_error *err)
{
    RI_ARENA_NEW(*ret_order, mem, count, err);
    RI_ARENA_NEW(*ret, mem, count, err);
    for (size_t i = 0; i < count; i++)
        (*ret_order)[i] = (struct drawn){ri_hash64(&rfm[i], sizeof rfm[i]), (uint32_t)i};
    qsort(*ret_order, count, sizeof **ret_order, by_hash);
    for (size_t i = 0; i < count; i++) (*ret)[i] = rfm[(*ret_order)[i].row];
    return RI_OK;
}

ri_status ri_segments_fit(const struct ri_rfm *rfm, size_t count, size_t k, uint64_t seed,
                          struct ri_task *task, struct ri_arena *mem, struct ri_segment_model *ret,
                          uint32_t *label, struct ri_kmeans_trial *trials, size_t *ret_trials,
                          struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct ri_segment_model    model = {0};
    struct drawn              *order;
    struct ri_rfm             *shuffled;
    uint32_t                  *drawn;
    if (!count) return ri_fail(err, RI_EDATA, "there is no customer to group");
    RI_TRY(shuffle(rfm, count, mem, &order, &shuffled, err));
    RI_ARENA_NEW(drawn, mem, count, err);
    const ri_status status =
        fit(shuffled, count, k, seed, task, mem, &model, drawn, trials, ret_trials, err);
    for (size_t i = 0; status == RI_OK && i < count; i++) label[order[i].row] = drawn[i];
    ri_arena_rewind(mem, mark);
    if (status == RI_OK) *ret = model;
    return status;
}

size_t ri_segment_of(const struct ri_segment_model *model, const struct ri_rfm *rfm,
                     double *ret_confidence)
{
    double       place[RI_RFM], centre[RI_KMEANS_CLUSTERS_MOST * RI_RFM], ratio;
    const size_t d = place_of(model, rfm, place);
    for (size_t c = 0; c < model->count; c++)
        memcpy(centre + c * d, model->at[c].place, d * sizeof(double));
    const size_t best = ri_kmeans_nearest(centre, model->count, d, place, &ratio);
    if (ret_confidence) *ret_confidence = 1 - ratio;
    return best;
}
