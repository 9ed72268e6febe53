/* One series of days, forecast one day ahead by the models of demand. */
#ifndef RI_APP_DAY_AHEAD_H
#define RI_APP_DAY_AHEAD_H
#include "app/call.h"

struct ri_day_ahead {
    double      mean, low, high; /* in the unit of the series; low to high with 80 % */
    const char *model;           /* what made it */
};
/* values[count]: of day `first` and the days after it, none missing. The model is chosen by its past errors; lives in the call's memory.
 * RI_ENOMEM; as ri_demand_forecast. */
RI_MUST_CHECK ri_status ri_day_ahead(struct ri_call *call, ri_day first, double *values,
                                     size_t count, struct ri_day_ahead *ret, struct ri_error *err);
#endif
