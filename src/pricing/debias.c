/* Double machine learning with cross-fitting. */
#include "debias.h"

#include "base/random.h"
#include "learn/learner.h"
#include "math/student.h"
#include "pricing/ridge.h"

#include <math.h>

enum { FEWEST = 20, FEWEST_FOR_TREES = 300, SIDES = 2 };
enum { BY_MEAN, BY_RIDGE, BY_BOOST, BY_BOTH, WAYS };

struct cleaning {
    const struct ri_price_rows     *rows;
    const struct ri_debias_options *options;
    const double                   *feature;
    size_t                          features;
    struct ri_task                 *task;
    struct ri_arena                *mem;
    uint32_t                       *members; /* usable rows by group */
    size_t                         *start;   /* [groups + 1] of members */
    uint8_t                        *fold;    /* [n] */
    double *side[SIDES];                     /* [n] log price and log quantity without effects */
    double *said[SIDES][WAYS];               /* [n] what a way says of them */
    bool    trees;
    size_t  taken;
};

/* ---- Rows and folds -------------------------------------------------------------------------------------------------- */

static ri_status choose_rows(struct cleaning *c, struct ri_debiased *ret, struct ri_error *err)
{
    const struct ri_price_rows *rows = c->rows;
    size_t                     *all, *zero, kept = 0;
    RI_ARENA_NEW(all, c->mem, rows->groups, err);
    RI_ARENA_NEW(zero, c->mem, rows->groups, err);
    RI_ARENA_NEW(c->start, c->mem, rows->groups + 1, err);
    RI_ARENA_NEW(c->members, c->mem, rows->n, err);
    for (size_t i = 0; i < rows->n; i++) {
        all[rows->group[i]]++;
        zero[rows->group[i]] += !rows->logged && !(rows->quantity[i] > 0);
    }
    for (size_t g = 0; g < rows->groups; g++) {
        const size_t used = all[g] - zero[g];
        ret[g] = (struct ri_debiased){.own = {NAN, NAN, NAN, NAN}, .explained = NAN};
        if (zero[g] * 20 > all[g])
            ret[g].problem = "too many zero sales";
        else if (used < FEWEST)
            ret[g].problem = "too few observations";
        c->start[g + 1] = c->start[g] + (ret[g].problem ? 0 : used);
    }
    size_t *at = all;
    for (size_t g = 0; g < rows->groups; g++) at[g] = c->start[g];
    for (size_t i = 0; i < rows->n; i++) {
        const size_t g = rows->group[i];
        if (ret[g].problem || (!rows->logged && !(rows->quantity[i] > 0))) continue;
        c->members[at[g]++] = (uint32_t)i;
        kept++;
    }
    c->trees = c->options->cleaner != RI_CLEANER_RIDGE && kept >= FEWEST_FOR_TREES;
    return RI_OK;
}

/* Folds of equal size within each group, by the seed. */
static ri_status deal_folds(struct cleaning *c, struct ri_error *err)
{
    size_t *order;
    RI_ARENA_NEW(c->fold, c->mem, c->rows->n, err);
    RI_ARENA_NEW(order, c->mem, c->rows->n, err);
    for (size_t g = 0; g < c->rows->groups; g++) {
        const size_t     n = c->start[g + 1] - c->start[g];
        struct ri_random random;
        ri_random_init(&random, c->options->seed, g);
        for (size_t i = 0; i < n; i++) order[i] = i;
        ri_random_shuffle(&random, order, n);
        for (size_t i = 0; i < n; i++)
            c->fold[c->members[c->start[g] + order[i]]] = (uint8_t)(i % c->options->folds);
    }
    return RI_OK;
}

