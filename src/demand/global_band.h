/* What may come instead of a global forecast: quantiles from pairs of a forecast and what came, gathered by how much a series
 * varies and by the size of the forecast. Split conformal: Vovk, Gammerman & Shafer (2005); by groups, so that coverage holds in each.
 *
 * Of two series that vary alike one sells often and unevenly, the other seldom: their tails are not the same. Each class of demand reads
 * the groups at levels of its own: where `level` of the class's outcomes lay, shrunk towards `level` as if
 * GLOBAL_BAND_BELIEVED series-origins had shown it.
 *
 * Before a feast more may go wrong than on plain days. A pair knows by which logarithm last year went on (`turn`),
 * which may come again or not; beside what is usual of its group it makes errors sqrt(1 + (turn / usual)^2) times as wide. Ratios are brought to plain
 * days by that power before they are gathered, and back to the day that is asked for: conformal scores over a scale that was known
 * beforehand (Lei, G'Sell, Rinaldo, Tibshirani & Wasserman 2018). */
#ifndef RI_DEMAND_GLOBAL_BAND_H
#define RI_DEMAND_GLOBAL_BAND_H
#include "demand.h"

enum { GLOBAL_BAND_BELIEVED = 100 };
struct global_pair {
    double          variation; /* of the series: standard deviation over mean */
    double          forecast, actual;
    ri_demand_class demand_class; /* of the series at the origin */
    double          turn;         /* what may come or not: a logarithm, 0 on plain days */
};
struct global_band { /* lives in the arena it was made in */
    size_t        level_count, strata, bins;
    const double *levels;
    const double *cuts;   /* [strata - 1] of variation */
    const double *edges;  /* [strata][bins - 1] of the forecast */
    const double *usual;  /* [strata][bins] how far off a forecast usually is, as a share of it */
    const double *ratios; /* [class][strata][bins][level_count] quantiles of actual / forecast */
};
/* pairs[count] are reordered; forecasts must be above 0; `together`: pairs of a series at one origin. RI_ENOMEM; RI_EDATA: none. */
RI_MUST_CHECK ri_status global_band_make(struct global_pair *pairs, size_t count, size_t together,
                                         const double *levels, size_t level_count,
                                         struct ri_arena *mem, struct global_band *ret,
                                         struct ri_error *err);
/* turn: as a pair's. Never falling along the levels, never below 0; whole: rounded to whole numbers. */
void global_band_quantiles(const struct global_band *band, ri_demand_class demand_class,
                           double variation, double turn, double forecast, bool whole, double *ret);
#endif
