#include "policy.h"

#include "lot_size.h"
#include "math/distribution.h"
#include "math/stats.h"
#include "min_max.h"
#include "newsvendor.h"
#include "stock_level.h"

#include <math.h>

#define TEXT_OF_(code, text) text,
const char *ri_policy_text(ri_policy_kind kind)
{
    static const char *const texts[] = {RI_POLICY_MAP(TEXT_OF_)};
    return (size_t)kind < RI_COUNT(texts) ? texts[kind] : "unknown";
}
#undef TEXT_OF_

/* Expected cost of a cycle's end at position y, a review period long. The mean is taken once: this is asked for often. */
struct ending {
    const struct ri_policy_case *c;
    double                       mean; /* of protection */
};

static double level_cost(void *context, double y)
{
    const struct ending         *ending = context;
    const struct ri_policy_case *c = ending->c;
    const double                 loss = ri_empirical_loss(c->protection, c->n, y);
    return c->review * (c->holding * (y - ending->mean + loss) + c->shortage * loss);
}

/* ---- (s,S) ------------------------------------------------------------------------------------------------------- */

/* Chances of whole units in a review period; 0: not whole, or no room. */
static size_t chances_of(const struct ri_policy_case *c, double *room, size_t most)
{
    const double largest = c->cycle[c->n - 1];
    if (!(largest + 1 < (double)most)) return 0;
    const size_t count = (size_t)largest + 1;
    for (size_t k = 0; k < count; k++) room[k] = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (c->cycle[i] < 0 || c->cycle[i] != floor(c->cycle[i])) return 0;
        room[(size_t)c->cycle[i]] += 1 / (double)c->n;
    }
    return count;
}

static struct ri_policy min_max(struct ending *ending, double *room)
{
    const struct ri_policy_case *c = ending->c;
    const double mean = ri_mean(c->cycle, c->n), ratio = ri_critical_ratio(c->holding, c->shortage);
    const double holding = c->holding * c->review, shortage = c->shortage * c->review;
    struct ri_policy  policy = {.kind = RI_POLICY_MIN_MAX};
    struct ri_min_max best;
    const size_t      count = chances_of(c, room, RI_POLICY_ROOM / 2);
    const double      lowest = ri_quantile_inverse(c->protection, c->n, ratio);
    /* holding and shortage of a review period: level_cost says them so */
    if (!count || !ri_min_max_best(c->fixed, room, count, level_cost, ending, floor(lowest),
                                   room + RI_POLICY_ROOM / 2, RI_POLICY_ROOM / 2, &best)) {
        const double sd = c->n > 1 ? sqrt(ri_variance(c->cycle, c->n)) : 0;
        const double lead = (ri_mean(c->protection, c->n) / mean) - 1; /* in review periods */
        best = ri_min_max_power(c->fixed, holding, shortage, mean, fmax(sd, 1e-9 * mean),
                                fmax(lead, 0));
        policy.kind = RI_POLICY_MIN_MAX_POWER;
    }
    policy.minimum = best.minimum;
    policy.maximum = best.maximum;
    policy.quantity = fmax(best.maximum - best.minimum, mean);
    policy.cost = best.cost / c->review;
    return policy;
}

/* ---- (r,Q) ------------------------------------------------------------------------------------------------------- */

static bool whole_demand(const struct ri_policy_case *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->protection[i] != floor(c->protection[i])) return false;
    return true;
}

/* Cost a period; positions are even between the two levels, whole units from r + 1 on. */
static double reorder_cost(struct ending *ending, double point, double quantity)
{
    const struct ri_policy_case *c = ending->c;
    enum { PARTS = 64 };
    const bool   each = whole_demand(c) && quantity == floor(quantity) && quantity <= PARTS;
    const size_t parts = each ? (size_t)quantity : PARTS;
    double       sum = 0;
    for (size_t k = 0; k < parts; k++) {
        const double at = each ? (double)(k + 1) : quantity * ((double)k + 0.5) / (double)parts;
        sum += level_cost(ending, point + at);
    }
    return sum / (double)parts / c->review +
           c->fixed * ri_mean(c->cycle, c->n) / c->review / quantity;
}