/* The usable rows as a table of their own, without effects. */
static ri_status take_effects_out(struct cleaning *c, struct ri_error *err)
{
    const struct ri_price_rows *rows = c->rows;
    const size_t                n = c->start[rows->groups];
    struct ri_price_rows        used = *rows;
    uint32_t                   *group, *level;
    double                     *of, *left;
    used.n = n;
    RI_ARENA_NEW(group, c->mem, n, err);
    RI_ARENA_NEW(of, c->mem, n, err);
    RI_ARENA_NEW(left, c->mem, n, err);
    for (size_t i = 0; i < n; i++) group[i] = rows->group[c->members[i]];
    used.group = group;
    for (size_t e = 0; e <= rows->effect_count; e++) {
        struct ri_price_effect *effect = e < rows->effect_count ? &used.effect[e] : &used.shared;
        if (!effect->levels) continue;
        RI_ARENA_NEW(level, c->mem, n, err);
        for (size_t i = 0; i < n; i++) level[i] = effect->level[c->members[i]];
        effect->level = level;
    }
    for (size_t s = 0; s < SIDES; s++) {
        RI_ARENA_NEW(c->side[s], c->mem, rows->n, err);
        for (size_t i = 0; i < n; i++) {
            const size_t row = c->members[i];
            of[i] = s == 0         ? rows->price[row]
                    : rows->logged ? rows->quantity[row]
                                   : log(rows->quantity[row]);
        }
        RI_TRY(ri_without_effects(&used, of, c->mem, left, &c->taken, err));
        for (size_t i = 0; i < n; i++) c->side[s][c->members[i]] = left[i];
    }
    return RI_OK;
}

/* ---- What the controls say ------------------------------------------------------------------------------------------- */

/* Ridge inside a group: every fold from the others. */
static ri_status ridge_of(struct cleaning *c, size_t g, struct ri_error *err)
{
    const size_t               n = c->start[g + 1] - c->start[g];
    const uint32_t            *members = c->members + c->start[g];
    const struct ri_arena_mark mark = ri_arena_mark(c->mem);
    uint32_t                  *known, *asked;
    double                    *answer;
    RI_ARENA_NEW(known, c->mem, n, err);
    RI_ARENA_NEW(asked, c->mem, n, err);
    RI_ARENA_NEW(answer, c->mem, n, err);
    for (size_t f = 0; n && f < c->options->folds; f++) {
        size_t in = 0, out = 0;
        for (size_t i = 0; i < n; i++)
            if (c->fold[members[i]] == f)
                asked[out++] = members[i];
            else
                known[in++] = members[i];
        for (size_t s = 0; s < SIDES; s++) {
            RI_TRY(pricing_ridge(c->feature, c->features, c->rows->n, c->side[s], known, in, asked,
                                 out, c->mem, answer, err));
            for (size_t i = 0; i < out; i++) c->said[s][BY_RIDGE][asked[i]] = answer[i];
        }
    }
    ri_arena_rewind(c->mem, mark);
    return ri_task_check(c->task, err);
}

struct table { /* features of rows beside the number of their group */
    double  *x;
    float   *y;
    uint8_t *categorical;
};

static void fill_table(const struct cleaning *c, const uint32_t *rows, size_t n, double *x)
{
    for (size_t i = 0; i < n; i++) {
        double *row = x + i * (c->features + 1);
        for (size_t f = 0; f < c->features; f++) row[f] = c->feature[f * c->rows->n + rows[i]];
        row[c->features] = c->rows->group[rows[i]];
    }
}

