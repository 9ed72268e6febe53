/* Conjugate gradients for the nearest forecasts that add up. */
#include "reconcile.h"

#include "base/clones.h"
#include "base/thread.h"
#include "math/newton.h"
#include "math/stats.h"

#include <math.h>

enum { STEPS_MOST = 400, ROUNDS_MOST = 12, LANES = RI_HIERARCHY_LANES };
#define PRECISION \
    1e-7 /* of the residual, relative to that of the sum of the series' own forecasts */

#define TEXT_OF_(code, text) text,
static const char *const texts[] = {RI_RECONCILE_MAP(TEXT_OF_)};
#undef TEXT_OF_

const char *ri_reconcile_text(ri_reconcile_method method)
{
    return (size_t)method < RI_COUNT(texts) ? texts[method] : "unknown";
}

bool ri_reconcile_parse(const char *text, ri_reconcile_method *ret)
{
    for (size_t i = 0; i < RI_COUNT(texts); i++)
        if (strcmp(text, texts[i]) == 0) {
            *ret = (ri_reconcile_method)i;
            return true;
        }
    return false;
}

struct weights { /* W^-1 = D^-1 - V (I + U' D^-1 U)^-1 V',  V = D^-1 U; rank 0: diagonal */
    size_t  nodes, rank;
    double *inverse; /* [node] 1 / D */
    double *v;       /* [node][rank] */
    double *core;    /* [rank][rank] inverse of I + U' D^-1 U */
};
struct room {                         /* of one thread, for LANES periods side by side */
    double       *x, *r, *z, *p, *ap; /* [series][LANES] */
    double       *free;               /* [series][LANES] 0: held at 0, else 1 */
    double       *nodes, *other;      /* [node][LANES] */
    const double *precondition;       /* [series] */
};
struct batch {
    const struct ri_reconciling *job;
    struct weights               weights;
    struct room                 *rooms;
    struct ri_task              *task;
    double                      *ret;
};

/* ---- Weights ---------------------------------------------------------------------------------------------------- */

static double mean_square(const double *errors, size_t count)
{
    double squares = 0, known = 0;
    for (size_t k = 0; k < count; k++)
        if (!isnan(errors[k])) squares += errors[k] * errors[k], known++;
    return known > 0 ? squares / known : 0;
}

/* Variances [node]; nodes without any error take that of the smallest node that has one, so that no weight is infinite. */
static void variances(const struct ri_reconciling *job, double *ret)
{
    double least = INFINITY;
    for (size_t i = 0; i < job->hierarchy->node_count; i++) {
        ret[i] = mean_square(job->errors + i * job->error_count, job->error_count);
        if (ret[i] > 0 && ret[i] < least) least = ret[i];
    }
    if (isinf(least)) least = 1;
    for (size_t i = 0; i < job->hierarchy->node_count; i++)
        if (!(ret[i] > 0)) ret[i] = least;
}

/* How far the correlations are shrunk: sum of their variances over the sum of their squares. z: [node][count], scaled errors.
 * All pairs of nodes are summed through the count x count matrix of their products over nodes. */
static double shrinkage(const double *z, size_t nodes, size_t count)
{
    double gram[RI_ERROR_VECTORS_MOST * RI_ERROR_VECTORS_MOST] = {0}, own = 0, fourth = 0;
    for (size_t i = 0; i < nodes; i++) {
        const double *zi = z + i * count;
        double        r = 0, w = 0;
        for (size_t a = 0; a < count; a++) {
            for (size_t b = 0; b <= a; b++) gram[a * count + b] += zi[a] * zi[b];
            r += zi[a] * zi[a];
            w += zi[a] * zi[a] * zi[a] * zi[a];
        }
        own += r * r; /* a node with itself is no pair */
        fourth += w;
    }
    double squares = 0, products = 0;
    for (size_t a = 0; a < count; a++) {
        products += gram[a * count + a] * gram[a * count + a];
        for (size_t b = 0; b <= a; b++)
            squares += (a == b ? 1 : 2) * gram[a * count + b] * gram[a * count + b];
    }
    const double n = (double)count;
    const double correlations = (squares - own) / (n * n); /* sum of r_ij^2 */
    const double noise =
        ((products - fourth) - (squares - own) / n) / (n * (n - 1)); /* of their variances */
    return correlations > 0 ? fmin(1, fmax(0, noise / correlations)) : 1;
}

static ri_status invert(double *a, size_t n, double *ret, struct ri_error *err)
{
    double factor[RI_ERROR_VECTORS_MOST * RI_ERROR_VECTORS_MOST];
    for (size_t j = 0; j < n; j++) {
        memcpy(factor, a, n * n * sizeof *factor);
        for (size_t i = 0; i < n; i++) ret[j * n + i] = i == j;
        if (!ri_cholesky_solve(factor, n, ret + j * n))
            return ri_fail(err, RI_EDATA, "the covariance of the errors is not a number");
    }
    return RI_OK;
}

