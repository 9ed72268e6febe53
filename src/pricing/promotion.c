/* Promotions measured in a pool of products. */
#include "promotion.h"

#include "math/distribution.h"
#include "pricing/shrink.h"

#include <math.h>

#define STRONGEST   (-3.0) /* what is stronger comes from a handful of rows */
#define SURE        2.81   /* standard errors: 995 of 1,000 */
#define LEAST_KNOWN 0.05   /* of an effect's information that censored rows must leave */
enum { OWN_MOST = 3, AFTER = 0, LATER, STOCKED, RIVALS, HALO, POOLED, WEEK_DAYS = 7 };

/* Days after an offer's last, both inclusive, in which it may still be felt. */
static const struct span {
    int32_t from, to;
} spans[] = {[AFTER] = {1, 7}, [LATER] = {8, 14}, [STOCKED] = {15, 28}};

struct touched { /* a row's own promotions */
    uint32_t event[OWN_MOST];
    double   share[OWN_MOST];
};
struct measuring {
    const struct ri_deal_pool  *pool;
    const struct ri_price_rows *rows;
    size_t                      stores, weeks;
    double                     *share;          /* [group][store][week] of days promoted */
    double                     *weight;         /* [group] part of its kin's units */
    double                     *most;           /* [cell] units sold in its best week */
    struct touched             *touched;        /* [n] */
    double                     *pooled[POOLED]; /* [n] */
    struct ri_fit               fit;
    struct ri_sparse_rows       sparse;
};

static bool is_censored(const struct measuring *m, size_t i)
{
    return m->pool->censored && m->pool->censored[i];
}

/* ---- Regressors -------------------------------------------------------------------------------------------------------- */

static double overlap(int32_t first, int32_t last, uint32_t week)
{
    const int32_t begin = (int32_t)week * WEEK_DAYS, end = begin + WEEK_DAYS - 1;
    const int32_t from = first > begin ? first : begin, to = last < end ? last : end;
    return from <= to ? (double)(to - from + 1) / WEEK_DAYS : 0;
}

static void touch_row(const struct measuring *m, const struct ri_deal *offer, size_t i)
{
    const uint32_t  week = m->rows->shared.level[i];
    struct touched *to = &m->touched[i];
    const double    own = overlap(offer->first, offer->last, week);
    for (size_t p = AFTER; p <= STOCKED; p++)
        m->pooled[p][i] = fmin(1, m->pooled[p][i] + overlap(offer->last + spans[p].from,
                                                            offer->last + spans[p].to, week));
    if (!(own > 0)) return;
    for (size_t o = 0; o < OWN_MOST; o++) {
        if (to->share[o] > 0 && to->event[o] != offer->event) continue;
        to->event[o] = offer->event;
        to->share[o] = fmin(1, to->share[o] + own);
        break;
    }
    double *share =
        &m->share[(m->rows->group[i] * m->stores + m->rows->effect[0].level[i]) * m->weeks + week];
    *share = fmin(1, *share + own);
}

/* Rows of each group: offers touch only theirs. */
static ri_status touch_rows(struct measuring *m, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_price_rows *rows = m->rows;
    size_t                     *start;
    uint32_t                   *members;
    RI_ARENA_NEW(start, mem, rows->groups + 2, err);
    RI_ARENA_NEW(members, mem, rows->n, err);
    for (size_t i = 0; i < rows->n; i++) start[rows->group[i] + 2]++;
    for (size_t g = 0; g < rows->groups; g++) start[g + 2] += start[g + 1];
    for (size_t i = 0; i < rows->n; i++) members[start[rows->group[i] + 1]++] = (uint32_t)i;
    for (size_t o = 0; o < m->pool->offer_count; o++) {
        const struct ri_deal *offer = &m->pool->offers[o];
        for (size_t r = start[offer->group]; r < start[offer->group + 1]; r++)
            if (offer->store == UINT32_MAX || offer->store == rows->effect[0].level[members[r]])
                touch_row(m, offer, members[r]);
    }
    return RI_OK;
}

static ri_status weigh(struct measuring *m, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_price_rows *rows = m->rows;
    double                     *kin;
    RI_ARENA_NEW(kin, mem, m->pool->kins, err);
    RI_ARENA_NEW(m->weight, mem, rows->groups, err);
    for (size_t i = 0; i < rows->n; i++) m->weight[rows->group[i]] += rows->quantity[i];
    for (size_t g = 0; g < rows->groups; g++) kin[m->pool->kin[g]] += m->weight[g];
    for (size_t g = 0; g < rows->groups; g++)
        m->weight[g] = kin[m->pool->kin[g]] > 0 ? m->weight[g] / kin[m->pool->kin[g]] : 0;
    return RI_OK;
}