/* Trees on target - base (NULL: 0), learnt from `known`, said of `asked` with the base. */
static ri_status trees_say(struct cleaning *c, const double *target, const double *base,
                           const uint32_t *known, size_t in, const uint32_t *asked, size_t out,
                           struct table *table, double *answer, double *ret, struct ri_error *err)
{
    struct ri_learn_settings settings;
    struct ri_learned       *learned;
    const size_t             columns = c->features + 1;
    ri_learn_defaults(&ri_learner_boost, &settings);
    settings.trees = 150;
    settings.leaves = 15;
    settings.seed = (int64_t)(c->options->seed % INT32_MAX);
    fill_table(c, known, in, table->x);
    for (size_t i = 0; i < in; i++)
        table->y[i] = (float)(target[known[i]] - (base ? base[known[i]] : 0));
    const struct ri_learn_data data = {.in = {.rows = in, .columns = columns, .x64 = table->x},
                                       .target = table->y,
                                       .categorical = table->categorical};
    RI_TRY(ri_learn_train(&ri_learner_boost, &data, &settings, c->task, &learned, err));
    fill_table(c, asked, out, table->x);
    const struct ri_learn_rows rows = {.rows = out, .columns = columns, .x64 = table->x};
    const ri_status            status =
        ri_learned_predict(learned, &rows, ri_task_threads(c->task), answer, err);
    ri_learned_free(learned);
    for (size_t i = 0; status == RI_OK && i < out; i++)
        ret[asked[i]] = answer[i] + (base ? base[asked[i]] : 0);
    return status;
}

static ri_status boost(struct cleaning *c, struct ri_error *err)
{
    const size_t n = c->start[c->rows->groups];
    struct table table;
    uint32_t    *known, *asked;
    double      *answer;
    RI_ARENA_NEW(table.x, c->mem, n * (c->features + 1), err);
    RI_ARENA_NEW(table.y, c->mem, n, err);
    RI_ARENA_NEW(table.categorical, c->mem, c->features + 1, err);
    RI_ARENA_NEW(known, c->mem, n, err);
    RI_ARENA_NEW(asked, c->mem, n, err);
    RI_ARENA_NEW(answer, c->mem, n, err);
    table.categorical[c->features] = 1;
    for (size_t f = 0; f < c->options->folds; f++) {
        size_t in = 0, out = 0;
        for (size_t i = 0; i < n; i++)
            if (c->fold[c->members[i]] == f)
                asked[out++] = c->members[i];
            else
                known[in++] = c->members[i];
        for (size_t s = 0; s < SIDES; s++) {
            RI_TRY(trees_say(c, c->side[s], NULL, known, in, asked, out, &table, answer,
                             c->said[s][BY_BOOST], err));
            if (c->options->cleaner == RI_CLEANER_BOOST) continue;
            RI_TRY(trees_say(c, c->side[s], c->said[s][BY_RIDGE], known, in, asked, out, &table,
                             answer, c->said[s][BY_BOTH], err));
        }
        ri_task_progress(c->task, "debiasing", f + 1, c->options->folds, "folds");
    }
    return RI_OK;
}

/* ---- Residual on residual -------------------------------------------------------------------------------------------- */

static bool allowed(const struct cleaning *c, size_t way)
{
    if (way == BY_MEAN) return true;
    if (way == BY_RIDGE) return c->options->cleaner != RI_CLEANER_BOOST;
    return c->trees && (way == BY_BOOST || c->options->cleaner == RI_CLEANER_AUTO);
}

/* What says most of a side of a group, by error on rows it did not learn from. */
static const double *best_way(const struct cleaning *c, size_t s, size_t g, double *ret_left,
                              double *ret_all)
{
    const double *best = NULL;
    for (size_t way = 0; way < WAYS; way++) {
        double left = 0;
        if (!allowed(c, way)) continue;
        for (size_t i = c->start[g]; i < c->start[g + 1]; i++) {
            const double off = c->side[s][c->members[i]] - c->said[s][way][c->members[i]];
            left += off * off;
        }
        if (way == BY_MEAN) *ret_all = left;
        if (best && !(left < *ret_left)) continue;
        *ret_left = left;
        best = c->said[s][way];
    }
    return best;
}

