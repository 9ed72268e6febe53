/* Changes for good of one series: where its level or its spread is another from some period on. What the detector `level` reports, as numbers. */
#ifndef RI_ANOMALY_LEVEL_CHANGE_H
#define RI_ANOMALY_LEVEL_CHANGE_H
#include "detector.h"

struct ri_change {                      /* between two segments of a series */
    size_t at;                          /* first known period of the later one */
    double mean, mean_before;           /* medians, without the season */
    double deviation, deviation_before; /* robust standard deviations around them; above 0 */
    bool   spread;                      /* the change is one of the spread, not of the level */
};
/* Most changes that a series can have. */
size_t ri_change_most(const struct ri_watched *watched);
/* Its changes, oldest first, into ret[ri_change_most]. stricter: added to the penalty of a change, 2 log k where k series are searched; 0
 * for one. RI_EDATA: too short; RI_ENOMEM. Room from scratch, given back. */
RI_MUST_CHECK ri_status ri_change_search(const struct ri_watched *watched, double stricter,
                                         struct ri_arena *scratch, struct ri_change *ret,
                                         size_t *ret_count, struct ri_error *err);
#endif
