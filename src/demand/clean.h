/* What a model is allowed to see: the newest history of a series, cleaned. */
#ifndef RI_DEMAND_CLEAN_H
#define RI_DEMAND_CLEAN_H
#include "demand.h"
#include "forecaster.h"

struct ri_cleaned {
    struct ri_history
        history; /* ends at the panel's last period; starts with a known value that is not 0 */
    const double *
        raw; /* the same periods before lifting; censored ones are NAN: what a forecast is scored on */
    size_t known, missing, censored, refused; /* refused: not finite or beyond 1e15, now missing */
    bool   never_negative, whole;             /* every known value is >= 0; is an integer */
    double mean_size;                         /* mean |y| of the known periods */
    double estimated;                         /* units that lifting added to the censored periods */
    ri_demand_class demand_class;
};
/* The class by Syntetos & Boylan (2005): mean interval between demands (1.32), squared variation of their sizes (.49). demands: how many
 * of the known values are not 0; sum, squares: of those. */
ri_demand_class ri_classify(double known, double demands, double sum, double squares);
/* Cleans the newest `most` periods up to period `last` (a series that ended earlier is missing from there on).
 *
 * Zeros before the first demand are not history: the thing was not on sale. A censored value is a lower bound: it is
 * lifted to the one-step expectation (a level with weight 0.1 under the seasonal profile of uncensored periods) where that
 * is higher. Room is taken from scratch. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_clean(const struct ri_series *series, int64_t last, size_t most,
                                 size_t season, struct ri_arena *scratch, struct ri_cleaned *ret,
                                 struct ri_error *err);
#endif
