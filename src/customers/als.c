/* Alternating least squares for implicit feedback. Each half-step solves one small system a row, exactly:
 *
 *     x = (M + U'DU)^-1 U'c,  M = Y'Y + lambda I = L L',  U: the items of the row, D = c - 1
 *
 * In the space in which M is I, with V = U L^-T and G = D^1/2 V, that is (I + G'G) L'x = V'c. A row with fewer items n than factors f
 * is solved in its n unknowns instead, L'x = V' D^1/2 u, (I + GG') u = D^-1/2 c (push-through): n^2 f instead of n f^2 + f^3. Systems are
 * solved side by side, sixteen rows of about as many items at a time. Most customers have few items. No pivot of either system is below 1. */
#include "als_dense.h"
#include "base/random.h"
#include "base/thread.h"
#include "recommend_internal.h"

#include <math.h>

/* ROWS_A_FLOAT rows fit into the first cache, and their products are added up in floats. */
enum { ROWS_A_TASK = 128, ROWS_A_SUM = 4096, ROWS_A_FLOAT = 64, IN_ITEMS_MOST = 128 };

struct als {
    size_t users, items, factors, used; /* factors: a multiple of ALS_WIDE */
    float *user, *item;                 /* [users][factors], [items][factors] */
    float *white;                       /* [items][factors]: item * L^-T, for reasons */
    double alpha, lambda;
};

/* ---- What all rows of a half-step share --------------------------------------------------------------------------- */

struct room { /* of one worker, for the largest of rows */
    const float **row;
    float        *weight, *by, *root, *sixteen; /* as als_sixteen has them */
    float        *systems, *g;                  /* [ALS_WIDE][f][f], [ROWS_A_FLOAT][f] */
    float        *x, *mine; /* [ALS_WIDE][f]: solved in the white space; and back */
};

struct half { /* solving the rows of one side against the factors of the other */
    const struct ri_interactions *rows;
    const uint32_t               *order; /* of the rows: few items first */
    const float                  *other; /* [other_count][f] */
    float                        *mine;  /* [rows->users][f] */
    size_t                        other_count, f;
    struct als_shape              shape; /* f and how many of them are used */
    double                        alpha, lambda;
    double                       *block_sum;      /* [blocks][f][f] */
    double                       *m;              /* M, [f][f], then its Cholesky factor L, lower */
    float                        *unmix, *unmixt; /* L^-1 and its transpose, [f][f] */
    float                        *white;          /* other * L^-T, [other_count][f] */
    struct ri_arena             **scratch;        /* by worker */
    struct room                  *room;           /* by worker */
};

/* Room that begins where a line of the processor's cache does. */
static ri_status new_floats(struct ri_arena *mem, size_t count, float **ret, struct ri_error *err)
{
    enum { LINE = 64 };
    float *room;
    RI_ARENA_NEW(room, mem, count + LINE / sizeof *room, err);
    *ret = room + (LINE - (uintptr_t)room % LINE) / sizeof *room;
    return RI_OK;
}

static size_t end_of(size_t first, size_t step, size_t count)
{
    return first + step < count ? first + step : count;
}

