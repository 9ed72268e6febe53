/* Silences: runs of nothing sold that chance does not explain. The thing was not there to be sold (delivery failed, shelf
 * empty, taken off), so the run says nothing about demand and a level must not sink through it. Kernels.
 *
 * A run of z periods after a level of L units a period (smoothed with weight 0.05 up to the run) is a silence when L z > 8: of a
 * Poisson seller, one run in 3,000. One that is still going on and longer than `most` periods is taken for the end of
 * the thing instead. */
#ifndef RI_DEMAND_SILENCE_H
#define RI_DEMAND_SILENCE_H
#include "base/error.h"

/* Makes silent periods of y[n] not known (NAN); returns how many. */
size_t ri_silence_hide(double *y, size_t n, size_t most);
#endif
