/* (r,Q) on whole units: the band of the Q cheapest levels grows from the best one to its cheaper side. */
#include "reorder.h"

#include "newsvendor.h"

#include <math.h>

static bool usable(double fixed, double holding, double shortage, double demand, double lead)
{
    return fixed > 0 && holding > 0 && shortage > 0 && demand > 0 && lead > 0 &&
           isfinite(demand * lead);
}

double ri_reorder_poisson_cost(double fixed, double holding, double shortage, double demand,
                               double lead, double point, double quantity)
{
    if (!usable(fixed, holding, shortage, demand, lead) || !(quantity >= 1)) return NAN;
    double sum = fixed * demand;
    for (double y = point + 1; y <= point + quantity; y++)
        sum += ri_newsvendor_poisson_cost(holding, shortage, demand * lead, y);
    return sum / quantity;
}

struct ri_reorder ri_reorder_poisson(double fixed, double holding, double shortage, double demand,
                                     double lead)
{
    struct ri_reorder at = {NAN, NAN, NAN};
    if (!usable(fixed, holding, shortage, demand, lead)) return at;
    const double mean = demand * lead;
    double       high = ri_newsvendor_poisson(holding, shortage, mean), low = high - 1;
    double       sum = fixed * demand + ri_newsvendor_poisson_cost(holding, shortage, mean, high);
    for (;;) { /* levels low + 1 .. high */
        const double below = ri_newsvendor_poisson_cost(holding, shortage, mean, low),
                     above = ri_newsvendor_poisson_cost(holding, shortage, mean, high + 1);
        at = (struct ri_reorder){.point = low, .quantity = high - low, .cost = sum / (high - low)};
        if (fmin(below, above) >= at.cost) return at;
        sum += fmin(below, above);
        if (below <= above)
            low--;
        else
            high++;
    }
}
