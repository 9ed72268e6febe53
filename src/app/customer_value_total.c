/* customers value --totals: what all customers, or each segment, will bring. */
#include "app/customer_crowd.h"
#include "app/customer_value_internal.h"
#include "app/small_groups.h"
#include "base/thread.h"
#include "math/distribution.h"

#include <math.h>

enum { ROWS_A_TASK = 256, BOTH_PARAMS = RI_PURCHASE_PARAMS + RI_SPEND_PARAMS };

struct totalling {
    struct valuing v;                                   /* a copy, whose parameters are moved */
    double        *purchases, *value, *at_risk;         /* by customer */
    double        *purchases_variance, *value_variance; /* by customer */
};

/* ---- By customer ------------------------------------------------------------------------------------------------------- */

static ri_status expect_some(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    struct totalling     *t = context;
    const struct valuing *v = &t->v;
    for (size_t i = block * ROWS_A_TASK; i < v->count && i < (block + 1) * ROWS_A_TASK; i++) {
        const double alive = v->model->alive(&v->purchase, &v->history[i]);
        t->purchases[i] = v->model->expected(&v->purchase, &v->history[i], v->horizon);
        t->value[i] =
            v->has_spend ? valuing_discounted(v, i) * valuing_amount(v, i) * v->margin : 0;
        t->at_risk[i] = alive > 0 ? t->value[i] * (1 / alive - 1) : 0;
    }
    return RI_OK;
}

static ri_status spread_some(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    struct totalling     *t = context;
    const struct valuing *v = &t->v;
    for (size_t i = block * ROWS_A_TASK; i < v->count && i < (block + 1) * ROWS_A_TASK; i++) {
        double       chances[VALUING_CHANCES];
        const size_t n = ri_purchase_chances(v->model, &v->purchase, &v->history[i], v->horizon,
                                             chances, RI_COUNT(chances));
        const double mean = valuing_mean(v, i);
        const struct ri_value_moments law = ri_value_moments_of(
            chances, n, v->has_spend ? &v->spend : NULL, mean > 0 ? v->history[i].x : 0, mean);
        const double terms = /* net sales undiscounted, brought to the terms of value */
            t->purchases[i] > 0 ? v->margin * valuing_discounted(v, i) / t->purchases[i] : 0;
        t->purchases_variance[i] = law.purchases_variance;
        t->value_variance[i] = terms > 0 ? terms * terms * law.spent_variance : 0;
    }
    return RI_OK;
}

static ri_status each(struct totalling *t, ri_item_fn *some, struct ri_error *err)
{
    return ri_parallel(ri_call_task(t->v.call), (t->v.count + ROWS_A_TASK - 1) / ROWS_A_TASK, some,
                       t, err);
}

static double sum_of(const double *x, const uint32_t *group, size_t count, size_t wanted)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += group[i] == wanted ? x[i] : 0;
    return sum;
}

/* ---- How sure ---------------------------------------------------------------------------------------------------------- */

static double *parameter(struct valuing *v, size_t k)
{
    double *const at[BOTH_PARAMS] = {&v->purchase.r, &v->purchase.alpha, &v->purchase.a,
                                     &v->purchase.b, &v->spend.p,        &v->spend.q,
                                     &v->spend.v};
    return at[k];
}

struct slopes { /* of the sums of a group in the logarithm of each parameter */
    double purchases[BOTH_PARAMS], value[BOTH_PARAMS];
};

static ri_status find_slopes(struct totalling *t, const struct valuing *v, const uint32_t *group,
                             size_t count, struct slopes *ret, struct ri_error *err)
{
    const double step = 1e-4;
    const size_t parameters = v->has_spend ? BOTH_PARAMS : RI_PURCHASE_PARAMS;
    for (size_t k = 0; k < parameters; k++) {
        if (k < RI_PURCHASE_PARAMS && v->purchase.at_limit[k]) continue;
        for (int way = -1; way <= 1; way += 2) {
            t->v = *v;
            *parameter(&t->v, k) *= exp(way * step);
            RI_TRY(each(t, expect_some, err));
            for (size_t g = 0; g < count; g++) {
                ret[g].purchases[k] += way * sum_of(t->purchases, group, v->count, g) / (2 * step);
                ret[g].value[k] += way * sum_of(t->value, group, v->count, g) / (2 * step);
            }
        }
    }
    t->v = *v;
    return RI_OK;
}