/* The best point for a quantity: g(r) = g(r + Q), to the whole unit where demand is whole. */
static double point_for(struct ending *ending, double quantity)
{
    const struct ri_policy_case *c = ending->c;
    const double                 lowest =
        ri_quantile_inverse(c->protection, c->n, ri_critical_ratio(c->holding, c->shortage));
    double low = lowest - quantity - 1, high = lowest;
    for (int i = 0; i < 60; i++) {
        const double r = (low + high) / 2;
        *(level_cost(ending, r) > level_cost(ending, r + quantity) ? &low : &high) = r;
    }
    if (!whole_demand(c)) return high;
    const double below = floor(high), above = below + 1;
    return reorder_cost(ending, below, quantity) <= reorder_cost(ending, above, quantity) ? below
                                                                                          : above;
}

static struct ri_policy reorder(struct ending *ending)
{
    const struct ri_policy_case *c = ending->c;
    const double                 demand = ri_mean(c->cycle, c->n) / c->review;
    double                       backlog, quantity = c->pack;
    struct ri_policy             policy = {.kind = RI_POLICY_REORDER};
    if (c->fixed > 0)
        quantity = ri_eoq_backorders(c->fixed, c->holding, c->shortage, demand, &backlog);
    policy.quantity = fmax(round(quantity / c->pack), 1) * c->pack;
    policy.minimum = point_for(ending, policy.quantity);
    policy.maximum = policy.minimum + policy.quantity;
    policy.cost = reorder_cost(ending, policy.minimum, policy.quantity);
    return policy;
}

/* ---- Which ------------------------------------------------------------------------------------------------------- */

static struct ri_policy base_stock(struct ending *ending)
{
    const struct ri_policy_case *c = ending->c;
    struct ri_policy             policy = {.kind = RI_POLICY_BASE_STOCK};
    policy.maximum = ri_newsvendor_empirical(c->holding, c->shortage, c->protection, c->n);
    policy.minimum = policy.maximum;
    policy.quantity = ri_mean(c->cycle, c->n);
    policy.cost = level_cost(ending, policy.maximum) / c->review;
    return policy;
}

/* Service and stock: the mean over the positions after ordering, which lie between the two levels. */
static void expect(struct ending *ending, struct ri_policy *policy)
{
    const struct ri_policy_case *c = ending->c;
    enum { PARTS = 8 };
    const bool base = policy->kind == RI_POLICY_BASE_STOCK;
    for (int k = 0; k < PARTS; k++) {
        const double                share = base ? 1 : (k + 0.5) / PARTS;
        const struct ri_stock_worth at =
            ri_stock_level_worth(c->protection, c->lead, c->n,
                                 policy->minimum + (policy->maximum - policy->minimum) * share);
        policy->fill_rate += at.fill_rate / PARTS;
        policy->cycle_service += at.cycle_service / PARTS;
        policy->average_stock += at.average_stock / PARTS;
    }
    if (isnan(policy->cost)) /* by formula: the same mean of what a position costs */
        for (int k = 0; k < PARTS; k++)
            policy->cost =
                (k ? policy->cost
                   : c->fixed / fmax(policy->quantity / ri_mean(c->cycle, c->n), 1) / c->review) +
                level_cost(ending, policy->minimum +
                                       (policy->maximum - policy->minimum) * (k + 0.5) / PARTS) /
                    c->review / PARTS;
}

struct ri_policy ri_policy_choose(const struct ri_policy_case *c, double *room)
{
    struct ri_policy policy = {.kind = RI_POLICY_NONE, .fill_rate = 1, .cycle_service = 1};
    struct ending    ending = {c, ri_mean(c->protection, c->n)};
    if (!(ri_mean(c->cycle, c->n) > 0)) return policy;
    policy = c->continuous  ? reorder(&ending)
             : c->fixed > 0 ? min_max(&ending, room)
                            : base_stock(&ending);
    policy.fill_rate = policy.cycle_service = policy.average_stock = 0;
    expect(&ending, &policy);
    return policy;
}
