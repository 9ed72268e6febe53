/* The detectors of the table, and what they share. */
#ifndef RI_ANOMALY_DETECTORS_H
#define RI_ANOMALY_DETECTORS_H
#include "detector.h"

extern const struct ri_detector ri_shesd, ri_local, ri_count_law, ri_level_change, ri_odd_shape;

/* Whole or not, half of the known values are below 20: where they are counts, a law of counts tells more than a spread. */
bool are_small_counts(const struct ri_watched *watched);
/* Profile of a season by medians: the usual difference of each position from the median of its season; at[season]. room[n]. */
void season_of_medians(const struct ri_watched *watched, double *room, double *at);
/* Median and 1.4826 MAD of the known values; room[n]. Returns how many are known. */
size_t robust_centre(const double *x, size_t n, double *room, double *ret_median,
                     double *ret_spread);
#endif
