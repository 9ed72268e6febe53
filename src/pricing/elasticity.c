/* Regressions of units on prices, group by group or in a pool. */
#include "elasticity.h"

#include "math/student.h"

#include <math.h>

/* A regression being made: rows of one group, or of all of a pool. Its columns are
 *     slopes [groups] | others [groups][others] | controls | dummies of effects that are not eliminated */
struct design {
    const struct ri_price_rows *rows;
    const uint32_t             *members; /* rows */
    size_t                      n, groups, first_group;
    bool                        pooled, bare; /* bare: effects alone */
    size_t                      others, controls;
    size_t                eliminated; /* index of the effect that cells stand for; SIZE_MAX: none */
    struct ri_sparse_rows sparse;
    double               *y;
};

static size_t largest_effect(const struct ri_price_rows *rows)
{
    size_t best = SIZE_MAX;
    for (size_t e = 0; e < rows->effect_count; e++)
        if (best == SIZE_MAX || rows->effect[e].levels > rows->effect[best].levels) best = e;
    return best;
}

static size_t dummies(const struct design *d)
{
    size_t count = d->pooled ? d->rows->shared.levels : 0;
    for (size_t e = 0; e < d->rows->effect_count; e++)
        count += e == d->eliminated ? 0 : d->rows->effect[e].levels;
    return count;
}

static double mean_of(const double *x, const uint32_t *members, size_t n)
{
    double sum = 0, known = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[members[i]])) sum += x[members[i]], known++;
    return known > 0 ? sum / known : 0;
}

struct means { /* of what is centred so that cross products keep their digits */
    double price, *control, *other;
};

static ri_status find_means(const struct design *d, struct ri_arena *mem, struct means *ret,
                            struct ri_error *err)
{
    const struct ri_price_rows *rows = d->rows;
    RI_ARENA_NEW(ret->control, mem, d->controls, err);
    RI_ARENA_NEW(ret->other, mem, d->others, err);
    ret->price = mean_of(rows->price, d->members, d->n);
    for (size_t c = 0; c < d->controls; c++)
        ret->control[c] = mean_of(rows->control + c * rows->n, d->members, d->n);
    for (size_t o = 0; o < d->others; o++)
        ret->other[o] = mean_of(rows->other + o * rows->n, d->members, d->n);
    return RI_OK;
}

static void fill_row(const struct design *d, const struct means *means, size_t i, uint32_t *column,
                     double *value)
{
    const struct ri_price_rows *rows = d->rows;
    const size_t                row = d->members[i], g = rows->group[row] - d->first_group;
    size_t                      at = 0, base = d->groups * (1 + d->others);
    if (!d->bare) {
        column[at] = (uint32_t)g;
        value[at++] = rows->price[row] - means->price;
        for (size_t o = 0; o < d->others; o++) {
            const double x = rows->other[o * rows->n + row];
            const bool   own = rows->own && rows->own[rows->group[row]] == o;
            column[at] = (uint32_t)(d->groups + g * d->others + o);
            value[at++] = own || isnan(x) ? 0 : x - means->other[o];
        }
        for (size_t c = 0; c < d->controls; c++) {
            column[at] = (uint32_t)(base + c);
            value[at++] = rows->control[c * rows->n + row] - means->control[c];
        }
        base += d->controls;
    } else {
        base = 0;
    }
    for (size_t e = 0; e < rows->effect_count; e++) {
        if (e == d->eliminated) continue;
        column[at] = (uint32_t)base + rows->effect[e].level[row];
        value[at++] = 1;
        base += rows->effect[e].levels;
    }
    if (d->pooled) {
        column[at] = (uint32_t)base + rows->shared.level[row];
        value[at] = 1;
    }
}

