/* Alternating least squares for implicit feedback. Each half-step solves one small system a row, exactly:
 *
 *     x = (M + U'DU)^-1 U'c,  M = Y'Y + lambda I,  U: the items of the row, D = c - 1
 *
 * A row with fewer items n than factors f is solved in its n unknowns instead, because (M + U'DU)^-1 U' = Z' (I + DK)^-1 with
 * Z = U M^-1, K = Z U' (push-through): n^2 f instead of n f^2 + f^3. Most customers have few items. */
#include "base/random.h"
#include "base/thread.h"
#include "recommend_internal.h"

#include <math.h>

enum { LANES = 8, ROWS_A_TASK = 256, ROWS_A_SUM = 4096, ROWS_A_FLOAT = 256 };

struct als {
    size_t users, items, factors; /* factors: a multiple of LANES */
    float *user, *item;           /* [users][factors], [items][factors] */
    float *spread;                /* [items][factors]: item * M^-1, for reasons */
    double alpha, lambda;
};

/* ---- Small dense algebra ------------------------------------------------------------------------------------------ */

static float dot(const float *a, const float *b, size_t f)
{
    float lane[LANES] = {0}, sum = 0;
    for (size_t k = 0; k < f; k += LANES)
        for (size_t l = 0; l < LANES; l++) lane[l] += a[k + l] * b[k + l];
    for (size_t l = 0; l < LANES; l++) sum += lane[l];
    return sum;
}

/* Lower triangle of a to its Cholesky factor, in place; a is positive definite but for rounding. */
static void factorise(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        double *row = a + j * n, sum = row[j];
        for (size_t k = 0; k < j; k++) sum -= row[k] * row[k];
        row[j] = sqrt(fmax(sum, 1e-300));
        const double inverse = 1 / row[j];
        for (size_t i = j + 1; i < n; i++) {
            double *below = a + i * n, part = below[j];
            for (size_t k = 0; k < j; k++) part -= below[k] * row[k];
            below[j] = part * inverse;
        }
    }
}

/* b to the solution of L L' x = b, in place. */
static void solve(const double *l, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) b[i] -= l[i * n + k] * b[k];
        b[i] /= l[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        b[i] /= l[i * n + i];
        for (size_t k = 0; k < i; k++) b[k] -= l[i * n + k] * b[i];
    }
}

/* Adds sum of scale[r] * y_r y_r' over some rows to the lower triangle of sum[f][f]; four rows at a time, so that the triangle is
 * read and written a quarter as often. */
static void add_outer(const float *const *y, const float *scale, size_t rows, size_t f, float *sum)
{
    for (size_t r = 0; r < rows; r += 4) {
        const float *at[4];
        float        by[4];
        for (size_t q = 0; q < 4; q++) {
            at[q] = y[r + q < rows ? r + q : r];
            by[q] = r + q < rows ? scale[r + q] : 0;
        }
        for (size_t i = 0; i < f; i++) {
            const float c0 = by[0] * at[0][i], c1 = by[1] * at[1][i], c2 = by[2] * at[2][i],
                        c3 = by[3] * at[3][i];
            float       *row = sum + i * f;
            const size_t end = (i / LANES + 1) * LANES;
            for (size_t j = 0; j < end; j++)
                row[j] += c0 * at[0][j] + c1 * at[1][j] + c2 * at[2][j] + c3 * at[3][j];
        }
    }
}

/* Adds the lower triangle of a part in floats to a sum. */
static void add_part(double *restrict sum, const float *restrict part, size_t f)
{
    for (size_t a = 0; a < f; a++)
        for (size_t b = 0; b <= a; b++) sum[a * f + b] += (double)part[a * f + b];
}

/* ---- What all rows of a half-step share --------------------------------------------------------------------------- */

struct half { /* solving the rows of one side against the factors of the other */
    const struct ri_interactions *rows;
    const float                  *other; /* [other_count][f] */
    float                        *mine;  /* [rows->users][f] */
    size_t                        other_count, f;
    double                        alpha, lambda;
    double                       *block_sum; /* [blocks][f][f] */
    double                       *m;         /* M, [f][f], lower */
    double                       *inverse;   /* M^-1, [f][f] */
    float                        *inverse_f; /* the same in floats */
    float                        *spread;    /* other * M^-1, [other_count][f] */
    struct ri_arena             **scratch;   /* by worker */
};