/* What else is promoted in a row's store and week: the sum over its kin, less what is its own. */
static ri_status look_around(struct measuring *m, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_price_rows *rows = m->rows;
    const size_t                places = m->stores * m->weeks;
    double                     *kin;
    RI_ARENA_NEW(kin, mem, m->pool->kins * places, err);
    for (size_t g = 0; g < rows->groups; g++)
        for (size_t p = 0; p < places; p++)
            kin[m->pool->kin[g] * places + p] += m->share[g * places + p] * m->weight[g];
    for (size_t i = 0; i < rows->n; i++) {
        const size_t g = rows->group[i],
                     p = rows->effect[0].level[i] * m->weeks + rows->shared.level[i],
                     k = m->pool->kin[g] * places + p;
        m->pooled[RIVALS][i] = kin[k] - m->share[g * places + p] * m->weight[g];
        m->pooled[HALO][i] = m->pool->beside ? m->pool->beside[i] : 0;
    }
    return RI_OK;
}

/* The usual price of each row, less its product's mean: that of weeks without a promotion, the last one where there is one.
 * Rows of a product in a store follow one another. */
static ri_status usual_prices(const struct measuring *m, struct ri_arena *mem, double **ret,
                              struct ri_error *err)
{
    const struct ri_price_rows *rows = m->rows;
    double                     *sum, *count, *usual;
    RI_ARENA_NEW(usual, mem, rows->n, err);
    RI_ARENA_NEW(sum, mem, rows->groups, err);
    RI_ARENA_NEW(count, mem, rows->groups, err);
    for (size_t i = 0; i < rows->n; i++) {
        const bool first = !i || rows->group[i] != rows->group[i - 1] ||
                           rows->effect[0].level[i] != rows->effect[0].level[i - 1];
        usual[i] = first || !(m->touched[i].share[0] > 0) ? rows->price[i] : usual[i - 1];
        sum[rows->group[i]] += usual[i];
        count[rows->group[i]]++;
    }
    for (size_t i = 0; i < rows->n; i++) usual[i] -= sum[rows->group[i]] / count[rows->group[i]];
    *ret = usual;
    return RI_OK;
}

/* Columns: events, usual prices, what is pooled, weeks. Those of one product meet only its own and what comes after. */
static ri_status make_rows(struct measuring *m, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_price_rows *rows = m->rows;
    const size_t                width = OWN_MOST + POOLED + 2, events = m->pool->events;
    uint32_t                   *column, *cell;
    double                     *value;
    double                     *usual = NULL, *sold;
    RI_TRY(usual_prices(m, mem, &usual, err));
    RI_ARENA_NEW(column, mem, rows->n * width, err);
    RI_ARENA_NEW(value, mem, rows->n * width, err);
    RI_ARENA_NEW(cell, mem, rows->n, err);
    RI_ARENA_NEW(sold, mem, events,
                 err); /* effects of promotions that sold nothing would run away */
    for (size_t i = 0; i < rows->n; i++)
        for (size_t o = 0; o < OWN_MOST; o++)
            if (m->touched[i].share[o] > 0) sold[m->touched[i].event[o]] += rows->quantity[i];
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t *c = column + i * width;
        double   *v = value + i * width;
        for (size_t o = 0; o < OWN_MOST; o++, c++, v++)
            *c = m->touched[i].event[o],
            *v = sold[m->touched[i].event[o]] > 0 ? m->touched[i].share[o] : 0;
        for (size_t p = 0; p < POOLED; p++, c++, v++)
            *c = (uint32_t)(events + rows->groups + p), *v = m->pooled[p][i];
        c[0] = (uint32_t)(events + rows->groups + POOLED) + rows->shared.level[i];
        v[0] = 1;
        c[1] = (uint32_t)events + rows->group[i];
        v[1] = usual[i];
        cell[i] = (uint32_t)(rows->group[i] * m->stores + rows->effect[0].level[i]);
    }
    RI_ARENA_NEW(m->most, mem, rows->groups * m->stores, err);
    for (size_t i = 0; i < rows->n; i++)
        m->most[cell[i]] = fmax(m->most[cell[i]], rows->quantity[i]);
    m->sparse = (struct ri_sparse_rows){rows->n,
                                        width,
                                        events + POOLED + m->weeks + rows->groups,
                                        column,
                                        value,
                                        cell,
                                        rows->groups * m->stores};
    return RI_OK;
}