static ri_status shrunk_weights(const struct ri_reconciling *job, struct ri_arena *mem,
                                struct weights *w, struct ri_error *err)
{
    const size_t count = job->error_count, nodes = w->nodes;
    double      *variance, core[RI_ERROR_VECTORS_MOST * RI_ERROR_VECTORS_MOST] = {0};
    RI_ARENA_NEW(variance, mem, nodes, err);
    RI_ARENA_NEW(w->v, mem, nodes * count, err);
    RI_ARENA_NEW(w->core, mem, count * count, err);
    variances(job, variance);
    for (size_t i = 0; i < nodes; i++)
        for (size_t k = 0; k < count; k++) {
            const double e = job->errors[i * count + k];
            w->v[i * count + k] = isnan(e) ? 0 : e / sqrt(variance[i]);
        }
    const double lambda = fmax(0.01, shrinkage(w->v, nodes, count));
    w->rank = lambda < 1 ? count : 0;
    for (size_t i = 0; i < nodes; i++) w->inverse[i] = 1 / (lambda * variance[i]);
    const double scale = sqrt((1 - lambda) / (double)count);
    for (size_t i = 0; i < nodes; i++) { /* U = scale sd z; V = U / D */
        double *v = w->v + i * count;
        for (size_t k = 0; k < count; k++) v[k] *= scale * sqrt(variance[i]);
        for (size_t a = 0; a < count; a++)
            for (size_t b = 0; b <= a; b++) core[a * count + b] += v[a] * v[b] * w->inverse[i];
        for (size_t k = 0; k < count; k++) v[k] *= w->inverse[i];
    }
    for (size_t k = 0; k < count; k++) core[k * count + k] += 1;
    return invert(core, count, w->core, err);
}

static ri_status make_weights(const struct ri_reconciling *job, struct ri_arena *mem,
                              struct weights *w, struct ri_error *err)
{
    const struct ri_hierarchy *h = job->hierarchy;
    *w = (struct weights){.nodes = h->node_count};
    RI_ARENA_NEW(w->inverse, mem, w->nodes, err);
    if (job->method == RI_SHRINKAGE) return shrunk_weights(job, mem, w, err);
    if (job->method == RI_VARIANCE) variances(job, w->inverse);
    for (size_t l = 0; l < h->level_count; l++) {
        const struct ri_level *level = &h->levels[l];
        double *const          at = w->inverse + level->first;
        if (job->method == RI_STRUCTURAL)
            for (size_t i = 0; i < h->series; i++) at[level->node[i]] += 1;
        if (job->method == RI_OLS)
            for (size_t k = 0; k < level->count; k++) at[k] = 1;
    }
    for (size_t i = 0; i < w->nodes; i++) w->inverse[i] = 1 / w->inverse[i];
    return RI_OK;
}

/* x = W^-1 x, for LANES columns side by side */
RI_CLONES static void weigh(const struct weights *w, double *x)
{
    double sums[RI_ERROR_VECTORS_MOST][LANES] = {0}, solved[RI_ERROR_VECTORS_MOST][LANES] = {0};
    for (size_t i = 0; i < w->nodes && w->rank; i++)
        for (size_t k = 0; k < w->rank; k++)
            for (size_t q = 0; q < LANES; q++)
                sums[k][q] += w->v[i * w->rank + k] * x[LANES * i + q];
    for (size_t k = 0; k < w->rank; k++)
        for (size_t j = 0; j < w->rank; j++)
            for (size_t q = 0; q < LANES; q++)
                solved[k][q] += w->core[k * w->rank + j] * sums[j][q];
    for (size_t i = 0; i < w->nodes; i++) {
        double part[LANES] = {0};
        for (size_t k = 0; k < w->rank; k++)
            for (size_t q = 0; q < LANES; q++) part[q] += w->v[i * w->rank + k] * solved[k][q];
        for (size_t q = 0; q < LANES; q++)
            x[LANES * i + q] = x[LANES * i + q] * w->inverse[i] - part[q];
    }
}

/* ---- Several periods side by side -------------------------------------------------------------------------------- */

RI_CLONES static void dot(const double *a, const double *b, size_t n, double *ret)
{
    double sum[LANES] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t q = 0; q < LANES; q++) sum[q] += a[LANES * i + q] * b[LANES * i + q];
    memcpy(ret, sum, sizeof sum);
}