static ri_status sum_block(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    const struct half *half = context;
    const size_t       f = half->f, first = block * ROWS_A_SUM;
    const size_t       end =
        first + ROWS_A_SUM < half->other_count ? first + ROWS_A_SUM : half->other_count;
    double                    *sum = half->block_sum + block * f * f;
    const struct ri_arena_mark mark = ri_arena_mark(half->scratch[worker]);
    float                     *part;
    RI_ARENA_NEW(part, half->scratch[worker], f * f, err);
    memset(sum, 0, f * f * sizeof *sum);
    for (size_t i = first; i < end; i += ROWS_A_FLOAT) {
        const float *y[ROWS_A_FLOAT];
        float        one[ROWS_A_FLOAT];
        const size_t n = i + ROWS_A_FLOAT < end ? ROWS_A_FLOAT : end - i;
        for (size_t r = 0; r < n; r++) {
            y[r] = half->other + (i + r) * f;
            one[r] = 1;
        }
        memset(part, 0, f * f * sizeof *part);
        add_outer(y, one, n, f, part);
        add_part(sum, part, f);
    }
    ri_arena_rewind(half->scratch[worker], mark);
    return RI_OK;
}

static ri_status spread_block(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    const struct half *half = context;
    const size_t       f = half->f, first = block * ROWS_A_SUM;
    const size_t       end =
        first + ROWS_A_SUM < half->other_count ? first + ROWS_A_SUM : half->other_count;
    for (size_t i = first; i < end; i++)
        for (size_t a = 0; a < f; a++)
            half->spread[i * f + a] = dot(half->other + i * f, half->inverse_f + a * f, f);
    return RI_OK;
}

/* M, its inverse, and the other side's factors times it. */
static ri_status share(struct half *half, const struct ri_task *task, struct ri_error *err)
{
    const size_t f = half->f, blocks = (half->other_count + ROWS_A_SUM - 1) / ROWS_A_SUM;
    double       column[RI_FACTORS_MOST];
    RI_TRY(ri_parallel(task, blocks, sum_block, half, err));
    memset(half->m, 0, f * f * sizeof *half->m);
    for (size_t b = 0; b < blocks; b++)
        for (size_t i = 0; i < f * f; i++) half->m[i] += half->block_sum[b * f * f + i];
    for (size_t i = 0; i < f; i++) half->m[i * f + i] += half->lambda;
    double *factor = half->block_sum; /* not needed any more */
    memcpy(factor, half->m, f * f * sizeof *factor);
    factorise(factor, f);
    for (size_t i = 0; i < f; i++) {
        for (size_t k = 0; k < f; k++) column[k] = k == i;
        solve(factor, f, column);
        for (size_t k = 0; k < f; k++) {
            half->inverse[i * f + k] = column[k];
            half->inverse_f[i * f + k] = (float)column[k];
        }
    }
    return ri_parallel(task, blocks, spread_block, half, err);
}

/* ---- One row ------------------------------------------------------------------------------------------------------ */

struct room {       /* of one worker */
    double *system; /* [f][f] */
    double *side;   /* [f] */
    float  *part;   /* [f][f] */
};

/* Few items: n unknowns. (D^-1 + K) w = D^-1 c, x = Z' w. */
static void solve_in_items(const struct half *half, size_t row, struct room *room)
{
    const struct ri_interactions *rows = half->rows;
    const size_t    f = half->f, first = rows->begin[row], n = rows->begin[row + 1] - first;
    const uint32_t *item = rows->item + first;
    float          *x = half->mine + row * f;
    for (size_t i = 0; i < n; i++) {
        const float *spread = half->spread + item[i] * f;
        for (size_t j = 0; j <= i; j++)
            room->system[i * n + j] = (double)dot(spread, half->other + item[j] * f, f);
        const double d = half->alpha * (double)rows->weight[first + i];
        room->system[i * n + i] += 1 / d;
        room->side[i] = (1 + d) / d;
    }
    factorise(room->system, n);
    solve(room->system, n, room->side);
    for (size_t i = 0; i < n; i++) {
        const float *spread = half->spread + item[i] * f, w = (float)room->side[i];
        for (size_t k = 0; k < f; k++) x[k] += w * spread[k];
    }
}