/* ---- Results ----------------------------------------------------------------------------------------------------------- */

static struct ri_slope slope_of(const struct measuring *m, size_t column, double dispersion,
                                double z)
{
    const double value = m->fit.coefficient[column],
                 error = sqrt(m->fit.inverse[column * m->sparse.k + column] * dispersion);
    return (struct ri_slope){value, error, value - z * error, value + z * error};
}

/* Variance over mean, of rows that are wholly known. */
static double dispersion_of(const struct measuring *m)
{
    const struct ri_fit *fit = &m->fit;
    double               sum = 0, known = 0;
    for (size_t i = 0; i < m->rows->n; i++) {
        if (!(fit->mean[i] > 0) || is_censored(m, i)) continue;
        sum += fit->mean[i] * fit->residual[i] * fit->residual[i];
        known++;
    }
    const double df = known - (double)(fit->rank + fit->alive);
    return df > 0 ? fmax(sum / df, 1) : (double)NAN;
}

/* What censored rows leave of the information of each promotion: 1 where none is among them (Louis 1982). */
static ri_status find_known(const struct measuring *m, double dispersion, struct ri_arena *mem,
                            double **ret, struct ri_error *err)
{
    double *all;
    RI_ARENA_NEW(*ret, mem, m->pool->events, err);
    RI_ARENA_NEW(all, mem, m->pool->events, err);
    for (size_t i = 0; i < m->rows->n; i++) {
        const double mean = m->fit.mean[i];
        double       hidden = 0;
        if (is_censored(m, i) && mean > 0)
            (void)ri_count_above(floor(m->rows->quantity[i]), mean,
                                 (fmax(dispersion, 1) - 1) / mean, &hidden);
        for (size_t o = 0; o < OWN_MOST; o++) {
            const double share = m->touched[i].share[o], weight = mean * share * share;
            if (!(share > 0)) continue;
            all[m->touched[i].event[o]] += weight;
            (*ret)[m->touched[i].event[o]] += weight * (1 - hidden);
        }
    }
    for (size_t e = 0; e < m->pool->events; e++) (*ret)[e] = all[e] > 0 ? (*ret)[e] / all[e] : 1;
    return RI_OK;
}

/* An effect that counts: below 0, its interval without 0. */
static double counted(const struct ri_slope *slope)
{
    return slope->high < 0 && slope->value > STRONGEST ? slope->value : 0;
}

static double depth_of(const struct measuring *m, size_t event)
{
    return m->pool->depth ? m->pool->depth[event] : 1;
}

/* Each promotion's own effect, for its depth, drawn towards those of the pool. */
static ri_status draw(const struct measuring *m, double dispersion, struct ri_arena *mem,
                      struct ri_slope **ret, struct ri_deal_result *results, struct ri_error *err)
{
    const size_t n = m->pool->events;
    const double z = ri_normal_quantile((1 + m->pool->confidence) / 2);
    double      *value, *error, *known = NULL;
    RI_ARENA_NEW(value, mem, n, err);
    RI_ARENA_NEW(error, mem, n, err);
    RI_ARENA_NEW(*ret, mem, n, err);
    RI_TRY(find_known(m, dispersion, mem, &known, err));
    for (size_t e = 0; e < n; e++) {
        const struct ri_slope own = slope_of(m, e, dispersion, z);
        const bool            told =
            isfinite(own.value) && own.error > 0 && fabs(own.value) < 6 && known[e] > LEAST_KNOWN;
        results[e].lift_raw = told ? own.value : (double)NAN;
        results[e].lift_error = told ? own.error : (double)NAN;
        value[e] = results[e].lift_raw / depth_of(m, e);
        error[e] = results[e].lift_error / depth_of(m, e);
    }
    const struct ri_family family = ri_family_of(value, error, n);
    for (size_t e = 0; e < n; e++) {
        struct ri_slope *to = &(*ret)[e];
        ri_draw_towards(&family, value[e], error[e], &to->value, &to->error);
        to->value *= depth_of(m, e);
        to->error *= depth_of(m, e);
        to->low = to->value - z * to->error;
        to->high = to->value + z * to->error;
        results[e].lift = exp(to->value) - 1;
        if (!isfinite(to->value))
            results[e].problem = known[e] > LEAST_KNOWN
                                     ? "too little was sold to tell"
                                     : "its shelves were empty: what was wanted is not known";
    }
    return RI_OK;
}

