/* The law behind a record of sales: what was wanted on each day, when the shelf cut some of the days short. Kernels.
 *
 *     D_t ~ NB(mean mu_t, dispersion r)      mu_t = level around t x weekday (position in the season)
 *     sold = D_t on a day that ended with stock, sold <= D_t on one that ended without (censored)
 *
 * Expectation and maximisation in turn: a censored day counts with E[D | D >= sold] (Dempster, Laird & Rubin 1977; Nahmias
 * 1994 for lost sales). Leaving such days out would bias demand downwards: they are the days that sold best. The level is
 * that of the days around (`reach` on both sides), for what is looked back on; nothing here forecasts. */
#ifndef RI_INVENTORY_DEMAND_LAW_H
#define RI_INVENTORY_DEMAND_LAW_H
#include "base/arena.h"

struct ri_demand_law {
    double *mean; /* [n] mu_t; NAN where nothing is known (closed) */
    double *
        wanted; /* [n] expected demand given what was sold: sold, or E[D | D >= sold]; NAN: not known */
    double dispersion; /* r; INFINITY: Poisson */
};
/* y[n] units sold, >= 0 or NAN; censored[n] (optional) 1: the day ended with an empty shelf. season >= 1, reach >= 1. Results in
 * mem. RI_EUSAGE, RI_EDATA: a value below 0 or infinite; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_demand_law_fit(const double *y, const uint8_t *censored, size_t n,
                                          size_t season, size_t reach, struct ri_arena *mem,
                                          struct ri_demand_law *ret, struct ri_error *err);
/* E[D | D >= sold] of that law; `sold` itself where so much is beyond what the law holds possible. */
double ri_demand_at_least(double sold, double mean, double dispersion);
/* Chance that nothing is asked for on a day. */
double ri_demand_none(double mean, double dispersion);
#endif