static double quadratic(const double *slope, const double *covariance, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n * n; i++) sum += slope[i / n] * covariance[i] * slope[i % n];
    return sum;
}

static struct ri_value_range around(const struct valuing *v, double middle, double variance)
{
    const double half = ri_normal_quantile((1 + v->interval) / 2) * sqrt(variance);
    return isfinite(half) ? (struct ri_value_range){fmax(middle - half, 0), middle + half}
                          : (struct ri_value_range){(double)NAN, (double)NAN};
}

static ri_status spread(struct totalling *t, const struct valuing *v, const uint32_t *group,
                        size_t count, struct value_total *ret, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(v->call);
    struct slopes   *slopes;
    double           of_purchase[RI_PURCHASE_PARAMS * RI_PURCHASE_PARAMS] = {0},
                                            of_spend[RI_SPEND_PARAMS * RI_SPEND_PARAMS] = {0};
    RI_ARENA_NEW(slopes, mem, count, err);
    RI_TRY(each(t, spread_some, err));
    bool known =
        ri_purchase_covariance(v->model, v->history, v->count, &v->purchase, mem, of_purchase);
    if (v->has_spend)
        known =
            ri_spend_covariance(v->spending, v->spending_count, &v->spend, mem, of_spend) && known;
    for (size_t g = 0; g < count; g++) { /* before the slopes move the parameters */
        ret[g].purchases_range.low = sum_of(t->purchases_variance, group, v->count, g);
        ret[g].value_range.low = sum_of(t->value_variance, group, v->count, g);
    }
    RI_TRY(find_slopes(t, v, group, count, slopes, err));
    for (size_t g = 0; g < count; g++) {
        const double nothing = known ? 0 : (double)NAN;
        ret[g].purchases_range =
            around(v, ret[g].purchases,
                   nothing + ret[g].purchases_range.low +
                       quadratic(slopes[g].purchases, of_purchase, RI_PURCHASE_PARAMS));
        ret[g].value_range =
            around(v, ret[g].value,
                   nothing + ret[g].value_range.low +
                       quadratic(slopes[g].value, of_purchase, RI_PURCHASE_PARAMS) +
                       quadratic(slopes[g].value + RI_PURCHASE_PARAMS, of_spend, RI_SPEND_PARAMS));
    }
    return RI_OK;
}