/* Mean of a row without its own promotions; no more than was ever sold there in a week. */
static double base_of(const struct measuring *m, size_t i)
{
    double own = 0;
    for (size_t o = 0; o < OWN_MOST; o++) {
        const double slope = m->fit.coefficient[m->touched[i].event[o]];
        if (!isnan(slope)) own += slope * m->touched[i].share[o];
    }
    return fmin(m->fit.mean[i] * exp(-own), m->most[m->sparse.cell[i]]);
}

/* Of a censored row what its promotion would have sold beyond the shelf; no more than the promotion brought. */
static double wanted_in_vain(const struct measuring *m, size_t i, double base, double effect)
{
    const double brought = fmax(base * (exp(effect) - 1), 0);
    const double wanted = m->fit.mean[i] * (1 + m->fit.residual[i]);
    return fmin(fmax(wanted - m->rows->quantity[i], 0), brought);
}

/* Units with and without the promotions of a row. */
static void add_own(const struct measuring *m, const struct ri_slope *drawn, size_t i,
                    struct ri_deal_result *results)
{
    const double base = base_of(m, i);
    for (size_t o = 0; o < OWN_MOST; o++) {
        const double           share = m->touched[i].share[o];
        const struct ri_slope *slope = &drawn[m->touched[i].event[o]];
        struct ri_deal_result *to = &results[m->touched[i].event[o]];
        if (!(share > 0)) continue;
        to->units += m->rows->quantity[i] * share;
        to->baseline += base * share;
        to->uplift += base * (exp(slope->value * share) - 1);
        to->uplift_low += base * (exp(slope->low * share) - 1);
        to->uplift_high += base * (exp(slope->high * share) - 1);
        if (is_censored(m, i)) to->lost += share * wanted_in_vain(m, i, base, slope->value * share);
    }
}

struct around { /* what a promotion of full weight in a store and week takes from its kin there */
    double *taken, *taken_margin; /* [kin][place] */
};

static void add_around(const struct measuring *m, const struct ri_deal_effects *effects,
                       const struct around *a)
{
    const size_t places = m->stores * m->weeks;
    const double rivals = counted(&effects->rivals);
    for (size_t i = 0; i < m->rows->n; i++) {
        const size_t g = m->rows->group[i],
                     p = m->rows->effect[0].level[i] * m->weeks + m->rows->shared.level[i],
                     k = m->pool->kin[g] * places + p;
        const double margin = m->pool->margin[g],
                     lost = -rivals * m->fit.mean[i]; /* first order in the weight */
        a->taken[k] += lost;
        if (!isnan(margin)) a->taken_margin[k] += lost * margin;
    }
}

static void add_others(const struct measuring *m, const struct ri_deal_effects *effects,
                       const struct around *a, size_t i, struct ri_deal_result *results)
{
    const size_t g = m->rows->group[i], places = m->stores * m->weeks,
                 p = m->rows->effect[0].level[i] * m->weeks + m->rows->shared.level[i],
                 k = m->pool->kin[g] * places + p;
    const double own = -counted(&effects->rivals) * m->fit.mean[i], margin = m->pool->margin[g];
    for (size_t o = 0; o < OWN_MOST; o++) {
        const double           share = m->touched[i].share[o];
        struct ri_deal_result *to = &results[m->touched[i].event[o]];
        if (!(share > 0)) continue;
        const double rival = share * m->weight[g];
        to->taken += rival * (a->taken[k] - own);
        to->taken_margin += rival * (a->taken_margin[k] - (isnan(margin) ? 0 : own * margin));
    }
}

/* Units of one row that an offer some time ago took: those of `change`, a logarithm. */
static double fell(const struct measuring *m, size_t i, double change)
{
    return change < 0 ? m->fit.mean[i] * (exp(-change) - 1) : 0;
}