static ri_status fill(struct design *d, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_price_rows *rows = d->rows;
    const size_t levels = d->eliminated == SIZE_MAX ? 1 : rows->effect[d->eliminated].levels;
    const size_t own = rows->effect_count - (d->eliminated != SIZE_MAX);
    const size_t width = (d->bare ? 0 : 1 + d->others + d->controls) + own + d->pooled;
    const size_t k = (d->bare ? 0 : d->groups * (1 + d->others) + d->controls) + dummies(d);
    struct means means = {0};
    uint32_t    *column, *cell;
    double      *value;
    RI_ARENA_NEW(column, mem, d->n * width, err);
    RI_ARENA_NEW(value, mem, d->n * width, err);
    RI_ARENA_NEW(cell, mem, d->n, err);
    RI_ARENA_NEW(d->y, mem, d->n, err);
    if (!d->bare) RI_TRY(find_means(d, mem, &means, err));
    for (size_t i = 0; i < d->n; i++) {
        const size_t row = d->members[i], g = rows->group[row] - d->first_group;
        fill_row(d, &means, i, column + i * width, value + i * width);
        const size_t level = d->eliminated == SIZE_MAX ? 0 : rows->effect[d->eliminated].level[row];
        cell[i] = (uint32_t)(g * levels + level);
    }
    d->sparse = (struct ri_sparse_rows){d->n, width, k, column, value, cell, d->groups * levels};
    return RI_OK;
}

/* ---- One regression ------------------------------------------------------------------------------------------------ */

/* Clusters met by these rows become 0, 1, 2 ... */
static ri_status own_clusters(const struct design *d, struct ri_arena *mem,
                              struct ri_fit_errors *ret, struct ri_error *err)
{
    uint32_t *number, *cluster;
    size_t    count = 0;
    RI_ARENA_NEW(number, mem, d->rows->clusters, err);
    RI_ARENA_NEW(cluster, mem, d->n, err);
    for (size_t i = 0; i < d->n; i++) {
        uint32_t *at = &number[d->rows->cluster[d->members[i]]];
        if (!*at) *at = (uint32_t)++count;
        cluster[i] = *at - 1;
    }
    ret->cluster = cluster;
    ret->clusters = count;
    return RI_OK;
}

/* Dummies of an effect that is the cluster itself take no degree of freedom. */
static size_t nested_dummies(const struct design *d)
{
    const struct ri_price_rows *rows = d->rows;
    size_t                      nested = 0;
    for (size_t e = 0; e < rows->effect_count; e++)
        if (e != d->eliminated && rows->effect[e].level == rows->cluster)
            nested += rows->effect[e].levels - 1;
    if (d->pooled && rows->shared.level == rows->cluster) nested += rows->shared.levels - 1;
    return nested;
}

static struct ri_slope slope_of(double value, double variance, double t)
{
    const double error = sqrt(variance);
    return (struct ri_slope){value, error, value - t * error, value + t * error};
}

static void no_slope(struct ri_slope *slope)
{
    *slope = (struct ri_slope){NAN, NAN, NAN, NAN};
}

static ri_status take_slopes(const struct design *d, const struct ri_fit *fit,
                             const struct ri_elasticity_options *options, struct ri_arena *mem,
                             struct ri_elasticity *ret, struct ri_error *err)
{
    const size_t         m = d->groups * (1 + d->others) + d->controls;
    struct ri_fit_errors errors = {.kind = options->errors, .nested = 0};
    size_t              *wanted;
    double              *covariance, df;
    RI_ARENA_NEW(wanted, mem, m, err);
    RI_ARENA_NEW(covariance, mem, m * m, err);
    for (size_t j = 0; j < m; j++) wanted[j] = j;
    if (options->errors == RI_ERRORS_CLUSTER) {
        errors.nested = nested_dummies(d);
        RI_TRY(own_clusters(d, mem, &errors, err));
    }
    RI_TRY(ri_fit_covariance(&d->sparse, fit, &errors, wanted, m, mem, covariance, &df, err));
    const double t = df > 0 ? ri_student_quantile((1 + options->confidence) / 2, df) : NAN;
    for (size_t g = 0; g < d->groups; g++) {
        struct ri_elasticity *one = &ret[d->first_group + g];
        one->own = slope_of(fit->coefficient[g], covariance[g * m + g], t);
        one->r2 = d->groups == 1 && !fit->poisson ? 1 - fit->squares / fit->total : NAN;
        for (size_t o = 0; o < d->others; o++) {
            const size_t j = d->groups + g * d->others + o;
            one->other[o] = slope_of(fit->coefficient[j], covariance[j * m + j], t);
        }
        for (size_t c = 0; c < d->controls; c++) {
            const size_t j = d->groups * (1 + d->others) + c;
            one->control[c] = slope_of(fit->coefficient[j], covariance[j * m + j], t);
        }
    }
    return RI_OK;
}