/* Sum over clusters (or rows) of the squared sums of v (u - slope v); clusters met. */
static double meat(const struct cleaning *c, size_t g, const double *price, const double *quantity,
                   double slope, double *by_cluster, size_t *ret_met)
{
    double sum = 0;
    for (size_t i = c->start[g]; i < c->start[g + 1]; i++) {
        const size_t row = c->members[i];
        const double v = c->side[0][row] - price[row], u = c->side[1][row] - quantity[row];
        const double pull = v * (u - slope * v);
        if (c->rows->cluster)
            by_cluster[c->rows->cluster[row]] += pull;
        else
            sum += pull * pull;
    }
    *ret_met = 0;
    for (size_t i = c->start[g]; c->rows->cluster && i < c->start[g + 1]; i++) {
        double *at = &by_cluster[c->rows->cluster[c->members[i]]];
        *ret_met += *at != 0;
        sum += *at * *at;
        *at = 0;
    }
    return sum;
}

static void regress(const struct cleaning *c, size_t g, double *by_cluster, struct ri_debiased *ret)
{
    double        left = 0, all = 0, other_left, other_all, squares = 0, product = 0;
    const double *price = best_way(c, 0, g, &left, &all),
                 *quantity = best_way(c, 1, g, &other_left, &other_all);
    const double n = (double)(c->start[g + 1] - c->start[g]);
    for (size_t i = c->start[g]; i < c->start[g + 1]; i++) {
        const size_t row = c->members[i];
        const double v = c->side[0][row] - price[row], u = c->side[1][row] - quantity[row];
        squares += v * v;
        product += v * u;
    }
    ret->explained = all > 0 ? fmax(1 - left / all, 0) : NAN;
    if (!(squares > 1e-9 * n)) {
        ret->problem = "nothing moves its price but the controls and effects";
        return;
    }
    size_t       met;
    const double slope = product / squares,
                 sum = meat(c, g, price, quantity, slope, by_cluster, &met);
    const double all_n = (double)c->start[c->rows->groups];
    const double thin = all_n > (double)c->taken ? all_n / (all_n - (double)c->taken) : NAN;
    const double few = c->rows->cluster ? (double)met / ((double)met - 1) : 1;
    const double df = c->rows->cluster ? (double)met - 1 : n - 1;
    const double error = sqrt(sum * thin * few) / squares;
    const double t = df > 0 ? ri_student_quantile((1 + c->options->confidence) / 2, df) : NAN;
    ret->own = (struct ri_slope){slope, error, slope - t * error, slope + t * error};
}

ri_status ri_debias(const struct ri_price_rows *rows, const double *feature, size_t features,
                    const struct ri_debias_options *options, struct ri_task *task,
                    struct ri_arena *mem, struct ri_debiased *ret, struct ri_error *err)
{
    const struct ri_arena_mark all = ri_arena_mark(mem);
    struct cleaning            c = {.rows = rows,
                                    .options = options,
                                    .feature = feature,
                                    .features = features,
                                    .task = task,
                                    .mem = mem};
    double                    *by_cluster;
    RI_TRY(choose_rows(&c, ret, err));
    RI_TRY(deal_folds(&c, err));
    RI_TRY(take_effects_out(&c, err));
    RI_ARENA_NEW(by_cluster, mem, rows->clusters, err);
    for (size_t s = 0; s < SIDES; s++)
        for (size_t way = 0; way < WAYS; way++) RI_ARENA_NEW(c.said[s][way], mem, rows->n, err);
    if (options->cleaner != RI_CLEANER_BOOST)
        for (size_t g = 0; g < rows->groups; g++) RI_TRY(ridge_of(&c, g, err));
    if (c.trees) {
        const ri_status status = boost(&c, err);
        if (status == RI_EUPSTREAM && options->cleaner == RI_CLEANER_AUTO)
            c.trees = false;
        else if (status != RI_OK)
            return status;
    }
    for (size_t g = 0; g < rows->groups; g++)
        if (!ret[g].problem) regress(&c, g, by_cluster, &ret[g]);
    ri_arena_rewind(mem, all);
    return RI_OK;
}
