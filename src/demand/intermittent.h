/* Kernels for demand with many empty periods: Croston (1972), Syntetos & Boylan (2005), Teunter, Syntetos & Babai (2011),
 * Nikolopoulos et al. (2011), Petropoulos & Kourentzes (2015). Missing periods are left out: time does not run in them.
 * A demand is a value that is not 0. */
#ifndef RI_DEMAND_INTERMITTENT_H
#define RI_DEMAND_INTERMITTENT_H
#include "base/error.h"

struct ri_demands {  /* what the history came to */
    double size;     /* smoothed size of a demand */
    double interval; /* smoothed periods from one demand to the next */
    double chance;   /* smoothed share of periods with a demand */
    double mean_interval;
    size_t count;
};
/* One pass; size and interval move at demands only, chance in every period. Levels begin at their first value. */
struct ri_demands ri_demands_smooth(const double *y, size_t n, double weight_size,
                                    double weight_interval, double weight_chance);
/* Mean squared one-step error of chance times size. */
double ri_demands_error(const double *y, size_t n, double weight_size, double weight_chance);
/* Mean per period from smoothed sums of `length` periods each, counted from the end (an incomplete first one is left
 * out); the weight is the best in 0.1 .. 0.3. sums[n / length] is room; at least one whole bucket. */
double ri_bucket_level(const double *y, size_t n, size_t length, double *sums);
#endif