/* r = S' W^-1 (f - S x), 0 where held. */
static void residual(const struct batch *batch, const struct room *room, const double *f, double *r)
{
    const struct ri_hierarchy *h = batch->job->hierarchy;
    ri_hierarchy_sum_lanes(h, room->x, room->nodes);
    for (size_t i = 0; i < LANES * h->node_count; i++) room->nodes[i] = f[i] - room->nodes[i];
    weigh(&batch->weights, room->nodes);
    ri_hierarchy_spread_lanes(h, room->nodes, r);
}

static void apply(const struct batch *batch, const struct room *room, const double *p, double *ret)
{
    const struct ri_hierarchy *h = batch->job->hierarchy;
    ri_hierarchy_sum_lanes(h, p, room->nodes);
    weigh(&batch->weights, room->nodes);
    ri_hierarchy_spread_lanes(h, room->nodes, ret);
    for (size_t i = 0; i < LANES * h->series; i++) ret[i] *= room->free[i];
}

/* x += a p, r -= a ap, z = r over the diagonal */
RI_CLONES static void move(const struct room *room, size_t n, const double *a)
{
    for (size_t i = 0; i < n; i++)
        for (size_t q = 0; q < LANES; q++) {
            const size_t at = LANES * i + q;
            room->x[at] += a[q] * room->p[at];
            room->r[at] -= a[q] * room->ap[at];
            room->z[at] = room->r[at] * room->precondition[i];
        }
}

RI_CLONES static void turn(const struct room *room, size_t n, const double *b)
{
    for (size_t i = 0; i < n; i++)
        for (size_t q = 0; q < LANES; q++) {
            const size_t at = LANES * i + q;
            room->p[at] = room->z[at] + b[q] * room->p[at];
        }
}

/* Moves x, held series left alone, to where the residual is nothing. enough[LANES], where below 0, is set to what counts
 * as nothing. A column that is there stays as it is. */
static void descend(const struct batch *batch, const struct room *room, const double *f,
                    double *enough)
{
    const size_t n = batch->job->hierarchy->series;
    double       rz[LANES], along[LANES], next[LANES], a[LANES], b[LANES];
    residual(batch, room, f, room->r);
    for (size_t i = 0; i < LANES * n; i++) {
        room->r[i] *= room->free[i];
        room->p[i] = room->z[i] = room->r[i] * room->precondition[i / LANES];
    }
    dot(room->r, room->z, n, rz);
    for (size_t q = 0; q < LANES; q++)
        if (enough[q] < 0) enough[q] = PRECISION * PRECISION * fmax(rz[q], 1e-280);
    for (size_t step = 0; step < STEPS_MOST; step++) {
        bool moving = false;
        apply(batch, room, room->p, room->ap);
        dot(room->p, room->ap, n, along);
        for (size_t q = 0; q < LANES; q++) {
            a[q] = rz[q] > enough[q] && along[q] > 0 ? rz[q] / along[q] : 0;
            moving = moving || a[q] > 0;
        }
        if (!moving) return;
        move(room, n, a);
        dot(room->r, room->z, n, next);
        for (size_t q = 0; q < LANES; q++) {
            b[q] = a[q] > 0 ? next[q] / rz[q] : 0;
            if (a[q] > 0) rz[q] = next[q];
        }
        turn(room, n, b);
    }
}

/* The nearest x >= 0: what falls below is held at 0 and let go again where the sums pull it up. What little is below 0
 * after the last round is cut. */
static void nearest(const struct batch *batch, const struct room *room, const double *f)
{
    const size_t n = batch->job->hierarchy->series;
    double       enough[LANES];
    for (size_t q = 0; q < LANES; q++) enough[q] = -1;
    for (size_t i = 0; i < LANES * n; i++) room->free[i] = 1;
    for (size_t round = 0; round < ROUNDS_MOST; round++) {
        size_t changed = 0;
        descend(batch, room, f, enough);
        if (!batch->job->never_negative) return;
        for (size_t i = 0; i < LANES * n; i++)
            if (room->x[i] < 0) room->x[i] = 0, room->free[i] = 0, changed++;
        residual(batch, room, f, room->r);
        for (size_t i = 0; i < LANES * n && round + 2 < ROUNDS_MOST; i++)
            if (room->free[i] == 0 && room->r[i] * room->precondition[i / LANES] > 1e-9)
                room->free[i] = 1, changed++;
        if (!changed) return;
    }
    for (size_t i = 0; i < LANES * n; i++) room->x[i] = fmax(0, room->x[i]);
}

static void top_down(const struct ri_hierarchy *h, const double *f, double *x)
{
    const struct ri_level *total = &h->levels[0];
    for (size_t q = 0; q < LANES && total->count == 1; q++) {
        double sum = 0;
        for (size_t i = 0; i < h->series; i++) sum += x[LANES * i + q];
        for (size_t i = 0; i < h->series; i++) {
            double *const own = &x[LANES * i + q];
            *own = sum > 0 ? *own * f[q] / sum : f[q] / (double)h->series;
        }
    }
}