static ri_status sum_block(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    const struct half         *half = context;
    const size_t               f = half->f, first = block * ROWS_A_SUM;
    const size_t               end = end_of(first, ROWS_A_SUM, half->other_count);
    double                    *sum = half->block_sum + block * f * f;
    struct ri_arena           *mem = half->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    float                     *part;
    RI_ARENA_NEW(part, mem, f * f, err);
    memset(sum, 0, f * f * sizeof *sum);
    for (size_t i = first; i < end; i += ROWS_A_FLOAT) {
        memset(part, 0, f * f * sizeof *part);
        als_gram(half->other + i * f, end_of(i, ROWS_A_FLOAT, end) - i, half->shape, part);
        for (size_t k = 0; k < f * f; k++) sum[k] += (double)part[k];
    }
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

static ri_status whiten_block(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    const struct half *half = context;
    const size_t       f = half->f, first = block * ROWS_A_SUM;
    als_times(half->other + first * f, end_of(first, ROWS_A_SUM, half->other_count) - first,
              half->unmixt, half->shape, half->white + first * f);
    return RI_OK;
}

/* Lower triangle of m to its Cholesky factor, in place; m is positive definite but for rounding. */
static void factorise(double *m, size_t f)
{
    for (size_t j = 0; j < f; j++)
        for (size_t i = j; i < f; i++) {
            double sum = m[i * f + j];
            for (size_t k = 0; k < j; k++) sum -= m[i * f + k] * m[j * f + k];
            m[i * f + j] = i == j ? sqrt(fmax(sum, 1e-300)) : sum / m[j * f + j];
        }
}

static void invert(const double *l, size_t f, float *inverse, float *transposed)
{
    double column[RI_FACTORS_MOST];
    for (size_t c = 0; c < f; c++)
        for (size_t i = 0; i < f; i++) {
            double sum = i == c;
            for (size_t k = c; k < i; k++) sum -= l[i * f + k] * column[k];
            column[i] = i < c ? 0 : sum / l[i * f + i];
            inverse[i * f + c] = transposed[c * f + i] = (float)column[i];
        }
}

/* M, what makes it I, and the other side's factors in that space. */
static ri_status share(struct half *half, const struct ri_task *task, struct ri_error *err)
{
    const size_t f = half->f, blocks = (half->other_count + ROWS_A_SUM - 1) / ROWS_A_SUM;
    RI_TRY(ri_parallel(task, blocks, sum_block, half, err));
    memset(half->m, 0, f * f * sizeof *half->m);
    for (size_t b = 0; b < blocks; b++)
        for (size_t i = 0; i < f * f; i++) half->m[i] += half->block_sum[b * f * f + i];
    for (size_t i = 0; i < f; i++) half->m[i * f + i] += half->lambda;
    factorise(half->m, f);
    invert(half->m, f, half->unmix, half->unmixt);
    return ri_parallel(task, blocks, whiten_block, half, err);
}

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

static size_t items_of(const struct half *half, size_t row)
{
    return half->rows->begin[row + 1] - half->rows->begin[row];
}

/* D; what floats cannot tell from more counts as that. */
static float weight_of(const struct half *half, size_t entry)
{
    return fminf((float)half->alpha * half->rows->weight[entry], ALS_WEIGHT_MOST);
}

/* Up to sixteen rows, the last with the most items. */
static void solve_in_items(const struct half *half, const uint32_t *rows, size_t count,
                           const struct room *room)
{
    const struct ri_interactions *all = half->rows;
    const size_t                  f = half->f, n = (items_of(half, rows[count - 1]) + 3) / 4 * 4;
    for (size_t l = 0; l < ALS_WIDE; l++) {
        const size_t own = l < count ? items_of(half, rows[l]) : 0;
        const size_t first = l < count ? all->begin[rows[l]] : 0;
        for (size_t i = 0; i < n; i++) {
            room->row[i * ALS_WIDE + l] = half->white + (i < own ? all->item[first + i] * f : 0);
            room->weight[i * ALS_WIDE + l] = i < own ? weight_of(half, first + i) : 0;
        }
    }
    als_solve_sixteen(
        &(struct als_sixteen){room->row, room->weight, room->by, room->root, room->sixteen}, n,
        half->shape);
    for (size_t l = 0; l < count; l++) {
        const size_t own = items_of(half, rows[l]);
        float        by[IN_ITEMS_MOST];
        for (size_t i = 0; i < own; i++) by[i] = room->by[i * ALS_WIDE + l];
        als_mix(&(struct als_pick){half->white, all->item + all->begin[rows[l]], by, NULL}, own, f,
                room->x + l * f);
    }
}

/* G'G and V'c of one row with many items. */
static void add_up(const struct half *half, size_t row, const struct room *room, float *system,
                   float *x)
{
    const struct ri_interactions *rows = half->rows;
    const size_t                  f = half->f, end = rows->begin[row + 1];
    for (size_t i = rows->begin[row]; i < end; i += ROWS_A_FLOAT) {
        const size_t n = end_of(i, ROWS_A_FLOAT, end) - i;
        float        by[ROWS_A_FLOAT], root[ROWS_A_FLOAT];
        als_weigh(rows->weight + i, n, (float)half->alpha, by, root);
        als_pick(&(struct als_pick){half->white, rows->item + i, by, root}, n, f, room->g, x);
        als_gram(room->g, n, half->shape, system);
    }
}

/* Up to sixteen rows. (I + G'G) x = V'c; those that are missing have neither. */
static void solve_in_factors(const struct half *half, const uint32_t *rows, size_t count,
                             const struct room *room)
{
    const size_t f = half->f;
    memset(room->x, 0, ALS_WIDE * f * sizeof *room->x);
    memset(room->systems, 0, ALS_WIDE * f * f * sizeof *room->systems);
    for (size_t l = 0; l < count; l++)
        add_up(half, rows[l], room, room->systems + l * f * f, room->x + l * f);
    als_solve_systems(room->systems, half->shape, room->sixteen, room->x);
}

/* Rows with up to so many items are solved in these, the others in factors. */
static size_t in_items_most(size_t factors)
{
    return end_of(0, factors, IN_ITEMS_MOST);
}

static ri_status room_init(struct room *room, size_t n, size_t f, struct ri_arena *mem,
                           struct ri_error *err)
{
    const size_t most = n > f ? n : f;
    RI_ARENA_NEW(room->row, mem, n * ALS_WIDE, err);
    RI_TRY(new_floats(mem, n * ALS_WIDE, &room->weight, err));
    RI_TRY(new_floats(mem, n * ALS_WIDE, &room->by, err));
    RI_TRY(new_floats(mem, n * ALS_WIDE, &room->root, err));
    RI_TRY(new_floats(mem, most * (most + ALS_WIDE) * ALS_WIDE, &room->sixteen, err));
    RI_TRY(new_floats(mem, ALS_WIDE * f * f, &room->systems, err));
    RI_TRY(new_floats(mem, ALS_WIDE * f, &room->x, err));
    RI_TRY(new_floats(mem, ALS_WIDE * f, &room->mine, err));
    return new_floats(mem, ROWS_A_FLOAT * f, &room->g, err);
}

/* Back from the space in which M is I: x' L^-1. */
static void unwhiten(const struct half *half, const uint32_t *rows, size_t count,
                     const struct room *room)
{
    const size_t f = half->f;
    als_times(room->x, count, half->unmix, half->shape, room->mine);
    for (size_t l = 0; l < count; l++)
        memcpy(half->mine + rows[l] * f, room->mine + l * f, f * sizeof *room->mine);
}

/* Up to sixteen rows with few items, or with many. */
static void solve_some(const struct half *half, const uint32_t *rows, size_t count, bool many,
                       const struct room *room)
{
    if (many)
        solve_in_factors(half, rows, count, room);
    else
        solve_in_items(half, rows, count, room);
    unwhiten(half, rows, count, room);
}

static ri_status solve_rows(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)err;
    const struct half *half = context;
    const size_t       most = in_items_most(half->f), first = block * ROWS_A_TASK;
    const size_t       end = end_of(first, ROWS_A_TASK, half->rows->users);
    size_t             count;
    for (size_t i = first; i < end; i += count) {
        const uint32_t *row = half->order + i;
        const bool      many = items_of(half, row[0]) > most;
        for (count = 1; count < ALS_WIDE && i + count < end; count++)
            if ((items_of(half, row[count]) > most) != many) break;
        solve_some(half, row, count, many, &half->room[worker]);
    }
    return RI_OK;
}

