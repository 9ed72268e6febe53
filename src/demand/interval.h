/* What may come instead of the mean: quantiles per period and draws of a sum, from past errors. Kernels over arrays.
 *
 * An error e of a past forecast f, applied to the forecast F of today, gives F + e (F + c) / (f + c), where c is the mean
 * size of the series. Errors thus grow with the level between additively (level near c) and in proportion (far above),
 * a quiet past cannot blow up, and an outcome of zero stays near zero. For series that were never negative nothing falls
 * below zero; for whole numbers outcomes are rounded, so that quantiles are counts. Series with negative values: e is
 * simply added. Taking quantiles of one pool of outcomes, they cannot cross. */
#ifndef RI_DEMAND_INTERVAL_H
#define RI_DEMAND_INTERVAL_H
#include "candidate.h"

/* One outcome, as above, before rounding. periods: how many c belong to (1, or those of a sum). */
double ri_outcome(const struct ri_cleaned *cleaned, double forecast, double past_forecast,
                  double past_error, double periods);
/* Quantiles [steps][level_count] around mean[steps] from the past forecasts of a candidate: errors of the same step, pooled
 * with neighbouring steps until there are about 100; where that leaves fewer than 20, the deviations of the newest 20
 * periods from the mean of the history join them. past NULL: the deviations of the whole known history.
 * pool is room for ri_pool_room values. */
void   ri_interval_quantiles(const struct ri_cleaned *cleaned, const struct ri_origins *origins,
                             const double *past, const double *mean, const double *levels,
                             size_t level_count, double *pool, double *ret_quantiles);
size_t ri_pool_room(const struct ri_cleaned *cleaned, const struct ri_origins *origins);

/* Quantiles of a period whose mean was changed after the model, from `before` to `after`: in proportion, or (by_units, or where nothing
 * was expected) by what was added, never below nothing.
 * Of counts (whole) they are rounded to the nearest count, as outcomes and draws are: what comes is then the nearest
 * count to the changed outcome, and quantiles of a rounded outcome are the rounded quantiles, so that they stay in order and lean to
 * neither side. No interval loses a count by it, since a count at or above 5.6 is at or above 6, and one at or below 11.2 at
 * or below 11; rounded outwards instead, it would gain one on each side where there are parts, and cover more than it says where few sell. */
void ri_quantiles_follow(double *quantiles, size_t level_count, double before, double after,
                         bool by_units, bool whole);

/* Windows of `periods` whose sums were forecast in the past: origins as dense as 120 allow over the newest year of seasons. */
struct ri_origins ri_origins_of_sums(size_t n, size_t season, size_t periods);
/* draw_count rising, equally likely sums around `total` from outcomes[count] (overwritten). count may be 0: then all draws
 * are the total. */
void ri_interval_draws(const struct ri_cleaned *cleaned, double total, double *outcomes,
                       size_t count, size_t draw_count, double *ret_draws);
#endif
