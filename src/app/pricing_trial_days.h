/* What a trial of a price looks at: units and money of each store by day, of the workspace or out of a file. */
#ifndef RI_APP_PRICING_TRIAL_DAYS_H
#define RI_APP_PRICING_TRIAL_DAYS_H
#include "app/call.h"

enum { RI_PRICE_TRIAL_MEASURES = 3 };
extern const char *const ri_price_trial_measure_names[RI_PRICE_TRIAL_MEASURES];
struct ri_price_trial_days { /* lives in the call's memory */
    size_t             stores, days;
    const char *const *codes; /* [stores] rising */
    ri_day             first; /* of `days` */
    double
        *value[RI_PRICE_TRIAL_MEASURES]; /* [stores][days]; NULL: not known (no price, no cost) */
};
/* Days from `from` up to `to` (RI_DAY_NONE: the data's first, the day after its last); a day without a row sold nothing. Stores that sold
 * nothing at all are not in it. Parameters: input, stores, time, quantity, price, cost; those of filters. RI_EUSAGE, RI_EDATA, RI_ENOTFOUND. */
RI_MUST_CHECK ri_status ri_price_trial_days(struct ri_call *call, ri_day from, ri_day to,
                                            struct ri_price_trial_days *ret, struct ri_error *err);
#endif
