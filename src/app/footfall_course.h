/* How people spread over the hours of a day, by weekday. */
#ifndef RI_APP_FOOTFALL_COURSE_H
#define RI_APP_FOOTFALL_COURSE_H
#include "app/counted_hours.h"

enum { RI_COURSE_DAYS = 56 }; /* that it is learnt from */
struct ri_hour_course {       /* of a store */
    double share
        [7]
        [RI_HOURS_OF_DAY]; /* part of the day's people by weekday (0 Monday) and hour; all 0: not known */
    double spread;     /* relative variance of an hour around its part of the day, beyond chance */
    double conversion; /* receipts a visitor; NAN: not known */
};
/* From `days` days of hours since `from`: people (NAN: not counted), receipts (NULL: not known). Parts of a weekday are drawn towards those of all days by a
 * hundred people's worth; conversion only of visitors. */
void ri_hour_course_learn(const double *people, const double *receipts, size_t days, ri_day from,
                          bool visitors, struct ri_hour_course *ret);
#endif
