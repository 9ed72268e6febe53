/* The day of the clock once the cut-off is taken off. */
#include "business_day.h"

ri_day ri_business_day(int64_t local_us, int cutoff_minutes)
{
    return (ri_day)ri_floor_div(local_us - cutoff_minutes * 60 * RI_US_PER_SECOND, RI_US_PER_DAY);
}

ri_day ri_business_day_at(const struct ri_zone *zone, int64_t utc_us, int cutoff_minutes)
{
    return ri_business_day(utc_us + ri_zone_offset(zone, utc_us) * RI_US_PER_SECOND,
                           cutoff_minutes);
}
