/* ARIMA(p,d,q)(P,D,Q)[m], stationary and invertible by construction. Kernels.
 *
 *     w = differences of y less their mean c;  phi(B) Phi(B^m) w = theta(B) Theta(B^m) e
 *
 * Each of the four polynomials is given by its partial autocorrelations, all within -1 .. 1 (Monahan 1984), so that a search
 * in a box never leaves the region. The likelihood is exact, by the innovations algorithm on a banded covariance (Ansley 1979;
 * Brockwell & Davis 1991, 5.3), which becomes the plain recursion as soon as its variance has settled; where the longest
 * lag is beyond RI_ARIMA_LAG_MOST, or when asked for, errors before the first known ones are taken as 0. */
#ifndef RI_DEMAND_ARIMA_H
#define RI_DEMAND_ARIMA_H
#include "forecaster.h"

enum {
    RI_ARIMA_ORDER_MOST = 5,    /* p, q */
    RI_ARIMA_SEASONAL_MOST = 2, /* P, Q */
    RI_ARIMA_LAG_MOST = 60,     /* longest lag of the exact likelihood */
    RI_ARIMA_VARIABLES_MOST = 2 * RI_ARIMA_ORDER_MOST + 2 * RI_ARIMA_SEASONAL_MOST + 1
};
struct ri_arima_order {
    unsigned char p, d, q, sp, sd, sq; /* s: seasonal */
    bool          constant;
    size_t        season; /* 1: none */
};
struct ri_arima { /* x: partials of phi, theta, Phi, Theta, then c where the order has a constant */
    struct ri_arima_order order;
    double                x[RI_ARIMA_VARIABLES_MOST];
};
size_t      ri_arima_variables(struct ri_arima_order order);
const char *ri_arima_text(struct ri_arima_order order,
                          char                 *text); /* "(1,1,2)(0,1,1)[7]c", room of 32 */
bool        ri_arima_parse(const char *text, struct ri_arima_order *ret);
/* Values lost by differencing. */
size_t ri_arima_lost(struct ri_arima_order order);
/* Differences y[n] (known values only) into w[n - lost]. */
void   ri_arima_difference(struct ri_arima_order order, const double *y, size_t n, double *ret_w);
size_t ri_arima_room(struct ri_arima_order order, size_t n);
/* Minus twice the log likelihood of w[n], as R counts it. exact false: the conditional one. errors[n] (optional): one-step
 * errors. INFINITY when there is no answer. */
double ri_arima_likelihood(const struct ri_arima *arima, const double *w, size_t n, bool exact,
                           double *room, double *errors);
/* Fits x from where it is, within the box, at most `budget` passes; returns minus twice the log likelihood. */
double ri_arima_fit(struct ri_arima *arima, const double *w, size_t n, bool exact, double *room,
                    size_t budget, size_t *ret_spent);
/* The same from guesses of its own: several for an exact likelihood of an order with both sides, which has more than one valley. */
double ri_arima_fit_fresh(struct ri_arima *arima, const double *w, size_t n, bool exact,
                          double *room, size_t budget, size_t *ret_spent);
/* Means of the h periods after y[n]. */
void ri_arima_forecast(const struct ri_arima *arima, const double *y, size_t n, size_t h,
                       double *room, double *ret_mean);

struct ri_arima_choice {
    size_t models, passes; /* most of each; 0: none */
    size_t tried, spent;   /* used */
    double likelihood, aicc;
};
/* Orders as Hyndman & Khandakar (2008): D by the strength of the season (0.64), d by KPSS tests, then steps from four models
 * to ever better neighbours by AICc; conditional likelihoods during the search of long series, exact ones at its end.
 * y: known values only. room: ri_arima_choose_room values. false: nothing could be fitted. */
bool   ri_arima_choose(const double *y, size_t n, size_t season, double *room,
                       struct ri_arima_choice *choice, struct ri_arima *ret);
size_t ri_arima_choose_room(size_t n, size_t season);
/* KPSS statistic of level stationarity with R's number of lags, 3 sqrt(n) / 13. */
double ri_kpss(const double *y, size_t n);
#endif