ri_status valuing_totals(struct valuing *v, const uint32_t *group, size_t count,
                         struct value_total *ret, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(v->call);
    struct totalling t = {.v = *v};
    RI_ARENA_NEW(t.purchases, mem, v->count, err);
    RI_ARENA_NEW(t.value, mem, v->count, err);
    RI_ARENA_NEW(t.at_risk, mem, v->count, err);
    RI_ARENA_NEW(t.purchases_variance, mem, v->count, err);
    RI_ARENA_NEW(t.value_variance, mem, v->count, err);
    RI_TRY(each(&t, expect_some, err));
    for (size_t g = 0; g < count; g++) {
        ret[g] = (struct value_total){.purchases = sum_of(t.purchases, group, v->count, g),
                                      .value = sum_of(t.value, group, v->count, g),
                                      .at_risk = sum_of(t.at_risk, group, v->count, g)};
        for (size_t i = 0; i < v->count; i++) ret[g].customers += group[i] == g;
    }
    return v->interval > 0 ? spread(&t, v, group, count, ret, err) : RI_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------------- */

static const struct ri_column columns[] = {
    {"group", RI_COLUMN_TEXT, "segment of the customers, or all"},
    {"customers", RI_COLUMN_INTEGER, "with a purchase"},
    {"expected_purchases", RI_COLUMN_NUMBER, "of all of them within the horizon"},
    {"purchases_low", RI_COLUMN_NUMBER, "lower bound of their purchases"},
    {"purchases_high", RI_COLUMN_NUMBER, "upper bound"},
    {"value", RI_COLUMN_MONEY, "expected margin of all of them within the horizon, discounted"},
    {"at_risk", RI_COLUMN_MONEY, "expected loss: what those who are gone would have brought"},
    {"value_low", RI_COLUMN_MONEY, "lower bound of their value"},
    {"value_high", RI_COLUMN_MONEY, "upper bound"},
};
enum { OF_MONEY = 4 }; /* columns at the end */

static void put_total(struct valuing *v, struct ri_table_builder *table, const char *name,
                      const struct value_total *total, bool hidden)
{
    const size_t shown = RI_COUNT(columns) - (v->has_spend ? 0 : (size_t)OF_MONEY);
    const bool   ranged = v->interval > 0;
    ri_put_string(table, name);
    for (size_t i = 1; hidden && i < shown; i++) ri_put_null(table);
    if (hidden) return;
    ri_put_int(table, (int64_t)total->customers);
    ri_put_number(table, total->purchases);
    ri_put_number(table, ranged ? total->purchases_range.low : (double)NAN);
    ri_put_number(table, ranged ? total->purchases_range.high : (double)NAN);
    if (!v->has_spend) return;
    const double money[] = {total->value, total->at_risk,
                            ranged ? total->value_range.low : (double)NAN,
                            ranged ? total->value_range.high : (double)NAN};
    for (size_t i = 0; i < RI_COUNT(money); i++)
        ri_purchases_put_money(&v->loaded, table, money[i]);
}

static void say_total(struct valuing *v, const struct value_total *total)
{
    if (!(v->interval > 0)) return;
    ri_call_note(v->call,
                 "bounds of sums: what customers may do by chance, and how well the model's "
                 "parameters are known; not that times may change");
    if (isnan(total->purchases_range.low))
        ri_call_note(v->call, "the likelihood does not say how well the parameters are known: no "
                              "bounds");
    else if (v->has_spend && isnan(total->value_range.low))
        ri_call_note(
            v->call,
            "amounts differ so much that they have no variance (q %.2f): no bounds of money",
            v->spend.q);
}

static ri_status group_customers(struct valuing *v, struct ri_customer_groups *groups,
                                 uint32_t *group, struct ri_error *err)
{
    RI_TRY(ri_customer_groups_make(v->call, &v->loaded, "segment",
                                   ri_call_text(v->call, "clusters"), groups, err));
    for (size_t i = 0; i < v->count; i++) {
        const size_t of = ri_customer_group_of(groups, v->customer[i]);
        group[i] = of == SIZE_MAX ? UINT32_MAX : (uint32_t)of;
    }
    return RI_OK;
}

ri_status valuing_total_rows(struct valuing *v, struct ri_error *err)
{
    struct ri_customer_groups groups = {.count = 1};
    struct ri_small_groups    small = {.call = v->call};
    struct ri_table_builder  *table;
    struct value_total        totals[RI_CLUSTERS_MOST];
    size_t                    people[RI_CLUSTERS_MOST];
    bool                      hidden[RI_CLUSTERS_MOST];
    uint32_t                 *group;
    const bool                by_segment = strcmp(ri_call_text(v->call, "totals"), "segment") == 0;
    RI_ARENA_NEW(group, ri_call_mem(v->call), v->count, err);
    if (by_segment) RI_TRY(group_customers(v, &groups, group, err));
    RI_TRY(valuing_totals(v, group, groups.count, totals, err));
    for (size_t g = 0; g < groups.count; g++) people[g] = totals[g].customers;
    ri_small_groups_hide(&small, people, groups.count, hidden);
    RI_TRY(ri_purchases_table(&v->loaded, columns,
                              RI_COUNT(columns) - (v->has_spend ? 0 : (size_t)OF_MONEY), &table,
                              err));
    for (size_t g = 0; g < groups.count; g++)
        put_total(v, table, by_segment ? groups.crowd.model.at[g].name : "all", &totals[g],
                  hidden[g]);
    say_total(v, &totals[0]);
    ri_small_groups_say(&small);
    return ri_purchases_end_table(&v->loaded, table, RI_OK, err);
}
