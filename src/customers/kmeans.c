/* K-means: starts on a sample, the best one carried through all points by Lloyd's steps, bounded by the triangle inequality. */
#include "kmeans.h"

#include "base/random.h"
#include "base/thread.h"

#include <math.h>

enum { STARTS = 10, STARTS_MOST = 64, ITERATIONS = 300, SAMPLE = 20000, BLOCK = 8192 };

struct fitting { /* one start on one set of points */
    struct ri_points points;
    size_t           k;
    double          *centre; /* [k][d] */
    uint32_t        *label;
    struct block {    /* sums of a block of points, so that the order of additions is fixed */
        double *sum;  /* [k][d] */
        size_t *size; /* [k] */
        double  inertia;
        size_t  moved;
    }     *blocks;
    size_t block_count;
    /* Bounds (Hamerly 2010): a point whose centre is surely the nearest is not compared with the others. */
    double *upper, *lower; /* by point: its centre is at most, the others at least so far */
    double *shift;         /* by centre: how far the last step moved it */
    double *reach;         /* by centre: half the way to the next centre */
    double *before;        /* centres before the step */
    size_t  fastest;       /* centre that moved most */
    double  second_shift;  /* the most that any other moved */
    bool    bounded;       /* upper and lower hold */
};

static double squared_distance(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

static size_t nearest(const double *centre, size_t k, size_t d, const double *point,
                      double *ret_squared)
{
    size_t best = 0;
    double least = INFINITY;
    for (size_t c = 0; c < k; c++) {
        const double squared = squared_distance(centre + c * d, point, d);
        if (squared < least) {
            least = squared;
            best = c;
        }
    }
    *ret_squared = least;
    return best;
}

size_t ri_kmeans_nearest(const double *centre, size_t k, size_t dimensions, const double *point,
                         double *ret_ratio)
{
    double       least, second = INFINITY;
    const size_t best = nearest(centre, k, dimensions, point, &least);
    for (size_t c = 0; c < k; c++) {
        if (c != best)
            second = fmin(second, squared_distance(centre + c * dimensions, point, dimensions));
    }
    if (ret_ratio)
        *ret_ratio = second > 0 && isfinite(second) ? sqrt(least / second) : second > 0 ? 0 : 1;
    return best;
}

/* ---- A start ---------------------------------------------------------------------------------------------- */

/* A point drawn by its squared distance to the nearest centre so far. */
static size_t draw_point(const double *squared, size_t count, double total,
                         struct ri_random *random)
{
    double ticket = ri_random_uniform(random) * total;
    size_t chosen = 0;
    for (; chosen + 1 < count && ticket >= squared[chosen]; chosen++) ticket -= squared[chosen];
    while (squared[chosen] == 0)
        chosen--; /* rounding ran past the last point that is not a centre */
    return chosen;
}

/* Squared distances once `candidate` is a centre too; returns their sum. */
static double distances_with(const struct ri_points *points, size_t candidate,
                             const double *squared, double *ret)
{
    const size_t d = points->dimensions;
    double       total = 0;
    for (size_t i = 0; i < points->count; i++) {
        ret[i] =
            fmin(squared[i], squared_distance(points->at + candidate * d, points->at + i * d, d));
        total += ret[i];
    }
    return total;
}

/* k-means++; greedy where there are several candidates: the next centre is the one of them that leaves the least sum. */
static ri_status draw_centres(struct fitting *fitting, size_t candidates, struct ri_random *random,
                              struct ri_arena *scratch, struct ri_error *err)
{
    const struct ri_points *points = &fitting->points;
    const size_t            d = points->dimensions, n = points->count;
    double                 *squared, *best, *tried;
    RI_ARENA_NEW(squared, scratch, n, err);
    RI_ARENA_NEW(best, scratch, n, err);
    RI_ARENA_NEW(tried, scratch, n, err);
    for (size_t i = 0; i < n; i++) squared[i] = INFINITY;
    size_t chosen = ri_random_below(random, n);
    double total = distances_with(points, chosen, squared, best);
    for (size_t c = 0;; c++) {
        memcpy(fitting->centre + c * d, points->at + chosen * d, d * sizeof(double));
        memcpy(squared, best, n * sizeof *squared);
        if (c + 1 == fitting->k) return RI_OK;
        if (!(total > 0))
            return ri_fail(err, RI_EUSAGE,
                           "%zu clusters are more than there are different points (%zu)",
                           fitting->k, c + 1);
        double least = INFINITY;
        for (size_t t = 0; t < candidates; t++) {
            const size_t candidate = draw_point(squared, n, total, random);
            const double left = distances_with(points, candidate, squared, tried);
            if (left >= least) continue;
            double *const swap = best;
            best = tried;
            tried = swap;
            least = left;
            chosen = candidate;
        }
        total = least;
    }
}

/* Compares a point with all centres; sets its bounds. */
static size_t compare(struct fitting *fitting, size_t i, double *ret_squared)
{
    const size_t  d = fitting->points.dimensions;
    const double *point = fitting->points.at + i * d;
    size_t        best = 0;
    double        least = INFINITY, second = INFINITY;
    for (size_t c = 0; c < fitting->k; c++) {
        const double squared = squared_distance(fitting->centre + c * d, point, d);
        if (squared < least) {
            second = least;
            least = squared;
            best = c;
        } else if (squared < second) {
            second = squared;
        }
    }
    fitting->upper[i] = sqrt(least);
    fitting->lower[i] = sqrt(second);
    *ret_squared = least;
    return best;
}

/* The label of a point, by its bounds where they settle it. */
static size_t label_of(struct fitting *fitting, size_t i)
{
    const size_t d = fitting->points.dimensions, now = fitting->label[i];
    double       squared;
    fitting->upper[i] += fitting->shift[now];
    fitting->lower[i] -=
        now == fitting->fastest ? fitting->second_shift : fitting->shift[fitting->fastest];
    const double bound = fmax(fitting->reach[now], fitting->lower[i]);
    if (fitting->upper[i] < bound) return now;
    fitting->upper[i] =
        sqrt(squared_distance(fitting->centre + now * d, fitting->points.at + i * d, d));
    return fitting->upper[i] < bound ? now : compare(fitting, i, &squared);
}

static ri_status label_block(void *context, size_t index, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    struct fitting         *fitting = context;
    const struct ri_points *points = &fitting->points;
    const size_t            d = points->dimensions, first = index * BLOCK;
    const size_t            end = first + BLOCK < points->count ? first + BLOCK : points->count;
    struct block           *block = &fitting->blocks[index];
    memset(block->sum, 0, fitting->k * d * sizeof(double));
    memset(block->size, 0, fitting->k * sizeof(size_t));
    block->inertia = 0;
    block->moved = 0;
    for (size_t i = first; i < end; i++) {
        double       squared = 0;
        const size_t best = fitting->bounded ? label_of(fitting, i) : compare(fitting, i, &squared);
        block->moved += fitting->label[i] != best;
        fitting->label[i] = (uint32_t)best;
        block->inertia += squared;
        block->size[best]++;
        for (size_t j = 0; j < d; j++) block->sum[best * d + j] += points->at[i * d + j];
    }
    return RI_OK;
}

/* The point farthest from its centre: where an empty cluster begins anew. */
static size_t farthest(const struct fitting *fitting)
{
    const size_t d = fitting->points.dimensions;
    size_t       at = 0;
    double       most = -1;
    for (size_t i = 0; i < fitting->points.count; i++) {
        const double squared = squared_distance(fitting->centre + fitting->label[i] * d,
                                                fitting->points.at + i * d, d);
        if (squared > most) {
            most = squared;
            at = i;
        }
    }
    return at;
}

/* Centres to the means of their points; returns false when an empty one had to be moved elsewhere. */
static bool move_centres(struct fitting *fitting)
{
    const size_t d = fitting->points.dimensions;
    bool         all = true;
    for (size_t c = 0; c < fitting->k; c++) {
        double sum[RI_KMEANS_DIMENSIONS_MOST] = {0};
        size_t size = 0;
        for (size_t b = 0; b < fitting->block_count; b++) {
            size += fitting->blocks[b].size[c];
            for (size_t j = 0; j < d; j++) sum[j] += fitting->blocks[b].sum[c * d + j];
        }
        for (size_t j = 0; size && j < d; j++) fitting->centre[c * d + j] = sum[j] / (double)size;
        if (size) continue;
        memcpy(fitting->centre + c * d, fitting->points.at + farthest(fitting) * d,
               d * sizeof(double));
        all = false;
    }
    return all;
}

/* How far the centres moved, and how far they are from one another. */
static void measure_step(struct fitting *fitting)
{
    const size_t d = fitting->points.dimensions, k = fitting->k;
    fitting->fastest = 0;
    fitting->second_shift = 0;
    for (size_t c = 0; c < k; c++) {
        fitting->shift[c] =
            sqrt(squared_distance(fitting->before + c * d, fitting->centre + c * d, d));
        if (c && fitting->shift[c] > fitting->shift[fitting->fastest]) {
            fitting->second_shift = fitting->shift[fitting->fastest];
            fitting->fastest = c;
        } else if (c) {
            fitting->second_shift = fmax(fitting->second_shift, fitting->shift[c]);
        }
        double nearest_other = INFINITY;
        for (size_t o = 0; o < k; o++)
            if (o != c)
                nearest_other = fmin(nearest_other, squared_distance(fitting->centre + c * d,
                                                                     fitting->centre + o * d, d));
        fitting->reach[c] = sqrt(nearest_other) / 2;
    }
}

static ri_status label_all(struct fitting *fitting, const struct ri_task *task, size_t *ret_moved,
                           double *ret_inertia, struct ri_error *err)
{
    *ret_moved = 0;
    *ret_inertia = 0;
    RI_TRY(ri_parallel(task, fitting->block_count, label_block, fitting, err));
    for (size_t b = 0; b < fitting->block_count; b++) {
        *ret_moved += fitting->blocks[b].moved;
        *ret_inertia += fitting->blocks[b].inertia;
    }
    return RI_OK;
}

/* Steps by bounds until nothing moves; then once without them, which settles ties and rounding and gives the inertia. */
static ri_status iterate(struct fitting *fitting, size_t most, const struct ri_task *task,
                         double *ret_inertia, struct ri_error *err)
{
    const size_t bytes = fitting->k * fitting->points.dimensions * sizeof(double);
    for (size_t i = 0; i < fitting->points.count; i++) fitting->label[i] = UINT32_MAX;
    fitting->bounded = false;
    for (size_t step = 0;; step++) {
        size_t moved;
        RI_TRY(label_all(fitting, task, &moved, ret_inertia, err));
        if (!moved || step >= most) {
            if (!fitting->bounded) return RI_OK;
            fitting->bounded = false;
            continue;
        }
        memcpy(fitting->before, fitting->centre, bytes);
        fitting->bounded = true;
        while (
            !move_centres(fitting)) { /* an empty cluster: label again before anything is judged */
            fitting->bounded = false;
            RI_TRY(label_all(fitting, task, &moved, ret_inertia, err));
        }
        if (fitting->bounded) measure_step(fitting);
    }
}

static ri_status fitting_init(struct fitting *fitting, const struct ri_points *points, size_t k,
                              struct ri_arena *mem, struct ri_error *err)
{
    fitting->points = *points;
    fitting->k = k;
    fitting->block_count = (points->count + BLOCK - 1) / BLOCK;
    RI_ARENA_NEW(fitting->centre, mem, k * points->dimensions, err);
    RI_ARENA_NEW(fitting->label, mem, points->count, err);
    RI_ARENA_NEW(fitting->upper, mem, points->count, err);
    RI_ARENA_NEW(fitting->lower, mem, points->count, err);
    RI_ARENA_NEW(fitting->shift, mem, k, err);
    RI_ARENA_NEW(fitting->reach, mem, k, err);
    RI_ARENA_NEW(fitting->before, mem, k * points->dimensions, err);
    RI_ARENA_NEW(fitting->blocks, mem, fitting->block_count, err);
    for (size_t b = 0; b < fitting->block_count; b++) {
        RI_ARENA_NEW(fitting->blocks[b].sum, mem, k * points->dimensions, err);
        RI_ARENA_NEW(fitting->blocks[b].size, mem, k, err);
    }
    return RI_OK;
}

/* ---- All starts --------------------------------------------------------------------------------------------- */

static ri_status check(const struct ri_points *points, size_t k, struct ri_error *err)
{
    if (k < 1 || k > RI_KMEANS_CLUSTERS_MOST)
        return ri_fail(err, RI_EUSAGE, "clusters want to be 1 to %d; got %zu",
                       RI_KMEANS_CLUSTERS_MOST, k);
    if (points->count < k)
        return ri_fail(err, RI_EUSAGE, "%zu clusters are more than there are points (%zu)", k,
                       points->count);
    if (points->dimensions < 1 || points->dimensions > RI_KMEANS_DIMENSIONS_MOST)
        return ri_fail(err, RI_EINTERNAL, "points of %zu dimensions", points->dimensions);
    for (size_t i = 0; i < points->count * points->dimensions; i++) {
        if (!isfinite(points->at[i]))
            return ri_fail(err, RI_EDATA, "point %zu has a value that is not finite",
                           i / points->dimensions);
    }
    return RI_OK;
}

/* Few points have many ways to end badly, and cost little. */
static size_t usual_starts(size_t points)
{
    const size_t starts = 200000 / points;
    return starts < STARTS ? (size_t)STARTS : starts > STARTS_MOST ? (size_t)STARTS_MOST : starts;
}

/* The best centres of several starts on the sample, into best[k][d]: greedy ones and plain ones in turn. */
static ri_status try_starts(const struct ri_points *sample, const struct ri_kmeans_options *options,
                            struct ri_task *task, struct ri_arena *scratch, double *best,
                            struct ri_error *err)
{
    const size_t   starts = options->starts ? options->starts : usual_starts(sample->count);
    const size_t   candidates = 2 + (size_t)log((double)options->k);
    const size_t   iterations = options->iterations ? options->iterations : ITERATIONS;
    struct fitting fitting;
    double         least = INFINITY;
    RI_TRY(fitting_init(&fitting, sample, options->k, scratch, err));
    for (size_t start = 0; start < starts; start++) {
        const struct ri_arena_mark mark = ri_arena_mark(scratch);
        struct ri_random           random;
        double                     inertia;
        ri_random_init(&random, options->seed, start);
        RI_TRY(draw_centres(&fitting, start % 2 ? candidates : 1, &random, scratch, err));
        ri_arena_rewind(scratch, mark);
        RI_TRY(iterate(&fitting, iterations, task, &inertia, err));
        if (inertia < least) {
            least = inertia;
            memcpy(best, fitting.centre, options->k * sample->dimensions * sizeof(double));
        }
        ri_task_progress(task, "clustering", start + 1, starts, "starts");
    }
    return RI_OK;
}

/* Where the steps over all points begin: given, or learnt on a sample and then by batches of the others. */
static ri_status begin(const struct ri_points *points, const struct ri_kmeans_options *options,
                       struct ri_task *task, struct ri_arena *scratch, double *centre,
                       struct ri_error *err)
{
    const size_t     most = options->sample ? options->sample : SAMPLE;
    struct ri_points sample;
    if (options->first) {
        memcpy(centre, options->first, options->k * points->dimensions * sizeof(double));
        return RI_OK;
    }
    RI_TRY(ri_points_sample(points, most, options->seed, scratch, &sample, err));
    RI_TRY(try_starts(&sample, options, task, scratch, centre, err));
    if (sample.count < points->count)
        ri_kmeans_batches(points, options->k, sample.count / options->k, options->seed, centre);
    return RI_OK;
}

static ri_status fit(const struct ri_points *points, const struct ri_kmeans_options *options,
                     struct ri_task *task, struct ri_arena *mem, struct ri_kmeans *ret,
                     struct ri_error *err)
{
    struct ri_kmeans result = {.k = options->k, .dimensions = points->dimensions};
    struct fitting   fitting;
    RI_ARENA_NEW(result.size, mem, options->k, err);
    RI_TRY(fitting_init(&fitting, points, options->k, mem, err));
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    RI_TRY(begin(points, options, task, mem, fitting.centre, err));
    ri_arena_rewind(mem, mark);
    RI_TRY(iterate(&fitting, options->iterations ? options->iterations : ITERATIONS, task,
                   &result.inertia, err));
    for (size_t i = 0; i < points->count; i++) result.size[fitting.label[i]]++;
    result.centre = fitting.centre;
    result.label = fitting.label;
    *ret = result;
    return RI_OK;
}

ri_status ri_kmeans_fit(const struct ri_points *points, const struct ri_kmeans_options *options,
                        struct ri_task *task, struct ri_arena *mem, struct ri_kmeans *ret,
                        struct ri_error *err)
{
    RI_TRY(check(points, options->k, err));
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    const ri_status            status = fit(points, options, task, mem, ret, err);
    if (status != RI_OK) ri_arena_rewind(mem, mark);
    return status;
}

ri_status ri_points_sample(const struct ri_points *points, size_t wanted, uint64_t seed,
                           struct ri_arena *mem, struct ri_points *ret, struct ri_error *err)
{
    const size_t     d = points->dimensions;
    struct ri_random random;
    double          *at;
    *ret = *points;
    if (points->count <= wanted) return RI_OK;
    RI_ARENA_NEW(at, mem, wanted * d, err);
    ri_random_init(&random, seed, UINT64_MAX);
    for (size_t i = 0; i < wanted; i++) { /* one from each of `wanted` equal stretches */
        const size_t first = i * points->count / wanted, end = (i + 1) * points->count / wanted;
        memcpy(at + i * d, points->at + (first + ri_random_below(&random, end - first)) * d,
               d * sizeof(double));
    }
    *ret = (struct ri_points){at, wanted, d};
    return RI_OK;
}
