#include "base_stock.h"

#include "newsvendor.h"

#include <math.h>

double ri_base_stock_normal(double holding, double shortage, double mean, double sd,
                            double protection)
{
    if (!(protection > 0 && sd >= 0)) return NAN;
    return ri_newsvendor_normal(holding, shortage, mean * protection, sd * sqrt(protection));
}

double ri_base_stock_poisson(double holding, double shortage, double mean, double protection)
{
    return protection > 0 ? ri_newsvendor_poisson(holding, shortage, mean * protection) : NAN;
}

double ri_lost_share(double level, double load)
{
    double share = 1;
    if (!(level >= 0 && level == floor(level) && load > 0 && isfinite(load))) return NAN;
    for (double s = 1; s <= level; s++) share = load * share / (s + load * share);
    return share;
}

double ri_base_stock_lost_cost(double holding, double shortage, double mean, double lead,
                               double level)
{
    const double lost = ri_lost_share(level, mean * lead);
    if (!(holding > 0 && shortage > 0)) return NAN;
    return holding * (level - mean * lead * (1 - lost)) + shortage * mean * lost;
}

double ri_base_stock_lost(double holding, double shortage, double mean, double lead)
{
    double best = ri_base_stock_lost_cost(holding, shortage, mean, lead, 0), level = 0;
    if (isnan(best)) return NAN;
    for (;; level++) { /* the cost is convex in S: Erlang's loss is */
        const double next = ri_base_stock_lost_cost(holding, shortage, mean, lead, level + 1);
        if (next >= best) return level;
        best = next;
    }
}
