/* The cost of (s,S) is a mean over the positions that the policy visits, each with the time spent there (the renewal
 * function m of demand); the best pair is found by two walks that never turn back. */
#include "min_max.h"

#include "math/distribution.h"
#include "newsvendor.h"

#include <math.h>

struct walk {
    double         fixed;
    const double  *chance; /* of demand in a period */
    size_t         n;
    ri_level_cost *cost;
    void          *context;
    double        *visits; /* m[j]: periods spent j units below S */
    size_t         known, room;
    double        *costs; /* of the positions first + 0, 1 ..; NAN: not asked for yet */
    double         first;
};

static double cost_at(struct walk *walk, double y)
{
    const double at = y - walk->first;
    if (!(at >= 0 && at < (double)walk->room)) return walk->cost(walk->context, y);
    double *known = &walk->costs[(size_t)at];
    if (isnan(*known)) *known = walk->cost(walk->context, y);
    return *known;
}

static bool know(struct walk *walk, size_t count) /* m[0 .. count - 1] */
{
    if (count > walk->room) return false;
    for (; walk->known < count; walk->known++) {
        const size_t j = walk->known;
        double       sum = j == 0;
        for (size_t l = 1; l <= j && l < walk->n; l++) sum += walk->chance[l] * walk->visits[j - l];
        walk->visits[j] = sum / (1 - walk->chance[0]);
    }
    return true;
}

static double cost_of(struct walk *walk, double s, double S) /* NAN: no room */
{
    const size_t span = (size_t)(S - s);
    double       cost = walk->fixed, time = 0;
    if (!know(walk, span)) return NAN;
    for (size_t j = 0; j < span; j++) {
        cost += walk->visits[j] * cost_at(walk, S - (double)j);
        time += walk->visits[j];
    }
    return cost / time;
}

static bool usable(double fixed, const double *chance, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(chance[i] >= 0)) return false;
        sum += chance[i];
    }
    return fixed > 0 && n > 0 && chance[0] < 1 && fabs(sum - 1) < 1e-6;
}

bool ri_min_max_best(double fixed, const double *chance, size_t n, ri_level_cost *cost,
                     void *context, double lowest, double *room, size_t room_count,
                     struct ri_min_max *ret)
{
    if (!usable(fixed, chance, n)) return false;
    struct walk walk = {.fixed = fixed,
                        .chance = chance,
                        .n = n,
                        .cost = cost,
                        .context = context,
                        .visits = room,
                        .room = room_count / 2,
                        .costs = room + room_count / 2,
                        .first = lowest - floor((double)room_count / 4)};
    for (size_t i = 0; i < walk.room; i++) walk.costs[i] = (double)NAN;
    double s = lowest, best = lowest, least;
    do {
        s--;
        least = cost_of(&walk, s, best);
        if (isnan(least)) return false;
    } while (least > cost_at(&walk, s));
    for (double S = best + 1; cost_at(&walk, S) <= least; S++) {
        const double here = cost_of(&walk, s, S);
        if (isnan(here)) return false;
        if (!(here < least)) continue;
        best = S;
        least = here;
        while (s + 1 < best && cost_of(&walk, s, best) <= cost_at(&walk, s + 1)) s++;
        least = cost_of(&walk, s, best);
    }
    *ret = (struct ri_min_max){.minimum = s, .maximum = best, .cost = least};
    return true;
}

struct poisson {
    double holding, shortage, mean;
};

static double poisson_cost(void *context, double y)
{
    const struct poisson *p = context;
    return ri_newsvendor_poisson_cost(p->holding, p->shortage, p->mean, y);
}

bool ri_min_max_poisson(double fixed, double holding, double shortage, double mean, double lead,
                        double *chance, size_t n, double *room, size_t room_count,
                        struct ri_min_max *ret)
{
    if (!(mean > 0 && lead >= 0) || isnan(ri_critical_ratio(holding, shortage))) return false;
    struct poisson at = {holding, shortage, mean * (lead + 1)};
    for (size_t k = 0; k < n; k++) chance[k] = ri_poisson_pmf((double)k, mean);
    return ri_min_max_best(fixed, chance, n, poisson_cost, &at,
                           ri_newsvendor_poisson(holding, shortage, at.mean), room, room_count,
                           ret);
}

struct ri_min_max ri_min_max_power(double fixed, double holding, double shortage, double mean,
                                   double sd, double lead)
{
    if (!(fixed > 0 && holding > 0 && shortage > 0 && mean > 0 && sd > 0 && lead >= 0))
        return (struct ri_min_max){NAN, NAN, NAN};
    const double lead_mean = mean * (lead + 1), lead_sd = sd * sqrt(lead + 1);
    const double quantity = 1.30 * pow(mean, 0.494) * pow(fixed / holding, 0.506) *
                            pow(1 + lead_sd * lead_sd / (mean * mean), 0.116);
    const double z = sqrt(quantity * holding / (lead_sd * shortage));
    const double s = 0.973 * lead_mean + lead_sd * (0.183 / z + 1.063 - 2.192 * z);
    return (struct ri_min_max){.minimum = s, .maximum = s + quantity, .cost = NAN};
}
