/* Seasonal-trend decomposition by loess (STL: Cleveland, Cleveland, McRae & Terpenning 1990), and by several seasons in
 * turn (MSTL: Bandara, Hyndman & Bergmeir 2021). Kernels.
 *
 *     y_t = trend_t + season_t + remainder_t
 *     an inner pass    each position of the season smoothed along the years, one more at both ends; what of that
 *                      moves slowly (means over m, m and 3, then loess) belongs to the trend; the rest is the season;
 *                      the trend is loess over y without it
 *     an outer pass    periods weighted by how far their remainder lies out (bisquare of six medians)
 *
 * A missing period (NAN) has no weight, yet gets a season and a trend: those of its neighbours. Where a window of loess
 * holds nothing known, its value lies on the line between the nearest two that do. Without gaps as R's stl computes. */
#ifndef RI_MATH_STL_H
#define RI_MATH_STL_H
#include "base/error.h"

struct ri_stl {
    size_t season;               /* periods, at least 2 */
    size_t seasonal, trend, low; /* periods that loess looks at, odd and at least 3 */
    int    seasonal_degree;      /* 0: level, 1: line; the others are lines */
    size_t seasonal_jump, trend_jump, low_jump; /* every how many periods loess is computed */
    size_t inner, outer; /* passes: 2 and 0, or 1 and 15 when outliers must not pull */
    double settled;      /* outer passes end when no weight moves by more; 0: 1e-7 */
};
/* R's choices for a season and the width of its loess; robust: outer passes. */
struct ri_stl ri_stl_usual(size_t season, size_t seasonal, bool robust);
/* Decomposes y[n], n > 2 season, into ret_season[n] and ret_trend[n]. room: ri_stl_room values. */
void   ri_stl_run(const struct ri_stl *stl, const double *y, size_t n, double *room,
                  double *ret_season, double *ret_trend);
size_t ri_stl_room(size_t n, size_t season);
/* The robust decomposition with a season that is the same all the years (R's periodic window): each position's weighted mean over all of them, which
 * costs a pass over the values instead of a loess. ret_cycle[season]: of y[0], y[1] ...; ret_trend[n]. room: ri_stl_periodic_room values. */
void   ri_stl_periodic(const double *y, size_t n, size_t season, double settled, double *room,
                       double *ret_cycle, double *ret_trend);
size_t ri_stl_periodic_room(size_t n, size_t season);

/* Several seasons[count], the shortest first, each of more than n / 2 periods left out: STL for each in turn on y without
 * the others, `passes` times. Season number k (from 0) has loess windows of 11 + 4 k. ret_seasons[count][n] (0 where left out);
 * ret_rest[n]: y without them, NAN where missing. room: ri_mstl_room values. */
void   ri_mstl_run(const double *y, size_t n, const size_t *seasons, size_t count, size_t passes,
                   double *room, double *ret_seasons, double *ret_rest);
size_t ri_mstl_room(size_t n, const size_t *seasons, size_t count);
#endif
