/* The business day: the trading day a sale belongs to. A shop's day changes at its cut-off, not at midnight, so
 * that what a bar sells at two in the morning belongs to the evening before. */
#ifndef RI_RETAIL_BUSINESS_DAY_H
#define RI_RETAIL_BUSINESS_DAY_H
#include "base/zone.h"

/* local_us: the shop's own clock, microseconds since 1970-01-01. cutoff_minutes: after midnight, 0..1439; the day
 * changes at that minute. */
ri_day ri_business_day(int64_t local_us, int cutoff_minutes);
/* The same of an instant, in the shop's zone. */
ri_day ri_business_day_at(const struct ri_zone *zone, int64_t utc_us, int cutoff_minutes);
#endif