static void say_problems(const struct design *d, const struct ri_fit *fit,
                         struct ri_elasticity *ret)
{
    for (size_t g = 0; g < d->groups; g++) {
        struct ri_elasticity *one = &ret[d->first_group + g];
        if (one->problem) continue;
        if (fit->used <= fit->rank + fit->alive)
            one->problem = "too few observations for what is to be told apart";
        else if (isnan(one->own.value))
            one->problem = "its price moves only together with the effects or controls";
        else if (!(one->own.error > 0))
            one->problem = "no error can be told: too few clusters, or a perfect fit";
        if (one->problem && !(isfinite(one->own.value) && fit->used > fit->rank + fit->alive))
            no_slope(&one->own);
    }
}

/* Of the squares beyond Poisson's; what is below 0 is 0. */
static double alpha_by_moments(const struct ri_fit *fit, const double *y, size_t n)
{
    double over = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        const double mean = fit->mean[i], off = y[i] - mean;
        if (!(mean > 0)) continue;
        over += off * off - mean;
        squares += mean * mean;
    }
    return squares > 0 ? fmax(over / squares, 0) : (double)NAN;
}

static bool is_count(ri_demand_model model, bool zero)
{
    return model == RI_DEMAND_COUNT || model == RI_DEMAND_NEGATIVE_BINOMIAL ||
           (model == RI_DEMAND_AUTO && zero);
}

static ri_status fit_design(struct design *d, const struct ri_elasticity_options *options,
                            bool count, struct ri_arena *mem, struct ri_elasticity *ret,
                            struct ri_error *err)
{
    const struct ri_price_rows *rows = d->rows;
    struct ri_fit               fit;
    RI_TRY(fill(d, mem, err));
    for (size_t i = 0; i < d->n; i++) {
        const double q = rows->quantity[d->members[i]];
        d->y[i] = count ? (rows->logged ? exp(q) : q) : rows->logged ? q : log(q);
    }
    const struct ri_count_law law = {.learn = options->model == RI_DEMAND_NEGATIVE_BINOMIAL};
    const ri_status           status = count ? ri_fit_counts(&d->sparse, d->y, &law, mem, &fit, err)
                                             : ri_fit_squares(&d->sparse, d->y, mem, &fit, err);
    if (status == RI_EDATA) {
        for (size_t g = 0; g < d->groups; g++)
            ret[d->first_group + g].problem = "the count model does not converge";
        return RI_OK;
    }
    RI_TRY(status);
    RI_TRY(take_slopes(d, &fit, options, mem, ret, err));
    for (size_t g = 0; g < d->groups; g++)
        ret[d->first_group + g].alpha = !count      ? (double)NAN
                                        : law.learn ? fit.alpha
                                                    : alpha_by_moments(&fit, d->y, d->n);
    say_problems(d, &fit, ret);
    return RI_OK;
}