/* Units that the weeks after each offer lost. */
static void add_pulled(const struct measuring *m, const struct ri_deal_effects *effects,
                       struct ri_deal_result *results)
{
    const double after = counted(&effects->after), later = counted(&effects->later),
                 stocked = counted(&effects->stocked);
    if (after == 0 && later == 0 && stocked == 0) return;
    for (size_t o = 0; o < m->pool->offer_count; o++) {
        const struct ri_deal  *offer = &m->pool->offers[o];
        struct ri_deal_result *to = &results[offer->event];
        for (size_t i = 0; i < m->rows->n; i++) {
            if (m->rows->group[i] != offer->group ||
                (offer->store != UINT32_MAX && offer->store != m->rows->effect[0].level[i]))
                continue;
            const uint32_t week = m->rows->shared.level[i];
            double         part[STOCKED + 1];
            for (size_t p = AFTER; p <= STOCKED; p++)
                part[p] = overlap(offer->last + spans[p].from, offer->last + spans[p].to, week);
            to->pulled += fell(m, i, after * part[AFTER] + later * part[LATER]);
            to->stocked += fell(m, i, stocked * part[STOCKED]);
        }
    }
}

/* Units that promoted complements brought to each row: an effect above 0, its interval without 0. */
static void put_halo(const struct measuring *m, const struct ri_deal_effects *effects)
{
    const double halo =
        effects->halo.low > 0 && effects->halo.value < -STRONGEST ? effects->halo.value : 0;
    for (size_t i = 0; m->pool->halo && i < m->rows->n; i++)
        m->pool->halo[i] = m->fit.mean[i] * (1 - exp(-halo * m->pooled[HALO][i]));
}

static ri_status tell(struct measuring *m, struct ri_arena *mem, struct ri_deal_effects *effects,
                      struct ri_deal_result *results, struct ri_error *err)
{
    const size_t     places = m->stores * m->weeks, kins = m->pool->kins * places;
    struct ri_slope *drawn, *pooled[POOLED] = {&effects->after, &effects->later, &effects->stocked,
                                               &effects->rivals, &effects->halo};
    struct around    a;
    effects->dispersion = dispersion_of(m);
    for (size_t p = 0; p < POOLED; p++)
        *pooled[p] = slope_of(m, m->pool->events + m->rows->groups + p, effects->dispersion, SURE);
    RI_TRY(draw(m, effects->dispersion, mem, &drawn, results, err));
    RI_ARENA_NEW(a.taken, mem, kins, err);
    RI_ARENA_NEW(a.taken_margin, mem, kins, err);
    add_around(m, effects, &a);
    for (size_t i = 0; i < m->rows->n; i++) {
        add_own(m, drawn, i, results);
        add_others(m, effects, &a, i, results);
    }
    add_pulled(m, effects, results);
    put_halo(m, effects);
    for (size_t e = 0; e < m->pool->events; e++)
        if (!(results[e].baseline > 0) && !results[e].problem)
            results[e].problem = "no week with stock in it";
    return RI_OK;
}

ri_status ri_deals_measure(const struct ri_deal_pool *pool, struct ri_arena *mem,
                           struct ri_deal_effects *ret_effects, struct ri_deal_result *ret,
                           struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct measuring           m = {.pool = pool,
                                    .rows = pool->rows,
                                    .stores = pool->rows->effect[0].levels,
                                    .weeks = pool->rows->shared.levels};
    *ret_effects = (struct ri_deal_effects){.dispersion = NAN};
    for (size_t e = 0; e < pool->events; e++)
        ret[e] = (struct ri_deal_result){.lift = NAN, .lift_raw = NAN, .lift_error = NAN};
    RI_ARENA_NEW(m.share, mem, pool->rows->groups * m.stores * m.weeks, err);
    RI_ARENA_NEW(m.touched, mem, pool->rows->n, err);
    for (size_t p = 0; p < POOLED; p++) RI_ARENA_NEW(m.pooled[p], mem, pool->rows->n, err);
    RI_TRY(touch_rows(&m, mem, err));
    RI_TRY(weigh(&m, mem, err));
    RI_TRY(look_around(&m, mem, err));
    RI_TRY(make_rows(&m, mem, err));
    const struct ri_count_law law = {.censored = pool->censored};
    const ri_status status = ri_fit_counts(&m.sparse, pool->rows->quantity, &law, mem, &m.fit, err);
    if (status == RI_EDATA) {
        ret_effects->problem = "the count model does not converge";
        for (size_t e = 0; e < pool->events; e++) ret[e].problem = ret_effects->problem;
    } else {
        RI_TRY(status);
        RI_TRY(tell(&m, mem, ret_effects, ret, err));
    }
    ri_arena_rewind(mem, mark);
    return RI_OK;
}
