/* Seasonal profiles: how much each position of the season sells beside the average position. Kernels.
 *
 * A position is t % season, counted from the first value of the history. A profile is multiplicative (mean 1) where
 * no value is negative and something was sold, else additive (mean 0). */
#ifndef RI_DEMAND_SEASON_H
#define RI_DEMAND_SEASON_H
#include "forecaster.h"

struct ri_profile {
    size_t  season;
    bool    additive;
    double *at; /* [season] */
};
/* Profile by means per position over the newest whole `seasons` (or all that there are); a position without a known
 * value is average. at[] is the caller's; season 1 gives the neutral profile. */
void ri_profile_of_means(const struct ri_history *history, size_t seasons, double *at,
                         struct ri_profile *ret);
/* Profile by classical decomposition: mean deviation from the centred moving average over one season, as R's decompose.
 * Multiplicative only when every value is positive. Needs 2 seasons without gaps. trend[n] is room. */
void ri_profile_of_decomposition(const struct ri_history *history, double *trend, double *at,
                                 struct ri_profile *ret);

/* The history without its profile of means over the newest `seasons`, in scratch, and that profile. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_without_season(const struct ri_history *history, size_t seasons,
                                          struct ri_arena *scratch, double **ret_x,
                                          struct ri_profile *ret_profile, struct ri_error *err);
/* A value without its season (NAN where the profile says that nothing sells), and a level with it. */
double ri_profile_remove(const struct ri_profile *profile, size_t t, double value);
/* The same of y[n], whose first value has position 0, into ret[n]. */
void   ri_profile_remove_all(const struct ri_profile *profile, const double *y, size_t n,
                             double *ret);
double ri_profile_apply(const struct ri_profile *profile, size_t t, double level);
/* Whether the season shows: |r_m| > 1.645 sqrt((1 + 2 sum_{i<m} r_i^2) / n), the test of the Theta method
 * (Fiorucci et al. 2016), with at least 2 seasons. Values must be known. */
bool ri_season_shows(const double *y, size_t n, size_t season);
#endif