static ri_status half_step(struct half *half, const struct ri_task *task, struct ri_error *err)
{
    const size_t count = half->rows->users;
    RI_TRY(share(half, task, err));
    return ri_parallel(task, (count + ROWS_A_TASK - 1) / ROWS_A_TASK, solve_rows, half, err);
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
    half->shape = (struct als_shape){f, als->used};
    half->alpha = als->alpha;
    half->lambda = als->lambda;
    RI_ARENA_NEW(half->block_sum, mem, blocks * f * f, err);
    RI_ARENA_NEW(half->m, mem, f * f, err);
    RI_ARENA_NEW(half->unmix, mem, f * f, err);
    RI_ARENA_NEW(half->unmixt, mem, f * f, err);
    RI_TRY(new_floats(mem, most * f, &half->white, err));
    RI_ARENA_NEW(half->scratch, mem, threads, err);
    RI_ARENA_NEW(half->room, mem, threads, err);
    for (unsigned i = 0; i < threads; i++) {
        RI_ARENA_NEW(half->scratch[i], mem, 1, err);
        ri_arena_init(half->scratch[i], mem->limit);
        RI_TRY(room_init(&half->room[i], (in_items_most(f) + 3) / 4 * 4, f, mem, err));
    }
    return RI_OK;
}

/* The rows by number of items, fewest first; those that are solved in their factors at the end. */
static ri_status order_rows(const struct ri_interactions *rows, size_t factors,
                            struct ri_arena *mem, const uint32_t **ret, struct ri_error *err)
{
    const size_t most = in_items_most(factors);
    size_t       begin[IN_ITEMS_MOST + 3] = {0};
    uint32_t    *order;
    RI_ARENA_NEW(order, mem, rows->users, err);
    for (size_t turn = 0; turn < 2; turn++) /* count, then place */
        for (size_t row = 0; row < rows->users; row++) {
            const size_t n = end_of(0, rows->begin[row + 1] - rows->begin[row], most + 1);
            if (turn)
                order[begin[n]++] = (uint32_t)row;
            else
                for (size_t more = n + 1; more <= most + 1; more++) begin[more]++;
        }
    *ret = order;
    return RI_OK;
}

