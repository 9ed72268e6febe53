/* Economic order quantity: Harris (1913), Snyder & Shen, Fundamentals of Supply Chain Theory, chapter 3.
 * Kernels. K fixed cost of an order, h cost of holding one unit for one period, D demand a period; the cost is per
 * period. All > 0; otherwise NAN. */
#ifndef RI_INVENTORY_LOT_SIZE_H
#define RI_INVENTORY_LOT_SIZE_H
#include "base/error.h"

double ri_eoq(double fixed, double holding, double demand);
double ri_eoq_cost(double fixed, double holding, double demand, double quantity);
/* With backorders that cost p per unit and period: the quantity, and the largest backlog in *ret_backlog. */
double ri_eoq_backorders(double fixed, double holding, double backorder, double demand,
                         double *ret_backlog);
#endif