/* Many items: f unknowns. */
static void solve_in_factors(const struct half *half, size_t row, struct room *room)
{
    const struct ri_interactions *rows = half->rows;
    const size_t                  f = half->f, end = rows->begin[row + 1];
    float                        *x = half->mine + row * f;
    memcpy(room->system, half->m, f * f * sizeof *room->system);
    memset(room->side, 0, f * sizeof *room->side);
    for (size_t i = rows->begin[row]; i < end; i += ROWS_A_FLOAT) {
        const float *y[ROWS_A_FLOAT];
        float        d[ROWS_A_FLOAT], side[RI_FACTORS_MOST] = {0};
        const size_t n = i + ROWS_A_FLOAT < end ? ROWS_A_FLOAT : end - i;
        for (size_t r = 0; r < n; r++) {
            const float *at = y[r] = half->other + rows->item[i + r] * f;
            const float  c = 1 + (d[r] = (float)half->alpha * rows->weight[i + r]);
            for (size_t k = 0; k < f; k++) side[k] += c * at[k];
        }
        memset(room->part, 0, f * f * sizeof *room->part);
        add_outer(y, d, n, f, room->part);
        add_part(room->system, room->part, f);
        for (size_t k = 0; k < f; k++) room->side[k] += (double)side[k];
    }
    factorise(room->system, f);
    solve(room->system, f, room->side);
    for (size_t k = 0; k < f; k++) x[k] = (float)room->side[k];
}