/* The rows in that order, so that they and their factors are read and written one behind the other. */
static ri_status line_up(const struct ri_interactions *rows, const uint32_t *order,
                         struct ri_arena *mem, struct ri_interactions *ret, struct ri_error *err)
{
    const size_t count = rows->begin[rows->users];
    size_t      *begin, at = 0;
    uint32_t    *item;
    float       *weight;
    RI_ARENA_NEW(begin, mem, rows->users + 1, err);
    RI_ARENA_NEW(item, mem, count, err);
    RI_ARENA_NEW(weight, mem, count, err);
    for (size_t row = 0; row < rows->users; row++) {
        const size_t first = rows->begin[order[row]], n = rows->begin[order[row] + 1] - first;
        if (n) {
            memcpy(item + at, rows->item + first, n * sizeof *item);
            memcpy(weight + at, rows->weight + first, n * sizeof *weight);
        }
        begin[row + 1] = at += n;
    }
    *ret = (struct ri_interactions){rows->users, rows->items, begin, item, weight};
    return RI_OK;
}

/* Users' factors from that order to their own; room: as many floats. */
static void put_back(struct als *als, const uint32_t *order, float *room)
{
    const size_t f = als->factors;
    memcpy(room, als->user, als->users * f * sizeof *room);
    for (size_t row = 0; row < als->users; row++)
        memcpy(als->user + order[row] * f, room + row * f, f * sizeof *room);
}

static ri_status iterate(struct als *als, struct half *half, const struct ri_interactions *sides,
                         size_t iterations, struct ri_task *task, struct ri_arena *mem,
                         struct ri_error *err)
{
    const uint32_t *order[2];
    for (size_t side = 0; side < 2; side++)
        RI_TRY(order_rows(&sides[side], als->factors, mem, &order[side], err));
    for (size_t step = 0; step < iterations; step++) {
        for (size_t side = 0; side < 2; side++) {
            half->rows = &sides[side];
            half->order = order[side];
            half->other = side ? als->user : als->item;
            half->other_count = sides[side].items;
            half->mine = side ? als->item : als->user;
            RI_TRY(half_step(half, task, err));
        }
        ri_task_progress(task, "learning what goes together", step + 1, iterations, "steps");
    }
    return RI_OK;
}

/* Items as seen through M, for reasons: what an item of the user's adds to the score of another. */
static ri_status keep_white(struct als *als, struct half *half, const struct ri_task *task,
                            struct ri_error *err)
{
    half->other = als->item;
    half->other_count = als->items;
    RI_TRY(share(half, task, err));
    memcpy(als->white, half->white, als->items * als->factors * sizeof *als->white);
    return RI_OK;
}

static ri_status learn(const struct ri_interactions      *interactions,
                       const struct ri_recommend_options *options, struct ri_task *task,
                       struct ri_arena *mem, void **ret_model, struct ri_error *err)
{
    struct ri_interactions sides[2];
    struct half            half = {0};
    const uint32_t        *order;
    struct als            *als;
    RI_TRY(check(interactions, options, err));
    RI_ARENA_NEW(als, mem, 1, err);
    const size_t factors = options->factors ? options->factors : 32;
    *als = (struct als){.users = interactions->users,
                        .items = interactions->items,
                        .factors = (factors + ALS_WIDE - 1) / ALS_WIDE * ALS_WIDE,
                        .used = factors,
                        .alpha = options->alpha > 0 ? options->alpha : 1,
                        .lambda = options->lambda > 0 ? options->lambda : 10};
    RI_TRY(new_floats(mem, als->users * als->factors, &als->user, err));
    RI_TRY(new_floats(mem, als->items * als->factors, &als->item, err));
    RI_TRY(new_floats(mem, als->items * als->factors, &als->white, err));
    draw_items(als, options);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    ri_status                  status = order_rows(interactions, als->factors, mem, &order, err);
    if (status == RI_OK) status = line_up(interactions, order, mem, &sides[0], err);
    if (status == RI_OK) status = ri_interactions_turn(&sides[0], mem, &sides[1], err);
    if (status == RI_OK) status = half_init(&half, als, task, mem, err);
    if (status == RI_OK)
        status = iterate(als, &half, sides, options->iterations ? options->iterations : 12, task,
                         mem, err);
    if (status == RI_OK) put_back(als, order, half.white);
    if (status == RI_OK) status = keep_white(als, &half, task, err);
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
            als_dot(als->user + user * als->factors, als->item + i * als->factors, als->factors);
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
                           als_dot(als->white + own * f, als->item + item * f, f);
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
            const double guess = (double)als_dot(als->user + u * f, als->item + i * f, f);
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
