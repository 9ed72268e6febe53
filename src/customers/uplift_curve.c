/* Uplift and Qini curves, and the areas above the random line. */
#include "uplift.h"

#include <math.h>

/* ---- Order ------------------------------------------------------------------------------------------------------- */

struct ranked {
    double   score;
    uint32_t customer;
};

static int falling(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return (a->customer > b->customer) - (a->customer < b->customer);
}

static ri_status check(const struct ri_trial *trial, struct ri_error *err)
{
    size_t treated = 0;
    if (!trial->score) return ri_fail(err, RI_EDATA, "a curve needs a score of every customer");
    if (trial->count > UINT32_MAX)
        return ri_fail(err, RI_ETOOLARGE, "more than 4 billion customers");
    for (size_t i = 0; i < trial->count; i++) {
        if (!isfinite(trial->score[i]) || !isfinite(trial->outcome[i]))
            return ri_fail(err, RI_EDATA, "score or outcome of customer %zu is not a number",
                           i + 1);
        treated += trial->treated[i] != 0;
    }
    if (treated < 2 || trial->count - treated < 2)
        return ri_fail(err, RI_EDATA,
                       "%zu customers were contacted and %zu are in the control group: a curve "
                       "needs 2 of each",
                       treated, trial->count - treated);
    return RI_OK;
}

ri_status ri_uplift_order(const struct ri_trial *trial, struct ri_arena *mem, uint32_t **ret,
                          struct ri_error *err)
{
    struct ranked *ranked;
    uint32_t      *order;
    RI_TRY(check(trial, err));
    RI_ARENA_NEW(order, mem, trial->count, err);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    RI_ARENA_NEW(ranked, mem, trial->count, err);
    for (size_t i = 0; i < trial->count; i++)
        ranked[i] = (struct ranked){trial->score[i], (uint32_t)i};
    qsort(ranked, trial->count, sizeof *ranked, falling);
    for (size_t i = 0; i < trial->count; i++) order[i] = ranked[i].customer;
    ri_arena_rewind(mem, mark);
    *ret = order;
    return RI_OK;
}

/* ---- Points ------------------------------------------------------------------------------------------------------ */

struct sums {          /* of those so far */
    double n[2], y[2]; /* control, treated */
};

static struct ri_uplift_point point_of(const struct sums *at)
{
    const double mean_t = at->n[1] > 0 ? at->y[1] / at->n[1] : 0,
                 mean_c = at->n[0] > 0 ? at->y[0] / at->n[0] : 0, targeted = at->n[0] + at->n[1];
    return (struct ri_uplift_point){.targeted = targeted,
                                    .treated = at->n[1],
                                    .control = at->n[0],
                                    .uplift = (mean_t - mean_c) * targeted,
                                    .qini = at->y[1] - mean_c * at->n[1]};
}

/* Hands every point to `next`, best scores first, without the one at nobody. */
static void walk(const struct ri_trial *trial, const uint32_t *order, const unsigned char *weight,
                 void (*next)(void *context, const struct ri_uplift_point *point), void *context)
{
    struct sums at = {0};
    for (size_t j = 0; j < trial->count; j++) {
        const uint32_t i = order[j];
        const double   w = weight ? weight[i] : 1;
        const size_t   g = trial->treated[i] != 0;
        at.n[g] += w;
        at.y[g] += w * trial->outcome[i];
        const bool last = j + 1 == trial->count;
        if (!last && trial->score[order[j + 1]] == trial->score[i]) continue;
        const struct ri_uplift_point point = point_of(&at);
        next(context, &point);
    }
}

struct list {
    struct ri_uplift_point *at;
    size_t                  count;
};

static void append(void *context, const struct ri_uplift_point *point)
{
    struct list *list = context;
    list->at[list->count++] = *point;
}

size_t ri_uplift_curve(const struct ri_trial *trial, const uint32_t *order,
                       const unsigned char *weight, struct ri_uplift_point *ret)
{
    struct list list = {ret, 0};
    append(&list, &(struct ri_uplift_point){0});
    walk(trial, order, weight, append, &list);
    return list.count;
}

/* ---- Areas ------------------------------------------------------------------------------------------------------- */

struct area { /* by trapezoids */
    struct ri_uplift_point last;
    double                 uplift, qini;
};

static void add_area(void *context, const struct ri_uplift_point *point)
{
    struct area *area = context;
    const double width = point->targeted - area->last.targeted;
    area->uplift += width * (point->uplift + area->last.uplift) / 2;
    area->qini += width * (point->qini + area->last.qini) / 2;
    area->last = *point;
}

/* The area above the line from nobody to everybody. */
static double above(double area, double end, double targeted)
{
    return area - end * targeted / 2;
}

/* How often each pair of group and outcome occurs; false: an outcome is neither 0 nor 1. */
static bool classes(const struct ri_trial *trial, const unsigned char *weight, double ret[2][2])
{
    for (size_t i = 0; i < trial->count; i++) {
        const double y = trial->outcome[i];
        if (y != 0 && y != 1) return false;
        ret[trial->treated[i] != 0][y == 1] += weight ? weight[i] : 1;
    }
    return true;
}

/* The curve of a ranking that knows what happened: classes enter one after the other (those of one rank together). */
static struct area perfect(double n[2][2], const int rank[2][2])
{
    struct area area = {0};
    struct sums at = {0};
    for (int r = 3; r >= 0; r--) {
        bool any = false;
        for (int g = 0; g < 2; g++) {
            for (int y = 0; y < 2; y++) {
                if (rank[g][y] != r || !(n[g][y] > 0)) continue;
                at.n[g] += n[g][y];
                at.y[g] += n[g][y] * y;
                any = true;
            }
        }
        const struct ri_uplift_point point = point_of(&at);
        if (any) add_area(&area, &point);
    }
    return area;
}

void ri_uplift_areas(const struct ri_trial *trial, const uint32_t *order,
                     const unsigned char *weight, struct ri_uplift_areas *ret)
{
    /* by [treated][outcome]; Qini: y treated - y control; uplift: 2 (y = treated) + y or treated */
    static const int by_qini[2][2] = {{1, 0}, {1, 2}}, by_outcome[2][2] = {{2, 1}, {0, 3}},
                     by_group[2][2] = {{2, 0}, {1, 3}};
    struct area area = {0};
    double      n[2][2] = {{0}};
    walk(trial, order, weight, add_area, &area);
    const double all = area.last.targeted;
    const double qini = above(area.qini, area.last.qini, all),
                 uplift = above(area.uplift, area.last.uplift, all);
    *ret = (struct ri_uplift_areas){qini / (all * all), uplift / (all * all), NAN, NAN};
    if (!classes(trial, weight, n)) return;
    const struct area best_qini = perfect(n, by_qini),
                      best = perfect(n, n[0][1] > n[1][0] ? by_outcome : by_group);
    const double most_qini = above(best_qini.qini, best_qini.last.qini, all),
                 most = above(best.uplift, best.last.uplift, all);
    if (most_qini > 0) ret->qini = qini / most_qini;
    if (most > 0) ret->auuc = uplift / most;
}
