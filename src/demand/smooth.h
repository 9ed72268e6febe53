/* The shared kernel of exponential smoothing and Theta: one-step errors are linear in the first level and in the
 * weight of the trend line, so both follow from least squares, and a search is left with the one weight alpha.
 *
 *     mu_t = s_t + w_t level0 + u g_t     s: level from 0;  w_t = (1 - alpha)^t;  g: what a trend line adds
 */
#ifndef RI_DEMAND_SMOOTH_H
#define RI_DEMAND_SMOOTH_H
#include "base/error.h"

typedef enum ri_trend {
    RI_TREND_NONE,    /* simple exponential smoothing */
    RI_TREND_FIXED,   /* Theta: one regression line for the whole history */
    RI_TREND_DYNAMIC, /* Theta: the line is fitted anew before each period */
} ri_trend;

struct ri_smooth { /* the state of a fit; alpha and, with a trend, u are given or found */
    ri_trend trend;
    double   alpha;  /* 0 .. 1 */
    double   u;      /* 1 - 1/theta, 0 .. 1 */
    double   level0; /* level before y[0] */
    /* results */
    double sse;   /* of the one-step errors from `skip` on */
    double level; /* after y[n-1] */
    double intercept, slope;
    size_t count; /* periods that moved the level */
};
/* Runs y[n] (NAN: the level stays, the trend line takes no notice) with alpha. fit_u, fit_level: found by least
 * squares, else taken as given (fit_u asks for fit_level); errors before `skip` do not count. O(n), allocates nothing. */
void ri_smooth_run(const double *y, size_t n, size_t skip, bool fit_u, bool fit_level,
                   struct ri_smooth *smooth);
/* The mean of period j >= 1 after the history: later periods move the level by their own means. */
void ri_smooth_forecast(const struct ri_smooth *smooth, size_t h, double *ret_mean);
/* Best alpha in [low, 1] on its square root (small weights matter most), eight weights a pass, then a last run. */
void ri_smooth_fit(const double *y, size_t n, size_t skip, double low, bool fit_u,
                   struct ri_smooth *smooth);
#endif