/* The forecasts of LANES periods from `first` on, nodes by periods; 0 beyond the horizon. */
static ri_status gather(const struct ri_reconciling *job, size_t first, double *ret,
                        struct ri_error *err)
{
    for (size_t i = 0; i < job->hierarchy->node_count; i++)
        for (size_t q = 0; q < LANES; q++) {
            const double f =
                first + q < job->horizon ? job->forecasts[i * job->horizon + first + q] : 0;
            if (!isfinite(f))
                return ri_fail(err, RI_EDATA,
                               "the forecast of node %zu, %zu periods ahead, is not finite", i,
                               first + q + 1);
            ret[LANES * i + q] = f;
        }
    return RI_OK;
}

static ri_status some_steps(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    const struct batch          *batch = context;
    const struct ri_reconciling *job = batch->job;
    const struct ri_hierarchy   *h = job->hierarchy;
    const struct room           *room = &batch->rooms[worker];
    const size_t                 own = h->levels[h->level_count - 1].first, first = LANES * block;
    RI_TRY(gather(job, first, room->other, err));
    memcpy(room->x, room->other + LANES * own, LANES * h->series * sizeof *room->x);
    if (job->method == RI_TOP_DOWN)
        top_down(h, room->other, room->x);
    else if (job->method != RI_BOTTOM_UP)
        nearest(batch, room, room->other);
    for (size_t i = 0; i < LANES * h->series && job->never_negative; i++)
        room->x[i] = fmax(0, room->x[i]);
    ri_hierarchy_sum_lanes(h, room->x, room->nodes);
    for (size_t i = 0; i < h->node_count; i++)
        for (size_t q = 0; q < LANES && first + q < job->horizon; q++)
            batch->ret[i * job->horizon + first + q] = room->nodes[LANES * i + q];
    ri_task_progress(batch->task, "reconcile",
                     first + LANES < job->horizon ? first + LANES : job->horizon, job->horizon,
                     "periods");
    return RI_OK;
}

static ri_status make_rooms(struct batch *batch, unsigned threads, struct ri_arena *mem,
                            struct ri_error *err)
{
    const struct ri_hierarchy *h = batch->job->hierarchy;
    double                    *precondition;
    RI_ARENA_NEW(batch->rooms, mem, threads, err);
    RI_ARENA_NEW(precondition, mem, h->series, err);
    if (batch->weights.inverse) ri_hierarchy_spread(h, batch->weights.inverse, precondition);
    for (size_t i = 0; i < h->series; i++)
        precondition[i] = precondition[i] > 0 ? 1 / precondition[i] : 1;
    for (unsigned t = 0; t < threads; t++) {
        struct room *room = &batch->rooms[t];
        double     **of_series[] = {&room->x, &room->r, &room->z, &room->p, &room->ap, &room->free};
        room->precondition = precondition;
        for (size_t k = 0; k < RI_COUNT(of_series); k++)
            RI_ARENA_NEW(*of_series[k], mem, LANES * h->series, err);
        RI_ARENA_NEW(room->nodes, mem, LANES * h->node_count, err);
        RI_ARENA_NEW(room->other, mem, LANES * h->node_count, err);
    }
    return RI_OK;
}

static ri_status run(struct batch *batch, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_reconciling *job = batch->job;
    const unsigned               threads = ri_task_threads(batch->task);
    if (job->method >= RI_OLS) RI_TRY(make_weights(job, mem, &batch->weights, err));
    RI_TRY(make_rooms(batch, threads, mem, err));
    return ri_parallel(batch->task, (job->horizon + LANES - 1) / LANES, some_steps, batch, err);
}

ri_status ri_reconcile(const struct ri_reconciling *job, struct ri_task *task, size_t memory_limit,
                       double *ret_nodes, struct ri_error *err)
{
    struct batch    batch = {.job = job, .task = task, .ret = ret_nodes};
    struct ri_arena mem;
    if (job->method >= RI_VARIANCE && (!job->errors || job->error_count < 2))
        return ri_fail(err, RI_EUSAGE, "method %s needs past errors",
                       ri_reconcile_text(job->method));
    if (job->error_count > RI_ERROR_VECTORS_MOST)
        return ri_fail(err, RI_EUSAGE, "%zu error vectors, at most %d", job->error_count,
                       RI_ERROR_VECTORS_MOST);
    ri_arena_init(&mem, memory_limit);
    const ri_status status = run(&batch, &mem, err);
    ri_arena_release(&mem);
    return status;
}