static ri_status solve_rows(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    const struct half         *half = context;
    const size_t               f = half->f, first = block * ROWS_A_TASK, count = half->rows->users;
    const size_t               end = first + ROWS_A_TASK < count ? first + ROWS_A_TASK : count;
    struct ri_arena           *mem = half->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct room                room;
    RI_ARENA_NEW(room.system, mem, f * f, err);
    RI_ARENA_NEW(room.side, mem, f, err);
    RI_ARENA_NEW(room.part, mem, f * f, err);
    for (size_t row = first; row < end; row++) {
        const size_t n = half->rows->begin[row + 1] - half->rows->begin[row];
        memset(half->mine + row * f, 0, f * sizeof *half->mine);
        if (n && n <= f)
            solve_in_items(half, row, &room);
        else if (n)
            solve_in_factors(half, row, &room);
    }
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

static ri_status half_step(struct half *half, const struct ri_task *task, struct ri_error *err)
{
    RI_TRY(share(half, task, err));
    return ri_parallel(task, (half->rows->users + ROWS_A_TASK - 1) / ROWS_A_TASK, solve_rows, half,
                       err);
}

/* ---- Learning ----------------------------------------------------------------------------------------------------- */

static ri_status check(const struct ri_interactions      *interactions,
                       const struct ri_recommend_options *options, struct ri_error *err)
{
    if (options->factors > RI_FACTORS_MOST)
        return ri_fail(err, RI_EUSAGE, "factors want 1 to %d; got %zu", RI_FACTORS_MOST,
                       options->factors);
    if (!(options->alpha >= 0 && options->lambda >= 0 &&
          isfinite(options->alpha + options->lambda)))
        return ri_fail(err, RI_EUSAGE, "alpha and lambda want to be above 0; got %g and %g",
                       options->alpha, options->lambda);
    return recommend_check(interactions, err);
}

static void draw_items(struct als *als, const struct ri_recommend_options *options)
{
    const size_t     wanted = options->factors ? options->factors : 32;
    struct ri_random random;
    ri_random_init(&random, options->seed, 0);
    for (size_t i = 0; i < als->items; i++)
        for (size_t k = 0; k < wanted; k++)
            als->item[i * als->factors + k] =
                options->start ? options->start[i * wanted + k]
                               : (float)(0.1 * ri_random_normal(&random) / sqrt((double)wanted));
}

static ri_status half_init(struct half *half, struct als *als, struct ri_task *task,
                           struct ri_arena *mem, struct ri_error *err)
{
    const size_t   f = als->factors, most = als->users > als->items ? als->users : als->items;
    const size_t   blocks = (most + ROWS_A_SUM - 1) / ROWS_A_SUM;
    const unsigned threads = ri_task_threads(task);
    half->f = f;
    half->alpha = als->alpha;
    half->lambda = als->lambda;
    RI_ARENA_NEW(half->block_sum, mem, blocks * f * f, err);
    RI_ARENA_NEW(half->m, mem, f * f, err);
    RI_ARENA_NEW(half->inverse, mem, f * f, err);
    RI_ARENA_NEW(half->inverse_f, mem, f * f, err);
    RI_ARENA_NEW(half->spread, mem, most * f, err);
    RI_ARENA_NEW(half->scratch, mem, threads, err);
    for (unsigned i = 0; i < threads; i++) {
        RI_ARENA_NEW(half->scratch[i], mem, 1, err);
        ri_arena_init(half->scratch[i], mem->limit);
    }
    return RI_OK;
}

static ri_status iterate(struct als *als, struct half *half, const struct ri_interactions *by_user,
                         const struct ri_interactions *by_item, size_t iterations,
                         struct ri_task *task, struct ri_error *err)
{
    for (size_t step = 0; step < iterations; step++) {
        half->rows = by_user;
        half->other = als->item;
        half->other_count = als->items;
        half->mine = als->user;
        RI_TRY(half_step(half, task, err));
        half->rows = by_item;
        half->other = als->user;
        half->other_count = als->users;
        half->mine = als->item;
        RI_TRY(half_step(half, task, err));
        ri_task_progress(task, "learning what goes together", step + 1, iterations, "steps");
    }
    return RI_OK;
}

/* Items as seen through M, for reasons: what an item of the user's adds to the score of another. */
static ri_status keep_spread(struct als *als, struct half *half, const struct ri_task *task,
                             struct ri_error *err)
{
    half->other = als->item;
    half->other_count = als->items;
    RI_TRY(share(half, task, err));
    memcpy(als->spread, half->spread, als->items * als->factors * sizeof *als->spread);
    return RI_OK;
}

static ri_status learn(const struct ri_interactions      *interactions,
                       const struct ri_recommend_options *options, struct ri_task *task,
                       struct ri_arena *mem, void **ret_model, struct ri_error *err)
{
    struct ri_interactions by_item;
    struct half            half = {0};
    struct als            *als;
    RI_TRY(check(interactions, options, err));
    RI_ARENA_NEW(als, mem, 1, err);
    const size_t factors = options->factors ? options->factors : 32;
    *als = (struct als){.users = interactions->users,
                        .items = interactions->items,
                        .factors = (factors + LANES - 1) / LANES * LANES,
                        .alpha = options->alpha > 0 ? options->alpha : 1,
                        .lambda = options->lambda > 0 ? options->lambda : 10};
    RI_ARENA_NEW(als->user, mem, als->users * als->factors, err);
    RI_ARENA_NEW(als->item, mem, als->items * als->factors, err);
    RI_ARENA_NEW(als->spread, mem, als->items * als->factors, err);
    draw_items(als, options);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    ri_status                  status = ri_interactions_turn(interactions, mem, &by_item, err);
    if (status == RI_OK) status = half_init(&half, als, task, mem, err);
    if (status == RI_OK)
        status = iterate(als, &half, interactions, &by_item,
                         options->iterations ? options->iterations : 12, task, err);
    if (status == RI_OK) status = keep_spread(als, &half, task, err);
    for (unsigned i = 0; half.scratch && i < ri_task_threads(task); i++)
        if (half.scratch[i]) ri_arena_release(half.scratch[i]);
    ri_arena_rewind(mem, mark);
    if (status == RI_OK) *ret_model = als;
    return status;
}

/* ---- Using -------------------------------------------------------------------------------------------------------- */

static void score(const void *model, const struct ri_interactions *interactions, size_t user,
                  float *scores)
{
    const struct als *als = model;
    (void)interactions;
    for (size_t i = 0; i < als->items; i++)
        scores[i] =
            dot(als->user + user * als->factors, als->item + i * als->factors, als->factors);
}

static size_t reason(const void *model, const struct ri_interactions *interactions, size_t user,
                     size_t item)
{
    const struct als *als = model;
    const size_t      f = als->factors;
    size_t            best = SIZE_MAX;
    float             most = 0;
    for (size_t i = interactions->begin[user]; i < interactions->begin[user + 1]; i++) {
        const size_t own = interactions->item[i];
        const float  part = (1 + (float)als->alpha * interactions->weight[i]) *
                           dot(als->spread + own * f, als->item + item * f, f);
        if (own == item || part <= most) continue;
        most = part;
        best = own;
    }
    return best;
}

double ri_als_objective(const void *model, const struct ri_interactions *interactions)
{
    const struct als *als = model;
    const size_t      f = als->factors;
    double            sum = 0;
    for (size_t u = 0; u < als->users; u++) {
        size_t next = interactions->begin[u];
        for (size_t i = 0; i < als->items; i++) {
            const double guess = (double)dot(als->user + u * f, als->item + i * f, f);
            const bool bought = next < interactions->begin[u + 1] && interactions->item[next] == i;
            const double c = bought ? 1 + als->alpha * (double)interactions->weight[next] : 1;
            sum += c * (bought - guess) * (bought - guess);
            next += bought;
        }
    }
    for (size_t k = 0; k < als->users * f; k++)
        sum += als->lambda * (double)(als->user[k] * als->user[k]);
    for (size_t k = 0; k < als->items * f; k++)
        sum += als->lambda * (double)(als->item[k] * als->item[k]);
    return sum;
}

const struct ri_recommender recommender_als = {
    .name = "als",
    .summary = "alternating least squares over all customers and items (Hu, Koren & Volinsky)",
    .learn = learn,
    .score = score,
    .reason = reason,
};
