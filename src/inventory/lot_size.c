#include "lot_size.h"

#include <math.h>

double ri_eoq(double fixed, double holding, double demand)
{
    return fixed > 0 && holding > 0 && demand > 0 ? sqrt(2 * fixed * demand / holding) : NAN;
}

double ri_eoq_cost(double fixed, double holding, double demand, double quantity)
{
    if (!(fixed > 0 && holding > 0 && demand > 0 && quantity > 0)) return NAN;
    return fixed * demand / quantity + holding * quantity / 2;
}

double ri_eoq_backorders(double fixed, double holding, double backorder, double demand,
                         double *ret_backlog)
{
    const double quantity =
        backorder > 0 ? ri_eoq(fixed, holding, demand) * sqrt((holding + backorder) / backorder)
                      : NAN;
    *ret_backlog = quantity * holding / (holding + backorder);
    return quantity;
}
