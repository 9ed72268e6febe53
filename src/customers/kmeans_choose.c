/* How many clusters: silhouette, gap statistic, and how far two clusterings agree. */
#include "kmeans.h"

#include "base/random.h"

#include <math.h>

enum { CHOICE_SAMPLE = 3000, SILHOUETTE_SAMPLE = 1500, REFERENCES = 10, STARTS = 5 };

static double distance(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

/* Silhouette of one point; sums[k] is scratch. */
static double silhouette_of(const struct ri_points *points, const uint32_t *label,
                            const size_t *size, size_t k, size_t i, double *sums)
{
    const size_t d = points->dimensions;
    if (size[label[i]] < 2) return 0;
    for (size_t c = 0; c < k; c++) sums[c] = 0;
    for (size_t j = 0; j < points->count; j++)
        sums[label[j]] += distance(points->at + i * d, points->at + j * d, d);
    const double inside = sums[label[i]] / (double)(size[label[i]] - 1);
    double       other = INFINITY;
    for (size_t c = 0; c < k; c++) {
        if (c != label[i] && size[c]) other = fmin(other, sums[c] / (double)size[c]);
    }
    return isfinite(other) && fmax(inside, other) > 0 ? (other - inside) / fmax(inside, other) : 0;
}

ri_status ri_silhouette(const struct ri_points *points, const uint32_t *label, size_t k,
                        struct ri_arena *scratch, double *ret, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    size_t                    *size;
    double                    *sums, total = 0;
    RI_ARENA_NEW(size, scratch, k, err);
    RI_ARENA_NEW(sums, scratch, k, err);
    for (size_t i = 0; i < points->count; i++) size[label[i]]++;
    for (size_t i = 0; k > 1 && i < points->count; i++)
        total += silhouette_of(points, label, size, k, i, sums);
    *ret = k > 1 && points->count ? total / (double)points->count : NAN;
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static double pairs(double n)
{
    return n * (n - 1) / 2;
}

ri_status ri_adjusted_rand(const uint32_t *a, const uint32_t *b, size_t count, size_t k_a,
                           size_t k_b, struct ri_arena *scratch, double *ret, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    double                    *both, *in_a, *in_b, together = 0, pairs_a = 0, pairs_b = 0;
    RI_ARENA_NEW(both, scratch, k_a * k_b, err);
    RI_ARENA_NEW(in_a, scratch, k_a, err);
    RI_ARENA_NEW(in_b, scratch, k_b, err);
    for (size_t i = 0; i < count; i++) {
        both[a[i] * k_b + b[i]]++;
        in_a[a[i]]++;
        in_b[b[i]]++;
    }
    for (size_t i = 0; i < k_a * k_b; i++) together += pairs(both[i]);
    for (size_t i = 0; i < k_a; i++) pairs_a += pairs(in_a[i]);
    for (size_t i = 0; i < k_b; i++) pairs_b += pairs(in_b[i]);
    const double expected = count > 1 ? pairs_a * pairs_b / pairs((double)count) : 0;
    const double most = (pairs_a + pairs_b) / 2;
    *ret = most > expected ? (together - expected) / (most - expected) : 1;
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

/* ---- The gap statistic ---------------------------------------------------------------------------------------- */

static ri_status log_inertia(const struct ri_points *points, size_t k, uint64_t seed,
                             struct ri_task *task, struct ri_arena *scratch, double *ret,
                             struct ri_error *err)
{
    const struct ri_kmeans_options options = {.k = k, .starts = STARTS, .seed = seed};
    const struct ri_arena_mark     mark = ri_arena_mark(scratch);
    struct ri_kmeans               fitted;
    RI_TRY(ri_kmeans_fit(points, &options, task, scratch, &fitted, err));
    *ret = fitted.inertia > 0 ? log(fitted.inertia) : -INFINITY;
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

/* Points that know no clusters: uniform in the box of the real ones. */
static void draw_reference(const struct ri_points *points, struct ri_random *random, double *at)
{
    const size_t d = points->dimensions;
    for (size_t j = 0; j < d; j++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < points->count; i++) {
            low = fmin(low, points->at[i * d + j]);
            high = fmax(high, points->at[i * d + j]);
        }
        for (size_t i = 0; i < points->count; i++)
            at[i * d + j] = low + (high - low) * ri_random_uniform(random);
    }
}

/* Fills gap and gap_error of the trials. */
static ri_status measure_gaps(const struct ri_points *points, size_t most, uint64_t seed,
                              struct ri_task *task, struct ri_arena *scratch,
                              struct ri_kmeans_trial *trials, struct ri_error *err)
{
    double *at, *sum, *squares;
    RI_ARENA_NEW(at, scratch, points->count * points->dimensions, err);
    RI_ARENA_NEW(sum, scratch, most, err);
    RI_ARENA_NEW(squares, scratch, most, err);
    for (size_t b = 0; b < REFERENCES; b++) {
        const struct ri_points reference = {at, points->count, points->dimensions};
        struct ri_random       random;
        ri_random_init(&random, seed, 1000 + b);
        draw_reference(points, &random, at);
        for (size_t i = 0; i < most; i++) {
            double log_w;
            RI_TRY(log_inertia(&reference, trials[i].k, seed, task, scratch, &log_w, err));
            sum[i] += log_w;
            squares[i] += log_w * log_w;
        }
    }
    for (size_t i = 0; i < most; i++) {
        const double mean = sum[i] / REFERENCES;
        trials[i].gap = mean - log(trials[i].inertia);
        trials[i].gap_error =
            sqrt(fmax(squares[i] / REFERENCES - mean * mean, 0) * (1 + 1.0 / REFERENCES));
    }
    return RI_OK;
}

static ri_status try_k(const struct ri_points *points, const struct ri_points *few, size_t k,
                       uint64_t seed, struct ri_task *task, struct ri_arena *scratch,
                       struct ri_kmeans_trial *ret, struct ri_error *err)
{
    const struct ri_kmeans_options options = {.k = k, .starts = STARTS, .seed = seed};
    const struct ri_arena_mark     mark = ri_arena_mark(scratch);
    struct ri_kmeans               fitted;
    uint32_t                      *label;
    RI_TRY(ri_kmeans_fit(points, &options, task, scratch, &fitted, err));
    *ret = (struct ri_kmeans_trial){.k = k, .inertia = fitted.inertia};
    RI_ARENA_NEW(label, scratch, few->count, err);
    for (size_t i = 0; i < few->count; i++)
        label[i] = (uint32_t)ri_kmeans_nearest(fitted.centre, k, few->dimensions,
                                               few->at + i * few->dimensions, NULL);
    RI_TRY(ri_silhouette(few, label, k, scratch, &ret->silhouette, err));
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

size_t ri_kmeans_gap_choice(const struct ri_kmeans_trial *trials, size_t most)
{
    for (size_t i = 1; i + 1 < most; i++) {
        if (trials[i].gap >= trials[i + 1].gap - trials[i + 1].gap_error) return trials[i].k;
    }
    return trials[most - 1].k;
}

static size_t best_silhouette(const struct ri_kmeans_trial *trials, size_t most)
{
    size_t best = most > 1 ? 1 : 0;
    for (size_t i = 2; i < most; i++)
        if (trials[i].silhouette > trials[best].silhouette) best = i;
    return trials[best].k;
}

ri_status ri_kmeans_choose(const struct ri_points *points, size_t most, uint64_t seed,
                           struct ri_task *task, struct ri_arena *scratch,
                           struct ri_kmeans_trial *ret, size_t *ret_choice, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct ri_points           sample, few;
    ri_status status = ri_points_sample(points, CHOICE_SAMPLE, seed, scratch, &sample, err);
    if (status == RI_OK)
        status = ri_points_sample(&sample, SILHOUETTE_SAMPLE, seed, scratch, &few, err);
    for (size_t k = 1; k <= most && status == RI_OK; k++)
        status = try_k(&sample, &few, k, seed, task, scratch, &ret[k - 1], err);
    if (status == RI_OK) status = measure_gaps(&sample, most, seed, task, scratch, ret, err);
    if (status == RI_OK) *ret_choice = best_silhouette(ret, most);
    ri_arena_rewind(scratch, mark);
    return status;
}