/* ---- Which rows ------------------------------------------------------------------------------------------------------ */

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Counts, tried prices, and what forbids an elasticity from the start. */
static ri_status describe(const struct ri_price_rows *rows, const uint32_t *members, size_t n,
                          bool count, struct ri_arena *mem, struct ri_elasticity *ret,
                          struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    double                    *price;
    bool                       any = rows->logged;
    RI_ARENA_NEW(price, mem, n, err);
    for (size_t i = 0; i < n; i++) {
        price[i] = rows->price[members[i]];
        any |= rows->quantity[members[i]] > 0;
    }
    qsort(price, n, sizeof *price, rising);
    ret->observations = n;
    ret->counted = count;
    for (size_t i = 0; i < n; i++) ret->prices += i == 0 || price[i] - price[i - 1] > 1e-9;
    ret->low_price = n ? price[0] : NAN;
    ret->high_price = n ? price[n - 1] : NAN;
    if (!n)
        ret->problem = "no observation";
    else if (!any)
        ret->problem = "nothing was sold";
    else if (ret->prices < 2)
        ret->problem = "its price never moved";
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

static bool has_zero(const struct ri_price_rows *rows, const uint32_t *members, size_t n)
{
    for (size_t i = 0; !rows->logged && i < n; i++)
        if (!(rows->quantity[members[i]] > 0)) return true;
    return false;
}

static size_t drop_zeros(const struct ri_price_rows *rows, uint32_t *members, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (rows->quantity[members[i]] > 0) members[kept++] = members[i];
    return kept;
}

/* Counts by level of what a count model cannot learn from: rows whose own effect or shared level sold nothing at all go, again and
 * again until none is left. Their dummies would run to minus infinity. */
static ri_status drop_silent(const struct ri_price_rows *rows, size_t first_group, size_t groups,
                             uint32_t *members, size_t *n, struct ri_arena *mem,
                             struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    for (bool again = true; again && !rows->logged;) {
        again = false;
        for (size_t e = 0; e <= rows->effect_count; e++) {
            const bool                    own = e < rows->effect_count;
            const struct ri_price_effect *effect = own ? &rows->effect[e] : &rows->shared;
            double                       *sum;
            size_t                        kept = 0;
            if (!effect->levels) continue;
            RI_ARENA_NEW(sum, mem, (own ? groups : 1) * effect->levels, err);
            for (size_t pass = 0; pass < 2; pass++)
                for (size_t i = 0; i < *n; i++) {
                    const size_t row = members[i], g = own ? rows->group[row] - first_group : 0;
                    double      *at = &sum[g * effect->levels + effect->level[row]];
                    if (pass == 0)
                        *at += rows->quantity[row];
                    else if (*at > 0)
                        members[kept++] = members[i];
                }
            again |= kept < *n;
            *n = kept;
            ri_arena_rewind(mem, mark);
        }
    }
    return RI_OK;
}

/* One group with a regression of its own. */
static ri_status fit_group(const struct ri_price_rows         *rows,
                           const struct ri_elasticity_options *options, size_t g, uint32_t *members,
                           size_t n, struct ri_arena *scratch, struct ri_elasticity *ret,
                           struct ri_error *err)
{
    const bool count = is_count(options->model, has_zero(rows, members, n));
    if (!count && !rows->logged) n = drop_zeros(rows, members, n);
    RI_TRY(describe(rows, members, n, count, scratch, &ret[g], err));
    if (ret[g].problem) return RI_OK;
    if (count) RI_TRY(drop_silent(rows, g, 1, members, &n, scratch, err));
    struct design d = {.rows = rows,
                       .members = members,
                       .n = n,
                       .groups = 1,
                       .first_group = g,
                       .others = rows->other_count,
                       .controls = rows->control_count,
                       .eliminated = largest_effect(rows)};
    return fit_design(&d, options, count, scratch, ret, err);
}

/* Rows of each group, one after the other; start[groups + 1]. */
static ri_status by_group(const struct ri_price_rows *rows, struct ri_arena *mem,
                          size_t **ret_start, uint32_t **ret_members, struct ri_error *err)
{
    size_t *start;
    RI_ARENA_NEW(start, mem, rows->groups + 2, err);
    RI_ARENA_NEW(*ret_members, mem, rows->n, err);
    for (size_t i = 0; i < rows->n; i++) start[rows->group[i] + 2]++;
    for (size_t g = 0; g < rows->groups; g++) start[g + 2] += start[g + 1];
    for (size_t i = 0; i < rows->n; i++) (*ret_members)[start[rows->group[i] + 1]++] = (uint32_t)i;
    *ret_start = start;
    return RI_OK;
}

/* All groups at once. Groups that cannot have a slope still tell what weeks are like. */
static ri_status fit_pool(const struct ri_price_rows         *rows,
                          const struct ri_elasticity_options *options, const size_t *start,
                          uint32_t *members, struct ri_arena *scratch, struct ri_elasticity *ret,
                          struct ri_error *err)
{
    const bool count = is_count(options->model, has_zero(rows, members, rows->n));
    size_t     n = 0;
    for (size_t g = 0; g < rows->groups; g++) {
        const size_t here = start[g + 1] - start[g];
        memmove(members + n, members + start[g], here * sizeof *members);
        const size_t kept = count || rows->logged ? here : drop_zeros(rows, members + n, here);
        RI_TRY(describe(rows, members + n, kept, count, scratch, &ret[g], err));
        n += kept;
    }
    if (count) RI_TRY(drop_silent(rows, 0, rows->groups, members, &n, scratch, err));
    struct design d = {.rows = rows,
                       .members = members,
                       .n = n,
                       .groups = rows->groups,
                       .pooled = true,
                       .others = rows->other_count,
                       .controls = rows->control_count,
                       .eliminated = largest_effect(rows)};
    if (!n) return RI_OK;
    return fit_design(&d, options, count, scratch, ret, err);
}

static ri_status make_room(const struct ri_price_rows *rows, struct ri_arena *mem,
                           struct ri_elasticity *ret, struct ri_error *err)
{
    for (size_t g = 0; g < rows->groups; g++) {
        ret[g] = (struct ri_elasticity){.r2 = NAN, .alpha = NAN, .low_price = NAN, .high_price = NAN};
        RI_ARENA_NEW(ret[g].other, mem, rows->other_count, err);
        RI_ARENA_NEW(ret[g].control, mem, rows->control_count, err);
        no_slope(&ret[g].own);
        for (size_t o = 0; o < rows->other_count; o++) no_slope(&ret[g].other[o]);
        for (size_t c = 0; c < rows->control_count; c++) no_slope(&ret[g].control[c]);
    }
    return RI_OK;
}

ri_status ri_elasticity_fit(const struct ri_price_rows         *rows,
                            const struct ri_elasticity_options *options, struct ri_arena *mem,
                            struct ri_elasticity *ret, struct ri_error *err)
{
    size_t   *start;
    uint32_t *members;
    RI_TRY(make_room(rows, mem, ret, err));
    const struct ri_arena_mark all = ri_arena_mark(mem);
    RI_TRY(by_group(rows, mem, &start, &members, err));
    if (rows->shared.levels) RI_TRY(fit_pool(rows, options, start, members, mem, ret, err));
    for (size_t g = 0; !rows->shared.levels && g < rows->groups; g++) {
        const struct ri_arena_mark mark = ri_arena_mark(mem);
        RI_TRY(fit_group(rows, options, g, members + start[g], start[g + 1] - start[g], mem, ret,
                         err));
        ri_arena_rewind(mem, mark);
    }
    ri_arena_rewind(mem, all);
    return RI_OK;
}

ri_status ri_without_effects(const struct ri_price_rows *rows, const double *of,
                             struct ri_arena *mem, double *ret, size_t *ret_taken,
                             struct ri_error *err)
{
    const bool                 pooled = rows->shared.levels > 0;
    const struct ri_arena_mark all = ri_arena_mark(mem);
    size_t                    *start;
    uint32_t                  *members;
    *ret_taken = 0;
    RI_TRY(by_group(rows, mem, &start, &members, err));
    for (size_t g = 0; g < (pooled ? 1 : rows->groups); g++) {
        const struct ri_arena_mark mark = ri_arena_mark(mem);
        struct design              d = {.rows = rows,
                                        .members = pooled ? members : members + start[g],
                                        .n = pooled ? rows->n : start[g + 1] - start[g],
                                        .groups = pooled ? rows->groups : 1,
                                        .first_group = g,
                                        .pooled = pooled,
                                        .bare = true,
                                        .eliminated = largest_effect(rows)};
        struct ri_fit              fit;
        RI_TRY(fill(&d, mem, err));
        for (size_t i = 0; i < d.n; i++) d.y[i] = of[d.members[i]];
        RI_TRY(ri_fit_squares(&d.sparse, d.y, mem, &fit, err));
        for (size_t i = 0; i < d.n; i++) ret[d.members[i]] = fit.residual[i];
        *ret_taken += fit.rank + fit.alive;
        ri_arena_rewind(mem, mark);
    }
    ri_arena_rewind(mem, all);
    return RI_OK;
}
