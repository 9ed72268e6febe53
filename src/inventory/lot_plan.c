/* Orders are worth placing only when the shelf is empty, so a plan is a chain of spans that one order each covers. */
#include "lot_plan.h"

#include <math.h>

double ri_lot_plan(double fixed, double holding, const double *demand, size_t n, double *cost,
                   double *ret_order)
{
    if (!(fixed > 0 && holding > 0)) return NAN;
    cost[n] = 0;
    for (size_t t = n; t-- > 0;) {
        double carried = 0;
        if (!(demand[t] >= 0 && isfinite(demand[t]))) return NAN;
        cost[t] = demand[t] == 0 ? cost[t + 1] : INFINITY; /* nothing to order for */
        ret_order[t] = (double)(t + 1); /* the next order, until the quantities are known */
        for (size_t next = t + 1; next <= n && fixed + carried < cost[t]; next++) {
            if (fixed + carried + cost[next] < cost[t]) {
                cost[t] = fixed + carried + cost[next];
                ret_order[t] = (double)next;
            }
            if (next < n) carried += holding * (double)(next - t) * demand[next];
        }
    }
    for (size_t t = 0; t < n;) {
        const size_t next = (size_t)ret_order[t];
        ret_order[t] = 0;
        for (size_t i = t; i < next; i++) ret_order[t] += demand[i];
        for (size_t i = t + 1; i < next; i++) ret_order[i] = 0;
        t = next;
    }
    return cost[0];
}
